//! Legal commitments.

use chorus_pro_simulator::World;
use chorus_pro_simulator::world::Right;
use serde_json::{Value, json};

use crate::support::{Bench, invoice, monday};

const SEARCH: &str = "/engagementsJuridiques/v1/rechercher";
const CONSULT: &str = "/engagementsJuridiques/v1/consulterDetail";

fn total(answer: &Value) -> &Value {
    &answer["parametresRetour"]["total"]
}

#[tokio::test]
async fn a_supplier_finds_the_orders_it_received() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let body = json!({"numeroEngagementJuridique": "4500012345",
        "structureReceptriceEngagementJuridique": "1001", "etatCourantEngagementJuridique": "COMMANDE",
        "parametresRecherche": {"triColonne": "DateCreationEJ", "triSens": "Descendant"}});
    let found = client.done(SEARCH, body).await;
    assert_eq!(total(&found), 1);
    let row = &found["listeEngagementJuridique"][0];
    assert_eq!(row["structureReceptrice"], "ATELIER EXEMPLE");
    assert_eq!(row["libelleServiceExecutant"], "Service facturier");
    assert_eq!(row["montantTotalTtc"].as_f64(), Some(5_000.0));
    assert_eq!(row["dateNotificationEJ"], "2026-08-06T00:00:00+02:00");
    assert_eq!(row.as_object().unwrap().len(), 18);
    let day =
        json!({"periodeDateNotificationEJDu": "2026-08-06", "periodeDateNotificationEJAu": "2026-08-06"});
    assert_eq!(total(&client.done(SEARCH, day).await), 1);
    for body in [
        json!({"etatCourantEngagementJuridique": "CLOTURE"}),
        json!({"periodeDateNotificationEJDu": "2026-08-07"}),
        json!({"montantTTCMin": 5000.01}),
        json!({"montantTTCMax": "4999.99"}),
        json!({"structureReceptriceEngagementJuridique": "1002"}),
        json!({"numeroMarcheEngagementJuridique": "M-1"}),
    ] {
        assert_eq!(total(&client.done(SEARCH, body.clone()).await), 0, "{body}");
    }
}

#[tokio::test]
async fn orders_of_others_do_not_exist_for_the_caller() {
    let bench = Bench::minimal();
    for client in [bench.beton().await, bench.ville().await] {
        assert_eq!(total(&client.done(SEARCH, json!({})).await), 0);
        let body = json!({"numeroEngagementJuridique": "4500012345"});
        assert_eq!(client.call(CONSULT, body).await["codeRetour"], 20416);
    }
    let atelier = bench.atelier().await;
    assert_eq!(atelier.call(CONSULT, json!({})).await["codeRetour"], 20416);
}

#[tokio::test]
async fn an_order_tells_its_parties_and_the_invoices_tied_to_it() {
    let mut world = World::minimal(monday());
    // The town's account also acts for the State body that ordered.
    let account = world.accounts.iter_mut().find(|account| account.login == "TECH_1_000011@cpro.fr").unwrap();
    let mut link = account.attachments[0].clone();
    (link.id, link.structure, link.rights) = (3999, 2003, vec![Right::Recipient]);
    account.attachments.push(link);
    let bench = Bench::with(world);
    let (atelier, issuer) = (bench.atelier().await, bench.ville().await);
    let mut body = invoice("FA-1", atelier.pdf().await);
    body["destinataire"] = json!({"codeDestinataire": "00000000900013", "codeServiceExecutant": "SFACT"});
    body["references"]["numeroBonCommande"] = json!("4500012345");
    let id = atelier.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].clone();
    let body = json!({"numeroEngagementJuridique": "4500012345"});
    let detail = atelier.done(CONSULT, body.clone()).await;
    assert_eq!(detail["emetteur"]["raisonSocialeStructureEmettrice"], "ETAT EXEMPLE");
    assert_eq!(detail["emetteur"]["idServiceExecutant"], 2105);
    assert_eq!(detail["recepteur"]["identifiantStructureReceptrice"], "00000000900001");
    assert_eq!(detail["recepteur"]["adresseStructureReceptriceCodePays"], "FR");
    assert_eq!(detail["lignePoste"][0]["numeroDePoste"], 1);
    let tied = &detail["demandePaiement"][0];
    assert_eq!((&tied["idDemandePaiement"], &tied["etatCourantDemandePaiement"]), (&id, &json!("DEPOSEE")));
    assert_eq!((&tied["sousType"], &tied["dateFournisseur"]), (&json!("FACTURE"), &json!("2026-10-05")));
    assert_eq!(issuer.done(CONSULT, body.clone()).await["demandePaiement"], json!([]));
    bench.later(20);
    let seen = issuer.done(CONSULT, body).await["demandePaiement"][0]["idDemandePaiement"].clone();
    assert!(seen.is_i64() && seen != id, "each side has its own number");
}

#[tokio::test]
async fn orders_come_in_pages() {
    let mut world = World::minimal(monday());
    let order = world.engagements[0].clone();
    for rank in 0..12 {
        let mut other = order.clone();
        (other.id, other.number) = (4100 + rank, format!("46{rank:08}"));
        world.engagements.push(other);
    }
    let client = Bench::with(world).atelier().await;
    let body = json!({"parametresRecherche": {"pageResultatDemandee": 2, "triColonne": "NumeroEngagementJuridique",
        "triSens": "Ascendant"}});
    let page = client.done(SEARCH, body).await;
    let block = json!({"pageCourante": 2, "pages": 2, "nbResultatsParPage": 10, "total": 13});
    assert_eq!(page["parametresRetour"], block);
    assert_eq!(page["listeEngagementJuridique"][2]["numeroEngagementJuridique"], "4600000011");
}
