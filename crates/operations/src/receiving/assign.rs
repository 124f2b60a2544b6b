//! Who looks after a received invoice: *en charge de*, since when.

use std::collections::BTreeMap;

use domain::{InvoiceId, Permission, UserId};
use storage::{Assignee, Invoice, InvoiceRow, Reception, UserOfOrganization};

use super::wing::{Receiving, received};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Receiving {
    /// Who looks after an invoice; none when nobody does.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or no received invoice.
    pub async fn assignee(&self, actor: &Actor, id: InvoiceId) -> Result<Option<Assignee>> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        received(actor, read.as_mut(), id).await?;
        Ok(read.assigned_of(actor.organization, &[id]).await?.remove(&id))
    }

    /// Who looks after those rows of a list that are within reach; those of nobody are left out.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn assignees(
        &self,
        actor: &Actor,
        rows: &[InvoiceRow],
    ) -> Result<BTreeMap<InvoiceId, Assignee>> {
        actor.require(Permission::Read)?;
        let reached = |row: &&InvoiceRow| actor.scope.reaches(row.structure, row.service_code.as_deref());
        let ids: Vec<InvoiceId> = rows.iter().filter(reached).map(|row| row.id).collect();
        Ok(self.ground.read().await?.assigned_of(actor.organization, &ids).await?)
    }

    /// Who may look after an invoice: the people who reach it and may decide, by name.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn may_be_assigned(&self, actor: &Actor, id: InvoiceId) -> Result<Vec<(UserId, String)>> {
        actor.require(Permission::Treat)?;
        let mut read = self.ground.read().await?;
        let invoice = received(actor, read.as_mut(), id).await?;
        let people = read.users_of(actor.organization).await?;
        let eligible = people.into_iter().filter(|entry| is_eligible(entry, &invoice));
        Ok(eligible.map(|entry| (entry.user.id, entry.user.name)).collect())
    }

    /// Gives an invoice to somebody, or to nobody. It is told in its history.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, and for a person who does not reach it or may not decide.
    pub async fn assign(&self, actor: &Actor, id: InvoiceId, user: Option<UserId>) -> Result<()> {
        actor.require(Permission::Treat)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = received(actor, transaction.as_mut(), id).await?;
        let name = match user {
            None => None,
            Some(user) => {
                let people = transaction.users_of(actor.organization).await?;
                let person =
                    people.into_iter().find(|entry| entry.user.id == user && is_eligible(entry, &invoice));
                Some(person.ok_or(OperationError::NotFound("user"))?.user.name)
            }
        };
        let reception = transaction.reception(actor.organization, id).await?;
        let mut reception = reception.unwrap_or_else(|| Reception::of(&invoice, now));
        if reception.assigned_to == user {
            return Ok(());
        }
        let before = std::mem::replace(&mut reception.assigned_to, user);
        reception.assigned_at = user.map(|_| now);
        transaction.put_reception(&reception).await?;
        let code = if user.is_some() { "ASSIGNED" } else { "UNASSIGNED" };
        let mut event = self.ground.event(&invoice, code, Some(&actor.name));
        event.comment = name;
        transaction.insert_event(&event).await?;
        let to_whom = user.map(|user| user.to_string()).unwrap_or_default();
        let entry = self.ground.act(actor, "invoice.assign", id, to_whom);
        let told = |user: Option<UserId>| user.map(|user| user.to_string());
        transaction.journal(&entry.changing(told(before), told(user))).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn is_eligible(entry: &UserOfOrganization, invoice: &Invoice) -> bool {
    entry.role.allows(Permission::Treat)
        && entry.scope.reaches(invoice.structure, invoice.service_code.as_deref())
}
