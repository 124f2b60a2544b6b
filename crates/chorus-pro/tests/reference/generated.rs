//! Any value of the description through the types, and back to the description.

use chorus_pro::{Body, rewrite};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reference::{Operation, Reference};
use serde_json::Value;

use super::FILES;
use super::lost;
use super::values::value_of;

/// Values tried for each body; there are some 160 bodies.
const CASES: u32 = 48;

fn check(reference: &Reference, operation: &Operation, body: Body, schema: &Value) {
    let strategy = value_of(reference, schema, 0);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let in_path: Vec<&str> =
        operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    let outcome = runner.run(&strategy, |mut value| {
        // What stands in the path is part of the input, and never of the body.
        if let (Body::Request, Value::Object(fields)) = (body, &mut value) {
            fields.extend(in_path.iter().map(|name| ((*name).to_owned(), "0a".repeat(16).into())));
        }
        let read = rewrite(&operation.name, body, &value.to_string()).expect("a known service");
        let text = read.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut written: Value = serde_json::from_str(&text).expect("what we wrote is JSON");
        if let (Body::Request, Value::Object(fields)) = (body, &mut written) {
            fields.retain(|name, _| !in_path.contains(&name.as_str()));
        }
        if let (Body::Request, Value::Object(fields)) = (body, &mut value) {
            fields.retain(|name, _| !in_path.contains(&name.as_str()));
        }
        if body == Body::Request {
            let mut sent = written.clone();
            // The engine streams the file into its field.
            if let (Value::Object(fields), Some(file)) =
                (&mut sent, FILES.iter().find(|file| schema["properties"].get(**file).is_some()))
            {
                fields.insert((*file).to_owned(), "JVBERi0=".into());
            }
            let faults = reference.request_faults(operation, &sent);
            prop_assert!(faults.is_empty(), "the description refuses {written}: {}", faults.join("; "));
        }
        if let (Body::Answer, Value::Object(fields)) = (body, &mut value) {
            // The engine reads these two before the types do.
            fields.retain(|name, _| name != "codeRetour" && name != "libelle");
        }
        let missing = lost("", &value, &written);
        prop_assert!(missing.is_empty(), "{}", missing.join("; "));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{} {body:?}: {error}", operation.name));
}

#[test]
fn any_request_of_the_description_is_read_and_written_without_loss() {
    let Some(reference) = Reference::load() else { return };
    for operation in reference.operations() {
        if let Some(schema) = reference.request_schema(operation) {
            check(reference, operation, Body::Request, schema);
        }
    }
}

#[test]
fn any_answer_of_the_description_is_read_and_written_without_loss() {
    let Some(reference) = Reference::load() else { return };
    for operation in reference.operations() {
        if let Some(schema) = reference.answer_schema(operation) {
            check(reference, operation, Body::Answer, schema);
        }
    }
}
