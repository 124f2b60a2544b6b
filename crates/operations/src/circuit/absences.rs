//! Absences: who is away, from when to when, and who stands in.

use domain::{Absence, AbsenceField, Notes, Permission, Remark, UserId, paris_day, parse_day};

use super::approvers::Approvers;
use super::wing::Circuit;
use crate::{Actor, OperationError, Result};

/// An absence as typed.
#[derive(Clone, Debug, Default)]
pub struct AbsenceTyped {
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// Who stands in.
    pub substitute: String,
}

impl Circuit {
    /// One's own absence that is or will be, and who may stand in.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide on invoices.
    pub async fn absence(&self, actor: &Actor) -> Result<(Option<Absence>, Vec<(UserId, String)>)> {
        actor.require(Permission::Treat)?;
        let today = paris_day(self.ground.now());
        let mut read = self.ground.read().await?;
        let approvers = Approvers::read(read.as_mut(), actor.organization, today).await?;
        let own = approvers.absences().iter().find(|absence| absence.user == actor.user).cloned();
        let people = approvers.people().filter(|(user, _)| *user != actor.user);
        Ok((own, people.map(|(user, name)| (user, name.to_owned())).collect()))
    }

    /// Says when one is absent and who stands in: what waits for one waits for both then.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected.
    pub async fn set_absence(&self, actor: &Actor, typed: &AbsenceTyped) -> Result<()> {
        actor.require(Permission::Treat)?;
        let today = paris_day(self.ground.now());
        let mut transaction = self.ground.write(actor.organization).await?;
        let approvers = Approvers::read(transaction.as_mut(), actor.organization, today).await?;
        let mut notes = Notes::default();
        let mut day = |field: AbsenceField, typed: &str| {
            let day = parse_day(typed.trim(), today);
            if day.is_none() {
                notes.error(field, Remark::DateUnreadable);
            }
            day
        };
        let first = day(AbsenceField::First, &typed.first);
        let last = day(AbsenceField::Last, &typed.last);
        if first.zip(last).is_some_and(|(first, last)| last < first) {
            notes.error(AbsenceField::Last, Remark::AbsenceEndsBefore);
        }
        let chosen: Option<UserId> = typed.substitute.parse().ok();
        let substitute = chosen.filter(|chosen| approvers.people().any(|(user, _)| user == *chosen));
        match substitute {
            None => notes.error(AbsenceField::Substitute, Remark::NotChosen),
            Some(user) if user == actor.user => {
                notes.error(AbsenceField::Substitute, Remark::SubstituteIsSelf);
            }
            Some(_) => {}
        }
        let (Some(first), Some(last), Some(substitute), false) = (first, last, substitute, notes.refuse())
        else {
            return Err(OperationError::Invalid(notes));
        };
        let absence = Absence { user: actor.user, substitute, first, last };
        transaction.put_absence(actor.organization, &absence).await?;
        let detail = format!("{first} → {last}, {substitute}");
        transaction.journal(&self.ground.act(actor, "absence.set", actor.user, detail)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// One is there again.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] for who may not decide on invoices.
    pub async fn end_absence(&self, actor: &Actor) -> Result<()> {
        actor.require(Permission::Treat)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        if transaction.delete_absence(actor.organization, actor.user).await? {
            transaction.journal(&self.ground.act(actor, "absence.end", actor.user, "")).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
