//! What is done to invoices that came back: prepared here, confirmed by a person, then told to Chorus Pro.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{ActId, ActKind, ActState, InvoiceId, OrganizationId, Reason, UserId, Values};

use crate::Result;

/// Something that is done to an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Identifier.
    pub id: ActId,
    /// Owner.
    pub organization: OrganizationId,
    /// To which invoice.
    pub invoice: InvoiceId,
    /// What.
    pub kind: ActKind,
    /// Where it stands.
    pub state: ActState,
    /// What is said with it, as typed.
    pub values: Values,
    /// Why it stands as it stands.
    pub reason: Option<Reason>,
    /// Since when the invoice has called for it, as known when it was confirmed.
    pub called_at: Option<DateTime<Utc>>,
    /// Who changed or confirmed it last.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When a person confirmed it.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Counts changes; an update of an older version is refused.
    pub version: i64,
}

/// Asking for acts.
#[async_trait]
pub trait ReadActs: Send {
    /// One act.
    async fn act(&mut self, organization: OrganizationId, id: ActId) -> Result<Option<Act>>;
    /// Those that a person has confirmed and that have not begun to leave, the first confirmed first.
    async fn queued_acts_of(&mut self, organization: OrganizationId, author: UserId) -> Result<Vec<Act>>;
    /// Those of an invoice, latest first.
    async fn acts_of(&mut self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Act>>;
}

/// Changing acts.
#[async_trait]
pub trait WriteActs: ReadActs {
    /// Adds an act; [`crate::StorageError::AlreadyThere`] (`acts.kind`) while another one of its kind has not ended.
    async fn insert_act(&mut self, act: &Act) -> Result<()>;
    /// Writes an act whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_act(&mut self, act: &mut Act) -> Result<()>;
}
