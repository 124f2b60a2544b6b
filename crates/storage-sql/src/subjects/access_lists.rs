//! What Chorus Pro gives to choose from.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{AccessId, OrganizationId};
use storage::{PlatformLists, ReadAccessLists, Result, WriteAccessLists};

use crate::handle::Handle;
use crate::query::query;
use crate::row::{Row, json};

fn read_lists(row: &Row) -> Result<(PlatformLists, DateTime<Utc>)> {
    let fields = row.of("access_lists");
    Ok((fields.json("lists")?, fields.time("read_at")?))
}

#[async_trait]
impl ReadAccessLists for Handle {
    async fn access_lists(
        &mut self,
        organization: OrganizationId,
        access: AccessId,
    ) -> Result<Option<(PlatformLists, DateTime<Utc>)>> {
        let statement =
            query("SELECT lists, read_at FROM access_lists WHERE organization_id = $1 AND access_id = $2")
                .bind(organization)
                .bind(access);
        self.fetch_optional(statement).await?.as_ref().map(read_lists).transpose()
    }
}

#[async_trait]
impl WriteAccessLists for Handle {
    async fn put_access_lists(
        &mut self,
        organization: OrganizationId,
        access: AccessId,
        lists: &PlatformLists,
        read_at: DateTime<Utc>,
    ) -> Result<()> {
        let statement = query(
            "INSERT INTO access_lists (organization_id, access_id, lists, read_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organization_id, access_id) DO UPDATE SET lists = excluded.lists, \
                 read_at = excluded.read_at",
        )
        .bind(organization)
        .bind(access)
        .bind(json(lists)?)
        .bind(read_at);
        self.execute(statement).await.map(drop)
    }
}
