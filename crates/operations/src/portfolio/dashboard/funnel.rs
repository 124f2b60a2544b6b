//! Where invoices stand on their way, status by status: as the list counts them.

use storage::{InvoiceFilter, StatusCount};

use super::super::Portfolio;
use crate::{Actor, Result};

/// How many invoices stand at each status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// Only statuses that there are.
    pub statuses: Vec<StatusCount>,
}

impl Portfolio {
    /// Where invoices stand: the counts of the list itself.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn funnel(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<Funnel> {
        let filter = InvoiceFilter { stage: None, status: None, page: 1, per_page: 1, ..filter.clone() };
        Ok(Funnel { statuses: self.list(actor, filter).await?.statuses })
    }
}
