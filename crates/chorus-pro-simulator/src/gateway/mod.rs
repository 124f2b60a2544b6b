//! The PISTE gateway in front of the services: tokens, credentials, faults, trace headers.

mod broken;
mod credentials;
mod upload;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as AxumState};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{any, post};
use serde_json::{Value, json};

use crate::calls::{BODY_KEPT, Call};
use crate::faults::{FaultKind, WrongBody};
use crate::input::{Input, Malformed};
use crate::random::fingerprint;
use crate::services::{self, Exchange, FileField, Outcome, Refusal, Route, Upload};
use crate::simulator::Simulator;
use credentials::Caller;

/// Path of the token request.
pub(crate) const TOKEN_PATH: &str = "/api/oauth/token";
/// Path all services start with.
pub(crate) const API_PATH: &str = "/cpro";

/// 120 MB of files in base64 and the JSON around them.
const BODY_LIMIT: usize = 170 * 1024 * 1024;

/// What is answered, before faults change it.
struct Reply {
    status: StatusCode,
    body: Value,
    retry_after: Option<u32>,
}

impl Reply {
    fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body, retry_after: None }
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
    Router::new()
        .route(TOKEN_PATH, post(receive))
        .route(API_PATH, any(receive))
        .route("/cpro/{*path}", any(receive))
        .with_state(simulator.clone())
}

/// Every call to the platform: ordered faults around the real work.
async fn receive(AxumState(simulator): AxumState<Simulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
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
            Some(Reply { status, body: json!({}), retry_after: *retry_after })
        }
        _ => {
            if let Some(FaultKind::Delay(milliseconds)) = &fault {
                tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
            }
            if fault == Some(FaultKind::ExpiredToken) {
                credentials::revoke(&simulator, &parts.headers);
            }
            match axum::body::to_bytes(body, BODY_LIMIT).await {
                Ok(bytes) => Some(
                    work(&simulator, parts.method.as_str(), &path, &parts.headers, bytes, &mut trace).await,
                ),
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
        return_code: reply.and_then(|reply| reply.body.get("codeRetour")?.as_i64()),
        label: reply.and_then(|reply| Some(reply.body.get("libelle")?.as_str()?.to_owned())),
        faulty,
        milliseconds,
    });
}

/// The call as the platform would answer it.
async fn work(
    simulator: &Simulator,
    method: &str,
    path: &str,
    headers: &HeaderMap,
    body: Bytes,
    trace: &mut Trace,
) -> Reply {
    trace.request_bytes = body.len();
    if path == TOKEN_PATH {
        let (status, body) = credentials::token(simulator, headers, &body, &mut trace.application);
        return Reply::new(status, body);
    }
    let service = path.strip_prefix(API_PATH).unwrap_or_default();
    let Some(route) = services::route(method, service) else {
        return Reply::new(StatusCode::FORBIDDEN, json!({}));
    };
    let caller = match credentials::caller(simulator, headers, route.api(), &mut trace.application) {
        Ok(caller) => caller,
        Err(credentials::Denied::Unauthorized) => return Reply::new(StatusCode::UNAUTHORIZED, json!({})),
        Err(credentials::Denied::NotSubscribed) => return Reply::new(StatusCode::FORBIDDEN, json!({})),
        Err(credentials::Denied::NotAuthorised) => {
            let echo = serde_json::from_slice(&body).unwrap_or_else(|_| json!({}));
            return Reply::new(StatusCode::FORBIDDEN, echo);
        }
    };
    trace.account = Some(caller.account.login.clone());
    if method == "POST" && !is_json(headers) {
        return Reply::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, json!({}));
    }
    let input = match parse(body).await {
        Ok(input) => input,
        Err(malformed) => {
            let (status, body) = services::answer(route, Err(Refusal::Malformed(malformed)));
            return Reply::new(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), body);
        }
    };
    if trace.request_bytes <= BODY_KEPT {
        trace.request = Some(input.clone());
    }
    let (status, body) = services::answer(route, serve(simulator, route, &caller, input).await);
    Reply::new(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), body)
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

/// Reads the file of the request if there is one, then lets the handler work on the locked world.
async fn serve(simulator: &Simulator, route: &Route, caller: &Caller, mut body: Value) -> Outcome {
    let upload: Option<Upload> = match route.file {
        FileField::None => None,
        field => Some(upload::read(field, &mut body).await?),
    };
    let input = Input::body(&body)?;
    let kept = upload.as_ref().map(|upload| upload.bytes.clone());
    let (outcome, written) = {
        let mut guard = simulator.lock();
        let state = &mut *guard;
        let now = state.catch_up();
        let mut exchange = Exchange {
            ledger: &mut state.ledger,
            files: &mut state.files,
            account: &caller.account,
            now,
            upload,
        };
        let outcome = (route.handler)(&mut exchange, input);
        let id = outcome.as_ref().ok().and_then(|fields| fields.get("pieceJointeId")?.as_i64());
        (outcome, id.and_then(|id| state.files.path(id)))
    };
    simulator.changed();
    if let (Some(path), Some(bytes)) = (written, kept) {
        upload::write(path, bytes).await;
    }
    outcome
}

fn write(reply: Reply, wrong: Option<WrongBody>, correlation: &str) -> Response {
    let text = reply.body.to_string();
    let (media_type, body) = match wrong {
        None => ("application/json", text),
        Some(WrongBody::Html) => ("text/html", broken::HTML.to_owned()),
        Some(WrongBody::TruncatedJson) => ("application/json", broken::half(&text)),
        Some(WrongBody::WrongType) => ("application/json", broken::other_types(&reply.body).to_string()),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = if wrong == Some(WrongBody::Html) { StatusCode::OK } else { reply.status };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let id = format!("Id-{} 0", correlation.get(..24).unwrap_or_default());
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert("x-correlationid", id);
    }
    if let Some(seconds) = reply.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
