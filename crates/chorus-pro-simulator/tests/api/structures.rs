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
    let none = client.done("/transverses/v1/recuperer/typespj", json!({"typeObjet": "CERTIFICAT"})).await;
    assert_eq!(none["listeTypePieceJointe"], json!([]));
}

#[tokio::test]
async fn a_user_s_attachments_to_the_services_of_a_structure_are_listed() {
    let bench = Bench::minimal();
    let client = bench.ville().await;
    let path = "/structures/v1/lister/rattachementsutilisateur";
    let block = json!({"triColonne": "CodeService", "triSens": "Ascendant"});
    let body = json!({"idStructure": 2001, "adresseEmailConnexionUtilisateur": "TECH_1_000011@cpro.fr",
        "parametresListerRattachementsStructureUtilisateur": block});
    let answer = client.done(path, body).await;
    assert_eq!(answer["designationStructure"], "VILLE EXEMPLE");
    assert_eq!((&answer["premierService"], &answer["parametresRetour"]["total"]), (&json!(false), &json!(4)));
    let first = &answer["listeServices"][0];
    assert_eq!((&first["codeService"], &first["statutRattachement"]), (&json!("ACHATS"), &json!("VALIDEE")));
    let own = client.done("/utilisateurs/v1/monCompte/recuperer/rattachements", json!({})).await;
    let services = own["listeStructureRattachement"][0]["listeServicesRattache"].as_array().unwrap();
    let known = services.iter().find(|service| service["codeService"] == "ACHATS").unwrap();
    assert_eq!(first["idRattachement"], known["idRattachementService"]);
    let body = json!({"typeIdentifiantStructure": "SIRET", "identifiantStructure": "00000000900011"});
    assert_eq!(client.done(path, body).await["idStructure"], 2001);
    let other = json!({"idStructure": 2001, "idUtilisateur": 3001});
    assert_eq!(client.call(path, other).await["codeRetour"], 20411);
    assert_eq!(client.call(path, json!({"idStructure": 2002})).await["codeRetour"], 20402);
}

#[tokio::test]
async fn areas_are_found_by_structure_or_by_service() {
    let bench = Bench::minimal();
    let (client, ville) = (bench.atelier().await, bench.ville().await);
    let path = "/structures/v1/rechercher/espaces";
    let all = client.done(path, json!({"structure": {"idStructure": 2001}})).await;
    assert_eq!(all["parametresRetour"]["total"], 4);
    let body = json!({"idService": 2101, "structure": {"identifiantStructure": "00000000900011"}});
    let one = client.done(path, body).await;
    let row = json!({"codeEspace": 7, "codeService": "ACHATS", "etatCourant": "ACTIVE", "idEspaceFo": 7,
        "idService": 2101, "libelleEspace": "Factures reçues", "libelleService": "Service achats",
        "typeHabilitation": "CONSULTATION_UNIQUEMENT"});
    assert_eq!(one["listeEspace"], json!([row]));
    let own = ville.done(path, json!({"idService": 2103})).await;
    assert_eq!(own["listeEspace"][0]["typeHabilitation"], "MODIFICATION");
    assert_eq!(own["listeEspace"][0]["etatCourant"], "SUPPRIME");
    let without = client.done(path, json!({"structure": {"idStructure": 2002}})).await;
    assert_eq!(without["listeEspace"][0]["idService"], Value::Null);
    assert_eq!(
        client.done(path, json!({"structure": {"idStructure": 1001}})).await["listeEspace"],
        json!([])
    );
    let body = json!({"idService": 2105, "structure": {"idStructure": 2001}});
    assert_eq!(client.call(path, body).await["codeRetour"], 20403);
}

#[tokio::test]
async fn active_structures_follow_the_role_and_bank_references_the_attachment() {
    let bench = Bench::minimal();
    let (atelier, ville) = (bench.atelier().await, bench.ville().await);
    let path = |role: &str| format!("/transverses/v1/recuperer/structures/actives/{role}");
    let received = ville.done(&path("destinataire"), json!({})).await;
    assert_eq!(received["listeStructures"][0]["idStructureCPP"], 2001);
    assert_eq!(atelier.done(&path("destinataire"), json!({})).await["listeStructures"], json!([]));
    assert_eq!(ville.done(&path("fournisseur"), json!({})).await["listeStructures"], json!([]));
    assert_eq!(atelier.done(&path("facturetravaux"), json!({})).await["listeStructures"], json!([]));
    let path = "/transverses/v1/recuperer/coordbanc/valides";
    let accounts = atelier.done(path, json!({"idStructure": 1001})).await;
    let known = json!([{"idCoordonneeBancaire": 1101, "nomCoordonneeBancaire": "Compte principal"}]);
    assert_eq!(accounts["listeCoordonneeBancaire"], known);
    assert_eq!(accounts["libelle"], "GCU_MSG_01_000");
    assert_eq!(ville.call(path, json!({"idStructure": 1001})).await["codeRetour"], 20402);
}
