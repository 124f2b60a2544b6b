//! Signing in and out, sessions, password change.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{OrganizationId, SessionId, format_time};
use secrecy::SecretString;
use storage::{Membership, Session, SignInThrottle, User};
use thiserror::Error;

use crate::entropy::{hash_token, new_id, new_token};
use crate::password::check_new_password;
use crate::{Actor, OperationError, Operations, PasswordProblem, Result};

/// Failures that cost nothing; each further one doubles the wait.
const FREE_FAILURES: u32 = 4;
/// Longest wait between two tries.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// An address may fail more often than an account: an office shares one.
const ADDRESS_ALLOWANCE: u32 = 20;
/// Failures older than this are forgotten.
const FORGET_AFTER: TimeDelta = TimeDelta::hours(24);

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

/// Why a sign-in failed. `Display` is for the user; unknown users, wrong passwords and disabled users are not told apart.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Wrong address or password.
    #[error("Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.")]
    Wrong,
    /// Too many failures.
    #[error("Trop d’essais infructueux. Réessayez à {}.", format_time(*.0))]
    Blocked(DateTime<Utc>),
    /// Too many sign-ins at once.
    #[error("Trop de connexions à la fois. Réessayez dans quelques secondes.")]
    Busy,
    /// The person belongs to no organisation.
    #[error("Votre compte n’est rattaché à aucune organisation. Demandez-le à un administrateur.")]
    NoOrganization,
    /// Something else failed.
    #[error("La connexion est momentanément impossible. Réessayez dans quelques minutes.")]
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

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

