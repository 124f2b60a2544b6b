//! API Factures de travaux: billing files whose documents pass from supplier to project manager (MOE), project
//! owner (MOA) and financial service.
//!
//! Documented: the bodies of rechercher, demander/recyclage, suspendre and recycler. The others are inferred and kept
//! in `works_inferred`; the chains and statuses in [`works_rules`](crate::world::works_rules).

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::exchange::{Exchange, Refusal};
use crate::errors;
use crate::ledger::{Ledger, technical_user};
use crate::status::Status;
use crate::world::works_rules::{WorksActor, WorksStatus};
use crate::world::{BillingFile, Event, Invoice, WorksDocument, WorksEvent};

/// A document and its billing file as they stand.
pub(super) struct Found {
    pub(super) file: Arc<BillingFile>,
    pub(super) document: WorksDocument,
}

/// Where a document stands: its own status, or that of the invoice it became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Works(WorksStatus),
    Invoice(Status),
}

impl Standing {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Works(status) => status.code(),
            Self::Invoice(status) => status.code(),
        }
    }
}

/// The standing of a document, since when, and the comment that came with it.
pub(super) struct Situation {
    pub(super) standing: Standing,
    pub(super) since: DateTime<Utc>,
    pub(super) comment: Option<String>,
}

/// The invoice a document handed over to the financial service became.
pub(super) fn invoice_of<'a>(ledger: &'a Ledger, document: &WorksDocument) -> Option<&'a Arc<Invoice>> {
    let (position, _) = ledger.find(document.id()).filter(|_| document.handed_over)?;
    ledger.invoice(position)
}

/// What a document holds now.
pub(super) fn content<'a>(ledger: &'a Ledger, document: &'a WorksDocument) -> &'a Invoice {
    invoice_of(ledger, document).map_or(&document.content, |invoice| invoice)
}

/// Where a document stands now.
pub(super) fn situation(ledger: &Ledger, document: &WorksDocument) -> Situation {
    match invoice_of(ledger, document) {
        Some(invoice) => Situation {
            standing: Standing::Invoice(invoice.status()),
            since: invoice.status_since(),
            comment: invoice.history.last().and_then(|event| event.comment.clone()),
        },
        None => Situation {
            standing: Standing::Works(document.status()),
            since: document.status_since(),
            comment: document.history.last().and_then(|event| event.comment.clone()),
        },
    }
}

/// Who has to do something about a document now; `None` when it rests or the platform or the payer has it.
pub(super) fn awaited(document: &WorksDocument, standing: Standing) -> Option<WorksActor> {
    let rules = document.rules()?;
    match standing {
        Standing::Works(WorksStatus::ACompleter) | Standing::Invoice(Status::Suspendue) => {
            Some(rules.completed_by())
        }
        Standing::Works(status) if status.is_back_at_depositor() => Some(rules.depositor),
        Standing::Works(status) => status.waits_for(),
        Standing::Invoice(Status::ARecycler | Status::Rejetee) => Some(rules.depositor),
        Standing::Invoice(_) => None,
    }
}

/// `true` when the caller acts in this role of the file.
pub(super) fn acts(exchange: &Exchange<'_>, file: &BillingFile, actor: WorksActor) -> bool {
    file.party(actor).is_some_and(|party| exchange.account.may(actor.right(), party.structure))
}

/// `true` when somebody in this role sees the document: all but the financial service see the whole file.
pub(super) fn shown_to(ledger: &Ledger, actor: WorksActor, document: &WorksDocument) -> bool {
    actor != WorksActor::Recipient
        || invoice_of(ledger, document).is_some_and(|invoice| invoice.seen_by_recipient())
}

pub(super) fn find(ledger: &Ledger, id: i64) -> Option<Found> {
    ledger.world.billing_files.iter().find_map(|file| {
        let document = file.document(id)?.clone();
        Some(Found { file: Arc::clone(file), document })
    })
}

/// The document with this number; one the caller does not see does not exist.
pub(super) fn visible(exchange: &Exchange<'_>, id: Option<i64>) -> Result<Found, Refusal> {
    let found = id.and_then(|id| find(exchange.ledger, id)).ok_or(errors::WORKS_NOT_FOUND)?;
    let seen = WorksActor::ALL
        .into_iter()
        .any(|actor| acts(exchange, &found.file, actor) && shown_to(exchange.ledger, actor, &found.document));
    if seen { Ok(found) } else { Err(errors::WORKS_NOT_FOUND.into()) }
}

pub(super) fn change_file(ledger: &mut Ledger, id: i64, change: impl FnOnce(&mut BillingFile)) {
    if let Some(file) = ledger.world.billing_files.iter_mut().find(|file| file.id == id) {
        change(Arc::make_mut(file));
    }
    ledger.touch();
}

/// Changes what a document holds, wherever it lives.
pub(super) fn change_content(ledger: &mut Ledger, found: &Found, change: impl FnOnce(&mut Invoice)) {
    let position = ledger.find(found.document.id()).filter(|_| found.document.handed_over);
    match position {
        Some((position, _)) => ledger.change(position, change),
        None => change_document(ledger, found, |document| change(&mut document.content)),
    }
}

pub(super) fn change_document(ledger: &mut Ledger, found: &Found, change: impl FnOnce(&mut WorksDocument)) {
    let id = found.document.id();
    change_file(ledger, found.file.id, |file| {
        if let Some(document) = file.documents.iter_mut().find(|document| document.id() == id) {
            change(document);
        }
    });
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
