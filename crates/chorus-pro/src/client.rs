//! The client: calls with their token and their limits.

use crate::{
    access::{Access, Identity, InvalidAddress, Route},
    download::{Download, Downloaded, FileSink},
    error::{Error, GatewayKind, Sent},
    exchange::{Outgoing, unwritable},
    options::ClientOptions,
    recorder::Recorder,
    service::Input,
    throttle::RateLimiter,
    token::{self, TOKEN, Token, TokenStore},
    upload::{FileContent, Payload, Upload},
};
use std::{fmt, sync::Arc, time::Duration};
use tokio::{
    io::AsyncWrite,
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

/// A connection to Chorus Pro. Cloning is cheap; clones share token, limits and connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
    pub(crate) recorder: Option<Arc<dyn Recorder>>,
}

pub(crate) struct Inner {
    pub(crate) http: reqwest::Client,
    pub(crate) identity: Identity,
    pub(crate) options: ClientOptions,
    tokens: TokenStore,
    places: Semaphore,
    pub(crate) limiter: RateLimiter,
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
    /// `http` is best made by [`crate::HttpOptions`]. Another one should not follow redirects
    /// (`reqwest::redirect::Policy::none()`): the header of the technical account must not go to another
    /// host. In certificate mode it holds the client certificate.
    ///
    /// # Errors
    /// When an address in `access` is not a usable address.
    pub fn new(
        http: reqwest::Client,
        access: Access,
        options: ClientOptions,
    ) -> Result<Self, InvalidAddress> {
        let own_limiter = || RateLimiter::new(options.minimum_spacing, options.burst);
        let recorder = options.recorder.clone();
        let inner = Inner {
            http,
            identity: Identity::new(access)?,
            tokens: TokenStore::default(),
            places: Semaphore::new(options.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            limiter: options.rate_limiter.clone().unwrap_or_else(own_limiter),
            options,
        };
        Ok(Self { inner: Arc::new(inner), recorder })
    }

    /// The same connection, token and limits, with another witness of its exchanges: for one technical account that
    /// serves several structures.
    #[must_use]
    pub fn with_recorder(&self, recorder: Option<Arc<dyn Recorder>>) -> Self {
        Self { inner: Arc::clone(&self.inner), recorder }
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
        let outgoing = self.outgoing(input, self.inner.options.timeout)?;
        self.exchange::<I>(&outgoing, None, fresh_since).await
    }

    /// Calls a service that takes a file, which is streamed.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::File`] when the file cannot be read, [`Error::Request`] when it has another
    /// length than announced.
    pub async fn upload<U: Upload>(&self, head: &U, file: FileContent) -> Result<U::Output, Error> {
        let payload = Payload::upload(head, file).map_err(|_| unwritable(U::SERVICE))?;
        let outgoing = self.outgoing_file(U::SERVICE, payload)?;
        self.exchange::<U>(&outgoing, None, None).await
    }

    /// Calls a service that answers with a file, and writes the file to `writer` as it comes: what is held in
    /// memory does not grow with it. A platform that refuses writes nothing.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::File`] when `writer` fails. After an error, what was written must be thrown
    /// away: the answer may have broken off in the middle.
    pub async fn download<D: Download>(
        &self,
        input: &D,
        writer: &mut (impl AsyncWrite + Send + Unpin),
    ) -> Result<Downloaded<D::Output>, Error> {
        let limit = self.inner.options.max_file_bytes;
        let mut sink = FileSink { field: D::FILE_FIELD, writer, limit, length: None };
        let outgoing = self.outgoing(input, self.inner.options.upload_timeout)?;
        let output = self.exchange::<D>(&outgoing, Some(&mut sink), None).await?;
        Ok(Downloaded { output, length: sink.length })
    }

    /// One call: token, exchange, and after a 401 with an older token that worked before, one renewal and one
    /// more exchange.
    async fn exchange<I: Input>(
        &self,
        outgoing: &Outgoing,
        mut sink: Option<&mut FileSink<'_>>,
        fresh_since: Option<Instant>,
    ) -> Result<I::Output, Error> {
        let fresh_since = fresh_since.unwrap_or_else(Instant::now);
        let (token, place) = self.ready(outgoing, None).await?;
        let outcome = self.attempt::<I>(outgoing, sink.as_deref_mut(), token.as_deref()).await;
        drop(place);
        let refused = matches!(&outcome, Err(Error::Gateway { status: 401, .. }));
        let expired = |token: &Arc<Token>| token.requested_at < fresh_since && token.may_have_expired();
        let Some(token) = token.filter(|token| refused && expired(token)) else {
            return self.with_cause(outcome);
        };
        let (token, _place) = self.ready(outgoing, Some(token.generation)).await?;
        if !outgoing.payload.can_be_sent_again() {
            return outcome.map_err(|error| with_kind(error, GatewayKind::TokenExpired));
        }
        self.with_cause(self.attempt::<I>(outgoing, sink, token.as_deref()).await)
    }

    /// The token, then a place among the calls under way: who waits for a token holds no place.
    async fn ready(
        &self,
        outgoing: &Outgoing,
        refused: Option<u64>,
    ) -> Result<(Option<Arc<Token>>, SemaphorePermit<'_>), Error> {
        loop {
            let token = self.token(refused, outgoing.limit).await?;
            let usable = || token.as_ref().is_none_or(|token| token.is_usable());
            let was_usable = usable();
            let place = self.inner.places.acquire().await.map_err(|_| Error::Request {
                service: outgoing.service,
                reason: "the client is shut down".into(),
            })?;
            // It may have expired while other calls went first; one that never was usable is no reason to wait.
            if usable() || !was_usable {
                return Ok((token, place));
            }
        }
    }

    /// A 401 cannot blame a technical account the access does not have, nor a 403 a subscription.
    fn with_cause<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        match outcome {
            Err(
                error @ Error::Gateway { status: 403, kind: GatewayKind::RouteUnknownOrNotSubscribed, .. },
            ) if self.uses_certificate() => Err(with_kind(error, GatewayKind::CertificateRefused)),
            Err(error @ Error::Gateway { status: 401, .. }) if !self.has_account() => {
                Err(with_kind(error, GatewayKind::TokenRefused))
            }
            other => other,
        }
    }

