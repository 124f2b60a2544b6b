//! Structures, and what is known of recipients.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ClockSpan, Environment, InvoiceId, InvoiceStatus, OrganizationId, Reason, Side, Siret, StructureId,
    StructureIdentifier,
};
use serde::{Deserialize, Serialize};

use crate::{AccessHealth, AttachedAccess, Result, Scope};

/// A company or public body on Chorus Pro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// Identifier.
    pub id: StructureId,
    /// Owner.
    pub organization: OrganizationId,
    /// SIRET or, for who has none, another identifier.
    pub identifier: StructureIdentifier,
    /// Name on screen.
    pub name: String,
    /// Its town; empty where it is not known.
    pub town: String,
    /// Supplier, recipient or both.
    pub side: Side,
    /// Qualification or production.
    pub environment: Environment,
    /// `idStructureCPP`, once known.
    pub chorus_id: Option<i64>,
    /// Beginning of the last complete synchronisation: what changed before is known.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why synchronisations fail at present.
    pub failing: Option<SynchronisationFailure>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// Synchronisations that fail one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynchronisationFailure {
    /// Why the last one did.
    pub reason: Reason,
    /// When the first one did.
    pub since: DateTime<Utc>,
    /// When the next one comes.
    pub next_at: DateTime<Utc>,
}

/// A structure as lists and notices show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureSummary {
    /// The structure.
    pub structure: Structure,
    /// The access in use: the first that is not broken, else the first; none when none serves it.
    pub access: Option<AccessHealth>,
}

/// A structure with its accesses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureOverview {
    /// The structure.
    pub structure: Structure,
    /// The accesses that serve it, in the order in which they are to be used.
    pub accesses: Vec<AttachedAccess>,
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
    /// `idService`.
    #[serde(default)]
    pub chorus_id: Option<i64>,
    /// Whether it asks for an engagement number; none while its parameters were not read.
    #[serde(default)]
    pub engagement_compulsory: Option<bool>,
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

/// Asking for structures.
#[async_trait]
pub trait ReadStructures: Send {
    /// The structures of an organisation, by name without case and accents.
    async fn structures(&mut self, organization: OrganizationId) -> Result<Vec<StructureSummary>>;
    /// Another number as soon as [`ReadStructures::structures`] would say something else. Asked before them, it is never
    /// newer than what they say.
    async fn structures_version(&mut self, organization: OrganizationId) -> Result<i64>;
    /// One structure.
    async fn structure(
        &mut self,
        organization: OrganizationId,
        id: StructureId,
    ) -> Result<Option<StructureOverview>>;
}

/// Changing structures.
#[async_trait]
pub trait WriteStructures: ReadStructures {
    /// Adds a structure; [`crate::StorageError::AlreadyThere`] (`structures.siret`) when identifier and environment are taken.
    async fn insert_structure(&mut self, structure: &Structure) -> Result<()>;
    /// Replaces name, town, side and Chorus Pro identifier.
    async fn update_structure(&mut self, structure: &Structure) -> Result<()>;
    /// Notes when the last complete synchronisation began, and that none fails any more.
    async fn set_synced(
        &mut self,
        organization: OrganizationId,
        id: StructureId,
        at: DateTime<Utc>,
    ) -> Result<()>;
    /// Notes that synchronisations fail, or that nothing is known to fail any more.
    async fn set_failing(
        &mut self,
        organization: OrganizationId,
        id: StructureId,
        failure: Option<&SynchronisationFailure>,
    ) -> Result<()>;
}

/// An invoice that was sent to a recipient, as far as it tells how they deal with invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentInvoice {
    /// Identifier.
    pub id: InvoiceId,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Since when.
    pub status_at: DateTime<Utc>,
    /// Name of the recipient, as it was written.
    pub recipient_name: String,
    /// BT-10.
    pub service_code: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// Day of the deposit, once it is known.
    pub deposited_on: Option<NaiveDate>,
    /// When it was made available.
    pub arrived_at: Option<DateTime<Utc>>,
    /// Spans of its payment clock.
    pub spans: Vec<ClockSpan>,
}

/// Asking for recipients.
#[async_trait]
pub trait ReadDirectory: Send {
    /// What is known of a recipient.
    async fn directory_entry(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        siret: &Siret,
    ) -> Result<Option<DirectoryEntry>>;
    /// Recipients this structure used, latest first: SIRET and name.
    async fn recent_recipients(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<(Siret, String)>>;
    /// Invoices of the structures of an environment, within a scope, that Chorus Pro holds for a recipient: those in
    /// which something happened last, so many at most.
    async fn sent_to(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        scope: &Scope,
        siret: &str,
        most: u32,
    ) -> Result<Vec<SentInvoice>>;
}

/// Keeping what is known of recipients.
#[async_trait]
pub trait WriteDirectory: ReadDirectory {
    /// Adds or replaces it.
    async fn put_directory_entry(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        entry: &DirectoryEntry,
    ) -> Result<()>;
}
