//! Confirming an act: one transaction that decides and queues, and some seconds to undo.

use domain::{ActId, ActKind, ActState, InvoiceId, Notes, Permission, Reason, RecycleField, Siret, Values};
use jobs::{Kind as _, Priority};
use storage::{Act, Invoice, JobState, Transaction};

use super::performing::Perform;
use super::prepare::{tell, unsent_act};
use super::second_person::needs_second;
use super::wing::{Acting, calling, check};
use crate::access::{Use, lane_of};
use crate::ground::delta;
use crate::{Actor, OperationError, Result};

/// What became of an act that was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It leaves after the time to undo.
    Leaves,
    /// It waits for a second person.
    NeedsSecond,
}

impl Acting {
    /// Queues what was prepared: the call leaves after the time to undo, or once a second person has confirmed it. `version` is the one that the person has seen.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with everything to correct; [`OperationError::Refused`] when the invoice calls for
    /// nothing of the kind any more; [`OperationError::ChangedMeanwhile`] when a colleague has changed it since.
    pub async fn send_act(
        &self,
        actor: &Actor,
        id: InvoiceId,
        kind: ActKind,
        version: i64,
    ) -> Result<Confirmed> {
        actor.require(kind.permission())?;
        let met = self.meet_recipient_of(actor, id, kind).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = calling(actor, transaction.as_mut(), id, kind).await?;
        let act = unsent_act(transaction.as_mut(), &invoice, kind).await?;
        let mut act = act.ok_or(OperationError::NotFound("act"))?;
        if act.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        let (checked, notes) = check(&self.ground, transaction.as_mut(), &invoice, &act).await?;
        let notes: Notes = notes.into_iter().chain(met).collect();
        if checked.is_none() || notes.refuse() {
            return Err(OperationError::Invalid(notes));
        }
        let confirmed = self.confirm(actor, transaction.as_mut(), &invoice, &mut act).await?;
        transaction.commit().await?;
        Ok(confirmed)
    }

    /// Says of a rejection that it has been dealt with: nothing is said with it, so nothing is prepared.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the invoice is not rejected, or the same is on its way.
    pub async fn acknowledge_rejection(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let kind = ActKind::AcknowledgeRejection;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = calling(actor, transaction.as_mut(), id, kind).await?;
        let mut act = match unsent_act(transaction.as_mut(), &invoice, kind).await? {
            Some(refused) => refused,
            None => {
                let act = self.begin(actor, &invoice, kind, Values::default());
                transaction.insert_act(&act).await?;
                act
            }
        };
        self.queue(actor, transaction.as_mut(), &invoice, &mut act).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Queues an act, or has it wait for a second person where the organisation wants one.
    pub(super) async fn confirm(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        invoice: &Invoice,
        act: &mut Act,
    ) -> Result<Confirmed> {
        if needs_second(transaction, act).await? {
            self.hold(actor, transaction, invoice, act).await?;
            return Ok(Confirmed::NeedsSecond);
        }
        self.queue(actor, transaction, invoice, act).await?;
        Ok(Confirmed::Leaves)
    }

    pub(super) async fn queue(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        invoice: &Invoice,
        act: &mut Act,
    ) -> Result<()> {
        let now = self.ground.now();
        let overview = transaction.structure(actor.organization, invoice.structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let lane = lane_of(&overview, Use::of(act.kind.direction()))
            .ok_or(OperationError::Refused(Reason::NoAccess))?;
        self.touch(actor, act);
        act.state = ActState::Queued;
        act.reason = None;
        act.submitted_at = Some(now);
        act.called_at = Some(invoice.status_at);
        transaction.update_act(act).await?;
        let mut job = self.ground.queue().job::<Perform>(Some(actor.organization), act.id, lane, &());
        job.family = invoice.structure.to_string();
        job.priority = Priority::Urgent;
        job.not_before = now + delta(self.ground.settings().undo);
        if !transaction.enqueue(&job).await? {
            return Err(OperationError::ChangedMeanwhile);
        }
        let entry = self.ground.act(actor, "act.submit", invoice.id, act.kind.code());
        transaction.journal(&entry).await?;
        tell(transaction, invoice).await
    }

    /// Takes an act back before its call leaves: it may be changed again.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has left already.
    pub async fn undo_act(&self, actor: &Actor, id: InvoiceId, act: ActId) -> Result<ActKind> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, mut act) = within_reach(actor, transaction.as_mut(), id, act).await?;
        if !take_back(self, actor, transaction.as_mut(), &invoice, &mut act).await? {
            return Err(OperationError::Refused(Reason::TooLateToUndo));
        }
        transaction.commit().await?;
        Ok(act.kind)
    }

