//! Invoices that came back: each answer is prepared, may be taken back, arrives once, and tells how it ended.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::Arc;
use std::time::Duration;

use chorus_pro_simulator::world::Event;
use chorus_pro_simulator::{Fault, FaultKind, Status};
use domain::{
    ActKind, ActState, CompleteField, InvoiceId, InvoiceStatus, Reason, RecycleField, Role, ValidatorField,
    Values,
};
use operations::{Actor, InvoiceView, OperationError, Scope};
use storage::{AttemptOutcome, Turn};
use test_desk::{Desk, TOWN_SIRET, actor_of, add_user};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// An invoice that was sent and that its recipient has put into a status, as it is known here.
async fn come_back(desk: &Desk, number: &str, status: Status) -> InvoiceId {
    let id = desk.complete_draft(number).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let chorus_id = view(desk, id).await.invoice.chorus_id.unwrap();
    desk.simulator.bring_invoice(chorus_id, status, Some("Bon de commande absent")).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    id
}

async fn suspended(desk: &Desk, number: &str) -> InvoiceId {
    let id = come_back(desk, number, Status::Suspendue).await;
    assert_eq!(view(desk, id).await.invoice.status, InvoiceStatus::Suspendue);
    id
}

async fn view(desk: &Desk, id: InvoiceId) -> InvoiceView {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap()
}

fn comment(text: &str) -> Values {
    Values::read([("comment", text)]).unwrap()
}

/// Keeps what was typed and confirms it.
async fn send(
    desk: &Desk,
    actor: &Actor,
    id: InvoiceId,
    kind: ActKind,
    typed: &Values,
) -> operations::Result<()> {
    let acting = &desk.desk.acting;
    let version = acting.act_view(actor, id, kind).await?.version();
    let saved = acting.save_act(actor, id, kind, version, typed).await?;
    acting.send_act(actor, id, kind, saved.version).await.map(drop)
}

fn on(path: &str, kind: FaultKind) -> Fault {
    Fault { path: path.to_owned(), count: 1, skip: 0, order: 0, kind }
}

/// How often Chorus Pro was asked to do something.
fn calls(desk: &Desk, path: &str) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with(path)).count()
}

/// How often an invoice has reached a status there.
fn times(desk: &Desk, number: &str, status: Status) -> usize {
    let invoices = desk.simulator.invoices();
    let invoice = invoices.iter().find(|invoice| invoice.number == number).unwrap();
    invoice.history.iter().filter(|event| event.status == status).count()
}

#[tokio::test]
async fn a_suspended_invoice_is_completed_with_documents_and_a_comment() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = suspended(&desk, "FA-1").await;
    assert_eq!(view(&desk, id).await.called_for(), Some(ActKind::Complete));
    let file = desk.store(b"%PDF-1.4 bon de commande").await;
    let acting = &desk.desk.acting;
    acting.attach(actor, id, ActKind::Complete, file, "Bon n° 7.pdf").await.unwrap();
    assert_eq!(view(&desk, id).await.attachments.len(), 0, "nothing is attached before it has left");
    send(&desk, actor, id, ActKind::Complete, &comment("Le bon est joint.")).await.unwrap();
    let queued = view(&desk, id).await;
    assert_eq!(queued.act.as_ref().unwrap().act.state, ActState::Queued);
    assert!(queued.act.unwrap().undo_until.is_some());
    desk.pass(11 * SECOND).await;
    let done = view(&desk, id).await;
    assert_eq!(done.invoice.status, InvoiceStatus::Completee);
    assert!(done.act.is_none() && done.attachments.len() == 1 && done.called_for().is_none());
    let told = done.events.iter().find(|event| event.code == "COMPLETED").unwrap();
    assert_eq!(told.comment.as_deref(), Some("Le bon est joint."));
    assert!(told.author.is_some());
    let there = desk.simulator.invoices();
    let there = there.iter().find(|invoice| invoice.number == "FA-1").unwrap();
    assert_eq!(there.attachments.len(), 1);
}

