//! Deposited flows: what is accepted, how they move on the clock, what their reports say.

mod accepted;
mod progress;
mod refused;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use lopdf::{Document, Object, Stream, dictionary, text_string};
use serde_json::{Value, json};

use crate::support::{Bench, Client};

const DEPOSIT: &str = "/factures/v1/deposer/flux";
const REPORT: &str = "/transverses/v1/consulterCR";
const DETAILS: &str = "/transverses/v1/consulterCRDetaille";
const CII: &str = include_str!("../data/flow_cii.xml");
const UBL: &str = include_str!("../data/flow_ubl.xml");
const E1_CII: &str = "IN_DP_E1_CII_16B";
const E1_UBL: &str = "IN_DP_E1_UBL_INVOICE";
const FACTUR_X: &str = "IN_DP_E2_CII_FACTURX";

/// The CII with another number and further changes.
fn cii(number: &str, changes: &[(&str, &str)]) -> String {
    let mut xml = CII.replace("FX-1", number);
    for (from, to) in changes {
        assert!(xml.contains(from), "{from}");
        xml = xml.replace(from, to);
    }
    xml
}

fn body(syntax: &str, name: &str, bytes: &[u8]) -> Value {
    json!({"fichierFlux": STANDARD.encode(bytes), "nomFichier": name, "syntaxeFlux": syntax, "avecSignature": false})
}

async fn deposit(client: &Client, syntax: &str, name: &str, bytes: &[u8]) -> String {
    let answer = client.done(DEPOSIT, body(syntax, name, bytes)).await;
    answer["numeroFluxDepot"].as_str().expect("number").to_owned()
}

async fn details(client: &Client, number: &str) -> Value {
    client.done(DETAILS, json!({"numeroFluxDepot": number})).await
}

/// Deposits, lets the six steps pass and gives the detailed report.
async fn integrated(
    bench: &Bench,
    client: &Client,
    syntax: &str,
    name: &str,
    bytes: &[u8],
) -> (String, Value) {
    let number = deposit(client, syntax, name, bytes).await;
    bench.later(60);
    let report = details(client, &number).await;
    (number, report)
}

async fn found(client: &Client, number: &str) -> Vec<Value> {
    let body = json!({"numeroFluxDepot": number});
    let answer = client.call("/factures/v1/rechercher/fournisseur", body).await;
    answer["listeFactures"].as_array().cloned().unwrap_or_default()
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).expect("entry");
    }
    builder.into_inner().expect("tar").finish().expect("gzip")
}

fn factur_x(xml: &str) -> Vec<u8> {
    let mut document = Document::load_mem(&crate::pdf::pdf_with(&["Facture"])).expect("pdf");
    let stream =
        Stream::new(dictionary! {"Type" => "EmbeddedFile", "Subtype" => "text/xml"}, xml.as_bytes().to_vec());
    let stream = document.add_object(stream);
    let file = document.add_object(dictionary! {
        "Type" => "Filespec", "F" => text_string("factur-x.xml"), "UF" => text_string("factur-x.xml"),
        "AFRelationship" => "Data", "EF" => dictionary! {"F" => stream},
    });
    let names = vec![text_string("factur-x.xml"), Object::Reference(file)];
    let tree = dictionary! {"EmbeddedFiles" => dictionary! {"Names" => names}};
    document.catalog_mut().expect("catalogue").set("Names", tree);
    document.catalog_mut().expect("catalogue").set("AF", vec![Object::Reference(file)]);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("pdf");
    bytes
}
