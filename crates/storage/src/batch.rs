//! Batches: tables of invoices, and what became of each.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    BatchColumn, BatchId, BatchItemState, BatchState, FieldNote, InvoiceForm, InvoiceId, InvoiceStatus,
    OrganizationId, Reason, StructureId, UserId,
};

use crate::{Document, Result};

/// A table of invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Identifier.
    pub id: BatchId,
    /// Owner.
    pub organization: OrganizationId,
    /// The table as it was given.
    pub document: Document,
    /// The titles of its columns.
    pub titles: Vec<String>,
    /// What stands in its first row, column by column.
    pub sample: Vec<String>,
    /// What each column holds; none where it is left out.
    pub columns: Vec<Option<BatchColumn>>,
    /// The structure of the rows that name none.
    pub structure: Option<StructureId>,
    /// Whether a row without a PDF is an invoice that is typed; else it waits for its PDF.
    pub entries: bool,
    /// Where it stands.
    pub state: BatchState,
    /// Why it stands so.
    pub reason: Option<Reason>,
    /// Who gave the table.
    pub created_by: UserId,
    /// Their name then.
    pub created_by_name: String,
    /// Who has drafts made of it: with the rights that they have by then.
    pub started_by: Option<UserId>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When the first draft was asked for.
    pub started_at: Option<DateTime<Utc>>,
    /// When the last one was made, or it was given up.
    pub ended_at: Option<DateTime<Utc>>,
    /// Counts changes; an update of an older version is refused.
    pub version: i64,
}

/// An invoice of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// Owner.
    pub organization: OrganizationId,
    /// Of which batch.
    pub batch: BatchId,
    /// Its first row, as a spreadsheet counts: no other invoice of the batch has it.
    pub position: u32,
    /// All of its rows.
    pub rows: Vec<u32>,
    /// What stands in them.
    pub cells: Vec<Vec<String>>,
    /// The structure that issues it.
    pub structure: Option<StructureId>,
    /// The form that its draft begins with.
    pub form: InvoiceForm,
    /// What it amounts to, in cents; a credit note takes away.
    pub gross_cents: Option<i64>,
    /// Its PDF.
    pub document: Option<Document>,
    /// Where it stands.
    pub state: BatchItemState,
    /// The first thing to correct or, where nothing is, the first that is worth a look.
    pub lack: Option<FieldNote>,
    /// How many more there are of the same weight.
    pub more: u32,
    /// The draft that was made of it.
    pub invoice: Option<InvoiceId>,
}

/// A PDF that was given with a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchFile {
    /// The name under which it was given.
    pub name: String,
    /// The file, with a name that Chorus Pro takes.
    pub document: Document,
    /// When.
    pub added_at: DateTime<Utc>,
}

/// How many invoices of a batch stand somewhere, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchCount {
    /// Where they stand.
    pub state: BatchItemState,
    /// Their currency.
    pub currency: String,
    /// How many.
    pub count: u64,
    /// How many of them have a PDF.
    pub with_document: u64,
    /// What they amount to together, in cents, as far as it is known.
    pub gross_cents: i64,
}

/// Asking for batches.
#[async_trait]
pub trait ReadBatches: Send {
    /// One batch.
    async fn batch(&mut self, organization: OrganizationId, id: BatchId) -> Result<Option<Batch>>;
    /// The latest batches, of one person or of everybody, latest first.
    async fn batches(
        &mut self,
        organization: OrganizationId,
        of: Option<UserId>,
        most: u32,
    ) -> Result<Vec<Batch>>;
    /// Invoices of a batch in the order of the table, those in one state or all.
    async fn batch_items(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        state: Option<BatchItemState>,
        offset: u32,
        most: u32,
    ) -> Result<Vec<BatchItem>>;
    /// One invoice of a batch.
    async fn batch_item(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        position: u32,
    ) -> Result<Option<BatchItem>>;
    /// How many there are, by state and currency.
    async fn batch_counts(&mut self, organization: OrganizationId, batch: BatchId)
    -> Result<Vec<BatchCount>>;
    /// The rows of which drafts were made.
    async fn made_rows(&mut self, organization: OrganizationId, batch: BatchId) -> Result<Vec<u32>>;
    /// Its drafts that have not left, in the order of the table, and how many there are.
    async fn batch_drafts(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        most: u32,
    ) -> Result<(Vec<InvoiceId>, u64)>;
    /// The PDFs that were given with it, by name.
    async fn batch_files(&mut self, organization: OrganizationId, batch: BatchId) -> Result<Vec<BatchFile>>;
    /// The names of some that are of no invoice of it, by name.
    async fn unmatched_batch_files(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        most: u32,
    ) -> Result<Vec<String>>;
    /// Which of some numbers a structure has used already, and how that invoice stands: of its invoices that were not given
    /// up, and of those that other batches have made without sending a number.
    async fn numbers_in_use(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        besides: BatchId,
        numbers: &[String],
    ) -> Result<Vec<(String, InvoiceStatus)>>;
    /// What columns with some titles were said to hold, the last time; none for those that were left out.
    async fn remembered_columns(
        &mut self,
        organization: OrganizationId,
        titles: &[String],
    ) -> Result<Vec<(String, Option<BatchColumn>)>>;
}

/// Changing batches.
#[async_trait]
pub trait WriteBatches: ReadBatches {
    /// Adds a batch.
    async fn insert_batch(&mut self, batch: &Batch) -> Result<()>;
    /// Writes a batch whose `version` is the one read, and counts the version up.
    /// [`crate::StorageError::ChangedMeanwhile`] otherwise.
    async fn update_batch(&mut self, batch: &mut Batch) -> Result<()>;
    /// Takes a batch away with everything of it; false when it is not there.
    async fn delete_batch(&mut self, organization: OrganizationId, id: BatchId) -> Result<bool>;
    /// Puts these in the place of all invoices of a batch that are no draft.
    async fn replace_batch_items(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        items: &[BatchItem],
    ) -> Result<()>;
    /// Writes where an invoice stands, and its draft.
    async fn update_batch_item(&mut self, item: &BatchItem) -> Result<()>;
    /// Adds a PDF, in the place of one with the same name.
    async fn put_batch_file(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        file: &BatchFile,
    ) -> Result<()>;
    /// Remembers what columns hold, by their titles.
    async fn remember_columns(
        &mut self,
        organization: OrganizationId,
        columns: &[(String, Option<BatchColumn>)],
        at: DateTime<Utc>,
    ) -> Result<()>;
}