#[tokio::test]
async fn nothing_leaves_without_a_document_or_a_comment() {
    let desk = Desk::open().await;
    let id = suspended(&desk, "FA-1").await;
    let refused = send(&desk, &desk.firm.actor, id, ActKind::Complete, &comment(" ")).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    assert!(notes.of(&CompleteField::Attachments.into()).next().is_some());
    desk.pass(MINUTE).await;
    assert_eq!(calls(&desk, "factures/v1/completer"), 0);
}

#[tokio::test]
async fn an_answer_is_taken_back_before_it_leaves_and_is_kept() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = suspended(&desk, "FA-1").await;
    send(&desk, actor, id, ActKind::Complete, &comment("Voici.")).await.unwrap();
    let act = view(&desk, id).await.act.unwrap().act;
    desk.desk.acting.undo_act(actor, id, act.id).await.unwrap();
    desk.pass(MINUTE).await;
    assert_eq!(calls(&desk, "factures/v1/completer"), 0);
    let prepared = desk.desk.acting.act_view(actor, id, ActKind::Complete).await.unwrap();
    assert_eq!(prepared.values.get(CompleteField::Comment), "Voici.");
    send(&desk, actor, id, ActKind::Complete, &comment("Voici, cette fois.")).await.unwrap();
    desk.pass(11 * SECOND).await;
    let too_late = desk.desk.acting.undo_act(actor, id, act.id).await;
    assert!(matches!(too_late, Err(OperationError::Refused(Reason::TooLateToUndo))), "{too_late:?}");
    assert_eq!(times(&desk, "FA-1", Status::Completee), 1);
}

#[tokio::test]
async fn an_answer_whose_confirmation_is_lost_is_looked_up_and_arrives_once() {
    for (fault, expected) in [(FaultKind::CutAfter, 1), (FaultKind::CutBefore, 2)] {
        let desk = Desk::open().await;
        let id = suspended(&desk, "FA-1").await;
        desk.simulator.faults().order(on("factures/v1/completer", fault.clone()));
        send(&desk, &desk.firm.actor, id, ActKind::Complete, &comment("Voici.")).await.unwrap();
        desk.pass(11 * SECOND).await;
        let unknown = view(&desk, id).await;
        assert_eq!(unknown.act.unwrap().act.state, ActState::Unconfirmed, "{fault:?}");
        for _ in 0..4 {
            desk.pass(MINUTE).await;
        }
        let done = view(&desk, id).await;
        assert_eq!(done.invoice.status, InvoiceStatus::Completee, "{fault:?}");
        assert_eq!(times(&desk, "FA-1", Status::Completee), 1, "{fault:?}");
        assert!(calls(&desk, "factures/v1/completer") <= expected, "{fault:?}");
        assert_eq!(done.sendings().next().unwrap().outcome, AttemptOutcome::Done);
        assert!(done.act.is_none());
    }
}

#[tokio::test]
async fn the_second_suspension_asks_for_an_answer_of_its_own() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = suspended(&desk, "FA-1").await;
    send(&desk, actor, id, ActKind::Complete, &comment("Un.")).await.unwrap();
    desk.pass(11 * SECOND).await;
    desk.pass(5 * MINUTE).await;
    let chorus_id = view(&desk, id).await.invoice.chorus_id.unwrap();
    desk.simulator.move_invoice(chorus_id, Status::Suspendue, Some("Encore")).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    assert_eq!(view(&desk, id).await.invoice.status, InvoiceStatus::Suspendue);
    desk.simulator.faults().order(on("factures/v1/completer", FaultKind::CutBefore));
    send(&desk, actor, id, ActKind::Complete, &comment("Deux.")).await.unwrap();
    for _ in 0..4 {
        desk.pass(MINUTE).await;
    }
    assert_eq!(times(&desk, "FA-1", Status::Completee), 2, "the first answer is not taken for the second");
}

