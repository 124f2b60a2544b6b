//! What is known of recipients.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    ClockSide, ClockSpan, Direction, Environment, InvoiceId, InvoiceStatus, OrganizationId, Siret,
    StructureId,
};
use storage::{DirectoryEntry, ReadDirectory, Result, Scope, SentInvoice, WriteDirectory};

use crate::engine::Engine;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};
use crate::subjects::list::reach::Reach;

fn read_entry(row: &Row) -> Result<DirectoryEntry> {
    let fields = row.of("directory");
    Ok(DirectoryEntry {
        siret: fields.code("siret", |text| Siret::parse(text).ok())?,
        name: fields.text("name")?,
        chorus_id: fields.integer("chorus_id")?,
        service_compulsory: fields.flag("service_compulsory")?,
        engagement_compulsory: fields.flag("engagement_compulsory")?,
        service_or_engagement: fields.flag("service_or_engagement")?,
        services: fields.json("services")?,
        fetched_at: fields.time("fetched_at")?,
    })
}

fn read_recipient(row: &Row) -> Result<(Siret, String)> {
    let fields = row.of("invoices");
    Ok((fields.code("partner_siret", |text| Siret::parse(text).ok())?, fields.text("partner_name")?))
}

/// What Chorus Pro was never given.
const NEVER_GIVEN: [InvoiceStatus; 6] = [
    InvoiceStatus::Draft,
    InvoiceStatus::Queued,
    InvoiceStatus::Sending,
    InvoiceStatus::Unconfirmed,
    InvoiceStatus::Refused,
    InvoiceStatus::Cancelled,
];

fn read_sent(row: &Row) -> Result<SentInvoice> {
    let fields = row.of("invoices");
    Ok(SentInvoice {
        id: fields.id("id")?,
        status: InvoiceStatus::from_code(&fields.text("status")?),
        status_at: fields.time("status_at")?,
        recipient_name: fields.text("partner_name")?,
        service_code: fields.opt_text("service_code")?,
        engagement: fields.opt_text("engagement")?,
        deposited_on: fields.opt_day("deposited_on")?,
        arrived_at: fields.opt_time("arrived_at")?,
        spans: Vec::new(),
    })
}

/// What was only begun, or abandoned, names nobody who was invoiced. Looks at the latest invoices of the structure only: who was not invoiced for a thousand invoices is not recent. What
/// is left when the digits are taken off the end of fourteen signs tells whether they are a SIRET.
fn recipients_statement(
    engine: Engine,
    organization: OrganizationId,
    structure: StructureId,
    limit: u32,
) -> Builder {
    let mut sql = Builder::new(
        "SELECT partner_siret, partner_name FROM ( \
             SELECT seq, partner_siret, partner_name, \
                 row_number() OVER (PARTITION BY partner_siret ORDER BY seq DESC) AS place \
             FROM (SELECT seq, partner_siret, partner_name FROM invoices",
    );
    sql.push(&engine.hint("invoices_by_structure")).push(" WHERE organization_id = ").push_bind(organization);
    sql.push(" AND structure_id = ").push_bind(structure);
    sql.push(" AND direction = ").push_bind(Direction::Issued.code());
    sql.push(" AND status NOT IN ").push_list([InvoiceStatus::Draft.code(), InvoiceStatus::Cancelled.code()]);
    sql.push(
        " ORDER BY status_at DESC, seq DESC LIMIT 1000) AS latest \
         WHERE length(partner_siret) = 14 AND rtrim(partner_siret, '0123456789') = '') AS named \
         WHERE place = 1 ORDER BY seq DESC LIMIT ",
    );
    sql.push_bind(limit);
    sql
}

