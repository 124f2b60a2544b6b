//! What the files of this wing share.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::access::{Clients, Seals};
use crate::ground::Ground;

/// What a person does with the accesses of structures.
#[derive(Clone)]
pub struct Connecting {
    pub(super) ground: Ground,
    pub(super) seals: Seals,
    pub(super) clients: Clients,
    /// Whose turn it is to make the many calls of a probe.
    pub(super) probing: Arc<Mutex<()>>,
}

impl Connecting {
    pub(crate) fn new(ground: Ground, seals: Seals, clients: Clients) -> Self {
        Self { ground, seals, clients, probing: Arc::default() }
    }
}
