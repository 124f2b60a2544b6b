//! Why a table cannot be read.

use serde::{Deserialize, Serialize};

/// Why a table cannot be read. Rows and columns are as a spreadsheet shows them, the first being 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ReadError {
    /// The file did not arrive.
    #[error("the file cannot be read: {reason}")]
    Io {
        /// What happened, for the technical log.
        reason: String,
    },
    /// The file is too large.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// How large it may be, in bytes.
        limit: u64,
    },
    /// The workbook is too large once it is inflated.
    #[error("the workbook is larger than {limit} bytes once inflated")]
    InflatedTooLarge {
        /// How large it may be, in bytes.
        limit: u64,
    },
    /// The file is no text.
    #[error("the file is no text")]
    NotText,
    /// The file is no workbook of that kind.
    #[error("the file is no workbook of that kind")]
    NotWorkbook,
    /// A workbook of Excel before 2007 (.xls).
    #[error("the workbook has the format of Excel before 2007")]
    OldWorkbook,
    /// The workbook can be opened with a password only.
    #[error("the workbook is protected by a password")]
    Protected,
    /// The workbook is damaged.
    #[error("the workbook is damaged in {part}: {reason}")]
    Damaged {
        /// The part of the workbook.
        part: String,
        /// What is wrong, for the technical log.
        reason: String,
    },
    /// Nothing stands in the file, or on any sheet that can be seen.
    #[error("there is nothing in the file")]
    Empty,
    /// No row has two cells of text, as the titles of columns.
    #[error("there is no row of titles")]
    NoHeader,
    /// Too many rows.
    #[error("there are more than {limit} rows")]
    TooManyRows {
        /// How many there may be.
        limit: usize,
    },
    /// Too many columns.
    #[error("row {row} has more than {limit} columns")]
    TooManyColumns {
        /// The row.
        row: u32,
        /// How many there may be.
        limit: usize,
    },
    /// A cell holds too much text.
    #[error("the cell in row {row}, column {column} has more than {limit} characters")]
    CellTooLong {
        /// The row.
        row: u32,
        /// The column.
        column: u32,
        /// How many characters there may be.
        limit: usize,
    },
}

impl ReadError {
    pub(super) fn damaged(part: &str, reason: impl std::fmt::Display) -> Self {
        Self::Damaged { part: part.to_owned(), reason: reason.to_string() }
    }
}
