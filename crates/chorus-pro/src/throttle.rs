//! How many calls may start in a time.

use futures::future::BoxFuture;
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// Decides when a call may start, wherever that is counted.
pub trait Pace: Send + Sync {
    /// Takes the next free place and waits for it.
    fn wait(&self) -> BoxFuture<'_, ()>;
}

/// A token bucket: a rested one lets a burst of calls start at once, then one each `spacing`.
///
/// Clones are the same bucket. A client has one of its own, unless one is handed in with
/// [`crate::ClientOptions::rate_limiter`]: give the same to all clients of one technical account.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    place: Place,
}

#[derive(Clone)]
enum Place {
    Here(Arc<Bucket>),
    Elsewhere(Arc<dyn Pace>),
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here(bucket) => bucket.fmt(formatter),
            Self::Elsewhere(_) => formatter.write_str("Elsewhere"),
        }
    }
}

#[derive(Debug)]
struct Bucket {
    spacing: Duration,
    /// How far the arrivals may run ahead of time.
    tolerance: Duration,
    /// When the next call would arrive if all calls kept their distance.
    arrival: Mutex<Option<Instant>>,
}

impl RateLimiter {
    /// A full bucket. `spacing` is the time in which one call becomes free again (zero: no limit), `burst`
    /// the number of calls that may start at once, at least 1.
    #[must_use]
    pub fn new(spacing: Duration, burst: u32) -> Self {
        let tolerance = spacing.saturating_mul(burst.saturating_sub(1));
        Self { place: Place::Here(Arc::new(Bucket { spacing, tolerance, arrival: Mutex::new(None) })) }
    }

    /// A bucket that several processes share: the clients of one technical account on several machines.
    #[must_use]
    pub fn elsewhere(pace: Arc<dyn Pace>) -> Self {
        Self { place: Place::Elsewhere(pace) }
    }

    /// Takes the next free place and waits for it.
    pub(crate) async fn wait(&self) {
        match &self.place {
            Place::Here(bucket) => {
                let now = Instant::now();
                let start = bucket.reserve(now);
                if start > now {
                    sleep_until(start).await;
                }
            }
            Place::Elsewhere(pace) => pace.wait().await,
        }
    }
}

/// Within this process.
impl Pace for RateLimiter {
    fn wait(&self) -> BoxFuture<'_, ()> {
        Box::pin(Self::wait(self))
    }
}

impl Bucket {
    /// Takes the next free place; gives the time it starts.
    fn reserve(&self, now: Instant) -> Instant {
        if self.spacing.is_zero() {
            return now;
        }
        let mut arrival = self.arrival.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = arrival.map_or(now, |expected| expected.max(now));
        *arrival = expected.checked_add(self.spacing);
        expected.checked_sub(self.tolerance).map_or(now, |start| start.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: Duration = Duration::from_millis(100);

    /// Milliseconds from `now` to each of the next `count` places.
    fn places(limiter: &RateLimiter, now: Instant, count: usize) -> Vec<u128> {
        let Place::Here(bucket) = &limiter.place else { return Vec::new() };
        (0..count).map(|_| bucket.reserve(now).duration_since(now).as_millis()).collect()
    }

    #[test]
    fn a_burst_starts_at_once_and_the_rest_is_spaced_out() {
        let limiter = RateLimiter::new(SPACING, 3);
        assert_eq!(places(&limiter, Instant::now(), 5), [0, 0, 0, 100, 200]);
    }

    #[test]
    fn a_bucket_fills_again_with_time_and_never_beyond_its_burst() {
        let limiter = RateLimiter::new(SPACING, 3);
        let now = Instant::now();
        places(&limiter, now, 3);
        assert_eq!(places(&limiter, now + SPACING * 2, 3), [0, 0, 100]);
        assert_eq!(places(&limiter, now + SPACING * 100, 4), [0, 0, 0, 100]);
    }

    #[test]
    fn clones_share_one_bucket() {
        let limiter = RateLimiter::new(SPACING, 1);
        let now = Instant::now();
        places(&limiter, now, 1);
        assert_eq!(places(&limiter.clone(), now, 1), [100]);
    }

    #[test]
    fn without_spacing_there_is_no_limit() {
        assert_eq!(places(&RateLimiter::new(Duration::ZERO, 0), Instant::now(), 100), [0; 100]);
    }
}
