//! A line of a check, read again.

use std::collections::BTreeMap;

use einvoice::rules::Pack;
use serde::{Deserialize, Serialize};

/// What is told of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What it is called: a name, or `archive.zip!member`.
    pub file: String,
    /// `ubl-invoice`, `ubl-creditnote`, `cii`, `facturx`, `pivot` or `unknown`.
    pub syntax: String,
    /// BT-24.
    pub profile: Option<String>,
    /// Whether it is well-formed XML.
    #[serde(rename = "wellformed")]
    pub well_formed: bool,
    /// What each pack makes of it, by key.
    pub verdicts: BTreeMap<String, CheckedVerdict>,
    /// The way to the recipient for which it was checked, where a pack asks for it.
    #[serde(default)]
    pub channel: Option<String>,
    /// Why it could not be checked, in French.
    #[serde(default)]
    pub error: Option<String>,
    /// What was found.
    pub findings: Vec<CheckedFinding>,
}

/// What a pack makes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedVerdict {
    /// Whether nothing fatal was found.
    pub valid: bool,
    /// Whether the official engine stops without a result.
    #[serde(default)]
    pub stopped: bool,
    /// The version of the pack.
    pub version: String,
    /// The fatal rules that are broken.
    pub fatal: Vec<String>,
    /// The others.
    pub warnings: Vec<String>,
}

/// One broken rule at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default)]
    pub stopped: bool,
    /// The value that was met.
    pub actual: Option<String>,
    /// The value that is expected.
    pub expected: Option<String>,
    /// What to correct, in French.
    pub message: Option<String>,
}

impl Checked {
    /// Reads a line.
    ///
    /// # Errors
    /// When it is none.
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
    /// Whether the invoice is refused for it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        self.severity == "fatal"
    }
}

impl CheckedVerdict {
    /// The pack of a key, with its name, its date and its source.
    #[must_use]
    pub fn pack(key: &str) -> Option<Pack> {
        Pack::of(key)
    }
}
