//! When a structure is synchronised.

use domain::{OrganizationId, StructureId};
use jobs::{Priority, key_of};
use storage::Transaction;

use super::synchronise::Synchronise;
use crate::Result;
use crate::access::lane_of;
use crate::ground::Ground;

/// Synchronises a structure from now on, or now if it already is; nothing for one that no access serves.
pub(crate) async fn schedule(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    structure: StructureId,
) -> Result<()> {
    let overview = transaction.structure(organization, structure).await?;
    let Some(lane) = overview.as_ref().and_then(lane_of) else { return Ok(()) };
    let mut job = ground.queue().job::<Synchronise>(Some(organization), structure, lane, &());
    job.family = structure.to_string();
    job.priority = Priority::Normal;
    if !transaction.enqueue(&job).await? {
        transaction.make_key_due(&key_of::<Synchronise>(&structure.to_string()), ground.now()).await?;
    }
    Ok(())
}
