//! The circuit of received invoices: who approves before a payment is ordered, whose account is confirmed by two, what a
//! second person has to confirm, and what waits for whom.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::world::BankAccount;
use domain::{
    AccountFinding, ActKind, ActState, ApprovalState, Approver, CircuitField, Decision, DecisionField, Hold,
    InvoiceForm, InvoiceId, InvoiceStatus, Reason, Remark, Role, StructureId, Values,
};
use operations::{
    AbsenceTyped, Actor, Confirmed, DecisionOf, NotDecided, OperationError, RuleTyped, Scope,
    ScopedStructure, TeamTyped,
};
use storage::InvoiceFilter;
use test_desk::{Desk, actor_of, add_user, complete_form, invoice_pdf};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const TOWN_SIRET: &str = "00000000900011";
const OTHER_IBAN: &str = "DE89370400440532013000";

struct Town {
    desk: Desk,
    structure: StructureId,
}

impl Town {
    async fn open() -> Self {
        Self::of(Desk::open().await).await
    }

    async fn of(desk: Desk) -> Self {
        let structure = desk.add_town().await;
        Self { desk, structure }
    }

    fn actor(&self) -> &Actor {
        &self.desk.firm.actor
    }

    async fn person(&self, name: &str, role: Role, services: &[&str]) -> Actor {
        let scope = match services {
            [] => Scope::Everything,
            services => Scope::Only(vec![ScopedStructure {
                structure: self.structure,
                services: services.iter().map(|code| (*code).to_owned()).collect(),
            }]),
        };
        let organization = self.desk.firm.organization;
        let email = format!("{name}@exemple.fr");
        let user = add_user(&self.desk.system, organization, &email, role, scope.clone()).await;
        actor_of(user, organization, "Ville", &email, role, scope)
    }

    async fn received(&self, numbers: &[&str]) -> Vec<InvoiceId> {
        self.desk.receive(self.structure, numbers).await
    }

    async fn rule(&self, said: &[(CircuitField, String)]) {
        let mut values = Values::default();
        values.set(CircuitField::Name, "Marchés");
        for (field, text) in said {
            values.set(*field, text);
        }
        self.desk.desk.circuit.add_rule(self.actor(), &RuleTyped(values)).await.unwrap();
    }

    async fn decide(
        &self,
        actor: &Actor,
        id: InvoiceId,
        decision: Decision,
    ) -> operations::Result<Confirmed> {
        let acting = &self.desk.desk.acting;
        let mut typed = Values::default();
        typed.set(DecisionField::Decision, decision.code());
        if decision.needs_motif() {
            typed.set(DecisionField::Motif, "Facture en double.");
        }
        let version = acting.decision_view(actor, id, None).await?.version();
        let saved = acting.save_act(actor, id, ActKind::Decide, version, &typed).await?;
        acting.send_act(actor, id, ActKind::Decide, saved.version).await
    }

    async fn leave(&self) {
        self.desk.pass(11 * SECOND).await;
        for _ in 0..4 {
            self.desk.pass(MINUTE).await;
        }
    }

    async fn status(&self, id: InvoiceId) -> InvoiceStatus {
        self.desk.desk.portfolio.invoice_view(self.actor(), id).await.unwrap().invoice.status
    }
}

fn person(actor: &Actor) -> String {
    Approver::Person(actor.user).code()
}

