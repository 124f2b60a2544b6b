//! The sessions of a person, and the password they are opened with.

use chrono::TimeDelta;
use domain::{Notes, OrganizationId, PasswordField, Reason, SessionId};
use secrecy::SecretString;
use storage::{JournalResult, Membership, Notice, Session, Turn};

use super::Accounts;
use super::password::{Queue, check_new_password};
use super::tries::{NotTried, Tries};
use crate::ground::{delta, hash_token};
use crate::{Actor, OperationError, Result};

/// The turn of everything that belongs to a person before any organisation.
fn turn_of(actor: &Actor) -> String {
    format!("account:{}", actor.email.to_lowercase())
}

impl Accounts {
    /// The person behind a cookie, while the session lasts. Asking keeps the session alive; nothing is written here.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn actor(&self, token: &str) -> Result<Option<Actor>> {
        let actor = self.watcher(token).await?;
        if let Some(actor) = &actor {
            self.note_use(actor);
        }
        Ok(actor)
    }

    /// The same for a page that is open and asks by itself: that keeps no session alive.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn watcher(&self, token: &str) -> Result<Option<Actor>> {
        let now = self.ground.now();
        let found = self.ground.read().await?.session(&hash_token(token)).await?;
        let Some((session, user, membership)) = found else { return Ok(None) };
        let idle = now - self.seen.last(session.id, session.last_seen_at);
        if session.expires_at <= now || idle >= delta(self.ground.settings().session_idle) {
            return Ok(None);
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

    /// Notes that a person used their session.
    pub fn note_use(&self, actor: &Actor) {
        self.seen.note(actor.session, self.ground.now());
    }

    /// Signs this browser out.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sign_out(&self, actor: &Actor) -> Result<()> {
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        transaction.delete_session(actor.user, actor.session).await?;
        transaction.journal(&self.ground.act(actor, "sign_out", actor.session, "")).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Signs every other browser of this person out; gives how many.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn sign_out_elsewhere(&self, actor: &Actor) -> Result<u64> {
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        let ended = transaction.delete_sessions(actor.user, Some(actor.session)).await?;
        let entry = self.ground.act(actor, "sign_out.elsewhere", actor.user, format!("{ended} sessions"));
        transaction.journal(&entry).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        transaction.commit().await?;
        Ok(ended)
    }

    /// The sessions of this person, latest first.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_sessions(&self, actor: &Actor) -> Result<Vec<Session>> {
        let now = self.ground.now();
        let mut sessions = self.ground.read().await?.sessions_of(actor.user).await?;
        let idle = delta(self.ground.settings().session_idle);
        for session in &mut sessions {
            session.last_seen_at = self.seen.last(session.id, session.last_seen_at);
        }
        sessions.retain(|session| session.expires_at > now && now - session.last_seen_at < idle);
        Ok(sessions)
    }

    /// Ends one session of this person.
    ///
    /// # Errors
    /// When storage fails; a session of somebody else is not found.
    pub async fn revoke_session(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        if !transaction.delete_session(actor.user, id).await? {
            return Err(OperationError::NotFound("session"));
        }
        transaction.journal(&self.ground.act(actor, "session.revoke", id, "")).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Where this person may work.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_memberships(&self, actor: &Actor) -> Result<Vec<Membership>> {
        Ok(self.ground.read().await?.memberships(actor.user).await?)
    }

    /// Works in another organisation from now on, in this session.
    ///
    /// # Errors
    /// An organisation that the person is no member of is not found.
    pub async fn switch_organization(&self, actor: &Actor, to: OrganizationId) -> Result<()> {
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        let memberships = transaction.memberships(actor.user).await?;
        if !memberships.iter().any(|membership| membership.organization.id == to) {
            return Err(OperationError::NotFound("organization"));
        }
        transaction.switch_session(actor.session, to).await?;
        transaction.use_membership(to, actor.user, self.ground.now()).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        let entry = self.ground.entry(Some(to), Some(actor.user), "organization.switch", to, "");
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Changes the password after checking the present one, and signs every other browser out.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when the present one is wrong or the new one too weak.
    pub async fn change_password(
        &self,
        actor: &Actor,
        present: SecretString,
        new: SecretString,
    ) -> Result<()> {
        let user = self.ground.read().await?.user(actor.user).await?;
        let user = user.ok_or(OperationError::NotFound("user"))?;
        let busy = |_| OperationError::Busy(self.ground.now() + TimeDelta::seconds(5));
        let invalid =
            |field: PasswordField, reason: Reason| OperationError::Invalid(Notes::of_error(field, reason));
        let tries = Tries::of_password(actor.user);
        let refused = |error| match error {
            NotTried::Blocked(until) => invalid(PasswordField::Present, Reason::TooManyTries { until }),
            NotTried::Failed(error) => error,
        };
        self.blocked(&tries).await.map_err(refused)?;
        let place = self.hasher.place(Queue::Known).map_err(busy)?;
        let next_try = self.admit(&tries).await.map_err(refused)?;
        if !place.verify(&present, Some(&user.password_hash)).await.map_err(busy)? {
            let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
            let entry = self.ground.act(actor, "password.refused", actor.user, "");
            transaction.journal(&entry.ending(JournalResult::Refused)).await?;
            transaction.commit().await?;
            let reason = next_try.map_or(Reason::PasswordWrong, |until| Reason::TooManyTries { until });
            return Err(invalid(PasswordField::Present, reason));
        }
        drop(place);
        self.forget(&tries).await?;
        check_new_password(&new, &[&user.email, &user.name, &actor.organization_name])
            .map_err(|reason| invalid(PasswordField::New, reason))?;
        let hash = self.hash(&new).await?;
        let mut transaction = self.ground.write_in(Turn::Account(&turn_of(actor))).await?;
        let mut now = transaction.user(actor.user).await?.ok_or(OperationError::NotFound("user"))?;
        if now.password_hash != user.password_hash {
            // Changed from elsewhere while we were hashing: what was verified is no longer the password.
            return Err(invalid(PasswordField::Present, Reason::PasswordWrong));
        }
        now.password_hash = hash;
        transaction.update_user(&now).await?;
        transaction.delete_sessions(actor.user, Some(actor.session)).await?;
        transaction.journal(&self.ground.act(actor, "password.change", actor.user, "")).await?;
        transaction.tell(Notice::Person(actor.user)).await?;
        transaction.commit().await?;
        Ok(())
    }
}
