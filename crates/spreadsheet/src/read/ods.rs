//! ODS, row by row. Cells and rows that are said to be repeated are counted before they are made: a file of a few
//! kilobytes can claim millions.

use std::borrow::Cow;
use std::collections::HashSet;

use super::archive::Archive;
use super::rows::{Cells, Rows};
use super::xml::{Element, Node, Xml};
use super::{Content, Limits, ReadError, Region, Sheet};

const PART: &str = "content.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
/// How many merged regions are told.
const MOST_REGIONS: usize = 1_000;

pub(super) fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Sheet, ReadError> {
    let mut archive = Archive::open(bytes, limits)?;
    let manifest = archive.part(MANIFEST)?.unwrap_or_default();
    if manifest.contains("encryption-data") || archive.has("encrypted-package") {
        return Err(ReadError::Protected);
    }
    let text = archive.part(PART)?.ok_or(ReadError::NotWorkbook)?;
    let mut xml = Xml::new(PART, &text);
    let mut hidden = HashSet::new();
    let mut style = None;
    let mut is_workbook = false;
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "style:style" => style = element.attribute("style:name"),
                "style:table-properties"
                    if element.attribute("table:display").is_some_and(|shown| shown == "false") =>
                {
                    hidden.extend(style.take());
                }
                "office:spreadsheet" => is_workbook = true,
                "table:table" if is_workbook => {
                    let is_hidden =
                        element.attribute("table:style-name").is_some_and(|style| hidden.contains(&style));
                    if is_hidden {
                        xml.skip()?;
                        continue;
                    }
                    let name = element.attribute("table:name").unwrap_or_default();
                    let mut table = Table { rows: Rows::new(limits), number: 0, limits, merged: Vec::new() };
                    table.read(&mut xml)?;
                    if table.rows.has_content() {
                        return table.rows.finish(Some(name), table.merged);
                    }
                }
                _ => {}
            },
            Node::Eof if is_workbook => return Err(ReadError::Empty),
            Node::Eof => return Err(ReadError::NotWorkbook),
            _ => {}
        }
    }
}

/// A table that is being read.
struct Table<'a> {
    rows: Rows<'a>,
    /// The number of the last row.
    number: u32,
    limits: &'a Limits,
    merged: Vec<Region>,
}

impl Table<'_> {
    /// Reads a table that began. Its rows may stand in groups.
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadError> {
        let mut depth = 1_usize;
        while depth > 0 {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "table:table-row" => self.row(xml, repeated(&element, "table:number-rows-repeated"))?,
                    "table:table-header-rows" | "table:table-rows" | "table:table-row-group" => depth += 1,
                    _ => xml.skip()?,
                },
                Node::End => depth -= 1,
                Node::Text(_) => {}
                Node::Eof => return Err(xml.cut_short()),
            }
        }
        Ok(())
    }

    /// Reads a row that began, which stands so many times.
    fn row(&mut self, xml: &mut Xml<'_>, times: u32) -> Result<(), ReadError> {
        let first = self.number.saturating_add(1);
        self.number = self.number.saturating_add(times);
        let mut found: Vec<(usize, Content)> = Vec::new();
        let mut column = 0_usize;
        loop {
            match xml.next()? {
                Node::Start(element)
                    if matches!(element.name(), "table:table-cell" | "table:covered-table-cell") =>
                {
                    let cells = repeated(&element, "table:number-columns-repeated") as usize;
                    self.note_merged(&element, first, column);
                    let is_covered = element.name() == "table:covered-table-cell";
                    let content = content(xml, &element, self.limits)?;
                    if !is_covered && !content.is_blank() {
                        if column.saturating_add(cells) > self.limits.columns {
                            return Err(ReadError::TooManyColumns { row: first, limit: self.limits.columns });
                        }
                        found.extend((column..column + cells).map(|one| (one, content.clone())));
                    }
                    column = column.saturating_add(cells);
                }
                Node::Start(_) => xml.skip()?,
                Node::Text(_) => {}
                Node::End => break,
                Node::Eof => return Err(xml.cut_short()),
            }
        }
        if found.is_empty() {
            return Ok(());
        }
        // As often as it takes to go beyond the limit of rows; a row that is no header is not one the second time.
        let most = self.limits.rows.saturating_add(2);
        for number in (first..=self.number).take(most) {
            let mut cells = Cells::default();
            for (column, content) in &found {
                self.rows.cell(&mut cells, number, *column, content.clone())?;
            }
            self.rows.row(number, cells)?;
        }
        Ok(())
    }

    fn note_merged(&mut self, cell: &Element<'_>, row: u32, column: usize) {
        let rows = repeated(cell, "table:number-rows-spanned");
        let columns = repeated(cell, "table:number-columns-spanned");
        let Ok(column) = u32::try_from(column) else { return };
        if (rows > 1 || columns > 1) && self.merged.len() < MOST_REGIONS {
            self.merged.push(Region {
                first_row: row,
                first_column: column.saturating_add(1),
                last_row: row.saturating_add(rows - 1),
                last_column: column.saturating_add(columns),
            });
        }
    }
}

