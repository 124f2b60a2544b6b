//! The gateways in front of the services, PISTE and the older certificate mode: tokens, credentials, faults, trace
//! headers.

mod broken;
mod credentials;
pub(crate) mod tls;
mod upload;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State as AxumState};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use serde_json::{Value, json};

use crate::calls::{BODY_KEPT, Call};
use crate::faults::{FaultKind, WrongBody};
use crate::input::{Input, Malformed};
use crate::random::fingerprint;
use crate::services::{self, Access, Exchange, FileField, Handler, Route};
use crate::simulator::Simulator;
use credentials::{Caller, Denied};
use tls::Peer;

/// Path of the token request.
pub(crate) const TOKEN_PATH: &str = "/api/oauth/token";
/// Path all services start with.
pub(crate) const API_PATH: &str = "/cpro";
/// Paths all services start with in certificate mode: production, then qualification (API.md §2).
pub(crate) const CERTIFICATE_PATHS: [&str; 2] = ["/service", "/service-qualif"];

/// 120 MB of files in base64 and the JSON around them.
const BODY_LIMIT: usize = 170 * 1024 * 1024;

/// What is answered, before faults change it.
struct Reply {
    status: StatusCode,
    /// `None`: nothing is written, not even an empty object.
    body: Option<Value>,
    retry_after: Option<u32>,
    /// The methods of the path, when the call had another one.
    allow: Option<String>,
}

impl Reply {
    fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body: Some(body), retry_after: None, allow: None }
    }

    fn coded((status, body): (u16, Option<Value>)) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, body, retry_after: None, allow: None }
    }

    /// A path or a method no service has. The reference shows 403 `{}` for a path PISTE does not know (API.md §1.4);
    /// 405 for another method of a known path, and 404 where no PISTE stands in front, are inferred.
    fn unknown(access: Access, path: &str) -> Self {
        let methods = services::methods(access, path);
        if !methods.is_empty() {
            return Self {
                allow: Some(methods.join(", ")),
                ..Self::new(StatusCode::METHOD_NOT_ALLOWED, json!({}))
            };
        }
        let status = if access == Access::Piste { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
        Self::new(status, json!({}))
    }

    fn field(&self, name: &str) -> Option<&Value> {
        self.body.as_ref()?.get(name)
    }
}

/// What is noted about a call while it is answered.
#[derive(Default)]
struct Trace {
    application: Option<String>,
    account: Option<String>,
    request_bytes: usize,
    request: Option<Value>,
}

pub(crate) fn router(simulator: &Simulator) -> Router {
    let bases = [API_PATH].into_iter().chain(CERTIFICATE_PATHS);
    let routes = Router::new().route(TOKEN_PATH, any(receive));
    bases
        .fold(routes, |routes, base| {
            routes.route(base, any(receive)).route(&format!("{base}/{{*path}}"), any(receive))
        })
        .with_state(simulator.clone())
}

/// By which way a path reaches the services, and its part below the base.
fn way_in(path: &str) -> (Access, &str) {
    let below = |base: &str| {
        let rest = path.strip_prefix(base)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    };
    match CERTIFICATE_PATHS.into_iter().find_map(below) {
        Some(service) => (Access::Certificate, service),
        None => (Access::Piste, below(API_PATH).unwrap_or_default()),
    }
}

/// Every call to the platform: ordered faults around the real work.
async fn receive(AxumState(simulator): AxumState<Simulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0.clone()).unwrap_or_default();
    let (fault, started, correlation) = {
        let mut state = simulator.lock();
        state.serial += 1;
        let started = state.clock.real();
        let serial = state.serial.to_be_bytes();
        let digest = fingerprint(&[&serial, path.as_bytes(), started.to_rfc3339().as_bytes()]);
        (state.faults.take(&path), started, digest)
    };
    let mut trace = Trace::default();
    let reply = match &fault {
        Some(FaultKind::CutBefore) => None,
        Some(FaultKind::Status { status, retry_after }) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some(Reply { retry_after: *retry_after, ..Reply::new(status, json!({})) })
        }
        _ => {
            if let Some(FaultKind::Delay(milliseconds)) = &fault {
                tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
            }
            if fault == Some(FaultKind::ExpiredToken) {
                credentials::revoke(&simulator, &parts.headers);
            }
            match axum::body::to_bytes(body, BODY_LIMIT).await {
                Ok(bytes) => {
                    let call = Received {
                        method: parts.method.as_str(),
                        path: &path,
                        headers: &parts.headers,
                        peer,
                    };
                    Some(work(&simulator, call, bytes, &mut trace).await)
                }
                Err(_) => Some(Reply::new(StatusCode::PAYLOAD_TOO_LARGE, json!({}))),
            }
        }
    };
    note(&simulator, parts.method.as_str(), path, trace, reply.as_ref(), fault.is_some(), started);
    match (reply, fault) {
        (None, _) | (_, Some(FaultKind::CutAfter)) => broken::connection(),
        (Some(reply), Some(FaultKind::WrongBody(kind))) => write(reply, Some(kind), &correlation),
        (Some(reply), _) => write(reply, None, &correlation),
    }
}

