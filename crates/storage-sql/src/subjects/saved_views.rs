//! The filters of a list under a name.

use async_trait::async_trait;
use domain::{Direction, OrganizationId, SavedViewId, UserId};
use storage::{ReadSavedViews, Result, SavedView, WriteSavedViews};

use crate::handle::Handle;
use crate::query::query;
use crate::row::Row;

fn read_view(row: &Row) -> Result<SavedView> {
    let fields = row.of("saved_views");
    Ok(SavedView {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        user: fields.id("user_id")?,
        user_name: fields.text("user_name")?,
        direction: fields.code("direction", Direction::from_code)?,
        name: fields.text("name")?,
        query: fields.text("query")?,
        shared: fields.flag("shared")?,
        created_at: fields.time("created_at")?,
    })
}

#[async_trait]
impl ReadSavedViews for Handle {
    async fn saved_views(&mut self, organization: OrganizationId, user: UserId) -> Result<Vec<SavedView>> {
        let statement = query(
            "SELECT organization_id, id, user_id, user_name, direction, name, query, shared, created_at \
             FROM saved_views WHERE organization_id = $1 AND (user_id = $2 OR shared = 1) ORDER BY id",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(user)).await?;
        let mut views = rows.iter().map(read_view).collect::<Result<Vec<_>>>()?;
        // As people sort, which engines do each in a way of its own.
        views.sort_by_key(|view| storage::fold(&view.name));
        Ok(views)
    }
}

#[async_trait]
impl WriteSavedViews for Handle {
    async fn insert_saved_view(&mut self, view: &SavedView) -> Result<()> {
        let statement = query(
            "INSERT INTO saved_views (organization_id, id, user_id, user_name, direction, name, query, shared, \
                 created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(view.organization)
        .bind(view.id)
        .bind(view.user)
        .bind(&view.user_name)
        .bind(view.direction.code())
        .bind(&view.name)
        .bind(&view.query)
        .bind(view.shared)
        .bind(view.created_at);
        self.execute(statement).await.map(drop)
    }

    async fn delete_saved_view(&mut self, organization: OrganizationId, id: SavedViewId) -> Result<bool> {
        let statement = query("DELETE FROM saved_views WHERE organization_id = $1 AND id = $2")
            .bind(organization)
            .bind(id);
        Ok(self.execute(statement).await? > 0)
    }
}
