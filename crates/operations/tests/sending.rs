//! From the dropped PDF to the recipient, on real storage and a real simulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{ClockSide, ClockSpan, InvoiceStatus, Reason, Severity};
use jobs::Kind as _;
use operations::{Follow, Recognise, Submit};
use operations::{OperationError, Recognition};
use storage::{AccessState, AttemptOutcome, EventKind, JobState, NewJob, Turn};
use test_desk::{Desk, TOWN_SIRET, complete_form, invoice_pdf};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// One failure of the call that counts.
fn on_submission(kind: FaultKind) -> Fault {
    Fault { path: "factures/v1/soumettre".to_owned(), count: 1, skip: 0, order: 0, kind }
}

/// What was asked of Chorus Pro, but for the other organisation, whose credentials go on working.
fn asked(desk: &Desk) -> Vec<String> {
    let is_ours =
        |call: &&chorus_pro_simulator::Call| call.account.as_deref() != Some("TECH_1_000002@cpro.fr");
    desk.simulator.calls().iter().filter(is_ours).map(|call| call.path.clone()).collect()
}

async fn status(desk: &Desk, id: domain::InvoiceId) -> InvoiceStatus {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice.status
}

#[tokio::test]
async fn a_deposited_invoice_is_read_sent_and_followed_until_it_has_arrived() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let file = desk
        .store(&invoice_pdf(&[
            "Facture n° FA-2026-7",
            "Date : 19/11/2026",
            "SIRET client : 00000000900012",
            "Total HT 1000,00",
            "TVA 200,00",
            "Total TTC 1200,00",
        ]))
        .await;
    let id =
        desk.desk.issuing.begin_deposit(actor, desk.firm.structure, file, "ma facture.pdf").await.unwrap();
    assert_eq!(desk.desk.issuing.deposit_view(actor, id).await.unwrap().recognition, Recognition::Waiting);
    desk.pass(SECOND).await;
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    assert_eq!(view.recognition, Recognition::Done);
    assert_eq!(view.draft.form.number, "FA-2026-7", "an empty field takes what Chorus Pro recognised");

    desk.type_in(actor, id, &complete_form("FA-2026-7")).await;
    desk.submit(actor, id).await.unwrap();
    assert_eq!(status(&desk, id).await, InvoiceStatus::Queued);
    desk.pass(5 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-2026-7"), 0, "nothing leaves during the time to undo");
    desk.pass(6 * SECOND).await;
    assert_eq!(status(&desk, id).await, InvoiceStatus::Deposee);

    for _ in 0..10 {
        desk.pass(MINUTE).await;
    }
    let view = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert_eq!(view.invoice.status, InvoiceStatus::MiseADisposition);
    assert!(view.invoice.arrived_at.is_some());
    let codes: Vec<&str> = view
        .events
        .iter()
        .filter(|event| event.kind == EventKind::Status)
        .map(|event| event.code.as_str())
        .collect();
    assert_eq!(codes, ["MISE_A_DISPOSITION", "EN_COURS_ACHEMINEMENT", "DEPOSEE"], "latest first, each once");
    assert_eq!(desk.count_at_chorus_pro("FA-2026-7"), 1);
    let mut read = desk.system.database().read().await.unwrap();
    let spans = read.clock_spans(actor.organization, id).await.unwrap();
    let arrived = view.invoice.arrived_at.unwrap();
    assert_eq!(spans, [ClockSpan { side: ClockSide::Ordonnateur, from: arrived, to: None }]);
}

