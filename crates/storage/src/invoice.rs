//! Invoices, their documents and what happened to them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    ActId, AttachmentId, Direction, DocumentWay, DraftChanges, EventId, FlowId, InvoiceForm, InvoiceId,
    InvoiceKind, InvoiceStatus, Mending, OrganizationId, Reason, StructureId, UserId,
};
use serde_json::Value;

use crate::{
    CountMoments, InvoiceFilter, InvoicePage, InvoiceRow, ListMark, Neighbours, Result, Scope,
    StructureCounts,
};

/// Where an invoice was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Here.
    Pupitre,
    /// Elsewhere; found on Chorus Pro.
    ChorusPro,
}

/// An immutable file, addressed by its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Name for Chorus Pro and downloads.
    pub name: String,
    /// Size in bytes.
    pub bytes: i64,
}

/// What invoices have in common that may be one and the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Issued or received.
    pub direction: Direction,
    /// SIRET of the other side.
    pub partner_siret: String,
    /// Totals with VAT, cents, both included; those of a credit note are negative.
    pub gross: (i64, i64),
    /// Days of the invoice, both included.
    pub dates: (NaiveDate, NaiveDate),
}

/// How far apart two invoices are, in cents and days, that may be one.
const NEAR_CENTS: i64 = 5;
const NEAR_DAYS: Days = Days::new(10);

impl Alike {
    /// What an invoice has in common with one that may be the same; none where too little is known of it.
    #[must_use]
    pub fn near(invoice: &Invoice) -> Option<Self> {
        let (gross, date) = invoice.gross_cents.filter(|gross| *gross != 0).zip(invoice.date)?;
        if invoice.partner_siret.is_empty() {
            return None;
        }
        let signed = invoice.kind.signed(gross);
        Some(Self {
            direction: invoice.direction,
            partner_siret: invoice.partner_siret.clone(),
            gross: (signed.saturating_sub(NEAR_CENTS), signed.saturating_add(NEAR_CENTS)),
            dates: (
                date.checked_sub_days(NEAR_DAYS).unwrap_or(date),
                date.checked_add_days(NEAR_DAYS).unwrap_or(date),
            ),
        })
    }
}

/// The head of an invoice, issued or received: what lists, counts and searches need. Amounts in cents of the currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Identifier.
    pub id: InvoiceId,
    /// Owner.
    pub organization: OrganizationId,
    /// Structure of the organisation that issues or receives it.
    pub structure: StructureId,
    /// Issued or received.
    pub direction: Direction,
    /// Where it was entered.
    pub origin: Origin,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Since when.
    pub status_at: DateTime<Utc>,
    /// Why, in our own code.
    pub status_reason: Option<Reason>,
    /// Why, in the words of whoever set the status.
    pub status_comment: Option<String>,
    /// BT-1; empty while it is not known.
    pub number: String,
    /// Facture or avoir.
    pub kind: InvoiceKind,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// BT-27 or BT-44: who is on the other side.
    pub partner_name: String,
    /// SIRET or other identifier of the other side.
    pub partner_siret: String,
    /// BT-10.
    pub service_code: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// BT-5.
    pub currency: String,
    /// BT-109.
    pub net_cents: Option<i64>,
    /// BT-110.
    pub vat_cents: Option<i64>,
    /// BT-112.
    pub gross_cents: Option<i64>,
    /// BT-115.
    pub due_cents: Option<i64>,
    /// The original document.
    pub document: Option<Document>,
    /// `identifiantFactureCPP`.
    pub chorus_id: Option<i64>,
    /// Who created it here.
    pub created_by: Option<UserId>,
    /// When it was created here.
    pub created_at: DateTime<Utc>,
    /// Last change of any kind.
    pub updated_at: DateTime<Utc>,
    /// Day of deposit at Chorus Pro.
    pub deposited_on: Option<NaiveDate>,
    /// When it was made available to the recipient.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Last time its state was confirmed with Chorus Pro.
    pub checked_at: Option<DateTime<Utc>>,
    /// Counts changes; an update of an older version is refused.
    pub version: i64,
}

