//! Schemas of the description, made strict: an undocumented field is a fault, and a moment has one of the forms the
//! description names. In a request a field that is not required may be `null`; in an answer none may.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::{DocumentedError, Fault, FaultKind, Operation};

/// The schemas of all bodies, each compiled when it is first asked for: all of them take seconds.
pub(crate) struct Schemas {
    document: Value,
    /// The components, made strict for each kind of body.
    components: HashMap<Body, Map<String, Value>>,
    compiled: HashMap<(String, Body), OnceLock<Option<Validator>>>,
}

/// A body of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Body {
    /// What is sent.
    Request,
    /// What comes back with HTTP 200.
    Answer,
}

/// The operations of the description.
pub(crate) fn operations(document: &Value) -> Vec<Operation> {
    let Some(paths) = document["paths"].as_object() else { return Vec::new() };
    let mut operations = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let text = |name: &str| operation[name].as_str().map(str::to_owned);
            let errors = operation["x-errors"].as_array().into_iter().flatten();
            let errors = errors.map(|error| DocumentedError {
                code: error["code"].as_str().map_or_else(|| error["code"].to_string(), str::to_owned),
                meaning: error["meaning"].as_str().unwrap_or_default().to_owned(),
            });
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                name: text("operationId").unwrap_or_default(),
                confidence: text("x-confidence").unwrap_or_default(),
                legacy_path: text("x-legacy-path"),
                errors: errors.collect(),
            });
        }
    }
    operations
}

fn key(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn body_pointer(operation: &Operation, which: Body) -> String {
    let path = operation.path.replace('~', "~0").replace('/', "~1");
    let method = operation.method.to_lowercase();
    let place = if which == Body::Request { "requestBody" } else { "responses/200" };
    format!("/paths/{path}/{method}/{place}/content/application~1json/schema")
}

impl Schemas {
    pub(crate) fn new(document: Value) -> Self {
        let strict_for = |which: Body| -> Map<String, Value> {
            let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
            schemas.map(|(name, schema)| (name.clone(), strict(schema, which))).collect()
        };
        let bodies = [Body::Request, Body::Answer];
        let components = bodies.into_iter().map(|which| (which, strict_for(which))).collect();
        let mut compiled = HashMap::new();
        for operation in operations(&document) {
            for which in bodies {
                compiled.insert((key(&operation), which), OnceLock::new());
            }
        }
        Self { document, components, compiled }
    }

    fn compile(&self, operation: &Operation, which: Body) -> Option<Validator> {
        let schema = self.document.pointer(&body_pointer(operation, which))?;
        let mut root = strict(schema, which);
        root["components"] = json!({ "schemas": self.components.get(&which) });
        Some(jsonschema::draft202012::new(&root).expect("a schema of the description"))
    }

    pub(crate) fn faults(&self, operation: &Operation, which: Body, body: &Value) -> Vec<Fault> {
        let Some(place) = self.compiled.get(&(key(operation), which)) else { return Vec::new() };
        let Some(validator) = place.get_or_init(|| self.compile(operation, which)) else { return Vec::new() };
        let mut faults: Vec<Fault> = validator.iter_errors(body).flat_map(|error| told(&error)).collect();
        faults.sort();
        faults.dedup();
        faults
    }

    pub(crate) fn body(&self, operation: &Operation, which: Body) -> Option<&Value> {
        self.document.pointer(&body_pointer(operation, which)).map(|schema| self.resolve(schema))
    }

    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        target.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(schema)
    }
}

/// What an error of the library means here.
fn told(error: &ValidationError<'_>) -> Vec<Fault> {
    let path = error.instance_path().to_string();
    let named =
        path.split('/').filter(|part| !part.is_empty() && !part.bytes().all(|digit| digit.is_ascii_digit()));
    let place: String = named.map(|part| format!("/{part}")).collect();
    let fault = |name: &str, kind: FaultKind, text: &str| Fault {
        pointer: if name.is_empty() { place.clone() } else { format!("{place}/{name}") },
        kind,
        text: text.to_owned(),
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            vec![fault(
                property.as_str().unwrap_or_default(),
                FaultKind::Missing,
                "a required field is absent",
            )]
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| fault(name, FaultKind::Undescribed, "the field is not described"))
            .collect(),
        _ if error.instance().is_null() => vec![fault("", FaultKind::Null, "null is not described")],
        _ => vec![fault("", FaultKind::Other, &error.to_string())],
    }
}

/// The schema with its unwritten rules written.
fn strict(schema: &Value, which: Body) -> Value {
    let Some(given) = schema.as_object() else { return schema.clone() };
    let mut strict = given.clone();
    if given.contains_key("pattern") {
        // Corrected: nothing is to be guessed.
    } else if let Some(format) = given.get("x-wire-format").and_then(Value::as_str) {
        strict.insert("pattern".to_owned(), wire_pattern(format).into());
    } else if given.get("x-spec-format").and_then(Value::as_str) == Some("date-time") {
        strict.insert("pattern".to_owned(), SOME_MOMENT.into());
    }
    if let Some(items) = given.get("items") {
        strict.insert("items".to_owned(), self::strict(items, which));
    }
    if let Some(extra) = given.get("additionalProperties").filter(|extra| extra.is_object()) {
        strict.insert("additionalProperties".to_owned(), self::strict(extra, which));
    }
    if let Some(properties) = given.get("properties").and_then(Value::as_object) {
        let required = given.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        // The description says of one schema that its required fields may be null in real answers.
        let note = given.get("x-note").and_then(Value::as_str).unwrap_or_default();
        let nulls = note.contains("real answers carry nulls");
        let nullable = nulls || which == Body::Request;
        let rewritten = properties.iter().map(|(name, property)| {
            let property = self::strict(property, which);
            let needed = !nulls && required.iter().any(|required| required == name);
            let property =
                if needed || !nullable { property } else { json!({"anyOf": [property, {"type": "null"}]}) };
            (name.clone(), property)
        });
        strict.insert("properties".to_owned(), Value::Object(rewritten.collect()));
        strict.entry("additionalProperties").or_insert(Value::Bool(false));
    }
    Value::Object(strict)
}

/// A moment the description gives no form for: any of those seen (API.md §3).
const SOME_MOMENT: &str = r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{3})?)?([+-]\d\d:\d\d|Z)?)?$";

/// The forms of a moment: the description gives one to each service, while its own examples show others for
/// the same field, so that a day may also be a full instant.
fn wire_pattern(format: &str) -> &'static str {
    let instant = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d|Z)?$";
    if format.contains("ISO-8601") {
        instant
    } else if format.contains("HH:MM") {
        r"^\d{4}-\d\d-\d\d \d\d:\d\d$"
    } else {
        r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{3})?([+-]\d\d:\d\d|Z)?)?$"
    }
}
