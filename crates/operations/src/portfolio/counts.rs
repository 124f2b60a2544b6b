//! How the invoices of each structure stand: the counters of the portfolio.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta};
use domain::{Permission, StructureId, paris_day, paris_local_to_utc};
use storage::{CountMoments, StructureCounts};

use super::Portfolio;
use super::overview::REJECTION_DAYS;
use crate::{Actor, Result};

/// Days after which what has arrived and is not paid is late: the delay of most public bodies (R2192-10 of the public
/// procurement code).
const DELAY_DAYS: i64 = 30;

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

fn moments(today: NaiveDate) -> CountMoments {
    let begins = |day: NaiveDate| paris_local_to_utc(day.and_time(NaiveTime::MIN));
    CountMoments {
        // The last day of the delay is still in time.
        late_before: begins(today - TimeDelta::days(DELAY_DAYS)),
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
        assert_eq!(moments.ordered_since.to_rfc3339(), "2026-10-31T23:00:00+00:00");
        assert_eq!(moments.rejected_since.to_rfc3339(), "2026-09-29T22:00:00+00:00");
    }
}
