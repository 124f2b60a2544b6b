//! The reference lists of the API Transverses.

use chorus_pro_simulator::World;
use serde_json::{Value, json};

use crate::support::{Bench, Client, monday};

const BASE: &str = "/transverses/v1/recuperer";

/// The values of one field in a list of an answer.
fn codes<'a>(answer: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    let rows = answer[list].as_array().expect(list);
    rows.iter().map(|row| row[field].as_str().expect("code")).collect()
}

async fn list(client: &Client, path: &str, body: Value) -> Value {
    client.done(&format!("{BASE}/{path}"), body).await
}

#[tokio::test]
async fn lists_of_codes_hold_the_documented_values_and_nothing_else() {
    let client = Bench::minimal().atelier().await;
    for (path, list_name, field, count, one) in [
        ("modedepot", "listeModeDepot", "modeDepot", 15, "DEPOT_PDF_API"),
        ("modereglements", "listeModePaiement", "modePaiement", 6, "REPORT"),
        ("typedp", "listeTypeDemandePaiement", "typeDemandePaiement", 4, "MEMOIRE_JUSTICE"),
        ("typefacturetravaux", "listeTypeFactureTravaux", "typeFactureTravaux", 11, "DECOMPTE_GENERAL_SIGNE"),
        ("typeidentifiant/structure", "listeTypeIdentifiant", "typeIdentifiantStructure", 7, "RIDET"),
        ("formatflux", "listeFormatFlux", "formatFlux", 3, "IN_DP_E2_FACTURX"),
        ("syntaxeflux", "listeSyntaxeFlux", "syntaxeFlux", 13, "IN_DP_PDFARCHIVE_CII_MUG"),
        ("cadrefacturation", "listeCadreFacturation", "codeCadreFacturation", 24, "A3_MEMOIRE_JUSTICE"),
    ] {
        let answer = list(&client, path, json!({})).await;
        let codes = codes(&answer, list_name, field);
        assert_eq!(codes.len(), count, "{path}");
        assert!(codes.contains(&one), "{path}");
        // The list, codeRetour and libelle; two of these lists also say which page they are.
        let expected = if ["modedepot", "formatflux"].contains(&path) { 7 } else { 3 };
        assert_eq!(answer.as_object().unwrap().len(), expected, "{path}");
    }
}

#[tokio::test]
async fn three_lists_say_that_they_are_the_only_page() {
    let client = Bench::minimal().atelier().await;
    for (path, list_name) in [
        ("modedepot", "listeModeDepot"),
        ("formatflux", "listeFormatFlux"),
        ("motifs/exonerationtva", "listeMotifsExonerationTva"),
    ] {
        let answer = list(&client, path, json!({})).await;
        let count = answer[list_name].as_array().map_or(0, Vec::len);
        let block = ["pageCourante", "pages", "nbResultatsParPage", "total"].map(|name| answer[name].clone());
        assert_eq!(block, [json!(1), json!(1), json!(count), json!(count)], "{path}");
        assert!(count > 0, "{path}");
    }
    assert!(list(&client, "devises", json!({})).await.get("pages").is_none());
}

#[tokio::test]
async fn success_labels_are_those_of_each_service() {
    let client = Bench::minimal().atelier().await;
    for (path, label) in [
        ("devises", "TRA_MSG_00.000"),
        ("typedp", "GCU_MSG_01_000"),
        ("modereglements", "GCU_MSG_01_000"),
        ("motifs/refus/FactureTravaux", "GCU_MSG_01_000"),
        ("motifs/refus/Facture/AValider", "TRA_MSG_00.000"),
        ("etat/typedp", "TRA_MSG_00.000"),
    ] {
        assert_eq!(list(&client, path, json!([])).await["libelle"], label, "{path}");
    }
}

