//! Invoices of subcontractors: what waits for a validator is mirrored with its files, answered once, and what becomes of it
//! is told.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind, Status};
use chrono::NaiveDate;
use domain::{
    ActKind, ActState, AnswerField, Direction, InvoiceStatus, Reason, Remark, Role, ValidationAnswer,
    ValidationId, Values, WRONG_VALIDATOR,
};
use operations::{Actor, InvoiceFilter, OperationError, Scope, ScopedStructure, ValidationView};
use test_desk::{Desk, actor_of, add_user};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3_600);
const TREAT: &str = "factures/v1/traiter/factureAValider";

fn answer(answer: ValidationAnswer, said: &[(AnswerField, &str)]) -> Values {
    let mut values = Values::default();
    values.set(AnswerField::Answer, answer.code());
    for (field, text) in said {
        values.set(*field, text);
    }
    values
}

fn accept() -> Values {
    answer(ValidationAnswer::Accept, &[])
}

async fn view(desk: &Desk, id: ValidationId) -> ValidationView {
    desk.desk.validating.validation(&desk.stranger.actor, id).await.unwrap()
}

async fn send(desk: &Desk, actor: &Actor, id: ValidationId, typed: &Values) -> operations::Result<()> {
    let validating = &desk.desk.validating;
    let version = validating.validation(actor, id).await?.version();
    let saved = validating.save_reply(actor, id, version, typed).await?;
    validating.send_reply(actor, id, saved.version).await
}

async fn leave(desk: &Desk) {
    desk.pass(11 * SECOND).await;
    for _ in 0..5 {
        desk.pass(MINUTE).await;
    }
}

fn calls(desk: &Desk) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with(TREAT)).count()
}

/// The statuses that an invoice has passed there, the first one first.
fn passed(desk: &Desk, number: &str) -> Vec<Status> {
    let invoices = desk.simulator.invoices();
    let invoice = invoices.iter().find(|invoice| invoice.number == number).unwrap();
    invoice.history.iter().map(|event| event.status).collect()
}

fn on(kind: FaultKind) -> Fault {
    Fault { path: TREAT.to_owned(), count: 1, skip: 0, order: 0, kind }
}

/// A person of the validating organisation with other rights.
async fn colleague(desk: &Desk, role: Role, scope: Scope) -> Actor {
    let (email, organization) = ("collegue@autre.example", desk.stranger.organization);
    let user = add_user(&desk.system, organization, email, role, scope.clone()).await;
    actor_of(user, organization, "Autre cabinet", email, role, scope)
}

#[tokio::test]
async fn what_waits_is_seen_with_its_exact_amounts_its_pdf_and_the_day_of_tacit_acceptance() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    let seen = view(&desk, id).await;
    let invoice = &seen.validation;
    assert_eq!((invoice.status.clone(), invoice.is_waiting), (InvoiceStatus::AValider1, true));
    assert_eq!((invoice.net_cents, invoice.gross_cents), (Some(100_000), Some(120_000)));
    assert_eq!(invoice.supplier_identifier, test_desk::SUPPLIER_SIRET);
    assert_eq!(invoice.recipient_siret, test_desk::SCHOOL_SIRET);
    assert_eq!(invoice.framework.as_deref(), Some("A9_FACTURE_SOUSTRAITANT"));
    assert_eq!(seen.tacit_day(), NaiveDate::from_ymd_opt(2026, 12, 5), "fifteen days from 20 November");
    assert!(invoice.reasons.iter().any(|reason| reason.code == WRONG_VALIDATOR));
    let (document, mut file) = {
        let opened = desk.desk.validating.open_validation_file(&desk.stranger.actor, id, 0).await;
        let (document, file) = opened.unwrap();
        (document, file.into_stream())
    };
    assert_eq!(document.name, "ST-1.pdf");
    let first = futures::StreamExt::next(&mut file).await.unwrap().unwrap();
    assert!(first.starts_with(b"%PDF-"));
    assert!(desk.desk.validating.validates(&desk.stranger.actor).await.unwrap());
    assert!(!desk.desk.validating.validates(&desk.firm.actor).await.unwrap());
}

#[tokio::test]
async fn an_accepted_invoice_goes_on_to_its_recipient_and_is_answered_once() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    send(&desk, &desk.stranger.actor, id, &accept()).await.unwrap();
    let queued = view(&desk, id).await;
    assert_eq!((queued.reply.unwrap().state, queued.undo_until.is_some()), (ActState::Queued, true));
    let again = send(&desk, &desk.stranger.actor, id, &accept()).await;
    assert!(matches!(again, Err(OperationError::Refused(Reason::ActUnderWay))), "{again:?}");
    leave(&desk).await;
    let done = view(&desk, id).await;
    assert_eq!(done.reply.as_ref().unwrap().state, ActState::Done);
    assert!(!done.validation.is_waiting && !done.can_be_answered());
    assert_eq!(passed(&desk, "ST-1")[..3], [Status::AValider1, Status::Validee1, Status::Deposee]);
    assert_eq!(calls(&desk), 1);
    let page = desk.desk.validating.validations(&desk.stranger.actor, false, 1).await.unwrap();
    assert_eq!((page.waiting, page.answered, page.rows.len()), (0, 1, 1));
}

