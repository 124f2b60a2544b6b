//! Who may act for which structure.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{MandateId, MandateSpan, OrganizationId, StructureId, UserId};

use crate::{Document, Result};

/// A mandate to act for a structure. It is never deleted: it proves what was done while it was good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Identifier.
    pub id: MandateId,
    /// Owner.
    pub organization: OrganizationId,
    /// For whom one may act.
    pub structure: StructureId,
    /// Who may act.
    pub holder: String,
    /// The first day on which it is good.
    pub first: NaiveDate,
    /// The last one as it was signed; none when it is good until somebody ends it.
    pub last: Option<NaiveDate>,
    /// The signed document.
    pub document: Document,
    /// Who entered it.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// How it was ended before its time.
    pub end: Option<MandateEnd>,
}

/// How a mandate was ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MandateEnd {
    /// The last day on which it is good.
    pub last: NaiveDate,
    /// Who ended it, by name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

impl Mandate {
    /// The days on which it is good.
    #[must_use]
    pub fn span(&self) -> MandateSpan {
        let ended = self.end.as_ref().map(|end| end.last);
        let last = match (self.last, ended) {
            (Some(last), Some(ended)) => Some(last.min(ended)),
            (last, ended) => last.or(ended),
        };
        MandateSpan { first: self.first, last }
    }
}

/// Asking for mandates.
#[async_trait]
pub trait ReadMandates: Send {
    /// Whether what leaves for a structure of the organisation needs a mandate.
    async fn mandates_required(&mut self, organization: OrganizationId) -> Result<bool>;
    /// All mandates of an organisation, those that begin last first.
    async fn mandates(&mut self, organization: OrganizationId) -> Result<Vec<Mandate>>;
    /// Those of one structure, those that begin last first.
    async fn mandates_of(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<Mandate>>;
    /// One of them.
    async fn mandate(&mut self, organization: OrganizationId, id: MandateId) -> Result<Option<Mandate>>;
}

/// Changing mandates.
#[async_trait]
pub trait WriteMandates: ReadMandates {
    /// Says whether what leaves needs a mandate.
    async fn set_mandates_required(&mut self, organization: OrganizationId, required: bool) -> Result<()>;
    /// Adds a mandate; [`crate::StorageError::ChangedMeanwhile`] when the structure is not of the organisation.
    async fn insert_mandate(&mut self, mandate: &Mandate) -> Result<()>;
    /// Ends a mandate; [`crate::StorageError::ChangedMeanwhile`] when it is not there or was ended already.
    async fn end_mandate(
        &mut self,
        organization: OrganizationId,
        id: MandateId,
        end: &MandateEnd,
    ) -> Result<()>;
}
