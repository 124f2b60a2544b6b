//! Works documents in the ledger: where they are and where they stand.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::ledger::Ledger;
use crate::status::Status;
use crate::world::works_rules::{WorksActor, WorksStatus};
use crate::world::{BillingFile, Invoice, WorksDocument};

/// A document and its billing file as they stand.
pub(crate) struct Found {
    pub(crate) file: Arc<BillingFile>,
    pub(crate) document: WorksDocument,
}

/// Where a document stands: its own status, or that of the invoice it became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Works(WorksStatus),
    Invoice(Status),
}

impl Standing {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Works(status) => status.code(),
            Self::Invoice(status) => status.code(),
        }
    }
}

/// The standing of a document, since when, and the comment that came with it.
pub(crate) struct Situation {
    pub(crate) standing: Standing,
    pub(crate) since: DateTime<Utc>,
    pub(crate) comment: Option<String>,
}

/// The invoice a document handed over to the financial service became.
pub(crate) fn invoice_of<'a>(ledger: &'a Ledger, document: &WorksDocument) -> Option<&'a Arc<Invoice>> {
    let (position, _) = ledger.find(document.id()).filter(|_| document.handed_over)?;
    ledger.invoice(position)
}

/// What a document holds now.
pub(crate) fn content<'a>(ledger: &'a Ledger, document: &'a WorksDocument) -> &'a Invoice {
    invoice_of(ledger, document).map_or(&document.content, |invoice| invoice)
}

/// Where a document stands now.
pub(crate) fn situation(ledger: &Ledger, document: &WorksDocument) -> Situation {
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
pub(crate) fn awaited(document: &WorksDocument, standing: Standing) -> Option<WorksActor> {
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

/// `true` when somebody in this role sees the document: all but the financial service see the whole file.
pub(crate) fn shown_to(ledger: &Ledger, actor: WorksActor, document: &WorksDocument) -> bool {
    actor != WorksActor::Recipient
        || invoice_of(ledger, document).is_some_and(|invoice| invoice.seen_by_recipient())
}

pub(crate) fn find(ledger: &Ledger, id: i64) -> Option<Found> {
    ledger.world.billing_files.iter().find_map(|file| {
        let document = file.document(id)?.clone();
        Some(Found { file: Arc::clone(file), document })
    })
}

pub(crate) fn change_file(ledger: &mut Ledger, id: i64, change: impl FnOnce(&mut BillingFile)) {
    if let Some(file) = ledger.world.billing_files.iter_mut().find(|file| file.id == id) {
        change(Arc::make_mut(file));
    }
    ledger.touch();
}

/// Changes what a document holds, wherever it lives.
pub(crate) fn change_content(ledger: &mut Ledger, found: &Found, change: impl FnOnce(&mut Invoice)) {
    let position = ledger.find(found.document.id()).filter(|_| found.document.handed_over);
    match position {
        Some((position, _)) => ledger.change(position, change),
        None => change_document(ledger, found, |document| change(&mut document.content)),
    }
}

pub(crate) fn change_document(ledger: &mut Ledger, found: &Found, change: impl FnOnce(&mut WorksDocument)) {
    let id = found.document.id();
    change_file(ledger, found.file.id, |file| {
        if let Some(document) = file.documents.iter_mut().find(|document| document.id() == id) {
            change(document);
        }
    });
}
