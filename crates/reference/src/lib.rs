//! The description of the Chorus Pro API (`openapi.json`) and its examples, for tests only.
//!
//! The description is not part of this repository. It is looked for in the folder named by
//! `CHORUS_PRO_REFERENCE`, then in `shared/chorus-pro` beside the repository. Where it is missing, the tests
//! that need it say so loudly and check nothing; with `CI` or `PUPITRE_REQUIRE_REFERENCE=1`, or where the folder is
//! named, they fail.
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail loudly")]

mod corrections;
mod examples;
mod exceptions;
mod fault;
mod refusal;
mod schema;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

pub use examples::Example;
pub use exceptions::{Exception, exceptions};
pub use fault::{Fault, FaultKind};
use schema::{Body, Schemas};

/// Set to 1, a missing description is a failure; so it is with `CI`.
pub const REQUIRE_VARIABLE: &str = "PUPITRE_REQUIRE_REFERENCE";

/// One operation of the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// HTTP method in capitals.
    pub method: String,
    /// Path after `/cpro`, like `/factures/v1/soumettre`; parts in braces stand for values.
    pub path: String,
    /// Name of the service.
    pub name: String,
    /// Confidence mark, as written.
    pub confidence: String,
    /// Path in the certificate mode, when the description names one.
    pub legacy_path: Option<String>,
    /// The errors described for this service.
    pub errors: Vec<DocumentedError>,
}

impl Operation {
    /// The `codeRetour` numbers written in [`Operation::errors`], the first of each range.
    pub fn error_codes(&self) -> Vec<i64> {
        self.errors.iter().filter_map(DocumentedError::number).collect()
    }
}

/// An error of an operation, as written in the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentedError {
    /// Like `20000 / GDP_MSG_11.008`, `20002`, `GDP_MSG_11.001`, `20004..20014` or `HTTP 413`.
    pub code: String,
    /// What it means, in English; some say that the meaning was not found.
    pub meaning: String,
}

impl DocumentedError {
    /// The HTTP status, for an error of the gateway.
    pub fn http_status(&self) -> Option<u16> {
        self.code.strip_prefix("HTTP ")?.parse().ok()
    }

    /// `codeRetour`, when it is known; the first of a range.
    pub fn number(&self) -> Option<i64> {
        let first = self.code.split([' ', '.']).next()?;
        first.parse().ok()
    }

    /// Beginning of `libelle`, when it is known.
    pub fn label(&self) -> Option<&str> {
        let label = self.code.rsplit(" / ").next()?;
        label.contains("_MSG_").then_some(label)
    }
}

/// The description.
pub struct Reference {
    folder: PathBuf,
    operations: Vec<Operation>,
    schemas: Schemas,
    /// The services and fields that an example shows as `null` in an answer or an error.
    shown_nulls: HashSet<(String, String)>,
}

