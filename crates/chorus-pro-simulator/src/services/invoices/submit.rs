//! soumettre: one invoice, by data entry or for a PDF deposited before.

use base64::Engine as _;
use chrono::Datelike;
use serde_json::json;

use super::amounts::{self, Amounts};
use crate::clock::{date_text, day};
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::ledger::technical_user;
use crate::random::fingerprint;
use crate::services::exchange::{Exchange, Outcome, Refusal};
use crate::services::structures::routing::{Destination, destination};
use crate::status::Status;
use crate::world::{Attachment, CURRENCIES, Credit, Event, Invoice, Right, Structure};

/// How the invoice comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Entered,
    Pdf,
    SignedPdf,
}

impl Mode {
    pub(crate) fn read(code: Option<&str>) -> Result<Self, Refusal> {
        match code {
            Some("SAISIE_API") => Ok(Self::Entered),
            Some("DEPOT_PDF_API") => Ok(Self::Pdf),
            Some("DEPOT_PDF_SIGNE_API") => Ok(Self::SignedPdf),
            _ => Err(errors::DEPOSIT_MODE.into()),
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Entered => "SAISIE_API",
            Self::Pdf => "DEPOT_PDF_API",
            Self::SignedPdf => "DEPOT_PDF_SIGNE_API",
        }
    }
}

/// `POST /factures/v1/soumettre`.
pub(crate) fn submit(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mode = Mode::read(input.text("modeDepot")?)?;
    let supplier = supplier(exchange, input.object("fournisseur")?)?;
    let number = given_number(mode, input)?;
    let again = match &number {
        Some(number) => earlier(exchange, supplier.id, number)?,
        None => None,
    };
    let mut invoice = read_invoice(exchange, &supplier, mode, input)?;
    let status = if invoice.validator.is_some() { Status::AValider1 } else { Status::Deposee };
    let event = Event {
        status,
        at: exchange.now,
        comment: None,
        author: Some(technical_user(&exchange.account.login)),
    };
    invoice.number = number.unwrap_or_else(|| next_entered_number(exchange));
    for attachment in &mut invoice.attachments {
        attachment.link = exchange.ledger.world.new_id();
    }
    let number = invoice.number.clone();
    let id = match again {
        Some(position) => replace(exchange, position, invoice, event),
        None => {
            invoice.id = exchange.ledger.world.new_id();
            invoice.recipient_side_id = exchange.ledger.world.new_id();
            invoice.history.push(event);
            let id = invoice.id;
            exchange.ledger.add(invoice);
            id
        }
    };
    // Only an entered invoice carries a deposit certificate in the published answers.
    let certificate = (mode == Mode::Entered).then(|| certificate(&supplier.identifier, &number, id));
    Ok(fields(json!({
        "identifiantFactureCPP": id,
        "numeroFacture": number,
        "statutFacture": status.code(),
        "dateDepot": date_text(exchange.now),
        "identifiantStructure": supplier.identifier,
        "empreinteCertificatDepot": certificate,
    })))
}

