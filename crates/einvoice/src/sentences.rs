//! What each finding asks a person to correct, in French: the crate's own words, in `sentences/fr.txt`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::rules::{CHORUS_PRO, Finding, Pack, REASONS, Report, StopReason, Verdict};

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

/// The reason that a refusal would probably give, with its official code; to be shown as a guess, as it says itself.
#[must_use]
pub fn probable_reason(code: &str) -> Option<String> {
    let (code, meaning) = REASONS.iter().find(|(known, _)| *known == code)?;
    Some(format!("Motif probable d'un refus\u{a0}: {meaning} ({code})."))
}

/// All verdicts of a report in one sentence. It promises nothing: what Chorus Pro makes of an invoice, only Chorus Pro tells.
#[must_use]
pub fn summary(report: &Report) -> String {
    if report.verdicts.is_empty() {
        return if report.error.is_some() {
            "Ce document n'a pas pu être vérifié."
        } else {
            "Rien n'a été vérifié."
        }
        .to_owned();
    }
    let named = |is_wanted: &dyn Fn(&Pack, &Verdict) -> bool| {
        let verdicts = report.verdicts.iter().filter(|(pack, verdict)| is_wanted(pack, verdict));
        verdicts.map(|(pack, _)| pack.name).collect::<Vec<_>>()
    };
    let is_chorus_pro = |pack: &Pack| pack.key == CHORUS_PRO.key;
    let good = named(&|pack, verdict| verdict.valid && !is_chorus_pro(pack));
    let spared = named(&|pack, verdict| verdict.valid && is_chorus_pro(pack));
    let refused = named(&|_, verdict| !verdict.valid && !verdict.stopped);
    let stopped = named(&|_, verdict| verdict.stopped);
    let mut parts = Vec::new();
    if !good.is_empty() {
        parts.push(format!("bonne pour {}", joined(&good)));
    }
    if !spared.is_empty() {
        parts.push("sans défaut connu pour Chorus Pro, qui décide seul".to_owned());
    }
    if !refused.is_empty() {
        parts.push(format!("refusée par {}", joined(&refused)));
    }
    if !stopped.is_empty() {
        parts.push(format!("refusée par {}, dont le moteur officiel s'arrête", joined(&stopped)));
    }
    if !report.verdicts.iter().any(|(pack, _)| is_chorus_pro(pack)) {
        parts.push("non vérifiée pour Chorus Pro".to_owned());
    }
    let mut text = parts.join(", ");
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text + "."
}

/// `A, B et C`.
fn joined(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} et {last}", rest.join(", ")),
        None => String::new(),
    }
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
    use crate::rules::{EN16931, Severity, rules};

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

    fn report(verdicts: &[(Pack, bool, bool)]) -> Report {
        let verdict = |(pack, valid, stopped): &(Pack, bool, bool)| {
            let (fatal, warnings) = (Vec::new(), Vec::new());
            (*pack, Verdict { valid: *valid, stopped: *stopped, fatal, warnings })
        };
        let verdicts = verdicts.iter().map(verdict).collect();
        let (syntax, profile, error, channel) = (None, None, None, None);
        Report { syntax, in_pdf: false, profile, error, channel, verdicts, findings: Vec::new() }
    }

    #[test]
    fn a_summary_tells_each_verdict_and_never_that_chorus_pro_accepts() {
        let other = Pack { key: "br-fr", name: "BR-FR", ..EN16931 };
        for (verdicts, expected) in [
            ([(EN16931, true, false)].as_slice(), "Bonne pour EN 16931, non vérifiée pour Chorus Pro."),
            (
                &[(EN16931, true, false), (CHORUS_PRO, false, false)],
                "Bonne pour EN 16931, refusée par Chorus Pro.",
            ),
            (
                &[(EN16931, true, false), (other, true, false), (CHORUS_PRO, true, false)],
                "Bonne pour EN 16931 et BR-FR, sans défaut connu pour Chorus Pro, qui décide seul.",
            ),
            (
                &[(EN16931, false, true), (other, false, false), (CHORUS_PRO, true, false)],
                "Sans défaut connu pour Chorus Pro, qui décide seul, refusée par BR-FR, refusée par EN 16931, dont le \
                 moteur officiel s'arrête.",
            ),
            (&[], "Rien n'a été vérifié."),
        ] {
            assert_eq!(summary(&report(verdicts)), expected);
        }
        let unread = crate::rules::check(b"<a");
        assert_eq!(summary(&unread), "Ce document n'a pas pu être vérifié.");
        assert_eq!(unread.probable_reason(), Some("IRR_SYNTAX"));
    }

    #[test]
    fn a_reason_is_told_as_a_guess_with_its_code() {
        let text = probable_reason("CALCUL_ERR").unwrap_or_default();
        assert_eq!(text, "Motif probable d'un refus\u{a0}: erreur de calcul (CALCUL_ERR).");
        assert_eq!(probable_reason("MADE_UP"), None);
        assert_eq!(finding("BR-CO-15", None, None).probable_reason(), Some("CALCUL_ERR"));
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
