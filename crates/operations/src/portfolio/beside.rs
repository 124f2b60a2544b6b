//! From one invoice to the next, in the order of the list in which it was opened.

use domain::{InvoiceId, Permission};
use storage::{InvoiceFilter, Neighbours};

use super::Portfolio;
use crate::{Actor, Result};

impl Portfolio {
    /// The invoices beside one in a list. The filter's scope is replaced by the person's own.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when the invoice is out of reach.
    pub async fn neighbours(
        &self,
        actor: &Actor,
        mut filter: InvoiceFilter,
        id: InvoiceId,
    ) -> Result<Neighbours> {
        actor.require(Permission::Read)?;
        filter.scope = actor.scope.clone();
        let mut read = self.ground.read().await?;
        let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
        // An order of the other list would lead into it.
        filter.direction = invoice.direction;
        Ok(read.neighbours(actor.organization, &filter, id).await?)
    }
}
