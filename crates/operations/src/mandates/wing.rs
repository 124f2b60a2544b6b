//! What the files of this wing share.

use documents::DocumentStore;
use domain::{MandateId, StructureId};
use storage::{Mandate, Snapshot, StructureOverview};

use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// What a person does with mandates.
#[derive(Clone)]
pub struct Mandates {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
}

impl Mandates {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore) -> Self {
        Self { ground, documents }
    }
}

/// A structure that a person reaches whole: a mandate is about all of its services.
pub(super) async fn whole_structure(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: StructureId,
) -> Result<StructureOverview> {
    actor.require_whole_structure(id)?;
    let found = read.structure(actor.organization, id).await?;
    found.ok_or(OperationError::NotFound("structure"))
}

/// A mandate of a structure that a person reaches whole.
pub(super) async fn within_reach(actor: &Actor, read: &mut dyn Snapshot, id: MandateId) -> Result<Mandate> {
    let found = read.mandate(actor.organization, id).await?;
    found.filter(|mandate| actor.reaches_whole(mandate.structure)).ok_or(OperationError::NotFound("mandate"))
}
