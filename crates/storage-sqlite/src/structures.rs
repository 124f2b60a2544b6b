//! Structures, their credentials, the directory of recipients.

use chrono::{DateTime, Utc};
use domain::{ConnectionId, Environment, OrganizationId, Side, Siret, StructureId};
use sqlx::sqlite::SqliteConnection;
use storage::{
    Connection, ConnectionHealth, ConnectionState, DirectoryEntry, Result, Structure, StructureOverview,
    StructureSummary,
};

use crate::rows::{Columns, changed_one, failed, json, millis, opt_millis, read_all};

macro_rules! structure_columns {
    () => {
        "structures.id, structures.organization_id, structures.siret, structures.name, structures.side, \
         structures.environment, structures.chorus_id, structures.created_at"
    };
}

macro_rules! connection_columns {
    () => {
        "connections.id, connections.organization_id, connections.structure_id, \
         connections.sealed_credentials, connections.sealed_certificate, connections.login_tail, \
         connections.client_id_tail, connections.certificate_subject, connections.certificate_issuer, \
         connections.certificate_fingerprint, connections.certificate_expires_at, connections.state, \
         connections.state_text, connections.state_since, connections.synced_at, connections.next_sync_at"
    };
}

fn read_structure(columns: &mut Columns<'_>) -> Result<Structure> {
    columns.table("structures");
    Ok(Structure {
        id: columns.id("id")?,
        organization: columns.id("organization_id")?,
        siret: columns.code("siret", |text| Siret::parse(text).ok())?,
        name: columns.text()?,
        side: columns.code("side", Side::from_code)?,
        environment: columns.code("environment", Environment::from_code)?,
        chorus_id: columns.opt_integer()?,
        created_at: columns.time("created_at")?,
    })
}

fn read_connection(columns: &mut Columns<'_>) -> Result<Connection> {
    columns.table("connections");
    Ok(Connection {
        id: columns.id("id")?,
        organization: columns.id("organization_id")?,
        structure: columns.id("structure_id")?,
        sealed_credentials: columns.text()?,
        sealed_certificate: columns.opt_text()?,
        login_tail: columns.text()?,
        client_id_tail: columns.text()?,
        certificate_subject: columns.opt_text()?,
        certificate_issuer: columns.opt_text()?,
        certificate_fingerprint: columns.opt_text()?,
        certificate_expires_at: columns.opt_time("certificate_expires_at")?,
        state: read_state(columns)?,
        state_since: columns.time("state_since")?,
        synced_at: columns.opt_time("synced_at")?,
        next_sync_at: columns.time("next_sync_at")?,
    })
}

fn read_state(columns: &mut Columns<'_>) -> Result<ConnectionState> {
    let code = columns.text()?;
    let text = columns.opt_text()?;
    match code.as_str() {
        "untested" => Ok(ConnectionState::Untested),
        "working" => Ok(ConnectionState::Working),
        "broken" => Ok(ConnectionState::Broken(text.unwrap_or_default())),
        _ => Err(columns.unreadable("state", code)),
    }
}

/// Code and sentence of a state.
fn state_parts(state: &ConnectionState) -> (&'static str, Option<&str>) {
    match state {
        ConnectionState::Untested => ("untested", None),
        ConnectionState::Working => ("working", None),
        ConnectionState::Broken(text) => ("broken", Some(text)),
    }
}

fn read_overview(row: &sqlx::sqlite::SqliteRow) -> Result<StructureOverview> {
    let mut columns = Columns::of(row, "structures");
    let structure = read_structure(&mut columns)?;
    let connection = if columns.next_is_null()? { None } else { Some(read_connection(&mut columns)?) };
    Ok(StructureOverview { structure, connection })
}

/// Half the columns of an overview: with hundreds of structures, this is what most pages wait for.
fn read_summary(row: &sqlx::sqlite::SqliteRow) -> Result<StructureSummary> {
    let mut columns = Columns::of(row, "structures");
    let structure = read_structure(&mut columns)?;
    columns.table("connections");
    let connection = if columns.next_is_null()? {
        None
    } else {
        Some(ConnectionHealth {
            state: read_state(&mut columns)?,
            state_since: columns.time("state_since")?,
            synced_at: columns.opt_time("synced_at")?,
            certificate_expires_at: columns.opt_time("certificate_expires_at")?,
        })
    };
    Ok(StructureSummary { structure, connection })
}

