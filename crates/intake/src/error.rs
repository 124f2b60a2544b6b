//! Why an archive, or a file in it, was not opened.

use std::io;

use serde::{Deserialize, Serialize};
use zip::result::ZipError;

use crate::Limit;

/// Why the opening of an archive ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The kind given is none that is opened; nothing was read.
    #[error("the file is not an archive that is opened")]
    NotAnArchive,
    /// A bound was passed.
    #[error("the archive passes a limit: {0}")]
    Limit(#[from] Limit),
    /// The archive is not whole, or contradicts itself.
    #[error("the archive is damaged: {0}")]
    Damaged(#[from] Damage),
    /// The archive could not be read: no fault of its own.
    #[error("the archive could not be read: {0}")]
    Read(#[source] io::Error),
    /// The sink could not keep a file.
    #[error("a file of the archive could not be kept: {0}")]
    Keep(#[source] io::Error),
}

/// What is wrong with an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// It ends in the middle of something.
    #[error("it is cut short")]
    CutShort,
    /// The directory of the ZIP, or the header of an entry, cannot be read.
    #[error("its directory or a header cannot be read")]
    Header,
    /// Two entries of the ZIP share bytes, or one reaches into the directory: no honest program writes that.
    #[error("its entries overlap")]
    Overlap,
    /// Content that does not inflate, or is not of the size or the checksum that was announced.
    #[error("its content is not what was announced")]
    Content,
}

/// Why one file of an archive was not handed over, while the others were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unopened {
    /// Under a password.
    #[error("it is encrypted")]
    Encrypted,
    /// Packed in a way that is not read: anything but stored and deflate in a ZIP, a sparse file or an unknown kind of
    /// entry in a tar.
    #[error("it is packed in a way that is not read")]
    Unsupported,
}

impl OpenError {
    /// What an error says that came from reading what is packed.
    pub(crate) fn of_content(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Damage::CutShort.into(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Damage::Content.into(),
            _ => Self::Read(error),
        }
    }

    /// What an error says that came from the structure of a ZIP.
    pub(crate) fn of_directory(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => match Self::of_content(error) {
                Self::Read(error) => Self::Read(error),
                _ => Damage::Header.into(),
            },
            _ => Damage::Header.into(),
        }
    }
}
