//! The runner on a real database: nothing lost, nothing written by a late hand, nobody starved.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, Entropy};
use jobs::{Failure, JobEnd, Kind, Priority, Queue, QueueSettings, Runner, Settled, Work};
use storage::{Database, JobState, StorageError, Turn};
use storage_sql::{Location, SqlDatabase};
use tempfile::TempDir;

/// A clock that tests move.
#[derive(Clone)]
struct Hand(Arc<Mutex<DateTime<Utc>>>);

impl Hand {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(DateTime::from_timestamp_millis(1_767_225_600_000).unwrap())))
    }

    fn pass(&self, seconds: i64) {
        *self.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }
}

impl Clock for Hand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Bytes that differ each time.
#[derive(Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, value) in buffer.iter_mut().rev().zip(count.iter().rev().cycle()) {
            *byte = *value;
        }
    }
}

struct House {
    database: Arc<SqlDatabase>,
    clock: Hand,
    entropy: Arc<Counting>,
    _folder: TempDir,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(folder.path().join("jobs.sqlite"));
        let database = Arc::new(SqlDatabase::open(&location).await.unwrap());
        Self { database, clock: Hand::new(), entropy: Arc::default(), _folder: folder }
    }

    /// The queue of a process of its own.
    fn queue(&self, adjust: impl FnOnce(&mut QueueSettings)) -> Arc<Queue> {
        let mut settings = QueueSettings { patience: Duration::from_millis(50), ..QueueSettings::default() };
        adjust(&mut settings);
        let (database, entropy) = (Arc::clone(&self.database), Arc::clone(&self.entropy));
        Queue::new(database, Arc::new(self.clock.clone()), entropy, settings)
    }

    async fn add<K: Kind<Payload = ()>>(&self, queue: &Queue, subject: &str, lane: &str) {
        let mut transaction = self.database.write(Turn::Free).await.unwrap();
        let job = queue.job::<K>(None, subject, lane, &());
        assert!(transaction.enqueue(&job).await.unwrap());
        transaction.commit().await.unwrap();
    }

    /// Open and failed jobs by state.
    async fn count(&self, kind: &str, state: JobState) -> u64 {
        let counts = self.database.read().await.unwrap().job_counts().await.unwrap();
        counts
            .iter()
            .filter(|count| count.kind == kind && count.state == state)
            .map(|count| count.count)
            .sum()
    }
}

/// Ends as it is told, and counts how often it ran.
struct Plain {
    runs: Arc<AtomicU32>,
    outcome: fn() -> Result<JobEnd, Failure>,
}

#[async_trait]
impl Kind for Plain {
    const NAME: &'static str = "plain";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        self.runs.fetch_add(1, Ordering::Relaxed);
        work.end((self.outcome)()?).await
    }
}

fn plain(outcome: fn() -> Result<JobEnd, Failure>) -> (Plain, Arc<AtomicU32>) {
    let runs = Arc::<AtomicU32>::default();
    (Plain { runs: Arc::clone(&runs), outcome }, runs)
}

#[tokio::test]
async fn a_kind_that_nobody_knows_is_kept_until_somebody_does() {
    let house = House::open().await;
    let queue = house.queue(|_| {});
    house.add::<Plain>(&queue, "a", "lane").await;
    let stranger = Runner::new(Arc::clone(&queue));
    assert_eq!(stranger.run_due().await.unwrap(), 1);
    assert_eq!(house.count("plain", JobState::Parked).await, 1, "kept and shown");
    assert_eq!(stranger.run_due().await.unwrap(), 0, "and left alone");

    let (kind, runs) = plain(|| Ok(JobEnd::Done));
    let knowing = Runner::new(queue).with(kind);
    knowing.prepare(true).await.unwrap();
    assert_eq!(knowing.run_due().await.unwrap(), 1);
    assert_eq!((runs.load(Ordering::Relaxed), house.count("plain", JobState::Parked).await), (1, 0));
}

#[tokio::test]
async fn a_failure_and_a_panic_come_back_after_their_pause() {
    let broken: fn() -> Result<JobEnd, Failure> = || Err(Failure::Other("broken".into()));
    let panicking: fn() -> Result<JobEnd, Failure> = || panic!("broken");
    for outcome in [broken, panicking] {
        let house = House::open().await;
        let queue = house.queue(|_| {});
        house.add::<Plain>(&queue, "a", "lane").await;
        let (kind, runs) = plain(outcome);
        let runner = Runner::new(queue).with(kind);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(runner.run_due().await.unwrap(), 0, "not at once");
        house.clock.pass(10);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        house.clock.pass(10);
        assert_eq!(runner.run_due().await.unwrap(), 0, "the second pause is longer");
        house.clock.pass(20);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(runs.load(Ordering::Relaxed), 3);
    }
}

/// Waits inside until it is let go, then writes its outcome.
#[derive(Clone)]
struct Held {
    begun: Arc<tokio::sync::Semaphore>,
    go: Arc<tokio::sync::Semaphore>,
    outcomes: Arc<Mutex<Vec<bool>>>,
}

#[async_trait]
impl Kind for Held {
    const NAME: &'static str = "held";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        self.begun.add_permits(1);
        self.go.acquire().await.unwrap().forget();
        let outcome = work.end(JobEnd::Done).await;
        self.outcomes.lock().unwrap().push(outcome.is_ok());
        outcome
    }
}

impl Held {
    fn new() -> Self {
        Self {
            begun: Arc::new(tokio::sync::Semaphore::new(0)),
            go: Arc::new(tokio::sync::Semaphore::new(0)),
            outcomes: Arc::default(),
        }
    }
}

