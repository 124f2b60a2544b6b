//! Whether a database does its work at present, and what keeps it from it.

/// What can be done with a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Reading and writing.
    Ready,
    /// Reading alone: nothing that is to be kept can be kept.
    OnlyReads(Obstacle),
    /// Not even reading.
    Fails(Obstacle),
}

impl Readiness {
    /// Whether everything can be done.
    #[must_use]
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Ready)
    }
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Somebody writes without an end, or holds the database: a copy, another program.
    Held,
    /// There is no room left.
    Full,
    /// It may be read only.
    Protected,
    /// What is there is cut, emptied or no database.
    Damaged,
    /// Another installation stands in its place, or none.
    Replaced,
    /// It does not answer, or not in time.
    Silent,
    /// Anything else, which the log tells.
    Other,
}
