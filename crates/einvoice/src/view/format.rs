//! Values as the French write them.

use rust_decimal::Decimal;

use super::words::{List, meaning};
use crate::semantic::{Kind, Leaf, Term};

/// A value as it is shown; what cannot be understood is shown as it is written.
pub(super) fn value(leaf: &Leaf, currency: &str) -> String {
    let text = leaf.text.trim();
    let shown = match leaf.term.kind() {
        Kind::Amount | Kind::Price => leaf.decimal().map(|value| {
            let own = leaf.attribute("currencyID").map(str::trim).filter(|own| !own.is_empty());
            amount(value, own.unwrap_or(currency))
        }),
        Kind::Quantity => leaf.decimal().map(|value| decimal(value.normalize(), 0)),
        Kind::Percentage => leaf.decimal().map(|value| format!("{}\u{a0}%", decimal(value.normalize(), 0))),
        Kind::Date => leaf.date().map(|date| date.format("%d/%m/%Y").to_string()),
        Kind::Binary => Some(file(leaf)),
        Kind::Code => List::of(leaf.term).and_then(|list| named(list, text, leaf.term)),
        _ => None,
    };
    shown.unwrap_or_else(|| text.to_owned())
}

/// A code with its meaning: units are known by it alone.
fn named(list: List, code: &str, term: Term) -> Option<String> {
    let meaning = meaning(list, code)?;
    let is_alone = matches!(list, List::Unit | List::TaxPoint | List::Line) || term == Term::InvoiceTypeCode;
    Some(if is_alone { meaning.to_owned() } else { format!("{meaning} ({code})") })
}

/// `1 234,56 €`, `12,00 USD`: two decimals at least.
pub(super) fn amount(value: Decimal, currency: &str) -> String {
    let sign = if currency == "EUR" { "€" } else { currency };
    let number = decimal(value, 2);
    if sign.is_empty() { number } else { format!("{number}\u{a0}{sign}") }
}

/// `1 234,5`: decimals behind a comma, at least so many, narrow no-break spaces between thousands and a true minus.
fn decimal(value: Decimal, decimals: usize) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut shown = String::with_capacity(text.len() + 8);
    if value.is_sign_negative() && !value.is_zero() {
        shown.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    if decimals > 0 || !fraction.is_empty() {
        shown.push_str(&format!(",{fraction:0<decimals$}"));
    }
    shown
}

/// A file by its name, its type and its size: its content is no text.
fn file(leaf: &Leaf) -> String {
    let attribute = |name| leaf.attribute(name).map(str::trim).filter(|value| !value.is_empty());
    let digits = leaf.text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').count();
    let size = size(digits * 3 / 4);
    let name = attribute("filename").unwrap_or("Fichier sans nom");
    match attribute("mimeCode") {
        Some(media) => format!("{name} ({media}, {size})"),
        None => format!("{name} ({size})"),
    }
}

/// `3 octets`, `12,5 ko`, `1,2 Mo`.
fn size(bytes: usize) -> String {
    let tenths = |unit: usize| decimal(Decimal::new((bytes * 10 / unit) as i64, 1).normalize(), 0);
    match bytes {
        0..=999 => format!("{bytes}\u{a0}octets"),
        1000..=999_999 => format!("{}\u{a0}ko", tenths(1000)),
        _ => format!("{}\u{a0}Mo", tenths(1_000_000)),
    }
}

/// Digits in groups, as a SIRET or a SIREN is written.
pub(super) fn grouped(digits: &str) -> String {
    let mut shown = String::with_capacity(digits.len() + 6);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place <= 9 && place.is_multiple_of(3) {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_french_write_them() {
        for (value, currency, shown) in [
            ("1234.56", "EUR", "1\u{202f}234,56\u{a0}€"),
            ("-1234567.5", "USD", "−1\u{202f}234\u{202f}567,50\u{a0}USD"),
            ("0", "", "0,00"),
            ("0.1250", "EUR", "0,125\u{a0}€"),
            ("-0.00", "EUR", "0,00\u{a0}€"),
        ] {
            assert_eq!(amount(value.parse().unwrap(), currency), shown);
        }
        assert_eq!(decimal("1000".parse().unwrap(), 0), "1\u{202f}000");
        assert_eq!(size(999), "999\u{a0}octets");
        assert_eq!(size(12_560), "12,5\u{a0}ko");
        assert_eq!(size(2_000_000), "2\u{a0}Mo");
        assert_eq!(grouped("73282932000074"), "732\u{202f}829\u{202f}320\u{202f}00074");
    }
}
