//! The whole database at one moment, in files of SQLite: what a backup holds, whichever engine it came from.

use std::path::{Path, PathBuf};

use futures::TryStreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use storage::{Result, Snapshot, StorageError};

use crate::copy::{self, Begun, Copier, CopyError, CopySide, TableContents};
use crate::database::SqlDatabase;
use crate::engine::Location;
use crate::error::failed;
use crate::handle::Handle;
use crate::migration::MigrationState;
use crate::query::query;
use crate::readers::{Readers, Trust};
use crate::sqlite::{self, exchanges_path};
use crate::subjects::DOCUMENTS;

/// Rows that travel at once.
const ROWS: u32 = 500;

/// Files of a database that nobody writes any more. Only read.
pub struct SnapshotFiles {
    path: PathBuf,
    main: Readers<SqliteConnection>,
    exchanges: Readers<SqliteConnection>,
}

fn driver(error: std::io::Error) -> StorageError {
    StorageError::Driver(Box::new(error))
}

impl SnapshotFiles {
    /// Takes a database as it is at this moment, while others work with it, into a new file and the one of exchanges
    /// beside it. SQLite is read in one transaction for each of its two files, PostgreSQL in one for everything.
    ///
    /// # Errors
    /// [`CopyError`]: there is no database, none that is whole and of this version, none with an organisation; or
    /// either side fails.
    pub async fn take(from: &Location, to: &Path) -> std::result::Result<Self, CopyError> {
        match from {
            Location::Sqlite(path) => take_file(from, path, to).await?,
            Location::Postgres(_) => take_server(from, to).await?,
        }
        let files = Self::open(to);
        let source = |error| CopyError::Storage(CopySide::Source, error);
        let mut main = files.main().await.map_err(source)?;
        if copy::is_unfinished(&mut main).await.map_err(source)? {
            return Err(CopyError::SourceUnfinished);
        }
        let any = main.fetch_optional(query("SELECT id FROM organizations LIMIT 1")).await.map_err(source)?;
        drop(main);
        if any.is_some() { Ok(files) } else { Err(CopyError::SourceEmpty) }
    }

    /// Uses files that are there.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        let readers = |path: &Path| {
            let options = SqliteConnectOptions::new().filename(path).read_only(true);
            Readers::new(options.pragma("trusted_schema", "OFF"), 1, Trust::FILE)
        };
        let exchanges = readers(&exchanges_path(path));
        Self { path: path.to_owned(), main: readers(path), exchanges }
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where its journal of exchanges is.
    #[must_use]
    pub fn exchanges(&self) -> PathBuf {
        exchanges_path(&self.path)
    }

    async fn main(&self) -> Result<Handle> {
        self.main.acquire().await.map(Handle::SqliteReader)
    }

    /// Asks the database.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it cannot be opened.
    pub async fn read(&self) -> Result<Box<dyn Snapshot>> {
        Ok(Box::new(self.main().await?))
    }

    /// What was done to the tables, and what this program would do.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it is no database or cannot be read.
    pub async fn migrations(&self) -> Result<MigrationState> {
        SqlDatabase::migration_state(&Location::Sqlite(self.path.clone())).await
    }

    /// What each table holds.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when it cannot be read.
    pub async fn contents(&self) -> Result<Vec<TableContents>> {
        let mut exchanges = self.exchanges.acquire().await.map(Handle::SqliteReader)?;
        copy::contents(&mut self.main().await?, &mut exchanges).await.map_err(|error| match error {
            CopyError::Storage(_, error) => error,
            other => StorageError::Driver(Box::new(other)),
        })
    }

    /// What SQLite says is wrong with the files, the first finding of each.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when they cannot be opened.
    pub async fn damage(&self) -> Result<Option<String>> {
        for readers in [&self.main, &self.exchanges] {
            let mut handle = readers.acquire().await.map(Handle::SqliteReader)?;
            let row = handle.fetch_one(query("PRAGMA integrity_check(1)"));
            let said = row.await?.of("pragma").text("integrity_check")?;
            if said != "ok" {
                return Ok(Some(said));
            }
        }
        Ok(None)
    }

    /// Every document that something refers to, in ascending order. Sorted on the disk where there are many.
    ///
    /// # Errors
    /// [`StorageError::Driver`] when the database cannot be read, or `each` fails.
    pub async fn documents(&self, mut each: impl FnMut(&str) -> std::io::Result<()> + Send) -> Result<()> {
        let options =
            SqliteConnectOptions::new().filename(&self.path).read_only(true).pragma("temp_store", "FILE");
        let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
        let mut parts = Vec::new();
        for (table, column) in DOCUMENTS {
            // An older database may lack it.
            let there: i64 = sqlx::query_scalar("SELECT count(*) FROM pragma_table_info($1) WHERE name = $2")
                .bind(table)
                .bind(column)
                .fetch_one(&mut connection)
                .await
                .map_err(failed)?;
            if there > 0 {
                parts.push(format!("SELECT {column} AS sha256 FROM {table} WHERE {column} IS NOT NULL"));
            }
        }
        let sql = format!("SELECT DISTINCT sha256 FROM ({}) ORDER BY sha256", parts.join(" UNION ALL "));
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&mut connection);
        while let Some(row) = rows.try_next().await.map_err(failed)? {
            each(row.try_get::<&str, _>(0).map_err(failed)?).map_err(driver)?;
        }
        drop(rows);
        connection.close().await.map_err(failed)
    }

    /// Closes the files.
    pub async fn close(self) {
        self.main.close().await;
        self.exchanges.close().await;
    }
}

