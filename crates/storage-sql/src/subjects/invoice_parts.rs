//! What stands beside the head of an invoice: lines, spans of the payment clock, receptions.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{ClockSide, ClockSpan, DisorderKind, InvoiceId, OrganizationId, StructureId};
use rust_decimal::Decimal;
use storage::{
    Assignee, Document, InvoiceLine, ReadInvoiceParts, Reception, ReceptionTerms, Result, WriteInvoiceParts,
};

use super::delays;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Fields, Row};

/// How many invoices are asked for at once.
const AT_ONCE: usize = 500;

fn decimal(fields: Fields<'_>, column: &'static str) -> Result<Option<Decimal>> {
    let read = |text: String| text.parse().map_err(|_| fields.unreadable(column, text));
    fields.opt_text(column)?.map(read).transpose()
}

fn read_line(row: &Row) -> Result<InvoiceLine> {
    let fields = row.of("invoice_lines");
    Ok(InvoiceLine {
        identifier: fields.text("identifier")?,
        name: fields.text("name")?,
        description: fields.opt_text("description")?,
        quantity: decimal(fields, "quantity")?,
        unit: fields.opt_text("unit")?,
        net_price: decimal(fields, "net_price")?,
        net_cents: fields.opt_integer("net_cents")?,
        vat_category: fields.opt_text("vat_category")?,
        vat_rate: decimal(fields, "vat_rate")?,
    })
}

fn read_span(row: &Row) -> Result<ClockSpan> {
    let fields = row.of("clock_spans");
    Ok(ClockSpan {
        side: fields.code("side", ClockSide::from_code)?,
        from: fields.time("starts_at")?,
        to: fields.opt_time("ends_at")?,
    })
}

/// What is read of the spans of several invoices.
const SPAN_NAMES: [&str; 4] = ["invoice_id", "side", "starts_at", "ends_at"];

fn read_reception(row: &Row) -> Result<Reception> {
    let fields = row.of("receptions");
    Ok(Reception {
        organization: fields.id("organization_id")?,
        invoice: fields.id("invoice_id")?,
        seen_at: fields.time("seen_at")?,
        downloaded_elsewhere: fields.opt_integer("downloaded_elsewhere")?.map(|flag| flag != 0),
        downloaded_at: fields.opt_time("downloaded_at")?,
        opened_at: fields.opt_time("opened_at")?,
        opened_by: fields.opt_text("opened_by")?,
        assigned_to: fields.opt_id("assigned_to")?,
        assigned_at: fields.opt_time("assigned_at")?,
        service_day: fields.opt_day("service_day")?,
        contract_days: contract_days(fields)?,
    })
}

fn contract_days(fields: Fields<'_>) -> Result<Option<u32>> {
    let days = fields.opt_integer("contract_days")?;
    let read = |days: i64| days.try_into().map_err(|_| fields.unreadable("contract_days", days.to_string()));
    days.map(read).transpose()
}

/// What is read of who looks after several invoices.
const ASSIGNED_NAMES: [&str; 4] = ["invoice_id", "assigned_to", "assigned_at", "name"];

/// What is read of the terms of several invoices.
const TERM_NAMES: [&str; 3] = ["invoice_id", "service_day", "contract_days"];

