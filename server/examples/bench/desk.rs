//! A supplier's desk of two hundred thousand invoices: what is looked at each morning, and what is dropped on it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use domain::Environment;
use futures::StreamExt as _;
use storage::{Database as _, PublicService, PublicStructure, Turn};

use super::engine::Place;
use super::fill::{Cabinet, now, pdf_of, siret_of};
use super::measure::{Figure, Target, latency, requests};
use super::pages::days_of;
use super::process::{Browser, Pupitre};

/// Invoices of the desk.
pub const INVOICES: u32 = 200_000;
/// Requests of a round.
const RUNS: u32 = 100;
/// Structures of the directory.
const PUBLIC: u32 = 200_000;
/// Those that are written in one transaction.
const AT_ONCE: u32 = 5_000;
/// Rows of a table of invoices.
const ROWS: u32 = 1_000;
/// Files dropped, and how many are on their way at once, as the page sends them.
const DROPPED: u32 = 1_000;
const DROPPED_AT_ONCE: usize = 3;
/// Bytes of one.
const FILE: usize = 60_000;
/// Days whose invoices are nearly the fifty thousand that an export takes, of two hundred thousand in a year.
const EXPORTED_DAYS: u64 = 88;
/// What stands below a figure.
const COST: &str = "  processor time of the server for one";
const TYPED: [&str; 6] = ["mai", "mair", "mairie", "mairie+lyo", "mairie+lyon", "69"];

/// Every figure of this desk.
pub async fn measure(place: &Place, cabinet: &Cabinet) -> Vec<Figure> {
    publish_directory(place).await;
    let pupitre = Pupitre::start(place, &[]).await;
    let (email, password) = cabinet.login();
    let browser = pupitre.sign_in(email, password).await;
    let ask = |path: String| {
        let browser = &browser;
        async move { browser.page(&path).await }
    };
    let typed = |round: u32| ask(format!("/annuaire?q={}", TYPED[round as usize % TYPED.len()]));
    let export = |round| ask(format!("/factures/export.xlsx?{}", days_of(round, EXPORTED_DAYS)));
    let portfolio = |_| ask("/structures".to_owned());
    let mut figures = Vec::new();
    let name = "500 structures, 200,000 invoices: portfolio, p95";
    figures.extend(costing(&pupitre, name, 50.0, RUNS, portfolio).await);
    figures.extend(costing(&pupitre, "home, p95", 15.0, RUNS, |_| ask("/".to_owned())).await);
    figures.extend(costing(&pupitre, "Déposer, p95", 0.0, RUNS, |_| ask("/deposer".to_owned())).await);
    figures.extend(costing(&pupitre, "directory of 200,000, a keystroke, p95", 20.0, RUNS, typed).await);
    figures.extend(costing(&pupitre, "50,000 rows as XLSX, p95", 5_000.0, 5, export).await);
    let memory = pupitre.resident_megabytes();
    figures.push(Figure::once("  memory then", "MB", Target::AtMost(100.0), memory));
    let structure = cabinet.structures[3].to_string();
    let table = |round: u32| table_of(&browser, &structure, round);
    let name = "a table of 1,000 invoices, read and checked, p95";
    figures.extend(costing(&pupitre, name, 2_000.0, 3, table).await);
    let before = pupitre.processor_milliseconds();
    figures.push(dropped(&browser, &structure).await);
    let cost = (pupitre.processor_milliseconds() - before) / f64::from(DROPPED);
    figures.push(Figure::once(COST, "ms", Target::None, cost));
    figures.extend(taken_away(&pupitre, &browser, &structure).await);
    pupitre.stop().await;
    figures
}

/// A latency, and the processor time of the server for one request, which a busy machine changes least; without that of
/// the processes in which files are read.
async fn costing<F: Future<Output = ()>>(
    pupitre: &Pupitre,
    name: &'static str,
    target: f64,
    runs: u32,
    request: impl Fn(u32) -> F,
) -> [Figure; 2] {
    let before = pupitre.processor_milliseconds();
    let figure = latency(name, target, runs, request).await;
    let cost = (pupitre.processor_milliseconds() - before) / f64::from(requests(runs));
    println!("  {name}: {:.1} ms, {cost:.1} ms of processor time for one", figure.median());
    [figure, Figure::once(COST, "ms", Target::None, cost)]
}

