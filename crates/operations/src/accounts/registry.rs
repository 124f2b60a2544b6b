//! Adding organisations and people, for the command line too, which acts without a person.

use chrono::TimeDelta;
use domain::{Notes, OrganizationId, PersonField, Reason, Role, UserId};
use secrecy::SecretString;
use storage::{Membership, Organization, Protection, Scope, StorageError, Transaction, User};

use super::password::{Queue, check_new_password};
use super::{Accounts, Codes, PasswordHasher};
use crate::ground::{Ground, membership_value};
use crate::{OperationError, Result};

/// A person as typed.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Electronic address.
    pub email: String,
    /// First and last name.
    pub name: String,
    /// First password; unused when the person exists already.
    pub password: SecretString,
    /// Role.
    pub role: Role,
    /// Reach.
    pub scope: Scope,
}

/// A person whose input was checked and whose password was hashed, outside any transaction.
pub(super) struct PreparedUser {
    pub(super) user: User,
    pub(super) role: Role,
    pub(super) scope: Scope,
    /// Whether they had an account before.
    pub(super) known: bool,
}

impl PreparedUser {
    /// The address as it is compared.
    pub(super) fn email_key(&self) -> String {
        self.user.email.to_lowercase()
    }
}

impl Accounts {
    /// What is to be corrected of a person as typed, and who they are when they exist already.
    pub(super) async fn examine_person(
        &self,
        email: &str,
        name: &str,
        password: &SecretString,
        organization: &str,
    ) -> Result<(Notes, Option<User>)> {
        let mut notes = Notes::default();
        let usable = email.contains('@') && email.len() <= 254 && !email.chars().any(char::is_whitespace);
        if !usable {
            notes.error(PersonField::Email, Reason::EmailUnusable);
        }
        if name.is_empty() {
            notes.error(PersonField::Name, Reason::NameMissing);
        }
        let known = if usable { self.ground.read().await?.user_by_email(email).await? } else { None };
        if known.is_none()
            && let Err(reason) = check_new_password(password, &[email, name, organization])
        {
            notes.error(PersonField::Password, reason);
        }
        Ok((notes, known))
    }

    /// Checks what was typed and hashes the password. A person who exists already keeps theirs.
    pub(super) async fn prepare_user(&self, new: NewUser, organization: &str) -> Result<PreparedUser> {
        let email = new.email.trim().to_owned();
        let name: String = new.name.trim().chars().take(100).collect();
        let (notes, known) = self.examine_person(&email, &name, &new.password, organization).await?;
        if notes.refuse() {
            return Err(OperationError::Invalid(notes));
        }
        let is_known = known.is_some();
        let user = match known {
            Some(user) => user,
            None => {
                let password_hash = self.hash(&new.password).await?;
                let id = self.ground.id::<UserId>();
                let (created_at, protection) = (self.ground.now(), Protection::default());
                User { id, email, name, password_hash, disabled_at: None, created_at, protection }
            }
        };
        Ok(PreparedUser { user, role: new.role, scope: new.scope, known: is_known })
    }

    /// Hashes a password for somebody who is signed in, or for the operator.
    pub(super) async fn hash(&self, password: &SecretString) -> Result<String> {
        let busy = |_| OperationError::Busy(self.ground.now() + TimeDelta::seconds(5));
        let place = self.hasher.place(Queue::Known).map_err(busy)?;
        place.hash(password, self.ground.entropy()).await.map_err(busy)
    }

    /// Writes a prepared person into an organisation.
    pub(super) async fn put_user(
        &self,
        transaction: &mut dyn Transaction,
        organization: OrganizationId,
        by: Option<UserId>,
        prepared: PreparedUser,
    ) -> Result<UserId> {
        let PreparedUser { user, role, scope, .. } = prepared;
        if transaction.user(user.id).await?.is_none() {
            transaction.insert_user(&user).await.map_err(|error| match error {
                StorageError::AlreadyThere(_) => {
                    OperationError::Invalid(Notes::of_error(PersonField::Email, Reason::EmailTaken))
                }
                other => other.into(),
            })?;
        }
        transaction.set_membership(organization, user.id, role, &scope).await?;
        let entry = self.ground.entry(Some(organization), by, "user.add", user.id, role.code());
        transaction.journal(&entry.changing(None, Some(membership_value(role, &scope)))).await?;
        Ok(user.id)
    }
}

/// Organisations and their first people, without a person who asks.
#[derive(Clone)]
pub struct Registry {
    accounts: Accounts,
}

impl Registry {
    pub(crate) fn new(ground: Ground, hasher: PasswordHasher, codes: Codes) -> Self {
        Self { accounts: Accounts::new(ground, hasher, codes) }
    }

    pub(super) const fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// All organisations.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn organizations(&self) -> Result<Vec<Organization>> {
        Ok(self.accounts.ground.read().await?.organizations().await?)
    }

    /// A person by address.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        Ok(self.accounts.ground.read().await?.user_by_email(email).await?)
    }

    /// Where a person may work.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>> {
        Ok(self.accounts.ground.read().await?.memberships(user).await?)
    }

    /// Adds an organisation.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn add_organization(&self, name: &str) -> Result<OrganizationId> {
        let ground = &self.accounts.ground;
        let id = ground.id::<OrganizationId>();
        let mut transaction = ground.write(id).await?;
        let organization =
            Organization { id, name: name.to_owned(), created_at: ground.now(), second_factor_from: None };
        transaction.insert_organization(&organization).await?;
        transaction.journal(&ground.entry(Some(id), None, "organization.add", id, name)).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Adds a person to an organisation, without asking them: who works on this machine may do anything.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when something is not usable.
    pub async fn add_user(&self, organization: OrganizationId, new: NewUser) -> Result<UserId> {
        let organizations = self.organizations().await?;
        let name = organizations.into_iter().find(|known| known.id == organization).map(|known| known.name);
        let prepared = self.accounts.prepare_user(new, &name.unwrap_or_default()).await?;
        let mut transaction = self.accounts.ground.write(organization).await?;
        let id = self.accounts.put_user(transaction.as_mut(), organization, None, prepared).await?;
        transaction.commit().await?;
        Ok(id)
    }
}
