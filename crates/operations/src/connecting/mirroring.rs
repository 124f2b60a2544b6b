//! When the files of received invoices are fetched with an access: as soon as these are seen, or when somebody opens or
//! downloads them. Fetching sets `factureTelechargeeParDestinataire` at Chorus Pro, by which finance software polls.

use domain::{AccessId, Permission, Reason};

use super::{Connecting, ServingAccess};
use crate::ground::{changed, switch_value};
use crate::{Actor, OperationError, Result};

impl Connecting {
    /// One access with whom it serves.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it serves nothing within reach.
    pub async fn serving_access(&self, actor: &Actor, id: AccessId) -> Result<ServingAccess> {
        let found = self.accesses(actor).await?.into_iter().find(|line| line.access.id == id);
        found.ok_or(OperationError::NotFound("access"))
    }

    /// Says when the files of received invoices are fetched: with `at_once`, of those that are seen from now on.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it serves nothing within reach; [`OperationError::Refused`] when it serves structures
    /// that the person does not reach whole, for it holds for them too.
    pub async fn set_mirroring(&self, actor: &Actor, id: AccessId, at_once: bool) -> Result<()> {
        self.serving_access(actor, id).await?;
        let organization = actor.organization;
        let mut transaction = self.ground.write(organization).await?;
        let access = transaction.access(organization, id).await?;
        let access = access.ok_or(OperationError::NotFound("access"))?;
        let served = transaction.structures_of(organization, id).await?;
        actor.require(Permission::ManageStructures)?;
        if !served.iter().all(|structure| actor.reaches_whole(*structure)) {
            return Err(OperationError::Refused(Reason::SharedAccess));
        }
        if access.mirrors_since.is_some() == at_once {
            return Ok(());
        }
        let since = at_once.then(|| self.ground.now());
        transaction.set_mirroring(organization, id, since).await?;
        let how = if at_once { "at once" } else { "when opened" };
        let entry = self.ground.act(actor, "access.mirroring", id, how);
        let entry = entry.changing(Some(switch_value(!at_once)), Some(switch_value(at_once)));
        transaction.journal(&entry).await?;
        for structure in served {
            transaction.tell(changed(organization, structure, None)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
