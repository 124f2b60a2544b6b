//! Late interest over many invoices: what has accrued on what is late and not paid, and what more will be due where nothing
//! is paid within the next weeks. An estimate: rounded per partner and last day, where a claim is rounded per invoice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use domain::{Debt, HalfYear, InterestError, InterestRules, from_cents, late_interest, paris_day};
use rust_decimal::Decimal;
use storage::{InvoiceFilter, LateSum, Partner};

use super::super::Portfolio;
use super::super::rates::interest_rules;
use super::{Aged, MOST_TOLD, delay_days, within_reach};
use crate::{Actor, Result};

/// Days ahead within which a payment would still avoid something.
pub const AHEAD_DAYS: i64 = 30;

/// Interest on invoices of one partner or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterestRow {
    /// With whom; none for all others together.
    pub partner: Option<Partner>,
    /// What is late.
    pub late: Aged,
    /// The interest that has accrued until today, in euros.
    pub interest: Decimal,
    /// The fixed indemnities that are due (D2192-35), in euros.
    pub indemnity: Decimal,
    /// Interest and indemnities that come in addition where nothing is paid within [`AHEAD_DAYS`], in euros.
    pub avoidable: Decimal,
}

impl InterestRow {
    /// What has accrued, in euros.
    #[must_use]
    pub fn accrued(&self) -> Decimal {
        self.interest + self.indemnity
    }

    fn add(&mut self, other: &Self) {
        self.late.add(other.late.count, other.late.cents);
        self.interest += other.interest;
        self.indemnity += other.indemnity;
        self.avoidable += other.avoidable;
    }
}

/// Late interest in euros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterestFigures {
    /// The partners with most of it, then all others.
    pub rows: Vec<InterestRow>,
    /// All partners.
    pub all: InterestRow,
    /// Late, and counted nowhere: nobody said who pays.
    pub assumed: Aged,
    /// Late, and counted nowhere: the rate is not known or not confirmed.
    pub without_rate: Aged,
    /// The half-years whose rate is missing, also for what will be late.
    pub missing: BTreeSet<HalfYear>,
}

impl Portfolio {
    /// What late payments cost.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn interest_figures(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<InterestFigures> {
        let filter = within_reach(actor, filter)?;
        let today = paris_day(self.ground.now());
        let until = today + TimeDelta::days(AHEAD_DAYS);
        let mut read = self.ground.read().await?;
        let known = read.known_rates(actor.organization).await?;
        let sums = read.late_sums(actor.organization, &filter, &delay_days(today), until, MOST_TOLD).await?;
        drop(read);
        Ok(figures(sums, today, &interest_rules(&known)))
    }
}

fn figures(sums: Vec<LateSum>, today: NaiveDate, rules: &InterestRules) -> InterestFigures {
    let mut figures = InterestFigures::default();
    let mut rows = BTreeMap::<Option<String>, InterestRow>::new();
    for sum in sums {
        let is_late = sum.day < today;
        if sum.assumed {
            if is_late {
                figures.assumed.add(sum.count, sum.due_cents);
            }
            continue;
        }
        match row(&sum, today, rules) {
            Ok(row) => {
                figures.all.add(&row);
                let key = sum.partner.as_ref().map(|partner| partner.siret.clone());
                let known = rows.entry(key).or_default();
                known.partner = known.partner.take().or(sum.partner);
                known.add(&row);
            }
            Err(error) => {
                if is_late {
                    figures.without_rate.add(sum.count, sum.due_cents);
                }
                if let InterestError::MissingRate(half) | InterestError::UnconfirmedRate(half) = error {
                    figures.missing.insert(half);
                }
            }
        }
    }
    figures.rows = rows.into_values().filter(|row| !(row.accrued() + row.avoidable).is_zero()).collect();
    figures.rows.sort_by_key(|row| (row.partner.is_none(), -(row.accrued() + row.avoidable)));
    figures
}

/// What is due for one sum, today and some weeks later.
fn row(
    sum: &LateSum,
    today: NaiveDate,
    rules: &InterestRules,
) -> std::result::Result<InterestRow, InterestError> {
    let debt = Debt { due: from_cents(sum.due_cents), last_day: sum.day, payments: &[] };
    let due = |day| {
        let interest = late_interest(&debt, day, rules)?;
        Ok(interest.map_or((Decimal::ZERO, Decimal::ZERO), |interest| {
            (interest.interest, interest.indemnity.value * Decimal::from(sum.count))
        }))
    };
    let (interest, indemnity) = due(today)?;
    let (later, indemnities) = due(today + TimeDelta::days(AHEAD_DAYS))?;
    let late =
        if sum.day < today { Aged { count: sum.count, cents: sum.due_cents } } else { Aged::default() };
    let avoidable = later + indemnities - interest - indemnity;
    Ok(InterestRow { partner: None, late, interest, indemnity, avoidable })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, month, day).unwrap()
    }

    fn sum(siret: &str, day: NaiveDate, cents: i64, assumed: bool) -> LateSum {
        let partner = Partner { siret: siret.to_owned(), name: String::new() };
        LateSum { partner: Some(partner).filter(|_| !assumed), day, assumed, count: 2, due_cents: cents }
    }

    #[test]
    fn what_has_accrued_and_what_may_be_avoided_are_told_apart() {
        let today = day(11, 30);
        // 12,000 euros, 25 days late at 10.15 %: 83.42 euros, and 30 days more 100.11.
        let sums = vec![
            sum("A", day(11, 5), 1_200_000, false),
            sum("B", day(12, 10), 1_200_000, false),
            sum("C", day(11, 5), 500, true),
            // Late from the first half of 2026 on, whose rate nobody has confirmed.
            sum("D", day(12, 31), 1_200_000, false),
        ];
        let figures = figures(sums, today, &InterestRules::built_in());
        let euros = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(figures.rows.len(), 2, "{figures:?}");
        let first = &figures.rows[0];
        assert_eq!((first.interest, first.indemnity), (euros("83.42"), euros("80")));
        assert_eq!(first.avoidable, euros("183.53") - euros("83.42"));
        let second = &figures.rows[1];
        assert_eq!((second.accrued(), second.late.count), (Decimal::ZERO, 0), "it may still be paid in time");
        assert_eq!(second.avoidable, euros("66.74") + euros("80"), "20 days and two indemnities");
        assert_eq!((figures.assumed.count, figures.without_rate.count), (2, 0));
        assert_eq!(figures.missing.len(), 0, "on 30 December nothing of it is late");
        let later =
            self::figures(vec![sum("D", day(12, 31), 100, false)], day(12, 31), &InterestRules::built_in());
        assert_eq!(later.missing.iter().map(|half| half.label()).collect::<Vec<_>>(), ["1er semestre 2026"]);
    }
}
