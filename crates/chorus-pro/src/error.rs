//! What can go wrong, where, and what to do next.

use crate::service::{Effect, Service};
use std::{fmt, time::Duration};

/// Whether the request may have reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Certainly not: no connection was made, or the token was not obtained.
    No,
    /// Perhaps: something failed after the request had started.
    Maybe,
}

/// Why the network failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkCause {
    /// No connection: name not found, refused, connect timeout.
    Connect,
    /// No answer in time.
    Timeout,
    /// The connection was cut.
    Interrupted,
    /// The certificate of the server is not trusted.
    ServerCertificate,
    /// The server refused the client certificate.
    ClientCertificate,
}

/// Why the token service refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// Wrong client id or secret, or an application that may not have a token.
    InvalidClient,
    /// The token service answered something else.
    Other,
}

/// An answer of the token service that holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenError {
    /// Why.
    pub refusal: TokenRefusal,
    /// HTTP status.
    pub status: u16,
    /// OAuth error code, like `invalid_client`.
    pub code: Option<String>,
    /// How long to wait, when the service says so.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.as_deref().unwrap_or("no code");
        write!(formatter, "HTTP {}, {code}", self.status)
    }
}

/// What an HTTP error status means (API.md §1.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayKind {
    /// 401 with a token that is fresh, or that never worked: the technical account is refused.
    TechnicalAccountRefused,
    /// 401 with a fresh token, and no technical account in the access: the token is refused, or the connection
    /// needs a technical account.
    TokenRefused,
    /// 401 with an older token, and a file that can be sent only once. The token has been renewed; nothing
    /// was created; call again with a new file.
    TokenExpired,
    /// 403 with an empty object, or 404: the route does not exist or the application has not subscribed to
    /// the API. A known route whose request is itself `{}` looks the same when not authorised.
    RouteUnknownOrNotSubscribed,
    /// 403 with anything else in JSON: the application may not use this route.
    NotAuthorised,
    /// 403 with an empty object or none, in the certificate mode, where there is no subscription that could be
    /// missing: no raccordement declares the certificate for this technical account (inferred).
    CertificateRefused,
    /// 400 or 404 of a service without `codeRetour`, with its reasons (API.md §4.7).
    Rejected {
        /// The reasons, like `NotFoundReference`; at most 20, of at most 500 characters.
        errors: Vec<String>,
    },
    /// 413: body or result too large.
    TooLarge,
    /// 429: quota exceeded.
    TooManyRequests {
        /// How long to wait, when the gateway says so.
        retry_after: Option<Duration>,
    },
    /// 5xx.
    ServerError,
    /// Any other status.
    Other,
}

/// Why an answer could not be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeCause {
    /// It is not JSON.
    NotJson,
    /// It is JSON of an unexpected shape.
    Shape,
    /// It is longer than [`crate::ClientOptions::max_answer_bytes`], or its file than
    /// [`crate::ClientOptions::max_file_bytes`].
    TooLong,
}

/// A layer between the caller and the service, in the order they are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Reaching the hosts.
    Network,
    /// The client certificate (certificate mode).
    Certificate,
    /// The PISTE application: client id and secret.
    Token,
    /// The technical account.
    TechnicalAccount,
    /// What the account and the application may do.
    Rights,
}

/// What to do after a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAdvice {
    /// The same call would fail again.
    Never,
    /// Call again later, after the given time when the server named one.
    After(Option<Duration>),
    /// The call may have taken effect: find out first, then call again if it has not.
    AfterChecking,
}

