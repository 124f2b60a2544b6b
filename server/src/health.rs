//! Whether this process can do its work, in words: for whoever watches over it, and for the proxy in front.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, http::HeaderName};
use operations::{DocumentStore, System};
use storage::{Obstacle, Readiness};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Trials in a row, and how soon there may be one more: each writes to the disk, and anybody may ask. Who asks more often
/// is given the last answer again.
const TRIALS: u32 = 10;
const ONE_MORE_AFTER: Duration = Duration::from_millis(500);
/// How long whoever asks waits. A trial that takes longer goes on, alone: others are told that it does.
const PATIENCE: Duration = Duration::from_millis(4_800);
/// How long the documents may take.
const DOCUMENTS_PATIENCE: Duration = Duration::from_secs(2);
const HEADERS: [(HeaderName, &str); 3] = [
    (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// What cannot be done, a sentence each; nothing when all can.
type Faults = Vec<&'static str>;

/// The answers about this process.
pub fn routes(system: &System) -> Router {
    let health = Health { system: system.clone(), last: Arc::default() };
    Router::new()
        .route("/health/live", get(|| async { (StatusCode::OK, HEADERS, "live\n") }))
        .route("/health/ready", get(ready))
        .with_state(health)
}

#[derive(Clone)]
struct Health {
    system: System,
    /// Held by the one trial under way.
    last: Arc<Mutex<Last>>,
}

/// What was found last, and what it took.
#[derive(Default)]
struct Last {
    faults: Option<Faults>,
    /// Trials that count against those that may follow each other, as of that instant.
    taken: u32,
    counted: Option<Instant>,
}

impl Last {
    /// The last answer, where it is too soon for another trial; else counts one.
    fn again(&mut self, now: Instant) -> Option<Faults> {
        let counted = *self.counted.get_or_insert(now);
        let since = now.saturating_duration_since(counted).as_millis() / ONE_MORE_AFTER.as_millis();
        let since = u32::try_from(since).unwrap_or(u32::MAX);
        if since > 0 {
            self.taken = self.taken.saturating_sub(since);
            self.counted = Some(now);
        }
        if self.taken >= TRIALS && self.faults.is_some() {
            return self.faults.clone();
        }
        self.taken = self.taken.saturating_add(1);
        None
    }
}

async fn ready(State(health): State<Health>) -> Response {
    let faults = tokio::time::timeout(PATIENCE, health.faults()).await;
    let faults = faults.unwrap_or_else(|_| vec!["the disk or the database does not answer in time"]);
    if faults.is_empty() {
        return (StatusCode::OK, HEADERS, "ready\n").into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, HEADERS, faults.join("\n") + "\n").into_response()
}

impl Health {
    async fn faults(&self) -> Faults {
        let mut last = Arc::clone(&self.last).lock_owned().await;
        if let Some(faults) = last.again(Instant::now()) {
            return faults;
        }
        // On its own, so that who asked may go away and the next one does not begin another.
        let trial = tokio::spawn(try_out(self.system.clone(), last));
        trial.await.unwrap_or_else(|_| vec!["the trial failed"])
    }
}

async fn try_out(system: System, mut last: OwnedMutexGuard<Last>) -> Faults {
    let (database, documents) =
        tokio::join!(system.database().readiness(), documents_fault(system.documents()));
    let faults: Faults = database_fault(database).into_iter().chain(documents).collect();
    if !faults.is_empty() {
        tracing::warn!(reason = faults.join("; "), "not ready");
    }
    last.faults = Some(faults.clone());
    faults
}

async fn documents_fault(documents: &DocumentStore) -> Option<&'static str> {
    let trial = async {
        if let Err(error) = documents.reachable().await {
            tracing::warn!(%error, "the documents cannot be reached");
            return Some("the documents cannot be reached");
        }
        let error = documents.receptive().await.err()?;
        tracing::warn!(%error, "no document can be received");
        Some(match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                "documents can be read, but none can be received: the disk is full"
            }
            _ => "documents can be read, but none can be received: their folder cannot be written",
        })
    };
    let tried = tokio::time::timeout(DOCUMENTS_PATIENCE, trial).await;
    tried.unwrap_or(Some("the documents cannot be reached"))
}

/// What is to be said of a database.
const fn database_fault(readiness: Readiness) -> Option<&'static str> {
    Some(match readiness {
        Readiness::Ready => return None,
        Readiness::OnlyReads(obstacle) => match obstacle {
            Obstacle::Held => {
                "pages can be read, but nothing can be written: another program, or a long change, holds the database"
            }
            Obstacle::Full => "pages can be read, but nothing can be written: the disk is full",
            Obstacle::Protected => {
                "pages can be read, but nothing can be written: the database is write-protected"
            }
            Obstacle::Damaged | Obstacle::Replaced => {
                "pages can be read, but nothing can be written: the database is damaged"
            }
            Obstacle::Silent => {
                "pages can be read, but nothing can be written: the database takes nothing in time"
            }
            Obstacle::Other => "pages can be read, but nothing can be written: see the log",
        },
        Readiness::Fails(obstacle) => match obstacle {
            Obstacle::Held => "nothing can be read or written: another program holds the database",
            Obstacle::Full => "nothing can be read or written: the disk is full",
            Obstacle::Protected => "nothing can be read or written: the database may not be opened",
            Obstacle::Damaged => {
                "nothing can be read or written: the database is damaged or was emptied, restore the backup"
            }
            Obstacle::Replaced => {
                "nothing can be read or written: the database of this installation is no longer in its place"
            }
            Obstacle::Silent => "the database does not answer",
            Obstacle::Other => "nothing can be read or written: see the log",
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_without_end_is_given_the_last_answer_and_soon_a_new_one() {
        let (start, mut last) = (Instant::now(), Last::default());
        for _ in 0..TRIALS {
            assert_eq!(last.again(start), None);
            last.faults = Some(vec!["held"]);
        }
        assert_eq!(last.again(start), Some(vec!["held"]));
        let soon = start + ONE_MORE_AFTER;
        assert_eq!(last.again(soon), None);
        assert_eq!(last.again(soon), Some(vec!["held"]));
        let later = soon + ONE_MORE_AFTER * 1_000;
        assert!((0..TRIALS).all(|_| last.again(later).is_none()) && last.again(later).is_some());
    }
}
