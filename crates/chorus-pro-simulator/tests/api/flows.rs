//! Deposited flows: what is accepted, how they move on the clock, what their reports say.

use std::io::Write;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::World;
use flate2::Compression;
use flate2::write::GzEncoder;
use lopdf::{Document, Object, Stream, dictionary, text_string};
use serde_json::{Value, json};

use crate::support::{Bench, Client, monday};

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

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("entry");
    writer.write_all(bytes).expect("bytes");
    writer.finish().expect("zip").into_inner()
}

#[tokio::test]
async fn a_flow_is_answered_at_once_and_walks_through_its_states() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let answer = client.done(DEPOSIT, body(E1_CII, "facture.xml", CII.as_bytes())).await;
    assert_eq!(answer["libelle"], "GCU_MSG_01_000");
    assert_eq!(answer["numeroFluxDepot"], "CPP0011106000000000000001");
    assert_eq!(answer["dateDepot"], "2026-10-05");
    assert_eq!(answer["syntaxeFlux"], E1_CII);
    assert_eq!(answer.as_object().expect("object").len(), 5);
    let number = "CPP0011106000000000000001";
    let mut states = Vec::new();
    for _ in 0..7 {
        let report = details(&client, number).await;
        assert_eq!(report["libelle"], "TRA_MSG_00.000");
        states.push(report["etatCourantDepotFlux"].as_str().expect("state").to_owned());
        assert!(found(&client, number).await.is_empty() || states.len() == 7, "not before the end");
        bench.later(10);
    }
    assert_eq!(
        states,
        [
            "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
            "IN_RECU",
            "QP_RECEVABLE",
            "IN_TRAITE_SE_CPP",
            "IN_EN_ATTENTE_TRAITEMENT_CPP",
            "IN_EN_COURS_TRAITEMENT_CPP",
            "IN_INTEGRE",
        ]
    );
    let report = details(&client, number).await;
    assert_eq!(
        report,
        json!({
            "codeRetour": 0, "libelle": "TRA_MSG_00.000",
            "codeInterfaceDepotFlux": "FSO1106A",
            "nomFichier": "FSO1106A_CPP001_CPP0011106000000000000001",
            "dateDepotFlux": "2026-10-05T10:00:00.000+02:00",
            "dateHeureEtatCourantFlux": "2026-10-05T11:00:00.000+02:00",
            "etatCourantDepotFlux": "IN_INTEGRE",
            "listeErreurDP": [], "listeErreurTechnique": [],
        })
    );
}

#[tokio::test]
async fn an_integrated_invoice_is_found_by_its_flow_and_lives_on_as_any_other() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let (number, _) = integrated(&bench, &client, E1_CII, "facture.xml", CII.as_bytes()).await;
    let rows = found(&client, &number).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["numeroFluxDepot"], number.as_str());
    assert_eq!(rows[0]["statut"], "DEPOSEE");
    assert_eq!(rows[0]["modeDepot"], "UPLOAD_API");
    let id = rows[0]["identifiantFactureCPP"].as_i64().expect("id");
    let invoice = bench.simulator.invoices().remove(0);
    assert_eq!(invoice.id, id);
    assert_eq!((invoice.number.as_str(), invoice.kind.as_str()), ("FX-1", "FACTURE"));
    assert_eq!((invoice.supplier, invoice.recipient, invoice.service), (1001, 2001, Some(2101)));
    assert_eq!(invoice.framework, "A1_FACTURE_FOURNISSEUR");
    assert_eq!(invoice.engagement.as_deref(), Some("EJ-77"));
    assert_eq!(invoice.contract.as_deref(), Some("M-2026-8"));
    assert_eq!(invoice.vat_regime, "TVA_SUR_ENCAISSEMENT");
    assert_eq!(invoice.payment_mode.as_deref(), Some("VIREMENT"));
    assert_eq!(invoice.bank_account, Some(1101), "by its IBAN");
    assert_eq!(json!(invoice.totals.payable), json!(960.0));
    assert_eq!(invoice.vat_lines[0].rate_code.as_deref(), Some("TVA20"));
    assert_eq!(invoice.lines[0].name.as_deref(), Some("Maintenance"));
    assert_eq!(json!(invoice.lines[0].net()), json!(800.0));
    bench.later(20);
    assert_eq!(client.status(id).await, "MISE_A_DISPOSITION");
    let received = bench
        .ville()
        .await
        .call("/factures/v1/rechercher/recipiendaire", json!({"numeroFacture": "FX-1"}))
        .await;
    assert_eq!(received["listeFactures"][0]["montantTTC"], 960.0, "{received}");
}

