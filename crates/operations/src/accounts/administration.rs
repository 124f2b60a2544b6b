//! Who may change the people of an organisation, decided in the transaction that writes.

use domain::{Permission, Role, UserId};
use storage::{Scope, ScopedStructure, Transaction, UserOfOrganization};

use crate::{Actor, OperationError, Result};

/// The people of the organisation, for who is still its administrator in the transaction that writes: a moment ago is
/// not now.
pub(super) async fn people_to_change(
    transaction: &mut dyn Transaction,
    actor: &Actor,
) -> Result<Vec<UserOfOrganization>> {
    let people = transaction.users_of(actor.organization).await?;
    let still = person(&people, actor.user).is_ok_and(administers);
    if still { Ok(people) } else { Err(OperationError::Forbidden(Permission::ManageUsers)) }
}

/// Can do everything, reach included, and can sign in.
pub(super) fn administers(entry: &UserOfOrganization) -> bool {
    entry.role == Role::Administrateur && entry.scope == Scope::Everything && entry.user.disabled_at.is_none()
}

/// An administrator whose own reach is limited cannot hand out what they do not have.
pub(super) fn may_manage_users(actor: &Actor) -> Result<()> {
    actor.require(Permission::ManageUsers)?;
    if actor.scope == Scope::Everything {
        Ok(())
    } else {
        Err(OperationError::Forbidden(Permission::ManageUsers))
    }
}

/// Somebody of the organisation.
pub(super) fn person(people: &[UserOfOrganization], user: UserId) -> Result<&UserOfOrganization> {
    people.iter().find(|entry| entry.user.id == user).ok_or(OperationError::NotFound("user"))
}

/// Every structure of a reach belongs to the organisation.
pub(super) async fn know_reach(
    transaction: &mut dyn Transaction,
    actor: &Actor,
    scope: &Scope,
) -> Result<()> {
    let Scope::Only(list) = scope else { return Ok(()) };
    let known = transaction.structures(actor.organization).await?;
    let foreign =
        |entry: &ScopedStructure| !known.iter().any(|summary| summary.structure.id == entry.structure);
    if list.iter().any(foreign) { Err(OperationError::NotFound("structure")) } else { Ok(()) }
}
