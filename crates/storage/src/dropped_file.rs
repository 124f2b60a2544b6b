//! Files that were dropped and wait for somebody to say whose invoices they are.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{DroppedFileId, OrganizationId, UserId};
use serde_json::Value;

use crate::{Document, Result};

/// A file that can be read, of which it is not known which structure issues it.
#[derive(Clone, Debug, PartialEq)]
pub struct DroppedFile {
    /// Identifier.
    pub id: DroppedFileId,
    /// Owner.
    pub organization: OrganizationId,
    /// Who dropped it: nobody else is asked.
    pub user: UserId,
    /// The file.
    pub document: Document,
    /// Who issues, as the document says it; null where it says nothing.
    pub issuer: Value,
    /// When.
    pub dropped_at: DateTime<Utc>,
}

/// Asking for dropped files.
#[async_trait]
pub trait ReadDroppedFiles: Send {
    /// Those of a person, in the order in which they were dropped.
    async fn dropped_files(&mut self, organization: OrganizationId, user: UserId)
    -> Result<Vec<DroppedFile>>;
}

/// Changing dropped files.
#[async_trait]
pub trait WriteDroppedFiles: ReadDroppedFiles {
    /// Adds one.
    async fn insert_dropped_file(&mut self, file: &DroppedFile) -> Result<()>;
    /// Takes one of a person away; false when it is not there.
    async fn delete_dropped_file(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        id: DroppedFileId,
    ) -> Result<bool>;
    /// Forgets those that nobody has answered for since; gives how many.
    async fn delete_dropped_files_before(&mut self, before: DateTime<Utc>) -> Result<u64>;
}
