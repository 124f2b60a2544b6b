//! Invoices one by one, their attachments and events.

use domain::{AttachmentId, Direction, InvoiceId, InvoiceKind, InvoiceStatus, OrganizationId, StructureId};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteConnection, SqliteRow};
use storage::{
    Attachment, Document, Event, EventKind, Invoice, Origin, Result, fold, other_text, partner_text,
};

use crate::rows::{Columns, changed_one, failed, json, millis, opt_millis, read_all};

type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

macro_rules! invoice_columns {
    () => {
        "id, organization_id, structure_id, direction, origin, status, status_at, status_comment, number, kind, \
         date, partner_name, partner_siret, service_code, engagement, currency, net_cents, vat_cents, \
         gross_cents, due_cents, form, document_sha256, document_name, document_bytes, own_reading, recognised, \
         chorus_document_id, chorus_id, created_by, created_at, updated_at, submitted_at, deposited_on, \
         arrived_at, checked_at, version"
    };
}

fn read_origin(code: &str) -> Option<Origin> {
    match code {
        "pupitre" => Some(Origin::Pupitre),
        "chorus_pro" => Some(Origin::ChorusPro),
        _ => None,
    }
}

const fn origin_code(origin: Origin) -> &'static str {
    match origin {
        Origin::Pupitre => "pupitre",
        Origin::ChorusPro => "chorus_pro",
    }
}

fn read_invoice(row: &SqliteRow) -> Result<Invoice> {
    let mut columns = Columns::of(row, "invoices");
    Ok(Invoice {
        id: columns.id("id")?,
        organization: columns.id("organization_id")?,
        structure: columns.id("structure_id")?,
        direction: columns.code("direction", Direction::from_code)?,
        origin: columns.code("origin", read_origin)?,
        status: InvoiceStatus::from_code(&columns.text()?),
        status_at: columns.time("status_at")?,
        status_comment: columns.opt_text()?,
        number: columns.text()?,
        kind: columns.code("kind", InvoiceKind::from_code)?,
        date: columns.opt_day("date")?,
        partner_name: columns.text()?,
        partner_siret: columns.text()?,
        service_code: columns.opt_text()?,
        engagement: columns.opt_text()?,
        currency: columns.text()?,
        net_cents: columns.opt_integer()?,
        vat_cents: columns.opt_integer()?,
        gross_cents: columns.opt_integer()?,
        due_cents: columns.opt_integer()?,
        form: columns.json("form")?,
        document: read_document(&mut columns)?,
        own_reading: columns.value("own_reading")?,
        recognised: columns.value("recognised")?,
        chorus_document_id: columns.opt_integer()?,
        chorus_id: columns.opt_integer()?,
        created_by: columns.opt_id("created_by")?,
        created_at: columns.time("created_at")?,
        updated_at: columns.time("updated_at")?,
        submitted_at: columns.opt_time("submitted_at")?,
        deposited_on: columns.opt_day("deposited_on")?,
        arrived_at: columns.opt_time("arrived_at")?,
        checked_at: columns.opt_time("checked_at")?,
        version: columns.integer()?,
    })
}

fn read_document(columns: &mut Columns<'_>) -> Result<Option<Document>> {
    let (sha256, name, bytes) = (columns.opt_text()?, columns.opt_text()?, columns.opt_integer()?);
    match (sha256, name, bytes) {
        (None, None, None) => Ok(None),
        (Some(sha256), Some(name), Some(bytes)) => Ok(Some(Document { sha256, name, bytes })),
        _ => Err(columns.unreadable("document_sha256", "incomplete")),
    }
}

