//! What a service is.

use serde::{Serialize, de::DeserializeOwned};

/// HTTP method of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// No body.
    Get,
    /// A JSON object as body, even when it is empty.
    Post,
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

/// A service of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Service {
    /// Name in the documentation of the API, like `soumettreFacture`.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path after `/cpro/`, like `factures/v1/soumettre`.
    pub path: &'static str,
    /// How far the description can be trusted.
    pub confidence: Confidence,
    /// What a call does.
    pub effect: Effect,
}

impl Service {
    /// Path in the certificate mode: without the version, and with the older name of the works API
    /// (API.md §2).
    #[must_use]
    pub fn legacy_path(&self) -> String {
        self.path.replacen("facturesTravaux/v1/", "factures/travaux/", 1).replacen("/v1/", "/", 1)
    }
}

/// The input of a service, which also names the service and its output.
pub trait Input: Serialize + Sync {
    /// What the service answers.
    type Output: DeserializeOwned + Send;
    /// The service.
    const SERVICE: &'static Service;
}