#[tokio::test]
async fn a_submission_is_undone_while_it_has_not_left_and_not_after() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.desk.issuing.undo_submission(&desk.firm.actor, id).await.unwrap();
    assert_eq!(status(&desk, id).await, InvoiceStatus::Draft);
    desk.pass(MINUTE).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 0);

    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let late = desk.desk.issuing.undo_submission(&desk.firm.actor, id).await.unwrap_err();
    assert!(matches!(late, OperationError::Refused(Reason::TooLateToUndo)), "{late}");
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_up_and_never_sent_twice() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-2").await;
    desk.pass(SECOND).await;
    desk.simulator.faults().order(on_submission(FaultKind::CutAfter));
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(status(&desk, id).await, InvoiceStatus::Unconfirmed);
    assert_eq!(desk.count_at_chorus_pro("FA-2"), 1, "Chorus Pro has it, we do not know yet");
    desk.pass(MINUTE).await;
    let view = desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap();
    assert!(view.invoice.status.is_at_chorus_pro(), "{:?}", view.invoice.status);
    assert_eq!(desk.count_at_chorus_pro("FA-2"), 1);
    let outcomes: Vec<AttemptOutcome> = view
        .attempts
        .iter()
        .filter(|attempt| attempt.kind == Submit::NAME)
        .map(|attempt| attempt.outcome)
        .collect();
    assert_eq!(outcomes, [AttemptOutcome::Done, AttemptOutcome::Unknown], "the user sees both tries");
}

#[tokio::test]
async fn what_may_have_arrived_is_looked_up_even_when_its_draft_no_longer_passes_the_checks() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-33").await;
    desk.pass(SECOND).await;
    desk.simulator.faults().order(on_submission(FaultKind::CutAfter));
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(status(&desk, id).await, InvoiceStatus::Unconfirmed);
    // As after an outage so long that the checks see the form otherwise.
    let organization = desk.firm.organization;
    let mut transaction = desk.system.database().write(Turn::Organization(organization)).await.unwrap();
    let mut draft = transaction.draft(organization, id).await.unwrap().unwrap();
    draft.form.date = String::new();
    transaction.put_draft(&draft).await.unwrap();
    transaction.commit().await.unwrap();
    desk.pass(MINUTE).await;
    assert!(status(&desk, id).await.is_at_chorus_pro(), "{:?}", status(&desk, id).await);
    assert_eq!(desk.count_at_chorus_pro("FA-33"), 1);
}

#[tokio::test]
async fn a_request_cut_before_it_was_received_is_sent_again_once() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-3").await;
    desk.pass(SECOND).await;
    desk.simulator.faults().order(on_submission(FaultKind::CutBefore));
    desk.submit(&desk.firm.actor, id).await.unwrap();
    for _ in 0..4 {
        desk.pass(MINUTE).await;
    }
    assert!(status(&desk, id).await.is_at_chorus_pro());
    assert_eq!(desk.count_at_chorus_pro("FA-3"), 1);
}

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
async fn a_draft_that_changed_after_its_review_does_not_leave() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-7").await;
    let read = desk.desk.issuing.review(actor, id).await.unwrap();
    let colleague = domain::InvoiceForm { engagement: "BC-7".to_owned(), ..complete_form("FA-7") };
    desk.type_in(actor, id, &colleague).await;
    let changed = desk.desk.issuing.submit(actor, id, &read.seal()).await;
    assert!(matches!(changed, Err(OperationError::Refused(Reason::ChangedSinceReview))), "{changed:?}");
    assert_eq!(status(&desk, id).await, InvoiceStatus::Draft);

    let read = desk.desk.issuing.review(actor, id).await.unwrap();
    let file = desk.store(b"bon de livraison").await;
    desk.desk.issuing.add_attachment(actor, id, file, "bon.txt").await.unwrap();
    assert!(
        desk.desk.issuing.submit(actor, id, &read.seal()).await.is_err(),
        "with an attachment nobody read"
    );
    desk.submit(actor, id).await.unwrap();
    let late = desk.store(b"bon de commande").await;
    assert!(desk.desk.issuing.add_attachment(actor, id, late, "commande.txt").await.is_err(), "nor after it");
}

