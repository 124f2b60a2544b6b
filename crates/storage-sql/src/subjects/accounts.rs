//! Organisations, people, their rights, their sessions, failed sign-ins.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, Role, SessionId, StructureId, UserId};
use storage::{
    Membership, Organization, Protection, ReadAccounts, Result, Scope, ScopedStructure, Session,
    SessionToken, SignInThrottle, User, UserOfOrganization, WriteAccounts, fold,
};

use crate::engine::Engine;
use crate::error::changed_one;
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};

pub(super) const ORGANIZATION: &str = "organizations.id AS organization_id, organizations.name AS organization_name, \
     organizations.created_at AS organization_created_at, organizations.second_factor_from";

const USER: &str = "users.id AS user_id, users.email AS user_email, users.name AS user_name, \
     users.password_hash AS user_password_hash, users.disabled_at AS user_disabled_at, \
     users.created_at AS user_created_at, \
     (SELECT asked_at FROM second_factors WHERE second_factors.user_id = users.id) AS user_factor_asked_at, \
     (SELECT confirmed_at FROM second_factors WHERE second_factors.user_id = users.id) AS user_factor_confirmed_at";

const SESSION: &str = "sessions.id AS session_id, sessions.user_id AS session_user, \
     sessions.organization_id AS session_organization, sessions.created_at AS session_created_at, \
     sessions.last_seen_at, sessions.expires_at, sessions.user_agent, sessions.address";

/// Role, and the scope as one JSON text: null for everything, else an array of [structure, [service, …]].
fn push_rights(sql: &mut Builder, engine: Engine) {
    sql.push("memberships.last_used_at AS membership_last_used_at, memberships.role, CASE memberships.limited WHEN 0 THEN 'null' ELSE (SELECT ")
        .push(engine.reach_as_json())
        .push(
            " FROM membership_structures AS reach \
             WHERE reach.organization_id = memberships.organization_id AND reach.user_id = memberships.user_id \
             ) END AS scope",
        );
}

pub(super) fn read_organization(row: &Row) -> Result<Organization> {
    let fields = row.of("organizations");
    Ok(Organization {
        id: fields.id("organization_id")?,
        name: fields.text("organization_name")?,
        created_at: fields.time("organization_created_at")?,
        second_factor_from: fields.opt_time("second_factor_from")?,
    })
}

fn read_user(row: &Row) -> Result<User> {
    let fields = row.of("users");
    Ok(User {
        id: fields.id("user_id")?,
        email: fields.text("user_email")?,
        name: fields.text("user_name")?,
        password_hash: fields.text("user_password_hash")?,
        disabled_at: fields.opt_time("user_disabled_at")?,
        created_at: fields.time("user_created_at")?,
        protection: Protection {
            asked_at: fields.opt_time("user_factor_asked_at")?,
            confirmed_at: fields.opt_time("user_factor_confirmed_at")?,
        },
    })
}

fn read_session(row: &Row) -> Result<Session> {
    let fields = row.of("sessions");
    Ok(Session {
        id: fields.id("session_id")?,
        user: fields.id("session_user")?,
        organization: fields.id("session_organization")?,
        created_at: fields.time("session_created_at")?,
        last_seen_at: fields.time("last_seen_at")?,
        expires_at: fields.time("expires_at")?,
        user_agent: fields.text("user_agent")?,
        address: fields.text("address")?,
    })
}

fn read_rights(row: &Row) -> Result<(Role, Scope)> {
    let fields = row.of("memberships");
    let role = fields.code("role", Role::from_code)?;
    let list: Option<Vec<(StructureId, Vec<String>)>> = fields.json("scope")?;
    let scope = list.map_or(Scope::Everything, |list| {
        let entry = |(structure, services)| ScopedStructure { structure, services };
        Scope::Only(list.into_iter().map(entry).collect())
    });
    Ok((role, scope))
}

