//! What Chorus Pro says of structures.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, StructureId};
use storage::{ReadStructureFacts, Result, StructureFacts, WriteStructureFacts};

use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

fn read_facts(row: &Row) -> Result<(StructureFacts, DateTime<Utc>)> {
    let fields = row.of("structure_facts");
    Ok((fields.json("facts")?, fields.time("read_at")?))
}

#[async_trait]
impl ReadStructureFacts for Handle {
    async fn structure_facts(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Option<(StructureFacts, DateTime<Utc>)>> {
        let statement = query(
            "SELECT facts, read_at FROM structure_facts WHERE organization_id = $1 AND structure_id = $2",
        )
        .bind(organization)
        .bind(structure);
        self.fetch_optional(statement).await?.as_ref().map(read_facts).transpose()
    }
}

#[async_trait]
impl WriteStructureFacts for Handle {
    async fn put_structure_facts(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        facts: &StructureFacts,
        read_at: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO structure_facts (organization_id, structure_id, facts, read_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organization_id, structure_id) DO UPDATE SET facts = excluded.facts, \
                 read_at = excluded.read_at",
        )
        .bind(organization)
        .bind(structure)
        .bind(json(facts)?)
        .bind(read_at);
        self.execute(statement).await.map(drop)
    }
}
