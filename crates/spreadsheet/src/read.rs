//! Reading of tables that people send.

use std::io::Read;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

mod archive;
mod csv;
mod decode;
mod error;
mod look;
mod ods;
mod relations;
mod rows;
mod strings;
mod styles;
mod value;
mod xlsx;
mod xml;

pub use error::ReadError;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Text with separators.
    Csv,
    /// A workbook of Excel, since 2007.
    Xlsx,
    /// A workbook of `LibreOffice`.
    Ods,
}

impl FileKind {
    /// What a file is by its first bytes, a hundred at least: names often lie. What is no workbook is taken for CSV.
    #[must_use]
    pub fn of(start: &[u8]) -> Self {
        const ODS: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        let has = |marker: &[u8]| start.windows(marker.len()).take(100).any(|window| window == marker);
        match start {
            [b'P', b'K', 3, 4, ..] if has(ODS) => Self::Ods,
            // An older workbook and an encrypted one are no ZIP; the reader of XLSX says so.
            [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Xlsx,
            _ => Self::Csv,
        }
    }
}

/// How much of a file is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes of the parts of a workbook that are read, inflated, all together.
    pub inflated: u64,
    /// Rows below the header that are not blank.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Characters of a cell.
    pub cell: usize,
}

impl Default for Limits {
    /// 10 MB, 50 MB inflated, 5,000 rows, 100 columns, 2,000 characters.
    fn default() -> Self {
        Self { bytes: 10_000_000, inflated: 50_000_000, rows: 5_000, columns: 100, cell: 2_000 }
    }
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The name of the sheet in its workbook; CSV has none.
    pub name: Option<String>,
    /// The titles of the columns: the first row with at least two cells of text. What stands above is not read.
    pub header: Row,
    /// The rows below, without blank ones.
    pub rows: Vec<Row>,
    /// Merged cells, the first thousand: only the first cell of a region has its content.
    pub merged: Vec<Region>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number as a spreadsheet shows it, the first being 1.
    pub number: u32,
    /// Its cells from the first column on, without empty ones at the end.
    pub cells: Vec<Content>,
}

impl Row {
    /// The cell in a column, the first being 0; `None` when it is blank or there is none.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&Content> {
        self.cells.get(column).filter(|cell| !cell.is_blank())
    }

    /// The text in a column, the first being 0; empty when there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// As French people write it: `1234,5`, `20%`, `05/11/2026`, `05/11/2026 14:05:09`, `VRAI`; text as it is, with
    /// line feeds for line breaks.
    pub text: String,
    /// What the file says that it is, when it is not text; CSV knows text only.
    pub value: Option<Value>,
}

impl Content {
    /// Whether nothing can be seen in the cell.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    fn text(text: String) -> Self {
        Self { text, value: None }
    }
}

/// A value that is not text. Of a formula, it is the one that was stored when it was last computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A number, of 15 significant digits at most as Excel shows it.
    Number(Decimal),
    /// A percentage: 5.5 is 5.5 %, which Excel stores as 0.055.
    Percent(Decimal),
    /// A day.
    Day(NaiveDate),
    /// A day with a time, which is told without a place; midnight is a [`Value::Day`].
    Moment(NaiveDateTime),
    /// Yes or no.
    Truth(bool),
    /// A formula that failed (`#N/A`, `#REF!`), or that no program has computed: its text is the formula then.
    Fault,
}

/// Merged cells: rows and columns from first to last, both included, the first being 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// The uppermost row.
    pub first_row: u32,
    /// The leftmost column.
    pub first_column: u32,
    /// The lowest row.
    pub last_row: u32,
    /// The rightmost column.
    pub last_column: u32,
}

/// Reads the table in a file. Of a workbook, it is the first visible sheet on which something stands, with the rows and
/// columns that are hidden or filtered out.
///
/// # Errors
/// [`ReadError`]: it is no such file, it is beyond a limit, or there is no header in it.
pub fn read(kind: FileKind, reader: impl Read, limits: &Limits) -> Result<Sheet, ReadError> {
    let bytes = bounded(reader, limits.bytes)?;
    match kind {
        FileKind::Csv => csv::read(bytes, limits),
        FileKind::Xlsx => xlsx::read(bytes, limits),
        FileKind::Ods => ods::read(bytes, limits),
    }
}

fn bounded(reader: impl Read, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| ReadError::Io { reason: error.to_string() })?;
    if bytes.len() as u64 > limit { Err(ReadError::TooLarge { limit }) } else { Ok(bytes) }
}

/// The name of a column in a spreadsheet, the first being 1: `A`, `Z`, `AA`. Empty for 0.
#[must_use]
pub fn column_name(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    name.iter().rev().collect()
}

#[cfg(test)]
mod tests;
