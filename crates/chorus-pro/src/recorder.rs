//! A hook told about every exchange.

use crate::service::Service;
use chrono::{DateTime, Utc};
use std::time::Duration;

/// One HTTP exchange. Holds no secret: neither token, nor password, nor the content of a file, nor a bank
/// account.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRecord {
    /// Start of the exchange.
    pub at: DateTime<Utc>,
    /// The service called; the token service is recorded under the name `token`.
    pub service: &'static Service,
    /// HTTP method, in capitals.
    pub method: &'static str,
    /// Full address.
    pub url: String,
    /// HTTP status; `None` when there was no answer.
    pub http_status: Option<u16>,
    /// `codeRetour` of the answer; `None` when it has none.
    pub code_retour: Option<i64>,
    /// `libelle` of the answer, at most 500 characters; `None` when it has none.
    pub libelle: Option<String>,
    /// From the start of the exchange to the end of the answer, without waiting for a free place.
    pub duration: Duration,
    /// Header `x-correlationid` of the answer.
    pub correlation_id: Option<String>,
    /// Body of the request, as JSON, redacted, at most 16 KiB (a longer one is cut and ends with
    /// `… [coupé]`); `None` without body, for a token request, and when [`Recorder::wants_bodies`] is not set.
    pub request: Option<String>,
    /// Body of the answer, treated like the request.
    pub answer: Option<String>,
    /// Why the call failed, for logs; `None` when it succeeded or when Chorus Pro itself refused
    /// (`code_retour` then says so). At most 500 characters.
    pub error: Option<String>,
    /// Paths of the fields of the answer that the types of this crate do not know, like
    /// `listeFactures[].champ`. Only filled when [`Recorder::wants_bodies`] is set.
    pub unknown_fields: Vec<String>,
}

/// Told about every exchange, including token requests and the retry after a 401.
///
/// Called inside the call, so it must be quick and must not block.
pub trait Recorder: Send + Sync {
    /// Takes note of one exchange.
    fn record(&self, call: &CallRecord);

    /// Whether records shall hold the bodies and the unknown fields, which costs some work for each call.
    fn wants_bodies(&self) -> bool {
        false
    }
}
