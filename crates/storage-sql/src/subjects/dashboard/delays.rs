//! Days of Paris and last days of delays, in SQL: what `domain::DelayMarks` says of one invoice, of thousands at once.

use chrono::{Datelike as _, NaiveDate};
use domain::{PayerCategory, paris_offsets};
use storage::DelayDays;

/// Years back in which clocks are changed as they were; before, winter time is supposed.
const YEARS: i32 = 12;

/// The days of Paris of columns with milliseconds, as numbers of days since 1970.
pub(super) struct ParisDays {
    /// From the latest change of the clocks back: the present time is met first.
    changes: Vec<(i64, i64)>,
}

impl ParisDays {
    pub(super) fn around(today: NaiveDate) -> Self {
        let offsets = paris_offsets(today.year() - YEARS, today.year() + 1);
        let changes = offsets
            .iter()
            .rev()
            .map(|offset| (offset.from.timestamp_millis(), offset.ahead.num_milliseconds()))
            .collect();
        Self { changes }
    }

    /// The day of a column that is not null, or of an expression.
    pub(super) fn of(&self, column: &str) -> String {
        let mut sql = format!("(({column} + CASE");
        for (from, ahead) in &self.changes {
            sql.push_str(&format!(" WHEN {column} >= {from} THEN {ahead}"));
        }
        sql.push_str(" ELSE 3600000 END) / 86400000)");
        sql
    }

    /// The same of one that may be null.
    pub(super) fn of_optional(&self, column: &str) -> String {
        format!("CASE WHEN {column} IS NOT NULL THEN {} END", self.of(column))
    }
}

/// The days that a row's payer has, by the joined table `payers`.
pub(super) fn days_of_payer(days: &DelayDays) -> String {
    let of = |(category, days): &(PayerCategory, u32)| format!(" WHEN '{}' THEN {days}", category.code());
    let cases: String = days.of.iter().map(of).collect();
    format!("CASE payers.category{cases} ELSE {} END", days.assumed)
}

/// The last day of a row with `from_day`, `stopped_day`, `resumed_day` and `days`: none while interrupted. The new delay has
/// 30 days, or the balance where it is greater (R2192-29); an interruption after the last day has no effect.
pub(super) const LAST_DAY: &str = "CASE WHEN stopped_day IS NULL OR stopped_day > from_day + days THEN from_day + days \
     WHEN resumed_day IS NULL THEN NULL \
     WHEN from_day + days - stopped_day > 30 THEN resumed_day + from_day + days - stopped_day \
     ELSE resumed_day + 30 END";

/// The days that the payer of a paid row took, without those of an interruption that had effect.
pub(super) const DAYS_TAKEN: &str = "paid_day - from_day - CASE WHEN stopped_day IS NULL \
     OR stopped_day > from_day + days THEN 0 ELSE coalesce(resumed_day, paid_day) - stopped_day END";
