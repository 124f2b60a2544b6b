use chrono::TimeZone as _;
use domain::{
    AccessId, CredentialField, Notes, OrganizationId, Reason, Remark, Side, Siret, StructureId, Values,
};
use operations::{AccessCheck, AccessRights, AttachedAccess, CertificateFacts, Layer};
use uuid::Uuid;

use super::super::super::refusal::Refusal;
use super::super::super::test_support::{HOSTILE, assert_empty, assert_escaped, render, tag};
use super::*;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap()
}

fn access(text: &str, state: AccessState) -> Access {
    Access {
        id: AccessId(Uuid::from_u128(31)),
        organization: OrganizationId(Uuid::from_u128(1)),
        environment: Environment::Qualification,
        kind: AccessKind::Piste,
        identity: "identité scellée".to_owned(),
        sealed_credentials: "texte scellé".to_owned(),
        sealed_certificate: None,
        generation: 1,
        login_tail: "o.fr".to_owned(),
        client_id_tail: "ab12".to_owned(),
        certificate: Some(CertificateFacts {
            subject: format!("CN={text}"),
            issuer: format!("O={text}"),
            fingerprint: "aa:bb:cc".to_owned(),
            expires_at: now() + TimeDelta::days(20),
        }),
        state,
        state_since: now() - TimeDelta::days(2),
        password_set_at: now() - TimeDelta::days(40),
        created_at: now() - TimeDelta::days(40),
        mirrors_since: None,
    }
}

fn by_certificate(access: Access) -> Access {
    Access {
        kind: AccessKind::Certificate,
        client_id_tail: String::new(),
        sealed_certificate: Some("certificat scellé".to_owned()),
        ..access
    }
}

/// A reason with words from outside.
fn refused(libelle: &str) -> Reason {
    Reason::ChorusProRefused { code_retour: 1, libelle: libelle.to_owned() }
}

fn sheet(text: &str, access: Option<Access>) -> SheetPage {
    let structure = Structure {
        id: StructureId(Uuid::from_u128(21)),
        organization: OrganizationId(Uuid::from_u128(1)),
        identifier: Siret::parse("12345678900012").unwrap().into(),
        name: text.to_owned(),
        town: String::new(),
        side: Side::Supplier,
        environment: Environment::Qualification,
        chorus_id: Some(998_877),
        synced_at: access.as_ref().map(|_| now() - TimeDelta::minutes(3)),
        failing: None,
        created_at: now() - TimeDelta::days(40),
    };
    let accesses =
        access.into_iter().map(|access| AttachedAccess { access, rights: AccessRights::ALL }).collect();
    SheetPage {
        overview: StructureOverview { structure, accesses },
        also_served: 0,
        known: KnownFacts { facts: None, coming: false, not_read: None },
        in_charge: Vec::new(),
        people: None,
        neighbours: None,
        mandates: None,
        may_manage: true,
        chain: Vec::new(),
        outward: Outward::default(),
        may_read_exchanges: true,
        form: FormState::default(),
        report: None,
        stale_after: TimeDelta::minutes(30),
        now: now(),
    }
}

#[test]
fn the_sheet_shows_the_end_of_identifiers_and_the_certificate_but_no_secret() {
    let html = render(|| sheet("Menuiserie", Some(access("Menuiserie", AccessState::Working))).view());
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
        ..sheet("Menuiserie", Some(access("Menuiserie", AccessState::Working)))
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
    for field in ["login", "password"] {
        let input = tag(&html, &format!("id=\"{field}\""));
        assert!(input.contains(" required"), "{input}");
    }
    // An application or a certificate: the browser cannot know which.
    for field in ["client_id", "client_secret", "certificate"] {
        let input = tag(&html, &format!("id=\"{field}\""));
        assert!(!input.contains(" required"), "{input}");
    }
    assert!(html.contains("Sans identifiant PISTE, le certificat sert au raccordement direct"), "{html}");
}

#[test]
fn the_kind_of_access_in_force_is_said_and_what_a_certificate_would_do() {
    let piste = access("Menuiserie", AccessState::Working);
    let html = render(|| sheet("Menuiserie", Some(piste.clone())).view());
    assert!(html.contains("Application PISTE et compte technique"), "{html}");
    assert!(html.contains("En choisir un remplace l’application PISTE"), "{html}");
    let html = render(|| sheet("Menuiserie", Some(by_certificate(piste))).view());
    assert!(html.contains("Direct, par certificat et compte technique"), "{html}");
    assert!(!html.contains("Identifiant client PISTE"), "{html}");
    assert!(html.contains("Sans fichier, le certificat enregistré est conservé"), "{html}");
    assert!(!html.contains("scellé"), "{html}");
}

#[test]
fn what_is_in_force_is_replaced_after_a_test_and_the_first_credentials_are_just_kept() {
    let html = render(|| sheet("Menuiserie", Some(access("Menuiserie", AccessState::Working))).view());
    assert!(html.contains("restent en service tant que les nouveaux n’ont pas passé le test"), "{html}");
    assert!(tag(&html, "value=\"replace\"").contains("data-kind=\"primary\""), "{html}");
    assert!(html.contains("Remplacer sans tester") && !html.contains("Enregistrer les accès"), "{html}");
    let html = render(|| sheet("Menuiserie", None).view());
    assert!(html.contains("Enregistrer les accès") && !html.contains("name=\"act\""), "{html}");
}

