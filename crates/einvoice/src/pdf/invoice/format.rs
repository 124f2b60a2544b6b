//! Numbers, dates and identifiers as they are written in France.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Between groups of digits, so that no line breaks there.
const NARROW: char = '\u{202f}';

/// A number with a comma and groups of three digits, of at least so many decimals; none is cut off.
pub(super) fn number(number: Decimal, decimals: usize) -> String {
    let text = number.normalize().abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut written = String::new();
    if number.is_sign_negative() && !number.is_zero() {
        written.push('\u{2212}');
    }
    written.push_str(&grouped(whole, 3, NARROW, true));
    if decimals > 0 || !fraction.is_empty() {
        written.push(',');
        written.push_str(fraction);
        written.extend(std::iter::repeat_n('0', decimals.saturating_sub(fraction.len())));
    }
    written
}

/// An amount with its currency.
pub(super) fn amount(amount: Decimal, currency: &str) -> String {
    let currency = if currency == "EUR" { "€" } else { currency };
    format!("{}\u{a0}{currency}", number(amount, 2)).trim_end().to_owned()
}

/// A rate in percent.
pub(super) fn percent(rate: Decimal) -> String {
    format!("{}\u{a0}%", number(rate, 0))
}

/// A day.
pub(super) fn date(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// An account in groups of four, as on a bank's paper.
pub(super) fn iban(account: &str) -> String {
    grouped(&compact(account), 4, '\u{a0}', false)
}

/// A SIREN (9 digits) or SIRET (14) in groups of three; another identifier as it is.
pub(super) fn identifier(identifier: &str) -> String {
    let digits = compact(identifier);
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    match (all_digits, digits.len(), digits.split_at_checked(9)) {
        (true, 9, _) => grouped(&digits, 3, '\u{a0}', false),
        (true, 14, Some((company, place))) => {
            format!("{}\u{a0}{place}", grouped(company, 3, '\u{a0}', false))
        }
        _ => identifier.trim().to_owned(),
    }
}

/// Without white space.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// Puts a sign between groups, counted from the end or from the beginning.
fn grouped(text: &str, size: usize, between: char, from_end: bool) -> String {
    let count = text.chars().count();
    let mut grouped = String::with_capacity(text.len() + count);
    for (at, sign) in text.chars().enumerate() {
        let distance = if from_end { count - at } else { at };
        if at > 0 && distance.is_multiple_of(size) {
            grouped.push(between);
        }
        grouped.push(sign);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{amount, date, iban, identifier, number, percent};
    use chrono::NaiveDate;

    #[test]
    fn numbers_are_written_as_in_france() {
        let written = |text: &str, decimals| number(text.parse().unwrap(), decimals);
        assert_eq!(written("1234567.5", 2), "1\u{202f}234\u{202f}567,50");
        assert_eq!(written("123", 2), "123,00");
        assert_eq!(written("-0.125", 2), "\u{2212}0,125");
        assert_eq!(written("-0.00", 2), "0,00");
        assert_eq!(written("12.000", 0), "12");
        assert_eq!(written("1000", 0), "1\u{202f}000");
    }

    #[test]
    fn amounts_rates_and_days_are_written_as_in_france() {
        assert_eq!(amount("1234.56".parse().unwrap(), "EUR"), "1\u{202f}234,56\u{a0}€");
        assert_eq!(amount("12".parse().unwrap(), "CHF"), "12,00\u{a0}CHF");
        assert_eq!(percent("5.50".parse().unwrap()), "5,5\u{a0}%");
        assert_eq!(date(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()), "20/11/2026");
    }

    #[test]
    fn identifiers_are_written_in_groups() {
        assert_eq!(
            iban("FR76 3000 6000 0112 3456 7890 189").replace('\u{a0}', " "),
            "FR76 3000 6000 0112 3456 7890 189"
        );
        assert_eq!(identifier("11000201100044").replace('\u{a0}', " "), "110 002 011 00044");
        assert_eq!(identifier("110002011").replace('\u{a0}', " "), "110 002 011");
        assert_eq!(identifier("BE0123"), "BE0123");
    }
}
