//! What came back: reasons against partners, the most frequent first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::Months;
use domain::{InvoiceStatus, paris_day};
use storage::{InvoiceFilter, Partner};

use super::super::Portfolio;
use super::super::delay::begins;
use super::telling::within_reach;
use crate::{Actor, Result};

/// Months that are looked at.
const MONTHS: u32 = 12;
/// Reasons with a partner that are read: beyond them each is one of its kind.
const MOST_READ: u32 = 500;
/// Reasons that are told.
const MOST_REASONS: usize = 8;
/// Partners that are told apart.
const MOST_PARTNERS: usize = 5;

/// A reason, and with whom it came up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnReason {
    /// What the invoices were given: rejected, to be recycled, suspended.
    pub status: InvoiceStatus,
    /// Why, in the words of whoever said so; empty where nothing was said.
    pub words: String,
    /// Invoices, all partners.
    pub count: u64,
    /// Invoices of each partner of the table.
    pub of: Vec<u64>,
}

impl ReturnReason {
    /// Invoices of all other partners.
    #[must_use]
    pub fn others(&self) -> u64 {
        self.count - self.of.iter().sum::<u64>()
    }
}

/// Reasons against partners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnsTable {
    /// The most frequent first.
    pub reasons: Vec<ReturnReason>,
    /// Those with most returns first.
    pub partners: Vec<Partner>,
    /// All invoices that came back.
    pub all: u64,
}

impl Portfolio {
    /// What was given back within a year and still stands so, by reason and partner.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn returns(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<ReturnsTable> {
        let filter = within_reach(actor, filter)?;
        let today = paris_day(self.ground.now());
        let since = begins(today.checked_sub_months(Months::new(MONTHS)).unwrap_or(today));
        let returns =
            self.ground.read().await?.returns(actor.organization, &filter, since, MOST_READ).await?;
        let mut partners = BTreeMap::<String, (u64, Partner)>::new();
        let mut reasons = BTreeMap::<(String, String), BTreeMap<String, u64>>::new();
        for back in returns.counts {
            let siret = back.partner.siret.clone();
            let words = back.comment.as_deref().unwrap_or_default().trim().to_owned();
            let reason = reasons.entry((back.status.code().to_owned(), words)).or_default();
            *reason.entry(siret.clone()).or_default() += back.count;
            partners.entry(siret).or_insert((0, back.partner)).0 += back.count;
        }
        let mut partners: Vec<(u64, Partner)> = partners.into_values().collect();
        partners.sort_by_key(|(count, _)| Reverse(*count));
        let partners: Vec<Partner> =
            partners.into_iter().take(MOST_PARTNERS).map(|(_, partner)| partner).collect();
        let reason = |((status, words), of): ((String, String), BTreeMap<String, u64>)| ReturnReason {
            status: InvoiceStatus::from_code(&status),
            words,
            count: of.values().sum(),
            of: partners.iter().map(|partner| of.get(&partner.siret).copied().unwrap_or_default()).collect(),
        };
        let mut reasons: Vec<ReturnReason> = reasons.into_iter().map(reason).collect();
        reasons.sort_by_key(|reason| Reverse(reason.count));
        reasons.truncate(MOST_REASONS);
        Ok(ReturnsTable { reasons, partners, all: returns.all })
    }
}
