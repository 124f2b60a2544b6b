use std::collections::BTreeMap;

use chrono::{TimeDelta, TimeZone as _};
use domain::{
    AccessId, Direction, Environment, InvoiceId, InvoiceStatus, MandateStanding, OrganizationId,
    PaymentRequest, Reason, Side, Siret, StatusKind, StatusStage, StructureId, delay_rules, payment_delay,
};
use operations::{AccessHealth, AccessState, CircuitTasks, ListTotals, StageCount, StatusCount, Structure};
use uuid::Uuid;

use super::*;
use crate::components::NoticeAction;

/// The groups of an overview without mandates.
fn of_all(overview: &Overview, reader: Reader) -> Vec<TaskGroup> {
    groups(overview, &[], &CircuitTasks::default(), reader)
}

fn reader(role: Role) -> Reader {
    Reader { role, now: Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap() }
}

fn structure(state: AccessState, certificate_days: Option<i64>) -> StructureSummary {
    let now = reader(Role::Lecteur).now;
    let structure = Structure {
        id: StructureId(Uuid::from_u128(21)),
        organization: OrganizationId(Uuid::from_u128(1)),
        identifier: Siret::parse("12345678900012").unwrap().into(),
        name: "Menuiserie".to_owned(),
        town: String::new(),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: None,
        synced_at: None,
        failing: None,
        created_at: now,
    };
    let access = AccessHealth {
        id: AccessId(Uuid::from_u128(31)),
        state,
        state_since: now - TimeDelta::hours(2),
        certificate_expires_at: certificate_days.map(|days| now + TimeDelta::days(days)),
        password_set_at: now,
    };
    StructureSummary { structure, access: Some(access) }
}

fn row(status: InvoiceStatus) -> InvoiceRow {
    InvoiceRow {
        id: InvoiceId(Uuid::from_u128(41)),
        structure: StructureId(Uuid::from_u128(21)),
        status,
        status_at: reader(Role::Lecteur).now - TimeDelta::days(3),
        status_reason: None,
        status_comment: Some("Bon de commande manquant".to_owned()),
        number: "FA-118".to_owned(),
        kind: InvoiceKind::Facture,
        date: None,
        partner_name: "Ville de Brest".to_owned(),
        partner_siret: "12345678900012".to_owned(),
        service_code: None,
        engagement: None,
        currency: "EUR".to_owned(),
        gross_cents: Some(120_000),
        arrived_at: None,
        marks: operations::RowMarks::default(),
    }
}

fn working() -> StructureSummary {
    structure(AccessState::Working, None)
}

fn overview(structures: Vec<StructureSummary>, to_do: Vec<InvoiceRow>) -> Overview {
    Overview {
        issued: Vec::new(),
        issued_statuses: Vec::new(),
        received: Vec::new(),
        to_do,
        slow: Vec::new(),
        slow_cut: false,
        usual: domain::UsualTime::default(),
        to_treat: Vec::new(),
        late: Vec::new(),
        late_cut: false,
        delays: BTreeMap::new(),
        structures: structures.into(),
    }
}

/// The groups of issued invoices of one working structure.
fn issued(to_do: Vec<InvoiceRow>, role: Role) -> Vec<TaskGroup> {
    of_all(&overview(vec![working()], to_do), reader(role))
}

fn titles(groups: &[TaskGroup]) -> Vec<&str> {
    groups.iter().map(|group| group.title.as_str()).collect()
}

#[test]
fn broken_accesses_come_before_invoices_and_preparations_after() {
    let broken = structure(AccessState::Broken(Reason::TechnicalAccountRefused), Some(10));
    let list = overview(vec![broken], vec![row(InvoiceStatus::Draft), row(InvoiceStatus::Suspendue)]);
    let list = of_all(&list, reader(Role::Gestionnaire));
    let expected =
        ["Réparer l’accès à Chorus Pro", "Renouveler avant l’échéance", "Compléter", "Terminer la saisie"];
    assert_eq!(titles(&list), expected);
    let later = overview(vec![structure(AccessState::Working, Some(20))], vec![row(InvoiceStatus::Draft)]);
    let later = of_all(&later, reader(Role::Gestionnaire));
    assert_eq!(titles(&later), ["Terminer la saisie", "Préparer les accès"]);
    assert!(list[0].tasks[0].matter.contains("Chorus Pro refuse le compte technique."), "{:?}", list[0]);
}