#[tokio::test]
async fn a_refusal_needs_a_reason_of_the_list_and_reaches_the_supplier_with_its_words() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    let without = send(&desk, &desk.stranger.actor, id, &answer(ValidationAnswer::Refuse, &[])).await;
    let Err(OperationError::Invalid(notes)) = without else { panic!("{without:?}") };
    assert!(notes.errors().any(|note| note.remark == Remark::NotChosen), "{notes:?}");
    let said = [(AnswerField::Reason, "AUTRE"), (AnswerField::Detail, "Le métré manque.")];
    send(&desk, &desk.stranger.actor, id, &answer(ValidationAnswer::Refuse, &said)).await.unwrap();
    leave(&desk).await;
    assert_eq!(view(&desk, id).await.validation.status, InvoiceStatus::Refusee1);
    let invoices = desk.simulator.invoices();
    let there = invoices.iter().find(|invoice| invoice.number == "ST-1").unwrap();
    let last = there.history.last().unwrap();
    assert_eq!(last.status, Status::Refusee1);
    assert!(last.comment.as_deref().unwrap_or_default().contains("Le métré manque."), "{:?}", last.comment);
}

#[tokio::test]
async fn what_is_not_for_the_validator_goes_back_and_may_be_led_here_again() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    send(&desk, &desk.stranger.actor, id, &answer(ValidationAnswer::NotMine, &[])).await.unwrap();
    leave(&desk).await;
    let given_back = view(&desk, id).await.validation;
    assert_eq!(given_back.status, InvoiceStatus::ErreurFournisseurSurValideur);
    // Its supplier insists.
    let (actor, acting) = (&desk.firm.actor, &desk.desk.acting);
    desk.pass(6 * MINUTE).await;
    let filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
    let issued = desk.desk.portfolio.list(actor, filter).await.unwrap().rows[0].id;
    let named = Values::read([("identifier_kind", "SIRET"), ("identifier", "00000000900002")]).unwrap();
    let kind = ActKind::CorrectValidator;
    let saved = acting.save_act(actor, issued, kind, 0, &named).await.unwrap();
    acting.send_act(actor, issued, kind, saved.version).await.unwrap();
    leave(&desk).await;
    desk.desk.validating.refresh_validations(&desk.stranger.actor).await.unwrap();
    desk.pass(SECOND).await;
    let again = view(&desk, id).await;
    assert!(again.validation.is_waiting && again.can_be_answered());
    assert!(again.validation.waiting_since > given_back.waiting_since, "its delay begins anew");
    send(&desk, &desk.stranger.actor, id, &accept()).await.unwrap();
    leave(&desk).await;
    assert_eq!(calls(&desk), 2);
}

#[tokio::test]
async fn an_answer_is_taken_back_before_it_leaves_and_is_kept() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    let typed = answer(ValidationAnswer::Refuse, &[(AnswerField::Reason, "AUTRE")]);
    send(&desk, &desk.stranger.actor, id, &typed).await.unwrap();
    desk.desk.validating.undo_reply(&desk.stranger.actor, id).await.unwrap();
    leave(&desk).await;
    assert_eq!(calls(&desk), 0);
    let kept = view(&desk, id).await;
    assert_eq!(kept.values().get(AnswerField::Reason), "AUTRE");
    assert!(kept.can_be_answered());
    let late = desk.desk.validating.undo_reply(&desk.stranger.actor, id).await;
    assert!(matches!(late, Err(OperationError::Refused(Reason::TooLateToUndo))), "{late:?}");
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_arrives_once() {
    for fault in [FaultKind::CutAfter, FaultKind::CutBefore] {
        let desk = Desk::open().await;
        let id = desk.subcontract("ST-1").await;
        desk.simulator.faults().order(on(fault.clone()));
        send(&desk, &desk.stranger.actor, id, &accept()).await.unwrap();
        desk.pass(11 * SECOND).await;
        assert_eq!(view(&desk, id).await.reply.unwrap().state, ActState::Unconfirmed, "{fault:?}");
        for _ in 0..6 {
            desk.pass(MINUTE).await;
        }
        let done = view(&desk, id).await;
        assert_eq!(done.reply.unwrap().state, ActState::Done, "{fault:?}");
        let accepted = passed(&desk, "ST-1").iter().filter(|status| **status == Status::Validee1).count();
        assert_eq!(accepted, 1, "{fault:?}");
    }
}

