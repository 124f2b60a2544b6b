//! The steps of the job for what a recipient decided: one call for each status on the way, each announced before it leaves.
//!
//! Where an answer was lost, the history of the invoice tells how far it came. Where somebody else has moved it meanwhile, the
//! way is found anew from where it stands, once, and given up where none leads there any more.

use chorus_pro::codes::StatutFacture;
use chorus_pro::factures::TraiterUneFactureRecue;
use chorus_pro::{Client, Error, RetryAdvice};
use domain::{CheckedAct, CheckedDecision, Decision, InvoiceStatus, Reason};
use jobs::{Failure, Settled};

use super::calls::Answered;
use super::performing::{Perform, Performing, Went};
use super::wing::{check, require_called_for};
use crate::OperationError;
use crate::access::reason_of;
use crate::issuing::Step;
use crate::tracking::{Standing, standing_at_chorus_pro};

/// Calls for one decision: every step of the longest way, and once more after somebody was faster.
const MOST_CALLS: u32 = 8;

/// What a call made of the decision.
enum Called {
    /// The invoice stands a step further.
    OneFurther,
    /// It stands elsewhere than was known: the way is to be found anew.
    Elsewhere(InvoiceStatus),
    /// It has gone where it was to go: an earlier try arrived late.
    ThereBefore,
}

impl Perform {
    /// Leads a received invoice where its recipient decided.
    pub(super) async fn decide(&self, doing: &mut Performing<'_>, client: &Client) -> Went<Settled> {
        let target = Decision::from_code(doing.act.values.get(domain::DecisionField::Decision));
        let Some(target) = target else { return Ok(Err(Step::Refused(Reason::DraftIncomplete))) };
        if doing.announced {
            match self.look(doing, client, target).await? {
                Ok(standing) if standing.has_reached => {
                    return self.keep_done(doing, Answered::default(), true).await.map(Ok);
                }
                Ok(standing) => {
                    self.take_back(doing).await?;
                    doing.invoice.status = standing.status.unwrap_or_else(|| doing.invoice.status.clone());
                }
                Err(error) => return Ok(Err(Step::still_unknown(&error))),
            }
        }
        let mut found_anew = false;
        for _ in 0..MOST_CALLS {
            let checked = match self.checked(doing).await? {
                Ok(checked) => checked,
                Err(step) => return Ok(Err(step)),
            };
            let Some(next) = checked.steps.first().copied() else { break };
            match self.one_call(doing, client, &checked, next).await? {
                Ok(Called::OneFurther) if next == target => {
                    let answered = Answered { status: Some(next.status()) };
                    return self.keep_done(doing, answered, false).await.map(Ok);
                }
                Ok(Called::ThereBefore) => {
                    return self.keep_done(doing, Answered::default(), true).await.map(Ok);
                }
                Ok(Called::OneFurther) => self.one_further(doing, next).await?,
                Ok(Called::Elsewhere(standing)) if standing == target.status() || found_anew => {
                    return Ok(Err(Step::Refused(Reason::DecisionOvertaken)));
                }
                Ok(Called::Elsewhere(standing)) => {
                    found_anew = true;
                    doing.invoice.status = standing;
                }
                Err(step) => return Ok(Err(step)),
            }
        }
        Ok(Err(Step::Refused(Reason::DecisionOvertaken)))
    }

    /// Where the invoice stands by its history, and whether it has gone where it was to go since the decision.
    async fn look(
        &self,
        doing: &Performing<'_>,
        client: &Client,
        target: Decision,
    ) -> Result<Result<Standing, Error>, Failure> {
        let since = doing.act.called_at.unwrap_or(doing.act.created_at);
        standing_at_chorus_pro(doing.work, client, doing.chorus_id, &target.status(), since).await
    }

