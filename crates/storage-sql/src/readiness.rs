//! Whether the database can be read and written, tried out rather than asked of what is kept open: connections that are
//! open already read on, from memory, from a file that is gone.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteSynchronous};
use sqlx::{Connection as _, Executor as _};
use storage::{Mark, Obstacle, ReadMarks as _, Readiness, StorageError, Turn};

use crate::database::Pools;
use crate::error::failed;
use crate::query::query;
use crate::sqlite::SqlitePools;

/// How long reading may take, and how long writing. Both together less than whoever asks waits.
const READING: Duration = Duration::from_secs(2);
const WRITING: Duration = Duration::from_millis(2_500);
/// How long another program may hold a file.
const BUSY: Duration = Duration::from_millis(500);
/// How long our own writers may take before it is tried beside them.
const OWN_TURN: Duration = Duration::from_millis(1_200);
/// A checkpoint writes the first page before the last: for a moment the file is shorter than it says.
const SECOND_LOOK: Duration = Duration::from_millis(300);
/// What a file of SQLite begins with.
const HEADER: &[u8] = b"SQLite format 3\0";
/// Bytes that are written to see whether there is room.
const TRIAL: usize = 64 * 1024;

/// What stands in the way, or the error that is still to be understood.
type Outcome = Result<(), Obstacle>;

/// Tries both. `known` is the name of the installation, once it was seen.
pub(crate) async fn of(pools: &Pools, known: &OnceLock<String>) -> Readiness {
    if let Err(obstacle) = within(READING, read(pools, known)).await {
        return Readiness::Fails(obstacle);
    }
    match within(WRITING, write(pools)).await {
        Ok(()) => Readiness::Ready,
        Err(obstacle) => Readiness::OnlyReads(obstacle),
    }
}

async fn within(patience: Duration, trial: impl Future<Output = Outcome>) -> Outcome {
    tokio::time::timeout(patience, trial).await.unwrap_or(Err(Obstacle::Silent))
}

async fn read(pools: &Pools, known: &OnceLock<String>) -> Outcome {
    let name = match pools {
        Pools::Sqlite { main, .. } => {
            // Before SQLite opens it: to an empty file it would take away the log that still belongs to it.
            check_file(main).await?;
            name_in_file(main).await.map_err(|error| told(&failed(error)))?
        }
        Pools::Postgres(pools) => {
            let mut reader = pools.reader().await.map_err(|error| told(&error))?;
            reader.mark(Mark::Name).await.map_err(|error| told(&error))?
        }
    };
    match (known.get(), name) {
        (None, None) => Ok(()),
        (None, Some(name)) => {
            // Of two who see it first, both see the same.
            let _ = known.set(name);
            Ok(())
        }
        (Some(known), Some(name)) if *known == name => Ok(()),
        (Some(_), _) => Err(Obstacle::Replaced),
    }
}

async fn write(pools: &Pools) -> Outcome {
    match pools {
        Pools::Sqlite { main, .. } => {
            try_room(main.path()).await?;
            write_to_file(main).await.map_err(|error| told(&failed(error)))
        }
        Pools::Postgres(pools) => {
            let written = async {
                let mut transaction = Box::new(pools.writer(Turn::Free).await?);
                transaction.execute(query("SET LOCAL statement_timeout = 2000")).await?;
                let same = query("UPDATE marks SET value = value WHERE mark = $1").bind(Mark::Name.code());
                transaction.execute(same).await?;
                storage::Transaction::commit(transaction).await
            };
            written.await.map_err(|error: StorageError| told(&error))
        }
    }
}

/// Whether the file is the one that was opened, begins as one of SQLite does and is as long as it says.
async fn check_file(main: &SqlitePools) -> Outcome {
    if is_whole(main).await? {
        return Ok(());
    }
    tokio::time::sleep(SECOND_LOOK).await;
    if is_whole(main).await? { Ok(()) } else { Err(Obstacle::Damaged) }
}

