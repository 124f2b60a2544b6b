//! Organisations, people, rights, sessions, throttles, journal.

use chrono::{DateTime, Utc};
use domain::{OrganizationId, Role, SessionId, StructureId, UserId};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use storage::{
    JournalEntry, Membership, Organization, Result, Scope, ScopedStructure, Session, SessionToken,
    SignInThrottle, User, UserOfOrganization,
};

use crate::rows::{Columns, changed_one, failed, json, millis, opt_millis, read_all};

macro_rules! organization_columns {
    () => {
        "organizations.id, organizations.name, organizations.created_at"
    };
}

macro_rules! user_columns {
    () => {
        "users.id, users.email, users.name, users.password_hash, users.disabled_at, users.created_at"
    };
}

macro_rules! session_columns {
    () => {
        "sessions.id, sessions.user_id, sessions.organization_id, sessions.created_at, sessions.last_seen_at, \
         sessions.expires_at, sessions.user_agent, sessions.address"
    };
}

// Role, and the scope as one JSON text: null for everything, else an array of [structure, [service, …]].
macro_rules! rights_columns {
    () => {
        "memberships.role, CASE memberships.limited WHEN 0 THEN 'null' ELSE ( \
             SELECT json_group_array(json_array(reach.structure_id, json(reach.services)) ORDER BY reach.position) \
             FROM membership_structures AS reach \
             WHERE reach.organization_id = memberships.organization_id AND reach.user_id = memberships.user_id \
         ) END"
    };
}

fn read_organization(columns: &mut Columns<'_>) -> Result<Organization> {
    columns.table("organizations");
    Ok(Organization { id: columns.id("id")?, name: columns.text()?, created_at: columns.time("created_at")? })
}

fn read_user(columns: &mut Columns<'_>) -> Result<User> {
    columns.table("users");
    Ok(User {
        id: columns.id("id")?,
        email: columns.text()?,
        name: columns.text()?,
        password_hash: columns.text()?,
        disabled_at: columns.opt_time("disabled_at")?,
        created_at: columns.time("created_at")?,
    })
}

fn read_session(columns: &mut Columns<'_>) -> Result<Session> {
    columns.table("sessions");
    Ok(Session {
        id: columns.id("id")?,
        user: columns.id("user_id")?,
        organization: columns.id("organization_id")?,
        created_at: columns.time("created_at")?,
        last_seen_at: columns.time("last_seen_at")?,
        expires_at: columns.time("expires_at")?,
        user_agent: columns.text()?,
        address: columns.text()?,
    })
}

fn read_rights(columns: &mut Columns<'_>) -> Result<(Role, Scope)> {
    columns.table("memberships");
    let role = columns.code("role", Role::from_code)?;
    let list: Option<Vec<(StructureId, Vec<String>)>> = columns.json("limited")?;
    let scope = list.map_or(Scope::Everything, |list| {
        let entry = |(structure, services)| ScopedStructure { structure, services };
        Scope::Only(list.into_iter().map(entry).collect())
    });
    Ok((role, scope))
}

pub(crate) async fn organizations(connection: &mut SqliteConnection) -> Result<Vec<Organization>> {
    let sql = concat!("SELECT ", organization_columns!(), " FROM organizations ORDER BY name, id");
    let rows = sqlx::query(sql).fetch_all(connection).await.map_err(failed)?;
    read_all(&rows, |row| read_organization(&mut Columns::of(row, "organizations")))
}

pub(crate) async fn user_by_email(connection: &mut SqliteConnection, email: &str) -> Result<Option<User>> {
    let sql = concat!("SELECT ", user_columns!(), " FROM users WHERE email = ?");
    let row = sqlx::query(sql).bind(email).fetch_optional(connection).await.map_err(failed)?;
    row.map(|row| read_user(&mut Columns::of(&row, "users"))).transpose()
}

pub(crate) async fn user(connection: &mut SqliteConnection, id: UserId) -> Result<Option<User>> {
    let sql = concat!("SELECT ", user_columns!(), " FROM users WHERE id = ?");
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(connection).await.map_err(failed)?;
    row.map(|row| read_user(&mut Columns::of(&row, "users"))).transpose()
}

pub(crate) async fn memberships(connection: &mut SqliteConnection, user: UserId) -> Result<Vec<Membership>> {
    let sql = concat!(
        "SELECT ",
        organization_columns!(),
        ", ",
        rights_columns!(),
        " FROM memberships JOIN organizations ON organizations.id = memberships.organization_id \
         WHERE memberships.user_id = ? ORDER BY organizations.name, organizations.id"
    );
    let rows = sqlx::query(sql).bind(user.to_string()).fetch_all(connection).await.map_err(failed)?;
    read_all(&rows, |row| {
        let mut columns = Columns::of(row, "organizations");
        let organization = read_organization(&mut columns)?;
        let (role, scope) = read_rights(&mut columns)?;
        Ok(Membership { organization, user, role, scope })
    })
}

