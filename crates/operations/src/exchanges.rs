//! The journal of exchanges: what was said to Chorus Pro and what it answered, per structure.
//!
//! [`recorder`] takes note of a call without holding it up, [`writer`] keeps what was noted and removes what is old, and
//! here a person reads it.

pub(crate) mod recorder;
pub(crate) mod writer;

use domain::{ExchangeId, Permission, StructureId};
use storage::{Exchange, ExchangeFilter, ExchangePage, StructureOverview};

use crate::{Actor, OperationError, Operations, Result};

impl Actor {
    /// Whether the exchanges of a structure are theirs to read: whoever manages its access, and is not limited to some
    /// of its services, since a call may be about any of them.
    #[must_use]
    pub fn may_read_exchanges(&self, structure: StructureId) -> bool {
        self.role.allows(Permission::ManageStructures) && self.scope.reaches(structure, None)
    }
}

impl Operations {
    /// A page of the exchanges of a structure, latest first, with the structure.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for a role that does not manage structures, [`OperationError::NotFound`] when the
    /// structure is out of reach.
    pub async fn exchanges(
        &self,
        actor: &Actor,
        filter: &ExchangeFilter,
    ) -> Result<(StructureOverview, ExchangePage)> {
        let overview = self.structure_of_exchanges(actor, filter.structure).await?;
        Ok((overview, self.storage().exchange_page(actor.organization, filter).await?))
    }

    /// One exchange of a structure, with the structure.
    ///
    /// # Errors
    /// As [`Operations::exchanges`]; [`OperationError::NotFound`] also when it is too old to be kept.
    pub async fn exchange(
        &self,
        actor: &Actor,
        structure: StructureId,
        id: ExchangeId,
    ) -> Result<(StructureOverview, Exchange)> {
        let overview = self.structure_of_exchanges(actor, structure).await?;
        let found = self.storage().exchange(actor.organization, structure, id).await?;
        Ok((overview, found.ok_or(OperationError::NotFound("exchange"))?))
    }

    async fn structure_of_exchanges(&self, actor: &Actor, id: StructureId) -> Result<StructureOverview> {
        actor.require(Permission::ManageStructures)?;
        let overview = self.structure(actor, id).await?;
        if actor.may_read_exchanges(id) { Ok(overview) } else { Err(OperationError::NotFound("exchanges")) }
    }
}
