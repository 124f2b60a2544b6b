//! The people of an organisation, as its administrators see and change them.

use domain::{Notes, Permission, Reason, Role, UserId};
use secrecy::SecretString;
use storage::{Notice, Scope, UserOfOrganization};

use super::Accounts;
use super::administration::{administers, know_reach, may_manage_users, people_to_change, person};
use crate::ground::{membership_value, reach_value};
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
        let own = &actor.organization_name;
        Ok(self.examine_person(email.trim(), name.trim(), password, own).await?.0)
    }

    /// Changes the role of a person. The last administrator stays one.
    ///
    /// # Errors
    /// A person of another organisation is not found.
    pub async fn set_role(&self, actor: &Actor, user: UserId, role: Role) -> Result<()> {
        may_manage_users(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = people_to_change(transaction.as_mut(), actor).await?;
        let person = person(&people, user)?;
        let (before, after) = (person.role.code().to_owned(), role.code().to_owned());
        if role != Role::Administrateur {
            keep_an_administrator(&people, user)?;
        }
        transaction.set_membership(actor.organization, user, role, &person.scope).await?;
        let entry = self.ground.act(actor, "user.role", user, role.code());
        transaction.journal(&entry.changing(Some(before), Some(after))).await?;
        transaction.tell(Notice::Person(user)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Changes what a person may reach. The last administrator who reaches everything goes on doing so.
    ///
    /// # Errors
    /// A person or a structure of another organisation is not found.
    pub async fn set_reach(&self, actor: &Actor, user: UserId, scope: Scope) -> Result<()> {
        may_manage_users(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = people_to_change(transaction.as_mut(), actor).await?;
        let person = person(&people, user)?;
        let (before, after) = (reach_value(&person.scope), reach_value(&scope));
        if scope != Scope::Everything && person.role == Role::Administrateur {
            keep_an_administrator(&people, user)?;
        }
        know_reach(transaction.as_mut(), actor, &scope).await?;
        transaction.set_membership(actor.organization, user, person.role, &scope).await?;
        let detail = match &scope {
            Scope::Everything => "everything".to_owned(),
            Scope::Only(list) => format!("{} structures", list.len()),
        };
        let entry = self.ground.act(actor, "user.reach", user, detail);
        transaction.journal(&entry.changing(Some(before), Some(after))).await?;
        transaction.tell(Notice::Person(user)).await?;
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
        let people = people_to_change(transaction.as_mut(), actor).await?;
        let person = person(&people, user)?;
        let before = membership_value(person.role, &person.scope);
        keep_an_administrator(&people, user)?;
        transaction.remove_membership(actor.organization, user).await?;
        let entry = self.ground.act(actor, "user.remove", user, "");
        transaction.journal(&entry.changing(Some(before), None)).await?;
        transaction.tell(Notice::Person(user)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Somebody else must remain who can do everything: reach included, and able to sign in.
fn keep_an_administrator(people: &[UserOfOrganization], except: UserId) -> Result<()> {
    let remains = people.iter().any(|entry| administers(entry) && entry.user.id != except);
    if remains { Ok(()) } else { Err(OperationError::Refused(Reason::LastAdministrator)) }
}
