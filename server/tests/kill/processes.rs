//! The processes of the test: the program, the simulated Chorus Pro, and what stands between them.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, header};
use serde_json::{Value, json};

use crate::folder::{Folder, told};
use crate::people::{EMAIL, PASSWORD};

/// The last life may need long, but it may not stand still this long.
const STANDSTILL: Duration = Duration::from_secs(60);

/// A running process; killed when it is dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Starts it and waits until the page answers.
    pub(crate) async fn start(mut command: Command, address: SocketAddr, page: &str) -> Self {
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        let mut running = Self { child, address };
        let client = Client::new();
        let deadline = Instant::now() + Duration::from_secs(60);
        let page = format!("http://{address}{page}");
        while !client.get(&page).send().await.is_ok_and(|answer| answer.status().is_success()) {
            if let Some(end) = running.child.try_wait().unwrap() {
                panic!("ended with {end} instead of answering {page}");
            }
            assert!(Instant::now() < deadline, "{page} does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        running
    }

    pub(crate) fn kill(&mut self) {
        // SIGKILL; an end that has come already is the same.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The simulated Chorus Pro, a process that nobody kills.
pub(crate) struct ChorusPro {
    process: Running,
    client: Client,
}

impl ChorusPro {
    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.process.address)
    }

    /// The next answers come late: the effect is there, and nobody knows yet.
    pub(crate) async fn slow_down(&self, milliseconds: u64) {
        let fault = json!({"path": "soumettre", "count": 4, "kind": {"delay": milliseconds}});
        let order = self.client.post(self.address("/control/faults"));
        let order = order.header(header::CONTENT_TYPE, "application/json").body(fault.to_string());
        assert!(order.send().await.unwrap().status().is_success());
    }

    pub(crate) async fn forget_faults(&self) {
        self.client.delete(self.address("/control/faults")).send().await.unwrap();
    }

    /// The number of every invoice it holds.
    pub(crate) async fn numbers(&self) -> Vec<String> {
        let answer = self.client.get(self.address("/control/invoices")).send().await.unwrap();
        let cards: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let number = |card: &Value| card["number"].as_str().unwrap().to_owned();
        cards.as_array().unwrap().iter().map(number).collect()
    }
}

/// The folder of the test: data, key, and a site as the build would leave it.
pub(crate) struct Place {
    folder: Folder,
    /// Without, SQLite in the folder.
    postgres: Option<Postgres>,
}

/// One database.
struct Postgres {
    direct: test_postgres::Database,
    /// The one that the program is given.
    through_proxy: String,
}

impl Place {
    /// With SQLite.
    pub(crate) fn new() -> Self {
        Self::with(None)
    }

    /// With PostgreSQL, to which the program goes through a proxy.
    pub(crate) fn on_postgres(direct: test_postgres::Database, through_proxy: &str) -> Self {
        let postgres = Postgres { direct, through_proxy: through_proxy.to_owned() };
        Self::with(Some(postgres))
    }

    fn with(postgres: Option<Postgres>) -> Self {
        let place = Self { folder: Folder::new(), postgres };
        place.folder.key();
        place.add_administrator();
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    /// The program with an environment of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.folder.command(arguments);
        if let Some(postgres) = &self.postgres {
            command.env("PUPITRE_DATABASE", &postgres.through_proxy);
        }
        command
    }

    pub(crate) fn add_administrator(&self) {
        let arguments = "user add --folder data --create-organization --role administrateur --password-stdin";
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        arguments.extend(["--organization", "Cabinet", "--email", EMAIL, "--name", "Anne Roy"]);
        assert!(told(self.command(&arguments), PASSWORD).status.success());
    }

    pub(crate) async fn start_simulator(&self) -> ChorusPro {
        let address = free_address();
        let text = address.to_string();
        let command = self.command(&["simulator", "--addr", &text, "--seed", "minimal", "--log", "warn"]);
        let process = Running::start(command, address, "/control/description").await;
        ChorusPro { process, client: Client::new() }
    }

    /// The program on a port of its own.
    pub(crate) async fn start_program(&self, chorus_pro: &ChorusPro) -> Running {
        self.start_server(chorus_pro, free_address(), "16").await
    }

    /// A server with so many places for jobs.
    pub(crate) async fn start_server(
        &self,
        chorus_pro: &ChorusPro,
        address: SocketAddr,
        jobs: &str,
    ) -> Running {
        let mut command = self.working("serve", chorus_pro);
        command.args(["--site", "site", "--listen", &address.to_string(), "--jobs", jobs]);
        Running::start(command, address, "/health/ready").await
    }

    /// A worker, which answers about its metrics only.
    pub(crate) async fn start_worker(&self, chorus_pro: &ChorusPro, address: SocketAddr) -> Running {
        let mut command = self.working("worker", chorus_pro);
        command.args(["--metrics", &address.to_string()]);
        Running::start(command, address, "/metrics").await
    }

    fn working(&self, what: &str, chorus_pro: &ChorusPro) -> Command {
        let mut command = self.command(&[what, "--folder", "data", "--key-file", "key"]);
        command
            .env("PUPITRE_LOG", "off")
            .env("PUPITRE_UNDO_SECONDS", "0")
            .env("PUPITRE_SYNC_SECONDS", "30")
            .env("PUPITRE_SYNC_UNDER_WAY_SECONDS", "5")
            .env("PUPITRE_DEAD_SECONDS", "10")
            .env("PUPITRE_QUALIFICATION_TOKEN_ADDRESS", chorus_pro.address("/api/oauth/token"))
            .env("PUPITRE_QUALIFICATION_API_ADDRESS", chorus_pro.address("/cpro"));
        command
    }

    /// Lets the last life bring everything to Chorus Pro.
    pub(crate) async fn drain(&self, chorus_pro: &ChorusPro) {
        self.let_leases_end().await;
        let _life = self.start_program(chorus_pro).await;
        self.bring_down_to(0).await;
    }

    /// Waits until no more than this many submissions are open; fails when nothing moves any more.
    pub(crate) async fn bring_down_to(&self, most: i64) {
        let (mut least, mut since) = (i64::MAX, Instant::now());
        loop {
            let open = self.open_submissions().await;
            if open <= most {
                return;
            }
            if open < least {
                (least, since) = (open, Instant::now());
            }
            assert!(since.elapsed() < STANDSTILL, "{open} submissions stay open");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    // What only time would bring, and what only the database knows, between two lives or beside one.

    async fn sqlite(&self) -> sqlx::SqliteConnection {
        use sqlx::Connection as _;
        let path: &Path = &self.path("data/pupitre.sqlite");
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(10));
        sqlx::SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// One column of texts.
    async fn texts(&self, sql: &'static str) -> Vec<String> {
        use sqlx::Connection as _;
        match &self.postgres {
            None => sqlx::query_scalar(sql).fetch_all(&mut self.sqlite().await).await.unwrap(),
            Some(postgres) => {
                let mut connection = sqlx::PgConnection::connect(postgres.direct.url()).await.unwrap();
                let texts = sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                texts
            }
        }
    }

    /// As if the minutes had passed after which a step whose process has gone is taken again: the kills fall into the
    /// recovery as well.
    pub(crate) async fn let_leases_end(&self) {
        let sql = "UPDATE jobs SET lease_until = 0 WHERE state = 'leased'";
        sqlx::query(sql).execute(&mut self.sqlite().await).await.unwrap();
    }

    pub(crate) async fn open_submissions(&self) -> i64 {
        let sql = "SELECT subject FROM jobs WHERE kind = 'submit' AND state IN ('waiting', 'leased')";
        i64::try_from(self.texts(sql).await.len()).unwrap()
    }

    /// Numbers of the invoices that Pupitre shows as deposited.
    pub(crate) async fn known_as_deposited(&self) -> BTreeSet<String> {
        let sql = "SELECT number FROM invoices WHERE chorus_id IS NOT NULL AND direction = 'emise'";
        self.texts(sql).await.into_iter().collect()
    }
}

pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
