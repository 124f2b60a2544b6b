//! How many invoices have a mark: counted along the index of the mark, no further than anybody wants to know.

use domain::OrganizationId;
use storage::{InvoiceFilter, ListMark, MOST_MARKED, Result};

use super::selection::Selection;
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::Builder;

/// The columns of the answer.
const NAMES: [&str; 2] = ["mark", "count"];

/// See [`storage::ReadInvoices::mark_counts`].
pub(crate) async fn mark_counts(
    handle: &mut Handle,
    organization: OrganizationId,
    filter: &InvoiceFilter,
) -> Result<Vec<(ListMark, u32)>> {
    let Some(statement) = statement(handle.engine(), organization, filter) else { return Ok(Vec::new()) };
    let mut counts = Vec::new();
    for row in handle.fetch_many(statement.build(), &NAMES).await? {
        let fields = row.of("invoices");
        let place = usize::try_from(fields.integer("mark")?).unwrap_or(usize::MAX);
        let count = u32::try_from(fields.integer("count")?).unwrap_or_default();
        if let Some(mark) = ListMark::ALL.get(place).filter(|_| count > 0) {
            counts.push((*mark, count));
        }
    }
    Ok(counts)
}

/// None where nothing is within reach.
pub(super) fn statement(
    engine: Engine,
    organization: OrganizationId,
    filter: &InvoiceFilter,
) -> Option<Builder> {
    let mut sql = Builder::default();
    for (place, mark) in ListMark::ALL.into_iter().enumerate() {
        let marked = InvoiceFilter {
            mark: Some(mark),
            structures: filter.structures.clone(),
            ..InvoiceFilter::new(filter.direction, filter.scope.clone())
        };
        let selection = Selection::new(engine, organization, &marked);
        if selection.reach.is_nothing() {
            return None;
        }
        sql.push(if place > 0 { " UNION ALL SELECT " } else { "SELECT " });
        sql.push_bind(i64::try_from(place).unwrap_or_default());
        sql.push(" AS mark, count(*) AS count FROM (SELECT 1 AS one");
        selection.push_marked(&mut sql);
        sql.push(" LIMIT ").push_bind(MOST_MARKED).push(") AS marked");
    }
    Some(sql)
}