/// The groups for a working access whose password has so many days left, and which serves so many structures.
fn with_password(days: i64, served: u128) -> Vec<TaskGroup> {
    let structures = (0..served).map(|number| {
        let mut served = working();
        served.structure.id = StructureId(Uuid::from_u128(100 + number));
        let access = served.access.as_mut().unwrap();
        access.password_set_at -= TimeDelta::days(domain::TECHNICAL_PASSWORD_DAYS - days);
        served
    });
    of_all(&overview(structures.collect(), Vec::new()), reader(Role::Gestionnaire))
}

#[test]
fn one_is_reminded_of_the_end_of_a_password_at_60_30_15_and_3_days() {
    assert!(with_password(61, 1).is_empty());
    for (days, title, kind) in [
        (60, "Préparer les accès", StatusKind::Warning),
        (30, "Préparer les accès", StatusKind::Warning),
        (15, "Renouveler avant l’échéance", StatusKind::Warning),
        (3, "Renouveler avant l’échéance", StatusKind::Error),
        (-5, "Renouveler avant l’échéance", StatusKind::Error),
    ] {
        let list = with_password(days, 1);
        assert_eq!(titles(&list), [title], "{days}");
        let task = &list[0].tasks[0];
        assert_eq!(task.kind, kind, "{days}");
        assert!(task.matter.starts_with("Mot de passe arriv"), "{days}: {}", task.matter);
        assert!(task.action.href.ends_with("#password"), "{days}: {}", task.action.href);
    }
}

#[test]
fn one_secret_is_one_line_however_many_structures_it_serves() {
    let list = with_password(10, 180);
    assert_eq!((list[0].count, list[0].tasks.len()), (1, 1));
    assert_eq!(list[0].tasks[0].of, "et 179 autres structures du même accès");
}

#[test]
fn what_never_left_opens_the_deposit_and_what_left_opens_the_invoice() {
    for (status, title, label, place) in [
        (InvoiceStatus::Draft, "Terminer la saisie", "Terminer", "/deposer/"),
        (InvoiceStatus::Refused, "Corriger et déposer", "Corriger", "/deposer/"),
        (InvoiceStatus::Unconfirmed, "Envoi à confirmer", "Voir l’envoi", "/factures/"),
        (InvoiceStatus::Suspendue, "Compléter", "Compléter", "/factures/"),
        (InvoiceStatus::ARecycler, "Recycler", "Recycler", "/factures/"),
        (InvoiceStatus::Rejetee, "Réémettre", "Voir le motif", "/factures/"),
        (InvoiceStatus::Refusee2, "Réémettre", "Voir le motif", "/factures/"),
        (InvoiceStatus::ErreurCotraitantSurValideur, "Changer de valideur", "Corriger", "/factures/"),
        (InvoiceStatus::Unknown("NOUVEAU".to_owned()), "Vérifier", "Vérifier", "/factures/"),
    ] {
        let list = issued(vec![row(status.clone())], Role::Deposant);
        let task = &list[0].tasks[0];
        assert_eq!((list[0].title.as_str(), task.action.label.as_str()), (title, label), "{status}");
        assert!(task.action.href.starts_with(place), "{status}: {}", task.action.href);
        assert_eq!((task.party.as_str(), task.of.as_str()), ("Ville de Brest", "FA-118"), "{status}");
    }
}

#[test]
fn every_status_that_needs_somebody_has_its_group() {
    for status in InvoiceStatus::KNOWN {
        let needs = matches!(status.stage(Direction::Issued), StatusStage::Blocked | StatusStage::Rejected)
            || matches!(status, InvoiceStatus::Draft | InvoiceStatus::Refused | InvoiceStatus::Unconfirmed);
        let list = issued(vec![row(status.clone())], Role::Deposant);
        assert_eq!(list.iter().map(|group| group.tasks.len()).sum::<usize>(), usize::from(needs), "{status}");
    }
}

#[test]
fn a_reader_is_never_sent_to_the_deposit_or_asked_to_repair() {
    let broken = structure(AccessState::Broken(Reason::ApplicationRefused), Some(3));
    let list = of_all(&overview(vec![broken], vec![row(InvoiceStatus::Draft)]), reader(Role::Lecteur));
    let actions: Vec<&str> = list.iter().map(|group| group.tasks[0].action.label.as_str()).collect();
    assert_eq!(actions, ["Voir", "Voir"]);
    assert!(list[1].tasks[0].action.href.starts_with("/factures/"));
}

