//! Header `Retry-After`.

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// Longest wait believed: callers add it to a time, which must not overflow.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long the server asks to wait, at most a day, in either form of the header (RFC 9110 §10.2.3): seconds, or a date.
/// A date is compared with the clock of the server when its answer shows it, otherwise with `now`.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let until = http_date(text)?;
    let from = headers.get(DATE).and_then(|value| http_date(value.to_str().ok()?)).unwrap_or(now);
    // A date that has passed means "now".
    Some((until - from).to_std().unwrap_or_default().min(LONGEST))
}

/// A date in any of the three forms of RFC 9110 §5.6.7.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(pairs: &[(&'static str, &'static str)]) -> Option<Duration> {
        let headers = pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap>();
        retry_after(&headers, "2026-11-25T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn seconds_are_read() {
        assert_eq!(wait(&[("retry-after", " 17 ")]), Some(Duration::from_secs(17)));
        assert_eq!(wait(&[("retry-after", "-1")]), None);
        assert_eq!(wait(&[("retry-after", "bientôt")]), None);
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn a_wait_is_a_day_at_most() {
        for header in ["18446744073709551615", "Thu, 25 Nov 9999 10:00:00 GMT"] {
            let waited = retry_after(
                &HeaderMap::from_iter([(RETRY_AFTER, header.parse().unwrap())]),
                "2026-11-25T10:00:00Z".parse().unwrap(),
            );
            assert_eq!(waited, Some(LONGEST), "{header}");
        }
    }

    #[test]
    fn the_three_forms_of_dates_are_read() {
        for date in
            ["Wed, 25 Nov 2026 10:01:30 GMT", "Wednesday, 25-Nov-26 10:01:30 GMT", "Wed Nov 25 10:01:30 2026"]
        {
            assert_eq!(wait(&[("retry-after", date)]), Some(Duration::from_secs(90)), "{date}");
        }
        assert_eq!(wait(&[("retry-after", "Sun Nov  1 10:01:30 2026")]), Some(Duration::ZERO));
    }

    #[test]
    fn a_date_is_compared_with_the_clock_of_the_server() {
        let headers =
            [("date", "Wed, 25 Nov 2026 10:31:00 GMT"), ("retry-after", "Wed, 25 Nov 2026 10:31:05 GMT")];
        assert_eq!(wait(&headers), Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_date_that_has_passed_means_now() {
        assert_eq!(wait(&[("retry-after", "Wed, 25 Nov 2026 09:59:59 GMT")]), Some(Duration::ZERO));
    }
}
