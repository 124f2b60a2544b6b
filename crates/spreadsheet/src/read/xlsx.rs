//! XLSX, row by row. Read by hand and not by calamine (0.38): it takes at once the memory that a file says it needs (a
//! count of shared strings in a file of a few kilobytes ends the process), and of an ODS it makes all repeated cells of
//! all sheets before it gives one.

use super::archive::Archive;
use super::look::Look;
use super::relations::Relations;
use super::rows::{Cells, Rows};
use super::strings::{Strings, place, region, rich_text, unescaped};
use super::xml::{Element, Node, Xml};
use super::{Content, Limits, ReadError, Region, Sheet, styles};

/// How many merged regions are told.
const MOST_REGIONS: usize = 1_000;

pub(super) fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Sheet, ReadError> {
    let mut archive = Archive::open(bytes, limits)?;
    let whole = Relations::read(&mut archive, "")?;
    let part = whole.of_kind("officeDocument").unwrap_or("xl/workbook.xml").to_owned();
    let text = archive.part(&part)?.ok_or(ReadError::NotWorkbook)?;
    let outline = Outline::read(&part, &text)?;
    let relations = Relations::read(&mut archive, &part)?;
    let mut book = Book::read(&mut archive, &relations, outline.is_1904)?;
    for (name, id) in outline.sheets {
        // A sheet may also be a diagram.
        let Some(part) = relations.part(&id, "worksheet") else { continue };
        let Some(text) = archive.part(part)? else { continue };
        let mut rows = Rows::new(limits);
        let merged = book.sheet(part, &text, &mut rows)?;
        if rows.has_content() {
            return rows.finish(Some(name), merged);
        }
    }
    Err(ReadError::Empty)
}

/// What the workbook says about itself.
struct Outline {
    is_1904: bool,
    /// The visible sheets in their order: name and identifier of the part.
    sheets: Vec<(String, String)>,
}

impl Outline {
    fn read(part: &str, text: &str) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part, text);
        let mut outline = Self { is_1904: false, sheets: Vec::new() };
        let mut is_workbook = false;
        loop {
            match xml.next()? {
                Node::Start(element) => match element.local_name() {
                    "workbook" => is_workbook = true,
                    "workbookPr" => {
                        let is_1904 = element.attribute("date1904");
                        outline.is_1904 = is_1904.is_some_and(|value| matches!(value.as_str(), "1" | "true"));
                    }
                    "sheet" => {
                        let state = element.attribute("state").unwrap_or_default();
                        if let Some(id) = element.attribute("id").filter(|_| !state.contains("idden")) {
                            outline.sheets.push((element.attribute("name").unwrap_or_default(), id));
                        }
                    }
                    _ => {}
                },
                Node::Eof if is_workbook => return Ok(outline),
                Node::Eof => return Err(ReadError::NotWorkbook),
                _ => {}
            }
        }
    }
}

/// What the cells of all sheets refer to.
struct Book {
    is_1904: bool,
    strings: Strings,
    looks: Vec<Look>,
}

impl Book {
    fn read(archive: &mut Archive, relations: &Relations, is_1904: bool) -> Result<Self, ReadError> {
        let mut book = Self { is_1904, strings: Strings::default(), looks: Vec::new() };
        if let Some(part) = relations.of_kind("sharedStrings")
            && let Some(text) = archive.part(part)?
        {
            book.strings = Strings::read(part, &text)?;
        }
        if let Some(part) = relations.of_kind("styles")
            && let Some(text) = archive.part(part)?
        {
            book.looks = styles::read(part, &text)?;
        }
        Ok(book)
    }

    /// Reads a sheet into `rows`, and gives its merged cells.
    fn sheet(&mut self, part: &str, text: &str, rows: &mut Rows<'_>) -> Result<Vec<Region>, ReadError> {
        let mut xml = Xml::new(part, text);
        let mut merged = Vec::new();
        let mut last_row = 0;
        loop {
            match xml.next()? {
                Node::Start(element) => match element.local_name() {
                    "row" => {
                        let number = element.attribute("r").and_then(|number| number.parse().ok());
                        let number = number.unwrap_or(last_row + 1);
                        if number <= last_row || number > 1_048_576 {
                            return Err(ReadError::damaged(part, "rows are not in their order"));
                        }
                        last_row = number;
                        let cells = self.row(&mut xml, number, rows)?;
                        rows.row(number, cells)?;
                    }
                    "mergeCell" if merged.len() < MOST_REGIONS => {
                        merged.extend(element.attribute("ref").and_then(|cells| region(&cells)));
                    }
                    _ => {}
                },
                Node::Eof => return Ok(merged),
                _ => {}
            }
        }
    }

    /// Reads the cells of a row that began.
    fn row(&self, xml: &mut Xml<'_>, number: u32, rows: &mut Rows<'_>) -> Result<Cells, ReadError> {
        let mut cells = Cells::default();
        let mut next_column = 0;
        loop {
            match xml.next()? {
                Node::Start(element) if element.local_name() == "c" => {
                    let column = element.attribute("r").and_then(|reference| place(&reference));
                    let column = column.map_or(next_column, |(_, column)| column);
                    next_column = column + 1;
                    let content = self.cell(xml, &element)?;
                    rows.cell(&mut cells, number, column, content)?;
                }
                Node::Start(_) => xml.skip()?,
                Node::Text(_) => {}
                Node::End => return Ok(cells),
                Node::Eof => return Err(xml.cut_short()),
            }
        }
    }

    /// Reads a cell that began: its value, or its own text; of a formula, the value that was stored.
    fn cell(&self, xml: &mut Xml<'_>, cell: &Element<'_>) -> Result<Content, ReadError> {
        let kind = cell.attribute("t").unwrap_or_default();
        let style: usize = cell.attribute("s").and_then(|style| style.parse().ok()).unwrap_or(0);
        let mut content = None;
        let mut formula = None;
        loop {
            match xml.next()? {
                Node::Start(element) => match element.local_name() {
                    "v" => content = Some(self.value(&kind, style, xml.text()?)),
                    "is" => content = Some(Content::text(rich_text(xml)?)),
                    "f" => formula = Some(xml.text()?),
                    _ => xml.skip()?,
                },
                Node::Text(_) => {}
                Node::End => break,
                Node::Eof => return Err(xml.cut_short()),
            }
        }
        Ok(content.or_else(|| formula.as_deref().map(Content::uncomputed)).unwrap_or_default())
    }

    fn value(&self, kind: &str, style: usize, raw: String) -> Content {
        match kind {
            "s" => {
                let text = raw.trim().parse().ok().and_then(|number| self.strings.get(number));
                Content::text(text.unwrap_or_default().to_owned())
            }
            "str" | "inlineStr" => Content::text(unescaped(raw)),
            "b" => Content::truth(raw.trim() == "1" || raw.trim() == "true"),
            "e" => Content::fault(raw),
            "d" => Content::iso(raw),
            _ => {
                let look = self.looks.get(style).copied().unwrap_or_default();
                Content::stored(&raw, look, self.is_1904)
            }
        }
    }
}
