//! What the files of this wing share.

use crate::access::Clients;
use crate::ground::Ground;

/// Recipients at Chorus Pro.
#[derive(Clone)]
pub struct Directory {
    pub(super) ground: Ground,
    pub(super) clients: Clients,
}

impl Directory {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }
}
