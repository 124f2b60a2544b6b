//! One connection of either engine, alone or in its transaction: every subject is implemented on it.

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use storage::{JournalEntry, Notice, Result, StorageError};
use tokio::sync::OwnedMutexGuard;

use crate::copy::Column;
use crate::engine::Engine;
use crate::error::failed;
use crate::notices::Listeners;
use crate::query::{Query, Value};
use crate::readers::{Reader, is_lost};
use crate::row::{PackedRow, Row};

/// What statements run on.
pub(crate) enum Handle {
    /// Reads only.
    SqliteReader(Reader<SqliteConnection>),
    /// The one writer.
    SqliteWriter {
        /// The statements.
        transaction: Transaction<'static, Sqlite>,
        /// What is written into the journal at the end.
        entries: Vec<JournalEntry>,
        /// What is told after the commit.
        notices: Vec<Notice>,
        /// To whom.
        listeners: Listeners,
    },
    /// Reads only.
    PostgresReader(Reader<PgConnection>),
    /// One of several writers.
    PostgresWriter {
        /// Ends before the turn does: fields are dropped in their order.
        transaction: Transaction<'static, Postgres>,
        /// What is written into the journal at the end.
        entries: Vec<JournalEntry>,
        /// Lets the next of its turn begin when it is dropped.
        _turn: Option<OwnedMutexGuard<()>>,
    },
}

macro_rules! with_arguments {
    ($query:expr, $sqlite_or_postgres:ident) => {{
        let Query { sql, arguments } = $query;
        let mut query = sqlx::query::<$sqlite_or_postgres>(AssertSqlSafe(sql.into_owned()));
        for argument in arguments {
            query = match argument {
                Value::Id(id) => with_arguments!(@id query, id, $sqlite_or_postgres),
                Value::Text(text) => query.bind(text),
                Value::Integer(number) => query.bind(number),
                Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
    (@id $query:ident, $id:ident, Sqlite) => {
        $query.bind($id.map(|id: uuid::Uuid| id.to_string()))
    };
    (@id $query:ident, $id:ident, Postgres) => {
        $query.bind($id)
    };
}

/// Runs a statement on whichever connection this is: `$fetch` is the method of the query, `$row` what a row becomes.
macro_rules! run {
    ($handle:expr, $query:expr, $fetch:ident) => {{
        let query = $query;
        match $handle {
            Handle::SqliteReader(reader) => {
                let answer = with_arguments!(query, Sqlite).$fetch(reader.begin()?).await;
                Done::Sqlite(reader.ended(answer)?)
            }
            Handle::SqliteWriter { transaction, .. } => {
                Done::Sqlite(with_arguments!(query, Sqlite).$fetch(&mut **transaction).await.map_err(failed)?)
            }
            Handle::PostgresReader(reader) => {
                let once_more = query.clone();
                let mut answer = with_arguments!(query, Postgres).$fetch(reader.begin()?).await;
                // A reader asks each time for itself: on another connection it may ask again.
                if answer.as_ref().is_err_and(is_lost) {
                    answer = with_arguments!(once_more, Postgres).$fetch(reader.begin_anew().await?).await;
                }
                Done::Postgres(reader.ended(answer)?)
            }
            Handle::PostgresWriter { transaction, .. } => Done::Postgres(
                with_arguments!(query, Postgres).$fetch(&mut **transaction).await.map_err(failed)?,
            ),
        }
    }};
}

/// The same answer in the types of either driver.
enum Done<S, P> {
    Sqlite(S),
    Postgres(P),
}

impl Handle {
    /// Which engine it talks to.
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::SqliteReader(_) | Self::SqliteWriter { .. } => Engine::Sqlite,
            Self::PostgresReader(_) | Self::PostgresWriter { .. } => Engine::Postgres,
        }
    }

    /// All rows.
    pub(crate) async fn fetch_all(&mut self, query: Query) -> Result<Vec<Row>> {
        Ok(match run!(self, query, fetch_all) {
            Done::Sqlite(rows) => rows.into_iter().map(Row::Sqlite).collect(),
            Done::Postgres(rows) => rows.into_iter().map(Row::Postgres).collect(),
        })
    }

    /// All rows of a statement that gives dozens or hundreds of them, with these columns (texts, numbers, identifiers).
    /// SQLite packs them into one JSON text: each row on its own would be handed from thread to thread, each value
    /// copied and released.
    pub(crate) async fn fetch_many(
        &mut self,
        query: Query,
        columns: &'static [&'static str],
    ) -> Result<Vec<Row>> {
        if self.engine() == Engine::Postgres {
            return self.fetch_all(query).await;
        }
        let packed = format!(
            "SELECT json_group_array(json_array({})) AS packed FROM ({})",
            columns.join(", "),
            query.sql
        );
        let row = self.fetch_one(Query { sql: packed.into(), arguments: query.arguments }).await?;
        PackedRow::read(columns, &row.of("packed").text("packed")?)
    }

    /// The first row, if there is one.
    pub(crate) async fn fetch_optional(&mut self, query: Query) -> Result<Option<Row>> {
        Ok(match run!(self, query, fetch_optional) {
            Done::Sqlite(row) => row.map(Row::Sqlite),
            Done::Postgres(row) => row.map(Row::Postgres),
        })
    }

    /// The one row of a statement that always has one.
    pub(crate) async fn fetch_one(&mut self, query: Query) -> Result<Row> {
        self.fetch_optional(query).await?.ok_or_else(|| StorageError::Driver("no row".into()))
    }

    /// Changes rows; gives how many.
    pub(crate) async fn execute(&mut self, query: Query) -> Result<u64> {
        Ok(match run!(self, query, execute) {
            Done::Sqlite(done) => done.rows_affected(),
            Done::Postgres(done) => done.rows_affected(),
        })
    }
}

impl Handle {
    /// Changes rows of PostgreSQL by a statement whose arguments are arrays, a column each.
    pub(crate) async fn insert_columns(&mut self, sql: &str, columns: Vec<Column>) -> Result<()> {
        let Self::PostgresWriter { transaction, .. } = self else {
            return Err(StorageError::Driver("no transaction of PostgreSQL".into()));
        };
        let mut query = sqlx::query::<Postgres>(AssertSqlSafe(sql.to_owned()));
        for column in columns {
            query = match column {
                Column::Text(values) => query.bind(values),
                Column::Integer(values) => query.bind(values),
                Column::Bytes(values) => query.bind(values),
            };
        }
        query.execute(&mut **transaction).await.map(drop).map_err(failed)
    }
}

/// Tells when it is dropped.
struct Telling {
    notices: Vec<Notice>,
    listeners: Listeners,
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.notices.drain(..).for_each(|notice| self.listeners.tell(notice));
    }
}

#[async_trait]
impl storage::Transaction for Handle {
    async fn commit(self: Box<Self>) -> Result<()> {
        let mut handle = self;
        handle.chain_entries().await?;
        match *handle {
            Self::SqliteWriter { transaction, notices, listeners, .. } => {
                // Told also when the caller goes away while the file is written; a notice too many does no harm.
                let mut telling = Telling { notices, listeners };
                let done = transaction.commit().await.map_err(failed);
                if done.is_err() {
                    telling.notices.clear();
                }
                done
            }
            Self::PostgresWriter { transaction, _turn, .. } => transaction.commit().await.map_err(failed),
            Self::SqliteReader(_) | Self::PostgresReader(_) => {
                Err(StorageError::Driver("a reader has nothing to commit".into()))
            }
        }
    }
}
