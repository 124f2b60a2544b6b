//! The job that brings in the directory of public recipients: once a week, of each environment for itself.
//!
//! It belongs to no organisation, for what it brings is the same for all: any access that works may fetch it. A lane
//! would tie it to one of them, and stop it with that one, so it waits in that of the house; its one call keeps the pace
//! of the access all the same, for that is a matter of the client.

use std::fs::File;
use std::io;
use std::pin::pin;

use async_trait::async_trait;
use chorus_pro::transverses::TelechargerAnnuaireDestinataire;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Environment;
use futures::StreamExt as _;
use intake::{Kind as FileKind, Limits};
use jobs::{Failure, JobEnd, Kind, LANE_OF_THE_HOUSE, Priority, Settled, Work, key_of};
use storage::{
    AccessState, PublicService, PublicStructure, StorageError, StructureOverview, Transaction, Turn,
};

use super::layout::{Layout, Record};
use super::table::{TableError, TableReader};
use crate::OperationError;
use crate::access::{Clients, Use};
use crate::ground::Ground;
use crate::ground::archive::{self, Handed, Pieces};

/// Pause between two imports.
const PAUSE: TimeDelta = TimeDelta::days(7);
/// Pause after what was fetched could not be used, or could not be fetched again and again.
const AFTER_FAILURE: TimeDelta = TimeDelta::days(1);
/// Pause while no access works.
const WITHOUT_ACCESS: TimeDelta = TimeDelta::hours(1);
/// Tries of a fetch before it waits for a day.
const MOST_TRIES: u32 = 4;
/// Accesses that are asked, one after the other.
const MOST_ACCESSES: usize = 3;
/// As the clock counts them.
const SECONDS_OF_A_DAY: i64 = 86_400;
/// Rows written in one transaction: the writer of the database is free in between.
const AT_ONCE: usize = 500;
/// Batches between two renewals of the lease.
const RENEWED_EVERY: usize = 20;
/// Rows of each kind that are taken in; there are some 200,000 structures in France.
const MOST_ROWS: usize = 3_000_000;
/// What the archive may come to: there are few files in it, and they are large.
const LIMITS: Limits = Limits {
    files: 50,
    file_bytes: 600_000_000,
    total_bytes: 1_000_000_000,
    ratio: 200,
    depth: 0,
    name_bytes: 4_096,
    header_bytes: 1 << 16,
};

/// Brings in the directory of an environment.
pub struct ImportDirectory {
    ground: Ground,
    clients: Clients,
}

/// Has the directory of an environment brought in again and again, and now where there is none yet.
pub(crate) async fn schedule_import(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    environment: Environment,
) -> crate::Result<()> {
    let subject = environment.code();
    let mut job = ground.queue().job::<ImportDirectory>(None, subject, LANE_OF_THE_HOUSE, &());
    job.priority = Priority::Background;
    if transaction.enqueue(&job).await? || transaction.public_directory(environment).await?.is_some() {
        return Ok(());
    }
    // Only what waits for an access is hastened: what was tried in vain keeps its pause.
    let begun = transaction.public_directory_begun(environment).await?;
    if begun.is_none_or(|begun| ground.now() - begun >= AFTER_FAILURE) {
        transaction.make_key_due(&key_of::<ImportDirectory>(subject), ground.now()).await?;
    }
    Ok(())
}

