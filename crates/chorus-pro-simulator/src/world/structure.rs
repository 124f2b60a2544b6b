//! Structures of the directory: what they are, demand and do.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::defaults::yes;
use super::document::{Document, EdiSettings};
use super::person::Person;

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

fn siret() -> String {
    "SIRET".to_owned()
}
