//! Who is in charge of which structure.

use domain::{Permission, Role, StructureId, UserId};
use storage::{InCharge, Scope, UserOfOrganization};

use super::Portfolio;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Portfolio {
    /// Who is in charge of the structures within reach, by name of the person.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn in_charge(&self, actor: &Actor) -> Result<Vec<InCharge>> {
        actor.require(Permission::Read)?;
        let mut told = self.ground.read().await?.in_charge(actor.organization).await?;
        told.retain(|charge| actor.scope.reaches_structure(charge.structure));
        Ok(told)
    }

    /// Who may be put in charge of a structure: the people who reach it, by name. Told to who may choose among them.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach.
    pub async fn people_for(&self, actor: &Actor, id: StructureId) -> Result<Vec<(UserId, String)>> {
        may_assign(actor)?;
        let mut read = self.ground.read().await?;
        let found = read.structure(actor.organization, id).await?;
        found.ok_or(OperationError::NotFound("structure"))?;
        let people = read.users_of(actor.organization).await?;
        let eligible = people.into_iter().filter(|entry| is_eligible(entry, id));
        Ok(eligible.map(|entry| (entry.user.id, entry.user.name)).collect())
    }

    /// Puts these people in charge of a structure, and nobody else.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] for a structure or a person of another organisation, and for who does not reach the
    /// structure.
    pub async fn set_in_charge(&self, actor: &Actor, id: StructureId, users: &[UserId]) -> Result<()> {
        may_assign(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let found = transaction.structure(actor.organization, id).await?;
        found.ok_or(OperationError::NotFound("structure"))?;
        let people = transaction.users_of(actor.organization).await?;
        // A moment ago is not now.
        let still = |entry: &UserOfOrganization| {
            entry.user.id == actor.user
                && entry.role == Role::Administrateur
                && entry.scope == Scope::Everything
        };
        if !people.iter().any(still) {
            return Err(OperationError::Forbidden(Permission::ManageUsers));
        }
        let mut chosen = users.to_vec();
        chosen.sort_unstable();
        chosen.dedup();
        let eligible =
            |user: &UserId| people.iter().any(|entry| entry.user.id == *user && is_eligible(entry, id));
        if !chosen.iter().all(eligible) {
            return Err(OperationError::NotFound("user"));
        }
        let known = transaction.in_charge(actor.organization).await?;
        let before = known.iter().filter(|one| one.structure == id).map(|one| one.user.to_string());
        let mut before: Vec<String> = before.collect();
        before.sort_unstable();
        let before = before.join(" ");
        transaction.set_in_charge(actor.organization, id, &chosen).await?;
        let detail = chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let entry = self.ground.act(actor, "structure.charge", id, &detail);
        transaction.journal(&entry.changing(Some(before), Some(detail))).await?;
        transaction.tell(changed(actor.organization, id, None)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Administrators who reach everything: others do not know all the people.
fn may_assign(actor: &Actor) -> Result<()> {
    actor.require(Permission::ManageUsers)?;
    if actor.scope == Scope::Everything {
        Ok(())
    } else {
        Err(OperationError::Forbidden(Permission::ManageUsers))
    }
}

/// Who cannot sign in or does not see a structure cannot take care of it.
fn is_eligible(entry: &UserOfOrganization, structure: StructureId) -> bool {
    entry.user.disabled_at.is_none() && entry.scope.reaches_structure(structure)
}
