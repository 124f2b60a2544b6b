//! Reading of flows, without the world: syntaxes, unpacking, documents, and the text of reports.
#![cfg_attr(not(feature = "flows"), expect(dead_code, reason = "only the reader of documents uses it all"))]

mod document;
#[cfg(feature = "flows")]
mod pieces;
#[cfg(feature = "flows")]
mod read;
pub(crate) mod report;
pub(crate) mod syntax;
#[cfg(feature = "flows")]
mod unpack;

pub(crate) use document::{Document, Piece};
pub(crate) use syntax::Syntax;

use crate::world::TechnicalError;

/// One file of a flow: 10 MB (API.md §1.6).
const FILE_LIMIT: usize = 10 * 1024 * 1024;
/// A flow once compressed: 30 MB (API.md §1.6).
const ARCHIVE_LIMIT: usize = 30 * 1024 * 1024;

/// What was found in a deposited flow.
#[derive(Debug, Default)]
pub(crate) struct OpenedFlow {
    /// The documents that could be read.
    pub(crate) documents: Vec<Document>,
    /// Why others could not.
    pub(crate) technical_errors: Vec<TechnicalError>,
}

impl OpenedFlow {
    /// A flow nothing could be read from.
    pub(crate) fn unreadable(error: TechnicalError) -> Self {
        Self { documents: Vec::new(), technical_errors: vec![error] }
    }
}

/// The flow, or one of its files, is above the documented sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// `natureErreur` and `codeErreur`: the official values are not known, these are ours (API.md §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The archive cannot be unpacked.
    Archive,
    /// The archive holds a path or an entry that could harm whoever unpacks it.
    Path,
    /// The file is not of the announced syntax.
    Format,
    /// The syntax is not read by this simulator.
    Unsupported,
}

impl Fault {
    /// The entry of the report.
    pub(crate) fn error(self, label: impl Into<String>) -> TechnicalError {
        let (nature, code) = match self {
            Self::Archive => ("ARCHIVE", "SIM_FLUX_01"),
            Self::Path => ("ARCHIVE", "SIM_FLUX_02"),
            Self::Format => ("FORMAT", "SIM_FLUX_03"),
            Self::Unsupported => ("SYNTAXE", "SIM_FLUX_04"),
        };
        TechnicalError { nature: nature.to_owned(), code: code.to_owned(), label: label.into() }
    }
}

/// Unpacks and reads a flow. Blocking, and slow for a hostile PDF: to be given a time limit.
#[cfg(feature = "flows")]
pub(crate) fn open(bytes: Vec<u8>, syntax: &Syntax) -> Result<OpenedFlow, TooLarge> {
    let mut opened = OpenedFlow::default();
    match unpack::unpack(bytes)? {
        Err(error) => opened.technical_errors.push(error),
        Ok(files) => {
            for file in files {
                match read::document(&file, syntax) {
                    Ok(document) => opened.documents.extend(document),
                    Err(error) => opened.technical_errors.push(error),
                }
            }
            if opened.documents.is_empty() && opened.technical_errors.is_empty() {
                opened.technical_errors.push(Fault::Archive.error("L'archive ne contient aucune facture."));
            }
        }
    }
    Ok(opened)
}

/// Without the feature `flows` no document can be read, so every flow ends as inadmissible.
#[cfg(not(feature = "flows"))]
pub(crate) fn open(bytes: Vec<u8>, _syntax: &Syntax) -> Result<OpenedFlow, TooLarge> {
    if bytes.len() > ARCHIVE_LIMIT.max(FILE_LIMIT) {
        return Err(TooLarge);
    }
    Ok(OpenedFlow::unreadable(
        Fault::Unsupported.error("Ce simulateur a été compilé sans la lecture des flux."),
    ))
}
