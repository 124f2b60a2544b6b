//! traiter/recue: the recipient moves a received invoice.

use serde_json::json;

use crate::clock::date_text;
use crate::errors;
use crate::fields::fields;
use crate::input::Input;
use crate::ledger::{SideOfInvoice, technical_user};
use crate::services::exchange::{Exchange, Outcome};
use crate::status::Status;
use crate::world::{Event, Right};

/// `POST /factures/v1/traiter/recue`.
pub(crate) fn treat(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let id = input.id("idFacture")?.ok_or(errors::UNKNOWN_INVOICE)?;
    let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Recipient);
    let (position, _) = found.ok_or(errors::UNKNOWN_INVOICE)?;
    let invoice = exchange.ledger.invoice(position).ok_or(errors::UNKNOWN_INVOICE)?;
    if !exchange.account.may(Right::Recipient, invoice.recipient) || !invoice.seen_by_recipient() {
        return Err(errors::UNKNOWN_INVOICE.into());
    }
    let next = input.text("nouveauStatut")?.and_then(Status::from_code).ok_or(errors::ILLEGAL_MOVE)?;
    if !invoice.status().recipient_moves().contains(&next) {
        return Err(errors::ILLEGAL_MOVE.into());
    }
    let reason = input.text("motif")?;
    if next.needs_reason() && reason.is_none() {
        return Err(errors::REASON_REQUIRED.into());
    }
    if reason.is_some_and(|reason| reason.chars().count() > 255) {
        return Err(errors::REASON_TOO_LONG.into());
    }
    let number = invoice.number.clone();
    if let Some(order) = input.reference("numeroDPMandat")? {
        exchange.ledger.change(position, |invoice| invoice.payment_order = Some(order));
    }
    let event = Event {
        status: next,
        at: exchange.now,
        comment: reason.map(str::to_owned),
        author: Some(technical_user(&exchange.account.login)),
    };
    exchange.ledger.enter(position, event, true);
    Ok(fields(json!({
        "idFacture": id,
        "numeroFacture": number,
        "dateTraitement": date_text(exchange.now),
        "nouveauStatut": next.code(),
    })))
}
