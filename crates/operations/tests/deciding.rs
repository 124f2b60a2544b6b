//! Received invoices: what their recipient decides is prepared, may be taken back, arrives once, and tells how it ended.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::Arc;
use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind, Status};
use domain::{
    ActKind, ActState, Closed, Decision, DecisionField, Direction, InvoiceId, InvoiceStatus, Reason, Remark,
    Role, StructureId, Values,
};
use operations::{Actor, DecisionOf, InvoiceView, NotDecided, OperationError, Scope, ScopedStructure};
use storage::{AttemptOutcome, InvoiceFilter};
use test_desk::{Desk, actor_of, add_user};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const TREAT: &str = "factures/v1/traiter/recue";

/// The desk of a firm that also has the town, which receives.
struct Town {
    desk: Desk,
    structure: StructureId,
}

impl Town {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let structure = desk.add_town().await;
        Self { desk, structure }
    }

    async fn received(&self, numbers: &[&str]) -> Vec<InvoiceId> {
        self.desk.receive(self.structure, numbers).await
    }

    fn actor(&self) -> &Actor {
        &self.desk.firm.actor
    }

    async fn view(&self, id: InvoiceId) -> InvoiceView {
        self.desk.desk.portfolio.invoice_view(self.actor(), id).await.unwrap()
    }

    async fn decide(&self, actor: &Actor, id: InvoiceId, typed: &Values) -> operations::Result<()> {
        let acting = &self.desk.desk.acting;
        let version = acting.decision_view(actor, id, None).await?.version();
        let saved = acting.save_act(actor, id, ActKind::Decide, version, typed).await?;
        acting.send_act(actor, id, ActKind::Decide, saved.version).await.map(drop)
    }

    async fn leave(&self) {
        self.desk.pass(11 * SECOND).await;
        for _ in 0..4 {
            self.desk.pass(MINUTE).await;
        }
    }

    /// The supplier, in the same house, answers a suspension.
    async fn complete(&self, number: &str) {
        let filter = InvoiceFilter::new(Direction::Issued, Scope::Everything);
        let page = self.desk.desk.portfolio.list(self.actor(), filter).await.unwrap();
        let id = page.rows.into_iter().find(|row| row.number == number).unwrap().id;
        let acting = &self.desk.desk.acting;
        let comment = Values::read([("comment", "Le bon est joint.")]).unwrap();
        let saved = acting.save_act(self.actor(), id, ActKind::Complete, 0, &comment).await.unwrap();
        acting.send_act(self.actor(), id, ActKind::Complete, saved.version).await.unwrap();
        self.leave().await;
    }

    fn calls(&self) -> usize {
        self.desk.simulator.calls().iter().filter(|call| call.path.ends_with(TREAT)).count()
    }

    /// The statuses that an invoice has passed there, the first one first.
    fn passed(&self, number: &str) -> Vec<Status> {
        let invoices = self.desk.simulator.invoices();
        let invoice = invoices.iter().find(|invoice| invoice.number == number).unwrap();
        invoice.history.iter().map(|event| event.status).collect()
    }
}

fn decision(decision: Decision, said: &[(DecisionField, &str)]) -> Values {
    let mut values = Values::default();
    values.set(DecisionField::Decision, decision.code());
    for (field, text) in said {
        values.set(*field, text);
    }
    values
}

fn suspension() -> Values {
    decision(Decision::Suspend, &[(DecisionField::Motif, "Le bon de commande manque.")])
}

fn on(kind: FaultKind) -> Fault {
    Fault { path: TREAT.to_owned(), count: 1, skip: 0, order: 0, kind }
}

#[tokio::test]
async fn a_suspension_reaches_the_supplier_with_its_words_and_stops_the_delay() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    assert_eq!(town.view(id).await.invoice.status, InvoiceStatus::MiseADisposition);
    town.decide(town.actor(), id, &suspension()).await.unwrap();
    let queued = town.view(id).await.act.unwrap();
    assert_eq!((queued.act.state, queued.undo_until.is_some()), (ActState::Queued, true));
    town.leave().await;
    let done = town.view(id).await;
    assert_eq!(done.invoice.status, InvoiceStatus::Suspendue);
    assert_eq!(done.invoice.status_comment.as_deref(), Some("Le bon de commande manque."));
    assert!(done.act.is_none());
    assert!(done.delay().unwrap().interruption.is_some());
    assert_eq!(town.passed("FA-1").last(), Some(&Status::Suspendue));
    assert!(
        done.decisions()
            .iter()
            .all(|(_, steps)| *steps == Err(Closed::SuppliersTurn) || *steps == Err(Closed::Already))
    );
}

