//! Invoices of others that wait for the answer of a validator, and what is answered.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ActState, InvoiceKind, InvoiceStatus, OrganizationId, Reason, ReplyId, StructureId, UserId, ValidationId,
    Values,
};

use crate::{Document, Listed, Result};

/// An invoice that names a structure of the organisation as its validator (A9, A12). Amounts in cents of the currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    /// Identifier.
    pub id: ValidationId,
    /// Owner.
    pub organization: OrganizationId,
    /// The structure that validates.
    pub structure: StructureId,
    /// `idFacture`, by which validators know it.
    pub chorus_id: i64,
    /// BT-1.
    pub number: String,
    /// Facture or avoir.
    pub kind: InvoiceKind,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// Day of deposit at Chorus Pro.
    pub deposited_on: Option<NaiveDate>,
    /// BT-27: the subcontractor or joint contractor.
    pub supplier_name: String,
    /// Its SIRET or other identifier.
    pub supplier_identifier: String,
    /// BT-44: who pays.
    pub recipient_name: String,
    /// Its SIRET.
    pub recipient_siret: String,
    /// The service of the recipient, code and name as far as they are told.
    pub service: Option<String>,
    /// BT-23, `codeCadreFacturation`.
    pub framework: Option<String>,
    /// BT-12.
    pub contract: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// BT-5.
    pub currency: String,
    /// BT-109.
    pub net_cents: Option<i64>,
    /// BT-112.
    pub gross_cents: Option<i64>,
    /// BT-115.
    pub due_cents: Option<i64>,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Since when.
    pub status_at: DateTime<Utc>,
    /// What was written with the status.
    pub status_comment: Option<String>,
    /// Whether it waits for the answer of the structure.
    pub is_waiting: bool,
    /// Since when it does or did; none where no history tells.
    pub waiting_since: Option<DateTime<Utc>>,
    /// What Chorus Pro offers as reasons for a refusal; empty where it could not be read.
    pub reasons: Vec<Listed>,
    /// Why its files are not here.
    pub files_reason: Option<Reason>,
    /// When it was first seen.
    pub seen_at: DateTime<Utc>,
    /// Last change of any kind.
    pub updated_at: DateTime<Utc>,
    /// Counts changes; an update of an older version is refused.
    pub version: i64,
}

/// What a validator answers to an invoice: prepared here, confirmed by a person, then told to Chorus Pro.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Identifier.
    pub id: ReplyId,
    /// Owner.
    pub organization: OrganizationId,
    /// To which invoice.
    pub validation: ValidationId,
    /// Where it stands.
    pub state: ActState,
    /// The answer, as typed.
    pub values: Values,
    /// Why it stands as it stands.
    pub reason: Option<Reason>,
    /// Since when the invoice has waited for it, as known when it was confirmed.
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

/// When the list of a validating structure was last asked for, and how that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationRound {
    /// The structure.
    pub structure: StructureId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Why there is no answer.
    pub reason: Option<Reason>,
}

/// Which invoices a page of the list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationsAsked<'a> {
    /// Of which structures; of all when none.
    pub structures: Option<&'a [StructureId]>,
    /// Those that wait, the longest waiting first; else the others, the latest first.
    pub waiting: bool,
    /// How many are left out before.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// Asking for invoices to validate.
#[async_trait]
pub trait ReadValidations: Send {
    /// Some of them.
    async fn validations(
        &mut self,
        organization: OrganizationId,
        asked: &ValidationsAsked<'_>,
    ) -> Result<Vec<Validation>>;
    /// How many wait, and how many do not any more.
    async fn validation_counts(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
    ) -> Result<[u64; 2]>;
    /// Whether there is any.
    async fn has_validations(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
    ) -> Result<bool>;
    /// One of them.
    async fn validation(
        &mut self,
        organization: OrganizationId,
        id: ValidationId,
    ) -> Result<Option<Validation>>;
    /// The one of a structure with this number of Chorus Pro.
    async fn validation_by_chorus_id(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        chorus_id: i64,
    ) -> Result<Option<Validation>>;
    /// Its files: the invoice itself first, then what is attached to it.
    async fn validation_files(
        &mut self,
        organization: OrganizationId,
        id: ValidationId,
    ) -> Result<Vec<Document>>;
    /// Which of these have no file here.
    async fn validations_without_files(
        &mut self,
        organization: OrganizationId,
        ids: &[ValidationId],
    ) -> Result<Vec<ValidationId>>;
    /// One answer.
    async fn reply(&mut self, organization: OrganizationId, id: ReplyId) -> Result<Option<Reply>>;
    /// The latest answer to each of these invoices that has one.
    async fn latest_replies(
        &mut self,
        organization: OrganizationId,
        validations: &[ValidationId],
    ) -> Result<Vec<Reply>>;
    /// When each structure was last asked for.
    async fn validation_rounds(&mut self, organization: OrganizationId) -> Result<Vec<ValidationRound>>;
}

/// Changing them.
#[async_trait]
pub trait WriteValidations: ReadValidations {
    /// Adds one; [`crate::StorageError::AlreadyThere`] where the structure has one of its number.
    async fn insert_validation(&mut self, validation: &Validation) -> Result<()>;
    /// Writes one whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_validation(&mut self, validation: &mut Validation) -> Result<()>;
    /// Keeps its files in place of those known.
    async fn put_validation_files(
        &mut self,
        organization: OrganizationId,
        id: ValidationId,
        files: &[Document],
    ) -> Result<()>;
    /// Adds an answer; [`crate::StorageError::AlreadyThere`] while another one to the same invoice has not ended.
    async fn insert_reply(&mut self, reply: &Reply) -> Result<()>;
    /// Writes an answer whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_reply(&mut self, reply: &mut Reply) -> Result<()>;
    /// Keeps when a structure was asked for, in place of what was known.
    async fn put_validation_round(
        &mut self,
        organization: OrganizationId,
        round: &ValidationRound,
    ) -> Result<()>;
}
