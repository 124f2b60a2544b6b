//! That an archive of a structure is made each month, and the archives that were made.

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{Permission, Reason, StructureId, paris_day};
use storage::{ArchivePlan, Structure};

use super::begin_package::default_choice;
use super::package_view::{MOST_SHOWN, PackageSummary, summaries};
use super::{Downloads, PackageTyped};
use crate::{Actor, OperationError, Result};

/// The first day of the month of a day.
pub(super) fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the month after.
pub(super) fn month_after(month: NaiveDate) -> NaiveDate {
    month_of(month).checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX)
}

/// The archives of a structure.
#[derive(Clone, Debug)]
pub struct StructureArchives {
    /// The structure.
    pub structure: Structure,
    /// What is made each month; none where nothing is.
    pub plan: Option<ArchivePlan>,
    /// What is proposed or was chosen.
    pub typed: PackageTyped,
    /// Those that were made, the latest month first.
    pub archives: Vec<PackageSummary>,
}

impl Downloads {
    /// The archives of a structure, and whether they are made.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach; [`OperationError::Refused`] for who reaches some of its services
    /// only: an archive is of all of them.
    pub async fn archives(&self, actor: &Actor, id: StructureId) -> Result<StructureArchives> {
        actor.require(Permission::Read)?;
        actor.require_whole_structure(id)?;
        let organization = actor.organization;
        let mut read = self.ground.read().await?;
        let overview = read.structure(organization, id).await?;
        let structure = overview.ok_or(OperationError::NotFound("structure"))?.structure;
        let plan = read.archive_plan(organization, id).await?;
        let packages = read.archives_of(organization, id, MOST_SHOWN).await?;
        let archives = summaries(read.as_mut(), packages).await?;
        let choice = plan.as_ref().map_or_else(default_choice, |plan| plan.choice.clone());
        Ok(StructureArchives { structure, plan, typed: choice.into(), archives })
    }

    /// Has an archive of a structure made each month, from the present month on; or changes what is in those to come.
    ///
    /// # Errors
    /// As [`Downloads::archives`]; [`OperationError::Invalid`] for what was typed, [`OperationError::Refused`] when nothing
    /// is chosen.
    pub async fn plan_archives(
        &self,
        actor: &Actor,
        id: StructureId,
        typed: &PackageTyped,
        received: bool,
        issued: bool,
    ) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let organization = actor.organization;
        let now = self.ground.now();
        let mut transaction = self.ground.write(organization).await?;
        transaction.structure(organization, id).await?.ok_or(OperationError::NotFound("structure"))?;
        let choice = typed.check()?;
        if !received && !issued {
            return Err(OperationError::Refused(Reason::NothingToArchive));
        }
        let known = transaction.archive_plan(organization, id).await?;
        let month = month_of(paris_day(now));
        let plan = ArchivePlan {
            organization,
            structure: id,
            received,
            issued,
            choice,
            first_month: known.as_ref().map_or(month, |known| known.first_month),
            next_month: known.as_ref().map_or(month, |known| known.next_month),
            set_by_name: actor.name.clone(),
            set_at: now,
        };
        transaction.put_archive_plan(&plan).await?;
        transaction.journal(&self.ground.act(actor, "archive.plan", id, month.to_string())).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Ends that archives of a structure are made; those that were made stay.
    ///
    /// # Errors
    /// As [`Downloads::archives`].
    pub async fn end_archives(&self, actor: &Actor, id: StructureId) -> Result<()> {
        actor.require(Permission::ManageStructures)?;
        actor.require_whole_structure(id)?;
        let organization = actor.organization;
        let mut transaction = self.ground.write(organization).await?;
        transaction.structure(organization, id).await?.ok_or(OperationError::NotFound("structure"))?;
        if transaction.delete_archive_plan(organization, id).await? {
            transaction.journal(&self.ground.act(actor, "archive.end", id, "")).await?;
            transaction.commit().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        assert_eq!(month_of(day(2026, 11, 20)), day(2026, 11, 1));
        assert_eq!(month_after(day(2026, 11, 1)), day(2026, 12, 1));
        assert_eq!(month_after(day(2026, 12, 31)), day(2027, 1, 1));
    }
}
