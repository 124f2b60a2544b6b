//! Checking of an invoice that is not here and does not come here: its file is opened apart, checked, and forgotten.

use std::sync::Arc;

use apart::Apart;
use checking::{CheckError, check_apart};
use domain::Reason;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use checking::CHECK;
pub use checking::{Ask, Checked, html as checked_html, packs};

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
        let lines = check_apart(&self.apart, name, file, ask).await.map_err(|error| match error {
            CheckError::Busy => OperationError::Refused(Reason::ReadersBusy),
            CheckError::Failed(error) => OperationError::File(error),
        })?;
        let invalid =
            |error| OperationError::File(std::io::Error::new(std::io::ErrorKind::InvalidData, error));
        lines.iter().take(MOST_DOCUMENTS).map(|line| Checked::of_line(line).map_err(invalid)).collect()
    }
}
