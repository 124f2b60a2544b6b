//! Checking of an invoice that is not here and does not come here: its file is opened apart, checked, and forgotten.

use std::sync::Arc;

use apart::Apart;
use checking::{CheckError, check_apart, view_apart};
use domain::Reason;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use checking::{Ask, Checked, html as checked_html, packs};
pub(crate) use checking::{CHECK, VIEW};

use crate::{OperationError, Result};

/// Most documents of one file that are told.
const MOST_DOCUMENTS: usize = 100;
/// How many forms with files are held in memory at once.
const PLACES: usize = 4;

/// Checks what somebody has, also somebody who has no login.
#[derive(Clone)]
pub struct Verifying {
    apart: Apart,
    places: Arc<Semaphore>,
}

impl Verifying {
    /// With places of its own: whoever checks does not keep those waiting who deposit.
    pub(crate) fn new(apart: &Apart) -> Self {
        Self { apart: apart.with_own_places(), places: Arc::new(Semaphore::new(PLACES)) }
    }

    /// A place for somebody who sends files to be checked; none when too many do. It is free again once it is dropped.
    #[must_use]
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Checks the documents of a file, at most a hundred; nothing is kept.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when too many wait, [`OperationError::File`] when the work could not be done.
    pub async fn check(&self, name: &str, file: Vec<u8>, ask: &Ask) -> Result<Vec<Checked>> {
        let lines = check_apart(&self.apart, name, file, ask).await.map_err(not_done)?;
        let invalid =
            |error| OperationError::File(std::io::Error::new(std::io::ErrorKind::InvalidData, error));
        lines.iter().take(MOST_DOCUMENTS).map(|line| Checked::of_line(line).map_err(invalid)).collect()
    }

    /// The only invoice of a file for people to read, as HTML; none where there is none or are several.
    ///
    /// # Errors
    /// As [`Verifying::check`].
    pub async fn view(&self, file: Vec<u8>) -> Result<Option<String>> {
        view_apart(&self.apart, file).await.map_err(not_done)
    }
}

fn not_done(error: CheckError) -> OperationError {
    match error {
        CheckError::Busy => OperationError::Refused(Reason::ReadersBusy),
        CheckError::Failed(error) => OperationError::File(error),
    }
}
