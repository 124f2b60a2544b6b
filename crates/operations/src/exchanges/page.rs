//! The journal of exchanges as a person reads it.

use domain::{ExchangeId, Permission, StructureId};
use storage::{Exchange, ExchangeFilter, ExchangePage, StructureOverview};

use super::Exchanges;
use crate::{Actor, OperationError, Result};

impl Actor {
    /// Whether the exchanges of a structure are theirs to read: whoever manages its access, and is not limited to some
    /// of its services, since a call may be about any of them.
    #[must_use]
    pub fn may_read_exchanges(&self, structure: StructureId) -> bool {
        self.role.allows(Permission::ManageStructures) && self.reaches_whole(structure)
    }
}

impl Exchanges {
    /// A page of the exchanges of a structure, latest first, with the structure.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for a role that does not manage structures, [`OperationError::NotFound`] when the
    /// structure is out of reach.
    pub async fn page(
        &self,
        actor: &Actor,
        filter: &ExchangeFilter,
    ) -> Result<(StructureOverview, ExchangePage)> {
        let overview = self.within_reach(actor, filter.structure).await?;
        let mut read = self.ground.read_exchanges().await?;
        Ok((overview, read.exchange_page(actor.organization, filter).await?))
    }

    /// One exchange of a structure, with the structure.
    ///
    /// # Errors
    /// As [`Exchanges::page`]; [`OperationError::NotFound`] also when it is too old to be kept.
    pub async fn one(
        &self,
        actor: &Actor,
        structure: StructureId,
        id: ExchangeId,
    ) -> Result<(StructureOverview, Exchange)> {
        let overview = self.within_reach(actor, structure).await?;
        let mut read = self.ground.read_exchanges().await?;
        let found = read.exchange(actor.organization, structure, id).await?;
        Ok((overview, found.ok_or(OperationError::NotFound("exchange"))?))
    }

    /// How many exchanges could not be kept since the process started, for the metrics.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.queue.dropped()
    }

    async fn within_reach(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::ManageStructures)?;
        actor.require_structure(id)?;
        let overview = self.ground.read().await?.structure(actor.organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        if actor.may_read_exchanges(id) { Ok(overview) } else { Err(OperationError::NotFound("exchanges")) }
    }
}
