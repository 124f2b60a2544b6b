//! What programs written by others read that the simulator's own client does not need.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::World;
use serde_json::{Value, json};

use crate::support::{Bench, entered, invoice, monday, raw, token};

const CONSULT: &str = "/factures/v1/consulter/fournisseur";

#[tokio::test]
async fn the_scheme_of_a_token_has_no_case() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for (scheme, status) in
        [("bearer", StatusCode::OK), ("BEARER", StatusCode::OK), ("Basic", StatusCode::UNAUTHORIZED)]
    {
        let request = Request::get("/cpro/transverses/v1/health-check")
            .header("authorization", format!("{scheme} {}", client.token))
            .header("cpro-account", &client.account)
            .body(Body::empty())
            .unwrap();
        assert_eq!(raw(&bench.simulator, request).await.unwrap().0, status, "{scheme}");
    }
}

#[tokio::test]
async fn an_empty_scope_is_answered_like_none() {
    let bench = Bench::minimal();
    let form =
        "grant_type=client_credentials&client_id=application-atelier&client_secret=secret-atelier&scope=";
    assert_eq!(token(&bench.simulator, form).await.1["scope"], "openid");
}

#[tokio::test]
async fn the_creation_of_an_invoice_is_told_to_the_minute() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    let answer = client.done(CONSULT, json!({"identifiantFactureCPP": id})).await;
    let references = &answer["facture"]["references"];
    assert_eq!(references["dateCreationFacture"], "2026-10-05 10:00");
    assert_eq!(references["dateDepot"], "2026-10-05");
}

#[tokio::test]
async fn a_known_reason_for_an_exemption_comes_back_with_its_label() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut body = invoice("FA-1", client.pdf().await);
    body["references"]["typeTva"] = json!("EXONERATION");
    body["references"]["motifExonerationTva"] = json!("ART_293_B");
    body["montantTotal"] =
        json!({"montantHtTotal": 800, "montantTVA": 0, "montantTtcTotal": 800, "montantAPayer": 800});
    let id = client.done("/factures/v1/soumettre", body).await["identifiantFactureCPP"].clone();
    let answer = client.done(CONSULT, json!({"identifiantFactureCPP": id})).await;
    let label = &answer["facture"]["references"]["libelleMotifExonerationTva"];
    assert_eq!(label, "TVA non applicable, art. 293 B du CGI");
    let id = client.done("/factures/v1/soumettre", entered()).await["identifiantFactureCPP"].clone();
    let answer = client.done(CONSULT, json!({"identifiantFactureCPP": id})).await;
    assert!(answer["facture"]["references"]["libelleMotifExonerationTva"].is_null());
}

#[tokio::test]
async fn the_expiry_of_the_password_has_the_format_of_the_dates_of_services() {
    let mut world = World::minimal(monday());
    world.accounts[0].password_expires = chrono::NaiveDate::from_ymd_opt(2027, 1, 15);
    let bench = Bench::with(world);
    let answer =
        bench.atelier().await.done("/structures/v1/consulter", json!({"idStructureCPP": 1001})).await;
    assert_eq!(
        answer["informationGenerales"]["dateExpirationMotPasseCompteTech"],
        "2027-01-15T00:00:00.000+01:00"
    );
}

#[tokio::test]
async fn the_probe_says_its_sentence() {
    let client = Bench::minimal().atelier().await;
    let request = Request::get("/cpro/transverses/v1/health-check")
        .header("authorization", format!("Bearer {}", client.token))
        .header("cpro-account", &client.account)
        .body(Body::empty())
        .unwrap();
    let (_, _, bytes) = raw(&client.simulator, request).await.unwrap();
    let answer: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer["body"], "L'API CPRO est actuellement disponible et fonctionnel.");
}

/// Base64 in lines of 76 characters.
fn in_lines(bytes: &[u8], end: &str) -> String {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    assert!(lines.len() > 2);
    lines.join(end) + end
}

#[tokio::test]
async fn base64_in_lines_is_taken_and_a_carriage_return_is_not() {
    let client = Bench::minimal().atelier().await;
    let pdf = crate::pdf::pdf_with(&["Sans rien"]);
    let flow = include_str!("../data/flow_cii.xml").as_bytes();
    for (path, field, bytes, mut body) in [
        (
            "/factures/v1/deposer/flux",
            "fichierFlux",
            flow,
            json!({"nomFichier": "f.xml", "syntaxeFlux": "IN_DP_E1_CII_16B", "avecSignature": false}),
        ),
        (
            "/factures/v1/deposer/pdf",
            "fichierFacture",
            pdf.as_slice(),
            json!({"nomFichier": "f.pdf", "formatDepot": "PDF_NON_SIGNE"}),
        ),
        (
            "/transverses/v1/ajouter/fichier",
            "pieceJointeFichier",
            flow,
            json!({"pieceJointeNom": "bon.txt", "pieceJointeTypeMime": "text/plain", "pieceJointeExtension": "TXT"}),
        ),
    ] {
        for (end, code) in [("\n", 0), ("\r\n", 20602), ("\r", 20602), (" ", 20602)] {
            body[field] = in_lines(bytes, end).into();
            assert_eq!(client.call(path, body.clone()).await["codeRetour"], code, "{path} {end:?}");
        }
    }
}

