//! The two databases of a copy, opened.

use std::time::Duration;

use storage::{StorageError, Turn};

use crate::copy::error::{CopyError, CopySide, On as _, Result};
use crate::copy::progress;
use crate::copy::tables::{CopiedTable, Table};
use crate::database::{Pools, SqlDatabase};
use crate::engine::Location;
use crate::handle::Handle;
use crate::notices::Listeners;
use crate::postgres::APPLICATION_OF_COPIES;
use crate::query::{Builder, query};

/// How often it is looked whether a database is in use before it is believed.
const LOOKS: u32 = 40;
/// Pause between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// What is copied, as it was when the copy began.
pub(super) struct Source {
    main: Handle,
    /// The file of exchanges, where it is one.
    exchanges: Option<Handle>,
    pools: Pools,
    location: Location,
    /// Whether others may work with it meanwhile: what they do is not copied.
    served: bool,
    /// Which installation it is.
    pub(super) installation: String,
}

impl Source {
    /// A source that nobody works with.
    pub(super) async fn open(location: &Location) -> Result<Self> {
        Self::open_any(location, false).await
    }

    /// A source as it is at this moment, whoever works with it: only PostgreSQL reads on from there.
    pub(super) async fn open_served(location: &Location) -> Result<Self> {
        Self::open_any(location, true).await
    }

    async fn open_any(location: &Location, served: bool) -> Result<Self> {
        if let Location::Sqlite(path) = location
            && !path.is_file()
        {
            return Err(CopyError::NoSource);
        }
        if !served {
            refuse_in_use(location, CopySide::Source).await?;
        }
        refuse_other_version(location).await?;
        let pools =
            Pools::open(location, APPLICATION_OF_COPIES, &Listeners::default()).await.on(CopySide::Source)?;
        let (mut main, exchanges) = pools.hold().await.on(CopySide::Source)?;
        if progress::is_unfinished(&mut main).await.on(CopySide::Source)? {
            return Err(CopyError::SourceUnfinished);
        }
        let oldest = query("SELECT id, created_at FROM organizations ORDER BY created_at, id LIMIT 1");
        let oldest = main.fetch_optional(oldest).await.on(CopySide::Source)?.ok_or(CopyError::SourceEmpty)?;
        let fields = oldest.of("organizations");
        let id: uuid::Uuid = fields.id("id").on(CopySide::Source)?;
        let installation = format!("{id} {}", fields.integer("created_at").on(CopySide::Source)?);
        Ok(Self { main, exchanges, pools, location: location.clone(), served, installation })
    }

    /// Refuses a source that somebody began to work with.
    pub(super) async fn refuse_served(&self) -> Result<()> {
        if self.served {
            return Ok(());
        }
        refuse_served(&self.location, CopySide::Source).await
    }

    /// Where a table is read.
    pub(super) fn of(&mut self, table: CopiedTable) -> &mut Handle {
        match &mut self.exchanges {
            Some(exchanges) if table.exchanges => exchanges,
            _ => &mut self.main,
        }
    }

    pub(super) const fn main(&mut self) -> &mut Handle {
        &mut self.main
    }

    pub(super) async fn close(self) {
        let Self { main, exchanges, pools, .. } = self;
        drop((main, exchanges));
        pools.close().await;
    }
}

/// Where it goes.
pub(super) struct Target {
    pools: Pools,
    location: Location,
}

impl Target {
    pub(super) async fn open(location: &Location) -> Result<Self> {
        let there = !matches!(location, Location::Sqlite(path) if !path.is_file());
        if there {
            refuse_in_use(location, CopySide::Target).await?;
            let state = SqlDatabase::migration_state(location).await.on(CopySide::Target)?;
            if let Some(newest) = state.unknown.last() {
                return Err(CopyError::Storage(CopySide::Target, StorageError::Newer(newest.version)));
            }
        }
        let pools =
            Pools::open(location, APPLICATION_OF_COPIES, &Listeners::default()).await.on(CopySide::Target)?;
        Ok(Self { pools, location: location.clone() })
    }

