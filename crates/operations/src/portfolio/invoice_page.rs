//! Everything the page of an invoice shows, read once.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::{
    ActId, ActKind, ActState, ClockSpan, Closed, Decision, Direction, DocumentWay, FlowId, InvoiceId,
    InvoiceStatus, NoDelay, PaymentDelay, PaymentForecast, Permission, Reason, StatusDisorder,
    status_disorder, was_interrupted,
};
use storage::{
    Act, Attachment, Attempt, Document, Draft, Event, Invoice, Job, JobState, Reception, ReceptionTerms,
    Snapshot, StructureOverview,
};

use super::Portfolio;
use super::absent_files::{Files, files_of, is_given_first, is_opened_first};
use super::delay::{delay_of_history, forecast};
use super::payers::{Payer, payer};
use crate::access::{Use, choose};
use crate::ground::told_statuses;
use crate::{Actor, OperationError, Result};

/// Name of the job that sends an invoice, as the queue stores it (`issuing` runs it).
const SUBMISSION: &str = "submit";

/// Name of the job that tells Chorus Pro of an act (`acting` runs it).
const ACT: &str = "act";

/// What is done to an invoice that came back, and how far it is.
#[derive(Clone, Debug)]
pub struct CurrentAct {
    /// What.
    pub act: Act,
    /// Its job, once it was confirmed.
    pub submission: Option<Submission>,
    /// Until when it can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
}

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
    /// `empreinteCertificatDepot`: Chorus Pro's own mark of the deposit.
    pub deposit_imprint: Option<String>,
    /// The copy that Chorus Pro was given in the place of the document, its data taken out.
    pub plain_copy: Option<Document>,
    /// The flow as which its draft left, or of whose refused invoice it was made.
    pub flow: Option<FlowId>,
    /// The XML of which it was made.
    pub source: Option<Document>,
    /// Its structure and accesses.
    pub structure: StructureOverview,
    /// What is being done to it, where it came back: prepared, on its way, or refused.
    pub act: Option<CurrentAct>,
    /// Whether somebody has dealt with its rejection.
    pub rejection_treated: bool,
    /// Who pays it.
    pub payer: Payer,
    /// What its delay depends on besides, of a received invoice.
    pub terms: ReceptionTerms,
    /// Where the days of its delay went.
    pub spans: Vec<ClockSpan>,
    /// When its mise en paiement is to be expected.
    pub forecast: Option<PaymentForecast>,
    /// Where its files are.
    pub files: Files,
    /// Its PIVOT (XML), as Chorus Pro gave it.
    pub pivot: Option<Document>,
    /// What is wrong with the order of its statuses.
    pub disorder: Option<StatusDisorder>,
    /// What only a received invoice has.
    pub reception: Option<Reception>,
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
    /// The tries to send it or to tell what was done to it, without those to have its PDF read.
    pub fn sendings(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.kind == SUBMISSION || attempt.kind == ACT)
    }

    /// Whether its being opened is to be noted: files are asked for or were given to nobody before, or nobody has opened it.
    #[must_use]
    pub fn opening_counts(&self) -> bool {
        matches!(self.files, Files::Elsewhere | Files::NotFetched(_))
            || is_given_first(&self.invoice, self.reception.as_ref())
            || is_opened_first(self.reception.as_ref())
    }

    /// What the invoice calls for, of who issues it.
    #[must_use]
    pub fn called_for(&self) -> Option<ActKind> {
        let invoice = &self.invoice;
        let known = invoice.direction == Direction::Issued && invoice.chorus_id.is_some();
        let kind = ActKind::called_for(&invoice.status).filter(|_| known)?;
        (kind.moves_on() || !self.rejection_treated).then_some(kind)
    }

    /// What its recipient may decide: the calls that each decision takes, or why it is not open. Empty for an issued invoice,
    /// and for one that Chorus Pro has not told of.
    #[must_use]
    pub fn decisions(&self) -> Vec<(Decision, std::result::Result<Vec<Decision>, Closed>)> {
        let invoice = &self.invoice;
        if invoice.direction != Direction::Received || invoice.chorus_id.is_none() {
            return Vec::new();
        }
        let interrupted = was_interrupted(&self.spans);
        let open = |decision: Decision| (decision, decision.open(&invoice.status, interrupted));
        Decision::ALL.iter().map(|decision| open(*decision)).collect()
    }

    /// Whether it was received.
    #[must_use]
    pub fn is_received(&self) -> bool {
        self.invoice.direction == Direction::Received
    }

    /// The decision that puts its statuses in order again; none where they are, or nothing that Chorus Pro takes does.
    #[must_use]
    pub fn mended_by(&self) -> Option<Decision> {
        let known = self.is_received() && self.invoice.chorus_id.is_some();
        self.disorder.as_ref().filter(|_| known).and_then(StatusDisorder::mended_by)
    }

    /// Why nothing leaves until somebody has mended and tested an access; none when something may leave.
    #[must_use]
    pub fn held_back(&self) -> Option<Reason> {
        choose(&self.structure, Use::of(self.invoice.direction)).err()
    }

    /// The delay within which it is to be paid.
    ///
    /// # Errors
    /// When no delay runs, and why.
    pub fn delay(&self) -> std::result::Result<PaymentDelay, NoDelay> {
        delay_of_history(&self.invoice, &self.events, self.payer.category(), self.terms)
    }

    /// When the submission is tried again by itself; none when it is not.
    #[must_use]
    pub fn next_try(&self) -> Option<DateTime<Utc>> {
        let act = self.act.as_ref().and_then(|current| current.submission.as_ref());
        let waiting = [self.submission.as_ref(), act].into_iter().flatten();
        let mut waiting = waiting.filter(|submission| submission.waiting && submission.tries > 0);
        let waiting = waiting.next();
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
        let may_undo = invoice.status == InvoiceStatus::Queued;
        let undo_until = way_back(submission.as_ref().filter(|_| may_undo), read_at);
        let structure = read.structure(organization, invoice.structure).await?;
        let acts = read.acts_of(organization, id).await?;
        let mut attempts = read.attempts(organization, &subject).await?;
        for act in &acts {
            attempts.extend(read.attempts(organization, &act.id.to_string()).await?);
        }
        attempts.sort_by_key(|attempt| Reverse(attempt.at));
        let pivot = read.pivots_of(organization, &[id]).await?.remove(&id);
        let files = files_of(read.as_mut(), &invoice, pivot.as_ref(), &attempts).await?;
        let reception = read.reception(organization, id).await?;
        let left = |id: &ActId| acts.iter().any(|act| act.id == *id && !act.state.is_unsent());
        let mut attachments = read.attachments(organization, id).await?;
        attachments.retain(|attachment| attachment.act.as_ref().is_none_or(left));
        let events = read.events(organization, id).await?;
        let rejection_treated = events.iter().any(|event| TREATED.contains(&event.code.as_str()));
        let act = match current_act(&invoice, acts) {
            Some(act) => {
                let job = read.job_about(organization, ACT, &act.id.to_string()).await?;
                let submission = job.map(Submission::from);
                let queued = submission.as_ref().filter(|_| act.state == ActState::Queued);
                let undo_until = way_back(queued, read_at);
                Some(CurrentAct { act, submission, undo_until })
            }
            None => None,
        };
        let draft = read.draft(organization, id).await?;
        let structure = structure.ok_or(OperationError::NotFound("structure"))?;
        let plain_copy = plain_copy_of(read.as_mut(), &invoice, draft.as_ref()).await?;
        let flow = match draft.as_ref().and_then(|draft| draft.flow.or(draft.from_flow)) {
            // A flow is of a whole structure; one that was put aside leads nowhere.
            Some(flow) => {
                let flow = read.flow(organization, flow).await?;
                flow.filter(|flow| actor.reaches_whole(flow.structure)).map(|flow| flow.id)
            }
            None => None,
        };
        let payer = payer(read.as_mut(), &invoice, &structure.structure).await?;
        let terms = reception.as_ref().map(Reception::terms).unwrap_or_default();
        let spans = read.clock_spans(organization, id).await?;
        let delay = delay_of_history(&invoice, &events, payer.category(), terms);
        let forecast = forecast(read.as_mut(), &invoice, &structure.structure, &delay).await?;
        Ok(InvoiceView {
            submitted_at: draft.as_ref().and_then(|draft| draft.submitted_at),
            deposit_imprint: draft.as_ref().and_then(|draft| draft.deposit_imprint.clone()),
            source: draft.and_then(|draft| draft.source),
            plain_copy,
            flow,
            structure,
            act,
            rejection_treated,
            payer,
            terms,
            spans,
            forecast,
            files,
            pivot,
            disorder: status_disorder(told_statuses(&events)),
            reception,
            attachments,
            events,
            attempts,
            submission,
            undo_until,
            read_at,
            invoice,
        })
    }
}

