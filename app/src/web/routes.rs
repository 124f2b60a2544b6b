//! Every route, and who may use it: the authorisation table.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use domain::Permission;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::CsrfLayer;
use tower_http::services::ServeDir;

use super::guard::guard;
use super::headers::secure;
use super::{Access, PageError, Site, error, files, live, server_functions};
use crate::pages::{
    account, deposit, exchanges, invoice, invoices, review, sign_in, structures, summary, users,
};

/// Largest body of an ordinary request, bytes.
const SMALL_BODY: usize = 256 * 1024;
/// Largest body of an upload: several files of 10 MB and their form.
const LARGE_BODY: usize = 64 * 1024 * 1024;
/// Pages are compressed anew for each answer: the usual levels cost as much time as making the page, and a list of 50
/// invoices gets only from 11 kB to 9 kB by them. Files of the site are compressed once, by the build, as far as it goes.
const PAGE_COMPRESSION: CompressionLevel = CompressionLevel::Precise(1);

/// One route.
pub struct RouteEntry {
    /// Method.
    pub method: Method,
    /// Path with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    handler: MethodRouter<Site>,
    largest_body: usize,
}

fn entry(method: Method, path: &'static str, access: Access, handler: MethodRouter<Site>) -> RouteEntry {
    RouteEntry { method, path, access, handler, largest_body: SMALL_BODY }
}

/// The authorisation table: every route of the site but its static files.
#[must_use]
pub fn route_table() -> Vec<RouteEntry> {
    use Access::{Needs, Public, SignedIn};
    use Permission::{Deposit, ManageStructures, ManageUsers, Read};
    let read = |path, access, handler| entry(Method::GET, path, access, handler);
    let act = |path, access, handler| entry(Method::POST, path, access, handler);
    let upload = |path, access, handler| RouteEntry {
        largest_body: LARGE_BODY,
        ..entry(Method::POST, path, access, handler)
    };
    vec![
        read("/connexion", Public, get(sign_in::show)),
        act("/connexion", Public, post(sign_in::sign_in)),
        act("/deconnexion", SignedIn, post(sign_in::sign_out)),
        act("/organisation", SignedIn, post(account::switch_organization)),
        read("/compte", SignedIn, get(account::show)),
        act("/compte/mot-de-passe", SignedIn, post(account::change_password)),
        act("/compte/sessions/{session}/fermer", SignedIn, post(account::revoke_session)),
        act("/compte/sessions/fermer-les-autres", SignedIn, post(account::sign_out_elsewhere)),
        read("/evenements", SignedIn, get(live::events)),
        read("/", Needs(Read), get(summary::show)),
        read("/factures", Needs(Read), get(invoices::issued)),
        read("/recues", Needs(Read), get(invoices::received)),
        read("/factures/{invoice}", Needs(Read), get(invoice::show)),
        read("/factures/{invoice}/document", Needs(Read), get(files::document)),
        read("/factures/{invoice}/pieces/{attachment}", Needs(Read), get(files::attachment)),
        act("/factures/{invoice}/annuler-envoi", Needs(Deposit), post(invoice::undo)),
        act("/factures/{invoice}/reessayer", Needs(Deposit), post(invoice::retry)),
        read("/deposer", Needs(Deposit), get(deposit::choose)),
        upload("/deposer", Needs(Deposit), post(deposit::begin)),
        read("/deposer/{invoice}", Needs(Deposit), get(deposit::show)),
        upload("/deposer/{invoice}", Needs(Deposit), post(deposit::save)),
        read("/deposer/{invoice}/verifier", Needs(Deposit), get(review::show)),
        act("/deposer/{invoice}/envoyer", Needs(Deposit), post(review::submit)),
        read("/structures", Needs(Read), get(structures::list)),
        act("/structures", Needs(ManageStructures), post(structures::add)),
        read("/structures/{structure}", Needs(Read), get(structures::show)),
        upload("/structures/{structure}/acces", Needs(ManageStructures), post(structures::save_credentials)),
        act("/structures/{structure}/tester", Needs(ManageStructures), post(structures::test)),
        read("/structures/{structure}/echanges", Needs(ManageStructures), get(exchanges::list)),
        read("/structures/{structure}/echanges/{exchange}", Needs(ManageStructures), get(exchanges::show)),
        read("/utilisateurs", Needs(ManageUsers), get(users::list)),
        act("/utilisateurs", Needs(ManageUsers), post(users::add)),
        act("/utilisateurs/{user}/role", Needs(ManageUsers), post(users::set_role)),
        act("/utilisateurs/{user}/retirer", Needs(ManageUsers), post(users::remove)),
        act("/api/save_draft", Needs(Deposit), post(server_functions::call)),
        act("/api/find_recipients", Needs(Deposit), post(server_functions::call)),
    ]
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
        .layer(from_fn_with_state(site.clone(), secure))
        .with_state(site)
}

/// A bare 404 or 405 becomes a page for people.
async fn not_found_page(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    use http::{StatusCode, header};
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")));
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
    use axum::response::IntoResponse as _;
    tracing::error!("a handler panicked");
    PageError::Operation(operations::OperationError::Storage(storage::StorageError::ChangedMeanwhile(
        "handler panicked",
    )))
    .into_response()
}
