//! Structures whose SIRET changes.

use std::collections::BTreeMap;

use super::sample::{World, reader, siret, siret_change};
use crate::{Database, StorageError};

/// What was ticked is kept; another organisation sees nothing of it and points to no structure of ours.
pub async fn a_change_of_siret_reads_back_is_replaced_and_forgotten(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut change = siret_change(&world, 1);
    for steps in [change.steps.clone(), BTreeMap::new()] {
        change.steps = steps;
        let mut transaction = world.writer(database).await;
        transaction.put_siret_change(&change).await.unwrap();
        transaction.commit().await.unwrap();
        let found = reader(database).await.siret_change(organization, structure).await.unwrap();
        assert_eq!(found.as_ref(), Some(&change));
        change.new_siret = siret(91);
    }
    assert_eq!(reader(database).await.siret_change(other.organization.id, structure).await.unwrap(), None);
    let mut foreign = siret_change(&other, 2);
    foreign.new_structure = Some(structure);
    let refused = other.writer(database).await.put_siret_change(&foreign).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    let mut transaction = world.writer(database).await;
    transaction.delete_siret_change(organization, structure).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.siret_change(organization, structure).await.unwrap(), None);
}
