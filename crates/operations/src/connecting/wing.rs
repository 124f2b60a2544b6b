//! What the files of this wing share.

use crate::access::{Clients, Seals};
use crate::ground::Ground;

/// What a person does with the accesses of structures.
#[derive(Clone)]
pub struct Connecting {
    pub(super) ground: Ground,
    pub(super) seals: Seals,
    pub(super) clients: Clients,
}

impl Connecting {
    pub(crate) const fn new(ground: Ground, seals: Seals, clients: Clients) -> Self {
        Self { ground, seals, clients }
    }
}
