//! Answers that are none: cut connections and unusable bodies.

use axum::body::{Body, Bytes};
use axum::response::Response;
use serde_json::{Value, json};

/// What a proxy in front of the platform might answer.
pub(super) const HTML: &str = "<!DOCTYPE html><html lang=\"fr\"><head><title>Maintenance</title></head>\
    <body><h1>Service momentanément indisponible</h1></body></html>";

/// A response whose body fails at once: the server drops the connection instead of answering.
pub(super) fn connection() -> Response {
    let failure = std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "ordered cut");
    let stream = futures::stream::once(async move { Err::<Bytes, _>(failure) });
    Response::new(Body::from_stream(stream))
}

/// The first half of a text, cut between characters.
pub(super) fn half(text: &str) -> String {
    text.chars().take(text.chars().count() / 2).collect()
}

/// The same object with a field that is not described.
pub(super) fn more_fields(body: &Value) -> Value {
    let mut more = body.clone();
    if let Some(fields) = more.as_object_mut() {
        fields.insert("champInconnu".to_owned(), Value::String("valeur".to_owned()));
    }
    more
}

/// Numbers become objects, texts numbers, lists and objects texts.
pub(super) fn other_types(body: &Value) -> Value {
    let Value::Object(fields) = body else { return json!("?") };
    let changed = fields.iter().map(|(name, value)| {
        let other = match value {
            Value::Number(_) => json!({"valeur": value}),
            Value::String(_) => json!(0),
            Value::Array(_) | Value::Object(_) => json!("?"),
            _ => json!([]),
        };
        (name.clone(), other)
    });
    Value::Object(changed.collect())
}

/// The same fields; files in base64, the long texts among them, lose their second half.
pub(super) fn cut_files(body: &Value) -> Value {
    /// A shorter text is a code or a sentence.
    const SHORTEST_FILE: usize = 256;
    let Value::Object(fields) = body else { return body.clone() };
    let cut = fields.iter().map(|(name, value)| {
        let kept = match value.as_str() {
            // Whole groups of four: what is left is base64.
            Some(text) if text.len() >= SHORTEST_FILE => {
                json!(text.chars().take(text.len() / 8 * 4).collect::<String>())
            }
            _ => value.clone(),
        };
        (name.clone(), kept)
    });
    Value::Object(cut.collect())
}
