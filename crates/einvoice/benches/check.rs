//! What a check costs beside the reading of the same bytes by `roxmltree`, in one run; and an invoice of 10,000 lines.
//!
//! `cargo bench -p einvoice` measures the documents of the tests, `cargo bench -p einvoice -- FILE…` others.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that fails has no figure")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use einvoice::rules::{Options, PACKS, check_with};

const UBL: &str = include_str!("../tests/rules/ubl.xml");
const CII: &str = include_str!("../tests/rules/cii.xml");

/// The fastest of many runs: what else the machine does only adds.
fn fastest(work: impl Fn()) -> Duration {
    let mut best = Duration::MAX;
    let started = Instant::now();
    let mut runs = 0;
    while runs < 20 || started.elapsed() < Duration::from_millis(400) {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed());
        runs += 1;
    }
    best
}

fn measure(name: &str, xml: &[u8]) -> f64 {
    let text = std::str::from_utf8(xml).expect("UTF-8");
    let tree = fastest(|| drop(black_box(roxmltree::Document::parse(black_box(text)))));
    let check = fastest(|| drop(black_box(einvoice::rules::check(black_box(xml)))));
    let options = Options { packs: PACKS, channel: None };
    let all = fastest(|| drop(black_box(check_with(black_box(xml), &options))));
    let ratio = check.as_secs_f64() / tree.as_secs_f64();
    let per_10_kb = |time: Duration| time.as_secs_f64() * 1e6 * 10_000.0 / xml.len() as f64;
    println!(
        "{name}: {} bytes, roxmltree {:.1} µs, check {:.1} µs ({:.1} and {:.1} µs for 10 kB), ratio {ratio:.2}, every pack {:.2}",
        xml.len(),
        tree.as_secs_f64() * 1e6,
        check.as_secs_f64() * 1e6,
        per_10_kb(tree),
        per_10_kb(check),
        all.as_secs_f64() / tree.as_secs_f64(),
    );
    ratio
}

/// The same invoice with many lines.
fn of_lines(xml: &str, line: &str, count: usize) -> String {
    let start = xml.find(&format!("<{line}>")).expect("a line");
    let end = xml.find(&format!("</{line}>")).expect("a line") + line.len() + 3;
    format!("{}{}{}", &xml[..start], xml[start..end].repeat(count), &xml[end..])
}

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let mut ratios = Vec::new();
    if files.is_empty() {
        ratios.push(measure("UBL", UBL.as_bytes()));
        ratios.push(measure("CII", CII.as_bytes()));
        let ubl = of_lines(UBL, "cac:InvoiceLine", 10_000);
        let cii = of_lines(CII, "ram:IncludedSupplyChainTradeLineItem", 10_000);
        measure("UBL, 10,000 lines", ubl.as_bytes());
        measure("CII, 10,000 lines", cii.as_bytes());
    }
    for file in files {
        let xml = std::fs::read(&file).expect("a file");
        ratios.push(measure(file.rsplit('/').next().unwrap_or(&file), &xml));
    }
    let mean = ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64;
    println!("mean ratio {:.2} of {} documents", mean.exp(), ratios.len());
}
