//! The program is killed at random moments while invoices are submitted: each accepted one reaches Chorus Pro once.
//!
//! The numbers below are of processes, not of steps: `SIGKILL`, no warning, no destructor. A person's « accepted » is
//! the redirect after the last button. 25 lives by default; `PUPITRE_KILL_CYCLES=300` for the long run.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "what the helpers of this test meet fails it, and its figures are worth reading"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const EMAIL: &str = "admin@cabinet.example";
const PASSWORD: &str = "tilleul cargo violon brume";
const SUPPLIER_SIRET: &str = "00000000900001";
/// Asks for neither service nor engagement.
const SCHOOL_SIRET: &str = "00000000900012";
/// Lives of the program unless told otherwise.
const USUAL_CYCLES: u64 = 25;
/// A life ends this long after its first submission at the latest, milliseconds.
const LONGEST_LIFE: u64 = 400;
/// Drafts that wait, complete, when the clock of a life starts.
const DRAFTS_READY: usize = 3;
/// The same people submit at the same time.
const SUBMITTERS: usize = 3;
/// From this number follow all moments: a failing run can be had again.
const SEED: u64 = 2026;
/// Submissions of one person in one life.
const MOST_SUBMISSIONS: usize = 2;
/// Submissions still open when the clock of a life starts: more would only make the end longer.
const MOST_OPEN: i64 = 12;
/// The last life may need long, but it may not stand still this long.
const STANDSTILL: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accepted_invoice_survives_kills_at_any_moment_and_is_sent_once() {
    let cycles = cycles();
    let place = Place::new();
    let chorus_pro = place.start_simulator().await;
    let world = Arc::new(Mutex::new(Ledger::default()));
    let life = place.start_program(&chorus_pro).await;
    let structure = set_up(&life.address).await;
    let cookie = sign_in(&life.address).await;
    drop(life);
    let mut random = Random(SEED);
    for cycle in 0..cycles {
        place.let_leases_end().await;
        if cycle % 2 == 0 {
            chorus_pro.slow_down(random.below(200)).await;
        }
        let life = place.start_program(&chorus_pro).await;
        place.bring_down_to(MOST_OPEN).await;
        let office = Office {
            desk: Browser::new(life.address, &cookie),
            structure: structure.clone(),
            ledger: Arc::clone(&world),
        };
        office.live_until_killed(life, Duration::from_millis(random.below(LONGEST_LIFE + 1))).await;
    }
    chorus_pro.forget_faults().await;
    let ledger = world.lock().unwrap().clone();
    let drained = Instant::now();
    place.drain(&chorus_pro).await;
    println!("the last life needed {} s", drained.elapsed().as_secs());
    check(&ledger, &chorus_pro.numbers().await, &place.known_as_deposited().await, cycles);
}

/// What the people saw.
#[derive(Clone, Debug, Default)]
struct Ledger {
    next: u32,
    /// Drafts that can be submitted: address of the draft and number.
    ready: Vec<(String, String)>,
    /// Numbers whose submission was answered with the redirect.
    accepted: BTreeSet<String>,
    /// Numbers whose submission was answered with nothing: the process had gone.
    unanswered: BTreeSet<String>,
}

/// The verdict.
fn check(ledger: &Ledger, sent: &[String], deposited: &BTreeSet<String>, cycles: u64) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for number in sent {
        *times.entry(number).or_default() += 1;
    }
    let lost: Vec<_> = ledger.accepted.iter().filter(|number| !times.contains_key(number.as_str())).collect();
    let twice: Vec<_> = times.iter().filter(|(_, count)| **count > 1).collect();
    let asked = |number: &str| ledger.accepted.contains(number) || ledger.unanswered.contains(number);
    let unasked: Vec<_> = times.keys().filter(|number| !asked(number)).collect();
    let not_told: Vec<_> = times.keys().filter(|number| !deposited.contains(**number)).collect();
    let mut figures = String::new();
    write!(
        figures,
        "{cycles} kills: {} submissions accepted, {} unanswered, {} invoices at Chorus Pro",
        ledger.accepted.len(),
        ledger.unanswered.len(),
        sent.len()
    )
    .unwrap();
    println!("{figures}");
    assert!(lost.is_empty(), "{figures}; accepted and lost: {lost:?}");
    assert!(twice.is_empty(), "{figures}; sent more than once: {twice:?}");
    assert!(unasked.is_empty(), "{figures}; sent and never asked for: {unasked:?}");
    assert!(not_told.is_empty(), "{figures}; at Chorus Pro and not shown as such: {not_told:?}");
    let enough = usize::try_from(cycles).unwrap();
    assert!(ledger.accepted.len() >= enough, "{figures}: too few to say anything");
}