#[tokio::test]
async fn what_somebody_else_has_answered_meanwhile_is_said_and_kept() {
    let desk = Desk::open().await;
    let id = suspended(&desk, "FA-1").await;
    send(&desk, &desk.firm.actor, id, ActKind::Complete, &comment("Par un autre.")).await.unwrap();
    desk.pass(11 * SECOND).await;
    // As when it was completed on the portal, and no synchronisation has read it yet.
    let organization = desk.firm.organization;
    let mut transaction = desk.system.database().write(Turn::Organization(organization)).await.unwrap();
    let mut known = transaction.invoice(organization, id).await.unwrap().unwrap();
    known.status = InvoiceStatus::Suspendue;
    transaction.update_invoice(&mut known).await.unwrap();
    transaction.commit().await.unwrap();
    send(&desk, &desk.firm.actor, id, ActKind::Complete, &comment("Voici.")).await.unwrap();
    desk.pass(11 * SECOND).await;
    let act = view(&desk, id).await;
    assert_eq!(act.sendings().next().unwrap().reason, Reason::ActNotCalledFor);
    assert_eq!(times(&desk, "FA-1", Status::Completee), 1);
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    let late = send(&desk, &desk.firm.actor, id, ActKind::Complete, &comment("Encore.")).await;
    assert!(matches!(late, Err(OperationError::Refused(Reason::ActNotCalledFor))), "{late:?}");
}

#[tokio::test]
async fn an_invoice_to_recycle_takes_its_new_way_under_its_number() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = come_back(&desk, "FA-1", Status::ARecycler).await;
    let kind = ActKind::Recycle;
    let prepared = desk.desk.acting.act_view(actor, id, kind).await.unwrap();
    let same = send(&desk, actor, id, kind, &prepared.values).await;
    let Err(OperationError::Invalid(notes)) = same else { panic!("{same:?}") };
    assert!(notes.of(&RecycleField::RecipientSiret.into()).next().is_some());
    let mut typed = Values::default();
    typed.set(RecycleField::RecipientSiret, TOWN_SIRET);
    let without_service = send(&desk, actor, id, kind, &typed).await;
    let Err(OperationError::Invalid(notes)) = without_service else { panic!("{without_service:?}") };
    assert!(notes.of(&RecycleField::ServiceCode.into()).next().is_some(), "the town asks for a service");
    let card = desk.desk.directory.recipient_card(actor, desk.firm.structure, TOWN_SIRET).await.unwrap();
    let service = card.entry.services.iter().find(|service| service.active).unwrap().code.clone();
    typed.set(RecycleField::ServiceCode, &service);
    typed.set(RecycleField::Engagement, "EJ-7");
    send(&desk, actor, id, kind, &typed).await.unwrap();
    desk.pass(11 * SECOND).await;
    let done = view(&desk, id).await.invoice;
    assert_eq!(done.number, "FA-1");
    assert_eq!((done.partner_siret.as_str(), done.service_code), (TOWN_SIRET, Some(service)));
    assert_eq!(done.partner_name, card.entry.name);
    assert_ne!(done.status, InvoiceStatus::ARecycler);
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 1);
}

#[tokio::test]
async fn a_rejection_that_was_dealt_with_needs_nobody_any_more() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = come_back(&desk, "FA-1", Status::Rejetee).await;
    let waits = async || {
        let overview = desk.desk.portfolio.overview(actor).await.unwrap();
        overview.to_do.iter().any(|row| row.id == id)
    };
    assert!(waits().await);
    desk.desk.acting.acknowledge_rejection(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert!(!waits().await);
    let done = view(&desk, id).await;
    assert!(done.rejection_treated && done.called_for().is_none());
    assert_eq!(done.invoice.status, InvoiceStatus::Rejetee, "it stays a rejection");
    let there = desk.simulator.invoices();
    assert!(there.iter().any(|invoice| invoice.number == "FA-1" && invoice.rejection_treated));
}

