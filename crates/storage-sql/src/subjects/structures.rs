//! Structures, and which access is in use for each.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Environment, IdentifierKind, OrganizationId, Side, StructureId, StructureIdentifier};
use storage::{
    ReadAccesses as _, ReadStructures, Result, Structure, StructureOverview, StructureSummary,
    SynchronisationFailure, WriteStructures, fold,
};

use super::accesses::read_health;
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};

const STRUCTURE: &str = "structures.id AS structure_id, structures.organization_id, structures.siret, \
     structures.name, structures.side, structures.environment, structures.chorus_id, structures.synced_at, \
     structures.failing_reason, structures.failing_since, structures.failing_next_at, structures.created_at, structures.town, structures.identifier_kind";

/// The columns of [`structures_statement`].
const SUMMARY: [&str; 20] = [
    "structure_id",
    "organization_id",
    "siret",
    "name",
    "side",
    "environment",
    "chorus_id",
    "synced_at",
    "failing_reason",
    "failing_since",
    "failing_next_at",
    "created_at",
    "town",
    "identifier_kind",
    "access_id",
    "state",
    "state_reason",
    "state_since",
    "certificate_expires_at",
    "password_set_at",
];

/// The accesses of an organisation's structures, numbered for each structure in the order in which they are shown.
const ACCESSES_IN_USE: &str = "SELECT structure_accesses.structure_id, accesses.id AS access_id, \
         accesses.state, accesses.state_reason, accesses.state_since, accesses.certificate_expires_at, \
         COALESCE(accesses.password_set_at, accesses.created_at) AS password_set_at, \
         row_number() OVER (PARTITION BY structure_accesses.structure_id \
             ORDER BY CASE accesses.state WHEN 'broken' THEN 1 ELSE 0 END, structure_accesses.position, \
                 structure_accesses.access_id) AS place \
     FROM structure_accesses JOIN accesses ON accesses.organization_id = structure_accesses.organization_id \
         AND accesses.id = structure_accesses.access_id \
     WHERE structure_accesses.organization_id = ";

fn read_structure(row: &Row) -> Result<Structure> {
    let fields = row.of("structures");
    let kind = fields.code("identifier_kind", IdentifierKind::from_code)?;
    Ok(Structure {
        id: fields.id("structure_id")?,
        organization: fields.id("organization_id")?,
        identifier: fields.code("siret", |text| StructureIdentifier::parse(kind, text).ok())?,
        name: fields.text("name")?,
        town: fields.text("town")?,
        side: fields.code("side", Side::from_code)?,
        environment: fields.code("environment", Environment::from_code)?,
        chorus_id: fields.opt_integer("chorus_id")?,
        synced_at: fields.opt_time("synced_at")?,
        failing: read_failure(row)?,
        created_at: fields.time("created_at")?,
    })
}

fn read_failure(row: &Row) -> Result<Option<SynchronisationFailure>> {
    let fields = row.of("structures");
    let (since, next_at) = (fields.opt_time("failing_since")?, fields.opt_time("failing_next_at")?);
    let (Some(since), Some(next_at)) = (since, next_at) else { return Ok(None) };
    Ok(Some(SynchronisationFailure { reason: fields.json("failing_reason")?, since, next_at }))
}

fn structures_statement(organization: OrganizationId) -> Builder {
    let mut sql = Builder::new("WITH used AS (");
    sql.push(ACCESSES_IN_USE).push_bind(organization).push(") SELECT ").push(STRUCTURE).push(
        ", used.access_id, used.state, used.state_reason, used.state_since, used.certificate_expires_at, \
             used.password_set_at \
         FROM structures LEFT JOIN used ON used.structure_id = structures.id AND used.place = 1 \
         WHERE structures.organization_id = ",
    );
    sql.push_bind(organization).push(" ORDER BY structures.name_key, structures.id");
    sql
}

#[async_trait]
impl ReadStructures for Handle {
    async fn structures(&mut self, organization: OrganizationId) -> Result<Vec<StructureSummary>> {
        let sql = structures_statement(organization);
        let read =
            |row: &Row| Ok(StructureSummary { structure: read_structure(row)?, access: read_health(row)? });
        self.fetch_many(sql.build(), &SUMMARY).await?.iter().map(read).collect()
    }

