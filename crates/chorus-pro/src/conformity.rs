//! The conformity probe: calls that change nothing, whose real answers are held against what this crate knows of them.
//!
//! A report holds the names of services and fields, and codes; never a value that somebody wrote.

mod calls;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    Client,
    error::{Error, GatewayKind},
    pages::Paged,
    recorder::{CallRecord, Recorder},
    service::{Confidence, Input, Service},
};

/// What one call told of the description of its service.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The service.
    pub service: &'static Service,
    /// What was found.
    pub verdict: Verdict,
}

/// How an answer stands beside the description.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// As described.
    Confirmed,
    /// It has fields that are not described, by their paths, each once.
    MoreFields(Vec<String>),
    /// It cannot be read as described.
    Different {
        /// The field, when one is to blame.
        path: Option<String>,
    },
    /// Chorus Pro refused the call: nothing is known of its answer.
    Refused {
        /// Its code.
        code_retour: i64,
        /// The code at the beginning of its message, when there is one.
        message: Option<String>,
    },
    /// The gateway answered in its place.
    NotServed {
        /// HTTP status.
        status: u16,
    },
    /// There was nothing to call it with: no invoice, no engagement, no service of the structure.
    NothingToAskFor,
    /// The platform was not reached, refused the credentials or asked to slow down, now or before.
    NotReached,
}

impl Verdict {
    /// Whether the description is wrong.
    #[must_use]
    pub const fn contradicts(&self) -> bool {
        matches!(self, Self::MoreFields(_) | Self::Different { .. })
    }
}

/// Outcome of [`Client::probe_conformity`], in the order of the calls.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConformityReport {
    /// One for each call.
    pub findings: Vec<Finding>,
    /// Why nothing more was asked: the platform was not reached, refused the credentials, or asked to slow down.
    pub ended_by: Option<Error>,
}

impl ConformityReport {
    /// Whether no answer contradicts the description.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.findings.iter().any(|finding| finding.verdict.contradicts())
    }

    /// How many are as described, contradict the description, and leave it open.
    #[must_use]
    pub fn counts(&self) -> [usize; 3] {
        let confirmed = self.findings.iter().filter(|finding| finding.verdict == Verdict::Confirmed).count();
        let wrong = self.findings.iter().filter(|finding| finding.verdict.contradicts()).count();
        [confirmed, wrong, self.findings.len() - confirmed - wrong]
    }
}

/// The report as a text in French, one line a service: to be kept, or sent to who maintains the description.
impl fmt::Display for ConformityReport {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [confirmed, wrong, open] = self.counts();
        writeln!(
            text,
            "{} appels : {confirmed} conformes, {wrong} différents de la description, {open} sans réponse à comparer.",
            self.findings.len()
        )?;
        for Finding { service, verdict } in &self.findings {
            let held = match service.confidence {
                Confidence::Spec => "spécification",
                Confidence::Client => "vu dans un client",
                Confidence::OfficialExample => "exemple officiel",
                Confidence::Inferred => "déduit",
            };
            writeln!(text, "{:<58} {:<18} {verdict}", service.path, held)?;
        }
        Ok(())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Confirmed => write!(text, "conforme"),
            Self::MoreFields(fields) => {
                write!(text, "DIFFÉRENT : champs non décrits : {}", fields.join(", "))
            }
            Self::Different { path: Some(path) } => write!(text, "DIFFÉRENT : illisible à {path}"),
            Self::Different { path: None } => write!(text, "DIFFÉRENT : illisible"),
            Self::Refused { code_retour, message } => {
                write!(
                    text,
                    "refusé ({code_retour}{})",
                    message.as_ref().map_or(String::new(), |code| format!(", {code}"))
                )
            }
            Self::NotServed { status } => write!(text, "réponse HTTP {status} de la passerelle"),
            Self::NothingToAskFor => write!(text, "rien à demander avec cet accès"),
            Self::NotReached => write!(text, "non joint"),
        }
    }
}

impl Client {
    /// Makes some forty calls that change nothing and compares each answer with its description. Calls are told to the
    /// recorder as ever, and keep to the rate limit. Credentials that are refused are presented once: then, or once the
    /// platform is not reached, the rest is not tried.
    ///
    /// `siret` is the structure in whose name is asked; the account must be attached to it.
    pub async fn probe_conformity(&self, siret: &str) -> ConformityReport {
        let collector = Arc::new(Collector { inner: self.recorder.clone(), unknown: Mutex::default() });
        let client = self.with_recorder(Some(Arc::clone(&collector) as Arc<dyn Recorder>));
        let mut probe = Probe { client, collector, findings: Vec::new(), ended_by: None };
        calls::make(&mut probe, siret).await;
        ConformityReport { findings: probe.findings, ended_by: probe.ended_by }
    }
}

/// Passes records on, and keeps which fields the types did not know.
struct Collector {
    inner: Option<Arc<dyn Recorder>>,
    unknown: Mutex<Vec<String>>,
}

