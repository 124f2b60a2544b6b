//! traiterRejet: the supplier has dealt with rejected invoices.

use crate::errors;
use crate::fields::Fields;
use crate::input::Input;
use crate::ledger::{SideOfInvoice, technical_user};
use crate::services::exchange::{Exchange, Outcome};
use crate::status::Status;
use crate::world::{Right, UserAction};

/// `POST /factures/v1/traiterRejet`: all of them, or none when one cannot be.
pub(crate) fn treat(exchange: &mut Exchange<'_>, input: Input<'_>) -> Outcome {
    let mut positions = Vec::new();
    for entry in input.objects("listeDemandePaiement")? {
        let id = entry.id("idDemandePaiement")?.ok_or(errors::INVOICE_NOT_FOUND)?;
        let found = exchange.ledger.find(id).filter(|(_, side)| *side == SideOfInvoice::Supplier);
        let (position, _) = found.ok_or(errors::INVOICE_NOT_FOUND)?;
        let invoice = exchange.ledger.invoice(position).ok_or(errors::INVOICE_NOT_FOUND)?;
        if !exchange.account.may(Right::Supplier, invoice.supplier) {
            return Err(errors::INVOICE_NOT_FOUND.into());
        }
        if invoice.status() != Status::Rejetee {
            return Err(errors::NOT_REJECTED.into());
        }
        positions.push(position);
    }
    if positions.is_empty() {
        return Err(errors::NO_REJECTION_NAMED.into());
    }
    let (at, author) = (exchange.now, technical_user(&exchange.account.login));
    for position in positions {
        // Dealing with it again changes nothing.
        if exchange.ledger.invoice(position).is_some_and(|invoice| invoice.rejection_treated) {
            continue;
        }
        let action = UserAction { code: "TRAITEMENT_REJET".to_owned(), at, author: Some(author.clone()) };
        exchange.ledger.change(position, |invoice| {
            invoice.rejection_treated = true;
            invoice.actions.push(action);
        });
    }
    Ok(Fields::new())
}
