//! The directory, the reference lists and the caller's attachments.

use serde_json::{Value, json};

use crate::support::Bench;

#[tokio::test]
async fn a_recipient_is_found_and_tells_what_it_demands() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let criteria = json!({"typeIdentifiantStructure": "SIRET", "identifiantStructure": "00000000900011"});
    let body = json!({"structure": criteria, "restreindreStructuresPrivees": ""});
    let found = client.done("/structures/v1/rechercher", body).await;
    assert_eq!(found["listeStructures"].as_array().unwrap().len(), 1);
    assert_eq!(found["listeStructures"][0]["statut"], "ACTIVE");
    let id = found["listeStructures"][0]["idStructureCPP"].clone();
    let details = client.done("/structures/v1/consulter", json!({"idStructureCPP": id})).await;
    assert_eq!(details["parametres"]["codeServiceDoitEtreRenseigne"], true);
    assert_eq!(details["parametres"]["numeroEJDoitEtreRenseigne"], false);
    assert_eq!(details["informationGenerales"]["structurePriveePublique"], "PUBLIQUE");
    let body =
        json!({"idStructure": id, "parametresRechercherServicesStructure": {"nbResultatsParPage": 1000}});
    let services = client.done("/structures/v1/rechercher/services", body).await;
    assert_eq!(services["parametresRetour"]["total"], 4);
    let inactive: Vec<_> = services["listeServices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|service| service["estActif"] == false)
        .collect();
    assert_eq!(inactive.len(), 1);
    let body = json!({"idStructure": id, "idService": 2102});
    let service = client.done("/structures/v1/consulter/service", body).await;
    assert_eq!(service["parametres"]["numeroEngagement"], true);
    let created = service["parametres"]["dateCreation"].as_str().unwrap();
    assert!(created.ends_with(".000+01:00") || created.ends_with(".000+02:00"), "{created}");
}

#[tokio::test]
async fn a_search_needs_a_criterion_and_hides_other_companies() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let path = "/structures/v1/rechercher";
    assert_eq!(client.call(path, json!({"structure": {}})).await["codeRetour"], 20401);
    let total = |answer: Value| answer["parametresRetour"]["total"].as_i64();
    let search = |restricted: Value| json!({"structure": {"raisonSocialeStructure": "exemple"}, "restreindreStructuresPrivees": restricted});
    assert_eq!(total(client.done(path, search(json!(true))).await), Some(6));
    assert_eq!(total(client.done(path, search(json!(false))).await), Some(7));
    let inactive = json!({"structure": {"statutStructure": "INACTIF"}});
    assert_eq!(total(client.done(path, inactive).await), Some(1));
    assert_eq!(
        client.call("/structures/v1/consulter", json!({"idStructureCPP": 1002})).await["codeRetour"],
        20402
    );
    client.done("/structures/v1/consulter", json!({"idStructureCPP": 1001})).await;
}

#[tokio::test]
async fn the_account_knows_its_structures_and_the_lists() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let path = "/utilisateurs/v1/monCompte/recuperer/rattachements";
    let answer = client.done(path, json!({"parametresRecherche": {"nbResultatsParPage": 100}})).await;
    let link = &answer["listeStructureRattachement"][0];
    assert_eq!(
        (&link["idStructure"], &link["statutRattachementStructure"]),
        (&json!(1001), &json!("VALIDEE"))
    );
    let active = client.done("/transverses/v1/recuperer/structures/actives/fournisseur", json!({})).await;
    let own = json!([{"idStructureCPP": 1001, "identifiant": "00000000900001", "designationStructure": "ATELIER EXEMPLE"}]);
    assert_eq!(active["listeStructures"], own);
    let types = client.done("/transverses/v1/recuperer/typespj", json!({"typeObjet": "FACTURE"})).await;
    assert_eq!(types["listeTypePieceJointe"][0]["codeTypePieceJointe"], "DIVERS");
    let none = client.done("/transverses/v1/recuperer/typespj", json!({"typeObjet": "CB"})).await;
    assert_eq!(none["listeTypePieceJointe"], json!([]));
}
