//! Browsers that are known, invitations, and what people have sent.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{OrganizationId, Role, StructureId, UserId};
use storage::{Invitation, ReadArrivals, Result, Scope, ScopedStructure, SessionToken, WriteArrivals};

use super::accounts::{ORGANIZATION, read_organization};
use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::{Row, json};

/// A scope as one JSON text: null for everything, else an array of [structure, [service, …]].
type Reach = Option<Vec<(StructureId, Vec<String>)>>;

fn read_invitation(row: &Row) -> Result<Invitation> {
    let fields = row.of("invitations");
    let reach: Reach = fields.json("scope")?;
    let entry = |(structure, services)| ScopedStructure { structure, services };
    Ok(Invitation {
        organization: read_organization(row)?,
        user: fields.id("user_id")?,
        email: fields.text("email")?,
        role: fields.code("role", Role::from_code)?,
        scope: reach.map_or(Scope::Everything, |list| Scope::Only(list.into_iter().map(entry).collect())),
        invited_by: fields.id("invited_by")?,
        invited_at: fields.time("invited_at")?,
    })
}

fn invitations() -> Builder {
    let mut sql = Builder::new("SELECT ");
    sql.push(ORGANIZATION).push(
        ", invitations.user_id, users.email, invitations.role, invitations.scope, invitations.invited_by, \
         invitations.invited_at FROM invitations \
         JOIN organizations ON organizations.id = invitations.organization_id \
         JOIN users ON users.id = invitations.user_id WHERE ",
    );
    sql
}

#[async_trait]
impl ReadArrivals for Handle {
    async fn device(&mut self, token: &SessionToken, since: DateTime<Utc>) -> Result<Option<UserId>> {
        let statement = query("SELECT user_id FROM devices WHERE token_hash = $1 AND last_used_at >= $2")
            .bind(token.0.as_slice())
            .bind(since);
        let row = self.fetch_optional(statement).await?;
        row.map(|row| row.of("devices").id("user_id")).transpose()
    }

    async fn invitations_to(&mut self, organization: OrganizationId) -> Result<Vec<Invitation>> {
        let mut sql = invitations();
        sql.push("invitations.organization_id = ").push_bind(organization).push(" ORDER BY users.email_key");
        self.fetch_all(sql.build()).await?.iter().map(read_invitation).collect()
    }

    async fn invitations_of(&mut self, user: UserId) -> Result<Vec<Invitation>> {
        let mut sql = invitations();
        sql.push("invitations.user_id = ").push_bind(user);
        sql.push(" ORDER BY organizations.name, organizations.id");
        self.fetch_all(sql.build()).await?.iter().map(read_invitation).collect()
    }
}

#[async_trait]
impl WriteArrivals for Handle {
    async fn use_device(
        &mut self,
        token: &SessionToken,
        user: UserId,
        at: DateTime<Utc>,
        most: u32,
    ) -> Result<()> {
        // A browser that another person used before is theirs from now on.
        let statement = query(
            "INSERT INTO devices (token_hash, user_id, created_at, last_used_at) VALUES ($1, $2, $3, $3) \
             ON CONFLICT (token_hash) DO UPDATE SET user_id = excluded.user_id, \
                 last_used_at = excluded.last_used_at",
        )
        .bind(token.0.as_slice())
        .bind(user)
        .bind(at);
        self.execute(statement).await?;
        let statement = query(
            "DELETE FROM devices WHERE user_id = $1 AND token_hash NOT IN ( \
                 SELECT token_hash FROM devices WHERE user_id = $1 \
                 ORDER BY last_used_at DESC, token_hash LIMIT $2)",
        )
        .bind(user)
        .bind(most);
        self.execute(statement).await.map(drop)
    }

    async fn delete_devices(&mut self, user: UserId) -> Result<u64> {
        self.execute(query("DELETE FROM devices WHERE user_id = $1").bind(user)).await
    }

    async fn delete_devices_before(&mut self, before: DateTime<Utc>) -> Result<u64> {
        self.execute(query("DELETE FROM devices WHERE last_used_at < $1").bind(before)).await
    }

    async fn put_invitation(&mut self, invitation: &Invitation) -> Result<()> {
        let reach: Reach = match &invitation.scope {
            Scope::Everything => None,
            Scope::Only(list) => {
                Some(list.iter().map(|entry| (entry.structure, entry.services.clone())).collect())
            }
        };
        let statement = query(
            "INSERT INTO invitations (organization_id, user_id, role, scope, invited_by, invited_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, user_id) DO UPDATE SET \
                 role = excluded.role, scope = excluded.scope, invited_by = excluded.invited_by, \
                 invited_at = excluded.invited_at",
        )
        .bind(invitation.organization.id)
        .bind(invitation.user)
        .bind(invitation.role.code())
        .bind(json(&reach)?)
        .bind(invitation.invited_by)
        .bind(invitation.invited_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_invitation(&mut self, organization: OrganizationId, user: UserId) -> Result<bool> {
        let statement = query("DELETE FROM invitations WHERE organization_id = $1 AND user_id = $2")
            .bind(organization)
            .bind(user);
        Ok(self.execute(statement).await? == 1)
    }

    async fn count_upload(&mut self, user: UserId, day: i64, bytes: i64, most: u64) -> Result<bool> {
        let statement = query(
            "INSERT INTO uploads (user_id, day, bytes) SELECT $1, $2, $3 WHERE $3 <= $4 \
             ON CONFLICT (user_id, day) DO UPDATE SET bytes = uploads.bytes + excluded.bytes \
                 WHERE uploads.bytes + excluded.bytes <= $4",
        )
        .bind(user)
        .bind(day)
        .bind(bytes)
        .bind(i64::try_from(most).unwrap_or(i64::MAX));
        Ok(self.execute(statement).await? == 1)
    }

    async fn delete_uploads_before(&mut self, day: i64) -> Result<u64> {
        self.execute(query("DELETE FROM uploads WHERE day < $1").bind(day)).await
    }
}
