use chrono::{TimeDelta, TimeZone as _};
use domain::{AccessId, Environment, InvoiceId, OrganizationId, Reason, Side, Siret, StructureId};
use operations::{AccessHealth, Structure};
use uuid::Uuid;

use super::*;

fn reader(role: Role) -> Reader {
    Reader { role, now: Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap() }
}

fn structure(state: AccessState, certificate_days: Option<i64>) -> StructureSummary {
    let now = reader(Role::Lecteur).now;
    let structure = Structure {
        id: StructureId(Uuid::from_u128(21)),
        organization: OrganizationId(Uuid::from_u128(1)),
        siret: Siret::parse("12345678900012").unwrap(),
        name: "Menuiserie".to_owned(),
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
    }
}

fn working() -> StructureSummary {
    structure(AccessState::Working, None)
}

#[test]
fn broken_accesses_come_before_invoices_and_preparations_after() {
    let broken = structure(AccessState::Broken(Reason::TechnicalAccountRefused), Some(10));
    let list = tasks(&[broken], &[row(InvoiceStatus::Suspendue)], &[], reader(Role::Gestionnaire));
    let actions: Vec<&str> = list.iter().map(|task| task.action.label.as_str()).collect();
    assert_eq!(actions, ["Réparer l’accès", "Voir la demande", "Remplacer"]);
    assert!(list[0].text.contains("Chorus Pro refuse le compte technique."), "{}", list[0].text);
}

#[test]
fn what_never_left_opens_the_deposit_and_what_left_opens_the_invoice() {
    for (status, label, place) in [
        (InvoiceStatus::Draft, "Reprendre", "/deposer/"),
        (InvoiceStatus::Refused, "Corriger", "/deposer/"),
        (InvoiceStatus::Unconfirmed, "Voir l’envoi", "/factures/"),
        (InvoiceStatus::Suspendue, "Voir la demande", "/factures/"),
        (InvoiceStatus::ARecycler, "Voir le motif", "/factures/"),
        (InvoiceStatus::Rejetee, "Voir le motif", "/factures/"),
        (InvoiceStatus::Unknown("NOUVEAU".to_owned()), "Vérifier", "/factures/"),
    ] {
        let list = tasks(&[working()], &[row(status.clone())], &[], reader(Role::Deposant));
        assert_eq!(list[0].action.label, label, "{status}");
        assert!(list[0].action.href.starts_with(place), "{status}: {}", list[0].action.href);
        assert!(
            list[0].text.contains("FA-118") && list[0].text.contains("Ville de Brest"),
            "{}",
            list[0].text
        );
    }
}

#[test]
fn a_reader_is_never_sent_to_the_deposit_or_asked_to_repair() {
    let broken = structure(AccessState::Broken(Reason::ApplicationRefused), Some(3));
    let list = tasks(&[broken], &[row(InvoiceStatus::Draft)], &[], reader(Role::Lecteur));
    let actions: Vec<&str> = list.iter().map(|task| task.action.label.as_str()).collect();
    assert_eq!(actions, ["Voir l’accès", "Voir"]);
    assert!(list[1].action.href.starts_with("/factures/"));
}

#[test]
fn the_detail_says_for_whom_since_when_and_why() {
    let list = tasks(&[working()], &[row(InvoiceStatus::Suspendue)], &[], reader(Role::Deposant));
    assert_eq!(list[0].detail.as_deref(), Some("Menuiserie · il y a 3\u{a0}j · Bon de commande manquant"));
    assert_eq!(list[0].amount, Some(from_cents(120_000)));
}

#[test]
fn an_amount_in_another_currency_is_not_shown_as_euros() {
    let mut foreign = row(InvoiceStatus::Suspendue);
    foreign.currency = "XPF".to_owned();
    let list = tasks(&[working()], &[foreign], &[], reader(Role::Deposant));
    assert_eq!(list[0].amount, None);
    assert!(list[0].detail.as_ref().unwrap().contains("XPF"), "{:?}", list[0].detail);
}

#[test]
fn an_unknown_status_is_named_and_not_made_reassuring() {
    let list = tasks(
        &[working()],
        &[row(InvoiceStatus::Unknown("NOUVEAU".to_owned()))],
        &[],
        reader(Role::Deposant),
    );
    assert!(list[0].text.contains("Statut inconnu : NOUVEAU"), "{}", list[0].text);
}

#[test]
fn a_missing_access_is_work_for_those_who_can_enter_it() {
    let missing = StructureSummary { access: None, ..working() };
    assert_eq!(tasks(std::slice::from_ref(&missing), &[], &[], reader(Role::Gestionnaire)).len(), 1);
    assert!(tasks(&[missing], &[], &[], reader(Role::Deposant)).is_empty());
}

#[test]
fn hundreds_of_structures_without_access_are_folded_into_one_line() {
    let task = |number: usize| Task {
        kind: StatusKind::Info,
        text: format!("structure {number}"),
        detail: None,
        amount: None,
        action: NoticeAction::new("Saisir l’accès", "/structures"),
    };
    let shown = folded((0..200).map(task).collect(), StatusKind::Info, "autres.");
    assert_eq!((shown.len(), shown[5].text.as_str()), (6, "195 autres."));
    assert_eq!(
        folded((0..6).map(task).collect(), StatusKind::Info, "autres.").len(),
        6,
        "one more is shown itself"
    );
}

#[test]
fn what_was_received_is_listed_by_what_remains_of_its_delay() {
    let now = reader(Role::Valideur).now;
    let arrived = |days| InvoiceRow {
        arrived_at: Some(now - TimeDelta::days(days)),
        ..row(InvoiceStatus::MiseADisposition)
    };
    let credit = InvoiceRow { kind: InvoiceKind::Avoir, ..arrived(40) };
    let unknown = row(InvoiceStatus::Unknown("NOUVEAU".to_owned()));
    let received = [unknown, arrived(35), arrived(26), arrived(2), credit];
    let list = tasks(&[working()], &[], &received, reader(Role::Valideur));
    let kinds: Vec<StatusKind> = list.iter().map(|task| task.kind).collect();
    assert_eq!(
        kinds,
        [StatusKind::Warning, StatusKind::Error, StatusKind::Warning, StatusKind::Info, StatusKind::Info]
    );
    assert!(list[2].text.contains("est à payer au plus tard le 26/11/2026"), "{}", list[2].text);
    assert!(list[4].text.ends_with("est à traiter.") && list[4].amount == Some(from_cents(-120_000)));
    assert!(list.iter().all(|task| task.action.href.starts_with("/factures/")));
}

#[test]
fn where_both_environments_are_worked_in_each_line_says_its_own() {
    let mut production = working();
    production.structure.id = StructureId(Uuid::from_u128(22));
    production.structure.environment = Environment::Production;
    let list = tasks(&[working(), production], &[row(InvoiceStatus::Suspendue)], &[], reader(Role::Deposant));
    let environment = Environment::Qualification.label();
    assert!(list[0].detail.as_ref().unwrap().contains(environment), "{:?}", list[0].detail);
}
