//! The handle that all wings share.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, Entropy, EventId, OrganizationId, UserId};
use jobs::Queue;
use storage::{
    Database, Event, EventKind, ExchangeTransaction, Invoice, JournalEntry, JournalResult, Notice,
    ReadExchanges, Scope, Snapshot, StructureSummary, Transaction, Turn,
};

use super::known::Known;
use super::{Actor, LiveChanges, Settings, new_id};
use crate::Result;

/// Database, clock, randomness, queue and live changes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Ground {
    inner: Arc<Inner>,
}

struct Inner {
    database: Arc<dyn Database>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    queue: Arc<Queue>,
    live: LiveChanges,
    settings: Settings,
    known: Known,
}

impl Ground {
    pub(crate) fn new(
        database: Arc<dyn Database>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let queue = Queue::new(
            Arc::clone(&database),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            settings.queue.clone(),
        );
        let live = LiveChanges::new(Arc::clone(&clock));
        let (woken, told) = (Arc::clone(&queue), live.clone());
        database.listen(Arc::new(move |notice| {
            // What was missed may have been a job as well.
            if matches!(notice, Notice::JobsWait | Notice::Everything) {
                woken.wake();
            }
            told.pass_on(notice);
        }));
        Self {
            inner: Arc::new(Inner {
                database,
                clock,
                entropy,
                queue,
                live,
                settings,
                known: Known::default(),
            }),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.inner.clock.now()
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.clock)
    }

    pub(crate) fn entropy(&self) -> &dyn Entropy {
        self.inner.entropy.as_ref()
    }

    pub(crate) fn shared_entropy(&self) -> Arc<dyn Entropy> {
        Arc::clone(&self.inner.entropy)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn queue(&self) -> &Arc<Queue> {
        &self.inner.queue
    }

    pub(crate) fn live(&self) -> &LiveChanges {
        &self.inner.live
    }

    pub(crate) fn database(&self) -> &dyn Database {
        self.inner.database.as_ref()
    }

    /// An identifier of this instant.
    pub(crate) fn id<T: From<uuid::Uuid>>(&self) -> T {
        T::from(new_id(self.now(), self.entropy()))
    }

    /// A handle that reads; to be given back before the network is used.
    pub(crate) async fn read(&self) -> Result<Box<dyn Snapshot>> {
        Ok(self.inner.database.read().await?)
    }

    /// A transaction in the turn of an organisation.
    pub(crate) async fn write(&self, organization: OrganizationId) -> Result<Box<dyn Transaction>> {
        Ok(self.inner.database.write(Turn::Organization(organization)).await?)
    }

    /// A transaction in another turn.
    pub(crate) async fn write_in(&self, turn: Turn<'_>) -> Result<Box<dyn Transaction>> {
        Ok(self.inner.database.write(turn).await?)
    }

    /// All structures of an organisation, by name.
    pub(crate) async fn structures(
        &self,
        organization: OrganizationId,
        read: &mut dyn Snapshot,
    ) -> Result<Arc<[StructureSummary]>> {
        self.inner.known.structures(organization, read).await
    }

    /// The structures within reach of a person, by name.
    pub(crate) async fn within_reach(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
    ) -> Result<Arc<[StructureSummary]>> {
        let known = self.structures(actor.organization, read).await?;
        // Seldom more than a few are left of a scope; who may see all of them shares what was read.
        if actor.scope == Scope::Everything {
            return Ok(known);
        }
        let reached = |summary: &&StructureSummary| actor.scope.reaches_structure(summary.structure.id);
        Ok(known.iter().filter(reached).cloned().collect())
    }

    /// A handle that reads the journal of exchanges. Not to be asked for while another handle is held: they would wait
    /// for each other.
    pub(crate) async fn read_exchanges(&self) -> Result<Box<dyn ReadExchanges>> {
        Ok(self.inner.database.read_exchanges().await?)
    }

    /// A transaction on the journal of exchanges.
    pub(crate) async fn write_exchanges(&self) -> Result<Box<dyn ExchangeTransaction>> {
        Ok(self.inner.database.write_exchanges().await?)
    }

    /// A line of the journal.
    pub(crate) fn entry(
        &self,
        organization: Option<OrganizationId>,
        user: Option<UserId>,
        action: &'static str,
        object: impl ToString,
        detail: impl Into<String>,
    ) -> JournalEntry {
        JournalEntry {
            organization,
            user,
            at: self.now(),
            action,
            object: object.to_string(),
            detail: detail.into(),
            result: JournalResult::Done,
            before: None,
            after: None,
        }
    }

    /// A line of the journal about what a person did.
    pub(crate) fn act(
        &self,
        actor: &Actor,
        action: &'static str,
        object: impl ToString,
        detail: impl Into<String>,
    ) -> JournalEntry {
        self.entry(Some(actor.organization), Some(actor.user), action, object, detail)
    }

    /// Something that happened to an invoice here.
    pub(crate) fn event(&self, invoice: &Invoice, code: &str, author: Option<&str>) -> Event {
        Event {
            id: self.id::<EventId>(),
            organization: invoice.organization,
            invoice: invoice.id,
            happened_at: self.now(),
            kind: EventKind::Local,
            code: code.to_owned(),
            author: author.map(ToOwned::to_owned),
            comment: None,
            reason: None,
            foreign_key: None,
        }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The day of an instant, counted from 1 January 1970, UTC.
pub(crate) const fn day_of(instant: DateTime<Utc>) -> i64 {
    instant.timestamp().div_euclid(24 * 3_600)
}

/// A duration as a difference of instants.
pub(crate) fn delta(duration: std::time::Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}
