//! Jobs: what is still to be done without a person. The queue knows no invoice, only kinds, subjects and lanes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{AttemptId, JobId, OrganizationId, ProcessId, Reason};

use crate::Result;

/// Which of several due jobs of a lane comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// A person waits for it.
    Urgent,
    /// The ordinary.
    Normal,
    /// Whenever nothing else waits.
    Background,
}

impl Priority {
    /// All, first comes first.
    pub const ALL: [Self; 3] = [Self::Urgent, Self::Normal, Self::Background];

    /// The stored number, smaller comes first.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Urgent => 0,
            Self::Normal => 1,
            Self::Background => 2,
        }
    }

    /// Reads a stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.number() == number)
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Waits for its time.
    Waiting,
    /// Somebody has it until the lease ends.
    Leased,
    /// Done.
    Done,
    /// Given up: a person must act.
    Failed,
    /// Withdrawn in time by a person.
    Cancelled,
    /// Of a kind that the program that took it does not know; kept until one comes that does.
    Parked,
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Leased, Self::Done, Self::Failed, Self::Cancelled, Self::Parked];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Leased => "leased",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Parked => "parked",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it is still to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Leased | Self::Parked)
    }
}

/// A job to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Identifier.
    pub id: JobId,
    /// Owner; none for what concerns the whole installation.
    pub organization: Option<OrganizationId>,
    /// What is to be done.
    pub kind: String,
    /// To what: the identifier of an object of that kind, or empty.
    pub subject: String,
    /// What the kind needs besides, as JSON.
    pub payload: String,
    /// Jobs of one lane take turns; lanes do not wait for each other.
    pub lane: String,
    /// What moves to another lane together: the identifier of a structure, or empty.
    pub family: String,
    /// Which comes first in its lane.
    pub priority: Priority,
    /// At most one open job has this key; none: no limit.
    pub deduplication_key: Option<String>,
    /// Not before this instant.
    pub not_before: DateTime<Utc>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// A job as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What was added.
    pub new: NewJob,
    /// Where it stands.
    pub state: JobState,
    /// How often it was taken.
    pub tries: u32,
    /// Counts how often it was taken or taken back: the holder of an older fence writes no outcome.
    pub fence: i64,
    /// End of the lease while leased.
    pub lease_until: Option<DateTime<Utc>>,
    /// Set, and made durable, just before a call that must not happen twice; cleared when its outcome is known. A job
    /// found with it set has an unknown outcome: look before calling again.
    pub announced_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Job {
    /// The lease of whoever took it now.
    #[must_use]
    pub const fn lease(&self) -> Lease {
        Lease { job: self.new.id, fence: self.fence }
    }
}

/// The right to write a job's outcome, until somebody else takes the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Of which job.
    pub job: JobId,
    /// The fence at which it was taken.
    pub fence: i64,
}

/// What a worker asks for.
#[derive(Clone, Debug)]
pub struct LeaseRequest {
    /// Who asks.
    pub holder: ProcessId,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// End of the lease.
    pub until: DateTime<Utc>,
    /// Jobs of one lane under way at the same time, over all processes, at least 1. When there are several, the last
    /// place of a lane is for urgent jobs only: what is long never keeps a person waiting.
    pub per_lane: u32,
}

/// How a lease ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobEnd {
    /// Done.
    Done,
    /// Given up: a person must act.
    Failed,
    /// To be taken again, not before this instant. With `fresh`, tries count from zero again: a job that comes back by
    /// its schedule.
    Again {
        /// When.
        not_before: DateTime<Utc>,
        /// Whether this is a new round rather than a new try.
        fresh: bool,
    },
    /// Of a kind that is not known here.
    Parked,
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// Done.
    Done,
    /// Refused; never retried alone.
    Refused,
    /// To be tried again.
    TryAgain,
    /// Sent, no answer.
    Unknown,
}

impl AttemptOutcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [Self::Done, Self::Refused, Self::TryAgain, Self::Unknown];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::TryAgain => "try_again",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// One try, as a person sees it: when, what was answered, when next. Kept when the job itself is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Identifier.
    pub id: AttemptId,
    /// Owner.
    pub organization: OrganizationId,
    /// Of which job.
    pub job: JobId,
    /// Kind of the job.
    pub kind: String,
    /// Subject of the job.
    pub subject: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// What was answered.
    pub reason: Reason,
    /// When it is tried next.
    pub next_at: Option<DateTime<Utc>>,
}

/// How many jobs there are, for the metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobCount {
    /// Kind.
    pub kind: String,
    /// State; only open ones and failed ones are counted.
    pub state: JobState,
    /// How many.
    pub count: u64,
}

