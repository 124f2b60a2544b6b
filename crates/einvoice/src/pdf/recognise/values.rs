//! Values by their shape.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The months as they are written in dates, without accents.
const MONTHS: [(&str, u32); 14] = [
    ("janvier", 1),
    ("fevrier", 2),
    ("mars", 3),
    ("avril", 4),
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("aout", 8),
    ("septembre", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("decembre", 12),
    ("sept", 9),
    ("dec", 12),
];

/// A day at the beginning of some words, and how many of them it takes.
pub(super) fn date(words: &[String]) -> Option<(NaiveDate, usize)> {
    let first = words.first()?;
    if let Some(day) = numeric(first) {
        return Some((day, 1));
    }
    let [day, month, year] = words.get(..3)? else { return None };
    let day: u32 = day.trim_end_matches("er").parse().ok()?;
    let month = MONTHS.iter().find(|(name, _)| name == month)?.1;
    Some((plausible(year.parse().ok()?, month, day)?, 3))
}

fn numeric(word: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = word.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number =
        |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (first_number, second_number, third_number) = (number(first)?, number(second)?, number(third)?);
    match (first.len(), second.len(), third.len()) {
        (1..=2, 1..=2, 4) => plausible(third_number as i32, second_number, first_number),
        (4, 1..=2, 1..=2) => plausible(first_number as i32, second_number, third_number),
        (1..=2, 1..=2, 2) => plausible(2000 + third_number as i32, second_number, first_number),
        _ => None,
    }
}

fn plausible(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1990..2100).contains(&year))
}

/// An amount of two decimals at the beginning of some words, and how many of them it takes. `1 234,56`, `1.234,56`,
/// `1,234.56`, with or without a currency.
pub(super) fn amount(words: &[String]) -> Option<(Decimal, usize)> {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate().take(6) {
        let word = word.trim_start_matches(['€', '$']).trim_end_matches(['€', '$']);
        let word = word.strip_prefix("eur").or_else(|| word.strip_suffix("eur")).unwrap_or(word);
        if word.is_empty() && text.is_empty() {
            continue;
        }
        let is_part = word.chars().all(|sign| {
            sign.is_ascii_digit()
                || matches!(sign, ',' | '.' | '-' | '\u{2212}' | '\u{a0}' | '\u{202f}' | '\'')
        });
        let is_group = text.is_empty() || word.bytes().take(3).filter(u8::is_ascii_digit).count() == 3;
        if !is_part || !is_group {
            return None;
        }
        text.extend(word.chars().filter(|sign| !matches!(sign, '\u{a0}' | '\u{202f}' | '\'')));
        if let Some(amount) = whole_amount(&text) {
            return Some((amount, at + 1));
        }
    }
    None
}

fn whole_amount(text: &str) -> Option<Decimal> {
    let text = text.replace('\u{2212}', "-");
    let (whole, cents) = text.rsplit_once([',', '.'])?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if cents.len() != 2 || !digits(cents) {
        return None;
    }
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3);
    let plain = groups.concat();
    if plain.is_empty() || plain.len() > 15 || !digits(&plain) || !is_grouped {
        return None;
    }
    format!("{sign}{plain}.{cents}").parse().ok()
}

/// A reference: one word with a digit, of the signs that references have.
pub(super) fn reference(word: &str) -> Option<String> {
    let word = word.trim_matches([':', ',', ';', '(', ')', '.', '#']);
    let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '/' | '.');
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let is_one = (1..=35).contains(&word.len()) && word.chars().all(fits) && has_digit;
    // A day is none.
    (is_one && numeric(word).is_none()).then(|| word.to_owned())
}

/// Whether the digits of a SIRET have their key (Luhn; La Poste adds its digits up to a multiple of five).
pub(super) fn is_siret(digits: &str) -> bool {
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let luhn: u32 = digits.bytes().rev().enumerate().map(|(at, byte)| luhn(at, u32::from(byte - b'0'))).sum();
    let sum: u32 = digits.bytes().map(|byte| u32::from(byte - b'0')).sum();
    luhn.is_multiple_of(10) && sum > 0 || digits.starts_with("356000000") && sum.is_multiple_of(5)
}

fn luhn(at: usize, digit: u32) -> u32 {
    if at.is_multiple_of(2) {
        digit
    } else {
        let twice = digit * 2;
        twice / 10 + twice % 10
    }
}

/// Whether an account has its key (ISO 13616, modulo 97).
pub(super) fn is_iban(account: &str) -> bool {
    let (head, rest) = match account.split_at_checked(4) {
        Some(parts) if (15..=34).contains(&account.len()) => parts,
        _ => return false,
    };
    let letters = head.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    let key = head.bytes().skip(2).all(|byte| byte.is_ascii_digit());
    // One in a hundred of any texts has the key: those of France and its neighbours have their lengths too.
    let lengths = [
        ("FR", 27),
        ("MC", 27),
        ("BE", 16),
        ("DE", 22),
        ("LU", 20),
        ("ES", 24),
        ("IT", 27),
        ("CH", 21),
        ("NL", 18),
    ];
    let known = lengths.iter().find(|(country, _)| head.starts_with(country));
    let is_long = known.is_none_or(|(_, length)| account.len() == *length);
    if !letters
        || !key
        || !is_long
        || !account.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    {
        return false;
    }
    let remainder = rest.chars().chain(head.chars()).fold(0_u32, |remainder, sign| {
        let value = sign.to_digit(36).unwrap_or_default();
        if value > 9 { (remainder * 100 + value) % 97 } else { (remainder * 10 + value) % 97 }
    });
    remainder == 1
}

#[cfg(test)]
mod tests {
    use super::{amount, date, is_iban, is_siret, reference};

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn days_are_read_in_the_ways_they_are_written() {
        for text in ["20/11/2026", "20.11.2026", "2026-11-20", "20 novembre 2026", "20-11-26"] {
            assert_eq!(
                date(&words(text)).map(|(day, _)| day.to_string()).as_deref(),
                Some("2026-11-20"),
                "{text}"
            );
        }
        for text in ["32/01/2026", "1/2", "2026", "F-2026-11", "00/00/0000"] {
            assert_eq!(date(&words(text)), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_in_the_ways_they_are_written() {
        for text in ["1 234,56 €", "1.234,56", "1,234.56", "€ 1234.56", "1\u{202f}234,56", "1234,56eur"] {
            assert_eq!(
                amount(&words(text)).map(|(amount, _)| amount.to_string()).as_deref(),
                Some("1234.56"),
                "{text}"
            );
        }
        for text in ["12", "20 %", "1 23,45", "12,345", "abc", "1.23.45"] {
            assert_eq!(amount(&words(text)), None, "{text}");
        }
    }

    #[test]
    fn keys_are_reckoned() {
        assert!(is_siret("73282932000074") && !is_siret("73282932000075") && !is_siret("00000000000000"));
        assert!(is_siret("35600000049837"));
        assert!(is_iban("FR7630006000011234567890189") && !is_iban("FR7630006000011234567890188"));
    }

    #[test]
    fn a_reference_has_a_digit_and_is_no_day() {
        assert_eq!(reference("F-2026-0117,").as_deref(), Some("F-2026-0117"));
        assert_eq!((reference("Date"), reference("20/11/2026"), reference("n°")), (None, None, None));
    }
}
