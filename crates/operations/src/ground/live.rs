//! Tells open pages that something changed, in this process or in another one on the same database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, InvoiceId, OrganizationId, SessionId, StructureId, UserId};
use storage::Notice;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::Actor;

/// What pages are told: something of an organisation changed. They read again what they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something of one structure.
    Of {
        /// Whose.
        organization: OrganizationId,
        /// Of which structure.
        structure: StructureId,
        /// Which invoice; none when a whole structure was synchronised.
        invoice: Option<InvoiceId>,
    },
    /// What a person may do, or whether they are signed in.
    Person(UserId),
    /// Changes may have been missed: it may be anything.
    Anything,
}

impl Change {
    /// Whether it may be told to a person.
    #[must_use]
    pub fn concerns(&self, actor: &Actor) -> bool {
        match self {
            Self::Of { organization, structure, .. } => {
                actor.organization == *organization && actor.scope.reaches_structure(*structure)
            }
            Self::Person(user) => actor.user == *user,
            Self::Anything => true,
        }
    }

    /// The one invoice that changed, where it is one.
    #[must_use]
    pub const fn invoice(&self) -> Option<InvoiceId> {
        match self {
            Self::Of { invoice, .. } => *invoice,
            Self::Person(_) | Self::Anything => None,
        }
    }
}

/// The notice of a change, told in the transaction that makes it.
pub(crate) const fn changed(
    organization: OrganizationId,
    structure: StructureId,
    invoice: Option<InvoiceId>,
) -> Notice {
    Notice::Changed { organization, structure, invoice }
}

/// When something last changed: a page that was read before must be read again.
#[derive(Default)]
struct Last {
    of: HashMap<OrganizationId, DateTime<Utc>>,
    anything: Option<DateTime<Utc>>,
}

/// The changes of every organisation, for who has a page open. Cheap to clone.
#[derive(Clone)]
pub struct LiveChanges {
    sender: broadcast::Sender<Change>,
    last: Arc<Mutex<Last>>,
    clock: Arc<dyn Clock>,
    closing: CancellationToken,
    /// How many streams each session has open.
    streams: Arc<Mutex<HashMap<SessionId, usize>>>,
}

/// Streams of one session: that of the tab that listens for all of them, and the one that takes over from it.
const MOST_STREAMS: usize = 2;

/// The right to one open stream, given back when it ends.
pub struct StreamPlace {
    session: SessionId,
    streams: Arc<Mutex<HashMap<SessionId, usize>>>,
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.get_mut(&self.session) {
            *open -= 1;
            if *open == 0 {
                streams.remove(&self.session);
            }
        }
    }
}

impl LiveChanges {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        // A page that was read before this process listened may have missed anything.
        let anything = Some(clock.now() - TimeDelta::milliseconds(1));
        Self {
            sender: broadcast::channel(256).0,
            last: Arc::new(Mutex::new(Last { anything, ..Last::default() })),
            clock,
            closing: CancellationToken::new(),
            streams: Arc::default(),
        }
    }

    /// All changes from now on; ask [`Change::concerns`] before passing one on.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.sender.subscribe()
    }

    /// A place for one more stream of a session; none when it has its share.
    #[must_use]
    pub fn place_for(&self, session: SessionId) -> Option<StreamPlace> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let open = streams.entry(session).or_default();
        if *open >= MOST_STREAMS {
            return None;
        }
        *open += 1;
        Some(StreamPlace { session, streams: Arc::clone(&self.streams) })
    }

    /// Whether something of the person's organisation changed since an instant: between the reading of a page and its
    /// first listening, or while its connection was cut.
    #[must_use]
    pub fn has_changed_since(&self, actor: &Actor, since: DateTime<Utc>) -> bool {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.of.get(&actor.organization).max(last.anything.as_ref()).is_some_and(|changed| *changed >= since)
    }

    /// Tells every long-lived reader that the process ends.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Ends when the process ends.
    pub fn closing(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.closing.clone().cancelled_owned()
    }

    /// Tells pages what the database tells.
    pub(crate) fn pass_on(&self, notice: Notice) {
        let now = self.clock.now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let change = match notice {
            Notice::Changed { organization, structure, invoice } => {
                last.of.insert(organization, now);
                Change::Of { organization, structure, invoice }
            }
            Notice::Everything => {
                last.anything = Some(now);
                Change::Anything
            }
            Notice::Person(user) => Change::Person(user),
            Notice::JobsWait => return,
        };
        drop(last);
        // Nobody listening is no error.
        let _ = self.sender.send(change);
    }
}
