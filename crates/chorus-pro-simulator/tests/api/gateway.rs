//! Tokens, credentials and the shapes of refusals.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Bench, raw, token};

const RATTACHEMENTS: &str = "/utilisateurs/v1/monCompte/recuperer/rattachements";

#[tokio::test]
async fn a_token_is_given_for_any_scope_and_for_basic_credentials() {
    let bench = Bench::minimal();
    let credentials =
        "grant_type=client_credentials&client_id=application-atelier&client_secret=secret-atelier";
    for scope in ["", "&scope=openid", "&scope=openid+profile", "&scope=openid%20resource.READ"] {
        let (status, body) = token(&bench.simulator, &format!("{credentials}{scope}")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body["token_type"], "Bearer");
        assert!(body["expires_in"].is_i64(), "an integer, not a string");
    }
    let request = Request::post("/api/oauth/token")
        .header("authorization", format!("Basic {}", STANDARD.encode("application-atelier:secret-atelier")))
        .body(Body::from("grant_type=client_credentials"))
        .unwrap();
    assert_eq!(raw(&bench.simulator, request).await.unwrap().0, StatusCode::OK);
}

#[tokio::test]
async fn wrong_client_credentials_are_refused_with_400() {
    let bench = Bench::minimal();
    let form = "grant_type=client_credentials&client_id=application-atelier&client_secret=faux";
    let (status, body) = token(&bench.simulator, form).await;
    assert_eq!((status, &body["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_client")));
    assert!(body["error_description"].is_string(), "{body}");
}

