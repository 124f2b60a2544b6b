//! What is done to works documents: prepared here, confirmed by a person, then told to Chorus Pro.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{ActState, OrganizationId, Reason, UserId, Values, WorksActId, WorksActKind, WorksDocumentId};

use crate::Result;

/// Something that is done to a works document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksAct {
    /// Identifier.
    pub id: WorksActId,
    /// Owner.
    pub organization: OrganizationId,
    /// To which document.
    pub document: WorksDocumentId,
    /// What.
    pub kind: WorksActKind,
    /// Where it stands.
    pub state: ActState,
    /// What is said with it, as typed.
    pub values: Values,
    /// Why it stands as it stands.
    pub reason: Option<Reason>,
    /// The status of the document that it moves, as known when it was confirmed.
    pub called_from: Option<String>,
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

/// Asking for acts on works documents.
#[async_trait]
pub trait ReadWorksActs: Send {
    /// One of them.
    async fn works_act(&mut self, organization: OrganizationId, id: WorksActId) -> Result<Option<WorksAct>>;
    /// Those on a document, the latest first.
    async fn works_acts_of(
        &mut self,
        organization: OrganizationId,
        document: WorksDocumentId,
    ) -> Result<Vec<WorksAct>>;
}

/// Changing them.
#[async_trait]
pub trait WriteWorksActs: ReadWorksActs {
    /// Adds one; [`crate::StorageError::AlreadyThere`] while another one of its kind on the document has not ended.
    async fn insert_works_act(&mut self, act: &WorksAct) -> Result<()>;
    /// Writes one whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_works_act(&mut self, act: &mut WorksAct) -> Result<()>;
}
