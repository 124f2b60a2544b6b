//! Synchronisation: the first one of many invoices, and a round in which nothing changed.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::Direction;
use storage::{Database, InvoiceFilter, Scope, Turn};
use storage_sql::SqlDatabase;

use super::engine::Place;
use super::fill::{Cabinet, now};
use super::measure::{Figure, Target};
use super::platform::{Platform, credentials, world};
use super::process::Pupitre;

/// What a call takes at the slow platform, in milliseconds.
const ANSWER: u64 = 100;
/// Longer than this is no figure.
const PATIENCE: Duration = Duration::from_secs(900);
/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(200);

/// Enters structures and accesses, then measures both.
pub async fn measure(place: &Place, cabinet: &Cabinet, invoices: u32) -> Vec<Figure> {
    for (number, structure) in (0..).zip(&cabinet.structures) {
        cabinet.connect(*structure, credentials(number)).await;
    }
    let structures = u32::try_from(cabinet.structures.len()).unwrap();
    let platform = Platform::start(&world(structures, invoices), &place.folder);
    let mut figures = first(place, cabinet, &platform, invoices).await;
    make_due(place, cabinet).await;
    platform.slow_down(ANSWER).await;
    figures.push(quiet(place, cabinet, &platform).await);
    figures
}

/// The first synchronisation: how long, and how the memory goes.
async fn first(place: &Place, cabinet: &Cabinet, platform: &Platform, invoices: u32) -> Vec<Figure> {
    let database = place.open().await;
    let started = Instant::now();
    let pupitre = Pupitre::start(place, &platform.flags()).await;
    let (mut early, mut peak) = (None, 0.0_f64);
    loop {
        let taken = count(&database, cabinet).await;
        let memory = pupitre.resident_megabytes();
        peak = peak.max(memory);
        if early.is_none() && taken >= u64::from(invoices) / 10 {
            early = Some(memory);
        }
        if taken == u64::from(invoices) && behind(&database, cabinet, DateTime::UNIX_EPOCH).await == 0 {
            break;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "the first synchronisation does not end: {taken} of {invoices}"
        );
        tokio::time::sleep(LOOK).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    let end = pupitre.resident_megabytes();
    pupitre.stop().await;
    database.close().await;
    let early = early.unwrap_or(end);
    vec![
        Figure::once("first synchronisation", "s", Target::None, seconds),
        Figure::once("  invoices taken in", "/s", Target::None, f64::from(invoices) / seconds),
        Figure::once("  memory at a tenth", "MB", Target::None, early),
        Figure::once("  memory at the end", "MB", Target::AtMost(early.mul_add(1.1, 5.0)), end),
        Figure::once("  most memory", "MB", Target::AtMost(100.0), peak),
    ]
}

/// A round of all structures in which nothing changed, with a platform that takes its time.
async fn quiet(place: &Place, cabinet: &Cabinet, platform: &Platform) -> Figure {
    let database = place.open().await;
    let since = now();
    let started = Instant::now();
    let pupitre = Pupitre::start(place, &platform.flags()).await;
    loop {
        let left = behind(&database, cabinet, since).await;
        if left == 0 {
            break;
        }
        assert!(started.elapsed() < PATIENCE, "the quiet round does not end: {left} are left");
        tokio::time::sleep(LOOK).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    pupitre.stop().await;
    database.close().await;
    Figure::once("quiet round of all structures, calls of 100 ms", "s", Target::AtMost(60.0), seconds)
}

/// Lets every structure be synchronised now.
async fn make_due(place: &Place, cabinet: &Cabinet) {
    let database = place.open().await;
    let mut transaction = database.write(Turn::Organization(cabinet.actor.organization)).await.unwrap();
    for structure in &cabinet.structures {
        let key = format!("synchronise:{structure}");
        assert!(transaction.make_key_due(&key, now()).await.unwrap(), "{key} does not wait");
    }
    transaction.commit().await.unwrap();
    database.close().await;
}

async fn count(database: &SqlDatabase, cabinet: &Cabinet) -> u64 {
    let filter = InvoiceFilter { per_page: 1, ..InvoiceFilter::new(Direction::Issued, Scope::Everything) };
    let mut read = database.read().await.unwrap();
    read.invoice_page(cabinet.actor.organization, &filter).await.unwrap().totals.count
}

/// Structures that were not synchronised since.
async fn behind(database: &SqlDatabase, cabinet: &Cabinet, since: DateTime<Utc>) -> usize {
    let mut read = database.read().await.unwrap();
    let structures = read.structures(cabinet.actor.organization).await.unwrap();
    structures
        .iter()
        .filter(|summary| summary.structure.synced_at.is_none_or(|synced| synced < since))
        .count()
}
