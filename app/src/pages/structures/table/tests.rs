use chrono::TimeZone as _;
use domain::{AccessId, Environment, OrganizationId, Reason, Side, Siret};
use operations::{AccessHealth, AccessState, Structure};
use uuid::Uuid;

use super::super::super::test_support::{HOSTILE, assert_escaped, render};
use super::*;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

pub(in crate::pages::structures) fn overview(
    number: u128,
    name: &str,
    state: Option<AccessState>,
) -> StructureSummary {
    let structure = Structure {
        id: StructureId(Uuid::from_u128(number)),
        organization: OrganizationId(Uuid::from_u128(1)),
        siret: Siret::parse(&format!("{number:014}")).unwrap(),
        name: name.to_owned(),
        side: Side::Supplier,
        environment: Environment::Production,
        chorus_id: None,
        synced_at: state.is_some().then(|| now() - TimeDelta::minutes(4)),
        failing: None,
        created_at: now(),
    };
    let access = state.map(|state| AccessHealth {
        id: AccessId(Uuid::from_u128(31)),
        state,
        state_since: now(),
        certificate_expires_at: None,
    });
    StructureSummary { structure, access }
}

fn table(structures: Vec<StructureSummary>, counts: &[(u128, StructureCounts)], query: ListQuery) -> Table {
    Table {
        structures: structures.into(),
        counts: counts
            .iter()
            .map(|(number, counts)| (StructureId(Uuid::from_u128(*number)), counts.clone()))
            .collect(),
        in_part: Vec::new(),
        query,
        stale_after: TimeDelta::minutes(30),
        now: now(),
    }
}

fn names(table: &Table) -> Vec<String> {
    table.rows().iter().map(|row| row.structure.name.clone()).collect()
}

fn three() -> (Vec<StructureSummary>, [(u128, StructureCounts); 3]) {
    let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
    let structures = vec![
        overview(1, "Atelier", Some(AccessState::Working)),
        overview(2, "Béton", Some(AccessState::Working)),
        overview(3, "Couverture", Some(broken)),
    ];
    let late = StructureCounts { late: 4, ..StructureCounts::default() };
    let blocked = StructureCounts { blocked: 9, to_send: 2, ..StructureCounts::default() };
    (structures, [(1, blocked), (2, late), (3, StructureCounts::default())])
}

#[test]
fn the_worst_comes_first_and_every_column_sorts() {
    let sorted = |tri: &str, sens: &str| {
        let (structures, counts) = three();
        let query = ListQuery { tri: tri.to_owned(), sens: sens.to_owned(), ..ListQuery::default() };
        names(&table(structures, &counts, query))
    };
    assert_eq!(sorted("", ""), ["Couverture", "Béton", "Atelier"], "without access, late, blocked");
    assert_eq!(sorted("bloquees", "desc")[0], "Atelier");
    assert_eq!(sorted("retard", "asc")[2], "Béton");
    assert_eq!(sorted("nom", "asc"), ["Atelier", "Béton", "Couverture"]);
    assert_eq!(sorted("nom", "desc"), ["Couverture", "Béton", "Atelier"]);
    assert_eq!(sorted("inconnu", "asc"), sorted("", ""));
}

#[test]
fn a_structure_is_found_by_name_or_siret() {
    let found = |nom: &str| {
        let (structures, counts) = three();
        names(&table(structures, &counts, ListQuery { nom: nom.to_owned(), ..ListQuery::default() }))
    };
    assert_eq!(found("beton"), ["Béton"]);
    assert_eq!(found("00000000000003"), ["Couverture"]);
    assert!(found("inconnue").is_empty());
}

#[test]
fn a_cell_leads_to_its_invoices_and_nothing_is_a_dash() {
    let (structures, counts) = three();
    let html = render(|| table(structures, &counts, ListQuery::default()).view());
    let id = Uuid::from_u128(1);
    assert!(html.contains(&format!("href=\"/factures?structure={id}&amp;onglet=bloquees\"")), "{html}");
    assert!(html.contains("aria-label=\"Bloquées\u{a0}: 9, Atelier\""), "{html}");
    assert!(html.contains("class=\"no-count\""), "{html}");
    assert!(html.contains("Accès\u{a0}: Chorus Pro refuse le compte technique."), "{html}");
    assert!(!html.contains("À traiter"), "nothing is received here: {html}");
}

#[test]
fn rows_name_their_environment_only_where_they_differ() {
    let shown = |other: Environment| {
        let mut second = overview(2, "B", None);
        second.structure.environment = other;
        render(|| table(vec![overview(1, "A", None), second], &[], ListQuery::default()).view())
    };
    assert!(!shown(Environment::Production).contains("environment-pill"));
    let mixed = shown(Environment::Qualification);
    assert!(mixed.contains(">PRODUCTION<") && mixed.contains(">QUALIFICATION<"), "{mixed}");
}

#[test]
fn texts_are_escaped() {
    let query = ListQuery { nom: HOSTILE.to_owned(), ..ListQuery::default() };
    let many = (1..=9).map(|number| overview(number, HOSTILE, None)).collect();
    assert_escaped(&render(|| table(many, &[], query).view()));
    assert_escaped(&render(|| table(vec![overview(1, HOSTILE, None)], &[], ListQuery::default()).view()));
}
