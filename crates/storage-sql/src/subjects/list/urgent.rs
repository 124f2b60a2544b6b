//! What needs somebody today.

use chrono::{DateTime, Utc};
use domain::{Direction, InvoiceStatus, OrganizationId, StatusStage};
use storage::{InvoiceRow, Result, Scope};

use super::reach::Reach;
use super::{COLUMNS, NAMES, read_rows};
use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::Builder;

/// The largest amount first, then the oldest.
const BY_AMOUNT: &str = " ORDER BY gross_cents DESC NULLS LAST, status_at, seq LIMIT ";

/// Blocked, refused, unconfirmed and recently rejected issued invoices by amount, the largest first, then drafts, the
/// oldest first.
pub(crate) async fn invoices_needing_action(
    handle: &mut Handle,
    organization: OrganizationId,
    scope: &Scope,
    rejected_since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<InvoiceRow>> {
    let reach = Reach::new(scope, None);
    if reach.is_nothing() || limit == 0 {
        return Ok(Vec::new());
    }
    let work = Work { engine: handle.engine(), organization, reach: &reach, limit };
    read_rows(&handle.fetch_many(work.statement(rejected_since).build(), &NAMES).await?)
}

/// Each kind of work is found along an index of its own and gives no more than `limit`: how much there is of it does not
/// matter, and only what is shown is read from the table. Of the rejections, those of some weeks are looked at.
pub(super) struct Work<'r> {
    pub(super) engine: Engine,
    pub(super) organization: OrganizationId,
    pub(super) reach: &'r Reach,
    pub(super) limit: u32,
}

impl Work<'_> {
    pub(super) fn statement(&self, rejected_since: DateTime<Utc>) -> Builder {
        let mut sql = Builder::new("SELECT ");
        sql.push(COLUMNS).push(" FROM (");
        self.begin(&mut sql, "0 AS rank, gross_cents AS amount", "invoices_to_act");
        sql.push(&blocked());
        self.end(&mut sql, BY_AMOUNT, "blocked");
        sql.push(" UNION ALL ");
        self.begin(&mut sql, "0, gross_cents", "invoices_rejected");
        sql.push(&rejected()).push(" AND status_at >= ").push_bind(rejected_since);
        self.end(&mut sql, BY_AMOUNT, "rejected");
        sql.push(" UNION ALL ");
        self.begin(&mut sql, "1, CAST(NULL AS BIGINT)", "invoices_by_status");
        sql.push("direction = ").push_bind(Direction::Issued.code());
        sql.push(" AND status = ").push_bind(InvoiceStatus::Draft.code());
        self.end(&mut sql, " ORDER BY status_at, seq LIMIT ", "drafts");
        sql.push(
            ") AS work CROSS JOIN invoices WHERE invoices.seq = work.work_seq \
             ORDER BY work.rank, work.amount DESC NULLS LAST, work.since, work.work_seq LIMIT ",
        );
        sql.push_bind(self.limit);
        sql
    }

    fn begin(&self, sql: &mut Builder, columns: &str, index: &'static str) {
        sql.push("SELECT * FROM (SELECT seq AS work_seq, status_at AS since, ").push(columns);
        sql.push(" FROM invoices").push(&self.engine.hint(index)).push(" WHERE organization_id = ");
        sql.push_bind(self.organization).push(" AND ");
    }

    fn end(&self, sql: &mut Builder, order: &str, name: &str) {
        self.reach.push(sql);
        sql.push(order).push_bind(self.limit).push(") AS ").push(name);
    }
}

/// The condition of the index `invoices_rejected`, word for word, as that of [`blocked`].
fn rejected() -> String {
    format!(
        "direction = '{}' AND stage = '{}' AND rejection_treated_at IS NULL",
        Direction::Issued.code(),
        StatusStage::Rejected.code(),
    )
}

/// The condition of the index `invoices_to_act`, word for word: a partial index serves only where the statement repeats
/// it without arguments.
fn blocked() -> String {
    format!(
        "direction = '{}' AND (stage = '{}' OR status IN ('{}', '{}'))",
        Direction::Issued.code(),
        StatusStage::Blocked.code(),
        InvoiceStatus::Refused.code(),
        InvoiceStatus::Unconfirmed.code()
    )
}
