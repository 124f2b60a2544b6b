//! What needs somebody today.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{Direction, Permission};
use storage::{InvoiceFilter, InvoiceRow, StageCount, StructureSummary};

use super::Portfolio;
use crate::{Actor, Result};

/// Days after which a rejection is history: it can only be replaced by a new invoice, and was or never will be.
const REJECTION_DAYS: i64 = 60;
/// Most invoices to act on that the home page shows.
const MOST_TO_DO: u32 = 12;

/// What needs somebody today.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Counts per tab, issued.
    pub issued: Vec<StageCount>,
    /// Counts per tab, received.
    pub received: Vec<StageCount>,
    /// What to act on, most urgent first; no rejection of more than sixty days.
    pub to_do: Vec<InvoiceRow>,
    /// The structures, for names and broken accesses.
    pub structures: Arc<[StructureSummary]>,
}

impl Portfolio {
    /// What the home page shows, read once.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview> {
        actor.require(Permission::Read)?;
        let organization = actor.organization;
        let mut read = self.ground.read().await?;
        let filter =
            |direction| InvoiceFilter { per_page: 1, ..InvoiceFilter::new(direction, actor.scope.clone()) };
        let rejected_since = self.ground.now() - TimeDelta::days(REJECTION_DAYS);
        Ok(Overview {
            issued: read.invoice_page(organization, &filter(Direction::Issued)).await?.stages,
            received: read.invoice_page(organization, &filter(Direction::Received)).await?.stages,
            to_do: read
                .invoices_needing_action(organization, &actor.scope, rejected_since, MOST_TO_DO)
                .await?,
            structures: self.within_reach(actor, read.as_mut()).await?,
        })
    }
}
