//! Taking a job, and ending the lease.

use chrono::{DateTime, Utc};
use storage::{Job, JobEnd, JobState, Lease, LeaseRequest, Priority, Result, StorageError};

use super::{JOB, read_job};
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::Row;

/// A lane from which a job can be taken.
struct Candidate {
    lane: String,
    /// Priority of its first due job.
    priority: i64,
    /// Whether that one waits, or is leased and its lease ended.
    state: JobState,
}

fn read_candidate(row: &Row) -> Result<Candidate> {
    let fields = row.of("jobs");
    Ok(Candidate {
        lane: fields.text("lane")?,
        priority: fields.integer("priority")?,
        state: fields.code("state", JobState::from_code)?,
    })
}

/// How many of a lane may be under way for a job of this priority to begin: the last of several places is kept for
/// urgent ones.
fn places(per_lane: u32, priority: i64) -> u32 {
    if priority == Priority::Urgent.number() { per_lane } else { per_lane.saturating_sub(1).max(1) }
}

/// Appends `lanes`: every lane with a waiting job, from one to the next along the index, as many steps as lanes however
/// many jobs; and `priorities`.
fn push_lanes(sql: &mut Builder, engine: Engine) {
    let waiting = engine.hint("jobs_waiting");
    sql.push("WITH RECURSIVE lanes (lane) AS (SELECT (SELECT min(lane) FROM jobs").push(&waiting);
    sql.push(" WHERE state = 'waiting') UNION ALL SELECT (SELECT min(jobs.lane) FROM jobs").push(&waiting);
    sql.push(
        " WHERE jobs.state = 'waiting' AND jobs.lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL), \
         priorities (priority) AS (VALUES (0), (1), (2))",
    );
}

/// Appends the first time of the waiting jobs of a lane and priority of the two lists above.
fn push_first_waiting(sql: &mut Builder, engine: Engine) {
    sql.push("(SELECT min(jobs.not_before) FROM jobs").push(&engine.hint("jobs_waiting"));
    sql.push(
        " WHERE jobs.state = 'waiting' AND jobs.lane = lanes.lane AND jobs.priority = priorities.priority)",
    );
}

/// The lanes from which a job can be taken, in the order in which they come, each with its first due job. Of each
/// priority only the first is looked at, so that jobs which are not due yet are not walked through.
pub(super) fn candidates_statement(engine: Engine, now: DateTime<Utc>, per_lane: u32) -> Query {
    let leased = engine.hint("jobs_leased");
    let mut sql = Builder::default();
    push_lanes(&mut sql, engine);
    sql.push(", firsts (lane, priority, state, due) AS ").push(engine.fence());
    sql.push("(SELECT lanes.lane, priorities.priority, 'waiting', ");
    push_first_waiting(&mut sql, engine);
    sql.push(
        " FROM lanes CROSS JOIN priorities WHERE lanes.lane IS NOT NULL UNION ALL \
         SELECT lane, priority, 'leased', min(not_before) FROM jobs",
    );
    sql.push(&leased).push(" WHERE state = 'leased' AND lease_until <= ").push_bind(now);
    sql.push(" GROUP BY lane, priority), busy (lane, under_way) AS (SELECT lane, count(*) FROM jobs");
    sql.push(&leased).push(" WHERE state = 'leased' AND lease_until > ").push_bind(now);
    sql.push(
        " GROUP BY lane), takeable AS (SELECT firsts.lane, firsts.priority, firsts.state, firsts.due, \
         coalesce(busy.under_way, 0) AS under_way, row_number() OVER (PARTITION BY firsts.lane \
             ORDER BY firsts.priority, firsts.due, firsts.state) AS place \
         FROM firsts LEFT JOIN busy ON busy.lane = firsts.lane WHERE firsts.due <= ",
    );
    sql.push_bind(now).push(" AND coalesce(busy.under_way, 0) < CASE firsts.priority WHEN 0 THEN ");
    sql.push_bind(places(per_lane, Priority::Urgent.number())).push(" ELSE ");
    sql.push_bind(places(per_lane, Priority::Normal.number()));
    sql.push(
        " END AND NOT EXISTS (SELECT 1 FROM stopped_lanes WHERE stopped_lanes.lane = firsts.lane)) \
         SELECT lane, priority, state FROM takeable WHERE place = 1 ORDER BY under_way, due, lane",
    );
    sql.build()
}

/// Takes the first due job of a lane, if there is one still and a place for it.
pub(super) fn take_statement(
    engine: Engine,
    request: &LeaseRequest,
    candidate: (&str, i64, JobState),
) -> Query {
    let (lane, priority, state) = candidate;
    let mut sql =
        Builder::new("UPDATE jobs SET state = 'leased', fence = fence + 1, tries = tries + 1, holder = ");
    sql.push_bind(request.holder).push(", lease_until = ").push_bind(request.until);
    sql.push(" WHERE id = (SELECT due.id FROM jobs AS due");
    // Literal states, so that the partial indexes are used.
    if state == JobState::Waiting {
        sql.push(&engine.hint("jobs_waiting")).push(" WHERE due.state = 'waiting' AND due.not_before <= ");
    } else {
        sql.push(&engine.hint("jobs_leased")).push(" WHERE due.state = 'leased' AND due.lease_until <= ");
    }
    sql.push_bind(request.now).push(" AND due.lane = ").push_bind(lane);
    sql.push(" AND due.priority = ").push_bind(priority);
    sql.push(" ORDER BY due.not_before, due.id LIMIT 1").push(engine.skip_locked());
    sql.push(") AND (SELECT count(*) FROM jobs AS busy").push(&engine.hint("jobs_leased"));
    sql.push(" WHERE busy.state = 'leased' AND busy.lane = ").push_bind(lane);
    sql.push(" AND busy.lease_until > ").push_bind(request.now).push(") < ");
    sql.push_bind(places(request.per_lane, priority));
    sql.push(" AND NOT EXISTS (SELECT 1 FROM stopped_lanes WHERE stopped_lanes.lane = ").push_bind(lane);
    sql.push(") RETURNING ").push(JOB);
    sql.build()
}

