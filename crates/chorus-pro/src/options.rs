//! The limits of a client.

use crate::{recorder::Recorder, throttle::RateLimiter};
use chrono::{DateTime, Utc};
use std::{fmt, sync::Arc, time::Duration};

/// Gives the time for records and for dates in `Retry-After`.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Limits of a client.
#[derive(Clone)]
pub struct ClientOptions {
    /// Longest exchange without a file, answer included. 60 seconds. A call without a usable token waits
    /// for one before, as long at most. The time to connect is a matter of the HTTP client handed in.
    pub timeout: Duration,
    /// Longest exchange with a file, up or down. 5 minutes.
    pub upload_timeout: Duration,
    /// Number of calls under way at the same time, at least 1. 4 calls.
    pub concurrency: usize,
    /// Time in which one more call may start. 50 ms; no quota is published (API.md §1.4).
    pub minimum_spacing: Duration,
    /// Number of calls that may start at once after a rest, at least 1. 4 calls.
    pub burst: u32,
    /// A limiter shared with other clients of the same technical account. Without one, the client has its
    /// own, made of `minimum_spacing` and `burst`.
    pub rate_limiter: Option<RateLimiter>,
    /// Longest answer read, without the file of a download. 32 MiB.
    pub max_answer_bytes: usize,
    /// Longest file downloaded. 128 MiB; the platform stops at 120 MB (API.md §1.6).
    pub max_file_bytes: u64,
    /// Told about every exchange; see also [`crate::Client::with_recorder`].
    pub recorder: Option<Arc<dyn Recorder>>,
    /// The clock; that of the machine without one.
    pub now: Option<Now>,
}

impl ClientOptions {
    /// The time.
    pub(crate) fn time(&self) -> DateTime<Utc> {
        match &self.now {
            Some(now) => now(),
            None => machine_time(),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock of who hands in none")]
fn machine_time() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            upload_timeout: Duration::from_secs(300),
            concurrency: 4,
            minimum_spacing: Duration::from_millis(50),
            burst: 4,
            rate_limiter: None,
            max_answer_bytes: 32 * 1024 * 1024,
            max_file_bytes: 128 * 1024 * 1024,
            recorder: None,
            now: None,
        }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientOptions")
            .field("timeout", &self.timeout)
            .field("upload_timeout", &self.upload_timeout)
            .field("concurrency", &self.concurrency)
            .field("minimum_spacing", &self.minimum_spacing)
            .field("burst", &self.burst)
            .field("rate_limiter", &self.rate_limiter.is_some())
            .field("max_answer_bytes", &self.max_answer_bytes)
            .field("max_file_bytes", &self.max_file_bytes)
            .field("recorder", &self.recorder.is_some())
            .field("now", &self.now.is_some())
            .finish()
    }
}
