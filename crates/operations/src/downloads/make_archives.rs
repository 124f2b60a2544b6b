//! The job that makes the archives of a month on the 2nd of the next one: it comes back by itself.

use async_trait::async_trait;
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use domain::{
    MOST_PACKED, OrganizationId, PackageId, PackageState, StructureId, paris_day, paris_local_to_utc,
};
use jobs::{Failure, JobEnd, Kind, LANE_OF_THE_HOUSE, Priority, Settled, Work};
use storage::{ArchivePlan, Package, PackageOwner, Transaction};

use super::archive_plans::{month_after, month_of};
use super::begin_package::{begin, items_of};
use crate::Result;
use crate::ground::Ground;

/// The day on which the month before is archived: what was deposited on its last evening is known by then.
const ARCHIVE_DAY: u32 = 2;
/// The hour of that day, in Paris.
const ARCHIVE_HOUR: u32 = 3;

/// Makes the archives that are due.
pub struct MakeArchives {
    ground: Ground,
}

/// Makes sure that archives are made.
pub(crate) async fn schedule_archives(ground: &Ground, transaction: &mut dyn Transaction) -> Result<()> {
    let mut job = ground.queue().job::<MakeArchives>(None, "", LANE_OF_THE_HOUSE, &());
    job.priority = Priority::Background;
    transaction.enqueue(&job).await?;
    Ok(())
}

impl MakeArchives {
    pub(crate) const fn new(ground: Ground) -> Self {
        Self { ground }
    }

    /// Makes the next archive of a structure, decided in the turn of its organisation: whoever comes second finds it made.
    async fn make(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        present: NaiveDate,
    ) -> Result<bool> {
        let mut transaction = self.ground.write(organization).await?;
        let plan = transaction.archive_plan(organization, structure).await?;
        let Some(mut plan) = plan.filter(|plan| plan.next_month < present) else { return Ok(false) };
        let (month, end) = (plan.next_month, month_after(plan.next_month));
        let most = u32::try_from(MOST_PACKED).unwrap_or(u32::MAX);
        let ids = transaction.unarchived(&plan, end, most).await?;
        // Where there are more, the next one is of the same month.
        let whole = (ids.len() as u64) < MOST_PACKED;
        if whole {
            plan.next_month = end;
            transaction.put_archive_plan(&plan).await?;
        }
        if !ids.is_empty() {
            let package = self.package(&plan, month);
            let items = items_of(transaction.as_mut(), organization, None, &ids, &package.choice).await?;
            begin(&self.ground, transaction.as_mut(), &package, &items).await?;
            let detail = format!("{structure} {} invoices", items.len());
            let entry = self.ground.entry(Some(organization), None, "archive.made", package.id, detail);
            transaction.journal(&entry).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    fn package(&self, plan: &ArchivePlan, month: NaiveDate) -> Package {
        Package {
            id: self.ground.id::<PackageId>(),
            organization: plan.organization,
            of: PackageOwner::Archive(plan.structure, month),
            user_name: plan.set_by_name.clone(),
            selection: month.format("%Y-%m").to_string(),
            choice: plan.choice.clone(),
            state: PackageState::Preparing,
            created_at: self.ground.now(),
            ready_at: None,
            expires_at: None,
            deleted: None,
        }
    }
}

/// When the month of an instant is next to be archived: on the 2nd, whether of this month or the next.
fn next_time(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = paris_day(now);
    let at = |month: NaiveDate| {
        let day = month.with_day(ARCHIVE_DAY).unwrap_or(month);
        day.and_hms_opt(ARCHIVE_HOUR, 0, 0).map_or(now + TimeDelta::days(1), paris_local_to_utc)
    };
    let this = at(month_of(today));
    if this > now { this } else { at(month_after(today)) }
}

/// The month before which everything may be archived: the present one, from its 2nd on.
fn present_month(now: DateTime<Utc>) -> NaiveDate {
    let today = paris_day(now);
    if today.day() >= ARCHIVE_DAY { month_of(today) } else { month_of(month_of(today) - TimeDelta::days(1)) }
}

#[async_trait]
impl Kind for MakeArchives {
    const NAME: &'static str = "make_archives";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> std::result::Result<Settled, Failure> {
        let present = present_month(self.ground.now());
        loop {
            let due = self.ground.read().await.map_err(Failure::from)?.due_archives(present).await?;
            let mut made = false;
            for (organization, structure) in due {
                work.renew().await?;
                made |= self.make(organization, structure, present).await.map_err(Failure::from)?;
            }
            // A machine that was off for months makes one after the other.
            if !made {
                break;
            }
        }
        work.end(JobEnd::Again { not_before: next_time(self.ground.now()), fresh: true }).await
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    #[test]
    fn a_month_is_archived_from_the_second_of_the_next_one() {
        let at = |month, day, hour| Utc.with_ymd_and_hms(2026, month, day, hour, 0, 0).unwrap();
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        assert_eq!(present_month(at(11, 20, 9)), day(11, 1));
        assert_eq!(present_month(at(12, 1, 9)), day(11, 1), "October at most on the 1st of December");
        assert_eq!(present_month(at(12, 2, 9)), day(12, 1));
        assert_eq!(next_time(at(11, 20, 9)), at(12, 2, 2), "3 h in Paris");
        assert_eq!(next_time(at(12, 1, 23)), at(12, 2, 2));
        assert_eq!(next_time(at(7, 2, 1)), Utc.with_ymd_and_hms(2026, 8, 2, 1, 0, 0).unwrap());
    }
}
