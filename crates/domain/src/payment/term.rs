//! Where the delay of a payment request stands: its start, its last day, what stopped it, how it ended.

use chrono::NaiveDate;

use super::day::{days_between, later};
use super::{AppliedDelay, ComptableShare, DelayTargets};
use crate::ClockSide;

/// Why no delay runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoDelay {
    /// A credit note, or nothing to be paid.
    NothingDue,
    /// It has not been made available to its recipient.
    NotReceived,
    /// Given back for another route on this day: the delay starts when it is made available again.
    GivenBack(NaiveDate),
    /// Its way ended on this day without its recipient having it.
    EndedUnreceived(NaiveDate),
}

/// Which of two dates the delay starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StartBasis {
    /// The receipt of the payment request (R2192-12).
    Received,
    /// The service fait, which is later (R2192-13).
    ServiceFait,
}

/// The start of the delay, with both dates it may count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelayStart {
    /// The mise à disposition, which is the receipt (R2192-15): the last one after a giving back.
    pub received: NaiveDate,
    /// The day on which the work was done, as far as it is known.
    pub service_fait: Option<NaiveDate>,
}

impl DelayStart {
    /// Which date counted: the later one, the receipt when they are the same.
    #[must_use]
    pub fn basis(&self) -> StartBasis {
        if self.service_fait.is_some_and(|done| done > self.received) {
            StartBasis::ServiceFait
        } else {
            StartBasis::Received
        }
    }

    /// The day from which the days are counted; it is none of them.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.service_fait.map_or(self.received, |done| done.max(self.received))
    }
}

/// Days that are running: the delay, or the new one after an interruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelayRun {
    /// The day from which they are counted.
    pub from: NaiveDate,
    /// How many.
    pub days: u32,
    /// How they are shared inside.
    pub targets: DelayTargets,
}

impl DelayRun {
    pub(super) fn new(from: NaiveDate, days: u32, share: ComptableShare) -> Self {
        Self { from, days, targets: DelayTargets::of(days, share) }
    }

    /// The last day on which the payment is in time.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        later(self.from, self.days)
    }

    /// The last day on which the ordonnateur is within its target.
    #[must_use]
    pub fn ordonnateur_last_day(&self) -> NaiveDate {
        later(self.from, self.targets.ordonnateur)
    }
}

/// How an interruption ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The supplier completed (`COMPLETEE`) on this day: all documents were received (R2192-29).
    Received(NaiveDate),
    /// The recipient went on with the invoice on this day without `COMPLETEE`: it had what it needed no later. Inferred.
    Deemed(NaiveDate),
}

impl Completion {
    /// The day from which the new delay is counted.
    #[must_use]
    pub const fn day(self) -> NaiveDate {
        match self {
            Self::Received(day) | Self::Deemed(day) => day,
        }
    }
}

/// The one interruption that stops the delay (R2192-27 to R2192-29).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interruption {
    /// The day on which the supplier was told: the suspension on Chorus Pro.
    pub notified: NaiveDate,
    /// Days that remained on that day.
    pub balance_days: u32,
    /// Days of the delay that opens with the completion: 30, or the balance where it is greater.
    pub new_delay_days: u32,
    /// How it ended; none while it lasts.
    pub completion: Option<Completion>,
}

/// How the delay ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DelayEnd {
    /// Paid: the mise en paiement on this day.
    Paid(NaiveDate),
    /// Rejected, dropped or only taken into account on this day: nothing will be paid under this number.
    WithoutPayment(NaiveDate),
}

impl DelayEnd {
    /// On which day.
    #[must_use]
    pub const fn day(self) -> NaiveDate {
        match self {
            Self::Paid(day) | Self::WithoutPayment(day) => day,
        }
    }
}