pub(crate) async fn invoice(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    id: InvoiceId,
) -> Result<Option<Invoice>> {
    let sql = concat!("SELECT ", invoice_columns!(), " FROM invoices WHERE organization_id = ? AND id = ?");
    let row = sqlx::query(sql)
        .bind(organization.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(read_invoice).transpose()
}

/// Issued invoices only: the number of a received invoice is its sender's.
pub(crate) async fn invoices_with_number(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    structure: StructureId,
    number: &str,
) -> Result<Vec<InvoiceId>> {
    let rows = sqlx::query(
        "SELECT id FROM invoices INDEXED BY invoices_by_number \
         WHERE organization_id = ? AND direction = ? AND number = ? AND structure_id = ? \
             AND status NOT IN (?, ?, ?) ORDER BY seq",
    )
    .bind(organization.to_string())
    .bind(Direction::Issued.code())
    .bind(number)
    .bind(structure.to_string())
    .bind(InvoiceStatus::Draft.code())
    .bind(InvoiceStatus::Refused.code())
    .bind(InvoiceStatus::Cancelled.code())
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    read_all(&rows, |row| Columns::of(row, "invoices").id("id"))
}

/// A structure that invoiced itself has two; the issued one is given.
pub(crate) async fn invoice_by_chorus_id(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    structure: StructureId,
    chorus_id: i64,
) -> Result<Option<Invoice>> {
    let sql = concat!(
        "SELECT ",
        invoice_columns!(),
        " FROM invoices INDEXED BY invoices_chorus_id \
         WHERE organization_id = ? AND structure_id = ? AND direction IN ('emise', 'recue') AND chorus_id = ? \
         ORDER BY direction LIMIT 1"
    );
    let row = sqlx::query(sql)
        .bind(organization.to_string())
        .bind(structure.to_string())
        .bind(chorus_id)
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(read_invoice).transpose()
}

pub(crate) async fn insert_invoice(connection: &mut SqliteConnection, invoice: &Invoice) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO invoices (structure_id, direction, origin, status, stage, status_at, status_comment, \
             number, kind, date, partner_name, partner_siret, service_code, engagement, currency, net_cents, \
             vat_cents, gross_cents, due_cents, form, document_sha256, document_name, document_bytes, \
             own_reading, recognised, chorus_document_id, chorus_id, updated_at, submitted_at, deposited_on, \
             arrived_at, checked_at, partner_key, partner_text, other_text, signed_gross_cents, \
             organization_id, id, version, created_by, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \
             ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    bind_content(statement, invoice)?
        .bind(invoice.organization.to_string())
        .bind(invoice.id.to_string())
        .bind(invoice.version)
        .bind(invoice.created_by.map(|id| id.to_string()))
        .bind(millis(invoice.created_at))
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn update_invoice(connection: &mut SqliteConnection, invoice: &mut Invoice) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE invoices SET structure_id = ?, direction = ?, origin = ?, status = ?, stage = ?, status_at = ?, \
             status_comment = ?, number = ?, kind = ?, date = ?, partner_name = ?, partner_siret = ?, \
             service_code = ?, engagement = ?, currency = ?, net_cents = ?, vat_cents = ?, gross_cents = ?, \
             due_cents = ?, form = ?, document_sha256 = ?, document_name = ?, document_bytes = ?, \
             own_reading = ?, recognised = ?, chorus_document_id = ?, chorus_id = ?, updated_at = ?, \
             submitted_at = ?, deposited_on = ?, arrived_at = ?, checked_at = ?, partner_key = ?, \
             partner_text = ?, other_text = ?, signed_gross_cents = ?, version = version + 1 \
         WHERE organization_id = ? AND id = ? AND version = ?",
    );
    let done = bind_content(statement, invoice)?
        .bind(invoice.organization.to_string())
        .bind(invoice.id.to_string())
        .bind(invoice.version)
        .execute(connection)
        .await
        .map_err(failed)?;
    changed_one(&done, "invoices")?;
    invoice.version += 1;
    Ok(())
}

/// What an invoice adds to a total: credit notes are subtracted, whether their sender wrote the amount with or without
/// its sign (business-rules.md: the convention is not documented).
fn signed_gross(invoice: &Invoice) -> Option<i64> {
    match invoice.kind {
        InvoiceKind::Facture => invoice.gross_cents,
        InvoiceKind::Avoir => invoice.gross_cents.map(|cents| cents.saturating_abs().saturating_neg()),
    }
}

/// Binds what an update may change, in the order both statements name it.
fn bind_content<'q>(statement: Statement<'q>, invoice: &Invoice) -> Result<Statement<'q>> {
    let document = invoice.document.as_ref();
    let (service, engagement) = (invoice.service_code.as_deref(), invoice.engagement.as_deref());
    Ok(statement
        .bind(invoice.structure.to_string())
        .bind(invoice.direction.code())
        .bind(origin_code(invoice.origin))
        .bind(invoice.status.code().to_owned())
        .bind(invoice.status.stage().code())
        .bind(millis(invoice.status_at))
        .bind(invoice.status_comment.clone())
        .bind(invoice.number.clone())
        .bind(invoice.kind.code())
        .bind(invoice.date.map(|day| day.to_string()))
        .bind(invoice.partner_name.clone())
        .bind(invoice.partner_siret.clone())
        .bind(invoice.service_code.clone())
        .bind(invoice.engagement.clone())
        .bind(invoice.currency.clone())
        .bind(invoice.net_cents)
        .bind(invoice.vat_cents)
        .bind(invoice.gross_cents)
        .bind(invoice.due_cents)
        .bind(json(&invoice.form)?)
        .bind(document.map(|document| document.sha256.clone()))
        .bind(document.map(|document| document.name.clone()))
        .bind(document.map(|document| document.bytes))
        .bind(json(&invoice.own_reading)?)
        .bind(json(&invoice.recognised)?)
        .bind(invoice.chorus_document_id)
        .bind(invoice.chorus_id)
        .bind(millis(invoice.updated_at))
        .bind(opt_millis(invoice.submitted_at))
        .bind(invoice.deposited_on.map(|day| day.to_string()))
        .bind(opt_millis(invoice.arrived_at))
        .bind(opt_millis(invoice.checked_at))
        .bind(fold(&invoice.partner_name))
        .bind(partner_text(&invoice.partner_name, &invoice.partner_siret))
        .bind(other_text(&invoice.number, service, engagement))
        .bind(signed_gross(invoice)))
}

