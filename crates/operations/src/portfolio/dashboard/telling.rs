//! What the figures of the *Tableau de bord* share: the reach of who looks, the days that payers have, counts of days.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{PayerCategory, Permission, delay_rules};
use storage::{DelayDays, InvoiceFilter};

use crate::{Actor, Result};

/// Partners, services or recipients that are told apart in a picture.
pub(super) const MOST_TOLD: u32 = 8;

/// A filter within the reach of a person.
pub(super) fn within_reach(actor: &Actor, filter: &InvoiceFilter) -> Result<InvoiceFilter> {
    actor.require(Permission::Read)?;
    Ok(InvoiceFilter { scope: actor.scope.clone(), ..filter.clone() })
}

/// The days that payers have today.
pub(super) fn delay_days(today: NaiveDate) -> DelayDays {
    let rules = delay_rules();
    let of = |category: PayerCategory| {
        rules.on(today, |rule| rule.category == category).map(|rule| (category, rule.value.days))
    };
    let of: Vec<_> = PayerCategory::ALL.into_iter().filter_map(of).collect();
    // Nobody said who pays: the delay of most of them (R2192-10).
    let local = of.iter().find(|(category, _)| *category == PayerCategory::Local);
    DelayDays { assumed: local.map_or(30, |(_, days)| *days), of }
}

/// How many took how many days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Histogram(BTreeMap<u32, u64>);

impl Histogram {
    pub(super) fn add(&mut self, days: u32, count: u64) {
        *self.0.entry(days).or_default() += count;
    }

    pub(super) fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// The days within which so many hundredths of all were done: the nearest rank.
    pub(super) fn percentile(&self, hundredths: u64) -> u32 {
        let rank = (self.count() * hundredths).div_ceil(100).max(1);
        let mut passed = 0;
        for (days, count) in &self.0 {
            passed += count;
            if passed >= rank {
                return *days;
            }
        }
        0
    }

    /// The average in tenths of a day, to the nearest.
    pub(super) fn mean_tenths(&self) -> u64 {
        let count = self.count().max(1);
        let days: u64 = self.0.iter().map(|(days, count)| u64::from(*days) * count).sum();
        (days * 10 + count / 2) / count
    }

    /// How many were done within so many days.
    pub(super) fn within(&self, days: u32) -> u64 {
        self.0.range(..=days).map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let mut histogram = Histogram::default();
        assert_eq!((histogram.percentile(50), histogram.mean_tenths()), (0, 0));
        for (days, count) in [(30, 1), (10, 4), (20, 4), (90, 1)] {
            histogram.add(days, count);
        }
        assert_eq!(
            (histogram.percentile(50), histogram.percentile(90), histogram.percentile(100)),
            (20, 30, 90)
        );
        assert_eq!((histogram.mean_tenths(), histogram.within(20), histogram.within(9)), (240, 8, 0));
        let mut one = Histogram::default();
        one.add(7, 1);
        assert_eq!((one.percentile(50), one.percentile(90)), (7, 7));
    }

    #[test]
    fn payers_have_the_days_of_the_law() {
        let days = delay_days(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
        assert_eq!(days.assumed, 30);
        assert!(days.of.contains(&(PayerCategory::Health, 50)) && days.of.len() == 4, "{days:?}");
    }
}
