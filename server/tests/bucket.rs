//! The program with its documents in a bucket of a real S3 server.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what the helpers of these tests meet fails the test")]

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Response, StatusCode, header};

#[expect(dead_code, reason = "the tests of the documents ask more of it")]
#[path = "../../crates/documents/tests/behaviour/server.rs"]
mod server;

mod folder;

use folder::{Folder, told};
use server::{ACCESS_KEY, BUCKET, SECRET_KEY, Server};

const EMAIL: &str = "admin@cabinet.example";
const PASSWORD: &str = "tilleul cargo violon brume";
/// Starts like a PDF and is otherwise what no other file is.
const CONTENT: &[u8] = b"%PDF-1.4\n% only here\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n\
    trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n";

struct Place {
    folder: Folder,
    endpoint: String,
}

impl Place {
    fn new(endpoint: String) -> Self {
        let place = Self { folder: Folder::new(), endpoint };
        place.folder.key();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.folder.command(arguments)
    }

    fn add_administrator(&self) {
        let arguments = "user add --folder data --create-organization --role administrateur --password-stdin";
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        arguments.extend(["--organization", "Cabinet", "--email", EMAIL, "--name", "Anne Roy"]);
        assert!(told(self.command(&arguments), PASSWORD).status.success());
    }

    /// `serve` with its documents in a bucket.
    fn serve(&self, listen: SocketAddr, bucket: &str, secret: Option<&str>) -> Command {
        let (listen, bucket) = (listen.to_string(), format!("s3://{bucket}/desk"));
        let mut command = self.command(&["serve", "--listen", &listen, "--folder", "data", "--site", "site"]);
        command.args(["--key-file", "key", "--documents", &bucket, "--s3-access-key", ACCESS_KEY]);
        command.args(["--s3-endpoint", &self.endpoint]);
        command.envs(secret.map(|secret| ("PUPITRE_S3_SECRET_KEY", secret)));
        command
    }
}

