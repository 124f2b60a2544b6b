//! How long an invoice usually is on its way: learnt from those that arrived.

/// Fewer cases than these say nothing.
const FEWEST: usize = 20;
/// What is expected before anything is learnt, days. Not documented by Chorus Pro, which integrates most invoices within
/// a day; a week-end lies between.
const DEFAULT_DAYS: i64 = 3;

/// How long it usually takes from the deposit until the recipient can have an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualTime {
    /// Days within which nine of ten arrive; at least one.
    pub days: i64,
    /// How many cases this was learnt from; 0 where it is the default.
    pub cases: usize,
}

impl Default for UsualTime {
    fn default() -> Self {
        Self { days: DEFAULT_DAYS, cases: 0 }
    }
}

impl UsualTime {
    /// What the days that so many invoices took tell; the default where they are too few.
    #[must_use]
    pub fn learn(days: impl IntoIterator<Item = i64>) -> Self {
        let mut days: Vec<i64> = days.into_iter().filter(|days| *days >= 0).collect();
        if days.len() < FEWEST {
            return Self::default();
        }
        days.sort_unstable();
        let ninth = days.get((days.len() * 9).div_ceil(10) - 1).copied().unwrap_or(DEFAULT_DAYS);
        Self { days: ninth.max(1), cases: days.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_of_ten_arrive_within_the_usual_time() {
        let learnt = |days: &[i64]| UsualTime::learn(days.iter().copied());
        let mut days = vec![0; 90];
        days.extend([5; 10]);
        assert_eq!(learnt(&days), UsualTime { days: 1, cases: 100 }, "a day at least");
        days.push(5);
        assert_eq!(learnt(&days), UsualTime { days: 5, cases: 101 });
        assert_eq!(learnt(&[9; 19]), UsualTime::default(), "too few to tell");
        assert_eq!(learnt(&[-1; 40]), UsualTime::default(), "a clock that was wrong is no case");
    }
}
