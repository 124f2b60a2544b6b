//! From deposit to payment: statuses over the clock, what each side may do, and the history.

use chorus_pro_simulator::world::Behaviour;
use chorus_pro_simulator::{Status, World};
use serde_json::{Value, json};

use crate::support::{Bench, monday};

async fn received(bench: &Bench, number: &str) -> Value {
    let answer = bench
        .ville()
        .await
        .call("/factures/v1/rechercher/recipiendaire", json!({"numeroFacture": number}))
        .await;
    answer["listeFactures"][0].clone()
}

#[tokio::test]
async fn a_deposit_reaches_its_recipient_with_the_clock() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    assert_eq!(client.status(id).await, "DEPOSEE");
    bench.later(10);
    assert_eq!(client.status(id).await, "EN_COURS_ACHEMINEMENT");
    bench.later(10);
    assert_eq!(client.status(id).await, "MISE_A_DISPOSITION");
    bench.later(60 * 24 * 30);
    assert_eq!(client.status(id).await, "MISE_A_DISPOSITION", "this recipient never acts by itself");
    let answer = client.done("/factures/v1/consulter/historique", json!({"idFacture": id})).await;
    assert_eq!(answer["libelle"], "GCU_MSG_01_000");
    assert_eq!(answer["statutCourantCode"], "MISE_A_DISPOSITION");
    let statuses = &answer["historiquesDesStatuts"];
    assert_eq!(statuses["totalHistoStatut"], 3);
    let first = &statuses["histoStatut"][0];
    assert_eq!(first["histoStatutCode"], "MISE_A_DISPOSITION", "latest first");
    assert_eq!(first["histoStatutDatePassage"], "2026-10-05 10:20", "at its own time, whenever one looks");
    assert_eq!(statuses["histoStatut"][2]["histoStatutDatePassage"], "2026-10-05 10:00");
    assert_eq!(answer["historiquesDesEvenementsComplementaires"]["totalEvenement"], 0);
    assert!(answer.get("derniereAction").is_none());
}

#[tokio::test]
async fn the_history_has_its_own_paging() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    bench.later(20);
    let paging = json!({"pageResultatDemandeeListeHistoStatut": 2, "nbResultatsParPageListeHistoStatut": 2,
        "triSensListeHistoStatut": "Ascendant"});
    let body = json!({"idFacture": id, "paramRechercheHistoStatuts": paging});
    let answer = client.done("/factures/v1/consulter/historique", body).await;
    let statuses = &answer["historiquesDesStatuts"];
    assert_eq!(statuses["histoStatut"].as_array().unwrap().len(), 1);
    assert_eq!(statuses["histoStatut"][0]["histoStatutCode"], "MISE_A_DISPOSITION");
    assert_eq!((&statuses["pageCouranteHistoStatut"], &statuses["pagesHistoStatut"]), (&json!(2), &json!(2)));
}

#[tokio::test]
async fn a_paying_recipient_goes_to_the_end_in_one_jump() {
    let mut world = World::minimal(monday());
    let school = world.structures.iter_mut().find(|structure| structure.id == 2002).unwrap();
    school.behaviour = Behaviour { pay: 1, ..Behaviour::default() };
    let bench = Bench::with(world);
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    bench.later(60 * 24);
    let history: Vec<Status> =
        bench.simulator.invoices()[0].history.iter().map(|event| event.status).collect();
    use Status::*;
    let path = [
        Deposee,
        EnCoursAcheminement,
        MiseADisposition,
        ServiceFait,
        Mandatee,
        MiseADispositionComptable,
        Comptabilisee,
        MiseEnPaiement,
    ];
    assert_eq!(history, path);
    assert_eq!(client.status(id).await, "MISE_EN_PAIEMENT");
    let facture =
        client.done("/factures/v1/consulter/fournisseur", json!({"identifiantFactureCPP": id})).await;
    assert!(facture["facture"]["references"]["numeroDpMandat"].as_str().unwrap().starts_with("2026-"));
}

#[tokio::test]
async fn the_final_status_stays_away_where_it_does_not_come_back() {
    let mut world = World::minimal(monday());
    let school = world.structures.iter_mut().find(|structure| structure.id == 2002).unwrap();
    school.behaviour = Behaviour { pay: 1, ..Behaviour::default() };
    school.requirements.payment_status_withheld = true;
    let bench = Bench::with(world);
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    bench.later(60 * 24 * 365);
    assert_eq!(client.status(id).await, "COMPTABILISEE");
}

