//! The rate of late interest of each half-year, and the indemnity: tables, never code.

use std::borrow::Cow;

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use super::day::calendar_day;
use super::{Confidence, Rule, RuleTable};

/// A half of a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HalfYear {
    first_day: NaiveDate,
}

impl HalfYear {
    /// The one that a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let month = if day.month() <= 6 { 1 } else { 7 };
        Self { first_day: calendar_day(day.year(), month, 1) }
    }

    /// 1 January or 1 July.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first_day
    }

    /// 30 June or 31 December.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let next = self.first_day.checked_add_months(Months::new(6));
        next.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// The words on screen: `1er semestre 2026`.
    #[must_use]
    pub fn label(self) -> String {
        let half = if self.first_day.month() == 1 { "1er" } else { "2e" };
        format!("{half} semestre {}", self.first_day.year())
    }
}

/// The rate of late interest, in percent a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateRate {
    /// The rate of the main refinancing operations of the European Central Bank in force on the first day of the
    /// half-year, in percent.
    pub refinancing: Decimal,
    /// What is added, in points (R2192-31: eight).
    pub margin: Decimal,
}

impl LateRate {
    /// Both together, in percent.
    #[must_use]
    pub fn percent(self) -> Decimal {
        self.refinancing + self.margin
    }
}

/// What late interest is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterestRules {
    /// Rates, looked up on the first day of a half-year.
    pub rates: RuleTable<LateRate>,
    /// The fixed recovery indemnity for each payment request, in euros.
    pub indemnities: RuleTable<Decimal>,
}

/// Points added to the central bank's rate (R2192-31).
const MARGIN: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

/// The table of the Bank of Slovenia, which gives the day of each change.
const CENTRAL_BANK: &str = "bsi.si, taux directeurs de la BCE";

/// The rates that come with Pupitre.
///
/// The central bank's rate changes when it decides, not with the half-year: 0,05 % was still in force on 1 January 2016
/// (0 % from 16 March), 2,50 % on 1 January 2023 (3 % from 8 February).
fn rates() -> RuleTable<LateRate> {
    let half = |(year, half): (i32, u32)| HalfYear::of(calendar_day(year, half * 6, 1));
    let row = |first, last, hundredths, source, confidence| Rule {
        value: LateRate { refinancing: Decimal::new(hundredths, 2), margin: MARGIN },
        from: half(first).first_day(),
        until: Some(half(last).last_day()),
        source: Cow::Borrowed(source),
        confidence,
    };
    RuleTable::new(vec![
        row((2016, 1), (2016, 1), 5, CENTRAL_BANK, Confidence::Text),
        row((2016, 2), (2022, 2), 0, CENTRAL_BANK, Confidence::Text),
        row((2023, 1), (2023, 1), 250, CENTRAL_BANK, Confidence::Text),
        row((2023, 2), (2023, 2), 400, CENTRAL_BANK, Confidence::Text),
        row((2024, 1), (2024, 1), 450, CENTRAL_BANK, Confidence::Text),
        row((2024, 2), (2024, 2), 425, CENTRAL_BANK, Confidence::Text),
        row((2025, 1), (2025, 1), 315, CENTRAL_BANK, Confidence::Text),
        row((2025, 2), (2025, 2), 215, "boursenews.ma, octobre 2025", Confidence::Secondary),
        row((2026, 1), (2026, 1), 215, "brusselstimes.com, 5 février 2026", Confidence::Unconfirmed),
    ])
}

impl InterestRules {
    /// The rows that come with Pupitre. A half-year that is not told has none.
    #[must_use]
    pub fn built_in() -> Self {
        let indemnity = Rule {
            value: Decimal::new(40_00, 2),
            from: calendar_day(2013, 5, 1),
            until: None,
            source: Cow::Borrowed("CCP D2192-35"),
            confidence: Confidence::Text,
        };
        Self { rates: rates(), indemnities: RuleTable::new(vec![indemnity]) }
    }

    /// The row of a half-year's rate, sure or not.
    #[must_use]
    pub fn rate(&self, half: HalfYear) -> Option<&Rule<LateRate>> {
        self.rates.on(half.first_day(), |_| true)
    }

