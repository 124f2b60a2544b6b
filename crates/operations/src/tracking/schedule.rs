//! When a structure is synchronised.

use std::collections::HashSet;

use domain::{OrganizationId, StructureId};
use jobs::{Kind, Priority, key_of};
use storage::{NewJob, Transaction};

use super::synchronise::Synchronise;
use super::validations::FollowValidations;
use super::works::FollowWorks;
use crate::Result;
use crate::access::{Use, lane_of};
use crate::ground::{Ground, delta};

/// Few structures validate or have works: what is asked for on their account keeps no invoice waiting.
const AFTER_INVOICES: Priority = Priority::Background;

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
    let job = job_of::<Synchronise>(ground, organization, structure, lane.clone(), Priority::Normal);
    if !transaction.enqueue(&job).await? {
        transaction.make_key_due(&key_of::<Synchronise>(&structure.to_string()), ground.now()).await?;
    }
    follow::<FollowValidations>(ground, transaction, organization, structure, lane.clone()).await?;
    follow::<FollowWorks>(ground, transaction, organization, structure, lane).await
}

/// Asks now for what waits for the answer of a structure as validator; nothing for one that no access serves.
pub(crate) async fn schedule_validations(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    structure: StructureId,
) -> Result<()> {
    let overview = transaction.structure(organization, structure).await?;
    match overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)) {
        Some(lane) => follow::<FollowValidations>(ground, transaction, organization, structure, lane).await,
        None => Ok(()),
    }
}

/// The same for its works documents.
pub(crate) async fn schedule_works(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    structure: StructureId,
) -> Result<()> {
    let overview = transaction.structure(organization, structure).await?;
    match overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)) {
        Some(lane) => follow::<FollowWorks>(ground, transaction, organization, structure, lane).await,
        None => Ok(()),
    }
}

/// Makes a job due that comes back by itself, or begins it.
async fn follow<K: Kind<Payload = ()>>(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    structure: StructureId,
    lane: String,
) -> Result<()> {
    let job = job_of::<K>(ground, organization, structure, lane, AFTER_INVOICES);
    if !transaction.enqueue(&job).await? {
        transaction.make_key_due(&key_of::<K>(&structure.to_string()), ground.now()).await?;
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
    let served = transaction.structures(organization).await?.into_iter();
    let served: Vec<StructureId> =
        served.filter(|summary| summary.access.is_some()).map(|summary| summary.structure.id).collect();
    begin_missing::<FollowValidations>(ground, transaction, organization, &served, AFTER_INVOICES).await?;
    begin_missing::<FollowWorks>(ground, transaction, organization, &served, AFTER_INVOICES).await?;
    begin_missing::<Synchronise>(ground, transaction, organization, &served, Priority::Normal).await
}

/// Begins what is missing of a kind, bit by bit; gives how many were.
async fn begin_missing<K: Kind<Payload = ()>>(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    served: &[StructureId],
    priority: Priority,
) -> Result<usize> {
    let there: HashSet<String> =
        transaction.open_subjects(organization, K::NAME).await?.into_iter().collect();
    let missing: Vec<StructureId> =
        served.iter().copied().filter(|structure| !there.contains(&structure.to_string())).collect();
    for (position, structure) in (0_u32..).zip(&missing) {
        let overview = transaction.structure(organization, *structure).await?;
        let Some(lane) = overview.as_ref().and_then(|overview| lane_of(overview, Use::Any)) else { continue };
        let mut job = job_of::<K>(ground, organization, *structure, lane, priority);
        let share = f64::from(position) / missing.len() as f64;
        job.not_before += delta(ground.settings().sync_every.mul_f64(share));
        transaction.enqueue(&job).await?;
    }
    Ok(missing.len())
}

fn job_of<K: Kind<Payload = ()>>(
    ground: &Ground,
    organization: OrganizationId,
    structure: StructureId,
    lane: String,
    priority: Priority,
) -> NewJob {
    let mut job = ground.queue().job::<K>(Some(organization), structure, lane, &());
    job.family = structure.to_string();
    job.priority = priority;
    job
}