impl Reference {
    /// The description, read once; `None` with a message on standard error when it is not there.
    ///
    /// # Panics
    /// When the description is there but cannot be read, or is missing where it is demanded: a test must not pass for
    /// that.
    pub fn load() -> Option<&'static Self> {
        static LOADED: OnceLock<Option<Reference>> = OnceLock::new();
        LOADED.get_or_init(Self::read).as_ref()
    }

    fn read() -> Option<Self> {
        let named = std::env::var_os("CHORUS_PRO_REFERENCE").map(PathBuf::from);
        let demanded = named.is_some() || is_demanded(|name| std::env::var_os(name)?.into_string().ok());
        let folder = named
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/chorus-pro"));
        let Ok(text) = std::fs::read_to_string(folder.join("openapi.json")) else {
            let text =
                format!("no openapi.json in {}. Name its folder in CHORUS_PRO_REFERENCE.", folder.display());
            assert!(!demanded, "{text}");
            eprintln!("NOT CHECKED: {text}");
            return None;
        };
        let document: Value = serde_json::from_str(&text).expect("openapi.json is not JSON");
        let document = corrections::corrected(document);
        let operations = schema::operations(&document);
        let schemas = Schemas::new(document);
        let mut reference = Self { folder, operations, schemas, shown_nulls: HashSet::new() };
        reference.shown_nulls = reference.nulls_of_examples();
        Some(reference)
    }

    fn nulls_of_examples(&self) -> HashSet<(String, String)> {
        let mut shown = HashSet::new();
        for example in self.examples() {
            let path = example.path.strip_prefix("/cpro").unwrap_or_default();
            let Some(operation) = self.operation(&example.method, path) else { continue };
            let bodies = example.errors.iter().filter_map(|error| error.get("body"));
            for body in bodies.chain([&example.answer]) {
                nulls("", body, &mut |pointer| {
                    shown.insert((operation.name.clone(), pointer));
                });
            }
        }
        shown
    }

    /// Every operation, in the order of the description.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of a call: `path` after `/cpro`, without a query.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations.iter().find(|known| known.method == method && same_path(&known.path, path))
    }

    /// What is wrong with the body of a request; empty when nothing is.
    pub fn request_faults(&self, operation: &Operation, body: &Value) -> Vec<String> {
        self.schemas.faults(operation, Body::Request, body).iter().map(Fault::to_string).collect()
    }

    /// What is wrong with the body of a successful answer (HTTP 200); empty when nothing is. `null` is right where an
    /// example shows it and where [`exceptions`] lists it.
    pub fn answer_faults(&self, operation: &Operation, body: &Value) -> Vec<Fault> {
        let mut faults = self.undescribed(operation, body);
        faults.retain(|fault| !exceptions().iter().any(|known| known.covers(&operation.name, fault)));
        faults
    }

    /// What is wrong with a refusal, whatever its status: HTTP 200 with a code, or an error of the gateway. `body` is
    /// `null` when it is empty.
    pub fn refusal_faults(
        &self,
        operation: &Operation,
        status: u16,
        request: &Value,
        body: &Value,
    ) -> Vec<Fault> {
        if status != 200 {
            return refusal::faults(operation, status, request, body);
        }
        // A refusal has the head of the answer; whether it has the rest is said nowhere.
        let mut faults = refusal::head(body);
        faults.extend(
            self.answer_faults(operation, body).into_iter().filter(|fault| fault.kind != FaultKind::Missing),
        );
        faults
    }

    /// The exceptions that an answer needs.
    pub fn exceptions_of(&self, operation: &Operation, body: &Value) -> Vec<&'static Exception> {
        let faults = self.undescribed(operation, body);
        let needed = |known: &&Exception| faults.iter().any(|fault| known.covers(&operation.name, fault));
        exceptions().iter().filter(needed).collect()
    }

    /// The faults of an answer, the excepted ones too.
    fn undescribed(&self, operation: &Operation, body: &Value) -> Vec<Fault> {
        let mut faults = self.schemas.faults(operation, Body::Answer, body);
        faults.retain(|fault| {
            let place = (operation.name.clone(), fault.pointer.clone());
            fault.kind != FaultKind::Null || !self.shown_nulls.contains(&place)
        });
        faults
    }

    /// The schema of a request with all its references resolved lazily, for generators of values.
    pub fn request_schema(&self, operation: &Operation) -> Option<&Value> {
        self.schemas.body(operation, Body::Request)
    }

    /// The schema of an answer.
    pub fn answer_schema(&self, operation: &Operation) -> Option<&Value> {
        self.schemas.body(operation, Body::Answer)
    }

    /// The schema behind `{"$ref": "#/components/schemas/…"}`, or the schema itself.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        self.schemas.resolve(schema)
    }

    /// Every example, in the order of the file names.
    ///
    /// # Panics
    /// When an example cannot be read.
    pub fn examples(&self) -> Vec<Example> {
        examples::read(&self.folder.join("examples"))
    }
}

/// Whether a missing description is a failure: on a machine of continuous integration, and where it is said.
fn is_demanded(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set =
        |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0" && value != "false");
    is_set(REQUIRE_VARIABLE) || is_set("CI")
}

