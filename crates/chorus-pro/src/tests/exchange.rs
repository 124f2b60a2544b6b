//! Token, headers, limits, records.

use super::server::{Notebook, Server, answer, done, options, token};
use crate::{
    ClientOptions, Error, GatewayKind, Layer, NetworkCause, RetryAdvice, SERVICES, Sent, TokenRefusal,
    structures::ConsulterStructure, transverses::RecupererTypesPieceJointe,
};
use futures::future::join_all;
use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

#[tokio::test]
async fn a_call_carries_the_token_the_account_and_the_media_types() {
    let server = Server::with_token(|_| done()).await;
    server.client().structures().consulter(&ConsulterStructure::new(12)).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(
        seen[0].body,
        "grant_type=client_credentials&client_id=application-9&client_secret=secret%269&scope=openid"
    );
    assert_eq!(seen[1].path, "/cpro/structures/v1/consulter");
    assert_eq!(seen[1].header("authorization"), "Bearer t");
    // base64 of `TECH_9@exemple.fr:mot:de-passe-é` in UTF-8
    assert_eq!(seen[1].header("cpro-account"), "VEVDSF85QGV4ZW1wbGUuZnI6bW90OmRlLXBhc3NlLcOp");
    assert_eq!(seen[1].header("content-type"), "application/json;charset=utf-8");
    assert_eq!(seen[1].header("accept"), "application/json;charset=utf-8");
    assert_eq!(seen[1].json(), serde_json::json!({"idStructureCPP": 12}));
}

#[tokio::test]
async fn certificate_mode_uses_basic_authentication_and_legacy_paths() {
    let server = Server::start(|_| done()).await;
    server.certificate_client().structures().consulter(&ConsulterStructure::new(12)).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "no token is asked for");
    assert_eq!(seen[0].path, "/service/structures/consulter");
    assert_eq!(seen[0].header("authorization"), "Basic VEVDSF85QGV4ZW1wbGUuZnI6bW90OmRlLXBhc3NlLcOp");
    assert_eq!(seen[0].header("cpro-account"), "");
}

