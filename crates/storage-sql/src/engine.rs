//! Which database, and where.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file, one process.
    Sqlite,
    /// A server, several processes.
    Postgres,
}

/// What the two say differently. Each is a text of the program that becomes part of a statement.
impl Engine {
    /// After the name of a table: the index to use. SQLite has no statistics here, so that plans do not depend on what
    /// is stored; PostgreSQL knows what is stored and chooses by itself.
    pub(crate) fn hint(self, index: &'static str) -> String {
        match self {
            Self::Sqlite => format!(" INDEXED BY {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// After a select of rows to change: leaves those that another transaction is changing. SQLite has one writer.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// After a select of a row to change: waits for the transaction that is changing it. SQLite has one writer.
    pub(crate) const fn lock_row(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// Before a select in a WITH clause: it is answered for itself, and the conditions around it choose no index in it.
    /// SQLite is told which index to use.
    pub(crate) const fn fence(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "MATERIALIZED ",
        }
    }

    /// Between a column and a pattern: ASCII letters compare without case, all others as they are.
    pub(crate) const fn like(self) -> &'static str {
        match self {
            Self::Sqlite => crate::sqlite::LIKE,
            Self::Postgres => crate::postgres::LIKE,
        }
    }

    /// The present instant in milliseconds, the same throughout a statement.
    pub(crate) const fn now(self) -> &'static str {
        match self {
            Self::Sqlite => crate::sqlite::NOW,
            Self::Postgres => crate::postgres::NOW,
        }
    }

    /// The rows `reach` of a scope as one JSON text: an array of [structure, [service, …]] in their order.
    pub(crate) const fn reach_as_json(self) -> &'static str {
        match self {
            Self::Sqlite => crate::sqlite::REACH_AS_JSON,
            Self::Postgres => crate::postgres::REACH_AS_JSON,
        }
    }
}

/// Where a database is: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A file.
    Sqlite(PathBuf),
    /// An address; it may hold a password and is never shown whole.
    Postgres(String),
}

/// A text that names no database.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a database is sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")]
pub struct LocationError;

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, LocationError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() { Err(LocationError) } else { Ok(Self::Sqlite(path.into())) };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(LocationError)
    }
}

impl Location {
    /// Which engine.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }
}

/// Without the password.
impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(formatter, "sqlite:{}", path.display()),
            Self::Postgres(address) => {
                // What follows a question mark may be a password as well.
                let address = address.split('?').next().unwrap_or_default();
                match (address.find("://"), address.rfind('@')) {
                    (Some(scheme), Some(at)) if scheme < at => {
                        write!(formatter, "{}…{}", &address[..scheme + 3], &address[at..])
                    }
                    _ => formatter.write_str(address),
                }
            }
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_read_and_shown_without_its_password() {
        let sqlite: Location = "sqlite:/var/lib/pupitre/pupitre.sqlite".parse().unwrap();
        assert_eq!(sqlite, Location::Sqlite("/var/lib/pupitre/pupitre.sqlite".into()));
        let postgres: Location = "postgres://pupitre:se@cret@db.example/pupitre".parse().unwrap();
        assert_eq!(postgres.to_string(), "postgres://…@db.example/pupitre");
        assert!(!format!("{postgres:?}").contains("cret@db") && !format!("{postgres:?}").contains("se@"));
        let parameter: Location = "postgres://db.example/pupitre?user=u&password=secret".parse().unwrap();
        assert_eq!(parameter.to_string(), "postgres://db.example/pupitre");
        for wrong in ["", "sqlite:", "mysql://x", "/a/path"] {
            assert_eq!(wrong.parse::<Location>(), Err(LocationError), "{wrong}");
        }
    }
}
