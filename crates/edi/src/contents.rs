//! What a file is, whether it comes from Chorus Pro or is to leave.

use std::io::{self, Cursor, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDate;
use domain::FlowSyntax;
use einvoice::{Invoice, Syntax};
use intake::{Allowance, Kind, Limits, OpenError, Sink, Unopened, XmlDocument};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::pivot::{self, PivotFacts};
use crate::{Finding, Statuses, statuses};

/// Most files of an archive that are read: as many as a flow may hold invoices (formats.md §9).
pub const MOST_PARTS: usize = 500;
/// Largest file in an archive, bytes.
const LARGEST_PART: u64 = 20_000_000;
/// Largest document that is taken out of a pivot, bytes.
const LARGEST_DOCUMENT: u64 = 30_000_000;

/// What a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Whether it is an archive, and whether it is the tar.gz that the EDI takes.
    pub archive: bool,
    /// See [`Contents::archive`].
    pub tar_gz: bool,
    /// Its files; the file itself where it is no archive.
    pub parts: Vec<Part>,
    /// What there is to say about the whole.
    pub findings: Vec<Finding>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the archive; empty where there is none.
    pub name: String,
    /// What it is.
    pub content: Content,
    /// What there is to say about it.
    pub findings: Vec<Finding>,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Reports of flows or life cycles of invoices.
    Statuses(Statuses),
    /// Invoices as recipients get them.
    Pivot {
        /// `Version` of the schema.
        version: Option<String>,
        /// `IdFlx`.
        flow: Option<String>,
        /// Its invoices.
        invoices: Vec<PivotFacts>,
    },
    /// An invoice that is to leave.
    Invoice {
        /// How it is written.
        syntax: FlowSyntax,
        /// The invoice.
        facts: Box<InvoiceFacts>,
    },
    /// Something else, or something that cannot be read.
    Unknown,
}

/// What an invoice says, in the terms of EN 16931.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceFacts {
    /// BT-1.
    pub number: String,
    /// Facture or avoir.
    pub credit_note: bool,
    /// BT-2.
    pub date: Option<NaiveDate>,
    /// The number of the seller: its SIRET, else what stands there.
    pub supplier: String,
    /// BT-27.
    pub supplier_name: String,
    /// BT-47.
    pub recipient: String,
    /// BT-44.
    pub recipient_name: String,
    /// BT-10.
    pub service: Option<String>,
    /// BT-13.
    pub engagement: Option<String>,
    /// BT-23.
    pub framework: Option<String>,
    /// BT-5.
    pub currency: String,
    /// BT-84, without spaces.
    #[serde(default)]
    pub iban: Option<String>,
    /// BT-109.
    pub net: Option<Decimal>,
    /// BT-110.
    pub vat: Option<Decimal>,
    /// BT-112.
    pub gross: Option<Decimal>,
    /// BT-115.
    pub due: Option<Decimal>,
}

pub(crate) fn facts_of(invoice: &Invoice) -> InvoiceFacts {
    let short = |text: Option<&String>| text.map(|text| text.trim().chars().take(200).collect::<String>());
    let number_of = |party: &einvoice::Party| {
        let raw = || party.legal_registration.as_ref().map(|identifier| identifier.value.clone());
        party.siret().or_else(raw).or_else(|| party.vat_identifier.clone()).unwrap_or_default()
    };
    let text = |text: Option<&String>| short(text).unwrap_or_default();
    InvoiceFacts {
        number: text(invoice.number.as_ref()),
        credit_note: invoice.is_credit_note(),
        date: invoice.issue_date,
        supplier: number_of(&invoice.seller),
        supplier_name: text(invoice.seller.name.as_ref()),
        recipient: number_of(&invoice.buyer),
        recipient_name: text(invoice.buyer.name.as_ref()),
        service: short(invoice.buyer_reference.as_ref()),
        engagement: short(invoice.order_reference.as_ref()),
        framework: short(invoice.process.as_ref()),
        currency: text(invoice.currency.as_ref()),
        iban: short(invoice.iban.as_ref()),
        net: invoice.totals.tax_basis,
        vat: invoice.totals.tax,
        gross: invoice.totals.grand_total,
        due: invoice.totals.due,
    }
}

