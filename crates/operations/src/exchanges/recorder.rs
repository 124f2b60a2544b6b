//! From a call to the queue of exchanges, without ever holding the call up.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chorus_pro::{CallRecord, Effect, Recorder};
use chrono::TimeDelta;
use domain::{AccessId, Clock, Entropy, ExchangeId, OrganizationId, StructureId};
use storage::{Access, Exchange, ExchangeOutcome, ExchangeSummary};
use tokio::sync::Notify;

use crate::ground::{Ground, new_id};

/// Exchanges that wait to be kept, at most. With two bodies of 16 KiB and the command line each, this is 12 MiB.
const MOST_WAITING: usize = 256;
/// Longest of the short texts, in characters; they come from outside.
const SHORT_TEXT: usize = 2_000;
/// Longest answer of which it is asked whether it says anything, in bytes.
const LONGEST_WITHOUT_CONTENT: usize = 2_000;

/// What was noted and is not kept yet. Bounded: what finds it full is dropped and counted.
#[derive(Default)]
pub(crate) struct ExchangeQueue {
    waiting: Mutex<VecDeque<Exchange>>,
    arrived: Notify,
    dropped: AtomicU64,
}

impl ExchangeQueue {
    fn is_full(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).len() >= MOST_WAITING
    }

    fn push(&self, exchange: Exchange) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST_WAITING {
            drop(waiting);
            self.count_dropped(1);
            return;
        }
        waiting.push_back(exchange);
        drop(waiting);
        self.arrived.notify_one();
    }

    /// The oldest, `most` at most.
    pub(super) fn take(&self, most: usize) -> Vec<Exchange> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = waiting.len().min(most);
        waiting.drain(..count).collect()
    }

    /// Ends when something waits.
    pub(super) async fn arrival(&self) {
        self.arrived.notified().await;
    }

    /// Counts exchanges that could not be kept.
    pub(super) fn count_dropped(&self, number: usize) {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        // One line when it begins, then one a thousand: the log must not suffer from what the journal could not take.
        let before = self.dropped.fetch_add(number, Ordering::Relaxed);
        if before == 0 || before / 1_000 != (before + number) / 1_000 {
            tracing::warn!(dropped = before + number, "exchanges with Chorus Pro were not kept");
        }
    }

    /// How many could not be kept since the process started.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

/// Notes the calls of one access for one structure.
struct ExchangeRecorder {
    organization: OrganizationId,
    access: AccessId,
    structure: Option<StructureId>,
    queue: Arc<ExchangeQueue>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Recorder for ExchangeRecorder {
    fn record(&self, call: &CallRecord) {
        if self.queue.is_full() {
            // Asked first, so that nothing is copied in vain.
            self.queue.count_dropped(1);
            return;
        }
        let now = self.clock.now();
        let outcome = outcome(call);
        let with_bodies = outcome != ExchangeOutcome::Accepted || !brought_nothing(call);
        let summary = ExchangeSummary {
            id: ExchangeId(new_id(now, self.entropy.as_ref())),
            // By Pupitre's clock, like everything else it keeps.
            at: now - TimeDelta::from_std(call.duration).unwrap_or_default(),
            service: call.service.name.to_owned(),
            outcome,
            http_status: call.http_status,
            code_retour: call.code_retour,
            libelle: call.libelle.as_deref().map(short),
            duration: call.duration,
            correlation_id: call.correlation_id.as_deref().map(short),
        };
        self.queue.push(Exchange {
            organization: self.organization,
            access: self.access,
            structure: self.structure,
            summary,
            method: call.method.to_owned(),
            url: short(&call.url),
            error: call.error.as_deref().map(short),
            unknown_fields: call.unknown_fields.clone(),
            request: call.request.clone().filter(|_| with_bodies),
            answer: call.answer.clone().filter(|_| with_bodies),
            // It repeats the request.
            curl: if with_bodies { call.as_curl() } else { String::new() },
        });
    }

    fn wants_bodies(&self) -> bool {
        true
    }
}

/// Makes the recorders of clients; nothing when exchanges are not to be kept.
#[derive(Clone)]
pub(crate) struct Witness {
    ground: Ground,
    queue: Arc<ExchangeQueue>,
}

impl Witness {
    pub(crate) const fn new(ground: Ground, queue: Arc<ExchangeQueue>) -> Self {
        Self { ground, queue }
    }

    /// What notes the calls of an access, for a structure or for itself.
    pub(crate) fn of(&self, access: &Access, structure: Option<StructureId>) -> Option<Arc<dyn Recorder>> {
        if self.ground.settings().exchanges_kept.is_zero() {
            return None;
        }
        Some(Arc::new(ExchangeRecorder {
            organization: access.organization,
            access: access.id,
            structure,
            queue: Arc::clone(&self.queue),
            clock: self.ground.clock(),
            entropy: self.ground.shared_entropy(),
        }))
    }
}

fn short(text: &str) -> String {
    text.chars().take(SHORT_TEXT).collect()
}

/// A functional refusal comes with HTTP 200 or 400 (API.md §1.4); any other status has no business answer.
fn outcome(call: &CallRecord) -> ExchangeOutcome {
    let success = call.http_status.is_some_and(|status| (200..300).contains(&status));
    let answered = success || call.http_status == Some(400);
    if call.error.is_some() || !answered {
        return ExchangeOutcome::Failed;
    }
    match call.code_retour {
        Some(0) | None if success => ExchangeOutcome::Accepted,
        Some(0) | None => ExchangeOutcome::Failed,
        Some(_) if is_empty_search(call) => ExchangeOutcome::Accepted,
        Some(_) => ExchangeOutcome::Refused,
    }
}

/// Whether an accepted call is a search that found nothing. A synchronisation asks every few minutes and mostly hears
/// that nothing is new: that it asked, when and how long it took is worth keeping, the same two bodies each time are
/// not.
fn brought_nothing(call: &CallRecord) -> bool {
    if call.service.effect != Effect::Search {
        return false;
    }
    is_empty_search(call) || call.answer.as_deref().is_some_and(is_without_content)
}

/// Whether an answer holds no row and no text of its own. Numbers alone (codes, pages, totals) are no content.
fn is_without_content(answer: &str) -> bool {
    fn says_something(name: &str, value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Array(rows) => !rows.is_empty(),
            serde_json::Value::Object(fields) => {
                fields.iter().any(|(name, value)| says_something(name, value))
            }
            serde_json::Value::String(text) => name != "libelle" && !text.is_empty(),
            _ => false,
        }
    }
    // A long one says something, and need not be read here, where a call waits.
    answer.len() <= LONGEST_WITHOUT_CONTENT
        && serde_json::from_str(answer).is_ok_and(|value| !says_something("", &value))
}

fn is_empty_search(call: &CallRecord) -> bool {
    call.libelle.as_deref().is_some_and(|libelle| call.service.is_no_result(libelle))
}

#[cfg(test)]
mod tests;
