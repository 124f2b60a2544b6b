//! A server whose answers each test chooses.

use crate::{Access, Addresses, CallRecord, Client, ClientOptions, Recorder, TechnicalAccount};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Seen {
    pub(super) fn is_token(&self) -> bool {
        self.path == "/token"
    }
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

type Responder = dyn Fn(&Seen) -> Response + Send + Sync;

/// The running server.
pub(super) struct Server {
    pub(super) base: String,
    seen: Mutex<Vec<Seen>>,
    responder: Box<Responder>,
    delay: Duration,
}

impl Server {
    /// Starts a server; `responder` answers everything, token requests included.
    pub(super) async fn start(responder: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Arc<Self> {
        Self::start_slow(Duration::ZERO, responder).await
    }

    /// As [`Server::start`], answering after `delay`.
    pub(super) async fn start_slow(
        delay: Duration,
        responder: impl Fn(&Seen) -> Response + Send + Sync + 'static,
    ) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = Arc::new(Self { base, seen: Mutex::default(), responder: Box::new(responder), delay });
        let router =
            Router::new().fallback(handle).layer(DefaultBodyLimit::disable()).with_state(Arc::clone(&server));
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    /// Starts a server that gives tokens and answers calls with `responder`.
    pub(super) async fn with_token(
        responder: impl Fn(&Seen) -> Response + Send + Sync + 'static,
    ) -> Arc<Self> {
        Self::start(move |seen| if seen.is_token() { token("t", 3600) } else { responder(seen) }).await
    }

    /// Every request seen, token requests included.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(super) fn token_requests(&self) -> usize {
        self.seen().iter().filter(|seen| seen.is_token()).count()
    }

    pub(super) fn calls(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| !seen.is_token()).collect()
    }

    /// A client of this server.
    pub(super) fn client(&self) -> Client {
        self.client_with(options())
    }

    pub(super) fn client_with(&self, options: ClientOptions) -> Client {
        client(&format!("{}/token", self.base), &format!("{}/cpro", self.base), options)
    }

    /// A client of this server in certificate mode.
    pub(super) fn certificate_client(&self) -> Client {
        let access =
            Access::Certificate { base: format!("{}/service", self.base), technical_account: account() };
        Client::new(reqwest::Client::new(), access, options()).unwrap()
    }
}

async fn handle(
    State(server): State<Arc<Server>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let seen = Seen { method, path: uri.path().to_owned(), headers, body };
    server.seen.lock().unwrap().push(seen.clone());
    tokio::time::sleep(server.delay).await;
    (server.responder)(&seen)
}

pub(super) fn account() -> TechnicalAccount {
    TechnicalAccount { login: "TECH_9@exemple.fr".into(), password: "mot:de-passe-é".to_owned().into() }
}

pub(super) fn client(token: &str, api: &str, options: ClientOptions) -> Client {
    let access = Access::Piste {
        addresses: Addresses { token: token.into(), api: api.into() },
        client_id: "application-9".into(),
        client_secret: "secret&9".to_owned().into(),
        technical_account: Some(account()),
    };
    Client::new(reqwest::Client::new(), access, options).unwrap()
}

/// No spacing, so that tests are quick.
pub(super) fn options() -> ClientOptions {
    ClientOptions { minimum_spacing: Duration::ZERO, ..ClientOptions::default() }
}

pub(super) fn answer(status: u16, body: impl Into<String>) -> Response {
    let headers = [("content-type", "application/json"), ("x-correlationid", "Id-0a1b 0")];
    (StatusCode::from_u16(status).unwrap(), headers, body.into()).into_response()
}

pub(super) fn token(value: &str, lifetime: i64) -> Response {
    answer(
        200,
        format!(
            r#"{{"access_token":"{value}","token_type":"Bearer","expires_in":{lifetime},"scope":"openid"}}"#
        ),
    )
}

/// An answer without any field but the two common ones.
pub(super) fn done() -> Response {
    answer(200, r#"{"codeRetour":0,"libelle":"GCU_MSG_01_000"}"#)
}

/// Keeps what it is told.
#[derive(Default)]
pub(super) struct Notebook(pub(super) Mutex<Vec<CallRecord>>);

impl Recorder for Notebook {
    fn record(&self, call: &CallRecord) {
        self.0.lock().unwrap().push(call.clone());
    }
}

/// Keeps what it is told, bodies included.
#[derive(Default)]
pub(super) struct Journal(pub(super) Mutex<Vec<CallRecord>>);

impl Recorder for Journal {
    fn record(&self, call: &CallRecord) {
        self.0.lock().unwrap().push(call.clone());
    }
    fn wants_bodies(&self) -> bool {
        true
    }
}
