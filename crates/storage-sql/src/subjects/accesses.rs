//! Accesses to Chorus Pro, and which structures they serve.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{AccessId, Environment, OrganizationId, StructureId};
use storage::{
    Access, AccessHealth, AccessKind, AccessRights, AccessState, AttachedAccess, CertificateFacts,
    ReadAccesses, Result, WriteAccesses,
};

use crate::engine::Engine;
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Fields, Row, json};

const ACCESS: &str = "accesses.id AS access_id, accesses.organization_id, accesses.environment, accesses.kind, \
     accesses.identity, accesses.sealed_credentials, accesses.sealed_certificate, accesses.generation, \
     accesses.login_tail, accesses.client_id_tail, accesses.certificate_subject, accesses.certificate_issuer, \
     accesses.certificate_fingerprint, accesses.certificate_expires_at, accesses.state, \
     accesses.state_reason, accesses.state_since, accesses.created_at, accesses.mirrors_since, \
     COALESCE(accesses.password_set_at, accesses.created_at) AS password_set_at";

fn read_access(row: &Row) -> Result<Access> {
    let fields = row.of("accesses");
    Ok(Access {
        id: fields.id("access_id")?,
        organization: fields.id("organization_id")?,
        environment: fields.code("environment", Environment::from_code)?,
        kind: fields.code("kind", AccessKind::from_code)?,
        identity: fields.text("identity")?,
        sealed_credentials: fields.text("sealed_credentials")?,
        sealed_certificate: fields.opt_text("sealed_certificate")?,
        generation: fields.integer("generation")?,
        login_tail: fields.text("login_tail")?,
        client_id_tail: fields.text("client_id_tail")?,
        certificate: read_certificate(fields)?,
        state: read_state(fields)?,
        state_since: fields.time("state_since")?,
        password_set_at: fields.time("password_set_at")?,
        created_at: fields.time("created_at")?,
        mirrors_since: fields.opt_time("mirrors_since")?,
    })
}

fn read_certificate(fields: Fields<'_>) -> Result<Option<CertificateFacts>> {
    let Some(expires_at) = fields.opt_time("certificate_expires_at")? else { return Ok(None) };
    Ok(Some(CertificateFacts {
        subject: fields.text("certificate_subject")?,
        issuer: fields.text("certificate_issuer")?,
        fingerprint: fields.text("certificate_fingerprint")?,
        expires_at,
    }))
}

pub(super) fn read_state(fields: Fields<'_>) -> Result<AccessState> {
    let code = fields.text("state")?;
    match (code.as_str(), fields.opt_reason("state_reason")?) {
        ("untested", None) => Ok(AccessState::Untested),
        ("working", None) => Ok(AccessState::Working),
        ("broken", Some(reason)) => Ok(AccessState::Broken(reason)),
        _ => Err(fields.unreadable("state", code)),
    }
}

/// The health of an access whose columns are `access_id`, `state`, `state_reason`, `state_since`,
/// `certificate_expires_at` and `password_set_at`; none when there is none.
pub(super) fn read_health(row: &Row) -> Result<Option<AccessHealth>> {
    let fields = row.of("accesses");
    let Some(id) = fields.opt_id("access_id")? else { return Ok(None) };
    Ok(Some(AccessHealth {
        id,
        state: read_state(fields)?,
        state_since: fields.time("state_since")?,
        certificate_expires_at: fields.opt_time("certificate_expires_at")?,
        password_set_at: fields.time("password_set_at")?,
    }))
}

fn read_attached(row: &Row) -> Result<AttachedAccess> {
    let fields = row.of("structure_accesses");
    let rights = AccessRights { issues: fields.flag("issues")?, receives: fields.flag("receives")? };
    Ok(AttachedAccess { access: read_access(row)?, rights })
}

/// Code and reason of a state.
pub(super) fn state_parts(state: &AccessState) -> Result<(&'static str, Option<String>)> {
    Ok(match state {
        AccessState::Untested => ("untested", None),
        AccessState::Working => ("working", None),
        AccessState::Broken(reason) => ("broken", Some(json(reason)?)),
    })
}

