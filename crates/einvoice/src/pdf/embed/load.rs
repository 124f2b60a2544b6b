//! Reading of a whole PDF, with an end to what it may cost.
//!
//! The library builds every object of a file, up to 85 bytes for each that is written. So what is written as objects is
//! counted first: all that lies between the contents of streams, and what object streams inflate to. With the limit here a
//! file takes at most some 260 MB.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use lopdf::{Document, LoadOptions, Object};
use memchr::memmem;

use super::super::container::find_invoice;
use super::super::{self as reader, PdfError};
use super::EmbedError;

/// How much may be written as objects, in bytes; a page of an invoice has some 10,000.
const MOST_OBJECTS: usize = 3_000_000;

/// What was read.
pub(super) struct Loaded {
    pub(super) document: Document,
    /// The name of the invoice that is inside already.
    pub(super) invoice: Option<String>,
}

/// Reads a PDF that is whole, open to everybody and not signed.
pub(super) fn load(pdf: &[u8]) -> Result<Loaded, EmbedError> {
    reader::checked(pdf).map_err(EmbedError::Pdf)?;
    if written_as_objects(pdf) > MOST_OBJECTS {
        return Err(EmbedError::TooManyObjects);
    }
    let invoice = invoice_inside(pdf).map_err(EmbedError::Pdf)?;
    let options = LoadOptions { max_decompressed_size: Some(MOST_OBJECTS), ..LoadOptions::default() };
    let document =
        Document::load_mem_with_options(pdf, options).map_err(|_| EmbedError::Pdf(PdfError::Unreadable))?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(EmbedError::Pdf(PdfError::Encrypted));
    }
    if is_signed(&document) {
        return Err(EmbedError::Signed);
    }
    if document.catalog().is_err() || document.page_iter().next().is_none() {
        return Err(EmbedError::Pdf(PdfError::Unreadable));
    }
    Ok(Loaded { document, invoice })
}

/// Reads a PDF that was written here a moment ago, as long as it may be.
pub(super) fn own(pdf: &[u8]) -> Result<Loaded, EmbedError> {
    Ok(Loaded { document: built(pdf, None)?, invoice: None })
}

fn built(pdf: &[u8], most: Option<usize>) -> Result<Document, EmbedError> {
    let options = LoadOptions { max_decompressed_size: most, ..LoadOptions::default() };
    Document::load_mem_with_options(pdf, options).map_err(|_| EmbedError::Pdf(PdfError::Unreadable))
}

/// The name of the invoice that the reader finds; what is damaged or too large will be replaced.
fn invoice_inside(pdf: &[u8]) -> Result<Option<String>, PdfError> {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let found = AssertUnwindSafe(|| {
        let pdf = reader::opened(pdf.to_vec())?;
        let search = find_invoice(&pdf);
        Ok(search.ok().and_then(|search| search.invoice).map(|(embedded, _)| embedded.name))
    });
    catch_unwind(found).unwrap_or(Err(PdfError::Unreadable))
}

/// How many bytes are written as objects: outside of streams, and in object streams once inflated.
fn written_as_objects(pdf: &[u8]) -> usize {
    let mut count = 0;
    let mut from = 0;
    while let Some(found) = memmem::find(pdf.get(from..).unwrap_or_default(), b"stream") {
        let begin = from + found;
        count += found;
        let content = begin + b"stream".len();
        let rest = pdf.get(content..).unwrap_or_default();
        let length = memmem::find(rest, b"endstream").unwrap_or(rest.len());
        let dictionary = pdf.get(from..begin).unwrap_or_default();
        if memmem::rfind(dictionary, b"ObjStm").is_some() {
            count += inflated_length(rest.get(..length).unwrap_or_default());
        }
        from = content + length + b"endstream".len();
        if count > MOST_OBJECTS {
            return count;
        }
    }
    count + pdf.len().saturating_sub(from)
}

fn inflated_length(content: &[u8]) -> usize {
    let begin = content.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let content = content.get(begin..).unwrap_or_default();
    let mut bounded = ZlibDecoder::new(content).take(MOST_OBJECTS as u64 + 1);
    let inflated = std::io::copy(&mut bounded, &mut std::io::sink());
    inflated.map_or(content.len(), |length| usize::try_from(length).unwrap_or(usize::MAX))
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

#[cfg(test)]
mod tests {
    use super::written_as_objects;

    #[test]
    fn what_is_written_as_objects_is_counted_without_the_contents() {
        let content = [b"<<>> stream\n".as_slice(), &[b'x'; 10_000], b"\nendstream <<>>"].concat();
        assert_eq!(written_as_objects(&content), "<<>> ".len() + " <<>>".len());
    }
}
