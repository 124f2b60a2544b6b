//! completer and recycler: what a supplier does with an invoice that came back.

use serde_json::{Value, json};

use super::search_rows::service_of;
use super::submit::{attachments, comment};
use crate::clock::date_text;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::ledger::{SideOfInvoice, technical_user};
use crate::services::exchange::{Exchange, Outcome};
use crate::services::structures::routing::destination;
use crate::status::Status;
use crate::world::{Event, Right};

/// `POST /factures/v1/completer`: attachments or a comment for a suspended invoice.
pub(crate) fn complete(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("identifiantFactureCPP")?.ok_or(errors::UNKNOWN_INVOICE)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier);
    let (position, _) = found.ok_or(errors::UNKNOWN_INVOICE)?;
    let invoice = exchange.ledger.invoice(position).ok_or(errors::UNKNOWN_INVOICE)?;
    if !exchange.account.may(Right::Supplier, invoice.supplier) {
        return Err(errors::NO_RIGHT.into());
    }
    if invoice.status() != Status::Suspendue {
        return Err(errors::NOT_SUSPENDED.into());
    }
    let number = invoice.number.clone();
    let comment = comment(input)?;
    let mut added = attachments(exchange, input)?;
    if added.is_empty() && comment.is_none() {
        return Err(errors::NOTHING_TO_ADD.into());
    }
    for attachment in &mut added {
        attachment.link = exchange.ledger.world.new_id();
    }
    exchange.ledger.change(position, |invoice| invoice.attachments.append(&mut added));
    let author = Some(technical_user(&exchange.account.login));
    let event = Event { status: Status::Completee, at: exchange.now, comment, author };
    exchange.ledger.enter(position, event, false);
    Ok(fields(json!({
        "identifiantFactureCPP": id,
        "numeroFacture": number,
        "dateTraitement": date_text(exchange.now),
        "pageCourante": Value::Null,
        "pages": Value::Null,
        "nbResultatsParPage": Value::Null,
        "total": Value::Null,
    })))
}

/// `POST /factures/v1/recycler`: other routing for an invoice to recycle, under the same number.
pub(crate) fn recycle(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("identifiantFactureCPP")?.ok_or(errors::INVOICE_NOT_FOUND)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier);
    let (position, _) = found.ok_or(errors::INVOICE_NOT_FOUND)?;
    let invoice = exchange.ledger.invoice(position).ok_or(errors::INVOICE_NOT_FOUND)?;
    if !exchange.account.may(Right::Supplier, invoice.supplier) {
        return Err(errors::NOT_ATTACHED.into());
    }
    if invoice.status() != Status::ARecycler {
        return Err(errors::NOT_TO_RECYCLE.into());
    }
    let supplier = exchange.ledger.structure(invoice.supplier).ok_or(errors::UNKNOWN_SUPPLIER)?;
    let known_recipient = exchange.ledger.structure(invoice.recipient);
    let recipient = input.object("destinataire")?;
    let siret = recipient
        .reference("codeDestinataire")?
        .or_else(|| known_recipient.map(|structure| structure.identifier.clone()));
    let engagement =
        input.object("reference")?.reference("numeroBonCommande")?.or(invoice.engagement.clone());
    if engagement.as_ref().is_some_and(|number| number.chars().count() > 50) {
        return Err(errors::REFERENCE_TOO_LONG.into());
    }
    // Whoever names no recipient at all changes something else: the service stays with the recipient (inferred).
    let kept = known_recipient.and_then(|structure| service_of(structure, invoice.service));
    let kept = kept.filter(|_| recipient.is_empty()).map(|service| service.code.as_str());
    let service_code = recipient.text("codeServiceExecutant")?.or(kept);
    let target = destination(exchange, supplier, siret.as_deref(), service_code, engagement.as_deref())?;
    let comment = comment(input)?;
    let number = invoice.number.clone();
    exchange.ledger.change(position, |invoice| {
        invoice.recipient = target.structure;
        invoice.service = target.service;
        invoice.engagement = engagement;
    });
    let author = Some(technical_user(&exchange.account.login));
    let event = Event { status: Status::Deposee, at: exchange.now, comment, author };
    exchange.ledger.enter(position, event, false);
    Ok(fields(json!({
        "identifiantFactureCPP": id,
        "numeroFacture": number,
        "statutFacture": Status::Deposee.code(),
        "dateDepot": date_text(exchange.now),
    })))
}
