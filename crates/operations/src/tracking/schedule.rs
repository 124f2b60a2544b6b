//! When a structure is synchronised.

use std::collections::HashSet;

use domain::{OrganizationId, StructureId};
use jobs::{Kind as _, Priority, key_of};
use storage::{NewJob, Transaction};

use super::synchronise::Synchronise;
use crate::Result;
use crate::access::{Use, lane_of};
use crate::ground::{Ground, delta};

/// Synchronises a structure from now on, or now if it already is; nothing for one that no access serves.
pub(crate) async fn schedule(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    structure: StructureId,
) -> Result<()> {
    let overview = transaction.structure(organization, structure).await?;
    let Some(lane) = overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)) else {
        return Ok(());
    };
    let job = job_of(ground, organization, structure, lane);
    if !transaction.enqueue(&job).await? {
        transaction.make_key_due(&key_of::<Synchronise>(&structure.to_string()), ground.now()).await?;
    }
    Ok(())
}

/// Makes sure that every structure with an access is synchronised again and again. What waits keeps its time; what is
/// missing begins bit by bit, within one pause between two synchronisations: hundreds of structures never fall due
/// together. Gives how many were missing.
pub(crate) async fn schedule_all(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
) -> Result<usize> {
    let there: HashSet<String> =
        transaction.open_subjects(organization, Synchronise::NAME).await?.into_iter().collect();
    let served = transaction.structures(organization).await?.into_iter();
    let missing: Vec<StructureId> = served
        .filter(|summary| summary.access.is_some() && !there.contains(&summary.structure.id.to_string()))
        .map(|summary| summary.structure.id)
        .collect();
    for (position, structure) in (0_u32..).zip(&missing) {
        let overview = transaction.structure(organization, *structure).await?;
        let Some(lane) = overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)) else { continue };
        let mut job = job_of(ground, organization, *structure, lane);
        let share = f64::from(position) / missing.len() as f64;
        job.not_before += delta(ground.settings().sync_every.mul_f64(share));
        transaction.enqueue(&job).await?;
    }
    Ok(missing.len())
}

fn job_of(ground: &Ground, organization: OrganizationId, structure: StructureId, lane: String) -> NewJob {
    let mut job = ground.queue().job::<Synchronise>(Some(organization), structure, lane, &());
    job.family = structure.to_string();
    job.priority = Priority::Normal;
    job
}
