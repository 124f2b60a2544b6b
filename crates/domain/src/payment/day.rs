//! Counting calendar days.

use chrono::{Days, NaiveDate};

/// A day of the calendar for a table of rules; one that does not exist is the first day that can be counted.
pub(super) const fn calendar_day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// The day a number of days later; the last day of the calendar where there is none.
pub(super) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// Days from one day to a later one; 0 when it is not later.
pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let (february, march) = (calendar_day(2024, 2, 28), calendar_day(2024, 3, 1));
        assert_eq!(days_between(february, march), 2);
        assert_eq!(days_between(march, february), 0);
        assert_eq!(later(february, 2), march);
        assert_eq!(later(calendar_day(2023, 2, 28), 1), calendar_day(2023, 3, 1));
    }
}
