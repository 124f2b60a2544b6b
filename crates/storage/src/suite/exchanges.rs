//! The journal of exchanges.

use std::time::Duration;

use super::sample::{World, at, exchange};
use crate::{Exchange, ExchangeFilter, ExchangeOutcome, ExchangeSummary, Storage};

async fn add(storage: &dyn Storage, exchanges: &[Exchange]) {
    let mut unit = storage.begin().await.unwrap();
    for exchange in exchanges {
        unit.insert_exchange(exchange).await.unwrap();
    }
    unit.commit().await.unwrap();
}

/// Correlation ids of what a filter finds, without their common beginning.
async fn found(storage: &dyn Storage, world: &World, filter: &ExchangeFilter) -> Vec<String> {
    let page = storage.exchange_page(world.organization.id, filter).await.unwrap();
    assert_eq!(page.total, page.rows.len() as u64, "everything is on one page");
    page.rows
        .iter()
        .map(|row| row.correlation_id.as_deref().unwrap_or("none").trim_start_matches("corr-").to_owned())
        .collect()
}

/// Every column.
pub async fn an_exchange_reads_back_whole(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let kept = exchange(&world.structure, 7);
    add(storage, std::slice::from_ref(&kept)).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let read = storage.exchange(organization, structure, kept.summary.id).await.unwrap();
    assert!(read.as_ref() == Some(&kept), "{read:?}");
    let page = storage.exchange_page(organization, &ExchangeFilter::new(structure)).await.unwrap();
    assert_eq!(page.rows, [kept.summary]);
}

/// What a cut line leaves: nothing but the failure.
pub async fn an_exchange_without_answer_reads_back(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let mut kept = exchange(&world.structure, 1);
    kept.summary = ExchangeSummary {
        outcome: ExchangeOutcome::Failed,
        http_status: None,
        code_retour: None,
        libelle: None,
        duration: Duration::ZERO,
        correlation_id: None,
        ..kept.summary
    };
    kept = Exchange {
        error: Some("connection reset".to_owned()),
        unknown_fields: Vec::new(),
        request: None,
        answer: None,
        ..kept
    };
    add(storage, std::slice::from_ref(&kept)).await;
    let read = storage.exchange(world.organization.id, world.structure.id, kept.summary.id).await.unwrap();
    assert!(read == Some(kept), "{read:?}");
}

/// Order, count, and pages out of range.
pub async fn exchanges_come_latest_first_page_by_page(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let mut kept: Vec<Exchange> = (1..=5).map(|number| exchange(&world.structure, number)).collect();
    // The last two happened at the same time: the one kept later comes first.
    kept[4].summary.at = kept[3].summary.at;
    add(storage, &kept).await;
    let mut seen = Vec::new();
    for page in [1, 2, 3, 4] {
        let filter = ExchangeFilter { page, per_page: 2, ..ExchangeFilter::new(world.structure.id) };
        let page = storage.exchange_page(world.organization.id, &filter).await.unwrap();
        assert_eq!(page.total, 5);
        seen.extend(page.rows);
    }
    let expected: Vec<_> = kept.into_iter().rev().map(|exchange| exchange.summary).collect();
    assert_eq!(seen, expected);
    let filter = ExchangeFilter { page: 0, per_page: 0, ..ExchangeFilter::new(world.structure.id) };
    assert_eq!(storage.exchange_page(world.organization.id, &filter).await.unwrap().rows.len(), 1);
}

/// Service, outcome and period, alone and together; other structures do not count.
pub async fn each_part_of_the_filter_selects(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let second = world.add_structure(storage, 77).await;
    let mut kept: Vec<Exchange> = (1..=6).map(|number| exchange(&world.structure, number)).collect();
    for index in [1, 3] {
        kept[index].summary.service = "token".to_owned();
    }
    kept[3].summary.outcome = ExchangeOutcome::Failed;
    kept[4].summary.outcome = ExchangeOutcome::Refused;
    kept.push(exchange(&second, 90));
    add(storage, &kept).await;
    let all = ExchangeFilter::new(world.structure.id);
    assert_eq!(found(storage, &world, &all).await, ["0006", "0005", "0004", "0003", "0002", "0001"]);
    let other = ExchangeFilter::new(second.id);
    assert_eq!(found(storage, &world, &other).await, ["0090"]);
    let token = ExchangeFilter { service: Some("token".to_owned()), ..all.clone() };
    assert_eq!(found(storage, &world, &token).await, ["0004", "0002"]);
    let refused = ExchangeFilter { outcomes: vec![ExchangeOutcome::Refused], ..all.clone() };
    assert_eq!(found(storage, &world, &refused).await, ["0005"]);
    let bad = vec![ExchangeOutcome::Refused, ExchangeOutcome::Failed];
    let bad = ExchangeFilter { outcomes: bad, ..all.clone() };
    assert_eq!(found(storage, &world, &bad).await, ["0005", "0004"]);
    let period = ExchangeFilter { from: Some(at(2)), until: Some(at(5)), ..all };
    assert_eq!(found(storage, &world, &period).await, ["0004", "0003", "0002"]);
    let both = ExchangeFilter { service: Some("token".to_owned()), ..period };
    assert_eq!(found(storage, &world, &both).await, ["0004", "0002"]);
    let together = ExchangeFilter { outcomes: vec![ExchangeOutcome::Accepted], ..both };
    assert_eq!(found(storage, &world, &together).await, ["0002"]);
}