/// What the statuses tell and the delay does not follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// A second interruption: without legal effect (R2192-27).
    SecondInterruption,
    /// An interruption after the payment order: without legal effect (R2192-27). Payers without a public accountant
    /// may do so, but the statuses do not tell them apart.
    InterruptionAfterOrder,
    /// An interruption after the last day: a delay that has run out cannot be interrupted, and interest runs from the
    /// day after (L2192-13). Inferred.
    InterruptionAfterLastDay,
    /// It was given back before; the delay starts from the new receipt.
    StartedAnew,
    /// A status after the end.
    AfterEnd,
    /// A status that this version does not know: the clock may be wrong.
    UnknownStatus,
}

/// A finding and its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DelayFinding {
    /// What.
    pub kind: FindingKind,
    /// On which day.
    pub day: NaiveDate,
}

/// Where a delay stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DelayState {
    /// It runs, in time or not.
    Running,
    /// The supplier must complete; there is no last day.
    Interrupted,
    /// Ended by the payment.
    Paid,
    /// Ended, and nothing is paid.
    EndedWithoutPayment,
}

/// The delay of a payment request that its recipient has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentDelay {
    /// From when it is counted.
    pub start: DelayStart,
    /// The days the payer has, and why.
    pub delay: AppliedDelay,
    /// The interruption that had effect.
    pub interruption: Option<Interruption>,
    /// The days that run, or ran until the end; none while interrupted.
    pub run: Option<DelayRun>,
    /// The day of the payment order.
    pub ordered_on: Option<NaiveDate>,
    /// How it ended.
    pub end: Option<DelayEnd>,
    /// What the statuses tell and the delay does not follow, in their order.
    pub findings: Vec<DelayFinding>,
    /// From which day on it was on which side.
    pub(super) sides: Vec<(ClockSide, NaiveDate)>,
}

impl PaymentDelay {
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> DelayState {
        match (self.end, self.run) {
            (Some(DelayEnd::Paid(_)), _) => DelayState::Paid,
            (Some(DelayEnd::WithoutPayment(_)), _) => DelayState::EndedWithoutPayment,
            (None, Some(_)) => DelayState::Running,
            (None, None) => DelayState::Interrupted,
        }
    }

    /// The last day on which the payment is or was in time; none while interrupted.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.run.map(|run| run.last_day())
    }

    /// Days until the last one, read today: 0 on it, negative when late. None unless it runs.
    #[must_use]
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        let last = self.last_day().filter(|_| self.end.is_none())?;
        Some(last.signed_duration_since(today).num_days())
    }

    /// Days late, read today or at the payment; 0 in time, while interrupted, and where nothing is paid.
    #[must_use]
    pub fn late_days(&self, today: NaiveDate) -> u32 {
        match (self.end, self.last_day()) {
            (Some(DelayEnd::WithoutPayment(_)), _) | (_, None) => 0,
            (end, Some(last)) => days_between(last, end.map_or(today, DelayEnd::day)),
        }
    }

    /// Days from the start to today or to the end, those of an interruption among them.
    #[must_use]
    pub fn elapsed_days(&self, today: NaiveDate) -> u32 {
        days_between(self.start.day(), self.counted_to(today))
    }

    /// Days of the interruption up to today or to the end, as far as they lie after the start.
    #[must_use]
    pub fn interrupted_days(&self, today: NaiveDate) -> u32 {
        let to = self.counted_to(today);
        self.interruption.map_or(0, |interruption| {
            let ended = interruption.completion.map_or(to, |completion| completion.day().min(to));
            days_between(interruption.notified.max(self.start.day()), ended)
        })
    }

    /// Days that the payer took until the payment, without those of the interruption; none before.
    #[must_use]
    pub fn days_taken(&self) -> Option<u32> {
        match self.end {
            Some(DelayEnd::Paid(day)) => Some(self.elapsed_days(day) - self.interrupted_days(day)),
            _ => None,
        }
    }

    /// Whether the category of the payer was not known, so that the last day may be another.
    #[must_use]
    pub fn is_assumed(&self) -> bool {
        self.delay.basis == super::DelayBasis::Assumed
    }

    fn counted_to(&self, today: NaiveDate) -> NaiveDate {
        self.end.map_or(today, DelayEnd::day)
    }
}
