//! Time and randomness that tests decide.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{Clock, Entropy};

/// A clock that stands still until it is moved.
#[derive(Clone)]
pub struct MovableClock {
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl MovableClock {
    /// A clock at an instant.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { now: Arc::new(Mutex::new(now)) }
    }

    /// Moves it on.
    pub fn pass(&self, time: Duration) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }
}

impl Clock for MovableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes that differ each time and are the same in each run.
#[derive(Default)]
pub struct CountingEntropy {
    count: AtomicU64,
}

impl CountingEntropy {
    /// Those of another process: none of them is met in the first one.
    #[must_use]
    pub const fn of_another() -> Self {
        Self { count: AtomicU64::new(1 << 32) }
    }
}

impl Entropy for CountingEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.count.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for byte in buffer {
            // A xorshift spreads the count over the bytes.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_le_bytes()[3];
        }
    }
}
