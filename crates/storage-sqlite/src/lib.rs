//! The embedded default storage: one SQLite file, one writer, a few readers.
//!
//! Write-ahead log with `synchronous=FULL`, `BEGIN IMMEDIATE` and foreign keys (architecture §5, rule 10): a commit
//! survives a power cut, readers never wait for the writer, and two writers take turns.

mod accounts;
mod exchanges;
mod invoices;
mod list;
mod open;
mod outbox;
mod rows;
mod storage_impl;
mod structures;
mod unit;

pub use open::{Migration, MigrationState, SqliteStorage};
