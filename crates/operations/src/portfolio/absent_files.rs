//! The files of an invoice that are at Chorus Pro: fetched when somebody opens it, then kept.

use chrono::TimeDelta;
use domain::{Direction, InvoiceId, Permission, Reason};
use jobs::{Kind as _, Priority};
use storage::{Attempt, Document, Invoice, Reception, Snapshot};

use super::Portfolio;
use crate::access::{Use, lane_of};
use crate::tracking::{FetchFiles, Wanted};
use crate::{Actor, OperationError, Result};

/// After this long, what could not be fetched is asked for again when somebody opens the invoice.
const AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);

/// Where the files of an invoice are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// Here, or nowhere.
    Settled,
    /// At Chorus Pro, not asked for yet.
    Elsewhere,
    /// On their way.
    Coming,
    /// They could not be fetched.
    NotFetched(Reason),
}

/// Where the files of an invoice are: its PDF with the attachments, and of a received one its PIVOT.
pub(super) async fn files_of(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    pivot: Option<&Document>,
    attempts: &[Attempt],
) -> Result<Files> {
    if Wanted::of(invoice, invoice.direction == Direction::Received, pivot).is_none() {
        return Ok(Files::Settled);
    }
    let job = read.job_about(invoice.organization, FetchFiles::NAME, &invoice.id.to_string()).await?;
    let tried = attempts.iter().find(|attempt| attempt.kind == FetchFiles::NAME);
    Ok(match (job, tried) {
        (Some(job), _) if job.state.is_open() => Files::Coming,
        (_, Some(attempt)) => Files::NotFetched(attempt.reason.clone()),
        _ => Files::Elsewhere,
    })
}

/// Whether files of a received invoice are here that were given to nobody yet.
pub(super) fn is_given_first(invoice: &Invoice, reception: Option<&Reception>) -> bool {
    invoice.document.is_some() && reception.is_some_and(|reception| reception.downloaded_at.is_none())
}

/// Whether a received invoice was opened by nobody here yet.
pub(super) fn is_opened_first(reception: Option<&Reception>) -> bool {
    reception.is_some_and(|reception| reception.opened_at.is_none())
}

/// Whether there is something to note of an opening.
async fn opening_counts(read: &mut dyn Snapshot, actor: &Actor, id: InvoiceId) -> Result<bool> {
    let organization = actor.organization;
    let invoice = actor.reach(read.invoice(organization, id).await?)?;
    let reception = read.reception(organization, id).await?;
    let pivot = read.pivots_of(organization, &[id]).await?.remove(&id);
    let received = invoice.direction == Direction::Received;
    Ok(is_given_first(&invoice, reception.as_ref())
        || is_opened_first(reception.as_ref())
        || Wanted::of(&invoice, received, pivot.as_ref()).is_some())
}

impl Portfolio {
    /// What follows from the opening of an invoice: it counts as read from now on, files that are here as given; others are
    /// asked for unless that was tried a moment ago.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn note_opening(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Read)?;
        let (organization, now) = (actor.organization, self.ground.now());
        // Mostly there is nothing to note, and whoever reads waits for no writer.
        if !opening_counts(self.ground.read().await?.as_mut(), actor, id).await? {
            return Ok(());
        }
        let mut transaction = self.ground.write(organization).await?;
        let invoice = actor.reach(transaction.invoice(organization, id).await?)?;
        let reception = transaction.reception(organization, id).await?;
        let mut changes = is_given_first(&invoice, reception.as_ref());
        if changes {
            transaction.mark_downloaded(organization, &[id], now).await?;
        }
        if is_opened_first(reception.as_ref()) {
            changes |= transaction.mark_opened(organization, id, now, &actor.name).await?;
        }
        let pivot = transaction.pivots_of(organization, &[id]).await?.remove(&id);
        let attempts = transaction.attempts(organization, &id.to_string()).await?;
        let lately = |attempt: &Attempt| attempt.kind == FetchFiles::NAME && attempt.at > now - AGAIN_AFTER;
        let asks = match files_of(transaction.as_mut(), &invoice, pivot.as_ref(), &attempts).await? {
            Files::Settled | Files::Coming => false,
            Files::NotFetched(_) => !attempts.iter().any(lately),
            Files::Elsewhere => true,
        };
        if asks {
            let overview = transaction.structure(organization, invoice.structure).await?;
            let overview = overview.ok_or(OperationError::NotFound("structure"))?;
            if let Some(lane) = lane_of(&overview, Use::of(invoice.direction)) {
                let mut job = self.ground.queue().job::<FetchFiles>(Some(organization), id, lane, &());
                job.family = invoice.structure.to_string();
                job.priority = Priority::Urgent;
                changes |= transaction.enqueue(&job).await?;
            }
        }
        if changes {
            transaction.commit().await?;
        }
        Ok(())
    }
}
