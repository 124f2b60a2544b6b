//! How documents with data leave, and the copies that were made of them.

use domain::DocumentWay;

use super::sample::{World, at, chosen_way, document, plain_copy, reader, siret};
use crate::{ChosenWay, Database, PlainCopy};

/// The last one stays, of its structure and its recipient only.
pub async fn what_was_chosen_last_is_remembered_for_each_recipient(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let second = world.add_structure(database, 1_500).await;
    let first = chosen_way(&world, 31);
    let last = ChosenWay { way: DocumentWay::Flow, chosen_at: at(9), ..first.clone() };
    let elsewhere = ChosenWay { way: DocumentWay::Pdf, ..chosen_way(&world, 32) };
    let mut transaction = world.writer(database).await;
    for chosen in [&first, &elsewhere, &last] {
        transaction.put_document_way(chosen).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let [one, two] = [31, 32].map(|number| siret(number).as_str().to_owned());
    assert_eq!(read.document_way(organization, structure, &one).await.unwrap(), Some(last));
    assert_eq!(read.document_way(organization, structure, &two).await.unwrap(), Some(elsewhere));
    assert_eq!(read.document_way(organization, second.id, &one).await.unwrap(), None);
    assert_eq!(read.document_way(other.organization.id, structure, &one).await.unwrap(), None);
}

/// Of its organisation; one that is made again takes its place.
pub async fn a_copy_is_found_by_its_original(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let first = plain_copy(&world, 1);
    let again = PlainCopy { sha256: document(900).sha256, bytes: 7, made_at: at(8), ..first.clone() };
    let mut transaction = world.writer(database).await;
    for copy in [&first, &again] {
        transaction.put_plain_copy(copy).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let original = document(1).sha256;
    assert_eq!(read.plain_copy(world.organization.id, &original).await.unwrap(), Some(again.clone()));
    assert_eq!(read.plain_copy(other.organization.id, &original).await.unwrap(), None);
    assert_eq!(read.plain_copy(world.organization.id, &again.sha256).await.unwrap(), None);
    let used = read.documents_in_use(&[original, first.sha256, again.sha256.clone()]).await.unwrap();
    assert_eq!(used, [again.sha256], "an original is kept by its invoice");
}