#[tokio::test]
async fn a_ubl_of_the_chorus_dialect_is_integrated() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let (_, report) = integrated(&bench, &client, E1_UBL, "facture.xml", UBL.as_bytes()).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
    let invoice = bench.simulator.invoices().remove(0);
    assert_eq!((invoice.number.as_str(), invoice.vat_regime.as_str()), ("UB-1", "TVA_SUR_DEBIT"));
    assert_eq!(invoice.lines[0].rate_code.as_deref(), Some("TVA5"));
}

#[tokio::test]
async fn a_factur_x_keeps_its_pdf() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let pdf = factur_x(CII);
    let (number, report) = integrated(&bench, &client, FACTUR_X, "facture.pdf", &pdf).await;
    assert!(number.starts_with("CPP0011117"), "{number}");
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
    let file = bench.simulator.invoices()[0].main_file.expect("file");
    assert_eq!(bench.simulator.file_bytes(file).expect("bytes"), pdf);
    let stored = bench.simulator.world().files.into_iter().find(|stored| stored.id == file).expect("file");
    assert_eq!((stored.name.as_str(), stored.media_type.as_str()), ("facture.pdf", "application/pdf"));
}

#[tokio::test]
async fn a_document_without_cadre_is_an_a1_whatever_its_syntax() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let without = |number: &str| cii(number, &[("<ram:ID>A1</ram:ID>", "<ram:ID/>")]);
    let ubl = UBL.replace("<CategoryCode>A1</CategoryCode>", "<CategoryCode/>");
    assert_ne!(ubl, UBL);
    for (syntax, name, bytes) in [
        (FACTUR_X, "facture.pdf", factur_x(&without("FX-2"))),
        (E1_CII, "facture.xml", without("FX-3").into_bytes()),
        (E1_UBL, "facture.xml", ubl.into_bytes()),
    ] {
        let (_, report) = integrated(&bench, &client, syntax, name, &bytes).await;
        assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
        let invoice = bench.simulator.invoices().pop().expect("invoice");
        assert_eq!(invoice.framework, "A1_FACTURE_FOURNISSEUR", "{syntax}");
    }
    // The cadres of the reform are not those of Chorus Pro.
    let reform = cii("FX-4", &[("<ram:ID>A1</ram:ID>", "<ram:ID>B1</ram:ID>")]);
    let (_, report) = integrated(&bench, &client, FACTUR_X, "facture.pdf", &factur_x(&reform)).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_REJETE");
}

#[tokio::test]
async fn a_cii_that_says_nothing_of_its_context_and_pays_by_means_1_is_integrated() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let (start, rest) = CII.split_once("<rsm:ExchangedDocumentContext>").expect("context");
    let (_, end) = rest.split_once("</rsm:ExchangedDocumentContext>").expect("context");
    let xml = format!("{start}<rsm:ExchangedDocumentContext/>{end}");
    let xml = xml.replace("<ram:TypeCode>30</ram:TypeCode>", "<ram:TypeCode>1</ram:TypeCode>");
    let (_, report) = integrated(&bench, &client, E1_CII, "facture.xml", xml.as_bytes()).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
    let invoice = bench.simulator.invoices().remove(0);
    assert_eq!(invoice.framework, "A1_FACTURE_FOURNISSEUR");
    assert_eq!(invoice.payment_mode.as_deref(), Some("AUTRE"));
}

