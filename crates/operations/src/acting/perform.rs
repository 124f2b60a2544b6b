//! The job that tells Chorus Pro of an act: once, and never lost.
//!
//! The call is announced durably before it leaves; a job found announced first reads the history of the invoice. Where the
//! invoice has moved on since the act was confirmed, nothing is sent again, whoever did it.

use async_trait::async_trait;
use chorus_pro::{Client, Error, RetryAdvice};
use documents::DocumentStore;
use domain::{ActId, ActKind, ActState, CheckedAct, InvoiceStatus, Reason};
use jobs::{Failure, Kind, Priority, Settled, Work};
use storage::{Act, Attachment, Invoice, StructureOverview, Transaction};

use super::calls::{self, Answered};
use super::prepare::tell;
use super::wing::{check, require_called_for};
use crate::OperationError;
use crate::access::{Clients, Connected, Use, reason_of};
use crate::directory::{Directory, known_recipient};
use crate::ground::Ground;
use crate::issuing::{Ending, Giving, Step};
use crate::tracking::{Follow, has_moved_on};

/// Tells Chorus Pro of an act.
pub struct Perform {
    giving: Giving,
    clients: Clients,
}

/// What the steps work with.
struct Performing<'w> {
    work: &'w Work,
    overview: StructureOverview,
    invoice: Invoice,
    chorus_id: i64,
    act: Act,
    /// Whether the call may have left.
    announced: bool,
}

/// A step that went on or ended the job.
type Went<T> = Result<Result<T, Step>, Failure>;

impl Perform {
    pub(crate) const fn new(
        ground: Ground,
        documents: DocumentStore,
        directory: Directory,
        clients: Clients,
    ) -> Self {
        Self { giving: Giving { ground, documents, directory }, clients }
    }

    const fn ground(&self) -> &Ground {
        &self.giving.ground
    }

