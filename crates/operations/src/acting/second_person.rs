//! What leaves only when a second person has confirmed it: rejections, where the organisation wants it.

use domain::{ActId, ActKind, ActState, Decision, DecisionField, InvoiceId, Reason};
use storage::{Act, Invoice, Snapshot, Transaction};

use super::prepare::tell;
use super::wing::{Acting, check, require_called_for};
use crate::circuit::require_another;
use crate::{Actor, OperationError, Result};

/// Whether an act needs a second person.
pub(super) async fn needs_second(read: &mut dyn Snapshot, act: &Act) -> Result<bool> {
    let rejects =
        act.kind == ActKind::Decide && act.values.get(DecisionField::Decision) == Decision::Reject.code();
    Ok(rejects && read.rejections_need_two(act.organization).await?)
}

impl Acting {
    pub(super) async fn hold(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        invoice: &Invoice,
        act: &mut Act,
    ) -> Result<()> {
        self.touch(actor, act);
        act.state = ActState::Held;
        act.reason = None;
        act.submitted_at = Some(self.ground.now());
        transaction.update_act(act).await?;
        let event = self.ground.event(invoice, "REJECTION_ASKED", Some(&actor.name));
        transaction.insert_event(&event).await?;
        transaction.journal(&self.ground.act(actor, "act.hold", invoice.id, act.kind.code())).await?;
        tell(transaction, invoice).await
    }

    /// Confirms what somebody else has confirmed first: it leaves after the time to undo.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach; [`OperationError::Refused`] when nothing waits for a second person,
    /// this person is the first one, or the invoice has moved on.
    pub async fn confirm_held(&self, actor: &Actor, id: InvoiceId, act: ActId) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, mut act) = held(actor, transaction.as_mut(), id, act).await?;
        require_another(actor, act.author)?;
        require_called_for(&invoice, act.kind)?;
        let (checked, _) = check(&self.ground, transaction.as_mut(), &invoice, &act).await?;
        if checked.is_none() {
            return Err(OperationError::Refused(Reason::DecisionOvertaken));
        }
        let event = self.ground.event(&invoice, "REJECTION_CONFIRMED", Some(&actor.name));
        transaction.insert_event(&event).await?;
        self.queue(actor, transaction.as_mut(), &invoice, &mut act).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Gives it back to be changed, by the first person or by a second one.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] when nothing waits.
    pub async fn return_held(&self, actor: &Actor, id: InvoiceId, act: ActId) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, mut act) = held(actor, transaction.as_mut(), id, act).await?;
        // Whoever prepared it has it again.
        act.updated_at = self.ground.now();
        act.state = ActState::Draft;
        act.submitted_at = None;
        transaction.update_act(&mut act).await?;
        let event = self.ground.event(&invoice, "REJECTION_RETURNED", Some(&actor.name));
        transaction.insert_event(&event).await?;
        transaction.journal(&self.ground.act(actor, "act.return", invoice.id, act.kind.code())).await?;
        tell(transaction.as_mut(), &invoice).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// An act within reach that waits for a second person.
async fn held(
    actor: &Actor,
    transaction: &mut dyn Transaction,
    invoice: InvoiceId,
    act: ActId,
) -> Result<(Invoice, Act)> {
    let invoice = actor.reach(transaction.invoice(actor.organization, invoice).await?)?;
    let act = transaction.act(actor.organization, act).await?.filter(|act| act.invoice == invoice.id);
    let act = act.ok_or(OperationError::NotFound("act"))?;
    actor.require(act.kind.permission())?;
    if act.state == ActState::Held {
        Ok((invoice, act))
    } else {
        Err(OperationError::Refused(Reason::NothingToConfirm))
    }
}
