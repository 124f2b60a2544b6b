//! A whole list, for a table that leaves the house.

use std::collections::HashSet;

use domain::{Direction, Permission, Reason};
use storage::{InvoiceFilter, InvoiceRow, MOST_ROWS, Sort, SortColumn};
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use super::Portfolio;
use crate::{Actor, OperationError, Result};

/// Most invoices of one export.
pub const MOST_EXPORTED: u64 = 50_000;
/// Exports at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);

impl Portfolio {
    /// The turn of an export: two at a time in this process, others wait. To be taken before anything is made ready for it.
    pub async fn export_turn(&self) -> Option<SemaphorePermit<'static>> {
        // It is never closed.
        TURNS.acquire().await.ok()
    }

    /// Hands over everything that a filter selects, each invoice once, page by page. The filter's scope is replaced by the
    /// person's own; who exports is written down.
    ///
    /// An order by the last status would move invoices while they are read, and leave some out: the latest invoices come
    /// first then.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it is more than [`MOST_EXPORTED`]; nothing was handed over then.
    pub async fn export(
        &self,
        actor: &Actor,
        mut filter: InvoiceFilter,
        pages: mpsc::Sender<Vec<InvoiceRow>>,
    ) -> Result<u64> {
        actor.require(Permission::Read)?;
        filter.scope = actor.scope.clone();
        filter.per_page = MOST_ROWS;
        filter.page = 1;
        if filter.sort.column == SortColumn::StatusAt {
            filter.sort = Sort { column: SortColumn::Date, descending: true };
        }
        let mut read = self.ground.read().await?;
        let (mut read_rows, mut known) = (0, HashSet::new());
        loop {
            let mut page = read.invoice_page(actor.organization, &filter).await?;
            if filter.page == 1 && page.totals.count > MOST_EXPORTED {
                return Err(OperationError::Refused(Reason::TooManyToExport { most: MOST_EXPORTED }));
            }
            read_rows += page.rows.len() as u64;
            let is_last = page.rows.is_empty() || read_rows >= page.totals.count;
            // One that came meanwhile moves the last of a page onto the next.
            page.rows.retain(|row| known.insert(row.id));
            // Who waits for it no longer has gone.
            if pages.send(page.rows).await.is_err() || is_last {
                break;
            }
            filter.page += 1;
        }
        drop(read);
        let count = known.len() as u64;
        let what = match filter.direction {
            Direction::Issued => "issued",
            Direction::Received => "received",
        };
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.journal(&self.ground.act(actor, "invoices.export", what, count.to_string())).await?;
        transaction.commit().await?;
        Ok(count)
    }
}
