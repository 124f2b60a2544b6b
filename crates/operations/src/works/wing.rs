//! What the files of this wing share.

use documents::DocumentStore;
use domain::{StructureId, WorksDocumentId};
use storage::{Scope, Snapshot, StructureOverview, WorksDocument};

use crate::access::{Use, choose};
use crate::ground::Ground;
use crate::issuing::Issuing;
use crate::{Actor, OperationError, Result};

/// What a person sees of works.
#[derive(Clone)]
pub struct Works {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) issuing: Issuing,
}

impl Works {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, issuing: Issuing) -> Self {
        Self { ground, documents, issuing }
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

/// The access that asks and acts: that of the issued side first, as the documents are read.
pub(super) fn use_of(overview: &StructureOverview) -> Use {
    [Use::Issue, Use::Receive].into_iter().find(|use_| choose(overview, *use_).is_ok()).unwrap_or(Use::Any)
}