/// Tells the places of the nulls in a value, without the places in lists.
fn nulls(pointer: &str, value: &Value, tell: &mut impl FnMut(String)) {
    match value {
        Value::Null => tell(pointer.to_owned()),
        Value::Array(items) => items.iter().for_each(|item| nulls(pointer, item, tell)),
        Value::Object(fields) => {
            for (name, value) in fields {
                nulls(&format!("{pointer}/{name}"), value, tell);
            }
        }
        _ => {}
    }
}

fn same_path(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(value)) if part == value || part.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_description_is_demanded_by_continuous_integration_and_on_demand() {
        let with = |name: &'static str, value: &'static str| {
            is_demanded(|asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(with("CI", "true") && with(REQUIRE_VARIABLE, "1"));
        assert!(
            !with("CI", "") && !with("CI", "false") && !with(REQUIRE_VARIABLE, "0") && !with("HOME", "/")
        );
    }

    fn found(method: &str, path: &str, answer: &Value) -> Vec<(String, FaultKind)> {
        let reference = Reference::load().expect("the description");
        let operation = reference.operation(method, path).expect("operation");
        let faults = reference.answer_faults(operation, answer);
        faults.into_iter().map(|fault| (fault.pointer, fault.kind)).collect()
    }

    #[test]
    fn every_kind_of_fault_is_told_with_its_place() {
        if Reference::load().is_none() {
            return;
        }
        let answer = json!({"codeRetour": "0", "inconnu": 1,
            "listeFactures": [{"numeroFacture": "F-1"}, {"numeroFacture": null, "statut": 4}]});
        let kinds = found("POST", "/factures/v1/rechercher/fournisseur", &answer);
        for (pointer, kind) in [
            ("/codeRetour", FaultKind::Other),
            ("/inconnu", FaultKind::Undescribed),
            ("/libelle", FaultKind::Missing),
            ("/listeFactures/numeroFacture", FaultKind::Null),
            ("/listeFactures/statut", FaultKind::Other),
        ] {
            assert!(kinds.contains(&(pointer.to_owned(), kind)), "{pointer} in {kinds:?}");
        }
        assert_eq!(kinds.len(), 5, "{kinds:?}");
    }

    #[test]
    fn a_null_is_right_where_an_example_or_the_list_says_so_and_nowhere_else() {
        if Reference::load().is_none() {
            return;
        }
        let path = "/factures/v1/consulter/fournisseur";
        let answer =
            |facture: Value| json!({"codeRetour": 0, "libelle": "TRA_MSG_00.000", "facture": facture});
        let shown = answer(json!({"commentaire": null}));
        let listed = answer(json!({"references": {"numeroMarche": null}}));
        let neither = answer(json!({"numeroFacture": null}));
        assert_eq!((found("POST", path, &shown), found("POST", path, &listed)), (Vec::new(), Vec::new()));
        assert_eq!(found("POST", path, &neither), [("/facture/numeroFacture".to_owned(), FaultKind::Null)]);
        let reference = Reference::load().expect("the description");
        let operation = reference.operation("POST", path).expect("operation");
        let needed = |body: &Value| reference.exceptions_of(operation, body).len();
        assert_eq!((needed(&shown), needed(&listed), needed(&neither)), (0, 1, 0));
    }

    #[test]
    fn the_corrections_hold() {
        if Reference::load().is_none() {
            return;
        }
        let wrong = |method: &str, path: &str, answer: Value| !found(method, path, &answer).is_empty();
        let completed =
            |day: &str| json!({"codeRetour": 0, "libelle": "GCU_MSG_01_000", "dateTraitement": day});
        assert!(!wrong("POST", "/factures/v1/completer", completed("2026-10-05")));
        assert!(wrong("POST", "/factures/v1/completer", completed("2026-10-05 10:20")));
        let probe = "/transverses/v1/health-check";
        assert!(wrong("GET", probe, json!({"body": "OK"})));
        let page = json!({"codeRetour": 0, "libelle": "TRA_MSG_00.000", "listeFormatFlux": [], "total": 0});
        assert!(!wrong("POST", "/transverses/v1/recuperer/formatflux", page.clone()));
        assert!(wrong("POST", "/transverses/v1/recuperer/devises", page));
    }
}
