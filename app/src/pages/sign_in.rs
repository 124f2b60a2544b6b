//! Signing in and out: the only pages of a person who is not known yet.

mod caller;
mod code;
mod view;

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Extension, Form, Query, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};
use domain::{SignInField, Values};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use operations::{SignIn, SignInError};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use self::view::{SignInPage, resume_view};
use super::refusal::{FormState, Refusal, Sent};
use crate::web::{
    Access, CLEAR_KEPT, Context, Document, Interrupted, Nonce, PageError, Place, RouteEntry, Site,
    clear_session_cookie, device_cookie, local_target, redirect, session_cookie,
};
use crate::words::Sentence as _;

/// The ways in and out.
pub(crate) fn routes() -> Vec<RouteEntry> {
    vec![
        RouteEntry::read("/connexion", Access::Public, show),
        RouteEntry::act("/connexion", Access::Public, sign_in),
        RouteEntry::read("/connexion/code", Access::Public, code::show),
        RouteEntry::act("/connexion/code", Access::Public, code::check),
        RouteEntry::act("/deconnexion", Access::SignedIn, sign_out),
    ]
}

/// Seconds after which a person may try again when the machine is busy.
const BUSY_SECONDS: i64 = 5;
/// Longest electronic address, characters (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

/// Where to go after the sign-in.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Target {
    suite: String,
}

/// The form.
async fn show(
    State(site): State<Site>,
    Extension(nonce): Extension<Nonce>,
    Query(target): Query<Target>,
) -> Response {
    let mut values = Values::default();
    values.set(SignInField::Next, target.suite);
    page(&site, &nonce, FormState::of(values), false, None)
}

/// The answer to a form whose session has ended: the sign-in, with what was typed in that form.
pub(crate) fn sign_in_again(
    site: &Site,
    nonce: &Nonce,
    came_from: &str,
    kept: Option<Interrupted>,
) -> Response {
    let mut values = Values::default();
    values.set(SignInField::Next, came_from);
    let mut response = page(site, nonce, FormState::of(values), false, Some(Ended(kept)));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response
}

/// A session has ended before a form was taken; what was typed in it, where that can be taken up again.
struct Ended(Option<Interrupted>);