#[async_trait]
impl ReadAccesses for Handle {
    async fn access(&mut self, organization: OrganizationId, id: AccessId) -> Result<Option<Access>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ACCESS).push(" FROM accesses WHERE organization_id = ").push_bind(organization);
        sql.push(" AND id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_access).transpose()
    }

    async fn accesses(&mut self, organization: OrganizationId) -> Result<Vec<Access>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ACCESS).push(" FROM accesses WHERE organization_id = ").push_bind(organization);
        sql.push(" ORDER BY id");
        self.fetch_all(sql.build()).await?.iter().map(read_access).collect()
    }

    async fn access_by_identity(
        &mut self,
        organization: OrganizationId,
        environment: Environment,
        identity: &str,
    ) -> Result<Option<Access>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ACCESS).push(" FROM accesses WHERE organization_id = ").push_bind(organization);
        sql.push(" AND environment = ").push_bind(environment.code());
        sql.push(" AND identity = ").push_bind(identity);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_access).transpose()
    }

    async fn accesses_of(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
    ) -> Result<Vec<AttachedAccess>> {
        let mut sql = Builder::new("SELECT structure_accesses.issues, structure_accesses.receives, ");
        sql.push(ACCESS).push(
            " FROM structure_accesses \
             JOIN accesses ON accesses.organization_id = structure_accesses.organization_id \
                 AND accesses.id = structure_accesses.access_id \
             WHERE structure_accesses.organization_id = ",
        );
        sql.push_bind(organization).push(" AND structure_accesses.structure_id = ").push_bind(structure);
        sql.push(" ORDER BY structure_accesses.position, structure_accesses.access_id");
        self.fetch_all(sql.build()).await?.iter().map(read_attached).collect()
    }

    async fn structures_of(
        &mut self,
        organization: OrganizationId,
        access: AccessId,
    ) -> Result<Vec<StructureId>> {
        let statement = query(
            "SELECT structure_id FROM structure_accesses WHERE organization_id = $1 AND access_id = $2 \
             ORDER BY structure_id",
        )
        .bind(organization)
        .bind(access);
        let rows = self.fetch_all(statement).await?;
        rows.iter().map(|row| row.of("structure_accesses").id("structure_id")).collect()
    }

    async fn served_structures(
        &mut self,
        organization: OrganizationId,
    ) -> Result<Vec<(AccessId, StructureId)>> {
        let statement = query(
            "SELECT access_id, structure_id FROM structure_accesses WHERE organization_id = $1 \
             ORDER BY access_id, structure_id",
        );
        let read = |row: &Row| {
            let fields = row.of("structure_accesses");
            Ok((fields.id("access_id")?, fields.id("structure_id")?))
        };
        self.fetch_all(statement.bind(organization)).await?.iter().map(read).collect()
    }
}

