//! Amounts and dates as the syntaxes write them.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Europe::Paris;
use rust_decimal::Decimal;

/// An `xs:decimal`: an optional sign, digits, an optional dot. Neither exponent nor comma; `None` also beyond
/// the 28 significant digits that can be held exactly.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if !plain {
        return None;
    }
    // Zeros at the end of the decimals say nothing, and could exceed what can be held.
    let shorter = || digits.contains('.').then(|| digits.trim_end_matches('0').trim_end_matches('.'));
    let mut value = exact(digits).or_else(|| exact(shorter()?))?;
    if !value.is_zero() {
        value.set_sign_negative(negative);
    }
    Some(value)
}

/// Plain digits with an optional dot, exactly or not at all.
fn exact(digits: &str) -> Option<Decimal> {
    let digits = digits.trim_start_matches('0');
    let zero = if digits.is_empty() || digits.starts_with('.') { "0" } else { "" };
    Decimal::from_str_exact(format!("{zero}{digits}").trim_end_matches('.')).ok()
}

/// A date: `2026-01-31` (also followed by a time or a zone), or `20260131` (CII format 102, also followed by a
/// time as in 203 and 204). The announced format is not looked at: many samples leave it out. An instant, which is none of
/// the norm's dates, is the day it was in Paris.
#[must_use]
pub fn date(text: &str) -> Option<NaiveDate> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.with_timezone(&Paris).date_naive());
    }
    let part = |from: usize, to: usize| -> Option<u32> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let compact = matches!(text.len(), 8 | 12 | 14) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, month, day) = if compact {
        (part(0, 4)?, part(4, 6)?, part(6, 8)?)
    } else {
        let bytes = text.as_bytes();
        if bytes.get(4) != Some(&b'-')
            || bytes.get(7) != Some(&b'-')
            || !matches!(bytes.get(10), None | Some(b'T' | b'Z' | b'+' | b'-'))
        {
            return None;
        }
        (part(0, 4)?, part(5, 7)?, part(8, 10)?)
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_nothing_else_is_taken_for_one() {
        for (text, expected) in [
            ("1234.50", "1234.50"),
            ("-0.01", "-0.01"),
            ("+7", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.00", "0.00"),
            ("000", "0"),
            ("100", "100"),
            ("1.0000000000000000000000000000000000000000", "1"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
        ] {
            assert_eq!(decimal(text).map(|value| value.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["", "-", ".", "1,5", "1e3", "1_000", "1 000", "--1", "1.2.3", "NaN", "٣", &"9".repeat(40)]
        {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_in_both_notations() {
        let expected = NaiveDate::from_ymd_opt(2026, 1, 31);
        for text in [
            "20260131",
            "202601311200",
            "2026-01-31",
            "2026-01-31Z",
            "2026-01-31+01:00",
            "2026-01-31T08:00:00",
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
        assert_eq!(date("2026-01-30T23:30:00Z"), expected, "half past midnight in Paris");
        assert_eq!(date("2026-01-31T23:30:00+01:00"), expected);
        for text in
            ["", "20260231", "2026-13-01", "31/01/2026", "2026-1-31", "2026-01-31x", "202601", "é026-01-31"]
        {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
