//! The rules of EN 16931, version 1.3.16 of the European Commission's validation artefacts, checked as the official
//! engine checks them.
//!
//! [`check`] reads a document and tells which rules it breaks. Where the official test and its sentence differ, the test
//! is followed, and so are the differences between its UBL and its CII set; `DIVERGENCES.md` lists where this is not done.
//! A value that the official engine cannot process, like an element that occurs twice where one is allowed, makes it stop
//! without a result: [`Verdict::stopped`], which counts as refused.

mod check;
mod cii;
mod codes;
mod dates;
mod families;
mod json;
mod number;
mod registry;
mod sums;
mod ubl;

use std::collections::BTreeSet;

use crate::document::Document;
use crate::error::ReadError;
use crate::model::Syntax;
use crate::semantic::{self, Term, bindings, path};

pub use check::StopReason;
pub use registry::{Rule, Tested, rules};

/// A set of rules, as shown to the person who has an invoice checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// Its key in a report.
    pub key: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The day of that version, ISO 8601.
    pub date: &'static str,
    /// Who publishes it, and where.
    pub source: &'static str,
}

/// EN 16931.
pub const EN16931: Pack = Pack {
    key: "en16931",
    version: "1.3.16",
    date: "2026-04-10",
    source: "Commission européenne, ConnectingEurope/eInvoicing-EN16931",
};

/// How many findings of a document are told one by one; the verdict counts all.
pub const MAX_FINDINGS: usize = 1000;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The invoice is refused.
    Fatal,
    /// The invoice is accepted.
    Warning,
}

/// One broken rule at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The official identifier of the rule.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where in the model, like `BG-25[2]/BT-131`; empty for the document itself.
    pub path: String,
    /// The line of the document, the first being 1.
    pub line: u64,
    /// The value that was met, where there is one.
    pub actual: Option<String>,
    /// The value that the rule asks for, where it can be told.
    pub expected: Option<String>,
    /// Why the official engine stops at this rule, when it does.
    pub stop: Option<StopReason>,
}

/// What a pack makes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether no fatal rule is broken and the engine does not stop.
    pub valid: bool,
    /// Whether the official engine stops without a result.
    pub stopped: bool,
    /// The fatal rules that are broken, each once, sorted.
    pub fatal: Vec<&'static str>,
    /// The others.
    pub warnings: Vec<&'static str>,
}

/// What is told of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its syntax; `None` when it could not be read.
    pub syntax: Option<Syntax>,
    /// BT-24, without white space around.
    pub profile: Option<String>,
    /// Why it could not be read.
    pub error: Option<ReadError>,
    /// What EN 16931 makes of it; `None` when it could not be read.
    pub en16931: Option<Verdict>,
    /// What was found, in the order of the document; at most [`MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether it is well-formed XML of a known encoding.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        matches!(self.error, None | Some(ReadError::UnsupportedRoot { .. }))
    }
}

/// Checks a document against EN 16931. Nothing that is given to it makes it fail: what cannot be read is told in
/// [`Report::error`].
#[must_use]
pub fn check(xml: &[u8]) -> Report {
    let document = match Document::read(xml) {
        Ok(document) => document,
        Err(error) => return unread(error),
    };
    match semantic::syntax(&document) {
        Ok(syntax) => examine(&document, syntax),
        Err(error) => unread(error),
    }
}

/// Whether a type code (BT-3) is one of a UBL CreditNote rather than of an Invoice.
pub(crate) fn is_credit_note(code: &str) -> bool {
    codes::DOCUMENT_TYPES_UBL_CREDIT_NOTE.contains(code)
}

fn unread(error: ReadError) -> Report {
    Report { syntax: None, profile: None, error: Some(error), en16931: None, findings: Vec::new() }
}

fn examine(document: &Document<'_>, syntax: Syntax) -> Report {
    let mut check = check::Check::new(document);
    match syntax {
        Syntax::Cii => cii::run(&mut check),
        _ => ubl::run(&mut check),
    }
    let mut found = check.into_found();
    found.sort_by_key(|found| found.place);
    let severity =
        |id: &str| if id == "BR-51" && syntax != Syntax::Cii { Severity::Warning } else { Severity::Fatal };
    let stopped = found.iter().any(|found| found.stop.is_some());
    let failed = |wanted: Severity| -> Vec<&'static str> {
        let ids = found.iter().filter(|found| found.stop.is_none() && severity(found.id) == wanted);
        ids.map(|found| found.id).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let (fatal, warnings) = (failed(Severity::Fatal), failed(Severity::Warning));
    let verdict = Verdict { valid: fatal.is_empty() && !stopped, stopped, fatal, warnings };
    found.truncate(MAX_FINDINGS);
    let findings = described(document, syntax, found, severity);
    let profile = profile(document, syntax);
    Report { syntax: Some(syntax), profile, error: None, en16931: Some(verdict), findings }
}

/// Gives each finding its place in the model and in the file.
fn described(
    document: &Document<'_>,
    syntax: Syntax,
    found: Vec<check::Found>,
    severity: impl Fn(&str) -> Severity,
) -> Vec<Finding> {
    if found.is_empty() {
        return Vec::new();
    }
    let lines = document.lines();
    let table = bindings::table(syntax);
    let accounting = semantic::accounting_currency(document);
    let mut counted = path::Counted::new();
    let describe = |found: check::Found| {
        let term = registry::rule(found.id).and_then(|rule| rule.term);
        Finding {
            id: found.id,
            severity: severity(found.id),
            path: path::path(document, table, accounting, &mut counted, found.place, term),
            line: lines.get(found.place as usize).copied().map_or(1, u64::from),
            actual: found.actual,
            expected: found.expected,
            stop: found.stop,
        }
    };
    found.into_iter().map(describe).collect()
}

fn profile(document: &Document<'_>, syntax: Syntax) -> Option<String> {
    let table = bindings::table(syntax);
    let profile = semantic::first(document, table, Term::SpecificationIdentifier)?;
    Some(document.text(profile).trim().to_owned()).filter(|profile| !profile.is_empty())
}
