//! When a payer is likely to pay, from what it took before. A forecast, never a right.

use chrono::NaiveDate;

use super::day::later;

/// Past payments below which nothing is forecast.
pub const FEWEST_CASES: usize = 3;

/// A guess at the day of payment: to be shown as one, with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentForecast {
    /// The day that half of the past payments would have reached; it may have gone by.
    pub day: NaiveDate,
    /// The median of the past durations, in days.
    pub median_days: u32,
    /// How many past payments it rests on.
    pub cases: usize,
}

/// Forecasts the payment of what was received on a day, from the days that the same recipient took from receipt to
/// payment, in any order. None below [`FEWEST_CASES`]. Between two middle durations, the day after their mean: rather
/// a day too late than too early.
#[must_use]
pub fn forecast_payment(received: NaiveDate, past_days: &[u32]) -> Option<PaymentForecast> {
    let cases = past_days.len();
    if cases < FEWEST_CASES {
        return None;
    }
    let mut sorted = past_days.to_vec();
    sorted.sort_unstable();
    let (low, high) = (sorted[(cases - 1) / 2], sorted[cases / 2]);
    let median_days = low + (high - low).div_ceil(2);
    Some(PaymentForecast { day: later(received, median_days), median_days, cases })
}

#[cfg(test)]
mod tests {
    use super::super::day::calendar_day;
    use super::*;

    fn median(past_days: &[u32]) -> Option<u32> {
        forecast_payment(calendar_day(2026, 3, 2), past_days).map(|forecast| forecast.median_days)
    }

    #[test]
    fn the_middle_of_what_it_took_before_is_forecast() {
        let forecast = forecast_payment(calendar_day(2026, 2, 2), &[90, 24, 18]).unwrap();
        let expected = PaymentForecast { day: calendar_day(2026, 2, 26), median_days: 24, cases: 3 };
        assert_eq!(forecast, expected);
        assert_eq!(median(&[10, 20, 31, 400]), Some(26));
        assert_eq!(median(&[u32::MAX, u32::MAX, u32::MAX]), Some(u32::MAX));
    }

    #[test]
    fn two_payments_are_no_habit() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[20, 21]), None);
    }
}
