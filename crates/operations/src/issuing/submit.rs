//! Submitting: one transaction that decides and queues, and some seconds to undo.

use chrono::{DateTime, Utc};
use domain::{DocumentWay, InvoiceId, InvoiceStatus, Notes, Permission, Reason, paris_day};
use jobs::{Kind as _, Priority};
use storage::JobState;

use super::planned::{Planned, leaves_at};
use super::submission::Submit;
use super::way::{remember_way, take_way};
use super::wing::{Issuing, drafted, set_status, structure_of};
use crate::access::{Use, lane_of};
use crate::ground::changed;
use crate::mandates::{WithoutMandate, departure_reason};
use crate::{Actor, OperationError, Result};

/// How something leaves that was reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departure {
    /// The moment to come; none for now.
    pub at: Option<DateTime<Utc>>,
    /// Why it leaves although no mandate is good that day; kept where one is missing, else of no effect.
    pub without_mandate: String,
}

impl Departure {
    /// At a moment to come.
    #[must_use]
    pub fn at(at: DateTime<Utc>) -> Self {
        Self { at: Some(at), ..Self::default() }
    }
}

impl Issuing {
    /// Queues a draft: the answer comes at once, the call leaves after the time to undo.
    ///
    /// `seal` is the [`super::Review::seal`] of what the person saw. A colleague, another tab or the reading by Chorus
    /// Pro may have changed the draft since: nothing leaves that nobody has read.
    ///
    /// # Errors
    /// As [`Issuing::review`]; [`OperationError::Refused`] when the draft is no longer the reviewed one;
    /// [`OperationError::ChangedMeanwhile`] when it was submitted from elsewhere.
    pub async fn submit(&self, actor: &Actor, id: InvoiceId, seal: &str) -> Result<()> {
        self.submit_as(actor, id, seal, &Departure::default()).await
    }

    /// The same at a moment to come, or with the reason for which it leaves without a mandate.
    ///
    /// # Errors
    /// As [`Issuing::submit`]; [`OperationError::Refused`] when the moment is past or too far away, or a mandate is
    /// missing and no reason was given.
    pub async fn submit_as(
        &self,
        actor: &Actor,
        id: InvoiceId,
        seal: &str,
        departure: &Departure,
    ) -> Result<()> {
        actor.require(Permission::Deposit)?;
        leaves_at(&self.ground, departure.at)?;
        let met = self.meet_recipient_of(actor, id).await?;
        self.submit_met(actor, id, seal, met, departure).await
    }

    /// The same with what was learnt of the recipient.
    pub(super) async fn submit_met(
        &self,
        actor: &Actor,
        id: InvoiceId,
        seal: &str,
        met: Notes,
        departure: &Departure,
    ) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let (now, planned) = (self.ground.now(), departure.at);
        let not_before = leaves_at(&self.ground, planned)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        // Everything is decided on what this transaction reads: the reading by Chorus Pro may have ended since the
        // review, which is no reason to refuse as long as what is sent stays the same.
        let review = self.review_in(actor, transaction.as_mut(), id, met).await?;
        if review.seal() != seal {
            return Err(OperationError::Refused(Reason::ChangedSinceReview));
        }
        let way = review.view.way;
        let (mut invoice, mut draft) = (review.view.invoice, review.view.draft);
        let overview = structure_of(actor, transaction.as_mut(), &invoice).await?;
        let lane = lane_of(&overview, Use::Issue).ok_or(OperationError::Refused(Reason::NoAccess))?;
        // On the day on which it leaves.
        let day = paris_day(not_before);
        let without_mandate = departure_reason(
            transaction.as_mut(),
            actor.organization,
            invoice.structure,
            day,
            &departure.without_mandate,
        )
        .await?;
        let reason = planned.map(|at| Reason::PlannedFor { at });
        set_status(&self.ground, &mut invoice, InvoiceStatus::Queued, reason.clone());
        draft.submitted_at = Some(now);
        draft.submitted_by = Some(actor.user);
        draft.seal = Some(seal.to_owned());
        if way.is_none() {
            // Typed instead, or its PDF has no data.
            draft.way = None;
        }
        if let Some(way) = &way {
            let leaves = way.leaves();
            if leaves == DocumentWay::PlainPdf && way.copy.is_none() {
                return Err(OperationError::Refused(Reason::ChangedSinceReview));
            }
            take_way(&mut draft, leaves);
            // What nobody chose is not proposed to anybody.
            if let Some(chosen) = way.chosen {
                remember_way(transaction.as_mut(), &invoice, chosen, now).await?;
            }
        }
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        let mut job = self.ground.queue().job::<Submit>(
            Some(actor.organization),
            id,
            lane,
            &planned.map(|at| Planned { at, without_mandate: without_mandate.is_some() }),
        );
        job.family = invoice.structure.to_string();
        job.priority = Priority::Urgent;
        job.not_before = not_before;
        if !transaction.enqueue(&job).await? {
            return Err(OperationError::ChangedMeanwhile);
        }
        let mut event = self.ground.event(&invoice, "QUEUED", Some(&actor.name));
        event.reason = reason;
        transaction.insert_event(&event).await?;
        transaction.journal(&self.ground.act(actor, "invoice.submit", id, &invoice.number)).await?;
        if let Some(WithoutMandate { reason }) = without_mandate {
            let mut event = self.ground.event(&invoice, "WITHOUT_MANDATE", Some(&actor.name));
            event.comment = Some(reason.clone());
            transaction.insert_event(&event).await?;
            transaction.journal(&self.ground.act(actor, "invoice.without_mandate", id, reason)).await?;
        }
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a submission back before the call leaves: the invoice is a draft again.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has left already.
    pub async fn undo_submission(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let too_late = || OperationError::Refused(Reason::TooLateToUndo);
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        let job = transaction.job_about(actor.organization, Submit::NAME, &id.to_string()).await?;
        let job = job.filter(|job| job.state == JobState::Waiting).ok_or_else(too_late)?;
        if invoice.status != InvoiceStatus::Queued
            || !transaction.cancel_job(actor.organization, job.new.id, self.ground.now()).await?
        {
            return Err(too_late());
        }
        set_status(&self.ground, &mut invoice, InvoiceStatus::Draft, None);
        draft.submitted_at = None;
        draft.submitted_by = None;
        draft.seal = None;
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.insert_event(&self.ground.event(&invoice, "UNDONE", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.undo", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Tries a submission again now that waits after a failure.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is waiting; so is what was never tried: its time to undo, or the moment
    /// for which it was planned, is what was confirmed.
    pub async fn retry_now(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let nothing = || OperationError::Refused(Reason::NothingWaits);
        let mut transaction = self.ground.write(actor.organization).await?;
        actor.reach(transaction.invoice(actor.organization, id).await?)?;
        let job = transaction.job_about(actor.organization, Submit::NAME, &id.to_string()).await?;
        let job = job.filter(|job| job.tries > 0).ok_or_else(nothing)?;
        if !transaction.make_due(actor.organization, job.new.id, self.ground.now()).await? {
            return Err(nothing());
        }
        transaction.commit().await?;
        Ok(())
    }
}
