//! What is done to invoices that came back.

use async_trait::async_trait;
use domain::{ActId, ActKind, ActState, InvoiceId, OrganizationId, UserId};
use storage::{Act, ReadActs, Result, WriteActs};

use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

macro_rules! columns {
    () => {
        "id, organization_id, invoice_id, kind, state, form, reason, called_at, author_id, author_name, \
         created_at, updated_at, submitted_at, ended_at, version"
    };
}

/// What is read of an act.
pub(super) const ACT_COLUMNS: &str = columns!();

pub(super) fn read_act(row: &Row) -> Result<Act> {
    let fields = row.of("acts");
    Ok(Act {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        invoice: fields.id("invoice_id")?,
        kind: fields.code("kind", ActKind::from_code)?,
        state: fields.code("state", ActState::from_code)?,
        values: fields.json("form")?,
        reason: fields.opt_reason("reason")?,
        called_at: fields.opt_time("called_at")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
        submitted_at: fields.opt_time("submitted_at")?,
        ended_at: fields.opt_time("ended_at")?,
        version: fields.integer("version")?,
    })
}

#[async_trait]
impl ReadActs for Handle {
    async fn act(&mut self, organization: OrganizationId, id: ActId) -> Result<Option<Act>> {
        let sql = concat!("SELECT ", columns!(), " FROM acts WHERE organization_id = $1 AND id = $2");
        let row = self.fetch_optional(query(sql).bind(organization).bind(id)).await?;
        row.as_ref().map(read_act).transpose()
    }

    async fn queued_acts_of(&mut self, organization: OrganizationId, author: UserId) -> Result<Vec<Act>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM acts WHERE organization_id = $1 AND author_id = $2 AND state = 'queued' \
              ORDER BY submitted_at, id"
        );
        let rows = self.fetch_all(query(sql).bind(organization).bind(author)).await?;
        rows.iter().map(read_act).collect()
    }

    async fn acts_of(&mut self, organization: OrganizationId, invoice: InvoiceId) -> Result<Vec<Act>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM acts WHERE organization_id = $1 AND invoice_id = $2 ORDER BY created_at DESC, id DESC"
        );
        let rows = self.fetch_all(query(sql).bind(organization).bind(invoice)).await?;
        rows.iter().map(read_act).collect()
    }
}

#[async_trait]
impl WriteActs for Handle {
    async fn insert_act(&mut self, act: &Act) -> Result<()> {
        let statement = query(
            "INSERT INTO acts (id, organization_id, invoice_id, kind, state, form, reason, called_at, author_id, \
                 author_name, created_at, updated_at, submitted_at, ended_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(act.id)
        .bind(act.organization)
        .bind(act.invoice)
        .bind(act.kind.code())
        .bind(act.state.code())
        .bind(json(&act.values)?)
        .bind(act.reason.as_ref().map(json).transpose()?)
        .bind(act.called_at)
        .bind(act.author)
        .bind(&act.author_name)
        .bind(act.created_at)
        .bind(act.updated_at)
        .bind(act.submitted_at)
        .bind(act.ended_at)
        .bind(act.version);
        self.execute(statement).await.map(drop)
    }

    async fn update_act(&mut self, act: &mut Act) -> Result<()> {
        let statement = query(
            "UPDATE acts SET state = $1, form = $2, reason = $3, called_at = $4, author_id = $5, author_name = $6, \
                 updated_at = $7, submitted_at = $8, ended_at = $9, version = version + 1 \
             WHERE organization_id = $10 AND id = $11 AND version = $12",
        )
        .bind(act.state.code())
        .bind(json(&act.values)?)
        .bind(act.reason.as_ref().map(json).transpose()?)
        .bind(act.called_at)
        .bind(act.author)
        .bind(&act.author_name)
        .bind(act.updated_at)
        .bind(act.submitted_at)
        .bind(act.ended_at)
        .bind(act.organization)
        .bind(act.id)
        .bind(act.version);
        changed_one(self.execute(statement).await?, "acts")?;
        act.version += 1;
        Ok(())
    }
}