#[tokio::test]
async fn a_rejected_invoice_is_established_anew_with_what_was_attached() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let draft = desk.complete_draft("FA-1").await;
    let file = desk.store(b"%PDF-1.4 bon").await;
    desk.desk.issuing.add_attachment(actor, draft, file, "bon.pdf").await.unwrap();
    desk.submit(actor, draft).await.unwrap();
    desk.pass(11 * SECOND).await;
    let early = desk.desk.issuing.copy_invoice(actor, desk.complete_draft("FA-9").await).await;
    assert!(matches!(early, Err(OperationError::Refused(Reason::NotSentYet))), "{early:?}");
    let chorus_id = view(&desk, draft).await.invoice.chorus_id.unwrap();
    desk.simulator.bring_invoice(chorus_id, Status::Rejetee, Some("Prix faux")).unwrap();
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    let copy = desk.desk.issuing.copy_invoice(actor, draft).await.unwrap();
    let seen = desk.desk.issuing.deposit_view(actor, copy).await.unwrap();
    assert_eq!(seen.draft.copied_from, Some(draft));
    assert_eq!((seen.draft.form.number.as_str(), seen.draft.form.gross.as_str()), ("", "1 200,00"));
    assert_eq!(seen.attachments.len(), 1);
    let without = desk.desk.issuing.review(actor, copy).await;
    let Err(OperationError::Invalid(notes)) = without else { panic!("{without:?}") };
    assert!(notes.of(&domain::Field::Document.into()).next().is_some(), "it has no PDF yet");
    let pdf = desk.store(&test_desk::invoice_pdf(&["Facture n° FA-2".to_owned()])).await;
    desk.desk.issuing.replace_document(actor, copy, pdf, "FA-2.pdf").await.unwrap();
    desk.type_in(actor, copy, &test_desk::complete_form("FA-2")).await;
    desk.submit(actor, copy).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert!(view(&desk, copy).await.invoice.status.is_at_chorus_pro());
    let there = desk.simulator.invoices();
    let sent = there.iter().find(|invoice| invoice.number == "FA-2").unwrap();
    assert_eq!(sent.attachments.len(), 1);
}

#[tokio::test]
async fn two_colleagues_do_not_answer_twice_nor_over_each_other_in_silence() {
    let desk = Desk::open().await;
    let (first, id) = (&desk.firm.actor, suspended(&desk, "FA-1").await);
    let email = "anne@cabinet.example";
    let user = add_user(&desk.system, desk.firm.organization, email, Role::Deposant, Scope::Everything).await;
    let second = actor_of(user, desk.firm.organization, "Cabinet", email, Role::Deposant, Scope::Everything);
    let kind = ActKind::Complete;
    let acting = &desk.desk.acting;
    acting.save_act(first, id, kind, 0, &comment("De l’une.")).await.unwrap();
    let saved = acting.save_act(&second, id, kind, 0, &comment("De l’autre.")).await.unwrap();
    let (values, notes) = saved.replaced.unwrap();
    assert_eq!(values.get(CompleteField::Comment), "De l’une.");
    assert!(notes.refuse());
    let unseen = acting.send_act(first, id, kind, 1).await;
    assert!(matches!(unseen, Err(OperationError::ChangedMeanwhile)), "{unseen:?}");
    let both = tokio::join!(
        acting.send_act(first, id, kind, saved.version),
        acting.send_act(&second, id, kind, saved.version)
    );
    assert_eq!(usize::from(both.0.is_ok()) + usize::from(both.1.is_ok()), 1, "{both:?}");
    desk.pass(11 * SECOND).await;
    assert_eq!(times(&desk, "FA-1", Status::Completee), 1);
}

