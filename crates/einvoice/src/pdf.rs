//! What a PDF is, and the XML of an invoice inside it (Factur-X, ZUGFeRD).
//!
//! A PDF comes from outside, and the library that reads it may be led into long work or much memory by a few bytes. It reads
//! lazily and what is inflated here is bounded, but the last word is with whoever calls: [`read`] belongs into a process
//! of its own with limits.

mod container;
mod content;
mod drawn;
#[cfg(feature = "pdf-writer")]
mod embed;
pub mod factur_x;
mod files;
mod inflate;
#[cfg(feature = "pdf-writer")]
pub mod invoice;
mod profile;
#[cfg(feature = "pdf-text")]
pub mod recognise;
mod wholeness;
mod xmp;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_syntax::{LoadPdfError, Pdf};
use serde::{Deserialize, Serialize};

#[cfg(feature = "pdf-writer")]
pub use embed::{EmbedError, Embedding, Options, Relationship, embed};
pub use profile::Profile;

/// The largest PDF that is read, in bytes (120 MB, what an invoice may carry in all at Chorus Pro).
pub const MAX_PDF_SIZE: usize = 120_000_000;

/// How far into a file the PDF header may stand, in bytes.
const HEADER_WINDOW: usize = 1024;

/// What a PDF is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How many pages it has; at least one.
    pub pages: usize,
    /// Whether its first pages hold text; what is only an image cannot be read by Chorus Pro.
    pub has_text: bool,
    /// The XML of an invoice, where it carries one.
    pub invoice: Option<Embedded>,
    /// What there is to say about the files inside.
    pub findings: Vec<ContainerFinding>,
}

/// The XML of an invoice found in a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedded {
    /// Name of the embedded file as written, for example `factur-x.xml`.
    pub name: String,
    /// `AFRelationship` of the file, `Data`, `Source` or `Alternative` in France; `None` when left out.
    pub relationship: Option<String>,
    /// Whether the document catalog lists it in `/AF`, as Factur-X asks for.
    pub associated: bool,
    /// The XML, at most [`crate::MAX_XML_SIZE`] bytes: give it to [`crate::read`].
    #[serde(with = "in_base64")]
    pub xml: Vec<u8>,
}

/// A file inside a PDF that is not the invoice.
pub struct FileInside<'f> {
    /// Its place among them, from 0.
    pub place: usize,
    /// Its name as written.
    pub name: &'f str,
    content: &'f dyn Fn(usize) -> Option<Vec<u8>>,
}

impl FileInside<'_> {
    /// What it holds, of at most so many bytes; none when it is larger or damaged.
    #[must_use]
    pub fn content(&self, largest: usize) -> Option<Vec<u8>> {
        (self.content)(largest)
    }
}

/// Something about the files inside a PDF that its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum ContainerFinding {
    /// The XML of an invoice stands under a name that Factur-X does not allow: others may not find it.
    OtherName {
        /// The name.
        name: String,
    },
    /// Several files bear names of an invoice; the first that could be read is used.
    Several {
        /// The name of the one that is used.
        used: String,
        /// How many there are.
        count: usize,
    },
    /// A file has the name of an invoice, or is XML, and could not be read.
    Unreadable {
        /// Its name.
        name: String,
        /// Why, in French.
        reason: String,
    },
}

/// Why a PDF is not to be sent: what Chorus Pro and its recipient could not open either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PdfError {
    /// No PDF header in the first 1024 bytes.
    #[error("the file is not a PDF")]
    NotPdf,
    /// Above [`MAX_PDF_SIZE`]; nothing was read.
    #[error("the PDF is larger than {MAX_PDF_SIZE} bytes")]
    TooLarge,
    /// Encrypted, even with an empty password: a Factur-X never is (PDF/A-3 forbids it).
    #[error("the PDF is encrypted")]
    Encrypted,
    /// The invoice inside inflates beyond [`crate::MAX_XML_SIZE`] bytes.
    #[error("the invoice in the PDF inflates to more than {} bytes", crate::MAX_XML_SIZE)]
    Inflates,
    /// Its end is missing.
    #[error("the PDF is cut short")]
    CutShort,
    /// Damaged, or of a shape that cannot be read.
    #[error("the PDF cannot be read")]
    Unreadable,
}