/// Why an edition did not become whole.
enum Stop {
    /// The archive cannot be used.
    Unusable(String),
    /// Something else failed.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<OperationError> for Stop {
    fn from(error: OperationError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<TableError> for Stop {
    fn from(error: TableError) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// An edition on its way.
struct Arriving<'a> {
    import: &'a ImportDirectory,
    work: &'a Work,
    edition: i64,
    structures: Vec<PublicStructure>,
    services: Vec<PublicService>,
    batches: usize,
    rows: [usize; 2],
}

impl Arriving<'_> {
    fn take(&mut self, record: Record) -> Result<(), Stop> {
        let place = match record {
            Record::Structure(structure) => {
                self.structures.push(structure);
                0
            }
            Record::Service(service) => {
                self.services.push(service);
                1
            }
        };
        self.rows[place] += 1;
        if self.rows[place] > MOST_ROWS {
            return Err(Stop::Unusable("too many rows".to_owned()));
        }
        Ok(())
    }

    /// Writes what has come together; at the end, the rest as well.
    async fn write(&mut self, rest: bool) -> Result<(), Stop> {
        let least = if rest { 1 } else { AT_ONCE };
        while self.structures.len().max(self.services.len()) >= least {
            let structures: Vec<_> = self.structures.drain(..self.structures.len().min(AT_ONCE)).collect();
            let services: Vec<_> = self.services.drain(..self.services.len().min(AT_ONCE)).collect();
            let mut transaction = self.import.ground.write_in(Turn::Free).await?;
            transaction.add_public_structures(self.edition, &structures).await?;
            transaction.add_public_services(self.edition, &services).await?;
            transaction.commit().await?;
            self.batches += 1;
            if self.batches.is_multiple_of(RENEWED_EVERY) {
                self.work.renew().await?;
            }
        }
        Ok(())
    }

    /// Takes in one file of the archive.
    async fn read(&mut self, pieces: Pieces) -> Result<(), Stop> {
        let mut content = pin!(pieces.content());
        let mut table = TableReader::default();
        let mut layout = None;
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|error| Stop::Unusable(error.to_string()))?;
            let rows = table.feed(&piece)?;
            self.take_rows(rows, &mut layout)?;
            self.write(false).await?;
            if layout == Some(Layout::Other) {
                return Ok(());
            }
        }
        let rows = table.finish()?;
        self.take_rows(rows, &mut layout)
    }

    fn take_rows(&mut self, rows: Vec<Vec<String>>, layout: &mut Option<Layout>) -> Result<(), Stop> {
        for row in rows {
            match layout {
                None => *layout = Some(Layout::of(&row)),
                Some(layout) => {
                    if let Some(record) = layout.read(&row) {
                        self.take(record)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// With which of so many accesses a day begins: on days that follow each other, every one has its turn.
fn turn_of(now: DateTime<Utc>, accesses: usize) -> usize {
    let day = usize::try_from(now.timestamp() / SECONDS_OF_A_DAY).unwrap_or_default();
    day.wrapping_mul(MOST_ACCESSES).checked_rem(accesses).unwrap_or_default()
}

impl ImportDirectory {
    pub(crate) const fn new(ground: Ground, clients: Clients) -> Self {
        Self { ground, clients }
    }

    /// Structures through whose accesses it may be fetched: those of different accesses that are known to work, others
    /// each day.
    async fn sources(&self, environment: Environment) -> Result<Vec<StructureOverview>, Failure> {
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let (mut accesses, mut found) = (Vec::new(), Vec::new());
        for organization in read.organizations().await? {
            for summary in read.structures(organization.id).await? {
                let works = summary.access.filter(|access| access.state == AccessState::Working);
                let Some(access) = works.filter(|access| !accesses.contains(&access.id)) else { continue };
                if summary.structure.environment != environment {
                    continue;
                }
                accesses.push(access.id);
                found.push((organization.id, summary.structure.id));
            }
        }
        let mut sources = Vec::new();
        let turn = turn_of(self.ground.now(), found.len());
        found.rotate_left(turn);
        for (organization, structure) in found.into_iter().take(MOST_ACCESSES) {
            sources.extend(read.structure(organization, structure).await?);
        }
        Ok(sources)
    }

    /// The archive, which goes with its handle; nothing when this access does not give it.
    async fn download(
        &self,
        work: &Work,
        overview: &StructureOverview,
    ) -> Result<Option<(File, FileKind)>, Failure> {
        let disk = |error: io::Error| Failure::Other(Box::new(error));
        let structure = overview.structure.id;
        let connected = match work.call(self.clients.connect(overview, Use::Any)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { .. }) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        let mut writer = tokio::fs::File::from_std(tempfile::tempfile().map_err(disk)?);
        let input = TelechargerAnnuaireDestinataire::default();
        let answer = Box::pin(work.call(connected.client.download(&input, &mut writer))).await?;
        match self.clients.heed(&connected.access, structure, answer).await {
            Ok(downloaded) if downloaded.length.is_some() => {}
            Ok(_) => return Ok(None),
            Err(OperationError::ChorusPro { log, .. }) => {
                tracing::warn!(%structure, log, "the directory was not fetched");
                return Ok(None);
            }
            Err(other) => return Err(other.into()),
        }
        archive::fetched(writer).await.map(Some).map_err(disk)
    }

    /// Begins an edition. From then on it is known that there was a try.
    async fn begin(&self, environment: Environment) -> Result<i64, Stop> {
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        let edition = transaction.begin_public_directory(environment, self.ground.now()).await?;
        transaction.commit().await?;
        Ok(edition)
    }

    /// Brings in what an edition has, which nobody sees yet.
    async fn bring_in(&self, work: &Work, edition: i64, (file, kind): (File, FileKind)) -> Result<(), Stop> {
        if !kind.is_archive() {
            return Err(Stop::Unusable(format!("no archive: {kind:?}")));
        }
        let mut arriving = Arriving {
            import: self,
            work,
            edition,
            structures: Vec::new(),
            services: Vec::new(),
            batches: 0,
            rows: [0, 0],
        };
        let mut opening = archive::open(file, kind, LIMITS);
        while let Some(handed) = opening.next().await {
            match handed {
                Handed::File { pieces, .. } => arriving.read(pieces).await?,
                // It may be one of the tables.
                Handed::Unopened { name, why } => {
                    return Err(Stop::Unusable(format!("{name:?} was left closed: {why}")));
                }
            }
        }
        let ended = opening.end().await.map_err(|error| Failure::Other(Box::new(error)))?;
        ended.map_err(|error| Stop::Unusable(error.to_string()))?;
        arriving.write(true).await?;
        if arriving.rows[0] == 0 {
            return Err(Stop::Unusable("no structure in it".to_owned()));
        }
        // Without them, every recipient would seem to have none.
        if arriving.rows[1] == 0 {
            return Err(Stop::Unusable("no service in it".to_owned()));
        }
        Ok(())
    }

    /// Has it in the place of the one in use, or waits.
    async fn import(&self, work: &Work, environment: Environment) -> Result<Settled, Stop> {
        let sources = self.sources(environment).await?;
        if sources.is_empty() {
            return Ok(self.again(work, WITHOUT_ACCESS).await?);
        }
        let edition = self.begin(environment).await?;
        let mut fetched = None;
        for source in &sources {
            fetched = self.download(work, source).await?;
            if fetched.is_some() {
                break;
            }
        }
        let Some(fetched) = fetched else {
            if work.job().tries >= MOST_TRIES {
                return Ok(self.again(work, AFTER_FAILURE).await?);
            }
            return Ok(work.end(JobEnd::Again { not_before: work.next_try(), fresh: false }).await?);
        };
        self.bring_in(work, edition, fetched).await?;
        let now = self.ground.now();
        let mut transaction = self.ground.write_in(Turn::Free).await?;
        let end = JobEnd::Again { not_before: now + PAUSE, fresh: true };
        let settled = work.settle(transaction.as_mut(), end).await?;
        transaction.complete_public_directory(edition, now).await?;
        transaction.commit().await?;
        Ok(settled)
    }

    async fn again(&self, work: &Work, pause: TimeDelta) -> Result<Settled, Failure> {
        work.end(JobEnd::Again { not_before: self.ground.now() + pause, fresh: true }).await
    }
}

#[async_trait]
impl Kind for ImportDirectory {
    const NAME: &'static str = "import_directory";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let Some(environment) = Environment::from_code(&work.job().new.subject) else {
            return work.end(JobEnd::Failed).await;
        };
        match Box::pin(self.import(work, environment)).await {
            Ok(settled) => Ok(settled),
            // What was in use stays in use; what came of the new one is given up with the next import.
            Err(Stop::Unusable(why)) => {
                tracing::warn!(environment = environment.code(), why, "the directory was not brought in");
                self.again(work, AFTER_FAILURE).await
            }
            // A try costs a whole download: after some there is one a day.
            Err(Stop::Failed(failure))
                if work.job().tries >= MOST_TRIES && !matches!(failure, Failure::LeaseLost) =>
            {
                tracing::error!(environment = environment.code(), %failure, "the directory was not brought in");
                self.again(work, AFTER_FAILURE).await
            }
            Err(Stop::Failed(failure)) => Err(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_access_has_its_turn() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
        assert_eq!(turn_of(now, 0), 0);
        for accesses in 1..10 {
            let mut asked = vec![false; accesses];
            for day in 0..10 {
                let first = turn_of(now + TimeDelta::days(day), accesses);
                for place in 0..MOST_ACCESSES {
                    asked[(first + place) % accesses] = true;
                }
            }
            assert!(asked.iter().all(|asked| *asked), "{accesses}: {asked:?}");
        }
    }
}
