//! How documents leave: the ways of a PDF with data, what is inside it, attachments that are mended, and what is taken up
//! of a refused flow; without script.

use std::time::Duration;

use axum::http::StatusCode;
use test_desk::{complete_form, factur_x, heavy_pdf, with_files};

use crate::browser::TestSite;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const CII: &str = include_str!("../../../crates/chorus-pro-simulator/tests/data/flow_cii.xml");

/// A draft of a Factur-X with a file inside, ready to leave.
async fn draft(site: &TestSite) -> String {
    let desk = &site.desk;
    let pdf = with_files(&factur_x("factur-x.xml", CII), &[("plan<1>.dwg", b"plan")]);
    let file = desk.store(&pdf).await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let id = desk.desk.issuing.begin_deposit(actor, structure, file, "facture.pdf").await.unwrap();
    desk.type_in(actor, id, &complete_form("FX-1")).await;
    format!("/deposer/{id}")
}

#[tokio::test]
async fn a_person_chooses_how_a_pdf_with_data_leaves_and_sees_it_before_it_does() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let draft = draft(&site).await;
    let page = visitor.get(&draft).await.body;
    for part in [
        "comment part-il",
        "Par défaut",
        "value=\"voie:pdf-sans-xml\"",
        "value=\"voie:flux\"",
        "refuse les Factur-X",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let chosen = visitor.edit(&draft, &[("action", "voie:pdf-sans-xml")], &[]).await;
    assert_eq!(chosen.location(), draft, "{}", chosen.body);
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("Retenu") && page.contains("/document-sans-xml\""), "{page}");
    let copy = visitor.get(&format!("{}/document-sans-xml", draft.replace("/deposer/", "/factures/"))).await;
    assert!(copy.bytes.starts_with(b"%PDF-") && !copy.body.contains("CrossIndustryInvoice"));
    let review = visitor.get(&format!("{draft}/verifier")).await.body;
    assert!(review.contains("PDF sans XML"), "{review}");
    let seal = visitor.get(&format!("{draft}/verifier")).await.hidden("seal");
    let sent = visitor.post(&format!("{draft}/envoyer"), &[("seal", &seal)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    site.desk.pass(11 * SECOND).await;
    let invoice = visitor.get(&draft.replace("/deposer/", "/factures/")).await.body;
    assert!(
        invoice.contains("Ceci est l’original") && invoice.contains("a reçu une copie sans XML"),
        "{invoice}"
    );
}

#[tokio::test]
async fn a_draft_becomes_a_flow_and_its_page_leads_there() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let draft = draft(&site).await;
    let flow = visitor.edit(&draft, &[("action", "voie:flux")], &[]).await.location().to_owned();
    assert!(flow.starts_with("/flux/"), "{flow}");
    assert_eq!(visitor.get(&draft).await.location(), draft.replace("/deposer/", "/factures/"));
    let invoice = visitor.get(&draft.replace("/deposer/", "/factures/")).await.body;
    assert!(invoice.contains("Ce brouillon est devenu un flux") && invoice.contains(&flow), "{invoice}");
    assert!(visitor.get(&flow).await.body.contains("Brouillon d’origine"));
}

#[tokio::test]
async fn what_is_inside_is_offered_and_one_act_attaches_it() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let draft = draft(&site).await;
    let page = visitor.get(&draft).await.body;
    assert!(page.contains("plan&lt;1&gt;.dwg") && page.contains("value=\"joindre-dedans:pdf-0\""), "{page}");
    assert!(!page.contains("/pieces/"), "nothing is attached by itself");
    let attached = visitor.edit(&draft, &[("action", "joindre-dedans:pdf-0")], &[]).await;
    assert_eq!(attached.location(), draft, "{}", attached.body);
    let page = visitor.get(&draft).await.body;
    for part in ["Jointe", "plan_1__dwg.zip", "compressé", "/original\""] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let gone = visitor.edit(&draft, &[("action", "joindre-dedans:pdf-7")], &[]).await;
    assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(gone.body.contains("Ce document n’est plus dans le fichier"), "{}", gone.body);
}

#[tokio::test]
async fn a_large_pdf_is_split_and_said_so_beside_each_part() {
    let site = TestSite::open().await;
    let draft = format!("/deposer/{}", site.desk.complete_draft("FA-1").await);
    let visitor = site.sign_in(&site.desk.firm).await;
    let large = heavy_pdf(4, 4 * 1024 * 1024);
    let saved =
        visitor.edit(&draft, &[("action", "joindre")], &[("attachments", "Annexe (été).pdf", &large)]).await;
    assert_eq!(saved.location(), draft, "{}", saved.body);
    let page = visitor.get(&draft).await.body.replace('\u{a0}', " ");
    for part in
        ["Annexe (été) (1 sur 2).pdf", "Partie 2 sur 2 de « Annexe (été).pdf »", "Télécharger l’original"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let original = page.split("href=\"").find(|rest| rest.contains("/original\"")).unwrap();
    let original = visitor.get(original.split('"').next().unwrap()).await;
    assert_eq!(original.bytes.len(), large.len());
    let disposition = original.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"Annexe___t__.pdf\"", "a name is a stranger's");
}

#[tokio::test]
async fn refused_invoices_of_a_flow_are_taken_up_from_its_page() {
    let site = TestSite::open().await;
    let visitor = site.sign_in(&site.desk.firm).await;
    let wrong = CII.replace("<ram:TypeCode>30</ram:TypeCode>", "");
    let flow = visitor.upload("/flux", &[], &[("file", "facture.xml", wrong.as_bytes())]).await;
    let flow = flow.location().to_owned();
    let before = visitor.post(&format!("{flow}/reprendre"), &[]).await;
    assert_eq!(before.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was refused yet");
    let typed = [("version", "1"), ("syntaxe", "IN_DP_E1_CII_16B"), ("action", "envoyer")];
    visitor.post(&flow, &typed).await;
    site.desk.pass(11 * SECOND).await;
    for _ in 0..30 {
        site.desk.pass(MINUTE).await;
    }
    let page = visitor.get(&flow).await.body;
    assert!(page.contains("Reprendre la facture refusée en brouillon"), "{page}");
    let taken = visitor.post(&format!("{flow}/reprendre"), &[("ligne", "0")]).await;
    let draft = taken.location().split('?').next().unwrap().to_owned();
    assert!(draft.starts_with("/deposer/"), "{}", taken.body);
    let page = visitor.get(taken.location()).await.body;
    for part in ["Brouillon établi d’après la facture refusée", "Reprise d’un flux refusé", "TypeCode"]
    {
        assert!(page.contains(part), "{part} in {page}");
    }
    let invoice = draft.replace("/deposer/", "/factures/");
    let page = visitor.get(&invoice).await.body;
    assert!(page.contains(&flow) && page.contains(&format!("{invoice}/xml")), "{page}");
    assert_eq!(visitor.get(&format!("{invoice}/xml")).await.bytes, wrong.as_bytes());
    let page = visitor.get(&flow).await.body;
    assert!(page.contains("Reprise en brouillon") && !page.contains("/reprendre"), "{page}");
    let again = visitor.post(&format!("{flow}/reprendre"), &[("ligne", "0")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let odd = visitor.post(&format!("{flow}/reprendre"), &[("ligne", "-1")]).await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
}