#[tokio::test]
async fn the_smallest_profile_is_not_asked_for_what_it_has_no_place_for() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let profile = ("urn:cen.eu:en16931:2017", "urn:factur-x.eu:1p0:minimum");
    let means = ("<ram:TypeCode>30</ram:TypeCode>", "");
    let prepaid = ("<ram:DuePayableAmount>960.00", "<ram:DuePayableAmount>700.00");
    let xml = cii("FX-5", &[profile, means, prepaid]);
    let (_, report) = integrated(&bench, &client, FACTUR_X, "facture.pdf", &factur_x(&xml)).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
    let xml = cii("FX-6", &[means, prepaid]);
    let (_, report) = integrated(&bench, &client, FACTUR_X, "facture.pdf", &factur_x(&xml)).await;
    let label = report["listeErreurDP"][0]["libelleErreurDP"].as_str().expect("label");
    let missing = "L'element FichierXml.SupplyChainTradeTransaction.ApplicableHeaderTradeSettlement.\
                   SpecifiedTradeSettlementPaymentMeans.TypeCode.value est obligatoire.|L'element (FichierXml.Supply";
    assert!(label.starts_with(missing), "{label}");
}

#[tokio::test]
async fn all_faults_of_an_invoice_are_told_joined_and_cut() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let wrong = cii(
        "FX-1",
        &[
            ("<ram:BuyerReference>ACHATS</ram:BuyerReference>", ""),
            ("20261005", "20261006"),
            ("<ram:TypeCode>30</ram:TypeCode>", "<ram:TypeCode>58</ram:TypeCode>"),
            ("<ram:DuePayableAmount>960.00", "<ram:DuePayableAmount>900.00"),
        ],
    );
    let (number, report) = integrated(&bench, &client, E1_CII, "facture.xml", wrong.as_bytes()).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_REJETE");
    let error = &report["listeErreurDP"][0];
    assert_eq!(error["identifiantFournisseur"], "00000000900001");
    assert_eq!(error["identifiantDestinataire"], "00000000900011");
    assert_eq!(error["numeroDP"], "FX-1");
    let label = error["libelleErreurDP"].as_str().expect("label");
    assert!(
        label.starts_with(
            "L'element (FichierXml.ExchangedDocument.IssueDateTime.DateTimeString.value) est incorrect : La date de \
             facture est postérieure à la date de dépôt.|L'element (FichierXml.SupplyChainTradeTransaction.App"
        ),
        "{label}"
    );
    assert_eq!(label.chars().count(), 200);
    assert!(found(&client, &number).await.is_empty());
    assert!(bench.simulator.invoices().is_empty());
}

#[tokio::test]
async fn parties_are_checked_as_in_a_submission() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for (from, to, reason) in [
        ("00000000900001", "99999999900001", "Le fournisseur n'existe pas dans Chorus Pro."),
        ("00000000900001", "00000000900002", "Le compte technique n'est pas rattaché à cette structure."),
        ("00000000900011", "00000000900019", "Le destinataire n'existe pas dans Chorus Pro."),
        ("00000000900011", "00000000900014", "Le destinataire n'est pas actif dans Chorus Pro."),
        ("00000000900011", "00000000900001", "Le destinataire n'est pas une structure publique."),
        (">ACHATS<", ">ARCHIVES<", "Le service n'est pas actif."),
        (">ACHATS<", ">INCONNU<", "Le code service n'existe pas chez ce destinataire."),
        (">380<", ">389<", "Le type de facture doit être 380, 381, 384 ou 386."),
        (">380<", ">381<", "Le numéro de la facture d'origine est obligatoire pour un avoir."),
        (">A1<", ">A9<", "Le valideur est obligatoire pour ce cadre de facturation."),
        (">A1<", ">A2<", "Le montant à payer doit être nul pour une facture déjà payée."),
        (">A1<", ">A4<", "Le cadre de facturation doit être A1, A2, A9 ou A12."),
        ("EUR", "ZZZ", "La devise n'est pas connue."),
        (
            "<ram:LineTotalAmount>800.00</ram:LineTotalAmount><ram:TaxBasis",
            "<ram:LineTotalAmount>700.00</ram:LineTotalAmount><ram:TaxBasis",
            "La somme des lignes de poste ne correspond pas au montant HT.",
        ),
    ] {
        let (_, report) =
            integrated(&bench, &client, E1_CII, "f.xml", cii("FX-1", &[(from, to)]).as_bytes()).await;
        assert_eq!(report["etatCourantDepotFlux"], "IN_REJETE", "{to}");
        let label = report["listeErreurDP"][0]["libelleErreurDP"].as_str().expect("label");
        assert!(label.starts_with("L'element ") && label.contains("FichierXml."), "{label}");
        // A long path cuts the sentence behind it.
        let said: String = label.chars().skip_while(|letter| *letter != ':').skip(2).collect();
        let missing = label.ends_with(" est obligatoire.") && reason.contains("obligatoire");
        assert!(missing || (said.chars().count() > 15 && reason.starts_with(&said)), "{to}: {label}");
    }
}

