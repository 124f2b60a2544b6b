//! The forms of texts that the French rules ask for.

use super::super::number;
use super::super::shapes::Form;

/// Document types of the reform (BT-3).
pub(super) const TYPES: &[&str] = &[
    "380", "389", "393", "501", "386", "500", "384", "471", "472", "473", "261", "262", "381", "396", "502",
    "503",
];

/// Billing frameworks of the reform (BT-23).
pub(super) const FRAMEWORKS: &[&str] = &[
    "B1", "S1", "M1", "B2", "S2", "M2", "S3", "B4", "S4", "M4", "S5", "S6", "B7", "S7", "B8", "S8", "M8",
    "B9", "S9", "M9",
];

/// What an invoice is for the administration, in a note of subject BAR.
pub(super) const TREATMENTS: &[&str] = &["B2B", "B2BINT", "B2C", "B2CINT", "OUTOFSCOPE", "ARCHIVEONLY"];

/// VAT categories that France knows.
pub(super) const CATEGORIES: &[&str] = &["S", "E", "AE", "K", "G", "O", "Z"];

/// Rates of VAT, those of the past included.
const RATES: &[&str] =
    &["0", "10", "13", "20", "8.5", "19.6", "2.1", "5.5", "7", "20.6", "1.05", "0.9", "1.75", "9.2", "9.6"];

/// What an attached document is (BT-123).
pub(super) const ATTACHMENTS: &[&str] = &[
    "RIB",
    "LISIBLE",
    "FEUILLE_DE_STYLE",
    "PJA",
    "BORDEREAU_SUIVI",
    "DOCUMENT_ANNEXE",
    "BON_LIVRAISON",
    "BON_COMMANDE",
    "BORDEREAU_SUIVI_VALIDATION",
    "ETAT_ACOMPTE",
    "FACTURE_PAIEMENT_DIRECT",
    "RECAPITULATIF_COTRAITANCE",
];

/// Document types of self-billing.
pub(super) const SELF_BILLED: &[&str] = &["389", "501", "500", "471", "473", "261", "502"];

/// The form of a name of the tables.
pub(super) fn of_cii(name: &str) -> Option<Form> {
    if name == "date" { Some(Form::of(compact_date)) } else { of(name) }
}

/// The same in UBL, where the official engine reads the year of a date before it looks at its form.
pub(super) fn of_ubl(name: &str) -> Option<Form> {
    let has_no_year = |text: &str| number::decimal(&text.chars().take(4).collect::<String>()).is_none();
    if name == "date" { Some(Form { holds: dashed_date, stops: has_no_year }) } else { of(name) }
}

fn of(name: &str) -> Option<Form> {
    let holds = match name {
        "number" => invoice_number,
        "type" => |text: &str| TYPES.contains(&text),
        "filled" => is_filled,
        "address" => address,
        "siren" => siren,
        "amount" => amount,
        "quantity" => quantity,
        "rate" => rate,
        _ => return None,
    };
    Some(Form::of(holds))
}

/// White space as XML has it.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

pub(super) fn is_filled(text: &str) -> bool {
    !trimmed(text).is_empty()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_siren(text: &str) -> bool {
    text.len() == 9 && is_digits(text)
}

pub(super) fn siren(text: &str) -> bool {
    is_siren(trimmed(text))
}

pub(super) fn is_siret(text: &str) -> bool {
    text.len() == 14 && is_digits(text)
}

/// The number of an invoice: letters, digits, `+ - _ /`, no blank.
fn invoice_number(text: &str) -> bool {
    let bare = trimmed(text);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'_' | b'/');
    !text.contains(' ') && !bare.is_empty() && bare.bytes().all(fits)
}

/// An electronic address or a private identifier: letters, digits, `+ - _ .`.
fn address(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'_' | b'.');
    !text.is_empty() && text.bytes().all(fits)
}

