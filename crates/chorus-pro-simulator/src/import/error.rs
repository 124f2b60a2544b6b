//! Imports and exports that fail.

use std::path::Path;

use crate::world::WorldError;

/// A CSV import or export that fails.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file or folder cannot be read or written.
    #[error("the file {path} cannot be read or written: {source}")]
    File {
        /// The path.
        path: String,
        /// What the system answered.
        source: std::io::Error,
    },
    /// A line of a table cannot be used.
    #[error("{file}, line {line}: {reason}")]
    Line {
        /// Name of the file.
        file: String,
        /// Line, counted from 1; the first holds the names of the columns.
        line: u64,
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The tables contradict each other.
    #[error(transparent)]
    World(#[from] WorldError),
}

pub(super) fn file_error(path: &Path, source: std::io::Error) -> ImportError {
    ImportError::File { path: path.display().to_string(), source }
}
