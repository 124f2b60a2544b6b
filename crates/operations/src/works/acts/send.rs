//! Confirming an act: one transaction that decides and queues, and some seconds to undo.

use domain::{ActState, Reason, WorksActId, WorksActKind, WorksDocumentId};
use jobs::{Kind as _, Priority};
use storage::{JobState, Transaction, WorksAct, WorksDocument};

use super::super::wing::{Works, within_reach};
use super::given_files::attached;
use super::known::{Known, tell};
use super::perform::PerformWorks;
use super::prepare::{permission, unsent_act};
use crate::access::{Use, lane_of};
use crate::ground::delta;
use crate::{Actor, OperationError, Result};

impl Works {
    /// Queues what was prepared: the call leaves after the time to undo. `version` is the one that the person has seen.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with everything to correct; [`OperationError::Refused`] when the document calls for
    /// nothing of the kind any more, or its form may not be used; [`OperationError::ChangedMeanwhile`] when a colleague has changed it since.
    pub async fn send_works_act(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        kind: WorksActKind,
        version: i64,
    ) -> Result<()> {
        actor.require(permission(kind))?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let document = within_reach(actor, transaction.as_mut(), id).await?;
        let unsent = unsent_act(transaction.as_mut(), &document, kind).await?;
        let known = Known::of(transaction.as_mut(), document).await?;
        known.require(kind)?;
        let mut act = unsent.ok_or(OperationError::NotFound("works act"))?;
        if act.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        let files = attached(transaction.as_mut(), &act).await?;
        let (checked, notes) = known.check(&act, files);
        if checked.is_none() {
            return Err(OperationError::Invalid(notes));
        }
        let lane = lane_of(&known.structure, Use::Any).ok_or(OperationError::Refused(Reason::NoAccess))?;
        self.touch(actor, &mut act);
        act.state = ActState::Queued;
        act.reason = None;
        act.submitted_at = Some(now);
        act.called_from = known.moved(kind).map(|(_, status)| status.code().to_owned());
        transaction.update_works_act(&mut act).await?;
        let mut job = self.ground.queue().job::<PerformWorks>(Some(actor.organization), act.id, lane, &());
        job.family = known.document.structure.to_string();
        job.priority = Priority::Urgent;
        job.not_before = now + delta(self.ground.settings().undo);
        if !transaction.enqueue(&job).await? {
            return Err(OperationError::ChangedMeanwhile);
        }
        transaction.journal(&self.ground.act(actor, "works.submit", id, kind.code())).await?;
        tell(transaction.as_mut(), &known.document).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes an act back before its call leaves: it may be changed again.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has left already.
    pub async fn undo_works_act(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        act: WorksActId,
    ) -> Result<WorksActKind> {
        let late = || OperationError::Refused(Reason::TooLateToUndo);
        let mut transaction = self.ground.write(actor.organization).await?;
        let (document, mut act) = own_act(actor, transaction.as_mut(), id, act).await?;
        let about = act.id.to_string();
        let job = transaction.job_about(actor.organization, PerformWorks::NAME, &about).await?;
        let waits = |job: &storage::Job| job.state == JobState::Waiting && act.state == ActState::Queued;
        let job = job.filter(waits).ok_or_else(late)?;
        if !transaction.cancel_job(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(late());
        }
        self.touch(actor, &mut act);
        act.state = ActState::Draft;
        act.reason = None;
        act.submitted_at = None;
        act.called_from = None;
        transaction.update_works_act(&mut act).await?;
        transaction.journal(&self.ground.act(actor, "works.undo", id, act.kind.code())).await?;
        tell(transaction.as_mut(), &document).await?;
        transaction.commit().await?;
        Ok(act.kind)
    }

    /// Tries a waiting act now instead of at its time.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is waiting.
    pub async fn retry_works_act(&self, actor: &Actor, id: WorksDocumentId, act: WorksActId) -> Result<()> {
        let nothing = || OperationError::Refused(Reason::NothingWaits);
        let mut transaction = self.ground.write(actor.organization).await?;
        let (_, act) = own_act(actor, transaction.as_mut(), id, act).await?;
        let about = act.id.to_string();
        let job = transaction.job_about(actor.organization, PerformWorks::NAME, &about).await?;
        let job = job.ok_or_else(nothing)?;
        if !transaction.make_due(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(nothing());
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// An act on a document within reach, of who may do what it does.
async fn own_act(
    actor: &Actor,
    transaction: &mut dyn Transaction,
    document: WorksDocumentId,
    act: WorksActId,
) -> Result<(WorksDocument, WorksAct)> {
    let document = within_reach(actor, transaction, document).await?;
    let act = transaction.works_act(actor.organization, act).await?;
    let act = act.filter(|act| act.document == document.id).ok_or(OperationError::NotFound("works act"))?;
    actor.require(permission(act.kind))?;
    Ok((document, act))
}