#[test]
fn the_sheet_says_who_is_in_charge_and_when_the_password_ends() {
    let charge = InCharge {
        structure: StructureId(Uuid::from_u128(21)),
        user: UserId(Uuid::from_u128(9)),
        name: "Zoé Martin".to_owned(),
    };
    let people = vec![(charge.user, charge.name.clone()), (UserId(Uuid::from_u128(8)), "Luc".to_owned())];
    let page = || SheetPage {
        in_charge: vec![charge.clone()],
        ..sheet("Menuiserie", Some(access("Menuiserie", AccessState::Working)))
    };
    let html = render(|| page().view()).replace('\u{a0}', " ");
    assert!(html.contains("Zoé Martin") && !html.contains("/charge\""), "only who may choose: {html}");
    // 424 days, of which 40 have gone by.
    assert!(html.contains("valable jusqu’au 11/12/2027, reste 384 j"), "{html}");
    let html = render(|| SheetPage { people: Some(people), ..page() }.view());
    let [chosen, other] =
        [9, 8].map(|number| tag(&html, &format!("value=\"{}\"", Uuid::from_u128(number))).to_owned());
    assert!(chosen.contains(" checked") && !other.contains(" checked"), "{chosen} {other}");
    assert!(render(|| sheet("Menuiserie", None).view()).contains(">Personne<"));
}

#[test]
fn who_can_change_an_access_is_told_which_others_it_serves() {
    let page = |also_served, may_manage| {
        let sheet = sheet("Menuiserie", Some(access("Menuiserie", AccessState::Working)));
        render(|| SheetPage { also_served, may_manage, ..sheet }.view()).replace('\u{a0}', " ")
    };
    assert!(!page(0, true).contains("Cet accès sert aussi"));
    assert!(page(1, true).contains("Cet accès sert aussi une autre structure"));
    assert!(
        page(7, true).contains("Cet accès sert aussi 7 autres structures : le modifier vaut pour toutes.")
    );
    assert!(!page(7, false).contains("Cet accès sert aussi"), "nothing to change, nothing to warn of");
}

#[test]
fn refused_credentials_keep_the_identifiers_and_ask_for_the_file_again() {
    let mut values = Values::default();
    values.set(CredentialField::ClientId, "6f1c");
    values.set(CredentialField::Login, "TECH_1@cpro.fr");
    let mut notes = Notes::of_error(CredentialField::CertificatePassword, Reason::CertificatePasswordWrong);
    notes.warn(CredentialField::Certificate, Remark::CertificateToChooseAgain);
    let form = FormState::refused(values, Refusal::noted(notes));
    let html = render(|| SheetPage { form, ..sheet("Menuiserie", None) }.view());
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
    let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
    let html = render(|| sheet("Menuiserie", Some(access("Menuiserie", broken))).view());
    let sentence = format!("{} Plus aucun appel ne part", Reason::TechnicalAccountRefused.sentence());
    assert!(html.contains(&sentence), "{html}");
}

/// Text and kind of the lights of a test.
fn said(checks: &[(Layer, Option<bool>)], interrupted: Option<Layer>) -> Vec<(String, StatusKind)> {
    let checks: Vec<_> = checks.iter().map(|&(layer, works)| AccessCheck { layer, works }).collect();
    check_lights(&checks, interrupted).into_iter().map(|light| (light.text, light.kind)).collect()
}

fn lit(text: &str, kind: StatusKind) -> (String, StatusKind) {
    (text.to_owned(), kind)
}

#[test]
fn the_layer_that_fails_stops_those_behind_it() {
    let works = || lit("fonctionne", StatusKind::Success);
    let behind = || lit("pas atteint", StatusKind::Neutral);
    let layers = [Layer::Network, Layer::Token, Layer::TechnicalAccount, Layer::Rights];
    for failing in 0..layers.len() {
        let state = |position: usize| match position.cmp(&failing) {
            std::cmp::Ordering::Less => Some(true),
            std::cmp::Ordering::Equal => Some(false),
            std::cmp::Ordering::Greater => None,
        };
        let checks: Vec<_> = (0..).map(state).zip(layers).map(|(works, layer)| (layer, works)).collect();
        let mut expected = vec![works(); failing];
        expected.push(lit("en échec", StatusKind::Error));
        expected.resize_with(layers.len(), behind);
        assert_eq!(said(&checks, None), expected, "{:?} fails", layers[failing]);

        // What is broken off blames no layer: it says where, and nothing of those behind.
        let checks: Vec<_> =
            checks.into_iter().map(|(layer, works)| (layer, works.filter(|on| *on))).collect();
        expected[failing] = lit("interrompu ici", StatusKind::Warning);
        assert_eq!(said(&checks, Some(layers[failing])), expected, "broken off at {:?}", layers[failing]);
    }
}

#[test]
fn a_certificate_is_not_said_to_work_beside_an_account_that_is_refused() {
    let checks = [
        (Layer::Network, Some(true)),
        (Layer::Certificate, None),
        (Layer::TechnicalAccount, Some(false)),
        (Layer::Rights, None),
    ];
    assert_eq!(
        said(&checks, None),
        [
            lit("fonctionne", StatusKind::Success),
            lit("pas établi : le refus qui suit peut aussi venir de là", StatusKind::Warning),
            lit("en échec", StatusKind::Error),
            lit("pas atteint", StatusKind::Neutral),
        ]
    );
}

#[test]
fn texts_are_escaped() {
    let mut values = Values::default();
    values.set(CredentialField::ClientId, HOSTILE);
    values.set(CredentialField::Login, HOSTILE);
    let broken = AccessState::Broken(refused(HOSTILE));
    let page = SheetPage {
        form: FormState::refused(values, Refusal::new(HOSTILE)),
        ..sheet(HOSTILE, Some(access(HOSTILE, broken)))
    };
    assert_escaped(&render(|| page.view()));
}
