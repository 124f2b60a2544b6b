//! Having the drafts of a batch made: started, halted, gone on with and given up by a person.

use domain::{BatchId, BatchItemState, BatchState, Reason};
use storage::{Batch, Transaction};

use super::Batches;
use super::make_drafts::MakeDrafts;
use super::wing::{tell, within_reach};
use crate::{Actor, OperationError, Result};

impl Batches {
    /// Has drafts made of everything that passes its checks. `version` is the one that the person has seen.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is ready, or it does not wait for this; [`OperationError::ChangedMeanwhile`]
    /// when somebody else has changed it since.
    pub async fn start_batch(&self, actor: &Actor, id: BatchId, version: i64) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut batch = within_reach(actor, transaction.as_mut(), id).await?;
        match batch.state {
            BatchState::Prepared => {}
            BatchState::Running => return Err(OperationError::Refused(Reason::BatchRunning)),
            BatchState::Cancelled => return Err(OperationError::Refused(Reason::BatchCancelled)),
            BatchState::Paused | BatchState::Done => return Err(OperationError::Refused(Reason::BatchNotSo)),
        }
        if batch.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        let ready = Some(BatchItemState::Ready);
        if transaction.batch_items(actor.organization, id, ready, 0, 1).await?.is_empty() {
            return Err(OperationError::Refused(Reason::BatchNothingReady));
        }
        batch.started_at = Some(batch.started_at.unwrap_or_else(|| self.ground.now()));
        self.set_going(actor, transaction.as_mut(), &mut batch).await?;
        transaction.journal(&self.ground.act(actor, "batch.start", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Goes on with a batch that was halted.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it was not.
    pub async fn resume_batch(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut batch = within_reach(actor, transaction.as_mut(), id).await?;
        if batch.state != BatchState::Paused {
            return Err(OperationError::Refused(Reason::BatchNotSo));
        }
        self.set_going(actor, transaction.as_mut(), &mut batch).await?;
        transaction.journal(&self.ground.act(actor, "batch.resume", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn set_going(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        batch: &mut Batch,
    ) -> Result<()> {
        batch.state = BatchState::Running;
        batch.reason = None;
        batch.started_by = Some(actor.user);
        self.touch(batch);
        transaction.update_batch(batch).await?;
        // Where one is still open it reads what was just written, and goes on.
        transaction.enqueue(&MakeDrafts::job(&self.ground, batch)).await?;
        tell(transaction, batch).await
    }

    /// Halts a batch: what is a draft stays one, and nothing more is made.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when no drafts are being made.
    pub async fn pause_batch(&self, actor: &Actor, id: BatchId) -> Result<()> {
        self.halt(actor, id, &[BatchState::Running], BatchState::Paused, "batch.pause").await
    }

    /// Gives a batch up: what is a draft stays one.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has ended, or never begun.
    pub async fn cancel_batch(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let from = [BatchState::Running, BatchState::Paused];
        self.halt(actor, id, &from, BatchState::Cancelled, "batch.cancel").await
    }

    async fn halt(
        &self,
        actor: &Actor,
        id: BatchId,
        from: &[BatchState],
        to: BatchState,
        action: &'static str,
    ) -> Result<()> {
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut batch = within_reach(actor, transaction.as_mut(), id).await?;
        if !from.contains(&batch.state) {
            return Err(OperationError::Refused(Reason::BatchNotSo));
        }
        batch.state = to;
        batch.reason = None;
        self.touch(&mut batch);
        batch.ended_at = (to == BatchState::Cancelled).then_some(batch.updated_at);
        transaction.update_batch(&mut batch).await?;
        transaction.journal(&self.ground.act(actor, action, id, "")).await?;
        tell(transaction.as_mut(), &batch).await?;
        transaction.commit().await?;
        Ok(())
    }
}