#[tokio::test]
async fn a_reading_that_ends_after_the_review_does_not_hinder_the_submission() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-8").await;
    let read = desk.desk.issuing.review(actor, id).await.unwrap();
    desk.pass(SECOND).await;
    assert_ne!(desk.desk.issuing.deposit_view(actor, id).await.unwrap().recognition, Recognition::Waiting);
    desk.desk.issuing.submit(actor, id, &read.seal()).await.unwrap();

    // Nor while it is being written down, whenever that is.
    for moment in (20..60).step_by(2) {
        let id = desk.complete_draft(&format!("FA-9-{moment}")).await;
        let seal = desk.desk.issuing.review(actor, id).await.unwrap().seal();
        desk.clock.pass(SECOND);
        let submission = async {
            tokio::time::sleep(Duration::from_millis(moment)).await;
            desk.desk.issuing.submit(actor, id, &seal).await
        };
        let (submitted, _) = tokio::join!(submission, desk.system.run_due());
        submitted.unwrap();
    }
}

#[tokio::test]
async fn another_invoice_under_our_number_is_never_taken_for_ours() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    // Chorus Pro holds another invoice under the number, which is not known here: as entered on the portal.
    let portal = desk.complete_draft("FA-32").await;
    desk.submit(actor, portal).await.unwrap();
    desk.pass(11 * SECOND).await;
    let organization = desk.firm.organization;
    let mut transaction = desk.system.database().write(Turn::Organization(organization)).await.unwrap();
    let mut known = transaction.invoice(organization, portal).await.unwrap().unwrap();
    known.number = "FA-31".to_owned();
    transaction.update_invoice(&mut known).await.unwrap();
    transaction.commit().await.unwrap();
    let ours = desk.complete_draft("FA-32").await;
    let form = domain::InvoiceForm {
        net: "500".to_owned(),
        vat: "100".to_owned(),
        gross: "600".to_owned(),
        due: "600".to_owned(),
        vat_lines: vec![domain::VatLineForm { rate: "20".into(), base: "500".into(), tax: "100".into() }],
        ..complete_form("FA-32")
    };
    desk.type_in(actor, ours, &form).await;
    desk.pass(SECOND).await;
    desk.simulator.faults().order(on_submission(FaultKind::CutBefore));
    desk.submit(actor, ours).await.unwrap();
    for _ in 0..4 {
        desk.pass(MINUTE).await;
    }
    let view = desk.desk.portfolio.invoice_view(actor, ours).await.unwrap();
    assert_eq!(view.invoice.status, InvoiceStatus::Refused);
    assert!(
        matches!(view.invoice.status_reason, Some(Reason::OtherInvoiceUnderNumber { .. })),
        "{:?}",
        view.invoice.status_reason
    );
    assert_eq!(view.invoice.chorus_id, None);
}

#[tokio::test]
async fn what_chorus_pro_refuses_comes_back_with_its_reason_and_can_be_corrected() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let first = desk.complete_draft("FA-5").await;
    desk.submit(actor, first).await.unwrap();
    desk.pass(11 * SECOND).await;
    // The stranger's structure is another supplier: its number is free; ours is taken, as Pupitre itself says.
    let second = desk.complete_draft("FA-5").await;
    let Err(OperationError::Invalid(notes)) = desk.submit(actor, second).await else { panic!("accepted") };
    assert!(
        notes
            .iter()
            .any(|note| note.severity == Severity::Error && note.remark == Reason::NumberTaken.into()),
        "{notes:?}"
    );
}

#[tokio::test]
async fn what_the_recipient_asks_for_is_read_and_enforced() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-6").await;
    let form = domain::InvoiceForm { recipient_siret: TOWN_SIRET.to_owned(), ..complete_form("FA-6") };
    desk.type_in(actor, id, &form).await;
    let Err(OperationError::Invalid(notes)) = desk.desk.issuing.review(actor, id).await else {
        panic!("accepted")
    };
    assert!(notes.iter().any(|note| note.path == domain::Field::ServiceCode.into()), "{notes:?}");
    let form = domain::InvoiceForm { service_code: "ACHATS".to_owned(), ..form };
    desk.type_in(actor, id, &form).await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-6"), 1);
}

