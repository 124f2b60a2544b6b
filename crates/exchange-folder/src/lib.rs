//! A folder through which two parties exchange files: on this machine, or on an SFTP server.
//!
//! What is written appears under its name only when it is whole: it is written under a [`temporary`] name and renamed.
//! Nothing is ever renamed over another file. What the other side does is bounded: how many files are listed, how long an
//! answer may take; how large a file may be, its reader decides.

mod error;
mod keys;
mod local;
mod names;
mod sftp;

use async_trait::async_trait;
use tokio::io::AsyncRead;

pub use error::FolderError;
pub use keys::{KeyFault, new_key, public_key};
pub use local::LocalFolder;
pub use names::{is_plain_name, temporary};
pub use sftp::{Server, SftpFolder};

/// A file that can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// What comes out of a file.
pub type Content = Box<dyn AsyncRead + Send + Unpin>;

/// A place with folders.
#[async_trait]
pub trait Folder: Send + Sync {
    /// The plain files of a folder by name, hidden ones and those under temporary names left out.
    ///
    /// # Errors
    /// [`FolderError::TooMany`] beyond `most`; and whatever the folder says.
    async fn list(&self, folder: &str, most: usize) -> Result<Vec<Listed>, FolderError>;
    /// The size of a file; none when it is not there.
    ///
    /// # Errors
    /// [`FolderError`].
    async fn size(&self, folder: &str, name: &str) -> Result<Option<u64>, FolderError>;
    /// Opens a plain file.
    ///
    /// # Errors
    /// [`FolderError`].
    async fn open(&self, folder: &str, name: &str) -> Result<Content, FolderError>;
    /// Writes a file anew, and gives how many bytes arrived. It is complete on the other side when this returns.
    ///
    /// # Errors
    /// [`FolderError`].
    async fn write(&self, folder: &str, name: &str, content: Content) -> Result<u64, FolderError>;
    /// Gives a file another name, in another folder where they differ.
    ///
    /// # Errors
    /// [`FolderError::Taken`] when there is a file of that name: it stays as it is.
    async fn rename(&self, from: (&str, &str), to: (&str, &str)) -> Result<(), FolderError>;
    /// Removes a file. It need not be there.
    ///
    /// # Errors
    /// [`FolderError`].
    async fn remove(&self, folder: &str, name: &str) -> Result<(), FolderError>;
}
