//! The program as an operator meets it: exit codes, messages, start and end.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what the helpers of these tests meet fails the test")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "tilleul cargo violon brume";

/// A folder for one test, with a site as the build would leave it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir_all(place.path("site/pkg")).unwrap();
        let manifest = r#"{"pupitre.js":"a","pupitre_bg.wasm":"b","pupitre.css":"c"}"#;
        std::fs::write(place.path("site/manifest.json"), manifest).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program with an environment of its own.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pupitre"));
        command.args(arguments).env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Makes a key file and gives its name.
    fn key(&self) -> &'static str {
        let made = self.run(&["key", "new", "--file", "key"]);
        assert_eq!(made.status.code(), Some(0));
        "key"
    }

    /// `serve` on a free port, once it is ready.
    fn serving(&self, more: &[&str]) -> Running {
        let address = free_address();
        let listen = address.to_string();
        let usual = ["serve", "--listen", &listen, "--folder", "data", "--site", "site", "--key-file"];
        let key = if self.path("key").exists() { "key" } else { self.key() };
        let arguments: Vec<&str> = usual.into_iter().chain([key]).chain(more.iter().copied()).collect();
        Running::start(self.command(&arguments), address)
    }

    /// `serve` on an address with everything it needs but a key, and what else is given; to its end.
    fn serve(&self, listen: &str, more: &[&str]) -> Output {
        let usual = ["serve", "--listen", listen, "--folder", "data", "--site", "site"];
        let arguments: Vec<&str> = usual.into_iter().chain(more.iter().copied()).collect();
        self.run(&arguments)
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// The program refused with this code, in one line that holds the words.
#[track_caller]
fn assert_refused(output: &Output, code: i32, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("pupitre: ")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert!(text.contains(words), "{text}");
    assert!(!text.contains("panicked") && !text.contains("stack backtrace"), "{text}");
}

/// A running program; killed when the test fails.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    fn start(mut command: Command, address: SocketAddr) -> Self {
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

    fn errors(&mut self) -> String {
        let mut text = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Asks it to end and gives what it wrote on its standard output.
    fn stop(mut self) -> String {
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
fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

fn status(address: SocketAddr, path: &str) -> Option<u16> {
    get(address, path)?.get(9..12)?.parse().ok()
}

#[test]
fn a_missing_key_is_said_with_what_to_do() {
    assert_refused(&Place::new().serve(&free_address().to_string(), &[]), 78, "pupitre key new");
}

#[test]
fn an_unusable_key_is_refused() {
    let place = Place::new();
    std::fs::write(place.path("key"), "k1:c2hvcnQ=").unwrap();
    assert_refused(&place.serve(&free_address().to_string(), &["--key-file", "key"]), 78, "must be 32 bytes");
}

#[test]
fn another_key_than_that_of_the_installation_is_refused() {
    let place = Place::new();
    let key = place.key();
    let address = free_address();
    let mut command = place.command(&["serve", "--folder", "data", "--site", "site", "--key-file", key]);
    command.env("PUPITRE_LISTEN", address.to_string());
    Running::start(command, address).stop();
    std::fs::remove_file(place.path("key")).unwrap();
    let other = place.serve(&address.to_string(), &["--key-file", place.key()]);
    assert_refused(&other, 78, "wrong key for sqlite:data/pupitre.sqlite");
}

#[test]
fn a_taken_port_is_said_with_the_flag() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert_refused(&place.serve(&address, &["--key-file", place.key()]), 69, "--listen 127.0.0.1:");
    let demo = place.run(&["demo", "--listen", &address, "--site", "site"]);
    assert_refused(&demo, 69, "--listen 127.0.0.1:");
    assert!(!place.path("demo-data").exists(), "nothing is made before the port is there");
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let place = Place::new();
    std::fs::write(place.path("file"), "").unwrap();
    let address = free_address().to_string();
    let arguments =
        ["serve", "--listen", &address, "--folder", "file/data", "--site", "site", "--key-file", place.key()];
    assert_refused(&place.run(&arguments), 73, "the folder file/data cannot be written");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "--folder", "data"]).status.code(), Some(0));
    add_newer_migration(&place.path("data/pupitre.sqlite"));
    let before = std::fs::read(place.path("data/pupitre.sqlite")).unwrap();
    let address = free_address().to_string();
    assert_refused(&place.serve(&address, &["--key-file", place.key()]), 65, "newer Pupitre");
    assert_refused(&place.run(&["migrate", "--folder", "data"]), 65, "newer Pupitre");
    assert_eq!(std::fs::read(place.path("data/pupitre.sqlite")).unwrap(), before);
}

