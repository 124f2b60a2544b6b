//! Validators of A9 and A12 invoices: both levels, refusal, correction and tacit acceptance.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::world::{Account, Application, Behaviour, Rattachement, Right, Structure};
use chorus_pro_simulator::{Status, World};
use serde_json::{Value, json};

use crate::support::{Bench, Client, entered, monday};

const TREAT: &str = "/factures/v1/traiter/factureAValider";
const CORRECT: &str = "/factures/v1/corriger/valideur/facture";
const TO_TREAT: &str = "/factures/v1/rechercher/aTraiter/valideur";
const SEARCH: &str = "/factures/v1/rechercher/valideur";

/// The minimal world with a third company, TITULAIRE (1003), that may validate.
fn world() -> World {
    let mut world = World::minimal(monday());
    let model = world.structures.iter().find(|structure| structure.id == 1002).cloned().expect("beton");
    let holder = Structure {
        id: 1003,
        identifier: "00000000900003".to_owned(),
        name: "TITULAIRE EXEMPLE".to_owned(),
        ..model
    };
    world.structures.push(holder);
    let application = Application {
        client_id: "application-titulaire".to_owned(),
        client_secret: "secret-titulaire".to_owned(),
        ..world.applications[0].clone()
    };
    world.applications.push(application);
    let link = Rattachement { id: 3604, structure: 1003, rights: vec![Right::Validator] };
    let account = Account {
        id: 3004,
        login: "TECH_1_000003@cpro.fr".to_owned(),
        applications: vec!["application-titulaire".to_owned()],
        attachments: vec![link],
        ..world.accounts[0].clone()
    };
    world.accounts.push(account);
    world
}

async fn titulaire(bench: &Bench) -> Client {
    Client::connect(&bench.simulator, "titulaire", "TECH_1_000003@cpro.fr").await
}

/// An A9 invoice of the atelier that names BETON as validator.
async fn subcontracted(client: &Client) -> i64 {
    let mut body = entered();
    body["cadreDeFacturation"] =
        json!({"codeCadreFacturation": "A9_FACTURE_SOUSTRAITANT", "codeStructureValideur": "00000000900002"});
    let answer = client.done("/factures/v1/soumettre", body).await;
    assert_eq!(answer["statutFacture"], "A_VALIDER_1");
    answer["identifiantFactureCPP"].as_i64().expect("id")
}

fn accept(id: i64) -> Value {
    json!({"idFacture": id, "action": "VALIDER", "typeValideur": "VALIDEUR_1", "idValideur": 1002,
        "motifRefus": null, "complementInfo": null})
}

fn refuse(id: i64, reason: &str) -> Value {
    json!({"idFacture": id, "action": "REFUSER", "motifRefus": reason, "complementInfo": "Lot 4"})
}

fn numbers(answer: &Value) -> Vec<i64> {
    let rows = answer["listeFactures"].as_array().expect("list");
    rows.iter().map(|row| row["idFacture"].as_i64().expect("id")).collect()
}

#[tokio::test]
async fn an_accepted_invoice_goes_on_to_its_recipient() {
    let bench = Bench::minimal();
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    let id = subcontracted(&atelier).await;
    let waiting = json!({"typeIdentifiantStructure": "SIRET", "identifiantStructure": "00000000900002"});
    let answer = beton.done(TO_TREAT, waiting.clone()).await;
    assert_eq!(numbers(&answer), [id]);
    let row = &answer["listeFactures"][0];
    assert_eq!(
        (&row["statut"], &row["identifiantValideur"]),
        (&json!("A_VALIDER_1"), &json!("00000000900002"))
    );
    assert_eq!((&row["montantHT"], &row["montantTTC"]), (&json!(800), &json!(960)), "int64 in the Swagger");

    let answer = beton.done(TREAT, accept(id)).await;
    assert_eq!((&answer["statutFacture"], &answer["idFacture"]), (&json!("VALIDEE_1"), &json!(id)));
    assert_eq!(answer["dateTraitement"], "2026-10-05");
    assert_eq!(beton.call(TREAT, accept(id)).await["codeRetour"], 20207, "once is enough");
    let order = json!({"format": "PIVOT", "listeFacture": [{"idFacture": id}]});
    let pivot = beton.done("/factures/v1/telecharger/groupe", order).await;
    let xml = STANDARD.decode(pivot["fichierResultat"].as_str().expect("text")).expect("base64");
    let cycle = "<CodeStatut>101</CodeStatut><ProducteurStatut><TypeIdentifiant>1</TypeIdentifiant>\
                 <Id>00000000900002</Id>";
    assert!(String::from_utf8(xml).expect("utf-8").contains(cycle));
    let answer = beton.done(TO_TREAT, waiting).await;
    assert!(numbers(&answer).is_empty());
    assert_eq!(answer["parametresRetour"]["pages"], 0);
    bench.later(30);
    assert_eq!(atelier.status(id).await, "MISE_A_DISPOSITION");
    let facture =
        atelier.done("/factures/v1/consulter/fournisseur", json!({"identifiantFactureCPP": id})).await;
    let framework = &facture["facture"]["cadreDeFacturation"];
    assert_eq!(
        (&framework["idValideur1"], &framework["dateValidation1"]),
        (&json!(1002), &json!("2026-10-05"))
    );
}

