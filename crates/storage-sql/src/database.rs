//! The database as the program holds it.

use std::sync::OnceLock;

use async_trait::async_trait;
use storage::{
    Database, ExchangeTransaction, Listener, Mark, ReadExchanges, ReadMarks as _, Readiness, Result,
    Snapshot, StorageError, Transaction, Turn, WriteInvoices as _,
};

use crate::copy::is_unfinished;
use crate::engine::{Engine, Location};
use crate::handle::Handle;
use crate::migration::{MigrationState, POSTGRES, SQLITE, SQLITE_EXCHANGES};
use crate::notices::Listeners;
use crate::postgres::{APPLICATION, PostgresPools};
use crate::readiness;
use crate::sqlite::{Durability, SqlitePools, exchanges_path};
use crate::subjects::ExchangeHandle;

/// An open database of either engine. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct SqlDatabase {
    pools: Pools,
    listeners: Listeners,
    /// The name of the installation that was found here, once it has one.
    name: OnceLock<String>,
}

/// The connections of either engine.
#[derive(Debug)]
pub(crate) enum Pools {
    Sqlite { main: SqlitePools, exchanges: SqlitePools },
    Postgres(PostgresPools),
}

impl Pools {
    /// Opens and brings the tables up to date.
    pub(crate) async fn open(location: &Location, name: &'static str, listeners: &Listeners) -> Result<Self> {
        match location {
            Location::Sqlite(path) => {
                let beside = exchanges_path(path);
                let main = SqlitePools::open(path, &SQLITE, Durability::Full, listeners.clone()).await?;
                let (tables, durability) = (&SQLITE_EXCHANGES, Durability::Normal);
                let exchanges = SqlitePools::open(&beside, tables, durability, listeners.clone()).await?;
                Ok(Self::Sqlite { main, exchanges })
            }
            Location::Postgres(address) => {
                Ok(Self::Postgres(PostgresPools::open(address, name, listeners.clone()).await?))
            }
        }
    }

    pub(crate) async fn reader(&self) -> Result<Handle> {
        match self {
            Self::Sqlite { main, .. } => main.reader().await,
            Self::Postgres(pools) => pools.reader().await,
        }
    }

    pub(crate) async fn writer(&self, turn: Turn<'_>) -> Result<Handle> {
        match self {
            Self::Sqlite { main, .. } => main.writer().await,
            Self::Postgres(pools) => pools.writer(turn).await,
        }
    }

    /// Reads the journal of exchanges, and in PostgreSQL everything.
    pub(crate) async fn exchange_reader(&self) -> Result<Handle> {
        match self {
            Self::Sqlite { exchanges, .. } => exchanges.reader().await,
            Self::Postgres(pools) => pools.reader().await,
        }
    }

    /// The same for a transaction.
    pub(crate) async fn exchange_writer(&self) -> Result<Handle> {
        match self {
            Self::Sqlite { exchanges, .. } => exchanges.writer().await,
            Self::Postgres(pools) => pools.writer(Turn::Free).await,
        }
    }

    /// Reads what stands beside the journal, where another connection is needed for it.
    async fn beside_exchanges(&self) -> Result<Option<Handle>> {
        match self {
            Self::Sqlite { main, .. } => main.reader().await.map(Some),
            Self::Postgres(_) => Ok(None),
        }
    }

    /// Everything as it is now, for as long as the handles live: in SQLite nobody else writes meanwhile, in PostgreSQL
    /// what others write is not seen. The second handle is that of the journal of exchanges, where it needs one.
    pub(crate) async fn hold(&self) -> Result<(Handle, Option<Handle>)> {
        match self {
            Self::Sqlite { main, exchanges } => Ok((main.writer().await?, Some(exchanges.writer().await?))),
            Self::Postgres(pools) => Ok((pools.snapshot().await?, None)),
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { main, exchanges } => {
                exchanges.shut().await;
                main.shut().await;
            }
            Self::Postgres(pools) => pools.shut().await,
        }
    }
}

