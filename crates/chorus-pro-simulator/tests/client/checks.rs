//! What has to hold for every call.

use chorus_pro::Moment;
use reference::Reference;
use serde_json::Value;

use crate::tap::Call;

/// What is wrong with a call according to the description.
pub(crate) fn conformity_faults(reference: &Reference, call: &Call) -> Vec<String> {
    let Some(operation) = reference.operation(&call.method, &call.path) else {
        return vec![format!("{} {} is not described", call.method, call.path)];
    };
    let mut faults = Vec::new();
    if !call.request.is_null() {
        let found = reference.request_faults(operation, &call.request);
        faults.extend(found.into_iter().map(|fault| format!("{}: request {fault}", operation.name)));
    }
    let body = call.body();
    let found = match call.status {
        // Nothing comes back with 204, and with 200 where no answer is described.
        204 if call.answer.is_empty() => Vec::new(),
        200 if call.answer.is_empty() && reference.answer_schema(operation).is_none() => Vec::new(),
        200 if call.succeeded() => reference.answer_faults(operation, &body),
        status => reference.refusal_faults(operation, status, &call.request, &body),
    };
    faults.extend(found.iter().map(|fault| format!("{}: answer {fault}", operation.name)));
    faults
}

/// The paths of the fields of `raw` that are missing or different in `written`; nulls, empty lists and the head
/// every answer has do not count.
pub(crate) fn lost_fields(raw: &Value, written: &Value) -> Vec<String> {
    let mut lost = Vec::new();
    let mut raw = raw.clone();
    if let Some(fields) = raw.as_object_mut() {
        fields.remove("codeRetour");
        fields.remove("libelle");
    }
    compare("", &raw, written, &mut lost);
    lost
}

fn compare(path: &str, raw: &Value, written: &Value, lost: &mut Vec<String>) {
    match (raw, written) {
        (Value::Null, _) => {}
        (Value::Array(items), _) if items.is_empty() => {}
        (Value::Object(fields), Value::Object(others)) => {
            for (name, value) in fields {
                compare(&format!("{path}/{name}"), value, others.get(name).unwrap_or(&Value::Null), lost);
            }
        }
        (Value::Array(items), Value::Array(others)) => {
            for (index, value) in items.iter().enumerate() {
                compare(&format!("{path}/{index}"), value, others.get(index).unwrap_or(&Value::Null), lost);
            }
        }
        _ if same_scalar(raw, written) => {}
        _ => lost.push(format!("{path} ({raw} became {written})")),
    }
}

/// The same value, however it is written.
fn same_scalar(raw: &Value, written: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (raw, written) = (text(raw), text(written));
    let number = |text: &str| text.parse::<f64>().ok();
    let moment = |text: &str| Some(Moment::parse(text)).filter(|moment| moment.day().is_some());
    raw == written
        || (number(&raw).is_some() && number(&raw) == number(&written))
        || (moment(&raw).is_some() && moment(&raw) == moment(&written))
}

#[cfg(test)]
mod tests {
    use reference::Reference;
    use serde_json::{Value, json};

    use super::{conformity_faults, lost_fields};
    use crate::tap::Call;

    fn call(request: Value, answer: &Value) -> Call {
        Call {
            method: "POST".to_owned(),
            path: "/factures/v1/traiter/recue".to_owned(),
            request,
            status: 200,
            answer: answer.to_string().into_bytes(),
        }
    }

    #[test]
    fn what_is_not_described_is_a_fault() {
        let Some(reference) = Reference::load() else { return };
        let request = json!({"idFacture": 1, "nouveauStatut": "SUSPENDUE", "motif": "Bon manquant"});
        let answer = json!({"codeRetour": 0, "libelle": "CODE PAR DEFAUT", "idFacture": 1,
            "dateTraitement": "2026-10-05", "nouveauStatut": "SUSPENDUE", "numeroFacture": "FA-1"});
        let faults = |request: &Value, answer: &Value| {
            conformity_faults(reference, &call(request.clone(), answer)).len()
        };
        assert_eq!(faults(&request, &answer), 0);
        let with = |value: &Value, name: &str, wrong: Value| {
            let mut value = value.clone();
            value[name] = wrong;
            value
        };
        assert_eq!(faults(&with(&request, "inconnu", json!(1)), &answer), 1);
        assert_eq!(faults(&with(&request, "idFacture", json!("un")), &answer), 1);
        for (name, wrong) in [
            ("inconnu", json!(1)),
            ("idFacture", json!("un")),
            ("dateTraitement", json!("05/10/2026")),
            ("nouveauStatut", json!("PERDUE")),
            ("numeroFacture", json!(null)),
        ] {
            assert_eq!(faults(&request, &with(&answer, name, wrong)), 1, "{name}");
        }
        let mut cut = answer.clone();
        cut.as_object_mut().and_then(|fields| fields.remove("libelle"));
        assert_eq!(faults(&request, &cut), 1);
        // A refusal needs its head only, and its head.
        for (refusal, count) in [
            (json!({"codeRetour": 20002, "libelle": "GDP_MSG_11.033"}), 0),
            (json!({"codeRetour": 20002}), 1),
            (json!({"codeRetour": 20002, "libelle": "", "idFacture": null, "inconnu": 1}), 3),
        ] {
            assert_eq!(faults(&request, &refusal), count, "{refusal}");
        }
    }

    #[test]
    fn a_field_that_does_not_come_back_is_lost() {
        let raw = json!({"codeRetour": 0, "a": {"b": [1, {"c": "x"}], "d": null, "e": []}});
        assert_eq!(lost_fields(&raw, &json!({"a": {"b": [1, {}]}})), ["/a/b/1/c (\"x\" became null)"]);
        assert!(lost_fields(&raw, &json!({"a": {"b": [1.0, {"c": "x"}]}})).is_empty());
    }

    #[test]
    fn the_way_a_value_is_written_does_not_matter() {
        let raw = json!({"a": "960.00", "b": "2026-10-05T10:00:00+02:00"});
        let written = json!({"a": 960.0, "b": "2026-10-05T10:00:00.000+02:00"});
        assert!(lost_fields(&raw, &written).is_empty());
        assert_eq!(lost_fields(&raw, &json!({"a": 961.0, "b": "2026-10-06"})).len(), 2);
    }
}