#[tokio::test]
async fn attachments_travel_with_the_invoice_under_a_mended_name() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-8").await;
    let file = desk.store(b"bon de livraison").await;
    let added = desk.desk.issuing.add_attachment(actor, id, file, "Bon n°3 (été).txt").await.unwrap();
    assert_eq!((added.name.as_str(), added.mended), ("Bon_no3__ete_.txt", true));
    let file = desk.store(b"MZ").await;
    let refused = desk.desk.issuing.add_attachment(actor, id, file, "virus.exe").await.unwrap_err();
    assert!(matches!(refused, OperationError::Refused(Reason::NameUnusable { .. })), "{refused}");
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-8"), 1);
    let calls = desk.simulator.calls();
    assert!(calls.iter().any(|call| call.path.contains("ajouter/fichier")));
}

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
async fn every_step_done_twice_leaves_the_same_state() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-10").await;
    desk.pass(SECOND).await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    desk.pass(MINUTE).await;
    let before = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    for (again, kind) in (0..).zip([Recognise::NAME, Submit::NAME, Follow::NAME]) {
        // As a job whose outcome was kept nowhere: the same is to be done once more.
        let (organization, subject) = (desk.firm.organization, id.to_string());
        let database = desk.system.database();
        let mut transaction = database.write(Turn::Organization(organization)).await.unwrap();
        let job = transaction.job_about(organization, kind, &subject).await.unwrap().unwrap();
        assert_eq!(job.state, JobState::Done, "{kind}");
        let now = desk.desk.now();
        let id = domain::JobId::from(uuid::Uuid::from_u128(0xabc + again));
        let new = NewJob { id, not_before: now, created_at: now, ..job.new };
        assert!(transaction.enqueue(&new).await.unwrap(), "{kind}");
        transaction.commit().await.unwrap();
    }
    assert_eq!(desk.system.run_due().await.unwrap(), 3);
    let after = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert_eq!(after.events, before.events);
    assert_eq!(
        (after.invoice.status, after.invoice.chorus_id),
        (before.invoice.status, before.invoice.chorus_id)
    );
    assert_eq!(desk.count_at_chorus_pro("FA-10"), 1);
}

#[tokio::test]
async fn a_disk_that_fails_for_a_while_delays_an_invoice_and_refuses_nothing() {
    let desk = Desk::open().await;
    let file = desk.store(&invoice_pdf(&["Facture n° FA-11"])).await;
    let stored = desk.folder.path().join("documents").join(&file.sha256[..2]).join(&file.sha256);
    let id = desk
        .desk
        .issuing
        .begin_deposit(&desk.firm.actor, desk.firm.structure, file, "facture.pdf")
        .await
        .unwrap();
    desk.type_in(&desk.firm.actor, id, &complete_form("FA-11")).await;
    // It can be opened and never read.
    let away = desk.folder.path().join("away");
    std::fs::rename(&stored, &away).unwrap();
    std::fs::create_dir(&stored).unwrap();
    desk.submit(&desk.firm.actor, id).await.unwrap();
    for _ in 0..3 {
        desk.pass(MINUTE).await;
        assert_eq!(status(&desk, id).await, InvoiceStatus::Queued, "it waits");
    }
    let view = desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap();
    let submitted = view.attempts.iter().filter(|attempt| attempt.kind == Submit::NAME);
    let outcomes: Vec<AttemptOutcome> = submitted.map(|attempt| attempt.outcome).collect();
    assert!(outcomes.len() > 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| *outcome == AttemptOutcome::TryAgain), "{outcomes:?}");
    std::fs::remove_dir(&stored).unwrap();
    std::fs::rename(&away, &stored).unwrap();
    for _ in 0..60 {
        desk.pass(MINUTE).await;
    }
    assert!(status(&desk, id).await.is_at_chorus_pro());
    assert_eq!(desk.count_at_chorus_pro("FA-11"), 1);
}

