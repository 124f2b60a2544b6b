//! Sending at a moment to come: the submission is confirmed now, kept by the queue until then, and taken back like any
//! other until it leaves. Before it leaves the deposit is checked again: days have gone by.

use chrono::{DateTime, Utc};
use domain::{Direction, InvoiceId, InvoiceStatus, Notes, Permission, Reason};
use storage::{InvoiceFilter, InvoiceRow};

use super::draft_desk::MOST_DRAFTS;
use super::planned::{leaves_at, planned_for};
use super::several::DoneWithSeveral;
use super::submit::Departure;
use super::wing::Issuing;
use crate::{Actor, OperationError, Result};

impl Issuing {
    /// Confirms a draft to leave at a moment to come; otherwise as [`Issuing::submit`].
    ///
    /// # Errors
    /// As [`Issuing::submit`]; [`OperationError::Refused`] when the moment is past or too far away.
    pub async fn submit_later(
        &self,
        actor: &Actor,
        id: InvoiceId,
        seal: &str,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.submit_as(actor, id, seal, &Departure::at(at)).await
    }

    /// The same with several, each with the seal of the review that the person saw.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the moment is past or too far away: nothing is queued then. When storage fails;
    /// what was queued before stays queued.
    pub async fn submit_several_later(
        &self,
        actor: &Actor,
        sealed: &[(InvoiceId, String)],
        at: DateTime<Utc>,
    ) -> Result<DoneWithSeveral> {
        self.submit_several_as(actor, sealed, &Departure::at(at)).await
    }

    /// The same with several that are planned for a moment.
    pub(super) async fn plan_several(
        &self,
        actor: &Actor,
        sealed: &[(InvoiceId, String)],
        at: DateTime<Utc>,
        departure: &Departure,
    ) -> Result<DoneWithSeveral> {
        leaves_at(&self.ground, Some(at))?;
        let mut outcome = DoneWithSeveral::default();
        for (id, seal) in sealed.iter().take(MOST_DRAFTS as usize) {
            match self.submit_met(actor, *id, seal, Notes::default(), departure).await {
                // Pressed twice it is planned; sent by a colleague it has left or leaves at another moment.
                Err(OperationError::Refused(reason @ Reason::AlreadySent))
                    if !self.is_planned(actor, *id, at).await? =>
                {
                    outcome.not_done.push((*id, reason));
                }
                submitted => outcome.note(*id, submitted)?,
            }
        }
        Ok(outcome)
    }

    async fn is_planned(&self, actor: &Actor, id: InvoiceId, at: DateTime<Utc>) -> Result<bool> {
        let invoice = actor.reach(self.ground.read().await?.invoice(actor.organization, id).await?)?;
        Ok(planned_for(&invoice.status, invoice.status_reason.as_ref()) == Some(at))
    }

    /// What waits for the moment for which it was planned, within reach, the first one first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn planned(&self, actor: &Actor) -> Result<Vec<(DateTime<Utc>, InvoiceRow)>> {
        actor.require(Permission::Deposit)?;
        let filter = InvoiceFilter {
            status: Some(InvoiceStatus::Queued),
            per_page: MOST_DRAFTS,
            ..InvoiceFilter::new(Direction::Issued, actor.scope.clone())
        };
        let rows = self.ground.read().await?.invoice_page(actor.organization, &filter).await?.rows;
        let with_moment = |row: InvoiceRow| {
            let at = planned_for(&row.status, row.status_reason.as_ref())?;
            Some((at, row))
        };
        let mut planned: Vec<_> = rows.into_iter().filter_map(with_moment).collect();
        planned.sort_by_key(|(at, row)| (*at, row.id));
        Ok(planned)
    }
}
