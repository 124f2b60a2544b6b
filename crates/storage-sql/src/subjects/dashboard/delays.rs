//! Days of Paris and last days of delays, in SQL: what `domain::DelayMarks` says of one invoice, of thousands at once.

use chrono::{Datelike as _, NaiveDate};
use domain::{HalfYear, PayerCategory, paris_offsets};
use storage::DelayDays;

use crate::subjects::delays::last_day;

/// The days of Paris of columns with milliseconds, as numbers of days since 1970.
pub(super) struct ParisDays {
    /// From the latest change of the clocks back: the present time is met first.
    changes: Vec<(i64, i64)>,
}

impl ParisDays {
    /// For instants between these days, a year more on each side; beyond, winter time is supposed.
    pub(super) fn between(first: NaiveDate, last: NaiveDate) -> Self {
        let offsets = paris_offsets(first.year() - 1, last.year() + 1);
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
}

/// Half-years back whose rates are told apart; before the last of them there is none.
const HALVES: usize = 22;

/// The first day of the half-year in which a row with `due_day` is late for the first time, as a number of days.
pub(super) fn half_of_first_late_day(until: NaiveDate) -> String {
    let before = |half: &HalfYear| half.first_day().pred_opt().map(HalfYear::of);
    let halves = std::iter::successors(Some(HalfYear::of(until)), before).take(HALVES);
    let number = |half: HalfYear| (half.first_day() - NaiveDate::default()).num_days();
    let mut sql = "CASE".to_owned();
    let mut first = 0;
    for half in halves {
        first = number(half);
        sql.push_str(&format!(" WHEN due_day >= {} THEN {first}", first - 1));
    }
    sql.push_str(&format!(" ELSE {} END", first - 1));
    sql
}

/// The days that a row's payer has, by the joined table `payers`.
pub(super) fn days_of_payer(days: &DelayDays) -> String {
    let of = |(category, days): &(PayerCategory, u32)| format!(" WHEN '{}' THEN {days}", category.code());
    let cases: String = days.of.iter().map(of).collect();
    // A case without any branch is none.
    format!("CASE payers.category WHEN '' THEN {0}{cases} ELSE {0} END", days.assumed)
}

/// The days that a row has whose contract may be shorter (L2192-10).
pub(super) fn days_of_contract(legal: &str, contract: &str) -> String {
    format!("CASE WHEN {contract} > 0 AND {contract} < {legal} THEN {contract} ELSE {legal} END")
}

/// The last day of a row with `from_day`, `stopped_day`, `resumed_day` and `days`: none while interrupted.
pub(super) fn last_day_of_row() -> String {
    last_day("from_day", "stopped_day", "resumed_day", "days")
}

/// The days that the payer of a paid row took, without those of an interruption that had effect. Before the work was done none
/// counted.
pub(super) const DAYS_TAKEN: &str = "paid_day - from_day - CASE WHEN stopped_day IS NULL \
     OR stopped_day > from_day + days THEN 0 \
     WHEN coalesce(resumed_day, paid_day) <= from_day THEN 0 \
     WHEN stopped_day < from_day THEN coalesce(resumed_day, paid_day) - from_day \
     ELSE coalesce(resumed_day, paid_day) - stopped_day END";
