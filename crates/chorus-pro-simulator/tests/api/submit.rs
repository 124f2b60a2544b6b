//! soumettre: what is accepted and what is refused.

use serde_json::{Value, json};

use crate::support::{Bench, entered, invoice};

const PATH: &str = "/factures/v1/soumettre";

#[tokio::test]
async fn a_deposited_pdf_is_submitted_with_an_object_or_an_array_as_main_attachment() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut body = invoice("FA-1", client.pdf().await);
    let answer = client.done(PATH, body.clone()).await;
    assert_eq!(answer["libelle"], "GCU_MSG_01_000");
    assert_eq!(answer["numeroFacture"], "FA-1");
    assert_eq!(answer["statutFacture"], "DEPOSEE");
    assert_eq!(answer["dateDepot"], "2026-10-05");
    assert_eq!(answer["identifiantStructure"], "00000000900001");
    assert_eq!(answer["empreinteCertificatDepot"], Value::Null);
    body["numeroFactureSaisi"] = json!("FA-2");
    body["pieceJointePrincipale"] = body["pieceJointePrincipale"][0].clone();
    client.done(PATH, body).await;
}

#[tokio::test]
async fn an_entered_invoice_gets_a_number_of_twenty_digits() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let first = client.done(PATH, entered()).await;
    assert_eq!(first["numeroFacture"], "20260000000000000001");
    assert_eq!(first["empreinteCertificatDepot"].as_str().unwrap().len(), 44);
    assert_eq!(client.done(PATH, entered()).await["numeroFacture"], "20260000000000000002");
}

/// Submits a changed invoice and tells the code.
async fn code(bench: &Bench, base: Value, changes: &[(&str, Value)]) -> i64 {
    let client = bench.atelier().await;
    let mut body = base;
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("pointer");
        body.pointer_mut(parent).expect(pointer)[name] = value.clone();
    }
    client.call(PATH, body).await["codeRetour"].as_i64().expect("code")
}

#[tokio::test]
async fn the_recipient_decides_about_service_and_engagement() {
    let bench = Bench::minimal();
    let (siret, service, order) = (
        "/destinataire/codeDestinataire",
        "/destinataire/codeServiceExecutant",
        "/references/numeroBonCommande",
    );
    let cases: &[(&[(&str, Value)], i64)] = &[
        (&[(siret, json!("00000000999999"))], 20105),
        (&[(siret, json!("00000000900014"))], 20106),
        (&[(siret, json!("00000000900002"))], 20107),
        (&[(service, Value::Null)], 20108),
        (&[(service, json!("INCONNU"))], 20109),
        (&[(service, json!("ARCHIVES"))], 20110),
        (&[(service, json!("FACTURES_PUBLIQUES"))], 20111),
        (&[(service, json!("TECHNIQUE")), (order, Value::Null)], 20112),
        (&[(service, json!("TECHNIQUE"))], 0),
        (&[(siret, json!("00000000900015")), (service, Value::Null), (order, Value::Null)], 20113),
        (&[(siret, json!("00000000900015")), (service, Value::Null)], 0),
        (&[(siret, json!("00000000900013")), (service, json!("SFACT")), (order, json!("4500099999"))], 20114),
        (&[(siret, json!("00000000900013")), (service, json!("SFACT"))], 0),
        (&[(siret, json!("00000000900012")), (service, Value::Null), (order, Value::Null)], 0),
    ];
    for (changes, expected) in cases {
        assert_eq!(code(&bench, entered(), changes).await, *expected, "{changes:?}");
    }
}

#[tokio::test]
async fn amounts_have_to_agree() {
    let bench = Bench::minimal();
    let cases: &[(&[(&str, Value)], i64)] = &[
        (&[("/montantTotal/montantTtcTotal", json!(961))], 20133),
        (&[("/montantTotal/montantAPayer", json!(900))], 20134),
        (
            &[
                ("/montantTotal/montantRemiseGlobaleTTC", json!(60)),
                ("/montantTotal/montantAPayer", json!(900)),
            ],
            20135,
        ),
        (&[("/lignePoste/0/lignePosteQuantite", json!(9))], 20140),
        (&[("/lignePoste/0/lignePosteTauxTvaManuel", json!(20))], 20137),
        (&[("/ligneTva/0/ligneTvaTaux", json!("TVA99"))], 20137),
        (&[("/ligneTva/0/ligneTvaMontantTvaParTaux", json!(150))], 20136),
        (&[("/references/typeTva", json!("SANS_TVA"))], 20128),
        (&[("/montantTotal/montantHtTotal", Value::Null)], 20132),
    ];
    for (changes, expected) in cases {
        assert_eq!(code(&bench, entered(), changes).await, *expected, "{changes:?}");
    }
    let mut without_lines = entered();
    without_lines["lignePoste"] = json!([]);
    assert_eq!(code(&bench, without_lines, &[]).await, 20138);
    let discount = [
        ("/montantTotal/montantRemiseGlobaleTTC", json!(60)),
        ("/montantTotal/motifRemiseGlobaleTTC", json!("Geste commercial")),
        ("/montantTotal/montantAPayer", json!(900)),
    ];
    assert_eq!(code(&bench, entered(), &discount).await, 0);
}

