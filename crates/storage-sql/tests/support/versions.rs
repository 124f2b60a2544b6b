//! Dumps of earlier versions: where they are, what is in them, and how one becomes a database again.
//!
//! A dump holds the rows of a filled installation as SQL. Its tables are those of the migrations up to the number in its
//! first line; what triggers keep comes about again as the rows are inserted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sqlx::AssertSqlSafe;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;

/// Invoices of a dump, besides those that every filling has.
pub const INVOICES: u64 = 12;
/// What the first line of a dump begins with; the number of the last migration follows.
pub const UP_TO: &str = "-- migrations up to ";

/// The three places that have migrations of their own, as their folders are called.
pub const PLACES: [&str; 3] = ["sqlite", "sqlite-exchanges", "postgres"];

/// The folder with a folder for each version, and the checksums.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/versions")
}

/// The migrations of a place, as they are now.
pub async fn migrations(place: &str) -> Migrator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(place);
    Migrator::new(folder).await.unwrap()
}

/// The number of the last migration of a place.
pub async fn newest(place: &str) -> i64 {
    migrations(place).await.iter().map(|migration| migration.version).max().unwrap()
}

/// Checksums of the migrations of all places, by place and number.
pub async fn checksums() -> BTreeMap<String, String> {
    let mut sums = BTreeMap::new();
    for place in PLACES {
        for migration in migrations(place).await.iter() {
            let sum = migration.checksum.iter().fold(String::new(), |mut text, byte| {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            });
            sums.insert(format!("{place}/{:04}", migration.version), sum);
        }
    }
    sums
}

/// The checksums as they were when the dumps were made.
pub fn recorded_checksums() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("checksums")).unwrap_or_default();
    let pair = |line: &str| {
        let (name, sum) = line.split_once(' ').unwrap();
        (name.to_owned(), sum.to_owned())
    };
    text.lines().map(pair).collect()
}

/// Versions of which there is a dump, in order.
pub fn dumped() -> Vec<i64> {
    let Ok(entries) = std::fs::read_dir(folder()) else { return Vec::new() };
    let mut versions: Vec<i64> =
        entries.filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable();
    versions
}

/// A dump: the number of its last migration, and its statements.
pub fn dump(version: i64, place: &str) -> (i64, String) {
    let path = folder().join(format!("{version:04}")).join(format!("{place}.sql"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let number = text.lines().next().and_then(|line| line.strip_prefix(UP_TO)).unwrap().parse().unwrap();
    (number, text)
}

async fn up_to(place: &str, number: i64) -> Migrator {
    let all = migrations(place).await;
    Migrator::with_migrations(all.iter().filter(|step| step.version <= number).cloned().collect())
}

/// Makes a file as that version left it.
pub async fn restore_file(connection: &mut SqliteConnection, version: i64, place: &str) {
    let (number, text) = dump(version, place);
    up_to(place, number).await.run(&mut *connection).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await.unwrap();
}

/// Makes the tables of a server's database as that version left them.
pub async fn restore_server(connection: &mut PgConnection, version: i64) {
    let (number, text) = dump(version, "postgres");
    up_to("postgres", number).await.run(&mut *connection).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await.unwrap();
}
