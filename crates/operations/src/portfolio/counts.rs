//! How the invoices of each structure stand: the counters of the portfolio.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use domain::{PayerCategory, Permission, StructureId, delay_rules, paris_day};
use storage::{CountMoments, StructureCounts};

use super::Portfolio;
use super::delay::{begins, late_before};
use super::overview::REJECTION_DAYS;
use crate::{Actor, Result};

impl Portfolio {
    /// The counters of the structures that a person reaches with all of their services; of the others nothing is told, for
    /// it would count what they may not see.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn counts(&self, actor: &Actor) -> Result<BTreeMap<StructureId, StructureCounts>> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let moments = moments(paris_day(self.ground.now()));
        let mut counts = read.counts_by_structure(actor.organization, &moments).await?;
        counts.retain(|structure, _| actor.reaches_whole(*structure));
        Ok(counts)
    }
}

/// The categories that have longer, each with what arrived before and may be late.
fn late_before_of(today: NaiveDate) -> Vec<(PayerCategory, DateTime<Utc>)> {
    let rules = delay_rules();
    let usual = late_before(today);
    let before = |category: PayerCategory| {
        let rule = rules.on(today, |rule| rule.category == category)?;
        Some((category, begins(today - TimeDelta::days(i64::from(rule.value.days)))))
    };
    PayerCategory::ALL.into_iter().filter_map(before).filter(|(_, before)| *before < usual).collect()
}

fn moments(today: NaiveDate) -> CountMoments {
    CountMoments {
        late_before: late_before(today),
        late_before_of: late_before_of(today),
        ordered_since: begins(today.with_day(1).unwrap_or(today)),
        rejected_since: begins(today - TimeDelta::days(REJECTION_DAYS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_the_delay_is_not_late_and_a_month_begins_at_midnight_in_paris() {
        let moments = moments(NaiveDate::from_ymd_opt(2026, 11, 29).unwrap());
        assert_eq!(moments.late_before.to_rfc3339(), "2026-10-29T23:00:00+00:00");
        let longer = moments.late_before_of.iter().map(|(category, before)| (*category, before.to_rfc3339()));
        let expected = [
            (PayerCategory::Health, "2026-10-09T22:00:00+00:00".to_owned()),
            (PayerCategory::PublicEnterprise, "2026-09-29T22:00:00+00:00".to_owned()),
        ];
        assert_eq!(longer.collect::<Vec<_>>(), expected);
        assert_eq!(moments.ordered_since.to_rfc3339(), "2026-10-31T23:00:00+00:00");
        assert_eq!(moments.rejected_since.to_rfc3339(), "2026-09-29T22:00:00+00:00");
    }
}
