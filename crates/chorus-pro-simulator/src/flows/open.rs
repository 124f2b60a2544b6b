//! From the bytes of a flow to its documents.

use super::document::Document;
#[cfg(not(feature = "flows"))]
use super::fault::{ARCHIVE_LIMIT, FILE_LIMIT};
use super::fault::{Fault, TooLarge};
use super::pdf::ReadPdf;
use super::syntax::Syntax;
#[cfg(feature = "flows")]
use super::{read, unpack};
use crate::world::TechnicalError;

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

/// Unpacks and reads a flow. Blocking: to be given a time limit.
#[cfg(feature = "flows")]
pub(crate) fn open(bytes: Vec<u8>, syntax: &Syntax, read_pdf: &ReadPdf<'_>) -> Result<OpenedFlow, TooLarge> {
    let mut opened = OpenedFlow::default();
    match unpack::unpack(bytes)? {
        Err(error) => opened.technical_errors.push(error),
        Ok(files) => {
            for file in files {
                match read::document(&file, syntax, read_pdf) {
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
pub(crate) fn open(
    bytes: Vec<u8>,
    _syntax: &Syntax,
    _read_pdf: &ReadPdf<'_>,
) -> Result<OpenedFlow, TooLarge> {
    if bytes.len() > ARCHIVE_LIMIT.max(FILE_LIMIT) {
        return Err(TooLarge);
    }
    Ok(OpenedFlow::unreadable(
        Fault::Unsupported.error("Ce simulateur a été compilé sans la lecture des flux."),
    ))
}
