//! Tables as accountants exchange them.
//!
//! [`CsvTable`] and [`XlsxTable`] write a table that opens in Excel set to French with a double click, and in which
//! nothing that came from elsewhere becomes a formula. [`read`] reads what people send back: CSV of any separator and
//! encoding met in France, XLSX and ODS; [`match_columns`] proposes which column is which.
//!
//! A file that is read may be hostile. Every size is bounded by [`Limits`] before memory is taken for it, no input
//! panics, and errors are codes with a row and a column: the sentences stand with the pages.

mod columns;
mod read;
mod write;

pub use columns::{ColumnMatch, KnownColumn, Matches, match_columns};
pub use read::{Content, FileKind, Limits, ReadError, Region, Row, Sheet, Value, column_name, read};
pub use write::{Cell, Column, CsvTable, Kind, Note, Table, WriteError, Written, XlsxDocument, XlsxTable};
