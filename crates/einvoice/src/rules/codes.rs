//! The code lists of EN 16931 that the rules ask about, as data in files beside this one.

/// A list of codes of up to eight letters, sorted as numbers.
pub(super) struct Codes {
    text: &'static str,
    numbers: &'static [u64],
}

/// A code as a number; `None` for what is longer, or holds more than letters, digits and a few signs.
const fn number(code: &[u8]) -> u64 {
    let mut value = 0;
    let mut at = 0;
    while at < code.len() {
        value = value << 8 | code[at] as u64;
        at += 1;
    }
    value
}

const fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\n'
}

const fn count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut at) = (0, 0);
    while at < bytes.len() {
        if !is_blank(bytes[at]) && (at == 0 || is_blank(bytes[at - 1])) {
            count += 1;
        }
        at += 1;
    }
    count
}

/// The codes of a file, in its order.
const fn numbers<const COUNT: usize>(text: &str) -> [u64; COUNT] {
    let bytes = text.as_bytes();
    let mut numbers = [0; COUNT];
    let (mut place, mut at) = (0, 0);
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && !is_blank(bytes[at]) {
            at += 1;
        }
        if at > start {
            numbers[place] = number(bytes.split_at(at).0.split_at(start).1);
            place += 1;
        }
        at += 1;
    }
    numbers
}

macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident $file:literal)*) => {
        $(
            $(#[$doc])*
            pub(super) static $list: Codes = {
                const TEXT: &str = include_str!(concat!("codes/", $file));
                static NUMBERS: [u64; count(TEXT)] = numbers(TEXT);
                Codes { text: TEXT, numbers: &NUMBERS }
            };
        )*
        #[cfg(test)]
        const ALL: &[(&str, &Codes)] = &[$(($file, &$list)),*];
    };
}

lists! {
    /// UNTDID 1001, for a UBL Invoice.
    DOCUMENT_TYPES_UBL_INVOICE "document-types-ubl-invoice.txt"
    /// UNTDID 1001, for a UBL CreditNote.
    DOCUMENT_TYPES_UBL_CREDIT_NOTE "document-types-ubl-credit-note.txt"
    /// UNTDID 1001, for CII.
    DOCUMENT_TYPES_CII "document-types-cii.txt"
    /// ISO 4217.
    CURRENCIES "currencies.txt"
    /// UNTDID 1153.
    OBJECT_SCHEMES "object-schemes.txt"
    /// UNTDID 4451, as the UBL rules have it.
    NOTE_SUBJECTS_UBL "note-subjects-ubl.txt"
    /// UNTDID 4451, as the CII rules have it.
    NOTE_SUBJECTS_CII "note-subjects-cii.txt"
    /// ISO 6523.
    IDENTIFIER_SCHEMES "identifier-schemes.txt"
    /// UNTDID 7143.
    CLASSIFICATION_SCHEMES "classification-schemes.txt"
    /// ISO 3166-1, as the UBL rules have it.
    COUNTRIES_UBL "countries-ubl.txt"
    /// ISO 3166-1, as the CII rules have it.
    COUNTRIES_CII "countries-cii.txt"
    /// UNTDID 4461.
    PAYMENT_MEANS "payment-means.txt"
    /// UNTDID 5189.
    ALLOWANCE_REASONS "allowance-reasons.txt"
    /// UNTDID 7161.
    CHARGE_REASONS "charge-reasons.txt"
    /// UN/ECE recommendation 20 with recommendation 21.
    UNITS "units.txt"
    /// EAS.
    ELECTRONIC_ADDRESS_SCHEMES "electronic-address-schemes.txt"
}

/// The VATEX list, of codes longer than a number holds.
const EXEMPTION_REASONS: &str = include_str!("codes/exemption-reasons.txt");

impl Codes {
    /// Whether a code is on the list, white space around it left out.
    pub(super) fn contains(&self, code: &str) -> bool {
        let code = code.trim_matches([' ', '\t', '\r', '\n']).as_bytes();
        matches!(code.len(), 1..=8) && self.numbers.binary_search(&number(code)).is_ok()
    }

    /// Whether a piece of text stands anywhere in the list, written on one line with blanks around.
    pub(super) fn has_piece(&self, piece: &str) -> bool {
        let is_in = |text: &str| text.contains(piece);
        // Only what is longer than a code could reach over the end of a line.
        piece.is_empty() || self.text.lines().any(|line| is_in(line) || is_in(&format!(" {line} ")))
    }
}

/// Whether an exemption reason code is on the VATEX list, in any case.
pub(super) fn is_exemption_reason(code: &str) -> bool {
    let code = code.trim();
    EXEMPTION_REASONS.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(code))
}

/// Whether a code is on the VATEX list as it is written there.
pub(super) fn is_exact_exemption_reason(code: &str) -> bool {
    code.starts_with("VATEX-")
        && is_exemption_reason(code)
        && !code.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The media types of attachments.
pub(super) const MEDIA_TYPES: &[&str] = &[
    "application/pdf",
    "image/png",
    "image/jpeg",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
];

/// The categories of VAT, UNTDID 5305 as far as the standard takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Category {
    Standard,
    Zero,
    Exempt,
    ReverseCharge,
    IntraCommunity,
    Export,
    OutsideScope,
    CanaryIslands,
    CeutaAndMelilla,
    SplitPayment,
    Other,
}

impl Category {
    /// How many there are.
    pub(super) const COUNT: usize = 11;

    /// The category of a code without white space.
    pub(super) fn of(code: &str) -> Self {
        match code {
            "S" => Self::Standard,
            "Z" => Self::Zero,
            "E" => Self::Exempt,
            "AE" => Self::ReverseCharge,
            "K" => Self::IntraCommunity,
            "G" => Self::Export,
            "O" => Self::OutsideScope,
            "L" => Self::CanaryIslands,
            "M" => Self::CeutaAndMelilla,
            "B" => Self::SplitPayment,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_sorted_and_short_enough() {
        for (file, list) in ALL {
            assert!(list.numbers.is_sorted() && !list.numbers.is_empty(), "{file}");
            let codes: Vec<_> = list.text.split_ascii_whitespace().collect();
            assert!(codes.iter().all(|code| code.len() <= 8 && list.contains(code)), "{file}");
            assert!(!list.contains("") && !list.contains("no such code") && !list.contains("€"), "{file}");
        }
        assert!(CURRENCIES.contains(" EUR ") && !CURRENCIES.contains("E R"));
        assert!(is_exemption_reason("vatex-eu-ae") && !is_exemption_reason("VATEX"));
        assert!(
            COUNTRIES_UBL.has_piece("F") && COUNTRIES_UBL.has_piece("FR") && !COUNTRIES_UBL.has_piece("F1")
        );
    }
}
