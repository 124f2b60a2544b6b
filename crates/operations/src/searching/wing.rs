//! What the files of this wing share.

use std::sync::Arc;

use domain::{Permission, StructureId};
use storage::StructureOverview;
use tokio::sync::Semaphore;

use crate::access::Clients;
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// Searches at once in this process: each person waits for theirs, and the jobs have places of their own.
const SEARCHES_AT_ONCE: usize = 2;

/// Looking for received invoices at Chorus Pro.
#[derive(Clone)]
pub struct Searching {
    pub(super) ground: Ground,
    pub(super) clients: Clients,
    pub(super) places: Arc<Semaphore>,
}

impl Searching {
    pub(crate) fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients, places: Arc::new(Semaphore::new(SEARCHES_AT_ONCE)) }
    }

    /// A structure within reach, wholly or in part, that receives invoices.
    pub(super) async fn receiving(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::Read)?;
        let absent = || OperationError::NotFound("structure");
        if !actor.scope.reaches_structure(id) {
            return Err(absent());
        }
        let overview = self.ground.read().await?.structure(actor.organization, id).await?;
        overview.filter(|overview| overview.structure.side.receives()).ok_or_else(absent)
    }
}