#[tokio::test]
async fn the_probe_is_a_get_and_needs_no_return_code() {
    let server =
        Server::with_token(|_| answer(200, r#"{"body":"OK","statusCode":"OK","statusCodeValue":200}"#)).await;
    let output = server.client().transverses().health_check().await.unwrap();
    assert_eq!(output.status_code_value, Some(200));
    let call = &server.calls()[0];
    assert_eq!((call.method.as_str(), call.path.as_str()), ("GET", "/cpro/transverses/v1/health-check"));
    assert!(call.body.is_empty());
}

#[tokio::test]
async fn a_service_without_input_gets_an_empty_object() {
    let server = Server::with_token(|_| done()).await;
    let output = server.client().transverses().recuperer_structures_actives_fournisseur().await.unwrap();
    assert!(output.liste_structures.is_empty());
    assert_eq!(server.calls()[0].body, "{}");
}

#[tokio::test]
async fn one_token_serves_many_concurrent_calls() {
    let server = Server::start_slow(Duration::from_millis(50), |seen| {
        if seen.is_token() { token("t", 3600) } else { done() }
    })
    .await;
    let client = server.client();
    let input = ConsulterStructure::new(1);
    let outcomes = join_all((0..12).map(|_| client.call(&input))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    client.call(&input).await.unwrap();
    assert_eq!((server.token_requests(), server.calls().len()), (1, 13));
}

#[tokio::test]
async fn a_refused_secret_is_tried_once_for_all_waiting_calls() {
    let server =
        Server::start_slow(Duration::from_millis(50), |_| answer(400, r#"{"error":"invalid_client"}"#)).await;
    let client = server.client_with(ClientOptions { concurrency: 8, ..options() });
    let input = ConsulterStructure::new(1);
    let outcomes = join_all((0..8).map(|_| client.call(&input))).await;
    for outcome in outcomes {
        let error = outcome.unwrap_err();
        assert!(matches!(&error, Error::Token(token) if token.refusal == TokenRefusal::InvalidClient));
        assert_eq!((error.layer(), error.retry_advice()), (Some(Layer::Token), RetryAdvice::Never));
    }
    assert_eq!(server.token_requests(), 1);
    assert!(client.call(&input).await.is_err());
    assert_eq!(server.token_requests(), 2, "a later call tries again");
}

#[tokio::test]
async fn a_token_about_to_expire_is_renewed() {
    let server = Server::start(|seen| if seen.is_token() { token("t", 1) } else { done() }).await;
    let client = server.client();
    client.call(&ConsulterStructure::new(1)).await.unwrap();
    client.call(&ConsulterStructure::new(1)).await.unwrap();
    assert_eq!(server.token_requests(), 1);
    tokio::time::sleep(Duration::from_millis(950)).await;
    client.call(&ConsulterStructure::new(1)).await.unwrap();
    assert_eq!(server.token_requests(), 2);
}

/// Tokens `t1`, `t2`, …; calls succeed with tokens up to `good`, which the test moves.
async fn server_with_moving_token(good: Arc<AtomicUsize>) -> Arc<Server> {
    let issued = AtomicUsize::new(0);
    Server::start(move |seen| {
        if seen.is_token() {
            return token(&format!("t{}", issued.fetch_add(1, Ordering::SeqCst) + 1), 3600);
        }
        let number: usize = seen.header("authorization").trim_start_matches("Bearer t").parse().unwrap();
        if number >= good.load(Ordering::SeqCst) { done() } else { answer(401, "") }
    })
    .await
}

#[tokio::test]
async fn a_401_with_an_older_token_renews_it_once_and_calls_again() {
    let good = Arc::new(AtomicUsize::new(1));
    let server = server_with_moving_token(Arc::clone(&good)).await;
    let client = server.client();
    let input = ConsulterStructure::new(1);
    client.call(&input).await.unwrap();
    good.store(2, Ordering::SeqCst);
    let outcomes = join_all((0..4).map(|_| client.call(&input))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(server.token_requests(), 2, "four calls share one renewal");

    good.store(usize::MAX, Ordering::SeqCst);
    let before = server.calls().len();
    let error = client.call(&input).await.unwrap_err();
    assert!(matches!(error, Error::Gateway { kind: GatewayKind::TechnicalAccountRefused, .. }));
    assert_eq!((server.token_requests(), server.calls().len() - before), (3, 2), "one renewal, one retry");
}

#[tokio::test]
async fn a_refused_account_costs_one_exchange_and_no_token_each_time() {
    let server = Server::with_token(|_| answer(401, "")).await;
    let client = server.client();
    for calls in 1..=3 {
        let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
        assert!(matches!(error, Error::Gateway { kind: GatewayKind::TechnicalAccountRefused, .. }));
        assert_eq!((server.token_requests(), server.calls().len()), (1, calls));
    }
}

#[tokio::test]
async fn a_401_with_a_fresh_token_is_the_technical_account() {
    let server = Server::with_token(|_| answer(401, "")).await;
    let error = server.client().call(&ConsulterStructure::new(1)).await.unwrap_err();
    assert!(matches!(error, Error::Gateway { status: 401, kind: GatewayKind::TechnicalAccountRefused, .. }));
    assert_eq!((error.layer(), error.retry_advice()), (Some(Layer::TechnicalAccount), RetryAdvice::Never));
    assert_eq!((server.token_requests(), server.calls().len()), (1, 1));
}

#[tokio::test]
async fn every_exchange_is_recorded() {
    let server =
        Server::with_token(|_| answer(200, r#"{"codeRetour":20002,"libelle":"GDP_MSG_11.033"}"#)).await;
    let notebook = Arc::new(Notebook::default());
    let recorder: Arc<dyn crate::Recorder> = Arc::<Notebook>::clone(&notebook);
    let client = server.client_with(ClientOptions { recorder: Some(recorder), ..options() });
    client.transverses().recuperer_typespj(&RecupererTypesPieceJointe::default()).await.unwrap_err();
    let records = notebook.0.lock().unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!((records[0].service.name, records[0].http_status), ("token", Some(200)));
    assert_eq!(records[1].service.name, "recupererTypePieceJointe");
    assert_eq!((records[1].http_status, records[1].code_retour), (Some(200), Some(20002)));
    assert_eq!(records[1].correlation_id.as_deref(), Some("Id-0a1b 0"));
}

#[tokio::test]
async fn no_more_calls_than_allowed_are_under_way() {
    let under_way = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let counters = Arc::clone(&under_way);
    let router = axum::Router::new().fallback(move |uri: axum::http::Uri| {
        let counters = Arc::clone(&counters);
        async move {
            if uri.path() == "/token" {
                return token("t", 3600);
            }
            let now = counters.0.fetch_add(1, Ordering::SeqCst) + 1;
            counters.1.fetch_max(now, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(30)).await;
            counters.0.fetch_sub(1, Ordering::SeqCst);
            done()
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let options = ClientOptions { concurrency: 2, ..options() };
    let client = super::server::client(&format!("{base}/token"), &format!("{base}/cpro"), options);
    let input = ConsulterStructure::new(1);
    join_all((0..8).map(|_| client.call(&input))).await;
    assert_eq!(under_way.1.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn calls_are_spaced_out() {
    let server = Server::with_token(|_| done()).await;
    let spacing = Duration::from_millis(60);
    let client = server.client_with(ClientOptions { minimum_spacing: spacing, burst: 1, ..options() });
    let started = Instant::now();
    let input = ConsulterStructure::new(1);
    join_all((0..4).map(|_| client.call(&input))).await;
    assert!(started.elapsed() >= spacing * 3, "{:?}", started.elapsed());
}

#[test]
fn the_table_names_each_service_once_with_an_unversioned_legacy_path() {
    assert_eq!(SERVICES.len(), 85, "the services of API.md §4");
    let paths: HashSet<_> = SERVICES.iter().map(|service| (service.method, service.path)).collect();
    assert_eq!(paths.len(), SERVICES.len());
    for service in SERVICES {
        assert_eq!(service.path.split('/').nth(1), Some("v1"), "{}", service.path);
        let legacy = service.path.replace("facturesTravaux/", "factures/travaux/").replace("/v1/", "/");
        let bare = service.path.starts_with("organisations/");
        assert_eq!(service.shape == crate::Shape::Bare, bare, "{}", service.path);
        assert_eq!(service.legacy_path(), (!bare).then_some(legacy));
    }
}

#[tokio::test]
async fn nothing_printed_shows_a_secret() {
    let server = Server::with_token(|_| answer(500, "mot:de-passe-é")).await;
    let client = server.client();
    let error = client.call(&ConsulterStructure::new(1)).await.unwrap_err();
    let printed = format!("{client:?} {error:?} {error} {:?}", super::server::account());
    for secret in ["secret&9", "mot:de-passe", "VEVDSF85", "Bearer"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    for api in ["", "chorus", "ftp://exemple.fr", "https://moi:secret@exemple.fr"] {
        let addresses = crate::Addresses { token: "https://exemple.fr/token".into(), api: api.into() };
        let access = crate::Access::Piste {
            addresses,
            client_id: String::new(),
            client_secret: String::new().into(),
            technical_account: Some(super::server::account()),
        };
        let outcome = crate::Client::new(reqwest::Client::new(), access, options());
        assert_eq!(outcome.unwrap_err().which, "api");
    }
}

#[tokio::test]
async fn a_token_service_that_hangs_keeps_no_call_longer_than_one_limit() {
    let server = Server::start_slow(Duration::from_secs(30), |_| token("t", 3600)).await;
    let limit = Duration::from_millis(400);
    let client = server.client_with(ClientOptions { timeout: limit, concurrency: 1, ..options() });
    let started = Instant::now();
    let input = ConsulterStructure::new(1);
    for outcome in join_all((0..6).map(|_| client.call(&input))).await {
        let error = outcome.unwrap_err();
        let Error::Network { service, sent: Sent::No, cause: NetworkCause::Timeout, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!((service.name, error.retry_advice()), ("token", RetryAdvice::After(None)));
    }
    assert!(started.elapsed() < limit * 2, "{:?}", started.elapsed());
    assert_eq!(server.token_requests(), 1, "all waited for the same one");
}

#[tokio::test]
async fn a_token_without_any_life_left_is_used_once_and_not_waited_for() {
    let server = Server::start(|seen| if seen.is_token() { token("t", 0) } else { done() }).await;
    let client = server.client();
    for calls in 1..=2 {
        client.call(&ConsulterStructure::new(1)).await.unwrap();
        assert_eq!((server.token_requests(), server.calls().len()), (calls, calls));
    }
}

/// An output that counts how often it is read.
#[derive(Debug, serde::Serialize)]
struct Counted;

static READ: AtomicUsize = AtomicUsize::new(0);

impl<'de> serde::Deserialize<'de> for Counted {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        READ.fetch_add(1, Ordering::SeqCst);
        let entries = std::collections::BTreeMap::<String, serde_json::Value>::deserialize(deserializer)?;
        assert_eq!(entries["codeRetour"], 0, "the head reaches the output too");
        Ok(Self)
    }
}

#[derive(serde::Serialize)]
struct Counting {}

impl crate::Input for Counting {
    type Output = Counted;
    const SERVICE: &'static crate::Service = &crate::Service {
        name: "essai",
        method: crate::Method::Post,
        path: "factures/v1/essai",
        confidence: crate::Confidence::Spec,
        effect: crate::Effect::Read,
        shape: crate::Shape::Functional,
    };
}

#[tokio::test]
async fn an_answer_is_read_once_and_its_head_recorded() {
    let server =
        Server::with_token(|_| answer(200, r#"{"x":[1,{"codeRetour":9}],"libelle":"LU","codeRetour":0}"#))
            .await;
    let notebook = Arc::new(Notebook::default());
    let recorder: Arc<dyn crate::Recorder> = Arc::<Notebook>::clone(&notebook);
    let client = server.client_with(ClientOptions { recorder: Some(recorder), ..options() });
    client.call(&Counting {}).await.unwrap();
    assert_eq!(READ.load(Ordering::SeqCst), 1);
    let records = notebook.0.lock().unwrap();
    assert_eq!((records[1].code_retour, records[1].libelle.as_deref()), (Some(0), Some("LU")));
}