/// Says what a file is. Bounded: an archive may hold [`MOST_PARTS`] files of 20 MB.
#[must_use]
pub fn read(file: &[u8]) -> Contents {
    let kind = kind_of(file);
    if !kind.is_archive() {
        return Contents { parts: vec![part("", file)], ..Contents::default() };
    }
    let mut contents = Contents { archive: true, tar_gz: kind == Kind::TarGz, ..Contents::default() };
    if !contents.tar_gz {
        let text = "Cette archive n’est pas un tar.gz, le seul format que l’EDI accepte.";
        contents.findings.push(Finding::error(text));
    }
    let files = u32::try_from(MOST_PARTS).unwrap_or(u32::MAX);
    let limits = Limits { files, file_bytes: LARGEST_PART, depth: 0, ..Limits::default() };
    let mut sink = Parts { contents: &mut contents };
    let opened =
        intake::open_archive(&kind, &mut Cursor::new(file), 0, &mut Allowance::new(limits), &mut sink);
    if let Err(error) = opened {
        contents.findings.push(Finding::error(match error {
            OpenError::Limit(_) => {
                "Cette archive dépasse ce qui se lit : 500 fichiers, 20 Mo chacun, 500 Mo en tout."
            }
            _ => "Cette archive est endommagée : elle n’a pas pu être lue jusqu’au bout.",
        }));
    } else if contents.parts.is_empty() {
        contents.findings.push(Finding::error("Cette archive est vide."));
    }
    contents
}

fn kind_of(file: &[u8]) -> Kind {
    intake::kind_of(&mut Cursor::new(file)).unwrap_or(Kind::Unknown)
}

fn part(name: &str, file: &[u8]) -> Part {
    let unknown = |text: String| Part {
        name: name.to_owned(),
        content: Content::Unknown,
        findings: vec![Finding::error(text)],
    };
    match kind_of(file) {
        Kind::Xml { root } => match root.as_ref().map(|root| root.local_name.as_str()) {
            Some(statuses::ROOT) => match statuses::read(file) {
                Ok((statuses, findings)) => {
                    Part { name: name.to_owned(), content: Content::Statuses(statuses), findings }
                }
                Err(error) => unknown(error.text_french()),
            },
            Some(einvoice::pivot::ROOT) => match einvoice::pivot::read(file) {
                Ok(pivot) => {
                    let (invoices, findings) = pivot::facts(&pivot);
                    let content = Content::Pivot { version: pivot.version, flow: pivot.flow, invoices };
                    Part { name: name.to_owned(), content, findings }
                }
                Err(error) => unknown(error.text_french()),
            },
            _ => match root.as_ref().and_then(intake::XmlRoot::document) {
                Some(XmlDocument::UblInvoice | XmlDocument::UblCreditNote | XmlDocument::CiiInvoice) => {
                    invoice(name, file, None)
                }
                _ => match einvoice::read(file) {
                    // Broken, or hostile, before anything else.
                    Err(error) if !matches!(error, einvoice::ReadError::UnsupportedRoot { .. }) => {
                        unknown(error.text_french())
                    }
                    _ => unknown(
                        "Ce XML n’est ni un retour de Chorus Pro (CPPStatut, CPPFacturePivot), ni une facture UBL ou CII."
                            .to_owned(),
                    ),
                },
            },
        },
        Kind::Pdf => match einvoice::pdf::read(file.to_vec()) {
            Ok(report) => match report.invoice {
                Some(embedded) => invoice(name, &embedded.xml, Some(FlowSyntax::FacturX)),
                None => unknown("Ce PDF ne contient pas de facture électronique (Factur-X).".to_owned()),
            },
            Err(error) => unknown(error.text_french().to_owned()),
        },
        Kind::Empty => unknown("Ce fichier est vide.".to_owned()),
        kind if kind.is_archive() => {
            unknown("C’est une archive dans une archive : l’EDI ne l’ouvre pas.".to_owned())
        }
        _ => unknown("Ce fichier n’est ni un XML ni un Factur-X.".to_owned()),
    }
}

fn invoice(name: &str, xml: &[u8], known: Option<FlowSyntax>) -> Part {
    let read = match einvoice::read(xml) {
        Ok(read) => read,
        Err(error) => {
            let findings = vec![Finding::error(error.text_french())];
            return Part { name: name.to_owned(), content: Content::Unknown, findings };
        }
    };
    let syntax = known.unwrap_or(match (read.syntax, read.line_count) {
        (Syntax::Cii, 0) => FlowSyntax::CiiMinimal,
        (Syntax::Cii, _) => FlowSyntax::Cii,
        (Syntax::UblInvoice | Syntax::UblCreditNote, 0) => FlowSyntax::UblMinimal,
        (Syntax::UblInvoice | Syntax::UblCreditNote, _) => FlowSyntax::Ubl,
        (Syntax::Pivot, _) => FlowSyntax::Cpp,
    });
    let facts = facts_of(&read);
    let mut findings: Vec<Finding> =
        read.findings.iter().map(|finding| Finding::error(finding.text_french.clone())).collect();
    // Where each limit comes from: formats.md §4.
    match facts.number.chars().count() {
        0 => findings.push(Finding::error("La facture n’a pas de numéro (BT-1).")),
        1..=20 => {}
        length => findings.push(Finding::error(format!(
            "Le numéro de facture compte {length} caractères ; Chorus Pro en accepte 20."
        ))),
    }
    if facts.date.is_none() {
        findings.push(Finding::error("La facture n’a pas de date lisible (BT-2)."));
    }
    if domain::Siret::parse(&facts.recipient).is_err() {
        findings.push(Finding::error("Le destinataire n’a pas de SIRET de 14 chiffres (BT-47)."));
    }
    if facts.supplier.is_empty() {
        findings.push(Finding::error("Le fournisseur n’a pas d’identifiant (BT-30)."));
    }
    Part { name: name.to_owned(), content: Content::Invoice { syntax, facts: Box::new(facts) }, findings }
}

