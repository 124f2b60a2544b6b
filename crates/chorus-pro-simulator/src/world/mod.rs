//! Everything the simulated Chorus Pro knows. The same JSON is seed file, state file and control answer.

mod catalogue;
pub(crate) mod codes;
mod countries;
mod demo;
mod demo_data;
mod demo_places;
mod demo_works;
mod document;
mod engagement;
mod flow;
mod invoice;
mod mandate;
mod minimal;
mod store;
mod switches;
mod works;
pub mod works_rules;
mod works_seed;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub(crate) use catalogue::ATTACHMENT_EXTENSIONS;
pub use catalogue::{AttachmentType, VatRate};
pub(crate) use countries::{COUNTRIES, CURRENCIES};
pub use document::{Document, DocumentSubject, EdiSettings};
pub use engagement::{Engagement, EngagementLine};
pub use flow::{
    Flow, FlowAttachment, FlowInvoice, FlowLine, FlowState, FlowTotals, FlowVat, InvoiceError, TechnicalError,
};
pub use invoice::{Attachment, Credit, Event, Invoice, Line, Planned, Totals, UserAction, VatLine};
pub use mandate::Mandate;
pub use store::WorldError;
pub use switches::Switches;
pub use works::{BillingFile, Party, WorksDocument, WorksEvent};

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
}

/// Which side of the market a structure is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// A public body: may receive invoices.
    Public,
    /// A company: sends invoices.
    Private,
}

impl Side {
    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "PUBLIQUE",
            Self::Private => "PRIVEE",
        }
    }
}

/// A structure of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// `idStructureCPP`.
    pub id: i64,
    /// `identifiantStructure`; a SIRET of 14 digits for most. The Luhn key is not checked, as on qualification.
    pub identifier: String,
    /// `typeIdentifiantStructure`, normally `SIRET`.
    #[serde(default = "siret")]
    pub identifier_type: String,
    /// Company name or name of the public body.
    pub name: String,
    /// Public or private.
    pub side: Side,
    /// Inactive structures refuse invoices and cannot submit.
    #[serde(default = "yes")]
    pub active: bool,
    /// Postal address of the seat.
    #[serde(default)]
    pub address: Address,
    /// Contact address.
    #[serde(default)]
    pub email: Option<String>,
    /// Intra-community VAT number.
    #[serde(default)]
    pub vat_number: Option<String>,
    /// Number in the register of companies.
    #[serde(default)]
    pub register_number: Option<String>,
    /// What a supplier must give with an invoice.
    #[serde(default)]
    pub requirements: Requirements,
    /// Services that may be named on an invoice.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Bank references a supplier may name in `codeCoordonneesBancairesFournisseur`.
    #[serde(default)]
    pub bank_accounts: Vec<BankAccount>,
    /// Documents the structure keeps on the platform.
    #[serde(default)]
    pub documents: Vec<Document>,
    /// How it exchanges data by EDI.
    #[serde(default)]
    pub edi: EdiSettings,
    /// People whose names appear in the history.
    #[serde(default)]
    pub agents: Vec<Person>,
    /// How the recipient treats what it receives.
    #[serde(default)]
    pub behaviour: Behaviour,
}

impl Structure {
    /// The service with this code, active or not.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.code == code)
    }

    /// `true` for a public body.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        matches!(self.side, Side::Public)
    }
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Number and street.
    pub street: String,
    /// Post code.
    pub postcode: String,
    /// Town.
    pub city: String,
}

/// The mandatory fields of a recipient (business-rules.md §2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requirements {
    /// `codeServiceDoitEtreRenseigne`.
    pub service: bool,
    /// `numeroEJDoitEtreRenseigne`.
    pub engagement: bool,
    /// `gestionNumeroEJOuCodeService`: one of the two.
    pub service_or_engagement: bool,
    /// `statutMiseEnPaiementNestPasRemonte`: the final status does not come back.
    pub payment_status_withheld: bool,
    /// The structure publishes its engagements (State services), so an unknown number is refused.
    pub engagements_published: bool,
    /// `getaMoa`: works documents may go through a contracting authority (MOA).
    pub works_owner: bool,
    /// `estMoaUniquement`: works documents always do.
    pub works_owner_only: bool,
}

