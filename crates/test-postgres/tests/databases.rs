//! Databases from a prepared template.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};
use test_postgres::Server;

/// A server stays for a minute, and its templates with it: each run of these tests has its own.
fn template(name: &str) -> String {
    format!("{name}-{}", std::process::id())
}

fn server() -> Option<&'static Server> {
    test_postgres::server("the making of databases")
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

async fn make_tables(url: String) {
    let mut connection = connect(&url).await;
    connection.execute("CREATE EXTENSION pg_trgm").await.unwrap();
    connection.execute("CREATE TABLE lamp (name text PRIMARY KEY)").await.unwrap();
    connection.execute("INSERT INTO lamp VALUES ('Élysée')").await.unwrap();
    // Stays open: the template must be usable all the same.
    std::mem::forget(connection);
}

async fn names(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar("SELECT name FROM lamp ORDER BY name").fetch_all(connection).await.unwrap()
}

async fn database_exists(server: &Server, name: &str) -> bool {
    let mut connection = connect(&server.administrator_url("postgres")).await;
    let found = sqlx::query("SELECT FROM pg_database WHERE datname = $1").bind(name);
    found.fetch_optional(&mut connection).await.unwrap().is_some()
}

#[tokio::test]
async fn a_fresh_database_has_what_the_template_has_and_is_its_own() {
    let Some(server) = server() else { return };
    let name = template("own");
    let first = server.fresh_database(&name, make_tables).await;
    let second = server.fresh_database(&name, make_tables).await;
    let mut in_first = connect(first.url()).await;
    let mut in_second = connect(second.url()).await;
    in_first.execute("INSERT INTO lamp VALUES ('Zola')").await.unwrap();
    in_second.execute("DELETE FROM lamp").await.unwrap();
    assert_eq!(names(&mut in_first).await, ["Élysée", "Zola"]);
    assert!(names(&mut in_second).await.is_empty());
    let third = server.fresh_database(&name, make_tables).await;
    assert_eq!(names(&mut connect(third.url()).await).await, ["Élysée"]);
}

#[tokio::test]
async fn the_owner_of_a_database_is_no_superuser_and_may_change_its_schema() {
    let Some(server) = server() else { return };
    let database = server.fresh_database(&template("owner"), make_tables).await;
    let mut connection = connect(database.url()).await;
    let is_superuser: bool = sqlx::query_scalar("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert!(!is_superuser);
    connection.execute("ALTER TABLE lamp ADD COLUMN height integer").await.unwrap();
    connection.execute("CREATE TABLE shade (name text)").await.unwrap();
    let lower: String =
        sqlx::query_scalar("SELECT lower(name) FROM lamp").fetch_one(&mut connection).await.unwrap();
    assert_eq!(lower, "élysée");
}

#[tokio::test]
async fn a_dropped_database_is_gone_although_somebody_is_connected() {
    let Some(server) = server() else { return };
    let database = server.fresh_database(&template("dropped"), make_tables).await;
    let name = database.name().to_owned();
    let _open = connect(database.url()).await;
    assert!(database_exists(server, &name).await);
    drop(database);
    assert!(!database_exists(server, &name).await);
}

#[tokio::test]
async fn a_preparation_that_panics_half_way_is_done_again() {
    let Some(server) = server() else { return };
    let name = template("panics");
    let (task_server, task_name) = (server, name.clone());
    let failed = tokio::spawn(async move {
        let half = |url: String| async move {
            connect(&url).await.execute("CREATE TABLE half (number integer)").await.unwrap();
            panic!("half-way");
        };
        task_server.fresh_database(&task_name, half).await;
    });
    assert!(failed.await.unwrap_err().is_panic());
    let database = server.fresh_database(&name, make_tables).await;
    let mut connection = connect(database.url()).await;
    assert_eq!(names(&mut connection).await, ["Élysée"]);
    let half: Option<String> =
        sqlx::query_scalar("SELECT to_regclass('half')::text").fetch_one(&mut connection).await.unwrap();
    assert_eq!(half, None);
}

#[tokio::test]
async fn those_who_come_at_once_prepare_a_template_once() {
    let Some(server) = server() else { return };
    let name = template("once");
    let preparations = AtomicU32::new(0);
    let prepare = |url| {
        preparations.fetch_add(1, Ordering::SeqCst);
        make_tables(url)
    };
    let four = tokio::join!(
        server.fresh_database(&name, prepare),
        server.fresh_database(&name, prepare),
        server.fresh_database(&name, prepare),
        server.fresh_database(&name, prepare),
    );
    assert_eq!(preparations.load(Ordering::SeqCst), 1);
    for database in [&four.0, &four.1, &four.2, &four.3] {
        assert_eq!(names(&mut connect(database.url()).await).await, ["Élysée"]);
    }
}

#[tokio::test]
async fn a_durable_server_keeps_its_promises() {
    let Some(server) = test_postgres::durable_server("the durable server") else { return };
    let database = server.fresh_database(&template("durable"), make_tables).await;
    let mut connection = connect(database.url()).await;
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let value: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(value, "on", "{setting}");
    }
    assert_eq!(names(&mut connection).await, ["Élysée"]);
}
