//! Accesses: who calls Chorus Pro, sealed; one serves many structures.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{AccessId, Environment, OrganizationId, Reason, StructureId};

use crate::Result;

/// How an access proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccessKind {
    /// A PISTE application and a technical account.
    Piste,
    /// A client certificate and a technical account: the older direct connection.
    Certificate,
}

impl AccessKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Piste, Self::Certificate];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Piste => "piste",
            Self::Certificate => "certificate",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Whether calls with an access are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessState {
    /// Never used with what is sealed now.
    Untested,
    /// The last call was accepted.
    Working,
    /// Refused: no call leaves until it is tested again (a technical account locks after repeated failures).
    Broken(Reason),
}

impl AccessState {
    /// Whether no call may leave.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

/// What is shown of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Subject.
    pub subject: String,
    /// Issuer.
    pub issuer: String,
    /// SHA-256, lower-case hexadecimal.
    pub fingerprint: String,
    /// End of validity.
    pub expires_at: DateTime<Utc>,
}

/// An access to Chorus Pro.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// Identifier; part of what the sealed texts are bound to.
    pub id: AccessId,
    /// Owner.
    pub organization: OrganizationId,
    /// Where it calls.
    pub environment: Environment,
    /// How it proves who it is.
    pub kind: AccessKind,
    /// Stands for application and account without telling them: the same pair is the same access.
    pub identity: String,
    /// PISTE client id and secret, technical login and password, sealed together.
    pub sealed_credentials: String,
    /// Certificate and key as PEM, sealed.
    pub sealed_certificate: Option<String>,
    /// Counts what was sealed: a state learnt with another generation says nothing of this one.
    pub generation: i64,
    /// Last four characters of the technical login before its `@`.
    pub login_tail: String,
    /// Last four characters of the PISTE client id; empty for a certificate.
    pub client_id_tail: String,
    /// The certificate.
    pub certificate: Option<CertificateFacts>,
    /// Whether calls are allowed.
    pub state: AccessState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// When the password of the technical account was entered; of what was entered before this was kept, when the access
    /// was.
    pub password_set_at: DateTime<Utc>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// Since when the files of received invoices are fetched as soon as these are seen; none while that waits until somebody
    /// opens or downloads them.
    pub mirrors_since: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for Access {
    /// Without what is sealed.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Access")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("generation", &self.generation)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// What lists and notices show of it.
    #[must_use]
    pub fn health(&self) -> AccessHealth {
        AccessHealth {
            id: self.id,
            state: self.state.clone(),
            state_since: self.state_since,
            certificate_expires_at: self.certificate.as_ref().map(|facts| facts.expires_at),
            password_set_at: self.password_set_at,
        }
    }
}

/// How well an access works: what lists and notices show of it, without anything sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessHealth {
    /// Which.
    pub id: AccessId,
    /// Whether calls are allowed.
    pub state: AccessState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// End of the certificate.
    pub certificate_expires_at: Option<DateTime<Utc>>,
    /// When the password of the technical account was entered.
    pub password_set_at: DateTime<Utc>,
}

/// What an access may do for a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessRights {
    /// Deposit and follow issued invoices.
    pub issues: bool,
    /// Read and treat received invoices.
    pub receives: bool,
}

impl AccessRights {
    /// Both.
    pub const ALL: Self = Self { issues: true, receives: true };
}

/// An access as it serves one structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedAccess {
    /// The access.
    pub access: Access,
    /// What it may do there.
    pub rights: AccessRights,
}

/// Asking for accesses.
#[async_trait]
pub trait ReadAccesses: Send {
    /// One access.
    async fn access(&mut self, organization: OrganizationId, id: AccessId) -> Result<Option<Access>>;
    /// All accesses of an organisation, by identifier.
    async fn accesses(&mut self, organization: OrganizationId) -> Result<Vec<Access>>;
    /// The access of this application and account.
    async fn access_by_identity(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        identity: &str,
    ) -> Result<Option<Access>>;
    /// The accesses that serve a structure, in the order in which they are to be used.
    async fn accesses_of(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<AttachedAccess>>;
    /// The structures that an access serves, by identifier.
    async fn structures_of(
        &mut self,
        organization: OrganizationId,
        access: AccessId,
    ) -> Result<Vec<StructureId>>;
    /// Which structures each access of an organisation serves, by identifiers.
    async fn served_structures(
        &mut self,
        organization: OrganizationId,
    ) -> Result<Vec<(AccessId, StructureId)>>;
}

/// Changing accesses.
#[async_trait]
pub trait WriteAccesses: ReadAccesses {
    /// Adds an access; [`crate::StorageError::AlreadyThere`] (`accesses.identity`) when its identity is taken.
    async fn insert_access(&mut self, access: &Access) -> Result<()>;
    /// Replaces everything of an access but owner, environment and creation.
    async fn update_access(&mut self, access: &Access) -> Result<()>;
    /// Changes the state of an access, unless something else was sealed since `generation`; gives whether it did.
    async fn set_access_state(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        generation: i64,
        state: &AccessState,
        since: DateTime<Utc>,
    ) -> Result<bool>;
    /// Says whether the files of received invoices are fetched as soon as these are seen, and since when; gives whether the
    /// access is there.
    async fn set_mirroring(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        since: Option<DateTime<Utc>>,
    ) -> Result<bool>;
    /// Takes the first use of what was sealed: one caller at a time, in one process, tries it out, until `until`. False
    /// when somebody else does, when its state is known, or when something else was sealed since `generation`.
    async fn claim_first_use(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        generation: i64,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool>;
    /// Gives the first use back that was claimed until `until`: its outcome says nothing of the credentials. One that
    /// somebody else has claimed since stays theirs.
    async fn give_first_use_back(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        generation: i64,
        until: DateTime<Utc>,
    ) -> Result<()>;
    /// Takes the next place of the calls of an access, whichever process makes them: a rested one lets calls start at
    /// once until they run `tolerance` ahead of time, then one each `spacing`. Gives how long to wait, by the clock of
    /// the database. Lost with the machine, which costs nothing but a burst.
    async fn take_place(&mut self, id: AccessId, spacing: Duration, tolerance: Duration) -> Result<Duration>;
    /// Lets an access serve a structure, or changes what it may do there. `position` orders the accesses of a structure.
    async fn attach_access(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        access: AccessId,
        rights: AccessRights,
        position: i64,
    ) -> Result<()>;
    /// Ends that; false when it did not serve it.
    async fn detach_access(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        access: AccessId,
    ) -> Result<bool>;
    /// Removes an access that serves nothing; false when it does serve or is not there.
    async fn delete_access(&mut self, organization: OrganizationId, id: AccessId) -> Result<bool>;
}
