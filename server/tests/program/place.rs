//! A place for one test: a folder with a site, the program in it, and what it says.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::folder::Folder;

pub(crate) const PASSWORD: &str = "tilleul cargo violon brume";

/// A folder for one test, with a site as the build would leave it.
pub(crate) struct Place {
    pub(crate) folder: Folder,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: Folder::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    /// The program with an environment of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.folder.command(arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Makes a key file and gives its name.
    pub(crate) fn key(&self) -> &'static str {
        self.folder.key()
    }

    /// `serve` on a free port, once it is ready.
    pub(crate) fn serving(&self, more: &[&str]) -> Running {
        let address = free_address();
        let listen = address.to_string();
        let usual = ["serve", "--listen", &listen, "--folder", "data", "--site", "site", "--key-file"];
        let key = if self.path("key").exists() { "key" } else { self.key() };
        let arguments: Vec<&str> = usual.into_iter().chain([key]).chain(more.iter().copied()).collect();
        Running::start(self.command(&arguments), address)
    }

    /// `serve` on an address with everything it needs but a key, and what else is given; to its end.
    pub(crate) fn serve(&self, listen: &str, more: &[&str]) -> Output {
        let usual = ["serve", "--listen", listen, "--folder", "data", "--site", "site"];
        let arguments: Vec<&str> = usual.into_iter().chain(more.iter().copied()).collect();
        self.run(&arguments)
    }
}

pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// The program refused with this code, in one line that holds the words.
#[track_caller]
pub(crate) fn assert_refused(output: &Output, code: i32, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("pupitre: ")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert!(text.contains(words), "{text}");
    assert!(!text.contains("panicked") && !text.contains("stack backtrace"), "{text}");
}

/// A running program; killed when the test fails.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Running {
    pub(crate) fn start(mut command: Command, address: SocketAddr) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Self { child, address };
        let deadline = Instant::now() + Duration::from_secs(60);
        while status(address, "/health/ready") != Some(200) {
            if let Some(end) = running.child.try_wait().unwrap() {
                panic!("ended with {end}: {}", running.errors());
            }
            assert!(Instant::now() < deadline, "not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    pub(crate) fn errors(&mut self) -> String {
        let mut text = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Asks it to end and gives what it wrote on its standard output.
    pub(crate) fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(20);
        let end = loop {
            if let Some(end) = self.child.try_wait().unwrap() {
                break end;
            }
            assert!(Instant::now() < deadline, "still there after SIGTERM");
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut text = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(end.code(), Some(0), "{}", self.errors());
        assert!(status(self.address, "/health/live").is_none());
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The answer to a GET, or nothing when nobody listens.
pub(crate) fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

pub(crate) fn status(address: SocketAddr, path: &str) -> Option<u16> {
    get(address, path)?.get(9..12)?.parse().ok()
}

/// A statement on a connection of its own to the database of the folder, held until the answer is dropped.
pub(crate) fn held(database: &Path, statement: &str) -> (sqlx::SqliteConnection, tokio::runtime::Runtime) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let connection = runtime.block_on(async {
        use sqlx::Connection as _;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        connection
    });
    (connection, runtime)
}
