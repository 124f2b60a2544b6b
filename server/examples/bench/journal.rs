//! The journal of exchanges after thirty days of quiet rounds.
//!
//! What a quiet round leaves is read from the journal of a real one and written again and again through the storage,
//! for a share of the structures: each has its whole thirty days, so that its page is what it will be; the size is that
//! of the share, times its number.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ExchangeId, StructureId};
use storage::{Database, Exchange, ExchangeFilter};

use super::engine::Place;
use super::fill::{Cabinet, now};
use super::measure::{Figure, Target, latency};
use super::process::Pupitre;

/// Days that are kept.
const DAYS: i64 = 30;
/// Pause between two rounds, in seconds.
const EVERY: i64 = 300;
/// One structure of so many is filled.
const SHARE: usize = 20;
/// Exchanges of one transaction.
const PORTION: i64 = 2_000;
/// Requests of a round.
const RUNS: u32 = 50;

/// Fills it and reads its pages.
pub async fn measure(place: &Place, cabinet: &Cabinet) -> Vec<Figure> {
    let filled: Vec<StructureId> = cabinet.structures.iter().copied().skip(1).step_by(SHARE).collect();
    super::copy::settle(&place.location).await;
    let before = place.megabytes().await;
    for structure in &filled {
        fill(place, cabinet, *structure).await;
    }
    super::copy::settle(&place.location).await;
    let grown = place.megabytes().await - before;
    #[expect(clippy::cast_precision_loss, reason = "a few structures")]
    let whole = grown / filled.len() as f64 * cabinet.structures.len() as f64 / 1e3;
    let mut figures = vec![Figure::once(
        "journal after 30 days of quiet rounds (one in 20 filled)",
        "GB",
        Target::None,
        whole,
    )];
    let pupitre = Pupitre::start(place, &["--sync-seconds=86400".to_owned()]).await;
    let (email, password) = cabinet.login();
    let browser = pupitre.sign_in(email, password).await;
    let address = |round: u32| format!("/structures/{}/echanges", filled[round as usize % filled.len()]);
    let (address, browser) = (&address, &browser);
    let page = |round| async move { browser.page(&address(round)).await };
    figures.push(latency("journal, first page, p95", 50.0, RUNS, page).await);
    let last = |round: u32| async move { browser.page(&format!("{}?page=170", address(round))).await };
    figures.push(latency("journal, last pages, p95", 50.0, RUNS, last).await);
    pupitre.stop().await;
    figures
}

/// Thirty days of what the last round left for a structure.
async fn fill(place: &Place, cabinet: &Cabinet, structure: StructureId) {
    let database = place.open().await;
    let pattern = {
        let mut read = database.read_exchanges().await.unwrap();
        let organization = cabinet.actor.organization;
        let page = read.exchange_page(organization, &ExchangeFilter::new(structure)).await.unwrap();
        let latest = page.rows.iter().find(|row| row.service != "token").unwrap();
        read.exchange(organization, structure, latest.id).await.unwrap().unwrap()
    };
    let (end, rounds) = (now() - TimeDelta::seconds(EVERY), DAYS * 86_400 / EVERY);
    for first in (0..rounds).step_by(usize::try_from(PORTION).unwrap()) {
        let mut transaction = database.write_exchanges().await.unwrap();
        for round in first..(first + PORTION).min(rounds) {
            let at = end - TimeDelta::seconds((rounds - round) * EVERY);
            transaction.insert_exchange(&again(&pattern, at)).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
    database.close().await;
}

/// The same exchange at another time.
fn again(pattern: &Exchange, at: DateTime<Utc>) -> Exchange {
    let mut exchange = pattern.clone();
    exchange.summary.id = ExchangeId(super::fill::new_id(at));
    exchange.summary.at = at;
    exchange
}
