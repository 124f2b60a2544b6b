//! telecharger/groupe: PDF, ZIP and PIVOT, and what a download leaves behind.

use std::io::{Cursor, Read};
use std::sync::Arc;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::support::{Bench, Client, entered, invoice};

const PATH: &str = "/factures/v1/telecharger/groupe";

fn order(ids: &[i64], format: &str, attachments: Value) -> Value {
    let list: Vec<Value> = ids.iter().map(|id| json!({"idFacture": id})).collect();
    json!({"idEspace": 7, "format": format, "avecPiecesJointesComplementaires": attachments, "listeFacture": list})
}

fn bytes(answer: &Value) -> Vec<u8> {
    assert_eq!(answer["libelle"], "CODE PAR DEFAUT");
    STANDARD.decode(answer["fichierResultat"].as_str().expect("text")).expect("strict base64")
}

fn names(zip: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(zip)).expect("zip");
    let mut names: Vec<String> = archive.file_names().map(|name| name.expect("name").into_owned()).collect();
    names.sort();
    names
}

fn text_of(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).expect("pdf");
    document.extract_text(&[1]).expect("text")
}

/// The supplier's number of an invoice to the town with two attachments of the same name.
async fn with_attachments(client: &Client, number: &str) -> i64 {
    let mut body = invoice(number, client.pdf().await);
    body["destinataire"] = json!({"codeDestinataire": "00000000900011", "codeServiceExecutant": "ACHATS"});
    let mut pieces = Vec::new();
    for label in ["Bon & devis", "Relevé"] {
        pieces.push(
            json!({"pieceJointeComplementaireDesignation": label, "pieceJointeComplementaireType": "DIVERS",
            "pieceJointeComplementaireId": client.attachment().await}),
        );
    }
    body["pieceJointeComplementaire"] = Value::Array(pieces);
    client.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].as_i64().expect("id")
}

#[tokio::test]
async fn one_invoice_comes_as_the_pdf_that_was_deposited() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = with_attachments(&client, "FA-1").await;
    let expected = crate::pdf::pdf_with(&["Sans rien"]);
    for without in [json!("Non"), json!("NON"), Value::Null] {
        assert_eq!(bytes(&client.done(PATH, order(&[id], "PDF", without)).await), expected);
    }
    let zip = bytes(&client.done(PATH, order(&[id], "PDF", json!("Oui"))).await);
    assert_eq!(names(&zip), ["bon (2).txt", "bon.txt", "facture.pdf"]);
    let mut archive = ZipArchive::new(Cursor::new(zip)).expect("zip");
    let mut text = String::new();
    archive.by_name("bon.txt").expect("entry").read_to_string(&mut text).expect("text");
    assert_eq!(text, "bon");
}

#[tokio::test]
async fn an_entered_invoice_comes_as_a_pdf_made_of_its_data() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let answer = client.done("/factures/v1/soumettre", entered()).await;
    let id = answer["identifiantFactureCPP"].as_i64().expect("id");
    let text = text_of(&bytes(&client.done(PATH, order(&[id], "PDF", Value::Null)).await));
    for part in [
        "Facture n° 20260000000000000001",
        "ATELIER EXEMPLE",
        "VILLE EXEMPLE",
        "Maintenance",
        "Net à payer : 960,00 EUR",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn several_invoices_have_a_folder_each() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let first = with_attachments(&client, "FA/1").await;
    let second = client.submitted("FA-2").await;
    let zip = bytes(&client.done(PATH, order(&[first, second, first], "PDF", json!("OUI"))).await);
    assert_eq!(names(&zip), ["FA-1/bon (2).txt", "FA-1/bon.txt", "FA-1/facture.pdf", "FA-2/facture.pdf"]);
    let zip = bytes(&client.done(PATH, order(&[first, second], "PDF", json!("NON"))).await);
    assert_eq!(names(&zip), ["FA-1/facture.pdf", "FA-2/facture.pdf"]);
}

