//! Keeps the exchanges that were noted.

use std::sync::Arc;
use std::time::Duration;

use storage::Exchange;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::recorder::ExchangeQueue;
use crate::Result;
use crate::ground::Ground;

/// Exchanges written in one transaction.
const PORTION: usize = 64;
/// Time for further exchanges to arrive, so that calls that follow each other share a transaction.
const GATHERING: Duration = Duration::from_millis(250);

/// Who writes them.
#[derive(Clone)]
pub(crate) struct ExchangeWriter {
    ground: Ground,
    queue: Arc<ExchangeQueue>,
}

/// A running [`ExchangeWriter`].
pub(crate) struct ExchangeWriterHandle {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl ExchangeWriterHandle {
    /// Keeps what still waits, then ends. To be called when no call is under way any more.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        // A panicked task has already been logged; there is nothing left to wait for.
        let _ = self.task.await;
    }
}

impl ExchangeWriter {
    pub(crate) const fn new(ground: Ground, queue: Arc<ExchangeQueue>) -> Self {
        Self { ground, queue }
    }

    pub(crate) fn start(self) -> ExchangeWriterHandle {
        let stop = CancellationToken::new();
        let task = tokio::spawn(self.write(stop.clone()));
        ExchangeWriterHandle { stop, task }
    }

    async fn write(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.queue.arrival() => {
                    let _ = tokio::time::timeout(GATHERING, stop.cancelled()).await;
                }
            }
            self.keep().await;
        }
        // What came between the last writing and the order to stop.
        self.keep().await;
    }

    /// Writes the exchanges that wait and gives how many were kept. What cannot be written is dropped and counted:
    /// the journal of exchanges never stands in the way of the work.
    pub(crate) async fn keep(&self) -> usize {
        let mut kept = 0;
        loop {
            let portion = self.queue.take(PORTION);
            if portion.is_empty() {
                return kept;
            }
            let written = match self.write_portion(&portion).await {
                Ok(()) => portion.len(),
                Err(error) => {
                    tracing::warn!(%error, "exchanges could not be written together");
                    self.write_singly(&portion).await
                }
            };
            kept += written;
            if written < portion.len() {
                self.queue.count_dropped(portion.len() - written);
            }
        }
    }

    async fn write_portion(&self, portion: &[Exchange]) -> Result<()> {
        let mut transaction = self.ground.write_exchanges().await?;
        for exchange in portion {
            transaction.insert_exchange(exchange).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// One that cannot be written does not take the others with it.
    async fn write_singly(&self, portion: &[Exchange]) -> usize {
        let mut written = 0;
        for exchange in portion {
            match self.write_portion(std::slice::from_ref(exchange)).await {
                Ok(()) => written += 1,
                Err(error) => tracing::warn!(%error, "an exchange could not be written"),
            }
        }
        written
    }
}
