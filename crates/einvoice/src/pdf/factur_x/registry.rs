//! The rules of the container: identifier, how grave, and what to correct (`rules.txt`). The identifiers are this crate's
//! own, for Factur-X numbers no rules of the container.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::rules::Severity;

/// A rule of the container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its identifier, `FX-PDF-01` …; it stays the same.
    pub id: &'static str,
    /// How grave it is when broken.
    pub severity: Severity,
    /// What to correct, in French.
    pub french: &'static str,
}

/// Every rule of the container, in the order of identifiers.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    table().values()
}

fn table() -> &'static BTreeMap<&'static str, Rule> {
    static RULES: OnceLock<BTreeMap<&'static str, Rule>> = OnceLock::new();
    RULES.get_or_init(|| {
        include_str!("rules.txt").lines().filter_map(parse).map(|rule| (rule.id, rule)).collect()
    })
}

fn parse(line: &'static str) -> Option<Rule> {
    let (id, rest) = line.split_once(' ')?;
    let (severity, french) = rest.split_once(' ')?;
    let severity = match severity {
        "fatal" => Severity::Fatal,
        "warning" => Severity::Warning,
        _ => return None,
    };
    Some(Rule { id, severity, french })
}

/// The rule of an identifier.
pub(super) fn rule(id: &str) -> Option<&'static Rule> {
    table().get(id)
}
