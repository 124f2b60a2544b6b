//! What the files of this wing share.

use apart::Apart;
use documents::DocumentStore;
use domain::{BatchId, Permission};
use storage::{Batch, Scope, Snapshot, Transaction};

use crate::directory::Directory;
use crate::ground::{Ground, changed};
use crate::issuing::Issuing;
use crate::{Actor, OperationError, Result};

/// What a person does with batches.
#[derive(Clone)]
pub struct Batches {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) directory: Directory,
    pub(super) issuing: Issuing,
    pub(super) apart: Apart,
}

impl Batches {
    pub(crate) const fn new(
        ground: Ground,
        documents: DocumentStore,
        directory: Directory,
        issuing: Issuing,
        apart: Apart,
    ) -> Self {
        Self { ground, documents, directory, issuing, apart }
    }

    /// Notes that a batch changes now.
    pub(super) fn touch(&self, batch: &mut Batch) {
        batch.updated_at = self.ground.now();
    }
}

/// A batch within reach: one's own or, for who reaches every structure, anybody's. Its rows may be of any structure, so
/// others do not see it.
pub(super) async fn within_reach(actor: &Actor, read: &mut dyn Snapshot, id: BatchId) -> Result<Batch> {
    actor.require(Permission::Deposit)?;
    let batch = read.batch(actor.organization, id).await?;
    let seen = |batch: &Batch| batch.created_by == actor.user || actor.scope == Scope::Everything;
    batch.filter(seen).ok_or(OperationError::NotFound("batch"))
}

/// Tells open pages of a batch that belongs to one structure; what is made of the rows of others is told with them.
pub(super) async fn tell(transaction: &mut dyn Transaction, batch: &Batch) -> Result<()> {
    if let Some(structure) = batch.structure {
        transaction.tell(changed(batch.organization, structure, None)).await?;
    }
    Ok(())
}
