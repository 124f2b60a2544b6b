//! Codes in French, from `words.txt`: kind, code and word on each line.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The word of a code; an empty one says that nothing need be said.
pub(super) fn word(kind: &str, code: &str) -> Option<&'static str> {
    static WORDS: OnceLock<HashMap<(&'static str, &'static str), &'static str>> = OnceLock::new();
    let row = |line: &'static str| {
        let (kind, rest) = line.split_once(' ')?;
        let (code, word) = rest.split_once(' ')?;
        Some(((kind, code), word))
    };
    WORDS
        .get_or_init(|| include_str!("words.txt").lines().filter_map(row).collect())
        .get(&(kind, code))
        .copied()
}
