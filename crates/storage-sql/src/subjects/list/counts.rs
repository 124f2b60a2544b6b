//! How many and how much: totals and tabs.

use domain::{InvoiceStatus, StatusStage};
use storage::{InvoiceFilter, InvoicePage, ListTotals, Result, StageCount, StatusCount};

use crate::row::Row;

/// The columns of a row of counts.
pub(super) const NAMES: [&str; 5] = ["stage", "status", "currency", "count", "gross_cents"];

/// How many, and how much, of one status in one currency.
#[derive(Debug)]
struct Count {
    stage: StatusStage,
    status: InvoiceStatus,
    currency: String,
    count: u64,
    gross_cents: i64,
}

/// Counts of a filter without its tab and status.
#[derive(Debug, Default)]
pub(super) struct Counts(Vec<Count>);

impl Counts {
    /// From rows of (stage, status, currency, count, gross_cents).
    pub(super) fn read(rows: &[Row]) -> Result<Self> {
        let read = |row: &Row| {
            let fields = row.of("invoice_counts");
            Ok(Count {
                stage: fields.code("stage", StatusStage::from_code)?,
                status: InvoiceStatus::from_code(&fields.text("status")?),
                currency: fields.text("currency")?,
                // What is being changed at the moment is never counted below zero.
                count: u64::try_from(fields.integer("count")?).unwrap_or_default(),
                gross_cents: fields.integer("gross_cents")?,
            })
        };
        rows.iter().map(read).collect::<Result<_>>().map(Self)
    }

    fn number(&self, fits: impl Fn(&Count) -> bool) -> u64 {
        self.0.iter().filter(|count| fits(count)).map(|count| count.count).sum()
    }

    fn totals(&self, fits: impl Fn(&Count) -> bool) -> ListTotals {
        let mut totals = ListTotals::default();
        for count in self.0.iter().filter(|count| fits(count)) {
            totals.add(count.count, &count.currency, count.gross_cents);
        }
        totals
    }

    /// All invoices.
    pub(super) fn all(&self) -> u64 {
        self.number(|_| true)
    }

    /// Invoices of a tab.
    pub(super) fn of_stage(&self, stage: StatusStage) -> u64 {
        self.number(|count| count.stage == stage)
    }

    /// Invoices of a status.
    pub(super) fn of_status(&self, status: &InvoiceStatus) -> u64 {
        self.number(|count| count.status == *status)
    }

    /// Invoices that fit tab and status of a filter.
    pub(super) fn selected(&self, filter: &InvoiceFilter) -> u64 {
        self.number(|count| fits_tab(filter, count))
    }

    /// Totals and every tab in order, also the empty ones; no rows.
    pub(super) fn into_page(self, filter: &InvoiceFilter) -> InvoicePage {
        let of_stage = |stage| StageCount { stage, totals: self.totals(|count| count.stage == stage) };
        let mut statuses: Vec<StatusCount> = Vec::new();
        for count in self.0.iter().filter(|count| count.count > 0) {
            if statuses.iter().all(|known| known.status != count.status) {
                let totals = self.totals(|other| other.status == count.status);
                statuses.push(StatusCount { status: count.status.clone(), totals });
            }
        }
        InvoicePage {
            rows: Vec::new(),
            totals: self.totals(|count| fits_tab(filter, count)),
            stages: StatusStage::ALL.into_iter().map(of_stage).collect(),
            statuses,
        }
    }
}

fn fits_tab(filter: &InvoiceFilter, count: &Count) -> bool {
    filter.stage.is_none_or(|stage| stage == count.stage)
        && filter.status.as_ref().is_none_or(|status| *status == count.status)
}
