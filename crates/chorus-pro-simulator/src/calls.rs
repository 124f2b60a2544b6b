//! The last calls received, for people and tests that want to see what a client sent.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

/// Calls remembered.
const KEPT: usize = 1_000;
/// Longest request body kept with a call, in bytes.
pub(crate) const BODY_KEPT: usize = 16 * 1024;

/// One received call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// Simulated instant of the reception.
    pub at: DateTime<Utc>,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Client id of the token's application.
    pub application: Option<String>,
    /// Login of the technical account, when it was accepted.
    pub account: Option<String>,
    /// Size of the request body in bytes.
    pub request_bytes: usize,
    /// The request body when it is JSON of at most 16 KiB; never that of a token request.
    pub request: Option<Value>,
    /// HTTP status answered; absent when the connection was cut.
    pub status: Option<u16>,
    /// `codeRetour` answered.
    pub return_code: Option<i64>,
    /// `libelle` answered.
    pub label: Option<String>,
    /// `true` when an ordered fault changed the call.
    pub faulty: bool,
    /// Time taken, in real milliseconds.
    pub milliseconds: i64,
}

#[derive(Debug, Default)]
pub(crate) struct CallLog(VecDeque<Call>);

impl CallLog {
    pub(crate) fn add(&mut self, call: Call) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(call);
    }

    pub(crate) fn list(&self) -> Vec<Call> {
        self.0.iter().cloned().collect()
    }
}
