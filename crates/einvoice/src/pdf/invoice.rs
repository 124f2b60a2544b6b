//! A readable invoice made of its terms: a PDF/A-3b with the XML inside, a Factur-X.
//!
//! The sheet is French: formats, words, the place of the recipient (window of an envelope). It says what the invoice says
//! and nothing else: nothing is reckoned, and no mention is invented that the invoice does not carry. Its text is tagged,
//! so that it can be read aloud, and its fonts are inside.
//!
//! The pages are written by `krilla` 0.8.2 (pure Rust, MIT or Apache-2.0): tried, it writes tagged PDF/A-3b, refuses what
//! that standard forbids while it writes, embeds the glyphs that are used, and takes a few milliseconds for a page with some
//! fifty crates. It has no place for properties of one's own in the XMP packet, which Factur-X asks for; so the XML is put in
//! by [`super::embed()`] afterwards, as into any other PDF. `takumi-pdf` 0.19 and `typst-pdf` were looked at, not tried: both
//! write PDF/A, and bring a layout engine or a compiler with some two hundred further crates, of which one fixed sheet
//! needs nothing.

mod font;
mod format;
mod ink;
mod layout;
mod paper;
mod sheet;
mod words;

use chrono::{Datelike as _, Timelike as _};
use krilla::metadata::{DateTime as Moment, Metadata};
use serde::{Deserialize, Serialize};

use super::embed::{EmbedError, Options, Origin, written};
use crate::semantic::Invoice;
use sheet::Sheet;

/// How many lines an invoice may have.
pub const MAX_LINES: usize = 20_000;

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceError {
    /// More than [`MAX_LINES`] lines, or 1,000 pages.
    #[error("the invoice is too long")]
    TooLong,
    /// The pages could not be written.
    #[error("the pages could not be written")]
    Pages,
    /// The XML could not be put in.
    #[error(transparent)]
    Embed(#[from] EmbedError),
}

impl InvoiceError {
    /// The refusal in French: what is wrong and what to do next.
    #[must_use]
    pub fn text_french(&self) -> String {
        match self {
            Self::TooLong => "La facture est trop longue pour un PDF lisible (20 000 lignes, 1 000 pages). \
                              Envoyez-la comme fichier XML, ou répartissez-la sur plusieurs factures."
                .to_owned(),
            Self::Pages => "Le PDF n'a pu être produit. Envoyez la facture comme fichier XML.".to_owned(),
            Self::Embed(error) => error.text_french(),
        }
    }
}

/// Makes the readable invoice with its XML inside: a Factur-X of the profile that the XML claims (BT-24), which is `xml`
/// itself, a CII.
///
/// # Errors
/// [`InvoiceError`].
pub fn invoice(invoice: &Invoice, xml: &[u8], options: &Options) -> Result<Vec<u8>, InvoiceError> {
    let pages = pages(invoice, options)?;
    Ok(written(&pages, xml, options, Origin::Own)?)
}

/// The same pages without the XML.
///
/// # Errors
/// [`InvoiceError::TooLong`], [`InvoiceError::Pages`].
pub fn pages(invoice: &Invoice, options: &Options) -> Result<Vec<u8>, InvoiceError> {
    if invoice.document.groups.len() > MAX_LINES {
        return Err(InvoiceError::TooLong);
    }
    let sheet = Sheet::of(invoice);
    let paper = layout::laid_out(&sheet);
    if paper.is_too_long {
        return Err(InvoiceError::TooLong);
    }
    ink::written(&paper, metadata(&sheet, options)).ok_or(InvoiceError::Pages)
}

fn metadata(sheet: &Sheet, options: &Options) -> Metadata {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let now = options.now;
    let moment = Moment::new(u16::try_from(now.year()).unwrap_or_default())
        .month(part(now.month()))
        .day(part(now.day()))
        .hour(part(now.hour()))
        .minute(part(now.minute()))
        .second(part(now.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let title = format!("{} {} – {}", sheet.title, sheet.number, sheet.seller.name);
    Metadata::new()
        .title(options.title.clone().unwrap_or(title))
        .authors(vec![sheet.seller.name.clone()])
        .creator(concat!("einvoice ", env!("CARGO_PKG_VERSION")).to_owned())
        .language("fr-FR".to_owned())
        .creation_date(moment)
}
