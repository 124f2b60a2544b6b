//! The desk of drafts: those of everybody whom one may see, each with the one thing that it lacks.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    Direction, Environment, Field, FieldNote, InvoiceId, InvoiceStatus, Notes, Permission, Severity,
    StructureId,
};
use jobs::Kind as _;
use storage::{Draft, Invoice, InvoiceFilter, InvoiceRow, Snapshot, Structure, StructureSummary};

use super::Issuing;
use super::decide_difference::differences;
use super::drop_file::WaitingFiles;
use super::identify::issuers;
use super::keeper::{Keeper, keepers_of, named};
use super::notes::{check_context, notes_of};
use super::planned::planned_for;
use super::read_document::OwnReading;
use super::recognise::Recognise;
use crate::directory::known_recipient;
use crate::ground::delta;
use crate::{Actor, RecipientCard, Result};

/// Most drafts that are shown, and that are submitted as one.
pub const MOST_DRAFTS: u32 = 200;

/// What a draft waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readiness {
    /// Nothing: it can be sent once it was looked at.
    Ready,
    /// A person: something is missing or wrong.
    Incomplete,
    /// A person: what was read and what stands in the form differ.
    ToDecide,
    /// Chorus Pro, which reads the PDF.
    Reading,
}

/// What is said of a draft in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A note of its checks.
    Note(FieldNote),
    /// A field in which what was read and what stands in the form differ.
    Difference(Field),
}

/// A draft on the desk.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftCard {
    /// The draft as lists see it.
    pub invoice: Invoice,
    /// What it waits for.
    pub readiness: Readiness,
    /// The first thing to correct or to decide or, where nothing is, the first that is worth a look.
    pub lack: Option<Lack>,
    /// How many more there are of the same kind.
    pub more: usize,
    /// Who works on it.
    pub keeper: Option<Keeper>,
}

/// What a person has just sent, and can still take back.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaving {
    /// The invoices, first ones first.
    pub invoices: Vec<Invoice>,
    /// Until when all of them can be taken back.
    pub until: DateTime<Utc>,
}

/// The desk of drafts.
#[derive(Clone, Debug)]
pub struct DraftDesk {
    /// The drafts, latest first.
    pub drafts: Vec<DraftCard>,
    /// How many there are, those included that are not shown.
    pub count: u64,
    /// Files whose structure is not known.
    pub waiting: Vec<WaitingFiles>,
    /// What the person has just sent.
    pub leaving: Option<Leaving>,
    /// What waits for the moment for which it was planned, the first one first.
    pub planned: Vec<(DateTime<Utc>, InvoiceRow)>,
    /// The structures within reach, by name.
    pub structures: Arc<[StructureSummary]>,
    /// Those that the person may deposit for.
    pub issuers: Vec<StructureId>,
    /// When all this was read: a page listens for what changed since.
    pub read_at: DateTime<Utc>,
}

impl Issuing {
    /// The drafts within reach, what waits for a structure, and what has just been sent.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn draft_desk(&self, actor: &Actor) -> Result<DraftDesk> {
        actor.require(Permission::Deposit)?;
        let read_at = self.ground.now();
        let waiting = self.waiting_files(actor).await?;
        let leaving = self.leaving(actor).await?;
        let planned = self.planned(actor).await?;
        let mut read = self.ground.read().await?;
        let structures = self.ground.within_reach(actor, read.as_mut()).await?;
        let (mut ids, mut count) = (Vec::new(), 0);
        for status in [InvoiceStatus::Draft, InvoiceStatus::Refused] {
            let (some, all) = drafts_within(actor, read.as_mut(), status).await?;
            count += all;
            ids.extend(some);
        }
        let mut drafts = read.drafts(actor.organization, &ids).await?;
        drafts.sort_by_key(|(invoice, _)| std::cmp::Reverse((invoice.created_at, invoice.id)));
        drafts.truncate(MOST_DRAFTS as usize);
        let mut desk = Judge { issuing: self, structures: &structures, recipients: HashMap::new() };
        let invoices: Vec<&Invoice> = drafts.iter().map(|(invoice, _)| invoice).collect();
        let keepers = keepers_of(read.as_mut(), actor.organization, &invoices).await?;
        let names = named(read.as_mut(), actor, &keepers).await?;
        let mut cards = Vec::with_capacity(drafts.len());
        for (invoice, draft) in drafts {
            let keeper = keepers.get(&invoice.id).and_then(|user| names.get(user)).cloned();
            let card = desk.card(read.as_mut(), invoice, &draft).await?;
            cards.extend(card.map(|card| DraftCard { keeper, ..card }));
        }
        let issuers = issuers(actor, &structures).iter().map(|structure| structure.id).collect();
        Ok(DraftDesk { drafts: cards, count, waiting, leaving, planned, structures, issuers, read_at })
    }

    /// The draft to go on with after one was submitted: of the person's own, the one that was begun before it, or else the
    /// latest.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn next_draft(&self, actor: &Actor, after: InvoiceId) -> Result<Option<InvoiceId>> {
        actor.require(Permission::Deposit)?;
        let mut read = self.ground.read().await?;
        let Some(sent) = read.invoice(actor.organization, after).await? else { return Ok(None) };
        let ids = drafts_within(actor, read.as_mut(), InvoiceStatus::Draft).await?.0;
        let drafts = read.drafts(actor.organization, &ids).await?;
        let drafts: Vec<&Invoice> = drafts.iter().map(|(invoice, _)| invoice).collect();
        let keepers = keepers_of(read.as_mut(), actor.organization, &drafts).await?;
        let own = drafts.iter().filter(|invoice| keepers.get(&invoice.id) == Some(&actor.user));
        let mut own: Vec<_> = own.map(|invoice| (invoice.created_at, invoice.id)).collect();
        own.sort_unstable();
        let before = own.iter().rev().find(|draft| **draft < (sent.created_at, sent.id));
        Ok(before.or(own.last()).map(|(_, id)| *id))
    }

    /// What a person has just sent and can still take back.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn leaving(&self, actor: &Actor) -> Result<Option<Leaving>> {
        actor.require(Permission::Deposit)?;
        let undo = delta(self.ground.settings().undo);
        let since = self.ground.now() - undo;
        let mut read = self.ground.read().await?;
        let mut sent = read.submitted_since(actor.organization, actor.user, since).await?;
        // What was planned for later does not leave now.
        sent.retain(|(invoice, _)| planned_for(&invoice.status, invoice.status_reason.as_ref()).is_none());
        let until = sent.iter().filter_map(|(_, draft)| draft.submitted_at).min().map(|first| first + undo);
        let reached = |(invoice, _): (Invoice, Draft)| actor.reach(Some(invoice)).ok();
        let invoices: Vec<Invoice> = sent.into_iter().filter_map(reached).collect();
        Ok(until.filter(|_| !invoices.is_empty()).map(|until| Leaving { invoices, until }))
    }
}

