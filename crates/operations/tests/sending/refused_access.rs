//! What refuses the way to Chorus Pro stops the lane of its access until a person has tested it.

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{InvoiceStatus, Reason};
use storage::AccessState;
use test_desk::Desk;

use super::{MINUTE, SECOND, asked, on_submission, status};

#[tokio::test]
async fn refused_credentials_open_the_circuit_and_a_test_closes_it() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-4").await;
    desk.pass(SECOND).await;
    let wrong = operations::Credentials { password: "faux".to_owned().into(), ..Default::default() };
    desk.desk.connecting.save_credentials(actor, desk.firm.structure, wrong).await.unwrap();
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let overview = desk.desk.portfolio.structure(actor, desk.firm.structure).await.unwrap();
    let state = &overview.accesses[0].access.state;
    assert_eq!(*state, AccessState::Broken(Reason::TechnicalAccountRefused), "the circuit is open");
    let before = asked(&desk);
    desk.pass(10 * MINUTE).await;
    assert_eq!(asked(&desk), before, "nothing is asked with refused credentials");
    assert_eq!(status(&desk, id).await, InvoiceStatus::Queued, "the invoice waits");

    let report = desk.desk.connecting.test_access(actor, desk.firm.structure).await.unwrap();
    assert!(report.problem().is_some());
    let right = operations::Credentials { password: "mot-de-passe".to_owned().into(), ..Default::default() };
    desk.desk.connecting.save_credentials(actor, desk.firm.structure, right).await.unwrap();
    let report = desk.desk.connecting.test_access(actor, desk.firm.structure).await.unwrap();
    assert_eq!(report.problem(), None, "{report:?}");
    desk.pass(10 * MINUTE).await;
    assert_eq!(desk.count_at_chorus_pro("FA-4"), 1);
}

/// Whatever stands between here and Chorus Pro knows nothing of the invoice: its refusal stops the access, the invoice
/// waits, and a test that passes lets it go at once.
async fn an_http_refusal_of(path: &str, refusal: u16) {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let id = desk.complete_draft("FA-4").await;
    // The access was used before: it works, and its first use tells nothing.
    desk.desk.connecting.test_access(actor, structure).await.unwrap();
    desk.submit(actor, id).await.unwrap();
    let kind = FaultKind::Status { status: refusal, retry_after: None };
    desk.simulator.faults().order(Fault { path: path.to_owned(), count: 99, skip: 0, order: 0, kind });
    desk.pass(11 * SECOND).await;
    let case = format!("{path} {refusal}");
    assert_eq!(status(&desk, id).await, InvoiceStatus::Queued, "{case}: nobody has refused the invoice");
    let overview = desk.desk.portfolio.structure(actor, structure).await.unwrap();
    assert!(overview.accesses[0].access.state.is_broken(), "{case}: {:?}", overview.accesses[0].access.state);
    let view = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert!(view.held_back().is_some() && view.next_try().is_none(), "{case}: no try is promised");
    let before = asked(&desk);
    desk.pass(10 * MINUTE).await;
    assert_eq!(asked(&desk), before, "{case}");

    desk.simulator.faults().clear();
    let report = desk.desk.connecting.test_access(actor, structure).await.unwrap();
    assert_eq!(report.problem(), None, "{case}");
    desk.pass(SECOND).await;
    desk.pass(SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-4"), 1, "{case}: it goes on as soon as the access works");
    assert_eq!(status(&desk, id).await, InvoiceStatus::Deposee, "{case}");
}

#[tokio::test]
async fn a_refusal_by_the_gateway_holds_the_queue_and_is_none_of_the_invoice() {
    for path in ["deposer/pdf", "structures/v1/rechercher", "factures/v1/soumettre"] {
        for refusal in [400, 403, 404, 405] {
            an_http_refusal_of(path, refusal).await;
        }
    }
}

#[tokio::test]
async fn a_search_that_the_gateway_refuses_waits_for_the_access_and_sends_nothing_twice() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let id = desk.complete_draft("FA-4").await;
    desk.desk.connecting.test_access(actor, structure).await.unwrap();
    desk.submit(actor, id).await.unwrap();
    desk.simulator.faults().order(on_submission(FaultKind::CutAfter));
    let refused = FaultKind::Status { status: 403, retry_after: None };
    desk.simulator.faults().order(Fault {
        path: "rechercher/fournisseur".to_owned(),
        count: 99,
        skip: 0,
        order: 0,
        kind: refused,
    });
    desk.pass(11 * SECOND).await;
    desk.pass(10 * MINUTE).await;
    assert_eq!(status(&desk, id).await, InvoiceStatus::Unconfirmed);
    let before = asked(&desk);
    desk.pass(10 * MINUTE).await;
    assert_eq!(asked(&desk), before, "nothing is asked while the access is refused");
    desk.simulator.faults().clear();
    assert_eq!(desk.desk.connecting.test_access(actor, structure).await.unwrap().problem(), None);
    desk.pass(MINUTE).await;
    assert!(status(&desk, id).await.is_at_chorus_pro());
    assert_eq!(desk.count_at_chorus_pro("FA-4"), 1);
}

#[tokio::test]
async fn tracking_that_meets_refused_credentials_opens_the_circuit() {
    for path in ["rechercher/fournisseur", "historique"] {
        let desk = Desk::open().await;
        let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
        let id = desk.complete_draft("FA-6").await;
        desk.submit(actor, id).await.unwrap();
        desk.pass(11 * SECOND).await;
        assert!(status(&desk, id).await.is_at_chorus_pro());
        let kind = FaultKind::Status { status: 401, retry_after: None };
        desk.simulator.faults().order(Fault { path: path.to_owned(), count: 99, skip: 0, order: 0, kind });
        for _ in 0..6 {
            desk.pass(MINUTE).await;
        }
        let overview = desk.desk.portfolio.structure(actor, structure).await.unwrap();
        let state = &overview.accesses[0].access.state;
        assert_eq!(*state, AccessState::Broken(Reason::TechnicalAccountRefused), "{path}");
        let before = asked(&desk);
        desk.pass(10 * MINUTE).await;
        assert_eq!(asked(&desk), before, "{path}: nothing is asked with refused credentials");
    }
}
