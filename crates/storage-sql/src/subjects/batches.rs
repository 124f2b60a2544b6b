//! Batches.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    BatchColumn, BatchId, BatchItemState, BatchState, Direction, InvoiceId, InvoiceStatus, OrganizationId,
    StructureId, UserId,
};
use storage::{Batch, BatchCount, BatchFile, BatchItem, Document, ReadBatches, Result, WriteBatches};

use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, Query, query};
use crate::row::{Fields, Row, json};

/// Rows written, and values asked for, in one statement.
const AT_ONCE: usize = 100;

macro_rules! columns {
    () => {
        "id, organization_id, document_sha256, document_name, document_bytes, titles, sample, columns, structure_id, \
         entries, state, reason, created_by, created_by_name, started_by, created_at, updated_at, started_at, ended_at, \
         version"
    };
}

macro_rules! item_columns {
    () => {
        "organization_id, batch_id, position, rows_of, cells, structure_id, form, number, currency, gross_cents, \
         document_sha256, document_name, document_bytes, state, lack, more, invoice_id"
    };
}

fn document(fields: &Fields<'_>) -> Result<Document> {
    Ok(Document {
        sha256: fields.text("document_sha256")?,
        name: fields.text("document_name")?,
        bytes: fields.integer("document_bytes")?,
    })
}

fn read_batch(row: &Row) -> Result<Batch> {
    let fields = row.of("batches");
    Ok(Batch {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        document: document(&fields)?,
        titles: fields.json("titles")?,
        sample: fields.json("sample")?,
        columns: fields.json("columns")?,
        structure: fields.opt_id("structure_id")?,
        entries: fields.flag("entries")?,
        state: fields.code("state", BatchState::from_code)?,
        reason: fields.opt_reason("reason")?,
        created_by: fields.id("created_by")?,
        created_by_name: fields.text("created_by_name")?,
        started_by: fields.opt_id("started_by")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
        started_at: fields.opt_time("started_at")?,
        ended_at: fields.opt_time("ended_at")?,
        version: fields.integer("version")?,
    })
}

fn read_item(row: &Row) -> Result<BatchItem> {
    let fields = row.of("batch_items");
    Ok(BatchItem {
        organization: fields.id("organization_id")?,
        batch: fields.id("batch_id")?,
        position: fields.count("position")?,
        rows: fields.json("rows_of")?,
        cells: fields.json("cells")?,
        structure: fields.opt_id("structure_id")?,
        form: fields.json("form")?,
        gross_cents: fields.opt_integer("gross_cents")?,
        document: fields.opt_text("document_sha256")?.map(|_| document(&fields)).transpose()?,
        state: fields.code("state", BatchItemState::from_code)?,
        lack: fields.opt_text("lack")?.map(|_| fields.json("lack")).transpose()?,
        more: fields.count("more")?,
        invoice: fields.opt_id("invoice_id")?,
    })
}

/// Binds what an update may change, `$1` to `$9`.
fn bind_content(statement: Query, batch: &Batch) -> Result<Query> {
    Ok(statement
        .bind(json(&batch.columns)?)
        .bind(batch.structure)
        .bind(batch.entries)
        .bind(batch.state.code())
        .bind(batch.reason.as_ref().map(json).transpose()?)
        .bind(batch.started_by)
        .bind(batch.updated_at)
        .bind(batch.started_at)
        .bind(batch.ended_at))
}

fn push_item(sql: &mut Builder, item: &BatchItem) -> Result<()> {
    let document = item.document.as_ref();
    sql.push("(").push_bind(item.organization).push(", ").push_bind(item.batch);
    sql.push(", ").push_bind(item.position).push(", ").push_bind(json(&item.rows)?);
    sql.push(", ").push_bind(json(&item.cells)?).push(", ").push_bind(item.structure);
    sql.push(", ").push_bind(json(&item.form)?).push(", ").push_bind(item.form.number.trim());
    sql.push(", ").push_bind(item.form.currency.trim()).push(", ").push_bind(item.gross_cents);
    sql.push(", ").push_bind(document.map(|document| document.sha256.as_str()));
    sql.push(", ").push_bind(document.map(|document| document.name.as_str()));
    sql.push(", ").push_bind(document.map(|document| document.bytes));
    sql.push(", ").push_bind(item.state.code()).push(", ");
    sql.push_bind(item.lack.as_ref().map(json).transpose()?).push(", ").push_bind(item.more);
    sql.push(", ").push_bind(item.invoice).push(")");
    Ok(())
}

