//! Tables of strangers: read apart, and why one was not.

use std::io;

use apart::{Apart, ApartError, Task};
use bytes::Bytes;
use domain::Reason;
use futures::Stream;
use serde::{Deserialize, Serialize};
use spreadsheet::{FileKind, Limits, ReadError, Sheet};

use super::{OperationError, Result};

/// What a task answers.
#[derive(Serialize, Deserialize)]
struct Answer(std::result::Result<Sheet, ReadError>);

/// What a task does that reads tables within some limits: its answer in JSON.
pub(crate) fn answer(file: &[u8], limits: &Limits) -> Vec<u8> {
    let kind = FileKind::of(file.get(..200).unwrap_or(file));
    // Plain texts and numbers: they always serialise.
    serde_json::to_vec(&Answer(spreadsheet::read(kind, file, limits))).unwrap_or_default()
}

/// Has a table read by a task that answers with [`answer`].
///
/// # Errors
/// [`OperationError::Refused`] with what is to be done about the file.
pub(crate) async fn read(
    apart: &Apart,
    task: Task,
    bytes: u64,
    content: impl Stream<Item = io::Result<Bytes>> + Send + Unpin,
    limits: &Limits,
) -> Result<Sheet> {
    let refused = |error: &ReadError| OperationError::Refused(reason_of(error, limits));
    if bytes > limits.bytes {
        return Err(refused(&ReadError::TooLarge { limit: limits.bytes }));
    }
    let answer = match apart.run(task, bytes, content).await {
        Ok(answer) => answer,
        Err(ApartError::Ended(why)) => {
            tracing::warn!(why, "a table was given up");
            return Err(OperationError::Refused(Reason::TableTooCostly));
        }
        Err(ApartError::Busy) => return Err(OperationError::Refused(Reason::ReadersBusy)),
        Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
    };
    let Answer(read) = serde_json::from_slice(&answer).map_err(io::Error::other)?;
    let sheet = read.map_err(|error| refused(&error))?;
    if sheet.rows.is_empty() { Err(OperationError::Refused(Reason::TableEmpty)) } else { Ok(sheet) }
}

/// Has a table read that was given with a form.
///
/// # Errors
/// As [`read`]; [`OperationError::Refused`] when there is no file.
pub(crate) async fn read_given(apart: &Apart, task: Task, file: Bytes, limits: &Limits) -> Result<Sheet> {
    if file.is_empty() {
        return Err(OperationError::Refused(Reason::TableNotGiven));
    }
    let size = u64::try_from(file.len()).unwrap_or(u64::MAX);
    let content = futures::stream::iter([Ok::<_, io::Error>(file)]);
    read(apart, task, size, content, limits).await
}

fn reason_of(error: &ReadError, limits: &Limits) -> Reason {
    match *error {
        ReadError::Io { .. } => Reason::Internal,
        ReadError::TooLarge { .. } | ReadError::InflatedTooLarge { .. } => {
            Reason::TableTooLarge { megabytes: limits.bytes / 1_000_000 }
        }
        ReadError::NotText | ReadError::NotWorkbook => Reason::NoTable,
        ReadError::OldWorkbook => Reason::TableOld,
        ReadError::Protected => Reason::TableProtected,
        ReadError::Damaged { .. } => Reason::TableDamaged,
        ReadError::Empty | ReadError::NoHeader => Reason::TableEmpty,
        ReadError::TooManyRows { limit } => Reason::TableTooManyRows { most: limit },
        ReadError::TooManyColumns { limit, .. } => Reason::TableTooManyColumns { most: limit },
        ReadError::CellTooLong { row, column, .. } => Reason::TableCellTooLong { row, column },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> std::result::Result<Sheet, Reason> {
        let limits = Limits::default();
        let Answer(read) = serde_json::from_slice(&answer(file, &limits)).unwrap();
        read.map_err(|error| reason_of(&error, &limits))
    }

    #[test]
    fn a_table_is_told_by_its_bytes_and_what_is_none_says_so() {
        let sheet = read("Numéro;Montant\r\nFA-1;12,50\r\n".as_bytes()).unwrap();
        assert_eq!((sheet.header.text(0), sheet.rows[0].text(1)), ("Numéro", "12,50"));
        assert!(read(b"PK\x03\x04 no workbook").is_err());
        assert_eq!(read(b"").unwrap_err(), Reason::TableEmpty);
        assert_eq!(read(&[0, 159, 146, 150, 0, 1, 2]).unwrap_err(), Reason::NoTable);
    }
}
