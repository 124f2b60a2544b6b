//! XLSX: numbers that are numbers, days that are days, and text that stays text.

use std::borrow::Cow;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, NaiveDateTime, NaiveTime, Timelike as _, Utc};
use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, IgnoreError, Workbook, Worksheet};

use super::cell::{looks_like_formula, paris, plain};
use super::{Cell, Column, Table, WriteError, Written, check_width};
use formats::Formats;

mod formats;

/// The most rows below the header.
const MOST_ROWS: u32 = 1_048_575;
/// The most columns.
const MOST_COLUMNS: usize = 16_384;
/// The longest text of a cell, in units of UTF-16, as Excel counts.
const LONGEST_TEXT: usize = 32_767;
/// The longest name of a sheet, in units of UTF-16.
const LONGEST_NAME: usize = 31;
/// Excel keeps 15 significant digits.
const MOST_DIGITS: u128 = 1_000_000_000_000_000;
/// What Excel counts days from, in days of our calendar.
const BEFORE_FIRST_DAY: i32 = 693_594;
/// 1 March 1900: from here on Excel's calendar, which has a 29 February 1900, is ours.
const FIRST_DAY: i32 = 61;
const LAST_YEAR: i32 = 9999;

/// A workbook, besides the table in it.
#[derive(Clone, Debug)]
pub struct XlsxDocument {
    /// The title among the properties of the file. They name no person.
    pub title: String,
    /// The name of the sheet with the table; cut and mended where Excel would refuse it.
    pub sheet: String,
    /// When the file is made.
    pub created: DateTime<Utc>,
    /// What is said about the table, on a second sheet so that the first begins with its header.
    pub note: Option<Note>,
    /// Where rows wait until the file is finished, in a file without a name; the system's place when `None`.
    pub waiting_place: Option<PathBuf>,
}

/// A sheet of text beside the table: when and from where the data was extracted.
#[derive(Clone, Debug)]
pub struct Note {
    /// The name of the sheet.
    pub sheet: String,
    /// The lines, one below the other.
    pub lines: Vec<String>,
}

/// A table in XLSX, with its header frozen and filters on. Rows wait on the disk, compressed at the end into the place
/// given: memory does not grow with them.
///
/// Text is text, also where it looks like a number or a formula; what could become a formula when somebody edits the
/// cell is marked as text in the way Excel does it (its `quotePrefix`), which leaves the text itself unchanged.
pub struct XlsxTable<W: Write + Send> {
    writer: W,
    workbook: Workbook,
    formats: Formats,
    columns: u16,
    written: Written,
}

impl<W: Write + Send> XlsxTable<W> {
    /// Begins a workbook and writes the header of its table.
    ///
    /// # Errors
    /// [`WriteError`]: too many columns, or rows cannot wait where they should.
    pub fn new(writer: W, columns: &[Column], document: &XlsxDocument) -> Result<Self, WriteError> {
        let too_many = || WriteError::TooManyColumns { limit: MOST_COLUMNS };
        let count = u16::try_from(columns.len()).map_err(|_| too_many())?;
        if columns.len() > MOST_COLUMNS {
            return Err(too_many());
        }
        let mut workbook = Workbook::new();
        if let Some(place) = &document.waiting_place {
            workbook.set_tempdir(place)?;
        }
        let created = ExcelDateTime::from_timestamp(document.created.timestamp())?;
        let title = plain(&document.title);
        workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
        let formats = Formats::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&document.sheet))?;
        lay_out(sheet)?;
        for (position, column) in (0..count).zip(columns) {
            sheet.set_column_width(position, column.width.clamp(1, 255))?;
            let (title, _) = shortened(plain(&column.title));
            sheet.write_string_with_format(0, position, title, formats.title(column.kind))?;
        }
        let mut table = Self { writer, workbook, formats, columns: count, written: Written::default() };
        if let Some(note) = &document.note {
            table.add_note(note)?;
        }
        Ok(table)
    }

    fn add_note(&mut self, note: &Note) -> Result<(), WriteError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&note.sheet))?;
        sheet.set_column_width(0, 100)?;
        for (row, line) in (0..MOST_ROWS).zip(&note.lines) {
            write_text(sheet, &self.formats, (row, 0), line)?;
        }
        Ok(())
    }
}