#[tokio::test]
async fn an_archive_is_integrated_in_part() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let (good, wrong) = (cii("FX-1", &[]), cii("FX-2", &[(">ACHATS<", ">INCONNU<")]));
    let bytes = archive(&[
        ("lot/un.xml", good.as_bytes()),
        ("lot/deux.xml", wrong.as_bytes()),
        ("lot/encore.xml", good.as_bytes()),
        ("lot/signature.xml", b"<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>"),
    ]);
    let (number, report) = integrated(&bench, &client, E1_CII, "lot.tar.gz", &bytes).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE_PARTIEL", "{report}");
    let errors = report["listeErreurDP"].as_array().expect("array");
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[0]["numeroDP"], "FX-2");
    assert_eq!(
        errors[1]["libelleErreurDP"],
        "L'element (FichierXml.ExchangedDocument.ID.value) est incorrect : Une facture portant ce numéro existe déjà pour \
         ce fournisseur."
    );
    assert_eq!(report["listeErreurTechnique"], json!([]));
    let rows = found(&client, &number).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["numeroFacture"], "FX-1");
}

#[tokio::test]
async fn an_unreadable_file_of_an_archive_does_not_stop_the_others() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let bytes =
        archive(&[("un.xml", CII.as_bytes()), ("deux.xml", b"<facture>"), ("trois.xml", UBL.as_bytes())]);
    let number = deposit(&client, E1_CII, "lot.tar.gz", &bytes).await;
    bench.later(20);
    assert_eq!(details(&client, &number).await["etatCourantDepotFlux"], "QP_RECEVABLE_AVEC_ERREUR");
    bench.later(40);
    let report = details(&client, &number).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE_PARTIEL");
    let errors = report["listeErreurTechnique"].as_array().expect("array");
    assert_eq!(errors.len(), 2);
    assert!(errors[0]["libelleErreur"].as_str().expect("label").starts_with("deux.xml : "), "{errors:?}");
    assert_eq!(errors[1]["libelleErreur"], "trois.xml : Le document n'est pas de la syntaxe annoncée.");
}