/// A failed call. Texts are for logs; they hold no secret and nothing of a file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The network failed.
    #[error("{}: network failure ({cause:?}, sent: {sent:?}): {detail}", service.name)]
    Network {
        /// The service called (`token` for the token service).
        service: &'static Service,
        /// Whether the request may have reached the server.
        sent: Sent,
        /// Why.
        cause: NetworkCause,
        /// The text of the lower layers.
        detail: String,
    },
    /// The token service gave no token; the service itself was not called.
    #[error("token refused: {0}")]
    Token(TokenError),
    /// The gateway or the server answered with an HTTP error.
    #[error("{}: HTTP {status} ({kind:?}), correlation {}", service.name, shown(correlation_id))]
    Gateway {
        /// The service called.
        service: &'static Service,
        /// HTTP status.
        status: u16,
        /// What it means.
        kind: GatewayKind,
        /// Header `x-correlationid` of the answer.
        correlation_id: Option<String>,
    },
    /// Chorus Pro refused: `codeRetour` is not 0.
    #[error("{}: refused with {code_retour} {libelle}, correlation {}", service.name, shown(correlation_id))]
    Functional {
        /// The service called.
        service: &'static Service,
        /// Code; its meaning is local to the service (API.md §7).
        code_retour: i64,
        /// Message code, sometimes followed by a text; at most 500 characters are kept.
        libelle: String,
        /// Header `x-correlationid` of the answer.
        correlation_id: Option<String>,
    },
    /// The answer could not be understood.
    #[error("{}: answer not understood ({cause:?}) at {}: {detail}, correlation {}",
        service.name, path.as_deref().unwrap_or("the top"), shown(correlation_id))]
    Decode {
        /// The service called.
        service: &'static Service,
        /// Why.
        cause: DecodeCause,
        /// The field, like `listeFactures[3].montantHT`.
        path: Option<String>,
        /// What was wrong, with an excerpt whose values are masked.
        detail: String,
        /// Header `x-correlationid` of the answer.
        correlation_id: Option<String>,
    },
    /// The call cannot be made: the input cannot be sent as it is, or its file has another length than
    /// announced. Nothing complete reached the server.
    #[error("{}: cannot be sent: {reason}", service.name)]
    Request {
        /// The service called.
        service: &'static Service,
        /// Why.
        reason: String,
    },
    /// A file on this side could not be read or written, which may pass: a disk that is full, a share that
    /// is away.
    #[error("{}: {reason}", service.name)]
    File {
        /// The service called.
        service: &'static Service,
        /// Whether a complete request may have reached the server: not when the file goes up, yes when it
        /// comes down.
        sent: Sent,
        /// Why.
        reason: String,
    },
}

fn shown(correlation_id: &Option<String>) -> &str {
    correlation_id.as_deref().unwrap_or("none")
}

/// Message codes that mean "the caller lacks the right" (API.md §7).
const RIGHT_MISSING: [&str; 1] = ["GDP_MSG_11.005"];

impl Error {
    /// What to do next.
    #[must_use]
    pub fn retry_advice(&self) -> RetryAdvice {
        match self {
            Self::Network { sent: Sent::No, .. } | Self::File { sent: Sent::No, .. } => {
                RetryAdvice::After(None)
            }
            Self::Network { service, sent: Sent::Maybe, .. }
            | Self::File { service, sent: Sent::Maybe, .. } => after_doubt(service),
            Self::Token(error) => match error.status {
                429 => RetryAdvice::After(error.retry_after),
                // An undecodable success is as passing as a server error.
                200..=299 | 408 | 500.. => RetryAdvice::After(error.retry_after),
                _ => RetryAdvice::Never,
            },
            Self::Gateway { service, status, kind, .. } => match kind {
                GatewayKind::TooManyRequests { retry_after } => RetryAdvice::After(*retry_after),
                GatewayKind::TokenExpired => RetryAdvice::After(None),
                GatewayKind::ServerError => after_doubt(service),
                GatewayKind::Other if *status == 408 => after_doubt(service),
                _ => RetryAdvice::Never,
            },
            Self::Decode { service, cause, .. } => match (service.effect, cause) {
                (Effect::Create, _) => RetryAdvice::AfterChecking,
                // A page of a proxy passes; a field of an unexpected shape stays.
                (_, DecodeCause::NotJson) => RetryAdvice::After(None),
                (_, DecodeCause::Shape | DecodeCause::TooLong) => RetryAdvice::Never,
            },
            Self::Functional { .. } | Self::Request { .. } => RetryAdvice::Never,
        }
    }

