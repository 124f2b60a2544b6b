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
