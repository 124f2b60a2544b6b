//! CSV as Excel set to French opens it.

use std::io::{BufWriter, Write};

use super::cell::{looks_like_formula, plain};
use super::{Cell, Column, Table, WriteError, Written, check_width};

/// A table in CSV: UTF-8 with a byte order mark, `;`, a decimal comma, lines that end in CR LF. It is written as it
/// comes, in constant memory.
///
/// Text is always between quotes, which stand twice inside. Text that a spreadsheet could take for a formula has an
/// apostrophe before it; numbers never have.
#[derive(Debug)]
pub struct CsvTable<W: Write> {
    writer: BufWriter<W>,
    columns: usize,
    written: Written,
    /// The line being made; kept for its room.
    line: String,
}

impl<W: Write> CsvTable<W> {
    /// Begins a table and writes its header.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn new(writer: W, columns: &[Column]) -> Result<Self, WriteError> {
        let mut table = Self {
            writer: BufWriter::new(writer),
            columns: columns.len(),
            written: Written::default(),
            line: String::from("\u{feff}"),
        };
        for (position, column) in columns.iter().enumerate() {
            table.separate(position);
            push_title(&mut table.line, &column.title);
        }
        table.end_line()?;
        Ok(table)
    }

    fn separate(&mut self, position: usize) {
        if position > 0 {
            self.line.push(';');
        }
    }

    fn end_line(&mut self) -> Result<(), WriteError> {
        self.line.push_str("\r\n");
        self.writer.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Table for CsvTable<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        check_width(self.written.rows, cells, self.columns)?;
        self.written.rows =
            self.written.rows.checked_add(1).ok_or(WriteError::TooManyRows { limit: u32::MAX })?;
        for (position, cell) in cells.iter().enumerate() {
            self.separate(position);
            push_cell(&mut self.line, cell);
        }
        // Readers pass over lines in which nothing stands.
        if self.line.is_empty() {
            self.line.push_str("\"\"");
        }
        self.end_line()
    }

    fn finish(mut self) -> Result<Written, WriteError> {
        self.writer.flush()?;
        Ok(self.written)
    }
}

fn push_cell(line: &mut String, cell: &Cell) {
    match cell {
        Cell::Text(text) => push_text(line, text),
        other => line.push_str(&other.shown()),
    }
}

/// A title: between quotes only where it must be.
fn push_title(line: &mut String, title: &str) {
    let is_plain = !title.contains([';', ',', '"', '\n', '\r', '\t']) && title.trim() == title;
    if is_plain && !looks_like_formula(title) {
        line.push_str(&plain(title));
    } else {
        push_text(line, title);
    }
}

fn push_text(line: &mut String, text: &str) {
    let plain = plain(text);
    if plain.is_empty() {
        return;
    }
    line.push('"');
    if looks_like_formula(&plain) {
        line.push('\'');
    }
    let mut parts = plain.split('"');
    line.push_str(parts.next().unwrap_or_default());
    for part in parts {
        line.push_str("\"\"");
        line.push_str(part);
    }
    line.push('"');
}

#[cfg(test)]
mod tests;
