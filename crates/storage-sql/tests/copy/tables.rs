//! The one list of tables against the schemas of both engines.

use std::collections::BTreeSet;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use storage::Database as _;
use storage_sql::{Fate, Location, SqlDatabase, TABLES};

use crate::support;

/// The name of the table in which the history of the tables is kept, by the library that applies it.
const HISTORY: &str = "_sqlx_migrations";

fn listed() -> BTreeSet<String> {
    TABLES.iter().map(|table| table.name.to_owned()).collect()
}

/// The main file and that of exchanges, with the folder that holds them.
async fn files() -> (tempfile::TempDir, [SqliteConnection; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pupitre.sqlite");
    SqlDatabase::open(&Location::Sqlite(path.clone())).await.unwrap().close().await;
    let open = |path| async move {
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
    };
    let exchanges = folder.path().join("pupitre-exchanges.db");
    (folder, [open(path).await, open(exchanges).await])
}

#[tokio::test]
async fn every_table_of_sqlite_is_listed_in_its_file() {
    let (_folder, files) = files().await;
    let mut found = BTreeSet::new();
    for (mut file, of_exchanges) in files.into_iter().zip([false, true]) {
        let names: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual') \
             AND schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )
        .fetch_all(&mut file)
        .await
        .unwrap();
        for name in names.into_iter().filter(|name| name != HISTORY && name != "copy_progress") {
            let table = TABLES.iter().find(|table| table.name == name);
            let table = table.unwrap_or_else(|| panic!("{name} is not in the list of tables"));
            let in_exchanges = matches!(table.fate, Fate::Copied { exchanges: true, .. });
            assert_eq!(in_exchanges, of_exchanges, "{name} is listed for the other file");
            found.insert(name);
        }
    }
    let only_postgres = BTreeSet::from(["invoice_count_changes".to_owned(), "copy_progress".to_owned()]);
    assert_eq!(listed().difference(&found).cloned().collect::<BTreeSet<_>>(), only_postgres);
}

#[tokio::test]
async fn every_table_of_postgres_is_listed() {
    let Some(database) = support::postgres().await else { return };
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    let found: Vec<String> = sqlx::query_scalar(
        "SELECT relname::TEXT FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
         AND relkind IN ('r', 'p') AND NOT relispartition",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let found: BTreeSet<String> = found.into_iter().filter(|name| name != HISTORY).collect();
    let mut listed = listed();
    // The search indexes of SQLite.
    assert!(listed.remove("invoice_search") && listed.remove("public_structure_search"));
    assert_eq!(found, listed);
}

#[tokio::test]
async fn what_is_referred_to_comes_first() {
    let (_folder, [mut file, _]) = files().await;
    let position = |name: &str| TABLES.iter().position(|table| table.name == name).unwrap();
    let mut references = 0;
    for table in TABLES.iter().filter(|table| matches!(table.fate, Fate::Copied { .. })) {
        let parents: Vec<String> = sqlx::query_scalar("SELECT \"table\" FROM pragma_foreign_key_list($1)")
            .bind(table.name)
            .fetch_all(&mut file)
            .await
            .unwrap();
        for parent in parents {
            assert!(position(&parent) < position(table.name), "{} comes before {parent}", table.name);
            references += 1;
        }
    }
    assert!(references > 10, "{references}");
}

/// Batches follow each other by these: two rows with the same key would hide each other.
#[tokio::test]
async fn keys_are_the_primary_keys() {
    let Some(database) = support::postgres().await else { return };
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    for table in TABLES {
        let Fate::Copied { key, numbered, .. } = table.fate else { continue };
        let primary: Vec<String> = sqlx::query_scalar(
            "SELECT attname::TEXT FROM pg_index \
             CROSS JOIN LATERAL unnest(indkey::INT2[]) WITH ORDINALITY AS part (number, place) \
             JOIN pg_attribute ON attrelid = indrelid AND attnum = part.number \
             WHERE indrelid = $1::regclass AND indisprimary ORDER BY place",
        )
        .bind(table.name)
        .fetch_all(&mut connection)
        .await
        .unwrap();
        assert_eq!(primary, key, "{}", table.name);
        let counts: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_name = $1 \
             AND column_name = 'seq')",
        )
        .bind(table.name)
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(counts, numbered, "{}", table.name);
    }
}