#[async_trait]
impl ReadBatches for Handle {
    async fn batch(&mut self, organization: OrganizationId, id: BatchId) -> Result<Option<Batch>> {
        let sql = concat!("SELECT ", columns!(), " FROM batches WHERE organization_id = $1 AND id = $2");
        let row = self.fetch_optional(query(sql).bind(organization).bind(id)).await?;
        row.as_ref().map(read_batch).transpose()
    }

    async fn batches(
        &mut self,
        organization: OrganizationId,
        of: Option<UserId>,
        most: u32,
    ) -> Result<Vec<Batch>> {
        let mut sql = Builder::new(concat!("SELECT ", columns!(), " FROM batches WHERE organization_id = "));
        sql.push_bind(organization);
        if let Some(user) = of {
            sql.push(" AND created_by = ").push_bind(user);
        }
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").push_bind(most);
        self.fetch_all(sql.build()).await?.iter().map(read_batch).collect()
    }

    async fn batch_items(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        state: Option<BatchItemState>,
        offset: u32,
        most: u32,
    ) -> Result<Vec<BatchItem>> {
        let mut sql =
            Builder::new(concat!("SELECT ", item_columns!(), " FROM batch_items WHERE organization_id = "));
        sql.push_bind(organization).push(" AND batch_id = ").push_bind(batch);
        if let Some(state) = state {
            sql.push(" AND state = ").push_bind(state.code());
        }
        sql.push(" ORDER BY position LIMIT ").push_bind(most).push(" OFFSET ").push_bind(offset);
        self.fetch_all(sql.build()).await?.iter().map(read_item).collect()
    }

    async fn batch_item(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        position: u32,
    ) -> Result<Option<BatchItem>> {
        let sql = concat!(
            "SELECT ",
            item_columns!(),
            " FROM batch_items WHERE organization_id = $1 AND batch_id = $2 AND position = $3"
        );
        let row = self.fetch_optional(query(sql).bind(organization).bind(batch).bind(position)).await?;
        row.as_ref().map(read_item).transpose()
    }

