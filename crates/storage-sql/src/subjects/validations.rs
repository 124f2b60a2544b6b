//! Invoices that wait for the answer of a validator, and what is answered.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{ActState, InvoiceKind, InvoiceStatus, OrganizationId, ReplyId, StructureId, ValidationId};
use storage::{
    Document, ReadValidations, Reply, Result, Validation, ValidationRound, ValidationsAsked, WriteValidations,
};

use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};

const VALIDATION: &str = "organization_id, id, structure_id, chorus_id, number, kind, date, deposited_on, \
     supplier_name, supplier_identifier, recipient_name, recipient_siret, service, framework, contract, engagement, \
     currency, net_cents, gross_cents, due_cents, status, status_at, status_comment, waiting, waiting_since, reasons, \
     files_reason, seen_at, updated_at, version";

const REPLY: &str = "organization_id, id, validation_id, state, form, reason, called_at, author_id, author_name, \
     created_at, updated_at, submitted_at, ended_at, version";

fn read_validation(row: &Row) -> Result<Validation> {
    let fields = row.of("validations");
    Ok(Validation {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        chorus_id: fields.integer("chorus_id")?,
        number: fields.text("number")?,
        kind: fields.code("kind", InvoiceKind::from_code)?,
        date: fields.opt_day("date")?,
        deposited_on: fields.opt_day("deposited_on")?,
        supplier_name: fields.text("supplier_name")?,
        supplier_identifier: fields.text("supplier_identifier")?,
        recipient_name: fields.text("recipient_name")?,
        recipient_siret: fields.text("recipient_siret")?,
        service: fields.opt_text("service")?,
        framework: fields.opt_text("framework")?,
        contract: fields.opt_text("contract")?,
        engagement: fields.opt_text("engagement")?,
        currency: fields.text("currency")?,
        net_cents: fields.opt_integer("net_cents")?,
        gross_cents: fields.opt_integer("gross_cents")?,
        due_cents: fields.opt_integer("due_cents")?,
        status: InvoiceStatus::from_code(&fields.text("status")?),
        status_at: fields.time("status_at")?,
        status_comment: fields.opt_text("status_comment")?,
        is_waiting: fields.flag("waiting")?,
        waiting_since: fields.opt_time("waiting_since")?,
        reasons: fields.json("reasons")?,
        files_reason: fields.opt_reason("files_reason")?,
        seen_at: fields.time("seen_at")?,
        updated_at: fields.time("updated_at")?,
        version: fields.integer("version")?,
    })
}

