//! Writes a dump of a small filled installation of the newest version, for both engines, and the checksums of all
//! migrations, into `tests/versions`:
//!
//! ```text
//! scripts/toolchain cargo run -p storage-sql --example dump_version
//! ```
//!
//! Run once for each version, when its migration is finished. A dump that is there is kept: `-- --again` makes it anew,
//! which is right only while nobody has that version yet.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a tool of the developers: what fails ends it"
)]

#[expect(dead_code, reason = "the test restores what is written here")]
#[path = "../tests/support/versions.rs"]
mod versions;

use std::fmt::Write as _;

use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Connection as _};
use storage::Database as _;
use storage::suite::filled;
use storage_sql::{Fate, Location, SqlDatabase, TABLES, Table};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let again = std::env::args().any(|argument| argument == "--again");
    let version = versions::newest("sqlite").await;
    let folder = versions::folder().join(format!("{version:04}"));
    if folder.exists() && !again {
        panic!(
            "{} is there: it is made again only while nobody has that version (-- --again)",
            folder.display()
        );
    }
    std::fs::create_dir_all(&folder).unwrap();
    for (place, text) in of_sqlite().await.into_iter().chain([of_postgres().await]) {
        let head = format!("{}{}\n", versions::UP_TO, versions::newest(place).await);
        std::fs::write(folder.join(format!("{place}.sql")), head + &text).unwrap();
    }
    write_checksums(version, again).await;
    println!("written to {}", folder.display());
}

/// Those of earlier versions stay as they were.
async fn write_checksums(version: i64, again: bool) {
    let mut sums = versions::checksums().await;
    for (name, recorded) in versions::recorded_checksums() {
        let is_newest = name.ends_with(&format!("/{version:04}")) || name.starts_with("sqlite-exchanges/");
        if !(again && is_newest) {
            sums.insert(name, recorded);
        }
    }
    let lines: String = sums.iter().map(|(name, sum)| format!("{name} {sum}\n")).collect();
    std::fs::write(versions::folder().join("checksums"), lines).unwrap();
}

async fn fill(location: &Location) {
    let database = SqlDatabase::open(location).await.unwrap();
    filled::fill(&database, versions::INVOICES).await;
    database.close().await;
}

/// The tables of a place with their keys, in the order in which they refer to each other.
fn tables(exchanges: bool) -> impl Iterator<Item = (&'static Table, String)> {
    TABLES.iter().filter_map(move |table| match table.fate {
        Fate::Copied { key, exchanges: of, .. } if of == exchanges => Some((table, key.join("\", \""))),
        _ => None,
    })
}

async fn of_sqlite() -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pupitre.sqlite");
    fill(&Location::Sqlite(path.clone())).await;
    let mut dumps = Vec::new();
    for (place, path, exchanges) in
        [("sqlite", path, false), ("sqlite-exchanges", folder.path().join("pupitre-exchanges.db"), true)]
    {
        let options = SqliteConnectOptions::new().filename(path);
        let mut file = SqliteConnection::connect_with(&options).await.unwrap();
        let mut text = String::new();
        for (table, key) in tables(exchanges) {
            let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
                .bind(table.name)
                .fetch_all(&mut file)
                .await
                .unwrap();
            let quoted: Vec<String> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
            let select = quoted.join(" || ', ' || ");
            let sql = format!("SELECT {select} FROM {} ORDER BY \"{key}\"", table.name);
            let rows: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut file).await.unwrap();
            push_rows(&mut text, table.name, &columns, "", &rows);
        }
        dumps.push((place, text));
    }
    dumps
}

async fn of_postgres() -> (&'static str, String) {
    let server = test_postgres::server("the dump of PostgreSQL").unwrap();
    let database = server.fresh_database("storage-empty", async |_| ()).await;
    fill(&Location::Postgres(database.url().to_owned())).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let mut text = days(&mut connection).await;
    for (table, key) in tables(false).chain(tables(true)) {
        let Fate::Copied { numbered, exchanges, .. } = table.fate else { continue };
        let columns: Vec<String> = sqlx::query_scalar(
            "SELECT attname::TEXT FROM pg_attribute \
             WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        )
        .bind(table.name)
        .fetch_all(&mut connection)
        .await
        .unwrap();
        let quoted: Vec<String> =
            columns.iter().map(|name| format!("quote_nullable(\"{name}\"::TEXT)")).collect();
        let select = quoted.join(" || ', ' || ");
        let sql = format!("SELECT {select} FROM {} ORDER BY \"{key}\"", table.name);
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        let overriding = if numbered { " OVERRIDING SYSTEM VALUE" } else { "" };
        push_rows(&mut text, table.name, &columns, overriding, &rows);
        if numbered {
            let counter = match exchanges {
                true => "'exchanges_seq'".to_owned(),
                false => format!("pg_get_serial_sequence('{}', 'seq')", table.name),
            };
            writeln!(text, "SELECT setval({counter}, max(seq)) FROM {};", table.name).unwrap();
        }
    }
    ("postgres", text)
}

/// Makes the partitions of the exchanges.
async fn days(connection: &mut PgConnection) -> String {
    let days: Vec<i64> =
        sqlx::query_scalar("SELECT DISTINCT at / 86400000 * 86400000 FROM exchanges ORDER BY 1")
            .fetch_all(connection)
            .await
            .unwrap();
    days.iter().map(|day| format!("SELECT make_exchange_day({day});\n")).collect()
}

fn push_rows(text: &mut String, table: &str, columns: &[String], overriding: &str, rows: &[String]) {
    assert!(!rows.is_empty(), "nothing fills {table}");
    let columns = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    writeln!(text, "INSERT INTO {table} ({columns}){overriding} VALUES").unwrap();
    let rows: Vec<String> = rows.iter().map(|row| format!("({row})")).collect();
    writeln!(text, "{};", rows.join(",\n")).unwrap();
}
