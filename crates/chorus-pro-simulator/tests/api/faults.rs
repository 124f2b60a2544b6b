//! Ordered failures, over a real connection where the wire matters.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use chorus_pro_simulator::{Fault, FaultKind, WrongBody};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Bench, invoice, raw};

const SUBMIT: &str = "/factures/v1/soumettre";
const ACTIVE: &str = "/transverses/v1/recuperer/structures/actives/fournisseur";

fn order(bench: &Bench, path: &str, kind: FaultKind) {
    bench.simulator.faults().order(Fault { path: path.to_owned(), count: 1, skip: 0, order: 0, kind });
}

#[tokio::test]
async fn a_connection_is_cut_before_or_after_the_effect() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = bench.simulator.clone();
    let served = tokio::spawn(async move { server.serve(listener, async { drop(stopped.await) }).await });
    let send = |body: Value| {
        reqwest::Client::new()
            .post(format!("http://{address}/cpro{SUBMIT}"))
            .header("authorization", format!("Bearer {}", client.token))
            .header("cpro-account", &client.account)
            .json(&body)
            .send()
    };
    let body = invoice("FA-1", client.pdf().await);
    order(&bench, "soumettre", FaultKind::CutBefore);
    assert!(send(body.clone()).await.is_err(), "no answer at all");
    assert!(bench.simulator.invoices().is_empty(), "nothing happened");
    order(&bench, "soumettre", FaultKind::CutAfter);
    assert!(send(body.clone()).await.is_err(), "no answer at all");
    assert_eq!(bench.simulator.invoices().len(), 1, "the effect happened");
    let answer: Value = send(body).await.unwrap().json().await.unwrap();
    assert_eq!(answer["codeRetour"], 20118, "sending again meets the duplicate");
    stop.send(()).unwrap();
    served.await.unwrap().unwrap();
}

#[tokio::test]
async fn http_statuses_come_with_their_headers_and_once() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    order(&bench, "actives", FaultKind::Status { status: 429, retry_after: Some(7) });
    let (status, headers, _) = raw(&bench.simulator, client.request(ACTIVE, &json!({}))).await.unwrap();
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (StatusCode::TOO_MANY_REQUESTS, "7"));
    order(&bench, "actives", FaultKind::Status { status: 503, retry_after: None });
    assert_eq!(client.send(ACTIVE, json!({})).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(client.send(ACTIVE, json!({})).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_expired_token_stays_refused() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    order(&bench, "", FaultKind::ExpiredToken);
    assert_eq!(client.send(ACTIVE, json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(client.send(ACTIVE, json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(bench.atelier().await.send(ACTIVE, json!({})).await.0, StatusCode::OK);
}

#[tokio::test]
async fn wrong_bodies_hide_an_effect_that_happened() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let pdf = client.pdf().await;
    for (number, kind) in [
        ("FA-1", WrongBody::Html),
        ("FA-2", WrongBody::TruncatedJson),
        ("FA-3", WrongBody::WrongType),
        ("FA-4", WrongBody::MoreFields),
        ("FA-5", WrongBody::CutFile),
    ] {
        order(&bench, "soumettre", FaultKind::WrongBody(kind));
        let (status, headers, bytes) =
            raw(&bench.simulator, client.request(SUBMIT, &invoice(number, pdf))).await.unwrap();
        assert_eq!(status, StatusCode::OK);
        let parsed = serde_json::from_slice::<Value>(&bytes);
        match kind {
            WrongBody::Html => assert_eq!(headers["content-type"], "text/html"),
            WrongBody::TruncatedJson => assert!(parsed.is_err()),
            WrongBody::WrongType => assert!(parsed.unwrap()["codeRetour"].is_object()),
            WrongBody::MoreFields => assert!(parsed.unwrap()["champInconnu"].is_string()),
            WrongBody::CutFile => assert_eq!(parsed.unwrap()["codeRetour"], 0, "there is no file in it"),
        }
    }
    assert_eq!(bench.simulator.invoices().len(), 5);
}

#[tokio::test]
async fn a_file_is_cut_and_the_rest_of_its_answer_is_not() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let path = "/transverses/v1/telecharger/annuaire/destinataire";
    let whole = client.done(path, json!({})).await;
    order(&bench, path, FaultKind::WrongBody(WrongBody::CutFile));
    let cut = client.done(path, json!({})).await;
    let file = |answer: &Value| answer["fichierResultat"].as_str().unwrap().to_owned();
    assert!(file(&whole).starts_with(&file(&cut)) && file(&cut).len() < file(&whole).len());
    assert_eq!(file(&cut).len() % 4, 0, "what is left is base64");
}

#[tokio::test]
async fn a_delay_is_a_delay() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    order(&bench, "actives", FaultKind::Delay(120));
    let started = Instant::now();
    client.done(ACTIVE, json!({})).await;
    assert!(started.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn tokens_can_fail_too() {
    let bench = Bench::minimal();
    order(&bench, "oauth", FaultKind::Status { status: 500, retry_after: None });
    let form = "grant_type=client_credentials&client_id=application-atelier&client_secret=secret-atelier";
    assert_eq!(crate::support::token(&bench.simulator, form).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(crate::support::token(&bench.simulator, form).await.0, StatusCode::OK);
}
