//! Many drafts as one: reviewed in one table, submitted and taken back in one act. Each stays a submission of its own, so
//! that one that cannot leave keeps none of the others.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use domain::{Field, InvoiceId, Notes, Permission, Reason, Remark, Severity, StructureId};

use super::draft_desk::MOST_DRAFTS;
use super::review::{Examined, Review};
use super::submit::Departure;
use super::wing::{Issuing, drafted, require_unsent};
use crate::{Actor, OperationError, Result};

/// How long a review of several asks Chorus Pro for recipients; after it, those that are not known stay so, which is said.
const ASKING: Duration = Duration::from_secs(15);

/// What was asked for in one review.
struct Asked {
    since: Instant,
    /// What came of asking a structure for the recipient, the validator and the service of that which a draft names.
    met: HashMap<(StructureId, [String; 3]), Notes>,
    /// Structures for which Chorus Pro could not be asked.
    silent: HashSet<StructureId>,
}

impl Asked {
    fn begin() -> Self {
        Self { since: Instant::now(), met: HashMap::new(), silent: HashSet::new() }
    }
}

/// Why a draft cannot be sent, when it is for a reason that is not about one of its fields alone.
fn first_reason(notes: &Notes) -> Reason {
    let reason = notes.errors().find_map(|note| match &note.remark {
        Remark::Because { reason } => Some(reason.clone()),
        _ => None,
    });
    reason.unwrap_or(Reason::ChangedSinceReview)
}

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
    pub(super) fn note(&mut self, id: InvoiceId, outcome: Result<()>) -> Result<()> {
        let reason = match outcome {
            Ok(()) => {
                self.done.push(id);
                return Ok(());
            }
            // Pressed twice, or in two tabs: it is on its way.
            Err(OperationError::Refused(Reason::AlreadySent)) => {
                self.done.push(id);
                return Ok(());
            }
            Err(OperationError::Refused(reason)) => reason,
            Err(OperationError::Invalid(notes)) => first_reason(&notes),
            Err(OperationError::ChangedMeanwhile) => Reason::ChangedSinceReview,
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
        let (mut asked, mut numbers) = (Asked::begin(), HashSet::new());
        for id in ids.iter().take(MOST_DRAFTS as usize) {
            let examined = match self.examine_asked(actor, *id, &mut asked).await {
                Ok(examined) => examined,
                Err(OperationError::NotFound(_) | OperationError::Refused(_)) => {
                    reviewed.gone += 1;
                    continue;
                }
                Err(other) => return Err(other),
            };
            // What was read and what stands there differ: nobody has decided.
            let undecided = !examined.view.differences.is_empty();
            match examined.into_review() {
                Ok(review) if undecided => reviewed.held.push(review.held()),
                Ok(review) => {
                    let number = review.invoice.number.clone();
                    // What is typed has no number yet.
                    if number.is_empty() || numbers.insert((review.view.invoice.structure, number)) {
                        reviewed.ready.push(review);
                    } else {
                        let mut held = review.held();
                        held.notes.error(Field::Number, Reason::NumberTaken);
                        reviewed.held.push(held);
                    }
                }
                Err(held) => reviewed.held.push(*held),
            }
        }
        Ok(reviewed)
    }

    /// Asks for each recipient once, and no longer for those of a structure that was refused or found silence.
    async fn examine_asked(&self, actor: &Actor, id: InvoiceId, asked: &mut Asked) -> Result<Examined> {
        let (invoice, draft) = drafted(actor, self.ground.read().await?.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let form = &draft.form;
        let validator = form.wanted_validator().unwrap_or_default().to_owned();
        let named = [form.recipient_siret.clone(), validator, form.validator_service.clone()];
        let key = (invoice.structure, named);
        let may_ask = !asked.silent.contains(&invoice.structure) && asked.since.elapsed() <= ASKING;
        if may_ask && !asked.met.contains_key(&key) {
            let met = self.meet_named(actor, invoice.structure, form).await?;
            // A warning says that Chorus Pro could not be asked.
            if met.iter().any(|note| note.severity == Severity::Warning) {
                asked.silent.insert(invoice.structure);
            }
            asked.met.insert(key.clone(), met);
        }
        let ready = self.ready_way(&invoice, &draft).await?;
        let met = asked.met.get(&key).cloned();
        let met = if ready.is_empty() {
            met
        } else {
            Some(met.unwrap_or_default().into_iter().chain(ready).collect())
        };
        self.examine_in(actor, self.ground.read().await?.as_mut(), id, met).await
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
        self.submit_several_as(actor, sealed, &Departure::default()).await
    }

    /// The same at a moment to come, or with the reason for which those leave of which a mandate is missing.
    ///
    /// # Errors
    /// When storage fails, as before; [`OperationError::Refused`] when the moment is past or too far away: nothing is
    /// queued then.
    pub async fn submit_several_as(
        &self,
        actor: &Actor,
        sealed: &[(InvoiceId, String)],
        departure: &Departure,
    ) -> Result<DoneWithSeveral> {
        actor.require(Permission::Deposit)?;
        if let Some(at) = departure.at {
            return self.plan_several(actor, sealed, at, departure).await;
        }
        let mut outcome = DoneWithSeveral::default();
        for (id, seal) in sealed.iter().take(MOST_DRAFTS as usize) {
            // Recipients were asked for by the review: while one confirms, nothing waits for the network.
            outcome.note(*id, self.submit_met(actor, *id, seal, Notes::default(), departure).await)?;
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
