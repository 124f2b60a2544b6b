//! Why an archive is not written or not read.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// The outcome of everything here.
pub type Result<T> = std::result::Result<T, ArchiveError>;

/// What is wrong with an archive that was read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Damage {
    /// It ends before its end.
    #[error("it ends too early")]
    Truncated,
    /// A block of the tar format, the manifest or a list cannot be read.
    #[error("{0} cannot be read")]
    Unreadable(String),
    /// Another entry than the one that has to stand there.
    #[error("{found} stands where {expected} has to be")]
    Unexpected {
        /// What has to stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// An entry has other bytes than those whose hash was written down.
    #[error("{0} was changed")]
    Changed(String),
    /// Sealed bytes do not open: changed, or cut off.
    #[error("its sealed content was changed or cut off")]
    Sealing,
    /// Something follows its end.
    #[error("something follows its end")]
    Trailing,
}

/// Why an archive is not written or not read. The texts are for the log.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// It cannot be read or written, or what is written beside it cannot.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A file of that name is there: none is overwritten.
    #[error("{0} exists")]
    Exists(PathBuf),
    /// It begins like nothing that was written here.
    #[error("this is no archive of an installation")]
    NotAnArchive,
    /// A newer program wrote it: its format.
    #[error("the format {0} is newer than this program")]
    Newer(u32),
    /// It is sealed, and no identity was given.
    #[error("it is sealed")]
    Sealed,
    /// It is sealed, to others than the identities that were given.
    #[error("it is sealed to others")]
    SealedToOthers,
    /// It is damaged.
    #[error("{0}")]
    Damaged(#[from] Damage),
    /// A document or file to be written has other bytes than it was said to have.
    #[error("{0} does not have the content of its name")]
    OtherContent(String),
    /// A text that names nobody an archive can be sealed to, or a file without an identity.
    #[error("{0}")]
    Key(String),
}
