//! Finding the server that others started, or starting it.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Settings;

/// What starts the server, and ends it when nobody uses it.
const KEEPER: &str = include_str!("keeper.sh");
/// Another program may take the free port before the server does.
const ATTEMPTS: u32 = 3;

/// A running server. It stays for as long as a process has one of these for it, and a while longer.
#[derive(Debug)]
pub struct Server {
    port: u16,
    password: String,
    /// Holds the shared lock that says that this process uses the server.
    _user: File,
}

impl Server {
    /// The server with these settings: found, or started with the `binaries` of this folder.
    ///
    /// # Panics
    ///
    /// When it does not start; the message has the end of its log.
    #[must_use]
    pub fn join(binaries: &Path, settings: &Settings) -> Self {
        let folder = folder_of(binaries, settings);
        let mut attempts = 0;
        loop {
            let arrival = lock_arrival(&folder);
            let user = open(&folder.join("users")).expect("open the lock of users");
            user.lock_shared().expect("lock as a user");
            if let Some((port, password)) = running(&folder) {
                return Self { port, password, _user: user };
            }
            assert!(attempts < ATTEMPTS, "PostgreSQL did not start:\n{}", end_of_log(&folder));
            attempts += 1;
            start(&folder, binaries, settings, arrival);
            // The keeper has the lock now: the next round waits until the server is ready, or failed.
        }
    }

    /// The address of a database, for the superuser: for what the owner of a database may not do.
    #[must_use]
    pub fn administrator_url(&self, database: &str) -> String {
        self.url("postgres", database)
    }

    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// The password of every role.
    pub(crate) fn password(&self) -> &str {
        &self.password
    }
}

/// The temporary folder; as root one that the user of the server reaches too.
pub(crate) fn temporary_folder() -> PathBuf {
    let folder = std::env::temp_dir();
    let open_to_all =
        |folder: &Path| folder.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0);
    if own_user() == 0 && !folder.ancestors().all(open_to_all) { PathBuf::from("/tmp") } else { folder }
}

/// The user of this process, who is the owner of what it makes.
fn own_user() -> u32 {
    let file = tempfile::tempfile().expect("make a temporary file");
    file.metadata().expect("look at a temporary file").uid()
}

/// The folder of the server with these settings. A change of the keeper gives another, so that an older server, which
/// stays for a while, is not taken for one of ours.
fn folder_of(binaries: &Path, settings: &Settings) -> PathBuf {
    let mut hash = DefaultHasher::new();
    (KEEPER, binaries, settings.durable).hash(&mut hash);
    let name = format!("pupitre-postgres-{}-{:016x}", own_user(), hash.finish());
    std::path::absolute(&settings.parent).expect("an absolute path").join(name)
}

/// Makes the folder when it is not there, and locks it for whoever arrives.
fn lock_arrival(folder: &Path) -> File {
    let path = folder.join("arrival");
    loop {
        make(folder);
        let file = match open(&path) {
            Ok(file) => file,
            // Removed in between by the keeper of the last server.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => panic!("{}: {error}", path.display()),
        };
        file.lock().expect("lock the arrival");
        // The folder may have been removed while this waited; then the lock is of a file that nobody else sees.
        let locked = file.metadata().expect("look at the lock").ino();
        if path.metadata().is_ok_and(|metadata| metadata.ino() == locked) {
            return file;
        }
    }
}

/// Makes the folder when it is not there; the temporary folder is everybody's, so the one that is there must be ours.
fn make(folder: &Path) {
    let user = own_user();
    // The user of the server must reach the data in it; nothing in it can be read by others.
    let mode = if user == 0 { 0o711 } else { 0o700 };
    match DirBuilder::new().mode(mode).create(folder) {
        Ok(()) => std::fs::set_permissions(folder, Permissions::from_mode(mode)).expect("open the folder"),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // Gone in between: the caller comes again.
            let Ok(metadata) = folder.symlink_metadata() else { return };
            assert!(
                metadata.is_dir() && metadata.uid() == user,
                "{} belongs to another user",
                folder.display()
            );
        }
        Err(error) => panic!("{}: {error}", folder.display()),
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)
}

/// Port and password of the server, when its keeper lives.
fn running(folder: &Path) -> Option<(u16, String)> {
    let keeper = open(&folder.join("keeper")).expect("open the lock of the keeper");
    match keeper.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        Ok(()) => return None,
        Err(TryLockError::Error(error)) => panic!("the lock of the keeper: {error}"),
    }
    let address = std::fs::read_to_string(folder.join("address")).ok()?;
    let (port, password) = address.trim().split_once(' ')?;
    Some((port.parse().ok()?, password.to_owned()))
}

/// Starts the keeper, which holds `arrival` from now on.
fn start(folder: &Path, binaries: &Path, settings: &Settings, arrival: File) {
    let log = File::create(folder.join("log")).expect("make the log");
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    let mut command = Command::new("sh");
    command.args(["-c", KEEPER, "keeper"]).arg(folder).arg(binaries);
    command.arg(port.expect("a free port").port().to_string());
    command.arg(settings.idle.as_secs().max(1).to_string());
    command.arg(if settings.durable { "durable" } else { "quick" });
    // Neither its outputs nor its group are those of the test: the runner of the tests waits for the first, and ends
    // the second.
    command.stdin(Stdio::from(arrival)).stdout(log.try_clone().expect("share the log")).stderr(log);
    // Of the environment only where to find programs: PostgreSQL reads many variables.
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.process_group(0).env_clear().env("PATH", path);
    let mut keeper = command.spawn().expect("start sh");
    // Reaps it if it ends before this process does.
    std::thread::spawn(move || keeper.wait());
}

fn end_of_log(folder: &Path) -> String {
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
