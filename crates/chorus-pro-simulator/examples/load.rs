//! How fast the simulator answers with 10 000 invoices at 100 requests a second:
//! `cargo run --release -p chorus-pro-simulator --example load -- [invoices] [requests per second] [seconds]`.
#![expect(clippy::print_stdout, reason = "the result of a measurement is printed")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::{Options, Pace, Simulator, World};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The services called in turn, with their bodies.
const SERVICES: [&str; 5] = [
    "/factures/v1/rechercher/fournisseur",
    "/factures/v1/consulter/fournisseur",
    "/structures/v1/rechercher",
    "/transverses/v1/ajouter/fichier",
    "/control/invoices",
];

/// What a caller needs.
#[derive(Clone)]
struct Caller {
    http: reqwest::Client,
    base: String,
    token: String,
    account: String,
    invoice: i64,
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let mut number = |usual: u64| arguments.next().transpose().map(|given| given.unwrap_or(usual));
    let (invoices, rate, seconds) = (number(10_000)?, number(100)?.max(1), number(20)?.max(1));
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(usize::try_from(invoices)?, rate, seconds))
}

async fn measure(invoices: usize, rate: u64, seconds: u64) -> Result<(), Failure> {
    let start = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
    let origin = Instant::now();
    let now = move || start + chrono::Duration::from_std(origin.elapsed()).unwrap_or_default();
    let folder = tempfile::tempdir()?;
    let simulator = Simulator::new(Options {
        seed: crowded(invoices, start),
        state_file: Some(folder.path().join("state.json")),
        now: Arc::new(now),
        speed: 60.0,
        pace: Pace::demonstration(),
        strict: false,
        apart: apart::Apart::here(),
    })?;
    println!("{} invoices ready after {:.1?}", simulator.invoices().len(), origin.elapsed());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = simulator.clone();
    let served = tokio::spawn(async move { server.serve(listener, async { drop(stopped.await) }).await });
    let caller = connect(&simulator, base).await?;

    let mut due = tokio::time::interval(Duration::from_secs_f64(1.0 / rate as f64));
    let mut calls = Vec::new();
    let began = Instant::now();
    for turn in 0..rate * seconds {
        due.tick().await;
        let kind = usize::try_from(turn)? % SERVICES.len();
        let caller = caller.clone();
        calls.push(tokio::spawn(async move {
            let started = Instant::now();
            caller.call(kind).await.map(|()| (kind, started.elapsed()))
        }));
    }
    let mut times: [Vec<Duration>; SERVICES.len()] = Default::default();
    for call in calls {
        let (kind, time) = call.await??;
        if let Some(list) = times.get_mut(kind) {
            list.push(time);
        }
    }
    println!("{} requests in {:.1?}", rate * seconds, began.elapsed());
    for (service, list) in SERVICES.iter().zip(&mut times) {
        list.sort_unstable();
        let at =
            |part: usize| list.get(list.len().saturating_sub(1) * part / 100).copied().unwrap_or_default();
        println!("{service:40} p50 {:>10.2?}  p95 {:>10.2?}  max {:>10.2?}", at(50), at(95), at(100));
    }
    stop.send(()).ok();
    served.await??;
    Ok(())
}

/// The demonstration with its invoices repeated under new numbers.
fn crowded(invoices: usize, now: DateTime<Utc>) -> World {
    let mut world = World::demo(1, now);
    let models = world.invoices.clone();
    for model in models.iter().cycle().take(invoices.saturating_sub(models.len())) {
        let mut copy = (**model).clone();
        world.last_id += 2;
        (copy.id, copy.recipient_side_id) = (world.last_id - 1, world.last_id);
        copy.number = format!("N-{}", copy.id);
        world.invoices.push(Arc::new(copy));
    }
    world
}

async fn connect(simulator: &Simulator, base: String) -> Result<Caller, Failure> {
    let description = simulator.describe();
    let account = description.accounts.first().ok_or("no account")?;
    let application = description.applications.first().ok_or("no application")?;
    let own = account.structures.first().ok_or("no structure")?.0;
    let invoice = simulator.invoices().iter().rev().find(|invoice| invoice.supplier == own).map(|one| one.id);
    let http = reqwest::Client::builder().no_proxy().build()?;
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope=openid",
        application.client_id, application.client_secret
    );
    let token: Value =
        http.post(format!("{base}{}", description.token_path)).body(form).send().await?.json().await?;
    Ok(Caller {
        http,
        base,
        token: token.get("access_token").and_then(Value::as_str).ok_or("no token")?.to_owned(),
        account: STANDARD.encode(format!("{}:{}", account.login, account.password)),
        invoice: invoice.ok_or("no invoice")?,
    })
}

impl Caller {
    async fn call(&self, kind: usize) -> Result<(), Failure> {
        let path = SERVICES.get(kind).copied().unwrap_or_default();
        if path.starts_with("/control") {
            let answer = self.http.get(format!("{}{path}?limit=100&text=a", self.base)).send().await?;
            answer.error_for_status()?.bytes().await?;
            return Ok(());
        }
        let body = match kind {
            0 => json!({"paramRecherche": {"nbResultatsParPage": 50, "pageResultatDemandee": 1}}),
            1 => json!({"identifiantFactureCPP": self.invoice}),
            2 => json!({"structure": {"typeIdentifiantStructure": "SIRET"}}),
            _ => {
                json!({"pieceJointeFichier": STANDARD.encode(vec![b'x'; 100 * 1024]), "pieceJointeNom": "bon.txt",
                "pieceJointeTypeMime": "text/plain", "pieceJointeExtension": "TXT"})
            }
        };
        let request = self.http.post(format!("{}/cpro{path}", self.base)).bearer_auth(&self.token);
        let answer = request.header("cpro-account", &self.account).json(&body).send().await?;
        let answer: Value = answer.error_for_status()?.json().await?;
        if answer.get("codeRetour").and_then(Value::as_i64) == Some(0) {
            Ok(())
        } else {
            Err(format!("{path}: {answer}").into())
        }
    }
}