#[tokio::test]
async fn a_delay_is_interrupted_once() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    town.decide(town.actor(), id, &suspension()).await.unwrap();
    town.leave().await;
    for _ in 0..7 {
        town.desk.pass(10 * MINUTE).await;
    }
    town.complete("FA-1").await;
    for _ in 0..7 {
        town.desk.pass(10 * MINUTE).await;
    }
    assert_eq!(town.view(id).await.invoice.status, InvoiceStatus::Completee);
    let refused = town.decide(town.actor(), id, &suspension()).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    let closed = Remark::DecisionClosed { closed: Closed::InterruptedBefore };
    assert!(notes.errors().any(|note| note.remark == closed), "{notes:?}");
    assert_eq!(town.calls(), 1);
}

#[tokio::test]
async fn a_decision_is_taken_back_before_it_leaves_and_is_kept() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    town.decide(town.actor(), id, &suspension()).await.unwrap();
    let waiting = town.desk.desk.acting.waiting_acts(town.actor()).await.unwrap();
    assert_eq!(waiting.iter().map(|waiting| waiting.invoice.id).collect::<Vec<_>>(), [id]);
    town.desk.desk.acting.undo_act(town.actor(), id, waiting[0].act.id).await.unwrap();
    town.leave().await;
    assert_eq!(town.calls(), 0);
    assert!(town.desk.desk.acting.waiting_acts(town.actor()).await.unwrap().is_empty());
    let kept = town.desk.desk.acting.decision_view(town.actor(), id, None).await.unwrap();
    assert_eq!(kept.values, ActKind::Decide.own(&suspension()));
}

#[tokio::test]
async fn a_way_to_the_payment_takes_a_call_for_each_step_with_what_belongs_to_it() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    town.decide(town.actor(), id, &decision(Decision::ServiceFait, &[])).await.unwrap();
    town.leave().await;
    let said = [(DecisionField::MandateNumber, "2026-118")];
    town.decide(town.actor(), id, &decision(Decision::OrderPayment, &said)).await.unwrap();
    town.leave().await;
    assert_eq!(town.view(id).await.invoice.status, InvoiceStatus::MiseEnPaiement);
    let passed = town.passed("FA-1");
    let steps = [
        Status::ServiceFait,
        Status::Mandatee,
        Status::MiseADispositionComptable,
        Status::Comptabilisee,
        Status::MiseEnPaiement,
    ];
    assert_eq!(passed[passed.len() - 5..], steps);
    let invoices = town.desk.simulator.invoices();
    let there = invoices.iter().find(|invoice| invoice.number == "FA-1").unwrap();
    assert_eq!(there.payment_order.as_deref(), Some("2026-118"));
    assert_eq!(town.calls(), 5);
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_every_step_arrives_once() {
    for (fault, skip) in [
        (FaultKind::CutAfter, 0),
        (FaultKind::CutBefore, 0),
        (FaultKind::CutAfter, 1),
        (FaultKind::CutBefore, 2),
        (FaultKind::CutAfter, 2),
        (FaultKind::CutAfter, 3),
    ] {
        let town = Town::open().await;
        let id = town.received(&["FA-1"]).await[0];
        town.decide(town.actor(), id, &decision(Decision::ServiceFait, &[])).await.unwrap();
        town.leave().await;
        town.desk.simulator.faults().order(Fault { skip, ..on(fault.clone()) });
        town.decide(town.actor(), id, &decision(Decision::OrderPayment, &[])).await.unwrap();
        town.desk.pass(11 * SECOND).await;
        let unknown = town.view(id).await.act.unwrap();
        assert_eq!(unknown.act.state, ActState::Unconfirmed, "{fault:?} {skip}");
        for _ in 0..6 {
            town.desk.pass(MINUTE).await;
        }
        let done = town.view(id).await;
        assert_eq!(done.invoice.status, InvoiceStatus::MiseEnPaiement, "{fault:?} {skip}");
        let passed = town.passed("FA-1");
        let steps = [
            Status::Mandatee,
            Status::MiseADispositionComptable,
            Status::Comptabilisee,
            Status::MiseEnPaiement,
        ];
        assert_eq!(passed[passed.len() - 4..], steps, "{fault:?} {skip}");
        assert!(town.calls() <= 6, "{fault:?} {skip}");
        assert_eq!(done.sendings().next().unwrap().outcome, AttemptOutcome::Done);
    }
}

