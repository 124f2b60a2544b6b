//! Mandates.

use super::sample::{World, day, mandate, mandate_end, reader};
use crate::{Database, MandateEnd, StorageError};

/// With an end of its own, with one that somebody gave it, and never ended twice.
pub async fn a_mandate_reads_back_and_is_ended_once(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let (first, second) = (mandate(&world, 1), mandate(&world, 2));
    let mut transaction = world.writer(database).await;
    transaction.insert_mandate(&first).await.unwrap();
    transaction.insert_mandate(&second).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let all = read.mandates(organization).await.unwrap();
    assert_eq!(all, [second.clone(), first.clone()], "those entered last first");
    assert_eq!(read.mandate(organization, first.id).await.unwrap().as_ref(), Some(&first));
    let documents = [first.document.sha256.clone(), "f".repeat(64)];
    assert_eq!(read.documents_in_use(&documents).await.unwrap(), documents[..1], "it keeps its document");
    drop(read);
    let mut transaction = world.writer(database).await;
    transaction.end_mandate(organization, second.id, &mandate_end("Résilié")).await.unwrap();
    transaction.commit().await.unwrap();
    let later = MandateEnd { last: day(7, 1), ..mandate_end("Encore") };
    let again = world.writer(database).await.end_mandate(organization, second.id, &later).await;
    assert!(matches!(again, Err(StorageError::ChangedMeanwhile(_))), "{again:?}");
    let found = reader(database).await.mandate(organization, second.id).await.unwrap().unwrap();
    assert_eq!(found.end, Some(mandate_end("Résilié")));
    assert_eq!((found.span().first, found.span().last), (day(2, 1), Some(day(6, 30))));
}

/// Not before it said so, and not for others.
pub async fn mandates_are_needed_where_the_organisation_says_so(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    assert!(!reader(database).await.mandates_required(organization).await.unwrap());
    for required in [true, false, true] {
        let mut transaction = world.writer(database).await;
        transaction.set_mandates_required(organization, required).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(reader(database).await.mandates_required(organization).await.unwrap(), required);
    }
    assert!(!reader(database).await.mandates_required(other.organization.id).await.unwrap());
}

/// Neither read nor ended, nor given to their structure.
pub async fn mandates_of_two_organisations_do_not_mix(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let ours = mandate(&world, 1);
    let mut transaction = world.writer(database).await;
    transaction.insert_mandate(&ours).await.unwrap();
    transaction.commit().await.unwrap();
    let stranger = other.organization.id;
    let mut read = reader(database).await;
    assert_eq!(read.mandates(stranger).await.unwrap(), []);
    assert_eq!(read.mandates_of(stranger, world.structure.id).await.unwrap(), []);
    assert_eq!(read.mandate(stranger, ours.id).await.unwrap(), None);
    let of_ours = read.mandates_of(world.organization.id, world.structure.id).await.unwrap();
    assert_eq!(of_ours, std::slice::from_ref(&ours));
    drop(read);
    let refused = other.writer(database).await.end_mandate(stranger, ours.id, &mandate_end("…")).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    let mut foreign = mandate(&other, 3);
    foreign.structure = world.structure.id;
    let refused = other.writer(database).await.insert_mandate(&foreign).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}
