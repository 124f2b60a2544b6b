//! Tells open pages that something changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{Clock, InvoiceId, OrganizationId, StructureId};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::Actor;

/// Something of an organisation changed. Pages that show it read it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub organization: OrganizationId,
    /// Of which structure.
    pub structure: StructureId,
    /// Which invoice; none when a whole structure was synchronised.
    pub invoice: Option<InvoiceId>,
}

impl Change {
    /// Whether it may be told to a person.
    #[must_use]
    pub fn concerns(&self, actor: &Actor) -> bool {
        actor.organization == self.organization && actor.scope.reaches_structure(self.structure)
    }
}

/// The changes of every organisation, for who has a page open. Cheap to clone.
#[derive(Clone)]
pub struct LiveChanges {
    sender: broadcast::Sender<Change>,
    /// When something of an organisation last changed: a page that was read before must be read again.
    last: Arc<Mutex<HashMap<OrganizationId, DateTime<Utc>>>>,
    clock: Arc<dyn Clock>,
    closing: CancellationToken,
}

impl LiveChanges {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            sender: broadcast::channel(256).0,
            last: Arc::default(),
            clock,
            closing: CancellationToken::new(),
        }
    }

    /// All changes from now on; ask [`Change::concerns`] before passing one on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.sender.subscribe()
    }

    /// Whether something of the person's organisation changed since an instant: between the reading of a page and its
    /// first listening, or while its connection was cut.
    #[must_use]
    pub fn has_changed_since(&self, actor: &Actor, since: DateTime<Utc>) -> bool {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.get(&actor.organization).is_some_and(|changed| *changed >= since)
    }

    /// Tells every long-lived reader that the process ends.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Ends when the process ends.
    pub fn closing(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.closing.clone().cancelled_owned()
    }

    pub(crate) fn tell(&self, change: Change) {
        let now = self.clock.now();
        self.last.lock().unwrap_or_else(PoisonError::into_inner).insert(change.organization, now);
        // Nobody listening is no error.
        let _ = self.sender.send(change);
    }
}
