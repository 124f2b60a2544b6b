//! The HTTP status and the body of what a handler gives back.

use serde_json::{Value, json};

use super::exchange::{Outcome, Refusal, RestAnswer, RestOutcome, RestRefusal};
use super::route::Route;
use crate::errors::FunctionalError;
use crate::fields::Fields;

/// The HTTP status and the body of an outcome.
pub(crate) fn answer(route: &Route, outcome: Outcome) -> (u16, Option<Value>) {
    let functional = |error: FunctionalError, mut fields: Fields| {
        fields.insert("codeRetour".to_owned(), error.code.into());
        fields.insert("libelle".to_owned(), error.label.into());
        (200, Some(Value::Object(fields)))
    };
    match outcome {
        Ok(mut fields) => {
            if let Some(label) = route.success.label() {
                fields.insert("codeRetour".to_owned(), 0.into());
                fields.insert("libelle".to_owned(), label.into());
            }
            (200, Some(Value::Object(fields)))
        }
        Err(Refusal::Functional(error)) => functional(error, Fields::new()),
        Err(Refusal::WithFields(error, fields)) => functional(error, fields),
        // A functional shape in HTTP 400 is decoded by one client; the number is ours.
        Err(Refusal::Malformed(malformed)) => {
            (400, Some(json!({"codeRetour": 20_100, "libelle": format!("SIM_MSG_90.100 {malformed}")})))
        }
        Err(Refusal::TooLarge) => (413, Some(json!({}))),
    }
}

/// The body, if any, and the HTTP status of an outcome of the REST-like API.
pub(crate) fn rest_answer(outcome: RestOutcome) -> (u16, Option<Value>) {
    match outcome {
        Ok(RestAnswer::Body(body)) => (200, Some(body)),
        Ok(RestAnswer::Empty) => (200, None),
        Ok(RestAnswer::NoContent) => (204, None),
        // A list of errors (API.md §3 and §5.7). The code of an unreadable search, and that an unknown service has the code
        // of the other unknown objects beside its words, are ours.
        Err(RestRefusal::Malformed(malformed)) => {
            (400, Some(json!([{"error": format!("ParamsInvalid {malformed}")}])))
        }
        Err(RestRefusal::Forbidden) => (403, Some(json!({}))),
        Err(RestRefusal::UnknownService(reference)) => {
            let detail =
                format!("Aucune donnée de type Services n'a pu être trouvée avec la référence {reference}");
            let message = "Aucun Services trouvé";
            (400, Some(json!([{"error": "NotFoundReference", "message": message, "detail": detail}])))
        }
        Err(RestRefusal::UnusableStructure) => {
            let message = "L'identifiant passé en paramètre n'est ni un UUID, ni un SIRET, ni un numéro de TVA \
                           Intracommunautaire.";
            (400, Some(json!([{"error": "ParamsInvalidUuidStructures", "message": message}])))
        }
        Err(RestRefusal::NotFound) => (400, Some(json!([{"error": "NotFoundReference"}]))),
    }
}
