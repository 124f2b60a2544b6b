//! Dates as people type them.

use chrono::{Datelike, NaiveDate};

/// Reads a day: `05/11/2026`, `5/11/26`, `5/11` (this year), `051126`, `05112026`, `2026-11-05`, `aujourd’hui`, `hier`.
/// `None` when it is no day.
#[must_use]
pub fn parse_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim().to_lowercase().replace('’', "'");
    match text.as_str() {
        "aujourd'hui" | "auj" | "j" => return Some(today),
        "hier" => return today.pred_opt(),
        _ => {}
    }
    if let Some(day) = iso_day(&text) {
        return Some(day);
    }
    let (day, month, year) = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        match text.len() {
            6 | 8 => (&text[..2], &text[2..4], Some(&text[4..])),
            4 => (&text[..2], &text[2..], None),
            _ => return None,
        }
    } else {
        let mut parts = text.split(['/', '.', '-', ' ']);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        (day, month, year)
    };
    let year = match year {
        None => today.year(),
        Some(short) if short.len() == 2 => 2000 + short.parse::<i32>().ok()?,
        Some(long) if long.len() == 4 => long.parse().ok()?,
        Some(_) => return None,
    };
    let day = NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?;
    (1900..2200).contains(&day.year()).then_some(day)
}

/// `2026-11-05`. By hand: the general parser of dates would weigh more than all our checks in the browser.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    (1900..2200).contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        parse_day(text, today).map(|day| day.to_string())
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for text in ["05/11/2026", "5/11/26", "5/11", "051126", "05112026", "2026-11-05", "5.11.2026", "0511"]
        {
            assert_eq!(read(text).as_deref(), Some("2026-11-05"), "{text}");
        }
        assert_eq!(read("aujourd’hui").as_deref(), Some("2026-11-22"));
        assert_eq!(read("Hier").as_deref(), Some("2026-11-21"));
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "31/02/2026", "demain", "5/11/226", "1/2/3/4", "é5/11", "99/99/9999"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".{0,20}") {
            let _ = read(&text);
        }
    }
}