/// What only an invoice that is issued from here has.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Owner.
    pub organization: OrganizationId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// The form as typed, kept as what was sent.
    pub form: InvoiceForm,
    /// Counts changes of the form, whoever made them: an edit names the version it started from.
    pub form_version: i64,
    /// Who changed which field last.
    pub changes: DraftChanges,
    /// What our own reading of an embedded invoice gave: field name to text.
    pub own_reading: Value,
    /// What Chorus Pro recognised: field name to text; null while not asked.
    pub recognised: Value,
    /// `pieceJointeId` of the document at Chorus Pro.
    pub chorus_document_id: Option<i64>,
    /// When a person confirmed the submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who confirmed it.
    pub submitted_by: Option<UserId>,
    /// The seal of the review that was confirmed.
    pub seal: Option<String>,
    /// The invoice of which it is a copy.
    pub copied_from: Option<InvoiceId>,
    /// `empreinteCertificatDepot`: Chorus Pro's own mark of the deposit.
    pub deposit_imprint: Option<String>,
    /// How its PDF with data leaves, once that was chosen.
    pub way: Option<DocumentWay>,
    /// The flow as which it left.
    pub flow: Option<FlowId>,
    /// The flow of whose refused invoice it was made.
    pub from_flow: Option<FlowId>,
    /// The XML of which it was made.
    pub source: Option<Document>,
}

/// What was done to an attached file, and the file that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MendedFrom {
    /// What.
    pub how: Mending,
    /// SHA-256 of the file that was given.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: i64,
}

/// A document attached to an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Identifier.
    pub id: AttachmentId,
    /// Owner.
    pub organization: OrganizationId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// The file.
    pub document: Document,
    /// Name as it was uploaded.
    pub original_name: String,
    /// Upper-case extension.
    pub extension: String,
    /// Designation, at most 100 characters.
    pub label: String,
    /// Code of the attachment type.
    pub type_code: String,
    /// `pieceJointeId` at Chorus Pro.
    pub chorus_id: Option<i64>,
    /// The act with which it goes; none when it goes with the deposit.
    pub act: Option<ActId>,
    /// What was done to the file that was given; none where that is the file.
    pub mended: Option<MendedFrom>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// What an event tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A status of Chorus Pro.
    Status,
    /// An act of a user on Chorus Pro.
    Action,
    /// Something done in Pupitre.
    Local,
}

impl EventKind {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Action => "action",
            Self::Local => "local",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Status, Self::Action, Self::Local].into_iter().find(|kind| kind.code() == code)
    }
}

/// Something that happened to an invoice. Only ever added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Identifier.
    pub id: EventId,
    /// Owner.
    pub organization: OrganizationId,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// When.
    pub happened_at: DateTime<Utc>,
    /// What kind.
    pub kind: EventKind,
    /// Status or action code.
    pub code: String,
    /// Who.
    pub author: Option<String>,
    /// Why, in their words.
    pub comment: Option<String>,
    /// Why, in our own code.
    pub reason: Option<Reason>,
    /// Key that makes a second reading harmless (`histoStatutId`); unique per invoice and kind.
    pub foreign_key: Option<String>,
}

/// Statuses that are this close to each other and have one code are one: times may be written to the minute.
const SAME_MOMENT: TimeDelta = TimeDelta::minutes(1);

impl Event {
    /// Whether it tells a status of this code at this moment, whichever way it came.
    #[must_use]
    pub fn tells(&self, code: &str, at: DateTime<Utc>) -> bool {
        self.kind == EventKind::Status && self.code == code && (self.happened_at - at).abs() <= SAME_MOMENT
    }
}

