//! Reading files that came, apart.

use std::io;

use apart::{ApartError, Argument, Task};
use domain::Reason;
use edi::{Content, Contents, Finding, Part, Weight};

use super::Edi;
use crate::{OperationError, Result};
use apart::Apart;
use documents::DocumentStore;

/// Says what a file is; the answer is [`Contents`] in JSON.
pub(crate) const READ_EDI: Task = Task {
    name: "edi",
    // Plain texts and numbers: they always serialise.
    run: |file, _| serde_json::to_vec(&edi::read(&file)).unwrap_or_default(),
};

/// Takes the document of an invoice out of a pivot: of which file of the archive, of which invoice in it.
pub(crate) const TAKE_DOCUMENT: Task = Task {
    name: "edi-document",
    run: |file, Argument(part, invoice)| edi::main_document(&file, place(part), place(invoice)),
};

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Reads a file apart. One that takes too much is told so, as any other that is not understood.
pub(super) async fn read_file(documents: &DocumentStore, apart: &Apart, sha256: &str) -> Result<Contents> {
    let file = documents.open(sha256).await?;
    match apart.run(READ_EDI, file.bytes(), file.into_stream()).await {
        Ok(answer) => Ok(serde_json::from_slice(&answer).map_err(io::Error::other)?),
        Err(ApartError::Ended(why)) => {
            tracing::warn!(sha256, why, "a file of the EDI was given up");
            Ok(too_costly())
        }
        Err(ApartError::Busy) => Err(OperationError::Refused(Reason::ReadersBusy)),
        Err(ApartError::Failed(error)) => Err(OperationError::File(error)),
    }
}

fn too_costly() -> Contents {
    let text = "Ce fichier demande trop de temps ou de mémoire pour être lu. Il est conservé tel quel.";
    let findings = vec![Finding { weight: Weight::Error, line: None, text_french: text.to_owned() }];
    let part = Part { name: String::new(), content: Content::Unknown, findings };
    Contents { parts: vec![part], ..Contents::default() }
}

impl Edi {
    pub(super) async fn read(&self, sha256: &str) -> Result<Contents> {
        read_file(&self.documents, &self.apart, sha256).await
    }
}
