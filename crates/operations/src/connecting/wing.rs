//! What the files of this wing share.

use std::collections::HashSet;
use std::sync::{Arc, Mutex as Lock, PoisonError};

use domain::StructureId;

use tokio::sync::{Mutex, Semaphore};

use crate::access::{Clients, Seals};
use crate::ground::Ground;

/// Calls made by hand at once.
const CALLS_AT_ONCE: usize = 4;

/// What a person does with the accesses of structures.
#[derive(Clone)]
pub struct Connecting {
    pub(super) ground: Ground,
    pub(super) seals: Seals,
    pub(super) clients: Clients,
    /// Whose turn it is to make the many calls of a probe.
    pub(super) probing: Arc<Mutex<()>>,
    /// Places for calls made by hand in this process.
    pub(super) calling: Arc<Semaphore>,
    /// Structures whose new credentials are being tried.
    pub(super) trials: Arc<Lock<HashSet<StructureId>>>,
}

/// A trial of new credentials under way; over when it is dropped.
pub(super) struct Trial {
    trials: Arc<Lock<HashSet<StructureId>>>,
    structure: StructureId,
}

impl Trial {
    /// None while another one of the same structure is under way in this process.
    pub(super) fn begin(trials: &Arc<Lock<HashSet<StructureId>>>, structure: StructureId) -> Option<Self> {
        let is_first = trials.lock().unwrap_or_else(PoisonError::into_inner).insert(structure);
        is_first.then(|| Self { trials: Arc::clone(trials), structure })
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.trials.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.structure);
    }
}

impl Connecting {
    pub(crate) fn new(ground: Ground, seals: Seals, clients: Clients) -> Self {
        let calling = Arc::new(Semaphore::new(CALLS_AT_ONCE));
        Self { ground, seals, clients, probing: Arc::default(), calling, trials: Arc::default() }
    }
}
