//! What an installation is recognised by, whichever machine opens it.

use async_trait::async_trait;

use crate::Result;

/// Something that is said once of the whole installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Its name: nobody else's is the same.
    Name,
    /// A text that only its key opens.
    KeyCheck,
    /// The store of documents that has its name.
    Documents,
}

impl Mark {
    /// How it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::KeyCheck => "key_check",
            Self::Documents => "documents",
        }
    }
}

/// Reading marks.
#[async_trait]
pub trait ReadMarks: Send {
    /// A mark, once it was made.
    async fn mark(&mut self, mark: Mark) -> Result<Option<String>>;
}

/// Making marks.
#[async_trait]
pub trait WriteMarks: Send {
    /// Makes a mark unless there is one, and gives the one that stands: of several processes that make it at once, all
    /// get the same.
    async fn make_mark(&mut self, mark: Mark, value: &str) -> Result<String>;
}
