//! The frame of the job that tells Chorus Pro of an act: what is announced, taken back and written at its end.

use documents::DocumentStore;
use domain::{
    ActId, ActKind, ActState, CheckedAct, Decision, DecisionField, InvoiceStatus, Reason, paris_day,
    parse_day,
};
use jobs::{Failure, Priority, Settled, Work};
use storage::{Act, Invoice, Reception, StructureOverview, Transaction};

use super::calls::Answered;
use super::prepare::tell;
use super::wing::check;
use crate::OperationError;
use crate::access::Clients;
use crate::directory::{Directory, known_recipient};
use crate::ground::Ground;
use crate::issuing::{Ending, Giving, Step};
use crate::tracking::Follow;

/// Tells Chorus Pro of an act.
pub struct Perform {
    pub(super) giving: Giving,
    pub(super) clients: Clients,
}

/// What the steps work with.
pub(super) struct Performing<'w> {
    pub(super) work: &'w Work,
    pub(super) overview: StructureOverview,
    pub(super) invoice: Invoice,
    pub(super) chorus_id: i64,
    pub(super) act: Act,
    /// Whether the call may have left.
    pub(super) announced: bool,
}

/// A step that went on or ended the job.
pub(super) type Went<T> = Result<Result<T, Step>, Failure>;

impl Perform {
    pub(crate) const fn new(
        ground: Ground,
        documents: DocumentStore,
        directory: Directory,
        clients: Clients,
    ) -> Self {
        Self { giving: Giving { ground, documents, directory }, clients }
    }

    pub(super) const fn ground(&self) -> &Ground {
        &self.giving.ground
    }

    /// Makes durable that the call is about to leave.
    pub(super) async fn announce(&self, doing: &mut Performing<'_>) -> Result<(), Failure> {
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

    pub(super) async fn take_back(&self, doing: &mut Performing<'_>) -> Result<(), Failure> {
        let mut transaction = self.begin(doing).await?;
        doing.work.take_back(transaction.as_mut()).await?;
        transaction.commit().await?;
        doing.announced = false;
        Ok(())
    }

    pub(super) async fn begin(&self, doing: &Performing<'_>) -> Result<Box<dyn Transaction>, Failure> {
        self.ground().write(doing.act.organization).await.map_err(Failure::from)
    }

    /// Writes that Chorus Pro has done it, in one transaction with the end of the job.
    pub(super) async fn keep_done(
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
        self.follow(transaction.as_mut(), doing.work, &invoice).await?;
        let entry = ground.entry(Some(organization), None, "act.done", invoice.id, act.kind.code());
        transaction.journal(&entry).await?;
        tell(transaction.as_mut(), &invoice).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    /// Has the history of an invoice read.
    async fn follow(
        &self,
        transaction: &mut dyn Transaction,
        work: &Work,
        invoice: &Invoice,
    ) -> Result<(), Failure> {
        let lane = &work.job().new.lane;
        let queue = self.ground().queue();
        let mut follow = queue.job::<Follow>(Some(invoice.organization), invoice.id, lane, &());
        follow.family = invoice.structure.to_string();
        follow.priority = Priority::Urgent;
        transaction.enqueue(&follow).await?;
        Ok(())
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
        if act.kind == ActKind::Decide {
            return self.learn_decision(transaction, act, invoice, answered).await;
        }
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
            self.stands_at(invoice, status);
            invoice.arrived_at = None;
        }
        invoice.updated_at = now;
        transaction.update_invoice(invoice).await?;
        Ok(())
    }

    /// What is known by a decision: where the invoice stands, and since when the work was done.
    async fn learn_decision(
        &self,
        transaction: &mut dyn Transaction,
        act: &Act,
        invoice: &mut Invoice,
        answered: Answered,
    ) -> Result<(), Failure> {
        let today = paris_day(self.ground().now());
        let day = parse_day(act.values.get(DecisionField::ServiceDay), today);
        let decided = Decision::from_code(act.values.get(DecisionField::Decision));
        if let Some(day) = day.filter(|_| decided.is_some_and(|decision| !decision.goes_back())) {
            let reception = transaction.reception(invoice.organization, invoice.id).await?;
            let mut reception = reception.unwrap_or_else(|| Reception::of(invoice, self.ground().now()));
            reception.service_day = Some(day);
            transaction.put_reception(&reception).await?;
        }
        // What had that status before has it since then: its history was put in order.
        if let Some(status) = answered.status.filter(|status| *status != invoice.status) {
            self.stands_at(invoice, status);
            invoice.status_comment = said(act);
            transaction.update_invoice(invoice).await?;
        }
        Ok(())
    }

    /// Where an invoice stands from now on, until its history tells more.
    pub(super) fn stands_at(&self, invoice: &mut Invoice, status: InvoiceStatus) {
        let now = self.ground().now();
        invoice.status = status;
        invoice.status_at = now;
        invoice.status_reason = None;
        invoice.status_comment = None;
        invoice.updated_at = now;
    }

    /// Writes how a try ended that did not end well.
    pub(super) async fn keep(&self, work: &Work, step: &Step, announced: bool) -> Result<Settled, Failure> {
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
                    let mut event = ground.event(&invoice, refused_code(act.kind), Some(&act.author_name));
                    event.reason = Some(step.reason().clone());
                    transaction.insert_event(&event).await?;
                    // Somebody may have moved it: where it stands is asked for at once.
                    self.follow(transaction.as_mut(), work, &invoice).await?;
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
    let field = match act.kind {
        ActKind::Decide => act.values.get(DecisionField::Motif),
        _ => act.values.get(domain::CompleteField::Comment),
    };
    let text = field.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// How it stands there that it was refused.
const fn refused_code(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Decide => "DECISION_REFUSED",
        _ => "ACT_REFUSED",
    }
}

/// How what was done stands in the history of the invoice.
const fn event_code(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Complete => "COMPLETED",
        ActKind::Recycle => "RECYCLED",
        ActKind::CorrectValidator => "VALIDATOR_CORRECTED",
        ActKind::AcknowledgeRejection => "REJECTION_TREATED",
        ActKind::Decide => "DECIDED",
    }
}
