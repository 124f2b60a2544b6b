//! How long each step of a payment takes, service by service or recipient by recipient.

use std::collections::BTreeMap;

use chrono::Months;
use domain::paris_day;
use storage::{InvoiceFilter, StepOwner};

use super::super::Portfolio;
use super::super::delay::begins;
use super::telling::{Histogram, MOST_TOLD, within_reach};
use crate::{Actor, Result};

/// The latest payments that are looked at, of those of a year.
pub const LATEST_PAYMENTS: u32 = 50_000;
/// Months that are looked at.
const MONTHS: u32 = 12;

/// How long a step takes, in days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half of the invoices took no longer.
    pub median: u32,
    /// Nine in ten took no longer.
    pub ninth: u32,
}

/// The steps of one service or recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Whose; none for all others together.
    pub owner: Option<StepOwner>,
    /// Payments.
    pub count: u64,
    /// From the receipt to the payment order, without the days on which the supplier had to complete.
    pub ordonnateur: Spread,
    /// From the payment order to the mise en paiement.
    pub comptable: Spread,
    /// Both.
    pub whole: Spread,
}

/// How long the steps take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTimes {
    /// Those with most payments, then all others.
    pub rows: Vec<StepRow>,
    /// All of them.
    pub all: StepRow,
    /// Whether older payments of the year were left out.
    pub cut: bool,
}

#[derive(Default)]
struct Steps {
    owner: Option<StepOwner>,
    ordonnateur: Histogram,
    comptable: Histogram,
    whole: Histogram,
}

impl Steps {
    fn add(&mut self, ordonnateur: u32, comptable: u32, count: u64) {
        self.ordonnateur.add(ordonnateur, count);
        self.comptable.add(comptable, count);
        self.whole.add(ordonnateur.saturating_add(comptable), count);
    }

    fn row(self) -> StepRow {
        let spread = |histogram: &Histogram| Spread {
            median: histogram.percentile(50),
            ninth: histogram.percentile(90),
        };
        StepRow {
            owner: self.owner,
            count: self.whole.count(),
            ordonnateur: spread(&self.ordonnateur),
            comptable: spread(&self.comptable),
            whole: spread(&self.whole),
        }
    }
}

/// What tells owners apart: a recipient by its number, whatever name was written.
fn key(owner: &StepOwner) -> String {
    match owner {
        StepOwner::Recipient(partner) => partner.siret.clone(),
        StepOwner::Service(structure, service) => format!("{structure} {service}"),
    }
}

impl Portfolio {
    /// How long the steps took of what was paid within a year.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn step_times(&self, actor: &Actor, filter: &InvoiceFilter) -> Result<StepTimes> {
        let filter = within_reach(actor, filter)?;
        let today = paris_day(self.ground.now());
        let since = begins(today.checked_sub_months(Months::new(MONTHS)).unwrap_or(today));
        let mut read = self.ground.read().await?;
        let counts = read.step_counts(actor.organization, &filter, since, LATEST_PAYMENTS, MOST_TOLD).await?;
        drop(read);
        let (mut all, mut owners) = (Steps::default(), BTreeMap::<Option<String>, Steps>::new());
        for step in counts {
            all.add(step.ordonnateur, step.comptable, step.count);
            let steps = owners.entry(step.owner.as_ref().map(key)).or_default();
            steps.owner = steps.owner.take().or(step.owner);
            steps.add(step.ordonnateur, step.comptable, step.count);
        }
        let mut rows: Vec<StepRow> = owners.into_values().map(Steps::row).collect();
        // The slowest first; the others last.
        rows.sort_by_key(|row| (row.owner.is_none(), std::cmp::Reverse((row.whole.median, row.count))));
        let all = all.row();
        Ok(StepTimes { rows, cut: all.count >= u64::from(LATEST_PAYMENTS), all })
    }
}
