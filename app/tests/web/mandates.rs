//! Mandates, and what leaves without one, by plain forms.

use std::time::Duration;

use app::web::SiteOptions;
use axum::http::{StatusCode, header};
use test_desk::{Desk, invoice_pdf};

use crate::browser::{Answer, TestSite, Visitor};

fn text(answer: &Answer) -> String {
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The simulator, with the register that the platform of qualification does not have.
async fn with_the_register() -> TestSite {
    let desk = Desk::open_in(|world| world.switches.siret_information = true).await;
    TestSite::on(desk, SiteOptions::default())
}

async fn add(site: &TestSite, visitor: &Visitor<'_>, first: &str, last: &str) -> Answer {
    let path = format!("/structures/{}/mandats", site.desk.firm.structure);
    let pdf = invoice_pdf(&["Mandat signé".to_owned()]);
    let texts = [("holder", "Cabinet d’essai"), ("first", first), ("last", last)];
    visitor.upload(&path, &texts, &[("file", "mandat signé.pdf", pdf.as_slice())]).await
}

#[tokio::test]
async fn a_mandate_is_entered_read_back_downloaded_and_ended_without_script() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = format!("/structures/{}/mandats", site.desk.firm.structure);
    assert!(text(&visitor.get(&page).await).contains("Aucun mandat"));
    let refused = add(&site, &visitor, "bientôt", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("href=\"#first\"") && refused.body.contains("value=\"bientôt\""),
        "{}",
        refused.body
    );
    let added = add(&site, &visitor, "01/01/2026", "31/12/2026").await;
    assert_eq!(added.location(), format!("{page}?fait=mandat"), "{}", added.body);
    let list = visitor.get(&page).await;
    assert!(text(&list).contains("du 01/01/2026 au 31/12/2026"), "{}", list.body);

    let sheet = visitor.get(&format!("/structures/{}", site.desk.firm.structure)).await;
    assert!(text(&sheet).contains("Expire dans 41 jours"), "{}", sheet.body);
    let href = list.body.split_once("href=\"/mandats/").unwrap().1.split('"').next().unwrap().to_owned();
    let file = visitor.get(&format!("/mandats/{href}")).await;
    assert!(file.bytes.starts_with(b"%PDF"));
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");

    let end = format!("/mandats/{}/fin", href.split('/').next().unwrap());
    assert!(text(&visitor.get(&end).await).contains("Dernier jour"));
    let refused = visitor.post(&end, &[("end_last", "01/02/2027"), ("end_reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused).contains("prend fin le 31/12/2026"), "{}", refused.body);
    let ended = visitor.post(&end, &[("end_last", "19/11/2026"), ("end_reason", "Résilié")]).await;
    assert_eq!(ended.location(), format!("{page}?fait=mandat-termine"), "{}", ended.body);
    assert!(text(&visitor.get("/mandats?etat=expires").await).contains("Expiré depuis le 20/11/2026"));
    assert!(!text(&visitor.get("/mandats?etat=valables").await).contains("Expiré depuis"));
}

#[tokio::test]
async fn the_review_says_beforehand_that_a_mandate_is_missing_and_takes_the_reason() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let done = visitor.post("/mandats/exiger", &[("exiger", "oui")]).await;
    assert_eq!(done.location(), "/mandats?fait=mandats-exiges");
    assert!(text(&visitor.get("/").await).contains("Renouveler un mandat"), "it is work for today");
    let draft = site.desk.complete_draft("FA-1").await;
    let review = visitor.get(&format!("/deposer/{draft}/verifier")).await;
    assert!(text(&review).contains("Aucun mandat n’est enregistré"), "{}", review.body);
    let (send, seal) = (format!("/deposer/{draft}/envoyer"), review.hidden("seal"));
    let refused = visitor.post(&send, &[("seal", &seal), ("sans_mandat", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused).contains("Aucun mandat de cette structure n’est valable"), "{}", refused.body);
    let sent = visitor.post(&send, &[("seal", &seal), ("sans_mandat", "Original en route")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    site.desk.pass(Duration::from_secs(11)).await;
    let invoice = visitor.get(&format!("/factures/{draft}")).await;
    assert!(text(&invoice).contains("Déposée sans mandat valable"), "{}", invoice.body);
    assert!(invoice.body.contains("Original en route"));
}

#[tokio::test]
async fn several_drafts_ask_once_and_come_back_with_what_was_typed() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    visitor.post("/mandats/exiger", &[("exiger", "oui")]).await;
    for number in ["FA-1", "FA-2"] {
        site.desk.complete_draft(number).await;
    }
    let review = visitor.post("/deposer/lot", &[("action", "pretes")]).await;
    assert_eq!(review.body.matches("name=\"sans_mandat\"").count(), 1, "{}", review.body);
    let sealed: Vec<String> = review
        .body
        .split("name=\"depot\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(sealed.len(), 2);
    let with = |reason: &'static str| {
        let mut pairs: Vec<(&str, &str)> = sealed.iter().map(|depot| ("depot", depot.as_str())).collect();
        pairs.push(("sans_mandat", reason));
        pairs
    };
    let refused = visitor.post("/deposer/lot/envoyer", &with("")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("name=\"sans_mandat\""), "it asks again: {}", refused.body);
    let sent = visitor.post("/deposer/lot/envoyer", &with("Mandats à numériser")).await;
    assert_eq!(sent.location(), "/deposer", "{}", sent.body);
    site.desk.pass(Duration::from_secs(11)).await;
    assert_eq!((site.desk.count_at_chorus_pro("FA-1"), site.desk.count_at_chorus_pro("FA-2")), (1, 1));
}

#[tokio::test]
async fn a_change_of_siret_is_walked_through_without_script() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let page = format!("/structures/{}/changement-de-siret", site.desk.firm.structure);
    let fresh = visitor.get(&page).await;
    assert_eq!(fresh.body.matches("class=\"guide-step\"").count(), 7, "{}", fresh.body);
    let refused = visitor.post(&page, &[("new_siret", "12"), ("action", "creer")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#new_siret\""), "{}", refused.body);
    let begun = visitor.post(&page, &[("new_siret", "00000000900103"), ("action", "creer")]).await;
    assert_eq!(begun.location(), format!("{page}?fait=siret-structure"), "{}", begun.body);
    let told = visitor.post(&format!("{page}/etape"), &[("etape", "payers"), ("fait", "oui")]).await;
    assert_eq!(told.location(), format!("{page}?fait=siret-etape"), "{}", told.body);
    let later = visitor.get(&page).await;
    assert!(text(&later).contains("Fait, selon"), "{}", later.body);
    assert!(later.body.contains("Fiche de la nouvelle structure"), "{}", later.body);
    let forgotten = visitor.post(&format!("{page}/oublier"), &[]).await;
    assert_eq!(forgotten.location(), format!("{page}?fait=siret-oublie"));
}

#[tokio::test]
async fn a_structure_without_a_siret_is_added_and_a_name_is_proposed_from_the_register() {
    let site = with_the_register().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let typed = |kind: &'static str, identifier: &'static str, name: &'static str| {
        [
            ("identifier_kind", kind),
            ("siret", identifier),
            ("name", name),
            ("side", "fournisseur"),
            ("environment", "qualification"),
        ]
    };
    let mut asked = typed("SIRET", test_desk::TOWN_SIRET, "").to_vec();
    asked.push(("action", "proposer"));
    let proposed = visitor.post("/structures", &asked).await;
    assert_eq!(proposed.status, StatusCode::OK);
    assert!(proposed.body.contains("Le registre Sirene donne"), "{}", proposed.body);
    let name = proposed.body.split_once("id=\"name\"").unwrap().1.split('>').next().unwrap();
    assert!(name.contains("value=\"") && !name.contains("value=\"\""), "{name}");

    let refused = visitor.post("/structures", &typed("UE_HORS_FRANCE", "12345", "Hout NV")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&refused).contains("numéro de TVA d’un autre pays"), "{}", refused.body);
    let added = visitor.post("/structures", &typed("UE_HORS_FRANCE", "BE 0123.456.789", "Hout NV")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    let sheet = visitor.get(added.location()).await;
    assert!(sheet.body.contains("BE0123456789") && text(&sheet).contains("N° de TVA"), "{}", sheet.body);
}

#[tokio::test]
async fn the_card_of_a_recipient_tells_what_the_register_says_when_asked() {
    let site = with_the_register().await;
    site.desk.complete_draft("FA-1").await;
    let draft = site.desk.complete_draft("FA-2").await;
    site.desk.submit(&site.desk.firm.actor, draft).await.unwrap();
    let visitor = site.sign_in(&site.desk.firm).await;
    let card = format!("/annuaire/{}", test_desk::SCHOOL_SIRET);
    let before = visitor.get(&card).await;
    assert!(before.body.contains("Demander au registre Sirene"), "{}", before.body);
    let told = visitor.post(&format!("{card}/sirene"), &[]).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(
        told.body.contains("Au registre Sirene") && told.body.contains("Raison sociale"),
        "{}",
        told.body
    );
}
