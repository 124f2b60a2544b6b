//! What the body of a refusal has to be (API.md §1.4, §3 and §5.7): its status says which shape.

use serde_json::{Value, json};

use crate::{Fault, FaultKind, Operation};

/// What is wrong with the body of a refusal that is not HTTP 200; `Null` stands for an empty body.
pub(crate) fn faults(operation: &Operation, status: u16, request: &Value, body: &Value) -> Vec<Fault> {
    let rest = operation.path.starts_with("/organisations/");
    let empty = || *body == json!({});
    match status {
        400 if rest => list(body),
        400 => head(body),
        401 if rest && *body == json!({"ErrorCode": "401", "Description": "[invalid field]"}) => Vec::new(),
        // An application that is known and not authorised gets its request back.
        403 if body == request && !request.is_null() => Vec::new(),
        401 | 403 | 404 | 405 | 413 | 415 | 429 | 500 if empty() => Vec::new(),
        401 | 403 | 404 | 405 | 413 | 415 | 429 | 500 => {
            vec![Fault::other("", format!("HTTP {status} with {body}"))]
        }
        _ => vec![Fault::other("", format!("HTTP {status} is not described"))],
    }
}

/// The number and the text every functional refusal has.
pub(crate) fn head(body: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut expect = |name: &str, right: fn(&Value) -> bool| match body.get(name) {
        None => faults.push(Fault {
            pointer: format!("/{name}"),
            kind: FaultKind::Missing,
            text: "a refusal has it".to_owned(),
        }),
        Some(value) if right(value) => {}
        Some(value) => faults.push(Fault::other(&format!("/{name}"), format!("{value} in a refusal"))),
    };
    expect("codeRetour", |value| value.as_i64().is_some_and(|code| code != 0));
    expect("libelle", |value| value.as_str().is_some_and(|text| !text.trim().is_empty()));
    faults
}

/// A list of errors that is not empty; each has a code, and texts beside it.
fn list(body: &Value) -> Vec<Fault> {
    let Some(errors) = body.as_array().filter(|errors| !errors.is_empty()) else {
        return vec![Fault::other("", format!("{body} instead of a list of errors"))];
    };
    let wrong = errors.iter().filter(|error| {
        let texts = ["error", "message", "detail"];
        let fields = error.as_object();
        let known = |(name, value): (&String, &Value)| {
            texts.contains(&name.as_str()) && value.as_str().is_some_and(|text| !text.is_empty())
        };
        !fields.is_some_and(|fields| fields.contains_key("error") && fields.iter().all(known))
    });
    wrong.map(|error| Fault::other("", format!("{error} in a list of errors"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(path: &str) -> Operation {
        Operation {
            method: "POST".to_owned(),
            path: path.to_owned(),
            name: String::new(),
            confidence: String::new(),
            legacy_path: None,
            errors: Vec::new(),
        }
    }

    #[test]
    fn each_refusal_has_the_body_of_its_status() {
        let (functional, rest) =
            (operation("/factures/v1/soumettre"), operation("/organisations/v1/healthcheck"));
        let request = json!({"a": 1});
        let right = |operation, status, body: Value| faults(operation, status, &request, &body).is_empty();
        let coded = json!({"codeRetour": 20100, "libelle": "SIM_MSG"});
        let listed = json!([{"error": "NotFoundReference"}]);
        let account = json!({"ErrorCode": "401", "Description": "[invalid field]"});
        assert!(right(&functional, 400, coded.clone()) && !right(&rest, 400, coded));
        assert!(right(&rest, 400, listed.clone()) && !right(&functional, 400, listed));
        assert!(right(&rest, 401, account.clone()) && !right(&functional, 401, account));
        assert!(right(&functional, 403, request.clone()) && !right(&functional, 401, request.clone()));
        for status in [401, 403, 413] {
            assert!(right(&functional, status, json!({})), "{status}");
            assert!(
                !right(&functional, status, json!({"autre": 1})) && !right(&functional, status, Value::Null)
            );
        }
        for wrong in
            [json!([]), json!([{}]), json!([{"error": ""}]), json!([{"error": "x", "autre": "y"}]), json!({})]
        {
            assert!(!right(&rest, 400, wrong.clone()), "{wrong}");
        }
        for wrong in [
            json!({}),
            json!({"codeRetour": "1", "libelle": "x"}),
            json!({"codeRetour": 0, "libelle": "x"}),
            json!({"codeRetour": 1, "libelle": null}),
        ] {
            assert!(!right(&functional, 400, wrong.clone()), "{wrong}");
        }
        assert!(!right(&functional, 418, json!({})));
    }
}
