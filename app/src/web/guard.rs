//! Who is signed in: the cookie, and the check that every route of the table goes through.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{Method, StatusCode};

use super::address::see_other;
use super::{Access, PageError, Site};

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
    let Some(actor) = actor else { return ask_to_sign_in(&request) };
    if let Access::Needs(permission) = access
        && let Err(error) = actor.require(permission)
    {
        return PageError::Operation(error).into_response();
    }
    request.extensions_mut().insert(actor);
    next.run(request).await
}

/// Whether an open page asks by itself: that does not keep the session alive. A draft that is saved says for itself
/// whether somebody typed.
fn asks_by_itself(request: &Request) -> bool {
    matches!(request.uri().path(), "/evenements" | "/api/save_draft")
        || request.headers().contains_key(super::document::PARTS)
}

/// A page leads to the sign-in and comes back; anything else is refused, so that a script notices.
fn ask_to_sign_in(request: &Request) -> Response {
    let path = request.uri().path();
    let is_page = (request.method() == Method::GET || path == "/deconnexion")
        && !path.starts_with("/api/")
        && path != "/evenements";
    if !is_page {
        return (StatusCode::UNAUTHORIZED, "Votre session a pris fin. Reconnectez-vous.").into_response();
    }
    if path == "/" || path == "/deconnexion" {
        return see_other("/connexion");
    }
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let encoded = percent_encoding::utf8_percent_encode(target, percent_encoding::NON_ALPHANUMERIC);
    see_other(&format!("/connexion?suite={encoded}"))
}