#[expect(clippy::disallowed_methods, reason = "how long this test runs is no setting of the program")]
fn cycles() -> u64 {
    std::env::var("PUPITRE_KILL_CYCLES").map_or(USUAL_CYCLES, |text| text.parse().expect("a number of kills"))
}

/// Xorshift: moments that look random and are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

// --- People ------------------------------------------------------------------------------------------------------

/// A browser without script, signed in.
#[derive(Clone)]
struct Browser {
    client: Client,
    base: String,
    cookie: String,
}

impl Browser {
    fn new(address: SocketAddr, cookie: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        Self { client, base: format!("http://{address}"), cookie: cookie.to_owned() }
    }

    async fn page(&self, path: &str) -> reqwest::Result<String> {
        let address = format!("{}{path}", self.base);
        self.client.get(address).header(header::COOKIE, &self.cookie).send().await?.text().await
    }

    async fn post(&self, path: &str, kind: &str, body: Vec<u8>) -> reqwest::Result<Response> {
        self.client
            .post(format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .send()
            .await
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        let mut body = reqwest::Url::parse("http://form/").unwrap();
        body.query_pairs_mut().extend_pairs(fields);
        let body = body.query().unwrap_or_default().to_owned();
        self.post(path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> reqwest::Result<Response> {
        let mut body = Vec::new();
        for (name, value) in fields {
            write!(body, "--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .unwrap();
        }
        if let Some((name, content)) = file {
            let head = "content-disposition: form-data; name=\"file\"; filename";
            write!(body, "--x\r\n{head}=\"{name}\"\r\ncontent-type: application/pdf\r\n\r\n").unwrap();
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        self.post(path, "multipart/form-data; boundary=x", body).await
    }
}

/// Where a redirect leads; anything else fails the test.
async fn redirected(answer: Response) -> String {
    let status = answer.status();
    let location = location(&answer);
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", answer.text().await.unwrap_or_default());
    location
}

fn location(answer: &Response) -> String {
    let location = answer.headers().get(header::LOCATION);
    location.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn sign_in(address: &SocketAddr) -> String {
    let browser = Browser::new(*address, "");
    let answer = browser.form("/connexion", &[("email", EMAIL), ("password", PASSWORD)]).await.unwrap();
    let cookie = answer.headers().get(header::SET_COOKIE).expect("a session").to_str().unwrap().to_owned();
    cookie.split(';').next().unwrap().to_owned()
}

/// A structure with its access to Chorus Pro; gives its identifier.
async fn set_up(address: &SocketAddr) -> String {
    let browser = Browser::new(*address, &sign_in(address).await);
    let fields = [
        ("siret", SUPPLIER_SIRET),
        ("name", "Atelier Exemple"),
        ("side", "fournisseur"),
        ("environment", "qualification"),
    ];
    let sheet = redirected(browser.form("/structures", &fields).await.unwrap()).await;
    let sheet = sheet.split('?').next().unwrap().to_owned();
    let access = [
        ("client_id", "application-atelier"),
        ("client_secret", "secret-atelier"),
        ("login", "TECH_1_000001@cpro.fr"),
        ("password", "mot-de-passe"),
    ];
    redirected(browser.upload(&format!("{sheet}/acces"), &access, None).await.unwrap()).await;
    sheet.strip_prefix("/structures/").unwrap().to_owned()
}

/// The people of one life of the program.
#[derive(Clone)]
struct Office {
    desk: Browser,
    structure: String,
    ledger: Arc<Mutex<Ledger>>,
}

impl Office {
    /// Lets everybody work, and kills the program under their hands.
    async fn live_until_killed(&self, mut life: Running, moment: Duration) {
        while self.ledger.lock().unwrap().ready.len() < DRAFTS_READY {
            let draft = self.draft().await.expect("nobody has killed the program yet");
            self.ledger.lock().unwrap().ready.push(draft);
        }
        let mut people = JoinSet::new();
        for _ in 0..SUBMITTERS {
            let office = self.clone();
            people.spawn(async move { office.work().await });
        }
        tokio::time::sleep(moment).await;
        life.kill();
        while let Some(ended) = people.join_next().await {
            ended.expect("people work without failure until the program is gone");
        }
    }

    /// Submits what is ready, then makes more, until the program no longer answers or there is enough.
    async fn work(&self) {
        for _ in 0..MOST_SUBMISSIONS {
            let next = self.ledger.lock().unwrap().ready.pop();
            let draft = match next {
                Some(draft) => Ok(draft),
                None => self.draft().await,
            };
            let Ok((path, number)) = draft else { return };
            match self.confirm(&path).await {
                Ok(answer) => {
                    let page = redirected(answer).await;
                    assert!(page.starts_with("/factures/"), "{number} led to {page}");
                    self.ledger.lock().unwrap().accepted.insert(number);
                }
                Err(_) => {
                    self.ledger.lock().unwrap().unanswered.insert(number);
                    return;
                }
            }
        }
    }

    /// Reads the review and presses its button.
    async fn confirm(&self, path: &str) -> reqwest::Result<Response> {
        let review = self.desk.page(&format!("{path}/verifier")).await?;
        let seal = review.split_once("name=\"seal\" value=\"").expect("a complete draft").1;
        let seal = seal.split('"').next().unwrap_or_default();
        self.desk.form(&format!("{path}/envoyer"), &[("seal", seal)]).await
    }

    /// A complete draft: its address and its number.
    async fn draft(&self) -> reqwest::Result<(String, String)> {
        let number = {
            let mut ledger = self.ledger.lock().unwrap();
            ledger.next += 1;
            format!("K-{:05}", ledger.next)
        };
        let pdf = pdf(&format!("Facture {number}"));
        let answer = self
            .desk
            .upload("/deposer", &[("structure", &self.structure)], Some(("facture.pdf", &pdf)))
            .await?;
        let path = redirected(answer).await;
        let fields = [
            ("recipient_siret", SCHOOL_SIRET),
            ("framework", "A1"),
            ("kind", "FACTURE"),
            ("number", &number),
            ("date", "02/11/2026"),
            ("currency", "EUR"),
            ("vat_type", "TVA_SUR_DEBIT"),
            ("payment_mode", "VIREMENT"),
            ("net", "1 000"),
            ("vat", "200"),
            ("gross", "1200"),
            ("due", "1200,00"),
            ("tax[0].rate", "20"),
            ("tax[0].base", "1000"),
            ("tax[0].tax", "200"),
            ("action", "verifier"),
        ];
        let review = redirected(self.desk.upload(&path, &fields, None).await?).await;
        assert_eq!(review, format!("{path}/verifier"));
        Ok((path, number))
    }
}

/// A one-page PDF with one line.
fn pdf(line: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 60 760 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut starts = String::new();
    for (index, object) in objects.iter().enumerate() {
        writeln!(starts, "{:010} 00000 n ", pdf.len()).unwrap();
        writeln!(pdf, "{} 0 obj{object}endobj", index + 1).unwrap();
    }
    let table = pdf.len();
    write!(
        pdf,
        "xref\n0 6\n0000000000 65535 f \n{starts}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"
    )
    .unwrap();
    pdf.into_bytes()
}

// --- Processes ---------------------------------------------------------------------------------------------------

/// A running process; killed when it is dropped.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    /// Starts it and waits until the page answers.
    async fn start(mut command: Command, address: SocketAddr, page: &str) -> Self {
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

    fn kill(&mut self) {
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
struct ChorusPro {
    process: Running,
    client: Client,
}

impl ChorusPro {
    fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.process.address)
    }

    /// The next answers come late: the effect is there, and nobody knows yet.
    async fn slow_down(&self, milliseconds: u64) {
        let fault = json!({"path": "soumettre", "count": 4, "kind": {"delay": milliseconds}});
        let order = self.client.post(self.address("/control/faults"));
        let order = order.header(header::CONTENT_TYPE, "application/json").body(fault.to_string());
        assert!(order.send().await.unwrap().status().is_success());
    }

    async fn forget_faults(&self) {
        self.client.delete(self.address("/control/faults")).send().await.unwrap();
    }

    /// The number of every invoice it holds.
    async fn numbers(&self) -> Vec<String> {
        let answer = self.client.get(self.address("/control/invoices")).send().await.unwrap();
        let cards: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let number = |card: &Value| card["number"].as_str().unwrap().to_owned();
        cards.as_array().unwrap().iter().map(number).collect()
    }
}

/// The folder of the test: data, key, and a site as the build would leave it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir_all(place.path("site/pkg")).unwrap();
        let manifest = r#"{"pupitre.js":"a","pupitre_bg.wasm":"b","pupitre.css":"c"}"#;
        std::fs::write(place.path("site/manifest.json"), manifest).unwrap();
        assert!(place.command(&["key", "new", "--file", "key"]).output().unwrap().status.success());
        place.add_administrator();
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

    fn add_administrator(&self) {
        let arguments = "user add --folder data --create-organization --role administrateur --password-stdin";
        let mut arguments: Vec<&str> = arguments.split(' ').collect();
        arguments.extend(["--organization", "Cabinet", "--email", EMAIL, "--name", "Anne Roy"]);
        let mut command = self.command(&arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    async fn start_simulator(&self) -> ChorusPro {
        let address = free_address();
        let text = address.to_string();
        let command = self.command(&["simulator", "--addr", &text, "--seed", "minimal", "--log", "warn"]);
        let process = Running::start(command, address, "/control/description").await;
        ChorusPro { process, client: Client::new() }
    }

    async fn start_program(&self, chorus_pro: &ChorusPro) -> Running {
        let address = free_address();
        let mut command = self.command(&["serve", "--folder", "data", "--site", "site", "--key-file", "key"]);
        command
            .env("PUPITRE_LISTEN", address.to_string())
            .env("PUPITRE_LOG", "error")
            .env("PUPITRE_UNDO_SECONDS", "0")
            .env("PUPITRE_SYNC_SECONDS", "30")
            .env("PUPITRE_SYNC_UNDER_WAY_SECONDS", "5")
            .env("PUPITRE_QUALIFICATION_TOKEN_ADDRESS", chorus_pro.address("/api/oauth/token"))
            .env("PUPITRE_QUALIFICATION_API_ADDRESS", chorus_pro.address("/cpro"));
        Running::start(command, address, "/health/ready").await
    }

    /// Lets the last life bring everything to Chorus Pro.
    async fn drain(&self, chorus_pro: &ChorusPro) {
        self.let_leases_end().await;
        let _life = self.start_program(chorus_pro).await;
        self.bring_down_to(0).await;
    }

    /// Waits until no more than this many submissions are open; fails when nothing moves any more.
    async fn bring_down_to(&self, most: i64) {
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

    async fn database(&self) -> sqlx::SqliteConnection {
        use sqlx::Connection as _;
        let path: &Path = &self.path("data/pupitre.sqlite");
        let options =
            sqlx::sqlite::SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(10));
        sqlx::SqliteConnection::connect_with(&options).await.unwrap()
    }

    /// As if the minutes had passed after which a step whose process has gone is taken again: the kills fall into the
    /// recovery as well.
    async fn let_leases_end(&self) {
        let sql = "UPDATE jobs SET lease_until = 0 WHERE state = 'leased'";
        sqlx::query(sql).execute(&mut self.database().await).await.unwrap();
    }

    async fn open_submissions(&self) -> i64 {
        let sql = "SELECT count(*) FROM jobs WHERE kind = 'submit' AND state IN ('waiting', 'leased')";
        sqlx::query_scalar(sql).fetch_one(&mut self.database().await).await.unwrap()
    }

    /// Numbers of the invoices that Pupitre shows as deposited.
    async fn known_as_deposited(&self) -> BTreeSet<String> {
        let sql = "SELECT number FROM invoices WHERE chorus_id IS NOT NULL AND direction = 'emise'";
        let numbers = sqlx::query_scalar(sql).fetch_all(&mut self.database().await).await.unwrap();
        numbers.into_iter().collect()
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
