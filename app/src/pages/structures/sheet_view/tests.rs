use chrono::TimeZone as _;
use domain::{ConnectionId, OrganizationId, Side, Siret, StructureId};
use operations::ConnectionCheck;
use uuid::Uuid;

use super::super::super::test_support::{HOSTILE, assert_empty, assert_escaped, render, tag};
use super::*;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn connection(text: &str, state: ConnectionState) -> Connection {
    Connection {
        id: ConnectionId(Uuid::from_u128(31)),
        organization: OrganizationId(Uuid::from_u128(1)),
        structure: StructureId(Uuid::from_u128(21)),
        sealed_credentials: "texte scellé".to_owned(),
        sealed_certificate: Some("certificat scellé".to_owned()),
        login_tail: "o.fr".to_owned(),
        client_id_tail: "ab12".to_owned(),
        certificate_subject: Some(format!("CN={text}")),
        certificate_issuer: Some(format!("O={text}")),
        certificate_fingerprint: Some("aa:bb:cc".to_owned()),
        certificate_expires_at: Some(now() + TimeDelta::days(20)),
        state,
        state_since: now() - TimeDelta::days(2),
        synced_at: Some(now() - TimeDelta::minutes(3)),
        next_sync_at: now(),
    }
}

fn sheet(text: &str, connection: Option<Connection>) -> SheetPage {
    let structure = Structure {
        id: StructureId(Uuid::from_u128(21)),
        organization: OrganizationId(Uuid::from_u128(1)),
        siret: Siret::parse("12345678900012").unwrap(),
        name: text.to_owned(),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: Some(998_877),
        created_at: now() - TimeDelta::days(40),
    };
    SheetPage {
        overview: StructureOverview { structure, connection },
        may_manage: true,
        may_read_exchanges: true,
        typed: TypedCredentials::default(),
        problem: None,
        report: None,
        stale_after: TimeDelta::minutes(30),
        now: now(),
    }
}

#[test]
fn the_sheet_shows_the_end_of_identifiers_and_the_certificate_but_no_secret() {
    let html =
        render(|| sheet("Menuiserie", Some(connection("Menuiserie", ConnectionState::Working))).view());
    for part in
        ["•••• ab12", "•••• o.fr", "CN=Menuiserie", "O=Menuiserie", "aa:bb:cc", "reste 20\u{a0}j", "998877"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("scellé"), "{html}");
    for field in ["client_secret", "password", "certificate_password"] {
        let input = tag(&html, &format!("id=\"{field}\""));
        // Masked, and yet no password that a browser would keep or fill in.
        assert!(input.contains("data-type=\"secret\"") && input.contains("autocomplete=\"off\""), "{input}");
        assert_empty(&html, field);
        assert!(!input.contains(" required"), "{input}");
    }
}

#[test]
fn a_reader_sees_neither_form_nor_test() {
    let page = SheetPage {
        may_manage: false,
        may_read_exchanges: false,
        ..sheet("Menuiserie", Some(connection("Menuiserie", ConnectionState::Working)))
    };
    let html = render(|| page.view());
    assert!(!html.contains("<form") && !html.contains("<input"), "{html}");
    assert!(!html.contains("/echanges"), "{html}");
    let html = render(|| SheetPage { may_manage: false, ..sheet("Menuiserie", None) }.view());
    assert!(html.contains("Demandez-le à un gestionnaire"), "{html}");
}

#[test]
fn the_first_credentials_are_all_asked_for_and_cannot_be_tested_yet() {
    let html = render(|| sheet("Menuiserie", None).view());
    assert!(!html.contains("/tester\""), "{html}");
    assert!(html.contains("enctype=\"multipart/form-data\""), "{html}");
    assert!(tag(&html, "id=\"credentials\"").contains(" open"), "{html}");
    for field in ["client_id", "client_secret", "login"] {
        let input = tag(&html, &format!("id=\"{field}\""));
        assert!(input.contains(" required"), "{input}");
    }
}

#[test]
fn refused_credentials_keep_the_identifiers_and_ask_for_the_file_again() {
    let typed = TypedCredentials {
        client_id: "6f1c".to_owned(),
        login: "TECH_1@cpro.fr".to_owned(),
        had_certificate: true,
    };
    let problem = Some("Le mot de passe de ce certificat est incorrect.".to_owned());
    let html = render(|| SheetPage { typed, problem, ..sheet("Menuiserie", None) }.view());
    for part in [
        "role=\"alert\"",
        "Le mot de passe de ce certificat est incorrect.",
        "value=\"6f1c\"",
        "value=\"TECH_1@cpro.fr\"",
        "Choisissez de nouveau le fichier",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_broken_access_says_why_and_that_nothing_leaves() {
    let broken = ConnectionState::Broken("Chorus Pro refuse le compte technique.".to_owned());
    let html = render(|| sheet("Menuiserie", Some(connection("Menuiserie", broken))).view());
    assert!(html.contains("Chorus Pro refuse le compte technique. Plus aucun appel ne part"), "{html}");
}

#[test]
fn each_layer_of_a_report_has_its_own_light() {
    let check = |layer, works| ConnectionCheck { layer, works };
    let checks = [check("Réseau", Some(true)), check("Jeton PISTE", Some(false)), check("Droits", None)];
    let lights: Vec<(String, StatusKind)> = checks
        .iter()
        .map(|check| {
            let light = check_light(check);
            (light.text, light.kind)
        })
        .collect();
    assert_eq!(
        lights,
        [
            ("fonctionne".to_owned(), StatusKind::Success),
            ("en échec".to_owned(), StatusKind::Error),
            ("pas atteint".to_owned(), StatusKind::Neutral),
        ]
    );
}

#[test]
fn texts_are_escaped() {
    let typed = TypedCredentials { client_id: HOSTILE.into(), login: HOSTILE.into(), had_certificate: false };
    let broken = ConnectionState::Broken(HOSTILE.to_owned());
    let page = SheetPage {
        typed,
        problem: Some(HOSTILE.to_owned()),
        ..sheet(HOSTILE, Some(connection(HOSTILE, broken)))
    };
    assert_escaped(&render(|| page.view()));
}
