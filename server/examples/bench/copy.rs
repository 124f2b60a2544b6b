//! Copies of invoices, made by the database itself: a million of them in a minute or two.
//!
//! The columns are asked of the database and copied as they are, but for those that make an invoice another one. The
//! triggers of the table do their work; its indexes are made again at the end, which costs less than keeping them.

use std::collections::BTreeMap;

use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use storage_sql::Location;

/// Identifiers are this and the number of the invoice, which is its `chorus_id` too.
pub const FIRST_ID: u128 = 0x0190_c000_0000_7000_8000_0000_0000_0000;
/// Its first digits, as text.
const ID_TEXT: &str = "0190c000-0000-7000-8000-";
/// Pages that SQLite keeps in memory meanwhile, in KiB.
const CACHE: &str = "-600000";

/// Goes on from the first `written` invoices to `all` of them.
pub async fn copy(location: &Location, written: u32, all: u32) {
    match location {
        Location::Sqlite(path) => {
            let options = SqliteConnectOptions::new()
                .filename(path)
                .synchronous(SqliteSynchronous::Off)
                .pragma("cache_size", CACHE)
                .pragma("temp_store", "MEMORY");
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            let columns = "SELECT name FROM pragma_table_info('invoices')";
            let indexes = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' \
                           AND tbl_name = 'invoices' AND sql NOT LIKE 'CREATE UNIQUE%'";
            let columns: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut connection).await.unwrap();
            let indexes: Vec<(String, String)> =
                sqlx::query_as(indexes).fetch_all(&mut connection).await.unwrap();
            for statement in statements(&columns, &indexes, written, all, &SQLITE) {
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
            }
            connection.close().await.unwrap();
        }
        Location::Postgres(address) => {
            let mut connection = PgConnection::connect(address).await.unwrap();
            let settings = "SET maintenance_work_mem = '512MB'; SET synchronous_commit = off";
            sqlx::raw_sql(settings).execute(&mut connection).await.unwrap();
            let columns = "SELECT column_name::text FROM information_schema.columns \
                           WHERE table_schema = current_schema() AND table_name = 'invoices'";
            let indexes = "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                           AND tablename = 'invoices' AND indexdef NOT LIKE 'CREATE UNIQUE%'";
            let columns: Vec<String> = sqlx::query_scalar(columns).fetch_all(&mut connection).await.unwrap();
            let indexes: Vec<(String, String)> =
                sqlx::query_as(indexes).fetch_all(&mut connection).await.unwrap();
            for statement in statements(&columns, &indexes, written, all, &POSTGRES) {
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
            }
            connection.close().await.unwrap();
        }
    }
}

/// What the engine does by itself in time: SQLite folds its log, PostgreSQL cleans up and counts what is stored.
pub async fn settle(location: &Location) {
    match location {
        Location::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
        Location::Postgres(address) => {
            let mut connection = PgConnection::connect(address).await.unwrap();
            sqlx::raw_sql("VACUUM (ANALYZE)").execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// How an engine writes the three values that change; `{by}` is what is added to the number.
struct Dialect {
    id: &'static str,
    number: &'static str,
    digits: &'static str,
}

const SQLITE: Dialect = Dialect {
    id: "printf('{first}%012x', chorus_id + {by})",
    number: "replace({column}, printf('%07d', chorus_id), {digits})",
    digits: "printf('%07d', chorus_id + {by})",
};

const POSTGRES: Dialect = Dialect {
    id: "('{first}' || lpad(to_hex(chorus_id + {by}), 12, '0'))::uuid",
    number: "replace({column}, lpad(chorus_id::text, 7, '0'), {digits})",
    digits: "lpad((chorus_id + {by})::text, 7, '0')",
};

impl Dialect {
    fn value(&self, column: &str, by: u32) -> String {
        let by = by.to_string();
        match column {
            "id" => self.id.replace("{first}", ID_TEXT).replace("{by}", &by),
            "number" | "other_text" => {
                let text = self.number.replace("{column}", column).replace("{digits}", self.digits);
                text.replace("{by}", &by)
            }
            "chorus_id" => format!("chorus_id + {by}"),
            // No two change at the same instant.
            "status_at" => format!("status_at - {by} * 500"),
            _ => column.to_owned(),
        }
    }
}

fn statements(
    columns: &[String],
    indexes: &[(String, String)],
    written: u32,
    all: u32,
    dialect: &Dialect,
) -> Vec<String> {
    if written >= all {
        return Vec::new();
    }
    let drops = indexes.iter().map(|(name, _)| format!("DROP INDEX {name}"));
    let copies = (1..all.div_ceil(written)).map(|round| {
        let by = round * written;
        let values: BTreeMap<&str, String> = columns
            .iter()
            // The database counts the rows.
            .filter(|column| *column != "seq")
            .map(|column| (column.as_str(), dialect.value(column, by)))
            .collect();
        let names: Vec<&str> = values.keys().copied().collect();
        let values: Vec<String> = values.values().cloned().collect();
        let last = written.min(all - by);
        format!(
            "INSERT INTO invoices ({}) SELECT {} FROM invoices WHERE seq <= {last} ORDER BY seq",
            names.join(", "),
            values.join(", ")
        )
    });
    drops.chain(copies).chain(indexes.iter().map(|(_, made)| made.clone())).collect()
}
