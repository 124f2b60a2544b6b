//! Where a value of a form stands in the text of a document: the same invoice says `1 776,00` and the field `1776`.

use std::ops::Range;

use chrono::NaiveDate;

/// A word of a document, and the line on which it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacedWord<'a> {
    /// What it says.
    pub text: &'a str,
    /// Words of one line have the same number, and stand together.
    pub line: usize,
}

/// Shorter values stand everywhere.
const SHORTEST: usize = 3;
/// Longer ones are remarks, which no document has word for word.
const LONGEST: usize = 200;
/// Over how many words a value may go.
const MOST_WORDS: usize = 12;
/// How many places are told.
const MOST_PLACES: usize = 12;
/// From so many digits on a number is an identifier (a SIREN has nine), not an amount.
const IDENTIFIER: usize = 9;

/// The words by which a document says a value of a form, wherever it does. Nothing for a value that is too short to be
/// told from others.
#[must_use]
pub fn places(words: &[PlacedWord<'_>], value: &str) -> Vec<Range<usize>> {
    let value = plain(value);
    if !(SHORTEST..=LONGEST).contains(&value.chars().count()) {
        return Vec::new();
    }
    if let Some(day) = day(&value) {
        return find(words, value.len() + 16, |said, _| self::day(said) == Some(day));
    }
    let as_it_is = || find(words, value.len(), |said, _| said == bare(&value));
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    let amounts = amounts(&value);
    if amounts.is_empty() || (is_number && value.len() >= IDENTIFIER) {
        return as_it_is();
    }
    if is_number {
        // The number of an invoice, rather than a sum.
        let found = as_it_is();
        if !found.is_empty() {
            return found;
        }
    }
    find(words, value.len() + 16, |said, group| {
        group && self::amounts(said).iter().any(|amount| amounts.contains(amount))
    })
}

/// Every row of words of one line that together are what is looked for, without the spaces between them. What is
/// looked for is told whether the words are groups of one number; `longest` is how long it can be.
fn find(words: &[PlacedWord<'_>], longest: usize, is_it: impl Fn(&str, bool) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let plain: Vec<String> = words.iter().map(|word| plain(word.text)).collect();
    let mut start = 0;
    while start < words.len() && found.len() < MOST_PLACES {
        match first_from(words, &plain, start, longest, &is_it) {
            Some(end) => {
                found.push(start..end);
                start = end;
            }
            None => start += 1,
        }
    }
    found
}

/// Where the words end that begin here and are what is looked for.
fn first_from(
    words: &[PlacedWord<'_>],
    plain: &[String],
    start: usize,
    longest: usize,
    is_it: impl Fn(&str, bool) -> bool,
) -> Option<usize> {
    // A sign that stands alone begins nothing.
    if bare(&plain[start]).is_empty() {
        return None;
    }
    let same_line = |index: usize| words[index].line == words[start].line;
    let mut said = plain[start].clone();
    // What stands before it in its own first word: `SIRET:…`, `n°…`.
    let label = said.char_indices().filter(|(_, sign)| matches!(sign, ':' | '°' | '='));
    let own_at = label.map(|(at, sign)| at + sign.len_utf8()).rfind(|at| *at < said.len()).unwrap_or(0);
    // `450,00` is no amount of its own behind `1`.
    let mut group =
        !(start > 0 && same_line(start - 1) && is_group(&plain[start]) && is_head(&plain[start - 1]));
    for end in start..words.len().min(start + MOST_WORDS) {
        if end > start {
            if !same_line(end) {
                return None;
            }
            group &= is_group(&plain[end]);
            said.push_str(&plain[end]);
        }
        let own = &said[own_at..];
        if own.len() > longest + 8 {
            return None;
        }
        let is_last = end + 1 == words.len() || !same_line(end + 1);
        let goes_on = !is_last && is_head(&plain[end]) && is_group(&plain[end + 1]);
        let whole = [said.as_str(), own];
        if whole.iter().any(|said| is_it(bare(said), group && !goes_on)) {
            return Some(end + 1);
        }
    }
    None
}

/// Three digits, and what may follow them: what stands behind the thousands of a number.
fn is_group(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let next = word.as_bytes().get(digits);
    digits == 3 && next.is_none_or(|next| !next.is_ascii_alphabetic())
}

/// One to three digits: what stands before three others.
fn is_head(word: &str) -> bool {
    let digits = word.trim_start_matches(['-', '+', '(']);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// In small letters, without spaces, and with one sign for each kind of dash and apostrophe.
fn plain(text: &str) -> String {
    let signs = text.chars().filter(|sign| !sign.is_whitespace()).map(|sign| match sign {
        '‐' | '‑' | '‒' | '–' | '−' => '-',
        '’' | '‘' => '\'',
        other => other,
    });
    signs.flat_map(char::to_lowercase).collect()
}

/// Without the signs that a sentence puts around a word.
fn bare(text: &str) -> &str {
    text.trim_matches(|sign: char| "()[]{}«»\"',;:.!?".contains(sign))
}

/// What a text can mean as an amount, without sign: digits, and after a point its decimals. `1.776` means two things.
fn amounts(text: &str) -> Vec<String> {
    let text = text.trim_matches(|sign: char| "-+€$£%()".contains(sign));
    let text = text.strip_suffix("eur").or_else(|| text.strip_prefix("eur")).unwrap_or(text);
    let is_separator = |sign: char| matches!(sign, '.' | ',' | '\'');
    if text.len() > 24
        || !text.starts_with(|sign: char| sign.is_ascii_digit())
        || !text.chars().all(|sign| sign.is_ascii_digit() || is_separator(sign))
    {
        return Vec::new();
    }
    let mut meanings = Vec::new();
    if grouped(text, is_separator) {
        meanings.push(text);
    }
    if let Some(last) = text.rfind(is_separator)
        && grouped(&text[..last], is_separator)
        && !text[..last].contains(&text[last..=last])
    {
        let decimals = text[last + 1..].trim_end_matches('0');
        let whole = digits(&text[..last]);
        let meaning = if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") };
        return meanings.into_iter().map(digits).chain([meaning]).collect();
    }
    meanings.into_iter().map(digits).collect()
}

/// Whether separators stand before three digits each.
fn grouped(text: &str, is_separator: impl Fn(char) -> bool) -> bool {
    let mut groups = text.split(is_separator);
    let first = groups.next().unwrap_or_default();
    let mut count = 0;
    groups.all(|group| {
        count += 1;
        group.len() == 3
    }) && !first.is_empty()
        && (count == 0 || first.len() <= 3)
}

fn digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let short = digits.trim_start_matches('0');
    if short.is_empty() { "0".to_owned() } else { short.to_owned() }
}

/// The months, as long as they have to be to be told apart, without accents.
const MONTHS: [&str; 12] =
    ["janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"];

/// A day that is written out, without spaces: `26/11/2026`, `26.11.26`, `2026-11-26`, `26novembre2026`.
fn day(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    if let [first, second, third] = parts[..] {
        let (day, month, year) = match (first.len(), third.len()) {
            (4, 1..=2) => (third, second, first),
            (1..=2, 2 | 4) => (first, second, third),
            _ => return named_day(text),
        };
        let Some(month) = number(month) else { return named_day(text) };
        return NaiveDate::from_ymd_opt(full_year(year)?, month, number(day)?);
    }
    named_day(text)
}

fn named_day(text: &str) -> Option<NaiveDate> {
    let folded: String = text
        .chars()
        .map(|sign| match sign {
            'é' | 'è' => 'e',
            'û' => 'u',
            other => other,
        })
        .collect();
    let name_at = folded.find(|sign: char| !sign.is_ascii_digit())?;
    let (day, rest) = folded.split_at(name_at);
    let rest = rest.strip_prefix("er").unwrap_or(rest);
    let year_at = rest.find(|sign: char| sign.is_ascii_digit())?;
    let (name, year) = rest.split_at(year_at);
    let name = name.trim_matches('.');
    let month = MONTHS.iter().position(|short| name.starts_with(short))? + 1;
    NaiveDate::from_ymd_opt(full_year(year)?, u32::try_from(month).ok()?, number(day)?)
}

fn full_year(text: &str) -> Option<i32> {
    let year = i32::try_from(number(text)?).ok()?;
    match text.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of words as a document has them.
    fn found(document: &str, value: &str) -> Vec<String> {
        let words: Vec<PlacedWord<'_>> = document
            .lines()
            .enumerate()
            .flat_map(|(line, text)| text.split_ascii_whitespace().map(move |text| PlacedWord { text, line }))
            .collect();
        let said =
            |range: Range<usize>| words[range].iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
        places(&words, value).into_iter().map(said).collect()
    }

    #[test]
    fn an_amount_is_found_however_it_is_written() {
        for said in
            ["1 776,00", "1776,00", "1.776,00", "1,776.00", "1776.00", "1 776,00 €", "1\u{202f}776,00€"]
        {
            for value in ["1776", "1776,00", "1 776,00", "1776.00"] {
                let document = format!("Total TTC {said}");
                assert_eq!(found(&document, value), [said.trim_end_matches(" €")], "{value} in {said}");
            }
        }
        assert_eq!(found("Total HT 1000,00 EUR", "1000,00"), ["1000,00"]);
        assert_eq!(found("Total -42,50 EUR", "42,5"), ["-42,50"]);
    }

    #[test]
    fn a_part_of_an_amount_is_no_amount() {
        assert!(found("Total 1 776,00", "776,00").is_empty());
        assert!(found("Total 12 500 000,00", "500000").is_empty());
        assert!(found("Total 1776,50", "1776").is_empty());
        assert!(found("Total 776\n1 776,00", "1776").len() == 1, "lines are not put together");
        assert_eq!(found("3 unités 450,00", "450,00"), ["450,00"]);
    }

    #[test]
    fn a_siret_is_found_with_its_spaces_or_without() {
        for said in ["12345678200011", "123 456 782 00011", "SIRET:12345678200011", "(12345678200011)"] {
            assert_eq!(found(&format!("Client {said} Paris"), "123 456 782 00011"), [said]);
        }
        assert!(found("123 456 782 000112", "12345678200011").is_empty());
    }

    #[test]
    fn a_day_is_found_however_it_is_written() {
        for said in ["26/11/2026", "26.11.2026", "2026-11-26", "26 novembre 2026", "26-11-26", "26 nov. 2026"]
        {
            for value in ["26/11/2026", "2026-11-26", "26 novembre 2026"] {
                assert_eq!(found(&format!("Date : {said}"), value), [said], "{value} in {said}");
            }
        }
        assert_eq!(found("le 1er août 2026.", "01/08/2026"), ["1er août 2026."]);
        assert!(found("26/11/2025", "26/11/2026").is_empty());
    }

    #[test]
    fn a_text_is_found_as_whole_words_in_any_letters() {
        assert_eq!(found("Facture n° FA-2026-001, du jour", "fa-2026-001"), ["FA-2026-001,"]);
        assert_eq!(found("Facture n°FA-2026-001", "FA-2026-001"), ["n°FA-2026-001"]);
        assert_eq!(found("Société ELECTRICITE DU VAL, Paris", "Electricite du Val"), ["ELECTRICITE DU VAL,"]);
        assert!(found("Facture FA-2026-0011", "FA-2026-001").is_empty());
        assert_eq!(found("Facture 20260001 du jour", "20260001"), ["20260001"]);
    }

    #[test]
    fn what_is_empty_short_or_very_long_is_nowhere() {
        for value in ["", "  ", "20", "A1", "€"] {
            assert!(found("20 A1 € le 20", value).is_empty(), "{value:?}");
        }
        assert!(found("mot", &"mot ".repeat(100)).is_empty());
        assert!(places(&[], "FA-1").is_empty());
    }

    #[test]
    fn places_have_an_end() {
        assert_eq!(found(&"1200,00\n".repeat(50), "1200").len(), MOST_PLACES);
    }
}
