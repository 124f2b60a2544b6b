//! What names a structure on Chorus Pro: a SIRET or, for suppliers who have none, another identifier with its kind
//! (business-rules.md §1, enums.md §3).

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{IdentifierKind, Siret, SiretError};

/// Longest identifier of a structure (`identifiantStructure`), characters.
pub const LONGEST_IDENTIFIER: usize = 80;
/// Letters and digits of the VAT numbers of the Union, at least and at most (directive 2006/112, article 215).
const VAT_LENGTH: std::ops::RangeInclusive<usize> = 4..=14;
/// The prefixes of the VAT numbers of the Union but that of France. Greece writes `EL`, Northern Ireland `XI`.
const VAT_PREFIXES: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
];

/// An identifier with its kind. What is known of a kind was checked; of the others Chorus Pro knows best.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StructureIdentifier {
    kind: IdentifierKind,
    value: String,
}

/// Why a text is no identifier of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierError {
    /// Nothing was typed.
    #[error("nothing typed")]
    Empty,
    /// No SIRET.
    #[error("no SIRET: {0}")]
    Siret(SiretError),
    /// No VAT number of another country of the Union.
    #[error("no VAT number of the Union")]
    Vat,
    /// Longer than Chorus Pro takes.
    #[error("{0} characters")]
    TooLong(usize),
    /// A sign that no identifier has.
    #[error("not only letters, digits and signs between them")]
    Signs,
}

impl StructureIdentifier {
    /// Reads an identifier as typed or pasted.
    ///
    /// # Errors
    /// When it is none of this kind.
    pub fn parse(kind: IdentifierKind, text: &str) -> Result<Self, IdentifierError> {
        let typed =
            text.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}'));
        let value = match kind {
            IdentifierKind::Siret => Siret::parse(typed).map_err(IdentifierError::Siret)?.as_str().to_owned(),
            IdentifierKind::EuropeanVat => vat(typed)?,
            // Written with and without gaps and dots.
            IdentifierKind::Ridet | IdentifierKind::Tahiti => plain(&joined(typed))?,
            IdentifierKind::OutsideUnion | IdentifierKind::Other | IdentifierKind::PrivatePerson => {
                plain(&typed.split_whitespace().collect::<Vec<_>>().join(" "))?
            }
        };
        Ok(Self { kind, value })
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> IdentifierKind {
        self.kind
    }

    /// As Chorus Pro takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// The SIRET, where it is one.
    #[must_use]
    pub fn siret(&self) -> Option<Siret> {
        match self.kind {
            IdentifierKind::Siret => Siret::parse(&self.value).ok(),
            _ => None,
        }
    }

    /// The SIREN, where it is a SIRET.
    #[must_use]
    pub fn siren(&self) -> Option<&str> {
        match self.kind {
            IdentifierKind::Siret => self.value.get(..9),
            _ => None,
        }
    }

    /// Whether it is a SIRET whose key is wrong: none of production has one.
    #[must_use]
    pub fn has_wrong_key(&self) -> bool {
        self.siret().is_some_and(|siret| !siret.key_is_right())
    }
}

/// Without gaps and dots, in capitals.
fn joined(typed: &str) -> String {
    let kept =
        typed.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '\u{200b}' | '\u{feff}'));
    kept.collect::<String>().to_uppercase()
}

fn vat(typed: &str) -> Result<String, IdentifierError> {
    let number = joined(typed).replace('-', "");
    if number.is_empty() {
        return Err(IdentifierError::Empty);
    }
    // Ireland has had `+` and `*` in it.
    let is_plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'*'));
    let is_known = number.get(..2).is_some_and(|prefix| VAT_PREFIXES.contains(&prefix));
    let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
    if is_plain && is_known && has_digit && VAT_LENGTH.contains(&number.len()) {
        Ok(number)
    } else {
        Err(IdentifierError::Vat)
    }
}

