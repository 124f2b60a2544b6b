//! The delay from what a payment request went through.

use chrono::{DateTime, NaiveDate, Utc};

use super::day::days_between;
use super::{
    AppliedDelay, Completion, DelayEnd, DelayFinding, DelayRule, DelayRun, DelayStart, FindingKind,
    Interruption, NoDelay, PayerCategory, PaymentDelay, RuleTable,
};
use crate::payment_clock::in_order;
use crate::{ClockSide, InvoiceStatus, paris_day};

/// Days of the new delay after an interruption, unless more remained (R2192-29).
const NEW_DELAY_DAYS: u32 = 30;

/// What the delay depends on besides the statuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Who pays; none when nobody said so.
    pub category: Option<PayerCategory>,
    /// Days that the contract gives.
    pub contract_days: Option<u32>,
    /// The day on which the work was done. It is not the day of the status `SERVICE_FAIT`, which is when the payer
    /// wrote it down: were that one to count, a payer could put off its own delay.
    pub service_fait: Option<NaiveDate>,
    /// A credit note, or nothing to be paid.
    pub nothing_due: bool,
}

/// The delay of a payment request after the statuses it went through, in any order.
///
/// `A_RECYCLER` is no interruption (R2192-27 is about what is missing from a request, and may be used once): the
/// invoice went to the wrong place, so whoever is to pay has not received it (R2192-12), and the delay starts when it
/// is made available again, with an interruption of its own. That is inferred. Where only the service was wrong, the
/// supplier may hold that the payer had it from the first day: the finding [`FindingKind::StartedAnew`] says so.
///
/// The first interruption before the payment order stops the delay; the day of `COMPLETEE` starts the new one. Whether
/// all documents were then there is for the parties to say, not for a status.
///
/// # Errors
/// When no delay runs, and why.
pub fn payment_delay(
    request: &PaymentRequest,
    statuses: impl IntoIterator<Item = (InvoiceStatus, DateTime<Utc>)>,
    rules: &RuleTable<DelayRule>,
) -> Result<PaymentDelay, NoDelay> {
    if request.nothing_due {
        return Err(NoDelay::NothingDue);
    }
    let mut standing: Result<PaymentDelay, NoDelay> = Err(NoDelay::NotReceived);
    for (status, at) in in_order(statuses) {
        let day = paris_day(at);
        standing = match standing {
            Ok(delay) => delay.after(&status, day),
            Err(none) if status == InvoiceStatus::MiseADisposition => {
                Ok(PaymentDelay::starting(request, day, none, rules))
            }
            Err(_) if status == InvoiceStatus::ARecycler => Err(NoDelay::GivenBack(day)),
            Err(_) if status.is_final() => Err(NoDelay::EndedUnreceived(day)),
            none => none,
        };
    }
    standing
}

impl PaymentDelay {
    fn starting(
        request: &PaymentRequest,
        received: NaiveDate,
        before: NoDelay,
        rules: &RuleTable<DelayRule>,
    ) -> Self {
        let start = DelayStart { received, service_fait: request.service_fait };
        let delay = AppliedDelay::of(request.category, request.contract_days, start.day(), rules);
        let mut starting = Self {
            start,
            run: Some(DelayRun::new(start.day(), delay.days, delay.comptable)),
            delay,
            interruption: None,
            ordered_on: None,
            end: None,
            findings: Vec::new(),
            sides: vec![(ClockSide::Ordonnateur, received)],
        };
        if matches!(before, NoDelay::GivenBack(_)) {
            starting.find(FindingKind::StartedAnew, received);
        }
        starting
    }

