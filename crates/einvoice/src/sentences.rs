//! What each finding asks a person to correct, in French: the crate's own words, in `sentences/fr.txt`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::rules::{Finding, StopReason};

/// How much of a value is repeated in a sentence, in characters.
const SHOWN: usize = 60;

/// The sentence of a rule, by its identifier.
fn sentence(id: &str) -> Option<&'static str> {
    static SENTENCES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let lines = || include_str!("sentences/fr.txt").lines().filter_map(|line| line.split_once(' '));
    SENTENCES.get_or_init(|| lines().collect()).get(id).copied()
}

/// What to correct, with the value that was met and the one that is expected.
#[must_use]
pub fn french(finding: &Finding) -> String {
    let shown = |value: &String| -> String {
        let value = value.trim();
        let short: String = value.chars().take(SHOWN).collect();
        if short.len() < value.len() { format!("{short}…") } else { short }
    };
    let actual = finding.actual.as_ref().map(shown);
    if let Some(reason) = finding.stop {
        return stopped(reason, actual.as_deref().unwrap_or_default());
    }
    let sentence = sentence(finding.id).or_else(|| of_container(finding.id));
    let mut text = sentence.unwrap_or("Corrigez cette valeur.").to_owned();
    match (actual, finding.expected.as_ref().map(shown)) {
        (Some(actual), Some(expected)) => {
            text.push_str(&format!(
                " Valeur lue\u{a0}: {}\u{a0}; valeur attendue\u{a0}: {expected}.",
                named(&actual)
            ));
        }
        (Some(actual), None) => text.push_str(&format!(" Valeur lue\u{a0}: {}.", named(&actual))),
        (None, Some(expected)) => text.push_str(&format!(" Valeur attendue\u{a0}: {expected}.")),
        (None, None) => {}
    }
    text
}

/// The sentence of a rule of the PDF that holds an invoice.
#[cfg(feature = "pdf")]
fn of_container(id: &str) -> Option<&'static str> {
    crate::pdf::factur_x::rules().find(|rule| rule.id == id).map(|rule| rule.french)
}

/// Without PDFs there are no rules of them.
#[cfg(not(feature = "pdf"))]
fn of_container(_: &str) -> Option<&'static str> {
    None
}

/// A value that is nothing is said.
fn named(value: &str) -> &str {
    if value.is_empty() { "vide" } else { value }
}

fn stopped(reason: StopReason, actual: &str) -> String {
    let text = match reason {
        StopReason::Repeated => "cet élément ne peut figurer qu'une fois, gardez-en un seul.".to_owned(),
        StopReason::NotANumber => {
            format!(
                "«\u{a0}{actual}\u{a0}» n'est pas un nombre, écrivez-le avec un point, sans espace ni exposant."
            )
        }
        StopReason::NotADate => {
            format!("«\u{a0}{actual}\u{a0}» n'est pas une date, écrivez-la sous la forme 2026-11-20.")
        }
        StopReason::NotABoolean => {
            format!("«\u{a0}{actual}\u{a0}» n'est ni true (frais) ni false (remise).")
        }
    };
    format!("Le moteur officiel s'arrête ici\u{a0}: {text}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::rules::{Severity, rules};

    fn finding(id: &'static str, actual: Option<&str>, expected: Option<&str>) -> Finding {
        Finding {
            id,
            packs: vec!["en16931"],
            severity: Severity::Fatal,
            path: String::new(),
            line: 1,
            actual: actual.map(str::to_owned),
            expected: expected.map(str::to_owned),
            stop: None,
        }
    }

    #[test]
    fn every_rule_has_a_sentence_and_every_sentence_a_rule() {
        for rule in rules() {
            let text = sentence(rule.id).unwrap_or_default();
            assert!(
                text.ends_with(['.', '…']) && text.chars().next().is_some_and(char::is_uppercase),
                "{}",
                rule.id
            );
        }
        let ids: HashSet<_> = rules().iter().map(|rule| rule.id).collect();
        assert_eq!(include_str!("sentences/fr.txt").lines().count(), ids.len());
    }

    #[test]
    fn a_sentence_says_what_to_correct_with_both_values() {
        let text = french(&finding("BR-CO-16", Some("361.00"), Some("360.00")));
        assert!(text.starts_with("Le montant à payer (BT-115)"), "{text}");
        assert!(text.ends_with("Valeur lue\u{a0}: 361.00\u{a0}; valeur attendue\u{a0}: 360.00."), "{text}");
        let text = french(&finding("BR-CL-14", Some(""), None));
        assert!(text.ends_with("Valeur lue\u{a0}: vide."), "{text}");
        let long = "x".repeat(500);
        assert!(french(&finding("BR-CL-14", Some(&long), None)).chars().count() < 200);
        let stop = Finding { stop: Some(StopReason::NotANumber), ..finding("BR-CO-13", Some("1,5"), None) };
        assert!(french(&stop).contains("«\u{a0}1,5\u{a0}» n'est pas un nombre"), "{}", french(&stop));
    }
}
