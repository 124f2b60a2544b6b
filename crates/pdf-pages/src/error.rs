//! Why there is nothing to show.

use serde::{Deserialize, Serialize};

/// Why pages cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PageError {
    /// It is no PDF, or is protected, or broken beyond reading.
    #[error("the PDF cannot be read")]
    Unreadable,
    /// There is no page of that number.
    #[error("there is no such page")]
    NoSuchPage,
    /// The page was drawn but not written.
    #[error("the image of the page cannot be written")]
    NotWritten,
}
