//! Jobs: adding, withdrawing, counting. Who takes them, and how they end, is in [`lease`]; what a process leaves behind
//! is in [`process`].

mod lease;
mod process;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{JobId, OrganizationId, ProcessId};
use storage::{
    Attempt, AttemptOutcome, Job, JobCount, JobEnd, JobState, Lease, LeaseRequest, NewJob, Notice, Priority,
    ReadJobs, Result, WriteJobs, WriteNotices as _,
};

use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::Row;

const JOB: &str = "id, organization_id, kind, subject, payload, lane, family, priority, deduplication_key, \
     state, not_before, tries, fence, lease_until, announced_at, created_at, finished_at";

fn read_job(row: &Row) -> Result<Job> {
    let fields = row.of("jobs");
    let priority = fields.integer("priority")?;
    let new = NewJob {
        id: fields.id("id")?,
        organization: fields.opt_id("organization_id")?,
        kind: fields.text("kind")?,
        subject: fields.text("subject")?,
        payload: fields.text("payload")?,
        lane: fields.text("lane")?,
        family: fields.text("family")?,
        priority: Priority::from_number(priority)
            .ok_or_else(|| fields.unreadable("priority", priority.to_string()))?,
        deduplication_key: fields.opt_text("deduplication_key")?,
        not_before: fields.time("not_before")?,
        created_at: fields.time("created_at")?,
    };
    Ok(Job {
        new,
        state: fields.code("state", JobState::from_code)?,
        tries: fields.count("tries")?,
        fence: fields.integer("fence")?,
        lease_until: fields.opt_time("lease_until")?,
        announced_at: fields.opt_time("announced_at")?,
        finished_at: fields.opt_time("finished_at")?,
    })
}

fn read_attempt(row: &Row) -> Result<Attempt> {
    let fields = row.of("attempts");
    Ok(Attempt {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        job: fields.id("job_id")?,
        kind: fields.text("kind")?,
        subject: fields.text("subject")?,
        at: fields.time("at")?,
        outcome: fields.code("outcome", AttemptOutcome::from_code)?,
        reason: fields.reason("reason")?,
        next_at: fields.opt_time("next_at")?,
    })
}

fn read_count(row: &Row) -> Result<JobCount> {
    let fields = row.of("jobs");
    Ok(JobCount {
        kind: fields.text("kind")?,
        state: fields.code("state", JobState::from_code)?,
        count: fields.integer("count")?.unsigned_abs(),
    })
}

/// By the indexes of what is open and what failed: what is done, for days, is not looked at.
fn counts_statement(engine: Engine) -> Query {
    let mut sql = Builder::new("SELECT kind, state, count(*) AS count FROM jobs");
    sql.push(&engine.hint("jobs_of_family")).push(
        " WHERE state IN ('waiting', 'leased', 'parked') GROUP BY kind, state \
         UNION ALL SELECT kind, 'failed', count(*) FROM jobs",
    );
    sql.push(&engine.hint("jobs_failed")).push(" WHERE state = 'failed' GROUP BY kind ORDER BY kind, state");
    sql.build()
}

fn open_subjects_statement(engine: Engine, organization: OrganizationId, kind: &str) -> Query {
    let mut sql = Builder::new("SELECT subject FROM jobs");
    sql.push(&engine.hint("jobs_of_family")).push(" WHERE state IN ('waiting', 'leased', 'parked')");
    sql.push(" AND organization_id = ").push_bind(organization).push(" AND kind = ").push_bind(kind);
    sql.build()
}

fn unpark_statement(engine: Engine, kinds: &[&str]) -> Query {
    let mut sql = Builder::new("UPDATE jobs");
    sql.push(&engine.hint("jobs_parked")).push(" SET state = 'waiting' WHERE state = 'parked' AND kind IN ");
    sql.push_list(kinds.iter().copied());
    sql.build()
}

#[async_trait]
impl ReadJobs for Handle {
    async fn job(&mut self, id: JobId) -> Result<Option<Job>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(JOB).push(" FROM jobs WHERE id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_job).transpose()
    }

