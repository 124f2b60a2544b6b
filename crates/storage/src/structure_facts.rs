//! What Chorus Pro says of a structure beyond what is needed to work with it: shown with its age, and chosen from.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{OrganizationId, StructureId};
use serde::{Deserialize, Serialize};

use crate::Result;

/// A structure as Chorus Pro describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StructureFacts {
    /// Its name there.
    pub name: String,
    /// VAT number, as written.
    pub vat_number: String,
    /// Number in the trade register.
    pub trade_register: String,
    /// Electronic address of the structure.
    pub email: String,
    /// Postal address, line by line.
    pub address: Vec<String>,
    /// Services, all of them.
    pub services: Vec<OwnService>,
    /// Names of the spaces that are open to it.
    pub spaces: Vec<String>,
    /// Valid bank accounts; Chorus Pro tells their names only.
    pub bank_accounts: Vec<BankAccount>,
    /// Whether it exchanges by EDI (`connexionEDI`).
    pub edi: bool,
    /// Last day of the technical account's password (`dateExpirationMotPasseCompteTech`).
    pub password_expires_on: Option<NaiveDate>,
    /// What the register of establishments says of it, where Chorus Pro passes it on.
    pub register: Option<Establishment>,
    /// Whether it is said that no *mise en paiement* is told back (`statutMiseEnPaiementNestPasRemonte`).
    pub payments_not_told: bool,
}

/// An establishment as the register of INSEE has it (`consulterInformationSIRET`), as far as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Establishment {
    /// Name of the company.
    pub name: String,
    /// Postal address, as written.
    pub address: String,
    /// Whether it is open.
    pub active: Option<bool>,
    /// Whether it is the seat.
    pub seat: Option<bool>,
    /// Category of the company by its size.
    pub company_category: String,
    /// Code of its legal category.
    pub legal_category: String,
    /// The day on which it opened, as written.
    pub opened_on: String,
    /// The SIRET before or after it, as written.
    pub successor: String,
}

/// A service of a structure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnService {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it may be used.
    pub active: bool,
}

/// A bank account of a structure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// `idCoordonneeBancaire`.
    pub id: i64,
    /// Name.
    pub name: String,
}

/// Asking for facts.
#[async_trait]
pub trait ReadStructureFacts: Send {
    /// What is known of a structure, and when it was read.
    async fn structure_facts(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<(StructureFacts, DateTime<Utc>)>>;
}

/// Changing facts.
#[async_trait]
pub trait WriteStructureFacts: ReadStructureFacts {
    /// Keeps what was read, in place of what was known.
    async fn put_structure_facts(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        facts: &StructureFacts,
        read_at: DateTime<Utc>,
    ) -> Result<()>;
}
