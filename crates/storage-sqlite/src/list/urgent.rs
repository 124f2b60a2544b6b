//! What needs somebody today.

use domain::{Direction, InvoiceStatus, OrganizationId, StatusStage};
use sqlx::sqlite::SqliteConnection;
use sqlx::{QueryBuilder, Sqlite};
use storage::{InvoiceRow, Result, Scope};

use super::statement::Reach;
use super::{list_columns, read_row};
use crate::rows::{failed, read_all};

/// Blocked, refused, unconfirmed and rejected issued invoices by amount, the largest first, then drafts, the oldest
/// first. Of the rejections, only the latest `limit` are looked at: an old one is history, not work.
pub(crate) async fn invoices_needing_action(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    scope: &Scope,
    limit: u32,
) -> Result<Vec<InvoiceRow>> {
    let reach = Reach::new(scope, None);
    if reach.is_nothing() || limit == 0 {
        return Ok(Vec::new());
    }
    let rows = statement(organization, &reach, limit).build().fetch_all(connection).await.map_err(failed)?;
    read_all(&rows, read_row)
}

pub(super) fn statement(organization: OrganizationId, reach: &Reach, limit: u32) -> QueryBuilder<Sqlite> {
    let mut parts = Parts { organization: organization.to_string(), reach, limit };
    let mut sql = QueryBuilder::new(concat!("SELECT ", list_columns!(), " FROM ("));
    parts.push(&mut sql, By::Stage(StatusStage::Blocked), "0 AS rank, gross_cents AS amount", None);
    sql.push(" UNION ALL ");
    parts.push(&mut sql, By::Status(InvoiceStatus::Refused), "0, gross_cents", None);
    sql.push(" UNION ALL ");
    parts.push(&mut sql, By::Status(InvoiceStatus::Unconfirmed), "0, gross_cents", None);
    sql.push(" UNION ALL ");
    parts.push(&mut sql, By::Stage(StatusStage::Rejected), "0, gross_cents", Some(" DESC"));
    sql.push(" UNION ALL ");
    parts.push(&mut sql, By::Status(InvoiceStatus::Draft), "1, NULL", Some(" ASC"));
    sql.push(
        ") AS work CROSS JOIN invoices ON invoices.seq = work.seq \
         ORDER BY work.rank, work.amount DESC, work.since, work.seq LIMIT ",
    );
    sql.push_bind(i64::from(limit));
    sql
}

enum By {
    Stage(StatusStage),
    Status(InvoiceStatus),
}

struct Parts<'r> {
    organization: String,
    reach: &'r Reach,
    limit: u32,
}

impl Parts<'_> {
    /// Appends one part; with an order, only the first `limit` by date of status.
    fn push(&mut self, sql: &mut QueryBuilder<Sqlite>, by: By, columns: &str, order: Option<&str>) {
        sql.push("SELECT * FROM (SELECT seq, status_at AS since, ")
            .push(columns)
            .push(" FROM invoices INDEXED BY ");
        sql.push(match by {
            By::Stage(_) => "invoices_by_stage",
            By::Status(_) => "invoices_by_status",
        });
        sql.push(" WHERE organization_id = ").push_bind(self.organization.clone());
        sql.push(" AND direction = ").push_bind(Direction::Issued.code());
        match by {
            By::Stage(stage) => sql.push(" AND stage = ").push_bind(stage.code()),
            By::Status(status) => sql.push(" AND status = ").push_bind(status.code().to_owned()),
        };
        self.reach.push(sql);
        if let Some(order) = order {
            sql.push(" ORDER BY status_at").push(order).push(", seq").push(order);
            sql.push(" LIMIT ").push_bind(i64::from(self.limit));
        }
        sql.push(")");
    }
}