    async fn batch_counts(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
    ) -> Result<Vec<BatchCount>> {
        let statement = query(
            "SELECT state, currency, COUNT(*) AS items, COUNT(document_sha256) AS documents, \
                 CAST(COALESCE(SUM(gross_cents), 0) AS BIGINT) AS gross FROM batch_items \
             WHERE organization_id = $1 AND batch_id = $2 GROUP BY state, currency ORDER BY state, currency",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(batch)).await?;
        let read = |row: &Row| {
            let fields = row.of("batch_items");
            Ok(BatchCount {
                state: fields.code("state", BatchItemState::from_code)?,
                currency: fields.text("currency")?,
                count: u64::from(fields.count("items")?),
                with_document: u64::from(fields.count("documents")?),
                gross_cents: fields.integer("gross")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn made_rows(&mut self, organization: OrganizationId, batch: BatchId) -> Result<Vec<u32>> {
        let statement = query(
            "SELECT rows_of FROM batch_items WHERE organization_id = $1 AND batch_id = $2 AND state = $3 \
             ORDER BY position",
        );
        let statement = statement.bind(organization).bind(batch).bind(BatchItemState::Made.code());
        let mut made = Vec::new();
        for row in self.fetch_all(statement).await? {
            made.extend(row.of("batch_items").json::<Vec<u32>>("rows_of")?);
        }
        Ok(made)
    }

    async fn batch_drafts(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        most: u32,
    ) -> Result<(Vec<InvoiceId>, u64)> {
        const OF_BATCH: &str = " FROM batch_items AS item JOIN invoices AS made \
             ON made.organization_id = item.organization_id AND made.id = item.invoice_id WHERE item.organization_id = ";
        let unsent = [InvoiceStatus::Draft.code(), InvoiceStatus::Refused.code()];
        let asked = |what: &str| {
            let mut sql = Builder::new(what);
            sql.push(OF_BATCH).push_bind(organization).push(" AND item.batch_id = ").push_bind(batch);
            sql.push(" AND made.status IN ").push_list(unsent);
            sql
        };
        let count = self.fetch_one(asked("SELECT COUNT(*) AS drafts").build()).await?;
        let count = u64::from(count.of("batch_items").count("drafts")?);
        let mut sql = asked("SELECT item.invoice_id AS invoice_id");
        sql.push(" ORDER BY item.position LIMIT ").push_bind(most);
        let rows = self.fetch_all(sql.build()).await?;
        let drafts: Result<_> = rows.iter().map(|row| row.of("batch_items").id("invoice_id")).collect();
        Ok((drafts?, count))
    }

    async fn batch_files(&mut self, organization: OrganizationId, batch: BatchId) -> Result<Vec<BatchFile>> {
        let statement = query(
            "SELECT name, document_sha256, document_name, document_bytes, added_at FROM batch_files \
             WHERE organization_id = $1 AND batch_id = $2 ORDER BY name",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(batch)).await?;
        let read = |row: &Row| {
            let fields = row.of("batch_files");
            let (name, added_at) = (fields.text("name")?, fields.time("added_at")?);
            Ok(BatchFile { name, document: document(&fields)?, added_at })
        };
        rows.iter().map(read).collect()
    }

    async fn unmatched_batch_files(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        most: u32,
    ) -> Result<Vec<String>> {
        let statement = query(
            "SELECT name FROM batch_files AS file WHERE organization_id = $1 AND batch_id = $2 AND NOT EXISTS \
                 (SELECT 1 FROM batch_items AS item WHERE item.organization_id = file.organization_id \
                     AND item.batch_id = file.batch_id AND item.document_sha256 = file.document_sha256) \
             ORDER BY name LIMIT $3",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(batch).bind(most)).await?;
        rows.iter().map(|row| row.of("batch_files").text("name")).collect()
    }

    async fn numbers_in_use(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        besides: BatchId,
        numbers: &[String],
    ) -> Result<Vec<(String, InvoiceStatus)>> {
        let given_up = InvoiceStatus::Cancelled.code();
        let mut used = Vec::new();
        for some in numbers.chunks(AT_ONCE) {
            let mut sql = Builder::new("SELECT number, status FROM invoices");
            sql.push(&self.engine().hint("invoices_by_number")).push(" WHERE organization_id = ");
            sql.push_bind(organization).push(" AND direction = ").push_bind(Direction::Issued.code());
            sql.push(" AND structure_id = ").push_bind(structure).push(" AND number IN ").push_list(some);
            sql.push(" AND status <> ").push_bind(given_up);
            sql.push(" UNION SELECT item.number, made.status FROM batch_items AS item");
            sql.push(&self.engine().hint("batch_items_by_number"));
            sql.push(
                " JOIN invoices AS made ON made.organization_id = item.organization_id \
                     AND made.id = item.invoice_id WHERE item.invoice_id IS NOT NULL AND item.organization_id = ",
            );
            sql.push_bind(organization).push(" AND item.structure_id = ").push_bind(structure);
            sql.push(" AND item.number IN ")
                .push_list(some)
                .push(" AND item.batch_id <> ")
                .push_bind(besides);
            sql.push(" AND made.status <> ").push_bind(given_up);
            for row in self.fetch_all(sql.build()).await? {
                let fields = row.of("invoices");
                used.push((fields.text("number")?, InvoiceStatus::from_code(&fields.text("status")?)));
            }
        }
        Ok(used)
    }

    async fn remembered_columns(
        &mut self,
        organization: OrganizationId,
        titles: &[String],
    ) -> Result<Vec<(String, Option<BatchColumn>)>> {
        let mut remembered = Vec::new();
        for some in titles.chunks(AT_ONCE) {
            let mut sql = Builder::new("SELECT title, content FROM batch_columns WHERE organization_id = ");
            sql.push_bind(organization).push(" AND title IN ").push_list(some);
            for row in self.fetch_all(sql.build()).await? {
                let fields = row.of("batch_columns");
                // What a newer version knows is left to recognise.
                match fields.opt_text("content")? {
                    None => remembered.push((fields.text("title")?, None)),
                    Some(code) => {
                        if let Some(column) = BatchColumn::from_code(&code) {
                            remembered.push((fields.text("title")?, Some(column)));
                        }
                    }
                }
            }
        }
        Ok(remembered)
    }
}

#[async_trait]
impl WriteBatches for Handle {
    async fn insert_batch(&mut self, batch: &Batch) -> Result<()> {
        let statement = query(
            "INSERT INTO batches (columns, structure_id, entries, state, reason, started_by, updated_at, started_at, \
                 ended_at, id, organization_id, document_sha256, document_name, document_bytes, titles, sample, \
                 created_by, created_by_name, created_at, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        );
        let statement = bind_content(statement, batch)?
            .bind(batch.id)
            .bind(batch.organization)
            .bind(&batch.document.sha256)
            .bind(&batch.document.name)
            .bind(batch.document.bytes)
            .bind(json(&batch.titles)?)
            .bind(json(&batch.sample)?)
            .bind(batch.created_by)
            .bind(&batch.created_by_name)
            .bind(batch.created_at)
            .bind(batch.version);
        self.execute(statement).await.map(drop)
    }

    async fn update_batch(&mut self, batch: &mut Batch) -> Result<()> {
        let statement = query(
            "UPDATE batches SET columns = $1, structure_id = $2, entries = $3, state = $4, reason = $5, started_by = $6, \
                 updated_at = $7, started_at = $8, ended_at = $9, version = version + 1 \
             WHERE organization_id = $10 AND id = $11 AND version = $12",
        );
        let statement =
            bind_content(statement, batch)?.bind(batch.organization).bind(batch.id).bind(batch.version);
        changed_one(self.execute(statement).await?, "batches")?;
        batch.version += 1;
        Ok(())
    }

    async fn delete_batch(&mut self, organization: OrganizationId, id: BatchId) -> Result<bool> {
        for sql in [
            "DELETE FROM batch_items WHERE organization_id = $1 AND batch_id = $2",
            "DELETE FROM batch_files WHERE organization_id = $1 AND batch_id = $2",
        ] {
            self.execute(query(sql).bind(organization).bind(id)).await?;
        }
        let statement = query("DELETE FROM batches WHERE organization_id = $1 AND id = $2");
        Ok(self.execute(statement.bind(organization).bind(id)).await? > 0)
    }

    async fn replace_batch_items(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        items: &[BatchItem],
    ) -> Result<()> {
        let statement =
            query("DELETE FROM batch_items WHERE organization_id = $1 AND batch_id = $2 AND state <> $3");
        let statement = statement.bind(organization).bind(batch).bind(BatchItemState::Made.code());
        self.execute(statement).await?;
        for some in items.chunks(AT_ONCE) {
            let mut sql = Builder::new(concat!("INSERT INTO batch_items (", item_columns!(), ") VALUES "));
            for (place, item) in some.iter().enumerate() {
                if place > 0 {
                    sql.push(", ");
                }
                push_item(&mut sql, item)?;
            }
            self.execute(sql.build()).await?;
        }
        Ok(())
    }

    async fn update_batch_item(&mut self, item: &BatchItem) -> Result<()> {
        let statement = query(
            "UPDATE batch_items SET state = $1, lack = $2, more = $3, invoice_id = $4 \
             WHERE organization_id = $5 AND batch_id = $6 AND position = $7",
        );
        let statement = statement
            .bind(item.state.code())
            .bind(item.lack.as_ref().map(json).transpose()?)
            .bind(item.more)
            .bind(item.invoice)
            .bind(item.organization)
            .bind(item.batch)
            .bind(item.position);
        changed_one(self.execute(statement).await?, "batch_items")
    }

    async fn put_batch_file(
        &mut self,
        organization: OrganizationId,
        batch: BatchId,
        file: &BatchFile,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO batch_files (organization_id, batch_id, name, document_sha256, document_name, document_bytes, \
                 added_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (organization_id, batch_id, name) DO UPDATE SET document_sha256 = excluded.document_sha256, \
                 document_name = excluded.document_name, document_bytes = excluded.document_bytes, \
                 added_at = excluded.added_at",
        );
        let statement = statement
            .bind(organization)
            .bind(batch)
            .bind(&file.name)
            .bind(&file.document.sha256)
            .bind(&file.document.name)
            .bind(file.document.bytes)
            .bind(file.added_at);
        self.execute(statement).await.map(drop)
    }

    async fn remember_columns(
        &mut self,
        organization: OrganizationId,
        columns: &[(String, Option<BatchColumn>)],
        at: DateTime<Utc>,
    ) -> Result<()> {
        for (title, content) in columns {
            let statement = query(
                "INSERT INTO batch_columns (organization_id, title, content, said_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (organization_id, title) DO UPDATE SET content = excluded.content, \
                     said_at = excluded.said_at",
            );
            let content = content.map(BatchColumn::code);
            self.execute(statement.bind(organization).bind(title).bind(content).bind(at)).await?;
        }
        Ok(())
    }
}
