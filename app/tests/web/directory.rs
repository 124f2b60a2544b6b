//! The directory and the engagements by plain addresses.

use std::time::Duration;

use axum::http::StatusCode;
use chorus_pro_simulator::{Fault, FaultKind};
use domain::InvoiceForm;
use test_desk::{TOWN_SIRET, complete_form};

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);

async fn with_directory() -> TestSite {
    let site = TestSite::open().await;
    let desk = &site.desk;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.pass(SECOND).await;
    site
}

#[tokio::test]
async fn a_recipient_is_searched_and_its_card_opened_without_script() {
    let site = with_directory().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/annuaire").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Annuaire de Chorus Pro du 20/11/2026"), "{}", page.body);
    let found = visitor.get("/annuaire?q=ville+75000").await.body;
    let card = format!("/annuaire/{TOWN_SIRET}?environnement=qualification");
    assert!(found.contains(&card) && found.contains("Ville Exemple"), "{found}");
    assert!(visitor.get("/annuaire?q=nulle+part").await.body.contains("ne correspond"));
    let card = visitor.get(&card).await;
    assert_eq!(card.status, StatusCode::OK);
    for part in ["ARCHIVES", "TECHNIQUE", "Inactif", "Exigé", "Aucune facture de vos structures"] {
        assert!(card.body.contains(part), "{part} in {}", card.body);
    }
    for missing in ["/annuaire/00000000000000", "/annuaire/x", "/annuaire/%00"] {
        assert_eq!(visitor.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn an_invoice_that_chorus_pro_has_leads_to_the_card_of_its_recipient() {
    let site = with_directory().await;
    let desk = &site.desk;
    let id = desk.complete_draft("FA-1").await;
    let visitor = site.sign_in(&desk.firm).await;
    let link = "href=\"/annuaire/00000000900012?environnement=qualification\"";
    assert!(!visitor.get(&format!("/factures/{id}")).await.body.contains(link));
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(20 * SECOND).await;
    assert!(visitor.get(&format!("/factures/{id}")).await.body.contains(link));
    let card = visitor.get("/annuaire/00000000900012").await.body;
    assert!(card.contains("une facture que vous pouvez voir"), "{card}");
}

#[tokio::test]
async fn a_wrong_service_is_a_press_away_from_the_nearest_right_one() {
    let site = TestSite::open().await;
    let desk = &site.desk;
    let actor = &desk.firm.actor;
    let id = desk.complete_draft("FA-1").await;
    desk.desk.directory.recipient_card(actor, desk.firm.structure, TOWN_SIRET).await.unwrap();
    let form = InvoiceForm {
        recipient_siret: TOWN_SIRET.to_owned(),
        service_code: "ACHAT".to_owned(),
        ..complete_form("FA-1")
    };
    desk.type_in(actor, id, &form).await;
    let visitor = site.sign_in(&desk.firm).await;
    let draft = format!("/deposer/{id}");
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("value=\"reprendre:service_code:ACHATS\""), "{page}");
    visitor.edit(&draft, &[("action", "reprendre:service_code:ACHATS")], &[]).await;
    let kept = desk.desk.issuing.deposit_view(actor, id).await.unwrap().draft.form;
    assert_eq!(kept.service_code, "ACHATS");
}

#[tokio::test]
async fn engagements_are_searched_without_script_and_a_silence_is_said() {
    let site = with_directory().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = visitor.get("/engagements").await.body;
    let link = format!("/engagements/{}/4500012345", site.desk.firm.structure);
    assert!(page.contains(&link) && page.contains("5\u{202f}000,00"), "{page}");
    let none = visitor.get("/engagements?numero=autre").await.body;
    assert!(none.contains("Aucun engagement ne correspond"), "{none}");
    let sheet = visitor.get(&link).await.body;
    assert!(sheet.contains("État Exemple") && sheet.contains("COMMANDE"), "{sheet}");
    let kind = FaultKind::Status { status: 503, retry_after: None };
    let path = "/engagementsJuridiques".to_owned();
    site.desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind });
    let silent = visitor.get("/engagements").await;
    assert!(silent.status == StatusCode::OK && !silent.body.contains(&link), "{}", silent.body);
    assert!(silent.body.contains("class=\"notice\""), "{}", silent.body);
    let stranger = site.sign_in(&site.desk.stranger).await;
    assert_eq!(stranger.get(&link).await.status, StatusCode::NOT_FOUND);
    let foreign = format!("/engagements?structure={}", site.desk.firm.structure);
    assert_eq!(stranger.get(&foreign).await.status, StatusCode::NOT_FOUND);
}
