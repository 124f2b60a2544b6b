//! Who runs the jobs: takes leases while there are places, lives audibly, and gives back what it did not finish.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use storage::{Job, JobEnd, LeaseRequest, Turn};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::kind::Handler;
use crate::queue::{Queue, delta};
use crate::{Failure, Kind, Work};

/// Longest sleep: a job added by another process is found by then.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Shortest sleep: a job that is due but cannot be taken (its lane is full) must not spin.
const SHORTEST_SLEEP: Duration = Duration::from_millis(100);

/// Runs jobs of the kinds that it knows.
pub struct Runner {
    queue: Arc<Queue>,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
}

/// A running [`Runner`].
pub struct RunnerHandle {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl RunnerHandle {
    /// Takes no more jobs, lets running ones finish for a while, and gives back what was not finished.
    pub async fn stop(self) {
        self.stop.cancel();
        // A panic has already been logged; there is nothing left to wait for.
        let _ = self.task.await;
    }
}

impl Runner {
    /// A runner that knows no kind yet.
    #[must_use]
    pub fn new(queue: Arc<Queue>) -> Self {
        Self { queue, handlers: HashMap::new() }
    }

    /// Knows a kind from now on.
    #[must_use]
    pub fn with<K: Kind>(mut self, kind: K) -> Self {
        self.handlers.insert(K::NAME, Arc::new(kind));
        self
    }

    /// Takes over what dead processes left, lets parked jobs of known kinds wait again, and starts. `alone` says that no
    /// other process works on the database: whoever held something is dead.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn start(self, alone: bool) -> storage::Result<RunnerHandle> {
        self.prepare(alone).await?;
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(Arc::new(self), stop.clone()));
        Ok(RunnerHandle { stop, task })
    }

    /// What [`Runner::start`] does before it takes the first job.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn prepare(&self, alone: bool) -> storage::Result<()> {
        self.beat(alone).await?;
        let kinds: Vec<_> = self.handlers.keys().copied().collect();
        let mut transaction = self.queue.database().write(Turn::Free).await?;
        transaction.unpark(&kinds).await?;
        transaction.commit().await
    }

    /// Says that this process lives and takes over from those that do not.
    async fn beat(&self, alone: bool) -> storage::Result<()> {
        let (now, settings) = (self.queue.now(), self.queue.settings());
        let heard_since =
            if alone { now + delta(Duration::from_millis(1)) } else { now - delta(settings.dead_after) };
        let mut transaction = self.queue.database().write(Turn::Free).await?;
        transaction.beat(self.queue.process(), now).await?;
        let search_at = now + settings.pause_before_search();
        let taken = transaction.take_over(self.queue.process(), heard_since, now, search_at).await?;
        transaction.commit().await?;
        if taken > 0 {
            tracing::info!(jobs = taken, "took over what another process had left");
        }
        Ok(())
    }

    /// Runs every due job once, one after the other; for tests and tools.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn run_due(&self) -> storage::Result<usize> {
        let mut count = 0;
        while let Some(job) = self.lease().await? {
            self.run_one(job).await;
            count += 1;
        }
        Ok(count)
    }

    async fn lease(&self) -> storage::Result<Option<Job>> {
        let (now, settings) = (self.queue.now(), self.queue.settings());
        // A look costs less than a transaction, and most looks find nothing.
        match self.queue.database().read().await?.next_due().await? {
            Some(due) if due <= now => {}
            _ => return Ok(None),
        }
        let request = LeaseRequest {
            holder: self.queue.process(),
            now,
            until: now + settings.lease(),
            per_lane: settings.per_lane,
        };
        let mut transaction = self.queue.database().write(Turn::Free).await?;
        let job = transaction.lease_next(&request).await?;
        transaction.commit().await?;
        Ok(job)
    }

    async fn run_one(&self, job: Job) {
        let (id, kind) = (job.new.id, job.new.kind.clone());
        let handler = self.handlers.get(kind.as_str()).cloned();
        let work = Work::new(Arc::clone(&self.queue), job);
        let outcome = match handler {
            // A panic is a failure like others: the job comes back after its pause, not when its lease ends.
            Some(handler) => AssertUnwindSafe(handler.run(&work))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Err(Failure::Other("the job panicked".into())))
                .map(drop),
            None => {
                tracing::warn!(job = %id, kind, "a job of an unknown kind is kept");
                work.end(JobEnd::Parked).await.map(drop)
            }
        };
        match outcome {
            Ok(()) => {}
            Err(Failure::LeaseLost) => tracing::warn!(job = %id, kind, "somebody else has this job now"),
            Err(failure) => {
                tracing::error!(job = %id, kind, error = %failure, "a job failed and is tried again");
                let end = JobEnd::Again { not_before: work.next_try(), fresh: false };
                if let Err(error) = work.end(end).await {
                    tracing::error!(job = %id, kind, %error, "not given back; its lease ends by itself");
                }
            }
        }
    }

    async fn time_to_next(&self) -> Duration {
        let next = async { self.queue.database().read().await?.next_due().await };
        match next.await {
            Ok(Some(due)) => (due - self.queue.now())
                .to_std()
                .unwrap_or(SHORTEST_SLEEP)
                .clamp(SHORTEST_SLEEP, LONGEST_SLEEP),
            Ok(None) => LONGEST_SLEEP,
            Err(error) => {
                tracing::error!(%error, "the queue cannot be read");
                LONGEST_SLEEP
            }
        }
    }

    async fn leave(&self) {
        let now = self.queue.now();
        let search_at = now + self.queue.settings().pause_before_search();
        let outcome = async {
            let mut transaction = self.queue.database().write(Turn::Free).await?;
            let given_back = transaction.leave(self.queue.process(), now, search_at).await?;
            transaction.commit().await?;
            storage::Result::Ok(given_back)
        };
        match outcome.await {
            Ok(0) => {}
            Ok(jobs) => tracing::info!(jobs, "unfinished jobs given back"),
            Err(error) => tracing::warn!(%error, "jobs not given back; their leases end by themselves"),
        }
    }
}

async fn run(runner: Arc<Runner>, stop: CancellationToken) {
    let beating = tokio::spawn(keep_beating(Arc::clone(&runner), stop.clone()));
    let mut running: JoinSet<()> = JoinSet::new();
    while !stop.is_cancelled() {
        while let Some(ended) = running.try_join_next() {
            told(ended);
        }
        if running.len() < runner.queue.settings().places {
            match runner.lease().await {
                Ok(Some(job)) => {
                    let runner = Arc::clone(&runner);
                    running.spawn(async move { runner.run_one(job).await });
                    continue;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "no lease"),
            }
        }
        let full = running.len() >= runner.queue.settings().places;
        let sleep = if full { LONGEST_SLEEP } else { runner.time_to_next().await };
        tokio::select! {
            () = stop.cancelled() => {}
            () = runner.queue.woken() => {}
            () = tokio::time::sleep(sleep) => {}
            Some(ended) = running.join_next(), if !running.is_empty() => told(ended),
        }
    }
    let finish = async {
        while let Some(ended) = running.join_next().await {
            told(ended);
        }
    };
    if tokio::time::timeout(runner.queue.settings().patience, finish).await.is_err() {
        running.shutdown().await;
    }
    let _ = beating.await;
    runner.leave().await;
}

fn told(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a job was broken off");
    }
}

async fn keep_beating(runner: Arc<Runner>, stop: CancellationToken) {
    let pause = runner.queue.settings().dead_after / 4;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        if let Err(error) = runner.beat(false).await {
            tracing::error!(%error, "not heard: another process may take our jobs over");
        }
    }
}
