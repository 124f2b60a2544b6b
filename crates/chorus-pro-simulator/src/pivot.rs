//! The PIVOT XML of telecharger/groupe: `CPPFacturePivot` with the elements of API.md §9 in their order.
//!
//! Order, obligation and kind of the elements are those of the published schema V2_02 (`tests/api/pivot.rs` holds
//! them). **Inferred** here: the codes of sender and receiver, the form of the production date, that attachments are each
//! a ZIP in base64 (formats.md §7), which optional elements stay away, the numbers of the statuses of validators, and
//! what stands for values that the schema demands and an invoice may lack (mode of payment, reception).

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as XmlEvent};

use crate::amount::Amount;
use crate::archive;
use crate::clock::{day, instant_text};
use crate::status::Status;
use crate::world::{Event, Invoice, Structure, VatRate};

/// Version of the schema the elements are taken from.
const VERSION: &str = "V2_02";
/// Declared at the root, as real files do.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Chorus Pro in the names of its own flows (API.md §8).
const SENDER: &str = "CPP001";
/// A receiver without an application code of its own: a downloading person or program.
const RECEIVER: &str = "APICPRO";
/// Longest name of an attachment, and longest category.
const NAME_LENGTH: usize = 50;

/// One invoice with everything its XML shows.
pub(crate) struct PivotInvoice {
    pub(crate) invoice: Arc<Invoice>,
    pub(crate) supplier: Structure,
    pub(crate) recipient: Structure,
    /// First, then second validator.
    pub(crate) validators: Vec<Structure>,
    pub(crate) pieces: Vec<Piece>,
}

/// A file inside the XML.
pub(crate) struct Piece {
    pub(crate) name: String,
    /// What it is, in words.
    pub(crate) category: String,
    /// The invoice itself, not an attachment to it.
    pub(crate) main: bool,
    pub(crate) bytes: Vec<u8>,
}

type Xml = Writer<Vec<u8>>;

/// The XML of all invoices; `None` when it cannot be written. Blocking: attachments are packed.
pub(crate) fn pivot(
    invoices: &[PivotInvoice],
    rates: &[VatRate],
    flow: &str,
    now: DateTime<Utc>,
) -> Option<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    match document(&mut xml, invoices, rates, flow, now) {
        Ok(()) => Some(xml.into_inner()),
        Err(error) => {
            tracing::warn!(%error, "a PIVOT file was not written");
            None
        }
    }
}

