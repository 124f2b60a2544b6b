//! A real PostgreSQL server for tests, and databases on it that cost a few hundredths of a second.
//!
//! ```no_run
//! # async fn prepare(url: String) {}
//! # async fn test() {
//! let Some(server) = test_postgres::server("the storage on PostgreSQL") else { return };
//! let database = server.fresh_database("storage-5f2a9c", prepare).await;
//! // … connect to database.url() …
//! # }
//! ```
//!
//! # One server for all processes of a run
//!
//! `cargo nextest` runs every test in a process of its own, and a server takes a second to start: they share one.
//! Whoever comes first starts it, the others find it through a folder in the temporary folder, and it ends by itself
//! when no process has used it for a minute. Three locks do this; the kernel releases a lock with its process, so
//! nothing depends on a process that was killed:
//!
//! - `users` is held, shared, by each process for as long as it has a [`Server`].
//! - `keeper` is held by the keeper (`keeper.sh`, started in its own process group so that the end of a test does
//!   not reach it), the parent of the server. It looks once a second whether `users` is free. When the keeper is
//!   killed, the kernel ends the server (on Linux); the next process finds the lock free and starts anew.
//! - `arrival` is held by whoever looks or starts or ends, so that nobody comes while the server leaves.
//!
//! A setup script of nextest would start the server more simply, but is experimental, has no counterpart that stops
//! it, and does nothing for `cargo test`. A heartbeat file needs somebody who beats; a lock does not.
//!
//! # What it needs
//!
//! The binaries of PostgreSQL 15 or later, and `flock` and (as root, under which PostgreSQL refuses to run)
//! `setpriv`, which Debian has in `util-linux`. As root the server runs as `postgres` or `nobody`. Its data are in
//! `/dev/shm` where that has room, else in the temporary folder. It listens on loopback only, with a password that
//! is new each time. Text is sorted as in French, so a query that needs the order of bytes says so (`COLLATE "C"`).
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "only tests use this crate: a failure here is a failed test"
)]

mod binaries;
mod database;
mod server;

use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

pub use database::Database;
pub use server::Server;

/// Names the folder of PostgreSQL's binaries; `none` is as though there were none.
pub const BINARIES_VARIABLE: &str = "PUPITRE_TEST_POSTGRES";
/// Set to 1, a missing PostgreSQL is a failure; so it is with `CI`.
pub const REQUIRE_VARIABLE: &str = "PUPITRE_REQUIRE_POSTGRES";

/// How a server runs. Processes with the same settings, but for `idle`, share one.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether a commit survives what PostgreSQL promises it survives. Slower; for tests that kill the server.
    pub durable: bool,
    /// How long the server stays when nobody uses it, in whole seconds; whoever starts it decides.
    pub idle: Duration,
    /// The folder in which the folder of the server is made.
    pub parent: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self { durable: false, idle: Duration::from_secs(60), parent: server::temporary_folder() }
    }
}

/// The server of this run, started when nobody did yet.
///
/// Where PostgreSQL is not installed, says on the standard error output that `untested` was not tested and returns
/// `None`: the test ends there, and passes.
///
/// # Panics
///
/// When the server does not start; and when PostgreSQL is not installed though it is required, as on a machine of
/// continuous integration.
pub fn server(untested: &str) -> Option<&'static Server> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let binaries = binaries_or_say(untested)?;
    Some(SERVER.get_or_init(|| Server::join(&binaries, &Settings::default())))
}

/// As [`server`], and what was committed is still there after the server was killed.
///
/// # Panics
///
/// As [`server`].
pub fn durable_server(untested: &str) -> Option<&'static Server> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    let binaries = binaries_or_say(untested)?;
    Some(SERVER.get_or_init(|| Server::join(&binaries, &Settings { durable: true, ..Settings::default() })))
}

/// The folder with PostgreSQL's binaries, for [`Server::join`]; without one, as [`server`].
///
/// # Panics
///
/// When there is none though it is required.
pub fn binaries_or_say(untested: &str) -> Option<PathBuf> {
    let found = binaries::find();
    if found.is_none() {
        let said = format!("PostgreSQL is not installed: {untested} was NOT tested");
        assert!(!binaries::are_required(), "{said}, and it must be: {REQUIRE_VARIABLE} or CI is set");
        // Not eprintln: the test harness keeps that from the eyes of those whose tests pass.
        let _ = writeln!(std::io::stderr(), "{said}");
    }
    found
}
