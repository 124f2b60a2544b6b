//! Tables as accountants exchange them.
//!
//! [`CsvTable`] and [`XlsxTable`] write a table that opens in Excel set to French with a double click, and in which
//! nothing that came from elsewhere becomes a formula.

mod write;

pub use write::{Cell, Column, CsvTable, Kind, Note, Table, WriteError, Written, XlsxDocument, XlsxTable};