fn document(
    xml: &mut Xml,
    invoices: &[PivotInvoice],
    rates: &[VatRate],
    flow: &str,
    now: DateTime<Utc>,
) -> io::Result<()> {
    xml.write_event(XmlEvent::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let count = invoices.len().to_string();
    let root = xml.create_element("CPPFacturePivot").with_attribute(("xmlns:xsi", INSTANCE));
    let root = root.with_attribute(("Version", VERSION));
    root.write_inner_content(|xml| {
        inside(xml, "Enveloppe", |xml| {
            numbered(xml, "EnveloppeUnitaire", 1, |xml| envelope(xml, flow, now))
        })?;
        let all = xml.create_element("CPPFactures").with_attribute(("Compteur", count.as_str()));
        all.write_inner_content(|xml| {
            for (invoice, number) in invoices.iter().zip(1..) {
                numbered(xml, "CPPFacturePivotUnitaire", number, |xml| unit(xml, invoice, rates))?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn envelope(xml: &mut Xml, flow: &str, now: DateTime<Utc>) -> io::Result<()> {
    inside(xml, "Parametres", |xml| {
        for ((code, value), number) in
            [("DtPrd", instant_text(now)), ("IdFlx", flow.to_owned())].iter().zip(1_u32..)
        {
            // The only order number that has four digits.
            let number = format!("{number:04}");
            let parameter =
                xml.create_element("ParametreIndiv").with_attribute(("NumOrdre", number.as_str()));
            parameter.write_inner_content(|xml| {
                leaf(xml, "Code", code)?;
                leaf(xml, "Valeurparametre", value)
            })?;
        }
        Ok(())
    })?;
    inside(xml, "Partenaires", |xml| {
        inside(xml, "Recepteur", |xml| leaf(xml, "Id", RECEIVER))?;
        inside(xml, "Emetteur", |xml| leaf(xml, "Id", SENDER))
    })
}

fn unit(xml: &mut Xml, document: &PivotInvoice, rates: &[VatRate]) -> io::Result<()> {
    let invoice = &document.invoice;
    inside(xml, "Fournisseur", |xml| supplier(xml, invoice, &document.supplier))?;
    inside(xml, "Debiteur", |xml| debtor(xml, invoice, &document.recipient))?;
    inside(xml, "DonneesFacture", |xml| data(xml, invoice, rates))?;
    for (piece, number) in document.pieces.iter().zip(1..) {
        numbered(xml, "PJ", number, |xml| attachment(xml, piece))?;
    }
    let opinions = opinions(invoice, &document.validators);
    if opinions.is_empty() {
        return Ok(());
    }
    inside(xml, "CycleDeValidation", |xml| {
        opinions
            .iter()
            .try_for_each(|opinion| inside(xml, "ValidationUnitaire", |xml| validation(xml, opinion)))
    })
}

fn supplier(xml: &mut Xml, invoice: &Invoice, structure: &Structure) -> io::Result<()> {
    leaf(xml, "TypeIdentifiant", identifier_number(&structure.identifier_type))?;
    leaf(xml, "Identifiant", &structure.identifier)?;
    leaf(xml, "RaisonSociale", &structure.name)?;
    leaf(xml, "CodePays", "FR")?;
    let bank = structure.bank_accounts.iter().find(|account| Some(account.id) == invoice.bank_account);
    if let Some(bank) = bank {
        xml.create_element("ReferenceBancaire").with_attribute(("Type", "IBAN")).write_inner_content(
            |xml| {
                leaf(xml, "Compte", &bank.iban)?;
                leaf(xml, "Etablissement", &bank.bic)
            },
        )?;
    }
    leaf(xml, "ModeEmission", emission(&invoice.deposit_mode))
}

fn debtor(xml: &mut Xml, invoice: &Invoice, structure: &Structure) -> io::Result<()> {
    leaf(xml, "TypeIdentifiant", identifier_number(&structure.identifier_type))?;
    leaf(xml, "Identifiant", &structure.identifier)?;
    leaf(xml, "Nom", &structure.name)?;
    let service = structure.services.iter().find(|service| Some(service.id) == invoice.service);
    optional(xml, "CodeService", service.map(|service| service.code.as_str()))?;
    optional(xml, "NomService", service.map(|service| service.name.as_str()))
}

fn data(xml: &mut Xml, invoice: &Invoice, rates: &[VatRate]) -> io::Result<()> {
    leaf(xml, "Id", &invoice.number)?;
    leaf(xml, "IdCPRO", &invoice.recipient_side_id.to_string())?;
    leaf(xml, "Renvoi", sent_again(invoice))?;
    optional(xml, "IdFactureOrigine", invoice.credit.as_ref().map(|credit| credit.original_number.as_str()))?;
    leaf(xml, "Type", if invoice.is_credit_note() { "381" } else { "380" })?;
    leaf(xml, "Cadre", cadre(&invoice.framework))?;
    leaf(xml, "DateEmissionFacture", &invoice.issued_on.to_string())?;
    let code = payment_code(invoice.payment_mode.as_deref());
    inside(xml, "ModePaiement", |xml| leaf(xml, "Code", code))?;
    let received = invoice.history.iter().find(|event| event.status == Status::MiseADisposition);
    let received = received.map_or(invoice.deposited_at, |event| event.at);
    leaf(xml, "DateReception", &day(received).to_string())?;
    leaf(xml, "Devise", &invoice.currency)?;
    inside(xml, "Montants", |xml| {
        leaf(xml, "MontantHT", &decimal(invoice.totals.without_vat))?;
        leaf(xml, "MontantTTC", &decimal(invoice.totals.with_vat))?;
        leaf(xml, "MontantNetAPayer", &decimal(invoice.totals.payable))
    })?;
    let value = |code: Option<&str>, manual: Option<Amount>| {
        let known = rates.iter().find(|rate| Some(rate.code.as_str()) == code);
        manual.or(known.map(|rate| rate.value)).unwrap_or(Amount::ZERO)
    };
    if !invoice.vat_lines.is_empty() {
        inside(xml, "TVAs", |xml| {
            invoice.vat_lines.iter().try_for_each(|line| {
                inside(xml, "TVA", |xml| {
                    leaf(xml, "Taux", &decimal(value(line.rate_code.as_deref(), line.manual_rate)))?;
                    leaf(xml, "BaseHt", &decimal(line.base))?;
                    leaf(xml, "MontantTVA", &decimal(line.vat))
                })
            })
        })?;
    }
    if invoice.contract.is_some() || invoice.engagement.is_some() {
        inside(xml, "Engagement", |xml| {
            optional(xml, "NumeroMarche", invoice.contract.as_deref())?;
            optional(xml, "NumeroEngagement", invoice.engagement.as_deref())
        })?;
    }
    if invoice.lines.is_empty() {
        return Ok(());
    }
    inside(xml, "Lignes", |xml| {
        invoice.lines.iter().try_for_each(|line| {
            numbered(xml, "Ligne", line.number, |xml| {
                let name = line.reference.as_deref().or(line.name.as_deref());
                optional(xml, "ReferenceProduit", name)?;
                leaf(xml, "PrixUnitaire", &decimal(line.unit_price))?;
                leaf(xml, "Quantite", &decimal(line.quantity))?;
                leaf(xml, "MontantHT", &decimal(line.net()))?;
                leaf(xml, "TauxTVA", &decimal(value(line.rate_code.as_deref(), line.manual_rate)))
            })
        })
    })
}

fn attachment(xml: &mut Xml, piece: &Piece) -> io::Result<()> {
    let packed = archive::zip([(archive::file_name(&piece.name), piece.bytes.clone())]);
    let packed = packed.ok_or_else(|| io::Error::other("an attachment was not packed"))?;
    let stem = piece.name.rsplit_once('.').map_or(piece.name.as_str(), |(stem, _)| stem);
    leaf(xml, "Contenu", &STANDARD.encode(packed))?;
    leaf(xml, "NomPJ", &format!("{}.zip", first(stem, NAME_LENGTH - 4)))?;
    // The invoice itself has no name of its own.
    if !piece.main {
        leaf(xml, "NomPJOrigine", &first(&piece.name, NAME_LENGTH))?;
    }
    leaf(xml, "CategoriePJ", &first(&piece.category, NAME_LENGTH))?;
    leaf(xml, "TypePJ", if piece.main { "01" } else { "02" })?;
    leaf(xml, "MimeTypePJ", "application/zip")
}

/// What a validator said, and when.
struct Opinion<'a> {
    event: &'a Event,
    number: &'static str,
    validator: &'a Structure,
}

/// The opinions in the order of time. The reference has no numbers for these statuses: these are ours, beyond those of
/// the life-cycle schema.
fn opinions<'a>(invoice: &'a Invoice, validators: &'a [Structure]) -> Vec<Opinion<'a>> {
    use Status::{
        AbsenceValidation1HorsDelai, AbsenceValidation2HorsDelai, Refusee1, Refusee2, Validee1, Validee2,
    };
    let opinion = |event: &'a Event| {
        let (level, number) = match event.status {
            Validee1 => (0, "101"),
            Refusee1 => (0, "102"),
            AbsenceValidation1HorsDelai => (0, "103"),
            Validee2 => (1, "201"),
            Refusee2 => (1, "202"),
            AbsenceValidation2HorsDelai => (1, "203"),
            _ => return None,
        };
        Some(Opinion { event, number, validator: validators.get(level)? })
    };
    invoice.history.iter().filter_map(opinion).collect()
}

fn validation(xml: &mut Xml, opinion: &Opinion<'_>) -> io::Result<()> {
    let Opinion { event, number, validator } = opinion;
    leaf(xml, "DateStatut", &day(event.at).to_string())?;
    leaf(xml, "CodeStatut", number)?;
    optional(xml, "Commentaire", event.comment.as_deref())?;
    inside(xml, "ProducteurStatut", |xml| {
        leaf(xml, "TypeIdentifiant", identifier_number(&validator.identifier_type))?;
        leaf(xml, "Id", &validator.identifier)?;
        leaf(xml, "RaisonSociale", &validator.name)?;
        leaf(xml, "CodePays", "FR")
    })
}

/// `Renvoi`: how the invoice came back to the recipient, if it did.
fn sent_again(invoice: &Invoice) -> &'static str {
    let events = || invoice.history.iter().map(|event| event.status);
    let last = events().rfind(|status| matches!(status, Status::Completee | Status::ARecycler));
    match last {
        Some(Status::Completee) => "Complétée",
        Some(_) => "Recyclée",
        None => "Non",
    }
}

/// The number of an identifier type (enums.md §3).
fn identifier_number(kind: &str) -> &'static str {
    match kind {
        "UE_HORS_FRANCE" => "2",
        "HORS_UE" => "3",
        "RIDET" => "4",
        "TAHITI" => "5",
        "AUTRE" => "6",
        "PARTICULIER" => "7",
        _ => "1",
    }
}

/// The code of a payment mode (enums.md §3). The schema demands one: AUTRE is told as a card, which a flow is read the
/// other way round from, and no mode at all as a transfer (inferred).
fn payment_code(mode: Option<&str>) -> &'static str {
    match mode {
        Some("ESPECE") => "10",
        Some("CHEQUE") => "20",
        Some("PRELEVEMENT") => "49",
        Some("REPORT") => "97",
        Some("AUTRE") => "48",
        _ => "30",
    }
}

/// The cadre in short: A1_FACTURE_FOURNISSEUR is A1 in every XML format (enums.md §2). A11, which the schema dropped, is
/// told as the other demand for payment of a subcontractor (inferred).
fn cadre(framework: &str) -> &str {
    match framework.split('_').next().unwrap_or_default() {
        "A11" => "A10",
        short => short,
    }
}

/// `ModeEmission` of a deposit mode; that the portal's entry and upload go with those of the API is inferred.
fn emission(mode: &str) -> &'static str {
    match mode {
        "EDI_NUMERISATION" => "numérisation",
        "SAISIE_API" | "SAISIE_PORTAIL" | "SAISIE_WEB" => "saisie",
        _ if mode.starts_with("DEPOT_PDF") || mode == "PORTAIL_PDF" => "PDF",
        _ => "flux",
    }
}

/// Without an exponent, which `xs:decimal` does not know.
fn decimal(amount: Amount) -> String {
    amount.plain()
}

fn first(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn inside(xml: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(content)?;
    Ok(())
}

fn numbered(
    xml: &mut Xml,
    name: &str,
    number: i64,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let number = number.to_string();
    xml.create_element(name).with_attribute(("NumOrdre", number.as_str())).write_inner_content(content)?;
    Ok(())
}

fn leaf(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    // XML 1.0 has no place for these, not even escaped.
    let plain: String =
        text.chars().filter(|letter| !letter.is_control() || "\t\n\r".contains(*letter)).collect();
    xml.create_element(name).write_text_content(BytesText::new(&plain))?;
    Ok(())
}

fn optional(xml: &mut Xml, name: &str, text: Option<&str>) -> io::Result<()> {
    text.map_or(Ok(()), |text| leaf(xml, name, text))
}
