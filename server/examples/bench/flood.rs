//! The pages of a person who is signed in: alone, and while strangers try passwords as fast as they are answered.
//!
//! Each round takes both one after the other, so that what counts is their ratio: whoever asks shares the cores with what
//! is asked, and so do the strangers.

use std::time::{Duration, Instant};

use super::engine::Place;
use super::fill::Cabinet;
use super::measure::{Figure, ROUNDS, Target, at, timed};
use super::process::{Browser, Pupitre};

/// Strangers who try at the same time, each from another address and for another account every time.
const STRANGERS: u32 = 32;
/// How long the person reads in each half of a round.
const READING: Duration = Duration::from_secs(5);

/// What the person had in one half of a round.
struct Had {
    /// Pages in a second.
    pages: f64,
    /// The slowest one of a hundred, in milliseconds.
    slowest: f64,
}

/// Starts Pupitre on the place and measures both halves.
pub async fn measure(place: &Place, cabinet: &Cabinet) -> Vec<Figure> {
    let pupitre = Pupitre::start(place, &["--behind-proxy".to_owned()]).await;
    let (email, password) = cabinet.login();
    let browser = pupitre.sign_in(email, password).await;
    // Everything is in memory from here on, in both halves.
    for _ in 0..20 {
        browser.page("/factures").await;
    }
    let (mut alone, mut pressed, mut tried) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        alone.push(read(&browser).await);
        let flood = pupitre.flood(STRANGERS).await;
        let before = flood.answered();
        let start = Instant::now();
        pressed.push(read(&browser).await);
        tried.push((flood.answered() - before) / start.elapsed().as_secs_f64());
        flood.stop().await;
    }
    pupitre.stop().await;
    let pages = |had: &[Had]| had.iter().map(|had| had.pages).collect::<Vec<_>>();
    let slowest = |had: &[Had]| had.iter().map(|had| had.slowest).collect::<Vec<_>>();
    let ratio = |part: Vec<f64>, whole: Vec<f64>| {
        part.iter().zip(whole).map(|(part, whole)| 100.0 * part / whole).collect::<Vec<_>>()
    };
    let figure = |name, unit, rounds| Figure { name, unit, target: Target::None, rounds };
    vec![
        figure("pages of one person, alone", "/s", pages(&alone)),
        figure("  p99", "ms", slowest(&alone)),
        figure("the same while 32 strangers try passwords", "/s", pages(&pressed)),
        figure("  p99", "ms", slowest(&pressed)),
        figure("  pages, of those alone", "%", ratio(pages(&pressed), pages(&alone))),
        figure("  p99, of that alone", "%", ratio(slowest(&pressed), slowest(&alone))),
        figure("  tries that were answered", "/s", tried),
    ]
}

/// One page after the other, as one person reads.
#[expect(clippy::cast_precision_loss, reason = "thousands of pages")]
async fn read(browser: &Browser) -> Had {
    let start = Instant::now();
    let mut milliseconds = Vec::new();
    while start.elapsed() < READING {
        milliseconds.push(timed(browser.page("/factures")).await);
    }
    let pages = milliseconds.len() as f64 / start.elapsed().as_secs_f64();
    milliseconds.sort_by(f64::total_cmp);
    Had { pages, slowest: at(&milliseconds, 99) }
}
