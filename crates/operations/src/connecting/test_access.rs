//! Trying an access layer by layer.

use domain::{Permission, Reason, StructureId};
use storage::{AccessState, JournalResult};

use super::Connecting;
use super::report::{self, AccessReport};
use crate::access::note_state;
use crate::directory::schedule_import;
use crate::ground::changed;
use crate::tracking::schedule;
use crate::{Actor, OperationError, Result};

impl Connecting {
    /// Tries the access of a structure layer by layer, keeps the outcome, and closes the circuit again when it works.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when no access serves the structure.
    pub async fn test_access(&self, actor: &Actor, id: StructureId) -> Result<AccessReport> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        // On its own: a person who leaves the page must not take what was learnt with them.
        let (connecting, actor) = (self.clone(), actor.clone());
        let testing = tokio::spawn(async move { connecting.try_layers(&actor, id).await });
        testing.await.unwrap_or_else(|error| {
            Err(OperationError::ChorusPro { reason: Reason::ChorusProSilent, log: error.to_string() })
        })
    }

    async fn try_layers(&self, actor: &Actor, id: StructureId) -> Result<AccessReport> {
        let overview = self.ground.read().await?.structure(actor.organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let access = overview.accesses.first().map(|attached| attached.access.clone());
        let access = access.ok_or(OperationError::NotFound("access"))?;
        // What was never used is tried by one caller at a time; what is known is tried again, for a person asked.
        let first_use = self.clients.turn_of(&access).await?;
        let access = first_use.access;
        let client = match (self.clients.fresh(&access), first_use.until) {
            (Err(error), Some(until)) => {
                self.clients.give_back(&access, until).await?;
                return Err(error);
            }
            (client, _) => client?,
        };
        let answer = client.test_access().await;
        if let Some(error) = &answer.error {
            tracing::info!(structure = %id, %error, "access test failed");
        }
        let report = report::report(&answer, &overview.structure, &access, self.ground.now());
        let state = match report.problem() {
            None => Some(AccessState::Working),
            Some(problem) if report.blocks_calls() => Some(AccessState::Broken(problem)),
            Some(_) => None,
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        match (&state, first_use.until) {
            (Some(state), _) => {
                note_state(transaction.as_mut(), &access, state, self.ground.now()).await?;
            }
            // Nothing learnt: what others learnt meanwhile stays.
            (None, Some(until)) => {
                let (organization, generation) = (access.organization, access.generation);
                transaction.give_first_use_back(organization, access.id, generation, until).await?;
            }
            (None, None) => {}
        }
        schedule(&self.ground, transaction.as_mut(), actor.organization, id).await?;
        if state == Some(AccessState::Working) {
            schedule_import(&self.ground, transaction.as_mut(), access.environment).await?;
        }
        let found = report.problem().map_or_else(|| "ok".to_owned(), |problem| format!("{problem:?}"));
        let entry = self.ground.act(actor, "access.test", id, found);
        let end = match report.problem() {
            None => JournalResult::Done,
            Some(_) if report.blocks_calls() => JournalResult::Refused,
            Some(_) => JournalResult::Failed,
        };
        transaction.journal(&entry.ending(end)).await?;
        transaction.tell(changed(actor.organization, id, None)).await?;
        transaction.commit().await?;
        Ok(report)
    }
}