fn refused<T: std::fmt::Debug>(result: operations::Result<T>) -> Reason {
    match result {
        Err(OperationError::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn held(result: operations::Result<Confirmed>) -> Vec<Hold> {
    let Err(OperationError::Invalid(notes)) = result else { panic!("{result:?}") };
    let holds = notes.iter().filter_map(|note| match &note.remark {
        Remark::PaymentHeld { hold } => Some(hold.clone()),
        _ => None,
    });
    holds.collect()
}

#[tokio::test]
async fn a_rule_leads_what_arrives_and_holds_its_payment_until_all_have_approved() {
    let town = Town::open().await;
    let chief = town.person("cheffe", Role::Valideur, &["ACHATS"]).await;
    let mayor = town.person("maire", Role::Valideur, &[]).await;
    let agent = town.person("agent", Role::Valideur, &[]).await;
    town.rule(&[
        (CircuitField::Structure, town.structure.to_string()),
        (CircuitField::Service, "ACHATS".to_owned()),
        (CircuitField::From, "100".to_owned()),
        (CircuitField::AssignTo, person(&agent)),
        (CircuitField::Step1, person(&chief)),
        (CircuitField::Step2, person(&mayor)),
    ])
    .await;
    let id = town.received(&["FA-1"]).await[0];
    let circuit = &town.desk.desk.circuit;
    assert_eq!(town.desk.desk.receiving.assignee(&agent, id).await.unwrap().unwrap().user, agent.user);
    let first = circuit.of_invoice(&chief, id).await.unwrap();
    let states: Vec<_> = first.steps.iter().map(|step| step.state).collect();
    assert_eq!(states, [ApprovalState::Waiting, ApprovalState::Later]);
    assert_eq!(first.mine, Some((0, None)));
    let tasks = circuit.tasks(&chief).await.unwrap();
    assert_eq!(tasks.approvals.iter().map(|(_, invoice)| invoice.id).collect::<Vec<_>>(), [id]);
    assert!(circuit.tasks(&mayor).await.unwrap().is_empty(), "not its turn");

    // Certifying the work pays nothing; what pays is held, alone and among several.
    assert_eq!(
        held(town.decide(&agent, id, Decision::Mandate).await),
        [Hold::Approval { by: chief.name.clone() }]
    );
    let mut values = Values::default();
    values.set(DecisionField::Decision, Decision::Mandate.code());
    let several = [DecisionOf { invoice: id, values }];
    let trials = town.desk.desk.acting.decide_several(&agent, &several).await.unwrap();
    assert!(matches!(trials.invoices[0].outcome, Err(NotDecided::Notes(_))), "{trials:?}");
    assert_eq!(refused(circuit.approve(&mayor, id, 1, "").await), Reason::ApprovalNotYours);
    assert_eq!(refused(circuit.approve(&agent, id, 0, "").await), Reason::ApprovalNotYours);

    circuit.approve(&chief, id, 0, "Vu.").await.unwrap();
    assert_eq!(refused(circuit.approve(&chief, id, 0, "").await), Reason::ApprovalNotYours, "once");
    assert_eq!(refused(circuit.refuse_approval(&mayor, id, 1, "  ").await), Reason::RefusalUnexplained);
    circuit.refuse_approval(&mayor, id, 1, "Pas au budget.").await.unwrap();
    assert_eq!(
        held(town.decide(&agent, id, Decision::Mandate).await),
        [Hold::ApprovalRefused { by: mayor.name.clone() }]
    );
    circuit.ask_again(&agent, id).await.unwrap();
    circuit.approve(&mayor, id, 1, "").await.unwrap();
    assert_eq!(town.decide(&agent, id, Decision::Mandate).await.unwrap(), Confirmed::Leaves);
    town.leave().await;
    assert_eq!(town.status(id).await, InvoiceStatus::Mandatee);
    let events = town.desk.desk.portfolio.invoice_view(&agent, id).await.unwrap().events;
    for code in ["ASSIGNED", "APPROVAL_ASKED", "APPROVED", "APPROVAL_REFUSED"] {
        assert!(events.iter().any(|event| event.code == code), "{code}");
    }
}

#[tokio::test]
async fn an_approval_that_is_asked_for_while_a_payment_waits_to_leave_holds_it() {
    let town = Town::open().await;
    let mayor = town.person("maire", Role::Valideur, &[]).await;
    let id = town.received(&["FA-1"]).await[0];
    town.decide(town.actor(), id, Decision::Mandate).await.unwrap();
    town.desk.desk.circuit.ask_approval(town.actor(), id, Approver::Person(mayor.user)).await.unwrap();
    town.leave().await;
    assert_eq!(town.status(id).await, InvoiceStatus::MiseADisposition);
    let act = town.desk.desk.portfolio.invoice_view(town.actor(), id).await.unwrap().act.unwrap().act;
    assert_eq!((act.state, act.reason), (ActState::Refused, Some(Reason::PaymentHeld)));
    let calls = town.desk.simulator.calls();
    assert!(!calls.iter().any(|call| call.path.ends_with("factures/v1/traiter/recue")));
}

#[tokio::test]
async fn one_of_a_team_or_who_stands_in_approves_and_nobody_twice() {
    let town = Town::open().await;
    let chief = town.person("cheffe", Role::Valideur, &[]).await;
    let deputy = town.person("adjoint", Role::Valideur, &[]).await;
    let stranger = town.person("autre", Role::Valideur, &["AUTRE"]).await;
    let circuit = &town.desk.desk.circuit;
    let team = |members: &[&Actor]| TeamTyped {
        id: None,
        name: "Travaux".to_owned(),
        members: members.iter().map(|member| member.user).collect(),
    };
    circuit.put_team(town.actor(), team(&[&deputy, &stranger])).await.unwrap();
    let id = town.received(&["FA-1"]).await[0];
    let works = circuit.settings(town.actor()).await.unwrap().approvers.teams[0].id;
    circuit.ask_approval(town.actor(), id, Approver::Team(works)).await.unwrap();
    circuit.ask_approval(town.actor(), id, Approver::Person(chief.user)).await.unwrap();
    let of_deputy = circuit.tasks(&deputy).await.unwrap().approvals.len();
    let of_stranger = circuit.tasks(&stranger).await.unwrap();
    assert_eq!((of_deputy, of_stranger.is_empty()), (1, true), "who does not reach it is told nothing");
    assert!(matches!(circuit.approve(&stranger, id, 0, "").await, Err(OperationError::NotFound(_))));
    circuit.approve(&deputy, id, 0, "").await.unwrap();

    // The chief is away, the deputy stands in, and has approved already.
    let absence = |substitute: &Actor, first: &str, last: &str| AbsenceTyped {
        first: first.to_owned(),
        last: last.to_owned(),
        substitute: substitute.user.to_string(),
    };
    circuit.set_absence(&chief, &absence(&deputy, "20/11/2026", "27/11/2026")).await.unwrap();
    assert_eq!(circuit.of_invoice(&deputy, id).await.unwrap().stands_in, Some(deputy.name.clone()));
    assert_eq!(refused(circuit.approve(&deputy, id, 1, "").await), Reason::ApprovedBefore);
    let third = town.person("tiers", Role::Valideur, &[]).await;
    assert_eq!(refused(circuit.approve(&third, id, 1, "").await), Reason::ApprovalNotYours);
    circuit.set_absence(&chief, &absence(&third, "20/11/2026", "27/11/2026")).await.unwrap();
    circuit.approve(&third, id, 1, "").await.unwrap();
    let events = town.desk.desk.portfolio.invoice_view(&third, id).await.unwrap().events;
    let given = events.iter().find(|event| event.author.as_deref() == Some(third.name.as_str())).unwrap();
    assert!(given.comment.as_deref().unwrap().contains(&chief.name), "{given:?}");
    for wrong in
        [absence(&chief, "20/11", "27/11"), absence(&third, "27/11", "20/11"), absence(&third, "", "")]
    {
        let answer = circuit.set_absence(&chief, &wrong).await;
        assert!(matches!(answer, Err(OperationError::Invalid(_))), "{answer:?}");
    }
}

#[tokio::test]
async fn rules_are_changed_by_who_manages_everything_and_tried_before_they_count() {
    let town = Town::open().await;
    let agent = town.person("agent", Role::Valideur, &[]).await;
    let limited = town.person("limite", Role::Gestionnaire, &["ACHATS"]).await;
    let ids = town.received(&["FA-1", "FA-2"]).await;
    let circuit = &town.desk.desk.circuit;
    for actor in [&agent, &limited] {
        let mut values = Values::default();
        values.set(CircuitField::Name, "Non");
        values.set(CircuitField::Step1, person(&agent));
        let forbidden = circuit.add_rule(actor, &RuleTyped(values)).await;
        assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
        let forbidden = circuit.require_two_for_rejections(actor, true).await;
        assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    }
    let empty = circuit.add_rule(town.actor(), &RuleTyped(Values::default())).await;
    assert!(matches!(empty, Err(OperationError::Invalid(_))), "{empty:?}");
    town.rule(&[(CircuitField::From, "999999".to_owned()), (CircuitField::Step1, person(&agent))]).await;
    assert!(circuit.try_rules(&agent).await.unwrap().iter().all(|trial| trial.rule.is_none()));
    town.rule(&[(CircuitField::Step1, person(&agent))]).await;
    let trials = circuit.try_rules(&agent).await.unwrap();
    assert_eq!(trials.len(), 2);
    assert!(
        trials.iter().all(|trial| trial.is_open && trial.steps == [(agent.name.clone(), true)]),
        "{trials:?}"
    );
    assert!(circuit.of_invoice(&agent, ids[0]).await.unwrap().steps.is_empty(), "a trial changes nothing");
    assert_eq!(circuit.apply_rules(town.actor()).await.unwrap(), 2);
    assert_eq!(circuit.apply_rules(town.actor()).await.unwrap(), 0, "once");
    assert_eq!(circuit.of_invoice(&agent, ids[0]).await.unwrap().steps.len(), 1);
    // A manager takes a step away that nobody can give.
    assert!(circuit.withdraw_approval(&agent, ids[0], 0).await.is_err());
    circuit.withdraw_approval(town.actor(), ids[0], 0).await.unwrap();
    assert_eq!(town.decide(&agent, ids[0], Decision::Mandate).await.unwrap(), Confirmed::Leaves);
}

#[tokio::test]
async fn a_rejection_waits_for_a_second_person_where_the_organisation_wants_it() {
    let town = Town::open().await;
    let agent = town.person("agent", Role::Valideur, &[]).await;
    let ids = town.received(&["FA-1", "FA-2"]).await;
    let (circuit, acting) = (&town.desk.desk.circuit, &town.desk.desk.acting);
    circuit.require_two_for_rejections(town.actor(), true).await.unwrap();
    assert_eq!(town.decide(&agent, ids[0], Decision::Reject).await.unwrap(), Confirmed::NeedsSecond);
    town.leave().await;
    assert_eq!(town.status(ids[0]).await, InvoiceStatus::MiseADisposition, "nothing has left");
    let act = town.desk.desk.portfolio.invoice_view(&agent, ids[0]).await.unwrap().act.unwrap().act;
    assert_eq!(act.state, ActState::Held);
    assert!(circuit.tasks(&agent).await.unwrap().second.is_empty());
    assert_eq!(circuit.tasks(town.actor()).await.unwrap().second.len(), 1);
    assert_eq!(refused(acting.confirm_held(&agent, ids[0], act.id).await), Reason::SecondPersonNeeded);
    let stranger = acting.confirm_held(&town.desk.stranger.actor, ids[0], act.id).await;
    assert!(matches!(stranger, Err(OperationError::NotFound(_))), "{stranger:?}");
    acting.return_held(town.actor(), ids[0], act.id).await.unwrap();
    assert_eq!(refused(acting.confirm_held(town.actor(), ids[0], act.id).await), Reason::NothingToConfirm);
    assert_eq!(town.decide(&agent, ids[0], Decision::Reject).await.unwrap(), Confirmed::NeedsSecond);
    let (first, second) = tokio::join!(
        acting.confirm_held(town.actor(), ids[0], act.id),
        acting.confirm_held(town.actor(), ids[0], act.id)
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    town.leave().await;
    assert_eq!(town.status(ids[0]).await, InvoiceStatus::Rejetee);

    let mut values = Values::default();
    values.set(DecisionField::Decision, Decision::Reject.code());
    values.set(DecisionField::Motif, "Non.");
    let several = acting.decide_several(&agent, &DecisionOf::each(&ids[1..], &values)).await.unwrap();
    assert_eq!((several.open(), several.held), (1, 1));
    assert_eq!(
        town.decide(town.actor(), ids[1], Decision::Suspend)
            .await
            .map(drop)
            .map_err(|error| matches!(error, OperationError::Refused(Reason::ActUnderWay))),
        Err(true)
    );
}

#[tokio::test]
async fn another_account_of_a_supplier_is_held_until_a_second_person_confirms_what_was_learnt_by_calling_back()
 {
    let desk = Desk::open_in(|world| {
        let supplier = world.structures.iter_mut().find(|one| one.identifier == "00000000900001").unwrap();
        let other = BankAccount {
            id: 1102,
            name: "Autre compte".to_owned(),
            iban: OTHER_IBAN.to_owned(),
            bic: "COBADEFFXXX".to_owned(),
        };
        supplier.bank_accounts.push(other);
    })
    .await;
    let town = Town::of(desk).await;
    let agent = town.person("agent", Role::Valideur, &[]).await;
    let ids = receive_to(&town, &[("FA-1", "1101"), ("FA-2", "1102"), ("FA-3", "1102")]).await;
    let circuit = &town.desk.desk.circuit;
    for id in &ids {
        town.desk.desk.portfolio.note_opening(&agent, *id).await.unwrap();
        town.desk.pass(MINUTE).await;
    }
    let check = async |id| circuit.account_check(&agent, id).await.unwrap().unwrap();
    assert!(!check(ids[0]).await.is_held(), "the first account of a supplier is learnt");
    let second = check(ids[1]).await;
    assert_eq!(second.account.findings, [AccountFinding::NewForSupplier, AccountFinding::Foreign]);
    assert!(second.is_held() && check(ids[2]).await.is_held());
    assert_eq!(circuit.tasks(&agent).await.unwrap().accounts.len(), 2);
    assert_eq!(held(town.decide(&agent, ids[1], Decision::Mandate).await), [Hold::Account]);

    assert_eq!(refused(circuit.confirm_account(town.actor(), ids[1]).await), Reason::NothingToConfirm);
    let empty = circuit.note_call_back(&agent, ids[1], " ").await;
    assert!(matches!(empty, Err(OperationError::Invalid(_))), "{empty:?}");
    circuit.note_call_back(&agent, ids[1], "Rappelé au numéro du marché : exact.").await.unwrap();
    assert_eq!(refused(circuit.confirm_account(&agent, ids[1]).await), Reason::SecondPersonNeeded);
    assert_eq!(held(town.decide(&agent, ids[1], Decision::Mandate).await), [Hold::Account]);
    let stranger = circuit.confirm_account(&town.desk.stranger.actor, ids[1]).await;
    assert!(matches!(stranger, Err(OperationError::NotFound(_))), "{stranger:?}");
    circuit.confirm_account(town.actor(), ids[1]).await.unwrap();
    assert!(!check(ids[1]).await.is_held() && !check(ids[2]).await.is_held(), "known for all that name it");
    assert_eq!(town.decide(&agent, ids[1], Decision::Mandate).await.unwrap(), Confirmed::Leaves);
    assert!(circuit.tasks(&agent).await.unwrap().is_empty());
}

/// Invoices that name an account of their supplier, as the town has received them.
async fn receive_to(town: &Town, invoices: &[(&str, &str)]) -> Vec<InvoiceId> {
    let (desk, actor) = (&town.desk, town.actor());
    desk.desk.portfolio.ask_for_facts(actor, desk.firm.structure, true).await.unwrap();
    desk.pass(MINUTE).await;
    for (number, account) in invoices {
        let file = desk.store(&invoice_pdf(&[format!("Facture n° {number}")])).await;
        let id =
            desk.desk.issuing.begin_deposit(actor, desk.firm.structure, file, "facture.pdf").await.unwrap();
        let form = InvoiceForm {
            recipient_siret: TOWN_SIRET.to_owned(),
            service_code: "ACHATS".to_owned(),
            bank_account: (*account).to_owned(),
            ..complete_form(number)
        };
        desk.type_in(actor, id, &form).await;
        desk.submit(actor, id).await.unwrap();
    }
    desk.pass(11 * SECOND).await;
    for _ in 0..20 {
        desk.pass(MINUTE).await;
    }
    let filter = InvoiceFilter {
        structures: Some(vec![town.structure]),
        ..InvoiceFilter::new(domain::Direction::Received, Scope::Everything)
    };
    let rows = desk.desk.portfolio.list(actor, filter).await.unwrap().rows;
    let called = |number: &str| rows.iter().find(|row| row.number == number).unwrap().id;
    invoices.iter().map(|(number, _)| called(number)).collect()
}

#[tokio::test]
async fn who_is_told_of_a_note_finds_it_until_it_is_read_or_answered() {
    let town = Town::open().await;
    let agent = town.person("agent", Role::Valideur, &[]).await;
    let elsewhere = town.person("autre", Role::Valideur, &["AUTRE"]).await;
    let id = town.received(&["FA-1"]).await[0];
    let (portfolio, circuit) = (&town.desk.desk.portfolio, &town.desk.desk.circuit);
    let told = portfolio.told_of_notes(town.actor(), id).await.unwrap().1;
    assert!(told.iter().any(|(user, _)| *user == agent.user));
    assert!(!told.iter().any(|(user, _)| *user == elsewhere.user || *user == town.actor().user));
    let refused = portfolio.write_note(town.actor(), id, "Vu ?", &[elsewhere.user]).await;
    assert!(matches!(refused, Err(OperationError::NotFound(_))), "{refused:?}");
    assert!(portfolio.notes(town.actor(), id).await.unwrap().is_empty(), "nothing is kept of it");
    portfolio.write_note(town.actor(), id, "Le bon manque ?", &[agent.user]).await.unwrap();
    let notes = circuit.tasks(&agent).await.unwrap().notes;
    assert_eq!(notes.iter().map(|(note, _)| note.text.as_str()).collect::<Vec<_>>(), ["Le bon manque ?"]);
    portfolio.mark_notes_read(&agent, id).await.unwrap();
    assert!(circuit.tasks(&agent).await.unwrap().notes.is_empty());
    portfolio.write_note(town.actor(), id, "Et maintenant ?", &[agent.user]).await.unwrap();
    portfolio.write_note(&agent, id, "Il est là.", &[town.actor().user]).await.unwrap();
    assert!(circuit.tasks(&agent).await.unwrap().notes.is_empty(), "an answer has read");
    assert_eq!(circuit.tasks(town.actor()).await.unwrap().notes.len(), 1);
}
