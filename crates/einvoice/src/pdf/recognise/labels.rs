//! Words that say what stands beside or below them (`labels.txt`: term, how sure they are, the words as they are compared).

use std::sync::OnceLock;

use super::text::Phrase;
use crate::semantic::Term;

/// A label.
pub(super) struct Label {
    pub(super) term: Term,
    /// Whether it means this and nothing else.
    pub(super) is_strong: bool,
    words: Vec<&'static str>,
}

/// A label that was found in a phrase.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) is_strong: bool,
    /// The word at which it begins, and the one after its last.
    pub(super) from: usize,
    pub(super) to: usize,
}

fn labels() -> &'static [Label] {
    static LABELS: OnceLock<Vec<Label>> = OnceLock::new();
    let label = |line: &'static str| {
        let mut words = line.split(' ');
        let term = Term::of(words.next()?)?;
        let is_strong = words.next()? == "strong";
        Some(Label { term, is_strong, words: words.collect() })
    };
    LABELS.get_or_init(|| include_str!("labels.txt").lines().filter_map(label).collect())
}

/// The labels of a term in a phrase; of those that overlap the longest.
pub(super) fn found(term: Term, phrase: &Phrase) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for label in labels().iter().filter(|label| label.term == term) {
        for from in 0..phrase.plain.len() {
            if let Some(to) = end(&label.words, phrase, from) {
                found.push(Found { is_strong: label.is_strong, from, to });
            }
        }
    }
    let whole = found.clone();
    found.retain(|one| {
        !whole.iter().any(|other| {
            other.from <= one.from && one.to <= other.to && (other.to - other.from) > (one.to - one.from)
        })
    });
    found
}

/// Where a label that begins at a word ends; a colon alone between its words or after them belongs to it.
fn end(words: &[&str], phrase: &Phrase, from: usize) -> Option<usize> {
    let mut at = from;
    for word in words {
        let met = phrase.plain.get(at)?;
        // Some write the number of the sign as two letters, or leave the sign out.
        if met != word && !(*word == "n°" && matches!(met.as_str(), "no" | "nr" | "num" | "n")) {
            return None;
        }
        at += 1;
    }
    while phrase.plain.get(at).is_some_and(String::is_empty) {
        at += 1;
    }
    Some(at)
}

/// Whether a phrase is or begins with a label of any term, so that it is no value.
pub(super) fn is_label(phrase: &Phrase) -> bool {
    labels().iter().any(|label| end(&label.words, phrase, 0).is_some())
}
