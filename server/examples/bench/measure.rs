//! Latency of one caller and throughput of several.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::timed;

/// The figures of one case, sorted.
pub struct Figures {
    /// Each run.
    pub milliseconds: Vec<f64>,
}

impl Figures {
    /// The value that this percentage of the runs did not exceed.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few hundred runs"
    )]
    pub fn at(&self, percent: u32) -> f64 {
        let rank = (self.milliseconds.len() as f64 * f64::from(percent) / 100.0).ceil() as usize;
        self.milliseconds[rank.clamp(1, self.milliseconds.len()) - 1]
    }
}

/// Runs a request over and over, after a warm-up of a tenth.
pub async fn latency<F: Future<Output = ()>>(runs: usize, request: impl Fn() -> F) -> Figures {
    for _ in 0..runs / 10 {
        request().await;
    }
    let mut milliseconds = Vec::with_capacity(runs);
    for _ in 0..runs {
        milliseconds.push(timed(request()).await);
    }
    milliseconds.sort_by(f64::total_cmp);
    Figures { milliseconds }
}

/// Requests per second of several callers together.
#[expect(clippy::cast_precision_loss, reason = "thousands of requests")]
pub async fn throughput<F>(callers: usize, time: Duration, request: impl Fn() -> F) -> f64
where
    F: Future<Output = ()>,
{
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let callers = (0..callers).map(|_| {
        let (done, request) = (Arc::clone(&done), &request);
        async move {
            while start.elapsed() < time {
                request().await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    futures::future::join_all(callers).await;
    done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}