fn note(
    simulator: &Simulator,
    method: &str,
    path: String,
    trace: Trace,
    reply: Option<&Reply>,
    faulty: bool,
    started: chrono::DateTime<chrono::Utc>,
) {
    let mut state = simulator.lock();
    let milliseconds = (state.clock.real() - started).num_milliseconds();
    let at = state.clock.now();
    state.calls.add(Call {
        at,
        method: method.to_owned(),
        path,
        application: trace.application,
        account: trace.account,
        request_bytes: trace.request_bytes,
        request: trace.request,
        status: reply.map(|reply| reply.status.as_u16()),
        return_code: reply.and_then(|reply| reply.field("codeRetour")?.as_i64()),
        label: reply.and_then(|reply| Some(reply.field("libelle")?.as_str()?.to_owned())),
        faulty,
        milliseconds,
    });
}

/// The head of a call and the certificate of its connection.
struct Received<'a> {
    method: &'a str,
    path: &'a str,
    headers: &'a HeaderMap,
    peer: Peer,
}

/// The call as the platform would answer it.
async fn work(simulator: &Simulator, call: Received<'_>, body: Bytes, trace: &mut Trace) -> Reply {
    trace.request_bytes = body.len();
    let Received { method, path, headers, peer } = call;
    if path == TOKEN_PATH {
        if method != "POST" {
            let refused = Reply::new(StatusCode::METHOD_NOT_ALLOWED, json!({}));
            return Reply { allow: Some("POST".to_owned()), ..refused };
        }
        let (status, body) = credentials::token(simulator, headers, &body, &mut trace.application);
        return Reply::new(status, body);
    }
    let (access, service) = way_in(path);
    let Some((route, values)) = services::route(access, method, service) else {
        return Reply::unknown(access, service);
    };
    let caller = match access {
        Access::Piste => credentials::caller(simulator, headers, route.api(), &mut trace.application),
        Access::Certificate => credentials::declared(simulator, headers, &peer),
    };
    let caller = match caller {
        Ok(caller) => caller,
        Err(Denied::WrongAccount) if route.api() == "organisations" => {
            let body = json!({"ErrorCode": "401", "Description": "[invalid field]"});
            return Reply::new(StatusCode::UNAUTHORIZED, body);
        }
        Err(Denied::Unauthorized | Denied::WrongAccount) => {
            return Reply::new(StatusCode::UNAUTHORIZED, json!({}));
        }
        Err(Denied::NotSubscribed | Denied::NoCertificate) => {
            return Reply::new(StatusCode::FORBIDDEN, json!({}));
        }
        Err(Denied::NotAuthorised) => {
            let echo = serde_json::from_slice(&body).unwrap_or_else(|_| json!({}));
            return Reply::new(StatusCode::FORBIDDEN, echo);
        }
    };
    trace.account = Some(caller.account.login.clone());
    if method != "GET" && !is_json(headers) {
        return Reply::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, json!({}));
    }
    let input = match parse(body).await {
        Ok(input) => input,
        Err(malformed) => {
            return Reply::coded(match route.handler {
                Handler::Rest(_) => services::rest_answer(Err(malformed.into())),
                _ => services::answer(route, Err(malformed.into())),
            });
        }
    };
    if trace.request_bytes <= BODY_KEPT {
        trace.request = Some(input.clone());
    }
    Reply::coded(serve(simulator, route, &caller, values, input).await)
}

