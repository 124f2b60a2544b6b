//! Everything that the page of an invoice to validate shows, read once.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ActState, Notes, Permission, ValidationId, Values, tacit_day};
use jobs::Kind as _;
use storage::{Document, JobState, Reply, StructureOverview, Validation};

use super::perform::AnswerValidation;
use super::wing::{Validating, awaited, check, within_reach};
use crate::{Actor, OperationError, Result};

/// Everything that the page of an invoice to validate shows.
#[derive(Clone, Debug)]
pub struct ValidationView {
    /// The invoice.
    pub validation: Validation,
    /// The structure that validates.
    pub structure: StructureOverview,
    /// Its files, itself first.
    pub files: Vec<Document>,
    /// The latest answer.
    pub reply: Option<Reply>,
    /// What is said of the answer that is prepared.
    pub notes: Notes,
    /// Until when it can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
    /// When it is tried again.
    pub next_try: Option<DateTime<Utc>>,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

impl ValidationView {
    /// The day on which it counts as accepted without an answer; none where it waits for none.
    #[must_use]
    pub fn tacit_day(&self) -> Option<NaiveDate> {
        self.validation.waiting_since.filter(|_| self.validation.is_waiting).map(tacit_day)
    }

    /// The answer that may still be changed; none before anything was prepared.
    #[must_use]
    pub fn prepared(&self) -> Option<&Reply> {
        self.reply.as_ref().filter(|reply| reply.state.is_unsent())
    }

    /// The answer that was confirmed and has not ended.
    #[must_use]
    pub fn under_way(&self) -> Option<&Reply> {
        self.reply.as_ref().filter(|reply| reply.state.is_under_way())
    }

    /// Whether it can be answered: it waits, and nothing is on its way.
    #[must_use]
    pub fn can_be_answered(&self) -> bool {
        awaited(&self.validation).is_ok() && self.under_way().is_none()
    }

    /// What the fields of the form hold.
    #[must_use]
    pub fn values(&self) -> Values {
        self.prepared().map(|reply| reply.values.clone()).unwrap_or_default()
    }

    /// The version that the page has taken in; 0 before anything was prepared.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.prepared().map_or(0, |reply| reply.version)
    }
}

impl Validating {
    /// An invoice to validate.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn validation(&self, actor: &Actor, id: ValidationId) -> Result<ValidationView> {
        actor.require(Permission::Read)?;
        let read_at = self.ground.now();
        let mut read = self.ground.read().await?;
        let read = read.as_mut();
        let validation = within_reach(actor, read, id).await?;
        let structure = read.structure(actor.organization, validation.structure).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let files = read.validation_files(actor.organization, id).await?;
        let reply = read.latest_replies(actor.organization, &[id]).await?.pop();
        let notes = match &reply {
            Some(reply) if reply.state.is_unsent() => check(&validation, reply).1,
            _ => Notes::default(),
        };
        let (mut undo_until, mut next_try) = (None, None);
        if let Some(reply) = reply.as_ref().filter(|reply| reply.state.is_under_way()) {
            let about = reply.id.to_string();
            let job = read.job_about(actor.organization, AnswerValidation::NAME, &about).await?;
            if let Some(job) = job.filter(|job| job.state == JobState::Waiting) {
                let at = job.new.not_before;
                let can_go_back = reply.state == ActState::Queued && job.tries == 0;
                undo_until = Some(at).filter(|at| can_go_back && *at > read_at);
                next_try = Some(at).filter(|_| job.tries > 0);
            }
        }
        Ok(ValidationView { validation, structure, files, reply, notes, undo_until, next_try, read_at })
    }
}
