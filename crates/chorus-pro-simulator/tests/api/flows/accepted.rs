//! Documents of each syntax that become invoices.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{CII, E1_CII, E1_UBL, FACTUR_X, UBL, archive, cii, factur_x, found, integrated};
use crate::support::Bench;

fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("entry");
    writer.write_all(bytes).expect("bytes");
    writer.finish().expect("zip").into_inner()
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