#[tokio::test]
async fn nothing_leaves_with_a_file_that_a_colleague_attached_unseen() {
    let desk = Desk::open().await;
    let (first, id) = (&desk.firm.actor, suspended(&desk, "FA-1").await);
    let email = "anne@cabinet.example";
    let user = add_user(&desk.system, desk.firm.organization, email, Role::Deposant, Scope::Everything).await;
    let second = actor_of(user, desk.firm.organization, "Cabinet", email, Role::Deposant, Scope::Everything);
    let (kind, acting) = (ActKind::Complete, &desk.desk.acting);
    let said = comment("Le bon est joint.");
    let seen = acting.save_act(first, id, kind, 0, &said).await.unwrap().version;
    let file = desk.store(b"%PDF-1.4 autre bon").await;
    acting.attach(&second, id, kind, file, "autre.pdf").await.unwrap();
    let saved = acting.save_act(first, id, kind, seen, &said).await.unwrap();
    let unseen = acting.send_act(first, id, kind, saved.version).await;
    assert!(matches!(unseen, Err(OperationError::ChangedMeanwhile)), "{unseen:?}");
}

#[tokio::test]
async fn what_is_out_of_reach_cannot_be_answered() {
    let desk = Desk::open().await;
    let id = suspended(&desk, "FA-1").await;
    let (stranger, acting) = (&desk.stranger.actor, &desk.desk.acting);
    let kind = ActKind::Complete;
    send(&desk, &desk.firm.actor, id, kind, &comment("Voici.")).await.unwrap();
    let act = view(&desk, id).await.act.unwrap().act.id;
    let file = desk.store(b"%PDF-1.4").await;
    for outcome in [
        acting.act_view(stranger, id, kind).await.map(drop),
        acting.save_act(stranger, id, kind, 0, &comment("x")).await.map(drop),
        acting.send_act(stranger, id, kind, 1).await.map(drop),
        acting.attach(stranger, id, kind, file, "a.pdf").await.map(drop),
        acting.undo_act(stranger, id, act).await.map(drop),
        acting.retry_act(stranger, id, act).await,
        acting.acknowledge_rejection(stranger, id).await,
        desk.desk.issuing.copy_invoice(stranger, id).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(OperationError::NotFound(_))), "{outcome:?}");
    }
    let reader = Actor { role: Role::Lecteur, ..desk.firm.actor.clone() };
    let outcome = acting.save_act(&reader, id, kind, 0, &comment("x")).await;
    assert!(matches!(outcome, Err(OperationError::Forbidden(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_wrong_validator_is_replaced() {
    let id = {
        let desk = Desk::open().await;
        come_back(&desk, "FA-1", Status::Suspendue).await;
        desk.simulator.world()
    };
    // As it stands when its first validator has answered that it is not for them.
    let desk = Desk::open_in(move |world| {
        *world = id;
        let invoice = Arc::make_mut(&mut world.invoices[0]);
        invoice.framework = "A9_FACTURE_SOUSTRAITANT".to_owned();
        invoice.validator = Some(invoice.recipient);
        let stood = invoice.history[0].clone();
        let statuses = [Status::AValider1, Status::ErreurFournisseurSurValideur];
        invoice.history = statuses.map(|status| Event { status, ..stood.clone() }).into();
    })
    .await;
    for _ in 0..7 {
        desk.pass(10 * MINUTE).await;
    }
    let filter = storage::InvoiceFilter::new(domain::Direction::Issued, Scope::Everything);
    let id = desk.desk.portfolio.list(&desk.firm.actor, filter).await.unwrap().rows[0].id;
    assert_eq!(view(&desk, id).await.invoice.status, InvoiceStatus::ErreurFournisseurSurValideur);
    let mut typed = Values::default();
    typed.set(ValidatorField::Kind, "SIRET");
    typed.set(ValidatorField::Identifier, "00000000900002");
    send(&desk, &desk.firm.actor, id, ActKind::CorrectValidator, &typed).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(view(&desk, id).await.invoice.status, InvoiceStatus::AValider1);
}