#[test]
fn a_row_says_why_and_since_when_and_of_several_structures_whose_it_is() {
    let task = issued(vec![row(InvoiceStatus::Suspendue)], Role::Deposant).remove(0).tasks.remove(0);
    assert_eq!((task.matter.as_str(), task.when.as_str()), ("Bon de commande manquant", "il y a 3\u{a0}j"));
    let mut other = working();
    other.structure.id = StructureId(Uuid::from_u128(22));
    let list = overview(vec![working(), other], vec![row(InvoiceStatus::Suspendue)]);
    let list = of_all(&list, reader(Role::Deposant));
    assert_eq!(list[0].tasks[0].of, "Menuiserie · FA-118");
}

#[test]
fn that_an_invoice_may_have_arrived_is_said_before_any_other_reason() {
    let list = issued(vec![row(InvoiceStatus::Unconfirmed)], Role::Deposant);
    assert!(list[0].tasks[0].matter.contains("ne la déposez pas une seconde fois"), "{list:?}");
}

#[test]
fn amounts_of_other_currencies_are_shown_as_such_and_never_added() {
    let foreign = InvoiceRow { currency: "XPF".to_owned(), ..row(InvoiceStatus::Suspendue) };
    let list = issued(vec![row(InvoiceStatus::Suspendue), foreign], Role::Deposant);
    assert_eq!(list[0].sum, None);
    assert!(list[0].tasks[1].amount.as_ref().unwrap().contains("XPF"), "{list:?}");
    let credit =
        InvoiceRow { kind: InvoiceKind::Avoir, gross_cents: Some(20_000), ..row(InvoiceStatus::Suspendue) };
    let list = issued(vec![row(InvoiceStatus::Suspendue), credit], Role::Deposant);
    assert_eq!(list[0].sum.as_deref(), Some("1\u{202f}000,00\u{a0}€"), "a credit note takes away");
}

#[test]
fn an_unknown_status_is_named_and_not_made_reassuring() {
    let list = issued(vec![row(InvoiceStatus::Unknown("NOUVEAU".to_owned()))], Role::Deposant);
    assert!(list[0].tasks[0].matter.contains("Statut inconnu : NOUVEAU"), "{list:?}");
    assert_eq!(list[0].kind, StatusKind::Warning);
}

#[test]
fn what_has_no_row_is_counted_and_leads_to_its_list() {
    let count = |status, count| StatusCount { status, totals: ListTotals { count, sums: Vec::new() } };
    let many = Overview {
        issued_statuses: vec![count(InvoiceStatus::Suspendue, 80), count(InvoiceStatus::Draft, 3)],
        ..overview(vec![working()], vec![row(InvoiceStatus::Suspendue)])
    };
    let list = of_all(&many, reader(Role::Deposant));
    assert_eq!(titles(&list), ["Compléter", "Terminer la saisie"]);
    assert_eq!(list.iter().map(|group| group.count).collect::<Vec<_>>(), [80, 3]);
    let more: Vec<_> = list.iter().map(|group| group.more.clone().unwrap()).collect();
    assert_eq!(more[0], NoticeAction::new("Voir les 80", "/factures?statut=SUSPENDUE"));
    assert!(more[1].href.contains("statut=PUPITRE_BROUILLON"), "{more:?}");
    assert_eq!(list[0].sum, None, "not all of them are known");
}

#[test]
fn a_missing_access_is_work_for_those_who_can_enter_it() {
    let missing = || overview(vec![StructureSummary { access: None, ..working() }], Vec::new());
    assert_eq!(titles(&of_all(&missing(), reader(Role::Gestionnaire))), ["Préparer les accès"]);
    assert!(of_all(&missing(), reader(Role::Deposant)).is_empty());
}

#[test]
fn of_hundreds_of_structures_without_access_some_are_shown_and_all_are_counted() {
    let missing = vec![StructureSummary { access: None, ..working() }; 200];
    let list = of_all(&overview(missing, Vec::new()), reader(Role::Gestionnaire));
    assert_eq!((list[0].count, list[0].tasks.len()), (200, 20));
    assert_eq!(list[0].more, Some(NoticeAction::new("Voir les 200", "/structures")));
}

/// Another one for each number of days.
fn invoice(days: i64) -> InvoiceId {
    InvoiceId(Uuid::from_u128(days.unsigned_abs().into()))
}

