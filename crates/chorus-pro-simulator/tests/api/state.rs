//! Seeds, state files and restarts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::world::{Invoice, Right};
use chorus_pro_simulator::{Options, Pace, Simulator, SimulatorError, Status, World};
use chrono::{Datelike, TimeZone, Utc};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{Bench, Client, monday};

fn started(seed: World, state_file: Option<std::path::PathBuf>) -> Result<Simulator, SimulatorError> {
    Simulator::new(Options {
        seed,
        state_file,
        now: Arc::new(monday),
        speed: 1.0,
        pace: Pace::steady(600),
        strict: true,
        apart: apart::Apart::here(),
    })
}

#[tokio::test]
async fn the_state_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("etat.json");
    let first = started(World::minimal(monday()), Some(path.clone())).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = first.clone();
    let served = tokio::spawn(async move { server.serve(listener, async { drop(stopped.await) }).await });
    let client = Client::connect(&first, "atelier", "TECH_1_000001@cpro.fr").await;
    let id = client.submitted("FA-1").await;
    first.jump(Duration::from_secs(600));
    stop.send(()).unwrap();
    served.await.unwrap().unwrap();

    let second = started(World::minimal(monday()), Some(path)).unwrap();
    assert_eq!(second.now(), monday() + chrono::Duration::seconds(600), "the clock goes on");
    let client = Client::connect(&second, "atelier", "TECH_1_000001@cpro.fr").await;
    assert_eq!(client.status(id).await, "EN_COURS_ACHEMINEMENT");
    second.jump(Duration::from_secs(600));
    assert_eq!(client.status(id).await, "MISE_A_DISPOSITION", "planned moves survive too");
    let file = second.invoices()[0].main_file.unwrap();
    assert!(second.file_bytes(file).unwrap().starts_with(b"%PDF"));
}

#[tokio::test]
async fn changes_are_written_shortly_after_they_happen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("etat.json");
    let simulator = started(World::minimal(monday()), Some(path.clone())).unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let background = tokio::spawn(simulator.clone().background(stop.clone()));
    let client = Client::connect(&simulator, "atelier", "TECH_1_000001@cpro.fr").await;
    client.submitted("FA-1").await;
    let limit = Instant::now() + Duration::from_secs(10);
    while !std::fs::read_to_string(&path).is_ok_and(|text| text.contains("FA-1")) {
        assert!(Instant::now() < limit, "not written in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.cancel();
    background.await.unwrap();
}

#[test]
fn a_seed_file_reads_back_and_contradictions_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graine.json");
    let world = World::demo(1, monday());
    world.save(&path).unwrap();
    assert_eq!(World::load(&path).unwrap(), world);
    let mut broken = World::minimal(monday());
    broken.accounts[0].attachments[0].structure = 77;
    assert!(started(broken, None).is_err());
    assert!(World::from_json("{\"seed\": 1}").is_err());
}

fn fails_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(rank, byte)| {
            let digit = u32::from(byte - b'0');
            if rank % 2 == 0 { digit } else { digit * 2 - if digit > 4 { 9 } else { 0 } }
        })
        .sum();
    !sum.is_multiple_of(10)
}

#[test]
fn the_demonstration_is_the_same_for_the_same_seed() {
    let world = World::demo(42, monday());
    assert_eq!(world, World::demo(42, monday()));
    assert_ne!(world.invoices, World::demo(43, monday()).invoices);
    world.check().unwrap();
    for structure in &world.structures {
        assert!(
            structure.identifier.len() == 14 && fails_luhn(&structure.identifier),
            "{}",
            structure.identifier
        );
        assert!(fails_luhn(&structure.identifier[..9]), "no real SIREN: {}", structure.identifier);
    }
    assert_eq!((world.applications.len(), world.accounts.len()), (14, 14));
    assert!((300..340).contains(&world.invoices.len()), "{}", world.invoices.len());
}

#[test]
fn demonstration_histories_follow_the_life_cycle() {
    for seed in [1, 2, 3] {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 10, 0, 0).unwrap();
        let world = World::demo(seed, now);
        let mut reached = BTreeSet::new();
        let mut numbers = HashMap::new();
        for invoice in &world.invoices {
            reached.insert(invoice.status());
            assert!(numbers.insert((invoice.supplier, &invoice.number), ()).is_none(), "{}", invoice.number);
            assert!(invoice.number.len() <= 20);
            for pair in invoice.history.windows(2) {
                assert!(pair[0].status.may_become(pair[1].status), "{:?}", invoice.history);
                assert!(pair[0].at < pair[1].at, "{:?}", invoice.history);
                assert!(pair[1].at <= now);
                assert!(!pair[1].status.needs_reason() || pair[1].comment.is_some());
            }
            let totals = &invoice.totals;
            assert_eq!(totals.without_vat + totals.vat, totals.with_vat);
            let first = invoice.history[0].at;
            assert!(now - first < chrono::Duration::days(190) && first.year() == 2026);
        }
        for status in Status::ALL {
            assert!(reached.contains(status), "seed {seed} has no {status:?}");
        }
        let town =
            world.accounts.iter().find(|account| account.attachments[0].rights.contains(&Right::Recipient));
        let town = town.unwrap().attachments[0].structure;
        for status in Status::ALL.iter().filter(|status| status.reached_recipient()) {
            let received = |invoice: &&Arc<Invoice>| invoice.recipient == town && !invoice.archived;
            let mut received = world.invoices.iter().filter(received);
            assert!(received.any(|invoice| invoice.status() == *status), "seed {seed}, the town: {status:?}");
        }
        assert!(world.invoices.iter().any(|invoice| invoice.is_credit_note()));
    }
}