    async fn structures_version(&mut self, organization: OrganizationId) -> Result<i64> {
        let statement = query("SELECT number FROM structure_changes WHERE organization_id = $1");
        let row = self.fetch_optional(statement.bind(organization)).await?;
        row.map_or(Ok(0), |row| row.of("structure_changes").integer("number"))
    }

    async fn structure(
        &mut self,
        organization: OrganizationId,
        id: StructureId,
    ) -> Result<Option<StructureOverview>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(STRUCTURE).push(" FROM structures WHERE organization_id = ").push_bind(organization);
        sql.push(" AND id = ").push_bind(id);
        let Some(row) = self.fetch_optional(sql.build()).await? else { return Ok(None) };
        let structure = read_structure(&row)?;
        let accesses = self.accesses_of(organization, id).await?;
        Ok(Some(StructureOverview { structure, accesses }))
    }
}

#[async_trait]
impl WriteStructures for Handle {
    async fn insert_structure(&mut self, structure: &Structure) -> Result<()> {
        let statement = query(
            "INSERT INTO structures (id, organization_id, siret, name, name_key, side, environment, \
                 chorus_id, synced_at, created_at, town, identifier_kind) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(structure.id)
        .bind(structure.organization)
        .bind(structure.identifier.as_str())
        .bind(&structure.name)
        .bind(fold(&structure.name))
        .bind(structure.side.code())
        .bind(structure.environment.code())
        .bind(structure.chorus_id)
        .bind(structure.synced_at)
        .bind(structure.created_at)
        .bind(&structure.town)
        .bind(structure.identifier.kind().code());
        self.execute(statement).await.map(drop)
    }

    async fn update_structure(&mut self, structure: &Structure) -> Result<()> {
        let statement = query(
            "UPDATE structures SET name = $1, name_key = $2, side = $3, chorus_id = $4, town = $7 \
             WHERE organization_id = $5 AND id = $6",
        )
        .bind(&structure.name)
        .bind(fold(&structure.name))
        .bind(structure.side.code())
        .bind(structure.chorus_id)
        .bind(structure.organization)
        .bind(structure.id)
        .bind(&structure.town);
        changed_one(self.execute(statement).await?, "structures")
    }

    async fn set_synced(
        &mut self,
        organization: OrganizationId,
        id: StructureId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query(
            "UPDATE structures SET synced_at = $1, failing_reason = NULL, failing_since = NULL, \
                 failing_next_at = NULL WHERE organization_id = $2 AND id = $3",
        )
        .bind(at)
        .bind(organization)
        .bind(id);
        changed_one(self.execute(statement).await?, "structures")
    }

    async fn set_failing(
        &mut self,
        organization: OrganizationId,
        id: StructureId,
        failure: Option<&SynchronisationFailure>,
    ) -> Result<()> {
        let statement = query(
            "UPDATE structures SET failing_reason = $1, failing_since = $2, failing_next_at = $3 \
             WHERE organization_id = $4 AND id = $5",
        )
        .bind(failure.map(|failure| json(&failure.reason)).transpose()?)
        .bind(failure.map(|failure| failure.since))
        .bind(failure.map(|failure| failure.next_at))
        .bind(organization)
        .bind(id);
        changed_one(self.execute(statement).await?, "structures")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::subjects::plans::Plans;

    #[tokio::test]
    async fn the_accesses_in_use_are_numbered_once_for_all_structures() {
        let plan =
            Plans::make().await.of(structures_statement(OrganizationId(Uuid::from_u128(1))).build()).await;
        assert!(plan.contains("MATERIALIZE used"), "{plan}");
        for step in [
            "SEARCH structure_accesses USING PRIMARY KEY (organization_id=?)",
            "SEARCH accesses USING INDEX sqlite_autoindex_accesses_2 (organization_id=? AND id=?)",
            "SEARCH structures USING INDEX sqlite_autoindex_structures_2 (organization_id=?)",
            "SEARCH used USING AUTOMATIC PARTIAL COVERING INDEX (structure_id=? AND place=?)",
        ] {
            assert!(plan.contains(step), "{step}\n{plan}");
        }
    }
}
