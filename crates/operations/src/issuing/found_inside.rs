//! What is told of documents inside a PDF or an XML.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::MAXIMUM_FILE_BYTES;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::Attachment;

use super::plain::plain;
use crate::ground::hex;

/// Most documents that are told of one file.
pub(super) const MOST_INSIDE: usize = 20;
/// Longest name that is told, characters.
const LONGEST_NAME: usize = 120;

/// Where a document was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundIn {
    /// Among the files inside the PDF.
    Pdf,
    /// In the XML of the invoice inside the PDF (BG-24).
    DataOfPdf,
    /// In the XML of which the draft was made (BG-24).
    Xml,
}

impl FoundIn {
    pub(super) const ALL: [Self; 3] = [Self::Pdf, Self::DataOfPdf, Self::Xml];

    const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::DataOfPdf => "donnees",
            Self::Xml => "xml",
        }
    }
}

/// A document inside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundInside {
    /// Where.
    pub found_in: FoundIn,
    /// Its place there, from 0.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it is, whatever its name.
    pub sha256: String,
}

impl FoundInside {
    pub(super) fn new(found_in: FoundIn, place: usize, name: &str, content: &[u8]) -> Self {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name: String = plain(base).chars().take(LONGEST_NAME).collect();
        Self {
            found_in,
            place,
            name: if name.trim().is_empty() { "document".to_owned() } else { name },
            bytes: content.len() as u64,
            sha256: hex(&Sha256::digest(content)),
        }
    }

    /// How a page names it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}-{}", self.found_in.code(), self.place)
    }

    /// Whether it is among the attached files, as it is or mended.
    #[must_use]
    pub fn is_attached(&self, attachments: &[Attachment]) -> bool {
        attachments.iter().any(|attachment| {
            let given =
                attachment.mended.as_ref().map_or(&attachment.document.sha256, |mended| &mended.sha256);
            *given == self.sha256
        })
    }
}

/// The documents in the XML of an invoice (BG-24) that are embedded and can be read.
pub(super) fn in_xml(invoice: &einvoice::Invoice, found_in: FoundIn) -> Vec<FoundInside> {
    let embedded = invoice.attachments.iter().take(MOST_INSIDE).enumerate();
    let found = embedded.filter_map(|(place, attachment)| {
        let content = content_of(attachment)?;
        Some(FoundInside::new(found_in, place, &name_of(attachment), &content))
    });
    found.collect()
}

/// The document that is the invoice itself in an XML: the main one of the Chorus dialect (`01`), else the only PDF of an
/// invoice without lines, which lives by it (formats.md §5).
pub(super) fn main_document(invoice: &einvoice::Invoice) -> Option<usize> {
    let is_pdf = |attachment: &einvoice::Attachment| {
        content_of(attachment).is_some_and(|content| einvoice::pdf::looks_like_pdf(&content))
    };
    let attachments = || invoice.attachments.iter().take(MOST_INSIDE).enumerate();
    let main = attachments()
        .find(|(_, attachment)| attachment.type_code.as_deref() == Some("01") && is_pdf(attachment))
        .map(|(place, _)| place);
    main.or_else(|| {
        let mut pdfs = attachments().filter(|(_, attachment)| is_pdf(attachment)).map(|(place, _)| place);
        let only = pdfs.next().filter(|_| pdfs.next().is_none());
        only.filter(|_| invoice.line_count == 0)
    })
}

pub(super) fn content_of(attachment: &einvoice::Attachment) -> Option<Vec<u8>> {
    let text = attachment.content.as_ref()?;
    // Four signs are three bytes: what is too large is not even decoded.
    if text.len() as u64 / 4 * 3 > MAXIMUM_FILE_BYTES + 3 {
        return None;
    }
    let content = STANDARD.decode(text).ok().filter(|content| !content.is_empty())?;
    (content.len() as u64 <= MAXIMUM_FILE_BYTES).then_some(content)
}

fn name_of(attachment: &einvoice::Attachment) -> String {
    let named = [&attachment.file_name, &attachment.reference, &attachment.description];
    let name = named.into_iter().flatten().map(|name| name.trim()).find(|name| !name.is_empty());
    let name = name.unwrap_or("document");
    let has_extension = name.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty()
            && (1..=5).contains(&end.len())
            && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let extension = match attachment.media_type.as_deref() {
        _ if has_extension => "",
        Some("application/pdf") => ".pdf",
        Some("image/png") => ".png",
        Some("image/jpeg") => ".jpg",
        Some("text/csv") => ".csv",
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") => ".xlsx",
        Some("application/vnd.oasis.opendocument.spreadsheet") => ".ods",
        _ => "",
    };
    format!("{name}{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(name: &str, media_type: &str, content: &[u8]) -> einvoice::Attachment {
        einvoice::Attachment {
            file_name: Some(name.to_owned()),
            media_type: Some(media_type.to_owned()),
            content: Some(STANDARD.encode(content)),
            ..einvoice::Attachment::default()
        }
    }

    #[test]
    fn a_document_keeps_its_name_and_is_given_an_end_where_it_has_none() {
        let named = |name: &str, kind: &str| name_of(&attachment(name, kind, b"x"));
        assert_eq!(named("bon.pdf", "application/pdf"), "bon.pdf");
        assert_eq!(named("Bon n. 12", "application/pdf"), "Bon n. 12.pdf");
        assert_eq!(named(" ", "text/csv"), "document.csv");
        let found = FoundInside::new(FoundIn::Pdf, 2, "../../é\u{0}.pdf", b"x");
        assert!(!found.name.contains(['/', '\u{0}']), "{}", found.name);
        assert_eq!(found.key(), "pdf-2");
    }

    #[test]
    fn what_is_empty_damaged_or_too_large_is_not_told() {
        assert_eq!(content_of(&attachment("a", "", b"abc")), Some(b"abc".to_vec()));
        assert_eq!(content_of(&attachment("a", "", b"")), None);
        let odd = einvoice::Attachment { content: Some("%%%".to_owned()), ..Default::default() };
        assert_eq!(content_of(&odd), None);
        let large = vec![0; usize::try_from(MAXIMUM_FILE_BYTES).unwrap() + 1];
        assert_eq!(content_of(&attachment("a", "", &large)), None);
    }
}
