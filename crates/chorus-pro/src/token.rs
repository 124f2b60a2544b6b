//! The OAuth2 token: one at a time, shared by all calls.

use crate::{
    client::Client,
    error::{Error, NetworkCause, Sent, TokenError, TokenRefusal},
    masking,
    retry_after::retry_after,
    service::{Confidence, Effect, Method, Service, Shape},
    wire::wire_struct,
};
use chrono::{DateTime, Utc};
use reqwest::{
    Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// The token service, for errors and records.
pub(crate) const TOKEN: &Service = &Service {
    name: "token",
    method: Method::Post,
    path: "api/oauth/token",
    confidence: Confidence::Client,
    effect: Effect::Read,
    shape: Shape::Bare,
};

/// A token is given up this long before it expires, so that it does not expire on the way.
const MARGIN: Duration = Duration::from_secs(60);
/// A refused token that never worked is taken for good this long: the technical account is at fault, and a
/// renewal would only offer its password once more.
const UNPROVEN: Duration = Duration::from_secs(300);
/// Lifetime of a token whose answer names none; 3600 s is usual.
const DEFAULT_LIFETIME: i64 = 600;

/// A token in use.
#[derive(Debug)]
pub(crate) struct Token {
    /// `Bearer …`, marked as sensitive.
    pub(crate) header: HeaderValue,
    /// The token itself, to keep it out of records.
    pub(crate) secret: SecretString,
    /// When it was asked for.
    pub(crate) requested_at: Instant,
    expires_at: Instant,
    /// Distinguishes this token from its successors.
    pub(crate) generation: u64,
    /// Whether a call with it was answered by Chorus Pro itself.
    proven: AtomicBool,
}

impl Token {
    /// Notes that Chorus Pro answered a call with this token.
    pub(crate) fn worked(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    /// Whether it has some time left.
    pub(crate) fn is_usable(&self) -> bool {
        self.expires_at > Instant::now()
    }

    /// Whether a 401 may mean that it has expired before its time.
    pub(crate) fn may_have_expired(&self) -> bool {
        self.proven.load(Ordering::Relaxed) || self.requested_at.elapsed() > UNPROVEN
    }
}

#[derive(Debug, Default)]
struct Kept {
    token: Option<Arc<Token>>,
    /// The last attempt, when it failed.
    failure: Option<(u64, Error)>,
}

/// Keeps the token and lets one caller at a time renew it.
#[derive(Debug, Default)]
pub(crate) struct TokenStore {
    kept: Mutex<Kept>,
    /// Number of finished attempts.
    attempts: AtomicU64,
    /// Generation of the token in use; 0 without one.
    in_use: AtomicU64,
}

impl TokenStore {
    /// The token in use, or a new one when there is none, when it is about to expire, or when it is the
    /// `refused` one. Callers that waited for an attempt share its outcome, also when it failed: a wrong
    /// secret is tried once, not once per waiting call. Waiting and asking end after `limit`.
    pub(crate) async fn get(
        &self,
        client: &Client,
        refused: Option<u64>,
        limit: Duration,
    ) -> Result<Arc<Token>, Error> {
        let seen = self.attempts.load(Ordering::Acquire);
        let since = Instant::now();
        let mut kept = timeout(limit, self.kept.lock()).await.map_err(|_| Error::Network {
            service: TOKEN,
            sent: Sent::No,
            cause: NetworkCause::Timeout,
            detail: format!("no token within {limit:?}"),
        })?;
        if let Some(token) = &kept.token
            && token.is_usable()
            && Some(token.generation) != refused
        {
            return Ok(Arc::clone(token));
        }
        if let Some((attempt, error)) = &kept.failure
            && *attempt > seen
        {
            return Err(error.clone());
        }
        let generation = self.attempts.load(Ordering::Acquire) + 1;
        let left = limit.saturating_sub(since.elapsed());
        let outcome = client.request_token(generation, left).await.map(Arc::new);
        self.attempts.store(generation, Ordering::Release);
        self.in_use.store(if outcome.is_ok() { generation } else { 0 }, Ordering::Release);
        match outcome {
            Ok(token) => {
                *kept = Kept { token: Some(Arc::clone(&token)), failure: None };
                Ok(token)
            }
            Err(error) => {
                *kept = Kept { token: None, failure: Some((generation, error.clone())) };
                Err(error)
            }
        }
    }

    /// The generation of the token in use, if there is one.
    pub(crate) fn generation(&self) -> Option<u64> {
        Some(self.in_use.load(Ordering::Acquire)).filter(|generation| *generation > 0)
    }
}

/// The form of a token request (API.md §1.2).
pub(crate) fn request(
    http: &reqwest::Client,
    address: &Url,
    client_id: &str,
    client_secret: &SecretString,
) -> Result<reqwest::RequestBuilder, Error> {
    let form = serde_urlencoded::to_string([
        ("grant_type", "client_credentials"),
        ("client_id", client_id),
        ("client_secret", client_secret.expose_secret()),
        ("scope", "openid"),
    ])
    .map_err(|_| Error::Request { service: TOKEN, reason: "the form could not be written".into() })?;
    Ok(http
        .post(address.clone())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .body(form))
}

wire_struct! {
    /// Answer of the token service, good or bad.
    TokenAnswer {
        access_token: Option<String> = "access_token",
        expires_in: Option<i64> = "expires_in",
        error: Option<String> = "error",
    }
}

/// Reads the answer of the token service; `now` is for a date in `Retry-After`.
pub(crate) fn read(
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
    requested_at: Instant,
    generation: u64,
) -> Result<Token, Error> {
    let answer = serde_json::from_slice::<TokenAnswer>(body).unwrap_or_default();
    let token = answer
        .access_token
        .filter(|token| (200..300).contains(&status) && !token.is_empty())
        .and_then(|token| Some((HeaderValue::try_from(format!("Bearer {token}")).ok()?, token)));
    let Some((mut header, secret)) = token else {
        let code = answer.error.map(|code| masking::message(&code).chars().take(60).collect::<String>());
        let invalid_client = matches!(code.as_deref(), Some("invalid_client" | "unauthorized_client"))
            || (status == 401 && code.is_none());
        let refusal = if invalid_client { TokenRefusal::InvalidClient } else { TokenRefusal::Other };
        let retry_after = retry_after(headers, now);
        return Err(Error::Token(TokenError { refusal, status, code, retry_after }));
    };
    header.set_sensitive(true);
    let seconds = u64::try_from(answer.expires_in.unwrap_or(DEFAULT_LIFETIME)).unwrap_or(0);
    // A day at most, whatever the server says; it also keeps the addition below in range.
    let lifetime = Duration::from_secs(seconds.min(86_400));
    // Short-lived tokens keep nine tenths of their life.
    let expires_at = requested_at + lifetime - MARGIN.min(lifetime / 10);
    let proven = AtomicBool::new(false);
    Ok(Token { header, secret: secret.into(), requested_at, expires_at, generation, proven })
}
