//! The client: one exchange after the other, with its token, limits and records.

use crate::{
    access::{Access, Addresses, Identity, InvalidAddress},
    answer::{Accepted, Answer},
    error::{Error, GatewayKind, NetworkCause, Sent, network},
    recorder::{CallRecord, Recorder},
    service::{Input, Method, Service},
    throttle::Throttle,
    token::{self, TOKEN, Token, TokenStore},
    upload::{FileContent, FileFailure, Payload, Upload},
};
use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use std::{fmt, sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout},
};

const JSON: &str = "application/json;charset=utf-8";

/// Limits of a client.
#[derive(Clone)]
pub struct ClientOptions {
    /// Longest exchange without a file, answer included. 60 seconds. The time to connect is a matter of
    /// the HTTP client handed in.
    pub timeout: Duration,
    /// Longest exchange with a file. 5 minutes.
    pub upload_timeout: Duration,
    /// Number of calls under way at the same time, at least 1. 4 calls.
    pub concurrency: usize,
    /// Least time between the starts of two calls. 50 ms; no quota is published (API.md §1.4).
    pub minimum_spacing: Duration,
    /// Longest answer read. 32 MiB.
    pub max_answer_bytes: usize,
    /// Told about every exchange.
    pub recorder: Option<Arc<dyn Recorder>>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            upload_timeout: Duration::from_secs(300),
            concurrency: 4,
            minimum_spacing: Duration::from_millis(50),
            max_answer_bytes: 32 * 1024 * 1024,
            recorder: None,
        }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientOptions")
            .field("timeout", &self.timeout)
            .field("upload_timeout", &self.upload_timeout)
            .field("concurrency", &self.concurrency)
            .field("minimum_spacing", &self.minimum_spacing)
            .field("max_answer_bytes", &self.max_answer_bytes)
            .field("recorder", &self.recorder.is_some())
            .finish()
    }
}

