//! Fresh databases on a real PostgreSQL.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

pub mod versions;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use storage::Database as _;
use storage_sql::{Location, SqlDatabase};

/// A database that goes when the test ends.
pub struct PostgresDatabase(test_postgres::Database);

impl PostgresDatabase {
    /// Its address.
    pub fn url(&self) -> String {
        self.0.url().to_owned()
    }

    /// Where it is.
    pub fn location(&self) -> Location {
        Location::Postgres(self.url())
    }

    /// Opens it.
    pub async fn open(&self) -> SqlDatabase {
        SqlDatabase::open(&self.location()).await.unwrap()
    }
}

/// Other tables, other template.
fn template() -> String {
    let mut hasher = DefaultHasher::new();
    for migration in sqlx::migrate!("../../migrations/postgres").iter() {
        migration.checksum.hash(&mut hasher);
    }
    format!("storage-{:016x}", hasher.finish())
}

/// A database with all tables and no rows; none, and loudly, where PostgreSQL is not installed.
pub async fn postgres() -> Option<PostgresDatabase> {
    let server = test_postgres::server("the storage on PostgreSQL")?;
    let prepare = |url: String| async move {
        SqlDatabase::open(&Location::Postgres(url)).await.unwrap().close().await;
    };
    Some(PostgresDatabase(server.fresh_database(&template(), prepare).await))
}
