//! The PDF and the attachments of an invoice that was entered elsewhere: fetched when somebody opens it, then kept.

use chrono::TimeDelta;
use domain::{Direction, InvoiceId, Permission, Reason};
use jobs::{Kind as _, Priority};
use storage::{Attempt, Invoice, Snapshot};

use super::Portfolio;
use crate::access::{Use, lane_of};
use crate::tracking::FetchFiles;
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

/// Where the files of an invoice are.
pub(super) async fn files_of(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    attempts: &[Attempt],
) -> Result<Files> {
    if invoice.document.is_some() || invoice.chorus_id.is_none() || invoice.direction != Direction::Issued {
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

impl Portfolio {
    /// Asks for the files of an invoice that somebody has opened, unless that was tried a moment ago.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn ask_for_files(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Read)?;
        let (organization, now) = (actor.organization, self.ground.now());
        let mut transaction = self.ground.write(organization).await?;
        let invoice = actor.reach(transaction.invoice(organization, id).await?)?;
        let attempts = transaction.attempts(organization, &id.to_string()).await?;
        match files_of(transaction.as_mut(), &invoice, &attempts).await? {
            Files::Settled | Files::Coming => return Ok(()),
            Files::NotFetched(_)
                if attempts
                    .iter()
                    .find(|attempt| attempt.kind == FetchFiles::NAME)
                    .is_some_and(|attempt| attempt.at > now - AGAIN_AFTER) =>
            {
                return Ok(());
            }
            Files::Elsewhere | Files::NotFetched(_) => {}
        }
        let overview = transaction.structure(organization, invoice.structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let Some(lane) = lane_of(&overview, Use::of(invoice.direction)) else { return Ok(()) };
        let mut job = self.ground.queue().job::<FetchFiles>(Some(organization), id, lane, &());
        job.family = invoice.structure.to_string();
        job.priority = Priority::Urgent;
        transaction.enqueue(&job).await?;
        transaction.commit().await?;
        Ok(())
    }
}
