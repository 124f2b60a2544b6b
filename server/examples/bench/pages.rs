//! The pages over a large organisation.

use std::time::Duration;

use chrono::{Datelike as _, Days, Months, NaiveDate, TimeDelta};
use storage::{Database as _, Scope};
use storage_sql::Engine;

use super::engine::Place;
use super::fill::{Cabinet, now, pdf_of};
use super::measure::{Figure, ROUNDS, Target, latency, throughput, timed};
use super::process::{Browser, Pupitre};

/// Requests of a round.
const RUNS: u32 = 100;
/// Connections that ask together.
const CALLERS: usize = 8;
/// How long they ask in each round.
const LOAD: Duration = Duration::from_secs(5);
/// Failed sign-ins before the memory is looked at.
const FAILURES: u32 = 1_000;
/// Bytes of a deposited file.
const FILE: usize = 1_000_000;
/// Rows of a page of the list.
const ROWS: u32 = 50;

/// Every figure of a Pupitre on this place.
pub async fn measure(place: &Place, cabinet: &Cabinet, invoices: u32, engine: Engine) -> Vec<Figure> {
    let first = Pupitre::start(place, &[]).await;
    first.stop().await;
    let pupitre = Pupitre::start(place, &[]).await;
    let cold = pupitre.started_in.as_secs_f64() * 1e3;
    let mut figures = vec![Figure::once("cold start", "ms", Target::AtMost(1_000.0), cold)];
    let (email, password) = cabinet.login();
    let browser = pupitre.sign_in(email, password).await;
    let idle = pupitre.resident_megabytes();
    figures.push(Figure::once("memory, idle after one sign-in", "MB", Target::AtMost(60.0), idle));
    figures.extend(lists(&browser, cabinet, invoices).await);
    figures.push(needing_action(place, cabinet).await);
    let (pdf, structure) = (pdf_of(FILE), cabinet.structures[7].to_string());
    let deposit = |_| browser.deposit(&structure, &pdf);
    figures.push(latency("deposit of a 1 MB PDF, accepted, p95", 50.0, 30, deposit).await);
    figures.extend(load(&pupitre, &browser, engine).await);
    let after = pupitre.resident_megabytes();
    figures.push(Figure::once("memory, after these pages", "MB", Target::None, after));
    let weight = browser.weight().await;
    figures.push(Figure::once(
        "first page: HTML and CSS, compressed",
        "kB",
        Target::AtMost(30.0),
        weight.page,
    ));
    let scripts = Target::AtMost(120.0);
    figures.push(Figure::once("first page: JS and WASM, compressed", "kB", scripts, weight.scripts));
    pupitre.stop().await;
    figures.push(sign_ins(place).await);
    figures
}

/// Pages of the list and the home page, one caller.
async fn lists(browser: &Browser, cabinet: &Cabinet, invoices: u32) -> Vec<Figure> {
    let last = invoices / ROWS;
    let structure = |round: u32| cabinet.structures[round as usize % cabinet.structures.len()];
    let number = |round: u32| 1 + round.wrapping_mul(7_919) % invoices;
    let ask = |path: String| async move { browser.page(&path).await };
    let list = |_| ask("/factures".to_owned());
    let month = |round| ask(format!("/factures?{}", month_of(round)));
    let search = |round| ask(format!("/factures?q=FA-2026-{:07}", number(round)));
    let end = |round| ask(format!("/factures?q={:07}", number(round)));
    let middle = |round: u32| ask(format!("/factures?page={}", last / 2 + round % 100));
    let end_of_list = |round: u32| ask(format!("/factures?page={}", last - round % 5));
    let amount = |round: u32| ask(format!("/factures?tri=montant&page={}", 1 + round % 20));
    let tab = |_| ask("/factures?onglet=bloquees".to_owned());
    let one = |round| ask(format!("/factures?structure={}", structure(round)));
    let name = |_| ask("/factures?q=CHU+Nimes".to_owned());
    vec![
        latency("list, first page, p95", 10.0, RUNS, list).await,
        latency("list, one month, p95", 20.0, RUNS, month).await,
        latency("home, p95", 15.0, RUNS, |_| ask("/".to_owned())).await,
        latency("structures with their counters, p95", 50.0, RUNS, |_| ask("/structures".to_owned())).await,
        latency("17 days as XLSX (46,000 rows of a million), p95", 5_000.0, 5, |round| {
            ask(format!("/factures/export.xlsx?{}", days_of(round, 17)))
        })
        .await,
        latency("search for a number, p95", 10.0, RUNS, search).await,
        latency("search for the end of a number, p95", 10.0, RUNS, end).await,
        latency("search for two words (2 %), p95", 0.0, 10, name).await,
        latency("list, page in the middle, p95", 20.0, 30, middle).await,
        latency("list, last pages, p95", 10.0, RUNS, end_of_list).await,
        latency("list, by amount, p95", 10.0, RUNS, amount).await,
        latency("list, one tab, p95", 10.0, RUNS, tab).await,
        latency("list, one structure, p95", 10.0, RUNS, one).await,
    ]
}

