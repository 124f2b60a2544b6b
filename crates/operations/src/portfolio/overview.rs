//! What needs somebody today.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{Direction, InvoiceId, PaymentDelay, Permission, StatusStage, UsualTime, paris_day};
use storage::{
    InvoiceFilter, InvoiceRow, Snapshot, Sort, SortColumn, StageCount, StatusCount, StructureSummary,
};

use super::Portfolio;
use super::delay::{delays_of, late_before};
use crate::{Actor, Result};

/// Days after which a rejection is history: it can only be replaced by a new invoice, and was or never will be.
pub(super) const REJECTION_DAYS: i64 = 60;
/// Most invoices to act on that the home page shows; of the others it knows how many there are.
const MOST_TO_DO: u32 = 60;
/// Most invoices that are slow which the home page shows.
const MOST_SLOW: u32 = 40;
/// How many of the latest invoices tell what is usual.
const ARRIVALS: u32 = 300;
/// Most received invoices that the home page shows, of each kind.
const MOST_TO_TREAT: u32 = 40;

/// Most issued invoices whose delay may have passed that are looked at, and of those whose delay has, most that are shown.
const MOST_LOOKED_AT: u32 = 100;
const MOST_LATE: usize = 40;

/// What needs somebody today.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Counts per tab, issued.
    pub issued: Vec<StageCount>,
    /// Counts per status, issued; only those that there are.
    pub issued_statuses: Vec<StatusCount>,
    /// Counts per tab, received.
    pub received: Vec<StageCount>,
    /// What to act on, most urgent first; no rejection of more than sixty days.
    pub to_do: Vec<InvoiceRow>,
    /// Issued and on their way for longer than is usual, the one that has not moved for longest first.
    pub slow: Vec<InvoiceRow>,
    /// Whether there are more of them.
    pub slow_cut: bool,
    /// How long is usual.
    pub usual: UsualTime,
    /// Received and to be dealt with: of unknown status first, then by what remains of the delay to pay.
    pub to_treat: Vec<InvoiceRow>,
    /// Issued, and not paid although their delay has passed, the first one to arrive first.
    pub late: Vec<InvoiceRow>,
    /// Whether there may be more of them.
    pub late_cut: bool,
    /// The delays of those that are late or to be dealt with, where they have one.
    pub delays: BTreeMap<InvoiceId, PaymentDelay>,
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
        let issued = read.invoice_page(organization, &filter(Direction::Issued)).await?;
        let on_the_way = issued.stages.iter().find(|count| count.stage == StatusStage::OnTheWay);
        let (mut usual, mut slow) = (UsualTime::default(), Vec::new());
        if on_the_way.is_some_and(|count| count.totals.count > 0) {
            let times = read.arrival_times(organization, ARRIVALS).await?;
            usual = UsualTime::learn(
                times.into_iter().map(|(deposited, arrived)| (paris_day(arrived) - deposited).num_days()),
            );
            slow = slow_ones(actor, read.as_mut(), self.ground.now() - TimeDelta::days(usual.days)).await?;
        }
        let to_treat = to_treat(actor, read.as_mut()).await?;
        let all = self.ground.structures(organization, read.as_mut()).await?;
        let rows: Vec<&InvoiceRow> = to_treat.iter().collect();
        let mut delays = delays_of(read.as_mut(), organization, &all, Direction::Received, &rows).await?;
        let today = paris_day(self.ground.now());
        let (late, late_cut) = late_ones(actor, read.as_mut(), &all, today, &mut delays).await?;
        Ok(Overview {
            issued: issued.stages,
            issued_statuses: issued.statuses,
            received: read.invoice_page(organization, &filter(Direction::Received)).await?.stages,
            to_do: read
                .invoices_needing_action(organization, &actor.scope, rejected_since, MOST_TO_DO)
                .await?,
            slow_cut: slow.len() >= MOST_SLOW as usize,
            slow,
            usual,
            to_treat,
            late,
            late_cut,
            delays,
            structures: self.ground.within_reach(actor, read.as_mut()).await?,
        })
    }
}

/// What is on its way and has not moved since `before`.
async fn slow_ones(actor: &Actor, read: &mut dyn Snapshot, before: DateTime<Utc>) -> Result<Vec<InvoiceRow>> {
    let filter = InvoiceFilter {
        stage: Some(StatusStage::OnTheWay),
        sort: Sort { column: SortColumn::StatusAt, descending: false },
        per_page: MOST_SLOW,
        ..InvoiceFilter::new(Direction::Issued, actor.scope.clone())
    };
    let mut rows = read.invoice_page(actor.organization, &filter).await?.rows;
    rows.retain(|row| row.status_at < before && row.status.is_at_chorus_pro());
    Ok(rows)
}

/// Issued invoices whose delay has passed, whether there may be more, and their delays beside the others.
async fn late_ones(
    actor: &Actor,
    read: &mut dyn Snapshot,
    structures: &[StructureSummary],
    today: NaiveDate,
    delays: &mut BTreeMap<InvoiceId, PaymentDelay>,
) -> Result<(Vec<InvoiceRow>, bool)> {
    let organization = actor.organization;
    let before = late_before(today);
    let mut late = read.waiting_since(organization, &actor.scope, before, MOST_LOOKED_AT).await?;
    let rows: Vec<&InvoiceRow> = late.iter().collect();
    let found = delays_of(read, organization, structures, Direction::Issued, &rows).await?;
    let all_looked_at = late.len() < MOST_LOOKED_AT as usize;
    late.retain(|row| found.get(&row.id).is_some_and(|delay| delay.late_days(today) > 0));
    let cut = !all_looked_at || late.len() > MOST_LATE;
    late.truncate(MOST_LATE);
    delays.extend(found);
    Ok((late, cut))
}

/// The delay runs from the arrival: the oldest first.
async fn to_treat(actor: &Actor, read: &mut dyn Snapshot) -> Result<Vec<InvoiceRow>> {
    let mut rows = Vec::new();
    for stage in [StatusStage::Blocked, StatusStage::Arrived] {
        let filter = InvoiceFilter {
            stage: Some(stage),
            sort: Sort { column: SortColumn::StatusAt, descending: false },
            per_page: MOST_TO_TREAT,
            ..InvoiceFilter::new(Direction::Received, actor.scope.clone())
        };
        rows.extend(read.invoice_page(actor.organization, &filter).await?.rows);
    }
    Ok(rows)
}
