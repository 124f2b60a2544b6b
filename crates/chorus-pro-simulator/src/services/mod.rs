//! The services under `/cpro`: one row of [`ROUTES`] and one handler each.

mod consult;
mod files;
mod history;
mod recipient;
mod routing;
mod search;
mod structures;
mod submit;
mod submit_amounts;
mod supplier;
mod transverse;
mod users;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::errors::FunctionalError;
use crate::files::FileStore;
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
}

/// The decoded file of a request.
pub(crate) struct Upload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: String,
    pub(crate) recognised: Recognised,
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
}

/// One service.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Path below `/cpro`.
    pub(crate) path: &'static str,
    pub(crate) success: Success,
    pub(crate) file: FileField,
    pub(crate) handler: fn(&mut Exchange<'_>, Input<'_>) -> Outcome,
}

impl Route {
    /// The API an application has to be subscribed to: the first part of the path.
    pub(crate) fn api(&self) -> &'static str {
        self.path.trim_start_matches('/').split('/').next().unwrap_or_default()
    }
}

type Handler = fn(&mut Exchange<'_>, Input<'_>) -> Outcome;

const fn post(path: &'static str, success: Success, handler: Handler) -> Route {
    Route { method: "POST", path, success, file: FileField::None, handler }
}

const fn upload(path: &'static str, file: FileField, handler: Handler) -> Route {
    Route { method: "POST", path, success: Common, file, handler }
}

use Success::{Bare, Common, Default as ByDefault, Transverse};

/// Every service the simulator answers; any other path is 403 `{}`.
pub(crate) const ROUTES: &[Route] = &[
    upload("/factures/v1/deposer/pdf", FileField::Invoice, files::deposit_pdf),
    post("/factures/v1/soumettre", Common, submit::submit),
    post("/factures/v1/rechercher/fournisseur", Transverse, search::issued),
    post("/factures/v1/rechercher/recipiendaire", ByDefault, search::received),
    post("/factures/v1/consulter/fournisseur", Transverse, consult::issued),
    post("/factures/v1/consulter/historique", Common, history::history),
    post("/factures/v1/traiter/recue", ByDefault, recipient::treat),
    post("/factures/v1/completer", Common, supplier::complete),
    post("/factures/v1/recycler", Common, supplier::recycle),
    post("/structures/v1/rechercher", Transverse, structures::search),
    post("/structures/v1/consulter", Transverse, structures::consult),
    post("/structures/v1/rechercher/services", Transverse, structures::services),
    post("/structures/v1/consulter/service", Transverse, structures::service),
    Route {
        method: "GET",
        path: "/transverses/v1/health-check",
        success: Bare,
        file: FileField::None,
        handler: transverse::health_check,
    },
    upload("/transverses/v1/ajouter/fichier", FileField::Attachment, files::add),
    post("/transverses/v1/recuperer/typespj", Transverse, transverse::attachment_types),
    post(
        "/transverses/v1/recuperer/structures/actives/fournisseur",
        Transverse,
        transverse::active_suppliers,
    ),
    post("/utilisateurs/v1/monCompte/recuperer/rattachements", Transverse, users::attachments),
];

/// The row of a path below `/cpro`; a `POST` with a trailing slash is not the same path.
pub(crate) fn route(method: &str, path: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.path == path && route.method == method)
}

/// The body and the HTTP status of an outcome.
pub(crate) fn answer(route: &Route, outcome: Outcome) -> (u16, Value) {
    let functional = |error: FunctionalError, mut fields: Fields| {
        fields.insert("codeRetour".to_owned(), error.code.into());
        fields.insert("libelle".to_owned(), error.label.into());
        (200, Value::Object(fields))
    };
    match outcome {
        Ok(mut fields) => {
            if let Some(label) = route.success.label() {
                fields.insert("codeRetour".to_owned(), 0.into());
                fields.insert("libelle".to_owned(), label.into());
            }
            (200, Value::Object(fields))
        }
        Err(Refusal::Functional(error)) => functional(error, Fields::new()),
        Err(Refusal::WithFields(error, fields)) => functional(error, fields),
        // A functional shape in HTTP 400 is decoded by one client; the number is ours.
        Err(Refusal::Malformed(malformed)) => {
            (400, json!({"codeRetour": 20_100, "libelle": format!("SIM_MSG_90.100 {malformed}")}))
        }
        Err(Refusal::TooLarge) => (413, json!({})),
    }
}

/// Turns a JSON object literal into fields.
pub(crate) fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