    /// Tries a waiting act now instead of at its time.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is waiting.
    pub async fn retry_act(&self, actor: &Actor, id: InvoiceId, act: ActId) -> Result<()> {
        let nothing = || OperationError::Refused(Reason::NothingWaits);
        let mut transaction = self.ground.write(actor.organization).await?;
        let (_, act) = within_reach(actor, transaction.as_mut(), id, act).await?;
        let job = transaction.job_about(actor.organization, Perform::NAME, &act.id.to_string()).await?;
        let job = job.ok_or_else(nothing)?;
        if !transaction.make_due(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(nothing());
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Asks for the recipient to which an invoice is to be led, so that its rules are known. That it cannot be asked for
    /// stops nothing: Chorus Pro looks at it again.
    async fn meet_recipient_of(&self, actor: &Actor, id: InvoiceId, kind: ActKind) -> Result<Notes> {
        let mut notes = Notes::default();
        if kind != ActKind::Recycle {
            return Ok(notes);
        }
        let view = self.act_view(actor, id, kind).await?;
        let siret = view.values.get(RecycleField::RecipientSiret);
        if Siret::parse(siret).is_err() {
            return Ok(notes);
        }
        match self.directory.recipient_card(actor, view.invoice.structure, siret).await {
            Ok(_) => {}
            Err(OperationError::Refused(reason)) => notes.error(RecycleField::RecipientSiret, reason),
            Err(OperationError::ChorusPro { reason, .. }) => {
                tracing::info!(?reason, "recipient not asked for");
            }
            Err(other) => return Err(other),
        }
        Ok(notes)
    }
}

/// Takes a queued act back, unless a runner has begun it.
pub(super) async fn take_back(
    acting: &Acting,
    actor: &Actor,
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
    act: &mut Act,
) -> Result<bool> {
    let (organization, ground) = (actor.organization, &acting.ground);
    let job = transaction.job_about(organization, Perform::NAME, &act.id.to_string()).await?;
    let Some(job) = job.filter(|job| job.state == JobState::Waiting && act.state == ActState::Queued) else {
        return Ok(false);
    };
    if !transaction.cancel_job(organization, job.new.id, ground.now()).await? {
        return Ok(false);
    }
    acting.touch(actor, act);
    act.state = ActState::Draft;
    act.reason = None;
    act.submitted_at = None;
    act.called_at = None;
    transaction.update_act(act).await?;
    transaction.journal(&ground.act(actor, "act.undo", invoice.id, act.kind.code())).await?;
    tell(transaction, invoice).await?;
    Ok(true)
}

/// An act of an invoice within reach, of who may do what it does.
async fn within_reach(
    actor: &Actor,
    transaction: &mut dyn Transaction,
    invoice: InvoiceId,
    act: ActId,
) -> Result<(Invoice, Act)> {
    let invoice = actor.reach(transaction.invoice(actor.organization, invoice).await?)?;
    let act = transaction.act(actor.organization, act).await?.filter(|act| act.invoice == invoice.id);
    let act = act.ok_or(OperationError::NotFound("act"))?;
    actor.require(act.kind.permission())?;
    Ok((invoice, act))
}
