//! An installation for one test: a folder, a database of either engine, a key, documents, and the program.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use documents::DocumentStore;
use domain::{AccessId, Clock, DroppedFileId, Environment, JobId, OrganizationId, UserId};
use storage::{
    Access, AccessKind, AccessState, Database as _, Document, DroppedFile, NewJob, Priority, Turn,
};
use storage_sql::{Location, SqlDatabase};
use vault::{Context, Keyring, NONCE_LENGTH};

use crate::folder::{Folder, told};

const PASSWORD: &str = "tilleul cargo violon brume";
/// What a test looks for in places where it must not be.
pub(crate) const SECRET: &str = "mot-de-passe-du-compte-technique";
/// The lane of jobs that nobody takes.
const HELD: &str = "held";

struct Machine;

impl Clock for Machine {
    #[expect(clippy::disallowed_methods, reason = "these tests run beside a real server")]
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::Utc::now()
    }
}

pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(Machine.now().timestamp_millis()).unwrap()
}

/// Where the database of a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Server,
}

pub(crate) struct Place {
    pub(crate) folder: Folder,
    server: Option<test_postgres::Database>,
}

impl Place {
    /// Nothing yet; none where the engine is not installed.
    pub(crate) async fn empty(kind: Kind) -> Option<Self> {
        let server = match kind {
            Kind::File => None,
            Kind::Server => {
                let server = test_postgres::server("backups of PostgreSQL")?;
                Some(server.fresh_database("server-empty", async |_| ()).await)
            }
        };
        Some(Self { folder: Folder::new(), server })
    }

