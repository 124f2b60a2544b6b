//! Databases that are copies of a prepared one.

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};

use crate::Server;

/// The owner of all databases: no superuser, as in production.
const OWNER: &str = "pupitre";
/// One preparation at a time on the whole server; the number means nothing.
const PREPARATION_LOCK: i64 = 7_015_332_901;
/// SQLSTATE of a template that is not there, and of an owner that is not: the first preparation makes both.
const NOT_PREPARED: [&str; 2] = ["3D000", "42704"];
/// PostgreSQL would shorten what is longer than 63 bytes, and two names become one; we append to it.
const LONGEST_NAME: usize = 50;

/// A database for one test. Dropped, it is dropped on the server too, with whoever is still connected.
#[derive(Debug)]
pub struct Database {
    url: String,
    name: String,
    administrator: String,
}

impl Database {
    /// Its address, for its owner: `postgres://…`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let administrator = std::mem::take(&mut self.administrator);
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A thread, since this one may be in the middle of a runtime, which must not be blocked on. What goes wrong
        // goes wrong: the server ends soon, and everything with it.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&administrator).await.ok()?;
                execute(&mut connection, statement).await.ok()?;
                connection.close().await.ok()
            })
        });
        let _ = dropping.join();
    }
}

impl Server {
    /// A database for one test: a copy of the template, made in hundredths of a second.
    ///
    /// The template is prepared once on a server: `prepare` is given the address of an empty database, in which it
    /// makes tables. So `template` names what `prepare` does, and must hold a hash of it: with other migrations,
    /// another name. Lower-case letters, digits, `-` and `_`, no more than fifty.
    ///
    /// # Panics
    ///
    /// When the name is none, when `prepare` panics (the next call prepares again), and when the server refuses.
    pub async fn fresh_database<P, F>(&self, template: &str, prepare: P) -> Database
    where
        P: FnOnce(String) -> F,
        F: Future<Output = ()>,
    {
        let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        let is_name = (1..=LONGEST_NAME).contains(&template.len()) && template.bytes().all(allowed);
        assert!(is_name, "{template:?} is no name for a template");
        let administrator = self.administrator_url("postgres");
        let mut connection = PgConnection::connect(&administrator).await.expect("connect to the test server");
        let name: String = sqlx::query_scalar("SELECT 'test_' || replace(gen_random_uuid()::text, '-', '')")
            .fetch_one(&mut connection)
            .await
            .expect("a name");
        if !copy(&mut connection, template, &name).await {
            self.prepare(&mut connection, template, prepare).await;
            assert!(copy(&mut connection, template, &name).await, "the template {template} is gone");
        }
        let _ = connection.close().await;
        Database { url: self.url(OWNER, &name), name, administrator }
    }

    /// Makes the template, unless another process did meanwhile. It has its name only when it is complete.
    async fn prepare<P, F>(&self, connection: &mut PgConnection, template: &str, prepare: P)
    where
        P: FnOnce(String) -> F,
        F: Future<Output = ()>,
    {
        // Let go with the connection at the latest, so also by a process that dies in the middle.
        run(connection, format!("SELECT pg_advisory_lock({PREPARATION_LOCK})")).await;
        let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
            .bind(format!("template-{template}"))
            .fetch_one(&mut *connection)
            .await
            .expect("look for the template");
        if !exists {
            let draft = format!("draft-{template}");
            self.make_owner(connection).await;
            run(connection, format!("DROP DATABASE IF EXISTS \"{draft}\" WITH (FORCE)")).await;
            run(connection, format!("CREATE DATABASE \"{draft}\" OWNER {OWNER}")).await;
            prepare(self.url(OWNER, &draft)).await;
            // Nobody may be connected to what is copied: what was left open is closed, and no new one is accepted.
            run(connection, format!("ALTER DATABASE \"{draft}\" ALLOW_CONNECTIONS false")).await;
            let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname";
            run(connection, format!("{end} = '{draft}'")).await;
            run(connection, format!("ALTER DATABASE \"{draft}\" RENAME TO \"template-{template}\"")).await;
        }
        run(connection, format!("SELECT pg_advisory_unlock({PREPARATION_LOCK})")).await;
    }

    /// Makes the owner of all databases, when it is not there yet.
    async fn make_owner(&self, connection: &mut PgConnection) {
        let password = self.password();
        let statement = format!(
            "DO $$ BEGIN CREATE ROLE {OWNER} LOGIN PASSWORD '{password}'; EXCEPTION WHEN duplicate_object THEN END $$"
        );
        run(connection, statement).await;
    }
}

/// Copies the template; false when there is none.
async fn copy(connection: &mut PgConnection, template: &str, name: &str) -> bool {
    // Measured: in memory, copying files takes a third of the time of copying through the log, PostgreSQL's default;
    // on a disk, with fsync, about the same.
    let statement =
        format!("CREATE DATABASE {name} OWNER {OWNER} TEMPLATE \"template-{template}\" STRATEGY FILE_COPY");
    match execute(connection, statement).await {
        Ok(()) => true,
        Err(sqlx::Error::Database(error))
            if error.code().is_some_and(|code| NOT_PREPARED.contains(&code.as_ref())) =>
        {
            false
        }
        Err(error) => panic!("a copy of the template {template}: {error}"),
    }
}

async fn run(connection: &mut PgConnection, statement: String) {
    if let Err(error) = execute(connection, statement.clone()).await {
        panic!("{statement}: {error}");
    }
}

async fn execute(connection: &mut PgConnection, statement: String) -> Result<(), sqlx::Error> {
    // Names are checked above, and the password is hexadecimal.
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(|_| ())
}