    /// The same rules with the rate of a half-year as an administrator entered it (in percent, with eight points
    /// added), and where they read it.
    #[must_use]
    pub fn with_own_rate(
        mut self,
        half: HalfYear,
        refinancing: Decimal,
        source: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.rates = self.rates.with_own([Rule {
            value: LateRate { refinancing, margin: MARGIN },
            from: half.first_day(),
            until: Some(half.last_day()),
            source: source.into(),
            confidence: Confidence::Administrator,
        }]);
        self
    }

    /// The same rules once an administrator has confirmed the rate of a half-year; one without a row stays unknown.
    #[must_use]
    pub fn with_confirmed_rate(self, half: HalfYear) -> Self {
        match self.rate(half).cloned() {
            Some(row) => {
                let confirmed = Rule {
                    from: half.first_day(),
                    until: Some(half.last_day()),
                    confidence: Confidence::Administrator,
                    ..row
                };
                Self { rates: self.rates.with_own([confirmed]), ..self }
            }
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_cents;

    /// In hundredths of a percent.
    fn rate(year: i32, month: u32) -> Option<(Option<i64>, Confidence)> {
        let rules = InterestRules::built_in();
        let row = rules.rate(HalfYear::of(calendar_day(year, month, 15)))?;
        Some((to_cents(row.value.percent()), row.confidence))
    }

    #[test]
    fn the_rate_is_that_of_the_first_day_of_the_half_year() {
        for (year, month, hundredths) in [
            (2016, 3, 805),
            (2016, 7, 800),
            (2022, 12, 800),
            // A blog says 11 %, because the central bank moved in February.
            (2023, 3, 1050),
            (2023, 9, 1200),
            (2024, 6, 1250),
            (2024, 7, 1225),
            (2025, 1, 1115),
            (2025, 12, 1015),
        ] {
            let (percent, confidence) = rate(year, month).unwrap();
            assert_eq!(percent, Some(hundredths), "{month}/{year}");
            assert!(confidence.is_known(), "{month}/{year}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_given_as_known() {
        assert_eq!(rate(2026, 1), Some((Some(1015), Confidence::Unconfirmed)));
        assert_eq!(rate(2026, 7), None);
        assert_eq!(rate(2015, 12), None);
    }

    #[test]
    fn an_administrator_enters_or_confirms_a_rate() {
        let (first, second) =
            (HalfYear::of(calendar_day(2026, 1, 1)), HalfYear::of(calendar_day(2026, 12, 31)));
        let rules = InterestRules::built_in()
            .with_confirmed_rate(first)
            .with_confirmed_rate(second)
            .with_own_rate(second, Decimal::new(240, 2), "bce.europa.eu");
        assert_eq!(rules.rate(first).unwrap().confidence, Confidence::Administrator);
        assert_eq!(rules.rate(first).unwrap().source, "brusselstimes.com, 5 février 2026");
        assert_eq!(rules.rate(second).unwrap().value.percent(), Decimal::new(1040, 2));
        assert_eq!(InterestRules::built_in().with_confirmed_rate(second), InterestRules::built_in());
    }

    #[test]
    fn a_change_within_a_half_year_counts_from_the_next_one() {
        let change = Rule {
            value: LateRate { refinancing: Decimal::new(300, 2), margin: MARGIN },
            from: calendar_day(2023, 2, 8),
            until: None,
            source: "bce.europa.eu".into(),
            confidence: Confidence::Administrator,
        };
        let mut rules = InterestRules::built_in();
        rules.rates = rules.rates.with_own([change]);
        let rate =
            |month| rules.rate(HalfYear::of(calendar_day(2023, month, 28))).map(|row| row.value.percent());
        assert_eq!((rate(3), rate(7)), (Some(Decimal::new(1050, 2)), Some(Decimal::new(1100, 2))));
    }

    #[test]
    fn half_years_meet_without_a_gap() {
        let half = HalfYear::of(calendar_day(2024, 6, 30));
        assert_eq!(half.first_day(), calendar_day(2024, 1, 1));
        assert_eq!(half.last_day(), calendar_day(2024, 6, 30));
        let next = HalfYear::of(calendar_day(2024, 7, 1));
        assert_eq!(
            (next.first_day(), next.last_day()),
            (calendar_day(2024, 7, 1), calendar_day(2024, 12, 31))
        );
        assert_eq!([half.label(), next.label()], ["1er semestre 2024", "2e semestre 2024"]);
    }
}
