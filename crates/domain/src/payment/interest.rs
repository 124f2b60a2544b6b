//! What a late payment costs: interest and the fixed indemnity.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use thiserror::Error;

use super::day::{days_between, later};
use super::{DelayEnd, HalfYear, InterestRules, LateRate, PaymentDelay, Rule};

/// Days within which interest and indemnity are themselves paid, from the payment of the principal (R2192-36).
const PAYABLE_WITHIN_DAYS: u32 = 45;

/// Days of the year of the computation, in a leap year too: usage, not text.
const DAYS_OF_YEAR: u32 = 365;

/// A part of the principal that was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialPayment {
    /// The mise en paiement.
    pub day: NaiveDate,
    /// In euros, not negative.
    pub amount: Decimal,
}

/// What should have been paid until when, and what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debt<'a> {
    /// The amount due with VAT, in euros, without what is retained as a guarantee (decree 2013-269, article 8).
    pub due: Decimal,
    /// The last day on which it could be paid in time.
    pub last_day: NaiveDate,
    /// What was paid, in any order.
    pub payments: &'a [PartialPayment],
}

/// Why no amount is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InterestError {
    /// Nobody told the rate of this half-year.
    #[error("no rate of late interest for the half-year of {}", .0.first_day())]
    MissingRate(HalfYear),
    /// The rate of this half-year is believed only: an administrator must confirm it.
    #[error("unconfirmed rate of late interest for the half-year of {}", .0.first_day())]
    UnconfirmedRate(HalfYear),
    /// No known indemnity on the day on which the interest begins to run.
    #[error("no known indemnity")]
    MissingIndemnity,
    /// A payment is negative.
    #[error("negative payment")]
    NegativePayment,
    /// The amounts are beyond what can be computed exactly.
    #[error("amount out of range")]
    OutOfRange,
}

/// A stretch on which the same amount was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterestSlice {
    /// What was not paid, in euros.
    pub balance: Decimal,
    /// The first day that counts.
    pub from: NaiveDate,
    /// The last day that counts: that of a payment, or of the reading.
    pub to: NaiveDate,
    /// How many, both included.
    pub days: u32,
}

/// Interest and indemnity, with what they were computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateInterest {
    /// The half-year in which the interest began to run.
    pub half: HalfYear,
    /// The row of its rate, which holds for the whole time (R2192-31).
    pub rate: Rule<LateRate>,
    /// The stretches, in their order.
    pub slices: Vec<InterestSlice>,
    /// The interest of all of them, in euros, rounded once to the cent, a half away from zero.
    pub interest: Decimal,
    /// The row of the indemnity (D2192-35), in euros: due however small the interest.
    pub indemnity: Rule<Decimal>,
    /// The day on which the principal was wholly paid; until then the interest grows.
    pub settled: Option<NaiveDate>,
}

impl LateInterest {
    /// Interest and indemnity, in euros.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.interest + self.indemnity.value
    }

    /// Days late, over all stretches.
    #[must_use]
    pub fn days(&self) -> u32 {
        self.slices.iter().map(|slice| slice.days).sum()
    }

    /// The last day on which interest and indemnity are paid in time; none before the principal is paid.
    #[must_use]
    pub fn payable_by(&self) -> Option<NaiveDate> {
        self.settled.map(|day| later(day, PAYABLE_WITHIN_DAYS))
    }
}

/// What is due for a debt, read on a day: for each stretch `balance × rate × days ÷ 365`, from the day after the last
/// one to the day of payment, which counts (decree 2013-269, article 8). None while nothing is late.
///
/// # Errors
/// When the rate or the indemnity is not known, or the amounts make no sense; see [`InterestError`].
pub fn late_interest(
    debt: &Debt<'_>,
    today: NaiveDate,
    rules: &InterestRules,
) -> Result<Option<LateInterest>, InterestError> {
    let (slices, settled) = slices(debt, today)?;
    let Some(first) = slices.first().map(|slice| slice.from) else { return Ok(None) };
    let half = HalfYear::of(first);
    let (rate, indemnity) = rules.claimable(first)?;
    let balance_days = slices.iter().try_fold(Decimal::ZERO, |sum, slice| {
        sum.checked_add(slice.balance.checked_mul(Decimal::from(slice.days))?)
    });
    let interest =
        balance_days.and_then(|sum| interest_of(sum, rate.value)).ok_or(InterestError::OutOfRange)?;
    let (rate, indemnity) = (rate.clone(), indemnity.clone());
    Ok(Some(LateInterest { half, rate, slices, interest, indemnity, settled }))
}

