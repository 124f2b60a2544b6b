use chrono::TimeZone as _;
use domain::{AccessId, Environment, OrganizationId, Reason, Side, Siret, UserId};
use operations::{AccessHealth, AccessState, Structure, SynchronisationFailure};
use uuid::Uuid;

use super::super::super::test_support::{HOSTILE, assert_escaped, render};
use super::super::list_query::{AccessFilter, MINE, NOBODY};
use super::super::neighbours::Neighbours;
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
        identifier: Siret::parse(&format!("{number:014}")).unwrap().into(),
        name: name.to_owned(),
        town: String::new(),
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
        password_set_at: now(),
    });
    StructureSummary { structure, access }
}

fn person(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

/// The same with people in charge: the number of a structure, and those of the people.
fn charged(mut table: Table, charges: &[(u128, &[u128])]) -> Table {
    for (number, people) in charges {
        let structure = StructureId(Uuid::from_u128(*number));
        let charge =
            |user: &u128| InCharge { structure, user: person(*user), name: format!("Personne {user}") };
        table.in_charge.insert(structure, people.iter().map(charge).collect());
    }
    table
}

fn table(structures: Vec<StructureSummary>, counts: &[(u128, StructureCounts)], query: ListQuery) -> Table {
    Table {
        structures: structures.into(),
        counts: counts
            .iter()
            .map(|(number, counts)| (StructureId(Uuid::from_u128(*number)), counts.clone()))
            .collect(),
        in_charge: BTreeMap::new(),
        me: person(1),
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
fn columns_that_are_no_counters_sort_too_and_what_is_alike_stays_by_name() {
    let sorted = |tri: &str, sens: &str| {
        let (mut structures, counts) = three();
        structures[0].structure.synced_at = Some(now());
        structures[2].structure.synced_at = None;
        let query = ListQuery { tri: tri.to_owned(), sens: sens.to_owned(), ..ListQuery::default() };
        names(&charged(table(structures, &counts, query), &[(1, &[3]), (3, &[2])]))
    };
    assert_eq!(sorted("acces", ""), ["Couverture", "Atelier", "Béton"]);
    assert_eq!(sorted("charge", ""), ["Béton", "Couverture", "Atelier"]);
    assert_eq!(sorted("synchronisee", "desc"), ["Couverture", "Béton", "Atelier"], "never, then the oldest");
    assert_eq!(sorted("en-route", "desc"), ["Atelier", "Béton", "Couverture"], "all alike");
    assert_eq!(sorted("en-route", "asc"), ["Atelier", "Béton", "Couverture"], "all alike");
}

#[test]
fn a_structure_is_found_by_name_siret_or_town() {
    let found = |nom: &str| {
        let (mut structures, counts) = three();
        structures[0].structure.town = "Saint-Étienne".to_owned();
        names(&table(structures, &counts, ListQuery { nom: nom.to_owned(), ..ListQuery::default() }))
    };
    assert_eq!(found("beton"), ["Béton"]);
    assert_eq!(found("00000000000003"), ["Couverture"]);
    assert_eq!(found("saint etienne"), ["Atelier"]);
    assert!(found("inconnue").is_empty());
}

#[test]
fn the_list_narrows_to_a_state_of_access() {
    let (mut structures, counts) = three();
    structures.push(overview(4, "Dallage", None));
    structures.push(overview(5, "Enduit", Some(AccessState::Untested)));
    structures.push(overview(6, "Façade", Some(AccessState::Working)));
    structures[5].structure.failing =
        Some(SynchronisationFailure { reason: Reason::ChorusProSilent, since: now(), next_at: now() });
    structures[1].access.as_mut().unwrap().password_set_at -= TimeDelta::days(400);
    let narrowed = |filter: AccessFilter| {
        let query =
            ListQuery { acces: filter.word().to_owned(), tri: "nom".to_owned(), ..ListQuery::default() };
        names(&table(structures.clone(), &counts, query))
    };
    assert_eq!(narrowed(AccessFilter::Broken), ["Couverture"]);
    assert_eq!(narrowed(AccessFilter::Missing), ["Dallage"]);
    assert_eq!(narrowed(AccessFilter::Untested), ["Enduit"]);
    assert_eq!(narrowed(AccessFilter::Failing), ["Façade"]);
    assert_eq!(narrowed(AccessFilter::Ending), ["Béton"]);
    assert_eq!(narrowed(AccessFilter::Working), ["Atelier", "Béton"]);
}

#[test]
fn the_list_narrows_to_who_is_in_charge() {
    let narrowed = |charge: &str| {
        let (structures, counts) = three();
        let query = ListQuery { charge: charge.to_owned(), tri: "nom".to_owned(), ..ListQuery::default() };
        names(&charged(table(structures, &counts, query), &[(1, &[1, 2]), (3, &[2])]))
    };
    assert_eq!(narrowed(MINE), ["Atelier"]);
    assert_eq!(narrowed(NOBODY), ["Béton"]);
    assert_eq!(narrowed(&person(2).to_string()), ["Atelier", "Couverture"]);
    assert_eq!(narrowed("n’importe quoi").len(), 3);
}

#[test]
fn who_is_in_charge_has_a_column_and_filters_only_where_somebody_is() {
    let (structures, counts) = three();
    let plain = render(|| table(structures.clone(), &counts, ListQuery::default()).view());
    assert!(!plain.contains("En charge") && !plain.contains("Mes structures"), "{plain}");
    let html =
        render(|| charged(table(structures, &counts, ListQuery::default()), &[(1, &[1]), (3, &[2])]).view());
    assert!(html.contains("Mes structures") && html.contains("href=\"/structures?charge=moi\""), "{html}");
    assert!(html.contains("href=\"/structures?charge=personne\""), "{html}");
    assert!(html.contains("<option value=\"moi\">moi</option>"), "{html}");
    assert!(html.contains(">Personne 2</option>"), "{html}");
}

#[test]
fn the_next_and_the_previous_structure_follow_the_list_from_which_one_came() {
    let around = |number: u128, query: ListQuery| {
        let (structures, counts) = three();
        let table = table(structures, &counts, query);
        let neighbours = Neighbours::of(&table, StructureId(Uuid::from_u128(number))).unwrap();
        (neighbours.shortcuts().len(), render(|| neighbours.view()).replace('\u{a0}', " "))
    };
    // The worst first: Couverture, Béton, Atelier.
    let (keys, html) = around(2, ListQuery::default());
    assert_eq!(keys, 2);
    for part in [
        "2 sur 3".to_owned(),
        format!("href=\"/structures/{}\"", Uuid::from_u128(3)),
        "Structure précédente : Couverture (k)".to_owned(),
        format!("href=\"/structures/{}\"", Uuid::from_u128(1)),
        "Structure suivante : Atelier (j)".to_owned(),
    ] {
        assert!(html.contains(&part), "{part} in {html}");
    }
    let by_name = ListQuery { tri: "nom".to_owned(), ..ListQuery::default() };
    let (keys, html) = around(1, by_name);
    assert_eq!(keys, 1);
    assert!(html.contains("1 sur 3") && !html.contains("rel=\"prev\""), "{html}");
    assert!(html.contains(&format!("href=\"/structures/{}?tri=nom\"", Uuid::from_u128(2))), "{html}");
    let without = ListQuery { nom: "béton".to_owned(), ..ListQuery::default() };
    let (keys, html) = around(1, without);
    assert_eq!(keys, 0);
    assert!(html.contains("href=\"/structures?nom=b%C3%A9ton\"") && !html.contains(" sur "), "{html}");
    let alone = table(vec![overview(1, "A", None)], &[], ListQuery::default());
    assert_eq!(Neighbours::of(&alone, StructureId(Uuid::from_u128(1))), None);
}

#[test]
fn a_row_leads_to_its_sheet_in_the_order_of_the_list() {
    let (structures, counts) = three();
    let query = ListQuery { tri: "nom".to_owned(), sens: "asc".to_owned(), ..ListQuery::default() };
    let html = render(|| table(structures, &counts, query).view());
    let href = format!("href=\"/structures/{}?tri=nom&amp;sens=asc\"", Uuid::from_u128(1));
    assert!(html.contains(&href), "{html}");
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
    let query = ListQuery { nom: HOSTILE.to_owned(), acces: HOSTILE.to_owned(), ..ListQuery::default() };
    let many = (1..=9).map(|number| overview(number, HOSTILE, None)).collect();
    let mut many = charged(table(many, &[], query), &[(1, &[1, 2])]);
    for charge in many.in_charge.values_mut().flatten() {
        HOSTILE.clone_into(&mut charge.name);
    }
    assert_escaped(&render(|| many.view()));
    assert_escaped(&render(|| table(vec![overview(1, HOSTILE, None)], &[], ListQuery::default()).view()));
}
