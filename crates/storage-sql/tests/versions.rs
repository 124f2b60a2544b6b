//! A filled database of each earlier version is carried to this one, and migrations that have landed stay as they are.
//!
//! The dumps are made by `cargo run -p storage-sql --example dump_version`, once for each version, when its migration is
//! finished.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::versions::{self, INVOICES, PLACES, checksums, dump, dumped, newest, recorded_checksums};
use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use storage::Database as _;
use storage::suite::filled;
use storage_sql::{Location, SqlDatabase};

/// Opened by this program, migrated, read through the traits, worked with.
async fn carries_on(location: &Location, number: i64) {
    let before = SqlDatabase::migration_state(location).await.unwrap();
    assert!(before.unknown.is_empty() && before.applied.iter().all(|step| step.version <= number));
    let database = SqlDatabase::open(location).await.unwrap();
    filled::reads_back(&database, INVOICES).await;
    filled::goes_on(&database).await;
    database.close().await;
    let after = SqlDatabase::migration_state(location).await.unwrap();
    assert!(after.pending.is_empty());
    assert_eq!(after.applied.len(), before.applied.len() + before.pending.len());
}

#[tokio::test]
async fn files_of_every_version_are_carried_to_this_one() {
    for version in dumped() {
        let folder = tempfile::tempdir().unwrap();
        for (place, name) in [("sqlite", "pupitre.sqlite"), ("sqlite-exchanges", "pupitre-exchanges.db")] {
            let options =
                SqliteConnectOptions::new().filename(folder.path().join(name)).create_if_missing(true);
            let mut file = SqliteConnection::connect_with(&options).await.unwrap();
            versions::restore_file(&mut file, version, place).await;
            file.close().await.unwrap();
        }
        carries_on(&Location::Sqlite(folder.path().join("pupitre.sqlite")), version).await;
    }
}

#[tokio::test]
async fn databases_of_every_version_on_a_server_are_carried_to_this_one() {
    let Some(server) = test_postgres::server("earlier versions on PostgreSQL") else { return };
    for version in dumped() {
        let database = server.fresh_database("storage-empty", async |_| ()).await;
        let mut connection = PgConnection::connect(database.url()).await.unwrap();
        versions::restore_server(&mut connection, version).await;
        connection.close().await.unwrap();
        carries_on(&Location::Postgres(database.url().to_owned()), version).await;
    }
}

/// Somebody's database has it already: an edited migration would leave it without the change, and refuse to open it.
#[tokio::test]
async fn a_migration_that_has_landed_is_never_edited() {
    let now = checksums().await;
    for (name, recorded) in recorded_checksums() {
        let Some(sum) = now.get(&name) else { panic!("the migration {name} is gone") };
        assert_eq!(*sum, recorded, "the migration {name} was edited: write a new one instead");
    }
}

#[tokio::test]
async fn the_newest_version_has_its_dump() {
    const DO: &str = "run `cargo run -p storage-sql --example dump_version` and commit what it writes";
    let recorded = recorded_checksums();
    for (name, _) in checksums().await {
        assert!(recorded.contains_key(&name), "{name} is not recorded: {DO}");
    }
    let version = newest("sqlite").await;
    assert_eq!(version, newest("postgres").await, "both engines have the same versions");
    assert_eq!(dumped().last(), Some(&version), "{DO}");
    for place in PLACES {
        assert_eq!(dump(version, place).0, newest(place).await, "{place}: {DO}");
    }
}
