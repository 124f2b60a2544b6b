use chrono::{TimeDelta, TimeZone as _};
use domain::{AccessId, Environment, OrganizationId, Reason, Side, Siret, StructureId};
use operations::{CertificateFacts, Structure};
use uuid::Uuid;

use super::super::super::test_support::{HOSTILE, assert_escaped, render, tag};
use super::*;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn structure(number: u128, name: &str) -> StructureSummary {
    let structure = Structure {
        id: StructureId(Uuid::from_u128(number)),
        organization: OrganizationId(Uuid::from_u128(1)),
        identifier: Siret::parse("12345678900012").unwrap().into(),
        name: name.to_owned(),
        town: String::new(),
        side: Side::Supplier,
        environment: Environment::Production,
        chorus_id: None,
        synced_at: None,
        failing: None,
        created_at: now(),
    };
    StructureSummary { structure, access: None }
}

/// An access whose password and certificate have so many days left.
fn serving(state: AccessState, password: i64, certificate: Option<i64>, names: &[&str]) -> ServingAccess {
    let access = Access {
        id: AccessId(Uuid::from_u128(31)),
        organization: OrganizationId(Uuid::from_u128(1)),
        environment: Environment::Production,
        kind: if certificate.is_some() { AccessKind::Certificate } else { AccessKind::Piste },
        identity: "identité scellée".to_owned(),
        sealed_credentials: "texte scellé".to_owned(),
        sealed_certificate: None,
        generation: 1,
        login_tail: "0001".to_owned(),
        client_id_tail: "ab12".to_owned(),
        certificate: certificate.map(|days| CertificateFacts {
            subject: "C=FR, CN=api.menuiserie.fr".to_owned(),
            issuer: "CN=Autorité".to_owned(),
            fingerprint: String::new(),
            expires_at: now() + TimeDelta::days(days),
        }),
        state,
        state_since: now(),
        password_set_at: now() - TimeDelta::days(domain::TECHNICAL_PASSWORD_DAYS - password),
        created_at: now(),
        mirrors_since: None,
    };
    let structures = (21..).zip(names).map(|(number, name)| structure(number, name)).collect();
    ServingAccess { access, structures, beyond: 0, last_success: None }
}

fn page(accesses: Vec<ServingAccess>, without: usize) -> String {
    render(|| AccessesPage { accesses, without, outward: Outward::default(), now: now() }.view())
}

#[test]
fn each_access_says_what_to_do_next() {
    let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
    let sheet = format!("/structures/{}", Uuid::from_u128(21));
    for (line, label, target) in [
        (serving(broken, 300, None, &["A"]), "Réparer", "#password"),
        (serving(AccessState::Untested, 10, None, &["A"]), "Tester", ""),
        (serving(AccessState::Working, 60, None, &["A"]), "Renouveler le mot de passe", "#password"),
        (serving(AccessState::Working, 300, Some(60), &["A"]), "Remplacer le certificat", "#certificate"),
        (serving(AccessState::Working, 61, Some(61), &["A"]), "Ouvrir", ""),
    ] {
        assert_eq!(next_action(&line, now()), NoticeAction::new(label, format!("{sheet}{target}")));
    }
}

#[test]
fn every_light_says_its_name_and_nothing_sealed_is_shown() {
    let html =
        page(vec![serving(AccessState::Working, 14, Some(200), &["Menuiserie"])], 0).replace('\u{a0}', " ");
    for part in [
        "Accès : </span>accepté par Chorus Pro",
        "Mot de passe : </span>arrive à échéance le 06/12/2026, reste 14 j ; faites-le renouveler",
        "Certificat : </span>valable jusqu’au",
        "Certificat, raccordement direct",
        "api.menuiserie.fr, délivré par Autorité",
        "les appels partent directement",
        "compte technique •••• 0001",
        "jamais",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("scellé"), "{html}");
}

#[test]
fn many_structures_fold_and_those_out_of_reach_are_only_counted() {
    let four = page(vec![serving(AccessState::Working, 300, None, &["A", "B", "C", "D"])], 0);
    assert!(!four.contains("<details"), "one more is named itself: {four}");
    let mut line = serving(AccessState::Working, 300, None, &["A", "B", "C", "D", "E"]);
    line.beyond = 2;
    let html = page(vec![line], 0);
    assert!(html.contains("et 2 autres") && html.contains("et 2 structures hors de votre portée"), "{html}");
    assert_eq!(html.matches("href=\"/structures/").count(), 6, "five names and the act: {html}");
}

#[test]
fn structures_without_an_access_are_a_link_away() {
    let html = page(Vec::new(), 2);
    assert!(html.contains("Aucun accès") && html.contains("2 structures n’ont pas encore d’accès"), "{html}");
    assert!(tag(&html, "href=\"/structures?acces=sans-acces\"").starts_with("<a"), "{html}");
}

#[test]
fn texts_are_escaped() {
    let broken =
        AccessState::Broken(Reason::ChorusProRefused { code_retour: 1, libelle: HOSTILE.to_owned() });
    assert_escaped(&page(vec![serving(broken, 300, None, &[HOSTILE])], 0));
}
