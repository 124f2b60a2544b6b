//! The edge of the server functions: JSON from our own pages only, one context, no debugging text.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::Permission;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::provide_context;
use operations::Actor;

use super::{Access, RouteEntry, Site};

/// The functions of `crate::functions`.
pub(super) fn routes() -> Vec<RouteEntry> {
    let deposit = Access::Needs(Permission::Deposit);
    vec![
        RouteEntry::act("/api/save_draft", deposit, call),
        RouteEntry::act("/api/find_recipients", deposit, call),
    ]
}

/// Runs a server function with the desk and the person in its context.
///
/// Plain forms never come here: a body that is not JSON is refused, so that no error text travels in a URL and no
/// success redirects to a `Referer` (Leptos defect f). An unknown function is a bare 404 (defect i).
async fn call(State(site): State<Site>, mut request: Request) -> Response {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"));
    if !is_json {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    // The framework would answer a browser that prefers pages with a redirect to where it came from, the error in the
    // address: here everything answers as to a script.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    request.headers_mut().remove(header::REFERER);
    let Some(actor) = request.extensions().get::<Actor>().cloned() else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let desk = site.desk;
    let context = move || {
        provide_context(desk.clone());
        provide_context(actor.clone());
    };
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}

/// A function that this version does not have: an old tab after a deployment.
pub(crate) async fn unknown() -> Response {
    StatusCode::NOT_FOUND.into_response()
}
