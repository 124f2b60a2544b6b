//! Flows.

use async_trait::async_trait;
use domain::{FlowId, FlowState, FlowSyntax, FlowWay, OrganizationId, StructureId};
use storage::{Document, Flow, ReadFlows, Result, Scope, WriteFlows};

use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::{Row, json};

macro_rules! flow_columns {
    () => {
        "id, organization_id, structure_id, draft_id, document_sha256, document_name, document_bytes, syntax, state, reason, \
         number, platform_state, invoices, errors, issuer_confirmed, author_id, author_name, created_at, updated_at, \
         submitted_at, deposited_at, checked_at, version, way, archive_name, archive_sha256, archive_bytes"
    };
}

pub(super) use flow_columns;

pub(super) fn read_flow(row: &Row) -> Result<Flow> {
    let fields = row.of("flows");
    let syntax = match fields.opt_text("syntax")? {
        Some(code) => Some(FlowSyntax::from_code(&code).ok_or_else(|| fields.unreadable("syntax", code))?),
        None => None,
    };
    let archive = match fields.opt_text("archive_name")? {
        Some(name) => Some(Document {
            sha256: fields.text("archive_sha256")?,
            name,
            bytes: fields.integer("archive_bytes")?,
        }),
        None => None,
    };
    Ok(Flow {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        document: Document {
            sha256: fields.text("document_sha256")?,
            name: fields.text("document_name")?,
            bytes: fields.integer("document_bytes")?,
        },
        syntax,
        way: fields.code("way", FlowWay::from_code)?,
        archive,
        state: fields.code("state", FlowState::from_code)?,
        reason: fields.opt_reason("reason")?,
        number: fields.opt_text("number")?,
        platform_state: fields.opt_text("platform_state")?,
        invoices: fields.json("invoices")?,
        errors: fields.json("errors")?,
        draft: fields.opt_id("draft_id")?,
        issuer_confirmed: fields.flag("issuer_confirmed")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
        submitted_at: fields.opt_time("submitted_at")?,
        deposited_at: fields.opt_time("deposited_at")?,
        checked_at: fields.opt_time("checked_at")?,
        version: fields.integer("version")?,
    })
}

/// Binds what an update may change, `$1` to `$19`.
fn bind_content(statement: Query, flow: &Flow) -> Result<Query> {
    let archive = flow.archive.as_ref();
    Ok(statement
        .bind(flow.structure)
        .bind(flow.syntax.map(FlowSyntax::code))
        .bind(flow.state.code())
        .bind(flow.reason.as_ref().map(json).transpose()?)
        .bind(&flow.number)
        .bind(&flow.platform_state)
        .bind(json(&flow.invoices)?)
        .bind(json(&flow.errors)?)
        .bind(flow.issuer_confirmed)
        .bind(flow.author)
        .bind(&flow.author_name)
        .bind(flow.updated_at)
        .bind(flow.submitted_at)
        .bind(flow.deposited_at)
        .bind(flow.checked_at)
        .bind(flow.way.code())
        .bind(archive.map(|archive| archive.name.as_str()))
        .bind(archive.map(|archive| archive.sha256.as_str()))
        .bind(archive.map(|archive| archive.bytes)))
}

#[async_trait]
impl ReadFlows for Handle {
    async fn flow(&mut self, organization: OrganizationId, id: FlowId) -> Result<Option<Flow>> {
        let sql = concat!("SELECT ", flow_columns!(), " FROM flows WHERE organization_id = $1 AND id = $2");
        let row = self.fetch_optional(query(sql).bind(organization).bind(id)).await?;
        row.as_ref().map(read_flow).transpose()
    }

    async fn flows(&mut self, organization: OrganizationId, scope: &Scope, most: u32) -> Result<Vec<Flow>> {
        let mut sql =
            Builder::new(concat!("SELECT ", flow_columns!(), " FROM flows WHERE organization_id = "));
        sql.push_bind(organization);
        if let Scope::Only(structures) = scope {
            let whole: Vec<StructureId> = structures
                .iter()
                .filter(|scoped| scoped.services.is_empty())
                .map(|scoped| scoped.structure)
                .collect();
            if whole.is_empty() {
                return Ok(Vec::new());
            }
            sql.push(" AND structure_id IN ").push_list(whole);
        }
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(read_flow).collect()
    }
}

#[async_trait]
impl WriteFlows for Handle {
    async fn insert_flow(&mut self, flow: &Flow) -> Result<()> {
        let statement = query(
            "INSERT INTO flows (structure_id, syntax, state, reason, number, platform_state, invoices, errors, \
                 issuer_confirmed, author_id, author_name, updated_at, submitted_at, deposited_at, checked_at, way, \
                 archive_name, archive_sha256, archive_bytes, id, organization_id, document_sha256, document_name, \
                 document_bytes, created_at, version, draft_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23, $24, $25, $26, $27)",
        );
        let statement = bind_content(statement, flow)?
            .bind(flow.id)
            .bind(flow.organization)
            .bind(&flow.document.sha256)
            .bind(&flow.document.name)
            .bind(flow.document.bytes)
            .bind(flow.created_at)
            .bind(flow.version)
            .bind(flow.draft);
        self.execute(statement).await.map(drop)
    }

    async fn update_flow(&mut self, flow: &mut Flow) -> Result<()> {
        let statement = query(
            "UPDATE flows SET structure_id = $1, syntax = $2, state = $3, reason = $4, number = $5, \
                 platform_state = $6, invoices = $7, errors = $8, issuer_confirmed = $9, author_id = $10, \
                 author_name = $11, updated_at = $12, submitted_at = $13, deposited_at = $14, checked_at = $15, \
                 way = $16, archive_name = $17, archive_sha256 = $18, archive_bytes = $19, \
                 version = version + 1 WHERE organization_id = $20 AND id = $21 AND version = $22",
        );
        let statement =
            bind_content(statement, flow)?.bind(flow.organization).bind(flow.id).bind(flow.version);
        changed_one(self.execute(statement).await?, "flows")?;
        flow.version += 1;
        Ok(())
    }

    async fn delete_flow(&mut self, organization: OrganizationId, id: FlowId) -> Result<bool> {
        let statement = query("DELETE FROM flows WHERE organization_id = $1 AND id = $2");
        Ok(self.execute(statement.bind(organization).bind(id)).await? > 0)
    }
}
