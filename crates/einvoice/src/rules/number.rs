//! Numbers as XPath has them.

use rust_decimal::prelude::FromPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

/// How many digits are read without care for their size.
const PLAIN_DIGITS: usize = 18;

/// `xs:decimal`; `None` when it is none, or longer than the 28 digits that can be held.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let (is_negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.len() > PLAIN_DIGITS {
        return crate::value::decimal(text);
    }
    let (mut value, mut scale, mut is_behind, mut has_digit) = (0_i64, 0, false, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                scale += u32::from(is_behind);
                has_digit = true;
            }
            b'.' if !is_behind => is_behind = true,
            _ => return None,
        }
    }
    has_digit.then(|| Decimal::new(if is_negative { -value } else { value }, scale))
}

/// `xs:double`; `Some(None)` for `NaN`, `None` when it is no number. Infinities are the largest numbers there are.
pub(super) fn double(text: &str) -> Option<Option<Decimal>> {
    if let Some(value) = decimal(text) {
        return Some(Some(value));
    }
    match text.trim_matches([' ', '\t', '\r', '\n']) {
        "NaN" => Some(None),
        "INF" => Some(Some(Decimal::MAX)),
        "-INF" => Some(Some(Decimal::MIN)),
        text => {
            let is_plain =
                text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
            let value = text.parse::<f64>().ok().filter(|_| is_plain)?;
            let limit = if value < 0.0 { Decimal::MIN } else { Decimal::MAX };
            Some(Some(Decimal::from_f64(value).unwrap_or(limit)))
        }
    }
}

/// A number as the official engine compares it with a whole one: a negative zero with a dot or an exponent, `-0.00`, is
/// below zero, and is not zero.
pub(super) fn compared(number: Decimal, text: &str) -> Decimal {
    let is_negative_zero =
        number.is_zero() && text.trim_start().starts_with('-') && text.contains(['.', 'e', 'E']);
    if is_negative_zero { Decimal::new(-1, 28) } else { number }
}

/// How many characters stand after the first dot.
pub(super) fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, after)| after.chars().count())
}

/// `round`: to the nearest whole, halves upwards.
pub(super) fn round(value: Decimal) -> Decimal {
    value.saturating_add(Decimal::new(5, 1)).floor()
}

/// `round(value * 100) div 100`.
pub(super) fn cents(value: Decimal) -> Decimal {
    if value.scale() <= 2 {
        return value;
    }
    let shifted = value.saturating_add(Decimal::new(5, 3));
    shifted.round_dp_with_strategy(2, RoundingStrategy::ToNegativeInfinity)
}

/// Whether two values are less than one unit apart.
pub(super) fn is_near(one: Decimal, other: Decimal) -> bool {
    one.saturating_sub(other).abs() < Decimal::ONE
}

/// A value as an invoice writes it: with two decimals, unless it needs more.
pub(super) fn written(value: Decimal) -> String {
    let value = value.normalize();
    if value.scale() <= 2 { format!("{value:.2}") } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_xpath_does() {
        for (text, expected) in
            [("1234.50", "1234.50"), (" -0.5\n", "-0.5"), ("+7", "7"), (".5", "0.5"), ("5.", "5")]
        {
            assert_eq!(decimal(text).map(|value| value.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(decimal("00000000000000000000012"), Some(Decimal::new(12, 0)));
        for text in ["", " ", ".", "-", "1,5", "1e3", "NaN", "1 000", "1.2.3"] {
            assert_eq!(decimal(text), None, "{text}");
        }
        assert_eq!(double("1e3"), Some(Some(Decimal::new(1000, 0))));
        assert_eq!((double("NaN"), double("nan"), double("1,5"), double("")), (Some(None), None, None, None));
        assert_eq!(double("INF"), Some(Some(Decimal::MAX)));
        let is_below = |text: &str| compared(decimal(text).unwrap(), text) < Decimal::ZERO;
        assert!(is_below("-0.00") && is_below("-0.01") && !is_below("-0") && !is_below("0.00"));
    }

    #[test]
    fn halves_are_rounded_upwards() {
        let value = |text: &str| decimal(text).unwrap();
        assert_eq!(
            (round(value("0.5")), round(value("-0.5")), round(value("-1.5"))),
            (value("1"), value("0"), value("-1"))
        );
        assert_eq!(
            (cents(value("1.005")), cents(value("-1.005")), cents(value("2.1"))),
            (value("1.01"), value("-1.00"), value("2.1"))
        );
        assert_eq!((decimals("10.000"), decimals("10"), decimals("1.5 ")), (3, 0, 2));
        assert_eq!((written(value("5")), written(value("1.2345"))), ("5.00".to_owned(), "1.2345".to_owned()));
    }
}
