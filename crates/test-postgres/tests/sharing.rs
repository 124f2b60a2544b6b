//! One server for several processes, and none when they are gone. Each test has a server of its own.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use test_postgres::{Server, Settings, binaries_or_say};

/// Tells the second process in which folder to look for the server.
const PARENT: &str = "PUPITRE_TEST_PARENT";
/// How long something may take that comes to pass by itself. Nothing waits for as long as that, unless it fails.
const LIMIT: Duration = Duration::from_secs(60);

/// A place for one server that ends soon after its last user.
struct Place {
    parent: TempDir,
    binaries: PathBuf,
}

impl Place {
    fn new() -> Option<Self> {
        let binaries = binaries_or_say("the sharing of a server")?;
        let parent = tempfile::tempdir_in(Settings::default().parent).unwrap();
        // As root, the server runs as another user, who must come through.
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o711);
        std::fs::set_permissions(parent.path(), mode).unwrap();
        Some(Self { parent, binaries })
    }

    fn join(&self) -> Server {
        join(&self.binaries, self.parent.path())
    }

    /// Another process that says which server it uses, and goes on to use it until its input ends.
    fn other_process(&self) -> OtherProcess {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "another_process", "--ignored", "--nocapture"])
            .env(PARENT, self.parent.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        OtherProcess { child, output }
    }

    /// The folder of the server, while there is one.
    fn folder(&self) -> Option<PathBuf> {
        std::fs::read_dir(self.parent.path()).unwrap().next().map(|entry| entry.unwrap().path())
    }

    fn wait_until_nothing_is_left(&self, url: &str) {
        wait("the server to end", || !is_listening(url));
        wait("its folder to go", || self.folder().is_none());
    }
}

struct OtherProcess {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl OtherProcess {
    fn server(&mut self) -> String {
        let mut line = String::new();
        while !line.contains("postgres://") {
            line.clear();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the other process said nothing");
        }
        line[line.find("postgres://").unwrap()..].trim().to_owned()
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn join(binaries: &Path, parent: &Path) -> Server {
    let settings =
        Settings { idle: Duration::from_secs(1), parent: parent.to_owned(), ..Settings::default() };
    Server::join(binaries, &settings)
}

fn url(server: &Server) -> String {
    server.administrator_url("postgres")
}

fn is_listening(url: &str) -> bool {
    let (_, address) = url.rsplit_once('@').unwrap();
    TcpStream::connect(address.split_once('/').unwrap().0).is_ok()
}

fn wait(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < LIMIT, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn answer(url: &str) -> i32 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query_scalar("SELECT 42").fetch_one(&mut connection).await.unwrap()
}

#[test]
#[ignore = "no test: the other process of the tests below"]
fn another_process() {
    let Some(parent) = std::env::var_os(PARENT) else { return };
    let binaries = binaries_or_say("the sharing of a server").unwrap();
    let server = join(&binaries, Path::new(&parent));
    println!("{}", url(&server));
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn processes_that_come_at_once_share_one_server() {
    let Some(place) = Place::new() else { return };
    let mut others: Vec<_> = (0..4).map(|_| place.other_process()).collect();
    // Port and password are new for each server.
    let own = url(&place.join());
    let servers: Vec<String> = others.iter_mut().map(OtherProcess::server).collect();
    assert_eq!(servers, vec![own; 4]);
}

#[tokio::test]
async fn a_server_ends_when_nobody_uses_it_and_not_before() {
    let Some(place) = Place::new() else { return };
    let first = place.join();
    let mut other = place.other_process();
    let url = other.server();
    drop(first);
    // Longer than it stays unused. Nothing happens when it is right, so there is nothing to wait for.
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(answer(&url).await, 42);

    drop(other);
    place.wait_until_nothing_is_left(&url);
    let again = place.join();
    assert_eq!(answer(&self::url(&again)).await, 42);
    assert_ne!(self::url(&again), url);
}

#[test]
fn killed_tests_leave_no_server() {
    let Some(place) = Place::new() else { return };
    let mut other = place.other_process();
    let url = other.server();
    assert!(is_listening(&url));
    other.child.kill().unwrap();
    place.wait_until_nothing_is_left(&url);
}

#[tokio::test]
async fn a_killed_keeper_is_replaced() {
    let Some(place) = Place::new() else { return };
    let first = place.join();
    let keeper = std::fs::read_to_string(place.folder().unwrap().join("keeper")).unwrap();
    let killed = Command::new("sh").args(["-c", "kill -9 $0", keeper.trim()]).status().unwrap();
    assert!(killed.success());
    if cfg!(target_os = "linux") {
        wait("the server to end with its keeper", || !is_listening(&url(&first)));
    }
    // The first answer of the kernel may still be that the keeper has its lock.
    wait("another server", || url(&place.join()) != url(&first));
    assert_eq!(answer(&url(&place.join())).await, 42);
}

#[tokio::test]
async fn a_server_that_died_is_replaced() {
    let Some(place) = Place::new() else { return };
    let first = place.join();
    let mut connection = PgConnection::connect(&url(&first)).await.unwrap();
    let data: String = sqlx::query_scalar("SHOW data_directory").fetch_one(&mut connection).await.unwrap();
    let state = std::fs::read_to_string(Path::new(&data).join("postmaster.pid")).unwrap();
    // Not SIGKILL: PostgreSQL would leave a segment of shared memory until the machine starts again.
    let killed = Command::new("sh").args(["-c", "kill -QUIT $0", state.lines().next().unwrap()]).status();
    assert!(killed.unwrap().success());
    wait("another server", || url(&place.join()) != url(&first));
    assert_eq!(answer(&url(&place.join())).await, 42);
}

#[test]
fn a_server_that_does_not_start_says_why() {
    let Some(place) = Place::new() else { return };
    let broken = place.parent.path().join("bin");
    std::fs::create_dir(&broken).unwrap();
    for name in ["initdb", "postgres"] {
        let program = broken.join(name);
        std::fs::write(&program, "#!/bin/sh\necho 'out of order' >&2\nexit 1\n").unwrap();
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let parent = place.parent.path().to_owned();
    let failed = std::thread::spawn(move || join(&broken, &parent)).join().unwrap_err();
    let message = failed.downcast_ref::<String>().unwrap();
    assert!(message.contains("out of order"), "{message}");
}
