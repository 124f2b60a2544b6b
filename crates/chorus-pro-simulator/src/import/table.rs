//! One CSV table: `;`, `,` or tabulations, UTF-8 with or without byte order mark, columns in any order.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;

use super::error::{ImportError, file_error};
use crate::amount::Amount;

/// One line of a table, by column.
#[derive(Clone, Debug)]
pub(super) struct Row {
    file: String,
    line: u64,
    cells: HashMap<String, String>,
}

impl Row {
    /// A line for another table, made from this one: errors name the line it comes from.
    pub(super) fn derived(&self, cells: &[(&str, &str)]) -> Self {
        let cells = cells.iter().filter(|(_, value)| !value.is_empty());
        let cells = cells.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self { file: self.file.clone(), line: self.line, cells: cells.collect() }
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> ImportError {
        ImportError::Line { file: self.file.clone(), line: self.line, reason: reason.into() }
    }

    /// A cell; empty ones count as absent.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    pub(super) fn required(&self, column: &str) -> Result<&str, ImportError> {
        self.text(column).ok_or_else(|| self.error(format!("{column} is empty")))
    }

    pub(super) fn flag(&self, column: &str, absent: bool) -> Result<bool, ImportError> {
        match self.text(column).map(str::to_lowercase).as_deref() {
            None => Ok(absent),
            Some("yes" | "true" | "1" | "oui" | "vrai") => Ok(true),
            Some("no" | "false" | "0" | "non" | "faux") => Ok(false),
            Some(other) => Err(self.error(format!("{column}: {other} is neither yes nor no"))),
        }
    }

    /// A day, `2026-11-25` or `25/11/2026`.
    pub(super) fn day(&self, column: &str) -> Result<Option<NaiveDate>, ImportError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let read =
            ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
        let wrong = || self.error(format!("{column}: {text} is no day such as 2026-11-25 or 25/11/2026"));
        read.map(Some).ok_or_else(wrong)
    }

    /// An amount with a decimal point or comma.
    pub(super) fn amount(&self, column: &str) -> Result<Option<Amount>, ImportError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let wrong = || self.error(format!("{column}: {text} is no amount such as 1250,50"));
        Amount::parse(&plain.replace(',', ".")).map(Some).ok_or_else(wrong)
    }
}

/// Reads a table; unknown columns are refused, because they are most often misspelt ones.
pub(super) fn read(path: &Path, columns: &[&str]) -> Result<Vec<Row>, ImportError> {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let refused = |line, reason: String| ImportError::Line { file: file.clone(), line, reason };
    let bytes = std::fs::read(path).map_err(|source| file_error(path, source))?;
    let text = String::from_utf8(bytes).map_err(|_| refused(1, "save the file as UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter =
        [b';', b'\t', b','].into_iter().find(|byte| head.as_bytes().contains(byte)).unwrap_or(b';');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let names = reader.headers().map_err(|error| refused(1, error.to_string()))?.clone();
    let names: Vec<String> = names.iter().map(str::to_lowercase).collect();
    if let Some(unknown) = names.iter().find(|name| !columns.contains(&name.as_str())) {
        return Err(refused(1, format!("unknown column {unknown:?}; known are {}", columns.join(", "))));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|error| refused(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > names.len() {
            return Err(refused(line, format!("{} cells for {} columns", record.len(), names.len())));
        }
        let cells = names.iter().zip(&record).filter(|(_, value)| !value.is_empty());
        let cells: HashMap<String, String> =
            cells.map(|(name, value)| (name.clone(), value.to_owned())).collect();
        if !cells.is_empty() {
            rows.push(Row { file: file.clone(), line, cells });
        }
    }
    Ok(rows)
}
