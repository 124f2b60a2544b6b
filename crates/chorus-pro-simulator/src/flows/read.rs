//! From one file of a flow to a document.

use std::fmt::Display;

use einvoice::pdf::looks_like_pdf;
use einvoice::{Invoice, Party, ReadError};

use super::document::Document;
use super::fault::Fault;
use super::pdf::ReadPdf;
use super::pieces;
use super::syntax::{Reader, Syntax};
use super::unpack::File;
use crate::amount::Amount;
use crate::world::{FlowInvoice, FlowLine, FlowTotals, FlowVat, TechnicalError};

/// Roots of the signature files that may lie beside the invoices of an archive (formats.md §9). They are not
/// checked, whatever `avecSignature` says.
const SIGNATURE_ROOTS: [&str; 3] = ["Signature", "Signatures", "XAdESSignatures"];
/// Characters of the comment an invoice may carry.
const NOTE_LIMIT: usize = 2_000;

/// The document in a file; `None` for a signature.
pub(super) fn document(
    file: &File,
    syntax: &Syntax,
    read_pdf: &ReadPdf<'_>,
) -> Result<Option<Document>, TechnicalError> {
    let wrong = |label: String| {
        let place = if file.name.is_empty() { String::new() } else { format!("{} : ", file.name) };
        Fault::Format.error(format!("{place}{label}"))
    };
    let is_pdf = looks_like_pdf(&file.bytes);
    let in_archive = !file.name.is_empty();
    if in_archive && file.name.to_ascii_lowercase().ends_with(".p7s") {
        return Ok(None);
    }
    match syntax.reader {
        Reader::None => {
            let label = format!("La syntaxe {} n'est pas lue par ce simulateur.", syntax.code);
            Err(Fault::Unsupported.error(label))
        }
        Reader::FacturX if !is_pdf && !in_archive => {
            Err(wrong("Le fichier n'est pas un PDF, comme la syntaxe annoncée le demande.".to_owned()))
        }
        Reader::FacturX if is_pdf => {
            let embedded = read_pdf(&file.bytes).map_err(wrong)?;
            let xml = embedded
                .ok_or_else(|| wrong("Le PDF ne contient pas de facture au format Factur-X.".to_owned()))?;
            let invoice = einvoice::read(&xml).map_err(|error| wrong(error.text_french()))?;
            let mut document = convert(&invoice, syntax);
            document.main = Some(pieces::pdf(&file.name, file.bytes.clone()));
            Ok(Some(document))
        }
        _ if is_pdf => Err(wrong("Le fichier est un PDF : la syntaxe annoncée demande un XML.".to_owned())),
        reader => match einvoice::read(&file.bytes) {
            Ok(invoice) if fits(&invoice, reader) => Ok(Some(convert(&invoice, syntax))),
            Ok(_) => Err(wrong("Le document n'est pas de la syntaxe annoncée.".to_owned())),
            Err(ReadError::UnsupportedRoot { root })
                if in_archive && SIGNATURE_ROOTS.contains(&root.as_str()) =>
            {
                Ok(None)
            }
            Err(error) => Err(wrong(error.text_french())),
        },
    }
}

fn fits(invoice: &Invoice, reader: Reader) -> bool {
    match reader {
        Reader::Cii => invoice.syntax == einvoice::Syntax::Cii,
        Reader::Ubl => invoice.syntax != einvoice::Syntax::Cii,
        Reader::FacturX | Reader::None => false,
    }
}

fn convert(invoice: &Invoice, syntax: &Syntax) -> Document {
    let mut document = Document { invoice: data(invoice), ..Document::default() };
    let embedded: Vec<&einvoice::Attachment> =
        invoice.attachments.iter().filter(|attachment| attachment.content.is_some()).collect();
    // The Chorus dialect marks the main document by its type 01 or by the media type of a PDF.
    let is_main = |attachment: &&einvoice::Attachment| {
        attachment.type_code.as_deref() == Some("01")
            || attachment.media_type.as_deref() == Some("application/pdf")
    };
    let main = if syntax.mixed { embedded.iter().position(is_main).or(Some(0)) } else { None };
    for (position, attachment) in embedded.into_iter().enumerate() {
        match pieces::embedded(attachment) {
            Some(piece) if main == Some(position) => document.main = Some(piece),
            Some(piece) => document.attachments.push(piece),
            None => document.invoice.bad_attachments += 1,
        }
    }
    document
}

