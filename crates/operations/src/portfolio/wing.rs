//! What the files of this wing share.

use apart::Apart;
use documents::DocumentStore;

use crate::ground::Ground;

/// What a person sees of the invoices and structures within reach.
#[derive(Clone)]
pub struct Portfolio {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    /// Where documents are read and drawn.
    pub(super) apart: Apart,
}

impl Portfolio {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, apart: Apart) -> Self {
        Self { ground, documents, apart }
    }
}