/// When the next job of a lane that is not stopped can be taken, as `due`.
pub(super) fn next_due_statement(engine: Engine) -> Query {
    let mut sql = Builder::default();
    push_lanes(&mut sql, engine);
    sql.push(", times (lane, due) AS (SELECT lanes.lane, ");
    push_first_waiting(&mut sql, engine);
    sql.push(
        " FROM lanes CROSS JOIN priorities WHERE lanes.lane IS NOT NULL UNION ALL \
         SELECT lane, min(lease_until) FROM jobs",
    );
    sql.push(&engine.hint("jobs_leased")).push(
        " WHERE state = 'leased' GROUP BY lane) SELECT min(due) AS due FROM times \
         WHERE NOT EXISTS (SELECT 1 FROM stopped_lanes WHERE stopped_lanes.lane = times.lane)",
    );
    sql.build()
}

/// The next job.
pub(super) async fn next(handle: &mut Handle, request: &LeaseRequest) -> Result<Option<Job>> {
    let statement = candidates_statement(handle.engine(), request.now, request.per_lane);
    let rows = handle.fetch_all(statement).await?;
    let candidates = rows.iter().map(read_candidate).collect::<Result<Vec<_>>>()?;
    if candidates.is_empty() {
        return Ok(None);
    }
    match handle.engine() {
        Engine::Sqlite => {
            for candidate in &candidates {
                if let Some(job) = take(handle, request, candidate).await? {
                    return Ok(Some(job));
                }
            }
            Ok(None)
        }
        Engine::Postgres => take_under_lock(handle, request, candidates).await,
    }
}

/// Who counts the places of a lane has its lock, so that no other process counts at the same time. Lanes that another
/// process has at the moment come last, and are then waited for: what is due is not left to nobody. While it waits, a
/// transaction has no lane, so that two of them never wait for each other.
async fn take_under_lock(
    handle: &mut Handle,
    request: &LeaseRequest,
    candidates: Vec<Candidate>,
) -> Result<Option<Job>> {
    let mut later = Vec::new();
    handle.execute(query("SAVEPOINT no_lane")).await?;
    for candidate in candidates {
        if handle.try_lock(&lock_of(&candidate)).await? {
            if let Some(job) = take(handle, request, &candidate).await? {
                return Ok(Some(job));
            }
            handle.execute(query("ROLLBACK TO SAVEPOINT no_lane")).await?;
        } else {
            later.push(candidate);
        }
    }
    for candidate in later {
        handle.lock(&lock_of(&candidate)).await?;
        if let Some(job) = take(handle, request, &candidate).await? {
            return Ok(Some(job));
        }
        handle.execute(query("ROLLBACK TO SAVEPOINT no_lane")).await?;
    }
    Ok(None)
}

fn lock_of(candidate: &Candidate) -> String {
    format!("lane:{}", candidate.lane)
}

async fn take(handle: &mut Handle, request: &LeaseRequest, candidate: &Candidate) -> Result<Option<Job>> {
    let candidate = (candidate.lane.as_str(), candidate.priority, candidate.state);
    let statement = take_statement(handle.engine(), request, candidate);
    handle.fetch_optional(statement).await?.as_ref().map(read_job).transpose()
}

/// An error when the lease was not there any more.
const fn kept(rows: u64) -> Result<()> {
    if rows == 0 { Err(StorageError::LeaseLost) } else { Ok(()) }
}

pub(super) async fn renew(handle: &mut Handle, lease: &Lease, until: DateTime<Utc>) -> Result<()> {
    let statement =
        query("UPDATE jobs SET lease_until = $1 WHERE id = $2 AND fence = $3 AND state = 'leased'")
            .bind(until)
            .bind(lease.job)
            .bind(lease.fence);
    kept(handle.execute(statement).await?)
}

pub(super) async fn announce(handle: &mut Handle, lease: &Lease, at: Option<DateTime<Utc>>) -> Result<()> {
    let statement =
        query("UPDATE jobs SET announced_at = $1 WHERE id = $2 AND fence = $3 AND state = 'leased'")
            .bind(at)
            .bind(lease.job)
            .bind(lease.fence);
    kept(handle.execute(statement).await?)
}

/// The mark of an announced call stays while its outcome may be unknown: a job that is done or given up has one.
pub(super) async fn finish(
    handle: &mut Handle,
    lease: &Lease,
    end: JobEnd,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut sql = Builder::new("UPDATE jobs SET holder = NULL, lease_until = NULL, state = ");
    match end {
        JobEnd::Done => {
            sql.push("'done', announced_at = NULL, finished_at = ").push_bind(now);
        }
        JobEnd::Failed => {
            sql.push("'failed', announced_at = NULL, finished_at = ").push_bind(now);
        }
        JobEnd::Again { not_before, fresh } => {
            sql.push("'waiting', not_before = ").push_bind(not_before);
            sql.push(if fresh { ", tries = 0" } else { "" });
        }
        JobEnd::Parked => {
            sql.push("'parked'");
        }
    }
    sql.push(" WHERE id = ").push_bind(lease.job).push(" AND fence = ").push_bind(lease.fence);
    sql.push(" AND state = 'leased'");
    kept(handle.execute(sql.build()).await?)
}