/// The demonstration takes accesses away from the last clients: what stands must be theirs whose access works, at
/// whatever hour the world is made.
#[test]
fn one_of_the_first_clients_has_an_invoice_in_every_status() {
    for (seed, hour) in (0..24).map(|hour| (2026, hour)).chain([(1, 10), (2, 10), (3, 10)]) {
        let world = World::demo(seed, Utc.with_ymd_and_hms(2026, 11, 30, hour, 17, 0).unwrap());
        let issues = |right: &Right| *right == Right::Supplier;
        let clients =
            world.accounts.iter().filter(|account| account.attachments[0].rights.iter().any(issues));
        let first: Vec<i64> = clients.take(6).map(|account| account.attachments[0].structure).collect();
        let theirs = |invoice: &&Arc<Invoice>| first.contains(&invoice.supplier) && !invoice.archived;
        let standing: BTreeSet<_> =
            world.invoices.iter().filter(theirs).map(|known| known.status()).collect();
        let missing: Vec<_> = Status::ALL.iter().filter(|status| !standing.contains(status)).collect();
        assert!(missing.is_empty(), "seed {seed} at {hour} o'clock: {missing:?}");
        let halls = world.accounts.iter().map(|account| &account.attachments[0]);
        let town = halls.clone().find(|hall| hall.rights.contains(&Right::Recipient)).unwrap().structure;
        let town = world.structures.iter().find(|known| known.id == town).unwrap();
        assert!(town.services.len() >= 4);
        for service in town.services.iter().filter(|service| service.active) {
            let waits = |invoice: &&Arc<Invoice>| {
                invoice.service == Some(service.id)
                    && invoice.status() == Status::MiseADisposition
                    && invoice.planned.is_none()
            };
            assert!(
                world.invoices.iter().any(|invoice| waits(&invoice)),
                "seed {seed} at {hour} o'clock: {}",
                service.code
            );
        }
    }
}

/// The client of the n-th technical account of a demonstration.
async fn demonstrator(bench: &Bench, rank: usize) -> Client {
    let description = bench.simulator.describe();
    let (account, application) = (&description.accounts[rank], &description.applications[rank]);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        application.client_id, application.client_secret
    );
    let (_, token) = crate::support::token(&bench.simulator, &form).await;
    Client {
        simulator: bench.simulator.clone(),
        token: token["access_token"].as_str().expect("token").to_owned(),
        account: STANDARD.encode(format!("{}:{}", account.login, account.password)),
    }
}

#[tokio::test]
async fn every_credential_of_the_demonstration_works_and_sees_its_own_invoices() {
    let bench = Bench::with(World::demo(7, monday()));
    let accounts = bench.simulator.describe().accounts;
    let invoices = bench.simulator.invoices();
    for (rank, account) in accounts.iter().enumerate() {
        let client = demonstrator(&bench, rank).await;
        let (structure, rights) = &account.structures[0];
        let (path, expected) = if rights.contains(&Right::Supplier) {
            let live = invoices.iter().filter(|invoice| !invoice.archived);
            let own = live.filter(|invoice| invoice.supplier == *structure).count();
            let answer = client.done("/factures/v1/rechercher/fournisseur", json!({})).await;
            (answer["parametresRetour"]["total"].clone(), own)
        } else if rights.contains(&Right::ProjectManager) {
            let own = bench.simulator.world().billing_files.iter().map(|file| file.documents.len()).sum();
            let answer =
                client.done("/facturesTravaux/v1/rechercher", json!({"roleUtilisateur": "MOE"})).await;
            (answer["parametresRetour"]["total"].clone(), own)
        } else {
            let own = invoices
                .iter()
                .filter(|invoice| !invoice.archived && invoice.recipient == *structure)
                .filter(|invoice| invoice.seen_by_recipient());
            let answer = client.done("/factures/v1/rechercher/recipiendaire", json!({})).await;
            (answer["total"].clone(), own.count())
        };
        assert!(expected > 0, "{} has no invoice", account.login);
        assert_eq!(path, expected);
    }
}

#[tokio::test]
async fn ten_thousand_invoices_do_not_slow_requests_down() {
    let mut world = World::demo(1, monday());
    let models = world.invoices.clone();
    for round in 0..33 {
        for model in &models {
            let mut copy = (**model).clone();
            world.last_id += 2;
            (copy.id, copy.recipient_side_id) = (world.last_id - 1, world.last_id);
            copy.number = format!("{round}-{}", copy.id);
            world.invoices.push(Arc::new(copy));
        }
    }
    assert!(world.invoices.len() >= 10_000);
    let bench = Bench::with(world);
    let client = demonstrator(&bench, 0).await;
    let started = Instant::now();
    for _ in 0..100 {
        client.done("/factures/v1/rechercher/fournisseur", json!({"statutCourant": ["SUSPENDUE"]})).await;
        bench.later(1);
    }
    let each = started.elapsed() / 100;
    // Unoptimised and on a busy machine; ten milliseconds would be 100 requests a second.
    assert!(each < Duration::from_millis(100), "a search took {each:?}");
}