/// The copy that leaves in the place of a document, where that was chosen.
pub(super) async fn plain_copy_of(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    draft: Option<&Draft>,
) -> Result<Option<Document>> {
    let chosen = draft.is_some_and(|draft| draft.way == Some(DocumentWay::PlainPdf));
    let Some(document) = invoice.document.as_ref().filter(|_| chosen) else { return Ok(None) };
    let copy = read.plain_copy(invoice.organization, &document.sha256).await?;
    let name = format!("{}-sans-xml.pdf", document.name.trim_end_matches(".pdf"));
    Ok(copy.map(|copy| Document { sha256: copy.sha256, name, bytes: copy.bytes }))
}

/// What says that a rejection has been dealt with: Chorus Pro, or what was done here.
const TREATED: [&str; 2] = ["TRAITEMENT_REJET", "REJECTION_TREATED"];

/// Until when what was confirmed can be taken back: until its first try.
fn way_back(submission: Option<&Submission>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let untried = submission.filter(|submission| submission.waiting && submission.tries == 0)?;
    Some(untried.not_before).filter(|until| *until > now)
}

/// What is on its way whatever the invoice says by now; else what was prepared for what it calls for.
fn current_act(invoice: &Invoice, acts: Vec<Act>) -> Option<Act> {
    let called = match invoice.direction {
        Direction::Issued => ActKind::called_for(&invoice.status),
        Direction::Received => Some(ActKind::Decide),
    };
    let (under_way, others): (Vec<Act>, Vec<Act>) =
        acts.into_iter().partition(|act| act.state.is_under_way());
    let prepared = others.into_iter().find(|act| act.ended_at.is_none() && Some(act.kind) == called);
    under_way.into_iter().next().or(prepared)
}