#[tokio::test]
async fn what_chorus_pro_refuses_is_said_with_its_words_and_can_be_answered_again() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    let chorus_id = view(&desk, id).await.validation.chorus_id;
    send(&desk, &desk.stranger.actor, id, &accept()).await.unwrap();
    // Somebody of the firm answers on the portal meanwhile.
    desk.simulator.bring_invoice(chorus_id, Status::Refusee1, Some("Refusée sur le portail")).unwrap();
    leave(&desk).await;
    let overtaken = view(&desk, id).await;
    let reply = overtaken.reply.as_ref().unwrap();
    assert_eq!((reply.state, reply.reason.clone()), (ActState::Refused, Some(Reason::ActNotCalledFor)));
    assert_eq!(overtaken.validation.status, InvoiceStatus::Refusee1);
    assert!(!overtaken.can_be_answered());
}

#[tokio::test]
async fn silence_is_told_as_tacit_acceptance() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    desk.pass(15 * DAY + MINUTE).await;
    desk.pass(2 * Duration::from_secs(3_600)).await;
    let closed = view(&desk, id).await;
    assert!(!closed.validation.is_waiting, "{:?}", closed.validation);
    assert!(passed(&desk, "ST-1").contains(&Status::AbsenceValidation1HorsDelai));
    let late = send(&desk, &desk.stranger.actor, id, &accept()).await;
    assert!(matches!(late, Err(OperationError::Refused(Reason::ActNotCalledFor))), "{late:?}");
    assert_eq!(calls(&desk), 0);
}

#[tokio::test]
async fn only_who_may_treat_answers_and_only_who_reaches_the_whole_structure_sees() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    let reader = colleague(&desk, Role::Lecteur, Scope::Everything).await;
    assert!(desk.desk.validating.validation(&reader, id).await.is_ok());
    let refused = desk.desk.validating.save_reply(&reader, id, 0, &accept()).await;
    assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
    let entry = ScopedStructure { structure: desk.stranger.structure, services: vec!["ACHATS".to_owned()] };
    for scope in [Scope::Only(Vec::new()), Scope::Only(vec![entry])] {
        let partial = Actor { scope, ..desk.stranger.actor.clone() };
        let absent = desk.desk.validating.validation(&partial, id).await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
        let absent = desk.desk.validating.save_reply(&partial, id, 0, &accept()).await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
        let file = desk.desk.validating.open_validation_file(&partial, id, 0).await;
        assert!(matches!(file, Err(OperationError::NotFound(_))));
        let page = desk.desk.validating.validations(&partial, true, 1).await.unwrap();
        assert_eq!((page.waiting, page.rows.len(), page.not_read.len()), (0, 0, 0));
        assert!(!desk.desk.validating.validates(&partial).await.unwrap());
    }
    let absent = desk.desk.validating.validation(&desk.firm.actor, id).await;
    assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
}

#[tokio::test]
async fn two_people_at_once_answer_once() {
    let desk = Desk::open().await;
    let id = desk.subcontract("ST-1").await;
    let other = colleague(&desk, Role::Valideur, Scope::Everything).await;
    let refuse = answer(ValidationAnswer::Refuse, &[(AnswerField::Reason, "AUTRE")]);
    let (first, accepted) = (desk.stranger.actor.clone(), accept());
    let (one, two) = tokio::join!(send(&desk, &first, id, &accepted), send(&desk, &other, id, &refuse));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|went| **went).count(), 1, "{one:?} {two:?}");
    leave(&desk).await;
    assert_eq!(calls(&desk), 1);
}

#[tokio::test]
async fn an_access_without_the_right_is_said_and_not_asked_again_and_again() {
    let desk = Desk::open().await;
    for _ in 0..4 {
        desk.pass(2 * Duration::from_secs(3_600)).await;
    }
    let page = desk.desk.validating.validations(&desk.firm.actor, true, 1).await.unwrap();
    assert_eq!(page.not_read.len(), 1, "{:?}", page.not_read);
    assert!(matches!(page.not_read[0].reason, Reason::ChorusProRefused { .. }), "{:?}", page.not_read);
    let asked = |login: &str| {
        let path = "factures/v1/rechercher/aTraiter/valideur";
        let calls = desk.simulator.calls();
        calls
            .iter()
            .filter(|call| call.path.ends_with(path) && call.account.as_deref() == Some(login))
            .count()
    };
    assert_eq!(asked("TECH_1_000001@cpro.fr"), 1, "a right does not come by asking");
    let overview = desk.desk.portfolio.structure(&desk.firm.actor, desk.firm.structure).await.unwrap();
    assert!(overview.structure.failing.is_none(), "nothing is broken by it");
}