pub(crate) async fn users_of(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
) -> Result<Vec<UserOfOrganization>> {
    let sql = concat!(
        "SELECT ",
        user_columns!(),
        ", ",
        rights_columns!(),
        " FROM memberships JOIN users ON users.id = memberships.user_id \
         WHERE memberships.organization_id = ? ORDER BY users.name COLLATE NOCASE, users.id"
    );
    let rows = sqlx::query(sql).bind(organization.to_string()).fetch_all(connection).await.map_err(failed)?;
    read_all(&rows, |row| {
        let mut columns = Columns::of(row, "users");
        let user = read_user(&mut columns)?;
        let (role, scope) = read_rights(&mut columns)?;
        Ok(UserOfOrganization { user, role, scope })
    })
}

/// Runs on every request: one statement, every step of it by a unique index.
pub(crate) const SESSION: &str = concat!(
    "SELECT ",
    session_columns!(),
    ", ",
    user_columns!(),
    ", ",
    organization_columns!(),
    ", ",
    rights_columns!(),
    " FROM sessions \
     JOIN users ON users.id = sessions.user_id AND users.disabled_at IS NULL \
     JOIN organizations ON organizations.id = sessions.organization_id \
     JOIN memberships ON memberships.organization_id = sessions.organization_id \
         AND memberships.user_id = sessions.user_id \
     WHERE sessions.token_hash = ?"
);

pub(crate) async fn session(
    connection: &mut SqliteConnection,
    token: &SessionToken,
) -> Result<Option<(Session, User, Membership)>> {
    let row =
        sqlx::query(SESSION).bind(token.0.as_slice()).fetch_optional(connection).await.map_err(failed)?;
    row.as_ref().map(read_session_chain).transpose()
}

fn read_session_chain(row: &SqliteRow) -> Result<(Session, User, Membership)> {
    let mut columns = Columns::of(row, "sessions");
    let session = read_session(&mut columns)?;
    let user = read_user(&mut columns)?;
    let organization = read_organization(&mut columns)?;
    let (role, scope) = read_rights(&mut columns)?;
    let membership = Membership { organization, user: user.id, role, scope };
    Ok((session, user, membership))
}

pub(crate) async fn sessions_of(connection: &mut SqliteConnection, user: UserId) -> Result<Vec<Session>> {
    let sql = concat!(
        "SELECT ",
        session_columns!(),
        " FROM sessions WHERE user_id = ? ORDER BY last_seen_at DESC, id DESC"
    );
    let rows = sqlx::query(sql).bind(user.to_string()).fetch_all(connection).await.map_err(failed)?;
    read_all(&rows, |row| read_session(&mut Columns::of(row, "sessions")))
}

pub(crate) async fn throttle(connection: &mut SqliteConnection, key: &str) -> Result<Option<SignInThrottle>> {
    let sql = "SELECT key, failures, blocked_until, last_failure_at FROM throttles WHERE key = ?";
    let row = sqlx::query(sql).bind(key).fetch_optional(connection).await.map_err(failed)?;
    row.map(|row| {
        let mut columns = Columns::of(&row, "throttles");
        Ok(SignInThrottle {
            key: columns.text()?,
            failures: columns.count("failures")?,
            blocked_until: columns.time("blocked_until")?,
            last_failure_at: columns.time("last_failure_at")?,
        })
    })
    .transpose()
}