/// Correlation id, words of the answer, content of the request; signs of the pattern language are plain signs.
pub async fn a_text_is_searched_as_typed(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let mut kept: Vec<Exchange> = (1..=3).map(|number| exchange(&world.structure, number)).collect();
    kept[1].answer = Some("10x".to_owned());
    kept[2].answer = None;
    kept[2].error = Some("cut off\\here".to_owned());
    add(storage, &kept).await;
    for (text, expected) in [
        ("corr-0002", &["0002"][..]),
        ("CORR-0002", &["0002"]),
        ("fa-2026-3", &["0003"]),
        ("Œuvre", &["0001"]),
        ("100 %", &["0001"]),
        ("10%x", &[]),
        ("10_", &[]),
        ("f\\h", &["0003"]),
        ("'; DROP TABLE exchanges; --", &[]),
    ] {
        let filter =
            ExchangeFilter { text: Some(text.to_owned()), ..ExchangeFilter::new(world.structure.id) };
        assert_eq!(found(storage, &world, &filter).await, expected, "{text}");
    }
}

/// By name and once each, whatever the filter.
pub async fn the_services_are_those_of_the_structure(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let second = world.add_structure(storage, 77).await;
    let mut kept: Vec<Exchange> = (1..=4).map(|number| exchange(&world.structure, number)).collect();
    kept.push(exchange(&second, 90));
    for (exchange, service) in kept.iter_mut().zip(["token", "soumettreFacture", "token", "sante", "autre"]) {
        exchange.summary.service = service.to_owned();
    }
    add(storage, &kept).await;
    let filter =
        ExchangeFilter { service: Some("aucun".to_owned()), ..ExchangeFilter::new(world.structure.id) };
    let page = storage.exchange_page(world.organization.id, &filter).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (0, 0));
    assert_eq!(page.services, ["sante", "soumettreFacture", "token"]);
}

/// A long absence must not become one long transaction.
pub async fn old_exchanges_go_oldest_first_and_in_portions(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    // Not kept in the order in which they happened.
    let kept: Vec<Exchange> = [3, 1, 5, 2, 4].map(|number| exchange(&world.structure, number)).into();
    add(storage, &kept).await;
    let mut unit = storage.begin().await.unwrap();
    assert_eq!(unit.delete_exchanges_before(at(4), 2).await.unwrap(), 2);
    unit.commit().await.unwrap();
    let all = ExchangeFilter::new(world.structure.id);
    assert_eq!(found(storage, &world, &all).await, ["0005", "0004", "0003"]);
    let mut unit = storage.begin().await.unwrap();
    assert_eq!(unit.delete_exchanges_before(at(4), 2).await.unwrap(), 1);
    assert_eq!(unit.delete_exchanges_before(at(4), 2).await.unwrap(), 0);
    unit.commit().await.unwrap();
    assert_eq!(found(storage, &world, &all).await, ["0005", "0004"]);
}

/// Neither read nor written across organisations.
pub async fn exchanges_of_another_organisation_do_not_exist(storage: &dyn Storage) {
    let (mine, other) = (World::create(storage, 1).await, World::create(storage, 2).await);
    let kept = exchange(&mine.structure, 1);
    add(storage, std::slice::from_ref(&kept)).await;
    let (foreign, structure, id) = (other.organization.id, mine.structure.id, kept.summary.id);
    assert!(storage.exchange(mine.organization.id, structure, id).await.unwrap().is_some());
    assert_eq!(storage.exchange(foreign, structure, id).await.unwrap(), None);
    assert_eq!(storage.exchange(mine.organization.id, other.structure.id, id).await.unwrap(), None);
    let page = storage.exchange_page(foreign, &ExchangeFilter::new(structure)).await.unwrap();
    assert_eq!((page.total, page.rows.len(), page.services.len()), (0, 0, 0));
    let mut unit = storage.begin().await.unwrap();
    let stolen = Exchange { organization: foreign, ..exchange(&mine.structure, 2) };
    assert!(unit.insert_exchange(&stolen).await.is_err());
}
