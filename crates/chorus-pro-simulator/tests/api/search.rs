//! Both searches: filters, sorting and the two paging shapes.

use serde_json::{Value, json};

use crate::support::Bench;

const ISSUED: &str = "/factures/v1/rechercher/fournisseur";
const RECEIVED: &str = "/factures/v1/rechercher/recipiendaire";

fn numbers(answer: &Value) -> Vec<&str> {
    let rows = answer["listeFactures"].as_array().expect("rows");
    rows.iter().map(|row| row["numeroFacture"].as_str().expect("number")).collect()
}

#[tokio::test]
async fn issued_invoices_are_filtered_sorted_and_paged_in_a_block() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for number in ["FA-1", "FA-2", "FA-3"] {
        client.submitted(number).await;
        bench.later(24 * 60);
    }
    let all = client.done(ISSUED, json!({})).await;
    assert_eq!(numbers(&all), ["FA-3", "FA-2", "FA-1"], "latest deposit first");
    assert_eq!(all["libelle"], "TRA_MSG_00.000");
    let paging = json!({"pageResultatDemandee": 2, "nbResultatsParPage": 2, "triColonne": "NumeroFacture",
        "triSens": "Ascendant"});
    let page = client.done(ISSUED, json!({"rechercheFactureParFournisseur": paging})).await;
    assert_eq!(numbers(&page), ["FA-3"]);
    let block = json!({"pageCourante": 2, "pages": 2, "nbResultatsParPage": 2, "total": 3});
    assert_eq!(page["parametresRetour"], block);
    for (criteria, expected) in [
        (json!({"numeroFacture": "FA-2"}), vec!["FA-2"]),
        (json!({"periodeDateDepotDu": "2026-10-06", "periodeDateDepotAu": "2026-10-06"}), vec!["FA-2"]),
        (
            json!({"statutCourant": "MISE_A_DISPOSITION", "periodeDateHeureEtatCourantDu": "2026-10-06T10:00:00",
            "periodeDateHeureEtatCourantAu": "2026-10-31T23:59:59"}),
            vec!["FA-3", "FA-2"],
        ),
        (json!({"statutCourant": ["REJETEE"]}), vec![]),
        (json!({"typeFacture": "AVOIR"}), vec![]),
        (
            json!({"montantTTCMin": 960, "montantTTCMax": "960.00", "idFournisseur": 1001}),
            vec!["FA-3", "FA-2", "FA-1"],
        ),
        (json!({"montantAPayerMin": 961}), vec![]),
        (json!({"listeDestinataire": [{"idDestinataire": 2001}]}), vec![]),
        (json!({"listeDestinataire": [{"raisonSocialeStuctDmd": "ecole"}]}), vec!["FA-3", "FA-2", "FA-1"]),
    ] {
        assert_eq!(numbers(&client.done(ISSUED, criteria.clone()).await), expected, "{criteria}");
    }
    assert_eq!(client.call(ISSUED, json!({"idFournisseur": 1002})).await["codeRetour"], 20104);
    assert!(numbers(&bench.beton().await.done(ISSUED, json!({})).await).is_empty(), "others see nothing");
}

#[tokio::test]
async fn a_row_has_every_documented_field_with_a_value() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    client.submitted_to_town(&bench, "FA-1").await;
    let answer = client.done(ISSUED, json!({"recupererTaille": true})).await;
    let row = answer["listeFactures"][0].as_object().unwrap();
    assert_eq!(row.len(), 29, "{row:?}");
    assert_eq!(row["dateHeureEtatCourant"], "2026-10-05T10:20:00.000+02:00");
    assert_eq!(row["dateDepot"], "2026-10-05");
    assert_eq!(row["nomServiceExecutant"], "Service achats");
    assert!(row["taille"].as_i64().unwrap() > 0);
    assert!(!row.contains_key("commentaireEtatCourant"));
}

#[tokio::test]
async fn received_invoices_are_paged_at_the_top_level() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let none = town.call(RECEIVED, json!({})).await;
    assert_eq!((&none["codeRetour"], &none["libelle"]), (&json!(20000), &json!("TRA_MSG_00.015")));
    assert!(none["pages"].is_null() && none.get("listeFactures").is_none());
    client.submitted("EC-1").await;
    for number in ["FA-1", "FA-2"] {
        client.submitted_to_town(&bench, number).await;
    }
    let body = json!({"typeDemandePaiement": "FACTURE", "idDestinataire": 2001,
        "factureTelechargeeParDestinataire": false, "paramRecherche": {"nbResultatsParPage": 1000}});
    let answer = town.done(RECEIVED, body).await;
    assert_eq!(numbers(&answer), ["FA-2", "FA-1"], "only those of the town");
    assert_eq!(answer["libelle"], "CODE PAR DEFAUT");
    let page =
        ["pageCourante", "pages", "nbResultatsParPage", "total"].map(|name| answer[name].as_i64().unwrap());
    assert_eq!(page, [1, 1, 1000, 2]);
    let row = answer["listeFactures"][0].as_object().unwrap();
    assert_eq!(row.len(), 22, "{row:?}");
    for criteria in [
        json!({"idServiceExecutant": 2102}),
        json!({"typeDemandePaiement": "FACTURE_TRAVAUX"}),
        json!({"listeFournisseurs": [{"idFournisseur": 1002}]}),
    ] {
        assert_eq!(town.call(RECEIVED, criteria.clone()).await["codeRetour"], 20000, "{criteria}");
    }
    assert_eq!(client.call(RECEIVED, json!({"idDestinataire": 2001})).await["codeRetour"], 20104);
}

#[tokio::test]
async fn the_details_of_an_issued_invoice_have_pages_of_their_own() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.done("/factures/v1/soumettre", crate::support::entered()).await["identifiantFactureCPP"]
        .clone();
    let body = json!({"identifiantFactureCPP": id, "codeLangue": "fr",
        "getpLignesPoste": {"nbResultatsParPageLignesPoste": 5}, "getpLigneRecapTva": {}, "getpListePiecesJointes": {}});
    let answer = client.done("/factures/v1/consulter/fournisseur", body).await;
    let facture = &answer["facture"];
    assert_eq!(facture["montantTotal"]["montantTtcAvantRemiseGlobalTTC"], 960.0);
    assert_eq!(facture["lignesDePoste"]["nbResultatsParPageLignesPoste"], 5);
    let line = &facture["lignesDePoste"]["lignePoste"][0];
    assert_eq!(
        (&line["lignePosteMontantTva"], &line["lignePosteMontantTtcApresRemise"]),
        (&json!(160.0), &json!(960.0))
    );
    assert_eq!(facture["recapitulatifDeTva"]["ligneTva"][0]["ligneTvaTauxRefValeur"], 20.0);
    assert_eq!(facture["destinataire"]["codeServiceExecutant"], "ACHATS");
    assert_eq!(facture["references"]["numeroBonCommande"], "4500012345");
    let stranger = bench.beton().await;
    let answer =
        stranger.call("/factures/v1/consulter/fournisseur", json!({"identifiantFactureCPP": id})).await;
    assert_eq!(answer["codeRetour"], 20104);
}
