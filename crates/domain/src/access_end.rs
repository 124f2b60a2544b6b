//! When what an access stands on ends, and how early one is reminded of it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::paris_local_to_utc;

/// Days for which the password of a technical account is good once it was set (AIFE, bonnes pratiques).
pub const TECHNICAL_PASSWORD_DAYS: i64 = 424;

/// Days before an end at which one is reminded of it, each time more urgently.
pub const REMINDER_DAYS: [i64; 4] = [60, 30, 15, 3];

/// When the password of a technical account ends that was set at an instant.
#[must_use]
pub fn technical_password_end(set_at: DateTime<Utc>) -> DateTime<Utc> {
    set_at.checked_add_signed(TimeDelta::days(TECHNICAL_PASSWORD_DAYS)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// When a password was set that ends on a day, as if it were good for as long as every other: the inverse of
/// [`technical_password_end`]. Its last day is not counted on.
#[must_use]
pub fn technical_password_set(ends_on: NaiveDate) -> DateTime<Utc> {
    let end = paris_local_to_utc(ends_on.and_time(NaiveTime::MIN));
    end.checked_sub_signed(TimeDelta::days(TECHNICAL_PASSWORD_DAYS)).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// The reminder that is due so many days before an end, by the days that it is for; none while the end is far.
#[must_use]
pub fn reminder_due(days_left: i64) -> Option<i64> {
    REMINDER_DAYS.into_iter().filter(|days| days_left <= *days).min()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn one_is_reminded_four_times_and_after_the_end_as_urgently_as_before() {
        for (left, due) in [
            (424, None),
            (61, None),
            (60, Some(60)),
            (31, Some(60)),
            (30, Some(30)),
            (16, Some(30)),
            (15, Some(15)),
            (4, Some(15)),
            (3, Some(3)),
            (0, Some(3)),
            (-200, Some(3)),
        ] {
            assert_eq!(reminder_due(left), due, "{left}");
        }
    }

    #[test]
    fn what_chorus_pro_says_of_its_end_is_kept_as_when_it_was_set() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 10).unwrap();
        let end = technical_password_end(technical_password_set(day));
        assert_eq!(end.to_rfc3339(), "2027-03-09T23:00:00+00:00", "midnight in Paris");
        assert!(technical_password_set(NaiveDate::MIN) <= technical_password_set(day));
    }

    #[test]
    fn a_password_is_good_for_424_days() {
        let set = Utc.with_ymd_and_hms(2026, 1, 1, 9, 0, 0).unwrap();
        assert_eq!(technical_password_end(set).to_rfc3339(), "2027-03-01T09:00:00+00:00");
        assert_eq!(technical_password_end(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC);
    }
}