#[tokio::test]
async fn a_number_is_reserved_while_its_first_invoice_is_under_way() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let (first, second) = (desk.complete_draft("FA-9").await, desk.complete_draft("FA-9").await);
    let (one, other) = (
        desk.desk.issuing.review(actor, first).await.unwrap(),
        desk.desk.issuing.review(actor, second).await.unwrap(),
    );
    let (one_seal, other_seal) = (one.seal(), other.seal());
    let (one, other) = tokio::join!(
        desk.desk.issuing.submit(actor, first, &one_seal),
        desk.desk.issuing.submit(actor, second, &other_seal)
    );
    let taken = |answer: &operations::Result<()>| {
        matches!(answer, Err(OperationError::Invalid(notes))
            if notes.errors().any(|note| note.remark == Reason::NumberTaken.into()))
    };
    assert!((one.is_ok() && taken(&other)) || (other.is_ok() && taken(&one)), "{one:?} {other:?}");
    let (sent, kept) = if one.is_ok() { (first, second) } else { (second, first) };

    // A failure changes nothing of it: the number is taken until it is known that nothing arrived.
    desk.simulator.faults().order(Fault { count: 99, ..on_submission(FaultKind::CutBefore) });
    desk.pass(11 * SECOND).await;
    assert_ne!(status(&desk, sent).await, InvoiceStatus::Deposee);
    let refused = desk.submit(actor, kept).await;
    assert!(taken(&refused), "{refused:?}");
    assert_eq!(status(&desk, kept).await, InvoiceStatus::Draft, "it can still be changed");
    desk.simulator.faults().clear();
    desk.type_in(actor, kept, &complete_form("FA-10")).await;
    desk.submit(actor, kept).await.unwrap();
    for _ in 0..10 {
        desk.pass(MINUTE).await;
    }
    assert_eq!((desk.count_at_chorus_pro("FA-9"), desk.count_at_chorus_pro("FA-10")), (1, 1));
}

#[tokio::test]
async fn another_organisations_invoice_of_the_same_supplier_and_number_is_not_ours() {
    let desk = Desk::open().await;
    let (firm, stranger) = (&desk.firm, &desk.stranger);
    let new = operations::NewStructure {
        siret: test_desk::SUPPLIER_SIRET.to_owned(),
        name: "Le même fournisseur".to_owned(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    let theirs = desk.desk.portfolio.add_structure(&stranger.actor, &new).await.unwrap();
    let credentials = operations::Credentials {
        client_id: "application-atelier".to_owned(),
        client_secret: "secret-atelier".to_owned().into(),
        login: "TECH_1_000001@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Default::default()
    };
    desk.desk.connecting.save_credentials(&stranger.actor, theirs, credentials).await.unwrap();
    let file = desk.store(&invoice_pdf(&["FACTURE"])).await;
    let other = desk.desk.issuing.begin_deposit(&stranger.actor, theirs, file, "facture.pdf").await.unwrap();
    desk.pass(SECOND).await;
    let form = domain::InvoiceForm { date: "12/11/2026".to_owned(), ..complete_form("FA-5") };
    desk.type_in(&stranger.actor, other, &form).await;
    desk.submit(&stranger.actor, other).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-5"), 1);

    let ours = desk.complete_draft("FA-5").await;
    desk.submit(&firm.actor, ours).await.unwrap();
    desk.simulator.faults().order(on_submission(FaultKind::CutBefore));
    for _ in 0..5 {
        desk.pass(MINUTE).await;
    }
    let view = desk.desk.portfolio.invoice_view(&firm.actor, ours).await.unwrap();
    assert_eq!((view.invoice.status, view.invoice.chorus_id), (InvoiceStatus::Refused, None));
    let reason = view.invoice.status_reason;
    assert!(matches!(reason, Some(Reason::OtherInvoiceUnderNumber { .. })), "{reason:?}");
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

#[tokio::test]
async fn rounds_that_fail_come_further_and_further_apart_and_say_why() {
    let desk = Desk::open().await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.connecting.test_access(actor, structure).await.unwrap();
    desk.pass(SECOND).await;
    let kind = FaultKind::Status { status: 503, retry_after: None };
    let path = "rechercher/fournisseur".to_owned();
    desk.simulator.faults().order(Fault { path, count: 999, skip: 0, order: 0, kind });
    let before = asked(&desk).len();
    for _ in 0..6 * 60 {
        desk.pass(MINUTE).await;
    }
    // Every five minutes it would have been 72 rounds, of one call or more.
    let rounds = asked(&desk).len() - before;
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
