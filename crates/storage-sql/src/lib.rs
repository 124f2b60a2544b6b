//! The database in SQL: SQLite, the embedded default, and PostgreSQL, for several machines.
//!
//! A statement's text stands once wherever both engines understand it, and both take `$1`. What differs (opening,
//! locking, hints, search, notification) stands in `sqlite` and `postgres`; the tables stand in `migrations/`, one
//! folder each. Values are read by name (`row::Row`), never by position.
//!
//! SQLite: write-ahead log with `synchronous=FULL`, `BEGIN IMMEDIATE` and foreign keys: a commit survives a power cut,
//! readers never wait for the writer, and all writers take turns. PostgreSQL: writers of one
//! [`Turn`](storage::Turn) take turns by an advisory lock that ends with their transaction; within a process they queue
//! before they take a connection, so that readers always find one.

mod copy;
mod database;
mod engine;
mod error;
mod handle;
mod migration;
mod notices;
mod postgres;
mod query;
mod readers;
mod readiness;
mod row;
mod snapshot;
mod sqlite;
mod subjects;

pub use copy::{
    Begun, Copier, CopyError, CopyProgress, CopySide, Fate, TABLES, Table, TableContents, TableReport,
};
pub use database::SqlDatabase;
pub use engine::{Engine, Location, LocationError};
pub use migration::{Migration, MigrationState};
pub use snapshot::SnapshotFiles;
