//! Why an operation was not done, to be matched. The words are the interface's.

use chrono::{DateTime, Utc};
use domain::{Notes, Permission, Reason};
use storage::StorageError;
use thiserror::Error;

/// What an operation returns.
pub type Result<T> = std::result::Result<T, OperationError>;

/// Why an operation was not done. `Display` is for the log.
#[derive(Debug, Error)]
pub enum OperationError {
    /// No such object for this person: absent, or of another organisation. Never told apart.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The role does not allow it.
    #[error("forbidden: {0:?}")]
    Forbidden(Permission),
    /// A second factor is needed, and there is none yet.
    #[error("second factor missing")]
    SecondFactorMissing,
    /// Something typed must be corrected.
    #[error("invalid input: {}", .0.iter().map(|note| note.path.to_string()).collect::<Vec<_>>().join(", "))]
    Invalid(Notes),
    /// Not possible now.
    #[error("refused: {0:?}")]
    Refused(Reason),
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Too much at once.
    #[error("busy until {0}")]
    Busy(DateTime<Utc>),
    /// Chorus Pro could not be asked.
    #[error("chorus pro: {log}")]
    ChorusPro {
        /// Why.
        reason: Reason,
        /// For the log.
        log: String,
    },
    /// Storage failed.
    #[error("storage: {0}")]
    Storage(#[source] StorageError),
    /// A file could not be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// A secret could not be opened.
    #[error("vault: {0}")]
    Vault(String),
}

impl OperationError {
    /// The code that is stored of it.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Refused(reason) | Self::ChorusPro { reason, .. } => reason.clone(),
            _ => Reason::Internal,
        }
    }
}

impl From<OperationError> for jobs::Failure {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::Storage(error) => error.into(),
            other => Self::Other(Box::new(other)),
        }
    }
}

impl From<StorageError> for OperationError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::ChangedMeanwhile(_) => Self::ChangedMeanwhile,
            other => Self::Storage(other),
        }
    }
}
