//! The people of an organisation, as its administrators see and change them.

use domain::{Notes, Permission, PersonField, Reason, Role, UserId};
use secrecy::SecretString;
use storage::{Scope, ScopedStructure, UserOfOrganization};

use super::{Accounts, NewUser};
use crate::{Actor, OperationError, Result};

impl Accounts {
    /// The people of the organisation, by name.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for all but administrators.
    pub async fn users(&self, actor: &Actor) -> Result<Vec<UserOfOrganization>> {
        actor.require(Permission::ManageUsers)?;
        Ok(self.ground.read().await?.users_of(actor.organization).await?)
    }

    /// What is to be corrected of a person before role and reach are known: a form says everything at once.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for all but administrators.
    pub async fn notes_on_person(
        &self,
        actor: &Actor,
        email: &str,
        name: &str,
        password: &SecretString,
    ) -> Result<Notes> {
        may_manage_users(actor)?;
        Ok(self.examine_person(email.trim(), name.trim(), password).await?.0)
    }

    /// Adds a person to the organisation.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when something typed is not usable or the person is a member already.
    pub async fn add_user(&self, actor: &Actor, new: NewUser) -> Result<UserId> {
        may_manage_users(actor)?;
        let prepared = self.prepare_user(new).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = transaction.users_of(actor.organization).await?;
        if people.iter().any(|entry| entry.user.email.to_lowercase() == prepared.email_key()) {
            return Err(OperationError::Invalid(Notes::of_error(PersonField::Email, Reason::AlreadyMember)));
        }
        if let Scope::Only(list) = prepared.scope() {
            let known = transaction.structures(actor.organization).await?;
            let foreign = |entry: &ScopedStructure| {
                !known.iter().any(|summary| summary.structure.id == entry.structure)
            };
            if list.iter().any(foreign) {
                return Err(OperationError::NotFound("structure"));
            }
        }
        let id = self.put_user(transaction.as_mut(), actor.organization, Some(actor.user), prepared).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes the role of a person. The last administrator stays one.
    ///
    /// # Errors
    /// A person of another organisation is not found.
    pub async fn set_role(&self, actor: &Actor, user: UserId, role: Role) -> Result<()> {
        may_manage_users(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = transaction.users_of(actor.organization).await?;
        let person = person(&people, user)?;
        if role != Role::Administrateur {
            keep_an_administrator(&people, user)?;
        }
        transaction.set_membership(actor.organization, user, role, &person.scope).await?;
        transaction.journal(&self.ground.act(actor, "user.role", user, role.code())).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a person out of the organisation, at once.
    ///
    /// # Errors
    /// A person of another organisation is not found; the last administrator stays.
    pub async fn remove_user(&self, actor: &Actor, user: UserId) -> Result<()> {
        may_manage_users(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = transaction.users_of(actor.organization).await?;
        person(&people, user)?;
        keep_an_administrator(&people, user)?;
        transaction.remove_membership(actor.organization, user).await?;
        transaction.journal(&self.ground.act(actor, "user.remove", user, "")).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// An administrator whose own reach is limited cannot hand out what they do not have.
fn may_manage_users(actor: &Actor) -> Result<()> {
    actor.require(Permission::ManageUsers)?;
    if actor.scope == Scope::Everything {
        Ok(())
    } else {
        Err(OperationError::Forbidden(Permission::ManageUsers))
    }
}

fn person(people: &[UserOfOrganization], user: UserId) -> Result<&UserOfOrganization> {
    people.iter().find(|entry| entry.user.id == user).ok_or(OperationError::NotFound("user"))
}

/// Somebody else must remain who can do everything: reach included, and able to sign in.
fn keep_an_administrator(people: &[UserOfOrganization], except: UserId) -> Result<()> {
    let remains = people.iter().any(|entry| {
        entry.role == Role::Administrateur
            && entry.scope == Scope::Everything
            && entry.user.disabled_at.is_none()
            && entry.user.id != except
    });
    if remains { Ok(()) } else { Err(OperationError::Refused(Reason::LastAdministrator)) }
}
