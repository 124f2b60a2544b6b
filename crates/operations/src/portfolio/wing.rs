//! What the files of this wing share.

use documents::DocumentStore;

use super::known::Known;
use crate::ground::Ground;

/// What a person sees of the invoices and structures within reach.
#[derive(Clone)]
pub struct Portfolio {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) known: Known,
}

impl Portfolio {
    pub(crate) fn new(ground: Ground, documents: DocumentStore) -> Self {
        Self { ground, documents, known: Known::default() }
    }
}
