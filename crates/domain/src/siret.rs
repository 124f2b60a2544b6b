//! SIRET: the 14 digits that name an establishment.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A SIRET of 14 digits. The Luhn key is a hint only: the fictitious SIRETs of qualification fail it
/// (business-rules.md §1), so a wrong key never makes a value invalid here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Siret(String);

/// Why a text is no SIRET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiretError {
    /// Nothing was typed.
    #[error("no SIRET")]
    Empty,
    /// Another number of digits.
    #[error("{0} digits instead of 14")]
    Length(usize),
    /// A sign that is neither digit nor separator.
    #[error("not only digits")]
    NotDigits,
}

impl Siret {
    /// Reads a SIRET as typed or pasted: spaces, dots and a byte order mark are dropped.
    ///
    /// # Errors
    /// When what remains is not 14 digits.
    pub fn parse(text: &str) -> Result<Self, SiretError> {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '\u{feff}' | '\u{200b}' | '-'))
            .collect();
        if digits.is_empty() {
            return Err(SiretError::Empty);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(SiretError::NotDigits);
        }
        if digits.len() != 14 {
            return Err(SiretError::Length(digits.len()));
        }
        Ok(Self(digits))
    }

    /// The 14 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The SIREN: the first nine digits.
    #[must_use]
    pub fn siren(&self) -> &str {
        &self.0[..9]
    }

    /// Whether the key is right: Luhn over 14 digits and over the SIREN, or for La Poste (SIREN 356000000) a plain
    /// digit sum that is a multiple of five (libraries.md §9).
    #[must_use]
    pub fn key_is_right(&self) -> bool {
        let luhn_holds = luhn(&self.0) && luhn(self.siren());
        let sum: u32 = self.0.bytes().map(|byte| u32::from(byte - b'0')).sum();
        luhn_holds || (self.siren() == "356000000" && sum.is_multiple_of(5))
    }
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(position, byte)| {
            let digit = u32::from(byte - b'0');
            match (position % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

impl fmt::Display for Siret {
    /// `123 456 789 00012` with narrow no-break spaces.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = &self.0;
        write!(formatter, "{}\u{202f}{}\u{202f}{}\u{202f}{}", &d[..3], &d[3..6], &d[6..9], &d[9..])
    }
}

impl TryFrom<String> for Siret {
    type Error = SiretError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Siret> for String {
    fn from(siret: Siret) -> Self {
        siret.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn siret(text: &str) -> Siret {
        Siret::parse(text).unwrap()
    }

    #[test]
    fn separators_of_a_paste_are_dropped() {
        assert_eq!(siret("\u{feff}732 829 320.00074").as_str(), "73282932000074");
    }

    #[test]
    fn keys_of_known_establishments_are_right() {
        for known in ["73282932000074", "35600000000048", "35600000009075"] {
            assert!(siret(known).key_is_right(), "{known}");
        }
        assert!(!siret("35600000009090").key_is_right());
    }

    #[test]
    fn a_wrong_key_is_still_a_siret() {
        assert!(!siret("00000000415049").key_is_right());
    }

    #[test]
    fn errors_name_what_is_wrong() {
        assert_eq!(Siret::parse("  "), Err(SiretError::Empty));
        assert_eq!(Siret::parse("123"), Err(SiretError::Length(3)));
        assert_eq!(Siret::parse("7328293200007X"), Err(SiretError::NotDigits));
    }

    #[test]
    fn display_groups_by_three_and_five() {
        assert_eq!(siret("73282932000074").to_string(), "732\u{202f}829\u{202f}320\u{202f}00074");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,40}") {
            let _ = Siret::parse(&text);
        }

        #[test]
        fn one_wrong_digit_breaks_the_luhn_key(position in 0usize..14, shift in 1u8..10) {
            let mut digits = *b"73282932000074";
            digits[position] = b'0' + (digits[position] - b'0' + shift) % 10;
            let changed = String::from_utf8(digits.to_vec()).unwrap();
            proptest::prop_assert!(!Siret::parse(&changed).unwrap().key_is_right());
        }
    }
}
