//! The job that reads what each service of a recipient asks for: one call for every service, so never in a request.

use async_trait::async_trait;
use chorus_pro::structures::ConsulterServiceStructure;
use domain::{Environment, OrganizationId, Siret, StructureId};
use jobs::{Failure, JobEnd, Kind, Priority, Settled, Work};
use serde::{Deserialize, Serialize};
use storage::{DirectoryEntry, StructureOverview, Transaction, Turn};

use crate::OperationError;
use crate::access::{Clients, Use, lane_of};
use crate::ground::{Ground, changed};

/// Services read before they are kept: what an interruption loses.
const KEPT_AT_ONCE: usize = 25;
/// Tries before it is given up, until the recipient is read the next time.
const MOST_TRIES: u32 = 5;

/// Which recipient, asked for by whom.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServicesOf {
    environment: Environment,
    siret: Siret,
    structure: StructureId,
}

/// Reads the parameters of the services of a recipient, as far as they are not known.
pub struct LearnServices {
    ground: Ground,
    clients: Clients,
}

/// Asks for the parameters of the services that are not known, in the lane of a structure; nothing when all are known.
pub(super) async fn ask_for_services(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    overview: &StructureOverview,
    entry: &DirectoryEntry,
) -> crate::Result<()> {
    let Some(lane) = lane_of(overview, Use::Any).filter(|_| unknown(entry).next().is_some()) else {
        return Ok(());
    };
    let structure = &overview.structure;
    let (environment, siret) = (structure.environment, entry.siret.clone());
    let subject = format!("{}:{siret}", environment.code());
    let payload = ServicesOf { environment, siret, structure: structure.id };
    let mut job = ground.queue().job::<LearnServices>(Some(structure.organization), subject, lane, &payload);
    job.family = structure.id.to_string();
    job.priority = Priority::Urgent;
    transaction.enqueue(&job).await?;
    Ok(())
}

/// The services that receive and whose parameters were not read.
fn unknown(entry: &DirectoryEntry) -> impl Iterator<Item = (usize, i64)> + '_ {
    entry.services.iter().enumerate().filter_map(|(place, service)| {
        let open = service.active && service.engagement_compulsory.is_none();
        Some((place, service.chorus_id.filter(|_| open)?))
    })
}

impl LearnServices {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    async fn entry(
        &self,
        organization: OrganizationId,
        of: &ServicesOf,
    ) -> Result<Option<DirectoryEntry>, Failure> {
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        Ok(read.directory_entry(organization, of.environment, &of.siret).await?)
    }

    /// Keeps what was read, and tells pages that show the structure that asked.
    async fn keep(
        &self,
        organization: OrganizationId,
        of: &ServicesOf,
        learnt: &DirectoryEntry,
    ) -> Result<(), Failure> {
        let mut transaction = self.ground.write_in(Turn::Free).await.map_err(Failure::from)?;
        let present = transaction.directory_entry(organization, of.environment, &of.siret).await?;
        // Read anew meanwhile: that has a job of its own.
        if present.is_some_and(|present| present.fetched_at == learnt.fetched_at) {
            transaction.put_directory_entry(organization, of.environment, learnt).await?;
            transaction.tell(changed(organization, of.structure, None)).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

#[async_trait]
impl Kind for LearnServices {
    const NAME: &'static str = "learn-services";
    type Payload = ServicesOf;

    async fn run(&self, work: &Work, of: ServicesOf) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let again = match work.job().tries {
            tries if tries >= MOST_TRIES => JobEnd::Failed,
            _ => JobEnd::Again { not_before: work.next_try(), fresh: false },
        };
        let entry = self.entry(organization, &of).await?;
        let overview =
            self.ground.read().await.map_err(Failure::from)?.structure(organization, of.structure).await?;
        let (Some(mut entry), Some(overview)) = (entry, overview) else {
            return work.end(JobEnd::Done).await;
        };
        let connected = match work.call(self.clients.connect(&overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { .. }) => return work.end(again).await,
            Err(other) => return Err(other.into()),
        };
        let wanted: Vec<(usize, i64)> = unknown(&entry).collect();
        for part in wanted.chunks(KEPT_AT_ONCE) {
            let mut failed = None;
            for &(place, id) in part {
                let mut ask = ConsulterServiceStructure::new(id);
                ask.id_structure = Some(entry.chorus_id);
                let structures = connected.client.structures();
                match Box::pin(work.call(structures.consulter_service(&ask))).await? {
                    Ok(answer) => {
                        let rules = answer.parametres.and_then(|rules| rules.numero_engagement);
                        entry.services[place].engagement_compulsory = Some(rules.unwrap_or(false));
                    }
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            self.keep(organization, &of, &entry).await?;
            if let Some(error) = failed {
                tracing::info!(%error, "services of a recipient not read");
                self.clients.learn(&connected.access, of.structure, &error).await?;
                return work.end(again).await;
            }
        }
        work.end(JobEnd::Done).await
    }
}
