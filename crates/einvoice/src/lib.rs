//! Reading, checking and writing of electronic invoices: the terms of EN 16931 out of CII, UBL and Factur-X documents.
//!
//! [`read`] takes the XML of an invoice and gives an [`Invoice`]: header terms, parties, totals, VAT breakdown,
//! lines and supporting documents.
//! It reads leniently and judges nothing: a document that breaks every rule of EN 16931 is still read, and what
//! could not be understood is listed in [`Invoice::findings`]. Elements are recognised by their local names, so
//! that the D16B and D22B editions of CII and the dialects met at Chorus Pro read alike.
//!
//! [`semantic::read`] reads strictly, in the terms of EN 16931, and [`rules::check`] checks a document against its rules.
//!
//! [`write::write`] writes UBL and CII from the same terms, along the same tables, and [`convert`] turns one into the other; both
//! tell what could not be said.
//!
//! [`view`] shows an invoice to people, the same whatever its syntax.
//!
//! [`pivot::read`] takes what Chorus Pro hands to recipients, with what it says of the way of each invoice.
//!
//! With the feature `pdf`, [`pdf::read`] says what a PDF is and takes the XML out of a Factur-X (or ZUGFeRD), and
//! [`pdf::factur_x::check`] checks the rules of this container.
//!
//! With the feature `pdf-writer`, `pdf::embed` puts the XML of an invoice into a PDF, and `pdf::invoice` makes a readable
//! PDF/A-3b of its terms. With the feature `pdf-text`, `pdf::recognise` reads what a PDF without XML says on its pages.
//!
//! With the feature `sentences`, which is on by default, `sentences::french` says what each finding asks to correct.
//!
//! Without the feature `pdf` the crate is pure and compiles to WebAssembly.

mod cii;
mod collect;
mod convert;
mod document;
mod encoding;
mod error;
mod model;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod pivot;
pub mod rules;
pub mod semantic;
#[cfg(feature = "sentences")]
pub mod sentences;
mod ubl;
mod value;
pub mod view;
pub mod write;
mod xml;

pub use convert::{Converted, convert};
pub use document::MAX_ELEMENTS;
pub use error::ReadError;
pub use model::{
    Attachment, Finding, Identifier, Invoice, Line, Note, Party, PrecedingInvoice, Syntax, Totals,
    VatBreakdown,
};
pub use value::date;
pub use xml::{Leaf, Mapping, walk_document};

/// The largest document that is read, in bytes (20 MB).
pub const MAX_XML_SIZE: usize = 20_000_000;

/// How deep elements may be nested; the deepest legitimate invoices stay below 20.
pub const MAX_XML_DEPTH: usize = 100;

/// How many groups of one kind (VAT breakdowns, notes, identifiers, findings) are kept.
pub const MAX_REPEATED_GROUPS: usize = 1000;

/// Reads an invoice in CII (`CrossIndustryInvoice`), UBL `Invoice` or UBL `CreditNote`.
///
/// UTF-8, UTF-16 with a byte order mark or without, ISO-8859-1, ISO-8859-15 and Windows-1252 are understood; an encoding that
/// nobody knows is read as UTF-8 where the bytes are, with a finding. A well-formed
/// document of one of these roots is never refused for its content.
///
/// # Errors
/// [`ReadError`]: too large or too deep, a document type declaration, an unknown encoding, not well formed, or
/// another root element.
pub fn read(xml: &[u8]) -> Result<Invoice, ReadError> {
    if xml.len() > MAX_XML_SIZE {
        return Err(ReadError::TooLarge);
    }
    let (text, unknown) = encoding::decode_any(xml)?;
    let mut invoice = xml::walk(&text)?;
    if let Some(name) = unknown {
        let text_french = format!(
            "L'encodage annoncé, «\u{a0}{name}\u{a0}», est inconnu\u{a0}: le fichier a été lu en UTF-8."
        );
        invoice.findings.insert(0, Finding { term: "XML", text_french });
    }
    Ok(invoice)
}
