//! Who is signed in: the cookie, and the check that every route of the table goes through.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::uri::Uri;
use http::{HeaderValue, Method, StatusCode, header};
use operations::{OperationError, SecondFactorState};
use server_fn::error::FromServerFnError as _;

use super::address::{local_target, see_other};
use super::interrupted::Interrupted;
use super::routes::wants_page;
use super::{Access, Nonce, PageError, Site};
use crate::functions::WireError;

/// The cookie of a session. `__Host-` binds it to this host and to HTTPS; plain HTTP on loopback cannot have it.
fn cookie_name(site: &Site) -> &'static str {
    if site.options.secure_cookies { "__Host-pupitre" } else { "pupitre" }
}

fn cookie(site: &Site, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(site), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(site.options.secure_cookies)
        .build()
}

/// What a browser kept of drafts that the server did not have yet goes with the person who signs out, and so do the images
/// of pages that it has seen.
pub(crate) const CLEAR_KEPT: HeaderValue = HeaderValue::from_static("\"cache\", \"storage\"");

/// The cookie that carries a token.
pub(crate) fn session_cookie(site: &Site, token: &str) -> Cookie<'static> {
    cookie(site, token.to_owned())
}

/// The cookie that a browser is known by once somebody has signed in from it: it gives no right, and outlives sessions.
pub(crate) fn device_cookie(site: &Site, token: &str) -> Cookie<'static> {
    let name = if site.options.secure_cookies { "__Host-pupitre-navigateur" } else { "pupitre-navigateur" };
    let secure = if site.options.secure_cookies { "; Secure" } else { "" };
    // 180 days, as long as the browser is known here.
    let text = format!("{name}={token}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax{secure}");
    Cookie::parse(text).unwrap_or_else(|_| Cookie::new(name, String::new()))
}

/// The cookie of a sign-in whose password was right, until its code comes.
pub(crate) fn challenge_cookie(site: &Site, token: &str) -> Cookie<'static> {
    let name = if site.options.secure_cookies { "__Host-pupitre-code" } else { "pupitre-code" };
    Cookie::build((name, token.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(site.options.secure_cookies)
        .build()
}

/// The cookie that takes it away.
pub(crate) fn clear_challenge_cookie(site: &Site) -> Cookie<'static> {
    let mut gone = challenge_cookie(site, "");
    gone.make_removal();
    gone
}

/// What a browser keeps of how a page is shown to its person, for a year. It stays when they sign out: it says nothing of
/// anybody. `value` is of letters, digits and dots.
pub(crate) fn display_cookie(site: &Site, name: &'static str, value: &str) -> Cookie<'static> {
    let secure = if site.options.secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}");
    Cookie::parse(text).unwrap_or_else(|_| Cookie::new(name, String::new()))
}

/// The cookie that takes it away.
pub(crate) fn clear_session_cookie(site: &Site) -> Cookie<'static> {
    let mut gone = cookie(site, String::new());
    gone.make_removal();
    gone
}

/// Lets a request through when its session and role allow the route, with the person in its extensions.
pub(crate) async fn guard(
    State((site, access)): State<(Site, Access)>,
    mut request: Request,
    next: Next,
) -> Response {
    if access == Access::Public {
        return next.run(request).await;
    }
    let jar = CookieJar::from_headers(request.headers());
    let actor = match jar.get(cookie_name(&site)) {
        Some(cookie) => {
            let (accounts, token) = (&site.desk.accounts, cookie.value());
            let by_itself = asks_by_itself(&request);
            let found = if by_itself { accounts.watcher(token).await } else { accounts.actor(token).await };
            match found {
                Ok(actor) => actor,
                Err(error) => return PageError::Operation(error).into_response(),
            }
        }
        None => None,
    };
    let Some(actor) = actor else {
        if access == Access::Opened && site.options.open_check {
            return next.run(request).await;
        }
        return ask_to_sign_in(&site, request).await;
    };
    // Whatever the route: until a second factor that is needed is there, the account alone is.
    if actor.second_factor == SecondFactorState::Missing && !is_of_account(request.uri().path()) {
        return match request.method() == Method::GET && wants_page(&request) {
            true => see_other(crate::pages::account::second_factor::PATH),
            false => PageError::Operation(OperationError::SecondFactorMissing).into_response(),
        };
    }
    if let Access::Needs(permission) = access
        && let Err(error) = actor.require(permission)
    {
        return PageError::Operation(error).into_response();
    }
    request.extensions_mut().insert(actor);
    next.run(request).await
}

/// What a person may do without the second factor that they need: making one, and leaving.
fn is_of_account(path: &str) -> bool {
    path == "/deconnexion"
        || path == "/organisation"
        || path.starts_with(crate::pages::account::second_factor::PATH)
}

/// Whether an open page asks by itself: that does not keep the session alive. A draft that is saved says for itself
/// whether somebody typed.
fn asks_by_itself(request: &Request) -> bool {
    matches!(request.uri().path(), "/evenements" | "/api/save_draft")
        || (request.method() == Method::GET && request.headers().contains_key(super::document::PARTS))
}

/// A page leads to the sign-in and comes back. A posted form is answered with the sign-in itself, which carries what was
/// typed. A script is told so that it notices.
async fn ask_to_sign_in(site: &Site, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        // The client of the server functions reads every refusal as one of theirs.
        let json = [(header::CONTENT_TYPE, "application/json")];
        return (StatusCode::UNAUTHORIZED, json, WireError::SignedOut.ser()).into_response();
    }
    if path == "/" || path == "/deconnexion" {
        let mut response = see_other("/connexion");
        if path != "/" {
            response.headers_mut().insert("clear-site-data", CLEAR_KEPT);
        }
        return response;
    }
    if path == "/evenements" || (request.method() != Method::GET && !wants_page(&request)) {
        return (StatusCode::UNAUTHORIZED, "Votre session a pris fin. Reconnectez-vous.").into_response();
    }
    if request.method() == Method::GET {
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let encoded = percent_encoding::utf8_percent_encode(target, percent_encoding::NON_ALPHANUMERIC);
        return see_other(&format!("/connexion?suite={encoded}"));
    }
    let came_from = came_from(&request).unwrap_or_default();
    let nonce = request.extensions().get::<Nonce>().cloned().unwrap_or_else(|| Nonce(String::new()));
    let kept = Interrupted::receive(request).await;
    crate::pages::sign_in::sign_in_again(site, &nonce, &came_from, kept)
}

/// The page of this site from which something was posted.
fn came_from(request: &Request) -> Option<String> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let page: Uri = text(header::REFERER)?.parse().ok()?;
    if page.authority()?.as_str() != text(header::HOST)? {
        return None;
    }
    local_target(page.path_and_query()?.as_str()).map(ToOwned::to_owned)
}