fn plain(text: &str) -> Result<String, IdentifierError> {
    let length = text.chars().count();
    if length == 0 {
        return Err(IdentifierError::Empty);
    }
    if length > LONGEST_IDENTIFIER {
        return Err(IdentifierError::TooLong(length));
    }
    let fits =
        |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '.' | '/' | '_' | '\'' | '’' | '&');
    if text.chars().all(fits) { Ok(text.to_owned()) } else { Err(IdentifierError::Signs) }
}

impl From<Siret> for StructureIdentifier {
    fn from(siret: Siret) -> Self {
        Self { kind: IdentifierKind::Siret, value: siret.into() }
    }
}

impl fmt::Display for StructureIdentifier {
    /// A SIRET with its gaps, anything else as it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.siret() {
            Some(siret) => siret.fmt(formatter),
            None => formatter.write_str(&self.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: IdentifierKind, text: &str) -> Result<String, IdentifierError> {
        StructureIdentifier::parse(kind, text).map(|identifier| identifier.as_str().to_owned())
    }

    #[test]
    fn a_siret_keeps_its_checks() {
        assert_eq!(read(IdentifierKind::Siret, "732 829 320 00074").as_deref(), Ok("73282932000074"));
        let short = Err(IdentifierError::Siret(SiretError::Length(3)));
        assert_eq!(read(IdentifierKind::Siret, "123"), short);
        let siret = StructureIdentifier::parse(IdentifierKind::Siret, "73282932000074").unwrap();
        assert_eq!((siret.siren(), siret.has_wrong_key()), (Some("732829320"), false));
        assert_eq!(siret.to_string(), "732\u{202f}829\u{202f}320\u{202f}00074");
        assert!(StructureIdentifier::parse(IdentifierKind::Siret, "73282932000075").unwrap().has_wrong_key());
    }

    #[test]
    fn a_vat_number_is_one_of_another_country_of_the_union() {
        for (typed, read_as) in [
            ("BE 0123.456.789", "BE0123456789"),
            ("de-123456789", "DE123456789"),
            ("EL123456789", "EL123456789"),
            ("IE1A23456B", "IE1A23456B"),
        ] {
            assert_eq!(read(IdentifierKind::EuropeanVat, typed).as_deref(), Ok(read_as), "{typed}");
        }
        for wrong in
            ["FR73282932007", "US123456789", "BE", "0123456789", "DEABCDEFG", "BE01234567890123", "ßE12"]
        {
            assert_eq!(read(IdentifierKind::EuropeanVat, wrong), Err(IdentifierError::Vat), "{wrong}");
        }
        assert_eq!(read(IdentifierKind::EuropeanVat, " . "), Err(IdentifierError::Empty));
    }

    #[test]
    fn other_identifiers_are_kept_as_written_within_bounds() {
        assert_eq!(read(IdentifierKind::Ridet, "0 123 456.001").as_deref(), Ok("0123456001"));
        assert_eq!(read(IdentifierKind::Tahiti, "a12345-001").as_deref(), Ok("A12345-001"));
        assert_eq!(
            read(IdentifierKind::OutsideUnion, " CHE-123.456  789 ").as_deref(),
            Ok("CHE-123.456 789")
        );
        assert_eq!(read(IdentifierKind::PrivatePerson, "\t"), Err(IdentifierError::Empty));
        assert_eq!(read(IdentifierKind::Other, "<b>"), Err(IdentifierError::Signs));
        assert_eq!(read(IdentifierKind::Other, &"x".repeat(81)), Err(IdentifierError::TooLong(81)));
        let other = StructureIdentifier::parse(IdentifierKind::Other, "12345678900012").unwrap();
        assert_eq!(
            (other.siret(), other.siren(), other.has_wrong_key()),
            (None, None, false),
            "its kind decides"
        );
    }

    proptest::proptest! {
        #[test]
        fn what_was_read_reads_as_itself(place in 0usize..7, text in "\\PC{0,90}") {
            let kind = IdentifierKind::ALL[place];
            if let Ok(identifier) = StructureIdentifier::parse(kind, &text) {
                let again = StructureIdentifier::parse(kind, identifier.as_str());
                proptest::prop_assert_eq!(again, Ok(identifier));
            }
        }
    }
}
