//! How SQLite would answer a statement, for tests.

use crate::engine::{Engine, Location};
use crate::handle::Handle;
use crate::query::Query;
use crate::row::Row;
use crate::{SqlDatabase, query};

/// An empty file to ask.
pub(super) struct Plans {
    database: SqlDatabase,
    exchanges: bool,
    _folder: tempfile::TempDir,
}

impl Plans {
    /// A fresh file with all tables.
    pub(super) async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("pupitre.sqlite"));
        Self { database: SqlDatabase::open(&location).await.unwrap(), exchanges: false, _folder: folder }
    }

    /// The same for the file of exchanges.
    pub(super) async fn of_exchanges() -> Self {
        Self { exchanges: true, ..Self::make().await }
    }

    async fn reader(&self) -> Handle {
        if self.exchanges {
            self.database.exchange_reader().await.unwrap()
        } else {
            self.database.reader().await.unwrap()
        }
    }

    /// What a statement gives.
    pub(super) async fn rows(&self, statement: Query) -> Vec<Row> {
        self.reader().await.fetch_all(statement).await.unwrap()
    }

    /// The steps, one a line.
    pub(super) async fn of(&self, statement: Query) -> String {
        assert_eq!(self.database.engine(), Engine::Sqlite);
        let mut handle = self.reader().await;
        let mut explain = query::query("");
        explain.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql).into();
        explain.arguments = statement.arguments;
        let rows = handle.fetch_all(explain).await.unwrap();
        let steps = rows.iter().map(|row| row.of("plan").text("detail").unwrap());
        steps.collect::<Vec<_>>().join("\n")
    }
}
