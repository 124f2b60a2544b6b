//! Invoices to treat, rejected invoices, received invoices in full, and payment requests in the archive.

use std::sync::Arc;

use chorus_pro_simulator::{Status, World};
use serde_json::{Value, json};

use crate::support::{Bench, monday};

const SUPPLIER: &str = "/factures/v1/rechercher/atraiter/fournisseur";
const RECIPIENT: &str = "/factures/v1/rechercher/atraiter/recipiendaire";
const REJECTION: &str = "/factures/v1/traiterRejet";
const REQUESTS: &str = "/factures/v1/rechercher/demandePaiement";

fn numbers(answer: &Value, list: &str, field: &str) -> Vec<String> {
    let rows = answer[list].as_array().expect("list");
    rows.iter().map(|row| row[field].as_str().expect("number").to_owned()).collect()
}

#[tokio::test]
async fn a_supplier_is_told_what_waits_for_an_action() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut ids = Vec::new();
    for number in ["FA-1", "FA-2", "FA-3"] {
        ids.push(client.submitted_to_town(&bench, number).await);
    }
    bench.simulator.move_invoice(ids[0], Status::Suspendue, Some("Bon manquant")).expect("move");
    bench.simulator.move_invoice(ids[1], Status::Rejetee, Some("Doublon")).expect("move");
    bench.simulator.move_invoice(ids[2], Status::Mandatee, None).expect("move");
    let ascending = json!({"triColonne": "NumeroFacture", "triSens": "Ascendant"});
    let body = json!({"idStructure": 1001, "rechercheFactureATraiterParFournisseur": ascending});
    let answer = client.done(SUPPLIER, body.clone()).await;
    assert_eq!(numbers(&answer, "listeFactures", "numeroFacture"), ["FA-1", "FA-2"]);
    let mut keys: Vec<&String> = answer["listeFactures"][0].as_object().expect("row").keys().collect();
    keys.sort();
    assert_eq!(keys.len(), 20, "the documented fields that have a value: {keys:?}");
    let mut hidden = body;
    hidden["masquerRejetee"] = json!(true);
    assert_eq!(numbers(&client.done(SUPPLIER, hidden).await, "listeFactures", "numeroFacture"), ["FA-1"]);
    let empty = bench.beton().await.done(SUPPLIER, json!({})).await;
    assert_eq!((&empty["listeFactures"], &empty["parametresRetour"]["total"]), (&json!([]), &json!(0)));
    assert_eq!(bench.beton().await.call(SUPPLIER, json!({"idStructure": 1001})).await["codeRetour"], 20104);
}

#[tokio::test]
async fn a_recipient_is_told_what_it_can_treat() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let id = client.submitted_to_town(&bench, "FA-1").await;
    client.submitted_to_town(&bench, "FA-2").await;
    let body = json!({"idStructure": 2001, "recupererTaille": true,
        "parametreRechercheFactureATraiterParRecipiendaire": {"getnbResultatsMaximum": 200}});
    let answer = town.done(RECIPIENT, body.clone()).await;
    assert_eq!(numbers(&answer, "listeFactures", "numeroFacture"), ["FA-2", "FA-1"]);
    assert!(answer["listeFactures"][0]["taille"].as_u64().expect("size") > 0);
    assert_eq!(answer["parametresRetour"]["total"], 2, "a block, unlike rechercher/recipiendaire");
    bench.simulator.move_invoice(id, Status::Suspendue, Some("Bon manquant")).expect("move");
    assert_eq!(numbers(&town.done(RECIPIENT, body).await, "listeFactures", "numeroFacture"), ["FA-2"]);
    let one = json!({"parametreRechercheFactureATraiterParRecipiendaire": {"getnbResultatsMaximum": 0}});
    assert_eq!(town.done(RECIPIENT, one).await["parametresRetour"]["total"], 1);
}

#[tokio::test]
async fn rejections_are_dealt_with_all_or_none() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let rejected = client.submitted_to_town(&bench, "FA-1").await;
    let other = client.submitted_to_town(&bench, "FA-2").await;
    bench.simulator.move_invoice(rejected, Status::Rejetee, Some("Doublon")).expect("move");
    let order = |ids: &[i64]| {
        let list: Vec<Value> = ids.iter().map(|id| json!({"idDemandePaiement": id})).collect();
        json!({"listeDemandePaiement": list})
    };
    assert_eq!(client.call(REJECTION, order(&[])).await["codeRetour"], 20213);
    assert_eq!(client.call(REJECTION, order(&[rejected, other])).await["codeRetour"], 20214);
    assert_eq!(bench.beton().await.call(REJECTION, order(&[rejected])).await["codeRetour"], 20205);
    let treated = |answer: &Value| answer["listeFactures"][0]["rejetTraite"].clone();
    let search = json!({"numeroFacture": "FA-1"});
    let path = "/factures/v1/rechercher/fournisseur";
    assert_eq!(treated(&client.done(path, search.clone()).await), false, "nothing was done");
    for _ in 0..2 {
        let answer = client.done(REJECTION, order(&[rejected])).await;
        assert_eq!(answer, json!({"codeRetour": 0, "libelle": "TRA_MSG_00.000"}));
    }
    assert_eq!(treated(&client.done(path, search).await), true);
    let history = client.done("/factures/v1/consulter/historique", json!({"idFacture": rejected})).await;
    assert_eq!(history["derniereAction"]["derniereActionCode"], "TRAITEMENT_REJET");
    assert_eq!(history["historiquesDesActionsUtilisateurs"]["totalHistoAction"], 1);
    assert_eq!(history["statutCourantCode"], "REJETEE");
}