/// A running program; killed when the test fails.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    async fn start(mut command: Command, address: SocketAddr, expected: StatusCode) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut running = Self { child, address };
        let deadline = Instant::now() + Duration::from_secs(60);
        while running.readiness().await.map(|(status, _)| status) != Some(expected) {
            if running.child.try_wait().unwrap().is_some() {
                let mut text = String::new();
                running.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
                panic!("ended: {text}");
            }
            assert!(Instant::now() < deadline, "not {expected}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        running
    }

    async fn readiness(&self) -> Option<(StatusCode, String)> {
        let answer = client().get(format!("http://{}/health/ready", self.address)).send().await.ok()?;
        Some((answer.status(), answer.text().await.ok()?))
    }

    async fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "still there after SIGTERM");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn sign_in(&self) -> Browser {
        let browser = Browser { base: format!("http://{}", self.address), cookie: String::new() };
        let fields = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
        let answer = browser.post("/connexion", "application/x-www-form-urlencoded", fields.into()).await;
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
        Browser { cookie: cookie.split(';').next().unwrap().to_owned(), ..browser }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

struct Browser {
    base: String,
    cookie: String,
}

impl Browser {
    async fn post(&self, path: &str, kind: &str, body: Vec<u8>) -> Response {
        client()
            .post(format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// Where the answer leads.
    async fn leads_to(answer: Response) -> String {
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
    }

    /// Deposits the file for a new structure; gives the address of its draft.
    async fn deposit(&self) -> String {
        let structure =
            "siret=00000000900001&name=Atelier&side=fournisseur&environment=qualification".to_owned();
        let answer = self.post("/structures", "application/x-www-form-urlencoded", structure.into()).await;
        let sheet = Self::leads_to(answer).await;
        let structure = sheet.strip_prefix("/structures/").unwrap().split('?').next().unwrap();
        let mut body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"structure\"\r\n\r\n{structure}\r\n\
             --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"facture.pdf\"\r\n\
             content-type: application/pdf\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(CONTENT);
        body.extend_from_slice(b"\r\n--x--\r\n");
        Self::leads_to(self.post("/deposer", "multipart/form-data; boundary=x", body).await).await
    }

    async fn document(&self, draft: &str) -> (StatusCode, Vec<u8>) {
        let id = draft.strip_prefix("/deposer/").unwrap().split('?').next().unwrap();
        let address = format!("{}/factures/{id}/document", self.base);
        let answer = client().get(address).header(header::COOKIE, &self.cookie).send().await.unwrap();
        (answer.status(), answer.bytes().await.unwrap().to_vec())
    }
}

#[track_caller]
fn assert_refused(output: &Output, code: i32, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(words), "{text}");
    assert!(!text.contains(SECRET_KEY), "{text}");
}

/// Runs to its end without holding up the S3 server of this process.
async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_process_deposits_in_a_bucket_another_reads() {
    let bucket = Server::start().await;
    let place = Place::new(format!("http://{}", bucket.address()));
    place.add_administrator();
    let address = free_address();
    let first = Running::start(place.serve(address, BUCKET, Some(SECRET_KEY)), address, StatusCode::OK).await;
    let draft = first.sign_in().await.deposit().await;
    first.stop().await;
    assert!(!place.path("data/documents").exists(), "nothing stays in the folder");
    assert_eq!(std::fs::read_dir(place.path("data/staging")).unwrap().count(), 0);
    assert!(bucket.root().join(BUCKET).join("desk").is_dir(), "below the prefix");

    let address = free_address();
    let second =
        Running::start(place.serve(address, BUCKET, Some(SECRET_KEY)), address, StatusCode::OK).await;
    let browser = second.sign_in().await;
    let (status, content) = browser.document(&draft).await;
    assert_eq!((status, content.as_slice()), (StatusCode::OK, CONTENT));

    // The bucket goes away while it works: that is said, and the site stays.
    bucket.refuse(|_| true);
    let (status, reason) = second.readiness().await.unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reason, "the documents cannot be reached\n");
    let listen = address.to_string();
    let asked = output(place.command(&["health", "--listen", &listen])).await;
    assert_refused(&asked, 1, "the documents cannot be reached");
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_does_not_answer_yet_is_waited_for() {
    let place = Place::new(format!("http://{}", free_address()));
    let address = free_address();
    let command = place.serve(address, BUCKET, Some(SECRET_KEY));
    let running = Running::start(command, address, StatusCode::SERVICE_UNAVAILABLE).await;
    running.stop().await;
    let mut check =
        place.command(&["check-config", "--folder", "data", "--site", "site", "--key-file", "key"]);
    check.args(["--documents", "s3://pupitre", "--s3-access-key", "a", "--s3-endpoint", &place.endpoint]);
    check.env("PUPITRE_S3_SECRET_KEY", SECRET_KEY);
    assert_refused(&output(check).await, 74, "ne répond pas");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_cannot_be_used_ends_the_start() {
    let bucket = Server::start().await;
    let place = Place::new(format!("http://{}", bucket.address()));
    let address = free_address();
    for (name, secret, words) in [
        (BUCKET, Some("another secret"), "accès refusé"),
        ("absent", Some(SECRET_KEY), "ce seau n’existe pas"),
        (BUCKET, None, "PUPITRE_S3_SECRET_KEY"),
    ] {
        assert_refused(&output(place.serve(address, name, secret)).await, 78, words);
    }
    // From a file, and tried without starting.
    std::fs::write(place.path("secret"), format!("{SECRET_KEY}\n")).unwrap();
    let mut check =
        place.command(&["check-config", "--folder", "data", "--site", "site", "--key-file", "key"]);
    check.args(["--documents", "s3://pupitre/desk", "--s3-access-key", ACCESS_KEY]);
    check.args(["--s3-endpoint", &place.endpoint, "--s3-secret-key-file", "secret"]);
    let checked = output(check).await;
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(said.contains("ok       documents: s3://pupitre/desk") && !said.contains(SECRET_KEY), "{said}");
    let plain = place.command(&[
        "check-config",
        "--documents",
        "s3://pupitre",
        "--s3-access-key",
        "a",
        "--s3-endpoint",
        "http://s3.example.org",
    ]);
    assert_refused(&output(plain).await, 78, "--s3-allow-http");
}
