//! Invoices one by one: heads, drafts, attachments and events.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AttachmentId, Direction, DocumentWay, InvoiceForm, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId,
    StructureId, UserId,
};
use storage::{
    Alike, Attachment, CountMoments, Document, Draft, Event, EventKind, Invoice, InvoiceFilter, InvoicePage,
    InvoiceRow, ListMark, MendedFrom, Neighbours, Origin, ReadInvoices, Result, Scope, StructureCounts,
    WriteInvoices, fold, other_text, partner_text,
};

use crate::engine::Engine;
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::{Fields, Row, json};
use crate::subjects::delays::delay_order;
use crate::subjects::{by_structure, list};

/// Tables and columns that refer to documents. A test compares them with the schemas: what is not in here is collected,
/// and missing in a backup.
pub(crate) const DOCUMENTS: [(&str, &str); 17] = [
    ("invoices", "document_sha256"),
    ("attachments", "document_sha256"),
    ("dropped_files", "document_sha256"),
    ("flows", "document_sha256"),
    ("batches", "document_sha256"),
    ("batch_items", "document_sha256"),
    ("batch_files", "document_sha256"),
    ("mandates", "document_sha256"),
    ("edi_files", "document_sha256"),
    ("validation_files", "document_sha256"),
    ("works_act_files", "document_sha256"),
    ("works_act_files", "original_sha256"),
    ("plain_copies", "document_sha256"),
    ("pivots", "document_sha256"),
    ("attachments", "original_sha256"),
    ("drafts", "source_sha256"),
    ("flows", "archive_sha256"),
];

/// How many documents or invoices are asked for at once.
const AT_ONCE: usize = 500;

macro_rules! invoice_columns {
    () => {
        "id, organization_id, structure_id, direction, origin, status, status_at, status_reason, status_comment, \
         number, kind, date, partner_name, partner_siret, service_code, engagement, currency, net_cents, \
         vat_cents, gross_cents, due_cents, document_sha256, document_name, document_bytes, chorus_id, \
         created_by, created_at, updated_at, deposited_on, arrived_at, checked_at, version"
    };
}

/// What only an issued invoice has; [`read_draft`] reads it. The columns that its invoice has too have names of their own.
const DRAFT: &str = "drafts.organization_id AS draft_organization_id, drafts.invoice_id AS draft_invoice_id, \
    drafts.form, drafts.form_version, drafts.changes, drafts.own_reading, drafts.recognised, \
    drafts.chorus_document_id, drafts.submitted_at, drafts.submitted_by, drafts.seal, \
    drafts.copied_from, drafts.deposit_imprint, drafts.way, drafts.flow_id, drafts.from_flow_id, drafts.source_sha256, \
    drafts.source_name, drafts.source_bytes";

const ATTACHMENT: &str = "id, organization_id, invoice_id, document_sha256, document_name, document_bytes, \
    original_name, extension, label, type_code, chorus_id, act_id, mending, original_sha256, original_bytes, \
    created_at";

/// Invoices with their drafts, to be narrowed.
fn with_drafts() -> Builder {
    let mut sql = Builder::new("SELECT invoices.*, ");
    sql.push(DRAFT).push(
        " FROM drafts JOIN invoices ON invoices.organization_id = drafts.organization_id \
         AND invoices.id = drafts.invoice_id WHERE drafts.organization_id = ",
    );
    sql
}

fn read_with_draft(row: &Row) -> Result<(Invoice, Draft)> {
    Ok((read_invoice(row)?, read_draft(row)?))
}

const fn origin_code(origin: Origin) -> &'static str {
    match origin {
        Origin::Pupitre => "pupitre",
        Origin::ChorusPro => "chorus_pro",
    }
}

fn read_origin(code: &str) -> Option<Origin> {
    [Origin::Pupitre, Origin::ChorusPro].into_iter().find(|origin| origin_code(*origin) == code)
}

