//! Many drafts as one: reviewed in one table, submitted and taken back in one act. Each stays a submission of its own, so
//! that one that cannot leave keeps none of the others.

use domain::{InvoiceId, Permission, Reason};

use super::draft_desk::MOST_DRAFTS;
use super::review::{Examined, Review};
use super::wing::Issuing;
use crate::{Actor, OperationError, Result};

/// Several drafts as their checks found them.
#[derive(Clone, Debug, Default)]
pub struct ReviewOfSeveral {
    /// What can be sent.
    pub ready: Vec<Review>,
    /// What is to be corrected first.
    pub held: Vec<Examined>,
    /// How many have left meanwhile, or went out of reach.
    pub gone: usize,
}

/// What came of an act on several invoices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoneWithSeveral {
    /// Those for which it was done.
    pub done: Vec<InvoiceId>,
    /// Those for which it was not, with why.
    pub not_done: Vec<(InvoiceId, Reason)>,
}

impl DoneWithSeveral {
    /// Notes what came of one. What is wrong with one stops no other; what is wrong with the machine does.
    fn note(&mut self, id: InvoiceId, outcome: Result<()>) -> Result<()> {
        let reason = match outcome {
            Ok(()) => {
                self.done.push(id);
                return Ok(());
            }
            Err(OperationError::Refused(reason)) => reason,
            Err(OperationError::Invalid(_) | OperationError::ChangedMeanwhile) => Reason::ChangedSinceReview,
            Err(OperationError::NotFound(_)) => Reason::InvoiceGone,
            Err(OperationError::ChorusPro { reason, .. }) => reason,
            Err(other) => return Err(other),
        };
        self.not_done.push((id, reason));
        Ok(())
    }
}

impl Issuing {
    /// Checks several drafts for good, in the order asked; at most [`MOST_DRAFTS`].
    ///
    /// # Errors
    /// When storage fails.
    pub async fn review_several(&self, actor: &Actor, ids: &[InvoiceId]) -> Result<ReviewOfSeveral> {
        actor.require(Permission::Deposit)?;
        let mut reviewed = ReviewOfSeveral::default();
        for id in ids.iter().take(MOST_DRAFTS as usize) {
            match self.examine(actor, *id).await {
                Ok(examined) => match examined.into_review() {
                    Ok(review) => reviewed.ready.push(review),
                    Err(held) => reviewed.held.push(*held),
                },
                Err(OperationError::NotFound(_) | OperationError::Refused(_)) => reviewed.gone += 1,
                Err(other) => return Err(other),
            }
        }
        Ok(reviewed)
    }

    /// Queues several drafts, each with the seal of the review that the person saw; at most [`MOST_DRAFTS`].
    ///
    /// # Errors
    /// When storage fails; what was queued before stays queued.
    pub async fn submit_several(
        &self,
        actor: &Actor,
        sealed: &[(InvoiceId, String)],
    ) -> Result<DoneWithSeveral> {
        actor.require(Permission::Deposit)?;
        let mut outcome = DoneWithSeveral::default();
        for (id, seal) in sealed.iter().take(MOST_DRAFTS as usize) {
            outcome.note(*id, self.submit(actor, *id, seal).await)?;
        }
        Ok(outcome)
    }

    /// Takes back everything that a person has just sent and that has not left.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn undo_leaving(&self, actor: &Actor) -> Result<DoneWithSeveral> {
        let mut outcome = DoneWithSeveral::default();
        for invoice in self.leaving(actor).await?.map(|leaving| leaving.invoices).unwrap_or_default() {
            outcome.note(invoice.id, self.undo_submission(actor, invoice.id).await)?;
        }
        Ok(outcome)
    }
}
