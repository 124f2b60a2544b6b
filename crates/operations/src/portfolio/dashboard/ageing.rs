//! The *balance âgée*: what waits for its payment, by how long ago it arrived.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::paris_day;
use storage::{InvoiceFilter, Partner};

use super::super::Portfolio;
use super::super::delay::begins;
use super::telling::{MOST_TOLD, within_reach};
use crate::{Actor, Result};

/// The ages: the last day of each, in days since the arrival; none for the last one.
pub const AGES: [Option<i64>; 4] = [Some(30), Some(45), Some(60), None];

/// How many, and how much in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aged {
    /// Invoices.
    pub count: u64,
    /// Sum with VAT, in cents.
    pub cents: i64,
}

impl Aged {
    pub(super) const fn add(&mut self, count: u64, cents: i64) {
        self.count += count;
        self.cents = self.cents.saturating_add(cents);
    }
}

/// What waits, with one partner or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgedRow {
    /// With whom; none for all others together.
    pub partner: Option<Partner>,
    /// By age.
    pub ages: [Aged; AGES.len()],
}

impl AgedRow {
    /// All ages.
    #[must_use]
    pub fn all(&self) -> Aged {
        let mut all = Aged::default();
        for aged in self.ages {
            all.add(aged.count, aged.cents);
        }
        all
    }
}

/// What waits for its payment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// In euros: the partners with the largest sums, then all others.
    pub rows: Vec<AgedRow>,
    /// In euros, all partners.
    pub ages: [Aged; AGES.len()],
    /// In other currencies, by code.
    pub others: BTreeMap<String, Aged>,
}

impl Ageing {
    /// In euros, all partners and ages.
    #[must_use]
    pub fn all(&self) -> Aged {
        AgedRow { partner: None, ages: self.ages }.all()
    }
}

impl Portfolio {
    /// What waits for its payment, by age.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn ageing(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<Ageing> {
        let filter = within_reach(actor, filter)?;
        let today = paris_day(self.ground.now());
        let bounds: Vec<_> =
            AGES.iter().flatten().map(|days| begins(today - TimeDelta::days(*days))).collect();
        let sums =
            self.ground.read().await?.aged_sums(actor.organization, &filter, &bounds, MOST_TOLD).await?;
        let mut ageing = Ageing::default();
        let mut rows = BTreeMap::<Option<String>, AgedRow>::new();
        for sum in sums {
            if !matches!(sum.currency.as_str(), "" | "EUR") {
                ageing.others.entry(sum.currency).or_default().add(sum.count, sum.gross_cents);
                continue;
            }
            let age = sum.age.min(AGES.len() - 1);
            ageing.ages[age].add(sum.count, sum.gross_cents);
            let key = sum.partner.as_ref().map(|partner| partner.siret.clone());
            let row = rows
                .entry(key)
                .or_insert_with(|| AgedRow { partner: sum.partner, ages: [Aged::default(); AGES.len()] });
            row.ages[age].add(sum.count, sum.gross_cents);
        }
        ageing.rows = rows.into_values().collect();
        ageing.rows.sort_by_key(|row| (row.partner.is_none(), -row.all().cents));
        Ok(ageing)
    }
}
