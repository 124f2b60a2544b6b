//! Why an operation was not done: one text for the user, one for the log.

use chrono::{DateTime, Utc};
use domain::{FieldNote, Permission, Reason, format_time};
use storage::StorageError;
use thiserror::Error;

/// What an operation returns.
pub type Result<T> = std::result::Result<T, OperationError>;

/// Why an operation was not done. `Display` is for the log, [`OperationError::user_text`] for the screen.
#[derive(Debug, Error)]
pub enum OperationError {
    /// No such object for this person: absent, or of another organisation. Never told apart.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The role does not allow it.
    #[error("forbidden: {0:?}")]
    Forbidden(Permission),
    /// Something typed must be corrected.
    #[error("invalid input: {}", .0.iter().map(|note| note.field.name()).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<FieldNote>),
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
    /// The sentence on screen: what happened and what to do.
    #[must_use]
    pub fn user_text(&self) -> String {
        match self {
            Self::NotFound(_) => "Cette page n’existe pas ou ne vous est pas accessible.".to_owned(),
            Self::Forbidden(_) => {
                "Votre rôle ne permet pas cette action. Demandez-la à un administrateur de votre organisation.".to_owned()
            }
            Self::Invalid(notes) => match notes.as_slice() {
                [one] => one.text.clone(),
                notes => format!("{} points sont à corriger.", notes.len()),
            },
            Self::Refused(reason) | Self::ChorusPro { reason, .. } => reason.sentence(),
            Self::ChangedMeanwhile => {
                "Cette facture a été modifiée entre-temps. Rechargez la page pour voir la dernière version.".to_owned()
            }
            Self::Busy(until) => format!("Trop de demandes à la fois. Réessayez à {}.", format_time(*until)),
            Self::Storage(_) | Self::File(_) | Self::Vault(_) => Reason::Internal.sentence(),
        }
    }
}

impl OperationError {
    /// The code of the same, to be stored.
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
