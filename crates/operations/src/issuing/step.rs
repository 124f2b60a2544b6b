//! How a step of a job of this wing ended, and how that is written down.

use chorus_pro::Error;
use chrono::TimeDelta;
use domain::{AttemptId, InvoiceId, InvoiceStatus, Reason, StructureId};
use jobs::{Failure, JobEnd, Settled, Work};
use storage::{Access, Attempt, AttemptOutcome, Invoice, Transaction};

use super::wing::set_status;
use crate::access::{Clients, Fault, breaks_circuit, fault_of, reason_of};
use crate::ground::{Ground, changed};

/// How a step ended.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Done.
    Done(Reason),
    /// Refused for good.
    Refused(Reason),
    /// To be tried again at its time.
    Later {
        /// Why.
        reason: Reason,
        /// Known pause, else the schedule's.
        pause: Option<TimeDelta>,
        /// Whether the credentials were refused: nothing more leaves with them.
        refused_access: bool,
    },
    /// `soumettre` left, no answer came.
    Unknown(Reason),
}

impl Step {
    pub(crate) const fn later(reason: Reason) -> Self {
        Self::Later { reason, pause: None, refused_access: false }
    }

    /// What a failed call means for a step that may be done again.
    pub(crate) fn of(error: &Error) -> Self {
        let reason = reason_of(error);
        match fault_of(error) {
            Fault::Access => Self::Later { reason, pause: None, refused_access: true },
            Fault::Refusal => Self::Refused(reason),
            Fault::Passing(pause) => {
                let pause = pause.and_then(|pause| TimeDelta::from_std(pause).ok());
                Self::Later { reason, pause, refused_access: false }
            }
        }
    }

    /// What a failed look-up means while the outcome of the call that counts is not known.
    pub(crate) fn still_unknown(error: &Error) -> Self {
        let cause = reason_of(error);
        if breaks_circuit(error) {
            return Self::Later { reason: cause, pause: None, refused_access: true };
        }
        Self::Unknown(Reason::StillUnverified { cause: Box::new(cause) })
    }

    /// How a job goes on after its steps: what failed here is tried again, and what may have arrived meanwhile is looked
    /// up first.
    pub(crate) fn after(
        work: &Work,
        went: Result<Result<Settled, Self>, Failure>,
        announced: bool,
    ) -> Result<Result<Settled, Self>, Failure> {
        match went {
            Err(Failure::LeaseLost) => Err(Failure::LeaseLost),
            Err(failure) => {
                tracing::error!(job = %work.job().new.id, kind = %work.job().new.kind, error = %failure, "job failed");
                let step =
                    if announced { Self::Unknown(Reason::Internal) } else { Self::later(Reason::Internal) };
                Ok(Err(step))
            }
            done => done,
        }
    }

    /// Stops all calls with refused credentials.
    pub(crate) async fn learn(
        &self,
        clients: &Clients,
        access: &Access,
        structure: StructureId,
    ) -> Result<(), Failure> {
        if let Self::Later { reason, refused_access: true, .. } = self {
            clients.refused(access, structure, reason).await?;
        }
        Ok(())
    }

    pub(crate) const fn reason(&self) -> &Reason {
        match self {
            Self::Done(reason)
            | Self::Refused(reason)
            | Self::Unknown(reason)
            | Self::Later { reason, .. } => reason,
        }
    }

    const fn outcome(&self) -> AttemptOutcome {
        match self {
            Self::Done(_) => AttemptOutcome::Done,
            Self::Refused(_) => AttemptOutcome::Refused,
            Self::Later { .. } => AttemptOutcome::TryAgain,
            Self::Unknown(_) => AttemptOutcome::Unknown,
        }
    }
}

/// How a job of this wing is ended: its lease, the try that the person sees, and for a submission the invoice.
pub(crate) struct Ending<'w> {
    ground: &'w Ground,
    work: &'w Work,
    step: Step,
    pub(crate) end: JobEnd,
}

impl<'w> Ending<'w> {
    pub(crate) fn new(ground: &'w Ground, work: &'w Work, step: &Step) -> Self {
        let again = |not_before| JobEnd::Again { not_before, fresh: false };
        let end = match step {
            Step::Done(_) => JobEnd::Done,
            Step::Refused(_) => JobEnd::Failed,
            // The lane is stopped: as soon as the access works again, this goes on.
            Step::Later { refused_access: true, .. } => match work.job().announced_at {
                Some(_) => again(work.search_at()),
                None => again(ground.now()),
            },
            Step::Later { pause: Some(pause), .. } => again(ground.now() + *pause),
            Step::Later { pause: None, .. } => again(work.next_try()),
            Step::Unknown(_) => {
                let soon = work.next_try().min(ground.now() + TimeDelta::minutes(2));
                again(soon.max(work.search_at()))
            }
        };
        Self { ground, work, step: step.clone(), end }
    }

    /// Writes lease and try, after `submission` if it is one, in one transaction.
    pub(super) async fn keep(self, submission: Option<bool>) -> Result<Settled, Failure> {
        let new = &self.work.job().new;
        let Some(organization) = new.organization else { return self.work.end(JobEnd::Failed).await };
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled = self.work.settle(transaction.as_mut(), self.end).await?;
        transaction.insert_attempt(&self.attempt()).await?;
        let id: InvoiceId = self.work.subject()?;
        let invoice = transaction.invoice(organization, id).await?;
        if let (Some(mut invoice), Some(announced)) = (invoice.clone(), submission) {
            self.show(transaction.as_mut(), &mut invoice, announced).await?;
        }
        if let Some(invoice) = invoice {
            transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }

    /// The try as the person sees it.
    pub(crate) fn attempt(&self) -> Attempt {
        let new = &self.work.job().new;
        Attempt {
            id: self.ground.id::<AttemptId>(),
            organization: new.organization.unwrap_or(domain::OrganizationId(uuid::Uuid::nil())),
            job: new.id,
            kind: new.kind.clone(),
            subject: new.subject.clone(),
            at: self.ground.now(),
            outcome: self.step.outcome(),
            reason: self.step.reason().clone(),
            next_at: match self.end {
                JobEnd::Again { not_before, .. } => Some(not_before),
                JobEnd::Done | JobEnd::Failed | JobEnd::Parked => None,
            },
        }
    }

    /// Shows the outcome of a submission on its invoice. `announced`: whether the call may have arrived.
    async fn show(
        &self,
        transaction: &mut dyn Transaction,
        invoice: &mut Invoice,
        announced: bool,
    ) -> Result<(), Failure> {
        if invoice.status.is_at_chorus_pro() {
            return Ok(());
        }
        let status = match &self.step {
            Step::Done(_) => return Ok(()),
            Step::Refused(_) => InvoiceStatus::Refused,
            Step::Unknown(_) => InvoiceStatus::Unconfirmed,
            Step::Later { .. } if announced => InvoiceStatus::Unconfirmed,
            Step::Later { .. } => InvoiceStatus::Queued,
        };
        let reason = self.step.reason().clone();
        if status == InvoiceStatus::Refused {
            let mut event = self.ground.event(invoice, "REFUSED", None);
            event.reason = Some(reason.clone());
            transaction.insert_event(&event).await?;
        }
        set_status(self.ground, invoice, status, Some(reason));
        transaction.update_invoice(invoice).await?;
        Ok(())
    }
}
