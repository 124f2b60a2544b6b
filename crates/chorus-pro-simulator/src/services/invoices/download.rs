//! telecharger/groupe: invoices as PDF, ZIP or PIVOT XML.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::search_rows::files_size;
use super::validator::named_validator;
use crate::archive::{self, file_name, free_name};
use crate::errors;
use crate::fields::fields;
use crate::files::FileSource;
use crate::input::Input;
use crate::invoice_pdf::invoice_pdf;
use crate::ledger::{Ledger, SideOfInvoice, technical_user};
use crate::pivot::{Piece, PivotInvoice, pivot};
use crate::random::fingerprint;
use crate::services::exchange::{Exchange, Outcome, Refusal, Work};
use crate::world::{Invoice, Right, Structure, UserAction, VatRate};

/// Largest result in bytes, before base64: that the 120 MB count so is inferred.
const LARGEST_RESULT: u64 = 120 * 1024 * 1024;

/// `format` of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// One PDF, or a ZIP; with or without the attachments.
    Pdf { with_attachments: bool },
    /// One XML with all invoices, always with their attachments.
    Pivot,
}

impl Format {
    fn read(input: Input<'_>) -> Result<Self, Refusal> {
        match input.text("format")? {
            Some("PIVOT") => Ok(Self::Pivot),
            Some("PDF") => {
                match input.text("avecPiecesJointesComplementaires")?.map(str::to_uppercase).as_deref() {
                    Some("OUI") => Ok(Self::Pdf { with_attachments: true }),
                    None | Some("NON") => Ok(Self::Pdf { with_attachments: false }),
                    Some(_) => Err(errors::DOWNLOAD_ATTACHMENTS.into()),
                }
            }
            _ => Err(errors::DOWNLOAD_FORMAT.into()),
        }
    }

    fn holds_attachments(self) -> bool {
        !matches!(self, Self::Pdf { with_attachments: false })
    }
}

/// `POST /factures/v1/telecharger/groupe`: each side asks with its own numbers of the invoices.
///
/// `idEspace` is not looked at: its values are not known but for 7 (received invoices) and the number of an invoice
/// already says whose side it is (inferred).
pub(crate) fn group(exchange: &mut Exchange<'_>, input: Input<'_>) -> Result<Work, Refusal> {
    let format = Format::read(input)?;
    let mut wanted: Vec<(usize, SideOfInvoice)> = Vec::new();
    for entry in input.objects("listeFacture")? {
        let id = entry.id("idFacture")?.ok_or(errors::INVOICE_NOT_FOUND)?;
        let found = visible(exchange, id).ok_or(errors::INVOICE_NOT_FOUND)?;
        if !wanted.contains(&found) {
            wanted.push(found);
        }
    }
    if wanted.is_empty() {
        return Err(errors::NO_INVOICE_NAMED.into());
    }
    let documents: Vec<Document> =
        wanted.iter().filter_map(|(position, _)| gather(exchange, *position, format)).collect();
    // Refused before anything is marked: what is too large has not been downloaded.
    if documents.iter().map(|document| document.size).sum::<u64>() > LARGEST_RESULT {
        return Err(Refusal::TooLarge);
    }
    let author = technical_user(&exchange.account.login);
    for (position, side) in wanted {
        let (at, author) = (exchange.now, Some(author.clone()));
        exchange.ledger.change(position, |invoice| {
            invoice.downloaded |= side == SideOfInvoice::Recipient;
            invoice.actions.push(UserAction { code: "TELECHARGEMENT_FACTURE".to_owned(), at, author });
        });
    }
    let rates = exchange.ledger.world.vat_rates.clone();
    let now = exchange.now;
    Ok(Box::new(move || result(format, documents, &rates, now)))
}

/// The PIVOT of an invoice for its recipient, to be made once the world is unlocked.
#[cfg(feature = "flows")]
pub(crate) fn pivot_of(
    exchange: &Exchange<'_>,
    position: usize,
    flow: String,
) -> Option<impl FnOnce() -> Option<Vec<u8>> + use<>> {
    let document = gather(exchange, position, Format::Pivot)?;
    let (rates, now) = (exchange.ledger.world.vat_rates.clone(), exchange.now);
    Some(move || pivot(&[document.for_pivot()?], &rates, &flow, now))
}

/// Where an invoice is that the account may download.
fn visible(exchange: &Exchange<'_>, id: i64) -> Option<(usize, SideOfInvoice)> {
    let (position, side) = exchange.ledger.find(id)?;
    let invoice = exchange.ledger.invoice(position)?;
    let allowed = match side {
        SideOfInvoice::Supplier => {
            exchange.account.may(Right::Supplier, invoice.supplier) || named_validator(exchange, id).is_some()
        }
        SideOfInvoice::Recipient => {
            exchange.account.may(Right::Recipient, invoice.recipient) && invoice.seen_by_recipient()
        }
    };
    allowed.then_some((position, side))
}

/// Everything about an invoice that is needed once the world is unlocked.
struct Document {
    invoice: Arc<Invoice>,
    supplier: Option<Structure>,
    recipient: Option<Structure>,
    validators: Vec<Structure>,
    /// `None`: a PDF is made.
    main: Option<StoredPiece>,
    attachments: Vec<StoredPiece>,
    /// Declared bytes of the files that go into the result.
    size: u64,
}

struct StoredPiece {
    name: String,
    category: String,
    source: FileSource,
}

