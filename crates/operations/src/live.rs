//! Tells open pages that something changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use domain::{InvoiceId, OrganizationId, StructureId};
use tokio::sync::broadcast;

use crate::{Actor, Operations};

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

pub(crate) struct Live {
    sender: broadcast::Sender<Change>,
    /// When something of an organisation last changed: a page that was read before must be read again.
    last: Mutex<HashMap<OrganizationId, DateTime<Utc>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self { sender: broadcast::channel(256).0, last: Mutex::default() }
    }
}

impl Operations {
    /// Changes of every organisation from now on; use [`Operations::concerns`] before passing one on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.live.sender.subscribe()
    }

    /// Whether a change may be told to this person.
    #[must_use]
    pub fn concerns(actor: &Actor, change: &Change) -> bool {
        actor.organization == change.organization && actor.scope.reaches_structure(change.structure)
    }

    /// Whether something of the person's organisation changed since an instant: between the reading of a page and its
    /// first listening, or while its connection was cut.
    #[must_use]
    pub fn has_changed_since(&self, actor: &Actor, since: DateTime<Utc>) -> bool {
        let last = self.inner.live.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.get(&actor.organization).is_some_and(|changed| *changed >= since)
    }

    pub(crate) fn tell(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        invoice: Option<InvoiceId>,
    ) {
        let now = self.now();
        self.inner.live.last.lock().unwrap_or_else(PoisonError::into_inner).insert(organization, now);
        // Nobody listening is no error.
        let _ = self.inner.live.sender.send(Change { organization, structure, invoice });
    }
}