/// A directory of public recipients as large as the real one.
async fn publish_directory(place: &Place) {
    const KINDS: [&str; 5] =
        ["MAIRIE", "LYCEE VICTOR HUGO", "CENTRE HOSPITALIER", "PREFECTURE", "SYNDICAT DES EAUX"];
    const TOWNS: [&str; 8] = ["LYON", "NANTES", "ANGERS", "BREST", "ROUEN", "NIMES", "EVREUX", "LILLE"];
    let database = place.open().await;
    let mut transaction = database.write(Turn::Free).await.unwrap();
    let edition = transaction.begin_public_directory(Environment::Qualification, now()).await.unwrap();
    transaction.commit().await.unwrap();
    for first in (0..PUBLIC).step_by(AT_ONCE as usize) {
        let structures: Vec<_> = (first..first + AT_ONCE)
            .map(|number| PublicStructure {
                identifier: siret_of(10_000_000 + number),
                name: format!("{} {}", KINDS[number as usize % 5], TOWNS[number as usize % 7]),
                postcode: format!("{:05}", 1_000 + number % 94_000),
                town: format!("{} {:02}", TOWNS[number as usize % 8], number % 60),
                active: true,
                ..PublicStructure::default()
            })
            .collect();
        let services: Vec<_> = structures
            .iter()
            .map(|structure| PublicService {
                identifier: structure.identifier.clone(),
                code: "FACTURES".to_owned(),
                name: "Service des factures".to_owned(),
                active: true,
                engagement_compulsory: false,
            })
            .collect();
        let mut transaction = database.write(Turn::Free).await.unwrap();
        transaction.add_public_structures(edition, &structures).await.unwrap();
        transaction.add_public_services(edition, &services).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let mut transaction = database.write(Turn::Free).await.unwrap();
    transaction.complete_public_directory(edition, now()).await.unwrap();
    transaction.commit().await.unwrap();
    database.close().await;
    super::copy::settle(&place.location).await;
}

/// Gives a table and opens its batch, with every row checked.
async fn table_of(browser: &Browser, structure: &str, round: u32) {
    let day = now().format("%d/%m/%Y");
    let mut table =
        "N° facture;SIRET client;Code service;Date;Désignation;Quantité;Prix unitaire HT;TVA %".to_owned();
    for number in 1..=ROWS {
        write!(table, "\r\nL{round}-{number};{};;{day};Pose;{number};10,00;20", siret_of(10_000_000))
            .unwrap();
    }
    browser.give_table(structure, table.as_bytes()).await;
}

/// What was dropped, taken away as one archive: how long it takes, and what the server holds of it on top.
async fn taken_away(pupitre: &Pupitre, browser: &Browser, structure: &str) -> Vec<Figure> {
    let package = browser.begin_package(&format!("structure={structure}&onglet=a-envoyer")).await;
    let before = pupitre.resident_megabytes();
    let (started, mut most) = (Instant::now(), before);
    let bytes = browser.take_package(&package, || most = most.max(pupitre.resident_megabytes())).await;
    let seconds = started.elapsed().as_secs_f64();
    assert!(bytes > u64::from(DROPPED) * 1_000, "only {bytes} bytes");
    vec![
        Figure::once("a ZIP of 1,000 invoices", "s", Target::None, seconds),
        Figure::once("  memory on top", "MB", Target::AtMost(64.0), most - before),
    ]
}

/// Many PDFs dropped on the desk, each a draft.
async fn dropped(browser: &Browser, structure: &str) -> Figure {
    let pdf = pdf_of(FILE);
    let started = Instant::now();
    futures::stream::iter(0..DROPPED)
        .map(|_| browser.deposit(structure, &pdf))
        .buffer_unordered(DROPPED_AT_ONCE)
        .collect::<Vec<()>>()
        .await;
    let rate = f64::from(DROPPED) / started.elapsed().max(Duration::from_millis(1)).as_secs_f64();
    Figure::once("1,000 dropped PDFs, read and made drafts", "/s", Target::AtLeast(50.0), rate)
}
