//! What the files of this wing share.

use apart::Apart;
use documents::DocumentStore;
use domain::{InvoiceId, InvoiceStatus, Reason};
use storage::{Draft, Invoice, Snapshot, StructureOverview};

use crate::directory::Directory;
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// What a person does to send invoices.
#[derive(Clone)]
pub struct Issuing {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) directory: Directory,
    pub(super) apart: Apart,
}

impl Issuing {
    pub(crate) const fn new(
        ground: Ground,
        documents: DocumentStore,
        directory: Directory,
        apart: Apart,
    ) -> Self {
        Self { ground, documents, directory, apart }
    }
}

/// An invoice within reach with its draft.
pub(super) async fn drafted(
    actor: &Actor,
    read: &mut dyn Snapshot,
    id: InvoiceId,
) -> Result<(Invoice, Draft)> {
    let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
    let draft = read.draft(actor.organization, id).await?;
    Ok((invoice, draft.ok_or(OperationError::NotFound("draft"))?))
}

/// A structure of the person's organisation.
pub(super) async fn structure_of(
    actor: &Actor,
    read: &mut dyn Snapshot,
    invoice: &Invoice,
) -> Result<StructureOverview> {
    let found = read.structure(actor.organization, invoice.structure).await?;
    found.ok_or(OperationError::NotFound("structure"))
}

pub(super) fn require_unsent(invoice: &Invoice) -> Result<()> {
    if invoice.status.is_unsent() { Ok(()) } else { Err(OperationError::Refused(Reason::AlreadySent)) }
}

/// Puts an invoice into a status of ours.
pub(super) fn set_status(
    ground: &Ground,
    invoice: &mut Invoice,
    status: InvoiceStatus,
    reason: Option<Reason>,
) {
    let now = ground.now();
    invoice.status = status;
    invoice.status_at = now;
    invoice.status_reason = reason;
    invoice.status_comment = None;
    invoice.updated_at = now;
}
