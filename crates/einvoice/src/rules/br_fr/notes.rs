//! BG-1: the mentions that French law asks for, and what an invoice is for the administration (subject BAR).

use super::super::check::Check;
use super::{all, even, forms};
use crate::document::Place;
use crate::document::names::{cbc, ram, rsm};
use crate::model::Syntax;

/// What must be there: recovery costs, penalties, discount; and what may be there once.
const CII_MENTIONS: &[(&str, Option<&str>, &str)] = &[
    ("PMT", Some("BR-FR-05_BT-22_PMT"), "BR-FR-06_BT-21_PMT"),
    ("PMD", Some("BR-FR-05_BT-22_PMD"), "BR-FR-06_BT-21_PMD"),
    ("AAB", Some("BR-FR-05_BT-22_AAB"), "BR-FR-06_BT-21_AAB"),
    ("TXD", None, "BR-FR-06_BT-21_TXD"),
];
const UBL_MENTIONS: &[(&str, Option<&str>, &str)] = &[
    ("#PMT#", Some("BR-FR-05_BT-22-1"), "BR-FR-06_BT-21-1"),
    ("#PMD#", Some("BR-FR-05_BT-22-2"), "BR-FR-06_BT-21-2"),
    ("#AAB#", Some("BR-FR-05_BT-22-3"), "BR-FR-06_BT-21-3"),
    ("#TXD#", None, "BR-FR-06_BT-21-4"),
];

pub(super) fn run(check: &mut Check<'_, '_>, syntax: Syntax) {
    if syntax == Syntax::Cii {
        for document in all(check, 0, &[rsm::ExchangedDocument]) {
            in_cii(check, document);
        }
    } else {
        in_ubl(check);
    }
}

fn in_cii(check: &mut Check<'_, '_>, document: Place) {
    let notes = all(check, document, &[ram::IncludedNote]);
    let of = |check: &Check<'_, '_>, note: Place, code: &str| {
        check.document.named(note, ram::SubjectCode).any(|found| check.text(found) == code)
    };
    for (code, needed, single) in CII_MENTIONS {
        let with: Vec<_> = notes.iter().copied().filter(|note| of(check, *note, code)).collect();
        if let Some(id) = needed {
            check.holds(id, document, !with.is_empty());
        }
        if let [_, second, ..] = with.as_slice() {
            check.fail(single, *second);
        }
    }
    let mut known = 0;
    for note in notes {
        if !of(check, note, "BAR") {
            continue;
        }
        let content = check.only(note, ram::Content);
        let text = content.map(|content| content.map(|content| check.text(content)));
        if let Ok(Some(text)) = &text {
            known += usize::from(forms::TREATMENTS.contains(&even(text).as_str()));
            check.listed("BR-FR-20_BT-21", note, text, forms::TREATMENTS.contains(text));
        } else {
            check.test("BR-FR-20_BT-21", note, text.map(|_| false));
        }
    }
    check.holds("BR-FR-31_BT-21", document, known <= 1);
}

fn in_ubl(check: &mut Check<'_, '_>) {
    let whole = joined(check);
    for (mark, needed, single) in UBL_MENTIONS {
        if let Some(id) = needed {
            check.holds(id, 0, whole.contains(mark));
        }
        // Two marks beside each other share no character.
        check.holds(single, 0, whole.matches(mark).count() <= 1);
    }
    let treatment = marked(&whole, "#BAR#").unwrap_or_default();
    let is_known = treatment.is_empty() || forms::TREATMENTS.contains(&treatment);
    check.listed("BR-FR-20_BT-21", 0, treatment, is_known);
    let bars: Vec<_> = all(check, 0, &[cbc::Note]);
    let bars = bars.iter().map(|note| check.text(*note)).filter(|note| note.contains("#BAR#"));
    let bars = bars.collect::<String>() + "#";
    let known = forms::TREATMENTS.iter().map(|treatment| bars.matches(&format!("BAR#{treatment}#")).count());
    let known: usize = known.sum();
    check.holds("BR-FR-30_BT-21", 0, known <= 1);
}

/// All notes of a UBL document, with `#` between them.
fn joined(check: &Check<'_, '_>) -> String {
    let notes = all(check, 0, &[cbc::Note]);
    notes.iter().map(|note| check.text(*note)).collect::<Vec<_>>().join("#")
}

/// What follows a mark, up to the next `#`.
fn marked<'t>(whole: &'t str, mark: &str) -> Option<&'t str> {
    let (_, after) = whole.split_once(mark)?;
    Some(after.split_once('#').map_or(after, |(text, _)| text))
}

/// Whether an invoice is one between businesses in France (BAR).
pub(super) fn is_between_businesses(check: &Check<'_, '_>, syntax: Syntax) -> bool {
    has(check, syntax, "BAR", "B2B")
}

/// Whether a note of a subject says exactly this.
pub(super) fn has(check: &Check<'_, '_>, syntax: Syntax, code: &str, text: &str) -> bool {
    if syntax != Syntax::Cii {
        return marked(&joined(check), &format!("#{code}#")) == Some(text);
    }
    all(check, 0, &[rsm::ExchangedDocument, ram::IncludedNote]).into_iter().any(|note| {
        let is =
            |name, wanted: &str| check.document.named(note, name).any(|found| check.text(found) == wanted);
        is(ram::SubjectCode, code) && is(ram::Content, text)
    })
}