/// Asking for invoices.
#[async_trait]
pub trait ReadInvoices: Send {
    /// A page of the list with its counts.
    async fn invoice_page(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
    ) -> Result<InvoicePage>;
    /// How many invoices of a direction have each mark, within scope and structures of a filter: [`crate::MOST_MARKED`] at most, and
    /// only of marks that some have.
    async fn mark_counts(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
    ) -> Result<Vec<(ListMark, u32)>>;
    /// The invoices beside one in the order of a list; the page of the filter does not matter. The one in the middle need
    /// not be in the list any more: its place in the order is what counts. Of one that is not there, nothing.
    async fn neighbours(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        id: InvoiceId,
    ) -> Result<Neighbours>;
    /// What needs somebody: issued invoices that are blocked, refused, unconfirmed or rejected first by amount, then
    /// unsent drafts, within a scope. Rejections whose status is older than `rejected_since`, or
    /// that were dealt with, are history, not work.
    async fn invoices_needing_action(
        &mut self,
        organization: OrganizationId,
        scope: &Scope,
        rejected_since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<InvoiceRow>>;
    /// Issued invoices, credit notes left out, that arrived before an instant and wait for their payment, within a scope,
    /// the first one to arrive first.
    async fn waiting_since(
        &mut self,
        organization: OrganizationId,
        scope: &Scope,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<InvoiceRow>>;
    /// How the invoices of each structure stand; structures without any are left out.
    async fn counts_by_structure(
        &mut self,
        organization: OrganizationId,
        moments: &CountMoments,
    ) -> Result<BTreeMap<StructureId, StructureCounts>>;
    /// One invoice.
    async fn invoice(&mut self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Invoice>>;
    /// Several invoices, in the order of their identifiers; those that are not there are left out.
    async fn invoices(&mut self, organization: OrganizationId, ids: &[InvoiceId]) -> Result<Vec<Invoice>>;
    /// What only an invoice issued from here has.
    async fn draft(&mut self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Draft>>;
    /// Invoices that are issued from here with their drafts, in the order of their identifiers; those that are not there
    /// are left out.
    async fn drafts(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<(Invoice, Draft)>>;
    /// The queued invoices whose submission a person has confirmed since an instant, first ones first.
    async fn submitted_since(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        since: DateTime<Utc>,
    ) -> Result<Vec<(Invoice, Draft)>>;
    /// Issued invoices of a structure with this number that were given to Chorus Pro or are on their way.
    async fn invoices_with_number(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Vec<InvoiceId>>;
    /// Received invoices under a number, of one supplier or of any, whichever structure received them, the first one first:
    /// ten at most.
    async fn received_under_number(
        &mut self,
        organization: OrganizationId,
        supplier: Option<&str>,
        number: &str,
    ) -> Result<Vec<Invoice>>;
    /// Invoices of a structure with one other side whose amount and day lie within bounds, the first ones first: five at
    /// most. Drafts, and what was refused, rejected or withdrawn, ask for nothing and are left out.
    async fn invoices_alike(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        alike: &Alike,
    ) -> Result<Vec<Invoice>>;
    /// From deposit to arrival: those of the issued invoices in which something happened last, `most` of them at most.
    async fn arrival_times(
        &mut self,
        organization: OrganizationId,
        most: u32,
    ) -> Result<Vec<(NaiveDate, DateTime<Utc>)>>;
    /// The latest invoice that a structure sent to a recipient, among the thousand in which something happened last.
    async fn last_sent_to(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        partner_siret: &str,
    ) -> Result<Option<Invoice>>;
    /// The forms of what a structure sent from here, among the `most` issued invoices in which something happened last,
    /// the latest first.
    async fn latest_forms(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<InvoiceForm>>;
    /// The invoice that Chorus Pro knows under this identifier, for a structure and direction.
    async fn invoice_by_chorus_id(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        direction: Direction,
        chorus_id: i64,
    ) -> Result<Option<Invoice>>;
    /// Attachments in order of addition.
    async fn attachments(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<Attachment>>;
    /// Attachments of several invoices, each one's in order of addition.
    async fn attachments_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<Attachment>>;
    /// Events, latest first.
    async fn events(&mut self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Event>>;
    /// Which of these documents something of any organisation refers to: an invoice, an attachment or the file of which it
    /// was made, a dropped file, a flow, a batch, the XML of a draft, a copy, a PIVOT.
    async fn documents_in_use(&mut self, sha256: &[String]) -> Result<Vec<String>>;
}

/// Changing invoices.
#[async_trait]
pub trait WriteInvoices: ReadInvoices {
    /// Adds an invoice; [`crate::StorageError::AlreadyThere`] (`invoices.chorus_id`) when Chorus Pro's identifier is
    /// taken.
    async fn insert_invoice(&mut self, invoice: &Invoice) -> Result<()>;
    /// Writes an invoice whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_invoice(&mut self, invoice: &mut Invoice) -> Result<()>;
    /// Notes that a rejection needs nobody any more; the first time stays.
    async fn treat_rejection(
        &mut self,
        organization: OrganizationId,
        id: InvoiceId,
        at: DateTime<Utc>,
    ) -> Result<()>;
    /// Adds or replaces what only an invoice issued from here has. Its version is the invoice's.
    async fn put_draft(&mut self, draft: &Draft) -> Result<()>;
    /// Adds an attachment.
    async fn insert_attachment(&mut self, attachment: &Attachment) -> Result<()>;
    /// Keeps the Chorus Pro identifier of an attachment.
    async fn set_attachment_chorus_id(
        &mut self,
        organization: OrganizationId,
        id: AttachmentId,
        chorus_id: i64,
    ) -> Result<()>;
    /// Takes an attachment away; false when it is not there.
    async fn delete_attachment(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        id: AttachmentId,
    ) -> Result<bool>;
    /// Adds an event; false when its foreign key is known already.
    async fn insert_event(&mut self, event: &Event) -> Result<bool>;
    /// Derives the stored stage of every invoice again where it is not the one of its status (a newer version may know
    /// a status that an older one did not); gives how many changed.
    async fn derive_stages(&mut self) -> Result<u64>;
    /// Folds what was counted beside the sums into them, where a database counts so; gives how many changes. Reading is
    /// right without it, and slower the more there is to fold.
    async fn fold_counts(&mut self) -> Result<u64>;
}