fn read_membership(row: &Row, user: UserId) -> Result<Membership> {
    let (role, scope) = read_rights(row)?;
    let last_used_at = row.of("memberships").opt_time("membership_last_used_at")?;
    Ok(Membership { organization: read_organization(row)?, user, role, scope, last_used_at })
}

fn read_throttle(row: &Row) -> Result<SignInThrottle> {
    let fields = row.of("throttles");
    Ok(SignInThrottle {
        key: fields.text("key")?,
        failures: fields.count("failures")?,
        blocked_until: fields.time("blocked_until")?,
        last_failure_at: fields.time("last_failure_at")?,
    })
}

/// How addresses are compared.
fn email_key(email: &str) -> String {
    email.to_lowercase()
}

/// Runs on every request: one statement, every step of it by a unique index.
fn session_statement(engine: Engine, token: &SessionToken) -> Builder {
    let mut sql = Builder::new("SELECT ");
    sql.push(SESSION).push(", ").push(USER).push(", ").push(ORGANIZATION).push(", ");
    push_rights(&mut sql, engine);
    sql.push(
        " FROM sessions \
         JOIN users ON users.id = sessions.user_id AND users.disabled_at IS NULL \
         JOIN organizations ON organizations.id = sessions.organization_id \
         JOIN memberships ON memberships.organization_id = sessions.organization_id \
             AND memberships.user_id = sessions.user_id \
         WHERE sessions.token_hash = ",
    );
    sql.push_bind(token.0.as_slice());
    sql
}

#[async_trait]
impl ReadAccounts for Handle {
    async fn organizations(&mut self) -> Result<Vec<Organization>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ORGANIZATION).push(" FROM organizations ORDER BY organizations.name, organizations.id");
        self.fetch_all(sql.build()).await?.iter().map(read_organization).collect()
    }

    async fn user_by_email(&mut self, email: &str) -> Result<Option<User>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(USER).push(" FROM users WHERE email_key = ").push_bind(email_key(email));
        self.fetch_optional(sql.build()).await?.as_ref().map(read_user).transpose()
    }

    async fn user(&mut self, id: UserId) -> Result<Option<User>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(USER).push(" FROM users WHERE id = ").push_bind(id);
        self.fetch_optional(sql.build()).await?.as_ref().map(read_user).transpose()
    }

    async fn memberships(&mut self, user: UserId) -> Result<Vec<Membership>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(ORGANIZATION).push(", ");
        push_rights(&mut sql, self.engine());
        sql.push(
            " FROM memberships JOIN organizations ON organizations.id = memberships.organization_id \
             WHERE memberships.user_id = ",
        );
        sql.push_bind(user).push(" ORDER BY organizations.name, organizations.id");
        self.fetch_all(sql.build()).await?.iter().map(|row| read_membership(row, user)).collect()
    }

    async fn users_of(&mut self, organization: OrganizationId) -> Result<Vec<UserOfOrganization>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(USER).push(", ");
        push_rights(&mut sql, self.engine());
        sql.push(
            " FROM memberships JOIN users ON users.id = memberships.user_id \
             WHERE memberships.organization_id = ",
        );
        sql.push_bind(organization).push(" ORDER BY users.name_key, users.id");
        let read = |row: &Row| {
            let (role, scope) = read_rights(row)?;
            Ok(UserOfOrganization { user: read_user(row)?, role, scope })
        };
        self.fetch_all(sql.build()).await?.iter().map(read).collect()
    }

    async fn session(&mut self, token: &SessionToken) -> Result<Option<(Session, User, Membership)>> {
        let statement = session_statement(self.engine(), token).build();
        let Some(row) = self.fetch_optional(statement).await? else { return Ok(None) };
        let user = read_user(&row)?;
        let membership = read_membership(&row, user.id)?;
        Ok(Some((read_session(&row)?, user, membership)))
    }

    async fn sessions_of(&mut self, user: UserId) -> Result<Vec<Session>> {
        let mut sql = Builder::new("SELECT ");
        sql.push(SESSION).push(" FROM sessions WHERE sessions.user_id = ").push_bind(user);
        sql.push(" ORDER BY sessions.last_seen_at DESC, sessions.id DESC");
        self.fetch_all(sql.build()).await?.iter().map(read_session).collect()
    }

    async fn throttle(&mut self, key: &str) -> Result<Option<SignInThrottle>> {
        let statement =
            query("SELECT key, failures, blocked_until, last_failure_at FROM throttles WHERE key = $1")
                .bind(key);
        self.fetch_optional(statement).await?.as_ref().map(read_throttle).transpose()
    }
}

