//! Days and moments as people in France read them. Storage holds UTC.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Paris;

/// The day in Paris at this instant.
#[must_use]
pub fn paris_day(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&Paris).date_naive()
}

/// The instant of a local time in Paris; of the two instants of an autumn night the first, and for a time skipped
/// in spring the hour after.
#[must_use]
pub fn paris_local_to_utc(local: NaiveDateTime) -> DateTime<Utc> {
    Paris
        .from_local_datetime(&local)
        .earliest()
        .or_else(|| Paris.from_local_datetime(&(local + TimeDelta::hours(1))).earliest())
        .map_or_else(|| Utc.from_utc_datetime(&local), |instant| instant.with_timezone(&Utc))
}

/// How far the clocks of Paris are ahead of UTC, from an instant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParisOffset {
    /// From when.
    pub from: DateTime<Utc>,
    /// Summer time, else winter time.
    pub ahead: TimeDelta,
}

/// The changes of the clocks in these years, the first one first, for whoever has to count days of Paris without knowing
/// the zone: at 01:00 UTC on the last Sundays of March and October (directive 2000/84/EC).
#[must_use]
pub fn paris_offsets(first_year: i32, last_year: i32) -> Vec<ParisOffset> {
    let change = |year, month, hours| {
        let last = NaiveDate::from_ymd_opt(year, month, 31)?;
        let back = TimeDelta::days(i64::from(last.weekday().num_days_from_sunday()));
        let from = (last - back).and_hms_opt(1, 0, 0)?.and_utc();
        Some(ParisOffset { from, ahead: TimeDelta::hours(hours) })
    };
    (first_year..=last_year).flat_map(|year| [change(year, 3, 2), change(year, 10, 1)]).flatten().collect()
}

/// `05/11/2026`.
#[must_use]
pub fn format_day(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `05/11/2026 à 14 h 05`, Paris time.
#[must_use]
pub fn format_moment(instant: DateTime<Utc>) -> String {
    format!("{} à {}", format_day(paris_day(instant)), format_time(instant))
}

/// `14 h 05`, Paris time.
#[must_use]
pub fn format_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&Paris).format("%H\u{a0}h\u{a0}%M").to_string()
}

/// `14 h 05`, Paris time, of an instant to come: the next full minute, so that nobody comes too early.
#[must_use]
pub fn format_time_to_come(instant: DateTime<Utc>) -> String {
    let over = instant.timestamp_millis().rem_euclid(60_000);
    format_time(if over == 0 { instant } else { instant + TimeDelta::milliseconds(60_000 - over) })
}

/// How long ago: `à l’instant`, `il y a 5 min`, `il y a 3 h`, `il y a 12 j`.
#[must_use]
pub fn relative_age(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let age = now.signed_duration_since(instant);
    match (age.num_minutes(), age.num_hours(), age.num_days()) {
        (..1, _, _) => "à l’instant".to_owned(),
        (minutes @ ..60, _, _) => format!("il y a {minutes}\u{a0}min"),
        (_, hours @ ..24, _) => format!("il y a {hours}\u{a0}h"),
        (_, _, days) => format!("il y a {days}\u{a0}j"),
    }
}

/// How long something took, in the two units that matter: `12 min`, `3 h 20 min`, `3 j 4 h`, `45 j`.
#[must_use]
pub fn format_span(span: TimeDelta) -> String {
    let (days, hours, minutes) = (span.num_days(), span.num_hours() % 24, span.num_minutes() % 60);
    match (days, hours, minutes) {
        (0, 0, minutes) => format!("{minutes}\u{a0}min"),
        (0, hours, 0) => format!("{hours}\u{a0}h"),
        (0, hours, minutes) => format!("{hours}\u{a0}h {minutes}\u{a0}min"),
        (days @ 1..=6, hours @ 1.., _) => format!("{days}\u{a0}j {hours}\u{a0}h"),
        (days, ..) => format!("{days}\u{a0}j"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_evening_in_utc_is_the_next_day_in_paris() {
        let instant = Utc.with_ymd_and_hms(2026, 7, 1, 22, 30, 0).unwrap();
        assert_eq!(format_moment(instant), "02/07/2026 à 00\u{a0}h\u{a0}30");
    }

    #[test]
    fn the_hour_skipped_in_spring_becomes_the_hour_after() {
        let skipped = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(format_moment(paris_local_to_utc(skipped)), "29/03/2026 à 03\u{a0}h\u{a0}30");
    }

    #[test]
    fn local_times_go_round() {
        let local = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap().and_hms_opt(14, 5, 0).unwrap();
        assert_eq!(format_moment(paris_local_to_utc(local)), "05/11/2026 à 14\u{a0}h\u{a0}05");
    }

    #[test]
    fn spans_use_the_units_that_matter() {
        for (minutes, text) in [
            (12, "12\u{a0}min"),
            (180, "3\u{a0}h"),
            (200, "3\u{a0}h 20\u{a0}min"),
            (4_560, "3\u{a0}j 4\u{a0}h"),
            (65_000, "45\u{a0}j"),
        ] {
            assert_eq!(format_span(TimeDelta::minutes(minutes)), text);
        }
    }

    #[test]
    fn ages_use_the_unit_a_person_would() {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap();
        for (seconds, text) in [
            (20, "à l’instant"),
            (300, "il y a 5\u{a0}min"),
            (7_300, "il y a 2\u{a0}h"),
            (300_000, "il y a 3\u{a0}j"),
        ] {
            assert_eq!(relative_age(now - TimeDelta::seconds(seconds), now), text);
        }
    }

    #[test]
    fn the_changes_of_the_clocks_are_those_of_the_zone() {
        let offsets = paris_offsets(2019, 2027);
        assert_eq!(offsets.len(), 18);
        for pair in offsets.windows(2) {
            for at in [pair[0].from, pair[1].from - TimeDelta::seconds(1)] {
                let local = at.with_timezone(&Paris).naive_local();
                assert_eq!(local - at.naive_utc(), pair[0].ahead, "{at}");
            }
        }
    }
}
