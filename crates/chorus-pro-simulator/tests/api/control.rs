//! The control surface, the page and the description.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chorus_pro_simulator::{Description, MoveError, Status, World};
use serde_json::{Value, json};

use crate::support::{Bench, raw};

async fn get(bench: &Bench, path: &str) -> Value {
    let request = Request::get(path).body(Body::empty()).expect("request");
    let (status, _, bytes) = raw(&bench.simulator, request).await.expect("answer");
    assert_eq!(status, StatusCode::OK);
    serde_json::from_slice(&bytes).expect("json")
}

async fn send(bench: &Bench, method: &str, path: &str, body: Value) -> (StatusCode, Vec<u8>) {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let request = request.body(Body::from(body.to_string())).expect("request");
    let (status, _, bytes) = raw(&bench.simulator, request).await.expect("answer");
    (status, bytes)
}

#[tokio::test]
async fn a_person_plays_the_recipient() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    let path = format!("/control/invoices/{id}/status");
    assert_eq!(send(&bench, "POST", &path, json!({"status": "MANDATEE"})).await.0, StatusCode::CONFLICT);
    assert_eq!(send(&bench, "POST", "/control/clock", json!({"jump_seconds": 1200})).await.0, StatusCode::OK);
    let cards = get(&bench, "/control/invoices").await;
    assert_eq!(cards[0]["status"], "MISE_A_DISPOSITION");
    assert!(cards[0]["moves"].as_array().unwrap().contains(&json!("SUSPENDUE")));
    assert_eq!(send(&bench, "POST", &path, json!({"status": "REJETEE"})).await.0, StatusCode::CONFLICT);
    let order = json!({"status": "REJETEE", "reason": "Prix erroné"});
    assert_eq!(send(&bench, "POST", &path, order).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.status(id).await, "REJETEE");
    assert_eq!(bench.simulator.move_invoice(5, Status::Rejetee, None), Err(MoveError::Unknown));
}

#[tokio::test]
async fn a_payment_order_by_hand_is_followed_by_the_accountant() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    bench.later(20);
    bench.simulator.move_invoice(id, Status::ServiceFait, None).unwrap();
    bench.later(60 * 24);
    assert_eq!(client.status(id).await, "SERVICE_FAIT", "the next step is the person's");
    bench.simulator.move_invoice(id, Status::Mandatee, None).unwrap();
    bench.later(60 * 24);
    assert_eq!(client.status(id).await, "MISE_EN_PAIEMENT");
}

#[tokio::test]
async fn the_page_and_the_lists_are_served() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    client.submitted("FA-1").await;
    let page = raw(&bench.simulator, Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    assert!(String::from_utf8(page.2).unwrap().contains("Chorus Pro simulé"));
    let world: World = serde_json::from_value(get(&bench, "/control/world").await).unwrap();
    assert_eq!(world.invoices.len(), 1);
    let calls = get(&bench, "/control/calls").await;
    let last = calls.as_array().unwrap().last().unwrap();
    assert_eq!((&last["path"], &last["return_code"]), (&json!("/cpro/factures/v1/soumettre"), &json!(0)));
    assert_eq!(last["account"], "TECH_1_000001@cpro.fr");
    let fault = json!({"path": "x", "kind": "cut_before"});
    assert_eq!(send(&bench, "POST", "/control/faults", fault).await.0, StatusCode::CREATED);
    assert_eq!(get(&bench, "/control/faults").await.as_array().unwrap().len(), 1);
    assert_eq!(send(&bench, "DELETE", "/control/faults", Value::Null).await.0, StatusCode::NO_CONTENT);
    assert!(bench.simulator.faults().list().is_empty());
}

#[tokio::test]
async fn a_stranger_can_configure_a_client_from_the_description() {
    let bench = Bench::minimal();
    let description: Description = serde_json::from_value(get(&bench, "/control/description").await).unwrap();
    assert_eq!(
        (description.token_path.as_str(), description.api_path.as_str()),
        ("/api/oauth/token", "/cpro")
    );
    assert_eq!(description, bench.simulator.describe());
    let account = &description.accounts[0];
    assert_eq!(account.applications, [description.applications[0].client_id.clone()]);
    assert_eq!(description.structures.len(), 7);
}

