//! The REST-like directory.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chorus_pro_simulator::World;
use chorus_pro_simulator::world::{Document, DocumentSubject, StoredFile};
use serde_json::{Value, json};

use crate::support::{Bench, Client, monday, raw};

const BASE: &str = "/cpro/organisations/v1";

/// Any answer with its body; `null` for an empty one.
async fn send(client: &Client, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(format!("{BASE}/{path}"))
        .header("authorization", format!("Bearer {}", client.token))
        .header("cpro-account", &client.account)
        .header("content-type", "application/json")
        .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) })
        .expect("request");
    let (status, _, bytes) = raw(&client.simulator, request).await.expect("answer");
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("json") };
    (status, body)
}

async fn get(client: &Client, path: &str) -> (StatusCode, Value) {
    send(client, "GET", path, Value::Null).await
}

async fn uuid_of(client: &Client, siret: &str) -> String {
    let body = json!({"identifiant": {"op": "=", "val": siret}, "_sort": ["identifiant"], "_desc": [], "_fields": ["uuid"]});
    let (status, rows) = send(client, "POST", "structures/recherche", body).await;
    assert_eq!((status, rows.as_array().map(Vec::len)), (StatusCode::OK, Some(1)), "{rows}");
    assert_eq!(rows[0].as_object().expect("object").len(), 1);
    rows[0]["uuid"].as_str().expect("uuid").to_owned()
}

fn not_found() -> (StatusCode, Value) {
    (StatusCode::BAD_REQUEST, json!([{"error": "NotFoundReference"}]))
}

#[tokio::test]
async fn the_probe_has_an_empty_body() {
    let client = Bench::minimal().atelier().await;
    assert_eq!(get(&client, "healthcheck").await, (StatusCode::OK, Value::Null));
}

#[tokio::test]
async fn a_structure_is_searched_then_read_by_its_uuid() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let uuid = uuid_of(&client, "00000000900011").await;
    assert!(uuid.len() == 32 && uuid.bytes().all(|letter| letter.is_ascii_hexdigit()));
    assert_eq!(uuid_of(&bench.ville().await, "00000000900011").await, uuid, "the same for everybody");
    let (status, structure) = get(&client, &format!("structures/{uuid}")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(structure["typeOrganisation"], "public");
    assert_eq!(structure["status"], "active");
    assert_eq!(structure["codeServiceDoitEtreRenseigne"], true);
    assert_eq!(structure.as_object().unwrap().len(), 38);
    let (_, services) = get(&client, &format!("structures/{uuid}/services")).await;
    assert_eq!(services.as_array().unwrap().len(), 4);
    assert_eq!(services[0]["rattachementOrganisation"], uuid);
    let service = services[0]["uuid"].as_str().unwrap();
    assert_eq!(get(&client, &format!("services/{service}")).await, (StatusCode::OK, services[0].clone()));
    assert!(services[0]["dateDebutActivation"].as_str().unwrap().ends_with(":00.000Z"));
    assert!(services[0]["derniereMaj"].is_string() && structure["derniereMaj"].is_string());
}

#[tokio::test]
async fn searches_filter_sort_and_trim() {
    let client = Bench::minimal().atelier().await;
    let body = json!({"libelleOrganisation": {"op": "CONTAINS", "val": "exemple"}, "typeOrganisation": {"op": "=", "val": "public"},
        "_sort": ["libelleOrganisation"], "_desc": ["libelleOrganisation"], "_fields": ["libelleOrganisation", "status"]});
    let (_, rows) = send(&client, "POST", "structures/recherche", body).await;
    assert_eq!(rows.as_array().unwrap().len(), 5);
    assert_eq!(rows[0], json!({"libelleOrganisation": "VILLE EXEMPLE", "status": "active"}));
    assert_eq!(rows[1]["status"], "inactive");
    let body = json!({"etatService": {"op": "IN", "val": "INACTIF,SUPPRIME"}});
    let (_, rows) = send(&client, "POST", "services/recherche", body).await;
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["codeService"]), (1, &json!("ARCHIVES")));
    let body = json!({"nom": {"op": "=", "val": "x"}});
    let (status, error) = send(&client, "POST", "structures/recherche", body).await;
    assert_eq!((status, error[0]["error"].is_string()), (StatusCode::BAD_REQUEST, true));
}

#[tokio::test]
async fn private_structures_of_others_do_not_exist() {
    let bench = Bench::minimal();
    let (atelier, beton) = (bench.atelier().await, bench.beton().await);
    let uuid = uuid_of(&beton, "00000000900002").await;
    assert_eq!(get(&atelier, &format!("structures/{uuid}")).await, not_found());
    let body = json!({"identifiant": {"op": "=", "val": "00000000900002"}});
    assert_eq!(send(&atelier, "POST", "structures/recherche", body).await, (StatusCode::OK, json!([])));
    assert_eq!(get(&atelier, "structures/00000000000000000000000000000001").await, not_found());
}

