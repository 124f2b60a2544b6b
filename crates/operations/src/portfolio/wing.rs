//! What the files of this wing share.

use documents::DocumentStore;

use crate::ground::Ground;

/// What a person sees of the invoices and structures within reach.
#[derive(Clone)]
pub struct Portfolio {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
}

impl Portfolio {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore) -> Self {
        Self { ground, documents }
    }
}
