//! Keeps the exchanges that were noted, and removes those that are old.

use std::time::Duration;

use chrono::TimeDelta;
use storage::Exchange;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{Operations, Result};

/// Exchanges written in one transaction.
const PORTION: usize = 64;
/// Time for further exchanges to arrive, so that calls that follow each other share a transaction.
const GATHERING: Duration = Duration::from_millis(250);
/// Rows removed in one transaction: the writer of the database is free in between.
const REMOVED_AT_ONCE: u32 = 500;
/// Pause between two removals.
const REMOVAL_PAUSE: Duration = Duration::from_secs(3_600);

/// The tasks of the journal of exchanges.
pub(crate) struct ExchangeWriter {
    stop: CancellationToken,
    tasks: [JoinHandle<()>; 2],
}

impl ExchangeWriter {
    pub(crate) fn start(operations: &Operations) -> Self {
        let stop = CancellationToken::new();
        let tasks = [
            tokio::spawn(write(operations.clone(), stop.clone())),
            tokio::spawn(remove(operations.clone(), stop.clone())),
        ];
        Self { stop, tasks }
    }

    /// Keeps what still waits, then ends. To be called when no call is under way any more.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            // A panicked task has already been logged; there is nothing left to wait for.
            let _ = task.await;
        }
    }
}

async fn write(operations: Operations, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => {}
            () = operations.inner.exchanges.arrival() => {
                let _ = tokio::time::timeout(GATHERING, stop.cancelled()).await;
            }
        }
        operations.keep_exchanges().await;
    }
    // What came between the last writing and the order to stop.
    operations.keep_exchanges().await;
}

async fn remove(operations: Operations, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let removed = tokio::select! {
            // What is left of a portion is rolled back and comes with the next start.
            () = stop.cancelled() => return,
            removed = operations.remove_old_exchanges() => removed,
        };
        match removed {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old exchanges removed"),
            Err(error) => tracing::warn!(%error, "old exchanges not removed"),
        }
        let _ = tokio::time::timeout(REMOVAL_PAUSE, stop.cancelled()).await;
    }
}

impl Operations {
    /// Writes the exchanges that wait and gives how many were kept. What cannot be written is dropped and counted:
    /// the journal of exchanges never stands in the way of the work. The running worker calls it by itself.
    pub async fn keep_exchanges(&self) -> usize {
        let queue = &self.inner.exchanges;
        let mut kept = 0;
        loop {
            let portion = queue.take(PORTION);
            if portion.is_empty() {
                return kept;
            }
            match self.write_exchanges(&portion).await {
                Ok(written) => {
                    kept += written;
                    if written < portion.len() {
                        queue.count_dropped(portion.len() - written);
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "exchanges could not be written");
                    queue.count_dropped(portion.len());
                }
            }
        }
    }

    /// One that cannot be written does not take the others with it.
    async fn write_exchanges(&self, portion: &[Exchange]) -> Result<usize> {
        let mut written = 0;
        let mut unit = self.storage().begin().await?;
        for exchange in portion {
            match unit.insert_exchange(exchange).await {
                Ok(()) => written += 1,
                Err(error) => tracing::warn!(%error, "an exchange could not be written"),
            }
        }
        unit.commit().await?;
        Ok(written)
    }

    /// Removes the exchanges that are older than the setting `exchanges_kept` and gives how many went. The running
    /// worker calls it by itself.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn remove_old_exchanges(&self) -> Result<u64> {
        let kept = TimeDelta::from_std(self.settings().exchanges_kept).unwrap_or(TimeDelta::MAX);
        let Some(before) = self.now().checked_sub_signed(kept) else { return Ok(0) };
        let mut removed = 0;
        loop {
            let mut unit = self.storage().begin().await?;
            let portion = unit.delete_exchanges_before(before, REMOVED_AT_ONCE).await?;
            unit.commit().await?;
            removed += portion;
            if portion < u64::from(REMOVED_AT_ONCE) {
                return Ok(removed);
            }
        }
    }

    /// How many exchanges could not be kept since the process started, for the metrics.
    #[must_use]
    pub fn dropped_exchanges(&self) -> u64 {
        self.inner.exchanges.dropped()
    }
}
