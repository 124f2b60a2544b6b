//! What has arrived and waits for its payment, the first one to arrive first.

use chrono::{DateTime, Utc};
use domain::{Direction, OrganizationId};
use storage::{InvoiceRow, Result, Scope};

use super::reach::Reach;
use super::{COLUMNS, NAMES, read_rows};
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::Builder;

/// See [`storage::ReadInvoices::waiting_since`].
pub(crate) async fn waiting_since(
    handle: &mut Handle,
    organization: OrganizationId,
    scope: &Scope,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<InvoiceRow>> {
    let reach = Reach::new(scope, None);
    if reach.is_nothing() || limit == 0 {
        return Ok(Vec::new());
    }
    let statement = statement(handle.engine(), organization, &reach, before, limit);
    read_rows(&handle.fetch_many(statement.build(), &NAMES).await?)
}

/// The condition of the index `invoices_arrived`, word for word: a partial index serves only where the statement repeats
/// it without arguments.
pub(super) fn statement(
    engine: Engine,
    organization: OrganizationId,
    reach: &Reach,
    before: DateTime<Utc>,
    limit: u32,
) -> Builder {
    let mut sql = Builder::new("SELECT ");
    sql.push(COLUMNS).push(" FROM invoices").push(&engine.hint("invoices_arrived"));
    sql.push(" WHERE organization_id = ").push_bind(organization);
    sql.push(" AND direction = ").push_bind(Direction::Issued.code());
    sql.push(" AND arrived_at < ").push_bind(before);
    sql.push(" AND stage = 'arrived' AND kind = 'FACTURE' AND arrived_at IS NOT NULL");
    reach.push(&mut sql);
    sql.push(" ORDER BY arrived_at, structure_id, seq LIMIT ").push_bind(limit);
    sql
}
