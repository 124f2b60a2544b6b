//! The second factor of a person: what makes their codes, what replaces them once, and sign-ins that wait for one.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::UserId;

use crate::{Result, SessionToken};

/// How a person stands with a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Protection {
    /// When they first signed in since one is asked for.
    pub asked_at: Option<DateTime<Utc>>,
    /// Since when they have one.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// What makes the codes of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whose.
    pub user: UserId,
    /// The secret of the codes, sealed.
    pub sealed_secret: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When its first code was given back; only from then on it is asked for.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The time step of the last code that was taken: neither it nor an earlier one is taken again.
    pub last_step: i64,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SecondFactor").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A sign-in whose password was right and that waits for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInChallenge {
    /// Whose.
    pub user: UserId,
    /// Until when the code is taken.
    pub expires_at: DateTime<Utc>,
    /// Whether pending invitations are accepted.
    pub accepts_invitations: bool,
}

/// SHA-256 of a code that replaces one of the second factor, once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RecoveryCode(pub [u8; 32]);

/// Asking for second factors.
#[async_trait]
pub trait ReadSecondFactors: Send {
    /// The second factor of a person, confirmed or not.
    async fn second_factor(&mut self, user: UserId) -> Result<Option<SecondFactor>>;
    /// How many codes are left that replace it.
    async fn recovery_codes_left(&mut self, user: UserId) -> Result<u32>;
    /// A sign-in that waits for a code.
    async fn sign_in_challenge(&mut self, token: &SessionToken) -> Result<Option<SignInChallenge>>;
}

/// Changing them.
#[async_trait]
pub trait WriteSecondFactors: ReadSecondFactors {
    /// Notes when a person was first asked for a second factor; a later time changes nothing.
    async fn ask_second_factor(&mut self, user: UserId, at: DateTime<Utc>) -> Result<()>;
    /// Adds a second factor, or replaces it with everything that belonged to it.
    async fn set_second_factor(&mut self, factor: &SecondFactor) -> Result<()>;
    /// Takes a code of this step: false when it, or a later one, was taken before. Confirms the factor with its first code.
    async fn use_step(&mut self, user: UserId, step: i64, at: DateTime<Utc>) -> Result<bool>;
    /// Takes the second factor of a person away, with the codes that replace it; false when there is none.
    async fn remove_second_factor(&mut self, user: UserId) -> Result<bool>;
    /// Replaces the codes that replace a second factor.
    async fn set_recovery_codes(&mut self, user: UserId, codes: &[RecoveryCode]) -> Result<()>;
    /// Takes one of them: false when it is none, or was taken before.
    async fn use_recovery_code(&mut self, user: UserId, code: RecoveryCode) -> Result<bool>;
    /// Adds a sign-in that waits for a code; of a person only the latest ones stay, `most` of them.
    async fn insert_sign_in_challenge(
        &mut self,
        token: &SessionToken,
        challenge: &SignInChallenge,
        most: u32,
    ) -> Result<()>;
    /// Removes one; false when it is gone.
    async fn delete_sign_in_challenge(&mut self, token: &SessionToken) -> Result<bool>;
    /// Removes those of a person: what they had begun with a password that is no more.
    async fn delete_sign_in_challenges(&mut self, user: UserId) -> Result<u64>;
    /// Removes those whose time is over.
    async fn delete_sign_in_challenges_before(&mut self, now: DateTime<Utc>) -> Result<u64>;
    /// Says from when on an organisation asks everybody for a second factor; `None` for no longer.
    async fn require_second_factor(
        &mut self,
        organization: domain::OrganizationId,
        from: Option<DateTime<Utc>>,
    ) -> Result<()>;
}
