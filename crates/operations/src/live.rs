//! Tells open pages that something changed.

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
}

impl Default for Live {
    fn default() -> Self {
        Self { sender: broadcast::channel(256).0 }
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

    pub(crate) fn tell(
        &self,
        organization: OrganizationId,
        structure: StructureId,
        invoice: Option<InvoiceId>,
    ) {
        // Nobody listening is no error.
        let _ = self.inner.live.sender.send(Change { organization, structure, invoice });
    }
}