#[tokio::test]
async fn the_recipient_s_part_can_be_played_through_in_one_order() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let id = client.submitted("FA-1").await;
    let card = get(&bench, "/control/invoices").await[0].clone();
    assert_eq!(card["ways"], json!(["MISE_A_DISPOSITION", "SERVICE_FAIT", "MISE_EN_PAIEMENT"]));
    let path = format!("/control/invoices/{id}/status");
    let order = json!({"status": "SUSPENDUE", "through": true});
    let (status, body) = send(&bench, "POST", &path, order).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(String::from_utf8(body).unwrap().contains("motif"));
    assert_eq!(client.status(id).await, "DEPOSEE", "a refused order does nothing");
    let order = json!({"status": "MISE_EN_PAIEMENT", "through": true});
    assert_eq!(send(&bench, "POST", &path, order).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.status(id).await, "MISE_EN_PAIEMENT");
    let steps: Vec<_> = bench.simulator.invoices()[0].history.iter().map(|event| event.status).collect();
    assert!(steps.windows(2).all(|pair| pair[0].may_become(pair[1])), "{steps:?}");
    let order = json!({"status": "SERVICE_FAIT", "through": true});
    assert_eq!(send(&bench, "POST", &path, order).await.0, StatusCode::CONFLICT, "nothing follows a payment");
}

#[tokio::test]
async fn invoices_and_calls_can_be_narrowed_down() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    for number in ["FA-1", "FA-2", "AV-3"] {
        client.submitted(number).await;
    }
    let numbers = async |query: &str| {
        let cards = get(&bench, &format!("/control/invoices?{query}")).await;
        let cards = cards.as_array().expect("list").iter();
        cards.map(|card| card["number"].as_str().expect("number").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(numbers("text=fa-").await, ["FA-2", "FA-1"]);
    assert_eq!(numbers("text=atelier&limit=1").await, ["AV-3"]);
    assert_eq!(numbers("text=&status=DEPOSEE&limit=100").await.len(), 3);
    assert!(numbers("status=REJETEE").await.is_empty());
    let statuses = get(&bench, "/control/statuses").await;
    let deposited = statuses.as_array().unwrap().iter().find(|line| line["status"] == "DEPOSEE").unwrap();
    assert_eq!((&deposited["count"], &deposited["label"]), (&json!(3), &json!("Déposée")));
    let calls = get(&bench, "/control/calls?limit=1").await;
    assert_eq!(calls.as_array().unwrap().len(), 1);
    assert_eq!(calls[0]["path"], "/cpro/factures/v1/soumettre", "the last one");
}

#[tokio::test]
async fn the_page_is_whole_by_itself() {
    let bench = Bench::minimal();
    for path in ["/", "/control"] {
        let page = raw(&bench.simulator, Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        assert!(page.1["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        let text = String::from_utf8(page.2).unwrap();
        for outside in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!text.contains(outside), "{outside}");
        }
        // Every element the script looks for is there.
        for part in text.split("byId(\"").skip(1) {
            let id = part.split('"').next().unwrap();
            assert!(text.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}

#[tokio::test]
async fn a_fault_with_a_status_of_success_is_refused() {
    let bench = Bench::minimal();
    let fault = json!({"kind": {"status": {"status": 200}}});
    assert_eq!(send(&bench, "POST", "/control/faults", fault).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bench.simulator.faults().list().is_empty());
}

#[test]
fn full_addresses_follow_the_base() {
    let bench = Bench::minimal();
    let plain = bench.simulator.describe().at("http://127.0.0.1:8085").addresses.unwrap();
    assert_eq!(plain.api, "http://127.0.0.1:8085/cpro");
    assert!(plain.certificate.is_empty(), "the certificate mode needs TLS");
    let secured = bench.simulator.describe().at("https://127.0.0.1:8085").addresses.unwrap();
    assert_eq!(secured.certificate[0], "https://127.0.0.1:8085/service");
}
