//! Works documents.

use async_trait::async_trait;
use domain::{OrganizationId, StructureId, WorksDocumentId, WorksStatus};
use storage::{ReadWorks, Result, WorksContent, WorksDocument, WorksRound, WriteWorks};

use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};

const DOCUMENT: &str = "organization_id, id, structure_id, roles, chorus_id, file_id, file_number, number, kind, \
     framework, status, status_at, supplier_name, supplier_identifier, recipient_siret, service, manager_service, \
     owner_service, date, deposited_on, gross_cents, previous_id, next_id, reasons, seen_at, \
     updated_at";

fn read_document(row: &Row) -> Result<WorksDocument> {
    let fields = row.of("works_documents");
    Ok(WorksDocument {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        roles: fields.json("roles")?,
        chorus_id: fields.integer("chorus_id")?,
        file_id: fields.opt_integer("file_id")?,
        file_number: fields.opt_text("file_number")?,
        number: fields.text("number")?,
        kind: fields.text("kind")?,
        framework: fields.opt_text("framework")?,
        status: WorksStatus::from_code(&fields.text("status")?),
        status_at: fields.opt_time("status_at")?,
        supplier_name: fields.text("supplier_name")?,
        supplier_identifier: fields.text("supplier_identifier")?,
        recipient_siret: fields.text("recipient_siret")?,
        service: fields.opt_text("service")?,
        manager_service: fields.opt_text("manager_service")?,
        owner_service: fields.opt_text("owner_service")?,
        date: fields.opt_day("date")?,
        deposited_on: fields.opt_day("deposited_on")?,
        gross_cents: fields.opt_integer("gross_cents")?,
        previous: fields.opt_integer("previous_id")?,
        next: fields.opt_integer("next_id")?,
        reasons: fields.json("reasons")?,
        seen_at: fields.time("seen_at")?,
        updated_at: fields.time("updated_at")?,
    })
}

/// The documents of an organisation, as far as they fit.
fn documents_where(organization: OrganizationId) -> Builder {
    let mut sql = Builder::new("SELECT ");
    sql.push(DOCUMENT).push(" FROM works_documents WHERE organization_id = ").push_bind(organization);
    sql
}

#[async_trait]
impl ReadWorks for Handle {
    async fn works_documents(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
        limit: u32,
    ) -> Result<Vec<WorksDocument>> {
        let mut sql = documents_where(organization);
        if let Some(structures) = structures {
            sql.push(" AND structure_id IN ").push_list(structures.iter().copied());
        }
        sql.push(" ORDER BY COALESCE(status_at, seen_at) DESC, id LIMIT ").push_bind(limit);
        self.fetch_all(sql.build()).await?.iter().map(read_document).collect()
    }

    async fn has_works_documents(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
    ) -> Result<bool> {
        let mut sql = Builder::new("SELECT chorus_id FROM works_documents WHERE organization_id = ");
        sql.push_bind(organization);
        if let Some(structures) = structures {
            sql.push(" AND structure_id IN ").push_list(structures.iter().copied());
        }
        sql.push(" LIMIT 1");
        Ok(self.fetch_optional(sql.build()).await?.is_some())
    }

