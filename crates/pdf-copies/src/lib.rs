//! Copies of a PDF: without the files inside it, or of some of its pages. The original is never changed.
//!
//! Nothing here is bounded by itself in memory or time: files of strangers are given to it in a process of its own, with
//! limits (`apart`).

mod pages;
mod without_files;

use lopdf::{Document, LoadOptions, Object};
use serde::{Deserialize, Serialize};

pub use pages::{Part, part};
pub use without_files::without_files;

/// What one stream may inflate to while a document is opened, in bytes: tables of objects, no images.
const MOST_INFLATED: usize = 32 << 20;

/// Why there is no copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum CopyError {
    /// It is no PDF, or broken beyond reading.
    #[error("the PDF cannot be read")]
    Unreadable,
    /// It is encrypted.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// It is signed: a copy would break the signature.
    #[error("the PDF is signed")]
    Signed,
    /// A single page is larger than a part may be.
    #[error("a single page is too large")]
    PageTooLarge,
    /// There is no page of that number.
    #[error("there is no such page")]
    NoSuchPage,
}

fn load(pdf: &[u8]) -> Result<Document, CopyError> {
    let options = LoadOptions { max_decompressed_size: Some(MOST_INFLATED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(pdf, options).map_err(|_| CopyError::Unreadable)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(CopyError::Encrypted);
    }
    if is_signed(&document) {
        return Err(CopyError::Signed);
    }
    if document.catalog().is_err() || document.page_iter().next().is_none() {
        return Err(CopyError::Unreadable);
    }
    Ok(document)
}

/// Whether a signature covers bytes of the document (ISO 32000-2 §12.8.1).
fn is_signed(document: &Document) -> bool {
    document.objects.values().any(|object| {
        object.as_dict().is_ok_and(|dictionary| {
            dictionary.has(b"ByteRange")
                && dictionary.has(b"Contents")
                && dictionary.get(b"Filter").is_ok_and(|filter| matches!(filter, Object::Name(_)))
        })
    })
}

fn written(document: &mut Document) -> Result<Vec<u8>, CopyError> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| CopyError::Unreadable)?;
    Ok(bytes)
}