#[tokio::test]
async fn labels_are_in_the_language_asked_for() {
    let client = Bench::minimal().atelier().await;
    let france = |answer: &Value, code: &str| {
        let rows = answer["listePays"].as_array().unwrap();
        rows.iter().find(|row| row["codePays"] == code).unwrap()["libellePays"].clone()
    };
    assert_eq!(france(&list(&client, "pays", json!({})).await, "DE"), "Allemagne");
    assert_eq!(france(&list(&client, "pays", json!({"codeLangue": "en"})).await, "DE"), "Germany");
    let currencies = list(&client, "devises", json!({"codeLangue": "FR"})).await;
    assert_eq!(currencies["listeDevises"][0], json!({"codeDevise": "EUR", "libelleDevise": "Euro"}));
    let reasons = list(&client, "motifs/exonerationtva", json!({"codeLangue": "FR"})).await;
    assert!(reasons["listeMotifsExonerationTva"][0]["libelleMotifExonerationTva"].is_string());
    let rates = list(&client, "tauxtva", json!({})).await;
    let rates = rates["listeTauxTva"].as_array().unwrap();
    let rate = rates.iter().find(|rate| rate["codeTauxTva"] == "TVA20").unwrap();
    assert_eq!(rate["libelleTauxTva"], "20%");
    assert_eq!(rate["valeurTauxTva"].as_f64(), Some(20.0));
}

#[tokio::test]
async fn a_list_follows_what_it_is_asked_for() {
    let client = Bench::minimal().atelier().await;
    let frameworks = list(&client, "cadrefacturation", json!({"typeDemandePaiement": "FACTURE"})).await;
    let expected = [
        "A1_FACTURE_FOURNISSEUR",
        "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        "A9_FACTURE_SOUSTRAITANT",
        "A12_FACTURE_COTRAITANT",
    ];
    assert_eq!(codes(&frameworks, "listeCadreFacturation", "codeCadreFacturation"), expected);
    let syntaxes = list(&client, "syntaxeflux", json!({"formatFlux": "IN_DP_E2_FACTURX"})).await;
    assert_eq!(syntaxes["listeSyntaxeFlux"], json!([{"syntaxeFlux": "IN_DP_E2_CII_FACTURX"}]));
    let justice = list(&client, "etat/typedp", json!({"typeDemandePaiement": "MEMOIRE_JUSTICE"})).await;
    let justice = codes(&justice, "listeEtatDemandePaiement", "etatDemandePaiement");
    assert!(justice.contains(&"DEPOSEE") && !justice.contains(&"A_VALIDER_1"));
    for (path, body) in [
        ("cadrefacturation", json!({"typeDemandePaiement": "DEVIS"})),
        ("etat/typedp", json!({"typeDemandePaiement": "DEVIS"})),
        ("syntaxeflux", json!({"formatFlux": "IN_DP_E9"})),
        ("etats/traitement", json!({})),
        ("motifs/refus/Facture/AValider", json!({"codeCadreFacturationAValider": "A1_FACTURE_FOURNISSEUR"})),
        ("motifs/refus/FactureTravaux", json!({"codeCadreFacturationTravaux": "A9_FACTURE_SOUSTRAITANT"})),
    ] {
        assert_eq!(client.call(&format!("{BASE}/{path}"), body).await["codeRetour"], 20410, "{path}");
    }
}

