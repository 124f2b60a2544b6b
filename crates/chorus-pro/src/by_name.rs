//! Calling a service by its name with JSON, through its types: what they do not know is said before anything is sent.

use serde_json::Value;

use crate::{Client, Error, service::Input, trace::redacted};

/// Why a service could not be called by its name.
#[derive(Debug, thiserror::Error)]
pub enum ByNameError {
    /// There is none of this name, or it changes something, or it answers with a file.
    #[error("no service of this name can be called by it")]
    NotCallable,
    /// What was given is no JSON, or not what the service takes.
    #[error("the input cannot be read: {message}")]
    Input {
        /// The field, when one is to blame.
        path: Option<String>,
        /// What was expected, in English.
        message: String,
        /// Where in the text, from 1; none when its fields are to blame.
        line: Option<usize>,
    },
    /// Fields that the service does not have, by their paths.
    #[error("unknown fields: {}", .0.join(", "))]
    UnknownFields(Vec<String>),
    /// The call failed.
    #[error(transparent)]
    Call(#[from] Error),
}

/// Reads the input with its type, makes the call, and gives the answer as the types write it, shown as records show it.
pub(crate) async fn call<I: Input + serde::de::DeserializeOwned>(
    client: &Client,
    text: &str,
) -> Result<String, ByNameError> {
    let input = read::<I>(text)?;
    let output = client.call(&input).await?;
    Ok(redacted(&serde_json::to_vec(&output).unwrap_or_default(), &[]))
}

fn read<I: Input + serde::de::DeserializeOwned>(text: &str) -> Result<I, ByNameError> {
    let text = if text.trim().is_empty() { "{}" } else { text };
    let mut given: Value = serde_json::from_str(text).map_err(|error| ByNameError::Input {
        path: None,
        message: error.to_string(),
        line: Some(error.line()),
    })?;
    if !given.is_object() {
        let message = "expected an object".to_owned();
        return Err(ByNameError::Input { path: None, message, line: None });
    }
    prune(&mut given);
    let input: I = serde_path_to_error::deserialize(&given).map_err(|error| {
        let path = error.path().to_string();
        let path = (path != ".").then_some(path);
        ByNameError::Input { path, message: error.inner().to_string(), line: None }
    })?;
    let written = serde_json::to_value(&input).unwrap_or_default();
    let mut unknown = Vec::new();
    note_unknown(&given, &written, "", &mut unknown);
    if unknown.is_empty() { Ok(input) } else { Err(ByNameError::UnknownFields(unknown)) }
}

/// Takes out what has no value: a field that was left as the skeleton has it is not sent.
fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !is_empty(value));
        }
        Value::Array(items) => {
            items.iter_mut().for_each(prune);
            items.retain(|item| !is_empty(item));
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Fields that were given and are not written again: the types do not have them.
fn note_unknown(given: &Value, written: &Value, path: &str, unknown: &mut Vec<String>) {
    match (given, written) {
        (Value::Object(given), Value::Object(written)) => {
            for (name, value) in given {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match written.get(name) {
                    Some(kept) => note_unknown(value, kept, &path, unknown),
                    None => unknown.push(path),
                }
            }
        }
        (Value::Array(given), Value::Array(written)) => {
            for (value, kept) in given.iter().zip(written) {
                note_unknown(value, kept, &format!("{path}[]"), unknown);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Effect, SERVICES, describe, factures::RechercherFactureParFournisseur};

    #[test]
    fn what_is_left_empty_is_not_sent_and_what_is_unknown_is_said() {
        let read = |text: &str| read::<RechercherFactureParFournisseur>(text);
        let input =
            read(r#"{"numeroFacture": "F-1", "idFournisseur": null, "listeDestinataire": [{}]}"#).unwrap();
        let expected =
            RechercherFactureParFournisseur { numero_facture: Some("F-1".to_owned()), ..Default::default() };
        assert_eq!(input, expected);
        assert_eq!(read("").unwrap(), RechercherFactureParFournisseur::default());

        let unknown = read(r#"{"numero": "F-1"}"#);
        assert!(matches!(unknown, Err(ByNameError::UnknownFields(fields)) if fields == ["numero"]));
        let wrong = read(r#"{"idFournisseur": "douze"}"#);
        assert!(matches!(wrong, Err(ByNameError::Input { path: Some(path), .. }) if path == "idFournisseur"));
        assert!(matches!(read("{\n]"), Err(ByNameError::Input { line: Some(2), .. })));
        assert!(matches!(read("[1]"), Err(ByNameError::Input { line: None, .. })));
    }

    #[test]
    fn every_service_tells_what_it_takes_and_what_changes_nothing_can_be_called() {
        for service in SERVICES {
            let described = describe(service.name).unwrap();
            assert!(
                described.skeleton().is_object() || described == crate::FieldKind::Anything,
                "{}",
                service.name
            );
            assert!(!service.is_callable_by_name() || service.effect != Effect::Create, "{}", service.name);
        }
        assert!(describe("nothing").is_none());
    }
}
