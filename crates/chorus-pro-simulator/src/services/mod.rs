//! The services under `/cpro`: one row in the `ROUTES` of its API and one handler each.

mod areas;
mod consult;
mod consult_blocks;
mod download;
mod engagements;
mod factures;
mod files;
mod flow_integration;
pub(crate) mod flow_progress;
mod flow_reports;
mod flow_rules;
mod flows;
mod history;
mod organisation_rows;
mod organisation_search;
mod organisations;
mod own_structures;
mod payment_requests;
mod recipient;
mod recipients;
mod reference_lists;
mod rejections;
mod routing;
mod row_order;
mod search;
mod search_criteria;
mod search_rows;
mod stored_files;
mod structures;
mod submit;
mod submit_amounts;
mod supplier;
mod to_treat;
mod transverse;
mod users;
mod validator;
mod validator_search;
mod works;
mod works_details;
mod works_inferred;
mod works_search;
mod works_submit;
mod works_treat;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::errors::FunctionalError;
use crate::files::FileStore;
use crate::flows::OpenedFlow;
use crate::input::{Input, Malformed};
use crate::ledger::Ledger;
use crate::ocr::Recognised;
use crate::world::{Account, Right};

/// The fields of an answer, without `codeRetour` and `libelle`.
pub(crate) type Fields = Map<String, Value>;

/// Everything a handler may use.
pub(crate) struct Exchange<'a> {
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) files: &'a mut FileStore,
    pub(crate) account: &'a Account,
    pub(crate) now: DateTime<Utc>,
    /// What was read from the file of the request before the world was locked.
    pub(crate) upload: Option<Upload>,
    /// The values of the `{…}` parts of the route's path, in order.
    pub(crate) path: Vec<String>,
}

/// The decoded file of a request.
pub(crate) struct Upload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: String,
    pub(crate) recognised: Recognised,
    /// The documents of a deposited flow; `bytes` is empty then.
    pub(crate) flow: Option<OpenedFlow>,
}

impl Exchange<'_> {
    /// The structures the account may act for in a role.
    pub(crate) fn structures(&self, right: Right) -> Vec<i64> {
        let links = self.account.attachments.iter().filter(|link| link.rights.contains(&right));
        links.map(|link| link.structure).collect()
    }
}

/// Why a call is not done.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// HTTP 200 with a code other than 0.
    Functional(FunctionalError),
    /// The same with more fields in the answer.
    WithFields(FunctionalError, Fields),
    /// HTTP 400.
    Malformed(Malformed),
    /// HTTP 413.
    TooLarge,
}

impl From<FunctionalError> for Refusal {
    fn from(error: FunctionalError) -> Self {
        Self::Functional(error)
    }
}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

/// What a handler gives back.
pub(crate) type Outcome = Result<Fields, Refusal>;

/// The blocking rest of an answer, done without the world.
pub(crate) type Work = Box<dyn FnOnce() -> Outcome + Send>;

/// What a handler of the REST-like API `organisations` gives back: its answers have no `codeRetour`.
pub(crate) type RestOutcome = Result<RestAnswer, RestRefusal>;

/// A success of the REST-like API.
#[derive(Debug)]
pub(crate) enum RestAnswer {
    /// HTTP 200 with this body, which may be a bare array.
    Body(Value),
    /// HTTP 200 without a body.
    Empty,
    /// HTTP 204.
    NoContent,
}

/// A refusal of the REST-like API.
#[derive(Debug)]
pub(crate) enum RestRefusal {
    /// HTTP 400.
    Malformed(Malformed),
    /// HTTP 403: the account has no right on the object.
    Forbidden,
    /// HTTP 400 with `NotFoundReference`: unknown, or not to be seen by the account.
    NotFound,
}

impl From<Malformed> for RestRefusal {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

/// `libelle` of a success (API.md §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Success {
    /// `GCU_MSG_01_000`.
    Common,
    /// `TRA_MSG_00.000`.
    Transverse,
    /// `CODE PAR DEFAUT`.
    Default,
    /// The answer has neither `codeRetour` nor `libelle` (health-check).
    Bare,
}

impl Success {
    const fn label(self) -> Option<&'static str> {
        match self {
            Self::Common => Some("GCU_MSG_01_000"),
            Self::Transverse => Some("TRA_MSG_00.000"),
            Self::Default => Some("CODE PAR DEFAUT"),
            Self::Bare => None,
        }
    }
}

/// The field whose base64 content is decoded before the world is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileField {
    /// No file in the request.
    None,
    /// `fichierFacture`, read by OCR; more than 10 MB is HTTP 413.
    Invoice,
    /// `pieceJointeFichier`; more than 10 MB is error 20003.
    Attachment,
    /// `fichierFlux`: one XML or PDF, or a tar.gz of several; a size above the limits is error 20001.
    Flow,
}

/// What answers a service.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// Answers with `codeRetour` and `libelle`.
    Functional(fn(&mut Exchange<'_>, Input<'_>) -> Outcome),
    /// As `Functional`, with work after the world is unlocked: reading files, packing, encoding.
    Deferred(fn(&mut Exchange<'_>, Input<'_>) -> Result<Work, Refusal>),
    /// Answers with a bare body.
    Rest(fn(&mut Exchange<'_>, Input<'_>) -> RestOutcome),
}

/// One service.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Path below `/cpro`; a part in braces stands for any value.
    pub(crate) path: &'static str,
    pub(crate) success: Success,
    pub(crate) file: FileField,
    pub(crate) handler: Handler,
}

