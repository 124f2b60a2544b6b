//! From the dropped PDF to the recipient: review, undoing, attachments, what is refused.

use std::time::Duration;

use domain::{ClockSide, ClockSpan, InvoiceStatus, Reason, Severity};
use jobs::Kind as _;
use operations::{OperationError, Recognition, Submit};
use storage::{AttemptOutcome, EventKind};
use test_desk::{Desk, TOWN_SIRET, complete_form, invoice_pdf};

use super::{MINUTE, SECOND, status};

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
    assert_eq!((added[0].name.as_str(), added[0].mended), ("Bon_no3__ete_.txt", true));
    let file = desk.store(b"MZ").await;
    let refused = desk.desk.issuing.add_attachment(actor, id, file, "virus.exe").await.unwrap_err();
    assert!(matches!(refused, OperationError::Refused(Reason::ProgramNotTaken)), "{refused}");
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-8"), 1);
    let calls = desk.simulator.calls();
    assert!(calls.iter().any(|call| call.path.contains("ajouter/fichier")));
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