#[tokio::test]
async fn what_has_gone_on_since_a_lost_answer_is_not_said_to_be_refused() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    town.desk.simulator.faults().order(on(FaultKind::CutAfter));
    town.decide(town.actor(), id, &decision(Decision::Mandate, &[])).await.unwrap();
    town.desk.pass(11 * SECOND).await;
    let chorus_id = town.view(id).await.invoice.chorus_id.unwrap();
    town.desk.simulator.bring_invoice(chorus_id, Status::Comptabilisee, None).unwrap();
    town.leave().await;
    let done = town.view(id).await;
    assert!(done.act.is_none(), "{:?}", done.act);
    assert_eq!(done.sendings().next().unwrap().reason, Reason::ActFoundDone);
    assert_eq!(town.calls(), 1);
}

#[tokio::test]
async fn a_later_try_that_is_refused_because_an_earlier_one_arrived_is_not_said_to_be_refused() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    town.desk.simulator.faults().order(on(FaultKind::Status { status: 429, retry_after: None }));
    town.decide(town.actor(), id, &suspension()).await.unwrap();
    town.desk.pass(11 * SECOND).await;
    assert_eq!(town.view(id).await.act.unwrap().act.state, ActState::Queued, "it is tried again");
    let chorus_id = town.view(id).await.invoice.chorus_id.unwrap();
    town.desk.simulator.bring_invoice(chorus_id, Status::Suspendue, Some("Arrivée tard")).unwrap();
    town.leave().await;
    let done = town.view(id).await;
    assert!(done.act.is_none(), "{:?}", done.act);
    assert_eq!(done.sendings().next().unwrap().reason, Reason::ActFoundDone);
    assert_eq!(done.invoice.status, InvoiceStatus::Suspendue);
}

#[tokio::test]
async fn where_somebody_was_faster_the_way_is_found_anew_or_given_up() {
    let town = Town::open().await;
    let ids = town.received(&["FA-1", "FA-2"]).await;
    let chorus_id = async |id| town.view(id).await.invoice.chorus_id.unwrap();
    // Certified on the portal meanwhile: a mandate still has its place.
    town.desk.simulator.bring_invoice(chorus_id(ids[0]).await, Status::ServiceFait, None).unwrap();
    town.decide(town.actor(), ids[0], &decision(Decision::HandOver, &[])).await.unwrap();
    // Suspended there: nothing has.
    town.desk
        .simulator
        .bring_invoice(chorus_id(ids[1]).await, Status::Suspendue, Some("Autre motif"))
        .unwrap();
    town.decide(town.actor(), ids[1], &decision(Decision::Mandate, &[])).await.unwrap();
    town.desk.pass(11 * SECOND).await;
    assert_eq!(town.passed("FA-1").last(), Some(&Status::MiseADispositionComptable));
    assert!(town.view(ids[0]).await.act.is_none());
    town.leave().await;
    let overtaken = town.view(ids[1]).await;
    assert_eq!(overtaken.invoice.status, InvoiceStatus::Suspendue);
    let act = overtaken.act.unwrap().act;
    assert_eq!((act.state, act.reason), (ActState::Refused, Some(Reason::DecisionOvertaken)));
    assert_eq!(town.passed("FA-2").last(), Some(&Status::Suspendue));
}

