//! Depositing PDF files: recognition and limits.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use serde_json::{Value, json};

use crate::support::Bench;

/// A page with one line of text each.
pub(crate) fn pdf_with(lines: &[&str]) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = document.add_object(dictionary! {"Font" => dictionary! {"F1" => font}});
    let mut operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 11.into()]),
        Operation::new("TL", vec![14.into()]),
        Operation::new("Td", vec![50.into(), 780.into()]),
    ];
    for line in lines {
        // WinAnsi and Latin-1 agree on the letters used here; the euro sign is 0x80.
        let bytes =
            line.chars().map(|letter| if letter == '€' { 0x80 } else { letter as u32 as u8 }).collect();
        operations.push(Operation::new("Tj", vec![Object::String(bytes, lopdf::StringFormat::Literal)]));
        operations.push(Operation::new("T*", vec![]));
    }
    operations.push(Operation::new("ET", vec![]));
    let content = Content { operations }.encode().expect("content");
    let content = document.add_object(Stream::new(dictionary! {}, content));
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    let tree = dictionary! {"Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1};
    document.objects.insert(pages, Object::Dictionary(tree));
    let catalogue = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => pages});
    document.trailer.set("Root", catalogue);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("pdf");
    bytes
}

fn deposit(bytes: &[u8]) -> Value {
    json!({"fichierFacture": STANDARD.encode(bytes), "nomFichier": "facture.pdf", "formatDepot": "PDF_NON_SIGNE"})
}

const PATH: &str = "/factures/v1/deposer/pdf";

#[tokio::test]
async fn the_text_of_a_pdf_is_recognised() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let pdf = pdf_with(&[
        "ATELIER EXEMPLE",
        "SIRET : 000 000 009 00001",
        "Facture n° FA-2026-0042",
        "Date de facture : 05/10/2026",
        "SIRET client : 00000000900011",
        "N° de commande : 4500012345",
        "Total HT 800,00 €",
        "Total TVA 160,00 €",
        "Total TTC 960,00 €",
        "Net à payer 960,00 €",
    ]);
    let answer = client.done(PATH, deposit(&pdf)).await;
    assert_eq!(answer["libelle"], "GCU_MSG_01_000");
    assert_eq!(answer["numeroFacture"], "FA-2026-0042");
    assert_eq!(answer["dateFacture"], "2026-10-05");
    assert_eq!(answer["codeDestinataire"], "00000000900011");
    assert_eq!(answer["codeFournisseur"], "00000000900001");
    assert_eq!(answer["numeroBonCommande"], "4500012345");
    assert_eq!(answer["montantHtTotal"], 800.0);
    assert_eq!(answer["montantTVA"], 160.0);
    assert_eq!(answer["montantTtcAvantRemiseGlobalTTC"], 960.0);
    assert_eq!(answer["montantAPayer"], 960.0);
    assert_eq!(answer["typeFacture"], "FACTURE");
    assert!(answer["pieceJointeId"].is_i64());
}

#[tokio::test]
async fn a_pdf_without_text_gives_nulls_and_an_attachment() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for bytes in [pdf_with(&[]), b"%PDF-1.4 damaged".to_vec()] {
        let answer = client.done(PATH, deposit(&bytes)).await;
        let read: Vec<_> = answer.as_object().unwrap().iter().filter(|(_, value)| !value.is_null()).collect();
        let names: Vec<_> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(answer.as_object().unwrap().len(), 13, "three are left out when they were not read");
        for left_out in ["dateFacture", "typeFacture", "typeTva"] {
            assert!(answer.get(left_out).is_none(), "{left_out}");
        }
    }
}

/// The same file protected with an owner password and an empty user password.
fn encrypted(pdf: &[u8]) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).expect("pdf");
    let id = Object::String(b"0123456789abcdef".to_vec(), lopdf::StringFormat::Literal);
    document.trailer.set("ID", vec![id.clone(), id]);
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "proprietaire",
        user_password: "",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("state");
    document.encrypt(&state).expect("encryption");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("pdf");
    bytes
}

#[tokio::test]
async fn a_protected_pdf_is_kept_but_not_read() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let pdf = pdf_with(&["Facture n° FA-2026-0042", "Total TTC 960,00 €"]);
    assert_eq!(client.done(PATH, deposit(&pdf)).await["numeroFacture"], "FA-2026-0042");
    let answer = client.done(PATH, deposit(&encrypted(&pdf))).await;
    assert!(answer["numeroFacture"].is_null() && answer["montantTtcAvantRemiseGlobalTTC"].is_null());
    assert!(answer["pieceJointeId"].is_i64());
}

#[tokio::test]
async fn more_than_ten_megabytes_are_413() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut bytes = b"%PDF-1.4\n".to_vec();
    bytes.resize(10 * 1024 * 1024 + 1, b' ');
    assert_eq!(client.send(PATH, deposit(&bytes)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_not_a_pdf_is_refused() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    assert_eq!(client.call(PATH, deposit(b"GIF89a")).await["codeRetour"], 20606);
    let mut body = deposit(b"%PDF-1.4");
    body["fichierFacture"] = json!("pas du base64");
    assert_eq!(client.call(PATH, body).await["codeRetour"], 20602);
    assert_eq!(client.call(PATH, json!({"nomFichier": "a.pdf"})).await["codeRetour"], 20601);
}

#[tokio::test]
async fn attachments_are_checked_before_they_are_kept() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let path = "/transverses/v1/ajouter/fichier";
    let good = json!({"pieceJointeFichier": STANDARD.encode("contenu"), "pieceJointeNom": "bon.pdf",
        "pieceJointeTypeMime": "application/pdf", "pieceJointeExtension": "PDF"});
    let id = client.done(path, good.clone()).await["pieceJointeId"].as_i64().unwrap();
    assert_eq!(bench.simulator.file_bytes(id).unwrap(), b"contenu");
    let large = STANDARD.encode(vec![b'a'; 10 * 1024 * 1024 + 1]);
    let cases = [
        ("pieceJointeFichier", json!(large), 20003),
        ("pieceJointeFichier", json!(""), 20601),
        ("pieceJointeNom", json!(format!("{}.pdf", "n".repeat(47))), 20603),
        ("pieceJointeNom", json!("sans-extension"), 20603),
        ("pieceJointeExtension", json!("EXE"), 20604),
    ];
    for (field, value, code) in cases {
        let mut body = good.clone();
        body[field] = value;
        assert_eq!(client.call(path, body).await["codeRetour"], code, "{field}");
    }
    assert_eq!(bench.simulator.world().files.len(), 1, "refused files are not kept");
}
