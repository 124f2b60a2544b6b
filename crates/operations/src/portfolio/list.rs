//! One list over all structures.

use domain::Permission;
use storage::{InvoiceFilter, InvoicePage};

use super::Portfolio;
use crate::{Actor, Result};

impl Portfolio {
    /// A page of the list. The filter's scope is replaced by the person's own.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn list(&self, actor: &Actor, mut filter: InvoiceFilter) -> Result<InvoicePage> {
        actor.require(Permission::Read)?;
        filter.scope = actor.scope.clone();
        Ok(self.ground.read().await?.invoice_page(actor.organization, &filter).await?)
    }
}
