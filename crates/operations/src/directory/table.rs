//! A table in CSV that comes in pieces: rows as soon as they are whole, and never more in memory than a piece has.

use super::layout::SEPARATOR;

/// Bytes of a cell: what is longer is a quote that nothing closes.
const LONGEST_CELL: usize = 8_192;
/// Cells of a row.
const MOST_CELLS: usize = 200;

/// The table is none.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TableError {
    #[error("a cell is too long")]
    LongCell,
    #[error("a row has too many cells")]
    LongRow,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before the first sign of a cell.
    #[default]
    Before,
    /// In a cell without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// After a quote in quotes: the end of them, or a quote.
    Quote,
}

/// Reads a table.
#[derive(Debug, Default)]
pub(super) struct TableReader {
    state: State,
    cell: Vec<u8>,
    row: Vec<String>,
    rows: Vec<Vec<String>>,
    begun: bool,
}

impl TableReader {
    /// The rows that are whole with this piece.
    pub(super) fn feed(&mut self, piece: &[u8]) -> Result<Vec<Vec<String>>, TableError> {
        for &byte in piece {
            self.take(byte)?;
        }
        Ok(std::mem::take(&mut self.rows))
    }

    /// The last row, where no end of line stands behind it.
    pub(super) fn finish(mut self) -> Result<Vec<Vec<String>>, TableError> {
        if !self.row.is_empty() || !self.cell.is_empty() {
            self.end_row()?;
        }
        Ok(self.rows)
    }

    fn take(&mut self, byte: u8) -> Result<(), TableError> {
        match (self.state, byte) {
            (State::Quoted, b'"') => self.state = State::Quote,
            (State::Quoted, byte) => self.push(byte)?,
            (State::Quote, b'"') => {
                self.state = State::Quoted;
                self.push(byte)?;
            }
            (State::Before, b'"') => self.state = State::Quoted,
            (_, SEPARATOR) => self.end_cell()?,
            (_, b'\n') => self.end_row()?,
            (_, b'\r') => {}
            (_, byte) => {
                self.state = State::Plain;
                self.push(byte)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, byte: u8) -> Result<(), TableError> {
        if self.cell.len() >= LONGEST_CELL {
            return Err(TableError::LongCell);
        }
        self.cell.push(byte);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), TableError> {
        if self.row.len() >= MOST_CELLS {
            return Err(TableError::LongRow);
        }
        let mut text = decoded(&self.cell);
        if !self.begun {
            self.begun = true;
            text = text.trim_start_matches(['\u{feff}', '"']).trim_end_matches('"').to_owned();
        }
        self.row.push(text);
        self.cell.clear();
        self.state = State::Before;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), TableError> {
        self.end_cell()?;
        let row = std::mem::take(&mut self.row);
        // An empty line is no row.
        if row.len() > 1 || row.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(row);
        }
        Ok(())
    }
}

/// UTF-8, or what older exports are written in: Latin-1, which has a sign for every byte.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], size: usize) -> Result<Vec<Vec<String>>, TableError> {
        let mut reader = TableReader::default();
        let mut rows = Vec::new();
        for piece in text.chunks(size) {
            rows.extend(reader.feed(piece)?);
        }
        rows.extend(reader.finish()?);
        Ok(rows)
    }

    #[test]
    fn rows_are_the_same_however_the_table_is_cut() {
        let text = "\u{feff}\"Code\";Nom\r\nA;\"Ville; \"\"centre\"\"\nannexe\"\r\n\r\nB;été;\r\nC";
        let expected =
            [vec!["Code", "Nom"], vec!["A", "Ville; \"centre\"\nannexe"], vec!["B", "été", ""], vec!["C"]];
        for size in 1..text.len() {
            assert_eq!(read(text.as_bytes(), size).unwrap(), expected, "in pieces of {size}");
        }
    }

    #[test]
    fn an_older_encoding_is_read() {
        assert_eq!(read(b"\xc9cole;\xe0\n", 64).unwrap(), [["École", "à"]]);
    }

    #[test]
    fn a_quote_that_nothing_closes_takes_no_memory() {
        let mut text = b"A;\"".to_vec();
        text.resize(1_000_000, b'x');
        assert_eq!(read(&text, 4_096), Err(TableError::LongCell));
        assert_eq!(read(&vec![b';'; 1_000], 4_096), Err(TableError::LongRow));
    }
}