#[tokio::test]
async fn what_names_nothing_is_said_in_words() {
    let client = Bench::minimal().atelier().await;
    let (status, body) = get(&client, "services/7a").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body[0]["message"], "Aucun Services trouvé");
    let detail = "Aucune donnée de type Services n'a pu être trouvée avec la référence 7a";
    assert_eq!(body[0]["detail"], detail);
    for rest in ["", "/services", "/pieces_jointes"] {
        let (status, body) = get(&client, &format!("structures/12345{rest}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(
            body,
            json!([{"error": "ParamsInvalidUuidStructures", "message": "L'identifiant passé en paramètre n'est ni \
                un UUID, ni un SIRET, ni un numéro de TVA Intracommunautaire."}])
        );
        // One that could be a structure's is unknown instead.
        assert_eq!(get(&client, &format!("structures/99999999999999{rest}")).await, not_found());
    }
}

#[tokio::test]
async fn a_wrong_technical_account_has_a_body_of_its_own_in_this_api_only() {
    use base64::Engine as _;
    let mut client = Bench::minimal().atelier().await;
    client.account = base64::engine::general_purpose::STANDARD.encode("TECH_1_000001@cpro.fr:faux");
    let refused = json!({"ErrorCode": "401", "Description": "[invalid field]"});
    assert_eq!(get(&client, "healthcheck").await, (StatusCode::UNAUTHORIZED, refused));
    let elsewhere = client.send("/structures/v1/consulter", json!({"idStructureCPP": 1001})).await;
    assert_eq!(elsewhere, (StatusCode::UNAUTHORIZED, json!({})));
    client.token = "perime".to_owned();
    assert_eq!(get(&client, "healthcheck").await, (StatusCode::UNAUTHORIZED, json!({})));
}

#[tokio::test]
async fn edi_settings_of_ones_own_structure_are_changed_and_seen_elsewhere() {
    let bench = Bench::minimal();
    let client = bench.ville().await;
    let own = uuid_of(&client, "00000000900011").await;
    let path = format!("structures/{own}/parametres-edi");
    let answer = send(&client, "PATCH", &path, json!({"reception_edi": true})).await;
    assert_eq!(answer, (StatusCode::NO_CONTENT, Value::Null));
    let (_, structure) = get(&client, &format!("structures/{own}")).await;
    assert_eq!(
        (&structure["recevoirCyclesViesEdi"], &structure["emetteurFluxEdi"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(structure["derniereMaj"], "2026-10-05T08:00:00.000Z");
    let details = client.done("/structures/v1/consulter", json!({"idStructureCPP": 2001})).await;
    assert_eq!(details["parametres"]["recevoirDonneesViaEDI"], true);
    let other = uuid_of(&client, "00000000900012").await;
    let path = format!("structures/{other}/parametres-edi");
    assert_eq!(send(&client, "PATCH", &path, json!({"reception_edi": true})).await.0, StatusCode::FORBIDDEN);
    let wrong =
        send(&client, "PATCH", &format!("structures/{own}/parametres-edi"), json!({"reception_edi": 4}))
            .await;
    assert_eq!(wrong.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn documents_are_listed_and_read_by_those_attached() {
    let mut world = World::minimal(monday());
    let now = world.now;
    world.files.push(StoredFile {
        id: 5001,
        name: "rib.pdf".to_owned(),
        extension: "PDF".to_owned(),
        media_type: "application/pdf".to_owned(),
        size: 10,
        sha256: String::new(),
        account: "TECH_1_000001@cpro.fr".to_owned(),
        received_at: now,
    });
    let document = Document {
        id: 5002,
        file: 5001,
        label: "RIB".to_owned(),
        kind: "RIB".to_owned(),
        subject: DocumentSubject::BankAccount,
    };
    world.structures[0].documents.push(document);
    let client = Bench::with(world).atelier().await;
    let uuid = uuid_of(&client, "00000000900001").await;
    let (_, list) = get(&client, &format!("structures/{uuid}/pieces_jointes")).await;
    assert_eq!((&list[0]["fileName"], &list[0]["attachmentData"]), (&json!("rib.pdf"), &Value::Null));
    let path = format!("structures/{uuid}/pieces_jointes/{}", list[0]["uuid"].as_str().unwrap());
    let (status, one) = get(&client, &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(one["attachmentData"].as_str().unwrap().starts_with("JVBERi0"), "a PDF in base64");
    let town = uuid_of(&client, "00000000900011").await;
    let of_town = format!("structures/{town}/pieces_jointes");
    assert_eq!(get(&client, &of_town).await, (StatusCode::OK, json!([])), "nothing of others is shown");
    assert_eq!(get(&client, &format!("{of_town}/{uuid}")).await, not_found());
    assert_eq!(get(&client, &format!("structures/{uuid}/pieces_jointes/{uuid}")).await, not_found());
}