fn slices(
    debt: &Debt<'_>,
    today: NaiveDate,
) -> Result<(Vec<InterestSlice>, Option<NaiveDate>), InterestError> {
    let mut payments: Vec<_> = debt.payments.iter().filter(|payment| !payment.amount.is_zero()).collect();
    if payments.iter().any(|payment| payment.amount.is_sign_negative()) {
        return Err(InterestError::NegativePayment);
    }
    payments.sort_by_key(|payment| payment.day);
    let (mut slices, mut balance, mut counted) = (Vec::new(), debt.due, debt.last_day);
    let mut count = |balance, to: NaiveDate| {
        let days = days_between(counted, to);
        if days > 0 {
            slices.push(InterestSlice { balance, from: later(counted, 1), to, days });
            counted = to;
        }
    };
    for payment in payments.into_iter().take_while(|payment| payment.day <= today) {
        if balance <= Decimal::ZERO {
            break;
        }
        count(balance, payment.day);
        balance = balance.checked_sub(payment.amount).ok_or(InterestError::OutOfRange)?;
        if balance <= Decimal::ZERO {
            return Ok((slices, Some(payment.day)));
        }
    }
    if balance > Decimal::ZERO {
        count(balance, today);
    }
    Ok((slices, None))
}

/// The interest of so many euros times the days on which they were late, rounded to the cent: divided and rounded once, at
/// the end; none beyond what a decimal holds.
#[must_use]
pub fn interest_of(balance_days: Decimal, rate: LateRate) -> Option<Decimal> {
    let year = Decimal::from(DAYS_OF_YEAR).checked_mul(Decimal::ONE_HUNDRED)?;
    let exact = balance_days.checked_mul(rate.percent())?.checked_div(year)?;
    let mut interest = exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    interest.rescale(2);
    Some(interest)
}

impl InterestRules {
    /// The rate and the indemnity of what is late from a day on, where both may ground a claim.
    ///
    /// # Errors
    /// When one of them is not known or not confirmed.
    pub fn claimable(&self, first: NaiveDate) -> Result<(&Rule<LateRate>, &Rule<Decimal>), InterestError> {
        let half = HalfYear::of(first);
        let rate = self.rate(half).ok_or(InterestError::MissingRate(half))?;
        if !rate.confidence.is_known() {
            return Err(InterestError::UnconfirmedRate(half));
        }
        let indemnity = self.indemnities.on(first, |_| true).filter(|row| row.confidence.is_known());
        Ok((rate, indemnity.ok_or(InterestError::MissingIndemnity)?))
    }
}

