//! Flows: files of one or several structured invoices, and what became of them.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    FlowId, FlowState, FlowSyntax, FlowWay, InvoiceId, InvoiceKind, OrganizationId, Reason, StructureId,
    UserId,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Document, Result, Scope};

/// An invoice of a flow, as read here, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FlowInvoice {
    /// The file of the flow in which it stands.
    pub file: String,
    /// BT-1.
    pub number: String,
    /// Facture or avoir.
    pub credit_note: bool,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// BT-27.
    pub issuer_name: String,
    /// The SIRET of the seller, else its SIREN.
    pub issuer: String,
    /// BT-44.
    pub recipient_name: String,
    /// BT-47.
    pub recipient: String,
    /// BT-10.
    pub service_code: String,
    /// BT-13.
    pub engagement: String,
    /// BT-23.
    pub framework: String,
    /// BT-5.
    pub currency: String,
    /// BT-112, as written.
    pub gross: Option<Decimal>,
    /// Why it could not be read.
    pub unread: Option<String>,
    /// Why Chorus Pro refused it, in its words.
    pub error: Option<String>,
    /// `identifiantFactureCPP`, once it was taken.
    pub chorus_id: Option<i64>,
    /// The invoice that was born of it.
    pub invoice: Option<InvoiceId>,
    /// The draft as which it was taken up again after Chorus Pro refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<InvoiceId>,
}

impl FlowInvoice {
    /// Facture or avoir.
    #[must_use]
    pub const fn kind(&self) -> InvoiceKind {
        if self.credit_note { InvoiceKind::Avoir } else { InvoiceKind::Facture }
    }
}

/// A flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Identifier.
    pub id: FlowId,
    /// Owner.
    pub organization: OrganizationId,
    /// The structure that deposits it.
    pub structure: StructureId,
    /// The file.
    pub document: Document,
    /// How it is written; none while that is not chosen.
    pub syntax: Option<FlowSyntax>,
    /// By which way it leaves.
    pub way: FlowWay,
    /// The archive that was laid into the folder of the EDI link, under the name that it has there; written before it leaves.
    pub archive: Option<Document>,
    /// Where it stands.
    pub state: FlowState,
    /// Why it stands so.
    pub reason: Option<Reason>,
    /// `numeroFluxDepot`; of one that left by EDI the number in the name of its archive.
    pub number: Option<String>,
    /// `etatCourantDepotFlux`, as last read.
    pub platform_state: Option<String>,
    /// Its invoices.
    pub invoices: Vec<FlowInvoice>,
    /// What is wrong with the flow as a whole, in Chorus Pro's words.
    pub errors: Vec<String>,
    /// The draft that left as this flow.
    pub draft: Option<InvoiceId>,
    /// Whether a person has said that the structure deposits it although it names another issuer.
    pub issuer_confirmed: bool,
    /// Who changed or confirmed it last.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When it was prepared.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When a person confirmed it.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When Chorus Pro took it.
    pub deposited_at: Option<DateTime<Utc>>,
    /// When its report was last read.
    pub checked_at: Option<DateTime<Utc>>,
    /// Counts changes; an update of an older version is refused.
    pub version: i64,
}

impl Flow {
    /// The invoice of a number; one that was not read here is added.
    pub fn invoice_with_number(&mut self, number: &str) -> &mut FlowInvoice {
        let invoices = &mut self.invoices;
        let place = invoices.iter().position(|invoice| invoice.number.trim() == number.trim());
        let place = place.unwrap_or_else(|| {
            // Of a flow of one, it is that one, however its number was read.
            if let [only] = &invoices[..]
                && only.number.is_empty()
            {
                return 0;
            }
            invoices.push(FlowInvoice { number: number.trim().to_owned(), ..FlowInvoice::default() });
            invoices.len() - 1
        });
        &mut invoices[place]
    }
}

/// Asking for flows.
#[async_trait]
pub trait ReadFlows: Send {
    /// One flow.
    async fn flow(&mut self, organization: OrganizationId, id: FlowId) -> Result<Option<Flow>>;
    /// The latest flows of whole structures within a scope, latest first.
    async fn flows(&mut self, organization: OrganizationId, scope: &Scope, most: u32) -> Result<Vec<Flow>>;
}

/// Changing flows.
#[async_trait]
pub trait WriteFlows: ReadFlows {
    /// Adds a flow.
    async fn insert_flow(&mut self, flow: &Flow) -> Result<()>;
    /// Writes a flow whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_flow(&mut self, flow: &mut Flow) -> Result<()>;
    /// Takes a flow away that never left; false when it is not there.
    async fn delete_flow(&mut self, organization: OrganizationId, id: FlowId) -> Result<bool>;
}