    /// The layer that failed, when it is one of those an administrator can act on.
    #[must_use]
    pub fn layer(&self) -> Option<Layer> {
        match self {
            Self::Network { cause: NetworkCause::ClientCertificate, .. } => Some(Layer::Certificate),
            Self::Network { .. } => Some(Layer::Network),
            Self::Token(_) => Some(Layer::Token),
            Self::Gateway { kind, .. } => match kind {
                GatewayKind::CertificateRefused => Some(Layer::Certificate),
                GatewayKind::TechnicalAccountRefused => Some(Layer::TechnicalAccount),
                GatewayKind::TokenExpired | GatewayKind::TokenRefused => Some(Layer::Token),
                GatewayKind::RouteUnknownOrNotSubscribed | GatewayKind::NotAuthorised => Some(Layer::Rights),
                _ => None,
            },
            Self::Functional { libelle, .. } => {
                RIGHT_MISSING.iter().any(|code| libelle.starts_with(code)).then_some(Layer::Rights)
            }
            Self::Decode { .. } | Self::Request { .. } | Self::File { .. } => None,
        }
    }

    /// The correlation id of the answer, to quote to the support of Chorus Pro.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        match self {
            Self::Gateway { correlation_id, .. }
            | Self::Functional { correlation_id, .. }
            | Self::Decode { correlation_id, .. } => correlation_id.as_deref(),
            Self::Network { .. } | Self::Token(_) | Self::Request { .. } | Self::File { .. } => None,
        }
    }

    /// The HTTP status of the answer, when there was one.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Self::Gateway { status, .. } => Some(*status),
            Self::Token(error) => Some(error.status),
            _ => None,
        }
    }
}

fn after_doubt(service: &Service) -> RetryAdvice {
    match service.effect {
        Effect::Create => RetryAdvice::AfterChecking,
        Effect::Probe | Effect::Read | Effect::Search => RetryAdvice::After(None),
    }
}

/// The failure of an exchange of the HTTP client, as an [`Error::Network`].
pub(crate) fn network(service: &'static Service, error: &reqwest::Error) -> Error {
    let detail = chain(error);
    let cause = network_cause(error, &detail);
    let sent = match cause {
        // A certificate refused by either side stops before the request is handled.
        NetworkCause::Connect | NetworkCause::ServerCertificate | NetworkCause::ClientCertificate => Sent::No,
        NetworkCause::Timeout | NetworkCause::Interrupted => Sent::Maybe,
    };
    Error::Network { service, sent, cause, detail }
}

fn network_cause(error: &reqwest::Error, detail: &str) -> NetworkCause {
    // The TLS layer offers its alerts as text only.
    if detail.contains("received fatal alert") && is_certificate_alert(detail) {
        NetworkCause::ClientCertificate
    } else if detail.contains("invalid peer certificate") {
        NetworkCause::ServerCertificate
    } else if error.is_connect() {
        NetworkCause::Connect
    } else if error.is_timeout() {
        NetworkCause::Timeout
    } else {
        NetworkCause::Interrupted
    }
}

fn is_certificate_alert(detail: &str) -> bool {
    ["Certificate", "UnknownCA", "UnknownCa", "AccessDenied", "HandshakeFailure"]
        .iter()
        .any(|name| detail.contains(name))
}

/// The texts of an error and its sources, without the address (it may be internal).
fn chain(error: &reqwest::Error) -> String {
    let mut texts = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        texts.push(inner.to_string());
        source = inner.source();
    }
    if texts.is_empty() { "no detail".into() } else { texts.join(": ") }
}