impl SqlDatabase {
    /// Opens a database, makes files that are not there yet (for their owner alone, mode 0600), brings its tables up to
    /// date, derives the stages that this version sees otherwise, and chains a journal of before there were chains.
    ///
    /// # Errors
    /// [`StorageError::Newer`] when a newer program wrote it, which is then left as it is; [`StorageError::Unfinished`]
    /// when a copy into it has not ended; [`StorageError::Driver`] when it cannot be opened or a migration fails.
    pub async fn open(location: &Location) -> Result<Self> {
        if let Some(newest) = Self::migration_state(location).await?.unknown.last() {
            return Err(StorageError::Newer(newest.version));
        }
        let listeners = Listeners::default();
        let pools = Pools::open(location, APPLICATION, &listeners).await?;
        let database = Self { pools, listeners, name: OnceLock::new() };
        if is_unfinished(&mut database.reader().await?).await? {
            database.pools.close().await;
            return Err(StorageError::Unfinished);
        }
        if let Some(name) = database.reader().await?.mark(Mark::Name).await? {
            let _ = database.name.set(name);
        }
        let mut transaction = Box::new(database.transaction(Turn::Free).await?);
        let derived = transaction.derive_stages().await?;
        // One after the other, so that what the first has committed is seen.
        if transaction.chain_what_was_before().await? || derived > 0 {
            Transaction::commit(transaction).await?;
        }
        Ok(database)
    }

    /// What the database has and what is still to be done, without changing anything. A file that is not there has
    /// everything still to be done.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it is no database or cannot be read.
    pub async fn migration_state(location: &Location) -> Result<MigrationState> {
        match location {
            Location::Sqlite(path) => {
                let main = crate::sqlite::applied_migrations(path).await?;
                let exchanges = crate::sqlite::applied_migrations(&exchanges_path(path)).await?;
                Ok(MigrationState::of(&SQLITE, main).and(MigrationState::of(&SQLITE_EXCHANGES, exchanges)))
            }
            Location::Postgres(address) => {
                Ok(MigrationState::of(&POSTGRES, crate::postgres::applied_migrations(address).await?))
            }
        }
    }

    /// Whether nothing was ever kept here: no file or an empty one, no table. Nothing is changed.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it is no database or cannot be read.
    pub async fn is_blank(location: &Location) -> Result<bool> {
        match location {
            Location::Sqlite(path) => crate::sqlite::is_blank(path).await,
            Location::Postgres(address) => Ok(crate::postgres::applied_migrations(address).await?.is_empty()),
        }
    }

    /// Whether another process has the database open to serve from it. Nothing is changed.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it is no database or cannot be read.
    pub async fn is_served(location: &Location) -> Result<bool> {
        match location {
            Location::Sqlite(path) => crate::sqlite::is_open(path).await,
            Location::Postgres(address) => crate::postgres::is_served(address).await,
        }
    }

    /// A mark of the installation, without changing anything: none where it was not made yet.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it is no database or cannot be read.
    pub async fn peek_mark(location: &Location, mark: Mark) -> Result<Option<String>> {
        match location {
            Location::Sqlite(path) => crate::sqlite::peek_mark(path, mark).await,
            Location::Postgres(address) => crate::postgres::peek_mark(address, mark).await,
        }
    }

    /// Which engine this is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) async fn reader(&self) -> Result<Handle> {
        self.pools.reader().await
    }

    /// Reads the journal of exchanges.
    #[cfg(test)]
    pub(crate) async fn exchange_reader(&self) -> Result<Handle> {
        self.pools.exchange_reader().await
    }

    pub(crate) async fn transaction(&self, turn: Turn<'_>) -> Result<Handle> {
        self.pools.writer(turn).await
    }
}

#[async_trait]
impl Database for SqlDatabase {
    async fn read(&self) -> Result<Box<dyn Snapshot>> {
        Ok(Box::new(self.reader().await?))
    }

    async fn write(&self, turn: Turn<'_>) -> Result<Box<dyn Transaction>> {
        Ok(Box::new(self.transaction(turn).await?))
    }

    async fn read_exchanges(&self) -> Result<Box<dyn ReadExchanges>> {
        let exchanges = self.pools.exchange_reader().await?;
        Ok(Box::new(ExchangeHandle::new(exchanges, self.pools.beside_exchanges().await?)))
    }

    async fn write_exchanges(&self) -> Result<Box<dyn ExchangeTransaction>> {
        let exchanges = self.pools.exchange_writer().await?;
        Ok(Box::new(ExchangeHandle::new(exchanges, self.pools.beside_exchanges().await?)))
    }

    fn listen(&self, listener: Listener) {
        self.listeners.add(listener);
    }

    fn is_shared(&self) -> bool {
        self.engine() == Engine::Postgres
    }

    async fn readiness(&self) -> Readiness {
        readiness::of(&self.pools, &self.name).await
    }

    async fn close(&self) {
        self.pools.close().await;
    }
}
