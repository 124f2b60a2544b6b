//! How long things take in simulated time.

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};
use chrono_tz::Europe::Paris;
use serde::{Deserialize, Serialize};

use crate::clock::from_paris;
use crate::random::Random;

/// A delay drawn evenly between two bounds, in simulated seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Shortest delay, in seconds.
    pub least: u32,
    /// Longest delay, in seconds.
    pub most: u32,
}

impl Span {
    /// A delay between `least` and `most` seconds.
    #[must_use]
    pub const fn seconds(least: u32, most: u32) -> Self {
        Self { least, most }
    }

    pub(crate) fn draw(self, random: &mut Random) -> Duration {
        Duration::seconds(random.between(i64::from(self.least), i64::from(self.most)))
    }
}

/// The delays of the life cycle. The reference documents none, so all are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Each state of a deposited flow, from its deposit to its integration or rejection.
    pub flow_step: Span,
    /// DEPOSEE → EN_COURS_ACHEMINEMENT.
    pub routing: Span,
    /// EN_COURS_ACHEMINEMENT → MISE_A_DISPOSITION.
    pub delivery: Span,
    /// A_VALIDER_1 → the validator's answer.
    pub validation: Span,
    /// MISE_A_DISPOSITION or COMPLETEE → what the recipient does first.
    pub first_move: Span,
    /// Each later step of the recipient and its accountant.
    pub next_move: Span,
    /// `true`: people act on working days between 8:30 and 17:30, Paris time.
    pub office_hours: bool,
}

impl Pace {
    /// Days and hours as on the real platform: about a month from deposit to payment.
    #[must_use]
    pub const fn realistic() -> Self {
        const DAY: u32 = 86_400;
        Self {
            flow_step: Span::seconds(60, 600),
            routing: Span::seconds(900, 5_400),
            delivery: Span::seconds(1_800, 14_400),
            validation: Span::seconds(DAY, 12 * DAY),
            first_move: Span::seconds(2 * DAY, 14 * DAY),
            next_move: Span::seconds(DAY / 2, 6 * DAY),
            office_hours: true,
        }
    }

    /// For a person watching: made available a few seconds after the deposit, treated within minutes.
    #[must_use]
    pub const fn demonstration() -> Self {
        Self {
            flow_step: Span::seconds(1, 2),
            routing: Span::seconds(2, 3),
            delivery: Span::seconds(2, 4),
            validation: Span::seconds(30, 60),
            first_move: Span::seconds(120, 600),
            next_move: Span::seconds(60, 180),
            office_hours: false,
        }
    }

    /// Every step takes exactly this many seconds: for tests.
    #[must_use]
    pub const fn steady(seconds: u32) -> Self {
        let span = Span::seconds(seconds, seconds);
        Self {
            flow_step: span,
            routing: span,
            delivery: span,
            validation: span,
            first_move: span,
            next_move: span,
            office_hours: false,
        }
    }

    /// The moment a person acts who could act at `at` at the earliest.
    pub(crate) fn when_somebody_works(self, at: DateTime<Utc>, random: &mut Random) -> DateTime<Utc> {
        if !self.office_hours {
            return at;
        }
        let local = at.with_timezone(&Paris).naive_local();
        let (opening, closing) = (opening(), closing());
        let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && (opening..=closing).contains(&local.time()) {
            return at;
        }
        let mut day = local.date();
        if weekend || local.time() > closing {
            day = day.succ_opt().unwrap_or(day);
            while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
                day = day.succ_opt().unwrap_or(day);
            }
        }
        from_paris(day.and_time(opening)) + Duration::seconds(random.between(0, 3 * 3_600))
    }
}

fn opening() -> NaiveTime {
    NaiveTime::from_hms_opt(8, 30, 0).unwrap_or(NaiveTime::MIN)
}

fn closing() -> NaiveTime {
    NaiveTime::from_hms_opt(17, 30, 0).unwrap_or(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn nobody_works_at_night_or_on_sunday() {
        let mut random = Random::new(1, &[]);
        let sunday = Utc.with_ymd_and_hms(2026, 11, 22, 10, 0, 0).unwrap();
        let moved = Pace::realistic().when_somebody_works(sunday, &mut random).with_timezone(&Paris);
        assert_eq!(moved.weekday(), Weekday::Mon);
        assert!((opening()..=closing()).contains(&moved.time()));
        assert_eq!(Pace::demonstration().when_somebody_works(sunday, &mut random), sunday);
    }
}
