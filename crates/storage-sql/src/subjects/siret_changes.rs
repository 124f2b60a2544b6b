//! Structures whose SIRET changes.

use async_trait::async_trait;
use domain::{OrganizationId, Siret, StructureId};
use storage::{ReadSiretChanges, Result, SiretChange, WriteSiretChanges};

use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

fn read_change(row: &Row) -> Result<SiretChange> {
    let fields = row.of("siret_changes");
    Ok(SiretChange {
        organization: fields.id("organization_id")?,
        structure: fields.id("structure_id")?,
        new_siret: fields.code("new_siret", |text| Siret::parse(text).ok())?,
        new_structure: fields.opt_id("new_structure_id")?,
        steps: fields.json("steps")?,
        begun_by: fields.id("begun_by")?,
        begun_by_name: fields.text("begun_by_name")?,
        begun_at: fields.time("begun_at")?,
    })
}

#[async_trait]
impl ReadSiretChanges for Handle {
    async fn siret_change(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<SiretChange>> {
        let statement = query(
            "SELECT organization_id, structure_id, new_siret, new_structure_id, steps, begun_by, \
                 begun_by_name, begun_at \
             FROM siret_changes WHERE organization_id = $1 AND structure_id = $2",
        );
        let row = self.fetch_optional(statement.bind(organization).bind(structure)).await?;
        row.as_ref().map(read_change).transpose()
    }
}

#[async_trait]
impl WriteSiretChanges for Handle {
    async fn put_siret_change(&mut self, change: &SiretChange) -> Result<()> {
        let statement = query(
            "INSERT INTO siret_changes (organization_id, structure_id, new_siret, new_structure_id, steps, \
                 begun_by, begun_by_name, begun_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (organization_id, structure_id) DO UPDATE SET new_siret = excluded.new_siret, \
                 new_structure_id = excluded.new_structure_id, steps = excluded.steps, begun_by = excluded.begun_by, \
                 begun_by_name = excluded.begun_by_name, begun_at = excluded.begun_at",
        )
        .bind(change.organization)
        .bind(change.structure)
        .bind(change.new_siret.as_str())
        .bind(change.new_structure)
        .bind(json(&change.steps)?)
        .bind(change.begun_by)
        .bind(&change.begun_by_name)
        .bind(change.begun_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_siret_change(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<()> {
        let statement = query("DELETE FROM siret_changes WHERE organization_id = $1 AND structure_id = $2");
        self.execute(statement.bind(organization).bind(structure)).await.map(drop)
    }
}
