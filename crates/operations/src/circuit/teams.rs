//! Teams: people who approve for each other.

use domain::{LONGEST_CIRCUIT_NAME, Notes, Reason, Remark, TeamField, TeamId, UserId, paris_day};
use storage::Team;

use super::approvers::Approvers;
use super::wing::{Circuit, require_whole};
use crate::{Actor, OperationError, Result};

/// Most teams of an organisation.
pub const MOST_TEAMS: usize = 50;

/// A team as typed.
#[derive(Clone, Debug, Default)]
pub struct TeamTyped {
    /// The one that is changed; none for a new one.
    pub id: Option<TeamId>,
    /// What they are called.
    pub name: String,
    /// Who they are.
    pub members: Vec<UserId>,
}

impl Circuit {
    /// Adds a team, or changes one.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with what is to be corrected, [`OperationError::NotFound`] for a team that is not there,
    /// [`OperationError::Refused`] when there are too many.
    pub async fn put_team(&self, actor: &Actor, typed: TeamTyped) -> Result<()> {
        require_whole(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let today = paris_day(self.ground.now());
        let approvers = Approvers::read(transaction.as_mut(), actor.organization, today).await?;
        let mut notes = Notes::default();
        let name = typed.name.trim().to_owned();
        match name.chars().count() {
            0 => notes.error(TeamField::Name, Remark::CircuitNameMissing),
            length if length > LONGEST_CIRCUIT_NAME => {
                notes.error(TeamField::Name, Remark::TooLong { longest: LONGEST_CIRCUIT_NAME, length });
            }
            _ => {}
        }
        let mut members = typed.members;
        members.retain(|member| approvers.people().any(|(user, _)| user == *member));
        members.sort_unstable();
        members.dedup();
        if members.is_empty() {
            notes.error(TeamField::Members, Remark::TeamEmpty);
        }
        if notes.refuse() {
            return Err(OperationError::Invalid(notes));
        }
        let id = match typed.id {
            Some(id) if approvers.teams.iter().any(|team| team.id == id) => id,
            Some(_) => return Err(OperationError::NotFound("team")),
            None if approvers.teams.len() >= MOST_TEAMS => {
                return Err(OperationError::Refused(Reason::CircuitFull { most: MOST_TEAMS as u64 }));
            }
            None => self.ground.id(),
        };
        let detail = format!("{name}: {}", members.len());
        transaction.put_team(actor.organization, &Team { id, name, members }).await?;
        transaction.journal(&self.ground.act(actor, "circuit.team_put", id, detail)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a team away. A step that waits for it then waits for somebody who asks another approver.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is none.
    pub async fn delete_team(&self, actor: &Actor, id: TeamId) -> Result<()> {
        require_whole(actor)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        if !transaction.delete_team(actor.organization, id).await? {
            return Err(OperationError::NotFound("team"));
        }
        transaction.journal(&self.ground.act(actor, "circuit.team_delete", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }
}
