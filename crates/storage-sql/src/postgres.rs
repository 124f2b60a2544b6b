//! What only PostgreSQL has: a pool of connections, and turns as advisory locks.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{Connection as _, Row as _};
use storage::{Mark, Result, Turn};
use tokio::sync::OwnedMutexGuard;

use crate::error::failed;
use crate::handle::Handle;
use crate::migration::{Migration, POSTGRES, migration_failed};
use crate::notices::{Listeners, follow};
use crate::query::query;
use crate::readers::{Readers, Trust};

/// Connections of one process that read.
const READERS: u32 = 8;
/// Connections of one process that write: those of one turn queue before they take one.
const WRITERS: u32 = 6;
/// How connections that serve are called on the server.
pub(crate) const APPLICATION: &str = "pupitre";
/// How those of a copy are called.
pub(crate) const APPLICATION_OF_COPIES: &str = "pupitre-copy";
/// How long a caller may wait for a connection.
const TURN_TIMEOUT: Duration = Duration::from_secs(60);
/// Ended turns are forgotten when there are this many.
const REMEMBERED_TURNS: usize = 1024;

/// How statements are planned. Each for its own arguments: the page of a rare tab is not read as that of a common one,
/// and how many rows a page has is known. A row is about as near as the next one, the indexes being in memory. What is
/// asked here takes some milliseconds: neither compiling it nor sharing it among processes pays.
const SETTINGS: [(&str, &str); 4] = [
    ("plan_cache_mode", "auto"),
    ("random_page_cost", "1.1"),
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
];

/// See [`crate::engine::Engine::like`].
pub(crate) const LIKE: &str = " COLLATE \"C\" ILIKE ";
/// See [`crate::engine::Engine::now`].
pub(crate) const NOW: &str = "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)";
/// See [`crate::engine::Engine::reach_as_json`].
pub(crate) const REACH_AS_JSON: &str = "coalesce(json_agg(json_build_array(reach.structure_id, reach.services::json) ORDER BY reach.position)::text, '[]')";

/// The connections of a process.
#[derive(Debug)]
pub(crate) struct PostgresPools {
    /// Connections that write.
    pool: PgPool,
    readers: Readers<PgConnection>,
    turns: Turns,
}

impl PostgresPools {
    /// Connects and brings the tables up to date; several processes may start at once.
    pub(crate) async fn open(address: &str, name: &'static str, listeners: Listeners) -> Result<Self> {
        let pool = PgPoolOptions::new()
            // One more that listens for as long as the pool is open.
            .max_connections(WRITERS + 1)
            .acquire_timeout(TURN_TIMEOUT)
            .connect_with(options(address, name)?)
            .await
            .map_err(failed)?;
        // The migrator takes an advisory lock of its own.
        POSTGRES.run(&pool).await.map_err(migration_failed)?;
        follow(&pool, listeners).await?;
        let readers = Readers::new(options(address, name)?, READERS, Trust::SERVER);
        Ok(Self { pool, readers, turns: Turns::default() })
    }

    /// A connection that reads, each statement for itself.
    pub(crate) async fn reader(&self) -> Result<Handle> {
        self.readers.acquire().await.map(Handle::PostgresReader)
    }

    /// A transaction, once its turn has come.
    pub(crate) async fn writer(&self, turn: Turn<'_>) -> Result<Handle> {
        let key = match turn {
            Turn::Organization(id) => format!("organization:{id}"),
            Turn::Account(key) => format!("account:{key}"),
            Turn::Free => {
                let transaction = self.pool.begin().await.map_err(failed)?;
                return Ok(Handle::PostgresWriter { transaction, entries: Vec::new(), _turn: None });
            }
        };
        let turn = self.turns.wait(&key).await;
        let transaction = self.pool.begin().await.map_err(failed)?;
        let mut handle = Handle::PostgresWriter { transaction, entries: Vec::new(), _turn: Some(turn) };
        handle.lock(&key).await?;
        Ok(handle)
    }