/// 32 bytes in base64.
fn certificate(siret: &str, number: &str, id: i64) -> String {
    let digest = fingerprint(&[siret.as_bytes(), number.as_bytes(), &id.to_be_bytes()]);
    let bytes: Vec<u8> = (0..digest.len())
        .step_by(2)
        .filter_map(|at| u8::from_str_radix(digest.get(at..at + 2)?, 16).ok())
        .collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

pub(crate) fn supplier(exchange: &Exchange<'_>, input: Input<'_>) -> Result<Structure, Refusal> {
    let id = input.id("idFournisseur")?.ok_or(errors::UNKNOWN_SUPPLIER)?;
    let supplier = exchange.ledger.structure(id).ok_or(errors::UNKNOWN_SUPPLIER)?;
    if !exchange.account.may(Right::Supplier, id) {
        return Err(errors::NOT_ATTACHED.into());
    }
    if !supplier.active {
        return Err(errors::INACTIVE_SUPPLIER.into());
    }
    if let Some(bank) = input.id("codeCoordonneesBancairesFournisseur")?
        && !supplier.bank_accounts.iter().any(|account| account.id == bank)
    {
        return Err(errors::UNKNOWN_BANK_ACCOUNT.into());
    }
    Ok(supplier.clone())
}

/// The supplier's own service, when the submission names one.
pub(super) fn supplier_service(supplier: &Structure, input: Input<'_>) -> Result<Option<i64>, Refusal> {
    let Some(id) = input.id("idServiceFournisseur")? else { return Ok(None) };
    let known = supplier.services.iter().any(|service| service.id == id && service.active);
    if known { Ok(Some(id)) } else { Err(errors::UNKNOWN_SUPPLIER_SERVICE.into()) }
}

/// The number of a PDF deposit; an entered invoice gets its number from the platform.
fn given_number(mode: Mode, input: Input<'_>) -> Result<Option<String>, Refusal> {
    if mode == Mode::Entered {
        return Ok(None);
    }
    let number = input.reference("numeroFactureSaisi")?.ok_or(errors::NUMBER_REQUIRED)?;
    check_number(&number)?;
    Ok(Some(number))
}

/// The shape of an invoice number (business-rules.md §3), whichever way the invoice comes in.
pub(crate) fn check_number(number: &str) -> Result<(), Refusal> {
    if number.chars().count() > 20 {
        return Err(errors::NUMBER_TOO_LONG.into());
    }
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_/+ ".contains(letter);
    if !number.chars().all(allowed) {
        return Err(errors::NUMBER_CHARACTERS.into());
    }
    Ok(())
}

/// An invoice with the same number that may be submitted again; an error when it may not.
fn earlier(exchange: &Exchange<'_>, supplier: i64, number: &str) -> Result<Option<usize>, Refusal> {
    let Some(position) = exchange.ledger.numbered(supplier, number) else { return Ok(None) };
    let status = exchange.ledger.invoice(position).map(|invoice| invoice.status());
    match status {
        // GDP_MSG_11.001 names three of these; INTERPRETEE_OCR is in the graph (enums.md §1.1).
        Some(
            Status::Brouillon
            | Status::InterpreteeOcr
            | Status::ARecycler
            | Status::ErreurFournisseurSurValideur,
        ) => Ok(Some(position)),
        Some(
            Status::AValider1
            | Status::AValider2
            | Status::ErreurCotraitantSurValideur
            | Status::Refusee1
            | Status::Refusee2,
        ) => Err(errors::SUBMISSION_NOT_ALLOWED.into()),
        _ => Err(errors::DUPLICATE_NUMBER.into()),
    }
}

fn next_entered_number(exchange: &mut Exchange<'_>) -> String {
    let world = &mut exchange.ledger.world;
    world.last_entered_number += 1;
    format!("{}{:016}", day(exchange.now).year(), world.last_entered_number)
}

fn replace(exchange: &mut Exchange<'_>, position: usize, invoice: Invoice, event: Event) -> i64 {
    exchange.ledger.change(position, |known| {
        let kept = known.clone();
        *known = Invoice {
            id: kept.id,
            recipient_side_id: kept.recipient_side_id,
            history: kept.history,
            actions: kept.actions,
            planned: kept.planned,
            ..invoice
        };
    });
    exchange.ledger.enter(position, event, false);
    exchange.ledger.invoice(position).map_or(0, |invoice| invoice.id)
}

/// Checks everything but the number and gathers the invoice.
fn read_invoice(
    exchange: &Exchange<'_>,
    supplier: &Structure,
    mode: Mode,
    input: Input<'_>,
) -> Result<Invoice, Refusal> {
    let framework = input.object("cadreDeFacturation")?;
    let code = framework.text("codeCadreFacturation")?.unwrap_or_default();
    let validator = validator(exchange, supplier, code, framework)?;
    let recipient = input.object("destinataire")?;
    let siret = recipient.reference("codeDestinataire")?;
    let service = recipient.text("codeServiceExecutant")?;
    let content = read_content(exchange, supplier, mode, input, |engagement| {
        destination(exchange, supplier, siret.as_deref(), service, engagement)
    })?;
    Ok(Invoice { validator, ..content })
}

/// What any deposit holds, works documents included. `destination` is told the engagement number.
pub(crate) fn read_content(
    exchange: &Exchange<'_>,
    supplier: &Structure,
    mode: Mode,
    input: Input<'_>,
    destination: impl FnOnce(Option<&str>) -> Result<Destination, Refusal>,
) -> Result<Invoice, Refusal> {
    let references = References::read(input.object("references")?, exchange.ledger.strict)?;
    let code = input.object("cadreDeFacturation")?.text("codeCadreFacturation")?.unwrap_or_default();
    let Destination { structure, service } = destination(references.engagement.as_deref())?;
    let issued_on = match input.moment("dateFacture")? {
        Some(moment) => moment.day(),
        None if mode == Mode::Entered => day(exchange.now),
        None => return Err(errors::DATE_REQUIRED.into()),
    };
    let Amounts { totals, lines, vat_lines } =
        amounts::read(exchange, input, mode == Mode::Entered, code, &references.vat_regime)?;
    let bank_account = input.object("fournisseur")?.id("codeCoordonneesBancairesFournisseur")?;
    Ok(Invoice {
        id: 0,
        recipient_side_id: 0,
        number: String::new(),
        kind: references.kind,
        supplier: supplier.id,
        supplier_service: supplier_service(supplier, input.object("fournisseur")?)?,
        recipient: structure,
        service,
        framework: code.to_owned(),
        validator: None,
        second_validator: None,
        deposit_mode: mode.code().to_owned(),
        flow_number: None,
        issued_on,
        deposited_at: exchange.now,
        currency: references.currency,
        vat_regime: references.vat_regime,
        exemption_reason: references.exemption_reason,
        payment_mode: references.payment_mode,
        contract: references.contract,
        engagement: references.engagement,
        credit: references.original_number.map(|original_number| Credit { original_number }),
        totals,
        lines,
        vat_lines,
        main_file: main_file(exchange, mode, input.object("pieceJointePrincipale")?)?,
        attachments: attachments(exchange, input)?,
        bank_account,
        comment: comment(input)?,
        created_by: Some(exchange.account.login.clone()),
        downloaded: false,
        rejection_treated: false,
        archived: false,
        payment_order: None,
        history: Vec::new(),
        actions: Vec::new(),
        planned: None,
    })
}

fn validator(
    exchange: &Exchange<'_>,
    supplier: &Structure,
    code: &str,
    framework: Input<'_>,
) -> Result<Option<i64>, Refusal> {
    match code {
        "A1_FACTURE_FOURNISSEUR" | "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE" => Ok(None),
        "A9_FACTURE_SOUSTRAITANT" | "A12_FACTURE_COTRAITANT" => {
            let siret = framework.reference("codeStructureValideur")?.ok_or(errors::VALIDATOR_REQUIRED)?;
            let validator = exchange.ledger.world.structure_by_identifier(&siret);
            let validator = validator.filter(|structure| structure.active && structure.id != supplier.id);
            let validator = validator.ok_or(errors::UNKNOWN_VALIDATOR)?;
            match framework.text("codeServiceValideur")? {
                Some(service) if validator.service(service).is_none() => {
                    Err(errors::UNKNOWN_VALIDATOR.into())
                }
                _ => Ok(Some(validator.id)),
            }
        }
        _ => Err(errors::FRAMEWORK.into()),
    }
}

/// The block `references`.
struct References {
    kind: String,
    currency: String,
    vat_regime: String,
    exemption_reason: Option<String>,
    payment_mode: Option<String>,
    contract: Option<String>,
    engagement: Option<String>,
    original_number: Option<String>,
}

impl References {
    fn read(input: Input<'_>, strict: bool) -> Result<Self, Refusal> {
        let one_of = |value: Option<&str>, known: &[&str]| {
            value.filter(|code| known.contains(code)).map(str::to_owned)
        };
        let currency =
            input.text("deviseFacture")?.filter(|code| CURRENCIES.iter().any(|(known, ..)| known == code));
        let kind = one_of(input.text("typeFacture")?, &["FACTURE", "AVOIR"]).ok_or(errors::KIND)?;
        let regimes = ["TVA_SUR_DEBIT", "TVA_SUR_ENCAISSEMENT", "EXONERATION", "SANS_TVA"];
        let vat_regime = one_of(input.text("typeTva")?, &regimes).ok_or(errors::VAT_REGIME)?;
        let exemption_reason = input.text("motifExonerationTva")?.map(str::to_owned);
        if strict && vat_regime == "EXONERATION" && exemption_reason.is_none() {
            return Err(errors::EXEMPTION_REASON.into());
        }
        let modes = ["CHEQUE", "PRELEVEMENT", "VIREMENT", "ESPECE", "AUTRE", "REPORT"];
        let payment_mode = match input.text("modePaiement")? {
            // Mandatory on invoices; credit notes go without (business-rules.md §5).
            None if kind == "AVOIR" => None,
            given => Some(one_of(given, &modes).ok_or(errors::PAYMENT_MODE)?),
        };
        let original_number = input.reference("numeroFactureOrigine")?;
        if strict && kind == "AVOIR" && original_number.is_none() {
            return Err(errors::ORIGINAL_REQUIRED.into());
        }
        let contract = input.reference("numeroMarche")?;
        let engagement = input.reference("numeroBonCommande")?;
        let longer =
            |value: &Option<String>, limit| value.as_ref().is_some_and(|text| text.chars().count() > limit);
        if longer(&contract, 50) || longer(&engagement, 50) || longer(&original_number, 20) {
            return Err(errors::REFERENCE_TOO_LONG.into());
        }
        Ok(Self {
            kind,
            currency: currency.ok_or(errors::CURRENCY)?.to_owned(),
            vat_regime,
            exemption_reason,
            payment_mode,
            contract,
            engagement,
            original_number,
        })
    }
}

fn main_file(exchange: &Exchange<'_>, mode: Mode, input: Input<'_>) -> Result<Option<i64>, Refusal> {
    let Some(id) = input.id("pieceJointePrincipaleId")? else {
        return if mode == Mode::Entered { Ok(None) } else { Err(errors::MAIN_FILE_REQUIRED.into()) };
    };
    own_file(exchange, id).map(Some)
}

/// A file that exists and was uploaded by this account or by one of the same structures.
pub(super) fn own_file(exchange: &Exchange<'_>, id: i64) -> Result<i64, Refusal> {
    let file = exchange.ledger.file(id).ok_or(errors::UNKNOWN_FILE)?;
    let uploader = exchange.ledger.world.accounts.iter().find(|account| account.login == file.account);
    let shared = uploader.is_some_and(|uploader| {
        uploader.login == exchange.account.login
            || uploader.attachments.iter().any(|link| exchange.account.is_attached(link.structure))
    });
    if shared { Ok(id) } else { Err(errors::UNKNOWN_FILE.into()) }
}

/// The block `pieceJointeComplementaire`; link numbers are drawn once everything else is accepted.
pub(crate) fn attachments(exchange: &Exchange<'_>, input: Input<'_>) -> Result<Vec<Attachment>, Refusal> {
    let mut attachments = Vec::new();
    for piece in input.objects("pieceJointeComplementaire")? {
        let label = piece.text("pieceJointeComplementaireDesignation")?.unwrap_or_default();
        if label.is_empty() || label.chars().count() > 100 {
            return Err(errors::ATTACHMENT_LABEL.into());
        }
        let kind = piece.text("pieceJointeComplementaireType")?.unwrap_or_default();
        if !exchange.ledger.world.attachment_types.iter().any(|known| known.code == kind) {
            return Err(errors::ATTACHMENT_TYPE.into());
        }
        let id = piece.id("pieceJointeComplementaireId")?.ok_or(errors::UNKNOWN_FILE)?;
        attachments.push(Attachment {
            link: 0,
            file: own_file(exchange, id)?,
            kind: kind.to_owned(),
            label: label.to_owned(),
            line: piece.id("pieceJointeComplementaireNumeroLigneFacture")?,
        });
    }
    Ok(attachments)
}

/// The comment, up to 2000 characters.
pub(crate) fn comment(input: Input<'_>) -> Result<Option<String>, Refusal> {
    let comment = input.text("commentaire")?;
    if comment.is_some_and(|text| text.chars().count() > 2_000) {
        return Err(errors::COMMENT_TOO_LONG.into());
    }
    Ok(comment.map(str::to_owned))
}
