//! What the files of this wing share.

use std::time::Duration;

use apart::{Apart, Limits};
use documents::DocumentStore;
use domain::{InvoiceId, InvoiceStatus, Reason};
use storage::{Draft, Invoice, Snapshot, StructureOverview};

use crate::directory::Directory;
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// What copying a PDF may cost: all of its objects are held, and a part of them twice.
const HEAVY: Limits = Limits {
    memory: 224 << 20,
    processor: 20,
    patience: Duration::from_secs(60),
    at_once: 1,
    queue: Duration::from_secs(60),
};

/// What a person does to send invoices.
#[derive(Clone)]
pub struct Issuing {
    pub(super) ground: Ground,
    pub(super) documents: DocumentStore,
    pub(super) directory: Directory,
    pub(super) apart: Apart,
    /// Where PDFs are copied, which takes more than reading them.
    pub(super) heavy: Apart,
}

impl Issuing {
    pub(crate) fn new(ground: Ground, documents: DocumentStore, directory: Directory, apart: Apart) -> Self {
        let heavy = apart.for_heavy_work(HEAVY);
        Self { ground, documents, directory, apart, heavy }
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
