//! The access of a structure by plain forms: what it is, whom else it serves, and that everybody hears when it is broken.

use axum::http::StatusCode;

use crate::browser::{Answer, TestSite, Visitor};

const OURS: [(&str, &str); 4] = [
    ("client_id", "application-atelier"),
    ("client_secret", "secret-atelier"),
    ("login", "TECH_1_000001@cpro.fr"),
    ("password", "mot-de-passe"),
];

/// The text of a page as a person reads it: signs that tie words are plain spaces.
fn text(answer: &Answer) -> String {
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Adds a second structure and gives the path of its sheet.
async fn second_structure(visitor: &Visitor<'_>) -> String {
    let fields = [
        ("siret", "00000000900003"),
        ("name", "Seconde structure"),
        ("side", "fournisseur"),
        ("environment", "qualification"),
    ];
    let answer = visitor.post("/structures", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_access_that_serves_two_structures_says_so_on_both_sheets() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let first = format!("/structures/{}", site.desk.firm.structure);
    let second = second_structure(&visitor).await;
    assert!(!text(&visitor.get(&first).await).contains("Cet accès sert aussi"));
    let saved = visitor.upload(&format!("{second}/acces"), &OURS, &[]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    for sheet in [&first, &second] {
        let page = text(&visitor.get(sheet).await);
        assert!(page.contains("Application PISTE et compte technique"), "{page}");
        assert!(page.contains("Cet accès sert aussi une autre structure"), "{page}");
    }
}

#[tokio::test]
async fn a_certificate_beside_an_application_is_asked_about_and_nothing_changes() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let sheet = format!("/structures/{}", site.desk.firm.structure);
    let both = visitor
        .upload(
            &format!("{sheet}/acces"),
            &[("client_id", "autre-application"), ("client_secret", "autre-secret")],
            &[("certificate", "cle.p12", b"no certificate")],
        )
        .await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(&both);
    assert!(page.contains("Le certificat ne sert que sans application PISTE."), "{page}");
    assert!(page.contains("value=\"autre-application\"") && !page.contains("autre-secret"), "{page}");
    assert!(page.contains("Choisissez de nouveau le fichier"), "{page}");
    assert!(page.contains("•••• lier"), "the application in force is the one before: {page}");
}

#[tokio::test]
async fn a_broken_access_is_told_on_every_page_and_once_on_the_home_page() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let sheet = format!("/structures/{}", site.desk.firm.structure);
    let told = "Accès à Chorus Pro interrompu pour Structure de Cabinet d’essai.";
    assert!(!text(&visitor.get("/compte").await).contains(told));
    visitor.upload(&format!("{sheet}/acces"), &[("password", "faux")], &[]).await;
    let tested = visitor.post(&format!("{sheet}/tester"), &[]).await;
    assert_eq!(tested.status, StatusCode::OK);
    assert!(text(&tested).contains("Plus aucun appel ne part"), "{}", tested.body);
    for path in ["/compte", "/factures", "/utilisateurs", "/structures", "/deposer"] {
        let page = text(&visitor.get(path).await);
        assert!(page.contains(told) && page.contains(&format!("href=\"{sheet}\"")), "{path}: {page}");
    }
    let home = text(&visitor.get("/").await);
    assert!(!home.contains(told) && home.contains("Ni envoi ni réception."), "{home}");
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert!(!text(&stranger.get("/compte").await).contains("interrompu"));
}