    async fn job_about(
        &mut self,
        organization: OrganizationId,
        kind: &str,
        subject: &str,
    ) -> Result<Option<Job>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(JOB).push(" FROM jobs WHERE organization_id = ").push_bind(organization);
        sql.push(" AND subject = ").push_bind(subject).push(" AND kind = ").push_bind(kind);
        sql.push(
            " ORDER BY CASE WHEN state IN ('waiting', 'leased', 'parked') THEN 0 ELSE 1 END, \
             created_at DESC, id DESC LIMIT 1",
        );
        self.fetch_optional(sql.build()).await?.as_ref().map(read_job).transpose()
    }

    async fn attempts(&mut self, organization: OrganizationId, subject: &str) -> Result<Vec<Attempt>> {
        let statement = query(
            "SELECT id, organization_id, job_id, kind, subject, at, outcome, reason, next_at FROM attempts \
             WHERE organization_id = $1 AND subject = $2 ORDER BY at DESC, seq DESC",
        )
        .bind(organization)
        .bind(subject);
        self.fetch_all(statement).await?.iter().map(read_attempt).collect()
    }

    async fn next_due(&mut self) -> Result<Option<DateTime<Utc>>> {
        let statement = lease::next_due_statement(self.engine());
        self.fetch_one(statement).await?.of("jobs").opt_time("due")
    }

    async fn open_subjects(&mut self, organization: OrganizationId, kind: &str) -> Result<Vec<String>> {
        let statement = open_subjects_statement(self.engine(), organization, kind);
        self.fetch_all(statement).await?.iter().map(|row| row.of("jobs").text("subject")).collect()
    }

    async fn job_counts(&mut self) -> Result<Vec<JobCount>> {
        self.fetch_all(counts_statement(self.engine())).await?.iter().map(read_count).collect()
    }

    async fn lane_is_stopped(&mut self, lane: &str) -> Result<bool> {
        let statement = query("SELECT lane FROM stopped_lanes WHERE lane = $1").bind(lane);
        Ok(self.fetch_optional(statement).await?.is_some())
    }
}

impl Handle {
    /// Has whoever runs jobs look again, when something changed; gives whether it did.
    async fn may_be_due(&mut self, changed: bool) -> Result<bool> {
        if changed {
            self.tell(Notice::JobsWait).await?;
        }
        Ok(changed)
    }
}

#[async_trait]
impl WriteJobs for Handle {
    async fn enqueue(&mut self, job: &NewJob) -> Result<bool> {
        let statement = query(
            "INSERT INTO jobs (id, organization_id, kind, subject, payload, lane, family, priority, \
                 deduplication_key, state, not_before, tries, fence, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, 0, 0, $11) \
             ON CONFLICT (deduplication_key) \
                 WHERE state IN ('waiting', 'leased', 'parked') AND deduplication_key IS NOT NULL DO NOTHING",
        )
        .bind(job.id)
        .bind(job.organization)
        .bind(&job.kind)
        .bind(&job.subject)
        .bind(&job.payload)
        .bind(&job.lane)
        .bind(&job.family)
        .bind(job.priority.number())
        .bind(&job.deduplication_key)
        .bind(job.not_before)
        .bind(job.created_at);
        let added = self.execute(statement).await? == 1;
        self.may_be_due(added).await
    }

    async fn cancel_job(
        &mut self,
        organization: OrganizationId,
        id: JobId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        // The fence was never counted up: nobody ever took it.
        let statement = query(
            "UPDATE jobs SET state = 'cancelled', finished_at = $1 \
             WHERE organization_id = $2 AND id = $3 AND state = 'waiting' AND fence = 0",
        )
        .bind(now)
        .bind(organization)
        .bind(id);
        Ok(self.execute(statement).await? == 1)
    }

