use chrono::TimeZone as _;
use domain::{Environment, ExchangeId, OrganizationId, Side, Siret, StructureId, paris_day};
use operations::ExchangeOutcome;
use uuid::Uuid;

use super::super::super::test_support::{HOSTILE, assert_escaped, render};
use super::*;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn row(text: &str) -> ExchangeSummary {
    ExchangeSummary {
        id: ExchangeId(Uuid::from_u128(41)),
        at: now(),
        service: text.to_owned(),
        outcome: ExchangeOutcome::Refused,
        http_status: Some(200),
        code_retour: Some(20_003),
        libelle: Some(text.to_owned()),
        duration: Duration::from_millis(120),
        correlation_id: Some(text.to_owned()),
    }
}

fn page(query: ExchangeQuery, rows: Vec<ExchangeSummary>, text: &str) -> ListPage {
    let structure = Structure {
        id: StructureId(Uuid::from_u128(21)),
        organization: OrganizationId(Uuid::from_u128(1)),
        identifier: Siret::parse("12345678900012").unwrap().into(),
        name: text.to_owned(),
        town: String::new(),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: None,
        synced_at: None,
        failing: None,
        created_at: now(),
    };
    let filter = query.filter(structure.id, paris_day(now()));
    let total = rows.len() as u64;
    let services = vec![text.to_owned()];
    ListPage {
        query,
        filter,
        page: ExchangePage { rows, total, services },
        structure,
        kept: Duration::from_secs(30 * 86_400),
        now: now(),
    }
}

#[test]
fn a_line_says_what_was_called_how_it_ended_and_leads_to_the_call() {
    let html = render(|| page(ExchangeQuery::default(), vec![row("soumettreFacture")], "Menuiserie").view());
    for part in [
        "Menuiserie</span></a>",
        "conservé 30 jours",
        "Refus de Chorus Pro</span>",
        "HTTP\u{a0}200 · code\u{a0}20003 · soumettreFacture",
        "120\u{a0}ms",
        "href=\"/structures/00000000-0000-0000-0000-000000000015/echanges/00000000-0000-0000-0000-000000000029\"",
        "1–1 sur 1 échange",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn the_filter_shows_what_is_asked_and_can_be_cleared() {
    let query: ExchangeQuery =
        serde_urlencoded::from_str("service=disparu&resultat=echecs&du=20%2F11%2F2026&texte=corr&par=25")
            .unwrap();
    let html = render(|| page(query, Vec::new(), "Menuiserie").view());
    for part in [
        "<option value=\"disparu\" selected",
        "<option value=\"echecs\" selected",
        "value=\"20/11/2026\"",
        "value=\"corr\"",
        "name=\"par\" value=\"25\"",
        "Effacer les filtres",
        "Aucun échange ne correspond",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn an_empty_journal_says_when_it_fills() {
    let html = render(|| page(ExchangeQuery::default(), Vec::new(), "Menuiserie").view());
    assert!(html.contains("Aucun échange conservé") && html.contains("en testant la connexion"), "{html}");
    let off = ListPage { kept: Duration::ZERO, ..page(ExchangeQuery::default(), Vec::new(), "Menuiserie") };
    assert!(render(|| off.view()).contains("ne sont pas conservés"));
}

#[test]
fn a_page_beyond_the_end_leads_back() {
    let mut beyond = page(ExchangeQuery::default(), Vec::new(), "Menuiserie");
    beyond.page.total = 3;
    assert!(render(|| beyond.view()).contains("Revenir à la première page"));
}

#[test]
fn texts_are_escaped() {
    let query: ExchangeQuery = serde_urlencoded::from_str(
        serde_urlencoded::to_string([
            ("texte", HOSTILE),
            ("service", HOSTILE),
            ("du", HOSTILE),
            ("par", HOSTILE),
        ])
        .unwrap()
        .as_str(),
    )
    .unwrap();
    assert_escaped(&render(|| page(query, vec![row(HOSTILE)], HOSTILE).view()));
}
