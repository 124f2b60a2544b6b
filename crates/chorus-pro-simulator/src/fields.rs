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

/// The fields that have a value: recorded rows of searches and histories leave the others out, and programs that read
/// strictly refuse `null` there (API.md §3).
pub(crate) fn without_nulls(mut fields: Fields) -> Fields {
    fields.retain(|_, value| !value.is_null());
    fields
}

/// A row without the fields that have no value.
pub(crate) fn row(value: Value) -> Value {
    Value::Object(without_nulls(fields(value)))
}