fn data(invoice: &Invoice) -> FlowInvoice {
    // A UBL credit note says by its root what its type code may leave out.
    let type_code = invoice.type_code.clone().or_else(|| invoice.is_credit_note().then(|| "381".to_owned()));
    let notes: Vec<&str> = invoice.notes.iter().map(|note| note.text.as_str()).collect();
    let note: String = notes.join("\n").chars().take(NOTE_LIMIT).collect();
    FlowInvoice {
        number: invoice.number.clone(),
        issued_on: invoice.issue_date,
        type_code,
        currency: invoice.currency.clone(),
        tax_point_code: invoice.tax_point_code.clone(),
        service_code: invoice.buyer_reference.clone(),
        contract: invoice.contract_reference.clone(),
        engagement: invoice.order_reference.clone(),
        framework: invoice.process.clone(),
        profile: invoice.profile.clone(),
        original_number: invoice.preceding_invoices.first().map(|preceding| preceding.number.clone()),
        payment_means_code: invoice.payment_means_code.clone(),
        iban: invoice.iban.clone(),
        supplier_identifiers: identifiers(&invoice.seller),
        recipient: invoice.buyer.siret().or_else(|| identifiers(&invoice.buyer).into_iter().next()),
        validator: invoice.invoicee.siret(),
        totals: totals(&invoice.totals),
        vat: invoice.vat_breakdown.iter().map(vat).collect(),
        line_count: invoice.line_count,
        lines: invoice.lines.iter().map(line).collect(),
        note: (!note.is_empty()).then_some(note),
        ..FlowInvoice::default()
    }
}

/// What may identify a party in the directory: its SIRET, its registration, other identifiers, its VAT number.
fn identifiers(party: &Party) -> Vec<String> {
    let registration = party.legal_registration.iter().chain(&party.identifiers);
    let written = registration.map(|identifier| identifier.value.clone()).chain(party.vat_identifier.clone());
    let mut identifiers: Vec<String> = Vec::new();
    for value in party.siret().into_iter().chain(written) {
        let value: String = value.chars().filter(|letter| !letter.is_whitespace()).collect();
        if !value.is_empty() && !identifiers.contains(&value) {
            identifiers.push(value);
        }
    }
    identifiers
}

/// `None` also for a number beyond what Chorus Pro holds.
fn amount(value: Option<impl Display>) -> Option<Amount> {
    Amount::parse(&value?.to_string())
}

fn totals(totals: &einvoice::Totals) -> FlowTotals {
    FlowTotals {
        line_total: amount(totals.line_total),
        allowances: amount(totals.allowance_total),
        charges: amount(totals.charge_total),
        without_vat: amount(totals.tax_basis),
        vat: amount(totals.tax),
        with_vat: amount(totals.grand_total),
        prepaid: amount(totals.prepaid),
        rounding: amount(totals.rounding),
        due: amount(totals.due),
    }
}

fn vat(vat: &einvoice::VatBreakdown) -> FlowVat {
    FlowVat {
        base: amount(vat.base),
        vat: amount(vat.tax),
        category: vat.category.clone(),
        rate: amount(vat.rate),
        exemption_reason: vat.exemption_reason.clone().or_else(|| vat.exemption_reason_code.clone()),
    }
}

fn line(line: &einvoice::Line) -> FlowLine {
    let unit_price = match (line.net_price, line.price_quantity) {
        (Some(price), Some(quantity)) if !quantity.is_zero() => price.checked_div(quantity),
        (price, _) => price,
    };
    FlowLine {
        name: line.name.clone(),
        reference: line.item_identifier.clone(),
        quantity: amount(line.quantity),
        unit: line.unit_code.clone(),
        unit_price: amount(unit_price),
        net: amount(line.net_amount),
        rate: amount(line.vat_rate),
    }
}
