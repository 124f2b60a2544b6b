//! How documents with data leave, and the copies that were made of them.

use async_trait::async_trait;
use domain::{DocumentWay, OrganizationId, StructureId};
use storage::{ChosenWay, PlainCopy, ReadDocumentWays, Result, WriteDocumentWays};

use crate::handle::Handle;
use crate::query::query;

#[async_trait]
impl ReadDocumentWays for Handle {
    async fn document_way(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        recipient: &str,
    ) -> Result<Option<ChosenWay>> {
        let statement = query(
            "SELECT organization_id, structure_id, recipient, way, chosen_at FROM document_ways \
             WHERE organization_id = $1 AND structure_id = $2 AND recipient = $3",
        );
        let statement = statement.bind(organization).bind(structure).bind(recipient);
        let Some(row) = self.fetch_optional(statement).await? else { return Ok(None) };
        let fields = row.of("document_ways");
        Ok(Some(ChosenWay {
            organization: fields.id("organization_id")?,
            structure: fields.id("structure_id")?,
            recipient: fields.text("recipient")?,
            way: fields.code("way", DocumentWay::from_code)?,
            chosen_at: fields.time("chosen_at")?,
        }))
    }

    async fn plain_copy(
        &mut self,
        organization: OrganizationId,
        original: &str,
    ) -> Result<Option<PlainCopy>> {
        let statement = query(
            "SELECT organization_id, original_sha256, document_sha256, document_bytes, made_at FROM plain_copies \
             WHERE organization_id = $1 AND original_sha256 = $2",
        );
        let Some(row) = self.fetch_optional(statement.bind(organization).bind(original)).await? else {
            return Ok(None);
        };
        let fields = row.of("plain_copies");
        Ok(Some(PlainCopy {
            organization: fields.id("organization_id")?,
            original: fields.text("original_sha256")?,
            sha256: fields.text("document_sha256")?,
            bytes: fields.integer("document_bytes")?,
            made_at: fields.time("made_at")?,
        }))
    }
}

#[async_trait]
impl WriteDocumentWays for Handle {
    async fn put_document_way(&mut self, chosen: &ChosenWay) -> Result<()> {
        let statement = query(
            "INSERT INTO document_ways (organization_id, structure_id, recipient, way, chosen_at) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (organization_id, structure_id, recipient) DO UPDATE SET way = excluded.way, \
                 chosen_at = excluded.chosen_at",
        )
        .bind(chosen.organization)
        .bind(chosen.structure)
        .bind(&chosen.recipient)
        .bind(chosen.way.code())
        .bind(chosen.chosen_at);
        self.execute(statement).await.map(drop)
    }

    async fn put_plain_copy(&mut self, copy: &PlainCopy) -> Result<()> {
        let statement = query(
            "INSERT INTO plain_copies (organization_id, original_sha256, document_sha256, document_bytes, made_at) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (organization_id, original_sha256) DO UPDATE SET \
                 document_sha256 = excluded.document_sha256, document_bytes = excluded.document_bytes, \
                 made_at = excluded.made_at",
        )
        .bind(copy.organization)
        .bind(&copy.original)
        .bind(&copy.sha256)
        .bind(copy.bytes)
        .bind(copy.made_at);
        self.execute(statement).await.map(drop)
    }
}
