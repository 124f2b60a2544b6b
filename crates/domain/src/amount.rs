//! Amounts as French people write them. Decimals in the domain, integer cents in storage, never a float.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountError {
    /// Nothing was typed.
    #[error("no amount")]
    Empty,
    /// It cannot be read as a number.
    #[error("unreadable amount")]
    Unreadable,
    /// More than two decimals.
    #[error("more than two decimals")]
    TooPrecise,
    /// Beyond what an invoice can hold.
    #[error("amount too large")]
    TooLarge,
}

/// The largest amount accepted, in euros: keeps cents well inside 64 bits and decimal(19,6).
const LARGEST: i64 = 9_999_999_999;

/// Reads an amount with at most two decimals: `1 234,56`, `1234.56`, `-12`, `(12,00)`, `1 234,56 €`.
///
/// # Errors
/// See [`AmountError`].
pub fn parse_amount(text: &str) -> Result<Decimal, AmountError> {
    let value = parse_number(text)?;
    if value.normalize().scale() > 2 {
        return Err(AmountError::TooPrecise);
    }
    if value.abs() > Decimal::from(LARGEST) {
        return Err(AmountError::TooLarge);
    }
    let mut value = value;
    value.rescale(2);
    Ok(value)
}

/// Reads a VAT rate in percent (`20`, `5,5 %`), 0 to 100. `0,2` is 0.2 percent, not 20.
///
/// # Errors
/// See [`AmountError`].
pub fn parse_rate(text: &str) -> Result<Decimal, AmountError> {
    let value = parse_number(text.trim_end().trim_end_matches('%'))?;
    if value.is_sign_negative() || value > Decimal::ONE_HUNDRED || value.scale() > 4 {
        return Err(AmountError::Unreadable);
    }
    Ok(value.normalize())
}

/// Reads a number as people write it, however many decimals it has.
///
/// # Errors
/// See [`AmountError`].
pub fn parse_number(text: &str) -> Result<Decimal, AmountError> {
    let mut compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '€' | '\u{202f}' | '\u{a0}' | '\''))
        .collect();
    if compact.is_empty() {
        return Err(AmountError::Empty);
    }
    let in_brackets = compact.starts_with('(') && compact.ends_with(')') && compact.len() > 2;
    if in_brackets {
        compact = compact[1..compact.len() - 1].to_owned();
    }
    let negative = in_brackets || compact.starts_with(['-', '−']);
    let digits = compact.trim_start_matches(['-', '−', '+']);
    let normal = decimal_point(digits).ok_or(AmountError::Unreadable)?;
    let value: Decimal = normal.parse().map_err(|_| AmountError::Unreadable)?;
    Ok(if negative { -value } else { value })
}

/// Makes the last separator the decimal point; the others must group thousands (`1.234,56`, `1,234.56`).
fn decimal_point(digits: &str) -> Option<String> {
    if digits.is_empty()
        || !digits.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.')
        || digits.len() > 24
    {
        return None;
    }
    let Some(last) = digits.rfind([',', '.']) else {
        return Some(digits.to_owned());
    };
    let (whole, fraction) = (&digits[..last], &digits[last + 1..]);
    let separator = digits.as_bytes()[last];
    if whole.bytes().any(|byte| byte == separator) {
        return None;
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    match (whole.is_empty(), fraction.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("0.{fraction}")),
        (false, true) => Some(whole),
        (false, false) => Some(format!("{whole}.{fraction}")),
    }
}

/// Cents of an amount with two decimals; `None` beyond 64 bits or when it is finer than a cent.
#[must_use]
pub fn to_cents(amount: Decimal) -> Option<i64> {
    let cents = amount.checked_mul(Decimal::ONE_HUNDRED)?;
    if cents.fract().is_zero() { cents.to_i64() } else { None }
}

/// The amount of a number of cents.
#[must_use]
pub fn from_cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

/// `1 234,56` with narrow no-break spaces and a true minus sign (conventions.md §3); two decimals at least.
#[must_use]
pub fn format_decimal(value: Decimal) -> String {
    let mut value = value.normalize();
    if value.scale() < 2 {
        value.rescale(2);
    }
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::with_capacity(text.len() + 8);
    if value.is_sign_negative() && !value.is_zero() {
        grouped.push('−');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped.push(',');
    grouped.push_str(fraction);
    grouped
}

/// [`format_decimal`] with the currency: `1 234,56 €`, `12,00 USD`.
#[must_use]
pub fn format_amount(value: Decimal, currency: &str) -> String {
    let sign = if currency == "EUR" { "€" } else { currency };
    format!("{}\u{a0}{sign}", format_decimal(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> String {
        parse_amount(text).map_or_else(|error| format!("{error:?}"), |value| value.to_string())
    }

    #[test]
    fn amounts_are_read_as_french_people_write_them() {
        for (typed, read) in [
            ("1234.56", "1234.56"),
            ("1 234,56", "1234.56"),
            ("1\u{202f}234,5 €", "1234.50"),
            ("-12", "-12.00"),
            ("(12,00)", "-12.00"),
            ("1.234,56", "1234.56"),
            (",5", "0.50"),
            ("12,", "12.00"),
            ("0", "0.00"),
        ] {
            assert_eq!(amount(typed), read, "{typed}");
        }
    }

    #[test]
    fn unreadable_amounts_say_why() {
        for (typed, why) in [
            ("", "Empty"),
            ("douze", "Unreadable"),
            ("1,2,3", "Unreadable"),
            ("1,234", "TooPrecise"),
            ("99999999999", "TooLarge"),
            ("()", "Unreadable"),
        ] {
            assert_eq!(amount(typed), why, "{typed}");
        }
    }

    #[test]
    fn a_rate_of_a_fifth_of_a_percent_is_not_twenty() {
        assert_eq!(parse_rate("0,2").unwrap().to_string(), "0.2");
        assert_eq!(parse_rate("5,5 %").unwrap().to_string(), "5.5");
        assert!(parse_rate("101").is_err());
    }

    #[test]
    fn amounts_are_shown_with_narrow_spaces_and_a_comma() {
        assert_eq!(format_amount(from_cents(123_456_789), "EUR"), "1\u{202f}234\u{202f}567,89\u{a0}€");
        assert_eq!(format_amount(from_cents(-1200), "USD"), "−12,00\u{a0}USD");
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_reads_back(cents in -999_999_999_999i64..999_999_999_999) {
            let shown = format_amount(from_cents(cents), "EUR");
            proptest::prop_assert_eq!(to_cents(parse_amount(&shown).unwrap()), Some(cents));
        }

        #[test]
        fn any_text_is_read_without_panic(text in ".{0,30}") {
            let _ = parse_amount(&text);
            let _ = parse_rate(&text);
        }
    }
}
