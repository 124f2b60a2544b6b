//! The journal of exchanges.
//!
//! A structure's page is made of two branches: the calls for the structure, and the calls that the accesses which serve
//! it made for themselves. Each branch is a walk along an index in the order of time.
//!
//! The journal stands in a place of its own, a file in SQLite and partitions in PostgreSQL, that refers to no other
//! table. What a foreign key would say is asked: [`ExchangeHandle`] has a handle on either side.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{Days, NaiveDate, NaiveTime};
use domain::{AccessId, ExchangeId, OrganizationId, StructureId};
use storage::{
    Exchange, ExchangeFilter, ExchangeOutcome, ExchangePage, ExchangeSummary, ExchangeTransaction,
    ReadExchanges, Result, StorageError, Transaction, WriteExchanges,
};

use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::{Fields, Row, json};

const SUMMARY: &str =
    "seq, id, at, service, outcome, http_status, code_retour, libelle, duration_ms, correlation_id";

fn read_summary(fields: Fields<'_>) -> Result<ExchangeSummary> {
    let http_status = fields.opt_integer("http_status")?.map(|status| {
        u16::try_from(status).map_err(|_| fields.unreadable("http_status", status.to_string()))
    });
    Ok(ExchangeSummary {
        id: fields.id("id")?,
        at: fields.time("at")?,
        service: fields.text("service")?,
        outcome: fields.code("outcome", ExchangeOutcome::from_code)?,
        http_status: http_status.transpose()?,
        code_retour: fields.opt_integer("code_retour")?,
        libelle: fields.opt_text("libelle")?,
        duration: Duration::from_millis(fields.integer("duration_ms")?.unsigned_abs()),
        correlation_id: fields.opt_text("correlation_id")?,
    })
}

fn read_exchange(row: &Row) -> Result<Exchange> {
    let fields = row.of("exchanges");
    Ok(Exchange {
        organization: fields.id("organization_id")?,
        access: fields.id("access_id")?,
        structure: fields.opt_id("structure_id")?,
        summary: read_summary(fields)?,
        method: fields.text("method")?,
        url: fields.text("url")?,
        error: fields.opt_text("error")?,
        unknown_fields: fields.json("unknown_fields")?,
        request: fields.opt_text("request")?,
        answer: fields.opt_text("answer")?,
        curl: fields.text("curl")?,
    })
}

/// A handle on the journal of exchanges, and one that reads the other tables.
pub(crate) struct ExchangeHandle {
    exchanges: Handle,
    /// None where one connection reaches both.
    others: Option<Handle>,
    /// Structures that this handle has found.
    known: Vec<(OrganizationId, StructureId)>,
    /// Days that this handle has found room for.
    prepared: Vec<NaiveDate>,
}

impl ExchangeHandle {
    pub(crate) const fn new(exchanges: Handle, others: Option<Handle>) -> Self {
        Self { exchanges, others, known: Vec::new(), prepared: Vec::new() }
    }

    fn others(&mut self) -> &mut Handle {
        self.others.as_mut().unwrap_or(&mut self.exchanges)
    }

    /// The accesses that serve a structure.
    async fn accesses(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<AccessId>> {
        let statement = query(
            "SELECT access_id FROM structure_accesses WHERE organization_id = $1 AND structure_id = $2 \
             ORDER BY access_id",
        );
        let rows = self.others().fetch_all(statement.bind(organization).bind(structure)).await?;
        rows.iter().map(|row| row.of("structure_accesses").id("access_id")).collect()
    }

    /// Refuses what would point into another organisation.
    async fn require_structure(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<()> {
        if self.known.contains(&(organization, structure)) {
            return Ok(());
        }
        let statement = query("SELECT id FROM structures WHERE organization_id = $1 AND id = $2");
        let found = self.others().fetch_optional(statement.bind(organization).bind(structure)).await?;
        if found.is_none() {
            return Err(StorageError::ChangedMeanwhile("a row it refers to"));
        }
        self.known.push((organization, structure));
        Ok(())
    }

    /// The partition of a day.
    async fn prepare(&mut self, day: NaiveDate) -> Result<()> {
        if self.exchanges.engine() == Engine::Sqlite || self.prepared.contains(&day) {
            return Ok(());
        }
        let statement = query("SELECT make_exchange_day($1)::TEXT AS made").bind(first_millisecond(day));
        self.exchanges.fetch_one(statement).await?;
        self.prepared.push(day);
        Ok(())
    }
}

fn first_millisecond(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
}

/// What is selected of the exchanges of a structure.
struct Selection<'f> {
    engine: Engine,
    organization: OrganizationId,
    /// Those that serve the structure.
    accesses: &'f [AccessId],
    filter: &'f ExchangeFilter,
}

impl Selection<'_> {
    /// How many the filter selects, as `total`.
    fn count(&self) -> Query {
        let mut sql = Builder::new("SELECT (");
        self.push_for_structure(&mut sql, "count(*)");
        sql.push(") + (");
        self.push_for_accesses(&mut sql, "count(*)");
        sql.push(") AS total");
        sql.build()
    }

