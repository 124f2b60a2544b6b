//! Who did what: only ever added to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, UserId};

use crate::Result;

/// An act worth keeping for the auditor. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Owner; none for a sign-in that failed.
    pub organization: Option<OrganizationId>,
    /// Who; none for what happens without a person.
    pub user: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What, e.g. `invoice.submit`.
    pub action: &'static str,
    /// On what.
    pub object: String,
    /// More, without secrets.
    pub detail: String,
}

/// Adding to the journal.
#[async_trait]
pub trait WriteJournal: Send {
    /// Adds an entry.
    async fn journal(&mut self, entry: &JournalEntry) -> Result<()>;
}
