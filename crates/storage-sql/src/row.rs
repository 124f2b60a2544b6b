//! Rows of either engine, read by name.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Reason;
use serde::Deserializer;
use serde::de::Visitor;
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
    /// One of many that came in one JSON text; see [`crate::handle::Handle::fetch_many`].
    Packed(PackedRow),
}

/// The values of a row, in the order of its columns.
pub(crate) struct PackedRow {
    columns: &'static [&'static str],
    values: Vec<Json>,
}

/// A value of a packed row.
pub(crate) enum Json {
    Null,
    Integer(i64),
    Text(String),
}

/// By hand: the untagged enumeration of serde copies each value and tries it as one kind after the other.
impl<'de> serde::Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Reader;

        impl Visitor<'_> for Reader {
            type Value = Json;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("nothing, a whole number or a text")
            }

            fn visit_unit<E>(self) -> std::result::Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_i64<E>(self, number: i64) -> std::result::Result<Json, E> {
                Ok(Json::Integer(number))
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> std::result::Result<Json, E> {
                i64::try_from(number).map(Json::Integer).map_err(E::custom)
            }

            fn visit_str<E>(self, text: &str) -> std::result::Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

impl PackedRow {
    /// The rows of a text: an array of arrays.
    pub(crate) fn read(columns: &'static [&'static str], text: &str) -> Result<Vec<Row>> {
        let rows: Vec<Vec<Json>> =
            serde_json::from_str(text).map_err(|error| StorageError::Driver(Box::new(error)))?;
        Ok(rows.into_iter().map(|values| Row::Packed(Self { columns, values })).collect())
    }

    fn value(&self, column: &str) -> Result<&Json> {
        let position = self.columns.iter().position(|name| *name == column);
        let missing = || failed(sqlx::Error::ColumnNotFound(column.to_owned()));
        position.and_then(|position| self.values.get(position)).ok_or_else(missing)
    }

    fn other(column: &str, wanted: &'static str) -> StorageError {
        StorageError::Driver(format!("the column {column} has no {wanted}").into())
    }

    fn opt_str(&self, column: &str) -> Result<Option<&str>> {
        match self.value(column)? {
            Json::Null => Ok(None),
            Json::Text(text) => Ok(Some(text)),
            Json::Integer(_) => Err(Self::other(column, "text")),
        }
    }

    fn opt_integer(&self, column: &str) -> Result<Option<i64>> {
        match self.value(column)? {
            Json::Null => Ok(None),
            Json::Integer(number) => Ok(Some(*number)),
            Json::Text(_) => Err(Self::other(column, "number")),
        }
    }
}

macro_rules! get {
    ($fields:expr, $column:expr, $type:ty, $packed:ident) => {
        match $fields.row {
            Row::Sqlite(row) => row.try_get::<Option<$type>, _>($column).map_err(failed),
            Row::Postgres(row) => row.try_get::<Option<$type>, _>($column).map_err(failed),
            Row::Packed(row) => row.$packed($column).map(|value| value.map(Into::into)),
        }
    };
}

/// The value at a position of a row as its driver gave it; packed rows are asked by name.
macro_rules! at {
    ($row:expr, $index:expr) => {
        match $row {
            Row::Sqlite(row) => row.try_get($index).map_err(failed),
            Row::Postgres(row) => row.try_get($index).map_err(failed),
            Row::Packed(_) => Err(PackedRow::other("at a position", "place")),
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
        at!(self, index)
    }

    /// The number at a position.
    pub(crate) fn integer_at(&self, index: usize) -> Result<Option<i64>> {
        at!(self, index)
    }

    /// The bytes at a position.
    pub(crate) fn bytes_at(&self, index: usize) -> Result<Option<Vec<u8>>> {
        at!(self, index)
    }

    fn opt_uuid(&self, table: &'static str, column: &'static str) -> Result<Option<Uuid>> {
        let text: Option<&str> = match self {
            Self::Postgres(row) => return row.try_get(column).map_err(failed),
            Self::Sqlite(row) => row.try_get(column).map_err(failed)?,
            Self::Packed(row) => row.opt_str(column)?,
        };
        let unreadable = |value: &str| StorageError::Unreadable { table, column, value: value.to_owned() };
        text.map(|text| Uuid::parse_str(text).map_err(|_| unreadable(text))).transpose()
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
        self.opt_text(column)?.ok_or_else(|| self.unreadable(column, "null"))
    }

    pub(crate) fn opt_text(&self, column: &'static str) -> Result<Option<String>> {
        get!(self, column, String, opt_str)
    }

    pub(crate) fn integer(&self, column: &'static str) -> Result<i64> {
        self.opt_integer(column)?.ok_or_else(|| self.unreadable(column, "null"))
    }

    pub(crate) fn opt_integer(&self, column: &'static str) -> Result<Option<i64>> {
        get!(self, column, i64, opt_integer)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_row_is_read_by_name_like_any_other() {
        let text = r#"[["é \"quoted\"",-9007199254740993,null,"00000000-0000-0000-0000-000000000007"],[null,1,2,3]]"#;
        let rows = PackedRow::read(&["name", "number", "nothing", "id"], text).unwrap();
        let fields = rows[0].of("table");
        assert_eq!(fields.text("name").unwrap(), "é \"quoted\"");
        assert_eq!(fields.integer("number").unwrap(), -9_007_199_254_740_993);
        assert_eq!(fields.opt_text("nothing").unwrap(), None);
        assert_eq!(fields.opt_integer("nothing").unwrap(), None);
        assert_eq!(fields.id::<Uuid>("id").unwrap(), Uuid::from_u128(7));
        assert!(rows[1].of("table").text("name").is_err(), "null");
        assert!(
            fields.text("number").is_err()
                && fields.integer("name").is_err()
                && fields.text("other").is_err()
        );
    }
}
