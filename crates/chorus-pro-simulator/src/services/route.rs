//! One service: its place, what it takes and how it answers.

use super::exchange::{Exchange, Outcome, Refusal, RestOutcome, Work};
use crate::input::Input;

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
    /// The text; `None` where there is none.
    pub(super) const fn label(self) -> Option<&'static str> {
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

/// A service without a file.
pub(super) const fn post(
    path: &'static str,
    success: Success,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> Outcome,
) -> Route {
    Route { method: "POST", path, success, file: FileField::None, handler: Handler::Functional(handler) }
}

/// A service that takes a file.
pub(super) const fn upload(
    path: &'static str,
    file: FileField,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> Outcome,
) -> Route {
    Route { method: "POST", path, success: Success::Common, file, handler: Handler::Functional(handler) }
}

/// A service whose answer takes work without the world.
pub(super) const fn deferred(
    path: &'static str,
    success: Success,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> Result<Work, Refusal>,
) -> Route {
    Route { method: "POST", path, success, file: FileField::None, handler: Handler::Deferred(handler) }
}

/// A service of the REST-like API.
pub(super) const fn rest(
    method: &'static str,
    path: &'static str,
    handler: fn(&mut Exchange<'_>, Input<'_>) -> RestOutcome,
) -> Route {
    Route { method, path, success: Success::Bare, file: FileField::None, handler: Handler::Rest(handler) }
}
