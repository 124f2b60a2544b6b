//! Late interest over many invoices: what has accrued on what is late and not paid, and what more will be due where nothing
//! is paid within the next weeks. An estimate: rounded per partner and half-year, where a claim is rounded per invoice.

use std::collections::{BTreeMap, BTreeSet};

use domain::{HalfYear, InterestError, InterestRules, from_cents, interest_of, paris_day};
use rust_decimal::Decimal;
use storage::{InvoiceFilter, LateSum, Partner};

use super::super::Portfolio;
use super::super::rates::interest_rules;
use super::ageing::Aged;
use super::telling::{MOST_TOLD, delay_days, within_reach};
use crate::{Actor, Result};

/// Days ahead within which a payment would still avoid something.
pub const AHEAD_DAYS: u32 = 30;

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
        let mut read = self.ground.read().await?;
        let known = read.known_rates(actor.organization).await?;
        let sums = read
            .late_sums(actor.organization, &filter, &delay_days(today), today, AHEAD_DAYS, MOST_TOLD)
            .await?;
        drop(read);
        Ok(figures(sums, &interest_rules(&known)))
    }
}

fn figures(sums: Vec<LateSum>, rules: &InterestRules) -> InterestFigures {
    let mut figures = InterestFigures::default();
    let mut rows = BTreeMap::<Option<String>, InterestRow>::new();
    for sum in sums {
        let is_late = sum.late;
        if sum.assumed {
            if is_late {
                figures.assumed.add(sum.count, sum.due_cents);
            }
            continue;
        }
        match row(&sum, rules) {
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
fn row(sum: &LateSum, rules: &InterestRules) -> std::result::Result<InterestRow, InterestError> {
    let (rate, indemnity) = rules.claimable(sum.half.first_day())?;
    let interest =
        |cent_days: i64| interest_of(from_cents(cent_days), rate.value).ok_or(InterestError::OutOfRange);
    let later = interest(sum.cent_days)?;
    let indemnities = indemnity.value * Decimal::from(sum.count);
    if !sum.late {
        return Ok(InterestRow { avoidable: later + indemnities, ..InterestRow::default() });
    }
    // Each of them will have been late for so many days more.
    let ahead = i64::from(AHEAD_DAYS).saturating_mul(sum.due_cents);
    let accrued = interest(sum.cent_days.saturating_sub(ahead))?;
    Ok(InterestRow {
        partner: None,
        late: Aged { count: sum.count, cents: sum.due_cents },
        interest: accrued,
        indemnity: indemnities,
        avoidable: later - accrued,
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn half(year: i32, month: u32) -> HalfYear {
        HalfYear::of(NaiveDate::from_ymd_opt(year, month, 1).unwrap())
    }

    fn sum(siret: &str, half: HalfYear, late: bool, days_later: i64) -> LateSum {
        let partner = Partner { siret: siret.to_owned(), name: String::new() };
        LateSum {
            partner: Some(partner),
            half,
            late,
            assumed: false,
            count: 2,
            due_cents: 1_200_000,
            cent_days: 1_200_000 * days_later,
        }
    }

    #[test]
    fn what_has_accrued_and_what_may_be_avoided_are_told_apart() {
        let sums = vec![
            // 12,000 euros, 25 days late at 10.15 %: 83.42 euros (regulation of the domain), and 30 days more.
            sum("A", half(2025, 7), true, 55),
            sum("B", half(2025, 7), false, 20),
            LateSum { partner: None, assumed: true, ..sum("C", half(2025, 7), true, 55) },
            // Nobody has confirmed its rate.
            sum("D", half(2026, 1), false, 20),
            sum("E", half(2026, 1), true, 40),
        ];
        let figures = figures(sums, &InterestRules::built_in());
        let euros = |text: &str| text.parse::<Decimal>().unwrap();
        let [first, second] = &figures.rows[..] else { panic!("{figures:?}") };
        assert_eq!((first.interest, first.indemnity), (euros("83.42"), euros("80")));
        assert_eq!(first.avoidable, euros("183.53") - euros("83.42"));
        assert_eq!((second.accrued(), second.late.count), (Decimal::ZERO, 0), "it may still be paid in time");
        assert_eq!(second.avoidable, euros("66.74") + euros("80"), "20 days and two indemnities");
        assert_eq!((figures.assumed.count, figures.without_rate.count), (2, 2));
        let missing: Vec<String> = figures.missing.iter().map(|half| half.label()).collect();
        assert_eq!(missing, ["1er semestre 2026"]);
        assert_eq!(figures.all.accrued(), euros("163.42"));
    }
}
