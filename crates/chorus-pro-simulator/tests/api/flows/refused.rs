//! What is refused, of a document, of a flow or at the deposit.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    CII, DEPOSIT, E1_CII, E1_UBL, FACTUR_X, UBL, archive, body, cii, deposit, details, found, integrated,
};
use crate::support::Bench;

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