/// The document of an invoice of a pivot, by the places of the pivot in the file and of the invoice in the pivot; empty
/// where there is none, or it is not packed as expected.
#[must_use]
pub fn main_document(file: &[u8], part: usize, invoice: usize) -> Vec<u8> {
    let kind = kind_of(file);
    let pivot = if kind.is_archive() {
        let files = u32::try_from(MOST_PARTS).unwrap_or(u32::MAX);
        let limits = Limits { files, file_bytes: LARGEST_PART, depth: 0, ..Limits::default() };
        let mut one = One { wanted: part, at: 0, found: None };
        // What broke off later does not matter: the file was found before.
        let _ = intake::open_archive(&kind, &mut Cursor::new(file), 0, &mut Allowance::new(limits), &mut one);
        one.found.unwrap_or_default()
    } else {
        file.to_vec()
    };
    let Ok(read) = einvoice::pivot::read(&pivot) else { return Vec::new() };
    drop(pivot);
    let Some(invoice) = read.invoices.into_iter().nth(invoice) else { return Vec::new() };
    let main = invoice.invoice.attachments.into_iter().find(|piece| piece.type_code.as_deref() == Some("01"));
    let content = main.and_then(|piece| STANDARD.decode(piece.content?).ok()).unwrap_or_default();
    let kind = kind_of(&content);
    if !kind.is_archive() {
        return content;
    }
    let limits = Limits { files: 20, file_bytes: LARGEST_DOCUMENT, depth: 0, ..Limits::default() };
    let mut one = One { wanted: 0, at: 0, found: None };
    let _ = intake::open_archive(&kind, &mut Cursor::new(&content), 0, &mut Allowance::new(limits), &mut one);
    one.found.unwrap_or_default()
}

/// A file of an archive, held while it is read: its size has a bound.
struct Held {
    name: String,
    content: Vec<u8>,
}

impl Write for Held {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.content.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Parts<'c> {
    contents: &'c mut Contents,
}

impl Sink for Parts<'_> {
    type File = Held;

    fn begin(&mut self, name: &str) -> io::Result<Held> {
        Ok(Held { name: name.to_owned(), content: Vec::new() })
    }

    fn finish(&mut self, file: Held) -> io::Result<()> {
        self.contents.parts.push(part(&file.name, &file.content));
        Ok(())
    }

    fn abandon(&mut self, file: Held) {
        drop(file);
    }

    fn unopened(&mut self, name: &str, why: Unopened) {
        let text = match why {
            Unopened::Encrypted => "Ce fichier est protégé par un mot de passe.",
            Unopened::Unsupported => "Ce fichier est compressé d’une façon qui ne se lit pas.",
        };
        let findings = vec![Finding::error(text)];
        self.contents.parts.push(Part { name: name.to_owned(), content: Content::Unknown, findings });
    }
}

/// One file of an archive, by its place; the others are let go.
struct One {
    wanted: usize,
    at: usize,
    found: Option<Vec<u8>>,
}

struct Maybe(Option<Vec<u8>>);

impl Write for Maybe {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if let Some(content) = &mut self.0 {
            content.extend_from_slice(piece);
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for One {
    type File = Maybe;

    fn begin(&mut self, _: &str) -> io::Result<Maybe> {
        self.at += 1;
        Ok(Maybe((self.at == self.wanted + 1).then(Vec::new)))
    }

    fn finish(&mut self, file: Maybe) -> io::Result<()> {
        self.found = self.found.take().or(file.0);
        Ok(())
    }

    fn abandon(&mut self, file: Maybe) {
        drop(file.0);
    }

    // It has a place among the parts too.
    fn unopened(&mut self, _: &str, _: Unopened) {
        self.at += 1;
    }
}