#[tokio::test]
async fn a_recipient_reads_a_received_invoice_in_full() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let answer = client.done("/factures/v1/soumettre", crate::support::entered()).await;
    let id = answer["identifiantFactureCPP"].as_i64().expect("id");
    let received = bench.simulator.invoices()[0].recipient_side_id;
    let path = "/factures/v1/consulter/recipiendaire";
    assert_eq!(
        town.call(path, json!({"identifiantFactureCPP": received})).await["codeRetour"],
        20205,
        "not yet there"
    );
    bench.later(20);
    let body = json!({"identifiantFactureCPP": received, "codeLangue": "FR",
        "rechercheligneTvaRecap": {}, "recherchePj": {}, "rechercheLignePoste": {}});
    let facture = town.done(path, body).await["facture"].clone();
    assert_eq!(facture["identifiantFactureCPP"], received);
    assert_eq!(facture["destinataire"]["destinataireEtat"], "NON");
    assert_eq!(facture["fournisseur"]["designationFournisseur"], "ATELIER EXEMPLE");
    assert_eq!(facture["lignesDePoste"]["totalLignesPoste"], 1);
    for (block, absent) in [
        (&facture, "rejetTraite"),
        (&facture["fournisseur"], "raisonSocialeFournisseur"),
        (&facture["destinataire"], "miseEnPaiementDestinataire"),
        (&facture["destinataire"], "designationDestinataire"),
    ] {
        assert!(block.get(absent).is_none(), "{absent} belongs to the supplier's answer");
    }
    assert_eq!(
        town.call(path, json!({"identifiantFactureCPP": id})).await["codeRetour"],
        20205,
        "each side its number"
    );
}

/// A world with one paid invoice in the archive and one alive.
async fn archived() -> World {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    client.submitted_to_town(&bench, "FA-1").await;
    client.submitted_to_town(&bench, "FA-2").await;
    let mut world = bench.simulator.world();
    Arc::make_mut(&mut world.invoices[0]).archived = true;
    world.switches.payment_request_search = true;
    world
}

#[tokio::test]
async fn the_archive_is_searched_by_payment_requests_only() {
    let bench = Bench::with(archived().await);
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let live = client.done("/factures/v1/rechercher/fournisseur", json!({})).await;
    assert_eq!(numbers(&live, "listeFactures", "numeroFacture"), ["FA-2"]);
    for (criteria, expected) in [
        (json!({"roleUtilisateur": "FOURNISSEUR"}), vec!["FA-2", "FA-1"]),
        (json!({"roleUtilisateur": "FOURNISSEUR", "dpOuDpArchive": "DP_ARCHIVE"}), vec!["FA-1"]),
        (json!({"roleUtilisateur": "FOURNISSEUR", "dpOuDpArchive": "DEMANDE_PAIEMENT"}), vec!["FA-2"]),
        (
            json!({"structureDestinataire": {"identifiantStructureDestinataire": "00000000900011"}}),
            vec!["FA-2", "FA-1"],
        ),
        (json!({"structureDestinataire": {"idStructureDestinataire": 2002}}), vec![]),
        (json!({"roleUtilisateur": "FOURNISSEUR", "typeDemandePaiement": "FACTURE_TRAVAUX"}), vec![]),
        (json!({"roleUtilisateur": "DESTINATAIRE"}), vec![]),
    ] {
        let answer = client.done(REQUESTS, criteria.clone()).await;
        assert_eq!(numbers(&answer, "listeDemandePaiement", "numeroDemandePaiement"), expected, "{criteria}");
        assert_eq!(answer["total"], expected.len());
    }
    let answer = town.done(REQUESTS, json!({"roleUtilisateur": "DESTINATAIRE"})).await;
    let row = &answer["listeDemandePaiement"][0];
    assert_eq!(row["idDemandePaiement"], bench.simulator.invoices()[1].recipient_side_id);
    assert_eq!((&row["nombreResultatTotal"], row.as_object().expect("row").len()), (&json!("2"), 21));
    assert_eq!(client.call(REQUESTS, json!({"roleUtilisateur": "PASSANT"})).await["codeRetour"], 20218);
}

#[tokio::test]
async fn payment_requests_are_not_searched_on_qualification() {
    let bench = Bench::minimal();
    let answer = bench.atelier().await.call(REQUESTS, json!({"roleUtilisateur": "FOURNISSEUR"})).await;
    assert_eq!(answer["codeRetour"], 20219);
}

#[tokio::test]
async fn a_draft_of_the_portal_may_be_submitted() {
    let bench = Bench::minimal();
    bench.atelier().await.submitted("FA-1").await;
    let mut world = bench.simulator.world();
    let draft = Arc::make_mut(&mut world.invoices[0]);
    draft.history[0].status = Status::Brouillon;
    draft.planned = None;
    let bench = Bench::with(World { now: monday(), ..world });
    let client = bench.atelier().await;
    let id = bench.simulator.invoices()[0].id;
    assert_eq!(client.status(id).await, "BROUILLON");
    assert_eq!(client.submitted("FA-1").await, id);
    assert_eq!(client.status(id).await, "DEPOSEE");
}
