//! How documents with data leave: what was chosen for a recipient last, and the copies that were made of them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{DocumentWay, OrganizationId, StructureId};

use crate::Result;

/// How an invoice of a structure for a recipient leaves whose PDF has its data inside, as it was chosen last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenWay {
    /// Owner.
    pub organization: OrganizationId,
    /// Who issues.
    pub structure: StructureId,
    /// SIRET of the recipient.
    pub recipient: String,
    /// How.
    pub way: DocumentWay,
    /// When it was chosen.
    pub chosen_at: DateTime<Utc>,
}

/// A copy of a PDF without the files inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCopy {
    /// Owner.
    pub organization: OrganizationId,
    /// SHA-256 of the original.
    pub original: String,
    /// SHA-256 of the copy.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Asking how documents leave.
#[async_trait]
pub trait ReadDocumentWays: Send {
    /// What was chosen last for a structure and a recipient.
    async fn document_way(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        recipient: &str,
    ) -> Result<Option<ChosenWay>>;
    /// The copy that was made of a PDF.
    async fn plain_copy(&mut self, organization: OrganizationId, original: &str)
    -> Result<Option<PlainCopy>>;
}

/// Keeping how documents leave.
#[async_trait]
pub trait WriteDocumentWays: ReadDocumentWays {
    /// Keeps a choice; the last one stays.
    async fn put_document_way(&mut self, chosen: &ChosenWay) -> Result<()>;
    /// Keeps a copy; one that was made again replaces the former.
    async fn put_plain_copy(&mut self, copy: &PlainCopy) -> Result<()>;
}
