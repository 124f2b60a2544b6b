//! The history of the tables.

use sqlx::migrate::{MigrateError, Migrator};
use storage::StorageError;

/// The tables of SQLite, embedded in the program.
pub(crate) static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
/// The journal of exchanges of SQLite, which is a file of its own.
pub(crate) static SQLITE_EXCHANGES: Migrator = sqlx::migrate!("../../migrations/sqlite-exchanges");
/// The tables of PostgreSQL, embedded in the program.
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

/// One step of the tables' history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub description: String,
}

/// What a database has, and what this program would add to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Done, in order.
    pub applied: Vec<Migration>,
    /// Still to be done by this program, in order.
    pub pending: Vec<Migration>,
    /// Done by a newer program and unknown to this one, in order.
    pub unknown: Vec<Migration>,
}

impl MigrationState {
    /// From what a database says was done to it.
    pub(crate) fn of(migrator: &Migrator, done: Vec<Migration>) -> Self {
        let known = |version| migrator.version_exists(version);
        let (applied, unknown): (Vec<_>, Vec<_>) = done.into_iter().partition(|step| known(step.version));
        let pending = migrator
            .iter()
            .filter(|step| applied.iter().all(|done: &Migration| done.version != step.version))
            .map(|step| Migration { version: step.version, description: step.description.to_string() })
            .collect();
        Self { applied, pending, unknown }
    }

    /// With what is said of another file of the same database.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.applied.extend(other.applied);
        self.pending.extend(other.pending);
        self.unknown.extend(other.unknown);
        self
    }
}

/// What an error of the migrator means.
pub(crate) fn migration_failed(error: MigrateError) -> StorageError {
    match error {
        MigrateError::VersionMissing(version) => StorageError::Newer(version),
        other => StorageError::Driver(Box::new(other)),
    }
}