/// The condition of one of the last twelve months.
fn month_of(round: u32) -> String {
    let from = first_of_month(round);
    let until = from.checked_add_months(Months::new(1)).unwrap().pred_opt().unwrap();
    between(from, until)
}

/// The condition of the first days of one of the last twelve months: no more rows than an export takes.
pub fn days_of(round: u32, days: u64) -> String {
    let from = first_of_month(round);
    between(from, from.checked_add_days(Days::new(days - 1)).unwrap())
}

fn first_of_month(round: u32) -> NaiveDate {
    let today = now().date_naive();
    let first = NaiveDate::from_ymd_opt(today.year(), today.month(), 1).unwrap();
    first.checked_sub_months(Months::new(1 + round % 11)).unwrap()
}

fn between(from: NaiveDate, until: NaiveDate) -> String {
    format!("du={}&au={}", from.format("%d/%m/%Y"), until.format("%d/%m/%Y"))
}

/// What the home page asks the storage, alone.
async fn needing_action(place: &Place, cabinet: &Cabinet) -> Figure {
    let database = place.open().await;
    let since = now() - TimeDelta::days(60);
    let figure = latency("needing action (storage alone), p95", 5.0, RUNS, |_| async {
        let mut read = database.read().await.unwrap();
        let organization = cabinet.actor.organization;
        read.invoices_needing_action(organization, &Scope::Everything, since, 12).await.unwrap();
    });
    let figure = figure.await;
    database.close().await;
    figure
}

/// Pages of the list in a second, several callers on the same cores as the server; and what one costs the server.
async fn load(pupitre: &Pupitre, browser: &Browser, engine: Engine) -> [Figure; 2] {
    let (mut rates, mut costs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let before = pupitre.processor_milliseconds();
        let (pages, seconds) = throughput(CALLERS, LOAD, || browser.page("/factures")).await;
        rates.push(pages / seconds);
        costs.push((pupitre.processor_milliseconds() - before) / pages);
    }
    let target = Target::AtLeast(if engine == Engine::Sqlite { 1_000.0 } else { 800.0 });
    [
        Figure { name: "list pages, 8 connections", unit: "/s", target, rounds: rates },
        Figure {
            name: "  processor time of the server for one",
            unit: "ms",
            target: Target::None,
            rounds: costs,
        },
    ]
}

/// What stays of many hashes.
async fn sign_ins(place: &Place) -> Figure {
    let pupitre = Pupitre::start(place, &["--behind-proxy".to_owned()]).await;
    let took = timed(pupitre.fail_to_sign_in(FAILURES)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let memory = pupitre.resident_megabytes();
    pupitre.stop().await;
    println!("  1,000 failed sign-ins took {:.0} s", took / 1e3);
    Figure::once("memory, after 1,000 failed sign-ins", "MB", Target::AtMost(100.0), memory)
}