impl PaymentDelay {
    /// What is due when the whole amount is paid at once, or not yet: see [`late_interest`] for payments in parts.
    /// None in time, while interrupted, and where nothing is paid. Where the delay is assumed
    /// ([`PaymentDelay::is_assumed`]) it is no ground for a claim.
    ///
    /// # Errors
    /// As [`late_interest`].
    pub fn late_interest(
        &self,
        due: Decimal,
        today: NaiveDate,
        rules: &InterestRules,
    ) -> Result<Option<LateInterest>, InterestError> {
        let Some(last_day) = self.last_day() else { return Ok(None) };
        match self.end {
            Some(DelayEnd::WithoutPayment(_)) => Ok(None),
            Some(DelayEnd::Paid(day)) => {
                let payments = [PartialPayment { day, amount: due.max(Decimal::ZERO) }];
                late_interest(&Debt { due, last_day, payments: &payments }, day, rules)
            }
            None => late_interest(&Debt { due, last_day, payments: &[] }, today, rules),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::day::calendar_day;
    use super::super::request::tests::{at, day, delay_of};
    use super::*;
    use crate::{InvoiceStatus as Status, from_cents, to_cents};

    fn interest(
        cents: i64,
        last_day: NaiveDate,
        payments: &[(NaiveDate, i64)],
        today: NaiveDate,
    ) -> Result<Option<LateInterest>, InterestError> {
        let payments: Vec<_> = payments
            .iter()
            .map(|(day, cents)| PartialPayment { day: *day, amount: from_cents(*cents) })
            .collect();
        let debt = Debt { due: from_cents(cents), last_day, payments: &payments };
        late_interest(&debt, today, &InterestRules::built_in())
    }

    #[test]
    fn twenty_five_days_of_twelve_thousand_euros() {
        let last_day = calendar_day(2025, 9, 30);
        let paid = calendar_day(2025, 10, 25);
        let late = interest(1_200_000, last_day, &[(paid, 1_200_000)], paid).unwrap().unwrap();
        assert_eq!(late.days(), 25);
        assert_eq!(late.rate.value.percent(), from_cents(1015));
        assert_eq!(late.interest.to_string(), "83.42");
        assert_eq!(late.total().to_string(), "123.42");
        assert_eq!(late.settled, Some(paid));
        assert_eq!(late.payable_by(), Some(calendar_day(2025, 12, 9)));
        // Read later, nothing has grown.
        let later = interest(1_200_000, last_day, &[(paid, 1_200_000)], calendar_day(2026, 2, 1));
        assert_eq!(later.unwrap().unwrap(), late);
    }

    #[test]
    fn the_last_day_is_in_time_and_the_next_is_not() {
        let last_day = calendar_day(2025, 9, 30);
        assert_eq!(interest(100_000, last_day, &[(last_day, 100_000)], last_day), Ok(None));
        assert_eq!(interest(100_000, last_day, &[], last_day), Ok(None));
        let late = interest(100_000, last_day, &[], calendar_day(2025, 10, 1)).unwrap().unwrap();
        assert_eq!((late.days(), late.interest.to_string()), (1, "0.28".to_owned()));
        assert_eq!((late.settled, late.payable_by()), (None, None));
        // Less than half a cent, and the indemnity all the same.
        let little = interest(100, last_day, &[], calendar_day(2025, 10, 1)).unwrap().unwrap();
        assert_eq!(
            (little.interest.to_string(), little.total().to_string()),
            ("0.00".into(), "40.00".into())
        );
    }

    #[test]
    fn the_rate_is_that_of_the_half_year_of_the_first_late_day_to_the_end() {
        // The first late day is 1 January 2024, though the last day in time lies in 2023.
        let late = interest(1_000_000, calendar_day(2023, 12, 31), &[], calendar_day(2024, 9, 1));
        let late = late.unwrap().unwrap();
        assert_eq!(
            (late.half.label(), late.rate.value.percent()),
            ("1er semestre 2024".into(), from_cents(1250))
        );
        // Here the first late day is still in 2023, and 2024 changes nothing.
        let late = interest(1_000_000, calendar_day(2023, 12, 30), &[], calendar_day(2024, 9, 1));
        assert_eq!(late.unwrap().unwrap().rate.value.percent(), from_cents(1200));
    }

    #[test]
    fn the_first_half_of_2023_is_at_ten_and_a_half() {
        let late = interest(365_000, calendar_day(2023, 2, 28), &[], calendar_day(2023, 3, 10));
        assert_eq!(late.unwrap().unwrap().interest.to_string(), "10.50");
    }

    #[test]
    fn a_leap_year_has_a_day_more_and_is_divided_by_the_same() {
        let over = |year| {
            let late = interest(1_000_000, calendar_day(year, 2, 28), &[], calendar_day(year, 3, 1));
            let late = late.unwrap().unwrap();
            (late.days(), late.interest.to_string())
        };
        assert_eq!(over(2024), (2, "6.85".to_owned()));
        assert_eq!(over(2023), (1, "2.88".to_owned()));
    }

    #[test]
    fn what_was_paid_in_part_is_no_longer_late() {
        let last_day = calendar_day(2025, 9, 30);
        let paid = [
            (calendar_day(2025, 10, 20), 400_000),
            (calendar_day(2025, 9, 15), 200_000),
            (calendar_day(2025, 10, 10), 600_000),
        ];
        let late = interest(1_200_000, last_day, &paid, calendar_day(2025, 12, 1)).unwrap().unwrap();
        let slices: Vec<_> =
            late.slices.iter().map(|slice| (slice.balance, slice.from, slice.days)).collect();
        assert_eq!(
            slices,
            [
                (from_cents(1_000_000), calendar_day(2025, 10, 1), 10),
                (from_cents(400_000), calendar_day(2025, 10, 11), 10)
            ]
        );
        // (10 000 × 10 + 4 000 × 10) × 10,15 % ÷ 365
        assert_eq!(late.interest.to_string(), "38.93");
        assert_eq!(late.settled, Some(calendar_day(2025, 10, 20)));
        // Read between the two payments.
        let before = interest(1_200_000, last_day, &paid, calendar_day(2025, 10, 12)).unwrap().unwrap();
        assert_eq!((before.days(), before.settled), (12, None));
    }

    #[test]
    fn a_half_cent_goes_up() {
        // 18,25 € × 10 % × 1 ÷ 365 = 0,005 €.
        let half = HalfYear::of(calendar_day(2026, 7, 1));
        let rules = InterestRules::built_in().with_own_rate(half, Decimal::TWO, "test");
        let debt = Debt { due: from_cents(1825), last_day: calendar_day(2026, 7, 31), payments: &[] };
        let late = late_interest(&debt, calendar_day(2026, 8, 1), &rules).unwrap().unwrap();
        assert_eq!(late.interest.to_string(), "0.01");
    }

    #[test]
    fn an_unknown_rate_gives_no_amount() {
        let first = HalfYear::of(calendar_day(2026, 1, 1));
        let second = HalfYear::of(calendar_day(2026, 7, 1));
        let in_spring = interest(100_000, calendar_day(2026, 3, 1), &[], calendar_day(2026, 4, 1));
        assert_eq!(in_spring, Err(InterestError::UnconfirmedRate(first)));
        let in_summer = interest(100_000, calendar_day(2026, 6, 30), &[], calendar_day(2026, 8, 1));
        assert_eq!(in_summer, Err(InterestError::MissingRate(second)));
        // In time, no rate is needed.
        assert_eq!(interest(100_000, calendar_day(2026, 9, 1), &[], calendar_day(2026, 8, 1)), Ok(None));
        let confirmed = InterestRules::built_in().with_confirmed_rate(first);
        let debt = Debt { due: from_cents(100_000), last_day: calendar_day(2026, 3, 1), payments: &[] };
        let late = late_interest(&debt, calendar_day(2026, 4, 1), &confirmed).unwrap().unwrap();
        assert_eq!(late.interest.to_string(), "8.62");
    }

    #[test]
    fn senseless_amounts_are_refused_and_nothing_due_is_never_late() {
        let (last_day, today) = (calendar_day(2025, 9, 30), calendar_day(2025, 12, 1));
        assert_eq!(interest(100, last_day, &[(today, -1)], today), Err(InterestError::NegativePayment));
        assert_eq!(interest(0, last_day, &[], today), Ok(None));
        assert_eq!(interest(-5_000, last_day, &[], today), Ok(None));
        let debt = Debt { due: Decimal::MAX, last_day, payments: &[] };
        assert_eq!(late_interest(&debt, today, &InterestRules::built_in()), Err(InterestError::OutOfRange));
    }

    #[test]
    fn interest_follows_the_delay() {
        let rules = InterestRules::built_in();
        let due = from_cents(1_200_000);
        let way = [(Status::MiseADisposition, at(1)), (Status::MiseEnPaiement, at(56))];
        let late = delay_of(&way).late_interest(due, day(90), &rules).unwrap().unwrap();
        // 12 000 × 11,15 % × 25 ÷ 365
        assert_eq!((late.days(), late.interest.to_string()), (25, "91.64".to_owned()));
        let running = delay_of(&way[..1]);
        assert_eq!(running.late_interest(due, day(31), &rules), Ok(None));
        assert_eq!(running.late_interest(due, day(56), &rules).unwrap().unwrap().interest, late.interest);
        let rejected = delay_of(&[(Status::MiseADisposition, at(1)), (Status::Rejetee, at(56))]);
        assert_eq!(rejected.late_interest(due, day(90), &rules), Ok(None));
        assert_eq!(delay_of(&way).late_interest(from_cents(-100), day(90), &rules), Ok(None));
        let interrupted = delay_of(&[(Status::MiseADisposition, at(1)), (Status::Suspendue, at(2))]);
        assert_eq!(interrupted.late_interest(due, day(90), &rules), Ok(None));
        let in_2026 = delay_of(&[(Status::MiseADisposition, at(400))]);
        let refused = in_2026.late_interest(due, day(500), &rules);
        assert!(matches!(refused, Err(InterestError::UnconfirmedRate(_))));
    }

    /// Interest and indemnity in cents, from the last day [`day`] 31 on.
    fn total(cents: i64, payments: &[(u32, i64)], today: u32) -> Option<i64> {
        let payments: Vec<_> = payments.iter().map(|(number, cents)| (day(*number), *cents)).collect();
        let late = interest(cents, day(31), &payments, day(today)).unwrap();
        late.map_or(Some(0), |late| to_cents(late.total()))
    }

    proptest::proptest! {
        #[test]
        fn interest_grows_with_days_and_amount(
            cents in 0i64..1_000_000_000,
            more in 0i64..1_000_000,
            today in 31u32..600,
            longer in 0u32..100,
        ) {
            let less = total(cents, &[], today);
            proptest::prop_assert!(total(cents + more, &[], today) >= less);
            proptest::prop_assert!(total(cents, &[], today + longer) >= less);
        }

        #[test]
        fn paying_a_part_never_costs_more_and_paying_nothing_changes_nothing(
            cents in 1i64..1_000_000_000,
            part in 0i64..1_000_000_000,
            paid in 0u32..200,
            today in 31u32..200,
        ) {
            let none = total(cents, &[], today);
            proptest::prop_assert!(total(cents, &[(paid, part)], today) <= none);
            proptest::prop_assert_eq!(total(cents, &[(paid, 0)], today), none);
        }
    }
}
