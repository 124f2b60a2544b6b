//! A real OpenSSH server for tests: on loopback, on a free port, with keys of its own and one user, who is the one that runs
//! the tests. It ends with its handle.
//!
//! It needs `sshd` and `ssh-keygen` (Debian: `openssh-server`). Where they are not installed a test says loudly that it
//! tested nothing, and passes; with `CI` or [`REQUIRE_VARIABLE`] it fails.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "only tests use this crate: a failure here is a failed test, and where they find their tools is no setting"
)]

use std::fs;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Names the folder of `sshd`; `none` is as though there were none.
pub const BINARIES_VARIABLE: &str = "PUPITRE_TEST_SSHD";
/// Set to 1, a missing server is a failure; so it is with `CI`.
pub const REQUIRE_VARIABLE: &str = "PUPITRE_REQUIRE_SSHD";

/// How often a free port is looked for: another process may take it in between.
const TRIES: usize = 5;

/// A running server.
pub struct SftpServer {
    process: Child,
    folder: TempDir,
    port: u16,
    user: String,
    host_key: String,
    files: PathBuf,
}

impl Drop for SftpServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl SftpServer {
    /// Starts a server that takes a public key; none, said loudly with what is not tested, where there is no `sshd`.
    ///
    /// # Panics
    /// When it does not start, or is missing where it is required.
    #[must_use]
    pub fn start(public_key: &str, untested: &str) -> Option<Self> {
        let Some(sshd) = find() else {
            let said = format!("openssh-server is not installed: {untested} was NOT tested");
            assert!(!is_required(), "{said}, and it must be: {REQUIRE_VARIABLE} or CI is set");
            // Not eprintln: the test harness keeps that from the eyes of those whose tests pass.
            let _ = writeln!(std::io::stderr(), "{said}");
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let host_key = make_host_key(folder.path());
        let files = folder.path().join("files");
        fs::create_dir(&files).expect("a folder");
        fs::write(folder.path().join("authorized_keys"), format!("{public_key}\n")).expect("written");
        if is_root() {
            // As root the server wants an empty folder to lock its children in.
            let _ = fs::create_dir_all("/run/sshd");
        }
        for _ in 0..TRIES {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = listener.local_addr().expect("an address").port();
            drop(listener);
            let mut process = spawn(&sshd, folder.path(), port);
            if is_up(&mut process, port) {
                let user = user_name();
                return Some(Self { process, folder, port, user, host_key, files });
            }
            let _ = process.kill();
            let _ = process.wait();
        }
        panic!("sshd does not start: {}", log_of(folder.path()));
    }

    /// Where it listens, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Who may sign in.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Its key: algorithm and fingerprint.
    #[must_use]
    pub fn host_key(&self) -> String {
        self.host_key.clone()
    }

    /// A folder of its files, empty at first.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.files
    }

    /// What it wrote about its connections.
    #[must_use]
    pub fn log(&self) -> String {
        log_of(self.folder.path())
    }

    /// Ends it as a power cut does: connections break.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn find() -> Option<PathBuf> {
    match std::env::var(BINARIES_VARIABLE) {
        Ok(named) if named == "none" => return None,
        Ok(named) if !named.is_empty() => {
            let sshd = Path::new(&named).join("sshd");
            assert!(sshd.is_file(), "no sshd in {named}");
            return Some(sshd);
        }
        _ => {}
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join("sshd")).find(|program| program.is_file() && program.is_absolute())
}

fn is_required() -> bool {
    [REQUIRE_VARIABLE, "CI"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|value| !["", "0", "false"].contains(&value.as_str())))
}

fn make_host_key(folder: &Path) -> String {
    let file = folder.join("host_key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "essai", "-f"])
        .arg(&file)
        .status()
        .expect("ssh-keygen");
    assert!(made.success(), "no host key");
    let told = Command::new("ssh-keygen").arg("-lf").arg(&file).output().expect("ssh-keygen");
    let told = String::from_utf8(told.stdout).expect("text");
    let fingerprint = told.split(' ').nth(1).expect("a fingerprint");
    format!("ssh-ed25519 {fingerprint}")
}

fn spawn(sshd: &Path, folder: &Path, port: u16) -> Child {
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {key}\nAuthorizedKeysFile {keys}\nPidFile none\nUsePAM no\n\
         StrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n\
         Subsystem sftp internal-sftp\nLogLevel VERBOSE\nMaxStartups 100\n",
        key = folder.join("host_key").display(),
        keys = folder.join("authorized_keys").display(),
    );
    let file = folder.join("sshd_config");
    fs::write(&file, config).expect("written");
    let log = fs::File::create(folder.join("log")).expect("a log");
    Command::new(sshd)
        .args(["-D", "-e", "-f"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("sshd")
}

fn is_up(process: &mut Child, port: u16) -> bool {
    for _ in 0..100 {
        if process.try_wait().is_ok_and(|ended| ended.is_some()) {
            return false;
        }
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        thread::sleep(Duration::from_millis(50));
    }
    false
}

fn log_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn id(option: &str) -> String {
    let told = Command::new("id").arg(option).output().expect("id");
    String::from_utf8_lossy(&told.stdout).trim().to_owned()
}

fn is_root() -> bool {
    id("-u") == "0"
}

fn user_name() -> String {
    id("-un")
}
