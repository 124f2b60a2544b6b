//! Why a folder did not do what was asked.

use std::io;

/// Why a folder did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The address is not one that may be called.
    #[error("the address of the server is not allowed")]
    Forbidden,
    /// No SSH server answers.
    #[error("no server answers: {0}")]
    Unreachable(String),
    /// The server shows a key that nobody confirmed, or another than the confirmed one.
    #[error("the server shows the key {offered}")]
    HostKey {
        /// Its algorithm and fingerprint.
        offered: String,
    },
    /// User or key are refused.
    #[error("user or key refused")]
    KeyRefused,
    /// A folder is not there.
    #[error("no folder {0:?}")]
    Missing(String),
    /// A folder does not let itself be read or written.
    #[error("no right in {0:?}")]
    Denied(String),
    /// A folder leads out of what is allowed, or a name is none.
    #[error("{0:?} leads elsewhere")]
    Outside(String),
    /// There is a file of that name.
    #[error("there is a file {0:?}")]
    Taken(String),
    /// Too many files.
    #[error("more than {0} files")]
    TooMany(usize),
    /// The connection broke, or something else went wrong.
    #[error("lost: {0}")]
    Lost(String),
}

impl FolderError {
    /// Whether trying again may help without anybody doing anything.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Lost(_))
    }

    pub(crate) fn of_io(error: &io::Error, folder: &str) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing(folder.to_owned()),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Denied(folder.to_owned())
            }
            io::ErrorKind::AlreadyExists => Self::Taken(folder.to_owned()),
            _ => Self::Lost(error.to_string()),
        }
    }
}
