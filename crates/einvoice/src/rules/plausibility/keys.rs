//! Keys of numbers: IBAN, VAT numbers, SIREN and SIRET. All take texts without blanks.

/// Whether an IBAN has its key (ISO 7064, modulo 97); what does not begin like one is none, and passes.
pub(super) fn iban(text: &str) -> bool {
    let (Some(head), Some(tail)) = (text.get(..4), text.get(4..)) else { return true };
    let (country, key) = head.split_at_checked(2).unwrap_or((head, ""));
    let begins = country.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_digits(key);
    if !begins {
        return true;
    }
    let length_fits = !country.eq_ignore_ascii_case("FR") || text.len() == 27;
    length_fits && text.len() <= 34 && remainder_of_97(tail.chars().chain(head.chars())) == Some(1)
}

/// Digits, and letters as 10 to 35, as one number modulo 97; `None` where something is neither.
fn remainder_of_97(characters: impl Iterator<Item = char>) -> Option<u32> {
    let mut rest = 0;
    for character in characters {
        let value = character.to_digit(36)?;
        rest = (rest * if value < 10 { 10 } else { 100 } + value) % 97;
    }
    Some(rest)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits of a text of a length; `None` when it is anything else.
fn digits(text: &str, length: usize) -> Option<Vec<u32>> {
    let digits: Option<Vec<_>> = text.chars().map(|character| character.to_digit(10)).collect();
    digits.filter(|digits| digits.len() == length)
}

/// Luhn's sum is a multiple of ten.
fn luhn(digits: &[u32]) -> bool {
    let doubled = |(place, digit): (usize, &u32)| match (place % 2, digit * 2) {
        (0, _) => *digit,
        (_, double) if double > 9 => double - 9,
        (_, double) => double,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}

/// Whether a SIREN (9 digits) or SIRET (14) has its key. Those of La Poste have another one but for its head office: the sum of
/// the digits is a multiple of five.
pub(super) fn registered(text: &str) -> bool {
    const LA_POSTE: &str = "356000000";
    let Some(digits) = digits(text, text.len()) else { return false };
    let is_of_post = text.len() == 14 && text.starts_with(LA_POSTE);
    luhn(&digits) || is_of_post && digits.iter().sum::<u32>().is_multiple_of(5)
}

/// The sum of digits, each times its weight.
fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// Whether a VAT number has its key. Countries of which the key is not known here pass.
pub(super) fn vat_number(text: &str) -> bool {
    let Some((country, number)) = text.split_at_checked(2) else { return true };
    let holds = match country.to_ascii_uppercase().as_str() {
        "FR" => french(number),
        "BE" => digits(number, 10).and_then(|_| {
            let (body, key) = number.split_at_checked(8)?;
            Some(97 - body.parse::<u32>().ok()? % 97 == key.parse::<u32>().ok()?)
        }),
        "LU" => digits(number, 8).and_then(|_| {
            let (body, key) = number.split_at_checked(6)?;
            Some(body.parse::<u32>().ok()? % 89 == key.parse::<u32>().ok()?)
        }),
        "DE" => digits(number, 9).map(|digits| german(&digits)),
        "IT" => digits(number, 11).map(|digits| luhn(&digits)),
        "SE" => digits(number, 12).map(|digits| digits.get(..10).is_some_and(luhn)),
        "PT" => digits(number, 9).map(|digits| {
            let key = 11 - weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            digits.last() == Some(&if key > 9 { 0 } else { key })
        }),
        "PL" => digits(number, 10)
            .map(|digits| Some(&(weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11)) == digits.last()),
        "DK" => {
            digits(number, 8).map(|digits| weighted(&digits, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11))
        }
        "FI" => digits(number, 8).map(|digits| {
            let key = (11 - weighted(&digits, &[7, 9, 10, 5, 8, 4, 2]) % 11) % 11;
            digits.last() == Some(&key)
        }),
        "EL" | "GR" => digits(number, 9).map(|digits| {
            let key = weighted(&digits, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10;
            digits.last() == Some(&key)
        }),
        _ => return true,
    };
    holds.unwrap_or(false)
}

/// Two characters, then the SIREN; two digits are a key, letters are none that is published.
fn french(number: &str) -> Option<bool> {
    let (key, siren) = number.split_at_checked(2)?;
    digits(siren, 9)?;
    let of_siren = (12 + 3 * (siren.parse::<u32>().ok()? % 97)) % 97;
    let key_holds = if is_digits(key) {
        key.parse::<u32>().ok()? == of_siren
    } else {
        key.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    // Monaco's numbers hold no SIREN: they begin with 000.
    Some(key_holds && (registered(siren) || siren.starts_with("000")))
}

/// ISO 7064, modulo 11, 10.
fn german(digits: &[u32]) -> bool {
    let Some((key, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        2 * if sum == 0 { 10 } else { sum } % 11
    });
    (11 - product) % 10 == *key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_with_one_wrong_digit_is_told() {
        for text in [
            "FR7630006000011234567890189",
            "DE89370400440532013000",
            "GB82WEST12345698765432",
            "12345",
            "ACC-1",
        ] {
            assert!(iban(text), "{text}");
        }
        for text in [
            "FR7630006000011234567890188",
            "FR763000600001123456789018",
            "DE88370400440532013000",
            "GB82WEST1234569876543é",
        ] {
            assert!(!iban(text), "{text}");
        }
    }

    #[test]
    fn a_siret_has_its_key_or_that_of_la_poste() {
        for text in ["732829320", "73282932000074", "35600000000048", "35600000049837"] {
            assert!(registered(text), "{text}");
        }
        for text in ["732829321", "73282932000075", "35600000049838", "7328293200007A"] {
            assert!(!registered(text), "{text}");
        }
    }

    #[test]
    fn vat_numbers_have_the_key_of_their_country() {
        for text in [
            "FR44732829320",
            "FRK7732829320",
            "BE0417497106",
            "LU15027442",
            "DE136695976",
            "IT00743110157",
            "SE556188840401",
            "PT501964843",
            "PL8567346215",
            "DK13585628",
            "FI20774740",
            "EL094259216",
            "ES54362315K",
            "X",
        ] {
            assert!(vat_number(text), "{text}");
        }
        for text in [
            "FR45732829320",
            "FR44732829321",
            "FR4473282932",
            "BE0417497107",
            "LU15027443",
            "DE136695977",
            "IT00743110158",
            "SE556188840501",
            "PT501964842",
            "PL8567346216",
            "DK13585627",
            "FI20774741",
            "EL094259217",
        ] {
            assert!(!vat_number(text), "{text}");
        }
    }
}
