//! Carrying an installation into another database, as an operator does it: killed on the way, and served afterwards.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "what the helpers of these tests meet fails the test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use storage::Database as _;
use storage::suite::filled;
use storage_sql::{Location, SqlDatabase};

#[expect(dead_code, reason = "nothing is told to a copy")]
mod folder;

use folder::Folder;

const INVOICES: u64 = 200;

/// A data folder with a filled database, and an empty database on a server.
struct Place {
    folder: Folder,
    server: test_postgres::Database,
}

impl Place {
    async fn make() -> Option<Self> {
        let server = test_postgres::server("the copy of an installation")?;
        let server = server.fresh_database("server-empty", async |_| ()).await;
        let place = Self { folder: Folder::new(), server };
        std::fs::create_dir(place.folder.path("data")).unwrap();
        let database = SqlDatabase::open(&place.source()).await.unwrap();
        filled::fill(&database, INVOICES).await;
        database.close().await;
        Some(place)
    }

    fn source(&self) -> Location {
        Location::Sqlite(self.folder.path("data/pupitre.sqlite"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.folder.command(arguments)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn copy(&self) -> Command {
        let usual = ["migrate", "--from", "sqlite:data/pupitre.sqlite", "--batch", "5", "--to"];
        self.command(&[&usual[..], &[self.server.url()]].concat())
    }

    fn serve(&self, listen: &str, more: &[&str]) -> Command {
        let usual = ["serve", "--listen", listen, "--folder", "data", "--site", "site", "--key-file", "key"];
        self.command(&[&usual[..], more].concat())
    }
}

/// A server; killed when the test fails.
struct Running(Child);

impl Running {
    fn start(mut command: Command, address: SocketAddr) -> Self {
        let mut running = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_ready(address) {
            assert!(running.0.try_wait().unwrap().is_none() && Instant::now() < deadline, "not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    fn stop(mut self) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(self.0.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut answer = String::new();
    let request = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[track_caller]
fn assert_refused(output: &Output, code: i32, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(words), "{text}");
}

/// Kills the copy once it has said so many lines. True when it had ended before.
fn killed_after(mut command: Command, lines: usize) -> bool {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().take(lines).count();
    // SIGKILL: nothing is put in order.
    child.kill().unwrap();
    child.wait().unwrap();
    said < lines
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_line_it_goes_on_and_loses_nothing() {
    let Some(place) = Place::make().await else { return };
    place.folder.key();
    let address = free_address();
    let (listen, to) = (address.to_string(), place.server.url().to_owned());

    let mut kills = 0;
    for lines in 1..60 {
        // Always a little further: each run says again where it is, and then at least one line more.
        if killed_after(place.copy(), lines.min(2)) {
            break;
        }
        kills += 1;
        if lines > 1 && lines % 4 == 0 {
            let refused = place.serve(&listen, &["--database", &to]).output().unwrap();
            assert_refused(&refused, 74, "copie inachevée");
        }
    }
    assert!(kills > 3, "{kills}");
    let done = place.copy().output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{said} {}", String::from_utf8_lossy(&done.stderr));
    if !said.contains("déjà terminée") {
        let verdicts = said.lines().filter(|line| line.ends_with("identique")).count();
        let tables = storage_sql::TABLES.iter().filter(|table| table.fate != storage_sql::Fate::Own).count();
        assert_eq!(verdicts, tables, "{said}");
    }
    let again = place.copy().output().unwrap();
    assert!(String::from_utf8_lossy(&again.stdout).contains("déjà terminée"));

    let target = SqlDatabase::open(&Location::Postgres(to.clone())).await.unwrap();
    filled::reads_back(&target, INVOICES).await;
    target.close().await;
    Running::start(place.serve(&listen, &["--database", &to]), address).stop();
    // Nobody works with the source meanwhile.
    let running = Running::start(place.serve(&listen, &[]), address);
    assert_refused(&place.copy().output().unwrap(), 75, "arrêtez Pupitre d’abord");
    running.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_copied_is_said() {
    let Some(place) = Place::make().await else { return };
    let to = place.server.url();
    let copy = |from: &str, to: &str| place.run(&["migrate", "--from", from, "--to", to]);
    assert_refused(&copy("sqlite:data/nothing.sqlite", to), 1, "n’existe pas");
    assert_refused(&copy("somewhere", to), 78, "--from");
    assert_refused(&place.run(&["migrate", "--from", "sqlite:data/pupitre.sqlite"]), 2, "--to");
    let itself = copy("sqlite:data/pupitre.sqlite", "sqlite:data/pupitre.sqlite");
    assert_refused(&itself, 75, "arrêtez Pupitre d’abord");
    let other = SqlDatabase::open(&Location::Postgres(to.to_owned())).await.unwrap();
    filled::fill(&other, 2).await;
    other.close().await;
    let refused = copy("sqlite:data/pupitre.sqlite", to);
    assert_refused(&refused, 1, "contient déjà des données (table organizations)");
}
