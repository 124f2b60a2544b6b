//! How an example is played.

use axum::http::StatusCode;
use reference::{Example, Reference};
use serde_json::Value;

use crate::bench::Desk;
use crate::compare::{DIFFERENT, differences};

/// Values of an example and those of the prepared world in their place: what the platform numbers by itself.
pub(crate) type Values = Vec<(Value, Value)>;

/// The value with every whole value of the first column replaced by that of the second.
pub(crate) fn substituted(value: &Value, values: &Values) -> Value {
    if let Some((_, other)) = values.iter().find(|(known, _)| known == value) {
        return other.clone();
    }
    match value {
        Value::Array(items) => items.iter().map(|item| substituted(item, values)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), substituted(value, values)));
            Value::Object(fields.collect())
        }
        other => other.clone(),
    }
}

/// The example with this name.
pub(crate) fn example(reference: &Reference, name: &str) -> Example {
    let found = reference.examples().into_iter().find(|example| example.name == name);
    found.unwrap_or_else(|| panic!("no example {name}"))
}

/// Asserts that an answer is the one of the example.
pub(crate) fn assert_alike(name: &str, expected: &Value, answer: &Value) {
    let mut excepted: Vec<&str> =
        DIFFERENT.iter().filter(|(example, _, _)| *example == name).map(|(_, path, _)| *path).collect();
    let found = differences(expected, answer);
    let (known, wrong): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(path, _)| excepted.contains(&path.as_str()));
    excepted.retain(|path| !known.iter().any(|(found, _)| found == path));
    let wrong: Vec<String> = wrong.into_iter().map(|(path, what)| format!("{path}: {what}")).collect();
    assert!(wrong.is_empty(), "{name}:\n{}\nin {answer}", wrong.join("\n"));
    assert!(excepted.is_empty(), "{name}: no longer different: {excepted:?}");
}

/// Sends the request of an example and compares what comes back.
pub(crate) async fn assert_played(reference: &Reference, desk: &Desk, name: &str, values: &Values) {
    let example = example(reference, name);
    let path = example.path.strip_prefix("/cpro").expect("a path of the gateway");
    let operation = reference.operation(&example.method, path).expect("a described operation");
    let request = substituted(&example.request, values);
    let (status, answer) = desk.send(&example.method, path, &request).await;
    assert_eq!(status, StatusCode::OK, "{name}: {answer}");
    assert_alike(name, &substituted(&example.answer, values), &answer);
    let faults = reference.answer_faults(operation, &answer);
    assert!(faults.is_empty(), "{name}: {faults:#?}");
}

/// Declares one test for each example: `name("example", bench) { … }`, where the block prepares the world and gives the
/// desk that sends the request, with the values to send in the place of others.
macro_rules! examples {
    ($($name:ident($example:literal, $bench:ident) $body:block)*) => {
        /// The examples played here.
        pub(crate) const EXAMPLES: &[&str] = &[$($example),*];

        $(
            #[tokio::test]
            async fn $name() {
                let Some(reference) = reference::Reference::load() else { return };
                let bench = $crate::bench::Bench::start();
                let $bench = &bench;
                let (desk, values): ($crate::bench::Desk, $crate::play::Values) = $body;
                $crate::play::assert_played(reference, &desk, $example, &values).await;
            }
        )*
    };
}

pub(crate) use examples;