/// A service of a structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `idService`.
    pub id: i64,
    /// `codeService`, up to 100 characters.
    pub code: String,
    /// `libelleService`.
    pub name: String,
    /// `estActif`; only active services are accepted.
    #[serde(default = "yes")]
    pub active: bool,
    /// `parametres.numeroEngagement`: engagement mandatory for this service.
    #[serde(default)]
    pub engagement_required: bool,
    /// `parametres.miseEnPaiement`: the final status comes back for this service.
    #[serde(default = "yes")]
    pub payment_status_returned: bool,
    /// First day of validity.
    pub valid_from: NaiveDate,
    /// Last day of validity.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

/// A bank reference declared by a supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
    /// `idCoordonneeBancaire`.
    pub id: i64,
    /// `nomCoordonneeBancaire`.
    pub name: String,
    /// The account number.
    pub iban: String,
    /// The bank's code.
    pub bic: String,
}

/// Somebody whose name appears in a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
}

/// What a simulated recipient does: weights of the possible courses (all zero = never acts).
///
/// The same weights say what it does as a validator of A9 and A12 invoices: `pay` accepts, `reject` refuses,
/// `recycle` says the invoice names the wrong validator, the others stay silent until the delay has passed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Behaviour {
    /// Pays along SERVICE_FAIT → … → MISE_EN_PAIEMENT.
    pub pay: u32,
    /// Suspends with a reason, then waits for the supplier.
    pub suspend: u32,
    /// Rejects with a reason.
    pub reject: u32,
    /// Asks for other routing (A_RECYCLER).
    pub recycle: u32,
    /// Leaves the invoice where it is.
    pub wait: u32,
}

/// A PISTE application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// `client_id` of the token request.
    pub client_id: String,
    /// `client_secret` of the token request.
    pub client_secret: String,
    /// Name shown to people.
    pub name: String,
    /// Subscribed APIs (`factures`, `structures`, …); a call to another one is answered 403 `{}`.
    #[serde(default = "catalogue::apis")]
    pub subscriptions: Vec<String>,
    /// `false`: known but not authorised, answered 403 with an echo of the request.
    #[serde(default = "yes")]
    pub authorised: bool,
}

/// A technical account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// `idUtilisateur`.
    pub id: i64,
    /// Login such as `TECH_1_123456@cpro.fr`.
    pub login: String,
    /// Password.
    pub password: String,
    /// `false`: refused with 401.
    #[serde(default = "yes")]
    pub active: bool,
    /// Last day the password is valid; a later call is refused with 401.
    #[serde(default)]
    pub password_expires: Option<NaiveDate>,
    /// Client ids of the applications named in the account's raccordements; empty = any application.
    #[serde(default)]
    pub applications: Vec<String>,
    /// `true`: a raccordement of type UTILISATEUR_APPLICATION_INTERNE (API.md §1.3). Its applications call without
    /// `cpro-account` and act for this account; with the header they are refused (inferred from one report).
    #[serde(default)]
    pub internal: bool,
    /// SHA-256 of the client certificate declared in the raccordement, in lower-case hexadecimal.
    #[serde(default)]
    pub certificate: Option<String>,
    /// Structures this account acts for.
    pub attachments: Vec<Rattachement>,
}

impl Account {
    /// `true` when the account may act for the structure in this role.
    #[must_use]
    pub fn may(&self, right: Right, structure: i64) -> bool {
        self.attachments.iter().any(|link| link.structure == structure && link.rights.contains(&right))
    }

    /// `true` when the account is attached to the structure in any role.
    #[must_use]
    pub fn is_attached(&self, structure: i64) -> bool {
        self.attachments.iter().any(|link| link.structure == structure)
    }
}

/// An account's link with a structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rattachement {
    /// `idRattachementStructure`.
    pub id: i64,
    /// `idStructureCPP`.
    pub structure: i64,
    /// What the account may do there.
    pub rights: Vec<Right>,
}

/// A role of an account in a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Deposits, completes, recycles and searches issued invoices.
    Supplier,
    /// Searches and treats received invoices.
    Recipient,
    /// Accepts or refuses invoices of cadre A9 and A12.
    Validator,
    /// Maîtrise d'œuvre: checks works documents (MOE).
    ProjectManager,
    /// Maîtrise d'ouvrage: orders works and checks their documents (MOA).
    ProjectOwner,
}

/// What is kept about an uploaded file; its bytes live beside the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredFile {
    /// `pieceJointeId`.
    pub id: i64,
    /// Name given by the client.
    pub name: String,
    /// Extension in capitals, without the dot.
    pub extension: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Login of the account that uploaded it.
    pub account: String,
    /// Simulated instant of the upload.
    pub received_at: DateTime<Utc>,
}

const fn yes() -> bool {
    true
}

fn siret() -> String {
    "SIRET".to_owned()
}
