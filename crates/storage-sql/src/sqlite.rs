//! What only SQLite has: the file, its settings, its one writer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteLockingMode, SqlitePool,
    SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, Row as _, Sqlite};
use storage::{Mark, Result, StorageError};

use crate::error::failed;
use crate::handle::Handle;
use crate::migration::{Migration, migration_failed};
use crate::notices::Listeners;
use crate::readers::{Readers, Trust};

/// How many may read at the same time.
const READERS: u32 = 4;
/// Pages kept by each connection, in KiB: small, since the operating system keeps the file in memory anyway and an
/// idle process should stay small.
const CACHE_KIB: u32 = 2048;
/// How long another process (a backup, `sqlite3`) may hold the file before a write fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a caller may wait for its turn: writers queue behind each other for as long as the longest of them lasts.
const TURN_TIMEOUT: Duration = Duration::from_secs(60);
/// Somebody else has the file.
const SQLITE_BUSY: i32 = 5;
/// The log is cut back to this size after a checkpoint, in bytes.
const LOG_BYTES: u32 = 32 * 1024 * 1024;

/// See [`crate::engine::Engine::like`].
pub(crate) const LIKE: &str = " LIKE ";
/// See [`crate::engine::Engine::now`].
pub(crate) const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
/// See [`crate::engine::Engine::reach_as_json`].
pub(crate) const REACH_AS_JSON: &str =
    "json_group_array(json_array(reach.structure_id, json(reach.services)) ORDER BY reach.position)";

/// What a power cut may take.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Durability {
    /// Nothing that was committed.
    Full,
    /// The last transactions; never the file.
    Normal,
}

/// The file of exchanges that belongs to a database. It bears the name of the database: two of them may stand in one
/// folder.
pub(crate) fn exchanges_path(database: &Path) -> PathBuf {
    let mut name = database.file_stem().unwrap_or_default().to_owned();
    name.push("-exchanges.db");
    database.with_file_name(name)
}

/// One connection that writes and a few that read.
#[derive(Debug)]
pub(crate) struct SqlitePools {
    path: PathBuf,
    /// The file that was opened there.
    file: FileIdentity,
    /// One connection: writers take turns in order of arrival.
    writer: SqlitePool,
    /// Read-only connections.
    readers: Readers<SqliteConnection>,
    /// Who hears of commits.
    listeners: Listeners,
}

impl SqlitePools {
    /// Opens the file, creates it for its owner alone (mode 0600) when it is not there, and brings its tables up to
    /// date.
    pub(crate) async fn open(
        path: &Path,
        tables: &Migrator,
        durability: Durability,
        listeners: Listeners,
    ) -> Result<Self> {
        create_private(path).await?;
        let opened =
            tokio::fs::metadata(path).await.map_err(|error| StorageError::Driver(Box::new(error)))?;
        let file = FileIdentity::of(&opened);
        let writer = writer_pool(path, durability).await?;
        let mut connection = writer.acquire().await.map_err(failed)?;
        tables.run(&mut *connection).await.map_err(migration_failed)?;
        drop(connection);
        let readers = Readers::new(options(path).read_only(true), READERS, Trust::FILE);
        Ok(Self { path: path.to_owned(), file, writer, readers, listeners })
    }

    /// A read-only connection of its own.
    pub(crate) async fn reader(&self) -> Result<Handle> {
        self.readers.acquire().await.map(Handle::SqliteReader)
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is the file that was opened, rather than another one in its place.
    pub(crate) fn is_ours(&self, file: &std::fs::Metadata) -> bool {
        self.file == FileIdentity::of(file)
    }

    /// The turn to write, without a transaction: nobody else of this process writes for as long as it is held.
    pub(crate) async fn turn(&self) -> sqlx::Result<PoolConnection<Sqlite>> {
        self.writer.acquire().await
    }

    /// The transaction whose turn it is.
    pub(crate) async fn writer(&self) -> Result<Handle> {
        // IMMEDIATE takes the write lock now: a transaction that has read never finds that it may not write.
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        Ok(Handle::SqliteWriter {
            transaction,
            entries: Vec::new(),
            notices: Vec::new(),
            listeners: self.listeners.clone(),
        })
    }

    /// Waits for the last transaction, folds the log into the file and closes both pools.
    pub(crate) async fn shut(&self) {
        self.readers.close().await;
        if let Ok(mut connection) = self.writer.acquire().await
            && let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *connection).await
        {
            // Nothing is lost: the log is read again at the next start.
            tracing::warn!(%error, "the log could not be folded into the database");
        }
        self.writer.close().await;
    }
}

/// Which file it is, whatever it is called; unknown where the system does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileIdentity(Option<(u64, u64)>);

impl FileIdentity {
    #[cfg(unix)]
    fn of(file: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self(Some((file.dev(), file.ino())))
    }

    #[cfg(not(unix))]
    fn of(_: &std::fs::Metadata) -> Self {
        Self(None)
    }
}

/// Creates an empty file that only its owner can read; SQLite gives its log files the same mode. A file that is there
/// already, as a copy that was put back, becomes as private, and so do its logs.
async fn create_private(path: &Path) -> Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await.map(drop).map_err(|error| StorageError::Driver(Box::new(error)))?;
    #[cfg(unix)]
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        make_private(Path::new(&name)).await;
    }
    Ok(())
}

