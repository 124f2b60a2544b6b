//! The database as the program holds it.

use async_trait::async_trait;
use storage::{Database, Listener, Result, Snapshot, StorageError, Transaction, Turn, WriteInvoices as _};

use crate::engine::{Engine, Location};
use crate::handle::Handle;
use crate::migration::MigrationState;
use crate::notices::Listeners;
use crate::postgres::PostgresPools;
use crate::query::query;
use crate::sqlite::SqlitePools;

/// An open database of either engine. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct SqlDatabase {
    pools: Pools,
    listeners: Listeners,
}

#[derive(Debug)]
enum Pools {
    Sqlite(SqlitePools),
    Postgres(PostgresPools),
}

impl SqlDatabase {
    /// Opens a database, makes a file that is not there yet (for its owner alone, mode 0600), brings its tables up to
    /// date and derives the stages that this version sees otherwise.
    ///
    /// # Errors
    /// [`StorageError::Newer`] when a newer program wrote it, which is then left as it is; [`StorageError::Driver`] when
    /// it cannot be opened or a migration fails.
    pub async fn open(location: &Location) -> Result<Self> {
        if let Some(newest) = Self::migration_state(location).await?.unknown.last() {
            return Err(StorageError::Newer(newest.version));
        }
        let listeners = Listeners::default();
        let pools = match location {
            Location::Sqlite(path) => Pools::Sqlite(SqlitePools::open(path, listeners.clone()).await?),
            Location::Postgres(address) => {
                Pools::Postgres(PostgresPools::open(address, listeners.clone()).await?)
            }
        };
        let database = Self { pools, listeners };
        let mut transaction = Box::new(database.transaction(Turn::Free).await?);
        if transaction.derive_stages().await? > 0 {
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
        let done = match location {
            Location::Sqlite(path) => crate::sqlite::applied_migrations(path).await?,
            Location::Postgres(address) => crate::postgres::applied_migrations(address).await?,
        };
        Ok(MigrationState::of(location.engine(), done))
    }

    /// Which engine this is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite(_) => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) async fn reader(&self) -> Result<Handle> {
        match &self.pools {
            Pools::Sqlite(pools) => pools.reader().await,
            Pools::Postgres(pools) => pools.reader().await,
        }
    }

    pub(crate) async fn transaction(&self, turn: Turn<'_>) -> Result<Handle> {
        match &self.pools {
            Pools::Sqlite(pools) => pools.writer().await,
            Pools::Postgres(pools) => pools.writer(turn).await,
        }
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

    fn listen(&self, listener: Listener) {
        self.listeners.add(listener);
    }

    fn is_shared(&self) -> bool {
        self.engine() == Engine::Postgres
    }

    async fn is_ready(&self) -> bool {
        match self.reader().await {
            Ok(mut reader) => {
                reader.fetch_optional(query("SELECT id FROM organizations LIMIT 1")).await.is_ok()
            }
            Err(_) => false,
        }
    }

    async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(pools) => pools.shut().await,
            Pools::Postgres(pools) => pools.shut().await,
        }
    }
}
