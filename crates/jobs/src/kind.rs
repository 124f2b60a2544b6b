//! What a kind of job is.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use storage::StorageError;
use thiserror::Error;

use crate::{Settled, Work};

/// The lane of jobs that call nobody: clean-up and the like.
pub const LANE_OF_THE_HOUSE: &str = "house";

/// Why a job stopped without an outcome of its own. It is taken again after a pause.
#[derive(Debug, Error)]
pub enum Failure {
    /// Somebody else has the job: nothing more is written, nothing is tried again here.
    #[error("the lease was lost")]
    LeaseLost,
    /// A call did not end before its lease would have.
    #[error("a call took longer than its lease")]
    TooLong,
    /// What the job carries cannot be read.
    #[error("unreadable payload: {0}")]
    Payload(#[source] serde_json::Error),
    /// Something else failed.
    #[error("{0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::LeaseLost => Self::LeaseLost,
            other => Self::Other(Box::new(other)),
        }
    }
}

/// A kind of job.
#[async_trait]
pub trait Kind: Send + Sync + 'static {
    /// The stored name. Never reused for something else: rows outlive programs.
    const NAME: &'static str;

    /// What a job of this kind carries besides its subject. Fields are only ever added, with a default.
    type Payload: Serialize + DeserializeOwned + Send + Sync;

    /// Does the work. May be interrupted anywhere and run again; writes its outcome with [`Work::settle`].
    ///
    /// # Errors
    /// See [`Failure`]: the job is taken again after a pause.
    async fn run(&self, work: &Work, payload: Self::Payload) -> Result<Settled, Failure>;
}

/// A kind with its payload type forgotten, as the runner keeps it.
#[async_trait]
pub(crate) trait Handler: Send + Sync {
    async fn run(&self, work: &Work) -> Result<Settled, Failure>;
}

#[async_trait]
impl<K: Kind> Handler for K {
    async fn run(&self, work: &Work) -> Result<Settled, Failure> {
        let payload = serde_json::from_str(&work.job().new.payload).map_err(Failure::Payload)?;
        Kind::run(self, work, payload).await
    }
}
