//! The journal of exchanges on real storage and a real simulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{Permission, Role};
use operations::{Actor, OperationError};
use storage::{ExchangeFilter, ExchangeOutcome, ExchangeSummary, Scope, ScopedStructure};
use test_desk::Desk;

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

async fn exchanges(desk: &Desk, outcomes: Vec<ExchangeOutcome>) -> Vec<ExchangeSummary> {
    let filter = ExchangeFilter { outcomes, per_page: 200, ..ExchangeFilter::new(desk.firm.structure) };
    desk.desk.exchanges.page(&desk.firm.actor, &filter).await.unwrap().1.rows
}

#[tokio::test]
async fn every_call_of_a_deposit_is_found_with_what_was_said() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-901").await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(20 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-901"), 1);
    let rows = exchanges(&desk, Vec::new()).await;
    for service in ["token", "deposerPdfFacture", "soumettreFacture"] {
        assert!(rows.iter().any(|row| row.service == service), "{service} in {rows:?}");
    }
    let filter = ExchangeFilter {
        service: Some("soumettreFacture".to_owned()),
        text: Some("FA-901".to_owned()),
        ..ExchangeFilter::new(desk.firm.structure)
    };
    let (_, page) = desk.desk.exchanges.page(&desk.firm.actor, &filter).await.unwrap();
    assert_eq!(page.total, 1);
    let found =
        desk.desk.exchanges.one(&desk.firm.actor, desk.firm.structure, page.rows[0].id).await.unwrap().1;
    assert_eq!((found.method.as_str(), found.summary.http_status), ("POST", Some(200)));
    assert!(found.url.ends_with("/cpro/factures/v1/soumettre"), "{}", found.url);
    assert!(found.request.unwrap().contains("FA-901"));
    assert!(found.answer.unwrap().contains("codeRetour"));
    assert!(found.curl.contains("$JETON") && found.curl.contains("$COMPTE"), "{}", found.curl);
}

#[tokio::test]
async fn a_call_without_answer_is_kept_as_failed_and_the_work_goes_on() {
    let desk = Desk::open().await;
    let path = "factures/v1/soumettre".to_owned();
    let kind = FaultKind::Status { status: 503, retry_after: None };
    desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind });
    let id = desk.complete_draft("FA-902").await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(20 * SECOND).await;
    let failed = exchanges(&desk, vec![ExchangeOutcome::Failed]).await;
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0].service, "soumettreFacture");
    desk.pass(300 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-902"), 1);
}

#[tokio::test]
async fn exchanges_go_after_thirty_days_and_not_before() {
    let desk = Desk::open().await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.system.keep_exchanges().await;
    let count = exchanges(&desk, Vec::new()).await.len();
    assert!(count > 0);
    desk.clock.pass(30 * DAY);
    assert_eq!(desk.system.clean_up().await.unwrap(), 0, "the last day is kept to its end");
    desk.clock.pass(DAY);
    assert_eq!(desk.system.clean_up().await.unwrap(), count as u64);
    assert_eq!(exchanges(&desk, Vec::new()).await, []);
}

#[tokio::test]
async fn nothing_is_kept_when_exchanges_are_kept_for_no_time() {
    let desk = Desk::open_with(|settings| settings.exchanges_kept = Duration::ZERO).await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    assert_eq!(desk.system.keep_exchanges().await, 0);
    assert_eq!(exchanges(&desk, Vec::new()).await, []);
}

#[tokio::test]
async fn a_worker_that_ends_keeps_what_was_noted_until_then() {
    let desk = Desk::open().await;
    let working = desk.system.start(true).await.unwrap();
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    working.stop().await;
    assert!(!exchanges(&desk, Vec::new()).await.is_empty());
    assert_eq!(desk.desk.exchanges.dropped(), 0);
}

#[tokio::test]
async fn more_calls_than_fit_are_dropped_and_counted_without_failing_one() {
    let desk = Desk::open().await;
    // Nobody writes meanwhile: the queue fills.
    for _ in 0..300 {
        let report = desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
        assert_eq!(report.problem(), None);
        if desk.desk.exchanges.dropped() > 0 {
            break;
        }
    }
    assert!(desk.desk.exchanges.dropped() > 0);
    assert_eq!(desk.system.keep_exchanges().await, 256);
}

#[tokio::test]
async fn only_who_manages_the_whole_structure_reads_its_exchanges() {
    let desk = Desk::open().await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.system.keep_exchanges().await;
    let id = exchanges(&desk, Vec::new()).await[0].id;
    let (structure, owner) = (desk.firm.structure, &desk.firm.actor);
    let filter = ExchangeFilter::new(structure);
    for role in Role::ALL {
        let actor = Actor { role, ..owner.clone() };
        let may = role.allows(Permission::ManageStructures);
        assert_eq!(desk.desk.exchanges.page(&actor, &filter).await.is_ok(), may, "{role:?}");
        assert_eq!(desk.desk.exchanges.one(&actor, structure, id).await.is_ok(), may, "{role:?}");
    }
    let of_service = ScopedStructure { structure, services: vec!["ACHATS".to_owned()] };
    let limited = Actor { scope: Scope::Only(vec![of_service]), ..owner.clone() };
    for actor in [&desk.stranger.actor, &limited] {
        let list = desk.desk.exchanges.page(actor, &filter).await;
        assert!(matches!(list, Err(OperationError::NotFound(_))), "{list:?}");
        let one = desk.desk.exchanges.one(actor, structure, id).await;
        assert!(matches!(one, Err(OperationError::NotFound(_))), "{one:?}");
    }
    let elsewhere = desk.desk.exchanges.one(&desk.stranger.actor, desk.stranger.structure, id).await;
    assert!(matches!(elsewhere, Err(OperationError::NotFound(_))), "{elsewhere:?}");
}