pub(crate) async fn structures(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
) -> Result<Vec<StructureSummary>> {
    let sql = concat!(
        "SELECT ",
        structure_columns!(),
        ", connections.state, connections.state_text, connections.state_since, connections.synced_at, \
         connections.certificate_expires_at FROM structures LEFT JOIN connections ON connections.structure_id = structures.id \
             AND connections.organization_id = structures.organization_id \
         WHERE structures.organization_id = ? ORDER BY structures.name COLLATE NOCASE, structures.id"
    );
    let rows = sqlx::query(sql).bind(organization.to_string()).fetch_all(connection).await.map_err(failed)?;
    read_all(&rows, read_summary)
}

pub(crate) async fn structure(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    id: StructureId,
) -> Result<Option<StructureOverview>> {
    let sql = concat!(
        "SELECT ",
        structure_columns!(),
        ", ",
        connection_columns!(),
        " FROM structures LEFT JOIN connections ON connections.structure_id = structures.id \
             AND connections.organization_id = structures.organization_id \
         WHERE structures.organization_id = ? AND structures.id = ?"
    );
    let row = sqlx::query(sql)
        .bind(organization.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(read_overview).transpose()
}

pub(crate) async fn connections_to_sync(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Connection>> {
    let sql = concat!(
        "SELECT ",
        connection_columns!(),
        " FROM connections WHERE state <> 'broken' AND next_sync_at <= ? ORDER BY next_sync_at, id LIMIT ?"
    );
    let rows = sqlx::query(sql)
        .bind(millis(now))
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await
        .map_err(failed)?;
    read_all(&rows, |row| read_connection(&mut Columns::of(row, "connections")))
}

pub(crate) async fn connection(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    id: ConnectionId,
) -> Result<Option<Connection>> {
    let sql =
        concat!("SELECT ", connection_columns!(), " FROM connections WHERE organization_id = ? AND id = ?");
    let row = sqlx::query(sql)
        .bind(organization.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.map(|row| read_connection(&mut Columns::of(&row, "connections"))).transpose()
}

pub(crate) async fn insert_structure(connection: &mut SqliteConnection, structure: &Structure) -> Result<()> {
    let sql = "INSERT INTO structures (id, organization_id, siret, name, side, environment, chorus_id, \
               created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(structure.id.to_string())
        .bind(structure.organization.to_string())
        .bind(structure.siret.as_str())
        .bind(&structure.name)
        .bind(structure.side.code())
        .bind(structure.environment.code())
        .bind(structure.chorus_id)
        .bind(millis(structure.created_at))
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn update_structure(connection: &mut SqliteConnection, structure: &Structure) -> Result<()> {
    let done = sqlx::query(
        "UPDATE structures SET name = ?, side = ?, chorus_id = ? WHERE organization_id = ? AND id = ?",
    )
    .bind(&structure.name)
    .bind(structure.side.code())
    .bind(structure.chorus_id)
    .bind(structure.organization.to_string())
    .bind(structure.id.to_string())
    .execute(connection)
    .await
    .map_err(failed)?;
    changed_one(&done, "structures")
}

pub(crate) async fn put_connection(connection: &mut SqliteConnection, new: &Connection) -> Result<()> {
    let (state, text) = state_parts(&new.state);
    let done = sqlx::query(
        "INSERT INTO connections (id, organization_id, structure_id, sealed_credentials, sealed_certificate, \
             login_tail, client_id_tail, certificate_subject, certificate_issuer, certificate_fingerprint, \
             certificate_expires_at, state, state_text, state_since, synced_at, next_sync_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (structure_id) DO UPDATE SET id = excluded.id, \
             sealed_credentials = excluded.sealed_credentials, \
             sealed_certificate = excluded.sealed_certificate, login_tail = excluded.login_tail, \
             client_id_tail = excluded.client_id_tail, certificate_subject = excluded.certificate_subject, \
             certificate_issuer = excluded.certificate_issuer, \
             certificate_fingerprint = excluded.certificate_fingerprint, \
             certificate_expires_at = excluded.certificate_expires_at, state = excluded.state, \
             state_text = excluded.state_text, state_since = excluded.state_since, \
             synced_at = excluded.synced_at, next_sync_at = excluded.next_sync_at \
         WHERE connections.organization_id = excluded.organization_id",
    )
    .bind(new.id.to_string())
    .bind(new.organization.to_string())
    .bind(new.structure.to_string())
    .bind(&new.sealed_credentials)
    .bind(&new.sealed_certificate)
    .bind(&new.login_tail)
    .bind(&new.client_id_tail)
    .bind(&new.certificate_subject)
    .bind(&new.certificate_issuer)
    .bind(&new.certificate_fingerprint)
    .bind(opt_millis(new.certificate_expires_at))
    .bind(state)
    .bind(text)
    .bind(millis(new.state_since))
    .bind(opt_millis(new.synced_at))
    .bind(millis(new.next_sync_at))
    .execute(connection)
    .await
    .map_err(failed)?;
    changed_one(&done, "connections")
}

pub(crate) async fn update_connection_state(
    connection: &mut SqliteConnection,
    changed: &Connection,
) -> Result<()> {
    let (state, text) = state_parts(&changed.state);
    let done = sqlx::query(
        "UPDATE connections SET state = ?, state_text = ?, state_since = ?, synced_at = ?, next_sync_at = ? \
         WHERE organization_id = ? AND id = ?",
    )
    .bind(state)
    .bind(text)
    .bind(millis(changed.state_since))
    .bind(opt_millis(changed.synced_at))
    .bind(millis(changed.next_sync_at))
    .bind(changed.organization.to_string())
    .bind(changed.id.to_string())
    .execute(connection)
    .await
    .map_err(failed)?;
    changed_one(&done, "connections")
}

pub(crate) async fn directory_entry(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    environment: Environment,
    siret: &Siret,
) -> Result<Option<DirectoryEntry>> {
    let row = sqlx::query(
        "SELECT siret, name, chorus_id, service_compulsory, engagement_compulsory, service_or_engagement, \
             services, fetched_at \
         FROM directory WHERE organization_id = ? AND environment = ? AND siret = ?",
    )
    .bind(organization.to_string())
    .bind(environment.code())
    .bind(siret.as_str())
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    row.map(|row| {
        let mut columns = Columns::of(&row, "directory");
        Ok(DirectoryEntry {
            siret: columns.code("siret", |text| Siret::parse(text).ok())?,
            name: columns.text()?,
            chorus_id: columns.integer()?,
            service_compulsory: columns.flag()?,
            engagement_compulsory: columns.flag()?,
            service_or_engagement: columns.flag()?,
            services: columns.json("services")?,
            fetched_at: columns.time("fetched_at")?,
        })
    })
    .transpose()
}

pub(crate) async fn put_directory_entry(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    environment: Environment,
    entry: &DirectoryEntry,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO directory (organization_id, environment, siret, name, chorus_id, service_compulsory, \
             engagement_compulsory, service_or_engagement, services, fetched_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET name = excluded.name, chorus_id = excluded.chorus_id, \
             service_compulsory = excluded.service_compulsory, \
             engagement_compulsory = excluded.engagement_compulsory, \
             service_or_engagement = excluded.service_or_engagement, services = excluded.services, \
             fetched_at = excluded.fetched_at",
    )
    .bind(organization.to_string())
    .bind(environment.code())
    .bind(entry.siret.as_str())
    .bind(&entry.name)
    .bind(entry.chorus_id)
    .bind(i64::from(entry.service_compulsory))
    .bind(i64::from(entry.engagement_compulsory))
    .bind(i64::from(entry.service_or_engagement))
    .bind(json(&entry.services)?)
    .bind(millis(entry.fetched_at))
    .execute(connection)
    .await
    .map(drop)
    .map_err(failed)
}

/// Looks at the latest invoices of the structure only: who was not invoiced for a thousand invoices is not recent.
pub(crate) async fn recent_recipients(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    structure: StructureId,
    limit: u32,
) -> Result<Vec<(Siret, String)>> {
    let rows = sqlx::query(
        "SELECT partner_siret, partner_name, max(seq) FROM ( \
             SELECT seq, partner_siret, partner_name FROM invoices INDEXED BY invoices_by_structure \
             WHERE organization_id = ? AND structure_id = ? AND direction = 'emise' \
             ORDER BY status_at DESC, seq DESC LIMIT 1000) \
         WHERE length(partner_siret) = 14 AND partner_siret NOT GLOB '*[^0-9]*' \
         GROUP BY partner_siret ORDER BY 3 DESC LIMIT ?",
    )
    .bind(organization.to_string())
    .bind(structure.to_string())
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    read_all(&rows, |row| {
        let mut columns = Columns::of(row, "invoices");
        Ok((columns.code("partner_siret", |text| Siret::parse(text).ok())?, columns.text()?))
    })
}
