//! What the files of this wing share.

use std::sync::Arc;

use apart::Apart;
use documents::DocumentStore;
use domain::{Permission, StructureId};
use storage::{EdiLink, Snapshot, StructureOverview};
use tokio::sync::Semaphore;

use crate::access::Seals;
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// Folders that persons have tried at the same time, in this process.
const TRIALS: usize = 4;

/// What a person does with EDI links.
#[derive(Clone)]
pub struct Edi {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) seals: Seals,
    pub(super) apart: Apart,
    pub(super) trials: Arc<Semaphore>,
}

impl Edi {
    pub(crate) fn new(ground: Ground, documents: DocumentStore, seals: Seals, apart: Apart) -> Self {
        Self { ground, documents, seals, apart, trials: Arc::new(Semaphore::new(TRIALS)) }
    }
}

/// A structure that is reached whole, with its link: files that come may be about any of its services.
pub(super) async fn within_reach(
    actor: &Actor,
    read: &mut dyn Snapshot,
    structure: StructureId,
    permission: Permission,
) -> Result<(StructureOverview, Option<EdiLink>)> {
    actor.require(permission)?;
    actor.require_whole_structure(structure)?;
    let overview = read.structure(actor.organization, structure).await?;
    let overview = overview.ok_or(OperationError::NotFound("structure"))?;
    let link = read.edi_link(actor.organization, structure).await?;
    Ok((overview, link))
}