/// The latest invoices of a status within reach, and how many there are.
async fn drafts_within(
    actor: &Actor,
    read: &mut dyn Snapshot,
    status: InvoiceStatus,
) -> Result<(Vec<InvoiceId>, u64)> {
    let filter = InvoiceFilter {
        status: Some(status),
        per_page: MOST_DRAFTS,
        ..InvoiceFilter::new(Direction::Issued, actor.scope.clone())
    };
    let page = read.invoice_page(actor.organization, &filter).await?;
    Ok((page.rows.iter().map(|row| row.id).collect(), page.totals.count))
}

/// Tells of one draft after the other what it waits for; recipients are read once.
struct Judge<'d> {
    issuing: &'d Issuing,
    structures: &'d [StructureSummary],
    recipients: HashMap<(Environment, String), Option<RecipientCard>>,
}

impl<'d> Judge<'d> {
    /// None where the structure of a draft is out of reach by now.
    async fn card(
        &mut self,
        read: &mut dyn Snapshot,
        invoice: Invoice,
        draft: &Draft,
    ) -> Result<Option<DraftCard>> {
        let Some(structure) = self.structure(invoice.structure) else { return Ok(None) };
        let siret = &draft.form.recipient_siret;
        let recipient = self.recipient(read, &invoice, structure.environment, siret).await?;
        let context = check_context(&self.issuing.ground, structure, recipient.as_ref());
        let notes = notes_of(read, &invoice, draft, structure, &context).await?;
        let reading = OwnReading::kept(&draft.own_reading);
        let is_read = if notes.refuse() && draft.recognised.is_null() {
            let subject = invoice.id.to_string();
            let job = read.job_about(invoice.organization, Recognise::NAME, &subject).await?;
            job.is_none_or(|job| !job.state.is_open())
        } else {
            true
        };
        let differences = differences(draft, &reading, context.today);
        let (readiness, lack, more) = match (notes.refuse(), is_read, differences.first()) {
            (true, false, _) => (Readiness::Reading, None, 0),
            (false, _, Some(first)) => {
                (Readiness::ToDecide, Some(Lack::Difference(first.field)), differences.len() - 1)
            }
            (refused, ..) => {
                let readiness = if refused { Readiness::Incomplete } else { Readiness::Ready };
                let (note, more) = first(&notes, refused);
                (readiness, note.map(Lack::Note), more)
            }
        };
        Ok(Some(DraftCard { invoice, readiness, lack, more, keeper: None }))
    }

    fn structure(&self, id: StructureId) -> Option<&'d Structure> {
        let found = self.structures.iter().find(|summary| summary.structure.id == id);
        found.map(|summary| &summary.structure)
    }

    async fn recipient(
        &mut self,
        read: &mut dyn Snapshot,
        invoice: &Invoice,
        environment: Environment,
        siret: &str,
    ) -> Result<Option<RecipientCard>> {
        let key = (environment, siret.to_owned());
        if let Some(known) = self.recipients.get(&key) {
            return Ok(known.clone());
        }
        let known = known_recipient(read, invoice.organization, environment, siret).await?;
        self.recipients.insert(key, known.clone());
        Ok(known)
    }
}

/// The first error, or else the first warning, and how many more there are.
fn first(notes: &Notes, refused: bool) -> (Option<FieldNote>, usize) {
    let wanted = if refused { Severity::Error } else { Severity::Warning };
    let mut of_weight = notes.iter().filter(|note| note.severity == wanted);
    (of_weight.next().cloned(), of_weight.count())
}
