//! The filters of a list under a name.

use domain::{SavedViewId, UserId};
use uuid::Uuid;

use super::sample::{World, reader, saved_view};
use crate::{Database, SavedView};

/// One's own and what others share, by name; nothing of another organisation.
pub async fn a_person_has_their_own_views_and_those_that_are_shared(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let colleague = other.user.id;
    let named = |number, name: &str| SavedView { name: name.to_owned(), ..saved_view(&world, number) };
    let own = named(1, "École");
    let shared = SavedView { user: colleague, shared: true, ..named(2, "de tous") };
    let private = SavedView { user: colleague, shared: false, ..named(3, "à lui") };
    let mut transaction = world.writer(database).await;
    for view in [&own, &shared, &private] {
        transaction.insert_saved_view(view).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let (organization, user) = (world.organization.id, world.user.id);
    let mut read = reader(database).await;
    assert_eq!(read.saved_views(organization, user).await.unwrap(), [shared.clone(), own.clone()]);
    assert_eq!(read.saved_views(organization, colleague).await.unwrap(), [private, shared.clone()]);
    assert_eq!(
        read.saved_views(organization, UserId(Uuid::from_u128(9))).await.unwrap(),
        std::slice::from_ref(&shared)
    );
    assert_eq!(read.saved_views(other.organization.id, user).await.unwrap(), []);
    drop(read);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_saved_view(other.organization.id, own.id).await.unwrap());
    assert!(!transaction.delete_saved_view(organization, SavedViewId(Uuid::from_u128(9))).await.unwrap());
    assert!(transaction.delete_saved_view(organization, own.id).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.saved_views(organization, user).await.unwrap(), [shared]);
}