impl<W: Write + Send> Table for XlsxTable<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        check_width(self.written.rows, cells, usize::from(self.columns))?;
        if self.written.rows >= MOST_ROWS {
            return Err(WriteError::TooManyRows { limit: MOST_ROWS });
        }
        self.written.rows += 1;
        let row = self.written.rows;
        unpanicked(|| {
            let sheet = self.workbook.worksheet_from_index(0)?;
            for (column, cell) in (0..self.columns).zip(cells) {
                write_cell(sheet, &self.formats, (row, column), cell, &mut self.written)?;
            }
            Ok(())
        })
    }

    fn finish(mut self) -> Result<Written, WriteError> {
        let last_row = self.written.rows;
        unpanicked(|| {
            if let Some(last_column) = self.columns.checked_sub(1) {
                let sheet = self.workbook.worksheet_from_index(0)?;
                sheet.autofilter(0, 0, last_row, last_column)?;
                // No green corner on each SIRET.
                sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
            }
            self.workbook.save_to_writer(self.writer)?;
            Ok(())
        })?;
        Ok(self.written)
    }
}

/// The library panics where its disk is full; here that is an error like any other. What panicked is not used again.
fn unpanicked<T>(work: impl FnOnce() -> Result<T, WriteError>) -> Result<T, WriteError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(WriteError::Waiting))
}

/// The header stays in view and stands on each printed page, which is as wide as the table.
fn lay_out(sheet: &mut Worksheet) -> Result<(), WriteError> {
    const A4: u8 = 9;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    formats: &Formats,
    (row, column): (u32, u16),
    cell: &Cell,
    written: &mut Written,
) -> Result<(), WriteError> {
    let (number, format) = match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => {
            written.texts_cut += u32::from(write_text(sheet, formats, (row, column), text)?);
            return Ok(());
        }
        Cell::Amount(amount) => (exact(*amount), &formats.amount),
        Cell::Count(count) => (exact(Decimal::from(*count)), &formats.count),
        Cell::Percent(percent) => (percent.checked_mul(Decimal::new(1, 2)).and_then(exact), &formats.percent),
        Cell::Day(day) => (serial(day.and_time(NaiveTime::MIN)), &formats.day),
        Cell::Moment(instant) => (serial(paris(*instant)), &formats.moment),
    };
    if let Some(number) = number {
        sheet.write_number_with_format(row, column, number, format)?;
    } else {
        written.kept_as_text += 1;
        sheet.write_string_with_format(row, column, cell.shown(), &formats.text)?;
    }
    Ok(())
}

/// Writes a text, and says whether it was cut.
fn write_text(
    sheet: &mut Worksheet,
    formats: &Formats,
    (row, column): (u32, u16),
    text: &str,
) -> Result<bool, WriteError> {
    /// Older Excel shows ### for longer texts of the format "text".
    const LONGEST_FORMATTED: usize = 255;
    let (text, is_cut) = shortened(plain(text));
    if text.is_empty() {
        return Ok(is_cut);
    }
    let format = if looks_like_formula(&text) {
        &formats.marked_text
    } else if text.len() > LONGEST_FORMATTED {
        &formats.long_text
    } else {
        &formats.text
    };
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(is_cut)
}

/// As much of a text as a cell can hold, and whether that is less than all.
fn shortened(text: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    // No text has more units of UTF-16 than bytes.
    if text.len() <= LONGEST_TEXT {
        return (text, false);
    }
    let kept = start_of(&text, LONGEST_TEXT);
    let is_cut = kept.len() < text.len();
    (Cow::Owned(kept.to_owned()), is_cut)
}

/// The longest start of at most so many units of UTF-16.
fn start_of(text: &str, most: usize) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// The number, when Excel shows each digit of it.
fn exact(value: Decimal) -> Option<f64> {
    let value = value.normalize();
    let fits = value.mantissa().unsigned_abs() < MOST_DIGITS;
    // By way of its digits: the nearest double, always.
    fits.then(|| value.to_string().parse().ok()).flatten()
}

/// The number by which Excel knows a local time, when it can.
fn serial(local: NaiveDateTime) -> Option<f64> {
    const SECONDS_OF_DAY: f64 = 86_400.0;
    let days = local.num_days_from_ce() - BEFORE_FIRST_DAY;
    let is_known = days >= FIRST_DAY && local.year() <= LAST_YEAR;
    is_known.then(|| f64::from(days) + f64::from(local.num_seconds_from_midnight()) / SECONDS_OF_DAY)
}

/// A name that Excel takes for a sheet.
fn sheet_name(name: &str) -> String {
    let name: String = plain(name)
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\n' | '\t') { '-' } else { c })
        .collect();
    let name = start_of(name.trim_matches(['\'', ' ']), LONGEST_NAME).trim_end_matches(['\'', ' ']);
    if name.is_empty() { "1".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests;