impl Operations {
    /// Signs a person in. Takes the same time for unknown users.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(&self, sign_in: SignIn<'_>) -> std::result::Result<SignedIn, SignInError> {
        let now = self.now();
        let email = sign_in.email.trim();
        let keys = [
            (format!("account:{}", email.to_lowercase()), FREE_FAILURES),
            (format!("address:{}", sign_in.address), ADDRESS_ALLOWANCE),
        ];
        for (key, _) in &keys {
            if let Some(throttle) = self.storage().throttle(key).await?
                && throttle.blocked_until > now
            {
                return Err(SignInError::Blocked(throttle.blocked_until));
            }
        }
        let user = self.storage().user_by_email(email).await?;
        let hash =
            user.as_ref().filter(|user| user.disabled_at.is_none()).map(|user| user.password_hash.as_str());
        let right = self.inner.hasher.verify(&sign_in.password, hash).await.map_err(|_| SignInError::Busy)?;
        match user.filter(|_| right) {
            Some(user) => self.open_session(&user, &sign_in, &keys[0].0).await,
            None => self.note_failure(&keys, now).await,
        }
    }

    async fn note_failure(
        &self,
        keys: &[(String, u32)],
        now: DateTime<Utc>,
    ) -> std::result::Result<SignedIn, SignInError> {
        let mut unit = self.storage().begin().await?;
        let mut blocked = None;
        for (key, allowance) in keys {
            let before = self.storage().throttle(key).await?;
            let failures = before
                .filter(|before| now - before.last_failure_at < FORGET_AFTER)
                .map_or(1, |before| before.failures.saturating_add(1));
            let blocked_until = now + wait_after(failures, *allowance);
            if blocked_until > now {
                blocked = blocked.max(Some(blocked_until));
            }
            unit.set_throttle(&SignInThrottle {
                key: key.clone(),
                failures,
                blocked_until,
                last_failure_at: now,
            })
            .await?;
        }
        unit.journal(&self.entry(None, None, "sign_in.failed", &keys[0].0, keys[1].0.clone())).await?;
        unit.commit().await?;
        Err(blocked.map_or(SignInError::Wrong, SignInError::Blocked))
    }

    async fn open_session(
        &self,
        user: &User,
        sign_in: &SignIn<'_>,
        throttle_key: &str,
    ) -> std::result::Result<SignedIn, SignInError> {
        let now = self.now();
        let memberships = self.storage().memberships(user.id).await?;
        let organization = memberships.first().ok_or(SignInError::NoOrganization)?.organization.id;
        let (text, token) = new_token(self.entropy());
        let expires_at = now + delta(self.settings().session_absolute);
        let session = Session {
            id: SessionId(new_id(now, self.entropy())),
            user: user.id,
            organization,
            created_at: now,
            last_seen_at: now,
            expires_at,
            user_agent: sign_in.user_agent.chars().take(200).collect(),
            address: sign_in.address.to_owned(),
        };
        let mut unit = self.storage().begin().await?;
        unit.insert_session(&session, &token).await?;
        unit.clear_throttle(throttle_key).await?;
        unit.delete_expired_sessions(now, now - delta(self.settings().session_idle)).await?;
        unit.journal(&self.entry(Some(organization), Some(user.id), "sign_in", session.id, &session.address))
            .await?;
        unit.commit().await?;
        Ok(SignedIn { token: text.into(), expires_at })
    }

    /// The person behind a cookie, while the session lasts.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn actor(&self, token: &str) -> Result<Option<Actor>> {
        let now = self.now();
        let Some((session, user, membership)) = self.storage().session(&hash_token(token)).await? else {
            return Ok(None);
        };
        let idle = now - session.last_seen_at;
        if session.expires_at <= now || idle >= delta(self.settings().session_idle) {
            return Ok(None);
        }
        if idle >= TimeDelta::minutes(1) {
            let mut unit = self.storage().begin().await?;
            unit.touch_session(session.id, now).await?;
            unit.commit().await?;
        }
        let Membership { organization, role, scope, .. } = membership;
        Ok(Some(Actor {
            user: user.id,
            name: user.name,
            email: user.email,
            session: session.id,
            organization: organization.id,
            organization_name: organization.name,
            role,
            scope,
        }))
    }

    /// Signs this browser out.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sign_out(&self, actor: &Actor) -> Result<()> {
        let mut unit = self.storage().begin().await?;
        unit.delete_session(actor.user, actor.session).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "sign_out", actor.session, ""))
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Signs every other browser of this person out; gives how many.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sign_out_elsewhere(&self, actor: &Actor) -> Result<u64> {
        let mut unit = self.storage().begin().await?;
        let ended = unit.delete_sessions(actor.user, Some(actor.session)).await?;
        let entry = self.entry(
            Some(actor.organization),
            Some(actor.user),
            "sign_out.elsewhere",
            actor.user,
            format!("{ended} sessions"),
        );
        unit.journal(&entry).await?;
        unit.commit().await?;
        Ok(ended)
    }

    /// The sessions of this person, latest first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_sessions(&self, actor: &Actor) -> Result<Vec<Session>> {
        let now = self.now();
        let mut sessions = self.storage().sessions_of(actor.user).await?;
        let idle = delta(self.settings().session_idle);
        sessions.retain(|session| session.expires_at > now && now - session.last_seen_at < idle);
        Ok(sessions)
    }

    /// Ends one session of this person.
    ///
    /// # Errors
    /// When storage fails; a session of somebody else is not found.
    pub async fn revoke_session(&self, actor: &Actor, id: SessionId) -> Result<()> {
        if !self.storage().sessions_of(actor.user).await?.iter().any(|session| session.id == id) {
            return Err(OperationError::NotFound("session"));
        }
        let mut unit = self.storage().begin().await?;
        unit.delete_session(actor.user, id).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "session.revoke", id, ""))
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Where this person may work.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_memberships(&self, actor: &Actor) -> Result<Vec<Membership>> {
        Ok(self.storage().memberships(actor.user).await?)
    }

    /// Works in another organisation from now on, in this session.
    ///
    /// # Errors
    /// An organisation that the person is no member of is not found.
    pub async fn switch_organization(&self, actor: &Actor, to: OrganizationId) -> Result<()> {
        let memberships = self.storage().memberships(actor.user).await?;
        if !memberships.iter().any(|membership| membership.organization.id == to) {
            return Err(OperationError::NotFound("organization"));
        }
        let mut unit = self.storage().begin().await?;
        unit.switch_session(actor.session, to).await?;
        unit.journal(&self.entry(Some(to), Some(actor.user), "organization.switch", to, "")).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Changes the password after checking the present one, and signs every other browser out.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with the sentence for the user.
    pub async fn change_password(
        &self,
        actor: &Actor,
        present: SecretString,
        new: SecretString,
    ) -> Result<()> {
        let mut user = self.storage().user(actor.user).await?.ok_or(OperationError::NotFound("user"))?;
        let busy = |_| OperationError::Busy(self.now() + TimeDelta::seconds(5));
        if !self.inner.hasher.verify(&present, Some(&user.password_hash)).await.map_err(busy)? {
            return Err(OperationError::Refused("Le mot de passe actuel est incorrect.".to_owned()));
        }
        user.password_hash = self.hash_new_password(&new, &[&user.email, &user.name]).await?;
        let mut unit = self.storage().begin().await?;
        unit.update_user(&user).await?;
        unit.delete_sessions(actor.user, Some(actor.session)).await?;
        let entry = self.entry(Some(actor.organization), Some(actor.user), "password.change", actor.user, "");
        unit.journal(&entry).await?;
        unit.commit().await?;
        Ok(())
    }

    pub(crate) async fn hash_new_password(&self, new: &SecretString, own_words: &[&str]) -> Result<String> {
        check_new_password(new, own_words)
            .map_err(|problem: PasswordProblem| OperationError::Refused(problem.to_string()))?;
        self.inner
            .hasher
            .hash(new, self.entropy())
            .await
            .map_err(|_| OperationError::Busy(self.now() + TimeDelta::seconds(5)))
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
