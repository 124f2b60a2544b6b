//! What a cell holds, and what of it could do harm in a spreadsheet.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound as _, Utc};
use chrono_tz::Europe::Paris;
use rust_decimal::Decimal;

/// What one cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, which stays text whatever it looks like: `0012`, a SIRET, `=1+1`.
    Text(String),
    /// An amount, in the currency of its column; at least two decimals are shown.
    Amount(Decimal),
    /// A day.
    Day(NaiveDate),
    /// An instant, shown in Paris time to the second.
    Moment(DateTime<Utc>),
    /// A whole number.
    Count(i64),
    /// A percentage: 5.5 is 5.5 %.
    Percent(Decimal),
}

impl Cell {
    /// What stands for it where there is only text.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Amount(amount) => decimal_text(*amount, 2),
            Self::Day(day) => day.format("%d/%m/%Y").to_string(),
            Self::Moment(instant) => paris(*instant).format("%d/%m/%Y %H:%M:%S").to_string(),
            Self::Count(count) => count.to_string(),
            // Excel knows a percentage by its sign, and keeps it a number.
            Self::Percent(percent) => format!("{}%", decimal_text(*percent, 0)),
        }
    }
}

impl From<&str> for Cell {
    /// Text; of an empty one, an empty cell.
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl<T> From<Option<T>> for Cell
where
    Self: From<T>,
{
    /// What there is, or an empty cell.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Self::from)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Moment(instant)
    }
}

impl From<i64> for Cell {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

/// Text as a cell can hold it: line breaks are line feeds, and characters that XML cannot carry are gone.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let is_lost = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if !text.contains(|c| c == '\r' || is_lost(c)) {
        return Cow::Borrowed(text);
    }
    let mut plain = text.replace("\r\n", "\n").replace('\r', "\n");
    plain.retain(|c| !is_lost(c));
    Cow::Owned(plain)
}

/// Whether a spreadsheet could take this text for a formula (ASVS 1.2.10): by its first character, also in its wide
/// and small forms, after whatever cannot be seen, and when an apostrophe already keeps it from being one.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(['\t', '\r', '\n', '\0'])
        || text
            .trim_start_matches(is_unseen)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'])
}

/// White space, control characters, and characters without width or that only turn the direction of writing.
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `1234,50`: a decimal comma, at least so many decimals, no separator of thousands.
fn decimal_text(value: Decimal, least_decimals: u32) -> String {
    let mut value = if value.is_zero() { Decimal::ZERO } else { value.normalize() };
    if value.scale() < least_decimals {
        value.rescale(least_decimals);
    }
    value.to_string().replace('.', ",")
}

/// What clocks in Paris show, to the second.
pub(super) fn paris(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&Paris).naive_local().trunc_subsecs(0)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn what_could_be_a_formula_is_known_by_its_start() {
        for text in [
            "=1+1",
            "+33 1 23",
            "-12",
            "@SUM(A1)",
            "\t=1",
            "\tword",
            "\r=1",
            "\nword",
            " =1",
            "\u{a0}\u{202f}=1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\u{202e}=1",
            "\u{85}=1",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            "﹦1",
            "'=1",
            "''=1",
            " ' =1".trim(),
            "=cmd|' /C calc'!A0",
        ] {
            assert!(looks_like_formula(text), "{text:?}");
        }
        for text in ["", "0012", "a=1", "12-3", "'", "l'État", "−12", "1;=2", "é"] {
            assert!(!looks_like_formula(text), "{text:?}");
        }
    }

    #[test]
    fn what_no_file_can_hold_is_gone_and_line_breaks_are_one_character() {
        assert_eq!(plain("a\0b\u{8}\u{1b}c\u{fffe}"), "abc");
        assert_eq!(plain("a\r\nb\rc\nd\te"), "a\nb\nc\nd\te");
        assert!(matches!(plain("rue de l’Été\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn decimals_have_a_comma_and_nothing_else() {
        for (value, text) in [
            (Decimal::new(-1200, 2), "-12,00"),
            (Decimal::new(1_234_567_890, 1), "123456789,00"),
            (Decimal::new(123_456, 3), "123,456"),
            (-Decimal::ZERO, "0,00"),
        ] {
            assert_eq!(decimal_text(value, 2), text);
        }
        assert_eq!(decimal_text(Decimal::new(200, 1), 0), "20");
    }

    #[test]
    fn moments_are_those_of_paris() {
        let instant = Utc.with_ymd_and_hms(2026, 7, 1, 22, 30, 9).unwrap();
        assert_eq!(Cell::Moment(instant).shown(), "02/07/2026 00:30:09");
    }
}
