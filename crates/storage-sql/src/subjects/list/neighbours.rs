//! The invoices beside one. Nothing is counted or skipped: the index of the order is entered at the place of the invoice,
//! and walked to the nearest one that the filter selects. A walk that finds none within its bound is replaced by what the
//! page itself would do: an index that selects, and the nearest of what it selects.

use domain::{InvoiceId, OrganizationId};
use storage::{InvoiceFilter, Neighbours, Result};

use super::search;
use super::selection::{Place, Selection, Side};
use super::way::{index_of_order, index_that_selects};
use crate::handle::Handle;
use crate::query::Builder;

/// The one before and the one behind.
pub(crate) async fn neighbours(
    handle: &mut Handle,
    organization: OrganizationId,
    filter: &InvoiceFilter,
    id: InvoiceId,
) -> Result<Neighbours> {
    let mut selection = Selection::new(handle.engine(), organization, filter);
    if selection.reach.is_nothing() {
        return Ok(Neighbours::default());
    }
    let Some(row) = handle.fetch_optional(selection.place_of(id).build()).await? else {
        return Ok(Neighbours::default());
    };
    let place = Place::read(&row, filter.sort.column)?;
    if selection.question.has_long_parts() {
        let sample = handle.fetch_many(selection.sample().build(), &search::NAMES).await?;
        selection.question.shorten(&search::read_sample(&sample)?);
    }
    Ok(Neighbours {
        previous: beside(handle, &selection, &place, Side::Before).await?,
        next: beside(handle, &selection, &place, Side::Behind).await?,
    })
}

async fn beside(
    handle: &mut Handle,
    selection: &Selection<'_>,
    place: &Place,
    side: Side,
) -> Result<Option<InvoiceId>> {
    if !selection.is_counted() {
        return nearest(handle, selection.sorted_to(None, place, side)).await;
    }
    let index = index_of_order(selection);
    for range in selection.ranges(place, side) {
        let found = nearest(handle, selection.walked_to(index, place, side, range)).await?;
        if found.is_some() {
            return Ok(found);
        }
        let Some(selecting) = index_that_selects(selection) else { continue };
        let passed = handle.fetch_one(selection.walk_length(index, place, side, range).build()).await?;
        if Selection::was_given_up(passed.of("invoices").integer("count")?) {
            return nearest(handle, selection.sorted_to(Some(selecting), place, side)).await;
        }
    }
    Ok(None)
}

async fn nearest(handle: &mut Handle, statement: Builder) -> Result<Option<InvoiceId>> {
    let row = handle.fetch_optional(statement.build()).await?;
    row.map(|row| row.of("invoices").id("id")).transpose()
}
