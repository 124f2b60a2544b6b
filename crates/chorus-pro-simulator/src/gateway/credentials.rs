//! PISTE tokens and the `cpro-account` header (API.md §1.2 to §1.4).

use std::collections::HashMap;

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use serde_json::{Value, json};

use crate::clock::day;
use crate::random::fingerprint;
use crate::simulator::{Simulator, Token};
use crate::world::Account;

/// Real seconds a token lives.
const LIFETIME: i64 = 3_600;

/// Who calls a service.
pub(super) struct Caller {
    pub(super) account: Account,
}

/// Why a call does not reach its service.
pub(super) enum Denied {
    /// Bad token or technical account: 401.
    Unauthorized,
    /// The application has no subscription to the API: 403 `{}`.
    NotSubscribed,
    /// The application is not authorised: 403 with an echo of the request.
    NotAuthorised,
}

/// `POST /api/oauth/token`: credentials in the form or in an HTTP Basic header, any scope.
pub(super) fn token(
    simulator: &Simulator,
    headers: &HeaderMap,
    body: &[u8],
    application: &mut Option<String>,
) -> (StatusCode, Value) {
    let refused = |error: &str| (StatusCode::BAD_REQUEST, json!({"error": error}));
    let Ok(form) = serde_urlencoded::from_bytes::<HashMap<String, String>>(body) else {
        return refused("invalid_request");
    };
    if form.get("grant_type").map(String::as_str) != Some("client_credentials") {
        return refused("unsupported_grant_type");
    }
    let basic = || decode_pair(headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?);
    let given = form.get("client_id").cloned().zip(form.get("client_secret").cloned()).or_else(basic);
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
    let scope = form.get("scope").map_or("openid", String::as_str);
    let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": LIFETIME, "scope": scope});
    (StatusCode::OK, body)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
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
    let encoded = headers.get("cpro-account").and_then(|value| value.to_str().ok());
    let (login, password) = encoded.and_then(decode_pair).ok_or(Denied::Unauthorized)?;
    let account =
        world.accounts.iter().find(|account| account.login == login && account.password == password);
    let today = day(state.clock.now());
    let valid =
        |account: &&Account| account.active && account.password_expires.is_none_or(|last| today <= last);
    let account = account.filter(valid).ok_or(Denied::Unauthorized)?;
    // A raccordement names its application (API.md §1.5); another one is known but not authorised (inferred).
    if !account.applications.is_empty() && !account.applications.contains(&known.client_id) {
        return Err(Denied::NotAuthorised);
    }
    Ok(Caller { account: account.clone() })
}