    /// An organisation with a person, a key, and the marks of a first start.
    pub(crate) async fn begun(kind: Kind) -> Option<Self> {
        let place = Self::empty(kind).await?;
        place.folder.key();
        let add = "user add --organization Cabinet --create-organization --email a@cabinet.example --name Anne \
                   --role administrateur --password-stdin";
        let added = told(place.command(&add.split_whitespace().collect::<Vec<_>>()), PASSWORD);
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        place.start().stop();
        Some(place)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    pub(crate) fn location(&self) -> Location {
        match &self.server {
            Some(server) => Location::Postgres(server.url().to_owned()),
            None => Location::Sqlite(self.path("data/pupitre.sqlite")),
        }
    }

    pub(crate) async fn open(&self) -> SqlDatabase {
        SqlDatabase::open(&self.location()).await.unwrap()
    }

    pub(crate) fn documents(&self) -> DocumentStore {
        DocumentStore::in_folder(&self.path("data/documents"), Arc::new(Machine)).unwrap()
    }

    /// The program on this installation.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.folder.command(arguments);
        command.args(["--folder", "data"]);
        if let Some(server) = &self.server {
            command.args(["--database", server.url()]);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The same, which has to succeed; gives what it said.
    #[track_caller]
    pub(crate) fn does(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn refuses(&self, arguments: &[&str], code: i32, words: &str) {
        let output = self.run(arguments);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.contains(words) && !text.contains("panicked"), "{arguments:?}: {text}");
    }

    /// A server of this installation, once it is ready.
    pub(crate) fn start(&self) -> Running {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let listen = address.to_string();
        let mut command =
            self.command(&["serve", "--listen", &listen, "--site", "site", "--key-file", "key"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Running { child, address };
        let deadline = Instant::now() + Duration::from_secs(60);
        while !running.is_ready() {
            if running.child.try_wait().unwrap().is_some() {
                let mut text = String::new();
                running.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
                panic!("ended: {text}");
            }
            assert!(Instant::now() < deadline, "not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    pub(crate) fn keyring(&self) -> Keyring {
        Keyring::parse(&std::fs::read_to_string(self.path("key")).unwrap()).unwrap()
    }
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A running server; killed when the test fails.
pub(crate) struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    fn is_ready(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(self.address) else { return false };
        let mut answer = String::new();
        let request = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).is_ok()
            && stream.read_to_string(&mut answer).is_ok()
            && answer.starts_with("HTTP/1.1 200")
    }

    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who works in an installation, beside its server: dropped files, each with a job in one transaction.
pub(crate) struct Worker {
    database: SqlDatabase,
    documents: DocumentStore,
    organization: OrganizationId,
    user: UserId,
}

impl Worker {
    pub(crate) async fn of(place: &Place) -> Self {
        let database = place.open().await;
        let mut read = database.read().await.unwrap();
        let organization = read.organizations().await.unwrap()[0].id;
        let user = read.users_of(organization).await.unwrap()[0].user.id;
        drop(read);
        let mut transaction = database.write(Turn::Free).await.unwrap();
        transaction.stop_lane(HELD, true).await.unwrap();
        transaction.commit().await.unwrap();
        Self { database, documents: place.documents(), organization, user }
    }

    /// Drops a file: its document first, then what refers to it, and the job that is to send it.
    pub(crate) async fn drop_file(&self, number: u128) {
        let content = content(number);
        let piece = futures::stream::iter([Ok::<_, std::convert::Infallible>(content.clone().into())]);
        let stored = self.documents.receive(piece, u64::MAX).await.unwrap();
        let file = DroppedFile {
            id: DroppedFileId(uuid::Uuid::from_u128(number)),
            organization: self.organization,
            user: self.user,
            document: Document {
                sha256: stored.sha256.clone(),
                name: format!("facture-{number}.pdf"),
                bytes: i64::try_from(stored.bytes).unwrap(),
            },
            issuer: serde_json::Value::Null,
            dropped_at: now(),
        };
        let job = NewJob {
            id: JobId(uuid::Uuid::from_u128(number)),
            organization: Some(self.organization),
            kind: "submit".to_owned(),
            subject: stored.sha256,
            payload: "{}".to_owned(),
            lane: HELD.to_owned(),
            family: String::new(),
            priority: Priority::Normal,
            deduplication_key: None,
            not_before: now(),
            created_at: now(),
        };
        let mut transaction = self.database.write(Turn::Organization(self.organization)).await.unwrap();
        transaction.insert_dropped_file(&file).await.unwrap();
        assert!(transaction.enqueue(&job).await.unwrap());
        transaction.commit().await.unwrap();
    }

    /// An access whose credentials the installation sealed.
    pub(crate) async fn add_access(&self, number: u128, keyring: &Keyring) {
        let id = AccessId(uuid::Uuid::from_u128(number));
        let (organization, row) = (self.organization.to_string(), id.to_string());
        let context = Context { organization: &organization, kind: "access.credentials", row: &row };
        let mut nonce = [3; NONCE_LENGTH];
        nonce[..16].copy_from_slice(&number.to_be_bytes());
        let access = Access {
            id,
            organization: self.organization,
            environment: Environment::Qualification,
            kind: AccessKind::Piste,
            identity: number.to_string(),
            sealed_credentials: keyring.seal(context, SECRET.as_bytes(), nonce).unwrap(),
            sealed_certificate: None,
            generation: 1,
            login_tail: "0001".to_owned(),
            client_id_tail: "abcd".to_owned(),
            certificate: None,
            state: AccessState::Untested,
            state_since: now(),
            password_set_at: now(),
            created_at: now(),
            mirrors_since: None,
        };
        let mut transaction = self.database.write(Turn::Free).await.unwrap();
        transaction.insert_access(&access).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Sealed texts of all accesses, and whether each opens with a key ring to the secret.
    pub(crate) async fn opens(&self, keyring: &Keyring) -> Vec<bool> {
        let accesses = self.database.read().await.unwrap().accesses(self.organization).await.unwrap();
        let opens = |access: &Access| {
            let (organization, row) = (self.organization.to_string(), access.id.to_string());
            let context = Context { organization: &organization, kind: "access.credentials", row: &row };
            let open = keyring.open_text(context, &access.sealed_credentials);
            open.is_ok_and(|text| secrecy::ExposeSecret::expose_secret(&text) == SECRET)
        };
        accesses.iter().map(opens).collect()
    }

    pub(crate) async fn dropped(&self) -> Vec<DroppedFile> {
        self.database.read().await.unwrap().dropped_files(self.organization, self.user).await.unwrap()
    }

    pub(crate) async fn job(&self, number: u128) -> Option<storage::Job> {
        self.database.read().await.unwrap().job(JobId(uuid::Uuid::from_u128(number))).await.unwrap()
    }

    pub(crate) async fn close(self) {
        self.database.close().await;
    }
}

/// The content of a dropped file; some are longer than a buffer.
pub(crate) fn content(number: u128) -> Vec<u8> {
    let length = usize::try_from(number % 7).unwrap() * 50_000;
    [format!("%PDF-1.4 {number}").into_bytes(), vec![b'x'; length]].concat()
}
