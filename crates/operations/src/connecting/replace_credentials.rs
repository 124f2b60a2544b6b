//! Replacing the credentials of a structure by others that were tried first: those in force stay until the new ones have
//! passed the test.

use domain::{Permission, Reason, StructureId};
use storage::{AccessState, JournalResult};

use super::Connecting;
use super::report::{self, AccessReport};
use super::save_credentials::{Credentials, Plan, open_certificate};
use super::wing::Trial;
use crate::ground::{access_value, changed};
use crate::{Actor, OperationError, Result};

impl Connecting {
    /// Tries credentials layer by layer, and puts them in the place of those in force when all of it works. Otherwise
    /// nothing changes: what is in force goes on being used. What is left empty stays as it was.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when no access serves the structure; otherwise as [`Connecting::save_credentials`],
    /// and [`OperationError::ChangedMeanwhile`] when somebody else replaced them during the test.
    pub async fn replace_credentials(
        &self,
        actor: &Actor,
        id: StructureId,
        typed: Credentials,
    ) -> Result<AccessReport> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        // On its own: a person who leaves the page must not take what was learnt with them.
        let (connecting, actor) = (self.clone(), actor.clone());
        let replacing = tokio::spawn(async move { connecting.try_and_replace(&actor, id, typed).await });
        replacing.await.unwrap_or_else(|error| {
            Err(OperationError::ChorusPro { reason: Reason::ChorusProSilent, log: error.to_string() })
        })
    }

    async fn try_and_replace(
        &self,
        actor: &Actor,
        id: StructureId,
        typed: Credentials,
    ) -> Result<AccessReport> {
        // A second press must not present the same password once more.
        let _trial = Trial::begin(&self.trials, id).ok_or(OperationError::ChangedMeanwhile)?;
        let organization = actor.organization;
        let certificate = open_certificate(&typed).await?;
        let mut transaction = self.ground.write(organization).await?;
        let planned = self.plan(transaction.as_mut(), actor, id, &typed, certificate.as_ref()).await?;
        // Nothing is written before the test, and nothing is open during it.
        drop(transaction);
        let place =
            |plan: &Plan| (plan.is_new, (!plan.is_new).then_some((plan.access.id, plan.access.generation)));
        let in_force = planned.before.as_ref().map(|access| (access.id, access.generation));
        let in_force = in_force.ok_or(OperationError::NotFound("access"))?;
        let answer = self.clients.of_candidate(&planned.access)?.test_access().await;
        if let Some(error) = &answer.error {
            tracing::info!(structure = %id, %error, "new credentials not accepted");
        }
        let now = self.ground.now();
        let report = report::report(&answer, &planned.overview.structure, &planned.access, now);

        let mut transaction = self.ground.write(organization).await?;
        if let Some(problem) = report.problem() {
            let what = if report.blocks_calls() { "credentials.refused" } else { "credentials.not_replaced" };
            let entry = self.ground.act(actor, what, id, format!("{problem:?}"));
            let end = if report.blocks_calls() { JournalResult::Refused } else { JournalResult::Failed };
            transaction.journal(&entry.ending(end)).await?;
            transaction.commit().await?;
            return Ok(report);
        }
        let mut plan = self.plan(transaction.as_mut(), actor, id, &typed, certificate.as_ref()).await?;
        let still = plan.before.as_ref().map(|access| (access.id, access.generation));
        // What would be overwritten is what was there before the test, too.
        if still != Some(in_force) || place(&plan) != place(&planned) {
            return Err(OperationError::ChangedMeanwhile);
        }
        plan.access.state = AccessState::Working;
        let (before, after) = (plan.before.as_ref().map(access_value), access_value(&plan.access));
        let access = self.keep(transaction.as_mut(), actor, plan).await?;
        let entry = self.ground.act(actor, "credentials.replace", id, access.to_string());
        transaction.journal(&entry.changing(before, Some(after))).await?;
        for served in transaction.structures_of(organization, access).await? {
            transaction.tell(changed(organization, served, None)).await?;
        }
        transaction.commit().await?;
        Ok(report)
    }
}
