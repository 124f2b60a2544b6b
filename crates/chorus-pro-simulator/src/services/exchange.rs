//! What a handler is given and what it gives back.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::errors::FunctionalError;
use crate::fields::Fields;
use crate::files::FileStore;
use crate::flows::OpenedFlow;
use crate::input::Malformed;
use crate::ledger::Ledger;
use crate::ocr::Recognised;
use crate::world::{Account, Right};

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
    /// The same for a service, which is told in words with the reference that leads nowhere.
    UnknownService(String),
    /// HTTP 400 with `ParamsInvalidUuidStructures`: what names a structure is of none of the three kinds.
    UnusableStructure,
}

impl From<Malformed> for RestRefusal {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}