    /// The token to use, waited for at most `limit`; `None` in certificate mode.
    pub(crate) async fn token(
        &self,
        refused: Option<u64>,
        limit: Duration,
    ) -> Result<Option<Arc<Token>>, Error> {
        if self.uses_certificate() {
            return Ok(None);
        }
        self.inner.tokens.get(self, refused, limit).await.map(Some)
    }

    /// Whether the access is that of the certificate mode.
    pub(crate) fn uses_certificate(&self) -> bool {
        matches!(self.inner.identity.route, Route::Certificate { .. })
    }

    /// Whether calls name a technical account.
    pub(crate) fn has_account(&self) -> bool {
        self.inner.identity.has_account()
    }

    /// Asks for a new token even when the one in use is good.
    pub(crate) async fn renew_token(&self) -> Result<(), Error> {
        let current = self.inner.tokens.generation();
        self.token(current, self.inner.options.timeout).await.map(|_| ())
    }

    /// Asks the token service for a token, for at most `limit` and the time of any exchange.
    pub(crate) async fn request_token(&self, generation: u64, limit: Duration) -> Result<Token, Error> {
        let Route::Piste { token: address, client_id, client_secret, .. } = &self.inner.identity.route else {
            return Err(Error::Request { service: TOKEN, reason: "no token in certificate mode".into() });
        };
        let request = token::request(&self.inner.http, address, client_id, client_secret)?;
        let started = self.started(TOKEN, address.to_string());
        let requested_at = Instant::now();
        let limit = limit.min(self.inner.options.timeout);
        let received = self.send(TOKEN, request, limit, None).await.map_err(not_sent);
        let outcome = match &received {
            Ok(answer) => {
                let now = self.inner.options.time();
                token::read(answer.status, &answer.headers, answer.body(), now, requested_at, generation)
            }
            Err(error) => Err(error.clone()),
        };
        self.record_token(started, received.as_ref().ok(), outcome.as_ref().err());
        outcome
    }
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

fn with_kind(error: Error, kind: GatewayKind) -> Error {
    match error {
        Error::Gateway { service, status, correlation_id, .. } => {
            Error::Gateway { service, status, kind, correlation_id }
        }
        other => other,
    }
}
