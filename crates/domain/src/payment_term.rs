//! The legal delay of payment, as far as tracking needs it: due day and days left.
//!
//! Thirty days from the day the invoice is made available (regulation.md, délai global de paiement). Hospitals and
//! public enterprises have longer delays; telling them apart needs the recipient's category, which Chorus Pro does not
//! give, so the common delay is shown and called so.

use chrono::{NaiveDate, TimeDelta};

/// Days of the common legal delay.
pub const COMMON_DELAY_DAYS: i64 = 30;

/// Where the payment clock of an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentTerm {
    /// Last day to pay.
    pub due: NaiveDate,
    /// Days until then; negative when late.
    pub days_left: i64,
}

/// The clock of an invoice made available on a day, read today (both Paris days).
#[must_use]
pub fn payment_term(made_available: NaiveDate, today: NaiveDate) -> PaymentTerm {
    let due = made_available + TimeDelta::days(COMMON_DELAY_DAYS);
    PaymentTerm { due, days_left: due.signed_duration_since(today).num_days() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_days_run_from_the_day_of_arrival() {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        assert_eq!(payment_term(day(11, 12), day(11, 24)), PaymentTerm { due: day(12, 12), days_left: 18 });
    }
}
