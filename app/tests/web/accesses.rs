//! The access of a structure by plain forms: what it is, whom else it serves, and that everybody hears when it is broken.

use app::web::SiteOptions;
use axum::http::StatusCode;
use chorus_pro_simulator::{Fault, FaultKind, PKCS12_PASSWORD};
use test_desk::Desk;

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

/// The lines of the report of a test, `layer : finding`.
fn layers(page: &Answer) -> Vec<String> {
    let report = text(page);
    let report = report.split_once("id=\"report\"").unwrap().1;
    let list = report.split_once("<ul>").unwrap().1.split("</ul>").next().unwrap();
    let plain = |line: &str| {
        let words = line.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words));
        words.collect::<String>().trim().to_owned()
    };
    list.split("</li>").map(plain).filter(|line| !line.is_empty()).collect()
}

#[tokio::test]
async fn a_test_that_chorus_pro_breaks_off_says_where_and_accuses_nothing() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let sheet = format!("/structures/{}", site.desk.firm.structure);
    let (path, kind) =
        ("recuperer/rattachements".to_owned(), FaultKind::Status { status: 503, retry_after: None });
    site.desk.simulator.faults().order(Fault { path, count: 99, skip: 0, order: 0, kind });
    let tested = visitor.post(&format!("{sheet}/tester"), &[]).await;
    assert_eq!(
        layers(&tested),
        [
            "Réseau : fonctionne",
            "Jeton PISTE : fonctionne",
            "Compte technique : interrompu ici",
            "Droits : pas atteint",
        ]
    );
    assert!(text(&tested).contains("rien n’indique un défaut de vos accès"), "{}", tested.body);
    assert!(!text(&visitor.get("/compte").await).contains("interrompu"), "the access is not stopped");

    site.desk.simulator.faults().clear();
    let tested = visitor.post(&format!("{sheet}/tester"), &[]).await;
    assert!(layers(&tested).iter().all(|line| line.ends_with(" : fonctionne")), "{:?}", layers(&tested));
}

#[tokio::test]
async fn a_certificate_of_another_account_is_named_as_what_fails_with_what_to_do() {
    let site = TestSite::on(Desk::open_with_certificates().await, SiteOptions::default());
    let visitor = site.sign_in(&site.desk.firm).await;
    let files = site.desk.certificates.clone().unwrap();
    let other = files.clients.iter().find(|client| client.login == "TECH_1_000002@cpro.fr").unwrap();
    let fields = [
        ("login", "TECH_1_000001@cpro.fr"),
        ("password", "mot-de-passe"),
        ("certificate_password", PKCS12_PASSWORD),
    ];
    let content = std::fs::read(&other.file).unwrap();
    // The access of the firm's own structure is an application.
    let second = second_structure(&visitor).await;
    let files = [("certificate", "cle.p12", content.as_slice())];
    let saved = visitor.upload(&format!("{second}/acces"), &fields, &files).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let tested = visitor.post(&format!("{second}/tester"), &[]).await;
    assert_eq!(
        layers(&tested),
        [
            "Réseau : fonctionne",
            "Certificat : en échec",
            "Compte technique : pas atteint",
            "Droits : pas atteint",
        ]
    );
    let page = text(&tested);
    assert!(page.contains("Vérifiez qu’il est bien celui de ce compte technique"), "{page}");
    assert!(!page.contains("PISTE n’est pas abonnée"), "there is no application: {page}");
    assert!(text(&visitor.get("/structures").await).contains("refuse le certificat de connexion"));
}

#[tokio::test]
async fn the_chain_and_additional_authorities_are_shown_on_sheets_and_accesses() {
    let site = TestSite::on(Desk::open_with_certificates().await, SiteOptions::default());
    let visitor = site.sign_in(&site.desk.firm).await;
    let files = site.desk.certificates.clone().unwrap();
    let ours = files.clients.iter().find(|client| client.login == "TECH_1_000001@cpro.fr").unwrap();
    let fields = [
        ("login", "TECH_1_000001@cpro.fr"),
        ("password", "mot-de-passe"),
        ("certificate_password", PKCS12_PASSWORD),
    ];
    let (content, authority) = (std::fs::read(&ours.file).unwrap(), std::fs::read(&files.authority).unwrap());
    let second = second_structure(&visitor).await;
    let both = [("certificate", "cle.p12", content.as_slice()), ("certificate_chain", "ac.pem", &authority)];
    let saved = visitor.upload(&format!("{second}/acces"), &fields, &both).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let sheet = text(&visitor.get(&second).await);
    for part in ["Chaîne présentée", "2 certificats", "Celles du système, et", "jusqu’au"] {
        assert!(sheet.contains(part), "{part} in {sheet}");
    }
    let list = text(&visitor.get("/acces").await);
    for part in ["délivré par", "Sortie vers Chorus Pro", "les appels partent directement"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    let refused = visitor
        .upload(&format!("{second}/acces"), &fields, &[("certificate_chain", "ac.pem", &authority)])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused).contains("Choisissez aussi le fichier PKCS#12"), "{}", refused.body);
}
