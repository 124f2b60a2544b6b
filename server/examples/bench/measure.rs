//! Latency of one caller, throughput of several, and what is made of the rounds.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Rounds of each case: a neighbour on the machine spoils one of them, seldom all.
pub const ROUNDS: usize = 3;

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Nothing was set: the figure is for comparison.
    None,
}

/// One figure of one engine: several values of the same, taken one after the other.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// In what.
    pub unit: &'static str,
    /// What it should be.
    pub target: Target,
    /// One value a round.
    pub rounds: Vec<f64>,
}

impl Figure {
    /// A figure that was taken once.
    pub fn once(name: &'static str, unit: &'static str, target: Target, value: f64) -> Self {
        Self { name, unit, target, rounds: vec![value] }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut rounds = self.rounds.clone();
        rounds.sort_by(f64::total_cmp);
        rounds
    }

    /// The middle round.
    pub fn median(&self) -> f64 {
        let rounds = self.sorted();
        rounds[rounds.len() / 2]
    }

    /// The best round.
    pub fn best(&self) -> f64 {
        let rounds = self.sorted();
        if matches!(self.target, Target::AtLeast(_)) { rounds[rounds.len() - 1] } else { rounds[0] }
    }
}

/// The value that this percentage of the sorted values did not exceed.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few hundred runs"
)]
pub fn at(sorted: &[f64], percent: u32) -> f64 {
    let rank = (sorted.len() as f64 * f64::from(percent) / 100.0).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// The 95th percentile of each round of so many requests, in milliseconds, after a warm-up of a tenth. A request is
/// given its number.
pub async fn latency<F: Future<Output = ()>>(
    name: &'static str,
    target: f64,
    runs: u32,
    request: impl Fn(u32) -> F,
) -> Figure {
    let mut number = 0;
    let mut rounds = Vec::new();
    for _ in 0..runs.div_ceil(10) {
        request(number).await;
        number += 1;
    }
    for _ in 0..ROUNDS {
        let mut milliseconds = Vec::new();
        for _ in 0..runs {
            milliseconds.push(timed(request(number)).await);
            number += 1;
        }
        milliseconds.sort_by(f64::total_cmp);
        rounds.push(at(&milliseconds, 95));
    }
    let target = if target > 0.0 { Target::AtMost(target) } else { Target::None };
    Figure { name, unit: "ms", target, rounds }
}

/// How many requests [`latency`] makes, the warm-up among them.
#[expect(clippy::cast_possible_truncation, reason = "three rounds")]
pub const fn requests(runs: u32) -> u32 {
    runs.div_ceil(10) + runs * ROUNDS as u32
}

/// How many requests several callers together made, and in how many seconds.
#[expect(clippy::cast_precision_loss, reason = "thousands of requests")]
pub async fn throughput<F>(callers: usize, time: Duration, request: impl Fn() -> F) -> (f64, f64)
where
    F: Future<Output = ()>,
{
    let done = AtomicU64::new(0);
    let start = Instant::now();
    let callers = (0..callers).map(|_| {
        let (done, request) = (&done, &request);
        async move {
            while start.elapsed() < time {
                request().await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    futures::future::join_all(callers).await;
    (done.load(Ordering::Relaxed) as f64, start.elapsed().as_secs_f64())
}

/// Milliseconds of one run.
pub async fn timed<T>(work: impl Future<Output = T>) -> f64 {
    let start = Instant::now();
    work.await;
    start.elapsed().as_secs_f64() * 1e3
}
