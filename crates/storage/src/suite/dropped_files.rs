//! Files that wait for their structure.

use super::sample::{World, at, document, dropped_file, reader};
use crate::Database;

/// Nobody else sees it, it keeps its document, and it goes when it is answered for or forgotten.
pub async fn a_dropped_file_is_of_who_dropped_it_until_it_is_answered_for(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let files = [1, 2, 3].map(|number| dropped_file(&world, number));
    let mut transaction = world.writer(database).await;
    for file in [&files[1], &files[0], &files[2]] {
        transaction.insert_dropped_file(file).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let (organization, user) = (world.organization.id, world.user.id);
    let mut read = reader(database).await;
    assert_eq!(read.dropped_files(organization, user).await.unwrap(), files);
    for (organization, user) in [(organization, other.user.id), (other.organization.id, user)] {
        assert_eq!(read.dropped_files(organization, user).await.unwrap(), []);
    }
    let asked = [2, 9].map(|number| document(number).sha256);
    assert_eq!(read.documents_in_use(&asked).await.unwrap(), [document(2).sha256]);
    drop(read);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_dropped_file(organization, other.user.id, files[0].id).await.unwrap());
    assert!(!transaction.delete_dropped_file(other.organization.id, user, files[0].id).await.unwrap());
    assert!(transaction.delete_dropped_file(organization, user, files[0].id).await.unwrap());
    assert!(!transaction.delete_dropped_file(organization, user, files[0].id).await.unwrap());
    assert_eq!(transaction.delete_dropped_files_before(at(3)).await.unwrap(), 1);
    assert_eq!(transaction.dropped_files(organization, user).await.unwrap(), files[2..]);
    transaction.commit().await.unwrap();
}
