//! A whole Chorus Pro.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::{Account, Application};
use super::catalogue::{self, AttachmentType, VatRate};
use super::edi::EdiMemory;
use super::engagement::Engagement;
use super::file::StoredFile;
use super::flow::Flow;
use super::invoice::Invoice;
use super::mandate::Mandate;
use super::structure::Structure;
use super::switches::Switches;
use super::works::BillingFile;

/// A whole Chorus Pro: structures, credentials, reference lists, files and invoices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Source of every choice the simulated recipients make.
    pub seed: u64,
    /// The simulated instant the world stands at; the clock starts there.
    pub now: DateTime<Utc>,
    /// Public recipients and private suppliers.
    pub structures: Vec<Structure>,
    /// PISTE applications that may ask for tokens.
    pub applications: Vec<Application>,
    /// Technical accounts for the `cpro-account` header.
    pub accounts: Vec<Account>,
    /// What the platform offers beyond qualification.
    #[serde(default)]
    pub switches: Switches,
    /// Legal commitments published by State services.
    #[serde(default)]
    pub engagements: Vec<Engagement>,
    /// Attachment types known to the platform.
    #[serde(default = "catalogue::attachment_types")]
    pub attachment_types: Vec<AttachmentType>,
    /// VAT rates known to the platform.
    #[serde(default = "catalogue::vat_rates")]
    pub vat_rates: Vec<VatRate>,
    /// Uploaded files, without their bytes.
    #[serde(default)]
    pub files: Vec<StoredFile>,
    /// Invoices in the order of their submission.
    #[serde(default)]
    pub invoices: Vec<Arc<Invoice>>,
    /// Deposited flows in the order of their deposit.
    #[serde(default)]
    pub flows: Vec<Arc<Flow>>,
    /// The last serial given to a deposited flow.
    #[serde(default)]
    pub last_flow_serial: u64,
    /// Billing files of works contracts in the order of their opening.
    #[serde(default)]
    pub billing_files: Vec<Arc<BillingFile>>,
    /// Third parties that deposit for a supplier.
    #[serde(default)]
    pub mandates: Vec<Mandate>,
    /// The last technical number given out.
    #[serde(default)]
    pub last_id: i64,
    /// The last serial given to an invoice entered through SAISIE_API.
    #[serde(default)]
    pub last_entered_number: u64,
    /// What partners of the EDI were told so far.
    #[serde(default)]
    pub edi: EdiMemory,
}
