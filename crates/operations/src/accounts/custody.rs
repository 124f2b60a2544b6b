//! What who works on the machine does with accounts: a password that was forgotten, a person who left, sessions.

use domain::{Notes, PersonField, UserId};
use secrecy::SecretString;
use storage::{Notice, Organization, Session, Turn, User};

use super::administration::administers;
use super::password::check_new_password;
use super::tries::Tries;
use super::{Accounts, Registry};
use crate::{OperationError, Result};

impl Registry {
    async fn person(&self, email: &str) -> Result<User> {
        self.user_by_email(email).await?.ok_or(OperationError::NotFound("user"))
    }

    /// Gives a person a new password: every session and every known browser of theirs ends with the old one.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for an unknown address, [`OperationError::Invalid`] for a weak password.
    pub async fn reset_password(&self, email: &str, password: &SecretString) -> Result<()> {
        let Accounts { ground, .. } = self.accounts();
        let user = self.person(email).await?;
        let organizations = self.memberships(user.id).await?;
        let names = organizations.iter().map(|membership| membership.organization.name.as_str());
        let own: Vec<&str> = [user.email.as_str(), user.name.as_str()].into_iter().chain(names).collect();
        check_new_password(password, &own)
            .map_err(|reason| OperationError::Invalid(Notes::of_error(PersonField::Password, reason)))?;
        let password_hash = self.accounts().hash(password).await?;
        let mut transaction = ground.write_in(Turn::Account(&turn_of(&user))).await?;
        let present = transaction.user(user.id).await?.ok_or(OperationError::NotFound("user"))?;
        transaction.update_user(&User { password_hash, ..present }).await?;
        transaction.delete_sessions(user.id, None).await?;
        transaction.delete_sign_in_challenges(user.id).await?;
        transaction.delete_devices(user.id).await?;
        transaction.journal(&ground.entry(None, None, "password.reset", user.id, "")).await?;
        transaction.tell(Notice::Person(user.id)).await?;
        transaction.commit().await?;
        for tries in [Tries::of_stranger(&user.email, ""), Tries::of_password(user.id)] {
            self.accounts().forget(&tries).await?;
        }
        Ok(())
    }

    /// Keeps a person out, or lets them in again. Gives the organisations that are left without an administrator.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for an unknown address.
    pub async fn set_disabled(&self, email: &str, disabled: bool) -> Result<Vec<Organization>> {
        let Accounts { ground, .. } = self.accounts();
        let user = self.person(email).await?;
        let mut transaction = ground.write_in(Turn::Account(&turn_of(&user))).await?;
        let present = transaction.user(user.id).await?.ok_or(OperationError::NotFound("user"))?;
        let disabled_at = disabled.then(|| present.disabled_at.unwrap_or(ground.now()));
        transaction.update_user(&User { disabled_at, ..present }).await?;
        let action = if disabled { "user.disable" } else { "user.enable" };
        if disabled {
            transaction.delete_sessions(user.id, None).await?;
            transaction.delete_sign_in_challenges(user.id).await?;
            transaction.delete_devices(user.id).await?;
        }
        transaction.journal(&ground.entry(None, None, action, user.id, "")).await?;
        transaction.tell(Notice::Person(user.id)).await?;
        let mut without = Vec::new();
        for membership in transaction.memberships(user.id).await? {
            let people = transaction.users_of(membership.organization.id).await?;
            if !people.iter().any(administers) {
                without.push(membership.organization);
            }
        }
        transaction.commit().await?;
        Ok(without)
    }

    /// The sessions of a person, latest first.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for an unknown address.
    pub async fn sessions(&self, email: &str) -> Result<Vec<Session>> {
        let user = self.person(email).await?;
        self.accounts().sessions_of(user.id).await
    }

    /// Ends every session of a person; gives how many.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for an unknown address.
    pub async fn end_sessions(&self, email: &str) -> Result<u64> {
        let Accounts { ground, .. } = self.accounts();
        let user = self.person(email).await?;
        let mut transaction = ground.write_in(Turn::Account(&turn_of(&user))).await?;
        let ended = transaction.delete_sessions(user.id, None).await?;
        let entry = ground.entry(None, None, "sessions.end", user.id, format!("{ended} sessions"));
        transaction.journal(&entry).await?;
        transaction.tell(Notice::Person(user.id)).await?;
        transaction.commit().await?;
        Ok(ended)
    }
}

fn turn_of(user: &User) -> String {
    format!("account:{}", user.email.to_lowercase())
}

impl Accounts {
    async fn sessions_of(&self, user: UserId) -> Result<Vec<Session>> {
        Ok(self.ground.read().await?.sessions_of(user).await?)
    }
}
