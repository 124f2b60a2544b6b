//! The types against the description of the API: no field lost, nothing written that it would refuse.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

mod examples;
mod generated;
mod values;

use reference::Reference;
use serde_json::Value;

/// Fields that are streamed beside the input type.
const FILES: &[&str] = &["fichierFacture", "fichierFlux", "pieceJointeFichier"];

/// What differs between a body and the same written again by the types; empty when nothing is lost.
///
/// Absent, `null`, the empty text and the empty list are one; a list of one may be written for an object and a
/// number for its text (API.md §3), so both sides are brought to one form first.
fn lost(path: &str, before: &Value, after: &Value) -> Vec<String> {
    match (before, after) {
        (Value::Object(fields), Value::Object(written)) => fields
            .iter()
            .filter(|(_, value)| !is_empty(value))
            .flat_map(|(name, value)| match written.get(name) {
                Some(after) => lost(&format!("{path}/{name}"), value, after),
                None => vec![format!("{path}/{name} is lost")],
            })
            .collect(),
        (Value::Array(items), Value::Array(written)) => {
            let items: Vec<&Value> = items.iter().filter(|item| !item.is_null()).collect();
            if items.len() != written.len() {
                return vec![format!("{path}: {} items became {}", items.len(), written.len())];
            }
            items.iter().zip(written).flat_map(|(before, after)| lost(path, before, after)).collect()
        }
        (Value::Array(items), after) if items.len() == 1 => lost(path, &items[0], after),
        (before, Value::Array(written)) if written.len() == 1 => lost(path, before, &written[0]),
        (before, after) if plain(before) == plain(after) => Vec::new(),
        _ => vec![format!("{path}: {before} became {after}")],
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_empty),
        Value::Object(fields) => fields.values().all(is_empty),
        _ => false,
    }
}

fn plain(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // One moment has several forms; ours are those that requests may take.
    let moment = chorus_pro::Moment::parse(&text);
    if let Some(written) = moment.written_time() {
        let offset = moment.instant().map(|instant| instant.offset().to_string());
        return format!("{written} {}", offset.unwrap_or_default());
    }
    // 12, 12.0 and "12.00" are one amount.
    match text.parse::<rust_decimal::Decimal>() {
        Ok(number) => number.normalize().to_string(),
        Err(_) => text,
    }
}

#[test]
fn every_operation_of_the_description_has_its_service() {
    let Some(reference) = Reference::load() else { return };
    for operation in reference.operations() {
        let path = operation.path.trim_start_matches('/');
        let service = chorus_pro::SERVICES.iter().find(|service| service.path == path);
        let service = service.unwrap_or_else(|| panic!("{} {} is missing", operation.method, operation.path));
        assert_eq!(service.method.as_str(), operation.method, "{path}");
        assert_eq!(service.name, operation.name, "{path}");
        if let Some(legacy) = &operation.legacy_path {
            assert_eq!(service.legacy_path().as_ref(), Some(legacy), "{path}");
        }
    }
    assert_eq!(chorus_pro::SERVICES.len(), reference.operations().len());
}
