//! The list over all structures.
//!
//! Two ways to a page. Without text, partner, period and services, counts and totals come from
//! `invoice_totals` or `invoice_counts` and the
//! rows are a walk along the index of their sort (or, when few are left, a small sort). Otherwise the invoices that the
//! filter selects are collected once, by the narrowest index, and both counts and rows come from that collection. Every
//! statement names its index: plans do not depend on statistics.

mod statement;
#[cfg(test)]
mod tests;
mod urgent;

use domain::{InvoiceKind, InvoiceStatus, OrganizationId, StatusStage};
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

/// Totals and tabs of a filter.
struct Counts {
    /// Of everything the filter selects.
    selected: ListTotals,
    /// Every tab in order, also the empty ones, without tab and status of the filter.
    stages: Vec<StageCount>,
}

impl Counts {
    /// From counts per status.
    fn new(counts: &[Count], filter: &InvoiceFilter) -> Self {
        let sum = |fits: &dyn Fn(&Count) -> bool| {
            counts.iter().filter(|count| fits(count)).fold(ListTotals::default(), |sum, count| ListTotals {
                count: sum.count + count.totals.count,
                gross_cents: sum.gross_cents.saturating_add(count.totals.gross_cents),
            })
        };
        let selected = sum(&|count| {
            filter.stage.is_none_or(|stage| stage == count.stage)
                && filter.status.as_ref().is_none_or(|status| *status == count.status)
        });
        let of_stage = |stage| StageCount { stage, totals: sum(&|count| count.stage == stage) };
        Self { selected, stages: StatusStage::ALL.into_iter().map(of_stage).collect() }
    }

    /// Of all tabs.
    fn all(&self) -> u64 {
        self.stages.iter().map(|stage| stage.totals.count).sum()
    }

    fn into_page(self) -> InvoicePage {
        InvoicePage { rows: Vec::new(), totals: self.selected, stages: self.stages }
    }
}

fn read_totals(columns: &mut Columns<'_>) -> Result<ListTotals> {
    Ok(ListTotals { count: columns.integer()?.unsigned_abs(), gross_cents: columns.integer()? })
}

fn read_count(row: &SqliteRow) -> Result<Count> {
    let mut columns = Columns::of(row, "invoice_counts");
    Ok(Count {
        stage: columns.code("stage", StatusStage::from_code)?,
        status: InvoiceStatus::from_code(&columns.text()?),
        totals: read_totals(&mut columns)?,
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
        Ok(Counts::new(&[], filter).into_page())
    } else if selection.is_counted() {
        counted_page(connection, &selection).await
    } else {
        collected_page(connection, &selection).await
    }
}

/// Rows by walking an index, counts from the tables of counts.
async fn counted_page(connection: &mut SqliteConnection, selection: &Selection<'_>) -> Result<InvoicePage> {
    let rows = selection.counts().build().fetch_all(&mut *connection).await.map_err(failed)?;
    let counts = Counts::new(&read_all(&rows, read_count)?, selection.filter);
    let all = counts.all();
    let mut page = counts.into_page();
    if page.totals.count > selection.offset() {
        let access = selection.access(page.totals.count, all);
        let rows = selection.rows(access).build().fetch_all(connection).await.map_err(failed)?;
        page.rows = read_all(&rows, read_row)?;
    }
    Ok(page)
}

/// Rows and counts from one collection of what the filter selects.
async fn collected_page(connection: &mut SqliteConnection, selection: &Selection<'_>) -> Result<InvoicePage> {
    let found = selection.collection().build().fetch_one(&mut *connection).await.map_err(failed)?;
    let mut columns = Columns::of(&found, "invoices");
    let on_page: Vec<i64> = columns.json("seq")?;
    let selected = read_totals(&mut columns)?;
    let mut stages = Vec::with_capacity(StatusStage::ALL.len());
    for stage in StatusStage::ALL {
        stages.push(StageCount { stage, totals: read_totals(&mut columns)? });
    }
    let mut page = Counts { selected, stages }.into_page();
    if !on_page.is_empty() {
        let rows = selection.rows_of(&on_page).build().fetch_all(connection).await.map_err(failed)?;
        page.rows = read_all(&rows, read_row)?;
    }
    Ok(page)
}

pub(crate) use urgent::invoices_needing_action;
