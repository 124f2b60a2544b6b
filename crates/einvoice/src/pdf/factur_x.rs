//! The rules of the container of Factur-X: how the XML lies in the PDF, what the PDF says of it, and PDF/A-3 as far as it
//! is looked at.
//!
//! Sources: the specification of Factur-X 1.0 (name, `/AF`, `AFRelationship` as in France, XMP), ISO 19005-3 (PDF/A-3).
//! A whole check of PDF/A-3 is not made: looked at are encryption, colours and their output intent, fonts, actions,
//! metadata and the descriptions of files. What is reported as wrong is wrong; what is not reported may still be.

mod metadata;
mod registry;
mod whole;
mod within;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::container::{Search, find_invoice};
use super::profile::Profile;
use super::{Embedded, PdfError, Report};
use crate::model::Syntax;
use crate::rules::Severity;

pub use registry::{Rule, rules};

/// How many findings are told.
const MOST_FINDINGS: usize = 100;

/// What the rules of the container say of a PDF: the part "container" of the verdict `facturx`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// The profile that the XML claims (BT-24).
    pub profile: Option<Profile>,
    /// `ConformanceLevel` as the XMP packet says it.
    pub level: Option<String>,
    /// What is wrong, in the order of the rules; at most 100 findings.
    pub findings: Vec<Finding>,
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The identifier of the rule, `FX-PDF-01` …
    pub id: &'static str,
    /// The value that was met, where there is one.
    pub actual: Option<String>,
    /// The value that the rule asks for, where it can be told.
    pub expected: Option<String>,
}

/// A finding as another process wrote it.
#[derive(Deserialize)]
struct Written {
    id: String,
    actual: Option<String>,
    expected: Option<String>,
}

impl<'de> Deserialize<'de> for Finding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { id, actual, expected } = Written::deserialize(deserializer)?;
        let rule = registry::rule(&id).ok_or_else(|| D::Error::custom("unknown rule"))?;
        Ok(Self { id: rule.id, actual, expected })
    }
}

/// A PDF read and checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What it is, and the invoice inside.
    pub report: Report,
    /// What the rules of the container say of it.
    pub container: Container,
}

impl Container {
    /// Whether no fatal rule is broken.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.fatal().is_empty()
    }

    /// The fatal rules that are broken, each once, sorted.
    #[must_use]
    pub fn fatal(&self) -> Vec<&'static str> {
        self.broken(Severity::Fatal)
    }

    /// The others.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        self.broken(Severity::Warning)
    }

    fn broken(&self, severity: Severity) -> Vec<&'static str> {
        let ids = self.findings.iter().filter(|finding| finding.severity() == severity);
        ids.map(|finding| finding.id).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Finding {
    /// How grave it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        registry::rule(self.id).map_or(Severity::Fatal, |rule| rule.severity)
    }

    /// What to correct, in French, with the value that was met and the one that is expected.
    #[must_use]
    pub fn text_french(&self) -> String {
        let mut text = registry::rule(self.id).map_or("Corrigez le PDF.", |rule| rule.french).to_owned();
        match (&self.actual, &self.expected) {
            (Some(actual), Some(expected)) => {
                text.push_str(&format!(
                    " Valeur lue\u{a0}: {actual}\u{a0}; valeur attendue\u{a0}: {expected}."
                ));
            }
            (Some(actual), None) => text.push_str(&format!(" Valeur lue\u{a0}: {actual}.")),
            (None, Some(expected)) => text.push_str(&format!(" Valeur attendue\u{a0}: {expected}.")),
            (None, None) => {}
        }
        text
    }
}

/// Collects what is wrong.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, id: &'static str) {
        self.push(id, None, None);
    }

    fn met(&mut self, id: &'static str, actual: &str) {
        self.push(id, Some(actual), None);
    }

    fn differs(&mut self, id: &'static str, actual: Option<&str>, expected: &str) {
        self.push(id, actual, Some(expected));
    }

    fn push(&mut self, id: &'static str, actual: Option<&str>, expected: Option<&str>) {
        /// How much of a value is repeated, in characters.
        const SHOWN: usize = 120;
        if self.0.len() < MOST_FINDINGS {
            let shown = |text: &str| text.chars().take(SHOWN).collect();
            self.0.push(Finding { id, actual: actual.map(shown), expected: expected.map(shown) });
        }
    }
}

/// Reads a PDF as [`super::read`] does, and checks the rules of the container. One that is encrypted is a finding.
///
/// # Errors
/// [`PdfError`], but not [`PdfError::Encrypted`]. As with [`super::read`], it belongs into a process of its own.
pub fn check(bytes: Vec<u8>) -> Result<Checked, PdfError> {
    let checked = super::checked(&bytes).and_then(|()| {
        catch_unwind(AssertUnwindSafe(|| examine(bytes))).unwrap_or(Err(PdfError::Unreadable))
    });
    match checked {
        Err(PdfError::Encrypted) => {
            let mut findings = Findings::default();
            findings.add("FX-PDF-40");
            let container = Container { findings: findings.0, ..Container::default() };
            Ok(Checked { report: Report::default(), container })
        }
        other => other,
    }
}

fn examine(bytes: Vec<u8>) -> Result<Checked, PdfError> {
    let pdf = super::opened(bytes)?;
    let search = find_invoice(&pdf)?;
    let container = container(&pdf, &search);
    let report = Report {
        pages: pdf.pages().len(),
        has_text: super::content::has_text(&pdf),
        invoice: search.invoice.map(|(embedded, _)| embedded),
        findings: search.findings,
    };
    Ok(Checked { report, container })
}

/// What the XML says of itself.
#[derive(Default)]
struct Claim {
    syntax: Option<Syntax>,
    specification: Option<String>,
    profile: Option<Profile>,
}

impl Claim {
    fn of(invoice: Option<&Embedded>) -> Self {
        let Some(read) = invoice.and_then(|invoice| crate::read(&invoice.xml).ok()) else {
            return Self::default();
        };
        let profile = read.profile.as_deref().and_then(Profile::of_specification);
        Self { syntax: Some(read.syntax), specification: read.profile, profile }
    }
}

fn container(pdf: &Pdf, search: &Search<'_>) -> Container {
    let mut findings = Findings::default();
    let claim = Claim::of(search.invoice.as_ref().map(|(embedded, _)| embedded));
    let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) else { return Container::default() };
    within::check(pdf, &catalog, search, &claim, &mut findings);
    let name = search.invoice.as_ref().map(|(embedded, _)| embedded.name.as_str());
    let level = metadata::check(&catalog, name, &claim, &mut findings);
    whole::check(pdf, &catalog, &mut findings);
    findings.0.sort_by_key(|finding| finding.id);
    Container { profile: claim.profile, level, findings: findings.0 }
}
