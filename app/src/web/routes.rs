//! Every route, and who may use it: the authorisation table.

use std::collections::HashSet;
use std::sync::OnceLock;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use domain::Reason;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::services::ServeDir;

use super::guard::guard;
use super::headers::secure;
use super::{RouteEntry, Site, error, live, server_functions};
use crate::pages::{
    accesses, account, acting, batches, chosen, circuit, dashboard, deciding, deposit, directory, downloads,
    edi, engagements, exchanges, find, flows, invoice, invoices, journal, late_rates, mandates, review,
    searching, several, sign_in, structures, summary, users, validating, verifying, works,
};
use crate::words::Sentence as _;

/// Pages are compressed anew for each answer, so quickly: by deflate, which takes a quarter of the time of brotli's
/// quickest level for about the same size. Files of the site are compressed once, by the build, as far as it goes.
const PAGE_COMPRESSION: CompressionLevel = CompressionLevel::Precise(2);

/// The authorisation table: every route of the site but its static files. Each is declared beside its page.
#[must_use]
pub fn route_table() -> Vec<RouteEntry> {
    let mut table = Vec::new();
    table.extend(sign_in::routes());
    table.extend(account::routes());
    table.extend(live::routes());
    table.extend(summary::routes());
    table.extend(dashboard::routes());
    table.extend(find::routes());
    table.extend(invoices::routes());
    table.extend(chosen::routes());
    table.extend(invoice::routes());
    table.extend(late_rates::routes());
    table.extend(acting::routes());
    table.extend(deciding::routes());
    table.extend(circuit::routes());
    table.extend(validating::routes());
    table.extend(works::routes());
    table.extend(searching::routes());
    table.extend(verifying::routes());
    table.extend(deposit::routes());
    table.extend(edi::routes());
    table.extend(flows::routes());
    table.extend(batches::routes());
    table.extend(review::routes());
    table.extend(several::routes());
    table.extend(structures::routes());
    table.extend(mandates::routes());
    table.extend(directory::routes());
    table.extend(engagements::routes());
    table.extend(accesses::routes());
    table.extend(downloads::routes());
    table.extend(exchanges::routes());
    table.extend(journal::routes());
    table.extend(users::routes());
    table.extend(server_functions::routes());
    table
}

/// Whether a path of the table can be read.
pub(super) fn is_page(path: &str) -> bool {
    static PAGES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let read =
        || route_table().into_iter().filter(|entry| entry.method == Method::GET).map(|entry| entry.path);
    PAGES.get_or_init(|| read().collect()).contains(path)
}

/// The whole site: pages, server functions, static files, and what protects them.
pub fn router(site: Site) -> Router {
    let mut router = Router::new();
    for RouteEntry { path, access, handler, largest_body, .. } in route_table() {
        let handler = handler
            .layer(DefaultBodyLimit::max(largest_body))
            .layer(from_fn_with_state((site.clone(), access), guard));
        router = router.route(path, handler);
    }
    let assets = ServeDir::new(&site.assets.folder)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    router
        .route("/api/{*function}", post(server_functions::unknown))
        .route("/pupitre.css", get(super::assets::style_sheet))
        .fallback_service(super::assets::serve(assets, site.assets.watched))
        .layer(CompressionLayer::new().quality(PAGE_COMPRESSION))
        .layer(from_fn(not_found_page))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new())
        .layer(from_fn(other_origin_page))
        .layer(from_fn_with_state(site.clone(), secure))
        .with_state(site)
}

/// What is refused for its origin says so to people: behind a proxy that rewrites `Host`, every form would be.
async fn other_origin_page(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    use http::{StatusCode, header};
    let wants_page = wants_page(&request);
    let response = next.run(request).await;
    let bare = !response.headers().contains_key(header::CONTENT_TYPE)
        || response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if response.status() != StatusCode::FORBIDDEN || !wants_page || !bare {
        return response;
    }
    error::plain_page(
        StatusCode::FORBIDDEN,
        "Envoi refusé par sécurité",
        "Cet envoi porte une autre adresse que celle à laquelle Pupitre répond. Revenez à la page, rechargez-la, puis \
         recommencez. Si cela se répète, dites à l’administrateur que le serveur placé devant Pupitre doit conserver \
         l’en-tête Host de la demande.",
    )
}

/// Whether a person is to read the answer.
pub(super) fn wants_page(request: &axum::extract::Request) -> bool {
    let accept = request.headers().get(http::header::ACCEPT);
    accept.is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}

/// A bare 404 or 405 becomes a page for people.
async fn not_found_page(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    use http::{StatusCode, header};
    let wants_page = wants_page(&request);
    let is_read = request.method() == Method::GET;
    let response = next.run(request).await;
    let is_plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let bare = !response.headers().contains_key(header::CONTENT_TYPE);
    match response.status() {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if wants_page && bare => error::plain_page(
            StatusCode::NOT_FOUND,
            "Page introuvable",
            "Cette page n’existe pas ou ne vous est pas accessible.",
        ),
        // What an address holds instead of an identifier is no identifier.
        StatusCode::BAD_REQUEST if wants_page && is_read && is_plain => error::plain_page(
            StatusCode::NOT_FOUND,
            "Page introuvable",
            "Cette page n’existe pas ou ne vous est pas accessible.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE if wants_page => error::plain_page(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Envoi trop volumineux",
            "L’ensemble dépasse la limite. Déposez moins de fichiers à la fois, de 10 Mo au plus chacun.",
        ),
        _ => response,
    }
}

/// A panic is logged where it happens; the caller learns nothing of it.
fn panicked(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    tracing::error!("a handler panicked");
    error::plain_page(http::StatusCode::INTERNAL_SERVER_ERROR, "Erreur", &Reason::Internal.sentence())
}