/// Notes in the database a migration that this program does not know.
fn add_newer_migration(database: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::Connection as _;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (99999999999999, 'from the future', TRUE, x'00', 0)",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn a_missing_site_is_said_with_how_to_build_it() {
    let place = Place::new();
    let address = free_address().to_string();
    let arguments =
        ["serve", "--listen", &address, "--folder", "data", "--site", "nowhere", "--key-file", place.key()];
    assert_refused(&place.run(&arguments), 66, "make build");
}

#[test]
fn a_worker_needs_a_database_that_others_share() {
    let place = Place::new();
    let arguments = ["worker", "--folder", "data", "--key-file", place.key()];
    assert_refused(&place.run(&arguments), 78, "--database postgres://");
    assert!(!place.path("data").exists(), "nothing was made");
}

#[test]
fn a_server_without_jobs_needs_a_database_that_workers_share() {
    let place = Place::new();
    let address = free_address().to_string();
    assert_refused(&place.serve(&address, &["--key-file", place.key(), "--jobs", "0"]), 78, "jobs is 0");
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest() {
    let place = Place::new();
    std::fs::write(place.path("pupitre.toml"), "folder = \"data\"\nlisten-on = \"127.0.0.1:1\"\n").unwrap();
    let output = place.serve("127.0.0.1:0", &["--config", "pupitre.toml"]);
    assert_refused(&output, 78, "line 2: unknown setting \"listen-on\"; did you mean \"listen\"?");
}

#[test]
fn flag_variable_and_file_go_in_this_order() {
    let place = Place::new();
    std::fs::write(place.path("pupitre.toml"), "undo-seconds = 1\nsession-hours = 7\nlog = \"debug\"\n")
        .unwrap();
    let output = place
        .command(&["check-config", "--undo-seconds", "3", "--site", "site", "--key-file", place.key()])
        .env("PUPITRE_CONFIG", "pupitre.toml")
        .env("PUPITRE_UNDO_SECONDS", "2")
        .env("PUPITRE_SESSION_HOURS", "9")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let value = |name: &str| {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    assert_eq!(value("undo-seconds"), "3");
    assert_eq!(value("session-hours"), "9");
    assert_eq!(value("log"), "debug");
    assert!(!place.path("pupitre-data").exists(), "checking makes nothing");
}

#[test]
fn plain_http_for_other_machines_needs_a_proxy_in_front() {
    let place = Place::new();
    assert_refused(&place.serve("0.0.0.0:0", &["--key-file", place.key()]), 78, "--behind-proxy");
    assert_refused(&place.run(&["demo", "--listen", "0.0.0.0:0"]), 78, "--open-to-network");
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let place = Place::new();
    assert_eq!(place.run(&["serve", "--no-such-flag"]).status.code(), Some(2));
    assert_eq!(place.run(&["--help"]).status.code(), Some(0));
}

#[test]
fn a_key_is_never_overwritten_and_printed_without_a_file() {
    let place = Place::new();
    place.key();
    let before = std::fs::read(place.path("key")).unwrap();
    assert_refused(&place.run(&["key", "new", "--file", "key"]), 1, "never overwritten");
    assert_eq!(std::fs::read(place.path("key")).unwrap(), before);
    let printed = String::from_utf8(place.run(&["key", "new"]).stdout).unwrap();
    assert!(printed.trim().contains(':') && printed.lines().count() == 1, "{printed}");
}

#[test]
fn a_person_is_added_with_a_password_from_the_standard_input_only() {
    let place = Place::new();
    let add = |organization: &str, more: &[&str], password: &str| {
        let usual = [
            "user",
            "add",
            "--folder",
            "data",
            "--organization",
            organization,
            "--email",
            "a@cabinet.example",
            "--name",
            "Anne Roy",
            "--role",
            "administrateur",
            "--password-stdin",
        ];
        let arguments: Vec<&str> = usual.into_iter().chain(more.iter().copied()).collect();
        let mut child = place
            .command(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses early does not read its input.
        let _ = child.stdin.take().unwrap().write_all(password.as_bytes());
        child.wait_with_output().unwrap()
    };
    assert_refused(&add("Cabinet", &[], PASSWORD), 1, "--create-organization");
    assert_refused(&add("Cabinet", &["--create-organization"], "court"), 1, "12 caractères");
    let made = add("Cabinet", &["--create-organization"], PASSWORD);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let again = add("Cabinet", &[], "");
    assert_eq!(again.status.code(), Some(0), "a known person needs no password");
    assert!(String::from_utf8_lossy(&again.stdout).contains("its password stays"));

    let about = |command: &[&str], email: &str, password: &str| {
        let mut child = place
            .command(&[command, &["--folder", "data", "--email", email]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(password.as_bytes());
        child.wait_with_output().unwrap()
    };
    let known = "a@cabinet.example";
    for (command, password, answer) in [
        (&["user", "sessions"][..], "", "no session"),
        (&["user", "sessions", "--end"], "", "0 sessions ended"),
        (&["user", "disable"], "", "Cabinet has no administrator left"),
        (&["user", "enable"], "", "may sign in again"),
        (&["user", "reset", "--password-stdin"], "girafe tunnel cargo brume", "has a new password"),
    ] {
        let done = about(command, known, password);
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(done.status.code(), Some(0), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
        assert!(text.contains(answer), "{command:?}: {text}");
    }
    assert_refused(&about(&["user", "reset", "--password-stdin"], known, "court"), 1, "12 caractères");
    assert_refused(&about(&["user", "disable"], "nobody@cabinet.example", ""), 1, "nobody has the address");
}

#[test]
fn health_says_whether_the_server_is_ready_and_metrics_count_by_route() {
    let place = Place::new();
    let key = place.key();
    let (address, metrics) = (free_address(), free_address());
    let (listen, measured) = (address.to_string(), metrics.to_string());
    assert_refused(&place.run(&["health", "--listen", &listen]), 1, "does not answer");
    let arguments = [
        "serve",
        "--listen",
        &listen,
        "--folder",
        "data",
        "--site",
        "site",
        "--key-file",
        key,
        "--metrics",
        &measured,
        "--log-format",
        "json",
    ];
    let running = Running::start(place.command(&arguments), address);
    assert_eq!(place.run(&["health", "--listen", &listen]).status.code(), Some(0));
    assert_eq!(status(address, "/health/live"), Some(200));
    assert!(status(address, "/connexion?mot=secret").is_some());
    let text = get(metrics, "/metrics").unwrap();
    assert!(text.contains("pupitre_jobs{kind=\"submit\",state=\"waiting\"} 0"), "{text}");
    assert!(text.contains("route=\"/connexion\""), "{text}");
    assert!(!text.contains("secret"), "{text}");
    assert_eq!(status(address, "/metrics"), Some(404), "metrics are not on the site");
    let second = place.serve(&free_address().to_string(), &["--key-file", key]);
    assert_refused(&second, 75, "another Pupitre");
    running.stop();
}

#[test]
fn the_demonstration_starts_ends_and_finds_its_data_again() {
    let place = Place::new();
    let start = |more: &[&str]| {
        let address = free_address();
        let listen = address.to_string();
        let usual = ["demo", "--listen", &listen, "--folder", "shown", "--site", "site", "--fast"];
        let arguments: Vec<&str> = usual.into_iter().chain(more.iter().copied()).collect();
        Running::start(place.command(&arguments), address)
    };
    std::fs::create_dir(place.path("shown")).unwrap();
    let first = start(&["--reset"]).stop();
    assert!(first.contains("Pupitre est prêt") && first.contains("Ctrl-C pour arrêter"), "{first}");
    assert!(first.contains("helene@lefevre.example") && first.contains(PASSWORD), "{first}");
    assert!(place.path("shown/chorus-pro.json").is_file());
    let size = std::fs::metadata(place.path("shown/pupitre.sqlite")).unwrap().len();
    start(&[]).stop();
    assert!(std::fs::metadata(place.path("shown/pupitre.sqlite")).unwrap().len() >= size);
    let log = place.run(&["check-config", "--folder", "shown", "--site", "site", "--key-file", "shown/key"]);
    assert!(String::from_utf8_lossy(&log.stdout).contains("the one of the installation"));
}

#[test]
fn the_simulator_describes_itself_and_runs_alone() {
    let place = Place::new();
    let described = place.run(&["simulator", "--seed", "minimal", "--describe"]);
    assert!(String::from_utf8_lossy(&described.stdout).contains("\"token_path\""));
    assert_refused(&place.run(&["simulator", "--seed", "nowhere.json"]), 78, "--seed nowhere.json");
    assert_refused(&place.run(&["simulator", "--seed", "minimale"]), 78, "choose demo, minimal or");
    assert_refused(&place.run(&["simulator", "--addr", "0.0.0.0:0"]), 78, "loopback");
}

/// The simulator, and the first line it says when it is ready.
fn start_simulator(place: &Place, arguments: &[&str]) -> (Child, String) {
    use std::io::BufRead as _;
    let mut child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

#[test]
fn the_simulator_says_in_one_line_that_it_is_ready_and_where_its_certificates_are() {
    let place = Place::new();
    for (more, expected, ending) in [
        (&[][..], "http://127.0.0.1:", ""),
        (&["--tls", "--certificates", "made"][..], "https://127.0.0.1:", " (certificates in made)"),
    ] {
        let arguments = ["simulator", "--addr", "127.0.0.1:0", "--seed", "minimal"];
        let (mut child, line) = start_simulator(&place, &[&arguments[..], more].concat());
        let said = line.trim_end().strip_prefix("Simulated Chorus Pro ready: ").unwrap();
        let ready = said.strip_suffix(ending).unwrap().strip_prefix(expected).unwrap();
        let port: u16 = ready.parse().unwrap();
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(place.path("made/authority.pem").is_file());
    assert!(place.path("made/TECH_1_000001@cpro.fr.p12").is_file());
}

#[test]
fn the_simulator_is_described_with_full_addresses_and_its_certificates() {
    let place = Place::new();
    let seed = ["simulator", "--seed", "minimal", "--describe", "--addr", "127.0.0.1:8099"];
    let described = place.run(&[&seed[..], &["--tls", "--certificates", "made"]].concat());
    let description: serde_json::Value = serde_json::from_slice(&described.stdout).unwrap();
    assert_eq!(description["addresses"]["token"], "https://127.0.0.1:8099/api/oauth/token");
    assert_eq!(description["addresses"]["certificate"][1], "https://127.0.0.1:8099/service-qualif");
    let certificates = &description["certificates"];
    let file = certificates["clients"][0]["file"].as_str().unwrap();
    assert!(place.path(file).is_file());
    assert_eq!(certificates["clients"][0]["fingerprint"], description["accounts"][0]["certificate"]);
    assert_eq!(description["engagements"][0]["number"], "4500012345");
}

#[test]
fn the_simulator_takes_a_world_of_csv_tables_and_writes_a_model_of_them() {
    let place = Place::new();
    let written = place.run(&["simulator", "--seed", "minimal", "--export-csv", "tables"]);
    assert_eq!(written.status.code(), Some(0));
    let described = place.run(&["simulator", "--import-csv", "tables", "--describe"]);
    assert!(String::from_utf8_lossy(&described.stdout).contains("VILLE EXEMPLE"));
    std::fs::write(place.path("roles.csv"), "role;siret\nMAIRE;00000000900001\n").unwrap();
    let refused = place.run(&["simulator", "--import-csv", "roles.csv"]);
    assert_refused(&refused, 78, "roles.csv, line 2: role: MAIRE is none of FOURNISSEUR");
}

/// Connections on which half a head was said.
fn half_heads(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // One that is refused may be closed already.
        let _ = stream.write_all(b"GET /connexion HTTP/1.1\r\nHost: local");
        stream
    };
    (0..count).map(open).collect()
}

/// What still comes on a connection until the other end closes it.
#[track_caller]
fn rest(stream: &mut TcpStream) -> String {
    let mut rest = Vec::new();
    if let Err(error) = stream.read_to_end(&mut rest) {
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "still open");
    }
    String::from_utf8_lossy(&rest).into_owned()
}

#[test]
fn silent_connections_are_closed_and_pages_are_served_meanwhile() {
    let place = Place::new();
    let running = place.serving(&["--head-seconds", "3"]);
    let mut silent = half_heads(running.address, 200);
    assert_eq!(status(running.address, "/connexion"), Some(200));
    for stream in &mut silent {
        assert_eq!(rest(stream), "");
    }
    // One that was answered and says nothing more is closed as well.
    let mut idle = TcpStream::connect(running.address).unwrap();
    idle.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(idle, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert!(rest(&mut idle).starts_with("HTTP/1.1 200"));
    running.stop();
}

#[test]
fn connections_beyond_the_places_are_closed_and_places_come_back() {
    let place = Place::new();
    let running = place.serving(&["--sockets", "20", "--head-seconds", "5"]);
    let silent = half_heads(running.address, 150);
    assert_eq!(status(running.address, "/connexion"), None, "every place is taken");
    let deadline = Instant::now() + Duration::from_secs(60);
    while status(running.address, "/connexion") != Some(200) {
        assert!(Instant::now() < deadline, "no place came back");
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(silent);
    running.stop();
}

#[test]
fn a_few_open_files_are_enough_to_serve_with_slow_callers() {
    let place = Place::new();
    let key = place.key();
    let address = free_address();
    let script = format!(
        "ulimit -n 100; exec {} serve --listen {address} --folder data --site site --key-file {key} --head-seconds 3",
        env!("CARGO_BIN_EXE_pupitre")
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script]).env_clear().current_dir(place.folder.path()).stdin(Stdio::null());
    let running = Running::start(command, address);
    let mut silent = half_heads(address, 150);
    // The database is read and written whatever callers hold.
    let deadline = Instant::now() + Duration::from_secs(60);
    while status(address, "/health/ready") != Some(200) {
        assert!(Instant::now() < deadline, "no place came back");
        std::thread::sleep(Duration::from_millis(200));
    }
    for stream in &mut silent {
        assert_eq!(rest(stream), "");
    }
    running.stop();
}

#[test]
fn a_form_that_stops_on_its_way_is_ended() {
    let place = Place::new();
    let running = place.serving(&["--stall-seconds", "2"]);
    let mut stream = TcpStream::connect(running.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(
        stream,
        "POST /connexion HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 1000\r\n\r\nadresse=a"
    )
    .unwrap();
    let started = Instant::now();
    let answer = rest(&mut stream);
    assert!(started.elapsed() > Duration::from_secs(1), "refused before its end was waited for: {answer}");
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    running.stop();
}

/// A statement on a connection of its own to the database of the folder, held until the answer is dropped.
fn held(database: &Path, statement: &str) -> (sqlx::SqliteConnection, tokio::runtime::Runtime) {
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

/// Asks whether it is ready until the answer is this one.
#[track_caller]
fn wait_until_ready_says(address: SocketAddr, code: u16, words: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = get(address, "/health/ready").unwrap();
        if answer.starts_with(&format!("HTTP/1.1 {code} ")) && answer.contains(words) {
            return;
        }
        assert!(Instant::now() < deadline, "{answer}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn readiness_says_what_cannot_be_done_and_that_it_can_be_done_again() {
    let place = Place::new();
    let running = place.serving(&[]);
    let database = place.path("data/pupitre.sqlite");
    let holding = held(&database, "BEGIN IMMEDIATE");
    wait_until_ready_says(
        running.address,
        503,
        "pages can be read, but nothing can be written: another program",
    );
    assert_eq!(status(running.address, "/connexion"), Some(200));
    let asked = place.run(&["health", "--listen", &running.address.to_string()]);
    assert_refused(&asked, 1, "nothing can be written");
    drop(holding);
    wait_until_ready_says(running.address, 200, "ready");
    let incoming = place.path("data/documents/incoming");
    std::fs::remove_dir(&incoming).unwrap();
    wait_until_ready_says(running.address, 503, "documents can be read, but none can be received");
    std::fs::create_dir(&incoming).unwrap();
    wait_until_ready_says(running.address, 200, "ready");
    let whole = std::fs::read(&database).unwrap();
    std::fs::write(&database, "").unwrap();
    wait_until_ready_says(running.address, 503, "was emptied");
    std::fs::write(&database, whole).unwrap();
    wait_until_ready_says(running.address, 200, "ready");
    running.stop();
}

#[test]
fn an_emptied_database_is_not_taken_for_a_new_installation() {
    let place = Place::new();
    place.serving(&[]).stop();
    let database = place.path("data/pupitre.sqlite");
    let whole = std::fs::read(&database).unwrap();
    let address = free_address().to_string();
    std::fs::write(&database, "").unwrap();
    let words = "is empty or missing, but data/documents holds the documents of an installation";
    assert_refused(&place.serve(&address, &["--key-file", "key"]), 74, words);
    assert_refused(&place.run(&["migrate", "--folder", "data"]), 74, words);
    assert_eq!(std::fs::metadata(&database).unwrap().len(), 0);
    std::fs::remove_file(&database).unwrap();
    assert_refused(&place.serve(&address, &["--key-file", "key"]), 74, words);
    assert!(!database.exists());
    std::fs::write(&database, whole).unwrap();
    place.serving(&[]).stop();
}

#[test]
fn a_copy_with_a_wrong_key_stops_and_then_starts_with_the_right_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let running = place.serving(&[]);
    std::fs::create_dir(place.path("copy")).unwrap();
    let into = format!("VACUUM INTO '{}'", place.path("copy/pupitre.sqlite").display());
    drop(held(&place.path("data/pupitre.sqlite"), &into));
    running.stop();
    let mut copied = Command::new("cp");
    copied.args(["-r", "data/documents", "copy/documents"]).current_dir(place.folder.path());
    assert!(copied.status().unwrap().success());
    std::fs::rename(place.path("key"), place.path("right")).unwrap();
    let address = free_address().to_string();
    let serve = |key: &str| {
        let mut command = place.command(&[
            "serve",
            "--listen",
            &address,
            "--folder",
            "copy",
            "--site",
            "site",
            "--key-file",
            key,
        ]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let wrong = place.key();
    assert_refused(&serve(wrong).output().unwrap(), 78, "wrong key for sqlite:copy/pupitre.sqlite");
    let running = Running::start(serve("right"), address.parse().unwrap());
    for (name, mode) in [("copy", 0o700), ("copy/pupitre.sqlite", 0o600), ("copy/documents", 0o700)] {
        let found = std::fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
    running.stop();
}
