//! The job that fetches the files of received invoices as soon as these are seen, where an access is set so: ten at a time,
//! whenever nothing else waits.

use async_trait::async_trait;
use domain::{Direction, OrganizationId, Reason, StructureId};
use jobs::{Failure, JobEnd, Kind, Priority, Settled, Work};
use storage::{Attempt, AttemptOutcome, Snapshot, StructureOverview, Transaction};

use super::fetch::{Fetcher, INVOICES_PER_CALL, Round, Wanted};
use super::fetch_files::FetchFiles;
use super::keep_fetched::keep_fetched;
use crate::Result as Outcome;
use crate::access::{Use, choose, lane_of};
use crate::ground::Ground;

/// Tries before the next synchronisation begins it again.
const MOST_TRIES: u32 = 4;

/// Fetches the files of newly seen invoices of a structure.
pub struct MirrorFiles {
    ground: Ground,
    fetcher: Fetcher,
}

/// Begins to fetch what was newly seen of a structure, where its access is set so and something is missing.
pub(super) async fn mirror(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    overview: &StructureOverview,
) -> Outcome<()> {
    let (organization, structure) = (overview.structure.organization, overview.structure.id);
    if missing(transaction, organization, overview).await?.is_empty() {
        return Ok(());
    }
    let Some(lane) = lane_of(overview, Use::Receive) else { return Ok(()) };
    let mut job = ground.queue().job::<MirrorFiles>(Some(organization), structure, lane, &());
    job.family = structure.to_string();
    job.priority = Priority::Background;
    transaction.enqueue(&job).await?;
    Ok(())
}

/// The next invoices of which something is to be fetched.
async fn missing(
    read: &mut dyn Snapshot,
    organization: OrganizationId,
    overview: &StructureOverview,
) -> Outcome<Vec<Wanted>> {
    let access = choose(overview, Use::Receive).ok();
    let Some(since) = access.and_then(|access| access.mirrors_since) else { return Ok(Vec::new()) };
    let most = u32::try_from(INVOICES_PER_CALL).unwrap_or(u32::MAX);
    let structure = overview.structure.id;
    let ids = read.unfetched(organization, structure, since, FetchFiles::NAME, most).await?;
    let pivots = read.pivots_of(organization, &ids).await?;
    let invoices = read.invoices(organization, &ids).await?;
    let wanted = invoices.iter().filter_map(|invoice| Wanted::of(invoice, true, pivots.get(&invoice.id)));
    Ok(wanted.collect())
}

impl MirrorFiles {
    pub(crate) const fn new(ground: Ground, fetcher: Fetcher) -> Self {
        Self { ground, fetcher }
    }

    async fn write(
        &self,
        work: &Work,
        organization: OrganizationId,
        overview: &StructureOverview,
        round: Round,
    ) -> Result<Settled, Failure> {
        let now = self.ground.now();
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        for (id, fetched) in round.fetched {
            // What is told once is not asked for again by itself.
            if let Some(reason) = fetched.problem.clone() {
                let attempt = self.refused(work, organization, id.to_string(), reason);
                transaction.insert_attempt(&attempt).await?;
            }
            keep_fetched(&self.ground, transaction.as_mut(), organization, id, fetched).await?;
        }
        let end = match round.stopped {
            Some(_) if work.job().tries >= MOST_TRIES => JobEnd::Done,
            Some(_) => JobEnd::Again { not_before: work.next_try(), fresh: false },
            None if missing(transaction.as_mut(), organization, overview).await?.is_empty() => JobEnd::Done,
            None => JobEnd::Again { not_before: now, fresh: true },
        };
        let settled = work.settle(transaction.as_mut(), end).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    fn refused(&self, work: &Work, organization: OrganizationId, subject: String, reason: Reason) -> Attempt {
        Attempt {
            id: self.ground.id(),
            organization,
            job: work.job().new.id,
            kind: FetchFiles::NAME.to_owned(),
            subject,
            at: self.ground.now(),
            outcome: AttemptOutcome::Refused,
            reason,
            next_at: None,
        }
    }
}

#[async_trait]
impl Kind for MirrorFiles {
    const NAME: &'static str = "mirror_files";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: StructureId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let Some(overview) = read.structure(organization, id).await? else {
            return work.end(JobEnd::Done).await;
        };
        let wanted = missing(read.as_mut(), organization, &overview).await.map_err(Failure::from)?;
        drop(read);
        if wanted.is_empty() {
            return work.end(JobEnd::Done).await;
        }
        let use_ = Use::of(Direction::Received);
        let round = self.fetcher.fetch(work, &overview, use_, &wanted).await?;
        self.write(work, organization, &overview, round).await
    }
}
