//! Dates as XPath has them.

use chrono::NaiveDate;

/// `xs:date`: year, month and day, with or without a zone.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let (day, zone) = text.split_at_checked(10)?;
    let is_zone = match zone.as_bytes() {
        [] | [b'Z'] => true,
        [b'+' | b'-', hours @ .., b':', ten, one] => {
            hours.len() == 2 && hours.iter().chain([ten, one]).all(u8::is_ascii_digit)
        }
        _ => false,
    };
    let is_plain = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if is_zone && is_plain { NaiveDate::parse_from_str(day, "%Y-%m-%d").ok() } else { None }
}

/// The notation `YYYYMMDD`, as the official pattern has it: the 31st of February passes.
pub(super) fn is_compact(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    text.len() == 8
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && part(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && part(6, 8).is_some_and(|day| (1..=31).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_xpath_does() {
        for text in ["2026-01-31", " 2026-01-31Z ", "2026-01-31+01:00"] {
            assert_eq!(date(text), NaiveDate::from_ymd_opt(2026, 1, 31), "{text}");
        }
        for text in ["", "2026-02-30", "20260131", "2026-1-31", "2026-01-31T00:00:00", "2026-01-31+1:00"] {
            assert_eq!(date(text), None, "{text}");
        }
        assert!(is_compact("20260231") && is_compact(" 20260131\n"));
        assert!(!is_compact("20261301") && !is_compact("20260100") && !is_compact("2026-01-31"));
    }
}
