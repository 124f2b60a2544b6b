//! What two answers have in common: the fields, their kinds, and the codes among the texts.

use serde_json::Value;

/// Where the simulator differs from an example, and why: example, field without the places in lists, reason.
pub(crate) const DIFFERENT: &[(&str, &str, &str)] = &[
    (
        "consulterCRDetaille",
        "/listeErreurTechnique",
        "a document whose invoice can be named has been read: its faults are those of the invoice",
    ),
    ("consulterInformationSIRET", "/categorieJuridique", "the world keeps no legal category"),
    ("rechercherCategorieSollicitation", "/listeCategories/codeCategorie", "the code shown is a placeholder"),
    (
        "rechercherSousCategorieSollicitation",
        "/listeSousCategories/categorie/codeCategorie",
        "the code shown is a placeholder",
    ),
    (
        "rechercherSousCategorieSollicitation",
        "/listeSousCategories/ssCategorie/code",
        "the code shown is a placeholder",
    ),
    (
        "recupererMotifsExonerationTva",
        "/listeMotifsExonerationTva/codeMotifExonerationTva",
        "the example says that its values are invented",
    ),
];

/// The fields of `expected` that `answer` lacks, or that are of another kind or have another code, with what is wrong.
///
/// What is null in the example may be anything, or left out. Each item of a list has to be like one of the answer's.
pub(crate) fn differences(expected: &Value, answer: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    compare("", expected, answer, &mut found);
    found
}

fn compare(path: &str, expected: &Value, answer: &Value, found: &mut Vec<(String, String)>) {
    match (expected, answer) {
        (Value::Null, _) | (Value::Bool(_), Value::Bool(_)) => {}
        (Value::Number(wanted), Value::Number(given)) => {
            let is_code = path == "/codeRetour";
            if is_code && wanted != given {
                found.push((path.to_owned(), format!("{given} instead of {wanted}")));
            }
        }
        (Value::String(wanted), Value::String(given)) => {
            let exact = is_code(wanted) || path == "/libelle" || path.ends_with("/error");
            if exact && wanted != given {
                found.push((path.to_owned(), format!("{given} instead of {wanted}")));
            }
        }
        (Value::Object(wanted), Value::Object(given)) => {
            for (name, value) in wanted {
                let path = format!("{path}/{name}");
                match given.get(name) {
                    Some(other) => compare(&path, value, other, found),
                    None if value.is_null() => {}
                    None => found.push((path, "absent".to_owned())),
                }
            }
        }
        (Value::Array(wanted), Value::Array(given)) => {
            for item in wanted {
                let closest = given.iter().map(|other| {
                    let mut inside = Vec::new();
                    compare(path, item, other, &mut inside);
                    inside
                });
                match closest.min_by_key(Vec::len) {
                    Some(inside) => found.extend(inside),
                    None => found.push((path.to_owned(), "an empty list".to_owned())),
                }
            }
        }
        _ => found.push((path.to_owned(), format!("{answer} instead of {expected}"))),
    }
}

/// A code of the interface: capitals, digits and underscores. Numbers the platform gives have more digits than letters.
fn is_code(text: &str) -> bool {
    let count = |kind: fn(&char) -> bool| text.chars().filter(kind).count();
    let (letters, digits) = (count(char::is_ascii_uppercase), count(char::is_ascii_digit));
    let others = count(|letter| *letter == '_');
    letters >= digits && letters > 0 && text.len() > 1 && letters + digits + others == text.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;

    #[test]
    fn what_is_absent_of_another_kind_or_another_code_is_different() {
        let expected = json!({"codeRetour": 0, "libelle": "TRA_MSG_00.000", "statut": "DEPOSEE", "montant": 1.5,
            "date": "2026-10-05", "vide": null, "liste": [{"id": 1}]});
        let different = |name: &str, value| {
            let mut answer = expected.clone();
            answer[name] = value;
            differences(&expected, &answer).len()
        };
        assert!(differences(&expected, &expected).is_empty());
        assert_eq!(differences(&expected, &json!({})).len(), 6);
        for (name, value) in [
            ("codeRetour", json!(1)),
            ("libelle", json!("TRA_MSG_00.015")),
            ("statut", json!("REJETEE")),
            ("montant", json!("1.5")),
            ("date", json!(null)),
            ("liste", json!([])),
            ("liste", json!([{"id": "1"}])),
        ] {
            assert_eq!(different(name, value), 1, "{name}");
        }
        for (name, value) in [
            ("montant", json!(2)),
            ("date", json!("2026-10-06")),
            ("vide", json!("x")),
            ("liste", json!([{}, {"id": 2}])),
        ] {
            assert_eq!(different(name, value), 0, "{name}");
        }
    }
}