/// A connection to Chorus Pro. Cloning is cheap; clones share token, limits and connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    identity: Identity,
    options: ClientOptions,
    tokens: TokenStore,
    places: Semaphore,
    throttle: Throttle,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("identity", &self.inner.identity)
            .field("options", &self.inner.options)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client. Nothing is sent before the first call.
    ///
    /// `http` should not follow redirects (`reqwest::redirect::Policy::none()`): the header of the technical
    /// account must not go to another host. In certificate mode it holds the client certificate.
    ///
    /// # Errors
    /// When an address needed by `access` is not a usable address.
    pub fn new(
        http: reqwest::Client,
        addresses: Addresses,
        access: Access,
        options: ClientOptions,
    ) -> Result<Self, InvalidAddress> {
        let inner = Inner {
            http,
            identity: Identity::new(&addresses, access)?,
            tokens: TokenStore::default(),
            places: Semaphore::new(options.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            throttle: Throttle::new(options.minimum_spacing),
            options,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Calls any implemented service. The groups ([`Client::factures`] and its siblings) are easier to read.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn call<I: Input>(&self, input: &I) -> Result<I::Output, Error> {
        self.call_since(input, None).await
    }

    /// As [`Client::call`]; a token asked for at or after `fresh_since` is fresh (by default the start of
    /// the call), so that a 401 is not tried again.
    pub(crate) async fn call_since<I: Input>(
        &self,
        input: &I,
        fresh_since: Option<Instant>,
    ) -> Result<I::Output, Error> {
        let payload = match I::SERVICE.method {
            Method::Get => Payload::Empty,
            Method::Post => {
                Payload::Json(serde_json::to_vec(input).map(Bytes::from).map_err(unwritable(I::SERVICE))?)
            }
        };
        self.exchange(I::SERVICE, payload, self.inner.options.timeout, fresh_since).await?.output::<I>()
    }

    /// Calls a service that takes a file, which is streamed.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Request`] when the file cannot be read or has another length than announced.
    pub async fn upload<U: Upload>(&self, head: &U, file: FileContent) -> Result<U::Output, Error> {
        let payload = Payload::upload(head, file).map_err(unwritable(U::SERVICE))?;
        self.exchange(U::SERVICE, payload, self.inner.options.upload_timeout, None).await?.output::<U>()
    }

    /// One call: token, exchange, and after a 401 with an older token one renewal and one more exchange.
    async fn exchange(
        &self,
        service: &'static Service,
        payload: Payload,
        limit: Duration,
        fresh_since: Option<Instant>,
    ) -> Result<Accepted, Error> {
        let _place = self
            .inner
            .places
            .acquire()
            .await
            .map_err(|_| Error::Request { service, reason: "the client is shut down".into() })?;
        let fresh_since = fresh_since.unwrap_or_else(Instant::now);
        let token = self.token(None).await?;
        let outcome = self.attempt(service, &payload, token.as_deref(), limit).await;
        let refused = matches!(&outcome, Err(Error::Gateway { status: 401, .. }));
        let Some(token) = token.filter(|token| refused && token.requested_at < fresh_since) else {
            return outcome;
        };
        let token = self.token(Some(token.generation)).await?;
        if !payload.can_be_sent_again() {
            return outcome.map_err(as_token_expired);
        }
        self.attempt(service, &payload, token.as_deref(), limit).await
    }

    /// The token to use; `None` in certificate mode.
    pub(crate) async fn token(&self, refused: Option<u64>) -> Result<Option<Arc<Token>>, Error> {
        match &self.inner.identity {
            Identity::Certificate { .. } => Ok(None),
            Identity::Piste { .. } => self.inner.tokens.get(self, refused).await.map(Some),
        }
    }

    /// Whether the access is that of the certificate mode.
    pub(crate) fn uses_certificate(&self) -> bool {
        matches!(self.inner.identity, Identity::Certificate { .. })
    }

    /// Asks for a new token even when the one in use is good.
    pub(crate) async fn renew_token(&self) -> Result<(), Error> {
        let current = self.inner.tokens.generation().await;
        self.token(current).await.map(|_| ())
    }

    /// Asks the token service for a token.
    pub(crate) async fn request_token(&self, generation: u64) -> Result<Token, Error> {
        let Identity::Piste { token: address, client_id, client_secret, .. } = &self.inner.identity else {
            return Err(Error::Request { service: TOKEN, reason: "no token in certificate mode".into() });
        };
        let request = token::request(&self.inner.http, address, client_id, client_secret)?;
        let requested_at = Instant::now();
        let answer = self.send(TOKEN, request, self.inner.options.timeout).await;
        self.record(TOKEN, requested_at, answer.as_ref().ok());
        let answer = answer.map_err(not_sent)?;
        token::read(answer.status, &answer.headers, answer.body(), requested_at, generation)
    }

    /// One exchange, recorded.
    async fn attempt(
        &self,
        service: &'static Service,
        payload: &Payload,
        token: Option<&Token>,
        limit: Duration,
    ) -> Result<Accepted, Error> {
        self.inner.throttle.wait().await;
        let failure = FileFailure::default();
        let unreadable = |reason: String| Error::Request { service, reason };
        let body = payload.body(&failure).await.map_err(|error| unreadable(error.to_string()))?;
        let mut request = self.request(service, token).header(ACCEPT, JSON);
        if let Some((body, length)) = body {
            request = request.header(CONTENT_TYPE, JSON).header(CONTENT_LENGTH, length).body(body);
        }
        let started = Instant::now();
        let answer = self.send(service, request, limit).await;
        self.record(service, started, answer.as_ref().ok());
        match (answer, failure.get()) {
            (Ok(answer), _) => answer.accept(service),
            (Err(_), Some(reason)) => Err(unreadable(reason.clone())),
            (Err(error), None) => Err(error),
        }
    }

    fn request(&self, service: &Service, token: Option<&Token>) -> reqwest::RequestBuilder {
        let method = match service.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        match &self.inner.identity {
            Identity::Piste { api, account, .. } => {
                let request = self.inner.http.request(method, format!("{api}/{}", service.path));
                let request = request.header("cpro-account", account.clone());
                match token {
                    Some(token) => request.header(AUTHORIZATION, token.header.clone()),
                    None => request,
                }
            }
            Identity::Certificate { base, account } => self
                .inner
                .http
                .request(method, format!("{base}/{}", service.legacy_path()))
                .header(AUTHORIZATION, account.clone()),
        }
    }

    async fn send(
        &self,
        service: &'static Service,
        request: reqwest::RequestBuilder,
        limit: Duration,
    ) -> Result<Answer, Error> {
        let exchange = async {
            let response = request.send().await.map_err(|error| network(service, &error))?;
            Answer::read(service, response, self.inner.options.max_answer_bytes).await
        };
        timeout(limit, exchange).await.unwrap_or_else(|_| {
            Err(Error::Network {
                service,
                sent: Sent::Maybe,
                cause: NetworkCause::Timeout,
                detail: format!("no complete answer within {limit:?}"),
            })
        })
    }

    fn record(&self, service: &'static Service, started: Instant, answer: Option<&Answer>) {
        let record = CallRecord {
            service,
            http_status: answer.map(|answer| answer.status),
            code_retour: answer.and_then(Answer::code_retour),
            duration: started.elapsed(),
            correlation_id: answer.and_then(Answer::correlation_id),
        };
        tracing::debug!(
            service = record.service.name,
            http_status = record.http_status,
            code_retour = record.code_retour,
            milliseconds = u64::try_from(record.duration.as_millis()).unwrap_or(u64::MAX),
            correlation_id = record.correlation_id,
            "call of Chorus Pro"
        );
        if let Some(recorder) = &self.inner.options.recorder {
            recorder.record(&record);
        }
    }
}

fn unwritable(service: &'static Service) -> impl FnOnce(serde_json::Error) -> Error {
    move |_| Error::Request { service, reason: "the input could not be written as JSON".into() }
}

/// Whatever happened to the token request, the service itself was not called.
fn not_sent(error: Error) -> Error {
    match error {
        Error::Network { service, cause, detail, .. } => {
            Error::Network { service, sent: Sent::No, cause, detail }
        }
        other => other,
    }
}

fn as_token_expired(error: Error) -> Error {
    match error {
        Error::Gateway { service, status, correlation_id, .. } => {
            Error::Gateway { service, status, kind: GatewayKind::TokenExpired, correlation_id }
        }
        other => other,
    }
}
