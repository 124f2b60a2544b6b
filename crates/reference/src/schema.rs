//! Schemas of the description, made strict: an undocumented field is a fault, an absent one may be `null`,
//! and a moment has one of the forms the description names.

use std::collections::HashMap;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::{DocumentedError, Operation};

/// The schemas of all bodies, each compiled when it is first asked for: all of them take seconds.
pub(crate) struct Schemas {
    document: Value,
    /// The components, made strict.
    components: Map<String, Value>,
    compiled: HashMap<(String, &'static str), OnceLock<Option<Validator>>>,
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

fn body_pointer(operation: &Operation, which: &str) -> String {
    let path = operation.path.replace('~', "~0").replace('/', "~1");
    let method = operation.method.to_lowercase();
    let place = if which == "request" { "requestBody" } else { "responses/200" };
    format!("/paths/{path}/{method}/{place}/content/application~1json/schema")
}

impl Schemas {
    pub(crate) fn new(document: Value) -> Self {
        let mut components = Map::new();
        for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
            components.insert(name.clone(), strict(schema));
        }
        let mut compiled = HashMap::new();
        for operation in operations(&document) {
            for which in ["request", "answer"] {
                compiled.insert((key(&operation), which), OnceLock::new());
            }
        }
        Self { document, components, compiled }
    }

    fn compile(&self, operation: &Operation, which: &str) -> Option<Validator> {
        let schema = self.document.pointer(&body_pointer(operation, which))?;
        let mut root = strict(schema);
        root["components"] = json!({ "schemas": self.components });
        Some(jsonschema::draft202012::new(&root).expect("a schema of the description"))
    }

    pub(crate) fn faults(&self, operation: &Operation, which: &'static str, body: &Value) -> Vec<String> {
        let Some(place) = self.compiled.get(&(key(operation), which)) else { return Vec::new() };
        let Some(validator) = place.get_or_init(|| self.compile(operation, which)) else { return Vec::new() };
        let faults = validator.iter_errors(body);
        faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
    }

    pub(crate) fn body(&self, operation: &Operation, which: &str) -> Option<&Value> {
        self.document.pointer(&body_pointer(operation, which)).map(|schema| self.resolve(schema))
    }

    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
        target.and_then(|pointer| self.document.pointer(pointer)).unwrap_or(schema)
    }
}

/// The schema with its unwritten rules written.
fn strict(schema: &Value) -> Value {
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
        strict.insert("items".to_owned(), self::strict(items));
    }
    if let Some(extra) = given.get("additionalProperties").filter(|extra| extra.is_object()) {
        strict.insert("additionalProperties".to_owned(), self::strict(extra));
    }
    if let Some(properties) = given.get("properties").and_then(Value::as_object) {
        let required = given.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
        // The description says of one schema that its required fields may be null in real answers.
        let note = given.get("x-note").and_then(Value::as_str).unwrap_or_default();
        let nulls = note.contains("real answers carry nulls");
        let rewritten = properties.iter().map(|(name, property)| {
            let property = self::strict(property);
            let needed = !nulls && required.iter().any(|required| required == name);
            let property = if needed { property } else { json!({"anyOf": [property, {"type": "null"}]}) };
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
