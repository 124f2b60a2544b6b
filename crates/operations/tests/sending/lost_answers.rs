//! What was sent and not answered is looked up: sent at most once, and nothing of others is taken for ours.

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{InvoiceStatus, Reason};
use jobs::Kind as _;
use operations::{Follow, OperationError, Recognise, Submit};
use storage::{AttemptOutcome, JobState, NewJob, Turn};
use test_desk::{Desk, complete_form, invoice_pdf};

use super::{MINUTE, SECOND, on_submission, status};

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
        identifier_kind: String::new(),
        siret: test_desk::SUPPLIER_SIRET.to_owned(),
        name: "Le même fournisseur".to_owned(),
        town: String::new(),
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