/// The place of a row among those of its invoice.
fn position(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

#[async_trait]
impl ReadInvoiceParts for Handle {
    async fn invoice_lines(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<InvoiceLine>> {
        let statement = query(
            "SELECT identifier, name, description, quantity, unit, net_price, net_cents, vat_category, vat_rate \
             FROM invoice_lines WHERE organization_id = $1 AND invoice_id = $2 ORDER BY position",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(invoice)).await?;
        rows.iter().map(read_line).collect()
    }

    async fn clock_spans(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<ClockSpan>> {
        let statement = query(
            "SELECT side, starts_at, ends_at FROM clock_spans \
             WHERE organization_id = $1 AND invoice_id = $2 ORDER BY position",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(invoice)).await?;
        rows.iter().map(read_span).collect()
    }

    async fn clock_spans_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Vec<ClockSpan>>> {
        let mut spans: BTreeMap<InvoiceId, Vec<ClockSpan>> = BTreeMap::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new(
                "SELECT invoice_id, side, starts_at, ends_at FROM clock_spans WHERE organization_id = ",
            );
            sql.push_bind(organization).push(" AND invoice_id IN ").push_list(some.iter().copied());
            sql.push(" ORDER BY invoice_id, position");
            for row in self.fetch_many(sql.build(), &SPAN_NAMES).await? {
                let invoice = row.of("clock_spans").id("invoice_id")?;
                spans.entry(invoice).or_default().push(read_span(&row)?);
            }
        }
        Ok(spans)
    }

    async fn reception(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Option<Reception>> {
        let statement = query(
            "SELECT organization_id, invoice_id, seen_at, downloaded_elsewhere, downloaded_at, opened_at, opened_by, \
                 assigned_to, assigned_at, service_day, contract_days \
             FROM receptions WHERE organization_id = $1 AND invoice_id = $2",
        );
        let row = self.fetch_optional(statement.bind(organization).bind(invoice)).await?;
        row.as_ref().map(read_reception).transpose()
    }

    async fn pivots_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Document>> {
        let mut pivots = BTreeMap::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new(
                "SELECT invoice_id, document_sha256, document_name, document_bytes FROM pivots \
                 WHERE organization_id = ",
            );
            sql.push_bind(organization).push(" AND invoice_id IN ").push_list(some.iter().copied());
            for row in self.fetch_all(sql.build()).await? {
                let fields = row.of("pivots");
                let document = Document {
                    sha256: fields.text("document_sha256")?,
                    name: fields.text("document_name")?,
                    bytes: fields.integer("document_bytes")?,
                };
                pivots.insert(fields.id("invoice_id")?, document);
            }
        }
        Ok(pivots)
    }

    async fn unfetched(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        since: DateTime<Utc>,
        kind: &str,
        most: u32,
    ) -> Result<Vec<InvoiceId>> {
        let statement = query(
            "SELECT invoices.id FROM receptions \
             JOIN invoices ON invoices.organization_id = receptions.organization_id \
                 AND invoices.id = receptions.invoice_id \
             WHERE receptions.organization_id = $1 AND receptions.seen_at >= $2 AND invoices.structure_id = $3 \
                 AND invoices.direction = 'recue' AND invoices.chorus_id IS NOT NULL \
                 AND (invoices.document_sha256 IS NULL OR NOT EXISTS (SELECT 1 FROM pivots \
                     WHERE pivots.organization_id = invoices.organization_id AND pivots.invoice_id = invoices.id)) \
                 AND NOT EXISTS (SELECT 1 FROM attempts \
                     WHERE attempts.organization_id = invoices.organization_id \
                         AND attempts.subject = CAST(invoices.id AS TEXT) AND attempts.kind = $4 \
                         AND attempts.at >= $2) \
             ORDER BY receptions.seen_at, invoices.id LIMIT $5",
        )
        .bind(organization)
        .bind(since)
        .bind(structure)
        .bind(kind)
        .bind(most);
        self.fetch_all(statement).await?.iter().map(|row| row.of("invoices").id("id")).collect()
    }

    async fn assigned_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, Assignee>> {
        let mut assigned = BTreeMap::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new(
                "SELECT receptions.invoice_id, receptions.assigned_to, receptions.assigned_at, users.name \
                 FROM receptions JOIN users ON users.id = receptions.assigned_to \
                 WHERE receptions.organization_id = ",
            );
            sql.push_bind(organization).push(" AND receptions.invoice_id IN ");
            sql.push_list(some.iter().copied()).push(" AND receptions.assigned_at IS NOT NULL");
            for row in self.fetch_many(sql.build(), &ASSIGNED_NAMES).await? {
                let fields = row.of("receptions");
                let assignee = Assignee {
                    user: fields.id("assigned_to")?,
                    name: fields.text("name")?,
                    since: fields.time("assigned_at")?,
                };
                assigned.insert(fields.id("invoice_id")?, assignee);
            }
        }
        Ok(assigned)
    }

    async fn reception_terms_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<BTreeMap<InvoiceId, ReceptionTerms>> {
        let mut terms = BTreeMap::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new(
                "SELECT invoice_id, service_day, contract_days FROM receptions WHERE organization_id = ",
            );
            sql.push_bind(organization).push(" AND invoice_id IN ").push_list(some.iter().copied());
            sql.push(" AND (service_day IS NOT NULL OR contract_days IS NOT NULL)");
            for row in self.fetch_many(sql.build(), &TERM_NAMES).await? {
                let fields = row.of("receptions");
                let of_one = ReceptionTerms {
                    service_day: fields.opt_day("service_day")?,
                    contract_days: contract_days(fields)?,
                };
                terms.insert(fields.id("invoice_id")?, of_one);
            }
        }
        Ok(terms)
    }
}