impl PdfError {
    /// The refusal in French, for the person who dropped the file: what is wrong and what to do next.
    #[must_use]
    pub fn text_french(self) -> &'static str {
        match self {
            Self::NotPdf => "Le fichier n'est pas un PDF. Vérifiez son contenu, puis déposez-le de nouveau.",
            Self::TooLarge => "Le PDF dépasse 120 Mo. Réduisez-le, puis déposez-le de nouveau.",
            Self::Encrypted => {
                "Le PDF est chiffré ou protégé par un mot de passe : son destinataire ne pourrait pas l'ouvrir. \
                 Enregistrez-le sans protection, puis déposez-le de nouveau."
            }
            Self::Inflates => {
                "Le PDF contient des données qui dépassent 20 Mo une fois décompressées. \
                 Demandez à l'émetteur un fichier conforme."
            }
            Self::CutShort => {
                "Le PDF est incomplet : sa fin manque, sans doute un téléchargement interrompu. \
                 Reprenez l'original, puis déposez-le de nouveau."
            }
            Self::Unreadable => {
                "Le PDF est endommagé ou illisible. Vérifiez qu'il s'ouvre, enregistrez-le de nouveau \
                 (« Imprimer au format PDF »), puis déposez-le."
            }
        }
    }
}

/// Whether a file looks like a PDF: `%PDF-` within its first 1024 bytes. More bytes may be given.
#[must_use]
pub fn looks_like_pdf(first_bytes: &[u8]) -> bool {
    let window = first_bytes.get(..HEADER_WINDOW).unwrap_or(first_bytes);
    window.windows(5).any(|bytes| bytes == b"%PDF-")
}

/// Reads a PDF: whether it is whole and open to everybody, whether it has text, and the invoice it carries.
///
/// The embedded-files name tree and the associated files of the catalog (`/AF`) are searched for `factur-x.xml`,
/// `xrechnung.xml` and `zugferd-invoice.xml`, in this order of preference, then for an invoice under any other name.
///
/// # Errors
/// [`PdfError`]. See the module about what this may cost.
pub fn read(bytes: Vec<u8>) -> Result<Report, PdfError> {
    read_with_files(bytes, 0, &mut |_| {})
}

/// The same, and tells of the files inside that are not the invoice: in the tree of embedded files, associated with the
/// document, or behind a note on a page. At most `most` are told.
///
/// # Errors
/// As [`read`].
pub fn read_with_files(
    bytes: Vec<u8>,
    most: usize,
    take: &mut dyn FnMut(&FileInside<'_>),
) -> Result<Report, PdfError> {
    checked(&bytes)?;
    catch_unwind(AssertUnwindSafe(|| report(bytes, most, take))).unwrap_or(Err(PdfError::Unreadable))
}

/// What is known before anything is read.
fn checked(bytes: &[u8]) -> Result<(), PdfError> {
    if bytes.len() > MAX_PDF_SIZE {
        return Err(PdfError::TooLarge);
    }
    if looks_like_pdf(bytes) { Ok(()) } else { Err(PdfError::NotPdf) }
}

/// A PDF that is whole, open to everybody and has pages.
fn opened(bytes: Vec<u8>) -> Result<Pdf, PdfError> {
    // Before the library: it opens what only forbids (owner password) without a word.
    if wholeness::is_encrypted(&bytes) {
        return Err(PdfError::Encrypted);
    }
    if wholeness::is_cut_short(&bytes) {
        return Err(PdfError::CutShort);
    }
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => PdfError::Encrypted,
        LoadPdfError::Invalid => PdfError::Unreadable,
    })?;
    if pdf.pages().is_empty() { Err(PdfError::Unreadable) } else { Ok(pdf) }
}

fn report(bytes: Vec<u8>, most: usize, take: &mut dyn FnMut(&FileInside<'_>)) -> Result<Report, PdfError> {
    let pdf = opened(bytes)?;
    let search = container::find_invoice(&pdf)?;
    let invoice = search.invoice.map(|(embedded, _)| embedded);
    if most > 0 {
        container::each_other(&pdf, invoice.as_ref(), most, take);
    }
    let has_text = content::has_text(&pdf);
    Ok(Report { pages: pdf.pages().len(), has_text, invoice, findings: search.findings })
}

/// Bytes as a text in JSON.
mod in_base64 {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
