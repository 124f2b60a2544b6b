//! Everything behind the simulator's lock.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::calls::CallLog;
use crate::clock::Clock;
use crate::faults::FaultQueue;
use crate::files::FileStore;
use crate::ledger::Ledger;
use crate::services::flows::progress;

/// A token that was given out.
pub(crate) struct Token {
    pub(crate) client_id: String,
    pub(crate) expires_at: DateTime<Utc>,
}

/// Everything behind the lock. The lock is never held over an await.
pub(crate) struct State {
    pub(crate) ledger: Ledger,
    pub(crate) clock: Clock,
    pub(crate) files: FileStore,
    pub(crate) faults: FaultQueue,
    pub(crate) calls: CallLog,
    pub(crate) tokens: HashMap<String, Token>,
    /// Counts tokens and correlation ids.
    pub(crate) serial: u64,
}

impl State {
    /// Simulated now, after everything due has happened.
    pub(crate) fn catch_up(&mut self) -> DateTime<Utc> {
        let now = self.clock.now();
        // Invoices and flows move in the order of time, since a flow meets the invoices as they were then.
        while let Some((at, flow)) = self.ledger.next_flow_due().filter(|(at, _)| *at <= now) {
            self.ledger.advance(at);
            progress::step(&mut self.ledger, &mut self.files, flow, at);
        }
        self.ledger.advance(now);
        now
    }
}
