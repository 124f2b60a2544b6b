//! The journal of exchanges.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{ExchangeId, OrganizationId, StructureId};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Sqlite};
use storage::{Exchange, ExchangeFilter, ExchangeOutcome, ExchangePage, ExchangeSummary, Result};

use crate::rows::{Columns, failed, json, millis, read_all};

macro_rules! summary_columns {
    () => {
        "id, at, service, outcome, http_status, code_retour, libelle, duration_ms, correlation_id"
    };
}

fn read_summary(columns: &mut Columns<'_>) -> Result<ExchangeSummary> {
    Ok(ExchangeSummary {
        id: columns.id("id")?,
        at: columns.time("at")?,
        service: columns.text()?,
        outcome: columns.code("outcome", ExchangeOutcome::from_code)?,
        http_status: columns
            .opt_integer()?
            .map(|status| {
                u16::try_from(status).map_err(|_| columns.unreadable("http_status", status.to_string()))
            })
            .transpose()?,
        code_retour: columns.opt_integer()?,
        libelle: columns.opt_text()?,
        duration: Duration::from_millis(columns.integer()?.unsigned_abs()),
        correlation_id: columns.opt_text()?,
    })
}

fn read_exchange(row: &SqliteRow) -> Result<Exchange> {
    let mut columns = Columns::of(row, "exchanges");
    Ok(Exchange {
        organization: columns.id("organization_id")?,
        structure: columns.id("structure_id")?,
        summary: read_summary(&mut columns)?,
        method: columns.text()?,
        url: columns.text()?,
        error: columns.opt_text()?,
        unknown_fields: columns.json("unknown_fields")?,
        request: columns.opt_text()?,
        answer: columns.opt_text()?,
        curl: columns.text()?,
    })
}

