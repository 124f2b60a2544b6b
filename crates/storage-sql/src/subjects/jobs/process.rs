//! Processes that take jobs, and what they leave behind.

use chrono::{DateTime, Utc};
use domain::ProcessId;
use storage::Result;

use crate::handle::Handle;
use crate::query::{Builder, query};

pub(super) async fn beat(handle: &mut Handle, process: ProcessId, now: DateTime<Utc>) -> Result<()> {
    // The time never goes back: a beat may have waited for its transaction.
    let statement = query(
        "INSERT INTO processes (id, heard_at) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE \
         SET heard_at = CASE WHEN processes.heard_at > excluded.heard_at THEN processes.heard_at \
             ELSE excluded.heard_at END",
    )
    .bind(process)
    .bind(now);
    handle.execute(statement).await.map(drop)
}

/// Begins a statement that gives leases back. The fence is counted up, so that whoever had them writes no outcome;
/// tries and mark stay, since a call may have left.
fn give_back(now: DateTime<Utc>, search_at: DateTime<Utc>) -> Builder {
    let mut sql = Builder::new(
        "UPDATE jobs SET state = 'waiting', holder = NULL, lease_until = NULL, fence = fence + 1, \
         not_before = CASE WHEN announced_at IS NULL THEN CASE WHEN not_before < ",
    );
    sql.push_bind(now).push(" THEN not_before ELSE ").push_bind(now);
    sql.push(" END ELSE CASE WHEN not_before > ").push_bind(search_at);
    sql.push(" THEN not_before ELSE ").push_bind(search_at).push(" END END WHERE ");
    sql
}

pub(super) async fn leave(
    handle: &mut Handle,
    process: ProcessId,
    now: DateTime<Utc>,
    search_at: DateTime<Utc>,
) -> Result<u64> {
    let mut sql = give_back(now, search_at);
    sql.push("state = 'leased' AND holder = ").push_bind(process);
    let jobs = handle.execute(sql.build()).await?;
    handle.execute(query("DELETE FROM processes WHERE id = $1").bind(process)).await?;
    Ok(jobs)
}

pub(super) async fn take_over(
    handle: &mut Handle,
    living: ProcessId,
    heard_since: DateTime<Utc>,
    now: DateTime<Utc>,
    search_at: DateTime<Utc>,
) -> Result<u64> {
    let mut sql = give_back(now, search_at);
    sql.push(
        "id IN (SELECT left_behind.id FROM jobs AS left_behind WHERE left_behind.state = 'leased' AND (",
    );
    sql.push("left_behind.holder IS NULL OR (left_behind.holder <> ").push_bind(living);
    sql.push(" AND NOT EXISTS (SELECT 1 FROM processes WHERE processes.id = left_behind.holder");
    sql.push(" AND processes.heard_at >= ").push_bind(heard_since).push(")))");
    // Two processes that take over at once never wait for each other's rows, and so never for ever.
    sql.push(handle.engine().skip_locked()).push(")");
    let jobs = handle.execute(sql.build()).await?;
    let gone = query("DELETE FROM processes WHERE id <> $1 AND heard_at < $2").bind(living).bind(heard_since);
    handle.execute(gone).await?;
    Ok(jobs)
}
