use domain::Permission;

/// Who may use a route. Operations check again; this is the table that an auditor reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody where the configuration opens the page (`--open-check`), else any signed-in person.
    Opened,
    /// Any signed-in person.
    SignedIn,
    /// A signed-in person whose role allows this.
    Needs(Permission),
}