#[tokio::test]
async fn a_service_fait_has_its_own_day_and_proof_and_moves_the_clock() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    let received = town.view(id).await.delay().unwrap().start.received;
    let later = received + chrono::TimeDelta::days(3);
    town.desk.pass(5 * 24 * 60 * MINUTE).await;
    let acting = &town.desk.desk.acting;
    let file = town.desk.store(b"%PDF-1.4 proces-verbal").await;
    acting.attach(town.actor(), id, ActKind::Decide, file, "PV.pdf").await.unwrap();
    let day = later.format("%d/%m/%Y").to_string();
    let typed = decision(Decision::ServiceFait, &[(DecisionField::ServiceDay, &day)]);
    town.decide(town.actor(), id, &typed).await.unwrap();
    town.leave().await;
    let done = town.view(id).await;
    assert_eq!(done.invoice.status, InvoiceStatus::ServiceFait);
    let start = done.delay().unwrap().start;
    assert_eq!((start.received, start.service_fait, start.day()), (received, Some(later), later));
    assert_eq!(done.attachments.len(), 1, "the proof stays with the invoice");
    let row = {
        let filter = InvoiceFilter::new(Direction::Received, Scope::Everything);
        town.desk.desk.portfolio.list(town.actor(), filter).await.unwrap().rows.remove(0)
    };
    let listed = town.desk.desk.portfolio.delays(town.actor(), Direction::Received, &[row]).await.unwrap();
    assert_eq!(listed[&id].start.day(), later, "the list says the same");
}

#[tokio::test]
async fn one_decision_on_several_is_tried_first_and_leaves_for_those_that_may_go() {
    let town = Town::open().await;
    let ids = town.received(&["FA-1", "FA-2", "FA-3"]).await;
    town.decide(town.actor(), ids[2], &suspension()).await.unwrap();
    town.leave().await;
    let acting = &town.desk.desk.acting;
    let asked = [ids[0], ids[1], ids[2], ids[0]];
    let bare = DecisionOf::each(&asked, &decision(Decision::Reject, &[]));
    let trials = acting.try_decisions(town.actor(), &bare).await.unwrap();
    assert_eq!((trials.invoices.len(), trials.open()), (3, 0), "each once, and none without a reason");
    let said = decision(Decision::Reject, &[(DecisionField::Motif, "Doublon.")]);
    let said = DecisionOf::each(&asked, &said);
    let trials = acting.try_decisions(town.actor(), &said).await.unwrap();
    assert_eq!(trials.open(), 2);
    assert_eq!(town.calls(), 1, "nothing leaves by trying");
    acting.decide_several(town.actor(), &said).await.unwrap();
    assert_eq!(acting.waiting_acts(town.actor()).await.unwrap().len(), 2);
    assert_eq!(acting.undo_waiting(town.actor()).await.unwrap(), 2);
    town.leave().await;
    assert_eq!(town.calls(), 1);
    let trials = acting.decide_several(town.actor(), &said).await.unwrap();
    assert_eq!(trials.open(), 2);
    town.leave().await;
    for id in &ids[..2] {
        assert_eq!(town.view(*id).await.invoice.status, InvoiceStatus::Rejetee);
    }
    assert_eq!(town.view(ids[2]).await.invoice.status, InvoiceStatus::Suspendue);
    assert_eq!(town.calls(), 3);
}

#[tokio::test]
async fn one_that_cannot_be_decided_on_keeps_no_other_back() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    let ours = &town.desk.firm;
    let filter = InvoiceFilter {
        structures: Some(vec![ours.structure]),
        ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
    };
    let issued = town.desk.desk.portfolio.list(town.actor(), filter).await.unwrap().rows[0].id;
    let mandate = DecisionOf::each(&[issued, id], &decision(Decision::Mandate, &[]));
    let trials = town.desk.desk.acting.decide_several(town.actor(), &mandate).await.unwrap();
    let outcomes: Vec<_> = trials.invoices.iter().map(|trial| trial.outcome.is_ok()).collect();
    assert_eq!(outcomes, [false, true], "an issued invoice is not decided on: {trials:?}");
}

#[tokio::test]
async fn a_colleagues_prepared_decision_is_not_replaced_by_one_on_several() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    let firm = &town.desk.firm;
    let other =
        add_user(&town.desk.system, firm.organization, "z@exemple.fr", Role::Valideur, Scope::Everything)
            .await;
    let other =
        actor_of(other, firm.organization, "Cabinet", "z@exemple.fr", Role::Valideur, Scope::Everything);
    let acting = &town.desk.desk.acting;
    acting.save_act(&other, id, ActKind::Decide, 0, &suspension()).await.unwrap();
    let mandate = DecisionOf::each(&[id], &decision(Decision::Mandate, &[]));
    let trials = acting.decide_several(town.actor(), &mandate).await.unwrap();
    assert!(matches!(trials.invoices[0].outcome, Err(NotDecided::PreparedBy { .. })), "{trials:?}");
    let kept = acting.decision_view(&other, id, None).await.unwrap().values;
    assert_eq!(kept, ActKind::Decide.own(&suspension()));
}

