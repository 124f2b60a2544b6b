//! Everything the page of an invoice shows, read once.

use chrono::{DateTime, Utc};
use domain::{InvoiceId, InvoiceStatus, NoDelay, PaymentDelay, Permission, Reason};
use storage::{Attachment, Attempt, Event, Invoice, Job, JobState, StructureOverview};

use super::Portfolio;
use super::delay::delay_of_history;
use crate::access::{Use, choose};
use crate::{Actor, OperationError, Result};

/// Name of the job that sends an invoice, as the queue stores it (`issuing` runs it).
const SUBMISSION: &str = "submit";

/// Where the sending of an invoice stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Whether it waits or is under way.
    pub open: bool,
    /// Whether it waits for its time.
    pub waiting: bool,
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried next.
    pub not_before: DateTime<Utc>,
}

impl From<Job> for Submission {
    fn from(job: Job) -> Self {
        Self {
            open: job.state.is_open(),
            waiting: job.state == JobState::Waiting,
            tries: job.tries,
            not_before: job.new.not_before,
        }
    }
}

/// Everything the page of an invoice shows.
#[derive(Clone, Debug)]
pub struct InvoiceView {
    /// The invoice.
    pub invoice: Invoice,
    /// When a person confirmed the submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Its structure and accesses.
    pub structure: StructureOverview,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// What happened, latest first.
    pub events: Vec<Event>,
    /// Tries, latest first.
    pub attempts: Vec<Attempt>,
    /// The submission under way or done.
    pub submission: Option<Submission>,
    /// Until when the submission can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
    /// When all this was read: a page listens for what changed since.
    pub read_at: DateTime<Utc>,
}

impl InvoiceView {
    /// The tries to send it, without those to have its PDF read.
    pub fn sendings(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.kind == SUBMISSION)
    }

    /// Why nothing leaves until somebody has mended and tested an access; none when something may leave.
    #[must_use]
    pub fn held_back(&self) -> Option<Reason> {
        choose(&self.structure, Use::Issue).err()
    }

    /// The delay within which it is to be paid.
    ///
    /// # Errors
    /// When no delay runs, and why.
    pub fn delay(&self) -> std::result::Result<PaymentDelay, NoDelay> {
        delay_of_history(&self.invoice, &self.events)
    }

    /// When the submission is tried again by itself; none when it is not.
    #[must_use]
    pub fn next_try(&self) -> Option<DateTime<Utc>> {
        let waiting =
            self.submission.as_ref().filter(|submission| submission.waiting && submission.tries > 0);
        waiting.filter(|_| self.held_back().is_none()).map(|submission| submission.not_before)
    }
}

impl Portfolio {
    /// Whether a person reaches an invoice, for whoever tells them of it.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn reaches(&self, actor: &Actor, id: InvoiceId) -> Result<bool> {
        let invoice = self.ground.read().await?.invoice(actor.organization, id).await?;
        Ok(actor.reach(invoice).is_ok())
    }

    /// The page of one invoice.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn invoice_view(&self, actor: &Actor, id: InvoiceId) -> Result<InvoiceView> {
        actor.require(Permission::Read)?;
        let (read_at, organization) = (self.ground.now(), actor.organization);
        let mut read = self.ground.read().await?;
        let invoice = actor.reach(read.invoice(organization, id).await?)?;
        let subject = id.to_string();
        let submission = read.job_about(organization, SUBMISSION, &subject).await?.map(Submission::from);
        let undo_until = submission
            .as_ref()
            .filter(|submission| invoice.status == InvoiceStatus::Queued && submission.tries == 0)
            .map(|submission| submission.not_before)
            .filter(|until| *until > read_at);
        let structure = read.structure(organization, invoice.structure).await?;
        Ok(InvoiceView {
            submitted_at: read.draft(organization, id).await?.and_then(|draft| draft.submitted_at),
            structure: structure.ok_or(OperationError::NotFound("structure"))?,
            attachments: read.attachments(organization, id).await?,
            events: read.events(organization, id).await?,
            attempts: read.attempts(organization, &subject).await?,
            submission,
            undo_until,
            read_at,
            invoice,
        })
    }
}