#[tokio::test]
async fn what_cannot_be_read_is_inadmissible() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let bomb = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
    let deep = format!("{}{}", "<a>".repeat(200), "</a>".repeat(200));
    let plain = crate::pdf::pdf_with(&["Sans XML"]);
    for (syntax, name, bytes) in [
        (E1_CII, "f.xml", bomb.as_bytes()),
        (E1_CII, "f.xml", deep.as_bytes()),
        (E1_CII, "f.xml", UBL.as_bytes()),
        (E1_UBL, "f.xml", CII.as_bytes()),
        (E1_CII, "f.pdf", plain.as_slice()),
        (FACTUR_X, "f.pdf", plain.as_slice()),
        (FACTUR_X, "f.xml", CII.as_bytes()),
        (E1_CII, "f.zip", b"PK\x03\x04".as_slice()),
        (E1_CII, "f.tar.gz", &[0x1f, 0x8b, 8, 0]),
        ("IN_DP_E1_PES_FACTURE", "f.xml", b"<PES_Facture/>"),
    ] {
        let number = deposit(&client, syntax, name, bytes).await;
        bench.later(20);
        let report = details(&client, &number).await;
        assert_eq!(report["etatCourantDepotFlux"], "QP_IRRECEVABLE", "{syntax} {name}");
        assert_eq!(report["listeErreurDP"], json!([]));
        let error = &report["listeErreurTechnique"][0];
        for field in ["natureErreur", "codeErreur", "libelleErreur"] {
            assert!(error[field].as_str().is_some_and(|text| !text.is_empty()), "{report}");
        }
        bench.later(120);
        assert_eq!(details(&client, &number).await, report, "a final state stays");
    }
}

/// The states a flow shows, asked for every ten minutes until one is final.
async fn states(bench: &Bench, client: &Client, number: &str) -> Vec<String> {
    let mut states = Vec::new();
    for _ in 0..12 {
        let report = details(client, number).await;
        states.push(report["etatCourantDepotFlux"].as_str().expect("state").to_owned());
        bench.later(10);
    }
    states.dedup();
    states
}

#[tokio::test]
async fn a_flow_that_will_be_rejected_never_shows_what_programs_take_for_success() {
    const SUCCESS: [&str; 2] = ["IN_RECU", "IN_TRAITE_SE_CPP"];
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let untaxed = [("</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>", "</ram:BasisAmount>")];
    for (wrong, end) in [
        (cii("FX-1", &untaxed), "IN_REJETE"),
        (cii("FX-1", &[(">ACHATS<", ">INCONNU<")]), "IN_REJETE"),
        ("<facture>".to_owned(), "QP_IRRECEVABLE"),
    ] {
        let number = deposit(&client, E1_CII, "f.xml", wrong.as_bytes()).await;
        let seen = states(&bench, &client, &number).await;
        assert!(!seen.iter().any(|state| SUCCESS.contains(&state.as_str())), "{seen:?}");
        assert_eq!(seen.last().map(String::as_str), Some(end), "{seen:?}");
        assert!(bench.simulator.invoices().is_empty());
    }
    // A wrong one takes no number: the same, right, follows it at once, and a third has lost it before it arrives.
    let wrong = deposit(&client, E1_CII, "f.xml", cii("FX-1", &[(">ACHATS<", ">INCONNU<")]).as_bytes()).await;
    let right = deposit(&client, E1_CII, "f.xml", cii("FX-1", &[]).as_bytes()).await;
    let late = deposit(&client, E1_CII, "f.xml", cii("FX-1", &[]).as_bytes()).await;
    let seen = states(&bench, &client, &late).await;
    assert!(!seen.iter().any(|state| SUCCESS.contains(&state.as_str())), "{seen:?}");
    for (number, end) in [(wrong, "IN_REJETE"), (right, "IN_INTEGRE"), (late, "IN_REJETE")] {
        assert_eq!(details(&client, &number).await["etatCourantDepotFlux"], end);
    }
    assert_eq!(bench.simulator.invoices().len(), 1);
}

#[tokio::test]
async fn a_missing_tax_code_rejects_the_whole_flow() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let without =
        cii("FX-2", &[("</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>", "</ram:BasisAmount>")]);
    let bytes = archive(&[("un.xml", CII.as_bytes()), ("deux.xml", without.as_bytes())]);
    let (number, report) = integrated(&bench, &client, E1_CII, "lot.tar.gz", &bytes).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_REJETE");
    assert!(found(&client, &number).await.is_empty());
}

