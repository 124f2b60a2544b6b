//! Files that were dropped and wait for somebody to say whose invoices they are.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{DroppedFileId, OrganizationId, UserId};
use storage::{Document, DroppedFile, ReadDroppedFiles, Result, WriteDroppedFiles};

use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

fn read_dropped_file(row: &Row) -> Result<DroppedFile> {
    let fields = row.of("dropped_files");
    Ok(DroppedFile {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        user: fields.id("user_id")?,
        document: Document {
            sha256: fields.text("document_sha256")?,
            name: fields.text("document_name")?,
            bytes: fields.integer("document_bytes")?,
        },
        issuer: fields.json("issuer")?,
        dropped_at: fields.time("dropped_at")?,
    })
}

#[async_trait]
impl ReadDroppedFiles for Handle {
    async fn dropped_files(
        &mut self,
        organization: OrganizationId,
        user: UserId,
    ) -> Result<Vec<DroppedFile>> {
        let statement = query(
            "SELECT id, organization_id, user_id, document_sha256, document_name, document_bytes, issuer, dropped_at \
             FROM dropped_files WHERE organization_id = $1 AND user_id = $2 ORDER BY dropped_at, id",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(user)).await?;
        rows.iter().map(read_dropped_file).collect()
    }
}

#[async_trait]
impl WriteDroppedFiles for Handle {
    async fn insert_dropped_file(&mut self, file: &DroppedFile) -> Result<()> {
        let statement = query(
            "INSERT INTO dropped_files (id, organization_id, user_id, document_sha256, document_name, \
                 document_bytes, issuer, dropped_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(file.id)
        .bind(file.organization)
        .bind(file.user)
        .bind(&file.document.sha256)
        .bind(&file.document.name)
        .bind(file.document.bytes)
        .bind(json(&file.issuer)?)
        .bind(file.dropped_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_dropped_file(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        id: DroppedFileId,
    ) -> Result<bool> {
        let statement =
            query("DELETE FROM dropped_files WHERE organization_id = $1 AND user_id = $2 AND id = $3")
                .bind(organization)
                .bind(user)
                .bind(id);
        Ok(self.execute(statement).await? > 0)
    }

    async fn delete_dropped_files_before(&mut self, before: DateTime<Utc>) -> Result<u64> {
        self.execute(query("DELETE FROM dropped_files WHERE dropped_at < $1").bind(before)).await
    }
}
