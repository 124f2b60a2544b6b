//! A hook told about every exchange.

use crate::service::Service;
use std::time::Duration;

/// One HTTP exchange. Holds no secret and no body.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRecord {
    /// The service called; the token service is recorded under the name `token`.
    pub service: &'static Service,
    /// HTTP status; `None` when there was no answer.
    pub http_status: Option<u16>,
    /// `codeRetour` of the answer; `None` when it has none.
    pub code_retour: Option<i64>,
    /// From the start of the exchange to the end of the answer, without waiting for a free place.
    pub duration: Duration,
    /// Header `x-correlationid` of the answer.
    pub correlation_id: Option<String>,
}

/// Told about every exchange, including token requests and the retry after a 401.
///
/// Called inside the call, so it must be quick and must not block.
pub trait Recorder: Send + Sync {
    /// Takes note of one exchange.
    fn record(&self, call: &CallRecord);
}