impl Route {
    /// The API an application has to be subscribed to: the first part of the path.
    pub(crate) fn api(&self) -> &'static str {
        self.path.trim_start_matches('/').split('/').next().unwrap_or_default()
    }

    /// Path in the certificate mode (API.md §2): without the version, and with the older name of the works API.
    pub(crate) fn legacy_path(&self) -> String {
        self.path.replacen("/facturesTravaux/v1/", "/factures/travaux/", 1).replacen("/v1/", "/", 1)
    }
}

/// The values of the parts in braces, when `path` is of the shape of `pattern`.
fn matches(pattern: &str, path: &str) -> Option<Vec<String>> {
    let (mut pattern, mut given) = (pattern.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (pattern.next(), given.next()) {
            (None, None) => return Some(values),
            (Some(part), Some(value)) if part.starts_with('{') && !value.is_empty() => {
                values.push(value.to_owned());
            }
            (Some(part), Some(value)) if part == value => {}
            _ => return None,
        }
    }
}

const fn post(
    path: &'static str,
    success: Success,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> Outcome,
) -> Route {
    Route { method: "POST", path, success, file: FileField::None, handler: Handler::Functional(handler) }
}

const fn upload(
    path: &'static str,
    file: FileField,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> Outcome,
) -> Route {
    Route { method: "POST", path, success: Common, file, handler: Handler::Functional(handler) }
}

const fn deferred(
    path: &'static str,
    success: Success,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> Result<Work, Refusal>,
) -> Route {
    Route { method: "POST", path, success, file: FileField::None, handler: Handler::Deferred(handler) }
}

const fn rest(
    method: &'static str,
    path: &'static str,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> RestOutcome,
) -> Route {
    Route { method, path, success: Bare, file: FileField::None, handler: Handler::Rest(handler) }
}

use Success::{Bare, Common};

/// Every service the simulator answers, by API; any other path is 403 `{}`.
const TABLES: &[&[Route]] = &[
    factures::ROUTES,
    flows::ROUTES,
    structures::ROUTES,
    transverse::ROUTES,
    users::ROUTES,
    engagements::ROUTES,
    works::ROUTES,
    organisations::ROUTES,
];

/// Every service the simulator answers.
pub(crate) fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// The two ways to the services, with paths of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// PISTE: below `/cpro`.
    Piste,
    /// The older certificate mode: below `/service` and `/service-qualif` (API.md §2).
    Certificate,
}

/// The services with a path of this shape, whatever their method, with the values in the path; a trailing slash
/// makes another path. The newer API `organisations` has no certificate mode.
fn candidates(access: Access, path: &str) -> impl Iterator<Item = (&'static Route, Vec<String>)> {
    routes().filter_map(move |route| match access {
        Access::Piste => Some((route, matches(route.path, path)?)),
        Access::Certificate if route.api() == "organisations" => None,
        Access::Certificate => Some((route, matches(&route.legacy_path(), path)?)),
    })
}

/// The row of a method and a path below the base of its access, with the values in the path.
pub(crate) fn route(access: Access, method: &str, path: &str) -> Option<(&'static Route, Vec<String>)> {
    candidates(access, path).find(|(route, _)| route.method == method)
}

/// The methods of a path; none when it is unknown.
pub(crate) fn methods(access: Access, path: &str) -> Vec<&'static str> {
    candidates(access, path).map(|(route, _)| route.method).collect()
}

/// The HTTP status and the body of an outcome.
pub(crate) fn answer(route: &Route, outcome: Outcome) -> (u16, Option<Value>) {
    let functional = |error: FunctionalError, mut fields: Fields| {
        fields.insert("codeRetour".to_owned(), error.code.into());
        fields.insert("libelle".to_owned(), error.label.into());
        (200, Some(Value::Object(fields)))
    };
    match outcome {
        Ok(mut fields) => {
            if let Some(label) = route.success.label() {
                fields.insert("codeRetour".to_owned(), 0.into());
                fields.insert("libelle".to_owned(), label.into());
            }
            (200, Some(Value::Object(fields)))
        }
        Err(Refusal::Functional(error)) => functional(error, Fields::new()),
        Err(Refusal::WithFields(error, fields)) => functional(error, fields),
        // A functional shape in HTTP 400 is decoded by one client; the number is ours.
        Err(Refusal::Malformed(malformed)) => {
            (400, Some(json!({"codeRetour": 20_100, "libelle": format!("SIM_MSG_90.100 {malformed}")})))
        }
        Err(Refusal::TooLarge) => (413, Some(json!({}))),
    }
}

/// The body, if any, and the HTTP status of an outcome of the REST-like API.
pub(crate) fn rest_answer(outcome: RestOutcome) -> (u16, Option<Value>) {
    match outcome {
        Ok(RestAnswer::Body(body)) => (200, Some(body)),
        Ok(RestAnswer::Empty) => (200, None),
        Ok(RestAnswer::NoContent) => (204, None),
        // A list of errors (API.md §5.7); the reference knows the code NotFoundReference only, the other is ours.
        Err(RestRefusal::Malformed(malformed)) => {
            (400, Some(json!([{"error": format!("ParamsInvalid {malformed}")}])))
        }
        Err(RestRefusal::Forbidden) => (403, Some(json!({}))),
        Err(RestRefusal::NotFound) => (400, Some(json!([{"error": "NotFoundReference"}]))),
    }
}

/// Turns a JSON object literal into fields.
pub(crate) fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
