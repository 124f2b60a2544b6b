//! What the tables of a database hold, said so that two engines say the same.

use crate::copy::compare;
use crate::copy::error::{CopySide, On as _, Result};
use crate::copy::layout::Columns;
use crate::copy::tables::Table;
use crate::handle::Handle;

/// Rows read at once.
const ROWS: u32 = 500;

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableContents {
    /// Its name.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
    /// The sum of the SHA-256 of its rows, value by value, as hexadecimal digits: the same in both engines.
    pub digest: String,
}

/// All tables whose rows are copied, as far as they are there: an older database has fewer.
pub(crate) async fn contents(main: &mut Handle, exchanges: &mut Handle) -> Result<Vec<TableContents>> {
    let mut found = Vec::new();
    for table in Table::copied() {
        let handle = if table.exchanges { &mut *exchanges } else { &mut *main };
        let columns = Columns::of(handle, table, CopySide::Source).await?;
        if columns.columns.is_empty() {
            continue;
        }
        let digest = compare::digest(handle, &columns, ROWS).await.on(CopySide::Source)?;
        found.push(TableContents { table: table.name, rows: digest.rows, digest: digest.text() });
    }
    Ok(found)
}