#[tokio::test]
async fn a_mixed_flow_carries_its_pdf_in_a_zip_of_the_chorus_dialect() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let syntax = "IN_DP_E2_UBL_INVOICE_MIN";
    let (_, report) = integrated(&bench, &client, syntax, "f.xml", UBL.as_bytes()).await;
    assert_eq!(
        report["listeErreurDP"][0]["libelleErreurDP"],
        "Le document joint est obligatoire dans un flux mixte."
    );
    let pdf = crate::pdf::pdf_with(&["Facture"]);
    let piece = |name: &str, kind: &str, bytes: &[u8]| {
        format!(
            "<cac:AdditionalDocumentReference><cbc:ID>{name}</cbc:ID><cbc:DocumentType>{kind}</cbc:DocumentType><cac:Attachment>\
             <cbc:EmbeddedDocumentBinaryObject mimeCode='application/zip'>{}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>",
            STANDARD.encode(bytes)
        )
    };
    let pieces = piece("bon.txt", "02", b"bon de livraison")
        + &piece("facture.pdf", "01", &zipped("facture.pdf", &pdf));
    let xml = UBL.replace("<!--documents-->", &pieces);
    let (_, report) = integrated(&bench, &client, syntax, "f.xml", xml.as_bytes()).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
    let invoice = bench.simulator.invoices().remove(0);
    assert_eq!(bench.simulator.file_bytes(invoice.main_file.expect("file")).expect("bytes"), pdf);
    assert_eq!(invoice.attachments.len(), 1);
    assert_eq!(invoice.attachments[0].label, "bon.txt");
    // A forbidden extension is a fault of its invoice.
    let forbidden = xml.replace("UB-1", "UB-2").replace("bon.txt", "bon.exe");
    let (_, report) = integrated(&bench, &client, syntax, "f.xml", forbidden.as_bytes()).await;
    assert_eq!(
        report["listeErreurDP"][0]["libelleErreurDP"],
        "Une pièce jointe est illisible, trop volumineuse ou mal nommée."
    );
}

#[tokio::test]
async fn credit_notes_and_validated_invoices_take_their_own_ways() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let preceding = "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>FX-0</ram:IssuerAssignedID></ram:InvoiceReferencedDocument>";
    let credit = cii("AV-1", &[(">380<", ">381<"), ("<!--preceding-->", preceding)]);
    let invoicee = "<ram:InvoiceeTradeParty><ram:SpecifiedLegalOrganization><ram:ID>00000000900002</ram:ID></ram:SpecifiedLegalOrganization></ram:InvoiceeTradeParty>";
    let subcontracted = cii("ST-1", &[(">A1<", ">A9<"), ("<!--invoicee-->", invoicee)]);
    let bytes = archive(&[("a.xml", credit.as_bytes()), ("b.xml", subcontracted.as_bytes())]);
    let (_, report) = integrated(&bench, &client, E1_CII, "lot.tgz", &bytes).await;
    assert_eq!(report["etatCourantDepotFlux"], "IN_INTEGRE", "{report}");
    let invoices = bench.simulator.invoices();
    assert_eq!(invoices[0].kind, "AVOIR");
    assert_eq!(invoices[0].credit.as_ref().expect("origin").original_number, "FX-0");
    assert_eq!((invoices[1].validator, invoices[1].status().code()), (Some(1002), "A_VALIDER_1"));
}

#[tokio::test]
async fn the_report_is_a_pdf_once_the_state_is_final() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let wrong = cii("FX-9", &[(">ACHATS<", ">INCONNU<")]);
    let number = deposit(&client, E1_CII, "Facture du jour.xml", wrong.as_bytes()).await;
    let ask = json!({"numeroFluxDepot": number, "dateDepot": "2026-10-05", "syntaxFluxType": E1_CII});
    let answer = client.done(REPORT, ask.clone()).await;
    assert_eq!(answer["libelle"], "TRA_MSG_00.000");
    assert_eq!(answer["etatCourantFlux"], "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP");
    assert_eq!(answer["fichierCR"], Value::Null);
    bench.later(60);
    let mut answer = client.done(REPORT, ask).await;
    let file = answer["fichierCR"].take();
    let pdf = STANDARD.decode(file.as_str().expect("base64")).expect("base64");
    let document = Document::load_mem(&pdf).expect("pdf");
    let text = document.extract_text(&[1]).expect("text");
    for expected in
        [number.as_str(), "Facture du jour.xml", "FX-9", "IN_REJETE", "Le code service n'existe pas"]
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(
        answer,
        json!({
            "codeRetour": 0, "libelle": "TRA_MSG_00.000", "codeAppliPartenaire": "CPP001",
            "codeInterfaceFlux": "FSO1106A", "designationPartenaire": "CPP", "numeroFluxDepot": number,
            "nomFichierFlux": format!("FSO1106A_CPP001_{number}"),
            "dateDepotFlux": "2026-10-05T10:00:00.000+02:00",
            "dateHeureEtatCourantFlux": "2026-10-05T10:40:00.000+02:00",
            "etatCourantFlux": "IN_REJETE", "fichierCR": null,
        })
    );
}