async fn is_whole(main: &SqlitePools) -> Result<bool, Obstacle> {
    use tokio::io::AsyncReadExt as _;
    let looked = async {
        let mut file = tokio::fs::File::open(main.path()).await?;
        let metadata = file.metadata().await?;
        if !main.is_ours(&metadata) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut head = [0_u8; 100];
        match file.read_exact(&mut head).await {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
        // Page size and count of pages, as the format of the file has them; a size of 1 stands for 65,536.
        let size = match u64::from(u16::from_be_bytes([head[16], head[17]])) {
            1 => 65_536,
            size => size,
        };
        let pages = u64::from(u32::from_be_bytes([head[28], head[29], head[30], head[31]]));
        Ok(head.starts_with(HEADER) && metadata.len() >= size * pages)
    };
    looked.await.map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Obstacle::Replaced,
        io::ErrorKind::PermissionDenied => Obstacle::Protected,
        _ => logged(&error),
    })
}

/// A connection that has nothing of the file in memory yet.
async fn connect(main: &SqlitePools) -> sqlx::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(main.path())
        .create_if_missing(false)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY);
    SqliteConnection::connect_with(&options).await
}

async fn name_in_file(main: &SqlitePools) -> sqlx::Result<Option<String>> {
    let mut connection = connect(main).await?;
    let mark = sqlx::query_scalar("SELECT value FROM marks WHERE mark = $1").bind(Mark::Name.code());
    let name = mark.fetch_optional(&mut connection).await?;
    connection.execute("SELECT id FROM organizations LIMIT 1").await?;
    connection.close().await?;
    Ok(name)
}

/// Writes what is there already, to the disk. Our own writers wait for that moment, so that a short change of theirs is
/// not taken for another program; where they wait themselves, it is tried all the same.
async fn write_to_file(main: &SqlitePools) -> sqlx::Result<()> {
    let _turn = tokio::time::timeout(OWN_TURN, main.turn()).await.ok().transpose()?;
    let mut connection = connect(main).await?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *transaction).await?;
    // A row that is written as it was would not reach the disk; the head of the file does.
    transaction.execute(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {version}"))).await?;
    transaction.commit().await?;
    connection.close().await
}

/// A log that is used again needs no room, so that alone does not show a full disk.
async fn try_room(database: &Path) -> Outcome {
    let mut path = database.as_os_str().to_owned();
    path.push("-try");
    let tried = tokio::task::spawn_blocking(move || {
        let path = PathBuf::from(path);
        let written = write_trial(&path);
        let removed = std::fs::remove_file(&path);
        written.and(removed)
    });
    let tried = tried.await.map_err(io::Error::other).and_then(|tried| tried);
    tried.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Obstacle::Full,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Obstacle::Protected,
        _ => logged(&error),
    })
}

fn write_trial(path: &Path) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&vec![0; TRIAL])?;
    file.sync_all()
}

/// What an error of a driver says of it.
fn told(error: &StorageError) -> Obstacle {
    let StorageError::Driver(cause) = error else { return logged(error) };
    let code = match cause.downcast_ref::<sqlx::Error>() {
        Some(sqlx::Error::PoolTimedOut) => return Obstacle::Held,
        Some(sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) => {
            return Obstacle::Silent;
        }
        Some(sqlx::Error::Database(refusal)) => refusal.code().unwrap_or_default().into_owned(),
        _ => return logged(error),
    };
    // SQLSTATE has five places; codes of SQLite are numbers whose low byte is the kind.
    match (code.as_str(), code.parse::<i32>().map(|number| number & 0xff)) {
        ("53100", _) => Obstacle::Full,
        ("25006", _) => Obstacle::Protected,
        // A statement, or the wait for a lock, that was ended for its length.
        ("57014" | "55P03", _) => Obstacle::Held,
        // A table that is not there.
        ("42P01", _) => Obstacle::Replaced,
        (state, _) if state.len() == 5 && (state.starts_with("08") || state.starts_with("57")) => {
            Obstacle::Silent
        }
        ("1", _) => Obstacle::Replaced,
        (_, Ok(5 | 6)) => Obstacle::Held,
        (_, Ok(13)) => Obstacle::Full,
        (_, Ok(3 | 8 | 14)) => Obstacle::Protected,
        (_, Ok(11 | 26)) => Obstacle::Damaged,
        _ => logged(error),
    }
}

fn logged(error: &dyn std::fmt::Display) -> Obstacle {
    tracing::warn!(%error, "the database is not ready");
    Obstacle::Other
}