/// Checks the password, opens a session and goes on to where the person wanted to go.
async fn sign_in(
    State(site): State<Site>,
    Extension(nonce): Extension<Nonce>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(mut pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let kept = Interrupted::take(&mut pairs);
    let sent = Sent::read::<SignInField>(pairs)?;
    let password = sent.secret(SignInField::Password);
    let mut values = sent.values;
    // Failures are kept by address: a body full of letters must not become a row.
    let email: String = values.get(SignInField::Email).chars().take(LONGEST_ADDRESS).collect();
    values.set(SignInField::Email, &email);
    let peer = peer.map(|Extension(ConnectInfo(address))| address);
    let address = caller::address(&headers, peer, site.options.behind_proxy);
    let user_agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = jar.get(device_cookie(&site, "").name()).map(|cookie| cookie.value().to_owned());
    let attempt = SignIn {
        email: &email,
        password,
        address: &address,
        user_agent,
        device: known.as_deref(),
        accepts_invitations: !values.get(SignInField::Accept).is_empty(),
    };
    match site.desk.accounts.sign_in(attempt).await {
        Ok(signed_in) => {
            end_previous_session(&site, &jar).await;
            let jar = jar.add(session_cookie(&site, signed_in.token.expose_secret()));
            let answer = match kept {
                Some(kept) => take_up(&site, &nonce, kept),
                None => go_on(values.get(SignInField::Next)),
            };
            let mut response = (jar, answer).into_response();
            let device = device_cookie(&site, signed_in.device.expose_secret()).to_string();
            // Letters and digits: it always fits a header.
            if let Ok(device) = HeaderValue::from_str(&device) {
                response.headers_mut().append(header::SET_COOKIE, device);
            }
            Ok(response)
        }
        Err(SignInError::CodeNeeded(token)) => {
            Ok(code::ask(&site, &nonce, token.expose_secret(), values.get(SignInField::Next), kept))
        }
        Err(error) => {
            if let SignInError::Failed(cause) = &error {
                tracing::error!(error = %cause, "sign-in failed");
            }
            let invited = matches!(error, SignInError::Invited(_));
            let form = FormState::refused(values, answer_to(&error, site.desk.now()));
            Ok(page(&site, &nonce, form, invited, kept.map(|kept| Ended(Some(kept)))))
        }
    }
}

/// Ends the session and takes the cookie away.
async fn sign_out(context: Context, jar: CookieJar) -> Result<Response, PageError> {
    context.site.desk.accounts.sign_out(&context.actor).await?;
    let mut response =
        (jar.add(clear_session_cookie(&context.site)), redirect(Place::SignIn)).into_response();
    response.headers_mut().insert("clear-site-data", CLEAR_KEPT);
    Ok(response)
}

/// A sign-in replaces the session that this browser had (ASVS 5.0, 7.2.4). That it fails is no reason to refuse the
/// new one: the old session ends by itself.
async fn end_previous_session(site: &Site, jar: &CookieJar) {
    let name = session_cookie(site, "");
    let Some(previous) = jar.get(name.name()) else { return };
    let ended = match site.desk.accounts.actor(previous.value()).await {
        Ok(Some(actor)) => site.desk.accounts.sign_out(&actor).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = ended {
        tracing::warn!(%error, "previous session not ended");
    }
}

fn page(site: &Site, nonce: &Nonce, mut form: FormState, invited: bool, ended: Option<Ended>) -> Response {
    let next = local_target(form.values.get(SignInField::Next)).unwrap_or_default().to_owned();
    form.values.set(SignInField::Next, next);
    let page = SignInPage {
        form: form.clone(),
        invited,
        session_ended: ended.is_some(),
        kept: ended.and_then(|Ended(kept)| kept),
        demo_logins: site.options.demo_logins.clone(),
        open_check: site.options.open_check,
    };
    let document = Document { status: form.status(), ..Document::new("Connexion") };
    form.mark(document.plain(site, nonce, move || page.view()))
}

/// The sign-in from its beginning, with what it was to lead to: its code came too late.
fn too_late(site: &Site, nonce: &Nonce, next: &str, kept: Option<Interrupted>) -> Response {
    let mut values = Values::default();
    values.set(SignInField::Next, next);
    let form = FormState::refused(values, answer_to(&SignInError::TooLate, site.desk.now()));
    page(site, nonce, form, false, kept.map(|kept| Ended(Some(kept))))
}

/// The form that was interrupted, to be posted once more.
fn take_up(site: &Site, nonce: &Nonce, kept: Interrupted) -> Response {
    Document::new("Reprendre votre saisie").plain(site, nonce, move || resume_view(kept))
}

/// 303 to the page that was asked for, when it is one of this site.
fn go_on(suite: &str) -> Response {
    let mut response = redirect(Place::Summary);
    if let Some(location) = local_target(suite).and_then(|path| HeaderValue::from_str(path).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// What the form says of it, and when trying again helps.
fn answer_to(error: &SignInError, now: DateTime<Utc>) -> Refusal {
    let (status, retry_after) = match error {
        SignInError::Wrong
        | SignInError::NoOrganization
        | SignInError::Invited(_)
        | SignInError::CodeNeeded(_)
        | SignInError::CodeWrong
        | SignInError::TooLate => (StatusCode::UNPROCESSABLE_ENTITY, None),
        SignInError::Blocked(until) => {
            (StatusCode::TOO_MANY_REQUESTS, Some((*until - now).num_seconds().saturating_add(1).max(1)))
        }
        SignInError::Busy => (StatusCode::SERVICE_UNAVAILABLE, Some(BUSY_SECONDS)),
        SignInError::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, None),
    };
    Refusal { status, retry_after, ..Refusal::new(error.sentence()) }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone as _};

    use super::*;

    #[test]
    fn the_sign_in_leads_on_inside_the_site_only() {
        assert_eq!(
            go_on("/factures?onglet=en-route").headers()[header::LOCATION],
            "/factures?onglet=en-route"
        );
        for outside in ["", "https://exemple.fr", "//exemple.fr", "/a\r\nset-cookie: x=y"] {
            assert_eq!(go_on(outside).headers()[header::LOCATION], "/", "{outside:?}");
        }
    }

    #[test]
    fn a_blocked_sign_in_says_when_to_come_back() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        let blocked = SignInError::Blocked(now + TimeDelta::seconds(8));
        let answer = |error: &SignInError| {
            let refusal = answer_to(error, now);
            (refusal.status.as_u16(), refusal.retry_after)
        };
        assert_eq!(answer(&blocked), (429, Some(9)));
        assert_eq!(answer(&SignInError::Wrong), (422, None));
        assert_eq!(answer(&SignInError::Busy).0, 503);
    }
}