    async fn load<'w>(&self, work: &'w Work) -> Went<Performing<'w>> {
        let gone = || Ok(Err(Step::Refused(Reason::InvoiceGone)));
        let id: ActId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return gone() };
        let mut read = self.ground().read().await.map_err(Failure::from)?;
        let Some(act) = read.act(organization, id).await? else { return gone() };
        let Some(invoice) = read.invoice(organization, act.invoice).await? else { return gone() };
        let Some(overview) = read.structure(organization, invoice.structure).await? else { return gone() };
        let Some(chorus_id) = invoice.chorus_id else { return gone() };
        let announced = work.job().announced_at.is_some();
        Ok(Ok(Performing { work, overview, invoice, chorus_id, act, announced }))
    }

    async fn steps(&self, doing: &mut Performing<'_>) -> Went<Settled> {
        if doing.act.state == ActState::Done {
            return Ok(Err(Step::Done(Reason::NotNeeded)));
        }
        let connected = match doing.work.call(self.clients.connect(&doing.overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return Ok(Err(Step::later(reason))),
            Err(other) => return Err(other.into()),
        };
        let went = self.connected_steps(doing, &connected).await?;
        if let Err(step) = &went {
            step.learn(&self.clients, &connected.access, doing.overview.structure.id).await?;
        }
        Ok(went)
    }

    async fn connected_steps(&self, doing: &mut Performing<'_>, connected: &Connected) -> Went<Settled> {
        let client = &connected.client;
        if doing.announced {
            match self.is_done(doing, client).await? {
                Ok(true) => return self.keep_done(doing, Answered::default(), true).await.map(Ok),
                Ok(false) => self.take_back(doing).await?,
                Err(error) => return Ok(Err(Step::still_unknown(&error))),
            }
        }
        // Only now: what may have arrived was looked for, wherever the invoice is said to stand by now.
        if require_called_for(&doing.invoice, doing.act.kind).is_err() {
            return Ok(Err(Step::Refused(Reason::ActNotCalledFor)));
        }
        let checked = {
            let mut read = self.ground().read().await.map_err(Failure::from)?;
            check(self.ground(), read.as_mut(), &doing.invoice, &doing.act).await?.0
        };
        let Some(checked) = checked else { return Ok(Err(Step::Refused(Reason::DraftIncomplete))) };
        match self.giving.give_attachments(doing.work, client, &doing.invoice, Some(doing.act.id)).await? {
            Ok(attachments) => self.tell(doing, client, &checked, &attachments).await,
            Err(step) => Ok(Err(step)),
        }
    }

    async fn tell(
        &self,
        doing: &mut Performing<'_>,
        client: &Client,
        checked: &CheckedAct,
        attachments: &[Attachment],
    ) -> Went<Settled> {
        self.announce(doing).await?;
        // A call that is given up in the middle stays announced: its outcome is unknown.
        let call = calls::tell(client, doing.chorus_id, checked, attachments);
        match Box::pin(doing.work.call(call)).await {
            Ok(Ok(answered)) => self.keep_done(doing, answered, false).await.map(Ok),
            Ok(Err(error)) => self.failed(doing, client, error).await,
            Err(Failure::TooLong) => Ok(Err(Step::Unknown(Reason::ChorusProSilent))),
            Err(failure) => Err(failure),
        }
    }

    async fn failed(&self, doing: &mut Performing<'_>, client: &Client, error: Error) -> Went<Settled> {
        tracing::warn!(act = %doing.act.id, %error, "act not confirmed");
        match error.retry_advice() {
            RetryAdvice::AfterChecking => Ok(Err(Step::Unknown(reason_of(&error)))),
            // Refused because it is not called for: an earlier try may have arrived late, or somebody was faster.
            RetryAdvice::Never if matches!(error, Error::Functional { .. }) => {
                let done = self.is_done(doing, client).await?;
                if doing.work.job().tries > 1 && matches!(done, Ok(true)) {
                    return self.keep_done(doing, Answered::default(), true).await.map(Ok);
                }
                match done {
                    // The earlier try may be what this one was refused for.
                    Err(search) if doing.work.job().tries > 1 => Ok(Err(Step::still_unknown(&search))),
                    Ok(true) => {
                        self.take_back(doing).await?;
                        Ok(Err(Step::Refused(Reason::ActNotCalledFor)))
                    }
                    Ok(false) | Err(_) => {
                        self.take_back(doing).await?;
                        Ok(Err(Step::of(&error)))
                    }
                }
            }
            _ => {
                self.take_back(doing).await?;
                Ok(Err(Step::of(&error)))
            }
        }
    }

    /// Whether the invoice has moved on since the act was confirmed. What moves nothing may be told again.
    async fn is_done(&self, doing: &Performing<'_>, client: &Client) -> Result<Result<bool, Error>, Failure> {
        if !doing.act.kind.moves_on() {
            return Ok(Ok(false));
        }
        let since = doing.act.called_at.unwrap_or(doing.act.created_at);
        let from = |status: &InvoiceStatus| ActKind::called_for(status) == Some(doing.act.kind);
        has_moved_on(doing.work, client, doing.chorus_id, from, since).await
    }

    /// Makes durable that the call is about to leave.
    async fn announce(&self, doing: &mut Performing<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.announce(transaction.as_mut()).await?;
        let act = transaction.act(doing.act.organization, doing.act.id).await?;
        let mut act = act.ok_or(OperationError::NotFound("act"))?;
        act.state = ActState::Sending;
        act.updated_at = self.ground().now();
        transaction.update_act(&mut act).await?;
        tell(transaction.as_mut(), &doing.invoice).await?;
        transaction.commit().await?;
        doing.announced = true;
        doing.act = act;
        Ok(())
    }

    async fn take_back(&self, doing: &mut Performing<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.take_back(transaction.as_mut()).await?;
        transaction.commit().await?;
        doing.announced = false;
        Ok(())
    }

    async fn begin(&self, doing: &Performing<'_>) -> Result<Box<dyn Transaction>, Failure> {
        self.ground().write(doing.act.organization).await.map_err(Failure::from)
    }

    /// Writes that Chorus Pro has done it, in one transaction with the end of the job.
    async fn keep_done(
        &self,
        doing: &mut Performing<'_>,
        answered: Answered,
        found: bool,
    ) -> Result<Settled, Failure> {
        let (ground, now) = (self.ground(), self.ground().now());
        let (organization, id) = (doing.act.organization, doing.act.id);
        let step = Step::Done(if found { Reason::ActFoundDone } else { Reason::ActDone });
        let mut transaction = self.begin(doing).await?;
        let ending = Ending::new(ground, doing.work, &step);
        let settled = doing.work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let absent = || Failure::from(OperationError::NotFound("act"));
        let mut act = transaction.act(organization, id).await?.ok_or_else(absent)?;
        let invoice = transaction.invoice(organization, act.invoice).await?;
        let mut invoice = invoice.ok_or_else(absent)?;
        act.state = ActState::Done;
        act.reason = Some(step.reason().clone());
        act.updated_at = now;
        act.ended_at = Some(now);
        transaction.update_act(&mut act).await?;
        self.learn(transaction.as_mut(), doing, &act, &mut invoice, answered, found).await?;
        let mut event = ground.event(&invoice, event_code(act.kind), Some(&act.author_name));
        event.comment = said(&act);
        event.reason = found.then_some(Reason::ActFoundDone);
        transaction.insert_event(&event).await?;
        let lane = &doing.work.job().new.lane;
        let mut follow = ground.queue().job::<Follow>(Some(organization), invoice.id, lane, &());
        follow.family = invoice.structure.to_string();
        follow.priority = Priority::Urgent;
        transaction.enqueue(&follow).await?;
        let entry = ground.entry(Some(organization), None, "act.done", invoice.id, act.kind.code());
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &invoice).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// What is known of the invoice by what was done. Of what was found done, its history tells.
    async fn learn(
        &self,
        transaction: &mut dyn Transaction,
        doing: &Performing<'_>,
        act: &Act,
        invoice: &mut Invoice,
        answered: Answered,
        found: bool,
    ) -> Result<(), Failure> {
        let now = self.ground().now();
        if act.kind == ActKind::AcknowledgeRejection {
            transaction.treat_rejection(invoice.organization, invoice.id, now).await?;
            return Ok(());
        }
        let checked = check(self.ground(), transaction, &doing.invoice, act).await?.0;
        let Some(CheckedAct::Recycle { routing, .. }) = checked.filter(|_| !found) else { return Ok(()) };
        let siret = routing.recipient.as_str().to_owned();
        let environment = doing.overview.structure.environment;
        let card = known_recipient(transaction, invoice.organization, environment, &siret).await?;
        if siret != invoice.partner_siret {
            invoice.partner_name = card.map(|card| card.entry.name).unwrap_or_default();
        }
        invoice.partner_siret = siret;
        invoice.service_code = routing.service_code;
        invoice.engagement = routing.engagement;
        if let Some(status) = answered.status {
            invoice.status = status;
            invoice.status_at = now;
            invoice.status_reason = None;
            invoice.status_comment = None;
            invoice.arrived_at = None;
        }
        invoice.updated_at = now;
        transaction.update_invoice(invoice).await?;
        Ok(())
    }

    /// Writes how a try ended that did not end well.
    async fn keep(&self, work: &Work, step: &Step, announced: bool) -> Result<Settled, Failure> {
        let ground = self.ground();
        let ending = Ending::new(ground, work, step);
        let Some(organization) = work.job().new.organization else { return work.end(ending.end).await };
        let mut transaction = ground.write(organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), ending.end).await?;
        transaction.insert_attempt(&ending.attempt()).await?;
        let id: ActId = work.subject()?;
        if let Some(mut act) = transaction.act(organization, id).await?.filter(|act| act.ended_at.is_none()) {
            act.state = match step {
                Step::Done(_) => act.state,
                Step::Refused(_) => ActState::Refused,
                Step::Unknown(_) => ActState::Unconfirmed,
                Step::Later { .. } if announced => ActState::Unconfirmed,
                Step::Later { .. } => ActState::Queued,
            };
            act.reason = Some(step.reason().clone());
            act.updated_at = ground.now();
            transaction.update_act(&mut act).await?;
            if let Some(invoice) = transaction.invoice(organization, act.invoice).await? {
                if act.state == ActState::Refused {
                    let mut event = ground.event(&invoice, "ACT_REFUSED", Some(&act.author_name));
                    event.reason = Some(step.reason().clone());
                    transaction.insert_event(&event).await?;
                }
                tell(transaction.as_mut(), &invoice).await?;
            }
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

/// What was written with an act.
fn said(act: &Act) -> Option<String> {
    let comment = act.values.get(domain::CompleteField::Comment).trim();
    (!comment.is_empty()).then(|| comment.to_owned())
}

/// How what was done stands in the history of the invoice.
const fn event_code(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Complete => "COMPLETED",
        ActKind::Recycle => "RECYCLED",
        ActKind::CorrectValidator => "VALIDATOR_CORRECTED",
        ActKind::AcknowledgeRejection => "REJECTION_TREATED",
    }
}

#[async_trait]
impl Kind for Perform {
    const NAME: &'static str = "act";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let mut announced = work.job().announced_at.is_some();
        let went = match self.load(work).await? {
            Ok(mut doing) => {
                let went = self.steps(&mut doing).await;
                announced = doing.announced;
                went
            }
            Err(step) => Ok(Err(step)),
        };
        match Step::after(work, went, announced)? {
            Ok(settled) => Ok(settled),
            Err(step) => self.keep(work, &step, announced).await,
        }
    }
}