#[tokio::test]
async fn numbers_are_short_plain_and_unique_per_supplier() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let pdf = client.pdf().await;
    for (number, expected) in [
        (json!("123456789012345678901"), 20116),
        (json!("FA#1"), 20117),
        (Value::Null, 20115),
        (json!("FA/2026-1_A+B"), 0),
        (json!("FA/2026-1_A+B"), 20118),
    ] {
        let mut body = invoice("", pdf);
        body["numeroFactureSaisi"] = number.clone();
        assert_eq!(client.call(PATH, body).await["codeRetour"], expected, "{number}");
    }
    assert_eq!(bench.simulator.invoices().len(), 1, "a refused duplicate leaves nothing behind");
    let other = bench.beton().await;
    let mut body = invoice("FA/2026-1_A+B", other.pdf().await);
    body["fournisseur"] = json!({"idFournisseur": 1002});
    other.done(PATH, body).await;
}

#[tokio::test]
async fn the_number_of_a_rejected_invoice_stays_taken() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted_to_town(&bench, "FA-1").await;
    bench.simulator.move_invoice(id, chorus_pro_simulator::Status::Rejetee, Some("Doublon")).unwrap();
    let body = invoice("FA-1", client.pdf().await);
    assert_eq!(client.call(PATH, body).await["codeRetour"], 20118);
}

#[tokio::test]
async fn supplier_and_files_have_to_be_ones_own() {
    let bench = Bench::minimal();
    let (client, other) = (bench.atelier().await, bench.beton().await);
    let foreign = other.pdf().await;
    assert_eq!(client.call(PATH, invoice("FA-1", foreign)).await["codeRetour"], 20142);
    let mut body = invoice("FA-1", client.pdf().await);
    body["fournisseur"] = json!({"idFournisseur": 1002});
    let answer = client.call(PATH, body.clone()).await;
    assert_eq!(answer["codeRetour"], 20104);
    assert!(answer["libelle"].as_str().unwrap().starts_with("GDP_MSG_11.005"));
    body["fournisseur"] = json!({"idFournisseur": 999});
    assert_eq!(client.call(PATH, body.clone()).await["codeRetour"], 20102);
    body["fournisseur"] = json!({"idFournisseur": 1001, "codeCoordonneesBancairesFournisseur": 5});
    assert_eq!(client.call(PATH, body.clone()).await["codeRetour"], 20130);
    body["fournisseur"] = json!({"idFournisseur": 1001});
    body["pieceJointePrincipale"] = Value::Null;
    assert_eq!(client.call(PATH, body).await["codeRetour"], 20141);
}

#[tokio::test]
async fn a_subcontractor_needs_a_validator_who_comes_first() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut body = entered();
    body["cadreDeFacturation"] = json!({"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT"});
    assert_eq!(client.call(PATH, body.clone()).await["codeRetour"], 20121);
    body["cadreDeFacturation"]["codeStructureValideur"] = json!("00000000900001");
    assert_eq!(client.call(PATH, body.clone()).await["codeRetour"], 20122);
    body["cadreDeFacturation"]["codeStructureValideur"] = json!("00000000900002");
    assert_eq!(client.done(PATH, body.clone()).await["statutFacture"], "A_VALIDER_1");
    body["cadreDeFacturation"] = json!({"codeCadreFacturation": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR"});
    assert_eq!(client.call(PATH, body).await["codeRetour"], 20120, "works documents go elsewhere");
}

#[tokio::test]
async fn a_credit_note_names_its_invoice_and_needs_no_payment_mode() {
    let bench = Bench::minimal();
    let mut body = entered();
    body["references"]["typeFacture"] = json!("AVOIR");
    body["references"]["modePaiement"] = Value::Null;
    assert_eq!(code(&bench, body.clone(), &[]).await, 20125);
    assert_eq!(code(&bench, body, &[("/references/numeroFactureOrigine", json!("FA-1"))]).await, 0);
    assert_eq!(code(&bench, entered(), &[("/references/modePaiement", Value::Null)]).await, 20129);
}

#[tokio::test]
async fn an_invoice_already_paid_may_leave_nothing_to_pay() {
    let bench = Bench::minimal();
    let paid = ("/cadreDeFacturation/codeCadreFacturation", json!("A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"));
    let nothing = ("/montantTotal/montantAPayer", json!(0));
    assert_eq!(code(&bench, entered(), &[paid, nothing.clone()]).await, 0);
    assert_eq!(code(&bench, entered(), &[nothing]).await, 20134);
}

#[tokio::test]
async fn complementary_attachments_exist_and_have_a_known_type() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let file = client.attachment().await;
    let piece = |kind: &str, label: &str, id: i64| {
        json!([{"pieceJointeComplementaireDesignation": label, "pieceJointeComplementaireType": kind,
            "pieceJointeComplementaireNumeroLigneFacture": null, "pieceJointeComplementaireId": id}])
    };
    for (pieces, expected) in [
        (piece("DIVERS", "Bon", 5), 20142),
        (piece("INCONNU", "Bon", file), 20143),
        (piece("DIVERS", &"b".repeat(101), file), 20144),
        (piece("DIVERS", "Bon de livraison", file), 0),
    ] {
        let mut body = entered();
        body["pieceJointeComplementaire"] = pieces;
        assert_eq!(client.call(PATH, body).await["codeRetour"], expected);
    }
    let invoice = bench.simulator.invoices().pop().unwrap();
    let answer =
        client.done("/factures/v1/consulter/fournisseur", json!({"identifiantFactureCPP": invoice.id})).await;
    let list = &answer["facture"]["listeDesPiecesJointes"];
    assert_eq!(list["totalListePiecesJointe"], 1);
    assert_eq!(list["pieceJointe"][0]["pieceJointeId"], file);
    assert_eq!(list["pieceJointe"][0]["pieceJointeExtension"], "TXT");
}
