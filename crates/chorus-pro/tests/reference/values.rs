//! Values that fit a schema of the description.

use proptest::prelude::*;
use proptest::sample::select;
use reference::Reference;
use serde_json::{Map, Value, json};

/// A value of the schema: fields that are not required are absent, `null` or filled.
pub(crate) fn value_of(reference: &Reference, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let schema = reference.resolve(schema);
    if let Some(codes) = schema["enum"].as_array() {
        return select(codes.clone()).boxed();
    }
    match schema["type"].as_str() {
        Some("integer") => (-9_007_199_254_740_991_i64..9_007_199_254_740_991).prop_map(Value::from).boxed(),
        Some("number") => (-9_999_999_999_i64..9_999_999_999, 0_u32..=4).prop_map(decimal).boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("string") if schema.get("x-spec-format").is_some() => moment(schema).boxed(),
        Some("string") => {
            let longest = schema["maxLength"].as_u64().unwrap_or(40).min(60);
            let longest = usize::try_from(longest).unwrap_or(40);
            proptest::collection::vec(select(LETTERS), 1..=longest.max(1))
                .prop_map(|letters| {
                    let text: String = letters.into_iter().collect();
                    // Blanks alone mean "absent" where a code is expected.
                    Value::from(if text.trim().is_empty() { "X".to_owned() } else { text })
                })
                .boxed()
        }
        Some("array") => {
            let item = value_of(reference, &schema["items"], depth + 1);
            let most = if depth > 3 { 1 } else { 3 };
            proptest::collection::vec(item, 0..=most).prop_map(Value::from).boxed()
        }
        _ => object_of(reference, schema, depth),
    }
}

/// Letters, digits, accents, quotes and signs that JSON, shells and HTML treat in their own ways.
const LETTERS: &[char] =
    &['a', 'Z', 'é', 'Œ', '7', ' ', '-', '_', '/', '"', '\\', '\'', '<', '&', '€', '\u{2019}', '\u{1F9FE}'];

fn decimal((units, scale): (i64, u32)) -> Value {
    let text = rust_decimal::Decimal::new(units, scale).to_string();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

fn moment(schema: &Value) -> impl Strategy<Value = Value> + use<> {
    let format = schema["x-wire-format"].as_str().unwrap_or_default().to_owned();
    (2000..2100_u32, 1..=12_u32, 1..=28_u32, 0..24_u32, 0..60_u32).prop_map(
        move |(year, month, day, hour, minute)| {
            let date = format!("{year}-{month:02}-{day:02}");
            if format.contains("ISO-8601") {
                json!(format!("{date}T{hour:02}:{minute:02}:07.042+01:00"))
            } else if format.contains("HH:MM") {
                json!(format!("{date} {hour:02}:{minute:02}"))
            } else {
                json!(date)
            }
        },
    )
}

fn object_of(reference: &Reference, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let required: Vec<&str> = ["required", "x-effectively-required"]
        .iter()
        .flat_map(|list| schema[*list].as_array().into_iter().flatten().filter_map(Value::as_str))
        .collect();
    let mut fields = Just(Map::new()).boxed();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if super::FILES.contains(&name.as_str()) {
            continue;
        }
        let value = value_of(reference, property, depth + 1);
        let value = if required.contains(&name.as_str()) {
            value.prop_map(Some).boxed()
        } else {
            prop_oneof![2 => Just(None), 1 => Just(Some(Value::Null)), 5 => value.prop_map(Some)].boxed()
        };
        let name = name.clone();
        fields = (fields, value)
            .prop_map(move |(mut fields, value)| {
                if let Some(value) = value {
                    fields.insert(name.clone(), value);
                }
                fields
            })
            .boxed();
    }
    fields.prop_map(Value::Object).boxed()
}
