//! The examples of the description through the types.

use chorus_pro::{Body, rewrite};
use reference::Reference;
use serde_json::Value;

use super::{FILES, lost};

#[test]
fn no_example_loses_a_field_in_our_types() {
    let Some(reference) = Reference::load() else { return };
    let mut faults = Vec::new();
    let mut read = 0;
    for example in reference.examples() {
        let path = example.path.strip_prefix("/cpro").unwrap_or_default();
        let Some(operation) = reference.operation(&example.method, path) else { continue };
        for (body, mut value) in [(Body::Request, example.request), (Body::Answer, example.answer)] {
            if value.is_null() {
                continue;
            }
            if let Value::Object(fields) = &mut value {
                fields.retain(|name, _| !FILES.contains(&name.as_str()));
                if body == Body::Answer {
                    fields.retain(|name, _| name != "codeRetour" && name != "libelle");
                }
            }
            let written = rewrite(&operation.name, body, &value.to_string()).expect("a known service");
            match written {
                Ok(text) => {
                    let after = serde_json::from_str(&text).expect("what we wrote is JSON");
                    faults.extend(lost(&format!("{} {body:?}", example.name), &value, &after));
                }
                Err(error) => faults.push(format!("{} {body:?}: {error}", example.name)),
            }
            read += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(read > 120, "only {read} bodies were read");
}
