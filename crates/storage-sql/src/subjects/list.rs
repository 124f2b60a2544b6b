//! The list over all structures.
//!
//! Counts come first: where a table of counts answers totals and tabs, it says how many rows are before the page and
//! what each way to it costs, and the page is read along one index ([`way`]). Otherwise (search, services, a period of
//! some structures) what the filter selects is collected once, and both counts and rows come from that collection.
//!
//! A table row costs far more than an entry of an index: the page is found in indexes alone, and only its own rows are
//! read from the table.

mod counts;
mod marks;
mod neighbours;
pub(super) mod reach;
mod search;
mod selection;
#[cfg(test)]
mod tests;
mod urgent;
mod waiting;
mod way;

use domain::{DisorderKind, InvoiceKind, InvoiceStatus, OrganizationId};
use storage::{InvoiceFilter, InvoicePage, InvoiceRow, Result, RowMarks};

use crate::handle::Handle;
use crate::row::Row;
use counts::Counts;
use selection::Selection;
use way::Span;

pub(crate) use marks::mark_counts;
pub(crate) use neighbours::neighbours;
pub(crate) use urgent::invoices_needing_action;
pub(crate) use waiting::waiting_since;

/// The columns of a line; [`read_row`] reads them.
const COLUMNS: &str = "invoices.id, invoices.structure_id, invoices.status, invoices.status_at, \
    invoices.status_reason, invoices.status_comment, invoices.number, invoices.kind, invoices.date, \
    invoices.partner_name, invoices.partner_siret, invoices.service_code, invoices.engagement, \
    invoices.currency, invoices.gross_cents, invoices.arrived_at, \
    invoices.unopened, invoices.undownloaded, invoices.disorder";

/// Their names.
const NAMES: [&str; 19] = [
    "id",
    "structure_id",
    "status",
    "status_at",
    "status_reason",
    "status_comment",
    "number",
    "kind",
    "date",
    "partner_name",
    "partner_siret",
    "service_code",
    "engagement",
    "currency",
    "gross_cents",
    "arrived_at",
    "unopened",
    "undownloaded",
    "disorder",
];

fn read_row(row: &Row) -> Result<InvoiceRow> {
    let fields = row.of("invoices");
    Ok(InvoiceRow {
        id: fields.id("id")?,
        structure: fields.id("structure_id")?,
        status: InvoiceStatus::from_code(&fields.text("status")?),
        status_at: fields.time("status_at")?,
        status_reason: fields.opt_reason("status_reason")?,
        status_comment: fields.opt_text("status_comment")?,
        number: fields.text("number")?,
        kind: fields.code("kind", InvoiceKind::from_code)?,
        date: fields.opt_day("date")?,
        partner_name: fields.text("partner_name")?,
        partner_siret: fields.text("partner_siret")?,
        service_code: fields.opt_text("service_code")?,
        engagement: fields.opt_text("engagement")?,
        currency: fields.text("currency")?,
        gross_cents: fields.opt_integer("gross_cents")?,
        arrived_at: fields.opt_time("arrived_at")?,
        marks: RowMarks {
            unopened: fields.opt_integer("unopened")?.is_some(),
            not_downloaded: fields.opt_integer("undownloaded")?.is_some(),
            disorder: match fields.opt_text("disorder")? {
                None => None,
                Some(code) => match DisorderKind::from_code(&code) {
                    None => return Err(fields.unreadable("disorder", code)),
                    known => known,
                },
            },
        },
    })
}

fn read_rows(rows: &[Row]) -> Result<Vec<InvoiceRow>> {
    rows.iter().map(read_row).collect()
}

/// A page with its totals and tabs. `per_page` is kept within 1 to 200, `page` from 1.
pub(crate) async fn invoice_page(
    handle: &mut Handle,
    organization: OrganizationId,
    filter: &InvoiceFilter,
) -> Result<InvoicePage> {
    let mut selection = Selection::new(handle.engine(), organization, filter);
    if selection.reach.is_nothing() {
        return Ok(Counts::default().into_page(filter));
    }
    if selection.is_counted() {
        return counted_page(handle, &selection).await;
    }
    if selection.question.has_long_parts() {
        let sample = handle.fetch_many(selection.sample().build(), &search::NAMES).await?;
        selection.question.shorten(&search::read_sample(&sample)?);
    }
    collected_page(handle, &selection).await
}

/// Counts from the tables of counts, rows along an index.
async fn counted_page(handle: &mut Handle, selection: &Selection<'_>) -> Result<InvoicePage> {
    let counts = Counts::read(&handle.fetch_many(selection.counts().build(), &counts::NAMES).await?)?;
    let whole = if selection.needs_whole() {
        Some(Counts::read(&handle.fetch_many(selection.counts_of_whole().build(), &counts::NAMES).await?)?)
    } else {
        None
    };
    let ways = |span: &Span| way::ways(selection, span, &counts, whole.as_ref().unwrap_or(&counts));
    let selected = counts.selected(selection.filter);
    let mut rows = Vec::new();
    if let Some(span) = Span::new(selected, selection.offset(), selection.limit()) {
        for way in ways(&span) {
            rows = read_rows(&handle.fetch_many(selection.rows(way, &span).build(), &NAMES).await?)?;
            if rows.len() as u64 == span.rows {
                break;
            }
        }
        if span.backwards {
            rows.reverse();
        }
    }
    Ok(InvoicePage { rows, ..counts.into_page(selection.filter) })
}

/// Rows and counts from one collection of what the filter selects.
async fn collected_page(handle: &mut Handle, selection: &Selection<'_>) -> Result<InvoicePage> {
    let (mut on_page, mut groups) = (Vec::new(), Vec::new());
    for row in handle.fetch_many(selection.collection().build(), &selection::COLLECTED).await? {
        match row.of("invoices").opt_integer("seq")? {
            Some(seq) => on_page.push(seq),
            None => groups.push(row),
        }
    }
    let mut page = Counts::read(&groups)?.into_page(selection.filter);
    if !on_page.is_empty() {
        page.rows = read_rows(&handle.fetch_many(selection.rows_of(&on_page).build(), &NAMES).await?)?;
    }
    Ok(page)
}
