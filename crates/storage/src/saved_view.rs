//! The filters of a list under a name.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{Direction, OrganizationId, SavedViewId, UserId};

use crate::Result;

/// What a person keeps of a list, to see it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Identifier.
    pub id: SavedViewId,
    /// Owner.
    pub organization: OrganizationId,
    /// Who kept it.
    pub user: UserId,
    /// Their name then.
    pub user_name: String,
    /// Of which list.
    pub direction: Direction,
    /// What it is called.
    pub name: String,
    /// Filters and order, as they stand in the address of the list.
    pub query: String,
    /// Whether everybody of the organisation has it.
    pub shared: bool,
    /// When it was kept.
    pub created_at: DateTime<Utc>,
}

/// Asking for saved views.
#[async_trait]
pub trait ReadSavedViews: Send {
    /// Those that a person has: their own, and what others share; by name.
    async fn saved_views(&mut self, organization: OrganizationId, user: UserId) -> Result<Vec<SavedView>>;
}

/// Changing saved views.
#[async_trait]
pub trait WriteSavedViews: ReadSavedViews {
    /// Adds one.
    async fn insert_saved_view(&mut self, view: &SavedView) -> Result<()>;
    /// Takes one away; false when it is not there.
    async fn delete_saved_view(&mut self, organization: OrganizationId, id: SavedViewId) -> Result<bool>;
}
