//! Confirming a flow: one transaction that decides and queues, and some seconds to undo.

use domain::{FlowId, FlowState, FlowWay, Permission, Reason, paris_day};
use jobs::Priority;
use storage::{Flow, JobState, Transaction};

use super::Flows;
use super::check::check;
use super::deposit_edi::DepositEdi;
use super::deposit_flow::DepositFlow;
use super::follow_flow::ask_to_follow;
use super::leaving::leaving_kind;
use super::wing::{tell, within_reach};
use crate::access::{Use, lane_of};
use crate::edi::lane_of_link;
use crate::ground::delta;
use crate::mandates::{WithoutMandate, departure_reason};
use crate::{Actor, OperationError, Result};

/// Longest number of a flow that is taken, characters; those of Chorus Pro have 25.
const LONGEST_NUMBER: usize = 60;

impl Flows {
    /// Queues a flow: the call leaves after the time to undo. `version` is the one that the person has seen.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when something is to be corrected first, or it has left;
    /// [`OperationError::ChangedMeanwhile`] when somebody else has changed it since.
    pub async fn send_flow(&self, actor: &Actor, id: FlowId, version: i64) -> Result<()> {
        self.send_flow_as(actor, id, version, "").await
    }

    /// The same with the reason for which it leaves where a mandate is missing.
    ///
    /// # Errors
    /// As [`Flows::send_flow`]; [`OperationError::Refused`] when a mandate is missing and no reason was given.
    pub async fn send_flow_as(
        &self,
        actor: &Actor,
        id: FlowId,
        version: i64,
        without_mandate: &str,
    ) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut flow = within_reach(actor, transaction.as_mut(), id).await?;
        if !flow.state.is_unsent() {
            return Err(OperationError::Refused(Reason::AlreadySent));
        }
        if flow.version != version {
            return Err(OperationError::ChangedMeanwhile);
        }
        let overview = transaction.structure(actor.organization, flow.structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        if check(&self.ground, transaction.as_mut(), &flow, &overview.structure).await?.refuse() {
            return Err(OperationError::Refused(Reason::FlowToCorrect));
        }
        self.queue(actor, transaction.as_mut(), &mut flow, without_mandate).await?;
        transaction.journal(&self.ground.act(actor, "flow.submit", id, &flow.document.sha256)).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn queue(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        flow: &mut Flow,
        without_mandate: &str,
    ) -> Result<()> {
        let now = self.ground.now();
        let (organization, day) = (actor.organization, paris_day(now));
        let without =
            departure_reason(transaction, organization, flow.structure, day, without_mandate).await?;
        if let Some(WithoutMandate { reason }) = without {
            transaction.journal(&self.ground.act(actor, "flow.without_mandate", flow.id, reason)).await?;
        }
        let overview = transaction.structure(actor.organization, flow.structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let lane = match flow.way {
            FlowWay::Api => {
                lane_of(&overview, Use::Issue).ok_or(OperationError::Refused(Reason::NoAccess))?
            }
            FlowWay::Edi => {
                let link = transaction.edi_link(actor.organization, flow.structure).await?;
                lane_of_link(&link.ok_or(OperationError::Refused(Reason::EdiNoLink))?)
            }
        };
        self.touch(actor, flow);
        // A name that was written for a try that was refused is never used again.
        flow.archive = None;
        flow.number = None;
        flow.state = FlowState::Queued;
        flow.reason = None;
        flow.submitted_at = Some(now);
        transaction.update_flow(flow).await?;
        let (queue, organization) = (self.ground.queue(), Some(actor.organization));
        let mut job = match flow.way {
            FlowWay::Api => {
                let mut job = queue.job::<DepositFlow>(organization, flow.id, lane, &());
                job.family = flow.structure.to_string();
                job
            }
            FlowWay::Edi => queue.job::<DepositEdi>(organization, flow.id, lane, &()),
        };
        job.priority = Priority::Urgent;
        job.not_before = now + delta(self.ground.settings().undo);
        if !transaction.enqueue(&job).await? {
            return Err(OperationError::ChangedMeanwhile);
        }
        tell(transaction, flow).await
    }

    /// Takes a flow back before its call leaves.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has left already.
    pub async fn undo_flow(&self, actor: &Actor, id: FlowId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let too_late = || OperationError::Refused(Reason::TooLateToUndo);
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut flow = within_reach(actor, transaction.as_mut(), id).await?;
        let job = transaction.job_about(actor.organization, leaving_kind(&flow), &id.to_string()).await?;
        let job = job.filter(|job| job.state == JobState::Waiting).ok_or_else(too_late)?;
        if flow.state != FlowState::Queued
            || !transaction.cancel_job(actor.organization, job.new.id, self.ground.now()).await?
        {
            return Err(too_late());
        }
        self.touch(actor, &mut flow);
        flow.state = FlowState::Prepared;
        flow.reason = None;
        flow.submitted_at = None;
        transaction.update_flow(&mut flow).await?;
        transaction.journal(&self.ground.act(actor, "flow.undo", id, "")).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Tries a waiting deposit now instead of at its time.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is waiting.
    pub async fn retry_flow(&self, actor: &Actor, id: FlowId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let nothing = || OperationError::Refused(Reason::NothingWaits);
        let mut transaction = self.ground.write(actor.organization).await?;
        let flow = within_reach(actor, transaction.as_mut(), id).await?;
        let job = transaction.job_about(actor.organization, leaving_kind(&flow), &id.to_string()).await?;
        let job = job.ok_or_else(nothing)?;
        if !transaction.make_due(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(nothing());
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Says which number Chorus Pro gave to a flow that was never confirmed here: a person found it on the portal.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the flow does not wait for it, or this is no number.
    pub async fn tell_flow_number(&self, actor: &Actor, id: FlowId, number: &str) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let number = number.trim();
        let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if number.is_empty() || number.len() > LONGEST_NUMBER || !plain {
            return Err(OperationError::Refused(Reason::FlowNumberUnusable));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let found = within_reach(actor, transaction.as_mut(), id).await?;
        let mut flow = match (found.state, &found.number) {
            // It is there: only its number is missing.
            (FlowState::Running, None) if found.way == FlowWay::Api => found,
            _ => self.unconfirmed(actor, transaction.as_mut(), id).await?,
        };
        self.touch(actor, &mut flow);
        flow.state = FlowState::Running;
        flow.reason = None;
        flow.number = Some(number.to_owned());
        flow.deposited_at = flow.submitted_at;
        transaction.update_flow(&mut flow).await?;
        ask_to_follow(&self.ground, transaction.as_mut(), &flow).await?;
        transaction.journal(&self.ground.act(actor, "flow.number", id, number)).await?;
        tell(transaction.as_mut(), &flow).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Sends a flow again that was never confirmed and is not at Chorus Pro: a person has looked.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the flow does not wait for it, or as [`Flows::send_flow_as`].
    pub async fn send_flow_again(&self, actor: &Actor, id: FlowId, without_mandate: &str) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut flow = self.unconfirmed(actor, transaction.as_mut(), id).await?;
        self.queue(actor, transaction.as_mut(), &mut flow, without_mandate).await?;
        transaction.journal(&self.ground.act(actor, "flow.again", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A flow of which nobody looks any more whether it has arrived.
    async fn unconfirmed(
        &self,
        actor: &Actor,
        transaction: &mut dyn Transaction,
        id: FlowId,
    ) -> Result<Flow> {
        let flow = within_reach(actor, transaction, id).await?;
        let job = transaction.job_about(actor.organization, leaving_kind(&flow), &id.to_string()).await?;
        let looked_for = job.is_some_and(|job| job.state.is_open());
        // By EDI the folder itself tells whether it has left.
        if flow.state != FlowState::Unconfirmed || looked_for || flow.way == FlowWay::Edi {
            return Err(OperationError::Refused(Reason::NothingWaits));
        }
        Ok(flow)
    }
}