/// No call waits longer for its place.
const FURTHEST: Duration = Duration::from_secs(60);

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[async_trait]
impl WriteAccesses for Handle {
    async fn insert_access(&mut self, access: &Access) -> Result<()> {
        let (state, reason) = state_parts(&access.state)?;
        let facts = access.certificate.as_ref();
        let statement = query(
            "INSERT INTO accesses (id, organization_id, environment, kind, identity, sealed_credentials, \
                 sealed_certificate, generation, login_tail, client_id_tail, certificate_subject, \
                 certificate_issuer, certificate_fingerprint, certificate_expires_at, state, state_reason, \
                 state_since, created_at, password_set_at, mirrors_since) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        )
        .bind(access.id)
        .bind(access.organization)
        .bind(access.environment.code())
        .bind(access.kind.code())
        .bind(&access.identity)
        .bind(&access.sealed_credentials)
        .bind(&access.sealed_certificate)
        .bind(access.generation)
        .bind(&access.login_tail)
        .bind(&access.client_id_tail)
        .bind(facts.map(|facts| facts.subject.as_str()))
        .bind(facts.map(|facts| facts.issuer.as_str()))
        .bind(facts.map(|facts| facts.fingerprint.as_str()))
        .bind(facts.map(|facts| facts.expires_at))
        .bind(state)
        .bind(reason)
        .bind(access.state_since)
        .bind(access.created_at)
        .bind(access.password_set_at)
        .bind(access.mirrors_since);
        self.execute(statement).await.map(drop)
    }

    async fn update_access(&mut self, access: &Access) -> Result<()> {
        let (state, reason) = state_parts(&access.state)?;
        let facts = access.certificate.as_ref();
        let statement = query(
            "UPDATE accesses SET kind = $3, identity = $4, sealed_credentials = $5, sealed_certificate = $6, \
                 generation = $7, login_tail = $8, client_id_tail = $9, certificate_subject = $10, \
                 certificate_issuer = $11, certificate_fingerprint = $12, certificate_expires_at = $13, \
                 state = $14, state_reason = $15, state_since = $16, password_set_at = $17, \
                 mirrors_since = $18, first_use_until = NULL \
             WHERE organization_id = $1 AND id = $2",
        )
        .bind(access.organization)
        .bind(access.id)
        .bind(access.kind.code())
        .bind(&access.identity)
        .bind(&access.sealed_credentials)
        .bind(&access.sealed_certificate)
        .bind(access.generation)
        .bind(&access.login_tail)
        .bind(&access.client_id_tail)
        .bind(facts.map(|facts| facts.subject.as_str()))
        .bind(facts.map(|facts| facts.issuer.as_str()))
        .bind(facts.map(|facts| facts.fingerprint.as_str()))
        .bind(facts.map(|facts| facts.expires_at))
        .bind(state)
        .bind(reason)
        .bind(access.state_since)
        .bind(access.password_set_at)
        .bind(access.mirrors_since);
        changed_one(self.execute(statement).await?, "accesses")
    }

    async fn set_access_state(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        generation: i64,
        state: &AccessState,
        since: DateTime<Utc>,
    ) -> Result<bool> {
        let (code, reason) = state_parts(state)?;
        let statement = query(
            "UPDATE accesses SET state = $1, state_reason = $2, state_since = $3 \
             WHERE organization_id = $4 AND id = $5 AND generation = $6",
        )
        .bind(code)
        .bind(reason)
        .bind(since)
        .bind(organization)
        .bind(id)
        .bind(generation);
        Ok(self.execute(statement).await? == 1)
    }

    async fn set_mirroring(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        since: Option<DateTime<Utc>>,
    ) -> Result<bool> {
        let statement =
            query("UPDATE accesses SET mirrors_since = $1 WHERE organization_id = $2 AND id = $3");
        Ok(self.execute(statement.bind(since).bind(organization).bind(id)).await? == 1)
    }

    async fn claim_first_use(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        generation: i64,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool> {
        let statement = query(
            "UPDATE accesses SET first_use_until = $1 \
             WHERE organization_id = $2 AND id = $3 AND generation = $4 AND state = 'untested' \
                 AND (first_use_until IS NULL OR first_use_until <= $5)",
        )
        .bind(until)
        .bind(organization)
        .bind(id)
        .bind(generation)
        .bind(now);
        Ok(self.execute(statement).await? == 1)
    }

    async fn give_first_use_back(
        &mut self,
        organization: OrganizationId,
        id: AccessId,
        generation: i64,
        until: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query(
            "UPDATE accesses SET first_use_until = NULL \
             WHERE organization_id = $1 AND id = $2 AND generation = $3 AND first_use_until = $4",
        );
        let statement = statement.bind(organization).bind(id).bind(generation).bind(until);
        self.execute(statement).await.map(drop)
    }

    async fn take_place(&mut self, id: AccessId, spacing: Duration, tolerance: Duration) -> Result<Duration> {
        if self.engine() == Engine::Postgres {
            self.commit_early().await?;
        }
        let now = self.engine().now();
        let mut sql = Builder::new("INSERT INTO access_paces (access_id, arrival) VALUES (");
        sql.push_bind(id).push(", ").push(now).push(" + ").push_bind(millis(spacing));
        sql.push(") ON CONFLICT (access_id) DO UPDATE SET arrival = CASE WHEN access_paces.arrival > ");
        // Further ahead than any queue: the clock of the database was set back.
        let furthest = millis(FURTHEST + spacing * 100);
        sql.push(now).push(" AND access_paces.arrival < ").push(now).push(" + ").push_bind(furthest);
        sql.push(" THEN access_paces.arrival ELSE ").push(now).push(" END + ");
        sql.push_bind(millis(spacing)).push(" RETURNING arrival - ").push_bind(millis(spacing + tolerance));
        sql.push(" - ").push(now).push(" AS wait");
        let wait = self.fetch_one(sql.build()).await?.of("access_paces").integer("wait")?;
        Ok(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
    }

    async fn attach_access(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        access: AccessId,
        rights: AccessRights,
        position: i64,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO structure_accesses \
                 (organization_id, structure_id, access_id, position, issues, receives) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (organization_id, structure_id, access_id) DO UPDATE \
                 SET position = excluded.position, issues = excluded.issues, receives = excluded.receives",
        )
        .bind(organization)
        .bind(structure)
        .bind(access)
        .bind(position)
        .bind(rights.issues)
        .bind(rights.receives);
        self.execute(statement).await.map(drop)
    }

    async fn detach_access(
        &mut self,
        organization: OrganizationId,
        structure: StructureId,
        access: AccessId,
    ) -> Result<bool> {
        let statement = query(
            "DELETE FROM structure_accesses \
             WHERE organization_id = $1 AND structure_id = $2 AND access_id = $3",
        )
        .bind(organization)
        .bind(structure)
        .bind(access);
        Ok(self.execute(statement).await? == 1)
    }

    async fn delete_access(&mut self, organization: OrganizationId, id: AccessId) -> Result<bool> {
        let statement = query(
            "DELETE FROM accesses WHERE organization_id = $1 AND id = $2 AND NOT EXISTS ( \
                 SELECT 1 FROM structure_accesses WHERE structure_accesses.organization_id = $1 \
                     AND structure_accesses.access_id = $2)",
        )
        .bind(organization)
        .bind(id);
        Ok(self.execute(statement).await? == 1)
    }
}
