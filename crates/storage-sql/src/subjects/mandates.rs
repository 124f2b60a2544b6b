//! Mandates, and whether they are needed.

use async_trait::async_trait;
use domain::{MandateId, OrganizationId, StructureId};
use storage::{Document, Mandate, MandateEnd, ReadMandates, Result, WriteMandates};

use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::Row;

const MANDATE: &str = "organization_id, id, structure_id, holder, first_day, last_day, document_sha256, \
     document_name, document_bytes, author_id, author_name, created_at, ended_on, ended_at, ended_by_name, \
     end_reason";

fn read_mandate(row: &Row) -> Result<Mandate> {
    let fields = row.of("mandates");
    let end = match fields.opt_day("ended_on")? {
        None => None,
        Some(last) => Some(MandateEnd {
            last,
            by: fields.text("ended_by_name")?,
            at: fields.time("ended_at")?,
            reason: fields.text("end_reason")?,
        }),
    };
    Ok(Mandate {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        holder: fields.text("holder")?,
        first: fields.opt_day("first_day")?.ok_or_else(|| fields.unreadable("first_day", "null"))?,
        last: fields.opt_day("last_day")?,
        document: Document {
            sha256: fields.text("document_sha256")?,
            name: fields.text("document_name")?,
            bytes: fields.integer("document_bytes")?,
        },
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        created_at: fields.time("created_at")?,
        end,
    })
}

/// The mandates of an organisation, as far as they fit.
fn mandates_where(organization: OrganizationId) -> Builder {
    let mut sql = Builder::new("SELECT ");
    sql.push(MANDATE).push(" FROM mandates WHERE organization_id = ").push_bind(organization);
    sql
}

const LATEST_FIRST: &str = " ORDER BY first_day DESC, created_at DESC, id DESC";

#[async_trait]
impl ReadMandates for Handle {
    async fn mandates_required(&mut self, organization: OrganizationId) -> Result<bool> {
        let statement = query("SELECT mandates_required FROM organizations WHERE id = $1").bind(organization);
        let row = self.fetch_optional(statement).await?;
        row.map_or(Ok(false), |row| row.of("organizations").flag("mandates_required"))
    }

    async fn mandates(&mut self, organization: OrganizationId) -> Result<Vec<Mandate>> {
        let mut sql = mandates_where(organization);
        sql.push(LATEST_FIRST);
        self.fetch_all(sql.build()).await?.iter().map(read_mandate).collect()
    }

    async fn mandates_of(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<Mandate>> {
        let mut sql = mandates_where(organization);
        sql.push(" AND structure_id = ").push_bind(structure).push(LATEST_FIRST);
        self.fetch_all(sql.build()).await?.iter().map(read_mandate).collect()
    }

    async fn mandate(&mut self, organization: OrganizationId, id: MandateId) -> Result<Option<Mandate>> {
        let mut sql = mandates_where(organization);
        sql.push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_mandate).transpose()
    }
}

#[async_trait]
impl WriteMandates for Handle {
    async fn set_mandates_required(&mut self, organization: OrganizationId, required: bool) -> Result<()> {
        let statement = query("UPDATE organizations SET mandates_required = $1 WHERE id = $2");
        changed_one(self.execute(statement.bind(required).bind(organization)).await?, "organizations")
    }

    async fn insert_mandate(&mut self, mandate: &Mandate) -> Result<()> {
        let end = mandate.end.as_ref();
        let statement = query(
            "INSERT INTO mandates (organization_id, id, structure_id, holder, first_day, last_day, \
                 document_sha256, document_name, document_bytes, author_id, author_name, created_at, ended_on, \
                 ended_at, ended_by_name, end_reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(mandate.organization)
        .bind(mandate.id)
        .bind(mandate.structure)
        .bind(&mandate.holder)
        .bind(mandate.first)
        .bind(mandate.last)
        .bind(&mandate.document.sha256)
        .bind(&mandate.document.name)
        .bind(mandate.document.bytes)
        .bind(mandate.author)
        .bind(&mandate.author_name)
        .bind(mandate.created_at)
        .bind(end.map(|end| end.last))
        .bind(end.map(|end| end.at))
        .bind(end.map(|end| end.by.clone()))
        .bind(end.map(|end| end.reason.clone()));
        self.execute(statement).await.map(drop)
    }

    async fn end_mandate(
        &mut self,
        organization: OrganizationId,
        id: MandateId,
        end: &MandateEnd,
    ) -> Result<()> {
        let statement = query(
            "UPDATE mandates SET ended_on = $1, ended_at = $2, ended_by_name = $3, end_reason = $4 \
             WHERE organization_id = $5 AND id = $6 AND ended_on IS NULL",
        )
        .bind(end.last)
        .bind(end.at)
        .bind(&end.by)
        .bind(&end.reason)
        .bind(organization)
        .bind(id);
        changed_one(self.execute(statement).await?, "mandates")
    }
}
