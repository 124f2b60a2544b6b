//! What can be wrong with a body.

use std::fmt;

/// How a body differs from its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A field is `null` and nothing says that it may be.
    Null,
    /// A required field is absent.
    Missing,
    /// A field is not in the description.
    Undescribed,
    /// A value is of another kind, or not one of those described.
    Other,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The place in the body, without the places in lists: `/listeFactures/statut`.
    pub pointer: String,
    /// How it differs.
    pub kind: FaultKind,
    /// The same for a reader.
    pub text: String,
}

impl Fault {
    pub(crate) fn other(pointer: &str, text: impl Into<String>) -> Self {
        Self { pointer: pointer.to_owned(), kind: FaultKind::Other, text: text.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.text)
    }
}