pub(crate) async fn attachments(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    invoice: InvoiceId,
) -> Result<Vec<Attachment>> {
    let rows = sqlx::query(
        "SELECT id, organization_id, invoice_id, document_sha256, document_name, document_bytes, \
             original_name, extension, label, type_code, chorus_id, created_at \
         FROM attachments WHERE organization_id = ? AND invoice_id = ? ORDER BY seq",
    )
    .bind(organization.to_string())
    .bind(invoice.to_string())
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    read_all(&rows, |row| {
        let mut columns = Columns::of(row, "attachments");
        Ok(Attachment {
            id: columns.id("id")?,
            organization: columns.id("organization_id")?,
            invoice: columns.id("invoice_id")?,
            document: Document { sha256: columns.text()?, name: columns.text()?, bytes: columns.integer()? },
            original_name: columns.text()?,
            extension: columns.text()?,
            label: columns.text()?,
            type_code: columns.text()?,
            chorus_id: columns.opt_integer()?,
            created_at: columns.time("created_at")?,
        })
    })
}

pub(crate) async fn insert_attachment(
    connection: &mut SqliteConnection,
    attachment: &Attachment,
) -> Result<()> {
    let sql = "INSERT INTO attachments (id, organization_id, invoice_id, document_sha256, document_name, \
               document_bytes, original_name, extension, label, type_code, chorus_id, created_at) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(attachment.id.to_string())
        .bind(attachment.organization.to_string())
        .bind(attachment.invoice.to_string())
        .bind(&attachment.document.sha256)
        .bind(&attachment.document.name)
        .bind(attachment.document.bytes)
        .bind(&attachment.original_name)
        .bind(&attachment.extension)
        .bind(&attachment.label)
        .bind(&attachment.type_code)
        .bind(attachment.chorus_id)
        .bind(millis(attachment.created_at))
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn set_attachment_chorus_id(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    id: AttachmentId,
    chorus_id: i64,
) -> Result<()> {
    let done = sqlx::query("UPDATE attachments SET chorus_id = ? WHERE organization_id = ? AND id = ?")
        .bind(chorus_id)
        .bind(organization.to_string())
        .bind(id.to_string())
        .execute(connection)
        .await
        .map_err(failed)?;
    changed_one(&done, "attachments")
}

pub(crate) async fn delete_attachment(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    invoice: InvoiceId,
    id: AttachmentId,
) -> Result<()> {
    sqlx::query("DELETE FROM attachments WHERE organization_id = ? AND invoice_id = ? AND id = ?")
        .bind(organization.to_string())
        .bind(invoice.to_string())
        .bind(id.to_string())
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn events(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    invoice: InvoiceId,
) -> Result<Vec<Event>> {
    let rows = sqlx::query(
        "SELECT id, organization_id, invoice_id, happened_at, kind, code, author, comment, foreign_key \
         FROM events WHERE organization_id = ? AND invoice_id = ? ORDER BY happened_at DESC, seq DESC",
    )
    .bind(organization.to_string())
    .bind(invoice.to_string())
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    read_all(&rows, |row| {
        let mut columns = Columns::of(row, "events");
        Ok(Event {
            id: columns.id("id")?,
            organization: columns.id("organization_id")?,
            invoice: columns.id("invoice_id")?,
            happened_at: columns.time("happened_at")?,
            kind: columns.code("kind", EventKind::from_code)?,
            code: columns.text()?,
            author: columns.opt_text()?,
            comment: columns.opt_text()?,
            foreign_key: columns.opt_text()?,
        })
    })
}

pub(crate) async fn insert_event(connection: &mut SqliteConnection, event: &Event) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO events (id, organization_id, invoice_id, happened_at, kind, code, author, comment, \
             foreign_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (invoice_id, kind, foreign_key) WHERE foreign_key IS NOT NULL DO NOTHING",
    )
    .bind(event.id.to_string())
    .bind(event.organization.to_string())
    .bind(event.invoice.to_string())
    .bind(millis(event.happened_at))
    .bind(event.kind.code())
    .bind(&event.code)
    .bind(&event.author)
    .bind(&event.comment)
    .bind(&event.foreign_key)
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(done.rows_affected() == 1)
}
