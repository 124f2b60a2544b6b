//! What is in a flow: how it is written, and its invoices, as far as the lenient reading knows them.

use std::io::{self, Cursor, Write};

use apart::{ApartError, Task};
use domain::{FlowSyntax, Reason, Siret};
use einvoice::Syntax;
use intake::{Allowance, Kind, Limits, Sink, Unopened, XmlDocument};
use serde::{Deserialize, Serialize};
use storage::FlowInvoice;

use super::Flows;
use crate::{OperationError, Result};

/// Most invoices of one flow that are read.
pub(super) const MOST_INVOICES: usize = 500;
/// Largest file in a flow (API.md §1.6), bytes; one more tells that there is more.
pub(super) const LARGEST_PART: u64 = 10_000_000;

/// Reads a flow; the answer is a [`FlowReading`] in JSON.
pub(crate) const READ_FLOW: Task = Task {
    name: "flow",
    // Plain texts and numbers: they always serialise.
    run: |file, _| serde_json::to_vec(&read(&file)).unwrap_or_default(),
};

/// What a flow is found to be.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct FlowReading {
    /// How it is written; none where its files differ, or none is known.
    pub syntax: Option<FlowSyntax>,
    /// Its invoices.
    pub invoices: Vec<FlowInvoice>,
    /// Whether it holds more than were read.
    pub cut: bool,
    /// Whether it is an archive other than the one that Chorus Pro takes, tar.gz.
    pub to_repack: bool,
    /// Why nothing of it can be sent.
    pub refused: Option<Reason>,
}

impl Flows {
    /// Reads a flow apart.
    pub(super) async fn read_flow(&self, sha256: &str) -> Result<FlowReading> {
        let file = self.documents.open(sha256).await?;
        match self.apart.run(READ_FLOW, file.bytes(), file.into_stream()).await {
            Ok(answer) => Ok(serde_json::from_slice(&answer).map_err(io::Error::other)?),
            Err(ApartError::Ended(why)) => {
                tracing::warn!(sha256, why, "a flow was given up");
                Err(OperationError::Refused(Reason::FlowTooCostly))
            }
            Err(ApartError::Busy) => Err(OperationError::Refused(Reason::ReadersBusy)),
            Err(ApartError::Failed(error)) => Err(OperationError::File(error)),
        }
    }
}

fn read(file: &[u8]) -> FlowReading {
    let mut reading = FlowReading::default();
    let kind = intake::kind_of(&mut Cursor::new(file)).unwrap_or(Kind::Unknown);
    let mut syntaxes = Vec::new();
    if kind.is_archive() {
        reading.to_repack = kind != Kind::TarGz;
        let limits = Limits { file_bytes: LARGEST_PART, depth: 0, ..Limits::default() };
        let mut sink = Parts { reading: &mut reading, syntaxes: &mut syntaxes };
        let opened =
            intake::open_archive(&kind, &mut Cursor::new(file), 0, &mut Allowance::new(limits), &mut sink);
        if let Err(error) = opened {
            let taken = reading.invoices.len();
            reading.refused = Some(match error {
                intake::OpenError::Limit(_) => Reason::ArchiveTooLarge { taken },
                _ => Reason::ArchiveUnreadable { taken },
            });
        } else if reading.invoices.is_empty() && reading.refused.is_none() {
            reading.refused = Some(Reason::ArchiveEmpty);
        }
    } else {
        part("", file, &mut reading, &mut syntaxes);
    }
    syntaxes.dedup();
    reading.syntax = match syntaxes[..] {
        [one] => Some(one),
        _ => None,
    };
    reading
}

/// One file of a flow.
fn part(name: &str, file: &[u8], reading: &mut FlowReading, syntaxes: &mut Vec<FlowSyntax>) {
    if reading.invoices.len() >= MOST_INVOICES {
        reading.cut = true;
        return;
    }
    let kind = intake::kind_of(&mut Cursor::new(file)).unwrap_or(Kind::Unknown);
    let (syntax, xml) = match &kind {
        Kind::Pdf => match einvoice::pdf::read(file.to_vec()) {
            Ok(report) => match report.invoice {
                Some(embedded) => (Some(FlowSyntax::FacturX), Ok(embedded.xml)),
                None => (None, Err("Ce PDF ne contient pas de facture électronique (Factur-X).".to_owned())),
            },
            Err(error) => (None, Err(error.text_french().to_owned())),
        },
        Kind::Xml { root } => match root.as_ref().and_then(intake::XmlRoot::document) {
            Some(XmlDocument::UblInvoice | XmlDocument::UblCreditNote | XmlDocument::CiiInvoice) => {
                (None, Ok(file.to_vec()))
            }
            _ if is_cpp(root.as_ref()) => (
                Some(FlowSyntax::Cpp),
                Err("XML propre à Chorus Pro : Pupitre ne lit pas encore son contenu.".to_owned()),
            ),
            _ => (None, Err("Ce XML n’est pas une facture UBL ou CII.".to_owned())),
        },
        _ => (None, Err("Ce fichier n’est ni un XML ni un Factur-X.".to_owned())),
    };
    let read = xml.and_then(|xml| einvoice::read(&xml).map_err(|error| error.text_french()));
    let (syntax, invoice) = match read {
        Ok(invoice) => (syntax.or(Some(syntax_of(&invoice))), from_invoice(name, &invoice)),
        Err(unread) => {
            (syntax, FlowInvoice { file: name.to_owned(), unread: Some(unread), ..Default::default() })
        }
    };
    syntaxes.extend(syntax);
    // Nothing of a file that is no invoice at all is worth sending.
    if syntax.is_none() && reading.refused.is_none() && name.is_empty() {
        reading.refused = Some(Reason::NoFlow);
    }
    reading.invoices.push(invoice);
}

