//! Organisations, people, their rights and their sessions.

use chrono::{DateTime, Utc};
use domain::{OrganizationId, Role, SessionId, StructureId, UserId};

/// An accounting firm or a public body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// Identifier.
    pub id: OrganizationId,
    /// Name on screen.
    pub name: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
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
    /// `account:…` or `address:…`.
    pub key: String,
    /// Failures in a row.
    pub failures: u32,
    /// No try before this instant.
    pub blocked_until: DateTime<Utc>,
    /// The last failure; forgotten a day later.
    pub last_failure_at: DateTime<Utc>,
}
