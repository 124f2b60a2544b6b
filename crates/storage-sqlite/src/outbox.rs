//! What is still to be done, and every try of it.

use chrono::{DateTime, Utc};
use domain::{InvoiceId, OrganizationId, OutboxId};
use sqlx::sqlite::SqliteConnection;
use storage::{Attempt, AttemptOutcome, OutboxItem, OutboxKind, OutboxState, Result, StorageError};

use crate::rows::{Columns, changed_one, failed, millis, opt_millis, read_all};

macro_rules! outbox_columns {
    () => {
        "id, organization_id, structure_id, invoice_id, kind, state, not_before, lease_until, tries, sent_at, \
         created_at"
    };
}

fn read_item(row: &sqlx::sqlite::SqliteRow) -> Result<OutboxItem> {
    let mut columns = Columns::of(row, "outbox");
    Ok(OutboxItem {
        id: columns.id("id")?,
        organization: columns.id("organization_id")?,
        structure: columns.id("structure_id")?,
        invoice: columns.id("invoice_id")?,
        kind: columns.code("kind", OutboxKind::from_code)?,
        state: columns.code("state", OutboxState::from_code)?,
        not_before: columns.time("not_before")?,
        lease_until: columns.opt_time("lease_until")?,
        tries: columns.count("tries")?,
        sent_at: columns.opt_time("sent_at")?,
        created_at: columns.time("created_at")?,
    })
}

pub(crate) async fn attempts(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    invoice: InvoiceId,
) -> Result<Vec<Attempt>> {
    let rows = sqlx::query(
        "SELECT id, organization_id, outbox_id, invoice_id, kind, at, outcome, text, next_at FROM attempts \
         WHERE organization_id = ? AND invoice_id = ? ORDER BY at DESC, seq DESC",
    )
    .bind(organization.to_string())
    .bind(invoice.to_string())
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    read_all(&rows, |row| {
        let mut columns = Columns::of(row, "attempts");
        Ok(Attempt {
            id: columns.id("id")?,
            organization: columns.id("organization_id")?,
            outbox: columns.id("outbox_id")?,
            invoice: columns.id("invoice_id")?,
            kind: columns.code("kind", OutboxKind::from_code)?,
            at: columns.time("at")?,
            outcome: columns.code("outcome", AttemptOutcome::from_code)?,
            text: columns.text()?,
            next_at: columns.opt_time("next_at")?,
        })
    })
}

pub(crate) async fn outbox_item(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    invoice: InvoiceId,
    kind: OutboxKind,
) -> Result<Option<OutboxItem>> {
    let sql = concat!(
        "SELECT ",
        outbox_columns!(),
        " FROM outbox WHERE organization_id = ? AND invoice_id = ? AND kind = ? \
         ORDER BY state IN ('waiting', 'leased') DESC, created_at DESC, seq DESC LIMIT 1"
    );
    let row = sqlx::query(sql)
        .bind(organization.to_string())
        .bind(invoice.to_string())
        .bind(kind.code())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(read_item).transpose()
}

/// When [`lease_next`] finds something: the next waiting row, or the end of the next lease. Rows without a working
/// connection do not count, so that a worker does not wake up for them.
pub(crate) async fn next_outbox_due(connection: &mut SqliteConnection) -> Result<Option<DateTime<Utc>>> {
    let due: Option<i64> = sqlx::query_scalar(
        "SELECT min(CASE outbox.state WHEN 'waiting' THEN outbox.not_before \
             ELSE max(outbox.not_before, coalesce(outbox.lease_until, 0)) END) \
         FROM outbox INDEXED BY outbox_due \
         CROSS JOIN connections ON connections.structure_id = outbox.structure_id \
             AND connections.organization_id = outbox.organization_id \
         WHERE outbox.state IN ('waiting', 'leased') AND connections.state <> 'broken'",
    )
    .fetch_one(connection)
    .await
    .map_err(failed)?;
    due.map(|at| {
        DateTime::from_timestamp_millis(at).ok_or_else(|| StorageError::Unreadable {
            table: "outbox",
            column: "not_before",
            value: at.to_string(),
        })
    })
    .transpose()
}

pub(crate) async fn open_outbox_count(connection: &mut SqliteConnection) -> Result<u64> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'leased')")
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    Ok(count.unsigned_abs())
}