/// The delays that storage would tell of these rows.
fn with_delays(overview: Overview) -> Overview {
    let delay = |row: &InvoiceRow| {
        let request =
            PaymentRequest { nothing_due: row.kind == InvoiceKind::Avoir, ..PaymentRequest::default() };
        let arrived = row.arrived_at.map(|at| (InvoiceStatus::MiseADisposition, at));
        Some((row.id, payment_delay(&request, arrived, &delay_rules()).ok()?))
    };
    Overview { delays: overview.to_treat.iter().filter_map(delay).collect(), ..overview }
}

#[test]
fn what_was_received_is_listed_by_what_remains_of_its_delay() {
    let now = reader(Role::Valideur).now;
    let arrived = |days| InvoiceRow {
        id: invoice(days),
        arrived_at: Some(now - TimeDelta::days(days)),
        ..row(InvoiceStatus::MiseADisposition)
    };
    let credit = InvoiceRow { kind: InvoiceKind::Avoir, ..arrived(40) };
    let unknown = row(InvoiceStatus::Unknown("NOUVEAU".to_owned()));
    let arrived_count =
        StageCount { stage: StatusStage::Arrived, totals: ListTotals { count: 9, sums: Vec::new() } };
    let received = Overview {
        to_treat: vec![unknown, arrived(35), arrived(26), arrived(2), credit],
        received: vec![arrived_count],
        ..overview(vec![working()], Vec::new())
    };
    let received = with_delays(received);
    let list = of_all(&received, reader(Role::Valideur));
    let expected = [
        ("Mettre en paiement, délai dépassé", StatusKind::Error),
        ("Vérifier", StatusKind::Warning),
        ("Mettre en paiement d’ici le 29/11/2026", StatusKind::Warning),
        ("Mettre en paiement ensuite", StatusKind::Neutral),
        ("Traiter les avoirs", StatusKind::Neutral),
    ];
    let kinds: Vec<_> = list.iter().map(|group| (group.title.as_str(), group.kind)).collect();
    assert_eq!(kinds, expected);
    assert_eq!(list[2].tasks[0].matter, "À payer au plus tard le 26/11/2026");
    assert!(list[4].tasks[0].amount.as_ref().unwrap().starts_with('−'), "{list:?}");
    assert!(list.iter().all(|group| group.tasks[0].action.href.starts_with("/factures/")));
    assert_eq!(list[4].more.as_ref().unwrap().label, "Voir les 9 arrivées", "five are not shown");
}

#[test]
fn the_shortest_delay_stands_first_and_unknown_statuses_without_a_row_are_counted() {
    let now = reader(Role::Valideur).now;
    let arrived = |days, cents| InvoiceRow {
        id: invoice(days),
        arrived_at: Some(now - TimeDelta::days(days)),
        gross_cents: Some(cents),
        ..row(InvoiceStatus::ServiceFait)
    };
    let unknown =
        StageCount { stage: StatusStage::Blocked, totals: ListTotals { count: 50, sums: Vec::new() } };
    let received = Overview {
        to_treat: vec![arrived(31, 1), arrived(90, 2), arrived(31, 3)],
        received: vec![unknown],
        ..overview(vec![working()], Vec::new())
    };
    let received = with_delays(received);
    let list = of_all(&received, reader(Role::Valideur));
    let whens: Vec<&str> = list[0].tasks.iter().map(|task| task.when.as_str()).collect();
    assert_eq!(whens, ["retard 60\u{a0}j", "retard 1\u{a0}j", "retard 1\u{a0}j"]);
    assert!(list[0].tasks[1].amount.as_ref().unwrap().starts_with("0,03"), "the larger one of a day first");
    assert_eq!((list[1].title.as_str(), list[1].count), ("Vérifier", 50));
    assert!(list[1].more.as_ref().unwrap().href.contains("onglet=bloquees"), "{list:?}");
}

#[test]
fn where_both_environments_are_worked_in_each_row_says_its_own() {
    let mut production = working();
    production.structure.id = StructureId(Uuid::from_u128(22));
    production.structure.environment = Environment::Production;
    let list = overview(vec![working(), production], vec![row(InvoiceStatus::Suspendue)]);
    let list = of_all(&list, reader(Role::Deposant));
    assert!(list[0].tasks[0].of.ends_with(Environment::Qualification.label()), "{list:?}");
}