fn read_invoice(row: &Row) -> Result<Invoice> {
    let fields = row.of("invoices");
    Ok(Invoice {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        direction: fields.code("direction", Direction::from_code)?,
        origin: fields.code("origin", read_origin)?,
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
        net_cents: fields.opt_integer("net_cents")?,
        vat_cents: fields.opt_integer("vat_cents")?,
        gross_cents: fields.opt_integer("gross_cents")?,
        due_cents: fields.opt_integer("due_cents")?,
        document: read_document(fields)?,
        chorus_id: fields.opt_integer("chorus_id")?,
        created_by: fields.opt_id("created_by")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
        deposited_on: fields.opt_day("deposited_on")?,
        arrived_at: fields.opt_time("arrived_at")?,
        checked_at: fields.opt_time("checked_at")?,
        version: fields.integer("version")?,
    })
}

fn read_document(fields: Fields<'_>) -> Result<Option<Document>> {
    let parts = (
        fields.opt_text("document_sha256")?,
        fields.opt_text("document_name")?,
        fields.opt_integer("document_bytes")?,
    );
    match parts {
        (None, None, None) => Ok(None),
        (Some(sha256), Some(name), Some(bytes)) => Ok(Some(Document { sha256, name, bytes })),
        _ => Err(fields.unreadable("document_sha256", "incomplete")),
    }
}

fn read_source(fields: Fields<'_>) -> Result<Option<Document>> {
    let parts = (
        fields.opt_text("source_sha256")?,
        fields.opt_text("source_name")?,
        fields.opt_integer("source_bytes")?,
    );
    match parts {
        (None, None, None) => Ok(None),
        (Some(sha256), Some(name), Some(bytes)) => Ok(Some(Document { sha256, name, bytes })),
        _ => Err(fields.unreadable("source_sha256", "incomplete")),
    }
}

pub(super) fn read_mended(fields: Fields<'_>) -> Result<Option<MendedFrom>> {
    let Some(how) = fields.opt_text("mending")? else { return Ok(None) };
    let how = serde_json::from_str(&how).map_err(|_| fields.unreadable("mending", how))?;
    let parts = (fields.opt_text("original_sha256")?, fields.opt_integer("original_bytes")?);
    let (Some(sha256), Some(bytes)) = parts else {
        return Err(fields.unreadable("original_sha256", "incomplete"));
    };
    Ok(Some(MendedFrom { how, sha256, bytes }))
}

fn read_draft(row: &Row) -> Result<Draft> {
    let fields = row.of("drafts");
    Ok(Draft {
        organization: fields.id("draft_organization_id")?,
        invoice: fields.id("draft_invoice_id")?,
        form: fields.json("form")?,
        form_version: fields.integer("form_version")?,
        changes: fields.json("changes")?,
        own_reading: fields.json("own_reading")?,
        recognised: fields.json("recognised")?,
        chorus_document_id: fields.opt_integer("chorus_document_id")?,
        submitted_at: fields.opt_time("submitted_at")?,
        submitted_by: fields.opt_id("submitted_by")?,
        seal: fields.opt_text("seal")?,
        copied_from: fields.opt_id("copied_from")?,
        deposit_imprint: fields.opt_text("deposit_imprint")?,
        way: match fields.opt_text("way")? {
            Some(code) => Some(DocumentWay::from_code(&code).ok_or_else(|| fields.unreadable("way", code))?),
            None => None,
        },
        flow: fields.opt_id("flow_id")?,
        from_flow: fields.opt_id("from_flow_id")?,
        source: read_source(fields)?,
    })
}

fn read_attachment(row: &Row) -> Result<Attachment> {
    let fields = row.of("attachments");
    Ok(Attachment {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        invoice: fields.id("invoice_id")?,
        document: Document {
            sha256: fields.text("document_sha256")?,
            name: fields.text("document_name")?,
            bytes: fields.integer("document_bytes")?,
        },
        original_name: fields.text("original_name")?,
        extension: fields.text("extension")?,
        label: fields.text("label")?,
        type_code: fields.text("type_code")?,
        chorus_id: fields.opt_integer("chorus_id")?,
        act: fields.opt_id("act_id")?,
        mended: read_mended(fields)?,
        created_at: fields.time("created_at")?,
    })
}

