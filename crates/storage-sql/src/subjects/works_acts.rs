//! What is done to works documents.

use async_trait::async_trait;
use domain::{ActState, AttachmentId, OrganizationId, WorksActId, WorksActKind, WorksDocumentId};
use storage::{Document, ReadWorksActs, Result, WorksAct, WorksActFile, WriteWorksActs};

use super::invoices::read_mended;
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};

const ACT: &str = "organization_id, id, document_id, kind, state, form, reason, called_from, author_id, author_name, \
     created_at, updated_at, submitted_at, ended_at, version";

fn read_act(row: &Row) -> Result<WorksAct> {
    let fields = row.of("works_acts");
    Ok(WorksAct {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        document: fields.id("document_id")?,
        kind: fields.code("kind", WorksActKind::from_code)?,
        state: fields.code("state", ActState::from_code)?,
        values: fields.json("form")?,
        reason: fields.opt_reason("reason")?,
        called_from: fields.opt_text("called_from")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
        submitted_at: fields.opt_time("submitted_at")?,
        ended_at: fields.opt_time("ended_at")?,
        version: fields.integer("version")?,
    })
}

fn read_file(row: &Row) -> Result<WorksActFile> {
    let fields = row.of("works_act_files");
    Ok(WorksActFile {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        act: fields.id("act_id")?,
        position: fields.count("position")?,
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
        mended: read_mended(fields)?,
        created_at: fields.time("created_at")?,
    })
}

#[async_trait]
impl ReadWorksActs for Handle {
    async fn works_act(&mut self, organization: OrganizationId, id: WorksActId) -> Result<Option<WorksAct>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ACT).push(" FROM works_acts WHERE organization_id = ").push_bind(organization);
        sql.push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_act).transpose()
    }

    async fn works_acts_of(
        &mut self,
        organization: OrganizationId,
        document: WorksDocumentId,
    ) -> Result<Vec<WorksAct>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ACT).push(" FROM works_acts WHERE organization_id = ").push_bind(organization);
        sql.push(" AND document_id = ").push_bind(document).push(" ORDER BY created_at DESC, id DESC");
        self.fetch_all(sql.build()).await?.iter().map(read_act).collect()
    }

    async fn works_act_files(
        &mut self,
        organization: OrganizationId,
        act: WorksActId,
    ) -> Result<Vec<WorksActFile>> {
        let statement = query(
            "SELECT organization_id, act_id, id, position, document_sha256, document_name, document_bytes, \
                 original_name, extension, label, type_code, chorus_id, mending, original_sha256, original_bytes, \
                 created_at \
             FROM works_act_files WHERE organization_id = $1 AND act_id = $2 ORDER BY position, id",
        );
        self.fetch_all(statement.bind(organization).bind(act)).await?.iter().map(read_file).collect()
    }
}

#[async_trait]
impl WriteWorksActs for Handle {
    async fn insert_works_act(&mut self, act: &WorksAct) -> Result<()> {
        let statement = query(
            "INSERT INTO works_acts (organization_id, id, document_id, kind, state, form, reason, called_from, \
                 author_id, author_name, created_at, updated_at, submitted_at, ended_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(act.organization)
        .bind(act.id)
        .bind(act.document)
        .bind(act.kind.code())
        .bind(act.state.code())
        .bind(json(&act.values)?)
        .bind(act.reason.as_ref().map(json).transpose()?)
        .bind(&act.called_from)
        .bind(act.author)
        .bind(&act.author_name)
        .bind(act.created_at)
        .bind(act.updated_at)
        .bind(act.submitted_at)
        .bind(act.ended_at)
        .bind(act.version);
        self.execute(statement).await.map(drop)
    }

    async fn update_works_act(&mut self, act: &mut WorksAct) -> Result<()> {
        let statement = query(
            "UPDATE works_acts SET state = $1, form = $2, reason = $3, called_from = $4, author_id = $5, \
                 author_name = $6, updated_at = $7, submitted_at = $8, ended_at = $9, version = version + 1 \
             WHERE organization_id = $10 AND id = $11 AND version = $12",
        )
        .bind(act.state.code())
        .bind(json(&act.values)?)
        .bind(act.reason.as_ref().map(json).transpose()?)
        .bind(&act.called_from)
        .bind(act.author)
        .bind(&act.author_name)
        .bind(act.updated_at)
        .bind(act.submitted_at)
        .bind(act.ended_at)
        .bind(act.organization)
        .bind(act.id)
        .bind(act.version);
        changed_one(self.execute(statement).await?, "works_acts")?;
        act.version += 1;
        Ok(())
    }

    async fn insert_works_act_file(&mut self, file: &WorksActFile) -> Result<()> {
        let statement = query(
            "INSERT INTO works_act_files (organization_id, act_id, id, position, document_sha256, document_name, \
                 document_bytes, original_name, extension, label, type_code, chorus_id, mending, original_sha256, \
                 original_bytes, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        )
        .bind(file.organization)
        .bind(file.act)
        .bind(file.id)
        .bind(file.position)
        .bind(&file.document.sha256)
        .bind(&file.document.name)
        .bind(file.document.bytes)
        .bind(&file.original_name)
        .bind(&file.extension)
        .bind(&file.label)
        .bind(&file.type_code)
        .bind(file.chorus_id)
        .bind(file.mended.as_ref().map(|mended| json(&mended.how)).transpose()?)
        .bind(file.mended.as_ref().map(|mended| mended.sha256.as_str()))
        .bind(file.mended.as_ref().map(|mended| mended.bytes))
        .bind(file.created_at);
        self.execute(statement).await.map(drop)
    }

    async fn set_works_act_file_chorus_id(
        &mut self,
        organization: OrganizationId,
        act: WorksActId,
        id: AttachmentId,
        chorus_id: i64,
    ) -> Result<()> {
        let statement = query(
            "UPDATE works_act_files SET chorus_id = $1 WHERE organization_id = $2 AND act_id = $3 AND id = $4",
        )
        .bind(chorus_id)
        .bind(organization)
        .bind(act)
        .bind(id);
        changed_one(self.execute(statement).await?, "works_act_files")
    }

    async fn delete_works_act_file(
        &mut self,
        organization: OrganizationId,
        act: WorksActId,
        id: AttachmentId,
    ) -> Result<bool> {
        let statement =
            query("DELETE FROM works_act_files WHERE organization_id = $1 AND act_id = $2 AND id = $3")
                .bind(organization)
                .bind(act)
                .bind(id);
        Ok(self.execute(statement).await? > 0)
    }
}
