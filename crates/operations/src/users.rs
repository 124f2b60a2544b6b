//! The people of an organisation. Also used by the command line, which acts without an [`Actor`].

use domain::{OrganizationId, Permission, Role, UserId};
use secrecy::SecretString;
use storage::{Organization, Scope, StorageError, User, UserOfOrganization};

use crate::entropy::new_id;
use crate::{Actor, OperationError, Operations, Result};

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

impl Operations {
    /// The people of the organisation, by name.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for all but administrators.
    pub async fn users(&self, actor: &Actor) -> Result<Vec<UserOfOrganization>> {
        actor.require(Permission::ManageUsers)?;
        Ok(self.storage().users_of(actor.organization).await?)
    }

    /// Adds a person to the organisation.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with the sentence for the user.
    pub async fn add_user(&self, actor: &Actor, new: NewUser) -> Result<UserId> {
        self.may_manage_users(actor)?;
        let email = new.email.trim().to_lowercase();
        if self.users(actor).await?.iter().any(|entry| entry.user.email.to_lowercase() == email) {
            return Err(OperationError::Refused(
                "Cette personne fait déjà partie de l’organisation. Changez son rôle dans la liste."
                    .to_owned(),
            ));
        }
        if let Scope::Only(list) = &new.scope {
            let known = self.storage().structures(actor.organization).await?;
            let foreign = |entry: &storage::ScopedStructure| {
                !known.iter().any(|overview| overview.structure.id == entry.structure)
            };
            if list.iter().any(foreign) {
                return Err(OperationError::NotFound("structure"));
            }
        }
        self.put_user(actor.organization, Some(actor.user), new).await
    }

    /// Changes the role of a person. The last administrator stays one.
    ///
    /// # Errors
    /// A person of another organisation is not found.
    pub async fn set_role(&self, actor: &Actor, user: UserId, role: Role) -> Result<()> {
        self.may_manage_users(actor)?;
        let person = self.person(actor, user).await?;
        if role != Role::Administrateur {
            self.keep_an_administrator(actor, user).await?;
        }
        let mut unit = self.storage().begin().await?;
        unit.set_membership(actor.organization, user, role, &person.scope).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "user.role", user, role.code()))
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// Takes a person out of the organisation, at once.
    ///
    /// # Errors
    /// A person of another organisation is not found; the last administrator stays.
    pub async fn remove_user(&self, actor: &Actor, user: UserId) -> Result<()> {
        self.may_manage_users(actor)?;
        self.person(actor, user).await?;
        self.keep_an_administrator(actor, user).await?;
        let mut unit = self.storage().begin().await?;
        unit.remove_membership(actor.organization, user).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "user.remove", user, ""))
            .await?;
        unit.commit().await?;
        Ok(())
    }

    /// An administrator whose own reach is limited cannot hand out what they do not have.
    fn may_manage_users(&self, actor: &Actor) -> Result<()> {
        actor.require(Permission::ManageUsers)?;
        if actor.scope == Scope::Everything {
            Ok(())
        } else {
            Err(OperationError::Forbidden(Permission::ManageUsers))
        }
    }

    async fn person(&self, actor: &Actor, user: UserId) -> Result<UserOfOrganization> {
        let users = self.users(actor).await?;
        users.into_iter().find(|entry| entry.user.id == user).ok_or(OperationError::NotFound("user"))
    }

    async fn keep_an_administrator(&self, actor: &Actor, except: UserId) -> Result<()> {
        let others = self.users(actor).await?;
        if others.iter().any(|entry| entry.role == Role::Administrateur && entry.user.id != except) {
            return Ok(());
        }
        Err(OperationError::Refused(
            "Une organisation garde au moins un administrateur. Nommez-en un autre d’abord.".to_owned(),
        ))
    }

    /// Adds an organisation (command line and demonstration only).
    ///
    /// # Errors
    /// When storage fails.
    pub async fn add_organization(&self, name: &str) -> Result<OrganizationId> {
        let now = self.now();
        let id = OrganizationId(new_id(now, self.entropy()));
        let mut unit = self.storage().begin().await?;
        unit.insert_organization(&Organization { id, name: name.to_owned(), created_at: now }).await?;
        unit.journal(&self.entry(Some(id), None, "organization.add", id, name)).await?;
        unit.commit().await?;
        Ok(id)
    }

    /// Adds a person to an organisation without an actor (command line and demonstration only).
    ///
    /// # Errors
    /// [`OperationError::Refused`] with the sentence for the user.
    pub async fn put_user(
        &self,
        organization: OrganizationId,
        by: Option<UserId>,
        new: NewUser,
    ) -> Result<UserId> {
        let email = new.email.trim().to_owned();
        if !email.contains('@') || email.len() > 254 || email.chars().any(char::is_whitespace) {
            return Err(OperationError::Refused("Indiquez une adresse électronique valable.".to_owned()));
        }
        let name: String = new.name.trim().chars().take(100).collect();
        if name.is_empty() {
            return Err(OperationError::Refused("Indiquez le prénom et le nom.".to_owned()));
        }
        let known = self.storage().user_by_email(&email).await?;
        let (user, is_new) = match known {
            Some(user) => (user, false),
            None => {
                let now = self.now();
                let password_hash = self.hash_new_password(&new.password, &[&email, &name]).await?;
                let id = UserId(new_id(now, self.entropy()));
                (User { id, email, name, password_hash, disabled_at: None, created_at: now }, true)
            }
        };
        let mut unit = self.storage().begin().await?;
        if is_new {
            unit.insert_user(&user).await.map_err(|error| match error {
                StorageError::AlreadyThere(_) => OperationError::Refused(
                    "Cette adresse vient d’être ajoutée. Rechargez la page.".to_owned(),
                ),
                other => other.into(),
            })?;
        }
        unit.set_membership(organization, user.id, new.role, &new.scope).await?;
        unit.journal(&self.entry(Some(organization), by, "user.add", user.id, new.role.code())).await?;
        unit.commit().await?;
        Ok(user.id)
    }
}
