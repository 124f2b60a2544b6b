//! What is told of a document, as it can be shown: from its report, or from the line of one.

use std::collections::BTreeMap;

use einvoice::rules::{Finding, Report, Severity};
use einvoice::sentences::{french, summary};

/// What is told of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Deserialize))]
pub struct Checked {
    /// What it is called: a name, or `archive.zip!member`.
    pub file: String,
    /// `ubl-invoice`, `ubl-creditnote`, `cii`, `facturx`, `pivot` or `unknown`.
    pub syntax: String,
    /// BT-24.
    pub profile: Option<String>,
    /// Whether it is well-formed XML.
    #[cfg_attr(feature = "files", serde(rename = "wellformed"))]
    pub well_formed: bool,
    /// What each pack makes of it, by key.
    pub verdicts: BTreeMap<String, CheckedVerdict>,
    /// The way to the recipient for which it was checked, where a pack asks for it.
    #[cfg_attr(feature = "files", serde(default))]
    pub channel: Option<String>,
    /// All verdicts in one sentence, in French.
    #[cfg_attr(feature = "files", serde(default))]
    pub summary: Option<String>,
    /// Why it could not be checked, in French.
    #[cfg_attr(feature = "files", serde(default))]
    pub error: Option<String>,
    /// What was found.
    pub findings: Vec<CheckedFinding>,
}

/// What a pack makes of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Deserialize))]
pub struct CheckedVerdict {
    /// Whether nothing fatal was found.
    pub valid: bool,
    /// Whether the official engine stops without a result.
    #[cfg_attr(feature = "files", serde(default))]
    pub stopped: bool,
    /// The version of the pack.
    pub version: String,
    /// The fatal rules that are broken.
    pub fatal: Vec<String>,
    /// The others.
    pub warnings: Vec<String>,
}

/// One broken rule at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Deserialize))]
pub struct CheckedFinding {
    /// The rule.
    pub id: String,
    /// `fatal` or `warning`.
    pub severity: String,
    /// Where in the model, like `BG-25[2]/BT-131`.
    pub path: String,
    /// The line of the document.
    pub line: u64,
    /// Whether the official engine stops here.
    #[cfg_attr(feature = "files", serde(default))]
    pub stopped: bool,
    /// The value that was met.
    pub actual: Option<String>,
    /// The value that is expected.
    pub expected: Option<String>,
    /// What to correct, in French.
    pub message: Option<String>,
    /// The official code of the reason that a refusal would probably give; a guess, never the words of Chorus Pro.
    #[cfg_attr(feature = "files", serde(default))]
    pub reason: Option<String>,
}

impl Checked {
    /// What a report says of the document that is called so.
    #[must_use]
    pub fn of(file: &str, report: &Report) -> Self {
        let verdict = |(pack, verdict): &(einvoice::rules::Pack, einvoice::rules::Verdict)| {
            let owned = |ids: &[&'static str]| ids.iter().map(|id| (*id).to_owned()).collect();
            let told = CheckedVerdict {
                valid: verdict.valid,
                stopped: verdict.stopped,
                version: pack.version.to_owned(),
                fatal: owned(&verdict.fatal),
                warnings: owned(&verdict.warnings),
            };
            (pack.key.to_owned(), told)
        };
        Self {
            file: file.to_owned(),
            syntax: report.syntax_key().to_owned(),
            profile: report.profile.clone(),
            well_formed: report.is_well_formed(),
            verdicts: report.verdicts.iter().map(verdict).collect(),
            channel: report.channel.map(|channel| channel.key().to_owned()),
            summary: Some(summary(report)),
            error: report.error.as_ref().map(einvoice::ReadError::text_french),
            findings: report.findings.iter().map(CheckedFinding::of).collect(),
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// When it is none.
    #[cfg(feature = "files")]
    pub fn of_line(line: &str) -> serde_json::Result<Self> {
        serde_json::from_str(line)
    }

    /// Whether it could be checked at all.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.error.is_none()
    }

    /// Whether it was checked and every pack takes it.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.is_read() && !self.verdicts.is_empty() && self.verdicts.values().all(|verdict| verdict.valid)
    }
}

impl CheckedFinding {
    fn of(finding: &Finding) -> Self {
        let severity = match finding.severity {
            Severity::Fatal => FATAL,
            Severity::Warning => "warning",
        };
        Self {
            id: finding.id.to_owned(),
            severity: severity.to_owned(),
            path: finding.path.clone(),
            line: finding.line,
            stopped: finding.stop.is_some(),
            actual: finding.actual.clone(),
            expected: finding.expected.clone(),
            message: Some(french(finding)),
            reason: finding.probable_reason().map(ToOwned::to_owned),
        }
    }

    /// Whether the invoice is refused for it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.severity == FATAL
    }
}

/// The severity for which an invoice is refused.
const FATAL: &str = "fatal";
