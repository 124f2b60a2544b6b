//! The list over all structures.
//!
//! Two ways to a page. Without text, partner, period and services, counts and totals come from `invoice_counts` and the
//! rows are a walk along the index of their sort (or, when few are left, a small sort). Otherwise the invoices that the
//! filter selects are collected once, by the narrowest index, and both counts and rows come from that collection. Every
//! statement names its index: plans do not depend on statistics.

mod statement;
#[cfg(test)]
mod tests;
mod urgent;

use domain::{InvoiceKind, InvoiceStatus, OrganizationId, StatusStage};
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use storage::{InvoiceFilter, InvoicePage, InvoiceRow, ListTotals, Result, StageCount};

use crate::rows::{Columns, failed, read_all};
use statement::Selection;

macro_rules! list_columns {
    () => {
        "invoices.id, invoices.structure_id, invoices.status, invoices.status_at, invoices.status_comment, \
         invoices.number, invoices.kind, invoices.date, invoices.partner_name, invoices.partner_siret, \
         invoices.service_code, invoices.engagement, invoices.currency, invoices.gross_cents, \
         invoices.arrived_at"
    };
}
pub(crate) use list_columns;

fn read_row(row: &SqliteRow) -> Result<InvoiceRow> {
    let mut columns = Columns::of(row, "invoices");
    Ok(InvoiceRow {
        id: columns.id("id")?,
        structure: columns.id("structure_id")?,
        status: InvoiceStatus::from_code(&columns.text()?),
        status_at: columns.time("status_at")?,
        status_comment: columns.opt_text()?,
        number: columns.text()?,
        kind: columns.code("kind", InvoiceKind::from_code)?,
        date: columns.opt_day("date")?,
        partner_name: columns.text()?,
        partner_siret: columns.text()?,
        service_code: columns.opt_text()?,
        engagement: columns.opt_text()?,
        currency: columns.text()?,
        gross_cents: columns.opt_integer()?,
        arrived_at: columns.opt_time("arrived_at")?,
    })
}

/// How many, and how much, of one status.
struct Count {
    stage: StatusStage,
    status: InvoiceStatus,
    totals: ListTotals,
}

/// Counts of a filter without its tab and status, and what they say of tabs and totals.
struct Counts(Vec<Count>);

impl Counts {
    fn add(totals: &mut ListTotals, other: ListTotals) {
        totals.count += other.count;
        totals.gross_cents = totals.gross_cents.saturating_add(other.gross_cents);
    }

    /// Of everything the filter selects.
    fn selected(&self, filter: &InvoiceFilter) -> ListTotals {
        let mut totals = ListTotals::default();
        for count in &self.0 {
            let stage_fits = filter.stage.is_none_or(|stage| stage == count.stage);
            if stage_fits && filter.status.as_ref().is_none_or(|status| *status == count.status) {
                Self::add(&mut totals, count.totals);
            }
        }
        totals
    }

    /// Of all tabs.
    fn all(&self) -> u64 {
        self.0.iter().map(|count| count.totals.count).sum()
    }

    /// Every tab in order, also the empty ones.
    fn stages(&self) -> Vec<StageCount> {
        let totals_of = |stage| {
            let mut totals = ListTotals::default();
            for count in self.0.iter().filter(|count| count.stage == stage) {
                Self::add(&mut totals, count.totals);
            }
            totals
        };
        StatusStage::ALL.into_iter().map(|stage| StageCount { stage, totals: totals_of(stage) }).collect()
    }
}

fn read_count(columns: &mut Columns<'_>) -> Result<Count> {
    Ok(Count {
        stage: columns.code("stage", StatusStage::from_code)?,
        status: InvoiceStatus::from_code(&columns.text()?),
        totals: ListTotals { count: columns.integer()?.unsigned_abs(), gross_cents: columns.integer()? },
    })
}

/// A page with its totals and tabs. `per_page` is kept within 1 to 200, `page` from 1.
pub(crate) async fn invoice_page(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    filter: &InvoiceFilter,
) -> Result<InvoicePage> {
    let selection = Selection::new(organization, filter);
    if selection.reach.is_nothing() {
        return Ok(InvoicePage {
            rows: Vec::new(),
            totals: ListTotals::default(),
            stages: Counts(Vec::new()).stages(),
        });
    }
    if selection.is_counted() {
        counted_page(connection, &selection).await
    } else {
        collected_page(connection, &selection).await
    }
}

/// Rows by walking an index, counts from the table of counts.
async fn counted_page(connection: &mut SqliteConnection, selection: &Selection<'_>) -> Result<InvoicePage> {
    let rows = selection.counts().build().fetch_all(&mut *connection).await.map_err(failed)?;
    let counts = Counts(read_all(&rows, |row| read_count(&mut Columns::of(row, "invoice_counts")))?);
    let totals = counts.selected(selection.filter);
    let mut page = InvoicePage { rows: Vec::new(), totals, stages: counts.stages() };
    if totals.count > selection.offset() {
        let access = selection.access(totals.count, counts.all());
        let rows = selection.rows(access).build().fetch_all(connection).await.map_err(failed)?;
        page.rows = read_all(&rows, read_row)?;
    }
    Ok(page)
}

/// Rows and counts from one collection of what the filter selects.
async fn collected_page(connection: &mut SqliteConnection, selection: &Selection<'_>) -> Result<InvoicePage> {
    let found = selection.collection().build().fetch_all(&mut *connection).await.map_err(failed)?;
    let (mut counts, mut on_page) = (Vec::new(), Vec::new());
    for row in &found {
        match row.try_get::<Option<i64>, _>(4).map_err(failed)? {
            Some(seq) => on_page.push(seq),
            None => counts.push(read_count(&mut Columns::of(row, "invoices"))?),
        }
    }
    let counts = Counts(counts);
    let mut page =
        InvoicePage { rows: Vec::new(), totals: counts.selected(selection.filter), stages: counts.stages() };
    if !on_page.is_empty() {
        let rows = selection.rows_of(&on_page).build().fetch_all(connection).await.map_err(failed)?;
        page.rows = read_all(&rows, read_row)?;
    }
    Ok(page)
}

pub(crate) use urgent::invoices_needing_action;