#[test]
fn what_is_on_its_way_for_longer_than_usual_comes_by_itself() {
    let slow = Overview {
        slow: vec![row(InvoiceStatus::Deposee)],
        usual: domain::UsualTime { days: 1, cases: 120 },
        ..overview(vec![working()], Vec::new())
    };
    let found = of_all(&slow, reader(Role::Gestionnaire));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].count, found[0].tasks.len()), (1, 1));
    let matter = &found[0].tasks[0].matter;
    assert!(matter.contains("120 dernières arrivées") && matter.contains("un jour au plus"), "{matter}");
    assert!(found[0].more.as_ref().unwrap().href.contains("onglet=en-route"));
    assert!(of_all(&overview(vec![working()], Vec::new()), reader(Role::Gestionnaire)).is_empty());
}

#[test]
fn what_should_have_been_paid_comes_by_its_last_day_and_a_supposed_delay_claims_nothing() {
    let now = reader(Role::Deposant).now;
    let arrived = |days: i64, cents| InvoiceRow {
        id: invoice(days),
        arrived_at: Some(now - TimeDelta::days(days)),
        gross_cents: Some(cents),
        ..row(InvoiceStatus::MiseADisposition)
    };
    let rows = vec![arrived(35, 100), arrived(40, 200)];
    let delay = |row: &InvoiceRow, category| {
        let request = PaymentRequest { category, ..PaymentRequest::default() };
        let told = [(InvoiceStatus::MiseADisposition, row.arrived_at.unwrap())];
        (row.id, payment_delay(&request, told, &delay_rules()).unwrap())
    };
    let delays = [delay(&rows[0], Some(domain::PayerCategory::Local)), delay(&rows[1], None)];
    let late = Overview {
        late: rows,
        delays: delays.into_iter().collect(),
        ..overview(vec![working()], Vec::new())
    };
    let list = of_all(&late, reader(Role::Deposant));
    assert_eq!(titles(&list), ["Mise en paiement attendue, délai dépassé"]);
    let told: Vec<_> =
        list[0].tasks.iter().map(|task| (task.when.as_str(), task.action.label.as_str())).collect();
    assert_eq!(told, [("retard 10\u{a0}j", "Préciser qui paie"), ("retard 5\u{a0}j", "Réclamer")]);
    assert!(list[0].tasks[0].matter.contains("supposé"), "{list:?}");
    assert!(list[0].tasks.iter().all(|task| task.action.href.ends_with("/retard")), "{list:?}");
    assert_eq!(list[0].sum.as_deref(), Some("3,00\u{a0}€"));
    let told = of_all(&late, reader(Role::Lecteur));
    assert_eq!(told[0].tasks[0].action.label, "Voir le retard");
    let cut = Overview { late_cut: true, ..late };
    let list = of_all(&cut, reader(Role::Deposant));
    assert!(list[0].sum.is_none() && list[0].title.ends_with("les plus anciennes"), "{list:?}");
}

fn with_mandate(days_left: Option<i64>) -> MandateLine {
    let summary = working();
    let today = domain::paris_day(reader(Role::Gestionnaire).now);
    let standing = match days_left {
        None => MandateStanding::Missing,
        Some(days) => MandateStanding::Valid { until: Some(today + TimeDelta::days(days)) },
    };
    MandateLine { structure: summary.structure, standing, mandates: Vec::new() }
}

#[test]
fn one_is_reminded_of_mandates_as_of_accesses() {
    let told = |days_left| {
        let lines = [with_mandate(days_left)];
        let list = groups(
            &overview(vec![working()], Vec::new()),
            &lines,
            &CircuitTasks::default(),
            reader(Role::Gestionnaire),
        );
        list.first().map(|group| (group.title.clone(), group.kind, group.tasks[0].matter.clone()))
    };
    let prepared = |days: i64, words: &str| {
        let (title, kind, matter) = told(Some(days)).unwrap();
        assert_eq!((title.as_str(), kind), ("Préparer les mandats", StatusKind::Info), "{days}");
        assert!(matter.contains(words), "{matter}");
    };
    prepared(60, "dans 60 jours");
    prepared(16, "dans 16 jours");
    for days in [15, 3, 0] {
        let (title, kind, _) = told(Some(days)).unwrap();
        assert_eq!((title.as_str(), kind), ("Renouveler un mandat", StatusKind::Warning), "{days}");
    }
    let (title, kind, matter) = told(None).unwrap();
    assert_eq!(
        (title.as_str(), kind, matter.as_str()),
        ("Renouveler un mandat", StatusKind::Error, "Aucun mandat")
    );
}
