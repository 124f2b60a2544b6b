//! Least distance between two calls.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep_until};

/// Spaces calls out: each takes the next free slot, then waits for it.
#[derive(Debug)]
pub(crate) struct Throttle {
    spacing: Duration,
    next: Mutex<Option<Instant>>,
}

impl Throttle {
    pub(crate) fn new(spacing: Duration) -> Self {
        Self { spacing, next: Mutex::new(None) }
    }

    pub(crate) async fn wait(&self) {
        if let Some(slot) = self.reserve() {
            sleep_until(slot).await;
        }
    }

    fn reserve(&self) -> Option<Instant> {
        if self.spacing.is_zero() {
            return None;
        }
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = next.map_or(now, |next| next.max(now));
        *next = Some(slot + self.spacing);
        Some(slot)
    }
}
