//! The simulator on its router, with one desk for each technical account.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chorus_pro_simulator::{Options, Pace, Simulator, World};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{monday, world};

pub(crate) const SUPPLIER_LOGIN: &str = "TECH_1_000001@cpro.fr";
pub(crate) const RECIPIENT_LOGIN: &str = "TECH_1_000011@cpro.fr";

pub(crate) struct Bench {
    pub(crate) simulator: Simulator,
}

/// One technical account with its token.
#[derive(Clone)]
pub(crate) struct Desk {
    simulator: Simulator,
    pub(crate) token: String,
    pub(crate) account: String,
}

/// Status, headers and body of an answer; an empty body is `null`.
pub(crate) async fn raw(simulator: &Simulator, request: Request<Body>) -> (StatusCode, HeaderMap, Value) {
    let response = simulator.router().oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("body");
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).expect("JSON") };
    (parts.status, parts.headers, body)
}

/// Asks for a token with a form.
pub(crate) async fn token(simulator: &Simulator, form: String) -> (StatusCode, Value) {
    let request = Request::post("/api/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .expect("request");
    let (status, _, body) = raw(simulator, request).await;
    (status, body)
}

impl Bench {
    /// The world of the examples; every automatic step takes ten minutes.
    pub(crate) fn start() -> Self {
        Self::with(world(monday()))
    }

    pub(crate) fn with(seed: World) -> Self {
        let now = seed.now;
        let simulator = Simulator::new(Options {
            seed,
            state_file: None,
            now: Arc::new(move || now),
            speed: 1.0,
            pace: Pace::steady(600),
            strict: true,
            apart: apart::Apart::here(),
        });
        Self { simulator: simulator.expect("simulator") }
    }

    pub(crate) fn later(&self, minutes: u64) {
        self.simulator.jump(Duration::from_secs(minutes * 60));
    }

    async fn desk(&self, application: &str, login: &str) -> Desk {
        let form = format!(
            "grant_type=client_credentials&client_id=application-{application}&client_secret=secret-{application}"
        );
        let (status, body) = token(&self.simulator, form).await;
        assert_eq!(status, StatusCode::OK);
        Desk {
            simulator: self.simulator.clone(),
            token: body["access_token"].as_str().expect("token").to_owned(),
            account: STANDARD.encode(format!("{login}:mot-de-passe")),
        }
    }

    /// EXEMPLE SARL.
    pub(crate) async fn supplier(&self) -> Desk {
        self.desk("atelier", SUPPLIER_LOGIN).await
    }

    /// TITULAIRE SAS.
    pub(crate) async fn validator(&self) -> Desk {
        self.desk("beton", "TECH_1_000002@cpro.fr").await
    }

    /// VILLE EXEMPLE.
    pub(crate) async fn recipient(&self) -> Desk {
        self.desk("ville", RECIPIENT_LOGIN).await
    }
}

impl Desk {
    /// A call below `/cpro` with the headers of the examples.
    pub(crate) fn request(&self, method: &str, path: &str, body: &Value) -> Request<Body> {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        Request::builder()
            .method(method)
            .uri(format!("/cpro{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("cpro-account", &self.account)
            .header("content-type", "application/json;charset=utf-8")
            .header("accept", "application/json;charset=utf-8")
            .body(body)
            .expect("request")
    }

    /// Any answer.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        let (status, _, body) = raw(&self.simulator, self.request(method, path, body)).await;
        (status, body)
    }

    /// An answer with `codeRetour` 0.
    pub(crate) async fn done(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.send("POST", path, &body).await;
        assert_eq!((status, &answer["codeRetour"]), (StatusCode::OK, &json!(0)), "{path}: {answer}");
        answer
    }
}