fn gather(exchange: &Exchange<'_>, position: usize, format: Format) -> Option<Document> {
    let ledger: &Ledger = exchange.ledger;
    let invoice = Arc::clone(ledger.invoice(position)?);
    let piece = |id: i64, category: String| -> Option<StoredPiece> {
        let name = ledger.file(id)?.name.clone();
        Some(StoredPiece { name, category, source: exchange.files.source(id) })
    };
    let main = invoice.main_file.and_then(|id| piece(id, "Facture PDF".to_owned()));
    let mut attachments = Vec::new();
    let mut size = invoice.main_file.and_then(|id| ledger.file(id)).map_or(0, |file| file.size);
    if format.holds_attachments() {
        for attachment in &invoice.attachments {
            let kind = ledger.world.attachment_types.iter().find(|kind| kind.code == attachment.kind);
            attachments
                .extend(piece(attachment.file, kind.map_or_else(String::new, |kind| kind.label.clone())));
        }
        size = files_size(ledger, &invoice);
    }
    let structure = |id: i64| ledger.structure(id).cloned();
    Some(Document {
        supplier: structure(invoice.supplier),
        recipient: structure(invoice.recipient),
        validators: invoice.validators().filter_map(structure).collect(),
        invoice,
        main,
        attachments,
        size,
    })
}

impl Document {
    /// The PDF of the invoice: its own, or one made from its data.
    fn pdf(&self) -> Vec<u8> {
        let own = self.main.as_ref().and_then(|main| main.source.read());
        own.unwrap_or_else(|| invoice_pdf(&self.invoice, self.supplier.as_ref(), self.recipient.as_ref()))
    }

    fn pdf_name(&self) -> String {
        match &self.main {
            Some(main) => file_name(&main.name),
            None => format!("{}.pdf", file_name(&self.invoice.number)),
        }
    }

    /// Name and bytes of every file, the invoice first; names differ from each other.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut names = vec![self.pdf_name()];
        let mut files = vec![(self.pdf_name(), self.pdf())];
        for attachment in &self.attachments {
            let name = free_name(file_name(&attachment.name), &names);
            files.push((name.clone(), attachment.bytes()));
            names.push(name);
        }
        files
    }

    /// `None` when the world does not know one of the parties, which a PIVOT has to name.
    fn for_pivot(self) -> Option<PivotInvoice> {
        let mut pieces = vec![Piece {
            name: self.pdf_name(),
            category: "Facture PDF".to_owned(),
            main: true,
            bytes: self.pdf(),
        }];
        pieces.extend(self.attachments.into_iter().map(|attachment| Piece {
            bytes: attachment.bytes(),
            name: attachment.name,
            category: attachment.category,
            main: false,
        }));
        Some(PivotInvoice {
            invoice: self.invoice,
            supplier: self.supplier?,
            recipient: self.recipient?,
            validators: self.validators,
            pieces,
        })
    }
}

impl StoredPiece {
    /// A world may describe files whose bytes it never had: a sentence stands for them.
    fn bytes(&self) -> Vec<u8> {
        let sentence = "Le contenu de ce fichier n'est pas connu du simulateur.";
        self.source.read().unwrap_or_else(|| match self.name.to_lowercase().ends_with(".pdf") {
            true => crate::report_pdf::text_pdf(&self.name, &[sentence.to_owned()]),
            false => sentence.as_bytes().to_vec(),
        })
    }
}

/// Reads, packs and encodes. Blocking.
fn result(format: Format, documents: Vec<Document>, rates: &[VatRate], now: DateTime<Utc>) -> Outcome {
    let bytes = match format {
        Format::Pivot => {
            let flow = flow_number(&documents, now);
            let invoices: Option<Vec<PivotInvoice>> =
                documents.into_iter().map(Document::for_pivot).collect();
            invoices.and_then(|invoices| pivot(&invoices, rates, &flow, now))
        }
        Format::Pdf { .. } => match documents.as_slice() {
            // One document for one invoice: the PDF itself.
            [document] if document.attachments.is_empty() => Some(document.pdf()),
            [document] => archive::zip(document.files()),
            _ => archive::zip(folders(&documents)),
        },
    };
    let bytes = bytes.ok_or(Refusal::TooLarge)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_RESULT {
        return Err(Refusal::TooLarge);
    }
    Ok(fields(json!({"fichierResultat": STANDARD.encode(bytes)})))
}

/// One folder per invoice, named by its number.
fn folders(documents: &[Document]) -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for document in documents {
        let folder = free_name(file_name(&document.invoice.number), &names);
        files.extend(document.files().into_iter().map(|(name, bytes)| (format!("{folder}/{name}"), bytes)));
        names.push(folder);
    }
    files
}

/// `IdFlx` of a download: stable for the same invoices at the same instant. Ours.
fn flow_number(documents: &[Document], now: DateTime<Utc>) -> String {
    let instant = now.timestamp_millis().to_be_bytes();
    let ids: Vec<[u8; 8]> = documents.iter().map(|document| document.invoice.id.to_be_bytes()).collect();
    let mut parts: Vec<&[u8]> = vec![&instant];
    parts.extend(ids.iter().map(<[u8; 8]>::as_slice));
    let digits: String =
        fingerprint(&parts).bytes().map(|byte| char::from(b'0' + byte % 10)).take(15).collect();
    format!("CPP0010000{digits}")
}
