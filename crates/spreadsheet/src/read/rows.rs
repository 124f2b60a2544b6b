//! Rows as they are read: the header among them, blank ones left out, limits held.

use super::{Content, Limits, ReadError, Region, Row, Sheet};

/// A row of titles has at least so many cells of text.
const LEAST_TITLES: usize = 2;

/// A table that is being read.
pub(super) struct Rows<'a> {
    limits: &'a Limits,
    header: Option<Row>,
    below: Vec<Row>,
    /// Whether anything stood anywhere.
    has_content: bool,
    /// How many bytes of text may still be kept: a text that stands once in a workbook may be in all its cells.
    room: u64,
}

/// A row that is being read. Its cells come from left to right, empty ones may be left out.
#[derive(Debug, Default)]
pub(super) struct Cells {
    cells: Vec<Content>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, header: None, below: Vec::new(), has_content: false, room: limits.inflated }
    }

    /// Takes a cell of the row `row`, in the column `column`, the first being 0.
    pub(super) fn cell(
        &mut self,
        cells: &mut Cells,
        row: u32,
        column: usize,
        content: Content,
    ) -> Result<(), ReadError> {
        if content.is_blank() {
            return Ok(());
        }
        if column >= self.limits.columns {
            return Err(ReadError::TooManyColumns { row, limit: self.limits.columns });
        }
        // Counted only when it may matter: no text has more characters than bytes.
        if content.text.len() > self.limits.cell && content.text.chars().count() > self.limits.cell {
            let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1);
            return Err(ReadError::CellTooLong { row, column, limit: self.limits.cell });
        }
        let room = self.room.checked_sub(content.text.len() as u64);
        self.room = room.ok_or(ReadError::InflatedTooLarge { limit: self.limits.inflated })?;
        if cells.cells.len() <= column {
            cells.cells.resize_with(column + 1, Content::default);
        }
        if let Some(cell) = cells.cells.get_mut(column) {
            *cell = content;
        }
        Ok(())
    }

    /// Takes a row that was read to its end.
    pub(super) fn row(&mut self, number: u32, cells: Cells) -> Result<(), ReadError> {
        let cells = cells.cells;
        if cells.is_empty() {
            return Ok(());
        }
        self.has_content = true;
        let row = Row { number, cells };
        if self.header.is_none() {
            let titles = row.cells.iter().filter(|cell| cell.value.is_none() && !cell.is_blank()).count();
            self.header = (titles >= LEAST_TITLES).then_some(row);
            return Ok(());
        }
        if self.below.len() >= self.limits.rows {
            return Err(ReadError::TooManyRows { limit: self.limits.rows });
        }
        self.below.push(row);
        Ok(())
    }

    /// Whether anything stood anywhere.
    pub(super) fn has_content(&self) -> bool {
        self.has_content
    }

    pub(super) fn finish(self, name: Option<String>, merged: Vec<Region>) -> Result<Sheet, ReadError> {
        match self.header {
            Some(header) => Ok(Sheet { name, header, rows: self.below, merged }),
            None if self.has_content => Err(ReadError::NoHeader),
            None => Err(ReadError::Empty),
        }
    }
}
