//! From rows to records and back. Columns are read in the order in which a query names them; the macros next to the
//! readers keep both together.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type, ValueRef as _};
use storage::{Result, StorageError};

/// Rules that a unique index keeps, as SQLite names their columns, and how they are called outside.
const RULES: [(&str, &str); 8] = [
    ("users.email", "users.email"),
    ("structures.organization_id, structures.siret, structures.environment", "structures.siret"),
    ("connections.structure_id", "connections.structure"),
    (
        "invoices.organization_id, invoices.structure_id, invoices.direction, invoices.chorus_id",
        "invoices.chorus_id",
    ),
    ("events.invoice_id, events.kind, events.foreign_key", "events.foreign_key"),
    ("outbox.invoice_id, outbox.kind", "outbox.open"),
    ("sessions.token_hash", "sessions.token"),
    ("memberships.organization_id, memberships.user_id", "memberships.user"),
];

/// What an error of the driver means.
pub(crate) fn failed(error: sqlx::Error) -> StorageError {
    let sqlx::Error::Database(database) = &error else {
        return StorageError::Driver(Box::new(error));
    };
    match database.kind() {
        sqlx::error::ErrorKind::UniqueViolation => {
            let columns = database.message().rsplit("failed: ").next().unwrap_or_default();
            let rule = RULES.iter().find(|(known, _)| *known == columns).map_or(columns, |(_, name)| *name);
            StorageError::AlreadyThere(rule.to_owned())
        }
        // What it points to is gone, or belongs to another organisation and so does not exist.
        sqlx::error::ErrorKind::ForeignKeyViolation => StorageError::ChangedMeanwhile("a row it refers to"),
        _ => StorageError::Driver(Box::new(error)),
    }
}

/// An error when a statement that must change one row changed none.
pub(crate) fn changed_one(done: &sqlx::sqlite::SqliteQueryResult, table: &'static str) -> Result<()> {
    if done.rows_affected() == 0 { Err(StorageError::ChangedMeanwhile(table)) } else { Ok(()) }
}

/// An instant as stored.
pub(crate) const fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// An instant that may be missing, as stored.
pub(crate) fn opt_millis(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(millis)
}

/// A value as JSON text.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StorageError::Driver(Box::new(error)))
}

/// Reads the columns of a row one after the other.
pub(crate) struct Columns<'r> {
    row: &'r SqliteRow,
    table: &'static str,
    next: usize,
}

impl<'r> Columns<'r> {
    /// Starts at the first column; `table` is named in errors.
    pub(crate) const fn of(row: &'r SqliteRow, table: &'static str) -> Self {
        Self { row, table, next: 0 }
    }

    /// Goes on with the columns of another table of a join.
    pub(crate) const fn table(&mut self, table: &'static str) -> &mut Self {
        self.table = table;
        self
    }

    /// Whether the next column is null; does not move.
    pub(crate) fn next_is_null(&self) -> Result<bool> {
        self.row.try_get_raw(self.next).map(|value| value.is_null()).map_err(failed)
    }

    fn take<T>(&mut self) -> Result<T>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite>,
    {
        let index = self.next;
        self.next += 1;
        self.row.try_get(index).map_err(failed)
    }

    /// A value that cannot be read back.
    pub(crate) fn unreadable(&self, column: &'static str, value: impl Into<String>) -> StorageError {
        StorageError::Unreadable { table: self.table, column, value: value.into() }
    }

    pub(crate) fn text(&mut self) -> Result<String> {
        self.take()
    }

    pub(crate) fn opt_text(&mut self) -> Result<Option<String>> {
        self.take()
    }

    pub(crate) fn integer(&mut self) -> Result<i64> {
        self.take()
    }

    pub(crate) fn opt_integer(&mut self) -> Result<Option<i64>> {
        self.take()
    }

    pub(crate) fn flag(&mut self) -> Result<bool> {
        Ok(self.integer()? != 0)
    }

    /// A count that is never negative.
    pub(crate) fn count(&mut self, column: &'static str) -> Result<u32> {
        let number = self.integer()?;
        u32::try_from(number).map_err(|_| self.unreadable(column, number.to_string()))
    }

    pub(crate) fn time(&mut self, column: &'static str) -> Result<DateTime<Utc>> {
        let number = self.integer()?;
        DateTime::from_timestamp_millis(number).ok_or_else(|| self.unreadable(column, number.to_string()))
    }

    pub(crate) fn opt_time(&mut self, column: &'static str) -> Result<Option<DateTime<Utc>>> {
        match self.opt_integer()? {
            None => Ok(None),
            Some(number) => DateTime::from_timestamp_millis(number)
                .map(Some)
                .ok_or_else(|| self.unreadable(column, number.to_string())),
        }
    }

    pub(crate) fn opt_day(&mut self, column: &'static str) -> Result<Option<NaiveDate>> {
        let text: Option<&'r str> = self.take()?;
        text.map(|text| text.parse().map_err(|_| self.unreadable(column, text))).transpose()
    }

    /// An identifier.
    pub(crate) fn id<T: std::str::FromStr>(&mut self, column: &'static str) -> Result<T> {
        let text: &'r str = self.take()?;
        text.parse().map_err(|_| self.unreadable(column, text))
    }

    /// An identifier that may be missing.
    pub(crate) fn opt_id<T: std::str::FromStr>(&mut self, column: &'static str) -> Result<Option<T>> {
        let text: Option<&'r str> = self.take()?;
        text.map(|text| text.parse().map_err(|_| self.unreadable(column, text))).transpose()
    }

    /// A code of a closed list.
    pub(crate) fn code<T>(&mut self, column: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T> {
        let text: &'r str = self.take()?;
        read(text).ok_or_else(|| self.unreadable(column, text))
    }

    /// A JSON text. What cannot be read is described, not quoted: it may hold what a person typed.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&mut self, column: &'static str) -> Result<T> {
        let text: &'r str = self.take()?;
        serde_json::from_str(text).map_err(|error| {
            let place =
                format!("JSON of {} bytes, line {} column {}", text.len(), error.line(), error.column());
            self.unreadable(column, place)
        })
    }

    /// Any JSON.
    pub(crate) fn value(&mut self, column: &'static str) -> Result<Value> {
        self.json(column)
    }
}

/// Reads every row with the same reader.
pub(crate) fn read_all<T>(rows: &[SqliteRow], read: impl Fn(&SqliteRow) -> Result<T>) -> Result<Vec<T>> {
    rows.iter().map(read).collect()
}
