//! Rows of either engine, read by name.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Reason;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use storage::{Result, StorageError};
use uuid::Uuid;

use crate::error::failed;

/// A row. `table` in the readers below only names the place in an error.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! get {
    ($row:expr, $column:expr, $type:ty) => {
        match $row {
            Row::Sqlite(row) => row.try_get::<$type, _>($column).map_err(failed),
            Row::Postgres(row) => row.try_get::<$type, _>($column).map_err(failed),
        }
    };
}

impl Row {
    /// The columns of a table, or of a join in which they have names of their own.
    pub(crate) const fn of(&self, table: &'static str) -> Fields<'_> {
        Fields { row: self, table }
    }

    /// The text at a position.
    pub(crate) fn text_at(&self, index: usize) -> Result<Option<String>> {
        get!(self, index, Option<String>)
    }

    /// The number at a position.
    pub(crate) fn integer_at(&self, index: usize) -> Result<Option<i64>> {
        get!(self, index, Option<i64>)
    }

    /// The bytes at a position.
    pub(crate) fn bytes_at(&self, index: usize) -> Result<Option<Vec<u8>>> {
        get!(self, index, Option<Vec<u8>>)
    }

    fn opt_uuid(&self, table: &'static str, column: &'static str) -> Result<Option<Uuid>> {
        match self {
            Self::Postgres(row) => row.try_get(column).map_err(failed),
            Self::Sqlite(row) => {
                let text: Option<&str> = row.try_get(column).map_err(failed)?;
                let unreadable =
                    |value: &str| StorageError::Unreadable { table, column, value: value.to_owned() };
                text.map(|text| Uuid::parse_str(text).map_err(|_| unreadable(text))).transpose()
            }
        }
    }
}

/// A row with the name of its table.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'r> {
    row: &'r Row,
    table: &'static str,
}

impl Fields<'_> {
    /// A value that cannot be read back.
    pub(crate) fn unreadable(&self, column: &'static str, value: impl Into<String>) -> StorageError {
        StorageError::Unreadable { table: self.table, column, value: value.into() }
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String> {
        get!(self.row, column, String)
    }

    pub(crate) fn opt_text(&self, column: &'static str) -> Result<Option<String>> {
        get!(self.row, column, Option<String>)
    }

    pub(crate) fn integer(&self, column: &'static str) -> Result<i64> {
        get!(self.row, column, i64)
    }

    pub(crate) fn opt_integer(&self, column: &'static str) -> Result<Option<i64>> {
        get!(self.row, column, Option<i64>)
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool> {
        Ok(self.integer(column)? != 0)
    }

    /// A number that is never negative.
    pub(crate) fn count(&self, column: &'static str) -> Result<u32> {
        let number = self.integer(column)?;
        u32::try_from(number).map_err(|_| self.unreadable(column, number.to_string()))
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<DateTime<Utc>> {
        self.opt_time(column)?.ok_or_else(|| self.unreadable(column, "null"))
    }

    pub(crate) fn opt_time(&self, column: &'static str) -> Result<Option<DateTime<Utc>>> {
        self.opt_integer(column)?
            .map(|number| {
                DateTime::from_timestamp_millis(number)
                    .ok_or_else(|| self.unreadable(column, number.to_string()))
            })
            .transpose()
    }

    pub(crate) fn opt_day(&self, column: &'static str) -> Result<Option<NaiveDate>> {
        self.opt_text(column)?.map(|text| text.parse().map_err(|_| self.unreadable(column, text))).transpose()
    }

    /// An identifier.
    pub(crate) fn id<T: From<Uuid>>(&self, column: &'static str) -> Result<T> {
        self.opt_id(column)?.ok_or_else(|| self.unreadable(column, "null"))
    }

    /// An identifier that may be missing.
    pub(crate) fn opt_id<T: From<Uuid>>(&self, column: &'static str) -> Result<Option<T>> {
        Ok(self.row.opt_uuid(self.table, column)?.map(T::from))
    }

    /// A code of a closed list.
    pub(crate) fn code<T>(&self, column: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T> {
        let text = self.text(column)?;
        read(&text).ok_or_else(|| self.unreadable(column, text))
    }

    /// A JSON text. What cannot be read is described, not quoted: it may hold what a person typed.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T> {
        let text = self.text(column)?;
        serde_json::from_str(&text).map_err(|error| {
            let place =
                format!("JSON of {} bytes, line {} column {}", text.len(), error.line(), error.column());
            self.unreadable(column, place)
        })
    }

    /// A reason; see [`Fields::opt_reason`].
    pub(crate) fn reason(&self, column: &'static str) -> Result<Reason> {
        self.opt_reason(column)?.ok_or_else(|| self.unreadable(column, "null"))
    }

    /// A reason that may be missing. One that a newer version wrote is unknown here, never an error.
    pub(crate) fn opt_reason(&self, column: &'static str) -> Result<Option<Reason>> {
        let text = self.opt_text(column)?;
        Ok(text.map(|text| serde_json::from_str(&text).unwrap_or(Reason::Unknown)))
    }
}

/// A value as JSON text.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StorageError::Driver(Box::new(error)))
}
