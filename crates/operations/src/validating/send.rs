//! Confirming an answer: one transaction that decides and queues, and some seconds to undo.

use domain::{ActState, Permission, Reason, ValidationId};
use jobs::{Kind as _, Priority};
use storage::{JobState, Reply, Transaction, Validation};

use super::perform::AnswerValidation;
use super::prepare::unsent_reply;
use super::wing::{Validating, awaited, check, open_reply, tell, within_reach};
use crate::access::{Use, lane_of};
use crate::ground::delta;
use crate::{Actor, OperationError, Result};

impl Validating {
    /// Queues the answer that was prepared: the call leaves after the time to undo. `version` is the one that the person
    /// has seen.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with everything to correct; [`OperationError::Refused`] when the invoice waits for no
    /// answer any more; [`OperationError::ChangedMeanwhile`] when a colleague has changed it since.
    pub async fn send_reply(&self, actor: &Actor, id: ValidationId, version: i64) -> Result<()> {
        actor.require(Permission::Treat)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let validation = within_reach(actor, transaction.as_mut(), id).await?;
        let reply = unsent_reply(transaction.as_mut(), &validation).await?;
        awaited(&validation)?;
        let mut reply = reply.ok_or(OperationError::NotFound("reply"))?;
        if reply.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        let (checked, notes) = check(&validation, &reply);
        if checked.is_none() {
            return Err(OperationError::Invalid(notes));
        }
        let overview = transaction.structure(actor.organization, validation.structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let lane = lane_of(&overview, Use::Any).ok_or(OperationError::Refused(Reason::NoAccess))?;
        self.touch(actor, &mut reply);
        reply.state = ActState::Queued;
        reply.reason = None;
        reply.submitted_at = Some(now);
        reply.called_at = validation.waiting_since.or(Some(validation.status_at));
        transaction.update_reply(&mut reply).await?;
        let mut job =
            self.ground.queue().job::<AnswerValidation>(Some(actor.organization), reply.id, lane, &());
        job.family = validation.structure.to_string();
        job.priority = Priority::Urgent;
        job.not_before = now + delta(self.ground.settings().undo);
        if !transaction.enqueue(&job).await? {
            return Err(OperationError::ChangedMeanwhile);
        }
        let answer = reply.values.get(domain::AnswerField::Answer).to_owned();
        transaction.journal(&self.ground.act(actor, "validation.answer", id, answer)).await?;
        tell(transaction.as_mut(), &validation).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes an answer back before its call leaves: it may be changed again.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has left already.
    pub async fn undo_reply(&self, actor: &Actor, id: ValidationId) -> Result<()> {
        actor.require(Permission::Treat)?;
        let late = || OperationError::Refused(Reason::TooLateToUndo);
        let mut transaction = self.ground.write(actor.organization).await?;
        let (validation, mut reply) = queued(actor, transaction.as_mut(), id).await?.ok_or_else(late)?;
        let about = reply.id.to_string();
        let job = transaction.job_about(actor.organization, AnswerValidation::NAME, &about).await?;
        let waiting = |job: &storage::Job| job.state == JobState::Waiting && reply.state == ActState::Queued;
        let job = job.filter(waiting).ok_or_else(late)?;
        if !transaction.cancel_job(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(late());
        }
        self.touch(actor, &mut reply);
        reply.state = ActState::Draft;
        reply.reason = None;
        reply.submitted_at = None;
        reply.called_at = None;
        transaction.update_reply(&mut reply).await?;
        transaction.journal(&self.ground.act(actor, "validation.undo", id, "")).await?;
        tell(transaction.as_mut(), &validation).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Tries a waiting answer now instead of at its time.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is waiting.
    pub async fn retry_reply(&self, actor: &Actor, id: ValidationId) -> Result<()> {
        actor.require(Permission::Treat)?;
        let nothing = || OperationError::Refused(Reason::NothingWaits);
        let mut transaction = self.ground.write(actor.organization).await?;
        let (_, reply) = queued(actor, transaction.as_mut(), id).await?.ok_or_else(nothing)?;
        let about = reply.id.to_string();
        let job = transaction.job_about(actor.organization, AnswerValidation::NAME, &about).await?;
        let job = job.ok_or_else(nothing)?;
        if !transaction.make_due(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(nothing());
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// The answer to an invoice within reach that was confirmed and has not ended.
async fn queued(
    actor: &Actor,
    transaction: &mut dyn Transaction,
    id: ValidationId,
) -> Result<Option<(Validation, Reply)>> {
    let validation = within_reach(actor, transaction, id).await?;
    let reply = open_reply(transaction, &validation).await?.filter(|reply| reply.state.is_under_way());
    Ok(reply.map(|reply| (validation, reply)))
}
