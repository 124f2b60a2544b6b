//! The probe of the API Transverses.

use serde_json::json;

use crate::fields::fields;
use crate::input::Input;
use crate::services::exchange::{Exchange, Outcome};

/// The sentence of the platform (API.md §3).
const AVAILABLE: &str = "L'API CPRO est actuellement disponible et fonctionnel.";

/// `GET /transverses/v1/health-check`; the signature of handlers allows a refusal, a probe has none.
pub(crate) fn health_check(_exchange: &mut Exchange<'_>, _input: Input<'_>) -> Outcome {
    Ok(fields(json!({"body": AVAILABLE, "statusCode": "OK", "statusCodeValue": 200})))
}
