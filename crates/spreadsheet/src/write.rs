//! Writing of tables: the same columns and rows, as CSV or as XLSX.

mod cell;
mod csv;
mod xlsx;

pub use cell::Cell;
pub(crate) use cell::looks_like_formula;
#[cfg(test)]
pub(crate) use cell::plain;
pub use csv::CsvTable;
pub use xlsx::{Note, XlsxDocument, XlsxTable};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands in the header.
    pub title: String,
    /// What the column usually holds; a cell may differ.
    pub kind: Kind,
    /// How wide it is in XLSX, in digits of the usual font: 1 to 255.
    pub width: u16,
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, kind: Kind, width: u16) -> Self {
        Self { title: title.into(), kind, width }
    }
}

/// What a column usually holds: on which side its title stands. How a cell is written depends on the [`Cell`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, names, numbers that are none: SIRET, invoice numbers.
    Text,
    /// Amounts of money.
    Amount,
    /// Days.
    Day,
    /// Days with a time.
    Moment,
    /// Whole numbers.
    Count,
    /// Percentages.
    Percent,
}

impl Kind {
    /// Whether its cells stand on the right.
    fn is_number(self) -> bool {
        matches!(self, Self::Amount | Self::Count | Self::Percent)
    }
}

/// A table that is being written, row by row. The header was written when it was made.
pub trait Table {
    /// Writes the next row.
    ///
    /// # Errors
    /// [`WriteError`]: not one cell for each column, more rows than the file can hold, or the file cannot be written.
    fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError>;

    /// Ends the file and says what was written. A table that is dropped without leaves an incomplete file.
    ///
    /// # Errors
    /// [`WriteError`]: the file cannot be written.
    fn finish(self) -> Result<Written, WriteError>
    where
        Self: Sized;
}

/// What was written, and where the file could not hold it as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows below the header.
    pub rows: u32,
    /// Texts that were cut because they were longer than a cell of XLSX may be (32,767 characters).
    pub texts_cut: u32,
    /// Numbers and days that stand as text because a number of XLSX would have changed them: more than 15 significant
    /// digits, or a day before March 1900 or after 9999.
    pub kept_as_text: u32,
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A row has not one cell for each column.
    #[error("row {row} has {cells} cells for {columns} columns")]
    Width {
        /// The row, the first below the header being 1.
        row: u32,
        /// How many cells it has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// More rows than the file can hold.
    #[error("more than {limit} rows")]
    TooManyRows {
        /// How many it can hold below the header.
        limit: u32,
    },
    /// More columns than the file can hold.
    #[error("more than {limit} columns")]
    TooManyColumns {
        /// How many it can hold.
        limit: usize,
    },
    /// The place where the file goes does not take it.
    #[error("the table cannot be written")]
    Io(#[from] std::io::Error),
    /// The rows of a workbook cannot wait on the disk: it is full.
    #[error("rows of the workbook cannot be kept on the disk")]
    Waiting,
    /// The workbook cannot be made.
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// One cell for each column, or an error.
fn check_width(row: u32, cells: &[Cell], columns: usize) -> Result<(), WriteError> {
    if cells.len() == columns {
        Ok(())
    } else {
        Err(WriteError::Width { row: row.saturating_add(1), cells: cells.len(), columns })
    }
}