#[tokio::test]
async fn only_the_named_validator_sees_and_treats_the_invoice() {
    let bench = Bench::with(world());
    let (atelier, beton, titulaire) = (bench.atelier().await, bench.beton().await, titulaire(&bench).await);
    let id = subcontracted(&atelier).await;
    for stranger in [&atelier, &titulaire] {
        assert_eq!(stranger.call(TREAT, accept(id)).await["codeRetour"], 20206);
        let consult = json!({"identifiantFactureCPP": id});
        assert_eq!(stranger.call("/factures/v1/consulter/valideur", consult).await["codeRetour"], 20206);
    }
    assert!(numbers(&titulaire.done(SEARCH, json!({})).await).is_empty());
    assert_eq!(
        titulaire.call("/factures/v1/consulter/historique", json!({"idFacture": id})).await["codeRetour"],
        20205
    );
    let foreign = json!({"idStructureValideur": 1003});
    assert_eq!(beton.call(SEARCH, foreign).await["codeRetour"], 20104);

    let facture = beton.done("/factures/v1/consulter/valideur", json!({"identifiantFactureCPP": id})).await;
    assert_eq!(facture["facture"]["identifiantFactureCPP"], id);
    assert_eq!(facture["facture"]["fournisseur"]["raisonSocialeFournisseur"], "ATELIER EXEMPLE");
    beton.done("/factures/v1/consulter/historique", json!({"idFacture": id})).await;
}

#[tokio::test]
async fn an_answer_is_taken_in_either_spelling() {
    let bench = Bench::minimal();
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    for (action, status) in [
        ("VALIDATION", "VALIDEE_1"),
        ("VALIDER", "VALIDEE_1"),
        ("REFUS", "REFUSEE_1"),
        ("REFUSER", "REFUSEE_1"),
    ] {
        let id = subcontracted(&atelier).await;
        let body = json!({"idFacture": id, "action": action, "motifRefus": "AUTRE", "idValideur": 0});
        assert_eq!(beton.done(TREAT, body).await["statutFacture"], status, "{action}");
    }
}

#[tokio::test]
async fn a_refusal_has_a_known_reason_and_ends_the_invoice() {
    let bench = Bench::minimal();
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    let id = subcontracted(&atelier).await;
    assert_eq!(beton.call(TREAT, refuse(id, "")).await["codeRetour"], 20210);
    assert_eq!(beton.call(TREAT, refuse(id, "INCONNU")).await["codeRetour"], 20210);
    let unknown = json!({"idFacture": id, "action": "PEUT_ETRE"});
    assert_eq!(beton.call(TREAT, unknown).await["codeRetour"], 20208);
    let level = json!({"idFacture": id, "action": "VALIDER", "typeValideur": "VALIDEUR_2"});
    assert_eq!(beton.call(TREAT, level).await["codeRetour"], 20209);
    assert_eq!(beton.done(TREAT, refuse(id, "AUTRE")).await["statutFacture"], "REFUSEE_1");
    bench.later(60 * 24 * 40);
    assert_eq!(atelier.status(id).await, "REFUSEE_1");
    let history = atelier.done("/factures/v1/consulter/historique", json!({"idFacture": id})).await;
    let last = &history["historiquesDesStatuts"]["histoStatut"][0];
    assert_eq!(last["histoStatutCommentaire"], "Autre : Lot 4");
}

#[tokio::test]
async fn a_wrong_validator_is_replaced_by_the_supplier() {
    let bench = Bench::with(world());
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    let id = subcontracted(&atelier).await;
    let other = json!({"idFacture": id, "typeIdentifiantStructure": "SIRET", "identifiantStructure": "00000000900003"});
    assert_eq!(atelier.call(CORRECT, other.clone()).await["codeRetour"], 20212, "nobody has complained yet");
    assert_eq!(
        beton.done(TREAT, refuse(id, "117")).await["statutFacture"],
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR"
    );
    assert_eq!(beton.call(CORRECT, other.clone()).await["codeRetour"], 20104, "the supplier corrects");
    let oneself = json!({"idFacture": id, "idStructure": 1001});
    assert_eq!(atelier.call(CORRECT, oneself).await["codeRetour"], 20122);
    assert_eq!(atelier.done(CORRECT, other).await["idFacture"], id);
    assert_eq!(atelier.status(id).await, "A_VALIDER_1");
    assert!(numbers(&beton.done(SEARCH, json!({})).await).is_empty(), "no longer BETON's business");
    assert_eq!(numbers(&titulaire(&bench).await.done(TO_TREAT, json!({})).await), [id]);
}

