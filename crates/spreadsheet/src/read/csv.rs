//! CSV, whatever the separator. Read by hand, because messages must name rows as a spreadsheet numbers them: blank
//! lines count, line breaks inside a cell do not.

use super::rows::{Cells, Rows};
use super::{Content, Limits, ReadError, Sheet, decode};
use crate::write::looks_like_formula;

/// What separates cells, the usual one in France first. The comma comes last: it also stands in numbers.
const SEPARATORS: [char; 4] = [';', '\t', '|', ','];

/// How many lines are looked at to find the separator.
const SAMPLE: usize = 50;

pub(super) fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Sheet, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(ReadError::NotText);
    }
    let text = decode::text(bytes)?;
    let (separator, text) = match named_separator(&text) {
        Some((separator, rest)) => (separator, rest),
        None => (likely_separator(&text), text.as_str()),
    };
    let mut rows = Rows::new(limits);
    let mut rest = text;
    let mut number = 0_u32;
    while !rest.is_empty() {
        number = number.saturating_add(1);
        let mut cells = Cells::default();
        let mut column = 0;
        while let Some(field) = next_field(&mut rest, separator) {
            let is_last = field.is_last;
            rows.cell(&mut cells, number, column, Content::text(unmarked(field.text)))?;
            column += 1;
            if is_last {
                break;
            }
        }
        rows.row(number, cells)?;
    }
    rows.finish(None, Vec::new())
}

/// A cell, and whether it is the last of its row.
struct Field {
    text: String,
    is_last: bool,
}

/// Takes the next cell; at the end of the text there is an empty one, which is the last.
fn next_field(rest: &mut &str, separator: char) -> Option<Field> {
    let mut text = String::new();
    if let Some(mut inner) = rest.strip_prefix('"') {
        // A quote that is never closed holds all the rest.
        loop {
            let Some((before, after)) = inner.split_once('"') else {
                text.push_str(inner);
                *rest = "";
                break;
            };
            text.push_str(before);
            if let Some(after) = after.strip_prefix('"') {
                text.push('"');
                inner = after;
            } else {
                *rest = after;
                break;
            }
        }
    }
    // What follows a closing quote belongs to the cell all the same.
    let end = rest.find([separator, '\n']).unwrap_or(rest.len());
    let (tail, after) = rest.split_at_checked(end)?;
    text.push_str(tail);
    let mut after = after.chars();
    let is_last = after.next() != Some(separator);
    *rest = after.as_str();
    Some(Field { text, is_last })
}

/// Without what only keeps a text from being a number or a formula: the apostrophe that [`crate::CsvTable`] writes, and
/// the formula of one text (`="0012"`) that other programs do.
fn unmarked(mut text: String) -> String {
    if text.strip_prefix('\'').is_some_and(looks_like_formula) {
        text.remove(0);
        return text;
    }
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match inner.filter(|inner| !inner.contains('"')) {
        Some(inner) => inner.to_owned(),
        None => text,
    }
}

/// The separator that the first line names for Excel (`sep=;`), and what follows. Excel does not number that line.
fn named_separator(text: &str) -> Option<(char, &str)> {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let line = line.trim_matches('"');
    let (name, value) = line.split_at_checked("sep=".len())?;
    let mut characters = value.chars();
    let separator = characters.next().filter(|c| !matches!(c, '"' | '\n'))?;
    let is_one =
        name.eq_ignore_ascii_case("sep=") && characters.as_str().chars().all(|c| c == ';' || c == ',');
    is_one.then_some((separator, rest))
}

/// The separator with the best [`score`], of equal ones the first.
fn likely_separator(text: &str) -> char {
    let scores = SEPARATORS.map(|separator| (score(text, separator), separator));
    scores.into_iter().rev().max_by_key(|(score, _)| *score).map_or(';', |(_, separator)| separator)
}

/// How well a separator fits: better for many columns, and for rows of as many cells as there are titles. Titles have
/// letters, which the parts of an amount have not.
fn score(text: &str, separator: char) -> usize {
    let mut rest = text;
    let mut counts = Vec::new();
    let mut titles = None;
    while !rest.is_empty() && counts.len() < SAMPLE {
        let (mut cells, mut with_letters, mut is_blank) = (0_usize, 0_usize, true);
        while let Some(field) = next_field(&mut rest, separator) {
            cells += 1;
            with_letters += usize::from(field.text.contains(char::is_alphabetic));
            is_blank &= field.text.trim().is_empty();
            if field.is_last {
                break;
            }
        }
        if !is_blank {
            counts.push(cells);
        }
        if titles.is_none() && with_letters >= 2 {
            titles = Some(cells);
        }
    }
    let Some(titles) = titles else { return 0 };
    let alike = counts.iter().filter(|cells| **cells == titles).count();
    // The share of such rows counts twice.
    titles.saturating_mul(1_000).saturating_mul(alike * alike) / (counts.len() * counts.len()).max(1)
}

#[cfg(test)]
mod tests;
