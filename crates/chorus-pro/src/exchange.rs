//! One HTTP exchange, with its record.

use crate::{
    access::Route,
    answer::Answer,
    client::Client,
    download::FileSink,
    error::{Error, NetworkCause, Sent, network},
    recorder::CallRecord,
    service::{Input, Method, Service, legacy},
    token::Token,
    trace,
    upload::{FileFailure, Payload},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use secrecy::SecretString;
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, timeout};

const JSON: &str = "application/json;charset=utf-8";
/// Longest text of an error in a record, in characters.
const ERROR: usize = 500;

/// What a call sends, the same for each attempt.
pub(crate) struct Outgoing {
    pub(crate) service: &'static Service,
    url: String,
    pub(crate) payload: Payload,
    /// Longest exchange, and longest wait for a token before it.
    pub(crate) limit: Duration,
}

/// What a record is made of, before the end of the exchange.
pub(crate) struct Started {
    service: &'static Service,
    url: String,
    at: DateTime<Utc>,
    since: Instant,
    /// From the start to the end of the answer.
    duration: Duration,
    payload: Option<Vec<u8>>,
}

impl Client {
    /// What a call of `input` sends, as JSON in memory.
    pub(crate) fn outgoing<I: Input>(&self, input: &I, limit: Duration) -> Result<Outgoing, Error> {
        let service = I::SERVICE;
        let (path, json) = if service.has_path_fields() {
            let mut fields = match serde_json::to_value(input) {
                Ok(Value::Object(fields)) => fields,
                _ => return Err(unwritable(service)),
            };
            let path = service.fill_path(&mut fields).map_err(|field| Error::Request {
                service,
                reason: format!("{field} cannot stand in an address"),
            })?;
            (path, serde_json::to_vec(&fields))
        } else {
            (service.path.to_owned(), serde_json::to_vec(input))
        };
        let url = self.url(service, &path)?;
        let payload = match service.method {
            Method::Get => Payload::Empty,
            Method::Post | Method::Patch => {
                Payload::Json(json.map(Bytes::from).map_err(|_| unwritable(service))?)
            }
        };
        Ok(Outgoing { service, url, payload, limit })
    }

    /// What an upload sends.
    pub(crate) fn outgoing_file(
        &self,
        service: &'static Service,
        payload: Payload,
    ) -> Result<Outgoing, Error> {
        let url = self.url(service, service.path)?;
        Ok(Outgoing { service, url, payload, limit: self.inner.options.upload_timeout })
    }

    /// The address of `path`, which is that of the service with its fields filled.
    fn url(&self, service: &'static Service, path: &str) -> Result<String, Error> {
        match &self.inner.identity.route {
            Route::Piste { api, .. } => Ok(format!("{api}/{path}")),
            Route::Certificate { base, .. } if service.has_legacy_path() => {
                Ok(format!("{base}/{}", legacy(path)))
            }
            Route::Certificate { .. } => Err(Error::Request {
                service,
                reason: "the certificate mode does not have this service".into(),
            }),
        }
    }

    /// One exchange of a call, recorded.
    pub(crate) async fn attempt<I: Input>(
        &self,
        outgoing: &Outgoing,
        sink: Option<&mut FileSink<'_>>,
        token: Option<&Token>,
    ) -> Result<I::Output, Error> {
        let service = outgoing.service;
        self.inner.limiter.wait().await;
        let failure = FileFailure::default();
        let body = outgoing.payload.body(&failure).await.map_err(|fault| fault.error(service))?;
        let mut request = self.request(service, &outgoing.url, token).header(ACCEPT, JSON);
        if let Some((body, length)) = body {
            request = request.header(CONTENT_TYPE, JSON).header(CONTENT_LENGTH, length).body(body);
        }
        let mut started = self.started(service, outgoing.url.clone());
        if self.wants_bodies() {
            started.payload = outgoing.payload.shown();
        }
        let received = self.send(service, request, outgoing.limit, sink).await;
        started.duration = started.since.elapsed();
        let mut unknown_fields = Vec::new();
        let (answer, outcome) = match (received, failure.get()) {
            (Ok(mut answer), _) => {
                let outcome = answer.accept::<I>();
                if let (Ok(output), true) = (&outcome, self.wants_bodies()) {
                    unknown_fields = answer.unknown_fields(output);
                }
                (Some(answer), outcome)
            }
            (Err(_), Some(fault)) => (None, Err(fault.error(service))),
            (Err(error), None) => (None, Err(error)),
        };
        if let (Some(token), Ok(_) | Err(Error::Functional { .. })) = (token, &outcome) {
            token.worked();
        }
        self.record(started, answer.as_ref(), token, outcome.as_ref().err(), unknown_fields);
        outcome
    }