#[async_trait]
impl ReadDirectory for Handle {
    async fn directory_entry(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        siret: &Siret,
    ) -> Result<Option<DirectoryEntry>> {
        let statement = query(
            "SELECT siret, name, chorus_id, service_compulsory, engagement_compulsory, \
                 service_or_engagement, services, fetched_at \
             FROM directory WHERE organization_id = $1 AND environment = $2 AND siret = $3",
        )
        .bind(organization)
        .bind(environment.code())
        .bind(siret.as_str());
        self.fetch_optional(statement).await?.as_ref().map(read_entry).transpose()
    }

    async fn recent_recipients(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        limit: u32,
    ) -> Result<Vec<(Siret, String)>> {
        let statement = recipients_statement(self.engine(), organization, structure, limit).build();
        self.fetch_all(statement).await?.iter().map(read_recipient).collect()
    }

    async fn sent_to(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        scope: &Scope,
        siret: &str,
        most: u32,
    ) -> Result<Vec<SentInvoice>> {
        let reach = Reach::new(scope, None);
        if reach.is_nothing() {
            return Ok(Vec::new());
        }
        let mut sql = Builder::new(
            "SELECT id, status, status_at, partner_name, service_code, engagement, deposited_on, arrived_at \
             FROM invoices",
        );
        sql.push(&self.engine().hint("invoices_by_recipient")).push(" WHERE organization_id = ");
        // The condition of the index, word for word.
        sql.push_bind(organization).push(" AND direction = 'emise' AND partner_siret = ").push_bind(siret);
        sql.push(" AND status NOT IN ").push_list(NEVER_GIVEN.iter().map(InvoiceStatus::code));
        sql.push(" AND structure_id IN (SELECT id FROM structures WHERE organization_id = ");
        sql.push_bind(organization).push(" AND environment = ").push_bind(environment.code()).push(")");
        reach.push(&mut sql);
        sql.push(" ORDER BY status_at DESC, seq DESC LIMIT ").push_bind(most);
        let rows = self.fetch_all(sql.build()).await?;
        let mut sent: Vec<SentInvoice> = rows.iter().map(read_sent).collect::<Result<_>>()?;
        let mut sql = Builder::new(
            "SELECT invoice_id, side, starts_at, ends_at FROM clock_spans WHERE organization_id = ",
        );
        sql.push_bind(organization).push(" AND invoice_id IN ").push_list(sent.iter().map(|sent| sent.id));
        sql.push(" ORDER BY invoice_id, position");
        let mut spans: HashMap<InvoiceId, Vec<ClockSpan>> = HashMap::new();
        for row in self.fetch_all(sql.build()).await? {
            let fields = row.of("clock_spans");
            spans.entry(fields.id("invoice_id")?).or_default().push(ClockSpan {
                side: fields.code("side", ClockSide::from_code)?,
                from: fields.time("starts_at")?,
                to: fields.opt_time("ends_at")?,
            });
        }
        for invoice in &mut sent {
            invoice.spans = spans.remove(&invoice.id).unwrap_or_default();
        }
        Ok(sent)
    }
}

#[async_trait]
impl WriteDirectory for Handle {
    async fn put_directory_entry(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        entry: &DirectoryEntry,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO directory (organization_id, environment, siret, name, chorus_id, \
                 service_compulsory, engagement_compulsory, service_or_engagement, services, fetched_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             ON CONFLICT (organization_id, environment, siret) DO UPDATE SET name = excluded.name, \
                 chorus_id = excluded.chorus_id, service_compulsory = excluded.service_compulsory, \
                 engagement_compulsory = excluded.engagement_compulsory, \
                 service_or_engagement = excluded.service_or_engagement, services = excluded.services, \
                 fetched_at = excluded.fetched_at",
        )
        .bind(organization)
        .bind(environment.code())
        .bind(entry.siret.as_str())
        .bind(&entry.name)
        .bind(entry.chorus_id)
        .bind(entry.service_compulsory)
        .bind(entry.engagement_compulsory)
        .bind(entry.service_or_engagement)
        .bind(json(&entry.services)?)
        .bind(entry.fetched_at);
        self.execute(statement).await.map(drop)
    }
}
