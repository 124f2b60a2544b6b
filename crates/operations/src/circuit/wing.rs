//! What the files of this wing share.

use domain::{Direction, InvoiceId, Permission};
use storage::{Invoice, Scope, Snapshot};

use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// The circuit of received invoices.
#[derive(Clone)]
pub struct Circuit {
    pub(super) ground: Ground,
}

impl Circuit {
    pub(crate) const fn new(ground: Ground) -> Self {
        Self { ground }
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

/// What holds for the whole organisation is changed by who manages structures and reaches all of them.
pub(super) fn require_whole(actor: &Actor) -> Result<()> {
    actor.require(Permission::ManageStructures)?;
    if actor.scope == Scope::Everything {
        Ok(())
    } else {
        Err(OperationError::Forbidden(Permission::ManageStructures))
    }
}
