//! Several invoices that a person has chosen in a list: what can be done with them, and doing it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{InvoiceId, Permission, Reason, StructureId};
use jobs::{Kind as _, Priority, key_of};
use storage::{Attachment, Document, Invoice, InvoiceRow, RowMarks, Snapshot, StructureOverview};

use super::Portfolio;
use crate::access::{Use, choose, lane_of};
use crate::ground::{EvidenceText, Packing};
use crate::tracking::Follow;
use crate::{Actor, OperationError, Result};

/// Most invoices that are chosen at once.
pub const MOST_CHOSEN: usize = 200;
/// Most bytes of the documents that leave in one archive.
pub const LARGEST_DOWNLOAD: u64 = 500_000_000;
/// What was confirmed so lately is not asked for again.
const FRESH: TimeDelta = TimeDelta::minutes(2);

/// Why Chorus Pro is not asked about an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// Chorus Pro does not have it.
    NotDeposited,
    /// It was asked a moment ago.
    Fresh,
    /// There is no way to it.
    NoWay(Reason),
}

/// One of the chosen invoices.
#[derive(Clone, Debug)]
pub struct ChosenInvoice {
    /// The invoice.
    pub invoice: Invoice,
    /// Its files: the document, then the attachments that go or went with it.
    pub files: Vec<Document>,
    /// Why Chorus Pro cannot be asked about it; none when it can.
    pub not_asked: Option<NotAsked>,
}

impl ChosenInvoice {
    /// As a line of the list.
    #[must_use]
    pub fn row(&self) -> InvoiceRow {
        let invoice = self.invoice.clone();
        InvoiceRow {
            id: invoice.id,
            structure: invoice.structure,
            status: invoice.status,
            status_at: invoice.status_at,
            status_reason: invoice.status_reason,
            status_comment: invoice.status_comment,
            number: invoice.number,
            kind: invoice.kind,
            date: invoice.date,
            partner_name: invoice.partner_name,
            partner_siret: invoice.partner_siret,
            service_code: invoice.service_code,
            engagement: invoice.engagement,
            currency: invoice.currency,
            gross_cents: invoice.gross_cents,
            arrived_at: invoice.arrived_at,
            marks: RowMarks::default(),
        }
    }

    /// Where its files are in an archive, by its place among the chosen ones: numbers may be alike.
    #[must_use]
    pub fn folder(&self, place: usize) -> String {
        let plain =
            |sign: char| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' };
        let number: String = self.invoice.number.chars().take(40).map(plain).collect();
        let number = if number.is_empty() { "sans-numero" } else { &number };
        format!("{:03}_{number}", place + 1)
    }
}

/// What a person has chosen.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The invoices, in the order in which they were chosen, each once.
    pub invoices: Vec<ChosenInvoice>,
    /// How many are not there or out of reach.
    pub gone: usize,
}

impl Chosen {
    /// The bytes of all their files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let files = self.invoices.iter().flat_map(|chosen| &chosen.files);
        files.map(|file| file.bytes.max(0).unsigned_abs()).fold(0, u64::saturating_add)
    }
}

/// What became of asking Chorus Pro.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Invoices that it is asked about.
    pub asked: usize,
    /// Those that it is not asked about.
    pub not_asked: usize,
}

