//! The unit of work.

use super::sample::{World, organization, user};
use crate::{Storage, StorageError};

/// What was written and not committed is gone.
pub async fn a_dropped_unit_leaves_no_trace(storage: &dyn Storage) {
    let mut unit = storage.begin().await.unwrap();
    unit.insert_organization(&organization(1)).await.unwrap();
    unit.insert_user(&user(1)).await.unwrap();
    drop(unit);
    assert_eq!(storage.organizations().await.unwrap(), []);
    assert_eq!(storage.user(user(1).id).await.unwrap(), None);
    // The next writer starts clean.
    let mut unit = storage.begin().await.unwrap();
    unit.insert_organization(&organization(1)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(storage.organizations().await.unwrap(), [organization(1)]);
}

/// A refused row does not take the others of the transaction with it.
pub async fn a_failed_statement_leaves_the_unit_usable(storage: &dyn Storage) {
    let mut unit = storage.begin().await.unwrap();
    unit.insert_organization(&organization(1)).await.unwrap();
    let again = unit.insert_organization(&organization(1)).await;
    assert!(matches!(again, Err(StorageError::AlreadyThere(_))), "{again:?}");
    unit.insert_organization(&organization(2)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(storage.organizations().await.unwrap(), [organization(1), organization(2)]);
}

/// Nobody sees half of a transaction.
pub async fn a_unit_sees_its_own_changes_and_readers_do_not(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let invoice = super::sample::bare_invoice(&world.structure, 1);
    let mut unit = storage.begin().await.unwrap();
    unit.insert_invoice(&invoice).await.unwrap();
    assert_eq!(unit.invoice(invoice.organization, invoice.id).await.unwrap().as_ref(), Some(&invoice));
    assert_eq!(storage.invoice(invoice.organization, invoice.id).await.unwrap(), None);
    unit.commit().await.unwrap();
    assert_eq!(storage.invoice(invoice.organization, invoice.id).await.unwrap(), Some(invoice));
}

/// A second writer waits for the first instead of failing.
pub async fn two_writers_take_turns(storage: &dyn Storage) {
    let write = async |first: u64| {
        for number in first..first + 10 {
            let mut unit = storage.begin().await.unwrap();
            unit.insert_organization(&organization(number)).await.unwrap();
            tokio::task::yield_now().await;
            unit.commit().await.unwrap();
        }
    };
    tokio::join!(write(0), write(100), write(200));
    assert_eq!(storage.organizations().await.unwrap().len(), 30);
}

/// Readiness tells the truth.
pub async fn a_ready_storage_says_so_until_it_is_closed(storage: &dyn Storage) {
    assert!(storage.is_ready().await);
    storage.close().await;
    assert!(!storage.is_ready().await);
}
