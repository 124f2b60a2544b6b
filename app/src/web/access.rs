use domain::Permission;

/// Who may use a route. Operations check again; this is the table that an auditor reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Any signed-in person.
    SignedIn,
    /// A signed-in person whose role allows this.
    Needs(Permission),
}
