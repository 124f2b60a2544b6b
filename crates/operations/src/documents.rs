//! Original files: immutable, addressed by SHA-256, streamed, never wholly in memory.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// Bytes kept to recognise the kind of a file.
const HEAD_BYTES: usize = 1024;

/// A file that was received whole and is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// The first bytes, to recognise the kind of file.
    pub head: Vec<u8>,
}

/// Why a file was not received.
#[derive(Debug, Error)]
pub enum UploadError {
    /// Larger than allowed.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// The sender stopped or sent nonsense.
    #[error("interrupted: {0}")]
    Interrupted(String),
    /// The disk failed.
    #[error("disk: {0}")]
    Disk(#[from] std::io::Error),
}

/// The folder of original files: `ab/abcdef…` by hash, `incoming/` while they arrive.
#[derive(Clone, Debug)]
pub struct DocumentStore {
    folder: PathBuf,
}

impl DocumentStore {
    /// Uses a folder; creates it and removes what an interrupted process left.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        let incoming = folder.join("incoming");
        if incoming.exists() {
            std::fs::remove_dir_all(&incoming)?;
        }
        std::fs::create_dir_all(&incoming)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, sha256: &str) -> Option<PathBuf> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| self.folder.join(&sha256[..2]).join(sha256))
    }

    /// Receives a file: hashed while it is written, durable when this returns. `unique` names the temporary file.
    ///
    /// # Errors
    /// See [`UploadError`]; nothing stays on disk then.
    pub async fn receive<E: std::fmt::Display>(
        &self,
        unique: &str,
        mut content: impl Stream<Item = Result<Bytes, E>> + Unpin,
        largest: u64,
    ) -> Result<StoredFile, UploadError> {
        let temporary = self.folder.join("incoming").join(unique);
        let outcome = self.write(&temporary, &mut content, largest).await;
        if outcome.is_err() {
            // Best effort: the folder is emptied at the next start anyway.
            let _ = tokio::fs::remove_file(&temporary).await;
        }
        outcome
    }

    async fn write<E: std::fmt::Display>(
        &self,
        temporary: &Path,
        content: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
        largest: u64,
    ) -> Result<StoredFile, UploadError> {
        let mut file = File::create_new(temporary).await?;
        let (mut hasher, mut bytes, mut head) = (Sha256::new(), 0_u64, Vec::new());
        while let Some(chunk) = content.next().await {
            let chunk = chunk.map_err(|error| UploadError::Interrupted(error.to_string()))?;
            bytes += chunk.len() as u64;
            if bytes > largest {
                return Err(UploadError::TooLarge(largest));
            }
            hasher.update(&chunk);
            let wanted = HEAD_BYTES.saturating_sub(head.len()).min(chunk.len());
            head.extend_from_slice(&chunk[..wanted]);
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        file.sync_all().await?;
        let sha256 = hex(&hasher.finalize());
        self.keep(temporary, &sha256).await?;
        Ok(StoredFile { sha256, bytes, head })
    }

    /// Moves a finished file to its place. The folder entry is made durable too.
    async fn keep(&self, temporary: &Path, sha256: &str) -> std::io::Result<()> {
        let target = self.path(sha256).ok_or_else(|| std::io::Error::other("not a hash"))?;
        if tokio::fs::try_exists(&target).await? {
            return tokio::fs::remove_file(temporary).await;
        }
        let folder = self.folder.join(&sha256[..2]);
        tokio::fs::create_dir_all(&folder).await?;
        tokio::fs::rename(temporary, &target).await?;
        File::open(&folder).await?.sync_all().await
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub async fn open_file(&self, sha256: &str) -> std::io::Result<File> {
        let path = self.path(sha256).ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
        File::open(path).await
    }

    /// A file as the client of Chorus Pro streams it.
    pub(crate) async fn content(&self, sha256: &str) -> std::io::Result<chorus_pro::FileContent> {
        let path = self.path(sha256).ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
        chorus_pro::FileContent::open(path).await
    }

    /// Reads a whole file, once, for an analysis on a blocking thread.
    pub(crate) async fn read(&self, sha256: &str) -> std::io::Result<Vec<u8>> {
        let path = self.path(sha256).ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
        tokio::fs::read(path).await
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn chunks(parts: &[&'static [u8]]) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin {
        futures::stream::iter(parts.iter().map(|part| Ok(Bytes::from_static(part))).collect::<Vec<_>>())
    }

    #[tokio::test]
    async fn a_file_is_found_under_its_hash_and_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::open(folder.path()).unwrap();
        for unique in ["a", "b"] {
            let stored = store.receive(unique, chunks(&[b"ab", b"c"]), 10).await.unwrap();
            assert_eq!(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assert_eq!((stored.bytes, stored.head.as_slice()), (3, b"abc".as_slice()));
        }
        let stored = store.receive("c", chunks(&[b"abc"]), 10).await.unwrap();
        assert_eq!(store.read(&stored.sha256).await.unwrap(), b"abc");
        assert_eq!(std::fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_file_too_large_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::open(folder.path()).unwrap();
        let refused = store.receive("a", chunks(&[b"abcdef", b"ghijkl"]), 8).await;
        assert!(matches!(refused, Err(UploadError::TooLarge(8))));
        assert_eq!(std::fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn only_hashes_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let store = DocumentStore::open(folder.path()).unwrap();
        for name in ["../../etc/passwd", "", "zz"] {
            assert!(store.open_file(name).await.is_err());
        }
    }
}