/// Takes from others the right to read a file.
#[cfg(unix)]
async fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let open_to_others = |mode: u32| mode & 0o077 != 0;
    match tokio::fs::metadata(path).await {
        Ok(metadata) if open_to_others(metadata.permissions().mode()) => {}
        _ => return,
    }
    match tokio::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).await {
        Ok(()) => tracing::info!("{} could be read by others: now by its owner alone", path.display()),
        Err(error) => tracing::warn!(%error, "{} can be read by others: chmod 600 it", path.display()),
    }
}

/// What the file says of its own history; nothing when it is not there.
pub(crate) async fn applied_migrations(path: &Path) -> Result<Vec<Migration>> {
    let Some(mut connection) = only_read(path).await? else { return Ok(Vec::new()) };
    let mut done = Vec::new();
    if has_table(&mut connection, "_sqlx_migrations").await? {
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

/// Whether there is no file, or nothing in it. An empty one is not opened: SQLite would take away the log beside it.
pub(crate) async fn is_blank(path: &Path) -> Result<bool> {
    match tokio::fs::metadata(path).await {
        Ok(metadata) if metadata.len() > 0 => Ok(applied_migrations(path).await?.is_empty()),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(StorageError::Driver(Box::new(error))),
    }
}

/// Whether another connection, of whichever process, has the file open. In exclusive mode, a connection has a file with
/// a write-ahead log for itself alone, or does not get it.
pub(crate) async fn is_open(path: &Path) -> Result<bool> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .locking_mode(SqliteLockingMode::Exclusive)
        .busy_timeout(Duration::ZERO);
    let busy = |error: &sqlx::Error| {
        let code = error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
        // The low byte is the kind of an extended code.
        code.is_some_and(|code| code & 0xff == SQLITE_BUSY)
    };
    let mut connection = match SqliteConnection::connect_with(&options).await {
        Ok(connection) => connection,
        Err(error) if busy(&error) => return Ok(true),
        Err(error) => return Err(failed(error)),
    };
    let taken = sqlx::raw_sql("BEGIN IMMEDIATE; ROLLBACK;").execute(&mut connection).await;
    connection.close().await.map_err(failed)?;
    match taken {
        Ok(_) => Ok(false),
        Err(error) if busy(&error) => Ok(true),
        Err(error) => Err(failed(error)),
    }
}

/// A copy of a database as it is at this moment, into a new file for its owner alone. Who writes is not kept waiting.
pub(crate) async fn vacuum_into(path: &Path, to: &Path) -> Result<()> {
    create_private(to).await?;
    let Some(mut connection) = only_read(path).await? else {
        return Err(StorageError::Driver(format!("{} is not there", path.display()).into()));
    };
    let target = to.to_str().ok_or_else(|| StorageError::Driver("a path that is no text".into()))?;
    sqlx::query("VACUUM INTO $1").bind(target).execute(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)
}

/// A mark of the installation, without changing anything.
pub(crate) async fn peek_mark(path: &Path, mark: Mark) -> Result<Option<String>> {
    let Some(mut connection) = only_read(path).await? else { return Ok(None) };
    let mut found = None;
    if has_table(&mut connection, "marks").await? {
        let statement = sqlx::query_scalar("SELECT value FROM marks WHERE mark = $1").bind(mark.code());
        found = statement.fetch_optional(&mut connection).await.map_err(failed)?;
    }
    connection.close().await.map_err(failed)?;
    Ok(found)
}

/// A connection that changes nothing; none where there is no file.
async fn only_read(path: &Path) -> Result<Option<SqliteConnection>> {
    if !tokio::fs::try_exists(path).await.map_err(|error| StorageError::Driver(Box::new(error)))? {
        return Ok(None);
    }
    let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT);
    SqliteConnection::connect_with(&options).await.map(Some).map_err(failed)
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = $1")
        .bind(name)
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    Ok(count > 0)
}

/// What both kinds of connection share.
fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", format!("-{CACHE_KIB}"))
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
}

async fn writer_pool(path: &Path, durability: Durability) -> Result<SqlitePool> {
    let options = options(path)
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("journal_size_limit", LOG_BYTES.to_string());
    // A connection to a file does not go stale: no test before use, no end of life.
    SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(TURN_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::query;

    #[test]
    fn exchanges_stand_beside_their_database_under_its_name() {
        let path = exchanges_path(Path::new("/var/lib/pupitre/pupitre.sqlite"));
        assert_eq!(path, Path::new("/var/lib/pupitre/pupitre-exchanges.db"));
    }

    #[tokio::test]
    async fn what_is_committed_survives_a_power_cut_and_references_hold() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pupitre.sqlite");
        let (tables, listeners) = (&crate::migration::SQLITE, Listeners::default());
        let pools = SqlitePools::open(&path, tables, Durability::Full, listeners).await.unwrap();
        for mut handle in [pools.writer().await.unwrap(), pools.reader().await.unwrap()] {
            let settings = query(
                "SELECT synchronous, foreign_keys, journal_mode \
                 FROM pragma_synchronous, pragma_foreign_keys, pragma_journal_mode",
            );
            let row = handle.fetch_one(settings).await.unwrap();
            let fields = row.of("pragma");
            assert_eq!(fields.integer("synchronous").unwrap(), 2, "FULL");
            assert_eq!(fields.integer("foreign_keys").unwrap(), 1);
            assert_eq!(fields.text("journal_mode").unwrap(), "wal");
        }
    }
}
