//! API Transverses: its table of services and the probe.

use serde_json::json;

use super::exchange::{Exchange, Outcome};
use crate::fields::fields;
use crate::input::Input;

/// `GET /transverses/v1/health-check`; the signature of handlers allows a refusal, a probe has none.
pub(super) fn health_check(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    Ok(fields(json!({"body": "OK", "statusCode": "OK", "statusCodeValue": 200})))
}
