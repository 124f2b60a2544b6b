//! The fields of an answer, as [`input`](crate::input) reads those of a request.

use serde_json::{Map, Value};

/// The fields of an answer, without `codeRetour` and `libelle`.
pub(crate) type Fields = Map<String, Value>;

/// Turns a JSON object literal into fields.
pub(crate) fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
