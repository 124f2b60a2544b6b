//! What is known of an invoice afterwards.

use chorus_pro_simulator::{Fault, FaultKind};
use domain::Reason;
use test_desk::Desk;

use super::{MINUTE, SECOND, asked};

#[tokio::test]
async fn an_invoice_entered_elsewhere_is_found_once() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-9").await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    for _ in 0..6 {
        desk.pass(10 * MINUTE).await;
    }
    let filter = storage::InvoiceFilter::new(domain::Direction::Issued, storage::Scope::Everything);
    let page = desk.desk.portfolio.list(&desk.firm.actor, filter).await.unwrap();
    assert_eq!(page.totals.count, 1, "the invoice sent from here is not imported a second time");
}

#[tokio::test]
async fn rounds_that_fail_come_further_and_further_apart_and_say_why() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.connecting.test_access(actor, structure).await.unwrap();
    desk.pass(SECOND).await;
    let kind = FaultKind::Status { status: 503, retry_after: None };
    let path = "rechercher/fournisseur".to_owned();
    desk.simulator.faults().order(Fault { path, count: 999, skip: 0, order: 0, kind });
    let rounds = || asked(&desk).iter().filter(|path| path.ends_with("rechercher/fournisseur")).count();
    let before = rounds();
    for _ in 0..6 * 60 {
        desk.pass(MINUTE).await;
    }
    // Every five minutes it would have been 72 rounds, of one call or more.
    let rounds = rounds() - before;
    assert!((4..36).contains(&rounds), "{rounds} calls in six hours");
    let failing = desk.desk.portfolio.structure(actor, structure).await.unwrap().structure.failing.unwrap();
    assert_eq!(failing.reason, Reason::ChorusProSilent);
    assert!(
        failing.next_at > desk.desk.now() && failing.since < desk.desk.now() - chrono::TimeDelta::hours(5)
    );
    desk.simulator.faults().clear();
    for _ in 0..70 {
        desk.pass(MINUTE).await;
    }
    assert_eq!(desk.desk.portfolio.structure(actor, structure).await.unwrap().structure.failing, None);
}

#[tokio::test]
async fn what_has_not_moved_for_longer_than_usual_comes_to_the_overview_by_itself() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-70").await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let slow = async || {
        let rows = desk.desk.portfolio.overview(actor).await.unwrap().slow;
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(slow().await, [], "it has just left");
    // Nothing is heard of it for four days.
    desk.clock.pass(4 * 24 * 60 * MINUTE);
    assert_eq!(slow().await, [id]);
}
