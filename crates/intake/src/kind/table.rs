//! Whether a text is a table.

use csv::{ByteRecord, ReaderBuilder};
use serde::{Deserialize, Serialize};

use super::Encoding;

/// How many records are looked at.
const RECORDS: usize = 20;

/// What may separate fields, the surest first: a comma may also be that of an amount.
const SEPARATORS: [char; 4] = [';', '\t', '|', ','];

/// With what spreadsheets say the separator, on a line of its own before all others.
const ANNOUNCEMENT: &str = "sep=";

/// How a table that is text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The encoding of the whole file.
    pub encoding: Encoding,
    /// What separates the fields: `;`, a tabulator, `|` or `,`.
    pub separator: char,
}

/// What separates the fields: the first sign that cuts all of the first records, two at least, into the same number of
/// fields. `None` when the text is no table.
pub(super) fn separator(text: &str, whole: bool) -> Option<char> {
    let announced = text.strip_prefix(ANNOUNCEMENT).and_then(|rest| rest.chars().next());
    SEPARATORS
        .into_iter()
        .find(|separator| announced == Some(*separator))
        .or_else(|| SEPARATORS.into_iter().find(|separator| is_stable(text, *separator, whole)))
}

fn is_stable(text: &str, separator: char, whole: bool) -> bool {
    let Ok(delimiter) = u8::try_from(separator) else { return false };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut widths = Vec::with_capacity(RECORDS);
    let mut record = ByteRecord::new();
    while widths.len() < RECORDS && reader.read_byte_record(&mut record).unwrap_or(false) {
        widths.push(record.len());
    }
    // The window cuts the last record.
    if !whole && widths.len() < RECORDS {
        widths.pop();
    }
    match widths.as_slice() {
        [first, rest @ ..] => *first > 1 && !rest.is_empty() && rest.iter().all(|width| width == first),
        [] => false,
    }
}