impl Collector {
    fn take(&self) -> Vec<String> {
        let mut fields = std::mem::take(&mut *self.unknown.lock().unwrap_or_else(PoisonError::into_inner));
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

impl Recorder for Collector {
    fn record(&self, call: &CallRecord) {
        self.unknown
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(call.unknown_fields.iter().cloned());
        if let Some(inner) = &self.inner {
            inner.record(call);
        }
    }

    fn wants_bodies(&self) -> bool {
        true
    }
}

/// A probe under way.
struct Probe {
    client: Client,
    collector: Arc<Collector>,
    findings: Vec<Finding>,
    /// Why nothing more is asked.
    ended_by: Option<Error>,
}

impl Probe {
    /// Makes one call and notes what it tells.
    async fn ask<I: Input>(&mut self, input: &I) -> Option<I::Output> {
        if self.ended_by.is_some() {
            self.note(I::SERVICE, Verdict::NotReached);
            return None;
        }
        let answer = self.client.call(input).await;
        let unknown = self.collector.take();
        let (verdict, output) = match answer {
            Ok(output) if unknown.is_empty() => (Verdict::Confirmed, Some(output)),
            Ok(output) => (Verdict::MoreFields(unknown), Some(output)),
            Err(error) => (self.verdict_of(error), None),
        };
        self.note(I::SERVICE, verdict);
        output
    }

    /// Asks for the first entries of a list.
    async fn list<P: Paged>(&mut self, list: &P) -> Option<Vec<P::Item>> {
        self.ask(&list.request(1, FEW)).await.map(|output| P::page(output).items)
    }

    /// Asks with what an earlier answer held, when it held it.
    async fn ask_with<T, I: Input>(
        &mut self,
        found: Option<T>,
        input: impl FnOnce(T) -> I,
    ) -> Option<I::Output> {
        match found {
            Some(found) => self.ask(&input(found)).await,
            None => {
                self.note(I::SERVICE, Verdict::NothingToAskFor);
                None
            }
        }
    }

    fn note(&mut self, service: &'static Service, verdict: Verdict) {
        self.findings.push(Finding { service, verdict });
    }

    fn verdict_of(&mut self, error: Error) -> Verdict {
        if ends(&error) {
            self.ended_by = Some(error);
            return Verdict::NotReached;
        }
        match error {
            Error::Functional { code_retour, libelle, .. } => {
                Verdict::Refused { code_retour, message: message_code(&libelle) }
            }
            Error::Decode { path, .. } => {
                Verdict::Different { path: path.map(|path| without_positions(&path)) }
            }
            Error::Gateway { status, .. } => Verdict::NotServed { status },
            Error::Request { .. } | Error::File { .. } | Error::Network { .. } | Error::Token(_) => {
                Verdict::NothingToAskFor
            }
        }
    }
}

/// Whether asking on would do harm, or lead nowhere. An API to which the application is not subscribed is no such failure.
const fn ends(error: &Error) -> bool {
    match error {
        Error::Network { .. } | Error::Token(_) => true,
        Error::Gateway { kind, .. } => matches!(
            kind,
            GatewayKind::TechnicalAccountRefused
                | GatewayKind::TokenRefused
                | GatewayKind::CertificateRefused
                | GatewayKind::TokenExpired
                | GatewayKind::TooManyRequests { .. }
        ),
        _ => false,
    }
}

/// Entries of a list that are looked at.
const FEW: i64 = 10;

/// The code that begins most messages, like `GDP_MSG_01.002`; the words after it may name somebody.
fn message_code(libelle: &str) -> Option<String> {
    let code = libelle.split([':', ' ']).next().unwrap_or_default();
    let is_code = code.contains("_MSG_")
        && code
            .chars()
            .all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || matches!(sign, '_' | '.'));
    is_code.then(|| code.to_owned())
}

/// `listeFactures[3].montantHT` without the position, which is of this account only.
fn without_positions(path: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for sign in path.chars() {
        match sign {
            '[' => {
                inside = true;
                plain.push('[');
            }
            ']' => {
                inside = false;
                plain.push(']');
            }
            _ if inside => {}
            _ => plain.push(sign),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_of_a_message_is_kept() {
        assert_eq!(message_code("GDP_MSG_01.002: Dupont n'existe pas").as_deref(), Some("GDP_MSG_01.002"));
        assert_eq!(message_code("TRA_MSG_00.015").as_deref(), Some("TRA_MSG_00.015"));
        assert_eq!(message_code("Dupont n'existe pas"), None);
        assert_eq!(message_code(""), None);
    }

    #[test]
    fn a_field_is_named_without_its_place_in_the_list() {
        assert_eq!(without_positions("listeFactures[3].montantHT"), "listeFactures[].montantHT");
        assert_eq!(without_positions("statut"), "statut");
    }

    #[test]
    fn a_report_counts_and_names_what_differs() {
        let service = crate::SERVICES[0];
        let finding = |verdict| Finding { service, verdict };
        let report = ConformityReport {
            findings: vec![
                finding(Verdict::Confirmed),
                finding(Verdict::MoreFields(vec!["listeFactures[].nouveau".to_owned()])),
                finding(Verdict::Refused { code_retour: 20_001, message: None }),
                finding(Verdict::NotReached),
            ],
            ended_by: None,
        };
        assert_eq!((report.counts(), report.is_clean()), ([1, 1, 2], false));
        let text = report.to_string();
        assert!(text.contains("listeFactures[].nouveau") && text.contains("refusé (20001)"), "{text}");
    }
}