#[tokio::test]
async fn a_pivot_holds_every_invoice_with_its_files() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    with_attachments(&client, "FA-1").await;
    let mut body = entered();
    body["commentaire"] = json!("Prix < 100 & remise");
    client.done("/factures/v1/soumettre", body).await;
    bench.later(20);
    let received: Vec<i64> =
        bench.simulator.invoices().iter().map(|invoice| invoice.recipient_side_id).collect();
    let xml = bytes(&town.done(PATH, order(&received, "PIVOT", Value::Null)).await);
    let xml = String::from_utf8(xml).expect("utf-8");
    for part in [
        r#"<?xml version="1.0" encoding="UTF-8"?><CPPFacturePivot xmlns:xsi="#,
        r#"<ParametreIndiv NumOrdre="0001"><Code>DtPrd</Code>"#,
        r#"<CPPFactures Compteur="2"><CPPFacturePivotUnitaire NumOrdre="1">"#,
        "<Fournisseur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>00000000900001</Identifiant>",
        r#"<ReferenceBancaire Type="IBAN"><Compte>FR7630001007941234567890185</Compte>"#,
        "<ModeEmission>PDF</ModeEmission>",
        "<ModeEmission>saisie</ModeEmission>",
        "<CodeService>ACHATS</CodeService>",
        "<Id>FA-1</Id>",
        "<Renvoi>Non</Renvoi><Type>380</Type><Cadre>A1</Cadre><DateEmissionFacture>2026-10-05</DateEmissionFacture>",
        "<ModePaiement><Code>30</Code></ModePaiement><DateReception>2026-10-05</DateReception>",
        "<Montants><MontantHT>800.0</MontantHT><MontantTTC>960.0</MontantTTC>",
        "<TVA><Taux>20.0</Taux><BaseHt>800.0</BaseHt><MontantTVA>160.0</MontantTVA></TVA>",
        "<Engagement><NumeroEngagement>4500012345</NumeroEngagement></Engagement>",
        r#"<Ligne NumOrdre="1"><ReferenceProduit>REF-01</ReferenceProduit>"#,
        "<TypePJ>01</TypePJ>",
        "<NomPJOrigine>bon.txt</NomPJOrigine><CategoriePJ>Pièce jointe standard</CategoriePJ><TypePJ>02</TypePJ>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    assert_eq!(xml.matches("<TypePJ>01</TypePJ>").count(), 2, "the entered invoice has a PDF too");
    let content =
        xml.split("<Contenu>").nth(2).and_then(|rest| rest.split("</Contenu>").next()).expect("attachment");
    assert_eq!(names(&STANDARD.decode(content).expect("base64")), ["bon.txt"]);
    assert!(!xml.contains("CycleDeValidation"));
}

#[tokio::test]
async fn a_download_by_the_recipient_is_remembered() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let id = client.submitted_to_town(&bench, "FA-1").await;
    let received = bench.simulator.invoices()[0].recipient_side_id;
    let fresh = json!({"factureTelechargeeParDestinataire": false});
    client.done(PATH, order(&[id], "PDF", Value::Null)).await;
    let search = "/factures/v1/rechercher/recipiendaire";
    assert_eq!(town.done(search, fresh.clone()).await["total"], 1, "the supplier's download does not count");
    town.done(PATH, order(&[received], "PIVOT", Value::Null)).await;
    assert_eq!(town.call(search, fresh).await["codeRetour"], 20000);
    let history = town.done("/factures/v1/consulter/historique", json!({"idFacture": received})).await;
    let actions = &history["historiquesDesActionsUtilisateurs"];
    assert_eq!(actions["totalHistoAction"], 2);
    assert_eq!(actions["histoAction"][0]["histoActionCode"], "TELECHARGEMENT_FACTURE");
    assert_eq!(actions["histoAction"][0]["histoActionUtilisateurEmail"], "TECH_1_000011@cpro.fr");
}

#[tokio::test]
async fn what_is_not_ones_own_or_not_asked_right_is_refused() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let mut body = invoice("FA-1", client.pdf().await);
    body["destinataire"] = json!({"codeDestinataire": "00000000900011", "codeServiceExecutant": "ACHATS"});
    let id = client.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].as_i64().expect("id");
    let received = bench.simulator.invoices()[0].recipient_side_id;
    assert_eq!(
        town.call(PATH, order(&[received], "PDF", Value::Null)).await["codeRetour"],
        20205,
        "not yet there"
    );
    assert_eq!(bench.beton().await.call(PATH, order(&[id], "PDF", Value::Null)).await["codeRetour"], 20205);
    assert_eq!(client.call(PATH, order(&[id, 5], "PDF", Value::Null)).await["codeRetour"], 20205);
    assert_eq!(client.call(PATH, order(&[], "PDF", Value::Null)).await["codeRetour"], 20216);
    assert_eq!(client.call(PATH, order(&[id], "XML", Value::Null)).await["codeRetour"], 20215);
    assert_eq!(client.call(PATH, order(&[id], "PDF", json!("Peut"))).await["codeRetour"], 20217);
    assert!(bench.simulator.invoices()[0].actions.is_empty(), "a refusal leaves no trace");
}

#[tokio::test]
async fn more_than_120_megabytes_are_refused_before_anything_is_marked() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    with_attachments(&client, "FA-1").await;
    let mut world = bench.simulator.world();
    let attachment = world.invoices[0].attachments[0].file;
    let file = world.files.iter_mut().find(|file| file.id == attachment).expect("file");
    file.size = 121 * 1024 * 1024;
    let id = world.invoices[0].id;
    Arc::make_mut(&mut world.invoices[0]).planned = None;
    let bench = Bench::with(world);
    let client = bench.atelier().await;
    let (status, _) = client.send(PATH, order(&[id], "PDF", json!("Oui"))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(bench.simulator.invoices()[0].actions.is_empty());
    client.done(PATH, order(&[id], "PDF", json!("Non"))).await;
}