/// Each file in a read transaction of its own. The exchanges first: what they refer to is in the other file then.
async fn take_file(from: &Location, path: &Path, to: &Path) -> std::result::Result<(), CopyError> {
    if !path.is_file() {
        return Err(CopyError::NoSource);
    }
    copy::refuse_other_version(from).await?;
    let source = |error| CopyError::Storage(CopySide::Source, error);
    for (from, to) in [(exchanges_path(path), exchanges_path(to)), (path.to_owned(), to.to_owned())] {
        sqlite::vacuum_into(&from, &to).await.map_err(source)?;
    }
    Ok(())
}

async fn take_server(from: &Location, to: &Path) -> std::result::Result<(), CopyError> {
    let target = Location::Sqlite(to.to_owned());
    let Begun::Copying(copier) = Copier::begin_served(from, &target, ROWS).await? else {
        return Err(CopyError::TargetHolds("copy_progress"));
    };
    let report = copier.finish().await?;
    report.iter().find(|table| !table.identical).map_or(Ok(()), |table| Err(CopyError::Differs(table.table)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use storage::{Database as _, SecretPlace};

    use super::*;
    use crate::subjects::column_of;

    async fn columns_like(pattern: &str) -> BTreeSet<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pupitre.sqlite");
        SqlDatabase::open(&Location::Sqlite(path.clone())).await.unwrap().close().await;
        let mut handle = SnapshotFiles::open(&path).main().await.unwrap();
        let statement = query(
            "SELECT t.name AS t, c.name AS c FROM pragma_table_list AS t, pragma_table_info(t.name) AS c \
             WHERE t.type = 'table' AND c.name LIKE $1",
        );
        let rows = handle.fetch_all(statement.bind(pattern)).await.unwrap();
        rows.iter().map(|row| (row.of("").text("t").unwrap(), row.of("").text("c").unwrap())).collect()
    }

    fn named<'n>(pairs: impl IntoIterator<Item = (&'n str, &'n str)>) -> BTreeSet<(String, String)> {
        pairs.into_iter().map(|(table, column)| (table.to_owned(), column.to_owned())).collect()
    }

    /// What were forgotten here would be collected, and missing in every backup.
    #[tokio::test]
    async fn every_column_that_refers_to_a_document_is_known() {
        let mut expected = named(DOCUMENTS);
        // Of which document a copy was made is remembered, also when that one has gone.
        expected.insert(("plain_copies".to_owned(), "original_sha256".to_owned()));
        assert_eq!(columns_like("%sha256").await, expected);
    }

    /// What were forgotten here would be left under an old key.
    #[tokio::test]
    async fn every_column_that_holds_something_sealed_is_known() {
        assert_eq!(columns_like("sealed%").await, named(SecretPlace::ALL.map(column_of)));
    }
}
