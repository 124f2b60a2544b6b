//! `make bench`, second part: what the typed client adds to a bare HTTP call of the same bytes, and the memory that
//! a large file costs. Against `pupitre simulator` in a process of its own. Nothing here asserts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program stops at the first surprise and talks"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chorus_pro::structures::{CritereStructure, RechercherStructure};
use chorus_pro::{Access, Addresses, Client, ClientOptions, FileContent, TechnicalAccount};
use chorus_pro_simulator::Description;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;

/// Pairs of calls, one through the client and one bare, in turn.
const PAIRS: usize = 3_000;
/// Size of the large file.
const FILE: usize = 10_000_000;

#[tokio::main]
async fn main() {
    let simulator = Simulator::start();
    let http = reqwest::Client::new();
    let client = client(&simulator, &http);
    let input = RechercherStructure {
        structure: Some(CritereStructure {
            libelle_structure: Some("a".to_owned()),
            ..CritereStructure::default()
        }),
        ..RechercherStructure::default()
    };
    let bare = Bare::new(&simulator, &http, serde_json::to_vec(&input).unwrap()).await;
    for _ in 0..PAIRS / 10 {
        client.structures().rechercher(&input).await.unwrap();
        bare.call().await;
    }
    let (mut typed, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let start = Instant::now();
        client.structures().rechercher(&input).await.unwrap();
        typed.push(start.elapsed());
        let start = Instant::now();
        bare.call().await;
        plain.push(start.elapsed());
    }
    typed.sort();
    plain.sort();
    println!("\nstructures/rechercher, {PAIRS} calls each      p50       p95   microseconds");
    println!("  bare HTTP call                        {:>8} {:>9}", at(&plain, 50), at(&plain, 95));
    println!("  typed client                          {:>8} {:>9}", at(&typed, 50), at(&typed, 95));
    let ratio = typed[typed.len() / 2].as_secs_f64() / plain[plain.len() / 2].as_secs_f64();
    println!("  ratio of the medians                  {ratio:>8.2}   target ≤ 1.15");

    let mut folder = tempfile::NamedTempFile::new().unwrap();
    let pdf = [b"%PDF-1.7\n".as_slice(), &vec![b' '; FILE - 9]].concat();
    std::io::Write::write_all(&mut folder, &pdf).unwrap();
    drop(pdf);
    let before = reset_peak();
    let start = Instant::now();
    let file = FileContent::open(folder.path()).await.unwrap();
    client.transverses().ajouter_fichier(file, "piece.pdf", "application/pdf", "PDF").await.unwrap();
    let elapsed = start.elapsed();
    let peak = peak() - before;
    println!("\najouter/fichier of {} MB, from disk: {} ms", FILE / 1_000_000, elapsed.as_millis());
    println!("  peak memory above the rest            {peak:>8.1} MB  target ≤ {:.0}", 1.4 * mega(FILE));
}

/// `pupitre simulator` with its minimal world.
struct Simulator {
    child: Child,
    base: String,
    world: Description,
}

impl Simulator {
    fn start() -> Self {
        let binary = std::env::current_exe().unwrap().parent().unwrap().join("../pupitre");
        let mut child = Command::new(&binary)
            .args(["simulator", "--addr", "127.0.0.1:0", "--seed", "minimal"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let base = first.split("ready: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let described = Command::new(&binary).args(["simulator", "--seed", "minimal", "--describe"]).output();
        let world = serde_json::from_slice(&described.unwrap().stdout).unwrap();
        Self { child, base, world }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // Nothing of a measured run is worth an orderly end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client(simulator: &Simulator, http: &reqwest::Client) -> Client {
    let (application, account) = (&simulator.world.applications[0], &simulator.world.accounts[0]);
    let addresses = Addresses {
        token: format!("{}{}", simulator.base, simulator.world.token_path),
        api: format!("{}{}", simulator.base, simulator.world.api_path),
    };
    let access = Access::Piste {
        addresses,
        client_id: application.client_id.clone(),
        client_secret: application.client_secret.clone().into(),
        technical_account: Some(TechnicalAccount {
            login: account.login.clone(),
            password: account.password.clone().into(),
        }),
    };
    // No politeness here: it would be measured.
    let options = ClientOptions { minimum_spacing: Duration::ZERO, burst: 1_000, ..ClientOptions::default() };
    Client::new(http.clone(), access, options).unwrap()
}

/// The same call without the client: same address, headers and bytes, the answer read to its end.
struct Bare {
    http: reqwest::Client,
    address: String,
    bearer: String,
    account: String,
    body: Vec<u8>,
}

impl Bare {
    async fn new(simulator: &Simulator, http: &reqwest::Client, body: Vec<u8>) -> Self {
        use base64::Engine as _;
        let (application, account) = (&simulator.world.applications[0], &simulator.world.accounts[0]);
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=openid",
            application.client_id, application.client_secret
        );
        let answer = http
            .post(format!("{}{}", simulator.base, simulator.world.token_path))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap();
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let pair = format!("{}:{}", account.login, account.password);
        Self {
            http: http.clone(),
            address: format!("{}{}/structures/v1/rechercher", simulator.base, simulator.world.api_path),
            bearer: format!("Bearer {}", answer["access_token"].as_str().unwrap()),
            account: base64::engine::general_purpose::STANDARD.encode(pair),
            body,
        }
    }

    async fn call(&self) {
        let answer = self
            .http
            .post(&self.address)
            .header(AUTHORIZATION, &self.bearer)
            .header("cpro-account", &self.account)
            .header(CONTENT_TYPE, "application/json;charset=utf-8")
            .body(self.body.clone())
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success());
        answer.bytes().await.unwrap();
    }
}

/// Microseconds that this percentage of the sorted runs did not exceed.
fn at(sorted: &[Duration], percent: usize) -> u128 {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)].as_micros()
}

/// Starts the peak anew (Linux) and gives what is resident now, in MB.
fn reset_peak() -> f64 {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    status("VmRSS:")
}

/// The most that was resident since then, in MB.
fn peak() -> f64 {
    status("VmHWM:")
}

fn status(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() * 1_024.0 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "a size of a file")]
fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