    async fn make_due(
        &mut self,
        organization: OrganizationId,
        id: JobId,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE jobs SET not_before = CASE WHEN not_before < $1 THEN not_before ELSE $1 END \
             WHERE organization_id = $2 AND id = $3 AND state = 'waiting'",
        )
        .bind(now)
        .bind(organization)
        .bind(id);
        let sooner = self.execute(statement).await? == 1;
        self.may_be_due(sooner).await
    }

    async fn make_key_due(&mut self, deduplication_key: &str, now: DateTime<Utc>) -> Result<bool> {
        // The condition of the unique index stands here as well, so that the index is used.
        let statement = query(
            "UPDATE jobs SET not_before = CASE WHEN not_before < $1 THEN not_before ELSE $1 END \
             WHERE deduplication_key = $2 AND state IN ('waiting', 'leased', 'parked') AND state = 'waiting'",
        )
        .bind(now)
        .bind(deduplication_key);
        let sooner = self.execute(statement).await? == 1;
        self.may_be_due(sooner).await
    }

    async fn move_jobs(&mut self, organization: OrganizationId, family: &str, lane: &str) -> Result<u64> {
        let statement = query(
            "UPDATE jobs SET lane = $1 \
             WHERE organization_id = $2 AND family = $3 AND state IN ('waiting', 'leased', 'parked')",
        )
        .bind(lane)
        .bind(organization)
        .bind(family);
        let moved = self.execute(statement).await?;
        self.may_be_due(moved > 0).await?;
        Ok(moved)
    }

    async fn announce_all(
        &mut self,
        kinds: &[&str],
        due_by: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<u64> {
        let mut sql = Builder::new("UPDATE jobs SET announced_at = ");
        sql.push_bind(at).push(" WHERE kind IN ").push_list(kinds.iter().copied());
        sql.push(" AND state IN ('waiting', 'leased', 'parked') AND announced_at IS NULL AND not_before <= ");
        sql.push_bind(due_by);
        self.execute(sql.build()).await
    }

    async fn stop_lane(&mut self, lane: &str, stopped: bool) -> Result<()> {
        let statement = if stopped {
            "INSERT INTO stopped_lanes (lane) VALUES ($1) ON CONFLICT (lane) DO NOTHING"
        } else {
            "DELETE FROM stopped_lanes WHERE lane = $1"
        };
        let changed = self.execute(query(statement).bind(lane)).await? > 0;
        self.may_be_due(changed && !stopped).await.map(drop)
    }

    async fn insert_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        let statement = query(
            "INSERT INTO attempts (id, organization_id, job_id, kind, subject, at, outcome, reason, next_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(attempt.id)
        .bind(attempt.organization)
        .bind(attempt.job)
        .bind(&attempt.kind)
        .bind(&attempt.subject)
        .bind(attempt.at)
        .bind(attempt.outcome.code())
        .bind(crate::row::json(&attempt.reason)?)
        .bind(attempt.next_at);
        self.execute(statement).await.map(drop)
    }

    async fn lease_next(&mut self, request: &LeaseRequest) -> Result<Option<Job>> {
        lease::next(self, request).await
    }

    async fn renew_lease(&mut self, lease: &Lease, until: DateTime<Utc>) -> Result<()> {
        lease::renew(self, lease, until).await
    }

    async fn announce(&mut self, lease: &Lease, at: Option<DateTime<Utc>>) -> Result<()> {
        lease::announce(self, lease, at).await
    }

    async fn finish(&mut self, lease: &Lease, end: JobEnd, now: DateTime<Utc>) -> Result<()> {
        lease::finish(self, lease, end, now).await
    }

    async fn beat(&mut self, process: ProcessId, now: DateTime<Utc>) -> Result<()> {
        process::beat(self, process, now).await
    }

    async fn leave(
        &mut self,
        process: ProcessId,
        now: DateTime<Utc>,
        search_at: DateTime<Utc>,
    ) -> Result<u64> {
        process::leave(self, process, now, search_at).await
    }

    async fn take_over(
        &mut self,
        living: ProcessId,
        heard_since: DateTime<Utc>,
        now: DateTime<Utc>,
        search_at: DateTime<Utc>,
    ) -> Result<u64> {
        process::take_over(self, living, heard_since, now, search_at).await
    }

    async fn unpark(&mut self, kinds: &[&str]) -> Result<u64> {
        let statement = unpark_statement(self.engine(), kinds);
        self.execute(statement).await
    }

    async fn delete_jobs_before(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u64> {
        let mut sql = Builder::new("DELETE FROM jobs WHERE id IN (SELECT id FROM jobs");
        sql.push(&self.engine().hint("jobs_finished"));
        sql.push(" WHERE state IN ('done', 'cancelled') AND finished_at < ").push_bind(before);
        sql.push(" ORDER BY finished_at, id LIMIT ").push_bind(limit).push(")");
        self.execute(sql.build()).await
    }
}
