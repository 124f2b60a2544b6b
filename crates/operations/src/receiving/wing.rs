//! What the files of this wing share.

use apart::Apart;
use domain::{Direction, InvoiceId};
use storage::{Invoice, Snapshot};

use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// Received invoices before a decision.
#[derive(Clone)]
pub struct Receiving {
    pub(super) ground: Ground,
    pub(super) apart: Apart,
}

impl Receiving {
    pub(crate) const fn new(ground: Ground, apart: Apart) -> Self {
        Self { ground, apart }
    }
}

/// A received invoice within reach.
pub(super) async fn received(actor: &Actor, read: &mut dyn Snapshot, id: InvoiceId) -> Result<Invoice> {
    let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
    if invoice.direction == Direction::Received {
        Ok(invoice)
    } else {
        Err(OperationError::NotFound("invoice"))
    }
}
