//! The XML inside a Factur-X or ZUGFeRD PDF.
//!
//! A PDF comes from outside and its parser may be led into long work. What one stream may inflate to is limited
//! here, and a panic of the parser becomes an error; time is not limited: call [`embedded_invoice`] on a thread
//! that may block, under a time limit, and with a limit on how many run at once.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{
    DecompressError, Dictionary, Document, Error, LoadOptions, Object, ObjectId, decode_text_string,
};

use crate::MAX_XML_SIZE;

/// The largest PDF that is read, in bytes (120 MB, what an invoice may carry in all at Chorus Pro).
pub const MAX_PDF_SIZE: usize = 120_000_000;

/// How far into a file the PDF header may stand, in bytes.
const HEADER_WINDOW: usize = 1024;

/// The names of the XML of an invoice, the preferred first, compared without regard to case. Orders
/// (`order-x.xml`) are no invoices.
const INVOICE_NAMES: [&str; 3] = ["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/// How many nodes of the name tree are visited at most, and how many files are looked at.
const MAX_TREE_NODES: usize = 10_000;

/// The XML of an invoice found in a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// Name of the embedded file as written, for example `factur-x.xml`.
    pub name: String,
    /// `AFRelationship` of the file, `Data`, `Source` or `Alternative` in France; `None` when left out.
    pub relationship: Option<String>,
    /// Whether the document catalog lists it in `/AF`, as Factur-X asks for.
    pub associated: bool,
    /// The XML, at most [`MAX_XML_SIZE`] bytes: give it to [`crate::read`].
    pub xml: Vec<u8>,
}

/// Why a PDF could not be looked into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    /// A stream inflates beyond [`MAX_XML_SIZE`] bytes.
    #[error("a stream of the PDF inflates to more than {MAX_XML_SIZE} bytes")]
    DecompressionLimit,
    /// The PDF is damaged or of a shape that cannot be read.
    #[error("the PDF cannot be read: {0}")]
    Unreadable(String),
}

impl PdfError {
    /// The refusal in French, for the person who dropped the file: what is wrong and what to do next.
    #[must_use]
    pub fn text_french(&self) -> &'static str {
        match self {
            Self::NotPdf => "Le fichier n'est pas un PDF. Vérifiez son contenu, puis déposez-le de nouveau.",
            Self::TooLarge => "Le PDF dépasse 120 Mo. Réduisez-le, puis déposez-le de nouveau.",
            Self::Encrypted => {
                "Le PDF est chiffré ou protégé. Enregistrez-le sans protection, puis déposez-le de nouveau."
            }
            Self::DecompressionLimit => {
                "Le PDF contient des données qui dépassent 20 Mo une fois décompressées. \
                 Demandez à l'émetteur un fichier conforme."
            }
            Self::Unreadable(_) => {
                "Le PDF est endommagé ou illisible. Vérifiez qu'il s'ouvre, puis déposez-le de nouveau."
            }
        }
    }
}

impl From<Error> for PdfError {
    fn from(error: Error) -> Self {
        match error {
            Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Self::DecompressionLimit,
            Error::InvalidPassword
            | Error::Decryption(_)
            | Error::AlreadyEncrypted
            | Error::UnsupportedSecurityHandler(_) => Self::Encrypted,
            other => Self::Unreadable(other.to_string()),
        }
    }
}

/// Whether a file looks like a PDF: `%PDF-` within its first 1024 bytes. More bytes may be given.
#[must_use]
pub fn looks_like_pdf(first_bytes: &[u8]) -> bool {
    let window = first_bytes.get(..HEADER_WINDOW).unwrap_or(first_bytes);
    window.windows(5).any(|bytes| bytes == b"%PDF-")
}

/// Finds the XML of an invoice embedded in a PDF; `None` when the PDF carries none.
///
/// The embedded-files name tree and the associated files of the catalog (`/AF`) are searched for `factur-x.xml`,
/// `xrechnung.xml` and `zugferd-invoice.xml`, in this order of preference.
///
/// # Errors
/// [`PdfError`]. See the module about the time this may take.
pub fn embedded_invoice(bytes: &[u8]) -> Result<Option<Embedded>, PdfError> {
    if bytes.len() > MAX_PDF_SIZE {
        return Err(PdfError::TooLarge);
    }
    if !looks_like_pdf(bytes) {
        return Err(PdfError::NotPdf);
    }
    catch_unwind(AssertUnwindSafe(|| search(bytes)))
        .unwrap_or_else(|_| Err(PdfError::Unreadable("the parser gave up".to_owned())))
}

