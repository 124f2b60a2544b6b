//! Organisations, people, their rights and their sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, Role, SessionId, StructureId, UserId};

use crate::{Protection, Result};

/// An accounting firm or a public body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Identifier.
    pub id: OrganizationId,
    /// Name on screen.
    pub name: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// From when on everybody who works in it needs a second factor; `None` where it leaves that to the roles.
    pub second_factor_from: Option<DateTime<Utc>>,
}

/// A person who signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Electronic address, compared without case.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// Set when the person may no longer sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// How they stand with a second factor; read only, written by [`crate::WriteSecondFactors`].
    pub protection: Protection,
}

impl std::fmt::Debug for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("User")
            .field("id", &self.id)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

/// One structure a membership is limited to, and there perhaps to some services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedStructure {
    /// The structure.
    pub structure: StructureId,
    /// Codes of the services; empty means all of them.
    pub services: Vec<String>,
}

/// What a membership reaches: everything, or only some structures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All structures of the organisation.
    #[default]
    Everything,
    /// Only these.
    Only(Vec<ScopedStructure>),
}

impl Scope {
    /// Whether a structure is within reach, for any service.
    #[must_use]
    pub fn reaches_structure(&self, structure: StructureId) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(list) => list.iter().any(|entry| entry.structure == structure),
        }
    }

    /// Whether an invoice of this structure and service is within reach.
    #[must_use]
    pub fn reaches(&self, structure: StructureId, service: Option<&str>) -> bool {
        match self {
            Self::Everything => true,
            Self::Only(list) => list.iter().filter(|entry| entry.structure == structure).any(|entry| {
                entry.services.is_empty()
                    || service.is_some_and(|code| entry.services.iter().any(|known| known == code))
            }),
        }
    }
}

/// The rights of a person in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub organization: Organization,
    /// Who.
    pub user: UserId,
    /// What.
    pub role: Role,
    /// On what.
    pub scope: Scope,
    /// When they last worked there.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A person as the users page lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserOfOrganization {
    /// The person.
    pub user: User,
    /// Their role here.
    pub role: Role,
    /// Their reach here.
    pub scope: Scope,
}

/// SHA-256 of the token in the cookie. The token itself is never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub [u8; 32]);

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Identifier shown in the list of sessions.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// In which organisation the person works at present.
    pub organization: OrganizationId,
    /// Sign-in.
    pub created_at: DateTime<Utc>,
    /// Last request, kept to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// Absolute end.
    pub expires_at: DateTime<Utc>,
    /// What the browser says it is, shortened.
    pub user_agent: String,
    /// Address at sign-in.
    pub address: String,
}

/// Failed sign-ins of one account or one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInThrottle {
    /// What is counted: `account:…`, `address:…`, `device:…`, `password:…`, or the share of an account in an address.
    pub key: String,
    /// Failures in a row.
    pub failures: u32,
    /// No try before this instant.
    pub blocked_until: DateTime<Utc>,
    /// The last failure; forgotten a day later.
    pub last_failure_at: DateTime<Utc>,
}

/// Asking for organisations, people and sessions.
#[async_trait]
pub trait ReadAccounts: Send {
    /// All organisations, by name (command line only).
    async fn organizations(&mut self) -> Result<Vec<Organization>>;
    /// By address, without case.
    async fn user_by_email(&mut self, email: &str) -> Result<Option<User>>;
    /// By identifier.
    async fn user(&mut self, id: UserId) -> Result<Option<User>>;
    /// Where a person may work, by name of organisation.
    async fn memberships(&mut self, user: UserId) -> Result<Vec<Membership>>;
    /// The people of an organisation, by name without case and accents.
    async fn users_of(&mut self, organization: OrganizationId) -> Result<Vec<UserOfOrganization>>;
    /// The session of a cookie with its person and membership; absent when expired rows were removed, the person is
    /// disabled or no longer a member.
    async fn session(&mut self, token: &SessionToken) -> Result<Option<(Session, User, Membership)>>;
    /// The sessions of a person, latest first.
    async fn sessions_of(&mut self, user: UserId) -> Result<Vec<Session>>;
    /// Failed sign-ins under a key.
    async fn throttle(&mut self, key: &str) -> Result<Option<SignInThrottle>>;
}

/// Changing organisations, people and sessions.
#[async_trait]
pub trait WriteAccounts: ReadAccounts {
    /// Adds an organisation.
    async fn insert_organization(&mut self, organization: &Organization) -> Result<()>;
    /// Adds a person; [`crate::StorageError::AlreadyThere`] (`users.email`) when the address is taken.
    async fn insert_user(&mut self, user: &User) -> Result<()>;
    /// Replaces name, hash and disabling.
    async fn update_user(&mut self, user: &User) -> Result<()>;
    /// Adds or replaces the rights of a person.
    async fn set_membership(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        scope: &Scope,
    ) -> Result<()>;
    /// Takes the rights of a person away, with their sessions there.
    async fn remove_membership(&mut self, organization: OrganizationId, user: UserId) -> Result<()>;
    /// Adds a session.
    async fn insert_session(&mut self, session: &Session, token: &SessionToken) -> Result<()>;
    /// Notes that a session was used; the time never goes back.
    async fn touch_session(&mut self, id: SessionId, at: DateTime<Utc>) -> Result<()>;
    /// Changes the organisation of a session; only to one its person is a member of.
    async fn switch_session(&mut self, id: SessionId, organization: OrganizationId) -> Result<()>;
    /// Ends one session of a person; false when it is none of theirs.
    async fn delete_session(&mut self, user: UserId, id: SessionId) -> Result<bool>;
    /// Ends the sessions of a person, but perhaps one.
    async fn delete_sessions(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64>;
    /// Removes sessions past their end or idle since before `idle_before`.
    async fn delete_expired_sessions(
        &mut self,
        now: DateTime<Utc>,
        idle_before: DateTime<Utc>,
    ) -> Result<u64>;
    /// Writes failed sign-ins.
    async fn set_throttle(&mut self, throttle: &SignInThrottle) -> Result<()>;
    /// Forgets failed sign-ins.
    async fn clear_throttle(&mut self, key: &str) -> Result<()>;
    /// Forgets the oldest failed sign-ins beyond so many.
    async fn keep_throttles(&mut self, most: u32) -> Result<u64>;
    /// Notes that a person works in an organisation.
    async fn use_membership(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<()>;
    /// Forgets failed sign-ins whose last failure is older; gives how many.
    async fn delete_throttles_before(&mut self, before: DateTime<Utc>) -> Result<u64>;
}
