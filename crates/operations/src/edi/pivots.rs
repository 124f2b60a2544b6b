//! The documents inside pivots: each is taken out apart and kept as a file of its own.

use std::collections::HashMap;
use std::convert::Infallible;

use apart::{Apart, ApartError, Argument};
use bytes::Bytes;
use documents::{DocumentStore, StoredFile};
use edi::{Content, Contents};
use storage::Document;

use super::read_file::TAKE_DOCUMENT;
use crate::{OperationError, Result};

/// Documents of one file that are taken out; the others are inside the file that is kept.
const MOST_DOCUMENTS: usize = 50;
/// Largest document, bytes.
const LARGEST: u64 = 30_000_000;

/// Documents by the place of their pivot in the file and of their invoice in the pivot.
pub(super) type TakenDocuments = HashMap<(usize, usize), Document>;

/// Takes the PDFs of the invoices out of a file. One that is no PDF, or that takes too much, stays inside.
pub(super) async fn take_documents(
    documents: &DocumentStore,
    apart: &Apart,
    stored: &StoredFile,
    contents: &Contents,
) -> Result<TakenDocuments> {
    let mut taken = TakenDocuments::new();
    for (part, content) in contents.parts.iter().enumerate() {
        let Content::Pivot { invoices, .. } = &content.content else { continue };
        for (place, facts) in invoices.iter().enumerate() {
            if taken.len() == MOST_DOCUMENTS {
                return Ok(taken);
            }
            if !facts.pieces.iter().any(|piece| piece.main && piece.encoded_bytes > 0) {
                continue;
            }
            let (Ok(wanted), Ok(invoice)) = (u32::try_from(part), u32::try_from(place)) else { continue };
            let file = documents.open(&stored.sha256).await?;
            let argument = Argument(wanted, invoice);
            let answer = apart.run_with(TAKE_DOCUMENT, argument, file.bytes(), file.into_stream()).await;
            let bytes = match answer {
                Ok(bytes) => bytes,
                Err(ApartError::Failed(error)) => return Err(OperationError::File(error)),
                Err(error) => {
                    tracing::info!(%error, "a document of a pivot was left inside");
                    continue;
                }
            };
            if !bytes.starts_with(b"%PDF-") {
                continue;
            }
            let chunk = Ok::<_, Infallible>(Bytes::from(bytes));
            let kept = documents.receive(futures::stream::iter([chunk]), LARGEST).await;
            let kept = match kept {
                Ok(kept) => kept,
                Err(documents::UploadError::Disk(error)) => return Err(OperationError::File(error)),
                Err(_) => continue,
            };
            let document = Document {
                sha256: kept.sha256,
                name: name_of(&facts.invoice.number),
                bytes: i64::try_from(kept.bytes).unwrap_or(i64::MAX),
            };
            taken.insert((part, place), document);
        }
    }
    Ok(taken)
}

/// The name of the document of an invoice: its number.
fn name_of(number: &str) -> String {
    let plain =
        |sign: char| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' };
    let stem: String = number.chars().map(plain).take(40).collect();
    if stem.is_empty() { "facture.pdf".to_owned() } else { format!("{stem}.pdf") }
}
