//! The behavioural suite of `storage` on both engines.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod sqlite {
    use storage_sql::{Location, SqlDatabase};

    /// A fresh file and the folder that holds it.
    async fn make() -> Option<(SqlDatabase, tempfile::TempDir)> {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("pupitre.sqlite"));
        Some((SqlDatabase::open(&location).await.unwrap(), folder))
    }

    storage::suite!(make);
}

mod postgres {
    use storage_sql::SqlDatabase;

    use crate::support::{self, PostgresDatabase};

    /// A fresh database on a server.
    async fn make() -> Option<(SqlDatabase, PostgresDatabase)> {
        let database = support::postgres().await?;
        Some((database.open().await, database))
    }

    storage::suite!(make);
}
