//! Works documents: the pieces of billing files in which a structure of the organisation takes part.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{OrganizationId, Reason, StructureId, WorksDocumentId, WorksFramework, WorksRole, WorksStatus};

use crate::{Listed, Result};

/// A works document (A4–A25). Amounts in cents of euros: the search tells no currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksDocument {
    /// Identifier.
    pub id: WorksDocumentId,
    /// Owner.
    pub organization: OrganizationId,
    /// The structure that takes part.
    pub structure: StructureId,
    /// As whom, in the order of the roles.
    pub roles: Vec<WorksRole>,
    /// `idFactureTravaux`.
    pub chorus_id: i64,
    /// Technical number of the billing file; none where Chorus Pro did not tell it.
    pub file_id: Option<i64>,
    /// Its number for people.
    pub file_number: Option<String>,
    /// Number of the document.
    pub number: String,
    /// `typeFactureTravaux`.
    pub kind: String,
    /// `codeCadreFacturation`, where it was told.
    pub framework: Option<String>,
    /// Where it stands.
    pub status: WorksStatus,
    /// Since when, where it was told.
    pub status_at: Option<DateTime<Utc>>,
    /// Name of the supplier of the contract.
    pub supplier_name: String,
    /// Its SIRET or other identifier.
    pub supplier_identifier: String,
    /// SIRET of who pays.
    pub recipient_siret: String,
    /// Service of who pays.
    pub service: Option<String>,
    /// Service of the project manager.
    pub manager_service: Option<String>,
    /// Service of the project owner.
    pub owner_service: Option<String>,
    /// Day of the document.
    pub date: Option<NaiveDate>,
    /// Day of deposit.
    pub deposited_on: Option<NaiveDate>,
    /// Total with VAT.
    pub gross_cents: Option<i64>,
    /// The document that it follows, by its number at Chorus Pro.
    pub previous: Option<i64>,
    /// The document that follows it.
    pub next: Option<i64>,
    /// The reasons that Chorus Pro offers for a refusal; none where it was not asked.
    pub reasons: Vec<Listed>,
    /// When it was first seen.
    pub seen_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

impl WorksDocument {
    /// Its framework, where it is a known one.
    #[must_use]
    pub fn known_framework(&self) -> Option<WorksFramework> {
        self.framework.as_deref().and_then(WorksFramework::from_code)
    }

    /// Whose turn it is; none where it rests or nobody can say.
    #[must_use]
    pub fn turn(&self) -> Option<WorksRole> {
        self.status.turn(self.known_framework())
    }
}

/// A works document as a whole, as Chorus Pro gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksContent {
    /// Of which document.
    pub document: WorksDocumentId,
    /// The answer, JSON as it came; none while nothing came.
    pub content: Option<String>,
    /// When it came.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the last reading gave nothing.
    pub reason: Option<Reason>,
}

/// When the works documents of a structure were last asked for, and how that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksRound {
    /// The structure.
    pub structure: StructureId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When everything that changed was last known.
    pub whole_at: Option<DateTime<Utc>>,
    /// Why there is no answer.
    pub reason: Option<Reason>,
}

/// Asking for works documents.
#[async_trait]
pub trait ReadWorks: Send {
    /// Those of these structures (of all when none), the latest change of status first, `limit` at most.
    async fn works_documents(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
        limit: u32,
    ) -> Result<Vec<WorksDocument>>;
    /// Whether there is any.
    async fn has_works_documents(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
    ) -> Result<bool>;
    /// One of them.
    async fn works_document(
        &mut self,
        organization: OrganizationId,
        id: WorksDocumentId,
    ) -> Result<Option<WorksDocument>>;
    /// Those of a structure with these numbers of Chorus Pro.
    async fn works_documents_by_chorus_id(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        chorus_ids: &[i64],
    ) -> Result<Vec<WorksDocument>>;
    /// Those of a billing file, as a structure sees it, in the order of their numbers.
    async fn works_documents_of_file(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        file_id: i64,
    ) -> Result<Vec<WorksDocument>>;
    /// A document as a whole; none where nobody has asked for it.
    async fn works_content(
        &mut self,
        organization: OrganizationId,
        document: WorksDocumentId,
    ) -> Result<Option<WorksContent>>;
    /// When each structure was last asked for.
    async fn works_rounds(&mut self, organization: OrganizationId) -> Result<Vec<WorksRound>>;
}

/// Changing them.
#[async_trait]
pub trait WriteWorks: ReadWorks {
    /// Keeps one, in place of the one of its structure and number. Its identifier and when it was first seen stay.
    async fn put_works_document(&mut self, document: &WorksDocument) -> Result<()>;
    /// Keeps a document as a whole, in place of what was known.
    async fn put_works_content(&mut self, organization: OrganizationId, content: &WorksContent)
    -> Result<()>;
    /// Keeps when a structure was asked for, in place of what was known.
    async fn put_works_round(&mut self, organization: OrganizationId, round: &WorksRound) -> Result<()>;
}