#[async_trait]
impl WriteInvoiceParts for Handle {
    async fn put_invoice_lines(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        lines: &[InvoiceLine],
    ) -> Result<()> {
        let gone = query("DELETE FROM invoice_lines WHERE organization_id = $1 AND invoice_id = $2");
        self.execute(gone.bind(organization).bind(invoice)).await?;
        for (index, line) in lines.iter().enumerate() {
            let statement = query(
                "INSERT INTO invoice_lines (organization_id, invoice_id, position, identifier, name, \
                     description, quantity, unit, net_price, net_cents, vat_category, vat_rate) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(organization)
            .bind(invoice)
            .bind(position(index))
            .bind(&line.identifier)
            .bind(&line.name)
            .bind(&line.description)
            .bind(line.quantity.map(|number| number.to_string()))
            .bind(&line.unit)
            .bind(line.net_price.map(|number| number.to_string()))
            .bind(line.net_cents)
            .bind(&line.vat_category)
            .bind(line.vat_rate.map(|number| number.to_string()));
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn put_clock_spans(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        spans: &[ClockSpan],
    ) -> Result<()> {
        let gone = query("DELETE FROM clock_spans WHERE organization_id = $1 AND invoice_id = $2");
        self.execute(gone.bind(organization).bind(invoice)).await?;
        for (index, span) in spans.iter().enumerate() {
            let statement = query(
                "INSERT INTO clock_spans (organization_id, invoice_id, position, side, starts_at, ends_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(organization)
            .bind(invoice)
            .bind(position(index))
            .bind(span.side.code())
            .bind(span.from)
            .bind(span.to);
            self.execute(statement).await?;
        }
        delays::derive(self, organization, invoice, spans).await
    }

    async fn put_reception(&mut self, reception: &Reception) -> Result<()> {
        let statement = query(
            "INSERT INTO receptions (organization_id, invoice_id, seen_at, downloaded_elsewhere, downloaded_at, \
                 assigned_to, assigned_at, service_day, contract_days, opened_at, opened_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (organization_id, invoice_id) DO UPDATE SET seen_at = excluded.seen_at, \
                 downloaded_elsewhere = excluded.downloaded_elsewhere, downloaded_at = excluded.downloaded_at, \
                 assigned_to = excluded.assigned_to, assigned_at = excluded.assigned_at, \
                 service_day = excluded.service_day, contract_days = excluded.contract_days, \
                 opened_at = excluded.opened_at, opened_by = excluded.opened_by",
        )
        .bind(reception.organization)
        .bind(reception.invoice)
        .bind(reception.seen_at)
        .bind(reception.downloaded_elsewhere.map(i64::from))
        .bind(reception.downloaded_at)
        .bind(reception.assigned_to)
        .bind(reception.assigned_at)
        .bind(reception.service_day)
        .bind(reception.contract_days.map(i64::from))
        .bind(reception.opened_at)
        .bind(&reception.opened_by);
        self.execute(statement).await?;
        let (organization, invoice) = (reception.organization, reception.invoice);
        let marks = query(
            "UPDATE invoices SET unopened = $3, undownloaded = $4 \
             WHERE organization_id = $1 AND id = $2 AND direction = 'recue'",
        )
        .bind(organization)
        .bind(invoice)
        .bind(reception.opened_at.is_none().then_some(1_i64))
        .bind(reception.downloaded_at.is_none().then_some(1_i64));
        self.execute(marks).await?;
        let spans = self.clock_spans(organization, invoice).await?;
        delays::derive(self, organization, invoice, &spans).await
    }

    async fn put_pivot(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        document: &Document,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO pivots (organization_id, invoice_id, document_sha256, document_name, document_bytes, \
                 fetched_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, invoice_id) DO NOTHING",
        )
        .bind(organization)
        .bind(invoice)
        .bind(&document.sha256)
        .bind(&document.name)
        .bind(document.bytes)
        .bind(at);
        self.execute(statement).await.map(drop)
    }

    async fn mark_downloaded(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
        at: DateTime<Utc>,
    ) -> Result<u64> {
        let mut first = 0;
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new("UPDATE receptions SET downloaded_at = ");
            sql.push_bind(at).push(" WHERE organization_id = ").push_bind(organization);
            sql.push(" AND downloaded_at IS NULL AND invoice_id IN ").push_list(some.iter().copied());
            first += self.execute(sql.build()).await?;
            let mut sql = Builder::new("UPDATE invoices SET undownloaded = NULL WHERE organization_id = ");
            sql.push_bind(organization).push(" AND undownloaded = 1 AND id IN ");
            sql.push_list(some.iter().copied());
            self.execute(sql.build()).await?;
        }
        Ok(first)
    }

    async fn mark_opened(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE receptions SET opened_at = $3, opened_by = $4 \
             WHERE organization_id = $1 AND invoice_id = $2 AND opened_at IS NULL",
        );
        let statement = statement.bind(organization).bind(invoice).bind(at).bind(by);
        let first = self.execute(statement).await? > 0;
        let read = query("UPDATE invoices SET unopened = NULL WHERE organization_id = $1 AND id = $2");
        if first {
            self.execute(read.bind(organization).bind(invoice)).await?;
        }
        Ok(first)
    }

    async fn put_disorder(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        disorder: Option<DisorderKind>,
    ) -> Result<()> {
        let statement = query("UPDATE invoices SET disorder = $3 WHERE organization_id = $1 AND id = $2");
        let code = disorder.map(DisorderKind::code);
        self.execute(statement.bind(organization).bind(invoice).bind(code)).await.map(drop)
    }
}
