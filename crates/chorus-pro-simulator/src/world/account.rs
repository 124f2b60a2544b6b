//! Who calls: applications, technical accounts and their rights.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::catalogue;
use super::defaults::yes;

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
