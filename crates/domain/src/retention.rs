//! How long an invoice is kept.

use chrono::{Datelike as _, NaiveDate};

/// Years for which accounting documents are kept, from the end of the financial year (Code de commerce, article L123-22; the
/// DUA of local public bodies is as long).
pub const RETENTION_YEARS: i32 = 10;

/// The last day until which an invoice of a day is kept at least. The financial year is taken for the calendar year: whose
/// year ends otherwise keeps it longer.
#[must_use]
pub fn kept_until(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year() + RETENTION_YEARS, 12, 31).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_kept_ten_years_from_the_end_of_its_year() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        for of in [day(2026, 1, 1), day(2026, 11, 20), day(2026, 12, 31)] {
            assert_eq!(kept_until(of), day(2036, 12, 31));
        }
        assert_eq!(kept_until(day(2024, 2, 29)), day(2034, 12, 31));
        assert_eq!(kept_until(NaiveDate::MAX), NaiveDate::MAX);
    }
}