    /// After one more status.
    fn after(mut self, status: &InvoiceStatus, day: NaiveDate) -> Result<Self, NoDelay> {
        if let Some(end) = self.end {
            let paid_again = *status == InvoiceStatus::MiseEnPaiement;
            // Acquitting a rejection writes it once more.
            if !status.is_final() || paid_again != matches!(end, DelayEnd::Paid(_)) {
                self.find(FindingKind::AfterEnd, day);
            }
            return Ok(self);
        }
        match status {
            InvoiceStatus::MiseADisposition => {
                self.complete(Completion::Deemed(day));
                self.pass_to(ClockSide::Ordonnateur, day);
            }
            InvoiceStatus::Completee => self.complete(Completion::Received(day)),
            InvoiceStatus::Mandatee
            | InvoiceStatus::MiseADispositionComptable
            | InvoiceStatus::Comptabilisee => {
                self.complete(Completion::Deemed(day));
                self.ordered_on.get_or_insert(day);
                self.pass_to(ClockSide::Comptable, day);
            }
            InvoiceStatus::Suspendue => self.suspend(day),
            InvoiceStatus::ARecycler => return Err(NoDelay::GivenBack(day)),
            InvoiceStatus::MiseEnPaiement => self.end = Some(DelayEnd::Paid(day)),
            InvoiceStatus::Unknown(_) => self.find(FindingKind::UnknownStatus, day),
            _ if status.is_final() => self.end = Some(DelayEnd::WithoutPayment(day)),
            _ => {}
        }
        Ok(self)
    }

    fn suspend(&mut self, day: NaiveDate) {
        // Suspended already: the same interruption.
        let Some(run) = self.run else { return };
        if self.ordered_on.is_some() {
            self.find(FindingKind::InterruptionAfterOrder, day);
        } else if self.interruption.is_some() {
            self.find(FindingKind::SecondInterruption, day);
        } else if day > run.last_day() {
            self.find(FindingKind::InterruptionAfterLastDay, day);
        } else {
            // Before a service fait that is still to come, the whole delay remains.
            let balance_days = days_between(day.max(run.from), run.last_day());
            self.interruption = Some(Interruption {
                notified: day,
                balance_days,
                new_delay_days: balance_days.max(NEW_DELAY_DAYS),
                completion: None,
            });
            self.run = None;
            self.pass_to(ClockSide::Interrupted, day);
        }
    }

    /// Opens the new delay, when it is interrupted.
    fn complete(&mut self, completion: Completion) {
        let (None, Some(interruption)) = (self.run, self.interruption.as_mut()) else { return };
        interruption.completion = Some(completion);
        let from = completion.day().max(self.start.day());
        self.run = Some(DelayRun::new(from, interruption.new_delay_days, self.delay.comptable));
        self.pass_to(ClockSide::Ordonnateur, completion.day());
    }

    fn pass_to(&mut self, side: ClockSide, day: NaiveDate) {
        if self.sides.last().is_none_or(|(last, _)| *last != side) {
            self.sides.push((side, day));
        }
    }

    fn find(&mut self, kind: FindingKind, day: NaiveDate) {
        self.findings.push(DelayFinding { kind, day });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::super::day::{calendar_day, later};
    use super::super::{DelayBasis, DelayState, StartBasis, delay_rules, statuses_of_spans};
    use super::*;
    use crate::InvoiceStatus as Status;
    use crate::clock_spans;

    /// Day 1 is 1 March 2025.
    pub(in super::super) fn day(number: u32) -> NaiveDate {
        later(calendar_day(2025, 2, 28), number)
    }

    /// Noon of [`day`].
    pub(in super::super) fn at(number: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 2, 28, 11, 0, 0).unwrap() + TimeDelta::days(i64::from(number))
    }

    const LOCAL: PaymentRequest = PaymentRequest {
        category: Some(PayerCategory::Local),
        contract_days: None,
        service_fait: None,
        nothing_due: false,
    };

    fn delay(request: PaymentRequest, statuses: &[(Status, u32)]) -> Result<PaymentDelay, NoDelay> {
        let statuses = statuses.iter().map(|(status, number)| (status.clone(), at(*number)));
        payment_delay(&request, statuses, &delay_rules())
    }

