//! What a person looks for by typing, wherever it is: structures and invoices.

use std::collections::HashSet;

use domain::{Direction, Permission, StructureId};
use storage::{InvoiceFilter, InvoiceRow, StructureSummary};

use super::Portfolio;
use super::called::structures_called;
use crate::{Actor, Result};

/// Most structures, and most invoices of a direction, that are found.
const MOST_FOUND: usize = 8;
/// Signs from which on invoices are looked for: one sign is in all of them.
const FEWEST_SIGNS: usize = 2;
/// Signs of which the rest is left out.
const MOST_SIGNS: usize = 100;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// By name or SIRET.
    pub structures: Vec<StructureSummary>,
    /// Issued, drafts included, the one that changed last first.
    pub issued: Vec<InvoiceRow>,
    /// Received, likewise.
    pub received: Vec<InvoiceRow>,
}

impl Portfolio {
    /// Looks for structures and invoices within reach; a few of each.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn find(&self, actor: &Actor, typed: &str) -> Result<Found> {
        actor.require(Permission::Read)?;
        let typed: String = typed.trim().chars().take(MOST_SIGNS).collect();
        let mut found = Found::default();
        if typed.is_empty() {
            return Ok(found);
        }
        let mut read = self.ground.read().await?;
        let known = self.ground.within_reach(actor, read.as_mut()).await?;
        let called: HashSet<StructureId> = structures_called(&known, &typed).into_iter().collect();
        let called = known.iter().filter(|summary| called.contains(&summary.structure.id));
        found.structures = called.take(MOST_FOUND).cloned().collect();
        if typed.chars().count() < FEWEST_SIGNS {
            return Ok(found);
        }
        let most = u32::try_from(MOST_FOUND).unwrap_or(u32::MAX);
        for direction in [Direction::Issued, Direction::Received] {
            let filter = InvoiceFilter {
                text: Some(typed.clone()),
                per_page: most,
                ..InvoiceFilter::new(direction, actor.scope.clone())
            };
            let rows = read.invoice_page(actor.organization, &filter).await?.rows;
            match direction {
                Direction::Issued => found.issued = rows,
                Direction::Received => found.received = rows,
            }
        }
        Ok(found)
    }
}
