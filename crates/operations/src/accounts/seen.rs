//! When sessions were last used: remembered here and written together, so that reading a page never waits for the writer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::SessionId;
use storage::Turn;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::Result;
use crate::ground::Ground;

/// How often uses are written.
const PAUSE: Duration = Duration::from_secs(20);

/// Uses that are not written yet. Cheap to clone.
#[derive(Clone, Default)]
pub struct Seen {
    unwritten: Arc<Mutex<HashMap<SessionId, DateTime<Utc>>>>,
}

impl Seen {
    /// Notes a use.
    pub(super) fn note(&self, session: SessionId, at: DateTime<Utc>) {
        let mut unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = unwritten.entry(session).or_insert(at);
        *latest = at.max(*latest);
    }

    /// The last use, of what is stored and what is not written yet.
    pub(super) fn last(&self, session: SessionId, stored: DateTime<Utc>) -> DateTime<Utc> {
        let unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        unwritten.get(&session).map_or(stored, |at| stored.max(*at))
    }

    /// Writes what is not written yet; what cannot be written now is tried again with the next.
    ///
    /// # Errors
    /// When storage fails.
    pub(crate) async fn write(&self, ground: &Ground) -> Result<()> {
        let uses = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if uses.is_empty() {
            return Ok(());
        }
        let mut transaction = ground.write_in(Turn::Free).await?;
        for (session, at) in &uses {
            transaction.touch_session(*session, *at).await?;
        }
        transaction.commit().await?;
        // Only now, and only what was not noted again meanwhile: until it is written, it counts from here.
        let mut unwritten = self.unwritten.lock().unwrap_or_else(PoisonError::into_inner);
        unwritten.retain(|session, at| uses.get(session) != Some(at));
        Ok(())
    }
}

/// Writes uses from time to time.
pub(crate) struct SeenWriter {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl SeenWriter {
    pub(crate) fn start(seen: Seen, ground: Ground) -> Self {
        let stop = CancellationToken::new();
        let ended = stop.clone();
        let task = tokio::spawn(async move {
            loop {
                let last = tokio::time::timeout(PAUSE, ended.cancelled()).await.is_ok();
                if let Err(error) = seen.write(&ground).await {
                    tracing::warn!(%error, "last uses of sessions not written");
                }
                if last {
                    return;
                }
            }
        });
        Self { stop, task }
    }

    /// Writes what is not written yet, and ends.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "writer of last uses broken off");
        }
    }
}
