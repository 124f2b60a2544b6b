//! `make bench`: what Pupitre costs on this machine, against the real binary on loopback.
//!
//! Fills a database with 100,000 invoices in 200 structures, starts `pupitre serve` on it and asks it as a browser does.
//! Prints a table; the raw figures go to `bench-results/`, outside git. Nothing here asserts: figures are read by people.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program stops at the first surprise and talks"
)]

mod bench {
    pub mod fill;
    pub mod measure;
    pub mod process;
}

use std::path::Path;
use std::time::{Duration, Instant};

use bench::measure::{Figures, latency, throughput};
use bench::process::Pupitre;

/// Invoices and structures of the list benchmark.
const INVOICES: u32 = 100_000;
const STRUCTURES: u32 = 200;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    println!("Machine: {}", machine());
    println!("Filling {INVOICES} invoices in {STRUCTURES} structures…");
    let desk = bench::fill::fill(folder.path(), INVOICES, STRUCTURES).await;
    let first = Pupitre::start(folder.path()).await;
    first.stop();
    let pupitre = Pupitre::start(folder.path()).await;
    let cold = pupitre.started_in;
    let browser = pupitre.sign_in(&desk.email, &desk.password).await;
    let idle = pupitre.resident_megabytes();
    let mut rows = Vec::new();
    let structure = &desk.structures[7];
    for (name, path) in [
        ("list, first page", "/factures".to_owned()),
        ("list, one tab", "/factures?onglet=bloquees".to_owned()),
        ("list, one structure", format!("/factures?structure={structure}")),
        ("list, by amount, page 20", "/factures?tri=montant&page=20".to_owned()),
        ("list, one number", "/factures?q=FA-0042".to_owned()),
        ("list, one month", "/factures?du=01/10/2026&au=31/10/2026".to_owned()),
        ("home", "/".to_owned()),
    ] {
        rows.push((name.to_owned(), latency(300, || browser.page(&path)).await));
    }
    let pdf = bench::fill::pdf_of(1_000_000);
    rows.push((
        "deposit of a 1 MB PDF, accepted".to_owned(),
        latency(60, || browser.deposit(structure, &pdf)).await,
    ));
    let rate = throughput(8, Duration::from_secs(8), || browser.page("/factures")).await;
    print_table(&rows);
    println!("\nlist pages per second, 8 connections      {rate:>8.0}   target ≥ 500");
    println!("cold start, migrations applied           {:>7.0} ms   target ≤ 1000", cold.as_secs_f64() * 1e3);
    println!("resident memory, idle after one sign-in  {idle:>7.1} MB   target ≤ 60");
    println!("resident memory, after the benchmark     {:>7.1} MB", pupitre.resident_megabytes());
    let weight = browser.weight().await;
    println!("first page: HTML + CSS, brotli           {:>7.1} kB   target ≤ 30", weight.page);
    println!("first page: JS + WASM, brotli            {:>7.1} kB   target ≤ 120", weight.scripts);
    keep(&rows, Path::new("bench-results"));
    pupitre.stop();
}

fn print_table(rows: &[(String, Figures)]) {
    println!("\n{:<36} {:>8} {:>8} {:>8}   milliseconds", "", "p50", "p95", "p99");
    for (name, figures) in rows {
        println!("{name:<36} {:>8.2} {:>8.2} {:>8.2}", figures.at(50), figures.at(95), figures.at(99));
    }
}

/// Raw figures, one file a run.
fn keep(rows: &[(String, Figures)], folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let mut text = String::from("case;milliseconds\n");
    for (name, figures) in rows {
        for value in &figures.milliseconds {
            text.push_str(&format!("{name};{value:.3}\n"));
        }
    }
    let run = std::process::id();
    let file = folder.join(format!("run-{run}.csv"));
    std::fs::write(&file, text).unwrap();
    println!("\nRaw figures: {}", file.display());
}

fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{} ({cores} cores)", model.unwrap_or("unknown processor"))
}

/// Milliseconds of one run.
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> f64 {
    let start = Instant::now();
    work.await;
    start.elapsed().as_secs_f64() * 1e3
}
