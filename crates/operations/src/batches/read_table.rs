//! Reading the table of a batch, apart.

use apart::Task;
use spreadsheet::{Limits, Sheet};

use super::Batches;
use crate::Result;
use crate::ground::table;

/// Most rows of one batch.
const MOST_ROWS: usize = 5_000;
/// Most columns of a table.
const MOST_COLUMNS: usize = 60;

/// Reads a table of invoices.
pub(crate) const READ_TABLE: Task = Task { name: "table", run: |file, _| table::answer(&file, &limits()) };

fn limits() -> Limits {
    Limits { rows: MOST_ROWS, columns: MOST_COLUMNS, ..Limits::default() }
}

impl Batches {
    /// Reads a table that was kept.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] with what is to be done about the file.
    pub(super) async fn read_table(&self, sha256: &str) -> Result<Sheet> {
        let file = self.documents.open(sha256).await?;
        table::read(&self.apart, READ_TABLE, file.bytes(), file.into_stream(), &limits()).await
    }
}