impl Portfolio {
    /// The chosen invoices with what can be done with them; at most [`MOST_CHOSEN`]. Nothing is changed by it.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn chosen(&self, actor: &Actor, ids: &[InvoiceId]) -> Result<Chosen> {
        actor.require(Permission::Read)?;
        self.chosen_in(actor, self.ground.read().await?.as_mut(), ids).await
    }

    async fn chosen_in(&self, actor: &Actor, read: &mut dyn Snapshot, ids: &[InvoiceId]) -> Result<Chosen> {
        let ids = &ids[..ids.len().min(MOST_CHOSEN)];
        let organization = actor.organization;
        let mut known: HashMap<InvoiceId, Invoice> = HashMap::new();
        for invoice in read.invoices(organization, ids).await? {
            if let Ok(invoice) = actor.reach(Some(invoice)) {
                known.insert(invoice.id, invoice);
            }
        }
        let mut attached: HashMap<InvoiceId, Vec<Attachment>> = HashMap::new();
        for attachment in read.attachments_of(organization, ids).await? {
            attached.entry(attachment.invoice).or_default().push(attachment);
        }
        let mut structures: BTreeMap<StructureId, Option<StructureOverview>> = BTreeMap::new();
        let mut chosen = Chosen::default();
        for id in ids {
            let Some(invoice) = known.remove(id) else {
                // One that was named twice is there.
                let twice = chosen.invoices.iter().any(|other| other.invoice.id == *id);
                chosen.gone += usize::from(!twice);
                continue;
            };
            if let Entry::Vacant(unknown) = structures.entry(invoice.structure) {
                unknown.insert(read.structure(organization, invoice.structure).await?);
            }
            let overview = structures.get(&invoice.structure).and_then(Option::as_ref);
            let not_asked = may_be_asked(&invoice, overview, self.ground.now()).err();
            let attached = attached.remove(id).unwrap_or_default();
            // What is prepared for an answer is nobody's yet.
            let attached = attached.into_iter().filter(|attachment| attachment.act.is_none());
            let attached = attached.map(|attachment| attachment.document);
            let files = invoice.document.clone().into_iter().chain(attached).collect();
            chosen.invoices.push(ChosenInvoice { invoice, files, not_asked });
        }
        Ok(chosen)
    }

    /// Makes one archive of the files of chosen invoices, and writes down who took them away. `texts` are the
    /// interface's own.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when they are more than [`LARGEST_DOWNLOAD`] or none has a file; when a file cannot
    /// be read or written.
    pub async fn chosen_files(
        &self,
        actor: &Actor,
        chosen: &Chosen,
        texts: Vec<EvidenceText>,
    ) -> Result<File> {
        actor.require(Permission::Read)?;
        // What was shown is read by who may read it at this moment.
        let ids: Vec<InvoiceId> = chosen.invoices.iter().map(|chosen| chosen.invoice.id).collect();
        let chosen = self.chosen(actor, &ids).await?;
        if chosen.bytes() > LARGEST_DOWNLOAD {
            return Err(OperationError::Refused(Reason::TooLargeToDownload { most: LARGEST_DOWNLOAD }));
        }
        if chosen.invoices.iter().all(|chosen| chosen.files.is_empty()) {
            return Err(OperationError::Refused(Reason::NothingToDownload));
        }
        let mut packing = Packing::begin().await?;
        let sent = self.pack_chosen(&mut packing, &chosen, texts).await;
        let archive = packing.end().await?;
        sent?;
        let mut transaction = self.ground.write(actor.organization).await?;
        for chosen in chosen.invoices.iter().filter(|chosen| !chosen.files.is_empty()) {
            let invoice = &chosen.invoice;
            let entry = self.ground.act(actor, "invoice.download", invoice.id, &invoice.number);
            transaction.journal(&entry).await?;
        }
        transaction.commit().await?;
        Ok(archive)
    }

    async fn pack_chosen(
        &self,
        packing: &mut Packing<File>,
        chosen: &Chosen,
        texts: Vec<EvidenceText>,
    ) -> Result<()> {
        for EvidenceText { name, content } in texts {
            packing.bytes(&name, Bytes::from(content)).await?;
        }
        for (place, chosen) in chosen.invoices.iter().enumerate() {
            for file in &chosen.files {
                let name = format!("{}/{}", chosen.folder(place), file.name);
                packing.document(&self.documents, &name, file).await?;
            }
        }
        Ok(())
    }

    /// Writes down that chosen invoices left as a table.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn note_export(&self, actor: &Actor, chosen: &Chosen) -> Result<()> {
        actor.require(Permission::Read)?;
        let count = chosen.invoices.len().to_string();
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.journal(&self.ground.act(actor, "invoices.export", "chosen", count)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Has the histories of chosen invoices read anew, each by the job that follows it, at the pace of its access.
    ///
    /// # Errors
    /// When storage fails; nothing is asked then.
    pub async fn refresh_chosen(&self, actor: &Actor, ids: &[InvoiceId]) -> Result<Refreshed> {
        actor.require(Permission::Read)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let chosen = self.chosen_in(actor, transaction.as_mut(), ids).await?;
        let mut lanes: BTreeMap<StructureId, Option<String>> = BTreeMap::new();
        let mut refreshed = Refreshed::default();
        for ChosenInvoice { invoice, not_asked, .. } in &chosen.invoices {
            if let Entry::Vacant(unknown) = lanes.entry(invoice.structure) {
                let overview = transaction.structure(actor.organization, invoice.structure).await?;
                unknown.insert(overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)));
            }
            let lane = lanes.get(&invoice.structure).cloned().flatten();
            let Some(lane) = lane.filter(|_| not_asked.is_none()) else {
                refreshed.not_asked += 1;
                continue;
            };
            let mut job = self.ground.queue().job::<Follow>(Some(actor.organization), invoice.id, lane, &());
            job.family = invoice.structure.to_string();
            job.priority = Priority::Normal;
            if !transaction.enqueue(&job).await? {
                transaction.make_key_due(&key_of::<Follow>(&invoice.id.to_string()), now).await?;
            }
            refreshed.asked += 1;
        }
        let entry = self.ground.act(actor, "invoices.refresh", Follow::NAME, refreshed.asked.to_string());
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(refreshed)
    }
}

/// Whether Chorus Pro can be asked about an invoice now.
fn may_be_asked(
    invoice: &Invoice,
    overview: Option<&StructureOverview>,
    now: DateTime<Utc>,
) -> std::result::Result<(), NotAsked> {
    if invoice.chorus_id.is_none() {
        return Err(NotAsked::NotDeposited);
    }
    let overview = overview.ok_or(NotAsked::NoWay(Reason::NoAccess))?;
    choose(overview, Use::Any).map_err(NotAsked::NoWay)?;
    if invoice.checked_at.is_some_and(|at| at > now - FRESH) { Err(NotAsked::Fresh) } else { Ok(()) }
}
