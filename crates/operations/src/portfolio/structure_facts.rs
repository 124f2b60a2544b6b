//! What Chorus Pro says of a structure: read when somebody opens its sheet, then kept, with its age.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Permission, Reason, StructureId};
use jobs::{Kind as _, Priority};
use storage::{Snapshot, StructureFacts, StructureOverview};

use super::Portfolio;
use crate::access::{Use, lane_of};
use crate::tracking::ReadStructure;
use crate::{Actor, OperationError, Result};

/// What was read is read again when somebody opens the sheet after this long.
const FRESH: TimeDelta = TimeDelta::days(7);
/// After this long, what could not be read is asked for again.
const AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);

/// What is known of a structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFacts {
    /// What Chorus Pro said, and when.
    pub facts: Option<(StructureFacts, DateTime<Utc>)>,
    /// Whether it is being read.
    pub coming: bool,
    /// Why the last reading failed.
    pub not_read: Option<Reason>,
}

/// What is known of a structure.
pub(super) async fn facts_of(
    read: &mut dyn Snapshot,
    actor: &Actor,
    structure: StructureId,
) -> Result<KnownFacts> {
    let subject = structure.to_string();
    let facts = read.structure_facts(actor.organization, structure).await?;
    let job = read.job_about(actor.organization, ReadStructure::NAME, &subject).await?;
    let attempts = read.attempts(actor.organization, &subject).await?;
    let tried = attempts.into_iter().find(|attempt| attempt.kind == ReadStructure::NAME);
    let newer = |at: DateTime<Utc>| facts.as_ref().is_none_or(|(_, read_at)| at > *read_at);
    Ok(KnownFacts {
        coming: job.is_some_and(|job| job.state.is_open()),
        not_read: tried.filter(|attempt| newer(attempt.at)).map(|attempt| attempt.reason),
        facts,
    })
}

impl Portfolio {
    /// Asks Chorus Pro for what it says of a structure whose sheet somebody has opened, unless it is known or was asked
    /// for a moment ago; `anew` asks whatever is known.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn ask_for_facts(&self, actor: &Actor, id: StructureId, anew: bool) -> Result<()> {
        actor.require(Permission::Read)?;
        actor.require_structure(id)?;
        if anew {
            actor.require(Permission::ManageStructures)?;
            actor.require_whole_structure(id)?;
        }
        let (organization, now) = (actor.organization, self.ground.now());
        let subject = id.to_string();
        let is_due = |known: &KnownFacts, last: Option<DateTime<Utc>>| {
            let old = known.facts.as_ref().is_none_or(|(_, read_at)| *read_at + FRESH < now);
            let rested = last.is_none_or(|at| at + AGAIN_AFTER < now);
            !known.coming && (anew || (old && rested))
        };
        // Most sheets are fresh: nobody waits for the turn to write.
        let mut read = self.ground.read().await?;
        let known = facts_of(read.as_mut(), actor, id).await?;
        let last = last_try(read.as_mut(), actor, &subject).await?;
        drop(read);
        if !is_due(&known, last) {
            return Ok(());
        }
        let mut transaction = self.ground.write(organization).await?;
        let overview = transaction.structure(organization, id).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        // Where the access is refused nothing would be read: it would only wait.
        let Some(lane) = lane_of(&overview, Use::Any).filter(|_| !is_stopped(&overview)) else {
            return Ok(());
        };
        let mut job = self.ground.queue().job::<ReadStructure>(Some(organization), id, lane, &());
        job.family = subject;
        job.priority = Priority::Urgent;
        // One that waits already does as well.
        transaction.enqueue(&job).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Whether nothing leaves with the access in use until somebody has mended it.
pub(super) fn is_stopped(overview: &StructureOverview) -> bool {
    overview.accesses.first().is_some_and(|attached| attached.access.state.is_broken())
}

async fn last_try(read: &mut dyn Snapshot, actor: &Actor, subject: &str) -> Result<Option<DateTime<Utc>>> {
    let attempts = read.attempts(actor.organization, subject).await?;
    Ok(attempts.into_iter().find(|attempt| attempt.kind == ReadStructure::NAME).map(|attempt| attempt.at))
}