    async fn works_document(
        &mut self,
        organization: OrganizationId,
        id: WorksDocumentId,
    ) -> Result<Option<WorksDocument>> {
        let mut sql = documents_where(organization);
        sql.push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_document).transpose()
    }

    async fn works_documents_by_chorus_id(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        chorus_ids: &[i64],
    ) -> Result<Vec<WorksDocument>> {
        let mut sql = documents_where(organization);
        sql.push(" AND structure_id = ").push_bind(structure);
        sql.push(" AND chorus_id IN ").push_list(chorus_ids.iter().copied()).push(" ORDER BY chorus_id");
        self.fetch_all(sql.build()).await?.iter().map(read_document).collect()
    }

    async fn works_documents_of_file(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        file_id: i64,
    ) -> Result<Vec<WorksDocument>> {
        let mut sql = documents_where(organization);
        sql.push(" AND structure_id = ").push_bind(structure);
        sql.push(" AND file_id = ").push_bind(file_id).push(" ORDER BY chorus_id");
        self.fetch_all(sql.build()).await?.iter().map(read_document).collect()
    }

    async fn works_content(
        &mut self,
        organization: OrganizationId,
        document: WorksDocumentId,
    ) -> Result<Option<WorksContent>> {
        let statement = query(
            "SELECT document_id, content, read_at, reason FROM works_contents \
             WHERE organization_id = $1 AND document_id = $2",
        );
        let read = |row: &Row| {
            let fields = row.of("works_contents");
            Ok(WorksContent {
                document: fields.id("document_id")?,
                content: fields.opt_text("content")?,
                read_at: fields.opt_time("read_at")?,
                reason: fields.opt_reason("reason")?,
            })
        };
        let row = self.fetch_optional(statement.bind(organization).bind(document)).await?;
        row.as_ref().map(read).transpose()
    }

    async fn works_rounds(&mut self, organization: OrganizationId) -> Result<Vec<WorksRound>> {
        let statement = query(
            "SELECT structure_id, asked_at, whole_at, reason FROM works_rounds WHERE organization_id = $1 \
             ORDER BY structure_id",
        );
        let rows = self.fetch_all(statement.bind(organization)).await?;
        let read = |row: &Row| {
            let fields = row.of("works_rounds");
            Ok(WorksRound {
                structure: fields.id("structure_id")?,
                asked_at: fields.time("asked_at")?,
                whole_at: fields.opt_time("whole_at")?,
                reason: fields.opt_reason("reason")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

#[async_trait]
impl WriteWorks for Handle {
    async fn put_works_document(&mut self, document: &WorksDocument) -> Result<()> {
        let statement = query(
            "INSERT INTO works_documents (organization_id, id, structure_id, roles, chorus_id, file_id, file_number, \
                 number, kind, framework, status, status_at, supplier_name, supplier_identifier, recipient_siret, \
                 service, manager_service, owner_service, date, deposited_on, gross_cents, previous_id, next_id, \
                 reasons, seen_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23, $24, $25, $26) \
             ON CONFLICT (organization_id, structure_id, chorus_id) DO UPDATE SET roles = excluded.roles, \
                 file_id = excluded.file_id, file_number = excluded.file_number, number = excluded.number, \
                 kind = excluded.kind, framework = excluded.framework, status = excluded.status, \
                 status_at = excluded.status_at, supplier_name = excluded.supplier_name, \
                 supplier_identifier = excluded.supplier_identifier, recipient_siret = excluded.recipient_siret, \
                 service = excluded.service, manager_service = excluded.manager_service, \
                 owner_service = excluded.owner_service, date = excluded.date, \
                 deposited_on = excluded.deposited_on, gross_cents = excluded.gross_cents, \
                 previous_id = excluded.previous_id, next_id = excluded.next_id, reasons = excluded.reasons, \
                 updated_at = excluded.updated_at",
        )
        .bind(document.organization)
        .bind(document.id)
        .bind(document.structure)
        .bind(json(&document.roles)?)
        .bind(document.chorus_id)
        .bind(document.file_id)
        .bind(&document.file_number)
        .bind(&document.number)
        .bind(&document.kind)
        .bind(&document.framework)
        .bind(document.status.code())
        .bind(document.status_at)
        .bind(&document.supplier_name)
        .bind(&document.supplier_identifier)
        .bind(&document.recipient_siret)
        .bind(&document.service)
        .bind(&document.manager_service)
        .bind(&document.owner_service)
        .bind(document.date)
        .bind(document.deposited_on)
        .bind(document.gross_cents)
        .bind(document.previous)
        .bind(document.next)
        .bind(json(&document.reasons)?)
        .bind(document.seen_at)
        .bind(document.updated_at);
        self.execute(statement).await.map(drop)
    }

    async fn put_works_content(
        &mut self,
        organization: OrganizationId,
        content: &WorksContent,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO works_contents (organization_id, document_id, content, read_at, reason) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (organization_id, document_id) DO UPDATE SET content = excluded.content, \
                 read_at = excluded.read_at, reason = excluded.reason",
        )
        .bind(organization)
        .bind(content.document)
        .bind(&content.content)
        .bind(content.read_at)
        .bind(content.reason.as_ref().map(json).transpose()?);
        self.execute(statement).await.map(drop)
    }

    async fn put_works_round(&mut self, organization: OrganizationId, round: &WorksRound) -> Result<()> {
        let statement = query(
            "INSERT INTO works_rounds (organization_id, structure_id, asked_at, whole_at, reason) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (organization_id, structure_id) DO UPDATE SET asked_at = excluded.asked_at, \
                 whole_at = excluded.whole_at, reason = excluded.reason",
        )
        .bind(organization)
        .bind(round.structure)
        .bind(round.asked_at)
        .bind(round.whole_at)
        .bind(round.reason.as_ref().map(json).transpose()?);
        self.execute(statement).await.map(drop)
    }
}