    fn request(&self, service: &Service, url: &str, token: Option<&Token>) -> reqwest::RequestBuilder {
        let method = match service.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
        };
        let mut request = self.inner.http.request(method, url);
        match &self.inner.identity.route {
            Route::Piste { account, .. } => {
                if let Some(account) = account {
                    request = request.header("cpro-account", account.clone());
                }
                if let Some(token) = token {
                    request = request.header(AUTHORIZATION, token.header.clone());
                }
                request
            }
            Route::Certificate { account, .. } => request.header(AUTHORIZATION, account.clone()),
        }
    }

    /// Sends a request and reads its answer, all within `limit`.
    pub(crate) async fn send(
        &self,
        service: &'static Service,
        request: reqwest::RequestBuilder,
        limit: Duration,
        sink: Option<&mut FileSink<'_>>,
    ) -> Result<Answer, Error> {
        let longest = self.inner.options.max_answer_bytes;
        let exchange = async {
            let response = request.send().await.map_err(|error| network(service, &error))?;
            let now = self.inner.options.time();
            match sink {
                None => Answer::read(service, response, longest, now).await,
                Some(sink) => Answer::download(service, response, longest, now, sink).await,
            }
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

    /// The start of a record.
    pub(crate) fn started(&self, service: &'static Service, url: String) -> Started {
        let at = self.inner.options.time();
        Started { service, url, at, since: Instant::now(), duration: Duration::ZERO, payload: None }
    }

    fn wants_bodies(&self) -> bool {
        self.recorder.as_ref().is_some_and(|recorder| recorder.wants_bodies())
    }

    /// Records an exchange of the token service, whose bodies are secrets.
    pub(crate) fn record_token(&self, mut started: Started, answer: Option<&Answer>, error: Option<&Error>) {
        started.duration = started.since.elapsed();
        if self.tells() {
            self.write(self.line(started, answer, error));
        }
    }

    /// Whether anybody is told about exchanges.
    fn tells(&self) -> bool {
        self.recorder.is_some() || tracing::enabled!(tracing::Level::DEBUG)
    }

    fn record(
        &self,
        mut started: Started,
        answer: Option<&Answer>,
        token: Option<&Token>,
        error: Option<&Error>,
        unknown_fields: Vec<String>,
    ) {
        if !self.tells() {
            return;
        }
        let payload = started.payload.take();
        let mut record = self.line(started, answer, error);
        if self.wants_bodies() {
            let mut secrets: Vec<&SecretString> = self.inner.identity.secrets.iter().collect();
            secrets.extend(token.map(|token| &token.secret));
            record.request = payload.map(|body| trace::redacted(&body, &secrets));
            record.answer = answer.map(|answer| trace::redacted(&answer.shown_body(), &secrets));
            record.unknown_fields = unknown_fields;
        }
        self.write(record);
    }

    /// A record without bodies.
    fn line(&self, started: Started, answer: Option<&Answer>, error: Option<&Error>) -> CallRecord {
        let (code_retour, libelle) = answer.map(Answer::outcome).unwrap_or_default();
        // A refusal of Chorus Pro is told by its code.
        let error = error.filter(|error| !matches!(error, Error::Functional { .. }));
        let secrets: Vec<&SecretString> = self.inner.identity.secrets.iter().collect();
        let clean = |text: String| trace::sentence(&text, &secrets);
        CallRecord {
            at: started.at,
            service: started.service,
            method: started.service.method.as_str(),
            url: started.url,
            http_status: answer.map(|answer| answer.status),
            code_retour,
            libelle: libelle.map(clean),
            duration: started.duration,
            correlation_id: answer.and_then(Answer::correlation_id),
            request: None,
            answer: None,
            error: error.map(|error| clean(error.to_string()).chars().take(ERROR).collect()),
            unknown_fields: Vec::new(),
        }
    }

    fn write(&self, record: CallRecord) {
        tracing::debug!(
            service = record.service.name,
            http_status = record.http_status,
            code_retour = record.code_retour,
            milliseconds = u64::try_from(record.duration.as_millis()).unwrap_or(u64::MAX),
            correlation_id = record.correlation_id,
            "call of Chorus Pro"
        );
        if let Some(recorder) = &self.recorder {
            recorder.record(&record);
        }
    }
}

pub(crate) fn unwritable(service: &'static Service) -> Error {
    Error::Request { service, reason: "the input could not be written as JSON".into() }
}
