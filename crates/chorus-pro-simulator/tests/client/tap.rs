//! What goes over the wire, seen between the client and the simulator.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use serde_json::Value;

/// One call of a service: the token requests are left out.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    /// After `/cpro`, without a query.
    pub(crate) path: String,
    /// `null` when there was no body.
    pub(crate) request: Value,
    pub(crate) status: u16,
    /// As sent; may be empty.
    pub(crate) answer: Vec<u8>,
}

impl Call {
    /// The answer as JSON; `null` when it is empty.
    pub(crate) fn body(&self) -> Value {
        json(&self.answer)
    }

    /// `true` when the service did what it was asked to.
    pub(crate) fn succeeded(&self) -> bool {
        let code = self.body()["codeRetour"].as_i64();
        matches!(self.status, 200 | 204) && code.is_none_or(|code| code == 0)
    }
}

fn json(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(bytes)))
}

/// The calls so far.
#[derive(Clone, Default)]
pub(crate) struct Tap {
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Tap {
    /// Puts the tap before a router.
    pub(crate) fn before(&self, router: Router) -> Router {
        router.layer(from_fn_with_state(self.clone(), pass))
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("tap").clone()
    }

    pub(crate) fn last(&self) -> Call {
        self.calls.lock().expect("tap").last().expect("a call").clone()
    }
}

async fn pass(State(tap): State<Tap>, request: Request, next: Next) -> Response {
    let Some(path) = request.uri().path().strip_prefix("/cpro").map(str::to_owned) else {
        return next.run(request).await;
    };
    let method = request.method().to_string();
    let (head, body) = request.into_parts();
    let sent = to_bytes(body, usize::MAX).await.expect("request");
    let response = next.run(Request::from_parts(head, Body::from(sent.clone()))).await;
    let (head, body) = response.into_parts();
    let answer = to_bytes(body, usize::MAX).await.expect("answer");
    let call =
        Call { method, path, request: json(&sent), status: head.status.as_u16(), answer: answer.to_vec() };
    tap.calls.lock().expect("tap").push(call);
    Response::from_parts(head, Body::from(answer))
}