pub(crate) async fn insert_organization(
    connection: &mut SqliteConnection,
    organization: &Organization,
) -> Result<()> {
    sqlx::query("INSERT INTO organizations (id, name, created_at) VALUES (?, ?, ?)")
        .bind(organization.id.to_string())
        .bind(&organization.name)
        .bind(millis(organization.created_at))
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn insert_user(connection: &mut SqliteConnection, user: &User) -> Result<()> {
    let sql = "INSERT INTO users (id, email, name, password_hash, disabled_at, created_at) \
               VALUES (?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(user.id.to_string())
        .bind(&user.email)
        .bind(&user.name)
        .bind(&user.password_hash)
        .bind(opt_millis(user.disabled_at))
        .bind(millis(user.created_at))
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn update_user(connection: &mut SqliteConnection, user: &User) -> Result<()> {
    let done = sqlx::query("UPDATE users SET name = ?, password_hash = ?, disabled_at = ? WHERE id = ?")
        .bind(&user.name)
        .bind(&user.password_hash)
        .bind(opt_millis(user.disabled_at))
        .bind(user.id.to_string())
        .execute(connection)
        .await
        .map_err(failed)?;
    changed_one(&done, "users")
}

pub(crate) async fn set_membership(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    user: UserId,
    role: Role,
    scope: &Scope,
) -> Result<()> {
    let (organization, user) = (organization.to_string(), user.to_string());
    sqlx::query(
        "INSERT INTO memberships (organization_id, user_id, role, limited) VALUES (?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET role = excluded.role, limited = excluded.limited",
    )
    .bind(&organization)
    .bind(&user)
    .bind(role.code())
    .bind(i64::from(*scope != Scope::Everything))
    .execute(&mut *connection)
    .await
    .map_err(failed)?;
    sqlx::query("DELETE FROM membership_structures WHERE organization_id = ? AND user_id = ?")
        .bind(&organization)
        .bind(&user)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    let Scope::Only(list) = scope else { return Ok(()) };
    for (position, entry) in (0_i64..).zip(list) {
        sqlx::query(
            "INSERT INTO membership_structures (organization_id, user_id, position, structure_id, services) \
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&organization)
        .bind(&user)
        .bind(position)
        .bind(entry.structure.to_string())
        .bind(json(&entry.services)?)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    }
    Ok(())
}

/// Scope and sessions go with it by the foreign keys.
pub(crate) async fn remove_membership(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    user: UserId,
) -> Result<()> {
    sqlx::query("DELETE FROM memberships WHERE organization_id = ? AND user_id = ?")
        .bind(organization.to_string())
        .bind(user.to_string())
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn insert_session(
    connection: &mut SqliteConnection,
    session: &Session,
    token: &SessionToken,
) -> Result<()> {
    let sql = "INSERT INTO sessions (id, token_hash, user_id, organization_id, created_at, last_seen_at, \
               expires_at, user_agent, address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(session.id.to_string())
        .bind(token.0.as_slice())
        .bind(session.user.to_string())
        .bind(session.organization.to_string())
        .bind(millis(session.created_at))
        .bind(millis(session.last_seen_at))
        .bind(millis(session.expires_at))
        .bind(&session.user_agent)
        .bind(&session.address)
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn touch_session(
    connection: &mut SqliteConnection,
    id: SessionId,
    at: DateTime<Utc>,
) -> Result<()> {
    // Two requests may arrive out of order: the time never goes back.
    sqlx::query("UPDATE sessions SET last_seen_at = max(last_seen_at, ?) WHERE id = ?")
        .bind(millis(at))
        .bind(id.to_string())
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

/// The foreign key of sessions to memberships refuses an organisation that is not the person's own.
pub(crate) async fn switch_session(
    connection: &mut SqliteConnection,
    id: SessionId,
    organization: OrganizationId,
) -> Result<()> {
    let done = sqlx::query(
        "UPDATE sessions SET organization_id = ?1 WHERE id = ?2 AND EXISTS ( \
             SELECT 1 FROM memberships WHERE memberships.organization_id = ?1 \
                 AND memberships.user_id = sessions.user_id)",
    )
    .bind(organization.to_string())
    .bind(id.to_string())
    .execute(connection)
    .await
    .map_err(failed)?;
    changed_one(&done, "sessions")
}

pub(crate) async fn delete_session(
    connection: &mut SqliteConnection,
    user: UserId,
    id: SessionId,
) -> Result<()> {
    sqlx::query("DELETE FROM sessions WHERE user_id = ? AND id = ?")
        .bind(user.to_string())
        .bind(id.to_string())
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}

pub(crate) async fn delete_sessions(
    connection: &mut SqliteConnection,
    user: UserId,
    except: Option<SessionId>,
) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?")
        .bind(user.to_string())
        .bind(except.map(|id| id.to_string()))
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(done.rows_affected())
}

pub(crate) async fn delete_expired_sessions(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    idle_before: DateTime<Utc>,
) -> Result<u64> {
    let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= ? OR last_seen_at < ?")
        .bind(millis(now))
        .bind(millis(idle_before))
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(done.rows_affected())
}

pub(crate) async fn set_throttle(connection: &mut SqliteConnection, throttle: &SignInThrottle) -> Result<()> {
    sqlx::query(
        "INSERT INTO throttles (key, failures, blocked_until, last_failure_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET failures = excluded.failures, blocked_until = excluded.blocked_until, \
             last_failure_at = excluded.last_failure_at",
    )
    .bind(&throttle.key)
    .bind(i64::from(throttle.failures))
    .bind(millis(throttle.blocked_until))
    .bind(millis(throttle.last_failure_at))
    .execute(connection)
    .await
    .map(drop)
    .map_err(failed)
}

pub(crate) async fn clear_throttle(connection: &mut SqliteConnection, key: &str) -> Result<()> {
    let done = sqlx::query("DELETE FROM throttles WHERE key = ?").bind(key).execute(connection).await;
    done.map(drop).map_err(failed)
}

pub(crate) async fn journal(connection: &mut SqliteConnection, entry: &JournalEntry) -> Result<()> {
    let sql = "INSERT INTO journal (organization_id, user_id, at, action, object, detail) \
               VALUES (?, ?, ?, ?, ?, ?)";
    sqlx::query(sql)
        .bind(entry.organization.map(|id| id.to_string()))
        .bind(entry.user.map(|id| id.to_string()))
        .bind(millis(entry.at))
        .bind(entry.action)
        .bind(&entry.object)
        .bind(&entry.detail)
        .execute(connection)
        .await
        .map(drop)
        .map_err(failed)
}
