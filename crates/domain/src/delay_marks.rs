//! The days of an invoice that its delay is counted from, so that many delays can be counted at once.

use chrono::{Days, NaiveDate};

use crate::{ClockSide, ClockSpan, paris_day};

/// Days of the new delay after an interruption, unless more remained (R2192-29).
const NEW_DELAY_DAYS: i64 = 30;

/// What counts of the way of an invoice, as days of Paris.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelayMarks {
    /// From when the delay runs: the receipt, the last one after a giving back, or the day of the work where that is later.
    pub from: NaiveDate,
    /// When it was interrupted for the first time; an interruption after the payment order has no effect and is none.
    pub stopped: Option<NaiveDate>,
    /// When that interruption ended; none while it lasts.
    pub resumed: Option<NaiveDate>,
    /// When the payment was ordered (mandat).
    pub ordered: Option<NaiveDate>,
}

impl DelayMarks {
    /// Of an invoice of which nothing is known but the day of its receipt.
    #[must_use]
    pub const fn since(from: NaiveDate) -> Self {
        Self { from, stopped: None, resumed: None, ordered: None }
    }

    /// The same of work that was done on a day: no delay runs before (CCP R2192-13). A day before the receipt changes nothing.
    #[must_use]
    pub fn of_work_done_on(self, day: Option<NaiveDate>) -> Self {
        Self { from: day.map_or(self.from, |day| day.max(self.from)), ..self }
    }

    /// The last day of a delay of so many days, as [`crate::payment_delay`] gives it; none while interrupted.
    #[must_use]
    pub fn last_day(&self, days: u32) -> Option<NaiveDate> {
        let last = self.from.checked_add_days(Days::new(u64::from(days)))?;
        let Some(stopped) = self.stopped.filter(|stopped| *stopped <= last) else {
            return Some(last);
        };
        let left = (last - stopped.max(self.from)).num_days().max(NEW_DELAY_DAYS);
        self.resumed?.max(self.from).checked_add_days(Days::new(left.unsigned_abs()))
    }
}

/// What counts of the spans of an invoice, the first one first; none where its recipient does not have it.
#[must_use]
pub fn delay_marks(spans: &[ClockSpan]) -> Option<DelayMarks> {
    let given_back = spans.iter().rposition(|span| span.side == ClockSide::GivenBack);
    let spans = &spans[given_back.map_or(0, |place| place + 1)..];
    let first = spans.first().filter(|span| span.side == ClockSide::Ordonnateur)?;
    let ordered = spans.iter().position(|span| span.side == ClockSide::Comptable);
    let before = &spans[..ordered.unwrap_or(spans.len())];
    let interruption = before.iter().find(|span| span.side == ClockSide::Interrupted);
    Some(DelayMarks {
        from: paris_day(first.from),
        stopped: interruption.map(|span| paris_day(span.from)),
        resumed: interruption.and_then(|span| span.to).map(paris_day),
        ordered: ordered.map(|place| paris_day(spans[place].from)),
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::{
        InvoiceStatus as Status, PayerCategory, PaymentRequest, clock_spans, delay_rules, payment_delay,
    };

    fn at(day: i64) -> DateTime<Utc> {
        "2026-01-05T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(day)
    }

    fn same_as_the_whole_history(way: &[(Status, i64)]) {
        for done in [None, Some(-3), Some(3), Some(7), Some(45)] {
            same_of_work_done(way, done.map(|day| paris_day(at(day))));
        }
    }

    fn same_of_work_done(way: &[(Status, i64)], done: Option<NaiveDate>) {
        let statuses: Vec<_> = way.iter().map(|(status, day)| (status.clone(), at(*day))).collect();
        let marks = delay_marks(&clock_spans(statuses.clone())).map(|marks| marks.of_work_done_on(done));
        for (category, days) in [(PayerCategory::Local, 30), (PayerCategory::Health, 50)] {
            let request =
                PaymentRequest { category: Some(category), service_fait: done, ..PaymentRequest::default() };
            let delay = payment_delay(&request, statuses.clone(), &delay_rules());
            assert_eq!(marks.is_some(), delay.is_ok(), "{way:?}");
            let (Some(marks), Ok(delay)) = (marks, delay) else { continue };
            assert_eq!(marks.last_day(days), delay.last_day(), "{way:?} {category:?} {done:?}");
            assert_eq!(marks.ordered, delay.ordered_on, "{way:?}");
        }
    }

    #[test]
    fn the_last_day_is_that_of_the_whole_history() {
        use Status::{ARecycler, Completee, Deposee, Mandatee, MiseADisposition, Suspendue};
        for way in [
            vec![(Deposee, 0)],
            vec![(MiseADisposition, 1)],
            vec![(MiseADisposition, 1), (Mandatee, 15)],
            vec![(MiseADisposition, 1), (Suspendue, 4)],
            vec![(MiseADisposition, 1), (Suspendue, 4), (Completee, 9)],
            vec![(MiseADisposition, 1), (Suspendue, 29), (Completee, 60), (Mandatee, 70)],
            // A second one, one after the last day, one after the payment order: none counts.
            vec![(MiseADisposition, 1), (Suspendue, 4), (Completee, 9), (Suspendue, 12), (Completee, 20)],
            vec![(MiseADisposition, 1), (Suspendue, 40), (Completee, 45)],
            vec![(MiseADisposition, 1), (Mandatee, 10), (Suspendue, 12)],
            // Given back, and then from the new receipt.
            vec![(MiseADisposition, 1), (ARecycler, 5)],
            vec![(MiseADisposition, 1), (Suspendue, 2), (ARecycler, 5), (MiseADisposition, 8)],
            vec![
                (MiseADisposition, 1),
                (ARecycler, 5),
                (MiseADisposition, 8),
                (Suspendue, 9),
                (Completee, 11),
            ],
        ] {
            same_as_the_whole_history(&way);
        }
    }
}
