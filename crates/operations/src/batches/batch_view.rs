//! A batch on its page, the list of batches, and what of a batch is to be corrected.

use chrono::{DateTime, Utc};
use documents::OpenFile;
use domain::{BatchId, BatchItemState, InvoiceId, Permission};
use storage::{Batch, BatchCount, BatchItem, Document, Scope};

use super::Batches;
use super::wing::within_reach;
use crate::issuing::MOST_DRAFTS;
use crate::{Actor, Result};

/// Batches that the list shows, the latest ones.
pub const MOST_BATCHES: u32 = 50;
/// Invoices of a batch that a page shows.
pub const ITEMS_PER_PAGE: u32 = 100;
/// Names of files without a row that are shown.
const MOST_NAMES: u32 = 50;
/// More than a batch has rows.
pub(super) const ALL: u32 = 100_000;

/// A batch in the list.
#[derive(Clone, Debug)]
pub struct BatchSummary {
    /// The batch.
    pub batch: Batch,
    /// How its invoices stand.
    pub counts: Vec<BatchCount>,
}

/// Which invoices of a batch a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchPage {
    /// Those that stand so; all of them without.
    pub state: Option<BatchItemState>,
    /// Which page, from 1.
    pub number: u32,
}

/// Everything that the page of a batch shows.
#[derive(Clone, Debug)]
pub struct BatchView {
    /// The batch.
    pub batch: Batch,
    /// How its invoices stand.
    pub counts: Vec<BatchCount>,
    /// Those of the page.
    pub items: Vec<BatchItem>,
    /// Which they are.
    pub page: BatchPage,
    /// How many PDFs were given with it.
    pub files: usize,
    /// Some that belong to no row, by name.
    pub without_row: Vec<String>,
    /// Its drafts that have not left, the first ones.
    pub drafts: Vec<InvoiceId>,
    /// How many there are.
    pub unsent: u64,
    /// When all this was read.
    pub read_at: DateTime<Utc>,
}

/// How many invoices stand so.
pub(super) fn count_of(counts: &[BatchCount], state: BatchItemState) -> u64 {
    counts.iter().filter(|count| count.state == state).map(|count| count.count).sum()
}

impl BatchSummary {
    /// How many invoices stand so.
    #[must_use]
    pub fn count(&self, state: BatchItemState) -> u64 {
        count_of(&self.counts, state)
    }
}

impl BatchView {
    /// How many invoices stand so.
    #[must_use]
    pub fn count(&self, state: BatchItemState) -> u64 {
        count_of(&self.counts, state)
    }

    /// How many invoices there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|count| count.count).sum()
    }
}

impl Batches {
    /// The latest batches within reach.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn batches(&self, actor: &Actor) -> Result<Vec<BatchSummary>> {
        actor.require(Permission::Deposit)?;
        let of = (actor.scope != Scope::Everything).then_some(actor.user);
        let mut read = self.ground.read().await?;
        let mut summaries = Vec::new();
        for batch in read.batches(actor.organization, of, MOST_BATCHES).await? {
            let counts = read.batch_counts(actor.organization, batch.id).await?;
            summaries.push(BatchSummary { batch, counts });
        }
        Ok(summaries)
    }

    /// The page of a batch.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach.
    pub async fn batch_view(&self, actor: &Actor, id: BatchId, page: BatchPage) -> Result<BatchView> {
        let (read_at, organization) = (self.ground.now(), actor.organization);
        let mut read = self.ground.read().await?;
        let batch = within_reach(actor, read.as_mut(), id).await?;
        let counts = read.batch_counts(organization, id).await?;
        let shown: u64 = match page.state {
            Some(state) => count_of(&counts, state),
            None => counts.iter().map(|count| count.count).sum(),
        };
        // A page beyond the last one is the last one: there may be fewer by now.
        let pages = u32::try_from(shown.div_ceil(u64::from(ITEMS_PER_PAGE))).unwrap_or(u32::MAX).max(1);
        let page = BatchPage { number: page.number.clamp(1, pages), ..page };
        let offset = (page.number - 1) * ITEMS_PER_PAGE;
        let items = read.batch_items(organization, id, page.state, offset, ITEMS_PER_PAGE).await?;
        let files = read.batch_files(organization, id).await?.len();
        let without_row = read.unmatched_batch_files(organization, id, MOST_NAMES).await?;
        let (drafts, unsent) = read.batch_drafts(organization, id, MOST_DRAFTS).await?;
        Ok(BatchView { batch, counts, items, page, files, without_row, drafts, unsent, read_at })
    }

    /// What of a batch is to be corrected, row by row.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach.
    pub async fn held_items(&self, actor: &Actor, id: BatchId) -> Result<(Batch, Vec<BatchItem>)> {
        let mut read = self.ground.read().await?;
        let batch = within_reach(actor, read.as_mut(), id).await?;
        let held = Some(BatchItemState::Held);
        let items = read.batch_items(actor.organization, id, held, 0, ALL).await?;
        Ok((batch, items))
    }

    /// The table of a batch as it was given, open for reading.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach.
    pub async fn open_table(&self, actor: &Actor, id: BatchId) -> Result<(Document, OpenFile)> {
        let batch = within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        let file = self.documents.open(&batch.document.sha256).await?;
        Ok((batch.document, file))
    }
}