    fn local(statuses: &[(Status, u32)]) -> PaymentDelay {
        delay(LOCAL, statuses).unwrap()
    }

    pub(in super::super) fn delay_of(statuses: &[(Status, DateTime<Utc>)]) -> PaymentDelay {
        payment_delay(&LOCAL, statuses.iter().cloned(), &delay_rules()).unwrap()
    }

    fn of(category: PayerCategory) -> PaymentRequest {
        PaymentRequest { category: Some(category), ..LOCAL }
    }

    fn kinds(delay: &PaymentDelay) -> Vec<FindingKind> {
        delay.findings.iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn the_last_day_is_in_time() {
        let running = local(&[(Status::Deposee, 0), (Status::MiseADisposition, 1)]);
        assert_eq!(running.start.day(), day(1));
        assert_eq!(running.last_day(), Some(calendar_day(2025, 3, 31)));
        assert_eq!(running.days_left(day(31)), Some(0));
        assert_eq!((running.late_days(day(31)), running.late_days(day(32))), (0, 1));
        assert_eq!(running.days_left(day(35)), Some(-4));
        let paid = |number| local(&[(Status::MiseADisposition, 1), (Status::MiseEnPaiement, number)]);
        let today = day(90);
        assert_eq!((paid(31).late_days(today), paid(31).days_taken()), (0, Some(30)));
        assert_eq!((paid(32).late_days(today), paid(32).days_taken()), (1, Some(31)));
        assert_eq!((paid(32).state(), paid(32).days_left(today)), (DelayState::Paid, None));
    }

    #[test]
    fn each_category_and_contract_has_its_last_day() {
        let last = |request| delay(request, &[(Status::MiseADisposition, 1)]).unwrap().last_day().unwrap();
        assert_eq!(last(of(PayerCategory::State)), day(31));
        assert_eq!(last(of(PayerCategory::Health)), day(51));
        assert_eq!(last(of(PayerCategory::PublicEnterprise)), day(61));
        assert_eq!(last(PaymentRequest { contract_days: Some(15), ..LOCAL }), day(16));
        let unknown = delay(PaymentRequest::default(), &[(Status::MiseADisposition, 1)]).unwrap();
        assert_eq!((unknown.last_day(), unknown.delay.basis), (Some(day(31)), DelayBasis::Assumed));
        assert!(unknown.is_assumed());
    }

    #[test]
    fn the_later_of_receipt_and_service_fait_counts_and_both_are_kept() {
        let start = |done| {
            let request = PaymentRequest { service_fait: Some(day(done)), ..LOCAL };
            let delay = delay(request, &[(Status::MiseADisposition, 5)]).unwrap();
            assert_eq!((delay.start.received, delay.start.service_fait), (day(5), Some(day(done))));
            assert_eq!(delay.last_day(), Some(later(delay.start.day(), 30)));
            (delay.start.day(), delay.start.basis())
        };
        assert_eq!(start(3), (day(5), StartBasis::Received));
        assert_eq!(start(5), (day(5), StartBasis::Received));
        assert_eq!(start(9), (day(9), StartBasis::ServiceFait));
    }

    #[test]
    fn when_the_payer_writes_down_the_service_fait_does_not_count() {
        let delay = local(&[(Status::MiseADisposition, 1), (Status::ServiceFait, 25)]);
        assert_eq!((delay.start.day(), delay.last_day()), (day(1), Some(day(31))));
    }

    #[test]
    fn days_are_those_of_paris_on_both_sides_of_summer_time() {
        let last = |arrived: DateTime<Utc>| {
            delay_of(&[(Status::MiseADisposition, arrived)]).last_day().unwrap().to_string()
        };
        let utc = |month, day, hour, minute| Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap();
        // 28 March, 23:59 in Paris, and a minute later; the clock goes forward in that night.
        assert_eq!(last(utc(3, 28, 22, 59)), "2026-04-27");
        assert_eq!(last(utc(3, 28, 23, 0)), "2026-04-28");
        // Summer time: midnight in Paris is an hour earlier.
        assert_eq!(last(utc(3, 29, 22, 0)), "2026-04-29");
        assert_eq!(last(utc(10, 24, 21, 59)), "2026-11-23");
        assert_eq!(last(utc(10, 25, 23, 30)), "2026-11-25");
    }

    #[test]
    fn a_leap_day_is_one_of_the_days() {
        let last = |year| {
            let arrived = Utc.with_ymd_and_hms(year, 2, 1, 9, 0, 0).unwrap();
            delay_of(&[(Status::MiseADisposition, arrived)]).last_day().unwrap().to_string()
        };
        assert_eq!((last(2024), last(2025)), ("2024-03-02".to_owned(), "2025-03-03".to_owned()));
    }

    #[test]
    fn an_interruption_stops_the_delay_and_its_completion_opens_thirty_days() {
        let mut way = vec![(Status::MiseADisposition, 1), (Status::Suspendue, 11)];
        let stopped = local(&way);
        assert_eq!((stopped.state(), stopped.last_day()), (DelayState::Interrupted, None));
        assert_eq!((stopped.days_left(day(90)), stopped.late_days(day(90))), (None, 0));
        let interruption = stopped.interruption.unwrap();
        assert_eq!((interruption.balance_days, interruption.new_delay_days), (20, 30));
        way.push((Status::Completee, 18));
        let resumed = local(&way);
        assert_eq!((resumed.state(), resumed.last_day()), (DelayState::Running, Some(day(48))));
        assert_eq!(resumed.interruption.unwrap().completion, Some(Completion::Received(day(18))));
        assert_eq!([13, 18, 25].map(|read| resumed.interrupted_days(day(read))), [2, 7, 7]);
        way.push((Status::MiseEnPaiement, 50));
        let paid = local(&way);
        assert_eq!(
            (paid.days_taken(), paid.interrupted_days(day(90)), paid.late_days(day(90))),
            (Some(42), 7, 2)
        );
    }

    #[test]
    fn a_balance_above_thirty_days_is_the_new_delay() {
        let last = |category, suspended| {
            let way = [
                (Status::MiseADisposition, 1),
                (Status::Suspendue, suspended),
                (Status::Completee, suspended + 10),
            ];
            delay(of(category), &way).unwrap().last_day().unwrap()
        };
        // 45 of 50 days remain, then 29.
        assert_eq!(last(PayerCategory::Health, 6), day(16 + 45));
        assert_eq!(last(PayerCategory::Health, 22), day(32 + 30));
        // 50 of 60, then exactly 30.
        assert_eq!(last(PayerCategory::PublicEnterprise, 11), day(21 + 50));
        assert_eq!(last(PayerCategory::PublicEnterprise, 31), day(41 + 30));
    }

    #[test]
    fn it_may_be_interrupted_on_the_last_day_and_not_after_it() {
        let on_the_last =
            local(&[(Status::MiseADisposition, 1), (Status::Suspendue, 31), (Status::Completee, 40)]);
        assert_eq!(on_the_last.interruption.unwrap().balance_days, 0);
        assert_eq!(on_the_last.last_day(), Some(day(70)));
        let after = local(&[(Status::MiseADisposition, 1), (Status::Suspendue, 32), (Status::Completee, 40)]);
        assert_eq!((after.interruption, after.last_day()), (None, Some(day(31))));
        assert_eq!(kinds(&after), [FindingKind::InterruptionAfterLastDay]);
        assert_eq!(after.late_days(day(40)), 9);
    }

    #[test]
    fn a_completion_on_the_day_of_the_interruption_still_opens_thirty_days() {
        let delay = local(&[(Status::MiseADisposition, 1), (Status::Suspendue, 20), (Status::Completee, 20)]);
        assert_eq!(delay.last_day(), Some(day(50)));
        assert_eq!(delay.interrupted_days(day(50)), 0);
    }

    #[test]
    fn the_new_delay_does_not_start_before_the_service_fait() {
        let request = PaymentRequest { service_fait: Some(day(20)), ..of(PayerCategory::Health) };
        let way = [(Status::MiseADisposition, 1), (Status::Suspendue, 5), (Status::Completee, 9)];
        let delay = delay(request, &way).unwrap();
        assert_eq!(delay.interruption.unwrap().balance_days, 50);
        assert_eq!(delay.last_day(), Some(day(70)));
        assert_eq!((delay.interrupted_days(day(30)), delay.elapsed_days(day(30))), (0, 10));
    }

    #[test]
    fn a_second_interruption_has_no_effect_and_is_told() {
        let first = [(Status::MiseADisposition, 1), (Status::Suspendue, 11), (Status::Completee, 18)];
        let mut way = first.to_vec();
        way.push((Status::Suspendue, 25));
        let again = local(&way);
        assert_eq!((again.state(), again.last_day()), (DelayState::Running, Some(day(48))));
        assert_eq!(again.findings, [DelayFinding { kind: FindingKind::SecondInterruption, day: day(25) }]);
        way.push((Status::Completee, 30));
        assert_eq!(local(&way).last_day(), local(&first).last_day());
        // Suspended once more before the completion: still the same interruption.
        let twice = local(&[
            (Status::MiseADisposition, 1),
            (Status::Suspendue, 11),
            (Status::Suspendue, 12),
            (Status::Completee, 18),
        ]);
        assert_eq!(twice, local(&first));
    }

    #[test]
    fn nothing_interrupts_after_the_payment_order() {
        let way = [(Status::MiseADisposition, 1), (Status::Mandatee, 10), (Status::Suspendue, 12)];
        let delay = local(&way);
        assert_eq!((delay.state(), delay.last_day()), (DelayState::Running, Some(day(31))));
        assert_eq!(
            (delay.ordered_on, kinds(&delay)),
            (Some(day(10)), vec![FindingKind::InterruptionAfterOrder])
        );
    }

    #[test]
    fn whoever_goes_on_without_completion_had_what_it_needed() {
        for status in [Status::MiseADisposition, Status::Mandatee, Status::Comptabilisee] {
            let delay = local(&[(Status::MiseADisposition, 1), (Status::Suspendue, 11), (status, 15)]);
            assert_eq!(delay.interruption.unwrap().completion, Some(Completion::Deemed(day(15))));
            assert_eq!(delay.last_day(), Some(day(45)));
        }
        let certified =
            local(&[(Status::MiseADisposition, 1), (Status::Suspendue, 11), (Status::ServiceFait, 15)]);
        assert_eq!(certified.state(), DelayState::Interrupted);
        let paid =
            local(&[(Status::MiseADisposition, 1), (Status::Suspendue, 11), (Status::MiseEnPaiement, 90)]);
        assert_eq!((paid.state(), paid.last_day(), paid.late_days(day(99))), (DelayState::Paid, None, 0));
        assert_eq!(paid.days_taken(), Some(10));
    }

    #[test]
    fn what_was_given_back_starts_anew_when_it_is_received() {
        let mut way = vec![
            (Status::MiseADisposition, 1),
            (Status::Suspendue, 3),
            (Status::Completee, 4),
            (Status::ARecycler, 5),
            (Status::Deposee, 8),
        ];
        assert_eq!(delay(LOCAL, &way), Err(NoDelay::GivenBack(day(5))));
        way.push((Status::MiseADisposition, 9));
        let anew = local(&way);
        assert_eq!((anew.start.received, anew.last_day()), (day(9), Some(day(39))));
        assert_eq!(kinds(&anew), [FindingKind::StartedAnew]);
        // It was no interruption, and the new recipient has one of its own.
        way.push((Status::Suspendue, 12));
        assert_eq!(local(&way).state(), DelayState::Interrupted);
    }

    #[test]
    fn a_rejection_ends_it_without_payment() {
        let rejected = local(&[(Status::MiseADisposition, 1), (Status::Rejetee, 40), (Status::Rejetee, 41)]);
        assert_eq!(rejected.end, Some(DelayEnd::WithoutPayment(day(40))));
        assert_eq!((rejected.state(), rejected.late_days(day(90))), (DelayState::EndedWithoutPayment, 0));
        assert_eq!((rejected.days_taken(), kinds(&rejected)), (None, vec![]));
        for status in [Status::Mandatee, Status::MiseEnPaiement] {
            let gone_on = local(&[(Status::MiseADisposition, 1), (Status::Rejetee, 40), (status, 41)]);
            assert_eq!((gone_on.end, kinds(&gone_on)), (rejected.end, vec![FindingKind::AfterEnd]));
        }
    }

    #[test]
    fn no_delay_runs_without_a_debt_or_a_receipt() {
        let nothing_due = PaymentRequest { nothing_due: true, ..LOCAL };
        assert_eq!(delay(nothing_due, &[(Status::MiseADisposition, 1)]), Err(NoDelay::NothingDue));
        assert_eq!(delay(LOCAL, &[]), Err(NoDelay::NotReceived));
        assert_eq!(delay(LOCAL, &[(Status::Deposee, 1), (Status::Suspendue, 2)]), Err(NoDelay::NotReceived));
        let refused = [(Status::AValider1, 1), (Status::Refusee1, 2)];
        assert_eq!(delay(LOCAL, &refused), Err(NoDelay::EndedUnreceived(day(2))));
    }

    #[test]
    fn what_comes_after_the_payment_changes_nothing_and_is_told() {
        let paid = [(Status::MiseADisposition, 1), (Status::MiseEnPaiement, 20)];
        let mut way = paid.to_vec();
        // Written late by an accounting system: nothing to tell.
        way.extend([(Status::Mandatee, 21), (Status::Comptabilisee, 22)]);
        assert_eq!(local(&way), local(&paid));
        way.push((Status::Rejetee, 25));
        let told = local(&way);
        assert_eq!((told.state(), kinds(&told)), (DelayState::Paid, vec![FindingKind::AfterEnd]));
    }

    #[test]
    fn an_unknown_status_is_told() {
        let delay = local(&[(Status::MiseADisposition, 1), (Status::from_code("NOUVEAU"), 3)]);
        assert_eq!((kinds(&delay), delay.last_day()), (vec![FindingKind::UnknownStatus], Some(day(31))));
    }

    #[test]
    fn stored_spans_give_the_same_delay() {
        let ways: [&[(Status, u32)]; 5] = [
            &[(Status::MiseADisposition, 1)],
            &[(Status::MiseADisposition, 1), (Status::Suspendue, 5), (Status::Completee, 9)],
            &[(Status::MiseADisposition, 1), (Status::ARecycler, 5), (Status::MiseADisposition, 9)],
            &[
                (Status::MiseADisposition, 1),
                (Status::Mandatee, 5),
                (Status::Suspendue, 9),
                (Status::Completee, 11),
            ],
            &[(Status::MiseADisposition, 1), (Status::Mandatee, 5), (Status::MiseEnPaiement, 9)],
        ];
        for way in ways {
            let statuses: Vec<_> = way.iter().map(|(status, number)| (status.clone(), at(*number))).collect();
            let standing = way.last().map(|(status, _)| status.clone()).unwrap();
            let spans = clock_spans(statuses.clone());
            assert_eq!(delay_of(&statuses_of_spans(&spans, &standing)), delay_of(&statuses), "{way:?}");
        }
    }
}
