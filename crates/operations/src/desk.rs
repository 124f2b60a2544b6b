//! What pages have: everything that a person may do, each operation with its [`crate::Actor`].

use chrono::{DateTime, Utc};

use crate::ground::{Ground, LiveChanges};
use crate::{
    Accounts, Acting, Batches, Circuit, Connecting, Directory, Downloads, Edi, Exchanges, Flows, Issuing,
    Journal, Mandates, Portfolio, Receiving, Searching, Settings, Validating, Verifying, Works,
};

/// The wings of a person. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// Sign-in, sessions, people.
    pub accounts: Accounts,
    /// Invoices that came back, and decisions on received ones.
    pub acting: Acting,
    /// Tables of invoices.
    pub batches: Batches,
    /// Who approves received invoices.
    pub circuit: Circuit,
    /// Accesses of structures.
    pub connecting: Connecting,
    /// Recipients.
    pub directory: Directory,
    /// Packages of invoices, and monthly archives.
    pub downloads: Downloads,
    /// EDI links, and what came by them.
    pub edi: Edi,
    /// What was said to Chorus Pro.
    pub exchanges: Exchanges,
    /// Files of structured invoices.
    pub flows: Flows,
    /// From a PDF to Chorus Pro.
    pub issuing: Issuing,
    /// Who did what.
    pub journal: Journal,
    /// Who may act for which client.
    pub mandates: Mandates,
    /// Lists, invoices, structures.
    pub portfolio: Portfolio,
    /// Received invoices before a decision.
    pub receiving: Receiving,
    /// Invoices of others that wait for the answer of a validator.
    pub validating: Validating,
    /// Invoices that are not here.
    pub verifying: Verifying,
    /// Works documents and their billing files.
    pub works: Works,
    /// Received invoices at Chorus Pro that are not here.
    pub searching: Searching,
    pub(crate) ground: Ground,
}

impl Desk {
    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        self.ground.settings()
    }

    /// The present instant, UTC.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.ground.now()
    }

    /// Random bytes for the process edges (nonces).
    pub fn fill_random(&self, buffer: &mut [u8]) {
        self.ground.entropy().fill(buffer);
    }

    /// What changed, for open pages.
    #[must_use]
    pub fn live(&self) -> &LiveChanges {
        self.ground.live()
    }
}