#[tokio::test]
async fn a_suspended_invoice_is_completed_by_its_supplier_only() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let id = client.submitted_to_town(&bench, "FA-1").await;
    let row = received(&bench, "FA-1").await;
    let received_id = row["idFacture"].as_i64().unwrap();
    assert_ne!(received_id, id, "each side has its own number");
    let order = |status: &str, reason: &str| json!({"idFacture": received_id, "nouveauStatut": status, "motif": reason, "numeroDPMandat": ""});
    let treat = "/factures/v1/traiter/recue";
    assert_eq!(town.call(treat, order("SUSPENDUE", "")).await["codeRetour"], 20203);
    assert_eq!(town.call(treat, order("SUSPENDUE", &"m".repeat(256))).await["codeRetour"], 20204);
    assert_eq!(town.call(treat, order("DEPOSEE", "")).await["codeRetour"], 20002);
    let answer = town.done(treat, order("SUSPENDUE", "Bon de livraison manquant")).await;
    assert_eq!(
        (&answer["libelle"], &answer["nouveauStatut"]),
        (&json!("CODE PAR DEFAUT"), &json!("SUSPENDUE"))
    );
    assert_eq!(answer["dateTraitement"], "2026-10-05");
    assert_eq!(town.call(treat, order("MANDATEE", "")).await["codeRetour"], 20002);

    let complete = "/factures/v1/completer";
    let empty = json!({"identifiantFactureCPP": id});
    assert_eq!(client.call(complete, empty).await["codeRetour"], 20202);
    let stranger =
        bench.beton().await.call(complete, json!({"identifiantFactureCPP": id, "commentaire": "x"})).await;
    assert_eq!((&stranger["codeRetour"], &stranger["libelle"]), (&json!(20001), &json!("GDP_MSG_11.005")));
    let body = json!({"identifiantFactureCPP": id, "commentaire": "Pièce ajoutée"});
    let answer = client.done(complete, body.clone()).await;
    assert_eq!(answer["dateTraitement"], "2026-10-05");
    assert!(answer.as_object().unwrap().contains_key("pages") && answer["pages"].is_null());
    let again = client.call(complete, body).await;
    assert_eq!((&again["codeRetour"], &again["libelle"]), (&json!(20002), &json!("GDP_MSG_11.033")));
    let unknown = client.call(complete, json!({"identifiantFactureCPP": 1, "commentaire": "x"})).await;
    assert_eq!((&unknown["codeRetour"], &unknown["libelle"]), (&json!(20000), &json!("GDP_MSG_11.008")));
    assert_eq!(client.status(id).await, "COMPLETEE");
    town.done(treat, order("MANDATEE", "")).await;
}

#[tokio::test]
async fn recycling_changes_the_routing_and_keeps_the_number() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let id = client.submitted_to_town(&bench, "FA-1").await;
    let recycle = "/factures/v1/recycler";
    let body = |service: &str, order: Value| {
        json!({"identifiantFactureCPP": id, "commentaire": null,
            "destinataire": {"codeDestinataire": "00000000900011", "codeServiceExecutant": service},
            "reference": {"numeroBonCommande": order}})
    };
    assert_eq!(client.call(recycle, body("ACHATS", Value::Null)).await["codeRetour"], 20201);
    let received_id = received(&bench, "FA-1").await["idFacture"].clone();
    let order = json!({"idFacture": received_id, "nouveauStatut": "A_RECYCLER", "motif": "Mauvais service"});
    town.done("/factures/v1/traiter/recue", order).await;
    assert_eq!(client.call(recycle, body("TECHNIQUE", Value::Null)).await["codeRetour"], 20112);
    let answer = client.done(recycle, body("TECHNIQUE", json!("4500099999"))).await;
    assert_eq!((&answer["numeroFacture"], &answer["statutFacture"]), (&json!("FA-1"), &json!("DEPOSEE")));
    bench.later(20);
    assert_eq!(received(&bench, "FA-1").await["codeServiceExecutant"], "TECHNIQUE");
}

#[tokio::test]
async fn an_invoice_to_recycle_may_also_be_submitted_again_under_its_number() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted_to_town(&bench, "FA-1").await;
    bench.simulator.move_invoice(id, Status::ARecycler, Some("Autre service")).unwrap();
    assert_eq!(client.submitted("FA-1").await, id);
    assert_eq!(bench.simulator.invoices().len(), 1);
    assert_eq!(bench.simulator.invoices()[0].recipient, 2002);
    bench.later(20);
    assert_eq!(client.status(id).await, "MISE_A_DISPOSITION");
}

#[tokio::test]
async fn a_recipient_sees_nothing_before_it_is_made_available() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut body = crate::support::entered();
    body["destinataire"]["codeServiceExecutant"] = json!("ACHATS");
    let id = client.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].as_i64().unwrap();
    let recipient_side = bench.simulator.invoices()[0].recipient_side_id;
    let town = bench.ville().await;
    let treat = json!({"idFacture": recipient_side, "nouveauStatut": "MANDATEE"});
    assert_eq!(town.call("/factures/v1/traiter/recue", treat).await["codeRetour"], 20000);
    assert_eq!(
        town.call("/factures/v1/consulter/historique", json!({"idFacture": id})).await["codeRetour"],
        20205
    );
    let history = json!({"idFacture": recipient_side});
    assert_eq!(town.call("/factures/v1/consulter/historique", history.clone()).await["codeRetour"], 20205);
    bench.later(20);
    town.done("/factures/v1/consulter/historique", history).await;
}