    /// A transaction that sees everything as it is now, to its end.
    pub(crate) async fn snapshot(&self) -> Result<Handle> {
        let mut handle = self.writer(Turn::Free).await?;
        handle.execute(query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")).await?;
        Ok(handle)
    }

    /// Closes every connection.
    pub(crate) async fn shut(&self) {
        self.readers.close().await;
        self.pool.close().await;
    }
}

impl Handle {
    /// Waits until no other transaction has this lock, and keeps it to the end of this one. Read committed: every
    /// statement after this one sees all that was written under the lock before.
    pub(crate) async fn lock(&mut self, key: &str) -> Result<()> {
        self.execute(query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))").bind(key)).await.map(drop)
    }

    /// The same without waiting; false when another transaction has the lock.
    pub(crate) async fn try_lock(&mut self, key: &str) -> Result<bool> {
        let statement = query(
            "SELECT CAST(pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS INTEGER)::BIGINT AS taken",
        );
        self.fetch_one(statement.bind(key)).await?.of("pg_locks").flag("taken")
    }

    /// Lets the commit of this transaction return before it is on the disk: for what may be lost with the machine.
    pub(crate) async fn commit_early(&mut self) -> Result<()> {
        self.execute(query("SET LOCAL synchronous_commit = off")).await.map(drop)
    }
}

/// Turns within this process: who waits for a turn waits without a connection, so that a queue of writers leaves the
/// connections to the readers. Between processes, the advisory lock decides.
#[derive(Debug, Default)]
struct Turns {
    by_key: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    async fn wait(&self, key: &str) -> OwnedMutexGuard<()> {
        let turn = self.turn(key);
        turn.lock_owned().await
    }

    fn turn(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        // Nothing panics while it is held; were it so, the map would still be whole.
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = by_key.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        if by_key.len() >= REMEMBERED_TURNS {
            by_key.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::new(tokio::sync::Mutex::new(()));
        by_key.insert(key.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

fn options(address: &str, name: &str) -> Result<PgConnectOptions> {
    let options = address.parse::<PgConnectOptions>().map_err(failed)?;
    Ok(options.application_name(name).options(SETTINGS))
}

/// What the database says of its own history.
pub(crate) async fn applied_migrations(address: &str) -> Result<Vec<Migration>> {
    let mut connection = connect(address).await?;
    let there = has_table(&mut connection, "_sqlx_migrations").await?;
    let mut done = Vec::new();
    if there {
        let rows = sqlx::query("SELECT version, description FROM _sqlx_migrations ORDER BY version")
            .fetch_all(&mut connection)
            .await
            .map_err(failed)?;
        for row in rows {
            done.push(Migration {
                version: row.try_get("version").map_err(failed)?,
                description: row.try_get("description").map_err(failed)?,
            });
        }
    }
    connection.close().await.map_err(failed)?;
    Ok(done)
}

/// A mark of the installation, without changing anything.
pub(crate) async fn peek_mark(address: &str, mark: Mark) -> Result<Option<String>> {
    let mut connection = connect(address).await?;
    let mut found = None;
    if has_table(&mut connection, "marks").await? {
        let statement = sqlx::query_scalar("SELECT value FROM marks WHERE mark = $1").bind(mark.code());
        found = statement.fetch_optional(&mut connection).await.map_err(failed)?;
    }
    connection.close().await.map_err(failed)?;
    Ok(found)
}

async fn connect(address: &str) -> Result<PgConnection> {
    PgConnection::connect_with(&options(address, APPLICATION_OF_COPIES)?).await.map_err(failed)
}

async fn has_table(connection: &mut PgConnection, name: &str) -> Result<bool> {
    let statement = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(name);
    statement.fetch_one(connection).await.map_err(failed)
}

/// Whether a process serves from this database.
pub(crate) async fn is_served(address: &str) -> Result<bool> {
    let mut connection = connect(address).await?;
    let served = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() \
         AND application_name = $1)",
    )
    .bind(APPLICATION)
    .fetch_one(&mut connection)
    .await
    .map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(served)
}