/// A day of the years 2000 to 2099.
fn is_day(year: &str, month: &str, day: &str) -> bool {
    let number = |text: &str, length: usize| {
        (text.len() == length && is_digits(text)).then(|| text.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    (2000..2100).contains(&year) && chrono::NaiveDate::from_ymd_opt(year as i32, month, day).is_some()
}

/// `20261120`, whatever follows.
fn compact_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    is_day(part(0, 4), part(4, 6), part(6, 8))
}

/// `2026-11-20`.
fn dashed_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    is_day(year, month, day)
}

/// Digits, then perhaps a dot and some more.
fn is_decimal(text: &str, decimals: usize, length: usize) -> bool {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let fits = |part: &str| is_digits(part) && part.len() <= decimals;
    is_digits(whole) && fraction.is_none_or(fits) && whole.len() + fraction.map_or(0, str::len) <= length
}

/// The same with a sign, which counts as one of its characters.
fn is_signed(text: &str, decimals: usize) -> bool {
    text.strip_prefix('-')
        .map_or_else(|| is_decimal(text, decimals, 19), |text| is_decimal(text, decimals, 18))
}

fn amount(text: &str) -> bool {
    is_signed(trimmed(text), 2)
}

pub(super) fn quantity(text: &str) -> bool {
    is_signed(trimmed(text), 4)
}

/// A unit price, which only invoices in both directions have below zero.
pub(super) fn price(text: &str, may_be_negative: bool) -> bool {
    let text = trimmed(text);
    if may_be_negative { is_signed(text, 6) } else { is_decimal(text, 6, 19) }
}

fn rate(text: &str) -> bool {
    is_decimal(trimmed(text), 2, 4)
}

/// A rate of the list, with up to two decimals.
pub(super) fn is_legal_rate(text: &str) -> bool {
    RATES.iter().any(|known| {
        let rest = text.strip_prefix(known);
        let allowed: &[&str] = match known.split_once('.').map_or(0, |(_, decimals)| decimals.len()) {
            0 => &["", ".0", ".00"],
            1 => &["", "0"],
            _ => &[""],
        };
        rest.is_some_and(|rest| allowed.contains(&rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_digits_as_the_rules_allow() {
        for text in ["12345678901234567.89", "-1234567890123456.78", "0", " 1.5\n"] {
            assert!(amount(text), "{text}");
        }
        for text in ["123456789012345678.90", "-12345678901234567.89", "1.", ".5", "1.234", "", "+1", "1e3"] {
            assert!(!amount(text), "{text}");
        }
        assert!(rate("20.00") && rate("5.5") && !rate("100.00") && !rate("-1"));
        assert!(
            price("-1.5", true)
                && !price("-1.5", false)
                && price("0.123456", false)
                && !price("0.1234567", true)
        );
        assert!(is_legal_rate("20.00") && is_legal_rate("8.50") && is_legal_rate("1.05"));
        assert!(
            !is_legal_rate("20.000")
                && !is_legal_rate("21")
                && !is_legal_rate("8.500")
                && !is_legal_rate("1.050")
        );
    }

    #[test]
    fn days_exist_and_are_of_this_century() {
        assert!(compact_date("20240229") && compact_date("202611201030") && dashed_date("2026-11-20"));
        for text in ["20230229", "21000101", "19991231", "2026112", "2026-11-20", "20261301", "2026113é"] {
            assert!(!compact_date(text), "{text}");
        }
        assert!(!dashed_date("2026-11-20Z") && !dashed_date("20261120") && !dashed_date("2026-2-30"));
    }

    #[test]
    fn numbers_and_addresses_have_no_other_characters() {
        assert!(
            invoice_number("F-2026/11_A+1")
                && invoice_number("F-1\n")
                && !invoice_number("F 1")
                && !invoice_number(" F1")
                && !invoice_number("F.1")
                && !invoice_number("")
        );
        assert!(address("732829320_A-1.b") && !address("732829320/1") && !address(" 1") && !address(""));
    }
}
