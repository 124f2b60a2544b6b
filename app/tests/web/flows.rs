//! Flows by plain forms.

use std::time::Duration;

use axum::http::StatusCode;

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const CII: &[u8] = include_bytes!("../../../crates/chorus-pro-simulator/tests/data/flow_cii.xml");

#[tokio::test]
async fn a_flow_is_given_read_confirmed_and_followed_without_script() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let refused = visitor.upload("/flux", &[], &[("file", "notes.xml", b"Bonjour")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("notes.xml"), "{}", refused.body);
    let answer = visitor.upload("/flux", &[], &[("file", "facture.xml", CII)]).await;
    let flow = answer.location().to_owned();
    let page = visitor.get(&flow).await.body;
    for part in ["Préparé, non envoyé", "FX-1", "960,00", "CII 16B, structuré", "Rien à redire"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let typed = [("version", "1"), ("syntaxe", "IN_DP_E1_CII_16B"), ("action", "envoyer")];
    let answer = visitor.post(&flow, &typed).await;
    assert_eq!(answer.location(), flow, "{}", answer.body);
    assert!(visitor.get(&flow).await.body.contains("Annuler l’envoi"));
    site.desk.pass(11 * SECOND).await;
    for _ in 0..30 {
        site.desk.pass(MINUTE).await;
    }
    let page = visitor.get(&flow).await.body;
    assert!(page.contains("Chorus Pro a pris toutes ses factures") && page.contains("Prise"), "{page}");
    assert!(visitor.get("/flux").await.body.contains("Intégré"));
}

#[tokio::test]
async fn an_xml_that_is_dropped_with_pdfs_is_a_flow() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let answer = visitor.upload("/deposer", &[], &[("file", "facture.xml", CII)]).await;
    assert!(answer.location().starts_with("/flux/"), "{}", answer.location());
}

#[tokio::test]
async fn a_flow_that_may_not_leave_says_all_that_keeps_it_with_a_link_to_each() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let flow = visitor.upload("/flux", &[], &[("file", "facture.xml", CII)]).await.location().to_owned();
    let refused = visitor.post(&flow, &[("version", "1"), ("syntaxe", ""), ("action", "envoyer")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["id=\"error-summary\"", "href=\"#syntaxe\"", "aria-invalid", "id=\"invoice-0\""] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    assert!(!visitor.get(&flow).await.body.contains("error-summary"), "nobody is reproached before");
}