pub(crate) async fn insert_exchange(connection: &mut SqliteConnection, exchange: &Exchange) -> Result<()> {
    let summary = &exchange.summary;
    sqlx::query(
        "INSERT INTO exchanges (id, organization_id, structure_id, at, service, outcome, http_status, \
             code_retour, duration_ms, correlation_id, libelle, error, method, url, unknown_fields, request, \
             answer, curl) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(summary.id.to_string())
    .bind(exchange.organization.to_string())
    .bind(exchange.structure.to_string())
    .bind(millis(summary.at))
    .bind(&summary.service)
    .bind(summary.outcome.code())
    .bind(summary.http_status.map(i64::from))
    .bind(summary.code_retour)
    .bind(i64::try_from(summary.duration.as_millis()).unwrap_or(i64::MAX))
    .bind(summary.correlation_id.as_deref())
    .bind(summary.libelle.as_deref())
    .bind(exchange.error.as_deref())
    .bind(&exchange.method)
    .bind(&exchange.url)
    .bind(json(&exchange.unknown_fields)?)
    .bind(exchange.request.as_deref())
    .bind(exchange.answer.as_deref())
    .bind(&exchange.curl)
    .execute(connection)
    .await
    .map(drop)
    .map_err(failed)
}

pub(crate) async fn delete_exchanges_before(
    connection: &mut SqliteConnection,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<u64> {
    let done = sqlx::query(
        "DELETE FROM exchanges WHERE seq IN (SELECT seq FROM exchanges INDEXED BY exchanges_by_age \
         WHERE at < ? ORDER BY at, seq LIMIT ?)",
    )
    .bind(millis(before))
    .bind(i64::from(limit))
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(done.rows_affected())
}

pub(crate) async fn exchange(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    structure: StructureId,
    id: ExchangeId,
) -> Result<Option<Exchange>> {
    let sql = concat!(
        "SELECT organization_id, structure_id, ",
        summary_columns!(),
        ", method, url, error, unknown_fields, request, answer, curl FROM exchanges \
         WHERE id = ? AND organization_id = ? AND structure_id = ?"
    );
    let row = sqlx::query(sql)
        .bind(id.to_string())
        .bind(organization.to_string())
        .bind(structure.to_string())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(read_exchange).transpose()
}

/// A page with its count. `per_page` is kept within 1 to 200, `page` from 1.
pub(crate) async fn exchange_page(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    filter: &ExchangeFilter,
) -> Result<ExchangePage> {
    let mut count = QueryBuilder::new("SELECT count(*) FROM exchanges");
    push_selected(&mut count, organization, filter);
    let total: i64 = count.build_query_scalar().fetch_one(&mut *connection).await.map_err(failed)?;
    let total = total.unsigned_abs();
    let limit = filter.per_page.clamp(1, 200);
    let offset = u64::from(filter.page.max(1) - 1) * u64::from(limit);
    let mut page = ExchangePage {
        total,
        services: services(connection, organization, filter.structure).await?,
        rows: Vec::new(),
    };
    if total > offset {
        let mut sql = page_statement(organization, filter, limit, offset);
        let rows = sql.build().fetch_all(connection).await.map_err(failed)?;
        page.rows = read_all(&rows, |row| read_summary(&mut Columns::of(row, "exchanges")))?;
    }
    Ok(page)
}

fn page_statement(
    organization: OrganizationId,
    filter: &ExchangeFilter,
    limit: u32,
    offset: u64,
) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(concat!("SELECT ", summary_columns!(), " FROM exchanges"));
    push_selected(&mut sql, organization, filter);
    sql.push(" ORDER BY at DESC, seq DESC LIMIT ").push_bind(i64::from(limit));
    sql.push(" OFFSET ").push_bind(offset.cast_signed());
    sql
}

/// Appends index and conditions. Both indexes keep the order of time behind what they select.
fn push_selected(sql: &mut QueryBuilder<Sqlite>, organization: OrganizationId, filter: &ExchangeFilter) {
    let by_service = filter.service.is_some();
    sql.push(" INDEXED BY ").push(if by_service { "exchanges_by_service" } else { "exchanges_by_time" });
    sql.push(" WHERE organization_id = ").push_bind(organization.to_string());
    sql.push(" AND structure_id = ").push_bind(filter.structure.to_string());
    if let Some(service) = &filter.service {
        sql.push(" AND service = ").push_bind(service.clone());
    }
    if let Some(from) = filter.from {
        sql.push(" AND at >= ").push_bind(millis(from));
    }
    if let Some(until) = filter.until {
        sql.push(" AND at < ").push_bind(millis(until));
    }
    if !filter.outcomes.is_empty() {
        sql.push(" AND outcome IN (");
        let mut list = sql.separated(", ");
        for outcome in &filter.outcomes {
            list.push_bind(outcome.code());
        }
        sql.push(")");
    }
    if let Some(text) = &filter.text {
        let pattern = pattern(text);
        let mut before = " AND (";
        for column in ["correlation_id", "libelle", "error", "request", "answer"] {
            sql.push(before).push(column).push(" LIKE ").push_bind(pattern.clone()).push(" ESCAPE '\\'");
            before = " OR ";
        }
        sql.push(")");
    }
}

/// The text anywhere; what is typed is never read as a wildcard.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// From one service to the next along the index: as many steps as services, however many rows.
async fn services(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    structure: StructureId,
) -> Result<Vec<String>> {
    sqlx::query_scalar(
        "WITH RECURSIVE found (service) AS ( \
             SELECT (SELECT min(service) FROM exchanges INDEXED BY exchanges_by_service \
                     WHERE organization_id = ?1 AND structure_id = ?2) \
             UNION ALL \
             SELECT (SELECT min(exchanges.service) FROM exchanges INDEXED BY exchanges_by_service \
                     WHERE organization_id = ?1 AND structure_id = ?2 AND exchanges.service > found.service) \
             FROM found WHERE found.service IS NOT NULL) \
         SELECT service FROM found WHERE service IS NOT NULL ORDER BY service",
    )
    .bind(organization.to_string())
    .bind(structure.to_string())
    .fetch_all(connection)
    .await
    .map_err(failed)
}

#[cfg(test)]
mod tests;