impl Handle {
    /// The rows of a scope that is not everything.
    async fn insert_reach(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        list: &[ScopedStructure],
    ) -> Result<()> {
        for (position, entry) in (0_i64..).zip(list) {
            self.execute(
                query(
                    "INSERT INTO membership_structures \
                         (organization_id, user_id, position, structure_id, services) \
                     VALUES ($1, $2, $3, $4, $5)",
                )
                .bind(organization)
                .bind(user)
                .bind(position)
                .bind(entry.structure)
                .bind(json(&entry.services)?),
            )
            .await?;
        }
        Ok(())
    }
}

#[async_trait]
impl WriteAccounts for Handle {
    async fn insert_organization(&mut self, organization: &Organization) -> Result<()> {
        let statement = query("INSERT INTO organizations (id, name, created_at) VALUES ($1, $2, $3)")
            .bind(organization.id)
            .bind(&organization.name)
            .bind(organization.created_at);
        self.execute(statement).await.map(drop)
    }

    async fn insert_user(&mut self, user: &User) -> Result<()> {
        let statement = query(
            "INSERT INTO users (id, email, email_key, name, name_key, password_hash, disabled_at, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(user.id)
        .bind(&user.email)
        .bind(email_key(&user.email))
        .bind(&user.name)
        .bind(fold(&user.name))
        .bind(&user.password_hash)
        .bind(user.disabled_at)
        .bind(user.created_at);
        self.execute(statement).await.map(drop)
    }

    async fn update_user(&mut self, user: &User) -> Result<()> {
        let statement = query(
            "UPDATE users SET name = $1, name_key = $2, password_hash = $3, disabled_at = $4 WHERE id = $5",
        )
        .bind(&user.name)
        .bind(fold(&user.name))
        .bind(&user.password_hash)
        .bind(user.disabled_at)
        .bind(user.id);
        changed_one(self.execute(statement).await?, "users")
    }

    async fn set_membership(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        role: Role,
        scope: &Scope,
    ) -> Result<()> {
        let limited = *scope != Scope::Everything;
        self.execute(
            query(
                "INSERT INTO memberships (organization_id, user_id, role, limited) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (organization_id, user_id) \
                 DO UPDATE SET role = excluded.role, limited = excluded.limited",
            )
            .bind(organization)
            .bind(user)
            .bind(role.code())
            .bind(limited),
        )
        .await?;
        self.execute(
            query("DELETE FROM membership_structures WHERE organization_id = $1 AND user_id = $2")
                .bind(organization)
                .bind(user),
        )
        .await?;
        match scope {
            Scope::Everything => Ok(()),
            Scope::Only(list) => {
                self.insert_reach(organization, user, list).await?;
                // Nobody is in charge of what they do not see.
                let lost = query(
                    "DELETE FROM structure_people WHERE organization_id = $1 AND user_id = $2 AND structure_id NOT IN ( \
                         SELECT structure_id FROM membership_structures WHERE organization_id = $1 AND user_id = $2)",
                )
                .bind(organization)
                .bind(user);
                self.execute(lost).await.map(drop)
            }
        }
    }

    async fn remove_membership(&mut self, organization: OrganizationId, user: UserId) -> Result<()> {
        // Scope, sessions and what the person was in charge of go with it by the foreign keys.
        let statement = query("DELETE FROM memberships WHERE organization_id = $1 AND user_id = $2")
            .bind(organization)
            .bind(user);
        self.execute(statement).await.map(drop)
    }

    async fn insert_session(&mut self, session: &Session, token: &SessionToken) -> Result<()> {
        let statement = query(
            "INSERT INTO sessions (id, token_hash, user_id, organization_id, created_at, last_seen_at, \
                 expires_at, user_agent, address) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(session.id)
        .bind(token.0.as_slice())
        .bind(session.user)
        .bind(session.organization)
        .bind(session.created_at)
        .bind(session.last_seen_at)
        .bind(session.expires_at)
        .bind(&session.user_agent)
        .bind(&session.address);
        self.execute(statement).await.map(drop)
    }

    async fn touch_session(&mut self, id: SessionId, at: DateTime<Utc>) -> Result<()> {
        // Two requests may arrive out of order.
        let statement = query("UPDATE sessions SET last_seen_at = $1 WHERE id = $2 AND last_seen_at < $1")
            .bind(at)
            .bind(id);
        self.execute(statement).await.map(drop)
    }

    async fn switch_session(&mut self, id: SessionId, organization: OrganizationId) -> Result<()> {
        let statement = query(
            "UPDATE sessions SET organization_id = $1 WHERE id = $2 AND EXISTS ( \
                 SELECT 1 FROM memberships WHERE memberships.organization_id = $1 \
                     AND memberships.user_id = sessions.user_id)",
        )
        .bind(organization)
        .bind(id);
        changed_one(self.execute(statement).await?, "sessions")
    }

    async fn delete_session(&mut self, user: UserId, id: SessionId) -> Result<bool> {
        let statement = query("DELETE FROM sessions WHERE user_id = $1 AND id = $2").bind(user).bind(id);
        Ok(self.execute(statement).await? == 1)
    }

    async fn delete_sessions(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64> {
        let statement = query("DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2")
            .bind(user)
            .bind(except);
        self.execute(statement).await
    }

    async fn delete_expired_sessions(
        &mut self,
        now: DateTime<Utc>,
        idle_before: DateTime<Utc>,
    ) -> Result<u64> {
        let statement = query("DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at < $2")
            .bind(now)
            .bind(idle_before);
        self.execute(statement).await
    }

    async fn set_throttle(&mut self, throttle: &SignInThrottle) -> Result<()> {
        let statement = query(
            "INSERT INTO throttles (key, failures, blocked_until, last_failure_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, \
                 blocked_until = excluded.blocked_until, last_failure_at = excluded.last_failure_at",
        )
        .bind(&throttle.key)
        .bind(throttle.failures)
        .bind(throttle.blocked_until)
        .bind(throttle.last_failure_at);
        self.execute(statement).await.map(drop)
    }

    async fn clear_throttle(&mut self, key: &str) -> Result<()> {
        self.execute(query("DELETE FROM throttles WHERE key = $1").bind(key)).await.map(drop)
    }

    async fn keep_throttles(&mut self, most: u32) -> Result<u64> {
        let statement = query(
            "DELETE FROM throttles WHERE last_failure_at < ( \
                 SELECT last_failure_at FROM throttles ORDER BY last_failure_at DESC LIMIT 1 OFFSET $1)",
        )
        .bind(most);
        self.execute(statement).await
    }

    async fn use_membership(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        let statement =
            query("UPDATE memberships SET last_used_at = $1 WHERE organization_id = $2 AND user_id = $3")
                .bind(at)
                .bind(organization)
                .bind(user);
        changed_one(self.execute(statement).await?, "memberships")
    }

    async fn delete_throttles_before(&mut self, before: DateTime<Utc>) -> Result<u64> {
        self.execute(query("DELETE FROM throttles WHERE last_failure_at < $1").bind(before)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subjects::plans::Plans;

    #[tokio::test]
    async fn a_session_is_found_by_unique_indexes_alone() {
        let plan =
            Plans::make().await.of(session_statement(Engine::Sqlite, &SessionToken([1; 32])).build()).await;
        assert!(plan.contains("SEARCH sessions USING INDEX sessions_token (token_hash=?)"), "{plan}");
        assert!(!plan.contains("SCAN"), "{plan}");
    }
}
