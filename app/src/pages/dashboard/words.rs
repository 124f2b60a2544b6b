//! Numbers in the sentences of the pictures.

use domain::{format_amount, from_cents, readable_name};
use operations::Partner;
use rust_decimal::Decimal;

use crate::components::grouped;

/// `1 facture`, `1 204 factures`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{}\u{a0}{}", grouped(number), if number > 1 { many } else { one })
}

pub(super) fn invoices(number: u64) -> String {
    counted(number, "facture", "factures")
}

/// An amount in euros, to the cent.
pub(super) fn euros(cents: i64) -> String {
    format_amount(from_cents(cents), "EUR")
}

/// An amount in as few signs as a mark has room for: `950 €`, `12,4 k€`, `1,2 M€`.
pub(super) fn short_euros(cents: i64) -> String {
    let euros = (cents.unsigned_abs() + 50) / 100;
    let sign = if cents < 0 { "−" } else { "" };
    let tenths = |unit: u64, name: &str| {
        let tenths = (euros * 10 + unit / 2) / unit;
        match (tenths / 10, tenths % 10) {
            (whole, tenth) if whole < 100 && tenth > 0 => format!("{sign}{whole},{tenth}\u{a0}{name}"),
            (whole, _) => format!("{sign}{}\u{a0}{name}", grouped(whole)),
        }
    };
    match euros {
        0..1_000 => format!("{sign}{euros}\u{a0}€"),
        // What would be rounded to a thousand thousands is a million.
        1_000..999_500 => tenths(1_000, "k€"),
        _ => tenths(1_000_000, "M€"),
    }
}

/// Tenths of a day: `24,3 jours`.
pub(super) fn tenth_days(tenths: u64) -> String {
    let unit = if tenths < 20 { "jour" } else { "jours" };
    format!("{}\u{a0}{unit}", tenths_text(tenths))
}

/// Tenths as a number: `24,3`.
pub(super) fn tenths_text(tenths: u64) -> String {
    format!("{},{}", grouped(tenths / 10), tenths % 10)
}

/// Whole hundredths of a part: `42 %`; never nothing of something, nor all of less than all.
pub(super) fn percent(part: u64, whole: u64) -> String {
    let whole = whole.max(1);
    let hundredths = (part * 100 + whole / 2) / whole;
    let shown = match hundredths {
        0 if part > 0 => return "moins de 1\u{a0}%".to_owned(),
        100 if part < whole => 99,
        other => other,
    };
    format!("{shown}\u{a0}%")
}

/// A percentage for a table.
pub(super) fn percent_value(part: u64, whole: u64) -> Decimal {
    let thousandths = (part * 1_000 + whole.max(1) / 2) / whole.max(1);
    Decimal::new(i64::try_from(thousandths).unwrap_or(i64::MAX), 1)
}

/// The name of a partner, or its number where it has none.
pub(super) fn partner_name(partner: &Partner) -> String {
    if partner.name.trim().is_empty() { partner.siret.clone() } else { readable_name(&partner.name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_amounts_keep_their_size() {
        for (cents, text) in [
            (0, "0\u{a0}€"),
            (95_049, "950\u{a0}€"),
            (1_240_000, "12,4\u{a0}k€"),
            (12_345_678, "123\u{a0}k€"),
            (99_999_999, "1\u{a0}M€"),
            (120_000_000, "1,2\u{a0}M€"),
            (-150_000, "−1,5\u{a0}k€"),
        ] {
            assert_eq!(short_euros(cents), text);
        }
    }

    #[test]
    fn percentages_promise_neither_nothing_nor_all() {
        assert_eq!(percent(1, 3), "33\u{a0}%");
        assert_eq!(percent(1, 1_000), "moins de 1\u{a0}%");
        assert_eq!(percent(999, 1_000), "99\u{a0}%");
        assert_eq!((percent(0, 0), percent(5, 5)), ("0\u{a0}%".to_owned(), "100\u{a0}%".to_owned()));
    }
}
