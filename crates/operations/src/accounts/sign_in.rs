//! Signing in: failed tries are counted per account and per address.

use chrono::{DateTime, TimeDelta, Utc};
use domain::SessionId;
use secrecy::SecretString;
use storage::{Session, SignInThrottle, Turn, User};
use thiserror::Error;

use super::Accounts;
use crate::OperationError;
use crate::ground::{delta, new_token};

/// Failures that cost nothing; each further one doubles the wait.
const FREE_FAILURES: u32 = 4;
/// Longest wait between two tries.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// An address may fail more often than an account: an office shares one.
const ADDRESS_ALLOWANCE: u32 = 20;
/// Failures older than this are forgotten.
pub(crate) const FORGET_AFTER: TimeDelta = TimeDelta::hours(24);

/// What a sign-in brings.
pub struct SignIn<'a> {
    /// Electronic address as typed.
    pub email: &'a str,
    /// Password as typed.
    pub password: SecretString,
    /// Address of the caller.
    pub address: &'a str,
    /// What the browser says it is.
    pub user_agent: &'a str,
}

/// A successful sign-in.
pub struct SignedIn {
    /// Token for the cookie; nowhere else.
    pub token: SecretString,
    /// Absolute end of the session.
    pub expires_at: DateTime<Utc>,
}

/// Why a sign-in failed. Unknown users, wrong passwords and disabled users are not told apart.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Wrong address or password.
    #[error("wrong address or password")]
    Wrong,
    /// Too many failures.
    #[error("blocked until {0}")]
    Blocked(DateTime<Utc>),
    /// Too many sign-ins at once.
    #[error("too many sign-ins at once")]
    Busy,
    /// The person belongs to no organisation.
    #[error("no organisation")]
    NoOrganization,
    /// Something else failed.
    #[error("{0}")]
    Failed(#[source] OperationError),
}

impl<E: Into<OperationError>> From<E> for SignInError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// The wait after so many failures in a row: nothing, then 2, 4, 8 … seconds.
fn wait_after(failures: u32, allowance: u32) -> TimeDelta {
    match failures.saturating_sub(allowance) {
        0 => TimeDelta::zero(),
        beyond => TimeDelta::seconds(1_i64 << beyond.min(12)).min(LONGEST_WAIT),
    }
}

impl Accounts {
    /// Signs a person in. Takes the same time for unknown users.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(&self, sign_in: SignIn<'_>) -> Result<SignedIn, SignInError> {
        let now = self.ground.now();
        let email = sign_in.email.trim();
        let keys = [
            (format!("account:{}", email.to_lowercase()), FREE_FAILURES),
            (format!("address:{}", sign_in.address), ADDRESS_ALLOWANCE),
        ];
        let user = {
            let mut read = self.ground.read().await?;
            for (key, _) in &keys {
                if let Some(throttle) = read.throttle(key).await?
                    && throttle.blocked_until > now
                {
                    return Err(SignInError::Blocked(throttle.blocked_until));
                }
            }
            read.user_by_email(email).await?
        };
        let hash =
            user.as_ref().filter(|user| user.disabled_at.is_none()).map(|user| user.password_hash.as_str());
        let right = self.hasher.verify(&sign_in.password, hash).await.map_err(|_| SignInError::Busy)?;
        match user.filter(|_| right) {
            Some(user) => self.open_session(&user, &sign_in, &keys[0].0).await,
            None => self.note_failure(&keys, now).await,
        }
    }

    /// Counts the failure under each key, each in its own turn: two failures at once are two.
    async fn note_failure(
        &self,
        keys: &[(String, u32)],
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        let mut blocked = None;
        for (key, allowance) in keys {
            let mut transaction = self.ground.write_in(Turn::Account(key)).await?;
            let before = transaction.throttle(key).await?;
            let failures = before
                .filter(|before| now - before.last_failure_at < FORGET_AFTER)
                .map_or(1, |before| before.failures.saturating_add(1));
            let blocked_until = now + wait_after(failures, *allowance);
            if blocked_until > now {
                blocked = blocked.max(Some(blocked_until));
            }
            let throttle = SignInThrottle { key: key.clone(), failures, blocked_until, last_failure_at: now };
            transaction.set_throttle(&throttle).await?;
            if key == &keys[0].0 {
                let address = keys.last().map(|(key, _)| key.clone()).unwrap_or_default();
                transaction.journal(&self.ground.entry(None, None, "sign_in.failed", key, address)).await?;
            }
            transaction.commit().await?;
        }
        Err(blocked.map_or(SignInError::Wrong, SignInError::Blocked))
    }

    async fn open_session(
        &self,
        user: &User,
        sign_in: &SignIn<'_>,
        throttle_key: &str,
    ) -> Result<SignedIn, SignInError> {
        let (now, settings) = (self.ground.now(), self.ground.settings());
        let (text, token) = new_token(self.ground.entropy());
        let expires_at = now + delta(settings.session_absolute);
        let mut transaction = self.ground.write_in(Turn::Account(throttle_key)).await?;
        let memberships = transaction.memberships(user.id).await?;
        let organization = memberships.first().ok_or(SignInError::NoOrganization)?.organization.id;
        let session = Session {
            id: self.ground.id::<SessionId>(),
            user: user.id,
            organization,
            created_at: now,
            last_seen_at: now,
            expires_at,
            user_agent: sign_in.user_agent.chars().take(200).collect(),
            address: sign_in.address.to_owned(),
        };
        transaction.insert_session(&session, &token).await?;
        transaction.clear_throttle(throttle_key).await?;
        let entry =
            self.ground.entry(Some(organization), Some(user.id), "sign_in", session.id, &session.address);
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(SignedIn { token: text.into(), expires_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_after_the_free_failures_and_has_an_end() {
        let seconds: Vec<i64> =
            (1..=8).map(|failures| wait_after(failures, FREE_FAILURES).num_seconds()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 2, 4, 8, 16]);
        assert_eq!(wait_after(1_000, FREE_FAILURES), LONGEST_WAIT);
    }
}