fn search(bytes: &[u8]) -> Result<Option<Embedded>, PdfError> {
    let options = LoadOptions::with_max_decompressed_size(MAX_XML_SIZE);
    let document = Document::load_mem_with_options(bytes, options)?;
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(PdfError::Encrypted);
    }
    let catalog = document.catalog()?;
    let associated = associated_files(&document, catalog);
    let mut best: Option<(usize, File<'_>)> = None;
    for specification in named_files(&document, catalog).into_iter().chain(associated.iter().copied()) {
        let Some(file) = File::read(&document, specification) else { continue };
        let Some(rank) = INVOICE_NAMES.iter().position(|name| file.name.eq_ignore_ascii_case(name)) else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, file));
        }
    }
    let Some((_, file)) = best else { return Ok(None) };
    let xml = file.stream.get_plain_content_with_limit(MAX_XML_SIZE)?;
    let in_associated = associated
        .iter()
        .filter_map(|specification| File::read(&document, specification))
        .any(|other| std::ptr::eq(other.stream, file.stream));
    Ok(Some(Embedded { name: file.name, relationship: file.relationship, associated: in_associated, xml }))
}

/// A file specification with its content.
struct File<'a> {
    name: String,
    relationship: Option<String>,
    stream: &'a lopdf::Stream,
}

impl<'a> File<'a> {
    /// Reads a file specification (ISO 32000-2 §7.11.3); `None` when it embeds nothing.
    fn read(document: &'a Document, specification: &'a Object) -> Option<Self> {
        let (_, specification) = document.dereference(specification).ok()?;
        let specification = specification.as_dict().ok()?;
        let embedded = specification.get_deref(b"EF", document).ok()?.as_dict().ok()?;
        let stream = [b"UF".as_slice(), b"F"]
            .iter()
            .find_map(|key| embedded.get_deref(key, document).ok()?.as_stream().ok())?;
        let name = [b"UF".as_slice(), b"F"]
            .iter()
            .find_map(|key| decode_text_string(specification.get_deref(key, document).ok()?).ok())?;
        let relationship = specification
            .get_deref(b"AFRelationship", document)
            .ok()
            .and_then(|relationship| relationship.as_name().ok())
            .map(|name| String::from_utf8_lossy(name).into_owned());
        Some(Self { name, relationship, stream })
    }
}

/// The file specifications in `/AF` of the catalog: an array, or a single one.
fn associated_files<'a>(document: &'a Document, catalog: &'a Dictionary) -> Vec<&'a Object> {
    let Ok(associated) = catalog.get_deref(b"AF", document) else { return Vec::new() };
    match associated {
        Object::Array(files) => files.iter().take(MAX_TREE_NODES).collect(),
        single => vec![single],
    }
}

/// The file specifications in the embedded-files name tree (ISO 32000-2 §7.9.6), in the order of the tree.
fn named_files<'a>(document: &'a Document, catalog: &'a Dictionary) -> Vec<&'a Object> {
    let root = catalog
        .get_deref(b"Names", document)
        .and_then(Object::as_dict)
        .and_then(|names| names.get(b"EmbeddedFiles"));
    let Ok(root) = root else { return Vec::new() };
    let mut files = Vec::new();
    let mut visited: HashSet<ObjectId> = HashSet::new();
    let mut pending = vec![root];
    let mut nodes = 0;
    while let Some(node) = pending.pop() {
        nodes += 1;
        if nodes > MAX_TREE_NODES || files.len() > MAX_TREE_NODES {
            break;
        }
        let Ok((id, node)) = document.dereference(node) else { continue };
        // A tree that leads back to itself is walked once.
        if id.is_some_and(|id| !visited.insert(id)) {
            continue;
        }
        let Ok(node) = node.as_dict() else { continue };
        if let Ok(names) = node.get_deref(b"Names", document).and_then(Object::as_array) {
            // Names and file specifications alternate.
            files.extend(names.iter().skip(1).step_by(2).take(MAX_TREE_NODES));
        }
        if let Ok(kids) = node.get_deref(b"Kids", document).and_then(Object::as_array) {
            pending.extend(kids.iter().take(MAX_TREE_NODES).rev());
        }
    }
    files
}