    /// The lines of the page.
    fn page(&self) -> Query {
        let mut sql = Builder::default();
        self.push_for_structure(&mut sql, SUMMARY);
        sql.push(" UNION ALL ");
        self.push_for_accesses(&mut sql, SUMMARY);
        sql.push(" ORDER BY at DESC, seq DESC LIMIT ").push_bind(self.limit());
        sql.push(" OFFSET ").push_bind(self.offset().cast_signed());
        sql.build()
    }

    /// Kept within 1 to 200.
    fn limit(&self) -> u32 {
        self.filter.per_page.clamp(1, 200)
    }

    fn offset(&self) -> u64 {
        u64::from(self.filter.page.max(1) - 1) * u64::from(self.limit())
    }

    /// The calls for the structure. Both indexes keep the order of time behind what they select.
    fn push_for_structure(&self, sql: &mut Builder, columns: &str) {
        let by_service = self.filter.service.is_some();
        let index = if by_service { "exchanges_by_service" } else { "exchanges_by_time" };
        sql.push("SELECT ").push(columns).push(" FROM exchanges").push(&self.engine.hint(index));
        sql.push(" WHERE organization_id = ").push_bind(self.organization);
        sql.push(" AND structure_id = ").push_bind(self.filter.structure);
        self.push_conditions(sql);
    }

    /// The calls that the accesses of the structure made for themselves.
    fn push_for_accesses(&self, sql: &mut Builder, columns: &str) {
        sql.push("SELECT ").push(columns).push(" FROM exchanges");
        sql.push(&self.engine.hint("exchanges_of_access")).push(" WHERE structure_id IS NULL");
        push_of_accesses(sql, self.organization, self.accesses);
        self.push_conditions(sql);
    }

    fn push_conditions(&self, sql: &mut Builder) {
        let filter = self.filter;
        if let Some(service) = &filter.service {
            sql.push(" AND service = ").push_bind(service);
        }
        if let Some(from) = filter.from {
            sql.push(" AND at >= ").push_bind(from);
        }
        if let Some(until) = filter.until {
            sql.push(" AND at < ").push_bind(until);
        }
        if !filter.outcomes.is_empty() {
            sql.push(" AND outcome IN ").push_list(filter.outcomes.iter().map(|outcome| outcome.code()));
        }
        if let Some(text) = &filter.text {
            let pattern = pattern(text);
            let mut before = " AND (";
            for column in ["correlation_id", "libelle", "error", "request", "answer"] {
                sql.push(before).push(column).push(self.engine.like()).push_bind(&pattern);
                sql.push(" ESCAPE '\\'");
                before = " OR ";
            }
            sql.push(")");
        }
    }
}

