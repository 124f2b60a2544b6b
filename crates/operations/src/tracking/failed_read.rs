//! How a job ends that could not read what somebody opened: it is tried again some times, and what failed is kept.

use domain::{OrganizationId, Reason};
use jobs::{Failure, JobEnd, Settled, Work};
use storage::{Attempt, AttemptOutcome, Transaction};

use crate::ground::Ground;

/// Ends such a job: again at its next try, or for good after `most_tries` of them.
pub(super) async fn settle_failed(
    ground: &Ground,
    work: &Work,
    transaction: &mut dyn Transaction,
    organization: OrganizationId,
    most_tries: u32,
    reason: Reason,
) -> Result<Settled, Failure> {
    let last = work.job().tries >= most_tries;
    let not_before = work.next_try();
    let end = if last { JobEnd::Failed } else { JobEnd::Again { not_before, fresh: false } };
    let settled = work.settle(transaction, end).await?;
    let new = &work.job().new;
    let attempt = Attempt {
        id: ground.id(),
        organization,
        job: new.id,
        kind: new.kind.clone(),
        subject: new.subject.clone(),
        at: ground.now(),
        outcome: if last { AttemptOutcome::Refused } else { AttemptOutcome::TryAgain },
        reason,
        next_at: (!last).then_some(not_before),
    };
    transaction.insert_attempt(&attempt).await?;
    Ok(settled)
}
