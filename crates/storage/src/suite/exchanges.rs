//! The journal of exchanges.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use super::sample::{World, access, at, exchange, exchange_reader, exchange_writer};
use crate::{
    AccessRights, Database, Exchange, ExchangeFilter, ExchangeOutcome, ExchangePage, ExchangeSummary,
};

async fn add(database: &dyn Database, exchanges: &[Exchange]) {
    let mut transaction = exchange_writer(database).await;
    for exchange in exchanges {
        transaction.insert_exchange(exchange).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// Correlation ids of what a filter finds, without their common beginning.
async fn found(database: &dyn Database, world: &World, filter: &ExchangeFilter) -> Vec<String> {
    let page = exchange_reader(database).await.exchange_page(world.organization.id, filter).await.unwrap();
    assert_eq!(page.total, page.rows.len() as u64, "everything is on one page");
    page.rows
        .iter()
        .map(|row| row.correlation_id.as_deref().unwrap_or("none").trim_start_matches("corr-").to_owned())
        .collect()
}

/// Every column.
pub async fn an_exchange_reads_back_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let kept = exchange(&world.access, &world.structure, 7);
    add(database, std::slice::from_ref(&kept)).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let read =
        exchange_reader(database).await.exchange(organization, structure, kept.summary.id).await.unwrap();
    assert!(read.as_ref() == Some(&kept), "{read:?}");
    let page = exchange_reader(database)
        .await
        .exchange_page(organization, &ExchangeFilter::new(structure))
        .await
        .unwrap();
    assert_eq!(page.rows, [kept.summary]);
}

/// What a cut line leaves: nothing but the failure.
pub async fn an_exchange_without_answer_reads_back(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut kept = exchange(&world.access, &world.structure, 1);
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
    add(database, std::slice::from_ref(&kept)).await;
    let read = exchange_reader(database)
        .await
        .exchange(world.organization.id, world.structure.id, kept.summary.id)
        .await
        .unwrap();
    assert!(read == Some(kept), "{read:?}");
}

/// Order, count, and pages out of range.
pub async fn exchanges_come_latest_first_page_by_page(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut kept: Vec<Exchange> =
        (1..=5).map(|number| exchange(&world.access, &world.structure, number)).collect();
    // The last two happened at the same time: the one kept later comes first.
    kept[4].summary.at = kept[3].summary.at;
    add(database, &kept).await;
    let mut seen = Vec::new();
    for page in [1, 2, 3, 4] {
        let filter = ExchangeFilter { page, per_page: 2, ..ExchangeFilter::new(world.structure.id) };
        let page =
            exchange_reader(database).await.exchange_page(world.organization.id, &filter).await.unwrap();
        assert_eq!(page.total, 5);
        seen.extend(page.rows);
    }
    let expected: Vec<_> = kept.into_iter().rev().map(|exchange| exchange.summary).collect();
    assert_eq!(seen, expected);
    let filter = ExchangeFilter { page: 0, per_page: 0, ..ExchangeFilter::new(world.structure.id) };
    assert_eq!(
        exchange_reader(database)
            .await
            .exchange_page(world.organization.id, &filter)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
}

/// Service, outcome and period, alone and together; other structures do not count.
pub async fn each_part_of_the_filter_selects(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let second = world.add_structure(database, 77).await;
    let mut kept: Vec<Exchange> =
        (1..=6).map(|number| exchange(&world.access, &world.structure, number)).collect();
    for index in [1, 3] {
        kept[index].summary.service = "token".to_owned();
    }
    kept[3].summary.outcome = ExchangeOutcome::Failed;
    kept[4].summary.outcome = ExchangeOutcome::Refused;
    kept.push(exchange(&world.access, &second, 90));
    add(database, &kept).await;
    let all = ExchangeFilter::new(world.structure.id);
    assert_eq!(found(database, &world, &all).await, ["0006", "0005", "0004", "0003", "0002", "0001"]);
    let other = ExchangeFilter::new(second.id);
    assert_eq!(found(database, &world, &other).await, ["0090"]);
    let token = ExchangeFilter { service: Some("token".to_owned()), ..all.clone() };
    assert_eq!(found(database, &world, &token).await, ["0004", "0002"]);
    let refused = ExchangeFilter { outcomes: vec![ExchangeOutcome::Refused], ..all.clone() };
    assert_eq!(found(database, &world, &refused).await, ["0005"]);
    let bad = vec![ExchangeOutcome::Refused, ExchangeOutcome::Failed];
    let bad = ExchangeFilter { outcomes: bad, ..all.clone() };
    assert_eq!(found(database, &world, &bad).await, ["0005", "0004"]);
    let period = ExchangeFilter { from: Some(at(2)), until: Some(at(5)), ..all };
    assert_eq!(found(database, &world, &period).await, ["0004", "0003", "0002"]);
    let both = ExchangeFilter { service: Some("token".to_owned()), ..period };
    assert_eq!(found(database, &world, &both).await, ["0004", "0002"]);
    let together = ExchangeFilter { outcomes: vec![ExchangeOutcome::Accepted], ..both };
    assert_eq!(found(database, &world, &together).await, ["0002"]);
}

/// Correlation id, words of the answer, content of the request; signs of the pattern language are plain signs.
pub async fn a_text_is_searched_as_typed(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut kept: Vec<Exchange> =
        (1..=3).map(|number| exchange(&world.access, &world.structure, number)).collect();
    kept[1].answer = Some("10x".to_owned());
    kept[2].answer = None;
    kept[2].error = Some("cut off\\here".to_owned());
    add(database, &kept).await;
    for (text, expected) in [
        ("corr-0002", &["0002"][..]),
        ("CORR-0002", &["0002"]),
        ("fa-2026-3", &["0003"]),
        ("Œuvre", &["0001"]),
        ("100 %", &["0001"]),
        ("10%x", &[]),
        ("10_", &[]),
        ("œuvre", &[]),
        ("uVRE", &["0001"]),
        ("f\\h", &["0003"]),
        ("'; DROP TABLE exchanges; --", &[]),
    ] {
        let filter =
            ExchangeFilter { text: Some(text.to_owned()), ..ExchangeFilter::new(world.structure.id) };
        assert_eq!(found(database, &world, &filter).await, expected, "{text}");
    }
}

/// By name and once each, whatever the filter.
pub async fn the_services_are_those_of_the_structure(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let second = world.add_structure(database, 77).await;
    let mut kept: Vec<Exchange> =
        (1..=4).map(|number| exchange(&world.access, &world.structure, number)).collect();
    kept.push(exchange(&world.access, &second, 90));
    for (exchange, service) in kept.iter_mut().zip(["token", "soumettreFacture", "token", "sante", "autre"]) {
        exchange.summary.service = service.to_owned();
    }
    add(database, &kept).await;
    let filter =
        ExchangeFilter { service: Some("aucun".to_owned()), ..ExchangeFilter::new(world.structure.id) };
    let page = exchange_reader(database).await.exchange_page(world.organization.id, &filter).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (0, 0));
    assert_eq!(page.services, ["sante", "soumettreFacture", "token"]);
}

/// The day after the first one of the tests, by so many days.
fn day_after(days: u64) -> NaiveDate {
    at(0).date_naive() + chrono::Days::new(days)
}

/// Noon of that day.
fn noon_after(days: u64) -> DateTime<Utc> {
    day_after(days).and_hms_opt(12, 0, 0).unwrap().and_utc()
}

/// A long absence must not become one long transaction; and a day goes as a whole.
pub async fn old_exchanges_go_oldest_first_and_in_portions(database: &dyn Database) {
    let world = World::create(database, 1).await;
    // Not kept in the order in which they happened; three on the first day, two on the third, one on the fourth.
    let kept: Vec<Exchange> = [(3, 0), (1, 0), (6, 3), (5, 2), (2, 0), (4, 2)]
        .map(|(number, days)| {
            let mut kept = exchange(&world.access, &world.structure, number);
            kept.summary.at = noon_after(days) + chrono::TimeDelta::milliseconds(number.cast_signed());
            kept
        })
        .into();
    add(database, &kept).await;
    let mut transaction = exchange_writer(database).await;
    // Nothing of a day that is not wholly over.
    assert_eq!(transaction.delete_exchanges_before(day_after(0), 2).await.unwrap(), 0);
    transaction.commit().await.unwrap();
    let all = ExchangeFilter::new(world.structure.id);
    let numbers = ["0006", "0005", "0004", "0003", "0002", "0001"];
    let mut left = found(database, &world, &all).await;
    assert_eq!(left, numbers);
    let mut gone = 0;
    loop {
        let mut transaction = exchange_writer(database).await;
        let portion = transaction.delete_exchanges_before(day_after(3), 2).await.unwrap();
        transaction.commit().await.unwrap();
        if portion == 0 {
            break;
        }
        gone += usize::try_from(portion).unwrap();
        left = found(database, &world, &all).await;
        assert_eq!(left, numbers[..6 - gone], "the oldest went first");
    }
    assert_eq!((gone, left), (5, vec!["0006".to_owned()]));
    // Their places can be taken again.
    add(database, &[exchange(&world.access, &world.structure, 9)]).await;
    assert_eq!(found(database, &world, &all).await, ["0006", "0009"]);
}

/// Room that was made ahead is used, and made once.
pub async fn days_are_prepared_and_kept_apart(database: &dyn Database) {
    let world = World::create(database, 1).await;
    for _ in 0..2 {
        let mut transaction = exchange_writer(database).await;
        transaction.prepare_exchange_days(day_after(0), day_after(2)).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let mut kept: Vec<Exchange> = Vec::new();
    // The first and the last millisecond of a day, within and beyond what was prepared.
    for (number, at) in [
        (1, at(0)),
        (2, noon_after(1)),
        (3, day_after(3).and_hms_milli_opt(0, 0, 0, 0).unwrap().and_utc()),
        (4, day_after(3).and_hms_milli_opt(23, 59, 59, 999).unwrap().and_utc()),
        (5, noon_after(40)),
    ] {
        let mut one = exchange(&world.access, &world.structure, number);
        one.summary.at = at;
        kept.push(one);
    }
    add(database, &kept).await;
    let all = ExchangeFilter::new(world.structure.id);
    assert_eq!(found(database, &world, &all).await, ["0005", "0004", "0003", "0002", "0001"]);
    let period = ExchangeFilter { from: Some(noon_after(1)), until: Some(noon_after(3)), ..all };
    assert_eq!(found(database, &world, &period).await, ["0003", "0002"]);
    let mut transaction = exchange_writer(database).await;
    assert_eq!(transaction.delete_exchanges_before(day_after(1), 500).await.unwrap(), 1);
    drop(transaction);
    let all = ExchangeFilter::new(world.structure.id);
    assert_eq!(found(database, &world, &all).await.len(), 5, "dropped without a commit, nothing went");
}

/// Neither the one writer of the other tables nor a long transaction on them holds the journal up, and the other way
/// round.
pub async fn the_journal_waits_for_no_writer_and_no_writer_for_it(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut transaction = world.writer(database).await;
    transaction.delete_throttles_before(at(1)).await.unwrap();
    let mut journal = exchange_writer(database).await;
    journal.insert_exchange(&exchange(&world.access, &world.structure, 1)).await.unwrap();
    // Both are under way, and either ends first.
    transaction.commit().await.unwrap();
    let mut transaction = world.writer(database).await;
    transaction.delete_throttles_before(at(2)).await.unwrap();
    journal.commit().await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(found(database, &world, &ExchangeFilter::new(world.structure.id)).await, ["0001"]);
}

/// Neither read nor written across organisations.
pub async fn exchanges_of_another_organisation_do_not_exist(database: &dyn Database) {
    let (mine, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let kept = exchange(&mine.access, &mine.structure, 1);
    add(database, std::slice::from_ref(&kept)).await;
    let (foreign, structure, id) = (other.organization.id, mine.structure.id, kept.summary.id);
    assert!(
        exchange_reader(database)
            .await
            .exchange(mine.organization.id, structure, id)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(exchange_reader(database).await.exchange(foreign, structure, id).await.unwrap(), None);
    assert_eq!(
        exchange_reader(database).await.exchange(mine.organization.id, other.structure.id, id).await.unwrap(),
        None
    );
    let page = exchange_reader(database)
        .await
        .exchange_page(foreign, &ExchangeFilter::new(structure))
        .await
        .unwrap();
    assert_eq!((page.total, page.rows.len(), page.services.len()), (0, 0, 0));
    // Not even as what an access of the other asked for itself.
    let claimed =
        Exchange { organization: foreign, structure: None, ..exchange(&mine.access, &mine.structure, 3) };
    add(database, std::slice::from_ref(&claimed)).await;
    assert_eq!(found(database, &mine, &ExchangeFilter::new(structure)).await, ["0001"]);
    let stolen = Exchange { organization: foreign, ..exchange(&mine.access, &mine.structure, 2) };
    let mut transaction = exchange_writer(database).await;
    assert!(transaction.insert_exchange(&stolen).await.is_err());
}

/// For itself, an access asks on behalf of every structure it serves: each of them shows it, among its own calls.
pub async fn what_an_access_asks_for_itself_is_shown_with_its_structures(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let second = world.add_structure(database, 77).await;
    let lonely = world.add_structure(database, 78).await;
    let other = access(organization, 2);
    let mut transaction = world.writer(database).await;
    transaction.insert_access(&other).await.unwrap();
    for (structure, access) in [(&world.structure, &other), (&second, &world.access)] {
        transaction.attach_access(organization, structure.id, access.id, AccessRights::ALL, 1).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let own = |access, number, service: &str| {
        let mut kept = Exchange { structure: None, ..exchange(access, &world.structure, number) };
        kept.summary.service = service.to_owned();
        kept
    };
    let mut kept = vec![
        exchange(&world.access, &world.structure, 1),
        own(&world.access, 2, "token"),
        exchange(&world.access, &second, 3),
        own(&other, 4, "droits"),
        own(&world.access, 5, "token"),
        exchange(&other, &world.structure, 6),
        exchange(&world.access, &lonely, 7),
    ];
    kept[4].summary.outcome = ExchangeOutcome::Failed;
    add(database, &kept).await;

    let first = ExchangeFilter::new(world.structure.id);
    assert_eq!(found(database, &world, &first).await, ["0006", "0005", "0004", "0002", "0001"]);
    assert_eq!(found(database, &world, &ExchangeFilter::new(second.id)).await, ["0005", "0003", "0002"]);
    assert_eq!(found(database, &world, &ExchangeFilter::new(lonely.id)).await, ["0007"]);
    let failed = ExchangeFilter { outcomes: vec![ExchangeOutcome::Failed], ..first.clone() };
    assert_eq!(found(database, &world, &failed).await, ["0005"]);
    let token = ExchangeFilter { service: Some("token".to_owned()), until: Some(at(5)), ..first.clone() };
    assert_eq!(found(database, &world, &token).await, ["0002"]);
    let page = ExchangeFilter { page: 2, per_page: 2, ..first };
    let page: ExchangePage =
        exchange_reader(database).await.exchange_page(organization, &page).await.unwrap();
    assert_eq!(page.total, 5);
    assert_eq!(page.rows, [kept[3].summary.clone(), kept[1].summary.clone()]);
    assert_eq!(page.services, ["droits", "rechercherFactureParFournisseur", "token"]);

    let mut read = exchange_reader(database).await;
    for (structure, index, seen) in [
        (world.structure.id, 3, true),
        (second.id, 3, false),
        (second.id, 1, true),
        (lonely.id, 1, false),
        (second.id, 0, false),
    ] {
        let one = read.exchange(organization, structure, kept[index].summary.id).await.unwrap();
        assert_eq!(one.as_ref(), seen.then_some(&kept[index]));
    }
}

/// What an access did can be looked into when the access is gone.
pub async fn an_exchange_outlives_its_access(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let kept = exchange(&world.access, &world.structure, 1);
    let own = Exchange { structure: None, ..exchange(&world.access, &world.structure, 2) };
    add(database, &[kept.clone(), own]).await;
    let mut transaction = world.writer(database).await;
    assert!(transaction.detach_access(organization, structure, world.access.id).await.unwrap());
    assert!(transaction.delete_access(organization, world.access.id).await.unwrap());
    transaction.commit().await.unwrap();
    let read =
        exchange_reader(database).await.exchange(organization, structure, kept.summary.id).await.unwrap();
    assert!(read.as_ref() == Some(&kept), "{read:?}");
    assert_eq!(found(database, &world, &ExchangeFilter::new(structure)).await, ["0001"]);
    // A call that was under way when the access went is kept as well.
    add(database, &[exchange(&world.access, &world.structure, 3)]).await;
    assert_eq!(found(database, &world, &ExchangeFilter::new(structure)).await, ["0003", "0001"]);
}

/// Of each service the newest, of this structure alone, whatever its access asked for itself.
pub async fn the_last_exchange_of_each_service_is_told(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut read = exchange_reader(database).await;
    assert_eq!(read.last_exchanges(organization, structure).await.unwrap(), []);
    drop(read);
    let mut kept: Vec<Exchange> =
        (1..=4).map(|number| exchange(&world.access, &world.structure, number)).collect();
    "consulterStructure".clone_into(&mut kept[1].summary.service);
    "token".clone_into(&mut kept[3].summary.service);
    kept[3].structure = None;
    kept[2].summary.outcome = ExchangeOutcome::Refused;
    add(database, &kept).await;
    let other = World::create(database, 2).await;
    add(database, &[exchange(&other.access, &other.structure, 9)]).await;
    let mut last = exchange_reader(database).await.last_exchanges(organization, structure).await.unwrap();
    last.sort_by(|one, other| one.service.cmp(&other.service));
    assert_eq!(last, [kept[1].summary.clone(), kept[2].summary.clone()]);
    let foreign =
        exchange_reader(database).await.last_exchanges(other.organization.id, structure).await.unwrap();
    assert_eq!(foreign, []);
}