/// Asking for jobs.
#[async_trait]
pub trait ReadJobs: Send {
    /// One job.
    async fn job(&mut self, id: JobId) -> Result<Option<Job>>;
    /// The open or else the last job of a kind about a subject.
    async fn job_about(
        &mut self,
        organization: OrganizationId,
        kind: &str,
        subject: &str,
    ) -> Result<Option<Job>>;
    /// Tries about a subject, latest first.
    async fn attempts(&mut self, organization: OrganizationId, subject: &str) -> Result<Vec<Attempt>>;
    /// When the next job of a lane that is not stopped can be taken: the next waiting one, or the end of the next lease.
    async fn next_due(&mut self) -> Result<Option<DateTime<Utc>>>;
    /// The subjects of the open jobs of a kind: waiting, leased or parked.
    async fn open_subjects(&mut self, organization: OrganizationId, kind: &str) -> Result<Vec<String>>;
    /// Open and failed jobs by kind and state.
    async fn job_counts(&mut self) -> Result<Vec<JobCount>>;
    /// Whether a lane is stopped.
    async fn lane_is_stopped(&mut self, lane: &str) -> Result<bool>;
}

/// Adding and withdrawing jobs.
#[async_trait]
pub trait WriteJobs: ReadJobs {
    /// Adds a job; false when an open one has its deduplication key.
    async fn enqueue(&mut self, job: &NewJob) -> Result<bool>;
    /// Withdraws a waiting job of an organisation that was never taken; false when it is too late.
    async fn cancel_job(
        &mut self,
        organization: OrganizationId,
        id: JobId,
        now: DateTime<Utc>,
    ) -> Result<bool>;
    /// Makes a waiting job due now; one that is due already keeps its place. False when it does not wait.
    async fn make_due(&mut self, organization: OrganizationId, id: JobId, now: DateTime<Utc>)
    -> Result<bool>;
    /// Makes the open job with this deduplication key due now, if it waits; false otherwise.
    async fn make_key_due(&mut self, deduplication_key: &str, now: DateTime<Utc>) -> Result<bool>;
    /// Moves the open jobs of an organisation and family to another lane, those under way included; gives how many.
    async fn move_jobs(&mut self, organization: OrganizationId, family: &str, lane: &str) -> Result<u64>;
    /// Says of open jobs of these kinds that are due by an instant, and were not announced, that their call may have left
    /// since `at`: each looks for what it would do before it does it. Gives how many. For an installation that is put
    /// back as it was: what it still has to do may have been done since.
    async fn announce_all(&mut self, kinds: &[&str], due_by: DateTime<Utc>, at: DateTime<Utc>)
    -> Result<u64>;
    /// Stops a lane or lets it go on: jobs of a stopped lane keep waiting.
    async fn stop_lane(&mut self, lane: &str, stopped: bool) -> Result<()>;
    /// Adds a try.
    async fn insert_attempt(&mut self, attempt: &Attempt) -> Result<()>;

    /// Takes the next job: of the lanes that are not stopped and have fewer than `per_lane` under way, the one with the
    /// fewest under way comes first, then the one that has waited longest; in the lane, priority and then due time. A job
    /// is due when it waits and its time has come, or when its lease ended. It comes back leased, tries and fence counted
    /// up. The last of several places of a lane is given to urgent jobs only. Take one in a transaction and commit it:
    /// others wait for the lane as long as it lasts.
    async fn lease_next(&mut self, request: &LeaseRequest) -> Result<Option<Job>>;
    /// Prolongs a lease. [`crate::StorageError::LeaseLost`] when somebody else has the job.
    async fn renew_lease(&mut self, lease: &Lease, until: DateTime<Utc>) -> Result<()>;
    /// Makes durable that a call which must not happen twice is about to leave, or with none that its outcome is known.
    /// [`crate::StorageError::LeaseLost`] when somebody else has the job.
    async fn announce(&mut self, lease: &Lease, at: Option<DateTime<Utc>>) -> Result<()>;
    /// Ends a lease. [`crate::StorageError::LeaseLost`] when somebody else has the job.
    async fn finish(&mut self, lease: &Lease, end: JobEnd, now: DateTime<Utc>) -> Result<()>;

    /// Notes that a process lives.
    async fn beat(&mut self, process: ProcessId, now: DateTime<Utc>) -> Result<()>;
    /// Gives back everything that a process holds and forgets the process. Announced jobs wait until `search_at`, so
    /// that Chorus Pro has settled what it received; others are due now. Gives how many.
    async fn leave(
        &mut self,
        process: ProcessId,
        now: DateTime<Utc>,
        search_at: DateTime<Utc>,
    ) -> Result<u64>;
    /// The same for every process but `living` that was not heard since `heard_since`, and for leases without a known
    /// holder; gives how many jobs. The leases of the living stay.
    async fn take_over(
        &mut self,
        living: ProcessId,
        heard_since: DateTime<Utc>,
        now: DateTime<Utc>,
        search_at: DateTime<Utc>,
    ) -> Result<u64>;
    /// Lets parked jobs of these kinds wait again; gives how many.
    async fn unpark(&mut self, kinds: &[&str]) -> Result<u64>;
    /// Removes jobs that ended before this instant (done or cancelled; failed ones stay), `limit` at most; gives how
    /// many.
    async fn delete_jobs_before(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u64>;
}
