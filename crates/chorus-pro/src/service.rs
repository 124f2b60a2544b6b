//! What a service is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    factures::TelechargerGroupeFacture,
    organisations::RecupererPieceJointeStructure,
    transverses::{ConsulterCompteRendu, TelechargerAnnuaireDestinataire, TelechargerPieceJointe},
};

/// HTTP method of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// No body.
    Get,
    /// A JSON object as body, even when it is empty.
    Post,
    /// A JSON object as body, holding what changes.
    Patch,
}

impl Method {
    /// Name on the wire, in capitals.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }
}

/// How far the description of a service can be trusted (API.md §0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// In an official description file.
    Spec,
    /// In the code of a client library.
    Client,
    /// Shown on an official page.
    OfficialExample,
    /// Deduced, not seen written.
    Inferred,
}

/// What a call does on the other side, which decides what a lost answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Says whether the API is up. The answer needs no `codeRetour`.
    Probe,
    /// Reads; calling twice does no harm.
    Read,
    /// Reads a list; the message "search without result" is an empty list.
    Search,
    /// Creates or changes something; a lost answer must be cleared up before calling again.
    Create,
}

/// What the answer of a service looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// An object with `codeRetour` and `libelle` (API.md §1.4).
    Functional,
    /// The object or list itself, or nothing at all (the API Organisations, API.md §4.7): the HTTP status
    /// alone says whether the call succeeded. An empty answer is read as an empty
    /// object or as an empty list.
    Bare,
}

/// A service of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Service {
    /// Name in the documentation of the API, like `soumettreFacture`.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path after `/cpro/`, like `factures/v1/soumettre`. A part in braces, like
    /// `organisations/v1/services/{uuid}`, is filled with the field of this name of the input.
    pub path: &'static str,
    /// How far the description can be trusted.
    pub confidence: Confidence,
    /// What a call does.
    pub effect: Effect,
    /// What an answer looks like.
    pub shape: Shape,
}

impl Service {
    /// Path in the certificate mode: without the version, and with the older name of the works API
    /// (API.md §2). `None` when the mode does not have the service.
    #[must_use]
    pub fn legacy_path(&self) -> Option<String> {
        self.has_legacy_path().then(|| legacy(self.path))
    }

    /// Whether the certificate mode has the service. Inferred: the API Organisations came after that mode
    /// and is described for the gateway only (API.md §4.7).
    pub(crate) fn has_legacy_path(&self) -> bool {
        !self.path.starts_with("organisations/")
    }

    /// Whether a message is that of a search without result: the list is empty, nothing is refused.
    #[must_use]
    pub fn is_no_result(&self, libelle: &str) -> bool {
        self.effect == Effect::Search && NO_RESULT.iter().any(|code| libelle.trim_start().starts_with(code))
    }

    /// Whether [`crate::Client::call_by_name`] takes it: it changes nothing and does not answer with a file.
    #[must_use]
    pub fn is_callable_by_name(&self) -> bool {
        self.effect != Effect::Create && !self.answers_with_a_file()
    }

    /// Whether the answer is a file: [`crate::Client::download`] writes it as it comes.
    #[must_use]
    pub fn answers_with_a_file(&self) -> bool {
        const FILES: [&str; 5] = [
            TelechargerGroupeFacture::SERVICE.name,
            ConsulterCompteRendu::SERVICE.name,
            TelechargerPieceJointe::SERVICE.name,
            TelechargerAnnuaireDestinataire::SERVICE.name,
            RecupererPieceJointeStructure::SERVICE.name,
        ];
        FILES.contains(&self.name)
    }

    /// Whether parts of the path come from the input.
    pub(crate) fn has_path_fields(&self) -> bool {
        self.path.contains('{')
    }

    /// The path with its fields filled from `input`. These are taken out of `input`: they are not sent twice.
    ///
    /// # Errors
    /// The name of a field that is absent, or that would lead to another path.
    pub(crate) fn fill_path(&self, input: &mut Map<String, Value>) -> Result<String, &'static str> {
        let mut path = String::new();
        let mut rest = self.path;
        while let Some((before, after)) = rest.split_once('{') {
            let (field, after) = after.split_once('}').unwrap_or((after, ""));
            let value = match input.remove(field) {
                Some(Value::String(text)) => text,
                Some(Value::Number(number)) => number.to_string(),
                _ => return Err(field),
            };
            // Dots would climb to another path, even when they are encoded.
            if matches!(value.as_str(), "" | "." | "..") {
                return Err(field);
            }
            path.push_str(before);
            path.extend(utf8_percent_encode(&value, SEGMENT));
            rest = after;
        }
        path.push_str(rest);
        Ok(path)
    }
}

/// Message codes of "search without result" (API.md §7). Codes are global, numbers are not.
const NO_RESULT: [&str; 2] = ["TRA_MSG_00.015", "GFT_MSG_01.075"];

/// What stands in a path as it is: the unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A path of the gateway as a path of the certificate mode.
pub(crate) fn legacy(path: &str) -> String {
    path.replacen("facturesTravaux/v1/", "factures/travaux/", 1).replacen("/v1/", "/", 1)
}

/// The input of a service, which also names the service and its output.
pub trait Input: Serialize + Sync {
    /// What the service answers.
    type Output: DeserializeOwned + Serialize + Send;
    /// The service.
    const SERVICE: &'static Service;
}