    /// The decision as it stands, with the calls that lead there from where the invoice is known to be.
    async fn checked(&self, doing: &Performing<'_>) -> Went<CheckedDecision> {
        if require_called_for(&doing.invoice, doing.act.kind).is_err() {
            return Ok(Err(Step::Refused(Reason::DecisionOvertaken)));
        }
        let mut read = self.ground().read().await.map_err(Failure::from)?;
        let (checked, notes) = check(self.ground(), read.as_mut(), &doing.invoice, &doing.act).await?;
        let closed = notes.errors().any(|note| matches!(note.remark, domain::Remark::DecisionClosed { .. }));
        let held = notes.errors().any(|note| matches!(note.remark, domain::Remark::PaymentHeld { .. }));
        Ok(match checked {
            Some(CheckedAct::Decide(decision)) => Ok(decision),
            _ if closed => Err(Step::Refused(Reason::DecisionOvertaken)),
            _ if held => Err(Step::Refused(Reason::PaymentHeld)),
            _ => Err(Step::Refused(Reason::DraftIncomplete)),
        })
    }

    async fn one_call(
        &self,
        doing: &mut Performing<'_>,
        client: &Client,
        checked: &CheckedDecision,
        next: Decision,
    ) -> Went<Called> {
        self.announce(doing).await?;
        let mut body = TraiterUneFactureRecue::new(doing.chorus_id, StatutFacture::from(next.code()));
        if next == checked.decision {
            body.motif.clone_from(&checked.motif);
        }
        if next == Decision::Mandate {
            body.numero_dp_mandat.clone_from(&checked.mandate_number);
        }
        // A call that is given up in the middle stays announced: its outcome is unknown.
        let factures = client.factures();
        let call = factures.traiter_recue(&body);
        match Box::pin(doing.work.call(call)).await {
            Ok(Ok(_)) => Ok(Ok(Called::OneFurther)),
            Ok(Err(error)) => self.not_taken(doing, client, checked.decision, &error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    /// What a call that was not taken means: refused for what was said with it, or because the invoice stands elsewhere.
    async fn not_taken(
        &self,
        doing: &mut Performing<'_>,
        client: &Client,
        target: Decision,
        error: &Error,
    ) -> Went<Called> {
        tracing::warn!(act = %doing.act.id, %error, "decision not confirmed");
        let advice = error.retry_advice();
        if advice == RetryAdvice::AfterChecking {
            return Ok(Err(Step::Unknown(reason_of(error))));
        }
        if advice == RetryAdvice::Never && matches!(error, Error::Functional { .. }) {
            let standing = self.look(doing, client, target).await?;
            // An earlier try may be what this one was refused for.
            if doing.work.job().tries > 1 {
                match &standing {
                    Ok(standing) if standing.has_reached => return Ok(Ok(Called::ThereBefore)),
                    Ok(_) => {}
                    Err(search) => return Ok(Err(Step::still_unknown(search))),
                }
            }
            if let Ok(Standing { status: Some(standing), .. }) = standing
                && standing != doing.invoice.status
            {
                self.take_back(doing).await?;
                return Ok(Ok(Called::Elsewhere(standing)));
            }
        }
        self.take_back(doing).await?;
        Ok(Err(Step::of(error)))
    }

    /// Writes that the invoice stands a step further, and that nothing is announced any more.
    async fn one_further(&self, doing: &mut Performing<'_>, step: Decision) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.take_back(transaction.as_mut()).await?;
        let invoice = transaction.invoice(doing.act.organization, doing.act.invoice).await?;
        let mut invoice = invoice.ok_or_else(|| Failure::from(OperationError::NotFound("invoice")))?;
        if invoice.status == InvoiceStatus::MiseEnPaiement {
            // What was paid stays paid while its statuses are put in order.
            invoice.status = step.status();
        } else {
            self.stands_at(&mut invoice, step.status());
            transaction.update_invoice(&mut invoice).await?;
        }
        super::prepare::tell(transaction.as_mut(), &invoice).await?;
        transaction.commit().await?;
        doing.announced = false;
        doing.invoice = invoice;
        Ok(())
    }
}