#[tokio::test]
async fn a_second_validator_named_by_the_first_comes_next() {
    let bench = Bench::with(world());
    let (atelier, beton, titulaire) = (bench.atelier().await, bench.beton().await, titulaire(&bench).await);
    let id = subcontracted(&atelier).await;
    let mut order = accept(id);
    order["idValideur"] = json!(1001);
    assert_eq!(beton.call(TREAT, order.clone()).await["codeRetour"], 20122, "not the supplier");
    order["idValideur"] = json!(1003);
    assert_eq!(beton.done(TREAT, order).await["statutFacture"], "VALIDEE_1");
    bench.later(10);
    assert_eq!(atelier.status(id).await, "A_VALIDER_2");
    assert_eq!(beton.call(TREAT, accept(id)).await["codeRetour"], 20207);
    let second = |action: &str, reason: Value| json!({"idFacture": id, "action": action, "typeValideur": "VALIDEUR_2", "motifRefus": reason});
    let wrong = second("REFUSER", json!("MAUVAIS_VALIDEUR"));
    assert_eq!(titulaire.done(TREAT, wrong).await["statutFacture"], "ERREUR_COTRAITANT_SUR_VALIDEUR");
    beton.done(CORRECT, json!({"idFacture": id, "idStructure": 1003})).await;
    assert_eq!(titulaire.done(TREAT, second("VALIDER", Value::Null)).await["statutFacture"], "VALIDEE_2");
    bench.later(30);
    assert_eq!(atelier.status(id).await, "MISE_A_DISPOSITION");
    let row =
        atelier.done("/factures/v1/rechercher/fournisseur", json!({})).await["listeFactures"][0].clone();
    assert_eq!(
        (&row["codeValideur2"], &row["dateValidation2"]),
        (&json!("00000000900003"), &json!("2026-10-05"))
    );
    use Status::*;
    let path = [
        AValider1,
        Validee1,
        AValider2,
        ErreurCotraitantSurValideur,
        AValider2,
        Validee2,
        Deposee,
        EnCoursAcheminement,
        MiseADisposition,
    ];
    let history = bench.simulator.invoices()[0].history.iter().map(|event| event.status).collect::<Vec<_>>();
    assert_eq!(history, path);
}

#[tokio::test]
async fn silence_is_acceptance_after_fifteen_days() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = subcontracted(&client).await;
    bench.later(60 * 24 * 15 - 1);
    assert_eq!(client.status(id).await, "A_VALIDER_1");
    bench.later(1);
    assert_eq!(client.status(id).await, "ABSENCE_VALIDATION_1_HORS_DELAI");
    bench.later(30);
    assert_eq!(client.status(id).await, "MISE_A_DISPOSITION");
}

#[tokio::test]
async fn a_simulated_validator_answers_by_itself() {
    let mut world = World::minimal(monday());
    let validator = world.structures.iter_mut().find(|structure| structure.id == 1002).expect("beton");
    validator.behaviour = Behaviour { reject: 1, ..Behaviour::default() };
    let bench = Bench::with(world);
    let client = bench.atelier().await;
    let id = subcontracted(&client).await;
    bench.later(10);
    assert_eq!(client.status(id).await, "REFUSEE_1");
    assert!(bench.simulator.invoices()[0].history[1].comment.is_some());
}

#[tokio::test]
async fn a_validator_searches_by_its_own_criteria() {
    let bench = Bench::minimal();
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    let (first, second) = (subcontracted(&atelier).await, subcontracted(&atelier).await);
    beton.done(TREAT, accept(first)).await;
    for (criteria, expected) in [
        (json!({}), vec![second, first]),
        (json!({"pagination": {"triColonne": "IdFacture", "triSens": "Ascendant"}}), vec![first, second]),
        (json!({"pagination": {"nbResultatsParPage": 1, "pageResultatDemandee": 2}}), vec![first]),
        (json!({"statutCourant": ["A_VALIDER_1"]}), vec![second]),
        (
            json!({"numeroEngagement": "4500012345", "idFournisseur": 1001, "idStructureValideur": 1002}),
            vec![second, first],
        ),
        (json!({"numeroEngagement": "999"}), vec![]),
        (json!({"typeDemandePaiement": "FACTURE_TRAVAUX"}), vec![]),
        (json!({"idServiceExecutant": 2102}), vec![]),
        (json!({"montantAPayerMin": 961}), vec![]),
    ] {
        assert_eq!(numbers(&beton.done(SEARCH, criteria.clone()).await), expected, "{criteria}");
    }
    let path = "/factures/v1/recuperer/statutsFactureVisibles/valideur";
    let statuses = beton.done(path, json!({})).await;
    let codes: Vec<&str> = statuses["listeStatutFacture"]
        .as_array()
        .expect("list")
        .iter()
        .filter_map(|row| row["codeStatutFacture"].as_str())
        .collect();
    assert!(
        codes.contains(&"A_VALIDER_1") && codes.contains(&"A_VALIDER_2") && !codes.contains(&"BROUILLON")
    );
}
