//! What is known of engagements.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Environment, OrganizationId, StructureId};
use storage::{FoundEngagement, KnownEngagement, ReadEngagements, Result, WriteEngagements};

use crate::handle::Handle;
use crate::query::query;
use crate::row::Row;

fn read_known(row: &Row) -> Result<KnownEngagement> {
    let fields = row.of("known_engagements");
    let found = match fields.opt_text("issuer")? {
        Some(issuer) => Some(FoundEngagement {
            issuer,
            issuer_name: fields.text("issuer_name")?,
            service_code: fields.opt_text("service_code")?,
            state: fields.text("state")?,
        }),
        None => None,
    };
    Ok(KnownEngagement { number: fields.text("number")?, found, fetched_at: fields.time("fetched_at")? })
}

#[async_trait]
impl ReadEngagements for Handle {
    async fn known_engagement(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        number: &str,
    ) -> Result<Option<KnownEngagement>> {
        let statement = query(
            "SELECT number, issuer, issuer_name, service_code, state, fetched_at FROM known_engagements \
             WHERE organization_id = $1 AND structure_id = $2 AND number = $3",
        );
        let statement = statement.bind(organization).bind(structure).bind(number);
        self.fetch_optional(statement).await?.as_ref().map(read_known).transpose()
    }

    async fn publishes_engagements(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        siret: &str,
    ) -> Result<bool> {
        let statement = query(
            "SELECT known_engagements.number FROM known_engagements JOIN structures \
                 ON structures.organization_id = known_engagements.organization_id \
                 AND structures.id = known_engagements.structure_id \
             WHERE known_engagements.organization_id = $1 AND known_engagements.issuer = $2 \
                 AND structures.environment = $3 LIMIT 1",
        );
        let statement = statement.bind(organization).bind(siret).bind(environment.code());
        Ok(self.fetch_optional(statement).await?.is_some())
    }
}

#[async_trait]
impl WriteEngagements for Handle {
    async fn put_known_engagement(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        known: &KnownEngagement,
    ) -> Result<()> {
        let found = known.found.as_ref();
        let statement = query(
            "INSERT INTO known_engagements (organization_id, structure_id, number, issuer, issuer_name, \
                 service_code, state, fetched_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (organization_id, structure_id, number) DO UPDATE SET issuer = excluded.issuer, \
                 issuer_name = excluded.issuer_name, service_code = excluded.service_code, \
                 state = excluded.state, fetched_at = excluded.fetched_at",
        )
        .bind(organization)
        .bind(structure)
        .bind(&known.number)
        .bind(found.map(|found| found.issuer.as_str()))
        .bind(found.map_or("", |found| found.issuer_name.as_str()))
        .bind(found.and_then(|found| found.service_code.as_deref()))
        .bind(found.map_or("", |found| found.state.as_str()))
        .bind(known.fetched_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_engagements_before(&mut self, before: DateTime<Utc>) -> Result<u64> {
        self.execute(query("DELETE FROM known_engagements WHERE fetched_at < $1").bind(before)).await
    }
}