fn is_cpp(root: Option<&intake::XmlRoot>) -> bool {
    root.is_some_and(|root| root.local_name.starts_with("CPPFacture"))
}

/// What carries its lines is structured; what has none lives by its PDF.
fn syntax_of(invoice: &einvoice::Invoice) -> FlowSyntax {
    match (invoice.syntax, invoice.line_count) {
        (Syntax::Cii, 0) => FlowSyntax::CiiMinimal,
        (Syntax::Cii, _) => FlowSyntax::Cii,
        (Syntax::UblInvoice | Syntax::UblCreditNote, 0) => FlowSyntax::UblMinimal,
        (Syntax::UblInvoice | Syntax::UblCreditNote, _) => FlowSyntax::Ubl,
        // What comes from Chorus Pro; `einvoice::read` gives none.
        (Syntax::Pivot, _) => FlowSyntax::Cpp,
    }
}

fn from_invoice(name: &str, invoice: &einvoice::Invoice) -> FlowInvoice {
    let text = |text: &Option<String>| -> String {
        text.as_deref().unwrap_or_default().trim().chars().take(200).collect()
    };
    let issuer = invoice.seller.siret().or_else(|| invoice.seller.siren());
    let recipient = invoice.buyer.siret().or_else(|| invoice.buyer.siren());
    FlowInvoice {
        file: name.to_owned(),
        number: text(&invoice.number),
        credit_note: invoice.is_credit_note(),
        date: invoice.issue_date,
        issuer_name: text(&invoice.seller.name),
        issuer: issuer.unwrap_or_default(),
        recipient_name: text(&invoice.buyer.name),
        recipient: recipient.unwrap_or_default(),
        service_code: text(&invoice.buyer_reference),
        engagement: text(&invoice.order_reference),
        framework: text(&invoice.process),
        currency: text(&invoice.currency),
        gross: invoice.totals.grand_total,
        ..FlowInvoice::default()
    }
}

/// The SIREN of a number that is a SIRET or a SIREN.
pub(super) fn siren_of(number: &str) -> Option<String> {
    match number.len() {
        9 => Some(number.to_owned()),
        _ => Siret::parse(number).ok().map(|siret| siret.siren().to_owned()),
    }
}

struct Parts<'r> {
    reading: &'r mut FlowReading,
    syntaxes: &'r mut Vec<FlowSyntax>,
}

/// A file of an archive, held while it is read: its size has a bound.
struct Part {
    name: String,
    content: Vec<u8>,
}

impl Write for Part {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.content.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Parts<'_> {
    type File = Part;

    fn begin(&mut self, name: &str) -> io::Result<Part> {
        Ok(Part { name: name.to_owned(), content: Vec::new() })
    }

    fn finish(&mut self, file: Part) -> io::Result<()> {
        part(&file.name, &file.content, self.reading, self.syntaxes);
        Ok(())
    }

    fn abandon(&mut self, file: Part) {
        drop(file);
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        let unread = match why {
            Unopened::Encrypted => "Ce fichier est protégé par un mot de passe.",
            Unopened::Unsupported => "Ce fichier est compressé d’une façon que Pupitre ne lit pas.",
        };
        // Packed anew it would be missing, and nobody would be told.
        let reason = match why {
            Unopened::Encrypted => Reason::ArchiveEncrypted,
            Unopened::Unsupported => Reason::ArchiveUnreadable { taken: 0 },
        };
        self.reading.refused.get_or_insert(reason);
        let unread = Some(unread.to_owned());
        self.reading.invoices.push(FlowInvoice { file: name.to_owned(), unread, ..Default::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CII: &[u8] = br#"<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"><rsm:ExchangedDocument><ram:ID>FA-7</ram:ID><ram:TypeCode>380</ram:TypeCode></rsm:ExchangedDocument></rsm:CrossIndustryInvoice>"#;
    const UBL: &[u8] = br#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>FU-1</cbc:ID></Invoice>"#;

    #[test]
    fn a_flow_is_told_by_its_bytes() {
        let cii = read(CII);
        assert_eq!((cii.syntax, cii.refused.clone()), (Some(FlowSyntax::CiiMinimal), None));
        assert_eq!(cii.invoices[0].number, "FA-7");
        let ubl = read(UBL);
        assert_eq!(ubl.syntax, Some(FlowSyntax::UblMinimal));
        assert_eq!(read(b"Bonjour").refused, Some(Reason::NoFlow));
        assert_eq!(read(b"<a/>").refused, Some(Reason::NoFlow));
    }

    #[test]
    fn an_archive_is_as_many_invoices_and_its_syntax_is_theirs() {
        let archive = |parts: &[(&str, &[u8])]| super::super::repack::tar_gz_of(parts);
        let two = read(&archive(&[("un.xml", CII), ("deux.xml", CII)]));
        assert_eq!((two.syntax, two.invoices.len(), two.to_repack), (Some(FlowSyntax::CiiMinimal), 2, false));
        let mixed = read(&archive(&[("un.xml", CII), ("deux.xml", UBL)]));
        assert_eq!((mixed.syntax, mixed.invoices.len()), (None, 2));
        let odd = read(&archive(&[("un.xml", CII), ("notes.txt", b"x")]));
        assert!(odd.invoices[1].unread.is_some() && odd.refused.is_none());
    }

    #[test]
    fn a_damaged_archive_is_refused() {
        let mut cut = super::super::repack::tar_gz_of(&[("un.xml", CII)]);
        cut.truncate(cut.len() / 2);
        assert!(matches!(read(&cut).refused, Some(Reason::ArchiveUnreadable { .. })), "{:?}", read(&cut));
    }
}
