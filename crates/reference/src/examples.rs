//! The examples beside the description.

use std::path::Path;

use serde_json::Value;

/// A request with its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// File name without its extension.
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// Path or full address, as written.
    pub path: String,
    /// Confidence mark, as written.
    pub confidence: String,
    /// Body of the request, or headers and body for the examples that show both.
    pub request: Value,
    /// Body of the answer, or status and body.
    pub answer: Value,
    /// Errors shown with it.
    pub errors: Vec<Value>,
}

pub(crate) fn read(folder: &Path) -> Vec<Example> {
    let entries = std::fs::read_dir(folder).expect("the examples are beside the description");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| example(path)).collect()
}

fn example(path: &Path) -> Example {
    let text = std::fs::read_to_string(path).expect("readable example");
    let mut value: Value = serde_json::from_str(&text).expect("an example is JSON");
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Example {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        method: text(&value, "_method"),
        path: text(&value, "_path"),
        confidence: text(&value, "_confidence"),
        errors: value["errors"].as_array().cloned().unwrap_or_default(),
        request: value["request"].take(),
        answer: value["response"].take(),
    }
}