pub(crate) async fn enqueue(connection: &mut SqliteConnection, item: &OutboxItem) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO outbox (id, organization_id, structure_id, invoice_id, kind, state, not_before, \
             lease_until, tries, sent_at, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (invoice_id, kind) WHERE state IN ('waiting', 'leased') DO NOTHING",
    )
    .bind(item.id.to_string())
    .bind(item.organization.to_string())
    .bind(item.structure.to_string())
    .bind(item.invoice.to_string())
    .bind(item.kind.code())
    .bind(item.state.code())
    .bind(millis(item.not_before))
    .bind(opt_millis(item.lease_until))
    .bind(i64::from(item.tries))
    .bind(opt_millis(item.sent_at))
    .bind(millis(item.created_at))
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(done.rows_affected() == 1)
}

/// The mark `sent_at` stays as it is: a row whose lease ended after the call left has an unknown outcome.
pub(crate) async fn lease_next(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<OutboxItem>> {
    let sql = concat!(
        "UPDATE outbox SET state = 'leased', lease_until = ?2, tries = tries + 1 WHERE seq = ( \
             SELECT due.seq FROM outbox AS due INDEXED BY outbox_due \
             CROSS JOIN connections ON connections.structure_id = due.structure_id \
                 AND connections.organization_id = due.organization_id \
             WHERE due.state IN ('waiting', 'leased') AND due.not_before <= ?1 \
                 AND (due.state = 'waiting' OR coalesce(due.lease_until, 0) <= ?1) \
                 AND connections.state <> 'broken' \
             ORDER BY due.not_before, due.id LIMIT 1) \
         RETURNING ",
        outbox_columns!()
    );
    let row = sqlx::query(sql)
        .bind(millis(now))
        .bind(millis(lease_until))
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(read_item).transpose()
}

pub(crate) async fn update_outbox(connection: &mut SqliteConnection, item: &OutboxItem) -> Result<()> {
    let done = sqlx::query(
        "UPDATE outbox SET state = ?, not_before = ?, lease_until = ?, tries = ?, sent_at = ? \
         WHERE organization_id = ? AND id = ?",
    )
    .bind(item.state.code())
    .bind(millis(item.not_before))
    .bind(opt_millis(item.lease_until))
    .bind(i64::from(item.tries))
    .bind(opt_millis(item.sent_at))
    .bind(item.organization.to_string())
    .bind(item.id.to_string())
    .execute(connection)
    .await
    .map_err(failed)?;
    changed_one(&done, "outbox")
}

pub(crate) async fn cancel_outbox(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    id: OutboxId,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE outbox SET state = 'cancelled', lease_until = NULL \
         WHERE organization_id = ? AND id = ? AND state = 'waiting' AND tries = 0 AND sent_at IS NULL",
    )
    .bind(organization.to_string())
    .bind(id.to_string())
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn make_due(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    id: OutboxId,
    now: DateTime<Utc>,
) -> Result<bool> {
    // A row that is due already keeps its place in the queue.
    let done = sqlx::query(
        "UPDATE outbox SET not_before = min(not_before, ?) \
         WHERE organization_id = ? AND id = ? AND state = 'waiting'",
    )
    .bind(millis(now))
    .bind(organization.to_string())
    .bind(id.to_string())
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(done.rows_affected() == 1)
}

/// Rows given back are due at once; tries and mark stay, since a call may have left.
pub(crate) async fn take_over(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    search_at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query(
        "UPDATE outbox SET state = 'waiting', lease_until = NULL, \
         not_before = CASE WHEN sent_at IS NULL THEN min(not_before, ?) ELSE ? END WHERE state = 'leased'",
    )
    .bind(millis(now))
    .bind(millis(search_at))
    .execute(&mut *connection)
    .await
    .map_err(failed)?;
    sqlx::query("UPDATE connections SET next_sync_at = ? WHERE next_sync_at > ?")
        .bind(millis(now))
        .bind(millis(now))
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    Ok(())
}

pub(crate) async fn release_leases(
    connection: &mut SqliteConnection,
    ids: &[OutboxId],
    now: DateTime<Utc>,
) -> Result<()> {
    for id in ids {
        sqlx::query(
            "UPDATE outbox SET state = 'waiting', lease_until = NULL, not_before = min(not_before, ?) \
             WHERE id = ? AND state = 'leased'",
        )
        .bind(millis(now))
        .bind(id.to_string())
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    }
    Ok(())
}

pub(crate) async fn insert_attempt(connection: &mut SqliteConnection, attempt: &Attempt) -> Result<()> {
    let sql = "INSERT INTO attempts (id, organization_id, outbox_id, invoice_id, kind, at, outcome, text, \
               next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(attempt.id.to_string())
        .bind(attempt.organization.to_string())
        .bind(attempt.outbox.to_string())
        .bind(attempt.invoice.to_string())
        .bind(attempt.kind.code())
        .bind(millis(attempt.at))
        .bind(attempt.outcome.code())
        .bind(&attempt.text)
        .bind(opt_millis(attempt.next_at))
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}
