//! When the folder of a link is looked into.

use domain::OrganizationId;
use jobs::{Priority, key_of};
use storage::{AccessState, EdiLink, Transaction};

use super::collect::CollectEdi;
use super::connect::lane_of_link;
use crate::Result;
use crate::ground::Ground;

/// Looks into the folder of a link from now on, or now if it already is.
pub(super) async fn collect_soon(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    link: &EdiLink,
) -> Result<()> {
    let mut job =
        ground.queue().job::<CollectEdi>(Some(link.organization), link.structure, lane_of_link(link), &());
    job.priority = Priority::Normal;
    if !transaction.enqueue(&job).await? {
        transaction.make_key_due(&key_of::<CollectEdi>(&link.structure.to_string()), ground.now()).await?;
    }
    Ok(())
}

/// Makes sure that every link that works is looked into again and again.
pub(crate) async fn schedule_edi(
    ground: &Ground,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
) -> Result<()> {
    for link in transaction.edi_links(organization).await? {
        if link.state == AccessState::Working {
            let lane = lane_of_link(&link);
            let job = ground.queue().job::<CollectEdi>(Some(organization), link.structure, lane, &());
            transaction.enqueue(&job).await?;
        }
    }
    Ok(())
}
