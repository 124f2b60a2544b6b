//! Who calls: PISTE tokens and the `cpro-account` header (API.md §1.2 to §1.4), or a client certificate and HTTP
//! Basic (API.md §2).
//!
//! Inferred, because nothing published says it: the order of the checks, the body of 401, the refusals of the
//! certificate mode ([`declared`]) and that an application of an internal account has no other account.

use std::collections::HashMap;

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use serde_json::{Value, json};

use super::tls::Peer;
use crate::clock::day;
use crate::random::fingerprint;
use crate::simulator::Simulator;
use crate::state::{State, Token};
use crate::world::Account;

/// Real seconds a token lives.
const LIFETIME: i64 = 3_600;

/// Who calls a service.
pub(super) struct Caller {
    pub(super) account: Account,
}

/// Why a call does not reach its service.
pub(super) enum Denied {
    /// Bad token, or no technical account of the certificate mode: 401 `{}`.
    Unauthorized,
    /// A good token with a bad technical account: 401 with a body of its own in one API.
    WrongAccount,
    /// The application has no subscription to the API: 403 `{}`.
    NotSubscribed,
    /// The application is not authorised: 403 with an echo of the request.
    NotAuthorised,
    /// No client certificate, or one that no raccordement declares for this technical account: 403 `{}`.
    NoCertificate,
}

/// `POST /api/oauth/token`: credentials in the form or in an HTTP Basic header, any scope.
pub(super) fn token(
    simulator: &Simulator,
    headers: &HeaderMap,
    body: &[u8],
    application: &mut Option<String>,
) -> (StatusCode, Value) {
    let refused = |error: &str| {
        (StatusCode::BAD_REQUEST, json!({"error": error, "error_description": description(error)}))
    };
    let Ok(form) = serde_urlencoded::from_bytes::<HashMap<String, String>>(body) else {
        return refused("invalid_request");
    };
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => return refused("unsupported_grant_type"),
        None => return refused("invalid_request"),
    }
    let given = form.get("client_id").cloned().zip(form.get("client_secret").cloned());
    let given = given.or_else(|| basic(headers));
    let Some((client_id, client_secret)) = given else { return refused("invalid_client") };
    let mut state = simulator.lock();
    let known = state.ledger.world.applications.iter();
    let mut known =
        known.filter(|known| known.client_id == client_id && known.client_secret == client_secret);
    if known.next().is_none() {
        return refused("invalid_client");
    }
    *application = Some(client_id.clone());
    state.serial += 1;
    let real = state.clock.real();
    let parts = [state.ledger.world.seed.to_be_bytes(), state.serial.to_be_bytes()].concat();
    let token = fingerprint(&[&parts, client_id.as_bytes(), real.to_rfc3339().as_bytes()]);
    let expires_at = real + Duration::seconds(LIFETIME);
    state.tokens.insert(token.clone(), Token { client_id, expires_at });
    let scope = form.get("scope").map(String::as_str).filter(|scope| !scope.is_empty()).unwrap_or("openid");
    let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME, "scope": scope});
    (StatusCode::OK, body)
}

/// `error_description`: the field is known, its wording is ours.
fn description(error: &str) -> &'static str {
    match error {
        "invalid_client" => "The client id or the client secret is wrong.",
        "unsupported_grant_type" => "The grant type must be client_credentials.",
        _ => "The request is not a form with a grant type.",
    }
}

/// What follows the name of a scheme in `Authorization`; the name has no case (RFC 9110).
fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (given, credentials) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    authorization(headers, "bearer")
}

/// Login and password of an HTTP Basic header.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    authorization(headers, "basic").and_then(decode_pair)
}

/// Forgets the token of a call.
pub(super) fn revoke(simulator: &Simulator, headers: &HeaderMap) {
    if let Some(token) = bearer(headers) {
        simulator.lock().tokens.remove(token);
    }
}

/// `login:password` in base64.
fn decode_pair(encoded: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(name, secret)| (name.to_owned(), secret.to_owned()))
}

/// Checks token, subscription, authorisation and technical account, in this order.
pub(super) fn caller(
    simulator: &Simulator,
    headers: &HeaderMap,
    api: &str,
    application: &mut Option<String>,
) -> Result<Caller, Denied> {
    let token = bearer(headers).ok_or(Denied::Unauthorized)?;
    let state = simulator.lock();
    let real = state.clock.real();
    let token =
        state.tokens.get(token).filter(|token| token.expires_at > real).ok_or(Denied::Unauthorized)?;
    *application = Some(token.client_id.clone());
    let world = &state.ledger.world;
    let known = world.applications.iter().find(|known| known.client_id == token.client_id);
    let known = known.ok_or(Denied::Unauthorized)?;
    if !known.subscriptions.iter().any(|subscribed| subscribed == api) {
        return Err(Denied::NotSubscribed);
    }
    if !known.authorised {
        return Err(Denied::NotAuthorised);
    }
    let named = headers.get("cpro-account");
    let internal = world
        .accounts
        .iter()
        .find(|account| account.internal && account.applications.contains(&known.client_id));
    let account = match (internal, named) {
        (Some(account), None) => Some(account),
        (None, Some(named)) => {
            named.to_str().ok().and_then(decode_pair).and_then(|pair| technical(&state, &pair))
        }
        // With a raccordement of type UTILISATEUR_APPLICATION_INTERNE the header must be absent (API.md §1.3).
        (Some(_), Some(_)) | (None, None) => None,
    };
    let account = account.filter(|account| usable(&state, account)).ok_or(Denied::WrongAccount)?;
    // A raccordement names its application (API.md §1.5); another one is known but not authorised (inferred).
    if !account.applications.is_empty() && !account.applications.contains(&known.client_id) {
        return Err(Denied::NotAuthorised);
    }
    Ok(Caller { account: acting(&state, account) })
}

/// The technical account of a login and its password.
fn technical<'a>(state: &'a State, (login, password): &(String, String)) -> Option<&'a Account> {
    let mut accounts = state.ledger.world.accounts.iter().filter(|account| !account.internal);
    accounts.find(|account| account.login == *login && account.password == *password)
}

/// The account with the structures it acts for by mandate today.
fn acting(state: &State, account: &Account) -> Account {
    state.ledger.world.with_mandates(account, day(state.clock.now()))
}

/// `true` when the account is active and its password has not expired.
fn usable(state: &State, account: &Account) -> bool {
    let today = day(state.clock.now());
    account.active && account.password_expires.is_none_or(|last| today <= last)
}

/// Checks a call of the certificate mode: a declared client certificate first, then the technical account, then
/// whether the one was declared for the other.
pub(super) fn declared(simulator: &Simulator, headers: &HeaderMap, peer: &Peer) -> Result<Caller, Denied> {
    let certificate = peer.certificate.as_ref().ok_or(Denied::NoCertificate)?;
    let state = simulator.lock();
    let mut accounts = state.ledger.world.accounts.iter();
    if !accounts.any(|account| account.certificate.as_ref() == Some(certificate)) {
        return Err(Denied::NoCertificate);
    }
    let account = basic(headers).and_then(|pair| technical(&state, &pair));
    let account = account.filter(|account| usable(&state, account)).ok_or(Denied::Unauthorized)?;
    if account.certificate.as_ref() != Some(certificate) {
        return Err(Denied::NoCertificate);
    }
    Ok(Caller { account: acting(&state, account) })
}
