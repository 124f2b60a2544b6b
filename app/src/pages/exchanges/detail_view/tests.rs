use std::time::Duration;

use chrono::{TimeZone as _, Utc};
use domain::{AccessId, Environment, ExchangeId, OrganizationId, Side, Siret, StructureId};
use operations::{ExchangeOutcome, ExchangeSummary};
use uuid::Uuid;

use super::super::super::test_support::{HOSTILE, assert_escaped, render, tag};
use super::*;

fn page(text: &str) -> DetailPage {
    let at = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
    let (organization, structure) = (OrganizationId(Uuid::from_u128(1)), StructureId(Uuid::from_u128(21)));
    DetailPage {
        exchange: Exchange {
            organization,
            access: AccessId(Uuid::from_u128(31)),
            structure: Some(structure),
            summary: ExchangeSummary {
                id: ExchangeId(Uuid::from_u128(41)),
                at,
                service: text.to_owned(),
                outcome: ExchangeOutcome::Failed,
                http_status: Some(502),
                code_retour: None,
                libelle: Some(text.to_owned()),
                duration: Duration::from_secs(60),
                correlation_id: Some(text.to_owned()),
            },
            method: "POST".to_owned(),
            url: format!("https://chorus.example/{text}"),
            error: Some(text.to_owned()),
            unknown_fields: vec![text.to_owned()],
            request: Some(format!(r#"{{"numeroFacture":"{text}","montant":1}}"#)),
            answer: Some(text.to_owned()),
            curl: format!("curl -H 'Authorization: Bearer $JETON' '{text}'"),
        },
        structure: Structure {
            id: structure,
            organization,
            identifier: Siret::parse("12345678900012").unwrap().into(),
            name: text.to_owned(),
            town: String::new(),
            side: Side::Supplier,
            environment: Environment::Qualification,
            chorus_id: None,
            synced_at: None,
            failing: None,
            created_at: at,
        },
    }
}

#[test]
fn request_answer_and_command_are_shown_for_reading_and_copying() {
    let html = render(|| page("FA-7").view());
    for part in [
        "POST https://chorus.example/FA-7",
        "HTTP\u{a0}502",
        "60,0\u{a0}s",
        "{\n  &quot;numeroFacture&quot;: &quot;FA-7&quot;,\n  &quot;montant&quot;: 1\n}",
        "Bearer $JETON",
        "Copier en curl",
        "href=\"/structures/00000000-0000-0000-0000-000000000015/echanges\"",
    ] {
        assert!(html.replace('"', "&quot;").contains(&part.replace('"', "&quot;")), "{part} in {html}");
    }
    // A long body is reached and scrolled with the keyboard.
    for id in ["request", "answer", "curl"] {
        assert!(tag(&html, &format!("id=\"{id}\"")).contains("tabindex=\"0\""), "{html}");
    }
}

#[test]
fn the_button_is_hidden_until_a_script_can_copy() {
    let html = render(|| page("FA-7").view());
    assert!(tag(&html, "class=\"copy-text\"").contains(" hidden"), "{html}");
}

#[test]
fn what_is_missing_is_said() {
    let mut none = page("FA-7");
    none.exchange.request = None;
    none.exchange.answer = None;
    none.exchange.summary.http_status = None;
    let html = render(|| none.view());
    assert!(html.contains("Aucun contenu envoyé.") && html.contains("Aucune réponse reçue."), "{html}");
    let mut token = page("token");
    token.exchange.answer = None;
    assert!(render(|| token.view()).contains("contient un jeton"));
}

#[test]
fn a_search_that_found_nothing_is_shown_without_its_content() {
    let mut bare = page("recherche");
    bare.exchange.summary.http_status = Some(200);
    bare.exchange.request = None;
    bare.exchange.answer = None;
    bare.exchange.curl = String::new();
    let html = render(|| bare.view());
    assert!(html.contains("n’a rien trouvé") && html.contains("Aucun résultat."), "{html}");
    assert!(!html.contains("Rejouer avec curl"), "{html}");
}

#[test]
fn texts_are_escaped() {
    assert_escaped(&render(|| page(HOSTILE).view()));
}
