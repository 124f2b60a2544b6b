//! What a readable invoice of one page takes to write, its parts, and what checking it takes: `cargo bench -p einvoice
//! --features pdf-writer --bench invoice`. The target is 10 ms for a page.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that fails has no figure")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::DateTime;
use einvoice::pdf::{Options, embed, factur_x::check, invoice, read};

const FACTURE: &str = include_str!("../tests/invoice/facture.xml");

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

fn main() {
    let options = Options::at(DateTime::UNIX_EPOCH);
    let terms = einvoice::semantic::read(FACTURE.as_bytes()).expect("an invoice");
    let xml = FACTURE.as_bytes();
    let pages = invoice::pages(&terms, &options).expect("pages");
    let whole = invoice::invoice(&terms, xml, &options).expect("a PDF");
    let show = |name: &str, time: Duration| println!("{name}: {:.2} ms", time.as_secs_f64() * 1e3);
    show("invoice", fastest(|| drop(black_box(invoice::invoice(black_box(&terms), xml, &options)))));
    show("its pages", fastest(|| drop(black_box(invoice::pages(black_box(&terms), &options)))));
    show("embed and check", fastest(|| drop(black_box(embed(black_box(&pages), xml, &options)))));
    show("check", fastest(|| drop(black_box(check(black_box(whole.clone()))))));
    show("read", fastest(|| drop(black_box(read(black_box(whole.clone()))))));
}
