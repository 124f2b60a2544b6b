//! Structures, their credentials and what is known of recipients.

use chrono::{DateTime, Utc};
use domain::{ConnectionId, Environment, OrganizationId, Side, Siret, StructureId};
use serde::{Deserialize, Serialize};

/// A company or public body on Chorus Pro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Identifier.
    pub id: StructureId,
    /// Owner.
    pub organization: OrganizationId,
    /// SIRET.
    pub siret: Siret,
    /// Name on screen.
    pub name: String,
    /// Supplier, recipient or both.
    pub side: Side,
    /// Qualification or production.
    pub environment: Environment,
    /// `idStructureCPP`, once known.
    pub chorus_id: Option<i64>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// Whether calls with these credentials are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Never tested.
    Untested,
    /// The last call was accepted.
    Working,
    /// Refused: no call leaves until the credentials are tested again (a technical account locks after repeated
    /// failures). Holds the French sentence for the owner.
    Broken(String),
}

/// The credentials of a structure, sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// Identifier; part of what the sealed texts are bound to.
    pub id: ConnectionId,
    /// Owner.
    pub organization: OrganizationId,
    /// Whose credentials.
    pub structure: StructureId,
    /// PISTE client id and secret, technical login and password, sealed together.
    pub sealed_credentials: String,
    /// PKCS#12 content re-encoded as PEM, sealed.
    pub sealed_certificate: Option<String>,
    /// Last four characters of the technical login.
    pub login_tail: String,
    /// Last four characters of the PISTE client id.
    pub client_id_tail: String,
    /// Subject of the certificate.
    pub certificate_subject: Option<String>,
    /// Issuer of the certificate.
    pub certificate_issuer: Option<String>,
    /// SHA-256 of the certificate.
    pub certificate_fingerprint: Option<String>,
    /// End of the certificate.
    pub certificate_expires_at: Option<DateTime<Utc>>,
    /// Whether calls are allowed.
    pub state: ConnectionState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// Last complete synchronisation.
    pub synced_at: Option<DateTime<Utc>>,
    /// Next synchronisation.
    pub next_sync_at: DateTime<Utc>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("id", &self.id)
            .field("structure", &self.structure)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// What lists and notices show of it.
    #[must_use]
    pub fn health(&self) -> ConnectionHealth {
        ConnectionHealth {
            state: self.state.clone(),
            state_since: self.state_since,
            synced_at: self.synced_at,
            certificate_expires_at: self.certificate_expires_at,
        }
    }
}

/// How well an access works: what lists and notices show of it, without anything sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionHealth {
    /// Whether calls are allowed.
    pub state: ConnectionState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// Last complete synchronisation.
    pub synced_at: Option<DateTime<Utc>>,
    /// End of the certificate.
    pub certificate_expires_at: Option<DateTime<Utc>>,
}

/// A structure as lists and notices show it: every page reads all those within reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureSummary {
    /// The structure.
    pub structure: Structure,
    /// How well its access works, when credentials were entered.
    pub connection: Option<ConnectionHealth>,
}

/// A structure with all that is stored of its access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureOverview {
    /// The structure.
    pub structure: Structure,
    /// Its credentials, when entered.
    pub connection: Option<Connection>,
}

/// A service of a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryService {
    /// Code, sent as BT-10.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it may receive invoices.
    pub active: bool,
    /// Whether it asks for an engagement number.
    pub engagement_compulsory: bool,
}

/// What is known of a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    /// SIRET.
    pub siret: Siret,
    /// Name.
    pub name: String,
    /// `idStructureCPP`.
    pub chorus_id: i64,
    /// `codeServiceDoitEtreRenseigne`.
    pub service_compulsory: bool,
    /// `numeroEJDoitEtreRenseigne`.
    pub engagement_compulsory: bool,
    /// `gestionNumeroEJOuCodeService`.
    pub service_or_engagement: bool,
    /// Services.
    pub services: Vec<DirectoryService>,
    /// When it was read.
    pub fetched_at: DateTime<Utc>,
}