fn read_event(row: &Row) -> Result<Event> {
    let fields = row.of("events");
    Ok(Event {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        invoice: fields.id("invoice_id")?,
        happened_at: fields.time("happened_at")?,
        kind: fields.code("kind", EventKind::from_code)?,
        code: fields.text("code")?,
        author: fields.opt_text("author")?,
        comment: fields.opt_text("comment")?,
        reason: fields.opt_reason("reason")?,
        foreign_key: fields.opt_text("foreign_key")?,
    })
}

/// What an invoice adds to a total: credit notes are subtracted, whether their sender wrote the amount with or without
/// its sign (business-rules.md: the convention is not documented).
fn signed_gross(invoice: &Invoice) -> Option<i64> {
    match invoice.kind {
        InvoiceKind::Facture => invoice.gross_cents,
        InvoiceKind::Avoir => invoice.gross_cents.map(|cents| cents.saturating_abs().saturating_neg()),
    }
}

/// Binds what an update may change, `$1` to `$32`.
fn bind_content(statement: Query, invoice: &Invoice) -> Result<Query> {
    let document = invoice.document.as_ref();
    let (service, engagement) = (invoice.service_code.as_deref(), invoice.engagement.as_deref());
    Ok(statement
        .bind(invoice.structure)
        .bind(invoice.direction.code())
        .bind(origin_code(invoice.origin))
        .bind(invoice.status.code())
        .bind(invoice.status.stage(invoice.direction).code())
        .bind(invoice.status_at)
        .bind(invoice.status_reason.as_ref().map(json).transpose()?)
        .bind(&invoice.status_comment)
        .bind(&invoice.number)
        .bind(invoice.kind.code())
        .bind(invoice.date)
        .bind(&invoice.partner_name)
        .bind(&invoice.partner_siret)
        .bind(&invoice.service_code)
        .bind(&invoice.engagement)
        .bind(&invoice.currency)
        .bind(invoice.net_cents)
        .bind(invoice.vat_cents)
        .bind(invoice.gross_cents)
        .bind(invoice.due_cents)
        .bind(document.map(|document| document.sha256.clone()))
        .bind(document.map(|document| document.name.clone()))
        .bind(document.map(|document| document.bytes))
        .bind(invoice.chorus_id)
        .bind(invoice.updated_at)
        .bind(invoice.deposited_on)
        .bind(invoice.arrived_at)
        .bind(invoice.checked_at)
        .bind(fold(&invoice.partner_name))
        .bind(partner_text(&invoice.partner_name, &invoice.partner_siret))
        .bind(other_text(
            &invoice.number,
            service,
            engagement,
            invoice.gross_cents,
            invoice.status_comment.as_deref(),
        ))
        .bind(signed_gross(invoice)))
}

#[async_trait]
impl ReadInvoices for Handle {
    async fn invoice_page(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
    ) -> Result<InvoicePage> {
        list::invoice_page(self, organization, filter).await
    }

    async fn mark_counts(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
    ) -> Result<Vec<(ListMark, u32)>> {
        list::mark_counts(self, organization, filter).await
    }

    async fn neighbours(
        &mut self,
        organization: OrganizationId,
        filter: &InvoiceFilter,
        id: InvoiceId,
    ) -> Result<Neighbours> {
        list::neighbours(self, organization, filter, id).await
    }

