//! Taking drafts of colleagues over.

use domain::{InvoiceId, Permission};
use storage::DraftKeeper;

use super::draft_desk::MOST_DRAFTS;
use super::keeper::keepers_of;
use super::wing::{Issuing, drafted, require_unsent};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Issuing {
    /// Takes a draft over: the person works on it from now on, and is led to it when it is next.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] once it has left.
    pub async fn take_draft(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, _) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let keepers = keepers_of(transaction.as_mut(), actor.organization, &[&invoice]).await?;
        if keepers.get(&id) == Some(&actor.user) {
            return Ok(());
        }
        let keeper = DraftKeeper {
            organization: actor.organization,
            invoice: id,
            user: actor.user,
            taken_at: self.ground.now(),
        };
        transaction.put_draft_keeper(&keeper).await?;
        transaction.insert_event(&self.ground.event(&invoice, "TAKEN_OVER", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.take_over", id, &invoice.number)).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes several drafts over, at most as many as the desk shows. Those that have left meanwhile are passed over; gives
    /// how many the person has now.
    ///
    /// # Errors
    /// When storage fails; what was taken before stays taken.
    pub async fn take_drafts(&self, actor: &Actor, ids: &[InvoiceId]) -> Result<usize> {
        actor.require(Permission::Deposit)?;
        let mut taken = 0;
        for id in ids.iter().take(MOST_DRAFTS as usize) {
            match self.take_draft(actor, *id).await {
                Ok(()) => taken += 1,
                Err(OperationError::NotFound(_) | OperationError::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(taken)
    }
}
