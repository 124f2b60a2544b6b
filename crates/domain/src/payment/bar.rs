//! The delay as a bar: what has passed and what remains, side by side.

use chrono::NaiveDate;

use super::day::{days_between, later};
use super::{DelayEnd, DelayTargets, PaymentDelay};
use crate::ClockSide;

/// How a stretch of the bar stands to the delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarPhase {
    /// Behind us: in time, or interrupted.
    Passed,
    /// Behind us, after the last day.
    Late,
    /// Still to come: the target of that side, or what is left of it.
    Remaining,
}

/// A stretch of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarSegment {
    /// Who had or will have the invoice; an interruption that had effect is a side of its own.
    pub side: ClockSide,
    /// Past, late or to come.
    pub phase: BarPhase,
    /// From which day on.
    pub from: NaiveDate,
    /// Its days, at least one.
    pub days: u32,
}

/// The bar of a delay, read on a day: without gaps, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DelayBar {
    /// Its stretches.
    pub segments: Vec<BarSegment>,
}

impl DelayBar {
    /// The days of all stretches.
    #[must_use]
    pub fn days(&self) -> u32 {
        self.segments.iter().map(|segment| segment.days).sum()
    }

    /// The part of the bar that a stretch takes, 0 to 1.
    #[must_use]
    pub fn fraction(&self, segment: &BarSegment) -> f64 {
        f64::from(segment.days) / f64::from(self.days().max(1))
    }

    fn push(&mut self, side: ClockSide, phase: BarPhase, from: NaiveDate, to: NaiveDate) {
        let days = days_between(from, to);
        if days > 0 {
            self.segments.push(BarSegment { side, phase, from, days });
        }
    }
}

impl PaymentDelay {
    /// The bar from the start of the delay to its last day, or beyond it when late. While interrupted the days to come
    /// are those of the new delay, as if it were completed today.
    #[must_use]
    pub fn bar(&self, today: NaiveDate) -> DelayBar {
        let start = self.start.day();
        let now = self.end.map_or(today, DelayEnd::day).max(start);
        let last = self.last_day().unwrap_or(NaiveDate::MAX);
        let mut bar = DelayBar::default();
        for (index, (side, from)) in self.sides.iter().enumerate() {
            let to = self.sides.get(index + 1).map_or(now, |(_, next)| *next);
            let (from, to) = ((*from).clamp(start, now), to.clamp(start, now));
            bar.push(*side, BarPhase::Passed, from, to.min(last));
            bar.push(*side, BarPhase::Late, from.max(last), to);
        }
        if self.end.is_none() {
            self.push_remaining(&mut bar, now);
        }
        bar
    }

    fn push_remaining(&self, bar: &mut DelayBar, now: NaiveDate) {
        let (target, last) = match (self.run, self.interruption) {
            (Some(run), _) => (run.ordonnateur_last_day(), run.last_day()),
            (None, Some(interruption)) => {
                let days = interruption.new_delay_days;
                let targets = DelayTargets::of(days, self.delay.comptable);
                (later(now, targets.ordonnateur), later(now, days))
            }
            (None, None) => return,
        };
        let has_comptable = self.sides.last().is_some_and(|(side, _)| *side == ClockSide::Comptable);
        let handed_on = if has_comptable { now } else { target.max(now) };
        bar.push(ClockSide::Ordonnateur, BarPhase::Remaining, now, handed_on);
        bar.push(ClockSide::Comptable, BarPhase::Remaining, handed_on, last);
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::{at, day, delay_of};
    use super::*;
    use crate::InvoiceStatus as Status;

    fn told(delay: &PaymentDelay, today: u32) -> Vec<(ClockSide, BarPhase, u32)> {
        delay.bar(day(today)).segments.iter().map(|part| (part.side, part.phase, part.days)).collect()
    }

    #[test]
    fn what_remains_is_shared_by_the_targets() {
        let delay = delay_of(&[(Status::MiseADisposition, at(1))]);
        use BarPhase::{Late, Passed, Remaining};
        use ClockSide::{Comptable, Ordonnateur};
        assert_eq!(told(&delay, 1), [(Ordonnateur, Remaining, 20), (Comptable, Remaining, 10)]);
        assert_eq!(
            told(&delay, 13),
            [(Ordonnateur, Passed, 12), (Ordonnateur, Remaining, 8), (Comptable, Remaining, 10)]
        );
        // The ordonnateur is beyond its target: the accountant has what is left.
        assert_eq!(told(&delay, 26), [(Ordonnateur, Passed, 25), (Comptable, Remaining, 5)]);
        assert_eq!(told(&delay, 35), [(Ordonnateur, Passed, 30), (Ordonnateur, Late, 4)]);
        let bar = delay.bar(day(13));
        assert_eq!(bar.days(), 30);
        assert!((bar.fraction(&bar.segments[0]) - 0.4).abs() < f64::EPSILON);
    }

    #[test]
    fn each_side_has_its_stretch_and_the_interruption_another() {
        let mut way = vec![(Status::MiseADisposition, at(1)), (Status::Suspendue, at(5))];
        use BarPhase::{Late, Passed, Remaining};
        use ClockSide::{Comptable, Interrupted, Ordonnateur};
        assert_eq!(
            told(&delay_of(&way), 8),
            [
                (Ordonnateur, Passed, 4),
                (Interrupted, Passed, 3),
                (Ordonnateur, Remaining, 20),
                (Comptable, Remaining, 10)
            ]
        );
        way.extend([(Status::Completee, at(9)), (Status::Mandatee, at(20))]);
        assert_eq!(
            told(&delay_of(&way), 21),
            [
                (Ordonnateur, Passed, 4),
                (Interrupted, Passed, 4),
                (Ordonnateur, Passed, 11),
                (Comptable, Passed, 1),
                (Comptable, Remaining, 18)
            ]
        );
        way.push((Status::MiseEnPaiement, at(41)));
        assert_eq!(
            told(&delay_of(&way), 60),
            [
                (Ordonnateur, Passed, 4),
                (Interrupted, Passed, 4),
                (Ordonnateur, Passed, 11),
                (Comptable, Passed, 19),
                (Comptable, Late, 2)
            ]
        );
    }
}
