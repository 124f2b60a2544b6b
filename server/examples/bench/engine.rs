//! The two engines side by side: a folder with a file, and a database on a real PostgreSQL whose data are on a disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use storage_sql::{Engine, Location, SqlDatabase};
use test_postgres::{Database, Server, Settings};

/// Both engines, in the order of the columns.
pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// The name at the head of a column.
pub const fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// The server of the PostgreSQL column: its commits are durable, as SQLite's are.
pub fn server(parent: &Path) -> Option<Server> {
    let binaries = test_postgres::binaries_or_say("the column of PostgreSQL")?;
    let idle = Duration::from_secs(5);
    Some(Server::join(&binaries, &Settings { durable: true, idle, parent: parent.to_owned() }))
}

/// An empty place for one Pupitre: the folder of its documents and its database.
pub struct Place {
    /// Documents, key, and the file of SQLite.
    pub folder: PathBuf,
    /// The database.
    pub location: Location,
    /// Kept, for the database goes with it.
    database: Option<Database>,
}

impl Place {
    /// A new one below a folder.
    pub async fn new(parent: &Path, name: &str, engine: Engine, server: Option<&Server>) -> Self {
        let folder = parent.join(format!("{name}-{}", self::name(engine).to_lowercase()));
        std::fs::create_dir_all(&folder).unwrap();
        let key = vault::new_key_line("bench", &[7; 32]);
        std::fs::write(folder.join("key"), &key).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(folder.join("key"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
        let database = match (engine, server) {
            (Engine::Postgres, Some(server)) => Some(server.fresh_database("empty", |_| async {}).await),
            _ => None,
        };
        let location = database.as_ref().map_or_else(
            || Location::Sqlite(folder.join("pupitre.sqlite")),
            |database| Location::Postgres(database.url().to_owned()),
        );
        Self { folder, location, database }
    }

    /// Opens the database beside a running Pupitre.
    pub async fn open(&self) -> SqlDatabase {
        SqlDatabase::open(&self.location).await.unwrap()
    }

    /// Whether an earlier run left something here.
    pub fn is_filled(&self) -> bool {
        matches!(&self.location, Location::Sqlite(path) if path.exists())
    }

    /// The value of `--database`.
    pub fn address(&self) -> String {
        match &self.location {
            Location::Sqlite(path) => format!("sqlite:{}", path.display()),
            Location::Postgres(address) => address.clone(),
        }
    }

    /// Megabytes of the database on disk, logs included.
    #[expect(clippy::cast_precision_loss, reason = "a size")]
    pub async fn megabytes(&self) -> f64 {
        let bytes = match &self.location {
            Location::Sqlite(_) => std::fs::read_dir(&self.folder)
                .unwrap()
                .map(|entry| entry.unwrap())
                .filter(|entry| entry.file_name().to_string_lossy().contains("pupitre"))
                .map(|entry| i64::try_from(entry.metadata().unwrap().len()).unwrap())
                .sum(),
            Location::Postgres(address) => {
                use sqlx::Connection as _;
                let mut connection = sqlx::PgConnection::connect(address).await.unwrap();
                let statement = "SELECT pg_database_size(current_database())";
                let size: i64 = sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap();
                size
            }
        };
        bytes as f64 / 1e6
    }

    /// Removes what was measured, so that the disk holds one at a time.
    pub fn remove(self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
        drop(self.database);
    }
}
