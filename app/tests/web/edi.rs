//! EDI by plain forms: a link, its test, what came, and the format test.

use std::fs;
use std::time::Duration;

use app::web::SiteOptions;
use axum::http::StatusCode;
use test_desk::Desk;

use crate::browser::TestSite;

const MINUTE: Duration = Duration::from_secs(60);
const CII: &[u8] = include_bytes!("../../../crates/chorus-pro-simulator/tests/data/flow_cii.xml");

/// What is typed of a link through a folder.
const TYPED: [(&str, &str); 8] = [
    ("application", "XXX999"),
    ("sequence", "1"),
    ("interface_1106", "1"),
    ("place", "dossier"),
    ("root", "cabinet"),
    ("outbox", "depart"),
    ("inbox", "retour"),
    ("processed", ""),
];

async fn site_with(allowed: std::path::PathBuf) -> TestSite {
    let desk = Desk::open_with(move |settings| settings.edi_folder = Some(allowed)).await;
    TestSite::on(desk, SiteOptions::default())
}

#[tokio::test]
async fn a_link_is_entered_tested_and_shows_what_came_without_script() {
    let root = tempfile::tempdir().unwrap();
    for name in ["depart", "retour"] {
        fs::create_dir_all(root.path().join("cabinet").join(name)).unwrap();
    }
    let allowed = root.path().to_owned();
    let site = site_with(allowed).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = format!("/structures/{}/edi", site.desk.firm.structure);
    let fresh = visitor.get(&page).await.body;
    assert!(fresh.contains("Aucun raccordement EDI") && fresh.contains("Dossier de la machine"), "{fresh}");
    // Refused: as it was typed, with a link to each field.
    let mut wrong = TYPED;
    wrong[0].1 = "XX";
    wrong[6].1 = "depart";
    let refused = visitor.post(&page, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["href=\"#application\"", "href=\"#inbox\"", "six lettres et chiffres", "value=\"cabinet\""] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    let saved = visitor.post(&page, &TYPED).await;
    assert!(saved.location().starts_with(&page), "{}", saved.body);
    assert!(visitor.get(&page).await.body.contains("n’a pas encore passé son test"));
    let tested = visitor.post(&format!("{page}/tester"), &[]).await.body;
    assert!(
        tested.contains("Le raccordement fonctionne") && tested.contains("Relever maintenant"),
        "{tested}"
    );
    fs::write(root.path().join("cabinet/retour/note.txt"), "Bonjour <b>").unwrap();
    let answer = visitor.post(&format!("{page}/relever"), &[]).await;
    assert!(answer.location().starts_with(&page), "{}", answer.body);
    site.desk.pass(MINUTE).await;
    let shown = visitor.get(&page).await.body;
    assert!(shown.contains("note.txt") && shown.contains("Conservé, non rattaché"), "{shown}");
    let file = shown.split("/edi/fichiers/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let download = visitor.get(&format!("{page}/fichiers/{file}")).await;
    assert_eq!(download.body, "Bonjour <b>");
    assert!(!root.path().join("cabinet/retour/note.txt").exists());
}

#[tokio::test]
async fn a_flow_is_sent_by_edi_from_its_page() {
    let root = tempfile::tempdir().unwrap();
    for name in ["depart", "retour"] {
        fs::create_dir_all(root.path().join("cabinet").join(name)).unwrap();
    }
    let allowed = root.path().to_owned();
    let site = site_with(allowed).await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = format!("/structures/{}/edi", site.desk.firm.structure);
    let flow = visitor.upload("/flux", &[], &[("file", "facture.xml", CII)]).await.location().to_owned();
    assert!(!visitor.get(&flow).await.body.contains("Voie de dépôt"), "one way is no choice");
    visitor.post(&page, &TYPED).await;
    let choose = [("version", "1"), ("syntaxe", "IN_DP_E1_CII_16B"), ("voie", "edi"), ("action", "envoyer")];
    let refused = visitor.post(&flow, &choose).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("href=\"#voie\"") && refused.body.contains("passé son test"),
        "{}",
        refused.body
    );
    visitor.post(&format!("{page}/tester"), &[]).await;
    let again = [("version", "2"), choose[1], choose[2], choose[3]];
    let answer = visitor.post(&flow, &again).await;
    assert_eq!(answer.location(), flow, "{}", answer.body);
    site.desk.pass(MINUTE).await;
    let shown = visitor.get(&flow).await.body;
    for part in [
        "Déposé dans le dossier d’échange",
        "FSO1106A_XXX999_XXX9991106000000000000001",
        "n’en a pas encore rendu compte",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("Reçu par Chorus Pro"), "nobody knows that yet");
}

#[tokio::test]
async fn a_private_key_is_never_shown_again() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = format!("/structures/{}/edi", site.desk.firm.structure);
    let typed = [
        ("application", "XXX999"),
        ("interface_1106", "1"),
        ("place", "sftp"),
        ("host", "sftp.exemple.fr"),
        ("user", "pupitre"),
        ("key", "-----BEGIN canari-cle-privee-----"),
        ("outbox", "depart"),
        ("inbox", "retour"),
    ];
    let refused = visitor.post(&page, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#key\"") && !refused.body.contains("canari-cle-privee"));
    assert!(refused.body.contains("value=\"sftp.exemple.fr\""));
    assert!(!refused.body.contains("Dossier de la machine"), "no folder is allowed here");
}

#[tokio::test]
async fn the_format_test_says_each_error() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let empty = visitor.upload("/edi/essai", &[], &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Choisissez le fichier à essayer"), "{}", empty.body);
    let wrong = visitor.upload("/edi/essai", &[], &[("file", "facture.xml", CII)]).await;
    assert_eq!(wrong.status, StatusCode::OK);
    for part in ["Ce fichier est à corriger", "FX-1", "extension", "trois parties", "CII 16B, structuré"] {
        assert!(wrong.body.contains(part), "{part} in {}", wrong.body);
    }
    let broken = b"<?xml version=\"1.0\"?>\n<CPPStatut>\n<CPPFluxStatuts>";
    let broken = visitor.upload("/edi/essai", &[], &[("file", "cr.xml", broken)]).await.body;
    assert!(broken.contains("ligne 3"), "{broken}");
    let hostile = visitor.upload("/edi/essai", &[], &[("file", "<b>x</b>.xml", b"<a/>")]).await.body;
    assert!(!hostile.contains("<b>x</b>") && hostile.contains("n’est ni un retour"), "{hostile}");
}