#[tokio::test]
async fn who_may_not_decide_does_not_and_a_foreign_invoice_does_not_exist() {
    let town = Town::open().await;
    let id = town.received(&["FA-1"]).await[0];
    let firm = &town.desk.firm;
    let acting = &town.desk.desk.acting;
    for (role, email) in [(Role::Deposant, "d@exemple.fr"), (Role::Lecteur, "l@exemple.fr")] {
        let user = add_user(&town.desk.system, firm.organization, email, role, Scope::Everything).await;
        let actor = actor_of(user, firm.organization, "Cabinet", email, role, Scope::Everything);
        let refused = town.decide(&actor, id, &suspension()).await;
        assert!(matches!(refused, Err(OperationError::Forbidden(_))), "{refused:?}");
        let several = acting.decide_several(&actor, &DecisionOf::each(&[id], &suspension())).await;
        assert!(matches!(several, Err(OperationError::Forbidden(_))), "{several:?}");
    }
    let elsewhere =
        Scope::Only(vec![ScopedStructure { structure: town.structure, services: vec!["AUTRE".to_owned()] }]);
    let user =
        add_user(&town.desk.system, firm.organization, "s@exemple.fr", Role::Valideur, elsewhere.clone())
            .await;
    let of_service = actor_of(user, firm.organization, "Cabinet", "s@exemple.fr", Role::Valideur, elsewhere);
    for actor in [&of_service, &town.desk.stranger.actor] {
        let absent = town.decide(actor, id, &suspension()).await;
        assert!(matches!(absent, Err(OperationError::NotFound(_))), "{absent:?}");
        let trials = acting.try_decisions(actor, &DecisionOf::each(&[id], &suspension())).await.unwrap();
        assert_eq!((trials.invoices.len(), trials.gone), (0, 1));
    }
    town.decide(town.actor(), id, &suspension()).await.unwrap();
    let act = town.view(id).await.act.unwrap().act.id;
    let foreign = acting.undo_act(&of_service, id, act).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))), "{foreign:?}");
    assert_eq!(acting.undo_waiting(&of_service).await.unwrap(), 0);
    // What a supplier does is not done to a received invoice, and the other way round.
    let supplier = acting.save_act(town.actor(), id, ActKind::Complete, 0, &Values::default()).await;
    assert!(matches!(supplier, Err(OperationError::NotFound(_))), "{supplier:?}");
}

#[tokio::test]
async fn two_who_confirm_at_once_decide_once() {
    let town = Arc::new(Town::open().await);
    let id = town.received(&["FA-1"]).await[0];
    let acting = &town.desk.desk.acting;
    let saved = acting.save_act(town.actor(), id, ActKind::Decide, 0, &suspension()).await.unwrap();
    let confirm = || acting.send_act(town.actor(), id, ActKind::Decide, saved.version);
    let both = tokio::join!(confirm(), confirm());
    assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|went| **went).count(), 1, "{both:?}");
    town.leave().await;
    assert_eq!(town.calls(), 1);
}

#[tokio::test]
async fn texts_are_kept_once_within_their_bounds_and_taken_away() {
    let town = Town::open().await;
    let acting = &town.desk.desk.acting;
    let actor = town.actor();
    acting.keep_decision_text(actor, Decision::Suspend, " Le bon manque. ").await.unwrap();
    acting.keep_decision_text(actor, Decision::Suspend, "Le bon manque.").await.unwrap();
    let kept = acting.decision_texts(actor, Decision::Suspend).await.unwrap();
    assert_eq!(kept.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["Le bon manque."]);
    assert!(acting.decision_texts(actor, Decision::Reject).await.unwrap().is_empty());
    for text in ["  ", "x".repeat(256).as_str()] {
        let refused = acting.keep_decision_text(actor, Decision::Suspend, text).await;
        assert!(matches!(refused, Err(OperationError::Refused(Reason::DecisionTextLength { .. }))));
    }
    let foreign = acting.delete_decision_text(&town.desk.stranger.actor, kept[0].id).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))));
    acting.delete_decision_text(actor, kept[0].id).await.unwrap();
    assert!(acting.decision_texts(actor, Decision::Suspend).await.unwrap().is_empty());
}
