//! One list over all structures.

use domain::Permission;
use storage::{InvoiceFilter, InvoicePage, ListMark};

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

    /// How many invoices within the person's reach have each mark, of the direction and structures of a filter; only of
    /// marks that some have, and [`storage::MOST_MARKED`] at most.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn mark_counts(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<Vec<(ListMark, u32)>> {
        actor.require(Permission::Read)?;
        let filter = InvoiceFilter {
            structures: filter.structures.clone(),
            ..InvoiceFilter::new(filter.direction, actor.scope.clone())
        };
        Ok(self.ground.read().await?.mark_counts(actor.organization, &filter).await?)
    }
}
