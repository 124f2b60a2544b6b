//! Who may act for a client structure, and until when: what its mandates say together on a day.

use chrono::{NaiveDate, TimeDelta};

/// Days before its end from which a mandate counts as ending.
pub const MANDATE_ENDING_DAYS: i64 = 60;
/// Longest name of who acts, characters.
pub const LONGEST_MANDATE_HOLDER: usize = 200;
/// Longest reason to submit without a mandate, and to end one, characters.
pub const LONGEST_MANDATE_REASON: usize = 500;

/// The days on which a mandate is good, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MandateSpan {
    /// The first day.
    pub first: NaiveDate,
    /// The last day; none when it is good until somebody ends it.
    pub last: Option<NaiveDate>,
}

impl MandateSpan {
    /// Whether it is good on a day.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// What the mandates of a structure say together on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MandateStanding {
    /// There was never one.
    Missing,
    /// The first one begins later.
    ToCome {
        /// Its first day.
        first: NaiveDate,
    },
    /// None is good any more.
    Expired {
        /// The last day on which one was.
        last: NaiveDate,
    },
    /// One is good today.
    Valid {
        /// The last day without a gap from today on; none when there is no end.
        until: Option<NaiveDate>,
    },
}

impl MandateStanding {
    /// What mandates say on a day. One that goes on where another ends counts with it: nobody is reminded of what was
    /// renewed.
    #[must_use]
    pub fn of(spans: &[MandateSpan], today: NaiveDate) -> Self {
        let mut until = None;
        let mut day = today;
        while let Some(last) =
            spans.iter().filter(|span| span.covers(day)).map(|span| span.last).max_by_key(end)
        {
            let Some(last) = last else { return Self::Valid { until: None } };
            until = Some(last);
            match last.checked_add_signed(TimeDelta::days(1)) {
                Some(next) => day = next,
                None => return Self::Valid { until: None },
            }
        }
        if until.is_some() {
            return Self::Valid { until };
        }
        // One that was ended before it began was never good.
        let good = || spans.iter().filter(|span| span.last.is_none_or(|last| span.first <= last));
        let to_come = good().map(|span| span.first).filter(|first| *first > today).min();
        let past = good().filter_map(|span| span.last).filter(|last| *last < today).max();
        match (to_come, past) {
            (_, Some(last)) => Self::Expired { last },
            (Some(first), None) => Self::ToCome { first },
            (None, None) => Self::Missing,
        }
    }

    /// Whether one is good today.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }

    /// Days that remain, today not counted; none without an end or without a mandate.
    #[must_use]
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        match self {
            Self::Valid { until } => until.map(|last| (last - today).num_days()),
            Self::Missing | Self::ToCome { .. } | Self::Expired { .. } => None,
        }
    }

    /// Whether it ends within [`MANDATE_ENDING_DAYS`].
    #[must_use]
    pub fn is_ending(&self, today: NaiveDate) -> bool {
        self.days_left(today).is_some_and(|days| days <= MANDATE_ENDING_DAYS)
    }
}

/// No end is the latest one.
const fn end(last: &Option<NaiveDate>) -> (bool, Option<NaiveDate>) {
    (last.is_none(), *last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn span(first: (u32, u32), last: Option<(u32, u32)>) -> MandateSpan {
        MandateSpan { first: day(first.0, first.1), last: last.map(|(month, of)| day(month, of)) }
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        let spans = [span((3, 1), Some((5, 31)))];
        for (today, standing) in [
            (day(2, 28), MandateStanding::ToCome { first: day(3, 1) }),
            (day(3, 1), MandateStanding::Valid { until: Some(day(5, 31)) }),
            (day(5, 31), MandateStanding::Valid { until: Some(day(5, 31)) }),
            (day(6, 1), MandateStanding::Expired { last: day(5, 31) }),
        ] {
            assert_eq!(MandateStanding::of(&spans, today), standing, "{today}");
        }
        assert_eq!(MandateStanding::of(&[], day(3, 1)), MandateStanding::Missing);
    }

    #[test]
    fn what_was_renewed_without_a_gap_ends_with_its_renewal() {
        let renewed = [span((1, 1), Some((5, 31))), span((6, 1), Some((9, 30)))];
        assert_eq!(
            MandateStanding::of(&renewed, day(5, 20)),
            MandateStanding::Valid { until: Some(day(9, 30)) }
        );
        let open = [span((1, 1), Some((5, 31))), span((5, 15), None)];
        assert_eq!(MandateStanding::of(&open, day(5, 1)), MandateStanding::Valid { until: None });
        let gap = [span((1, 1), Some((5, 31))), span((6, 2), None)];
        let standing = MandateStanding::of(&gap, day(5, 20));
        assert_eq!(standing.days_left(day(5, 20)), Some(11));
        assert_eq!(MandateStanding::of(&gap, day(6, 1)), MandateStanding::Expired { last: day(5, 31) });
    }

    #[test]
    fn one_that_was_ended_before_it_began_is_none() {
        assert_eq!(MandateStanding::of(&[span((6, 1), Some((5, 20)))], day(5, 25)), MandateStanding::Missing);
        assert_eq!(MandateStanding::of(&[span((6, 1), Some((5, 20)))], day(5, 10)), MandateStanding::Missing);
    }

    #[test]
    fn sixty_days_before_its_end_a_mandate_is_ending() {
        let standing = MandateStanding::of(&[span((1, 1), Some((12, 1)))], day(10, 1));
        assert_eq!(standing.days_left(day(10, 1)), Some(61));
        assert!(!standing.is_ending(day(10, 1)) && standing.is_ending(day(10, 2)));
        assert!(!MandateStanding::of(&[span((1, 1), None)], day(10, 1)).is_ending(day(10, 1)));
    }

    #[test]
    fn the_last_day_that_there_is_ends_nothing() {
        let spans = [MandateSpan { first: day(1, 1), last: Some(NaiveDate::MAX) }];
        assert_eq!(MandateStanding::of(&spans, day(5, 1)), MandateStanding::Valid { until: None });
    }

    proptest::proptest! {
        #[test]
        fn it_is_valid_exactly_when_one_mandate_is_good(
            spans in proptest::collection::vec((0_i64..200, proptest::option::of(0_i64..200)), 0..6),
            today in 0_i64..200,
        ) {
            let at = |days: i64| day(1, 1) + TimeDelta::days(days);
            let spans: Vec<MandateSpan> = spans
                .into_iter()
                .map(|(first, last)| MandateSpan { first: at(first), last: last.map(at) })
                .collect();
            let standing = MandateStanding::of(&spans, at(today));
            let good = |days: i64| spans.iter().any(|span| span.covers(at(days)));
            proptest::prop_assert_eq!(standing.is_valid(), good(today));
            if let MandateStanding::Valid { until: Some(last) } = standing {
                let left = (last - at(today)).num_days();
                proptest::prop_assert!((today..=today + left).all(good));
                proptest::prop_assert!(!good(today + left + 1));
            }
        }
    }
}
