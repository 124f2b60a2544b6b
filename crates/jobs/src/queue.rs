//! The queue as both sides see it: who adds jobs and who runs them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, Entropy, JobId, OrganizationId, ProcessId, new_id};
use storage::{Database, NewJob, Priority};
use tokio::sync::Notify;

use crate::Kind;

/// What an operator may set.
#[derive(Clone, Debug)]
pub struct QueueSettings {
    /// Longest call that a job may make, a file of the largest size included.
    pub longest_call: Duration,
    /// Jobs under way at the same time in one process.
    pub places: usize,
    /// Jobs of one lane under way at the same time, over all processes; the last place is for urgent ones.
    pub per_lane: u32,
    /// Pauses before the next try, the last one repeated.
    pub pauses: Vec<Duration>,
    /// Pause before an unknown outcome is looked up.
    pub pause_before_search: Duration,
    /// A process that was not heard for this long is dead: its jobs are taken over.
    pub dead_after: Duration,
    /// How long running jobs may go on when the process is asked to end.
    pub patience: Duration,
}

/// What a lease has beyond the longest call, for the transactions before and after it.
const MARGIN: Duration = Duration::from_secs(30);

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            longest_call: Duration::from_secs(330),
            places: 16,
            per_lane: 3,
            pauses: [10, 30, 120, 600, 1_800, 3_600].map(Duration::from_secs).to_vec(),
            pause_before_search: Duration::from_secs(10),
            dead_after: Duration::from_secs(60),
            patience: Duration::from_secs(10),
        }
    }
}

pub(crate) fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(1))
}

impl QueueSettings {
    /// Longer than any call, by construction.
    pub(crate) fn lease(&self) -> TimeDelta {
        delta(self.longest_call + MARGIN)
    }

    pub(crate) const fn longest_call(&self) -> Duration {
        self.longest_call
    }

    pub(crate) fn pause_after(&self, tries: u32) -> TimeDelta {
        let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
        let pause = self.pauses.get(index).or(self.pauses.last()).copied();
        delta(pause.unwrap_or(Duration::from_secs(60)))
    }

    pub(crate) fn pause_before_search(&self) -> TimeDelta {
        delta(self.pause_before_search)
    }
}

/// The queue of one process.
pub struct Queue {
    database: Arc<dyn Database>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    process: ProcessId,
    wake: Notify,
    settings: QueueSettings,
}

impl fmt::Debug for Queue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Queue").field("process", &self.process).finish_non_exhaustive()
    }
}

impl Queue {
    /// The queue of a process that is new under this clock.
    #[must_use]
    pub fn new(
        database: Arc<dyn Database>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: QueueSettings,
    ) -> Arc<Self> {
        let process = ProcessId(new_id(clock.now(), entropy.as_ref()));
        Arc::new(Self { database, clock, entropy, process, wake: Notify::new(), settings })
    }

    /// A job of a kind about a subject, due at once; change what differs, then add it with
    /// [`storage::WriteJobs::enqueue`] in the transaction of what causes it, and [`Queue::wake`] after its commit.
    #[must_use]
    pub fn job<K: Kind>(
        &self,
        organization: Option<OrganizationId>,
        subject: impl ToString,
        lane: impl ToString,
        payload: &K::Payload,
    ) -> NewJob {
        let now = self.now();
        let subject = subject.to_string();
        NewJob {
            id: JobId(new_id(now, self.entropy.as_ref())),
            organization,
            kind: K::NAME.to_owned(),
            deduplication_key: Some(key_of::<K>(&subject)),
            subject,
            // Plain data: it always serialises.
            payload: serde_json::to_string(payload).unwrap_or_default(),
            lane: lane.to_string(),
            family: String::new(),
            priority: Priority::Normal,
            not_before: now,
            created_at: now,
        }
    }

    /// Something may be due now.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// What an operator has set.
    #[must_use]
    pub const fn settings(&self) -> &QueueSettings {
        &self.settings
    }

    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn database(&self) -> &dyn Database {
        self.database.as_ref()
    }

    pub(crate) const fn process(&self) -> ProcessId {
        self.process
    }
}

/// The deduplication key of a kind about a subject.
#[must_use]
pub fn key_of<K: Kind>(subject: &str) -> String {
    format!("{}:{subject}", K::NAME)
}
