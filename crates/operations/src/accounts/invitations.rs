//! Asking people who have an account into an organisation: they come when they say yes, and nothing is seen of them
//! before.

use domain::{Notes, OrganizationId, PersonField, Reason, UserId};
use storage::{Invitation, Transaction};

use super::Accounts;
use super::administration::{know_reach, may_manage_users, people_to_change};
use super::registry::PreparedUser;
use crate::ground::membership_value;
use crate::{Actor, OperationError, Result};

/// What became of a person who was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// Nobody had this address: they have an account now, and belong to the organisation.
    Person(UserId),
    /// Somebody has this address: they were asked, and decide.
    Invited(UserId),
}

impl Accounts {
    /// Who was asked into the organisation and has not answered.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for all but administrators.
    pub async fn invitations(&self, actor: &Actor) -> Result<Vec<Invitation>> {
        actor.require(domain::Permission::ManageUsers)?;
        Ok(self.ground.read().await?.invitations_to(actor.organization).await?)
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is none any more.
    pub async fn withdraw_invitation(&self, actor: &Actor, user: UserId) -> Result<()> {
        may_manage_users(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        people_to_change(transaction.as_mut(), actor).await?;
        if !transaction.delete_invitation(actor.organization, user).await? {
            return Err(OperationError::NotFound("invitation"));
        }
        transaction.journal(&self.ground.act(actor, "invitation.withdraw", user, "")).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Where this person was asked to.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn my_invitations(&self, actor: &Actor) -> Result<Vec<Invitation>> {
        Ok(self.ground.read().await?.invitations_of(actor.user).await?)
    }

    /// Says yes to an invitation.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it was taken back.
    pub async fn accept_invitation(&self, actor: &Actor, organization: OrganizationId) -> Result<()> {
        self.join(actor.user, organization).await
    }

    /// Says no to an invitation.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it was taken back.
    pub async fn decline_invitation(&self, actor: &Actor, organization: OrganizationId) -> Result<()> {
        let mut transaction = self.ground.write(organization).await?;
        if !transaction.delete_invitation(organization, actor.user).await? {
            return Err(OperationError::NotFound("invitation"));
        }
        let entry =
            self.ground.entry(Some(organization), Some(actor.user), "invitation.decline", actor.user, "");
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Makes an invitation a membership.
    pub(super) async fn join(&self, user: UserId, organization: OrganizationId) -> Result<()> {
        let mut transaction = self.ground.write(organization).await?;
        let invitations = transaction.invitations_of(user).await?;
        let invitation =
            invitations.into_iter().find(|invitation| invitation.organization.id == organization);
        let invitation = invitation.ok_or(OperationError::NotFound("invitation"))?;
        transaction.delete_invitation(organization, user).await?;
        transaction.set_membership(organization, user, invitation.role, &invitation.scope).await?;
        let detail = format!("{} by {}", invitation.role.code(), invitation.invited_by);
        let entry = self.ground.entry(Some(organization), Some(user), "invitation.accept", user, detail);
        let after = membership_value(invitation.role, &invitation.scope);
        transaction.journal(&entry.changing(None, Some(after))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Asks somebody who has an account.
    pub(super) async fn invite(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        prepared: PreparedUser,
    ) -> Result<Added> {
        let PreparedUser { user, role, scope, .. } = prepared;
        let offered = membership_value(role, &scope);
        let memberships = transaction.memberships(actor.user).await?;
        let here = memberships.into_iter().find(|known| known.organization.id == actor.organization);
        let invitation = Invitation {
            organization: here.ok_or(OperationError::NotFound("organization"))?.organization,
            user: user.id,
            email: user.email,
            role,
            scope,
            invited_by: actor.user,
            invited_at: self.ground.now(),
        };
        transaction.put_invitation(&invitation).await?;
        let entry = self.ground.act(actor, "user.invite", user.id, role.code());
        transaction.journal(&entry.changing(None, Some(offered))).await?;
        Ok(Added::Invited(user.id))
    }

    /// Adds a person to the organisation, or asks somebody who has an account already.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] when something typed is not usable or the person is a member already.
    pub async fn add_user(&self, actor: &Actor, new: super::NewUser) -> Result<Added> {
        may_manage_users(actor)?;
        let prepared = self.prepare_user(new, &actor.organization_name).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let people = people_to_change(transaction.as_mut(), actor).await?;
        if people.iter().any(|entry| entry.user.email.to_lowercase() == prepared.email_key()) {
            return Err(OperationError::Invalid(Notes::of_error(PersonField::Email, Reason::AlreadyMember)));
        }
        know_reach(transaction.as_mut(), actor, &prepared.scope).await?;
        let added = if prepared.known {
            self.invite(transaction.as_mut(), actor, prepared).await?
        } else {
            let by = Some(actor.user);
            Added::Person(self.put_user(transaction.as_mut(), actor.organization, by, prepared).await?)
        };
        transaction.commit().await?;
        Ok(added)
    }
}
