//! Typed client of the Chorus Pro API.
//!
//! The types carry the French names of the API exactly as on the wire. Whatever the API may leave out or
//! send as `null` is an `Option` or an empty `Vec`; a code this crate does not know is kept in the
//! `Unknown` variant of its enumeration, so that an answer is never lost to one new value.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use chorus_pro::{Access, Addresses, Client, ClientOptions, HttpOptions, TechnicalAccount};
//!
//! let http = HttpOptions::default().build()?;
//! let access = Access::Piste {
//!     addresses: Addresses::qualification(),
//!     client_id: "…".into(),
//!     client_secret: "…".to_owned().into(),
//!     technical_account: Some(TechnicalAccount { login: "…".into(), password: "…".to_owned().into() }),
//! };
//! let client = Client::new(http, access, ClientOptions::default())?;
//! let structures = client.transverses().recuperer_structures_actives_fournisseur().await?;
//! # let _ = structures;
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//! - [`Client`] holds the connection; [`Client::factures`] and its siblings group the services.
//! - [`SERVICES`] lists the implemented services, with the confidence one may have in their description.
//! - [`Error`] says what failed, on which [`Layer`], and what to do next ([`Error::retry_advice`]).
//! - [`pages`] walks long lists; [`Recorder`] is told about every call.
//! - [`FileContent`] streams files up, [`Client::download`] down: memory does not grow with the file.
//! - [`HttpOptions`] makes an HTTP client with a certificate, more authorities, or a proxy.
//! - [`rewrite`] checks recorded bodies against the types; [`describe`] tells what an input is made of, and
//!   [`Client::call_by_name`] calls what changes nothing with JSON.
//!
//! # Adding a service
//! Describe its input and output with `wire_struct!`, then add one line to `services.rs`.

mod access;
mod answer;
mod by_name;
mod client;
pub mod codes;
mod common;
mod conformity;
mod description;
mod download;
pub mod engagements_juridiques;
mod error;
mod exchange;
pub mod factures;
pub mod factures_travaux;
mod head;
mod http;
mod masking;
mod moment;
mod options;
pub mod organisations;
pub mod pages;
#[cfg(feature = "pkcs12")]
mod pkcs12;
mod recorder;
mod report;
mod retry_after;
mod service;
mod services;
pub mod structures;
mod throttle;
mod token;
mod trace;
pub mod transverses;
mod upload;
pub mod utilisateurs;
mod wire;

/// The examples of the README are compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
mod tests;

pub use access::{
    Access, Addresses, CERTIFICATE_BASE_PRODUCTION, CERTIFICATE_BASE_QUALIFICATION, InvalidAddress,
    TechnicalAccount,
};
pub use by_name::ByNameError;
pub use client::Client;
pub use common::{AdressePostale, ParametresRecherche, ParametresRetour, RetourSimple};
pub use conformity::{ConformityReport, Finding, Verdict};
pub use description::{FieldKind, InputField};
pub use download::{Download, Downloaded};
pub use error::{
    DecodeCause, Error, GatewayKind, Layer, NetworkCause, RetryAdvice, Sent, TokenError, TokenRefusal,
};
pub use http::{ClientCertificate, HttpOptions, InvalidHttpOptions, OutgoingProxy};
pub use moment::Moment;
pub use options::{ClientOptions, Now};
#[cfg(feature = "pkcs12")]
pub use pkcs12::Pkcs12Error;
pub use recorder::{CallRecord, Recorder};
pub use report::{AccessReport, AccessStep, StepState};
pub use service::{Confidence, Effect, Input, Method, Service, Shape};
pub use services::{
    Body, EngagementsJuridiques, Factures, FacturesTravaux, Organisations, SERVICES, Structures, Transverses,
    Utilisateurs, describe, rewrite,
};
pub use throttle::{Pace, RateLimiter};
pub use trace::curl_command;
pub use upload::{FileContent, Upload};
