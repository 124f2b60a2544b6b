//! What Chorus Pro really answers, beside what Pupitre knows of it.

use chorus_pro::ConformityReport;
use domain::{Permission, Reason, Siret, StructureId};
use storage::StructureOverview;

use super::Connecting;
use crate::access::{Clients, Use};
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

impl Connecting {
    /// Makes some forty calls that change nothing with the access of a structure, and compares their answers with the
    /// description that Pupitre works by. One probe at a time in this process.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::ChorusPro`] when its access cannot be used.
    pub async fn probe_conformity(&self, actor: &Actor, id: StructureId) -> Result<ConformityReport> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        // On its own: a person who leaves the page must not take what was learnt with them.
        let (connecting, actor) = (self.clone(), actor.clone());
        let probing = tokio::spawn(async move { connecting.probe_in_turn(&actor, id).await });
        probing.await.unwrap_or_else(|error| {
            Err(OperationError::ChorusPro { reason: Reason::ChorusProSilent, log: error.to_string() })
        })
    }

    async fn probe_in_turn(&self, actor: &Actor, id: StructureId) -> Result<ConformityReport> {
        let _turn = self.probing.lock().await;
        let overview = self.ground.read().await?.structure(actor.organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        let report = probe(&self.clients, &overview).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let found = found(&report);
        transaction.journal(&self.ground.act(actor, "access.probe", id, found)).await?;
        transaction.commit().await?;
        Ok(report)
    }
}

/// The same for the command line: with the first access that serves a structure of this SIRET; none when none does.
pub(crate) async fn probe_by_siret(
    ground: &Ground,
    clients: &Clients,
    siret: &Siret,
) -> Result<Option<ConformityReport>> {
    let organizations = ground.read().await?.organizations().await?;
    for organization in organizations {
        let mut read = ground.read().await?;
        let structures = read.structures(organization.id).await?;
        let found = structures.into_iter().find(|summary| {
            summary.structure.identifier.siret().as_ref() == Some(siret) && summary.access.is_some()
        });
        let Some(found) = found else { continue };
        let Some(overview) = read.structure(organization.id, found.structure.id).await? else { continue };
        drop(read);
        return probe(clients, &overview).await.map(Some);
    }
    Ok(None)
}

async fn probe(clients: &Clients, overview: &StructureOverview) -> Result<ConformityReport> {
    let connected = clients.connect(overview, Use::Issue).await?;
    let report = connected.client.probe_conformity(overview.structure.identifier.as_str()).await;
    if let Some(error) = &report.ended_by {
        clients.learn(&connected.access, overview.structure.id, error).await?;
    }
    Ok(report)
}

fn found(report: &ConformityReport) -> String {
    let [confirmed, wrong, open] = report.counts();
    format!("confirmed {confirmed}, different {wrong}, open {open}")
}