    async fn invoices_needing_action(
        &mut self,
        organization: OrganizationId,
        scope: &Scope,
        rejected_since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<InvoiceRow>> {
        list::invoices_needing_action(self, organization, scope, rejected_since, limit).await
    }

    async fn waiting_since(
        &mut self,
        organization: OrganizationId,
        scope: &Scope,
        before: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<InvoiceRow>> {
        list::waiting_since(self, organization, scope, before, limit).await
    }

    async fn counts_by_structure(
        &mut self,
        organization: OrganizationId,
        moments: &CountMoments,
    ) -> Result<BTreeMap<StructureId, StructureCounts>> {
        by_structure::counts(self, organization, moments).await
    }

    async fn invoice(&mut self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Invoice>> {
        let sql =
            concat!("SELECT ", invoice_columns!(), " FROM invoices WHERE organization_id = $1 AND id = $2");
        let row = self.fetch_optional(query(sql).bind(organization).bind(id)).await?;
        row.as_ref().map(read_invoice).transpose()
    }

    async fn invoices(&mut self, organization: OrganizationId, ids: &[InvoiceId]) -> Result<Vec<Invoice>> {
        let mut found = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let mut sql = Builder::new(concat!(
                "SELECT ",
                invoice_columns!(),
                " FROM invoices WHERE organization_id = "
            ));
            sql.push_bind(organization).push(" AND id IN ").push_list(some.iter().copied());
            for row in self.fetch_all(sql.build()).await? {
                found.push(read_invoice(&row)?);
            }
        }
        found.sort_by_key(|invoice| invoice.id);
        Ok(found)
    }

    async fn draft(&mut self, organization: OrganizationId, id: InvoiceId) -> Result<Option<Draft>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(DRAFT).push(" FROM drafts WHERE organization_id = ").push_bind(organization);
        sql.push(" AND invoice_id = ").push_bind(id);
        let row = self.fetch_optional(sql.build()).await?;
        row.as_ref().map(read_draft).transpose()
    }

    async fn drafts(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<(Invoice, Draft)>> {
        let mut found = Vec::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = with_drafts();
            sql.push_bind(organization).push(" AND drafts.invoice_id IN ").push_list(some.iter().copied());
            for row in self.fetch_all(sql.build()).await? {
                found.push(read_with_draft(&row)?);
            }
        }
        found.sort_by_key(|(invoice, _)| invoice.id);
        Ok(found)
    }

    async fn submitted_since(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        since: DateTime<Utc>,
    ) -> Result<Vec<(Invoice, Draft)>> {
        let mut sql = with_drafts();
        sql.push_bind(organization).push(" AND drafts.submitted_by = ").push_bind(user);
        sql.push(" AND drafts.submitted_at >= ").push_bind(since);
        sql.push(" AND invoices.status = ").push_bind(InvoiceStatus::Queued.code());
        sql.push(" ORDER BY drafts.submitted_at, drafts.invoice_id");
        self.fetch_all(sql.build()).await?.iter().map(read_with_draft).collect()
    }

    /// Issued invoices only: the number of a received invoice is its sender's.
    async fn invoices_with_number(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Vec<InvoiceId>> {
        let mut sql = Builder::new("SELECT id FROM invoices");
        sql.push(&self.engine().hint("invoices_by_number")).push(" WHERE organization_id = ");
        sql.push_bind(organization).push(" AND direction = ").push_bind(Direction::Issued.code());
        sql.push(" AND number = ").push_bind(number).push(" AND structure_id = ").push_bind(structure);
        sql.push(" AND status NOT IN ").push_list([
            InvoiceStatus::Draft.code(),
            InvoiceStatus::Refused.code(),
            InvoiceStatus::Cancelled.code(),
        ]);
        sql.push(" ORDER BY seq");
        self.fetch_all(sql.build()).await?.iter().map(|row| row.of("invoices").id("id")).collect()
    }

    async fn received_under_number(
        &mut self,
        organization: OrganizationId,
        supplier: Option<&str>,
        number: &str,
    ) -> Result<Vec<Invoice>> {
        let mut sql = Builder::new(concat!("SELECT ", invoice_columns!(), " FROM invoices"));
        sql.push(&self.engine().hint("invoices_by_number")).push(" WHERE organization_id = ");
        sql.push_bind(organization).push(" AND direction = ").push_bind(Direction::Received.code());
        sql.push(" AND number = ").push_bind(number);
        if let Some(supplier) = supplier {
            sql.push(" AND partner_siret = ").push_bind(supplier);
        }
        sql.push(" ORDER BY seq LIMIT 10");
        self.fetch_all(sql.build()).await?.iter().map(read_invoice).collect()
    }

    async fn invoices_alike(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        alike: &Alike,
    ) -> Result<Vec<Invoice>> {
        let (least, most) = alike.gross;
        let (first, last) = alike.dates;
        let mut sql = Builder::new(concat!("SELECT ", invoice_columns!(), " FROM invoices"));
        sql.push(&self.engine().hint("invoices_by_gross")).push(" WHERE organization_id = ");
        sql.push_bind(organization).push(" AND direction = ").push_bind(alike.direction.code());
        sql.push(" AND signed_gross_cents BETWEEN ").push_bind(least).push(" AND ").push_bind(most);
        sql.push(" AND structure_id = ").push_bind(structure);
        sql.push(" AND date BETWEEN ").push_bind(first).push(" AND ").push_bind(last);
        sql.push(" AND status NOT IN ").push_list([
            InvoiceStatus::Draft.code(),
            InvoiceStatus::Refused.code(),
            InvoiceStatus::Cancelled.code(),
            InvoiceStatus::Rejetee.code(),
        ]);
        sql.push(" AND partner_siret = ").push_bind(&alike.partner_siret).push(" ORDER BY seq LIMIT 5");
        self.fetch_all(sql.build()).await?.iter().map(read_invoice).collect()
    }

    async fn arrival_times(
        &mut self,
        organization: OrganizationId,
        most: u32,
    ) -> Result<Vec<(NaiveDate, DateTime<Utc>)>> {
        let mut sql = Builder::new(
            "SELECT deposited_on, arrived_at FROM (SELECT deposited_on, arrived_at FROM invoices",
        );
        sql.push(&self.engine().hint("invoices_by_status_at")).push(" WHERE organization_id = ");
        sql.push_bind(organization).push(" AND direction = ").push_bind(Direction::Issued.code());
        sql.push(" ORDER BY status_at DESC, seq DESC LIMIT ").push_bind(most);
        sql.push(") AS latest WHERE deposited_on IS NOT NULL AND arrived_at IS NOT NULL");
        let rows = self.fetch_all(sql.build()).await?;
        let read = |row: &Row| {
            let fields = row.of("invoices");
            Ok(fields.opt_day("deposited_on")?.zip(fields.opt_time("arrived_at")?))
        };
        rows.iter().filter_map(|row| read(row).transpose()).collect()
    }

    async fn last_sent_to(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        partner_siret: &str,
    ) -> Result<Option<Invoice>> {
        let mut sql = Builder::new(concat!("SELECT ", invoice_columns!(), " FROM (SELECT * FROM invoices"));
        sql.push(&self.engine().hint("invoices_by_structure")).push(" WHERE organization_id = ");
        sql.push_bind(organization).push(" AND structure_id = ").push_bind(structure);
        sql.push(" AND direction = ").push_bind(Direction::Issued.code());
        sql.push(" AND status NOT IN ").push_list([
            InvoiceStatus::Draft.code(),
            InvoiceStatus::Refused.code(),
            InvoiceStatus::Cancelled.code(),
        ]);
        sql.push(" ORDER BY status_at DESC, seq DESC LIMIT 1000) AS latest WHERE partner_siret = ");
        sql.push_bind(partner_siret).push(" ORDER BY coalesce(date, '') DESC, seq DESC LIMIT 1");
        self.fetch_optional(sql.build()).await?.as_ref().map(read_invoice).transpose()
    }

    async fn latest_forms(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        most: u32,
    ) -> Result<Vec<InvoiceForm>> {
        let mut sql = Builder::new("SELECT drafts.form FROM (SELECT id, status_at, seq FROM invoices");
        sql.push(&self.engine().hint("invoices_by_structure")).push(" WHERE organization_id = ");
        sql.push_bind(organization).push(" AND structure_id = ").push_bind(structure);
        sql.push(" AND direction = ").push_bind(Direction::Issued.code());
        sql.push(" ORDER BY status_at DESC, seq DESC LIMIT ").push_bind(most);
        sql.push(") AS latest JOIN drafts ON drafts.invoice_id = latest.id AND drafts.organization_id = ");
        sql.push_bind(organization).push(" WHERE drafts.submitted_at IS NOT NULL");
        sql.push(" ORDER BY latest.status_at DESC, latest.seq DESC");
        self.fetch_all(sql.build()).await?.iter().map(|row| row.of("drafts").json("form")).collect()
    }

    async fn invoice_by_chorus_id(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        direction: Direction,
        chorus_id: i64,
    ) -> Result<Option<Invoice>> {
        let sql = concat!(
            "SELECT ",
            invoice_columns!(),
            " FROM invoices WHERE organization_id = $1 AND structure_id = $2 AND direction = $3 \
                 AND chorus_id = $4"
        );
        let statement = query(sql).bind(organization).bind(structure).bind(direction.code()).bind(chorus_id);
        self.fetch_optional(statement).await?.as_ref().map(read_invoice).transpose()
    }

    async fn attachments(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<Attachment>> {
        self.attachments_of(organization, &[invoice]).await
    }

    async fn attachments_of(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<Attachment>> {
        let mut found = Vec::new();
        for some in invoices.chunks(AT_ONCE) {
            let mut sql = Builder::new("SELECT ");
            sql.push(ATTACHMENT).push(" FROM attachments WHERE organization_id = ").push_bind(organization);
            sql.push(" AND invoice_id IN ").push_list(some.iter().copied()).push(" ORDER BY seq");
            for row in self.fetch_all(sql.build()).await? {
                found.push(read_attachment(&row)?);
            }
        }
        Ok(found)
    }

    async fn events(&mut self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Event>> {
        let statement = query(
            "SELECT id, organization_id, invoice_id, happened_at, kind, code, author, comment, reason, \
                 foreign_key \
             FROM events WHERE organization_id = $1 AND invoice_id = $2 ORDER BY happened_at DESC, seq DESC",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(invoice)).await?;
        rows.iter().map(read_event).collect()
    }

    async fn documents_in_use(&mut self, sha256: &[String]) -> Result<Vec<String>> {
        let mut used = Vec::new();
        for some in sha256.chunks(AT_ONCE) {
            let mut sql = Builder::default();
            for (number, (table, column)) in DOCUMENTS.into_iter().enumerate() {
                sql.push(if number > 0 { " UNION SELECT " } else { "SELECT " }).push(column);
                sql.push(" AS document_sha256 FROM ").push(table);
                sql.push(" WHERE ").push(column).push(" IN ").push_list(some);
            }
            for row in self.fetch_all(sql.build()).await? {
                used.push(row.of("invoices").text("document_sha256")?);
            }
        }
        Ok(used)
    }
}

#[async_trait]
impl WriteInvoices for Handle {
    async fn insert_invoice(&mut self, invoice: &Invoice) -> Result<()> {
        let statement = query(concat!(
            "INSERT INTO invoices (structure_id, direction, origin, status, stage, status_at, status_reason, \
                 status_comment, number, kind, date, partner_name, partner_siret, service_code, engagement, \
                 currency, net_cents, vat_cents, gross_cents, due_cents, document_sha256, document_name, \
                 document_bytes, chorus_id, updated_at, deposited_on, arrived_at, checked_at, partner_key, \
                 partner_text, other_text, signed_gross_cents, organization_id, id, version, created_by, \
                 created_at, delay_order) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, ",
            delay_order!("$5", "$4", "$10", "NULL"),
            ")"
        ));
        let statement = bind_content(statement, invoice)?
            .bind(invoice.organization)
            .bind(invoice.id)
            .bind(invoice.version)
            .bind(invoice.created_by)
            .bind(invoice.created_at);
        self.execute(statement).await.map(drop)
    }

    async fn update_invoice(&mut self, invoice: &mut Invoice) -> Result<()> {
        let statement = query(concat!(
            "UPDATE invoices SET structure_id = $1, direction = $2, origin = $3, status = $4, stage = $5, \
                 status_at = $6, status_reason = $7, status_comment = $8, number = $9, kind = $10, date = $11, \
                 partner_name = $12, partner_siret = $13, service_code = $14, engagement = $15, currency = $16, \
                 net_cents = $17, vat_cents = $18, gross_cents = $19, due_cents = $20, document_sha256 = $21, \
                 document_name = $22, document_bytes = $23, chorus_id = $24, updated_at = $25, \
                 deposited_on = $26, arrived_at = $27, checked_at = $28, partner_key = $29, \
                 partner_text = $30, other_text = $31, signed_gross_cents = $32, version = version + 1, delay_order = ",
            delay_order!("$5", "$4", "$10", "delay_last_day"),
            " WHERE organization_id = $33 AND id = $34 AND version = $35"
        ));
        let statement = bind_content(statement, invoice)?
            .bind(invoice.organization)
            .bind(invoice.id)
            .bind(invoice.version);
        changed_one(self.execute(statement).await?, "invoices")?;
        invoice.version += 1;
        Ok(())
    }

    async fn treat_rejection(
        &mut self,
        organization: OrganizationId,
        id: InvoiceId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query(
            "UPDATE invoices SET rejection_treated_at = $1 \
             WHERE organization_id = $2 AND id = $3 AND rejection_treated_at IS NULL",
        );
        self.execute(statement.bind(at).bind(organization).bind(id)).await.map(drop)
    }

    async fn put_draft(&mut self, draft: &Draft) -> Result<()> {
        let statement = query(
            "INSERT INTO drafts (organization_id, invoice_id, form, form_version, changes, own_reading, recognised, \
                 chorus_document_id, submitted_at, submitted_by, seal, copied_from, deposit_imprint, way, flow_id, from_flow_id, \
                 source_sha256, source_name, source_bytes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
             ON CONFLICT (organization_id, invoice_id) DO UPDATE SET form = excluded.form, \
                 form_version = excluded.form_version, changes = excluded.changes, \
                 own_reading = excluded.own_reading, recognised = excluded.recognised, chorus_document_id = excluded.chorus_document_id, \
                 submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by, seal = excluded.seal, \
                 copied_from = excluded.copied_from, deposit_imprint = excluded.deposit_imprint, way = excluded.way, \
                 flow_id = excluded.flow_id, from_flow_id = excluded.from_flow_id, \
                 source_sha256 = excluded.source_sha256, source_name = excluded.source_name, \
                 source_bytes = excluded.source_bytes",
        )
        .bind(draft.organization)
        .bind(draft.invoice)
        .bind(json(&draft.form)?)
        .bind(draft.form_version)
        .bind(json(&draft.changes)?)
        .bind(json(&draft.own_reading)?)
        .bind(json(&draft.recognised)?)
        .bind(draft.chorus_document_id)
        .bind(draft.submitted_at)
        .bind(draft.submitted_by)
        .bind(&draft.seal)
        .bind(draft.copied_from)
        .bind(&draft.deposit_imprint)
        .bind(draft.way.map(DocumentWay::code))
        .bind(draft.flow)
        .bind(draft.from_flow)
        .bind(draft.source.as_ref().map(|source| source.sha256.as_str()))
        .bind(draft.source.as_ref().map(|source| source.name.as_str()))
        .bind(draft.source.as_ref().map(|source| source.bytes));
        self.execute(statement).await.map(drop)
    }

    async fn insert_attachment(&mut self, attachment: &Attachment) -> Result<()> {
        let statement = query(
            "INSERT INTO attachments (id, organization_id, invoice_id, document_sha256, document_name, \
                 document_bytes, original_name, extension, label, type_code, chorus_id, act_id, created_at, mending, \
                 original_sha256, original_bytes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(attachment.id)
        .bind(attachment.organization)
        .bind(attachment.invoice)
        .bind(&attachment.document.sha256)
        .bind(&attachment.document.name)
        .bind(attachment.document.bytes)
        .bind(&attachment.original_name)
        .bind(&attachment.extension)
        .bind(&attachment.label)
        .bind(&attachment.type_code)
        .bind(attachment.chorus_id)
        .bind(attachment.act)
        .bind(attachment.created_at)
        .bind(attachment.mended.as_ref().map(|mended| json(&mended.how)).transpose()?)
        .bind(attachment.mended.as_ref().map(|mended| mended.sha256.as_str()))
        .bind(attachment.mended.as_ref().map(|mended| mended.bytes));
        self.execute(statement).await.map(drop)
    }

    async fn set_attachment_chorus_id(
        &mut self,
        organization: OrganizationId,
        id: AttachmentId,
        chorus_id: i64,
    ) -> Result<()> {
        let statement = query("UPDATE attachments SET chorus_id = $1 WHERE organization_id = $2 AND id = $3")
            .bind(chorus_id)
            .bind(organization)
            .bind(id);
        changed_one(self.execute(statement).await?, "attachments")
    }

    async fn delete_attachment(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        id: AttachmentId,
    ) -> Result<bool> {
        let statement =
            query("DELETE FROM attachments WHERE organization_id = $1 AND invoice_id = $2 AND id = $3")
                .bind(organization)
                .bind(invoice)
                .bind(id);
        Ok(self.execute(statement).await? > 0)
    }

    async fn insert_event(&mut self, event: &Event) -> Result<bool> {
        let statement = query(
            "INSERT INTO events (id, organization_id, invoice_id, happened_at, kind, code, author, comment, \
                 reason, foreign_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (invoice_id, kind, foreign_key) WHERE foreign_key IS NOT NULL DO NOTHING",
        )
        .bind(event.id)
        .bind(event.organization)
        .bind(event.invoice)
        .bind(event.happened_at)
        .bind(event.kind.code())
        .bind(&event.code)
        .bind(&event.author)
        .bind(&event.comment)
        .bind(event.reason.as_ref().map(json).transpose()?)
        .bind(&event.foreign_key);
        Ok(self.execute(statement).await? == 1)
    }

    async fn derive_stages(&mut self) -> Result<u64> {
        // The counts know every stage that is stored. Found by its organisation, a wrong one is changed by an index.
        let stored = self
            .fetch_all(query(
                "SELECT organization_id, direction, status, stage FROM organization_counts \
                 GROUP BY organization_id, direction, status, stage HAVING sum(count) <> 0",
            ))
            .await?;
        let mut changed = 0;
        for row in &stored {
            let fields = row.of("invoice_totals");
            let organization: OrganizationId = fields.id("organization_id")?;
            let direction = fields.code("direction", Direction::from_code)?;
            let (status, stage) = (fields.text("status")?, fields.text("stage")?);
            let derived = InvoiceStatus::from_code(&status).stage(direction).code();
            if derived != stage {
                let statement = query(concat!(
                    "UPDATE invoices SET stage = $1, delay_order = ",
                    delay_order!("$1", "status", "kind", "delay_last_day"),
                    " WHERE organization_id = $2 AND direction = $3 AND status = $4 AND stage = $5"
                ));
                let statement = statement.bind(derived).bind(organization).bind(direction.code());
                changed += self.execute(statement.bind(status).bind(stage)).await?;
            }
        }
        Ok(changed)
    }

    async fn fold_counts(&mut self) -> Result<u64> {
        match self.engine() {
            Engine::Sqlite => Ok(0),
            Engine::Postgres => {
                let row = self.fetch_one(query("SELECT fold_invoice_counts() AS folded")).await?;
                Ok(row.of("invoice_count_changes").integer("folded")?.unsigned_abs())
            }
        }
    }
}
