//! What surrounds a sign-in besides passwords: browsers that are known, and invitations into organisations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, Role, UserId};

use crate::{Organization, Result, Scope, SessionToken};

/// Somebody with an account who was asked into an organisation and has not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Where.
    pub organization: Organization,
    /// Who.
    pub user: UserId,
    /// The address of who is asked.
    pub email: String,
    /// What they would be.
    pub role: Role,
    /// On what.
    pub scope: Scope,
    /// Who asks.
    pub invited_by: UserId,
    /// When.
    pub invited_at: DateTime<Utc>,
}

/// Asking for browsers and invitations.
#[async_trait]
pub trait ReadArrivals: Send {
    /// The person who has signed in from a browser since an instant.
    async fn device(&mut self, token: &SessionToken, since: DateTime<Utc>) -> Result<Option<UserId>>;
    /// Who was asked into an organisation, by address.
    async fn invitations_to(&mut self, organization: OrganizationId) -> Result<Vec<Invitation>>;
    /// Where a person was asked to, by name of organisation.
    async fn invitations_of(&mut self, user: UserId) -> Result<Vec<Invitation>>;
}

/// Changing browsers, invitations and what was sent.
#[async_trait]
pub trait WriteArrivals: ReadArrivals {
    /// Notes that a person signed in from a browser; of the browsers of a person the latest `most` are kept.
    async fn use_device(
        &mut self,
        token: &SessionToken,
        user: UserId,
        at: DateTime<Utc>,
        most: u32,
    ) -> Result<()>;
    /// Forgets the browsers of a person.
    async fn delete_devices(&mut self, user: UserId) -> Result<u64>;
    /// Forgets browsers that nobody has signed in from since.
    async fn delete_devices_before(&mut self, before: DateTime<Utc>) -> Result<u64>;
    /// Asks a person into an organisation, in place of an earlier invitation.
    async fn put_invitation(&mut self, invitation: &Invitation) -> Result<()>;
    /// Takes an invitation back; false when there was none.
    async fn delete_invitation(&mut self, organization: OrganizationId, user: UserId) -> Result<bool>;
    /// Counts bytes that a person sends on a day (since 1970), unless all of the day would exceed `most`; gives whether
    /// they were counted. Fewer than none are given back.
    async fn count_upload(&mut self, user: UserId, day: i64, bytes: i64, most: u64) -> Result<bool>;
    /// Forgets what was sent before a day; gives how many days of how many people.
    async fn delete_uploads_before(&mut self, day: i64) -> Result<u64>;
}