#[tokio::test]
async fn a_flow_is_seen_by_those_attached_to_its_structures_only() {
    let bench = Bench::minimal();
    let number = deposit(&bench.atelier().await, E1_CII, "f.xml", CII.as_bytes()).await;
    let other = bench.beton().await;
    for path in [REPORT, DETAILS] {
        let answer = other.call(path, json!({"numeroFluxDepot": number})).await;
        assert_eq!(answer["codeRetour"], 20702, "{answer}");
        let answer = other.call(path, json!({})).await;
        assert_eq!(answer["codeRetour"], 20702, "{answer}");
    }
    let answer = bench.ville().await.call(DEPOSIT, body(E1_CII, "f.xml", CII.as_bytes())).await;
    assert_eq!(answer["codeRetour"], 20104, "only suppliers deposit");
}

#[tokio::test]
async fn what_is_not_a_flow_is_refused_at_the_deposit() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let good = body(E1_CII, "f.xml", CII.as_bytes());
    for (field, value, code) in [
        ("syntaxeFlux", json!("IN_DP_E3_FACTUR_X_10"), 20701),
        ("syntaxeFlux", Value::Null, 20701),
        ("fichierFlux", json!(""), 20601),
        ("fichierFlux", json!("pas du base64 !"), 20602),
        ("nomFichier", json!("facture"), 20603),
        ("nomFichier", json!(".xml"), 20603),
        ("nomFichier", json!(format!("{}.xml", "a".repeat(200))), 20603),
    ] {
        let mut body = good.clone();
        body[field] = value;
        assert_eq!(client.call(DEPOSIT, body).await["codeRetour"], code, "{field}");
    }
    let mut body = good;
    body["avecSignature"] = json!("peut-être");
    assert_eq!(client.send(DEPOSIT, body).await.0, StatusCode::BAD_REQUEST);
    assert!(bench.simulator.world().flows.is_empty());
}

#[tokio::test]
async fn too_large_a_file_is_the_documented_error() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let large = vec![b' '; 10 * 1024 * 1024 + 1];
    let answer = client.call(DEPOSIT, body(E1_CII, "f.xml", &large)).await;
    assert_eq!((&answer["codeRetour"], &answer["libelle"]), (&json!(20001), &json!("GDP_MSG_11.022")));
    let answer = client.call(DEPOSIT, body(E1_CII, "f.tar.gz", &archive(&[("f.xml", &large)]))).await;
    assert_eq!(answer["codeRetour"], 20001);
}

#[tokio::test]
async fn a_flow_waiting_in_a_saved_world_goes_on() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    deposit(&client, FACTUR_X, "f.pdf", &factur_x(CII)).await;
    bench.later(30);
    let text = bench.simulator.world().to_json().expect("json");
    let again = Bench::with(World::from_json(&text).expect("world"));
    again.later(30);
    let client = again.atelier().await;
    assert_eq!(found(&client, "CPP0011117000000000000001").await.len(), 1);
    assert_eq!(deposit(&client, E1_CII, "f.xml", CII.as_bytes()).await, "CPP0011106000000000000002");
    assert!(again.simulator.now() > monday());
}
