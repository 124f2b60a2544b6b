//! What the caller sees and does in a billing file.

use crate::errors;
use crate::ledger::technical_user;
use crate::services::exchange::{Exchange, Refusal};
use crate::status::Status;
use crate::works_documents::{Found, change_document, find, shown_to};
use crate::world::works_rules::{WorksActor, WorksStatus};
use crate::world::{BillingFile, Event, WorksEvent};

/// `true` when the caller acts in this role of the file.
pub(super) fn acts(exchange: &Exchange<'_>, file: &BillingFile, actor: WorksActor) -> bool {
    file.party(actor).is_some_and(|party| exchange.account.may(actor.right(), party.structure))
}

/// The document with this number; one the caller does not see does not exist.
pub(super) fn visible(exchange: &Exchange<'_>, id: Option<i64>) -> Result<Found, Refusal> {
    let found = id.and_then(|id| find(exchange.ledger, id)).ok_or(errors::WORKS_NOT_FOUND)?;
    let seen = WorksActor::ALL
        .into_iter()
        .any(|actor| acts(exchange, &found.file, actor) && shown_to(exchange.ledger, actor, &found.document));
    if seen { Ok(found) } else { Err(errors::WORKS_NOT_FOUND.into()) }
}

/// The caller moves a document that is not handed over.
pub(super) fn enter(
    exchange: &mut Exchange<'_>,
    found: &Found,
    status: WorksStatus,
    comment: Option<String>,
) {
    let author = Some(technical_user(&exchange.account.login));
    let event = WorksEvent { status, at: exchange.now, comment, author };
    change_document(exchange.ledger, found, |document| document.history.push(event));
}

/// The caller moves the invoice a document became.
pub(super) fn enter_invoice(
    exchange: &mut Exchange<'_>,
    found: &Found,
    status: Status,
    comment: Option<String>,
    by_recipient: bool,
) {
    let author = Some(technical_user(&exchange.account.login));
    let event = Event { status, at: exchange.now, comment, author };
    if let Some((position, _)) = exchange.ledger.find(found.document.id()) {
        exchange.ledger.enter(position, event, by_recipient);
    }
}
