//! What is done to works documents: prepared here, confirmed by a person, then told to Chorus Pro.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    ActState, AttachmentId, OrganizationId, Reason, UserId, Values, WorksActId, WorksActKind, WorksDocumentId,
};

use crate::{Document, MendedFrom, Result};

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

/// A file that goes with an act on a works document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksActFile {
    /// Identifier.
    pub id: AttachmentId,
    /// Owner.
    pub organization: OrganizationId,
    /// With which act.
    pub act: WorksActId,
    /// Its place among the files of the act.
    pub position: u32,
    /// The file as it is given.
    pub document: Document,
    /// Its name as it came.
    pub original_name: String,
    /// Its extension, as Chorus Pro names types.
    pub extension: String,
    /// What it is called.
    pub label: String,
    /// Code of its kind (enums.md §3).
    pub type_code: String,
    /// Its number at Chorus Pro, once it was given.
    pub chorus_id: Option<i64>,
    /// What was done to the file that was given.
    pub mended: Option<MendedFrom>,
    /// When it was attached.
    pub created_at: DateTime<Utc>,
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
    /// The files of an act, in their order.
    async fn works_act_files(
        &mut self,
        organization: OrganizationId,
        act: WorksActId,
    ) -> Result<Vec<WorksActFile>>;
}

/// Changing them.
#[async_trait]
pub trait WriteWorksActs: ReadWorksActs {
    /// Adds one; [`crate::StorageError::AlreadyThere`] while another one of its kind on the document has not ended.
    async fn insert_works_act(&mut self, act: &WorksAct) -> Result<()>;
    /// Writes one whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_works_act(&mut self, act: &mut WorksAct) -> Result<()>;
    /// Adds a file to an act.
    async fn insert_works_act_file(&mut self, file: &WorksActFile) -> Result<()>;
    /// Keeps the number that Chorus Pro gave a file.
    async fn set_works_act_file_chorus_id(
        &mut self,
        organization: OrganizationId,
        act: WorksActId,
        id: AttachmentId,
        chorus_id: i64,
    ) -> Result<()>;
    /// Takes a file off an act; `false` when there is none.
    async fn delete_works_act_file(
        &mut self,
        organization: OrganizationId,
        act: WorksActId,
        id: AttachmentId,
    ) -> Result<bool>;
}