/// A number of times, one when it is not told or makes no sense.
fn repeated(element: &Element<'_>, attribute: &str) -> u32 {
    element.attribute(attribute).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

/// Reads a cell that began.
fn content(xml: &mut Xml<'_>, cell: &Element<'_>, limits: &Limits) -> Result<Content, ReadError> {
    let shown = paragraphs(xml, limits)?;
    if cell.attribute("calcext:value-type").is_some_and(|kind| kind == "error") {
        return Ok(Content::fault(shown));
    }
    let number = || cell.attribute("office:value").and_then(|value| value.trim().parse::<f64>().ok());
    let number = || number().filter(|number| number.is_finite());
    let kind = cell.attribute("office:value-type").unwrap_or_default();
    let value = match kind.as_str() {
        "float" | "currency" => number().map(Content::number),
        "percentage" => number().map(Content::percent),
        "date" => cell.attribute("office:date-value").map(Content::iso),
        "boolean" => cell.attribute("office:boolean-value").map(|value| Content::truth(value == "true")),
        "string" => cell.attribute("office:string-value").map(Content::text),
        _ => None,
    };
    let formula = || cell.attribute("table:formula").filter(|_| kind.is_empty() && shown.is_empty());
    match value.or_else(|| formula().as_deref().map(Content::uncomputed)) {
        Some(content) => Ok(content),
        None => Ok(Content::text(shown)),
    }
}

/// The text of a cell that began, up to its end: its paragraphs, without what only hangs at the cell, and no more than
/// shows that it is too long.
fn paragraphs(xml: &mut Xml<'_>, limits: &Limits) -> Result<String, ReadError> {
    let most = limits.cell.saturating_add(1).saturating_mul(char::MAX.len_utf8());
    let mut text = String::new();
    let mut depth = 1_usize;
    let mut is_first = true;
    while depth > 0 {
        let mut piece = Cow::Borrowed("");
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "text:p" => {
                    piece = Cow::Borrowed(if is_first { "" } else { "\n" });
                    is_first = false;
                    depth += 1;
                }
                "text:s" => {
                    let spaces = repeated(&element, "text:c") as usize;
                    piece = Cow::Owned(" ".repeat(spaces.min(most)));
                    xml.skip()?;
                }
                "text:tab" => {
                    piece = Cow::Borrowed("\t");
                    xml.skip()?;
                }
                "text:line-break" => {
                    piece = Cow::Borrowed("\n");
                    xml.skip()?;
                }
                // Comments and drawings, which may hold tables of their own.
                name if !name.starts_with("text:") => xml.skip()?,
                _ => depth += 1,
            },
            Node::End => depth -= 1,
            Node::Text(shown) if depth > 1 => piece = shown,
            Node::Text(_) => {}
            Node::Eof => return Err(xml.cut_short()),
        }
        if text.len() < most {
            text.push_str(&piece);
        }
    }
    Ok(text)
}

#[cfg(test)]
pub(in crate::read) mod tests;