/// An absent media type is tolerated.
fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|value| value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("json")))
}

/// Large bodies are parsed off the async threads.
async fn parse(body: Bytes) -> Result<Value, Malformed> {
    let malformed = |_| Malformed("(corps)".to_owned());
    if body.is_empty() {
        return Ok(Value::Null);
    }
    if body.len() < 256 * 1024 {
        return serde_json::from_slice(&body).map_err(malformed);
    }
    let parsed = tokio::task::spawn_blocking(move || serde_json::from_slice(&body)).await;
    parsed.map_err(|_| Malformed("(corps)".to_owned()))?.map_err(malformed)
}

/// Reads the file of the request if there is one, lets the handler work on the locked world, then does the
/// rest without it.
async fn serve(
    simulator: &Simulator,
    route: &'static Route,
    caller: &Caller,
    path: Vec<String>,
    mut body: Value,
) -> (u16, Option<Value>) {
    let upload = match route.file {
        FileField::None => None,
        field => match upload::read(simulator.apart(), field, &mut body).await {
            Ok(upload) => Some(upload),
            Err(refusal) => return services::answer(route, Err(refusal)),
        },
    };
    let input = match Input::body(&body) {
        Ok(input) => input,
        Err(malformed) => return services::answer(route, Err(malformed.into())),
    };
    let kept = upload.as_ref().map(|upload| upload.bytes.clone());
    let done = {
        let mut guard = simulator.lock();
        let state = &mut *guard;
        let now = state.catch_up();
        let (ledger, files, account) = (&mut state.ledger, &mut state.files, &caller.account);
        let mut exchange = Exchange { ledger, files, account, now, upload, path };
        let mut written = None;
        let step = match route.handler {
            Handler::Functional(handler) => {
                let outcome = handler(&mut exchange, input);
                let id = outcome.as_ref().ok().and_then(|fields| fields.get("pieceJointeId")?.as_i64());
                written = id.and_then(|id| state.files.path(id));
                Ok(services::answer(route, outcome))
            }
            Handler::Rest(handler) => Ok(services::rest_answer(handler(&mut exchange, input))),
            Handler::Deferred(handler) => match handler(&mut exchange, input) {
                Ok(work) => Err(work),
                Err(refusal) => Ok(services::answer(route, Err(refusal))),
            },
        };
        (step, written)
    };
    simulator.changed();
    if let (Some(path), Some(bytes)) = (done.1, kept) {
        upload::write(path, bytes).await;
    }
    match done.0 {
        Ok(answer) => answer,
        Err(work) => match tokio::task::spawn_blocking(work).await {
            Ok(outcome) => services::answer(route, outcome),
            Err(error) => {
                tracing::warn!(%error, "the work behind an answer ended badly");
                (500, Some(json!({})))
            }
        },
    }
}

fn write(reply: Reply, wrong: Option<WrongBody>, correlation: &str) -> Response {
    let text = reply.body.as_ref().map(Value::to_string).unwrap_or_default();
    let (media_type, body) = match wrong {
        None => ("application/json", text),
        Some(WrongBody::Html) => ("text/html", broken::HTML.to_owned()),
        Some(WrongBody::TruncatedJson) => ("application/json", broken::half(&text)),
        Some(WrongBody::WrongType) => {
            let other = reply.body.as_ref().map(|body| broken::other_types(body).to_string());
            ("application/json", other.unwrap_or_default())
        }
        Some(WrongBody::MoreFields) => {
            let more = reply.body.as_ref().map(|body| broken::more_fields(body).to_string());
            ("application/json", more.unwrap_or_default())
        }
        Some(WrongBody::CutFile) => {
            let cut = reply.body.as_ref().map(|body| broken::cut_files(body).to_string());
            ("application/json", cut.unwrap_or_default())
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = if wrong == Some(WrongBody::Html) { StatusCode::OK } else { reply.status };
    let headers = response.headers_mut();
    if wrong == Some(WrongBody::Html) || reply.body.is_some() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let id = format!("Id-{} 0", correlation.get(..24).unwrap_or_default());
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert("x-correlationid", id);
    }
    if let Some(methods) = reply.allow.and_then(|methods| HeaderValue::from_str(&methods).ok()) {
        headers.insert(header::ALLOW, methods);
    }
    if let Some(seconds) = reply.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