    /// Reads the place of a table.
    pub(super) async fn reader(&self, exchanges: bool) -> Result<Handle> {
        let reader = if exchanges { self.pools.exchange_reader().await } else { self.pools.reader().await };
        reader.on(CopySide::Target)
    }

    /// A transaction in the place of a table.
    pub(super) async fn writer(&self, exchanges: bool) -> Result<Handle> {
        let writer =
            if exchanges { self.pools.exchange_writer().await } else { self.pools.writer(Turn::Free).await };
        writer.on(CopySide::Target)
    }

    /// Takes the target for this installation. True when the copy is finished already.
    pub(super) async fn claim(&self, installation: &str) -> Result<bool> {
        let mut reader = self.reader(false).await?;
        match progress::installation(&mut reader).await.on(CopySide::Target)? {
            Some((known, _)) if known != installation => Err(CopyError::OtherInstallation),
            Some((_, finished)) => {
                drop(reader);
                self.begin(installation).await?;
                Ok(finished)
            }
            None => {
                drop(reader);
                self.refuse_rows().await?;
                self.begin(installation).await?;
                // From here on it cannot be opened to be served; who opened it since the first look is found now.
                refuse_served(&self.location, CopySide::Target).await?;
                Ok(false)
            }
        }
    }

    async fn refuse_rows(&self) -> Result<()> {
        for table in Table::copied() {
            let mut reader = self.reader(table.exchanges).await?;
            let mut sql = Builder::new("SELECT 1 AS there FROM ");
            sql.push(table.name).push(" LIMIT 1");
            if reader.fetch_optional(sql.build()).await.on(CopySide::Target)?.is_some() {
                return Err(CopyError::TargetHolds(table.name));
            }
        }
        Ok(())
    }

    /// Makes a place for the progress of each table. The file of exchanges comes first: what is noted of the whole says
    /// that all places are there.
    async fn begin(&self, installation: &str) -> Result<()> {
        for exchanges in [true, false] {
            let mut writer = self.writer(exchanges).await?;
            for table in Table::copied().filter(|table| table.exchanges == exchanges) {
                progress::begin(&mut writer, Some(table.name), "").await.on(CopySide::Target)?;
            }
            if !exchanges {
                progress::begin(&mut writer, None, installation).await.on(CopySide::Target)?;
            }
            storage::Transaction::commit(Box::new(writer)).await.on(CopySide::Target)?;
        }
        Ok(())
    }

    pub(super) async fn close(&self) {
        self.pools.close().await;
    }
}

/// Refuses a source that another version of the program wrote.
pub(crate) async fn refuse_other_version(location: &Location) -> Result<()> {
    let state = SqlDatabase::migration_state(location).await.on(CopySide::Source)?;
    if let Some(newest) = state.unknown.last() {
        return Err(CopyError::Storage(CopySide::Source, StorageError::Newer(newest.version)));
    }
    if state.pending.is_empty() { Ok(()) } else { Err(CopyError::SourceOutdated) }
}

/// Connections of a process that has just ended are still seen for a moment.
async fn refuse_in_use(location: &Location, side: CopySide) -> Result<()> {
    refuse_while(side, || async move {
        match location {
            Location::Sqlite(path) => crate::sqlite::is_open(path).await,
            Location::Postgres(address) => crate::postgres::is_served(address).await,
        }
    })
    .await
}

/// The same of a database that the copy itself has open: SQLite cannot be asked then, and lets nobody else change it.
async fn refuse_served(location: &Location, side: CopySide) -> Result<()> {
    match location {
        Location::Sqlite(_) => Ok(()),
        Location::Postgres(address) => refuse_while(side, || crate::postgres::is_served(address)).await,
    }
}

async fn refuse_while<F: Future<Output = storage::Result<bool>>>(
    side: CopySide,
    in_use: impl Fn() -> F,
) -> Result<()> {
    for _ in 0..LOOKS {
        if !in_use().await.on(side)? {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Err(CopyError::InUse(side))
}