#[tokio::test]
async fn a_zero_is_no_identifier() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let id = client.submitted_to_town(&bench, "FA-1").await;
    let count = |answer: &Value| answer["listeFactures"].as_array().map_or(0, Vec::len);
    let searches = [
        (
            &client,
            "/factures/v1/rechercher/fournisseur",
            json!({"idFournisseur": 0, "idServiceFournisseur": 0,
            "coordonneeBancaire": 0, "idStructureValideur": 0, "idUtilisateurCreateur": [0],
            "listeDestinataire": [{"idDestinataire": 0, "listeIdServiceExecutant": [0]}]}),
        ),
        (
            &town,
            "/factures/v1/rechercher/recipiendaire",
            json!({"idDestinataire": 0, "idServiceExecutant": 0,
            "listeFournisseurs": [{"idFournisseur": 0, "listeIdService": [0]}]}),
        ),
        (
            &town,
            "/factures/v1/rechercher/atraiter/recipiendaire",
            json!({"idStructure": 0,
            "parametreRechercheFactureATraiterParRecipiendaire": {"getnbResultatsMaximum": 0}}),
        ),
    ];
    for (client, path, body) in searches {
        assert_eq!(count(&client.done(path, body).await), 1, "{path}");
    }
    let body = json!({"idStructure": 0, "identifiantStructure": "00000000900001", "idUtilisateur": 0});
    client.done("/structures/v1/lister/rattachementsutilisateur", body).await;
    let body = json!({"idStructureCPP": 1001, "pieceJointeTypeId": 0});
    client.done("/transverses/v1/rechercher/pj/structure", body).await;
    client
        .done("/transverses/v1/rechercher/sousCategorieSollicitation", json!({"idTechniqueCategorie": 0}))
        .await;
    let service = json!({"structure": {"idStructure": 0}, "idService": 2101});
    client.done("/structures/v1/rechercher/espaces", service).await;
    let mut body = invoice("FA-2", client.pdf().await);
    body["fournisseur"] =
        json!({"idFournisseur": 1001, "codeCoordonneesBancairesFournisseur": 0, "idServiceFournisseur": 0});
    client.done("/factures/v1/soumettre", body).await;
    // What has to be named is not named by a zero, and a zero may be an amount.
    let none = client.call("/factures/v1/consulter/historique", json!({"idFacture": 0})).await;
    assert_eq!(none["codeRetour"], 20205);
    let history = json!({"idFacture": id, "nbResultatsMaximum": 0});
    let history = client.done("/factures/v1/consulter/historique", history).await;
    assert_eq!(history["historiquesDesStatuts"]["totalHistoStatut"], 3);
    let nothing = json!({"numeroFacture": "FA-1", "montantTTCMax": 0});
    assert_eq!(count(&client.call("/factures/v1/rechercher/fournisseur", nothing).await), 0);
}

#[tokio::test]
async fn a_structure_is_consulted_by_either_name_of_its_number() {
    let client = Bench::minimal().atelier().await;
    for name in ["idStructureCPP", "idStructure"] {
        let answer = client.done("/structures/v1/consulter", json!({name: 2001})).await;
        assert!(answer["parametres"].is_object(), "{name}");
    }
}

#[tokio::test]
async fn rows_leave_out_what_has_no_value() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let id = client.submitted_to_town(&bench, "FA-1").await;
    let row = |answer: &Value, list: &str| answer[list][0].as_object().expect("row").clone();
    let issued = client.done("/factures/v1/rechercher/fournisseur", json!({})).await;
    let received = town.done("/factures/v1/rechercher/recipiendaire", json!({})).await;
    let to_treat = town.done("/factures/v1/rechercher/atraiter/recipiendaire", json!({})).await;
    let history = client.done("/factures/v1/consulter/historique", json!({"idFacture": id})).await;
    assert!(history.get("derniereAction").is_none(), "nobody has acted");
    for row in [
        row(&issued, "listeFactures"),
        row(&received, "listeFactures"),
        row(&to_treat, "listeFactures"),
        row(&history["historiquesDesStatuts"], "histoStatut"),
    ] {
        assert!(row.len() >= 3 && row.values().all(|value| !value.is_null()), "{row:?}");
    }
}

#[tokio::test]
async fn a_deprecated_service_still_answers_and_is_not_listed() {
    let bench = Bench::minimal();
    let (client, town) = (bench.atelier().await, bench.ville().await);
    let path = "/transverses/v1/recuperer/structuresPourUtilisateur";
    let all = client.done(path, json!({"espaceFo": 8})).await;
    assert_eq!(
        all["listeStructures"],
        json!([{"idStructure": 1001, "identifiantStructure": "00000000900001",
            "designationStructure": "ATELIER EXEMPLE", "typeIdentifiantStructure": "SIRET"}])
    );
    assert_eq!(
        client.done(path, json!({"espaceFo": "7"})).await["listeStructures"],
        json!([]),
        "no recipient"
    );
    assert_eq!(town.done(path, json!({"espaceFo": 7})).await["listeStructures"][0]["idStructure"], 2001);
    assert!(chorus_pro_simulator::services().iter().all(|(_, listed)| *listed != path));
}