#[tokio::test]
async fn who_lost_the_lease_writes_no_outcome() {
    let house = House::open().await;
    let queue = house.queue(|_| {});
    house.add::<Held>(&queue, "a", "lane").await;
    let slow = Held::new();
    let first = Runner::new(queue).with(slow.clone());
    let running = tokio::spawn(async move { first.run_due().await.unwrap() });
    slow.begun.acquire().await.unwrap().forget();

    // The process sleeps past its lease; another one takes the job and ends it.
    house.clock.pass(3_600);
    let quick = Held::new();
    quick.go.add_permits(1);
    assert_eq!(Runner::new(house.queue(|_| {})).with(quick.clone()).run_due().await.unwrap(), 1);
    assert_eq!(*quick.outcomes.lock().unwrap(), [true]);

    slow.go.add_permits(1);
    running.await.unwrap();
    assert_eq!(*slow.outcomes.lock().unwrap(), [false], "the late outcome is refused");
}

/// Calls something that takes a while.
struct Calling {
    takes: Duration,
    ends: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Kind for Calling {
    const NAME: &'static str = "calling";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let ended = work.call(tokio::time::sleep(self.takes)).await;
        let text = ended.map_or_else(|failure| failure.to_string(), |()| "answered".to_owned());
        self.ends.lock().unwrap().push(text);
        work.end(JobEnd::Done).await
    }
}

#[tokio::test]
async fn a_call_ends_before_its_lease_does() {
    let house = House::open().await;
    let queue = house.queue(|settings| settings.longest_call = Duration::from_millis(100));
    let ends = Arc::<Mutex<Vec<String>>>::default();
    for takes in [Duration::ZERO, Duration::from_secs(60)] {
        house.add::<Calling>(&queue, "a", "lane").await;
        let kind = Calling { takes, ends: Arc::clone(&ends) };
        assert_eq!(Runner::new(Arc::clone(&queue)).with(kind).run_due().await.unwrap(), 1);
    }
    assert_eq!(*ends.lock().unwrap(), ["answered", "a call took longer than its lease"]);
}

#[tokio::test]
async fn a_call_whose_lease_was_lost_does_not_leave() {
    let house = House::open().await;
    let queue = house.queue(|_| {});
    house.add::<Calling>(&queue, "a", "lane").await;
    let request = storage::LeaseRequest {
        holder: domain::ProcessId(uuid::Uuid::from_u128(1)),
        now: house.clock.now(),
        until: house.clock.now() + TimeDelta::hours(1),
        per_lane: 3,
    };
    let mut transaction = house.database.write(Turn::Free).await.unwrap();
    let job = transaction.lease_next(&request).await.unwrap().unwrap();
    // Everything that this holder has is taken over.
    let now = house.clock.now();
    transaction.leave(request.holder, now, now).await.unwrap();
    let lost = transaction.renew_lease(&job.lease(), request.until).await;
    assert!(matches!(lost, Err(StorageError::LeaseLost)), "{lost:?}");
}

/// Announces a call that must not happen twice, then hangs.
struct Announcing {
    begun: Arc<tokio::sync::Semaphore>,
    database: Arc<SqlDatabase>,
}

#[async_trait]
impl Kind for Announcing {
    const NAME: &'static str = "announcing";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let mut transaction = self.database.write(Turn::Free).await?;
        work.announce(transaction.as_mut()).await?;
        transaction.commit().await?;
        self.begun.add_permits(1);
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_graceful_stop_keeps_the_pause_before_looking() {
    let house = House::open().await;
    let queue = house.queue(|_| {});
    house.add::<Announcing>(&queue, "a", "lane").await;
    let begun = Arc::new(tokio::sync::Semaphore::new(0));
    let kind = Announcing { begun: Arc::clone(&begun), database: Arc::clone(&house.database) };
    let handle = Runner::new(Arc::clone(&queue)).with(kind).start(true).await.unwrap();
    begun.acquire().await.unwrap().forget();
    handle.stop().await;
    let due = house.database.read().await.unwrap().next_due().await.unwrap();
    assert_eq!(due, Some(house.clock.now() + TimeDelta::seconds(10)), "given back, but not before the pause");
}

/// Takes some time, as an import of many rows would.
struct Slow {
    done: Arc<AtomicU32>,
}

#[async_trait]
impl Kind for Slow {
    const NAME: &'static str = "slow";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        self.done.fetch_add(1, Ordering::Relaxed);
        work.end(JobEnd::Done).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_slow_jobs_of_one_lane_delay_no_other_and_no_person() {
    let house = House::open().await;
    let queue = house.queue(|_| {});
    let mut transaction = house.database.write(Turn::Free).await.unwrap();
    for number in 0..5_000 {
        transaction.enqueue(&queue.job::<Slow>(None, number, "import", &())).await.unwrap();
    }
    // Later than all of them: another lane, and in the same lane one that a person waits for.
    house.clock.pass(1);
    transaction.enqueue(&queue.job::<Plain>(None, "elsewhere", "other", &())).await.unwrap();
    let mut urgent = queue.job::<Plain>(None, "urgent", "import", &());
    urgent.priority = Priority::Urgent;
    transaction.enqueue(&urgent).await.unwrap();
    transaction.commit().await.unwrap();

    let done = Arc::<AtomicU32>::default();
    let (kind, runs) = plain(|| Ok(JobEnd::Done));
    let runner = Runner::new(queue).with(Slow { done: Arc::clone(&done) }).with(kind);
    let handle = runner.start(true).await.unwrap();
    while runs.load(Ordering::Relaxed) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let before = done.load(Ordering::Relaxed);
    handle.stop().await;
    assert!(before < 100, "{before} slow jobs came first");
}
