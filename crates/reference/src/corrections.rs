//! Where API.md corrects the description (its §3, November 2026), one named row each: `openapi.json` was not changed
//! with it.

use serde_json::{Value, json};

/// What becomes of a property of a schema.
enum Change {
    /// It exists: an integer.
    Integer,
    /// A text that is a day, never an instant.
    Day,
    /// A text that is an instant in UTC to the millisecond.
    UniversalInstant,
    /// This text and no other.
    Exactly(&'static str),
    /// Left out when there is nothing to say.
    Optional,
}

impl Change {
    fn applied(&self, known: &Value) -> Value {
        let mut schema = if known.is_object() { known.clone() } else { json!({}) };
        match self {
            Self::Integer => return json!({"type": "integer", "format": "int64"}),
            Self::Day => schema["pattern"] = json!(r"^\d{4}-\d\d-\d\d$"),
            Self::UniversalInstant => {
                schema["pattern"] = json!(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
                // What generators of values go by.
                schema["x-wire-format"] = json!("ISO-8601");
            }
            Self::Optional => {}
            Self::Exactly(text) => schema["enum"] = json!([text]),
        }
        schema
    }
}

/// Schemas, properties, and what API.md says of them.
const CORRECTIONS: &[(&str, &[&str], Change)] = &[
    ("WsRetourRecupererFormatFlux", PAGING, Change::Integer),
    ("WsRetourRecupererModeDepot", PAGING, Change::Integer),
    ("WsRetourRecupererMotifsExonerationTva", PAGING, Change::Integer),
    ("WsRetourCompleterFacture", &["dateTraitement"], Change::Day),
    ("WsRetourTraiterFactureAValider", &["dateTraitement"], Change::Day),
    ("WsRetourDeposerPdfFacture", &["dateFacture", "typeFacture", "typeTva"], Change::Optional),
    ("HealthCheck", &["body"], Change::Exactly("L'API CPRO est actuellement disponible et fonctionnel.")),
    ("Organisation", &["derniereMaj"], Change::UniversalInstant),
    (
        "OrganisationService",
        &[
            "dateCreation",
            "dateDebutActivation",
            "dateFinActivation",
            "dateModification",
            "dateSuppression",
            "derniereMaj",
        ],
        Change::UniversalInstant,
    ),
];

/// The block of a page, at the top level.
const PAGING: &[&str] = &["pageCourante", "pages", "nbResultatsParPage", "total"];

/// The description as API.md corrects it.
pub(crate) fn corrected(mut document: Value) -> Value {
    for (schema, names, change) in CORRECTIONS {
        let schema = document.pointer_mut(&format!("/components/schemas/{schema}"));
        let schema = schema.unwrap_or_else(|| panic!("no schema of row {names:?} to correct"));
        for name in *names {
            let known = schema["properties"].get(*name).cloned().unwrap_or_default();
            schema["properties"][*name] = change.applied(&known);
            let required = schema.get_mut("required").and_then(Value::as_array_mut);
            if let (Change::Optional, Some(required)) = (change, required) {
                required.retain(|required| required != name);
            }
        }
    }
    document
}