fn read_reply(row: &Row) -> Result<Reply> {
    let fields = row.of("validation_replies");
    Ok(Reply {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        validation: fields.id("validation_id")?,
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

/// Of these structures; of all when none.
fn of_structures(sql: &mut Builder, structures: Option<&[StructureId]>) {
    if let Some(structures) = structures {
        sql.push(" AND structure_id IN ").push_list(structures.iter().copied());
    }
}

/// The invoices of an organisation, as far as they fit.
fn validations_where(organization: OrganizationId) -> Builder {
    let mut sql = Builder::new("SELECT ");
    sql.push(VALIDATION).push(" FROM validations WHERE organization_id = ").push_bind(organization);
    sql
}

#[async_trait]
impl ReadValidations for Handle {
    async fn validations(
        &mut self,
        organization: OrganizationId,
        asked: &ValidationsAsked<'_>,
    ) -> Result<Vec<Validation>> {
        let mut sql = validations_where(organization);
        sql.push(" AND waiting = ").push_bind(asked.waiting);
        of_structures(&mut sql, asked.structures);
        sql.push(match asked.waiting {
            true => " ORDER BY COALESCE(waiting_since, seen_at), id",
            false => " ORDER BY status_at DESC, id DESC",
        });
        sql.push(" LIMIT ").push_bind(asked.limit).push(" OFFSET ").push_bind(asked.offset);
        self.fetch_all(sql.build()).await?.iter().map(read_validation).collect()
    }

    async fn validation_counts(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
    ) -> Result<[u64; 2]> {
        let mut sql =
            Builder::new("SELECT waiting, COUNT(*) AS number FROM validations WHERE organization_id = ");
        sql.push_bind(organization);
        of_structures(&mut sql, structures);
        sql.push(" GROUP BY waiting");
        let mut counts = [0; 2];
        for row in self.fetch_all(sql.build()).await? {
            let fields = row.of("validations");
            counts[usize::from(!fields.flag("waiting")?)] = u64::from(fields.count("number")?);
        }
        Ok(counts)
    }

    async fn has_validations(
        &mut self,
        organization: OrganizationId,
        structures: Option<&[StructureId]>,
    ) -> Result<bool> {
        let mut sql = Builder::new("SELECT chorus_id FROM validations WHERE organization_id = ");
        sql.push_bind(organization);
        of_structures(&mut sql, structures);
        sql.push(" LIMIT 1");
        Ok(self.fetch_optional(sql.build()).await?.is_some())
    }

    async fn validation(
        &mut self,
        organization: OrganizationId,
        id: ValidationId,
    ) -> Result<Option<Validation>> {
        let mut sql = validations_where(organization);
        sql.push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_validation).transpose()
    }

    async fn validation_by_chorus_id(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        chorus_id: i64,
    ) -> Result<Option<Validation>> {
        let mut sql = validations_where(organization);
        sql.push(" AND structure_id = ").push_bind(structure).push(" AND chorus_id = ").push_bind(chorus_id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_validation).transpose()
    }

    async fn validation_files(
        &mut self,
        organization: OrganizationId,
        id: ValidationId,
    ) -> Result<Vec<Document>> {
        let statement = query(
            "SELECT document_sha256, document_name, document_bytes FROM validation_files \
             WHERE organization_id = $1 AND validation_id = $2 ORDER BY position",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(id)).await?;
        let read = |row: &Row| {
            let fields = row.of("validation_files");
            Ok(Document {
                sha256: fields.text("document_sha256")?,
                name: fields.text("document_name")?,
                bytes: fields.integer("document_bytes")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn validations_without_files(
        &mut self,
        organization: OrganizationId,
        ids: &[ValidationId],
    ) -> Result<Vec<ValidationId>> {
        let mut sql =
            Builder::new("SELECT DISTINCT validation_id FROM validation_files WHERE organization_id = ");
        sql.push_bind(organization).push(" AND validation_id IN ").push_list(ids.iter().copied());
        let mut with_files = Vec::new();
        for row in self.fetch_all(sql.build()).await? {
            with_files.push(row.of("validation_files").id::<ValidationId>("validation_id")?);
        }
        Ok(ids.iter().copied().filter(|id| !with_files.contains(id)).collect())
    }

    async fn reply(&mut self, organization: OrganizationId, id: ReplyId) -> Result<Option<Reply>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(REPLY).push(" FROM validation_replies WHERE organization_id = ").push_bind(organization);
        sql.push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_reply).transpose()
    }

    async fn latest_replies(
        &mut self,
        organization: OrganizationId,
        validations: &[ValidationId],
    ) -> Result<Vec<Reply>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(REPLY).push(" FROM validation_replies WHERE organization_id = ").push_bind(organization);
        sql.push(" AND validation_id IN ").push_list(validations.iter().copied());
        sql.push(" ORDER BY created_at, id");
        let mut latest = BTreeMap::new();
        for row in self.fetch_all(sql.build()).await? {
            let reply = read_reply(&row)?;
            latest.insert(reply.validation, reply);
        }
        Ok(latest.into_values().collect())
    }

    async fn validation_rounds(&mut self, organization: OrganizationId) -> Result<Vec<ValidationRound>> {
        let statement = query(
            "SELECT structure_id, asked_at, reason FROM validation_rounds WHERE organization_id = $1 \
             ORDER BY structure_id",
        );
        let rows = self.fetch_all(statement.bind(organization)).await?;
        let read = |row: &Row| {
            let fields = row.of("validation_rounds");
            Ok(ValidationRound {
                structure: fields.id("structure_id")?,
                asked_at: fields.time("asked_at")?,
                reason: fields.opt_reason("reason")?,
            })
        };
        rows.iter().map(read).collect()
    }
}

#[async_trait]
impl WriteValidations for Handle {
    async fn insert_validation(&mut self, validation: &Validation) -> Result<()> {
        let statement = query(
            "INSERT INTO validations (number, kind, date, deposited_on, supplier_name, supplier_identifier, \
                 recipient_name, recipient_siret, service, framework, contract, engagement, currency, net_cents, \
                 gross_cents, due_cents, status, status_at, status_comment, waiting, waiting_since, reasons, \
                 files_reason, updated_at, organization_id, id, version, structure_id, chorus_id, seen_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
                 $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)",
        );
        let statement = bind_content(statement, validation)?
            .bind(validation.structure)
            .bind(validation.chorus_id)
            .bind(validation.seen_at);
        self.execute(statement).await.map(drop)
    }

    async fn update_validation(&mut self, validation: &mut Validation) -> Result<()> {
        let statement = query(
            "UPDATE validations SET number = $1, kind = $2, date = $3, deposited_on = $4, supplier_name = $5, \
                 supplier_identifier = $6, recipient_name = $7, recipient_siret = $8, service = $9, framework = $10, \
                 contract = $11, engagement = $12, currency = $13, net_cents = $14, gross_cents = $15, \
                 due_cents = $16, status = $17, status_at = $18, status_comment = $19, waiting = $20, \
                 waiting_since = $21, reasons = $22, files_reason = $23, updated_at = $24, version = version + 1 \
             WHERE organization_id = $25 AND id = $26 AND version = $27",
        );
        changed_one(self.execute(bind_content(statement, validation)?).await?, "validations")?;
        validation.version += 1;
        Ok(())
    }

    async fn put_validation_files(
        &mut self,
        organization: OrganizationId,
        id: ValidationId,
        files: &[Document],
    ) -> Result<()> {
        let before = query("DELETE FROM validation_files WHERE organization_id = $1 AND validation_id = $2")
            .bind(organization)
            .bind(id);
        self.execute(before).await?;
        for (position, file) in (0_i64..).zip(files) {
            let statement = query(
                "INSERT INTO validation_files (organization_id, validation_id, position, document_sha256, \
                     document_name, document_bytes) VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(organization)
            .bind(id)
            .bind(position)
            .bind(&file.sha256)
            .bind(&file.name)
            .bind(file.bytes);
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn insert_reply(&mut self, reply: &Reply) -> Result<()> {
        let statement = query(
            "INSERT INTO validation_replies (organization_id, id, validation_id, state, form, reason, called_at, \
                 author_id, author_name, created_at, updated_at, submitted_at, ended_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(reply.organization)
        .bind(reply.id)
        .bind(reply.validation)
        .bind(reply.state.code())
        .bind(json(&reply.values)?)
        .bind(reply.reason.as_ref().map(json).transpose()?)
        .bind(reply.called_at)
        .bind(reply.author)
        .bind(&reply.author_name)
        .bind(reply.created_at)
        .bind(reply.updated_at)
        .bind(reply.submitted_at)
        .bind(reply.ended_at)
        .bind(reply.version);
        self.execute(statement).await.map(drop)
    }

    async fn update_reply(&mut self, reply: &mut Reply) -> Result<()> {
        let statement = query(
            "UPDATE validation_replies SET state = $1, form = $2, reason = $3, called_at = $4, author_id = $5, \
                 author_name = $6, updated_at = $7, submitted_at = $8, ended_at = $9, version = version + 1 \
             WHERE organization_id = $10 AND id = $11 AND version = $12",
        )
        .bind(reply.state.code())
        .bind(json(&reply.values)?)
        .bind(reply.reason.as_ref().map(json).transpose()?)
        .bind(reply.called_at)
        .bind(reply.author)
        .bind(&reply.author_name)
        .bind(reply.updated_at)
        .bind(reply.submitted_at)
        .bind(reply.ended_at)
        .bind(reply.organization)
        .bind(reply.id)
        .bind(reply.version);
        changed_one(self.execute(statement).await?, "validation_replies")?;
        reply.version += 1;
        Ok(())
    }

    async fn put_validation_round(
        &mut self,
        organization: OrganizationId,
        round: &ValidationRound,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO validation_rounds (organization_id, structure_id, asked_at, reason) \
             VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organization_id, structure_id) DO UPDATE SET asked_at = excluded.asked_at, \
                 reason = excluded.reason",
        )
        .bind(organization)
        .bind(round.structure)
        .bind(round.asked_at)
        .bind(round.reason.as_ref().map(json).transpose()?);
        self.execute(statement).await.map(drop)
    }
}

/// What an insertion and an update write, and which row it is.
fn bind_content(statement: crate::query::Query, validation: &Validation) -> Result<crate::query::Query> {
    Ok(statement
        .bind(&validation.number)
        .bind(validation.kind.code())
        .bind(validation.date)
        .bind(validation.deposited_on)
        .bind(&validation.supplier_name)
        .bind(&validation.supplier_identifier)
        .bind(&validation.recipient_name)
        .bind(&validation.recipient_siret)
        .bind(&validation.service)
        .bind(&validation.framework)
        .bind(&validation.contract)
        .bind(&validation.engagement)
        .bind(&validation.currency)
        .bind(validation.net_cents)
        .bind(validation.gross_cents)
        .bind(validation.due_cents)
        .bind(validation.status.code())
        .bind(validation.status_at)
        .bind(&validation.status_comment)
        .bind(validation.is_waiting)
        .bind(validation.waiting_since)
        .bind(json(&validation.reasons)?)
        .bind(validation.files_reason.as_ref().map(json).transpose()?)
        .bind(validation.updated_at)
        .bind(validation.organization)
        .bind(validation.id)
        .bind(validation.version))
}
