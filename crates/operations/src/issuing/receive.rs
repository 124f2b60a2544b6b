//! Taking files in: streamed to their place, and counted for who sends them, whatever becomes of them.

use std::sync::atomic::{AtomicU64, Ordering};

use documents::{StoredFile, UploadError};
use domain::{MAXIMUM_FILE_BYTES, Permission};
use futures::StreamExt as _;
use storage::Turn;
use thiserror::Error;

use super::Issuing;
use crate::ground::day_of;
use crate::{Actor, OperationError};

/// Why a file was not taken in.
#[derive(Debug, Error)]
pub enum ReceiveError {
    /// The person has sent as much as anybody may on a day.
    #[error("too much for one day")]
    DayFull,
    /// The file is too large, or its sender stopped, or the disk failed.
    #[error("{0}")]
    Upload(#[from] UploadError),
    /// Something else failed.
    #[error("{0}")]
    Failed(#[from] OperationError),
}

impl Issuing {
    /// Takes in a file for a deposit or an attachment: streamed to its place, hashed, durable.
    ///
    /// # Errors
    /// See [`ReceiveError`].
    pub async fn receive_file<E: std::fmt::Display + Send>(
        &self,
        actor: &Actor,
        content: impl futures::Stream<Item = Result<bytes::Bytes, E>> + Send,
    ) -> Result<StoredFile, ReceiveError> {
        self.receive_up_to(MAXIMUM_FILE_BYTES, actor, content).await
    }

    /// The same of a file that may be larger than one that is sent, as an archive of them.
    ///
    /// # Errors
    /// See [`ReceiveError`].
    pub async fn receive_up_to<E: std::fmt::Display + Send>(
        &self,
        largest: u64,
        actor: &Actor,
        content: impl futures::Stream<Item = Result<bytes::Bytes, E>> + Send,
    ) -> Result<StoredFile, ReceiveError> {
        actor.require(Permission::Deposit)?;
        // Room for the largest file is taken before anything arrives; what is not needed of it is given back. At the end of
        // the day there may be room for an ordinary file only.
        let mut room = largest;
        if !self.count_upload(actor, signed(room)).await? {
            room = largest.min(MAXIMUM_FILE_BYTES);
            if room == largest || !self.count_upload(actor, signed(room)).await? {
                return Err(ReceiveError::DayFull);
            }
        }
        let arrived = AtomicU64::new(0);
        let counted = content.inspect(|piece| {
            if let Ok(piece) = piece {
                arrived.fetch_add(piece.len() as u64, Ordering::Relaxed);
            }
        });
        let received = self.documents.receive(counted, room).await;
        // What broke off counts as far as it came.
        self.count_upload(actor, signed(arrived.into_inner().min(room)) - signed(room)).await?;
        Ok(received?)
    }

    async fn count_upload(&self, actor: &Actor, bytes: i64) -> Result<bool, OperationError> {
        let (day, most) = (day_of(self.ground.now()), self.ground.settings().uploads_per_day);
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        let counted = transaction.count_upload(actor.user, day, bytes, most).await?;
        transaction.commit().await?;
        Ok(counted)
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