#[tokio::test]
async fn a_bad_token_or_account_on_a_known_route_is_401() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut stranger = client.clone();
    stranger.token = "inconnu".to_owned();
    assert_eq!(stranger.send(RATTACHEMENTS, json!({})).await.0, StatusCode::UNAUTHORIZED);
    let mut wrong = client.clone();
    wrong.account = STANDARD.encode("TECH_1_000001@cpro.fr:faux");
    assert_eq!(wrong.send(RATTACHEMENTS, json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(client.send(RATTACHEMENTS, json!({})).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_token_expires_after_an_hour_of_real_time_only() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    bench.later(600);
    assert_eq!(
        client.send(RATTACHEMENTS, json!({})).await.0,
        StatusCode::OK,
        "a jump of the clock keeps tokens"
    );
    *bench.real.lock().unwrap() += chrono::Duration::seconds(3_601);
    assert_eq!(client.send(RATTACHEMENTS, json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_unknown_route_is_403_with_an_empty_object() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let answer = client.send("/factures/v1/consulter/cr", json!({"a": 1})).await;
    assert_eq!(answer, (StatusCode::FORBIDDEN, json!({})));
}

#[tokio::test]
async fn a_missing_subscription_is_403_empty_and_a_missing_authorisation_echoes_the_request() {
    let mut world = chorus_pro_simulator::World::minimal(crate::support::monday());
    world.applications[0].subscriptions.retain(|api| api != "utilisateurs");
    world.applications[1].authorised = false;
    let bench = Bench::with(world);
    let atelier = bench.atelier().await;
    assert_eq!(atelier.send(RATTACHEMENTS, json!({"a": 1})).await, (StatusCode::FORBIDDEN, json!({})));
    let beton = bench.beton().await;
    assert_eq!(beton.send(RATTACHEMENTS, json!({"a": 1})).await, (StatusCode::FORBIDDEN, json!({"a": 1})));
    // The account's raccordement names another application.
    let mut mixed = bench.ville().await;
    mixed.account = atelier.account.clone();
    assert_eq!(mixed.send(RATTACHEMENTS, json!({"b": 2})).await, (StatusCode::FORBIDDEN, json!({"b": 2})));
}

#[tokio::test]
async fn an_expired_technical_password_is_401() {
    let mut world = chorus_pro_simulator::World::minimal(crate::support::monday());
    world.accounts[0].password_expires = Some(crate::support::monday().date_naive());
    let bench = Bench::with(world);
    let client = bench.atelier().await;
    assert_eq!(client.send(RATTACHEMENTS, json!({})).await.0, StatusCode::OK);
    bench.later(24 * 60);
    assert_eq!(client.send(RATTACHEMENTS, json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn bodies_are_read_tolerantly_but_not_blindly() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    assert_eq!(client.send(RATTACHEMENTS, json!([])).await.0, StatusCode::OK);
    let (status, body) = client.send("/structures/v1/consulter", json!({"idStructureCPP": "abc"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["libelle"].as_str().unwrap().contains("idStructureCPP"));
    let mut request = client.request(RATTACHEMENTS, &json!({}));
    request.headers_mut().insert("content-type", "text/xml".parse().unwrap());
    assert_eq!(raw(&bench.simulator, request).await.unwrap().0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn answers_carry_a_correlation_id() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let (_, headers, _) = raw(&bench.simulator, client.request(RATTACHEMENTS, &json!({}))).await.unwrap();
    let id = headers["x-correlationid"].to_str().unwrap();
    let hex = id.strip_prefix("Id-").and_then(|id| id.strip_suffix(" 0")).unwrap();
    assert!(hex.len() == 24 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
}

#[tokio::test]
async fn the_probe_answers_without_return_code() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut request = client.request("/transverses/v1/health-check", &Value::Null);
    *request.method_mut() = axum::http::Method::GET;
    *request.body_mut() = Body::empty();
    let (status, _, bytes) = raw(&bench.simulator, request).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((status, body["statusCodeValue"].clone()), (StatusCode::OK, json!(200)));
    assert!(body.get("codeRetour").is_none());
}

async fn plain(bench: &Bench, method: &str, path: &str) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("request");
    raw(&bench.simulator, request).await.expect("answer")
}

#[tokio::test]
async fn another_method_on_a_known_path_is_405_with_the_right_ones() {
    let bench = Bench::minimal();
    for (method, path) in [
        ("GET", "/api/oauth/token"),
        ("GET", "/cpro/factures/v1/soumettre"),
        ("PUT", "/service/factures/soumettre"),
    ] {
        let (status, headers, body) = plain(&bench, method, path).await;
        assert_eq!((status, body.as_slice()), (StatusCode::METHOD_NOT_ALLOWED, b"{}".as_slice()), "{path}");
        assert_eq!(headers["allow"], "POST");
        assert!(headers["x-correlationid"].to_str().unwrap().starts_with("Id-"));
    }
    let (status, _, body) = plain(&bench, "GET", "/cpro").await;
    assert_eq!((status, body.as_slice()), (StatusCode::FORBIDDEN, b"{}".as_slice()));
}

#[tokio::test]
async fn token_requests_without_a_usable_grant_are_refused_with_400() {
    let bench = Bench::minimal();
    for (form, error) in [
        ("client_id=application-atelier&client_secret=secret-atelier", "invalid_request"),
        (
            "grant_type=password&client_id=application-atelier&client_secret=secret-atelier",
            "unsupported_grant_type",
        ),
        ("grant_type=client_credentials", "invalid_client"),
    ] {
        let (status, body) = token(&bench.simulator, form).await;
        assert_eq!((status, &body["error"]), (StatusCode::BAD_REQUEST, &json!(error)));
    }
}

#[tokio::test]
async fn an_application_of_an_internal_account_calls_without_technical_account_only() {
    let mut world = chorus_pro_simulator::World::minimal(crate::support::monday());
    world.accounts[0].internal = true;
    let bench = Bench::with(world);
    let client = bench.atelier().await;
    assert_eq!(
        client.send(RATTACHEMENTS, json!({})).await.0,
        StatusCode::UNAUTHORIZED,
        "the header is there"
    );
    let mut request = client.request(RATTACHEMENTS, &json!({}));
    request.headers_mut().remove("cpro-account");
    assert_eq!(raw(&bench.simulator, request).await.unwrap().0, StatusCode::OK);
    assert_eq!(bench.simulator.calls().last().unwrap().account.as_deref(), Some("TECH_1_000001@cpro.fr"));
    // The others need it as before, and the internal account cannot be named.
    let beton = bench.beton().await;
    let mut request = beton.request(RATTACHEMENTS, &json!({}));
    request.headers_mut().remove("cpro-account");
    assert_eq!(raw(&bench.simulator, request).await.unwrap().0, StatusCode::UNAUTHORIZED);
    let mut named = beton.clone();
    named.account = STANDARD.encode("TECH_1_000001@cpro.fr:mot-de-passe");
    assert_eq!(named.send(RATTACHEMENTS, json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413() {
    let bench = Bench::minimal();
    let client = bench.atelier().await;
    let mut request = client.request(RATTACHEMENTS, &json!({}));
    let part = axum::body::Bytes::from(vec![b' '; 1024 * 1024]);
    let stream =
        futures::stream::iter((0..171).map(move |_| Ok::<_, std::convert::Infallible>(part.clone())));
    *request.body_mut() = Body::from_stream(stream);
    let (status, headers, body) = raw(&bench.simulator, request).await.unwrap();
    assert_eq!((status, body.as_slice()), (StatusCode::PAYLOAD_TOO_LARGE, b"{}".as_slice()));
    assert_eq!(headers["content-type"], "application/json");
}

#[tokio::test]
async fn contradictory_credentials_of_a_world_are_refused() {
    let refused = |change: &dyn Fn(&mut chorus_pro_simulator::World)| {
        let mut world = chorus_pro_simulator::World::minimal(crate::support::monday());
        change(&mut world);
        world.check().expect_err("refused").to_string()
    };
    assert!(refused(&|world| world.accounts[1].login = world.accounts[0].login.clone()).contains("twice"));
    assert!(refused(&|world| world.applications[1] = world.applications[0].clone()).contains("twice"));
    let unknown = refused(&|world| world.accounts[0].applications = vec!["autre".to_owned()]);
    assert!(unknown.contains("autre"), "{unknown}");
}
