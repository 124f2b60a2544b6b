//! A file on its way in: hashed and limited while it is written to a local file.

use std::io;

use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::address::Address;

/// Bytes kept to recognise the kind of a file.
const HEAD_BYTES: usize = 1024;

/// What a sender sends; the error is its own account of why it stopped.
pub(crate) type Content<'a> = BoxStream<'a, Result<Bytes, String>>;

/// A file that was received whole and is durable.
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
    /// The disk failed, or the store behind the network.
    #[error("disk: {0}")]
    Disk(#[from] io::Error),
}

/// A file as it was received, before it has its place.
pub(crate) struct Arrived {
    pub(crate) address: Address,
    pub(crate) bytes: u64,
    head: Vec<u8>,
}

impl Arrived {
    pub(crate) fn stored(self) -> StoredFile {
        StoredFile { sha256: self.address.into_string(), bytes: self.bytes, head: self.head }
    }
}

/// Writes what arrives; one chunk is held at a time. The file is complete when this returns, but not yet durable.
pub(crate) async fn write(
    mut content: Content<'_>,
    largest: u64,
    file: &mut File,
) -> Result<Arrived, UploadError> {
    let (mut hasher, mut bytes, mut head) = (Sha256::new(), 0_u64, Vec::new());
    while let Some(chunk) = content.next().await {
        let chunk = chunk.map_err(UploadError::Interrupted)?;
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
    Ok(Arrived { address: Address::of(&hasher.finalize().into()), bytes, head })
}
