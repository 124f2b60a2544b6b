//! The filters of a list under a name: for oneself, or for everybody of the organisation.

use domain::{Direction, Permission, Reason, SavedViewId};
use storage::SavedView;

use super::Portfolio;
use crate::{Actor, OperationError, Result};

/// Longest name of a view, characters.
pub const LONGEST_VIEW_NAME: usize = 60;
/// Most views that a person keeps.
pub const MOST_VIEWS: usize = 30;
/// Longest address of a list, bytes.
const LONGEST_QUERY: usize = 1_000;

/// A view to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewView {
    /// Of which list.
    pub direction: Direction,
    /// What it is called.
    pub name: String,
    /// Filters and order, as they stand in the address of the list.
    pub query: String,
    /// Whether everybody of the organisation has it.
    pub shared: bool,
}

impl Portfolio {
    /// The views of a list that a person has, by name.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn saved_views(&self, actor: &Actor, direction: Direction) -> Result<Vec<SavedView>> {
        actor.require(Permission::Read)?;
        let mut views = self.ground.read().await?.saved_views(actor.organization, actor.user).await?;
        views.retain(|view| view.direction == direction);
        Ok(views)
    }

    /// Keeps a view. One of the same person, list and name is replaced.
    ///
    /// # Errors
    /// [`OperationError::Forbidden`] when it is to be shared by who only reads; [`OperationError::Refused`] when it has
    /// no name or too long a one, or there are too many.
    pub async fn save_view(&self, actor: &Actor, view: NewView) -> Result<()> {
        actor.require(if view.shared { Permission::Annotate } else { Permission::Read })?;
        let name = view.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if length == 0 || length > LONGEST_VIEW_NAME {
            return Err(OperationError::Refused(Reason::ViewName { most: LONGEST_VIEW_NAME as u64 }));
        }
        if view.query.len() > LONGEST_QUERY {
            return Err(OperationError::Refused(Reason::ViewTooLong));
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let views = transaction.saved_views(actor.organization, actor.user).await?;
        let mut own: Vec<_> = views.into_iter().filter(|known| known.user == actor.user).collect();
        let same = own.iter().position(|known| known.direction == view.direction && known.name == name);
        if let Some(same) = same {
            let replaced = own.swap_remove(same);
            transaction.delete_saved_view(actor.organization, replaced.id).await?;
        }
        if own.len() >= MOST_VIEWS {
            return Err(OperationError::Refused(Reason::TooManyViews { most: MOST_VIEWS as u64 }));
        }
        let kept = SavedView {
            id: self.ground.id::<SavedViewId>(),
            organization: actor.organization,
            user: actor.user,
            user_name: actor.name.clone(),
            direction: view.direction,
            name,
            query: view.query,
            shared: view.shared,
            created_at: self.ground.now(),
        };
        transaction.insert_saved_view(&kept).await?;
        transaction.journal(&self.ground.act(actor, "view.save", kept.id, &kept.name)).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a view away: one's own, or a shared one by who administers users.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the person may not or does not have it.
    pub async fn delete_view(&self, actor: &Actor, id: SavedViewId) -> Result<()> {
        actor.require(Permission::Read)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let views = transaction.saved_views(actor.organization, actor.user).await?;
        let view = views.into_iter().find(|view| view.id == id && may_delete_view(actor, view));
        let view = view.ok_or(OperationError::NotFound("view"))?;
        transaction.delete_saved_view(actor.organization, id).await?;
        transaction.journal(&self.ground.act(actor, "view.delete", id, &view.name)).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Whether a person may take a view away that they have.
#[must_use]
pub fn may_delete_view(actor: &Actor, view: &SavedView) -> bool {
    view.user == actor.user || actor.role.allows(Permission::ManageUsers)
}
