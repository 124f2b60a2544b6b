//! The documents of a flow enter Chorus Pro, or are refused.

use super::rate::Rate;
use super::rules::{self, Accepted};
use super::wording;
use crate::amount::Amount;
use crate::errors::{self, FunctionalError};
use crate::flows::Syntax;
use crate::ledger::technical_user;
use crate::services::exchange::Exchange;
use crate::status::Status;
use crate::world::{Attachment, Credit, Event, FlowInvoice, FlowLine, Invoice, InvoiceError, Line, World};

/// `modeDepot` of invoices that came in a flow through the API (official examples).
const DEPOSIT_MODE: &str = "UPLOAD_API";
/// The same of those that came by EDI (enums.md §3), whose flows have the number that their partner gave them.
const EDI_DEPOSIT_MODE: &str = "EDI";
/// What the numbers begin with that Chorus Pro gives itself.
const OWN_NUMBERS: &str = "CPP001";
/// Type code of attachments that came in a flow, which names none (enums.md §3: standard attachment).
const ATTACHMENT_KIND: &str = "DIVERS";

/// A document of a flow under way, with the flow's syntax.
pub(super) type Waiting<'a> = (&'a FlowInvoice, &'a Syntax);

/// What became of the documents of a flow.
#[derive(Default)]
pub(super) struct Outcome {
    /// `identifiantFactureCPP` of those that entered.
    pub(super) integrated: Vec<i64>,
    /// Those that were refused.
    pub(super) errors: Vec<InvoiceError>,
}

/// Applies the rules to each document in turn, so that a number used twice in one flow is a duplicate.
pub(super) fn integrate(
    exchange: &mut Exchange<'_>,
    number: &str,
    syntax: &Syntax,
    documents: &[FlowInvoice],
    earlier: &[Waiting<'_>],
) -> Outcome {
    let mut outcome = Outcome::default();
    if documents.iter().any(|document| rules::lacks_tax_code(document, syntax)) {
        // The reasons of the other documents are not looked for: nothing of the flow is integrated.
        outcome.errors.extend(
            documents
                .iter()
                .filter(|document| rules::lacks_tax_code(document, syntax))
                .map(|document| refused(document, vec![wording::tax_code_required()])),
        );
        return outcome;
    }
    for document in documents {
        match check(exchange, document, syntax, earlier) {
            Ok(accepted) => outcome.integrated.push(enter(exchange, number, document, accepted)),
            Err(errors) => {
                outcome.errors.push(refused(
                    document,
                    errors.iter().map(|error| wording::reason(error, document, syntax)).collect(),
                ));
            }
        }
    }
    outcome
}

/// `true` when at least one document would enter now, so that the flow will not be rejected.
pub(super) fn would_enter(
    exchange: &Exchange<'_>,
    syntax: &Syntax,
    documents: &[FlowInvoice],
    earlier: &[Waiting<'_>],
) -> bool {
    !documents.iter().any(|document| rules::lacks_tax_code(document, syntax))
        && documents.iter().any(|document| check(exchange, document, syntax, earlier).is_ok())
}

/// The rules; a number that a flow deposited before is about to take is taken, whichever of the two arrives first.
fn check(
    exchange: &Exchange<'_>,
    document: &FlowInvoice,
    syntax: &Syntax,
    earlier: &[Waiting<'_>],
) -> Result<Accepted, Vec<FunctionalError>> {
    let accepted = rules::check(exchange, document, syntax)?;
    let takes_its_number = |(other, syntax): &Waiting<'_>| {
        other.number == document.number
            && other.supplier_identifiers.first() == document.supplier_identifiers.first()
            && rules::check(exchange, other, syntax).is_ok()
    };
    if earlier.iter().any(takes_its_number) { Err(vec![errors::DUPLICATE_NUMBER]) } else { Ok(accepted) }
}

fn refused(document: &FlowInvoice, reasons: Vec<String>) -> InvoiceError {
    InvoiceError {
        supplier: document.supplier_identifiers.first().cloned(),
        recipient: document.recipient.clone(),
        number: document.number.clone(),
        reasons,
    }
}

/// Adds the invoice; gives its `identifiantFactureCPP`.
fn enter(exchange: &mut Exchange<'_>, flow: &str, document: &FlowInvoice, accepted: Accepted) -> i64 {
    let status = if accepted.validator.is_some() { Status::AValider1 } else { Status::Deposee };
    let event = Event {
        status,
        at: exchange.now,
        comment: None,
        author: Some(technical_user(&exchange.account.login)),
    };
    let world = &mut exchange.ledger.world;
    let lines = (1..).zip(&document.lines).map(|(index, line)| convert(world, index, line)).collect();
    let (id, recipient_side_id) = (world.new_id(), world.new_id());
    let attachments: Vec<Attachment> = document
        .attachments
        .iter()
        .map(|piece| Attachment {
            link: world.new_id(),
            file: piece.file,
            kind: ATTACHMENT_KIND.to_owned(),
            label: piece.label.clone(),
            line: None,
        })
        .collect();
    let account = document.iban.as_deref();
    let account = accepted.supplier.bank_accounts.iter().find(|known| account == Some(known.iban.as_str()));
    exchange.ledger.add(Invoice {
        id,
        recipient_side_id,
        number: accepted.number,
        kind: accepted.kind.to_owned(),
        supplier: accepted.supplier.id,
        supplier_service: None,
        recipient: accepted.destination.structure,
        service: accepted.destination.service,
        framework: accepted.framework.to_owned(),
        validator: accepted.validator,
        second_validator: None,
        deposit_mode: if flow.starts_with(OWN_NUMBERS) { DEPOSIT_MODE } else { EDI_DEPOSIT_MODE }.to_owned(),
        flow_number: Some(flow.to_owned()),
        issued_on: accepted.issued_on,
        deposited_at: exchange.now,
        currency: accepted.currency,
        vat_regime: accepted.vat_regime.to_owned(),
        exemption_reason: accepted.exemption_reason,
        payment_mode: accepted.payment_mode.map(str::to_owned),
        contract: document.contract.clone(),
        engagement: document.engagement.clone(),
        credit: document.original_number.clone().map(|original_number| Credit { original_number }),
        totals: accepted.totals,
        lines,
        vat_lines: accepted.vat_lines,
        main_file: document.main_file,
        attachments,
        bank_account: account.map(|account| account.id),
        comment: document.note.clone(),
        created_by: Some(exchange.account.login.clone()),
        downloaded: false,
        rejection_treated: false,
        archived: false,
        payment_order: None,
        history: vec![event],
        actions: Vec::new(),
        planned: None,
    });
    id
}

/// A line with the net amount of the document, whatever price and quantity would give.
fn convert(world: &World, number: i64, line: &FlowLine) -> Line {
    let Rate { code, manual } = Rate::of(world, line.rate.unwrap_or(Amount::ZERO));
    let net = line.net.unwrap_or(Amount::ZERO);
    let (quantity, unit_price) = match (line.quantity, line.unit_price) {
        (Some(quantity), Some(price)) => (quantity, price),
        _ => (Amount::from_cents(100), net),
    };
    let gross = (quantity * unit_price).to_cents();
    let discount = if line.net.is_some() && gross > net { gross - net } else { Amount::ZERO };
    Line {
        number,
        reference: line.reference.clone(),
        name: line.name.clone(),
        quantity,
        unit: line.unit.clone(),
        unit_price,
        discount,
        rate_code: code,
        manual_rate: manual,
    }
}