#[tokio::test]
async fn the_moves_offered_to_a_recipient_are_those_it_may_make() {
    let bench = Bench::minimal();
    let (atelier, ville) = (bench.atelier().await, bench.ville().await);
    let moves = async |status: &str| {
        let answer = list(&ville, "etats/traitement", json!({"statutCourant": status})).await;
        let list = "listeStatutsPossiblesPourTraitement";
        let moves = codes(&answer, list, "statutPossiblePourTraitement");
        moves.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let offered = moves("MISE_A_DISPOSITION").await;
    for official in ["SUSPENDUE", "REJETEE", "MANDATEE", "MISE_EN_PAIEMENT", "COMPTABILISEE", "A_RECYCLER"] {
        assert!(offered.iter().any(|status| status == official), "{official}");
    }
    assert!(moves("REJETEE").await.is_empty());
    assert!(moves("A_VALIDER_MOE").await.is_empty());
    atelier.submitted_to_town(&bench, "FA-1").await;
    let received = ville.call("/factures/v1/rechercher/recipiendaire", json!({})).await;
    let id = received["listeFactures"][0]["idFacture"].clone();
    assert!(id.is_i64(), "{received}");
    let body = json!({"idFacture": id, "nouveauStatut": offered[1], "motif": "Pièce manquante"});
    ville.done("/factures/v1/traiter/recue", body).await;
}

#[tokio::test]
async fn reasons_for_a_refusal_carry_their_known_numbers() {
    let client = Bench::minimal().atelier().await;
    let body = json!({"codeCadreFacturationAValider": "A9_FACTURE_SOUSTRAITANT"});
    let answer = list(&client, "motifs/refus/Facture/AValider", body).await;
    let wrong = json!({"idMotif": 117, "codeMotif": "MAUVAIS_VALIDEUR", "libelleMotif": "Mauvais valideur"});
    assert_eq!(answer["listeMotifRefusFactureAValider"][0], wrong);
    let body = json!({"codeCadreFacturationTravaux": "A15_ETAT_ACOMPTE_MOE"});
    let answer = list(&client, "motifs/refus/FactureTravaux", body).await;
    let reasons = codes(&answer, "listeMotifRefusFactureTravaux", "codeMotif");
    assert_eq!(reasons.len(), 5);
    assert_eq!(answer["listeMotifRefusFactureTravaux"][0]["idMotif"], 114);
}

#[tokio::test]
async fn ticket_categories_are_found_with_their_parts() {
    let client = Bench::minimal().atelier().await;
    let path = "/transverses/v1/rechercher/categorieSollicitation";
    let all = client.done(path, json!({})).await;
    assert_eq!(all["parametresRetour"]["total"], 3);
    let one = client.done(path, json!({"libelleCategorie": "raccordement"})).await;
    let id = one["listeCategories"][0]["idTechniqueCategorie"].clone();
    assert_eq!(one["parametresRetour"]["total"], 1);
    let path = "/transverses/v1/rechercher/sousCategorieSollicitation";
    let parts = client.done(path, json!({"idTechniqueCategorie": id})).await;
    let group = &parts["listeSousCategories"][0];
    assert_eq!(group["categorie"][0], one["listeCategories"][0]);
    assert_eq!(group["ssCategorie"].as_array().unwrap().len(), 2);
    assert_eq!(group["ssCategorie"][0]["dateCreation"], "2020-01-01T00:00:00Z");
    let none = client.done(path, json!({"estActif": false})).await;
    assert_eq!(none["listeSousCategories"], json!([]));
}

#[tokio::test]
async fn the_information_of_a_siret_is_there_only_where_the_platform_offers_it() {
    let path = "/transverses/v1/consulter/information/siret";
    let body = json!({"siretStructure": "00000000900011"});
    let client = Bench::minimal().atelier().await;
    assert_eq!(client.call(path, body.clone()).await["codeRetour"], 20412);
    let mut world = World::minimal(monday());
    world.switches.siret_information = true;
    let client = Bench::with(world).atelier().await;
    let answer = client.done(path, body).await;
    assert_eq!((&answer["siren"], &answer["siege"]), (&json!("000000009"), &json!("OUI")));
    assert_eq!((&answer["raisonSociale"], &answer["estActif"]), (&json!("VILLE EXEMPLE"), &json!(true)));
    assert_eq!(answer.as_object().unwrap().len(), 18);
    let unknown = json!({"siretStructure": "99999999999999"});
    assert_eq!(client.call(path, unknown).await["codeRetour"], 20413);
}
