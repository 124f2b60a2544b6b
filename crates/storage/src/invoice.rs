//! Invoices, their documents and what happened to them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AttachmentId, Direction, EventId, InvoiceForm, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId,
    StructureId, UserId,
};
use serde_json::Value;

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

/// An invoice, from draft to payment. Amounts in cents.
#[derive(Clone, Debug, PartialEq)]
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
    /// Comment that came with the status.
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
    /// The form as typed (drafts and what was sent from here).
    pub form: InvoiceForm,
    /// The original document.
    pub document: Option<Document>,
    /// What our own reading of an embedded invoice gave: field name to text.
    pub own_reading: Value,
    /// What Chorus Pro recognised: field name to text; null while not asked.
    pub recognised: Value,
    /// `pieceJointeId` of the document at Chorus Pro.
    pub chorus_document_id: Option<i64>,
    /// `identifiantFactureCPP`.
    pub chorus_id: Option<i64>,
    /// Who created it here.
    pub created_by: Option<UserId>,
    /// When it was created here.
    pub created_at: DateTime<Utc>,
    /// Last change of any kind.
    pub updated_at: DateTime<Utc>,
    /// When a person confirmed the submission.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Day of deposit at Chorus Pro.
    pub deposited_on: Option<NaiveDate>,
    /// When it was made available to the recipient.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Last time its state was confirmed with Chorus Pro.
    pub checked_at: Option<DateTime<Utc>>,
    /// Counts changes; an update of an older version is refused.
    pub version: i64,
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
    /// Why.
    pub comment: Option<String>,
    /// Key that makes a second reading harmless (`histoStatutId`); unique per invoice and kind.
    pub foreign_key: Option<String>,
}

/// An act worth keeping for the auditor. Only ever added; holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Owner; none for a sign-in that failed.
    pub organization: Option<OrganizationId>,
    /// Who; none for a worker.
    pub user: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What, e.g. `invoice.submit`.
    pub action: &'static str,
    /// On what.
    pub object: String,
    /// More, without secrets.
    pub detail: String,
}
