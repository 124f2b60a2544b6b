//! What the files of this wing share.

use domain::{StructureId, WorksDocumentId};
use storage::{Scope, Snapshot, WorksDocument};

use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// What a person sees of works.
#[derive(Clone)]
pub struct Works {
    pub(super) ground: Ground,
}

impl Works {
    pub(crate) const fn new(ground: Ground) -> Self {
        Self { ground }
    }

    /// The structures whose works a person reaches: those they reach whole, for a billing file passes through several
    /// services. None stands for all.
    pub(super) async fn reached(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
    ) -> Result<Option<Vec<StructureId>>> {
        if actor.scope == Scope::Everything {
            return Ok(None);
        }
        let within = self.ground.within_reach(actor, read).await?;
        let whole = within.iter().map(|summary| summary.structure.id).filter(|id| actor.reaches_whole(*id));
        Ok(Some(whole.collect()))
    }
}

/// A works document within reach.
pub(super) async fn within_reach(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: WorksDocumentId,
) -> Result<WorksDocument> {
    let document = read.works_document(actor.organization, id).await?;
    document
        .filter(|document| actor.reaches_whole(document.structure))
        .ok_or(OperationError::NotFound("works document"))
}