/// Of an organisation, and of one of these accesses.
fn push_of_accesses(sql: &mut Builder, organization: OrganizationId, accesses: &[AccessId]) {
    sql.push(" AND organization_id = ").push_bind(organization);
    sql.push(" AND access_id IN ").push_list(accesses.iter().copied());
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

/// Every service called for a structure: from one service to the next along the index, as many steps as services,
/// however many rows. What accesses ask for themselves is little: it is looked through.
fn services_statement(
    engine: Engine,
    organization: OrganizationId,
    structure: StructureId,
    accesses: &[AccessId],
) -> Query {
    let by_service = engine.hint("exchanges_by_service");
    let mut sql =
        Builder::new("WITH RECURSIVE found (service) AS (SELECT (SELECT min(service) FROM exchanges");
    sql.push(&by_service).push(" WHERE organization_id = ").push_bind(organization);
    sql.push(" AND structure_id = ").push_bind(structure);
    sql.push(") UNION ALL SELECT (SELECT min(exchanges.service) FROM exchanges").push(&by_service);
    sql.push(" WHERE organization_id = ").push_bind(organization);
    sql.push(" AND structure_id = ").push_bind(structure);
    sql.push(
        " AND exchanges.service > found.service) FROM found WHERE found.service IS NOT NULL) \
         SELECT service FROM found WHERE service IS NOT NULL UNION SELECT service FROM exchanges",
    );
    sql.push(&engine.hint("exchanges_of_access")).push(" WHERE structure_id IS NULL");
    push_of_accesses(&mut sql, organization, accesses);
    sql.push(" ORDER BY service");
    sql.build()
}

#[async_trait]
impl ReadExchanges for ExchangeHandle {
    async fn exchange_page(
        &mut self,
        organization: OrganizationId,
        filter: &ExchangeFilter,
    ) -> Result<ExchangePage> {
        let engine = self.exchanges.engine();
        let accesses = self.accesses(organization, filter.structure).await?;
        let selection = Selection { engine, organization, accesses: &accesses, filter };
        let total = self.exchanges.fetch_one(selection.count()).await?.of("exchanges").integer("total")?;
        let services = services_statement(engine, organization, filter.structure, &accesses);
        let services = self.exchanges.fetch_all(services).await?;
        let services =
            services.iter().map(|row| row.of("exchanges").text("service")).collect::<Result<_>>()?;
        let mut page = ExchangePage { rows: Vec::new(), total: total.unsigned_abs(), services };
        if page.total > selection.offset() {
            let rows = self.exchanges.fetch_all(selection.page()).await?;
            page.rows = rows.iter().map(|row| read_summary(row.of("exchanges"))).collect::<Result<_>>()?;
        }
        Ok(page)
    }

    async fn last_exchanges(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<ExchangeSummary>> {
        let engine = self.exchanges.engine();
        let services = services_statement(engine, organization, structure, &[]);
        let services = self.exchanges.fetch_all(services).await?;
        // One step along the index for each: the newest of a service is the last of its entries.
        let mut sql = Builder::default();
        for (index, row) in services.iter().enumerate() {
            sql.push(if index == 0 { "" } else { " UNION ALL " });
            sql.push("SELECT * FROM (SELECT ").push(SUMMARY).push(" FROM exchanges");
            sql.push(&engine.hint("exchanges_by_service"));
            sql.push(" WHERE organization_id = ").push_bind(organization);
            sql.push(" AND structure_id = ").push_bind(structure);
            sql.push(" AND service = ").push_bind(row.of("exchanges").text("service")?);
            sql.push(" ORDER BY at DESC, seq DESC LIMIT 1) AS last");
        }
        if services.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.exchanges.fetch_all(sql.build()).await?;
        rows.iter().map(|row| read_summary(row.of("exchanges"))).collect()
    }

    async fn exchange(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        id: ExchangeId,
    ) -> Result<Option<Exchange>> {
        let accesses = self.accesses(organization, structure).await?;
        let mut sql = Builder::new("SELECT organization_id, access_id, structure_id, ");
        sql.push(SUMMARY)
            .push(", method, url, error, unknown_fields, request, answer, curl FROM exchanges WHERE id = ");
        sql.push_bind(id).push(" AND organization_id = ").push_bind(organization);
        sql.push(" AND (structure_id = ").push_bind(structure).push(" OR (structure_id IS NULL");
        push_of_accesses(&mut sql, organization, &accesses);
        sql.push("))");
        self.exchanges.fetch_optional(sql.build()).await?.as_ref().map(read_exchange).transpose()
    }
}

#[async_trait]
impl WriteExchanges for ExchangeHandle {
    async fn insert_exchange(&mut self, exchange: &Exchange) -> Result<()> {
        let summary = &exchange.summary;
        if let Some(structure) = exchange.structure {
            self.require_structure(exchange.organization, structure).await?;
        }
        self.prepare(summary.at.date_naive()).await?;
        let statement = query(
            "INSERT INTO exchanges (id, organization_id, access_id, structure_id, at, service, outcome, \
                 http_status, code_retour, duration_ms, correlation_id, libelle, error, method, url, \
                 unknown_fields, request, answer, curl) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        )
        .bind(summary.id)
        .bind(exchange.organization)
        .bind(exchange.access)
        .bind(exchange.structure)
        .bind(summary.at)
        .bind(&summary.service)
        .bind(summary.outcome.code())
        .bind(summary.http_status.map(i64::from))
        .bind(summary.code_retour)
        .bind(i64::try_from(summary.duration.as_millis()).unwrap_or(i64::MAX))
        .bind(&summary.correlation_id)
        .bind(&summary.libelle)
        .bind(&exchange.error)
        .bind(&exchange.method)
        .bind(&exchange.url)
        .bind(json(&exchange.unknown_fields)?)
        .bind(&exchange.request)
        .bind(&exchange.answer)
        .bind(&exchange.curl);
        self.exchanges.execute(statement).await.map(drop)
    }

    async fn prepare_exchange_days(&mut self, from: NaiveDate, until: NaiveDate) -> Result<()> {
        let mut day = from;
        while day <= until {
            self.prepare(day).await?;
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        Ok(())
    }

    async fn delete_exchanges_before(&mut self, day: NaiveDate, limit: u32) -> Result<u64> {
        let before = first_millisecond(day);
        if self.exchanges.engine() == Engine::Postgres {
            let statement = query("SELECT drop_exchange_day($1) AS gone").bind(before);
            let gone = self.exchanges.fetch_one(statement).await?.of("exchanges").integer("gone")?;
            return Ok(gone.unsigned_abs());
        }
        let statement = query(
            "DELETE FROM exchanges WHERE seq IN (SELECT seq FROM exchanges INDEXED BY exchanges_by_age \
             WHERE at < $1 ORDER BY at, seq LIMIT $2)",
        );
        self.exchanges.execute(statement.bind(before).bind(limit)).await
    }
}

#[async_trait]
impl ExchangeTransaction for ExchangeHandle {
    async fn commit(self: Box<Self>) -> Result<()> {
        Transaction::commit(Box::new(self.exchanges)).await
    }
}

#[cfg(test)]
mod tests;
