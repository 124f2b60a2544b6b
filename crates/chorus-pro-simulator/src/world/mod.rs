//! Everything the simulated Chorus Pro knows. The same JSON is seed file, state file and control answer.

mod catalogue;
mod demo;
mod demo_data;
mod invoice;
mod minimal;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

pub(crate) use catalogue::{ATTACHMENT_EXTENSIONS, CURRENCIES};
pub use invoice::{Attachment, Credit, Event, Invoice, Line, Planned, Totals, UserAction, VatLine};

use crate::amount::Amount;

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
}

/// A legal commitment (engagement juridique).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// `idEngagementJuridique`.
    pub id: i64,
    /// `numeroEngagementJuridique`, up to 50 characters.
    pub number: String,
    /// The public structure that ordered.
    pub recipient: i64,
    /// Its service, when the order names one.
    #[serde(default)]
    pub service_code: Option<String>,
    /// The supplier the order went to.
    pub supplier: i64,
    /// Contract number.
    #[serde(default)]
    pub contract: Option<String>,
    /// `COMMANDE` when it may be invoiced.
    pub state: String,
    /// Day of notification.
    pub notified_on: NaiveDate,
    /// Total including VAT.
    pub total_with_vat: Amount,
}

/// An attachment type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentType {
    /// `idTypePieceJointe`.
    pub id: i64,
    /// `codeTypePieceJointe`, up to 30 characters.
    pub code: String,
    /// `libelleTypePieceJointe`.
    pub label: String,
    /// `typeObjet` it belongs to, such as `FACTURE`.
    pub object: String,
}

/// A VAT rate with its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VatRate {
    /// `codeTauxTva`.
    pub code: String,
    /// `libelleTauxTva`.
    pub label: String,
    /// `valeurTauxTva` in percent.
    pub value: Amount,
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

/// A world that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The file cannot be opened, read or written.
    #[error("the file {path} cannot be read or written: {source}")]
    File {
        /// The file's path.
        path: String,
        /// What the system answered.
        source: std::io::Error,
    },
    /// The text is not a world.
    #[error("the text is not a world: {0}")]
    Format(#[from] serde_json::Error),
    /// Two objects share a technical number, or an object names an unknown one.
    #[error("the world contradicts itself: {0}")]
    Contradiction(String),
}

impl World {
    /// Reads a world from its JSON text.
    ///
    /// # Errors
    /// [`WorldError::Format`] when the text is no world, [`WorldError::Contradiction`] when it is inconsistent.
    pub fn from_json(text: &str) -> Result<Self, WorldError> {
        let world: Self = serde_json::from_str(text)?;
        world.check()?;
        Ok(world)
    }

    /// The readable JSON of the world.
    ///
    /// # Errors
    /// [`WorldError::Format`] when the world cannot be written as JSON.
    pub fn to_json(&self) -> Result<String, WorldError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// Reads a world from a file.
    ///
    /// # Errors
    /// [`WorldError::File`] when the file cannot be read, and those of [`World::from_json`].
    pub fn load(path: &Path) -> Result<Self, WorldError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| WorldError::File { path: path.display().to_string(), source })?;
        Self::from_json(&text)
    }

    /// Writes the world to a file: first beside it, then renamed, so a reader never sees half of it.
    ///
    /// # Errors
    /// [`WorldError::File`] when the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), WorldError> {
        let text = self.to_json()?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        std::fs::write(&beside, text)
            .and_then(|()| std::fs::rename(&beside, path))
            .map_err(|source| WorldError::File { path: path.display().to_string(), source })
    }

    /// The structure with this technical number.
    #[must_use]
    pub fn structure(&self, id: i64) -> Option<&Structure> {
        self.structures.iter().find(|structure| structure.id == id)
    }

    /// The first structure with this identifier (one SIRET may belong to several structures).
    #[must_use]
    pub fn structure_by_identifier(&self, identifier: &str) -> Option<&Structure> {
        self.structures.iter().find(|structure| structure.identifier == identifier)
    }

    /// The VAT rate with this code.
    #[must_use]
    pub fn vat_rate(&self, code: &str) -> Option<&VatRate> {
        self.vat_rates.iter().find(|rate| rate.code == code)
    }

    /// A technical number nobody has yet.
    pub(crate) fn new_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Verifies that numbers are unique, that names lead somewhere and that `last_id` is not behind.
    ///
    /// # Errors
    /// [`WorldError::Contradiction`] naming the first fault found.
    pub fn check(&self) -> Result<(), WorldError> {
        let mut seen = std::collections::HashSet::new();
        let ids = self.structures.iter().map(|structure| structure.id);
        let ids = ids.chain(self.structures.iter().flat_map(|s| s.services.iter().map(|service| service.id)));
        let ids = ids.chain(self.files.iter().map(|file| file.id));
        let ids = ids.chain(self.invoices.iter().flat_map(|invoice| [invoice.id, invoice.recipient_side_id]));
        for id in ids {
            if !seen.insert(id) || id > self.last_id {
                return Err(WorldError::Contradiction(format!("number {id} is used twice or above last_id")));
            }
        }
        let linked = self.accounts.iter().flat_map(|account| account.attachments.iter());
        let named = linked.map(|link| link.structure);
        let named = named.chain(self.invoices.iter().flat_map(|invoice| [invoice.supplier, invoice.recipient]));
        for id in named {
            if self.structure(id).is_none() {
                return Err(WorldError::Contradiction(format!("structure {id} does not exist")));
            }
        }
        Ok(())
    }
}

const fn yes() -> bool {
    true
}

fn siret() -> String {
    "SIRET".to_owned()
}
