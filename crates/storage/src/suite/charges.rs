//! Who is in charge of which structure.

use domain::{Role, UserId};

use super::sample::{World, reader, structure, user};
use crate::{Database, Scope, ScopedStructure, StorageError};

/// A person of the world, with a reach.
async fn add_person(database: &dyn Database, world: &World, number: u64, scope: &Scope) -> UserId {
    let person = user(number);
    let mut transaction = world.writer(database).await;
    transaction.insert_user(&person).await.unwrap();
    transaction.set_membership(world.organization.id, person.id, Role::Deposant, scope).await.unwrap();
    transaction.commit().await.unwrap();
    person.id
}

/// The numbers of the people in charge of a structure, in the order in which they are told.
async fn names(database: &dyn Database, world: &World) -> Vec<String> {
    let told = reader(database).await.in_charge(world.organization.id).await.unwrap();
    let here = told.into_iter().filter(|charge| charge.structure == world.structure.id);
    here.map(|charge| charge.name).collect()
}

/// Nobody at first; then those who were named last.
pub async fn who_is_in_charge_reads_back_by_name_and_is_replaced(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, here) = (world.organization.id, world.structure.id);
    let other = world.add_structure(database, 77).await.id;
    let second = add_person(database, &world, 20, &Scope::Everything).await;
    let third = add_person(database, &world, 10, &Scope::Everything).await;
    assert_eq!(reader(database).await.in_charge(organization).await.unwrap(), []);
    let mut transaction = world.writer(database).await;
    transaction.set_in_charge(organization, here, &[second, third]).await.unwrap();
    transaction.set_in_charge(organization, other, &[second]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(names(database, &world).await, ["Personne 0010", "Personne 0020"]);
    let mut transaction = world.writer(database).await;
    transaction.set_in_charge(organization, here, &[world.user.id]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(names(database, &world).await, [world.user.name.as_str()]);
    let told = reader(database).await.in_charge(organization).await.unwrap();
    assert!(told.iter().any(|charge| (charge.structure, charge.user) == (other, second)), "{told:?}");
    let mut transaction = world.writer(database).await;
    transaction.set_in_charge(organization, here, &[]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(names(database, &world).await, [] as [&str; 0]);
}

/// The rest stays theirs.
pub async fn who_leaves_or_no_longer_sees_a_structure_is_not_in_charge_of_it(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, here) = (world.organization.id, world.structure.id);
    let other = world.add_structure(database, 77).await.id;
    let person = add_person(database, &world, 20, &Scope::Everything).await;
    let mut transaction = world.writer(database).await;
    for structure in [here, other] {
        transaction.set_in_charge(organization, structure, &[person]).await.unwrap();
    }
    let reach = Scope::Only(vec![ScopedStructure { structure: other, services: Vec::new() }]);
    transaction.set_membership(organization, person, Role::Lecteur, &reach).await.unwrap();
    let left = transaction.in_charge(organization).await.unwrap();
    assert_eq!(left.iter().map(|charge| charge.structure).collect::<Vec<_>>(), [other]);
    transaction.set_membership(organization, person, Role::Lecteur, &Scope::Everything).await.unwrap();
    assert_eq!(transaction.in_charge(organization).await.unwrap().len(), 1);
    transaction.remove_membership(organization, person).await.unwrap();
    assert_eq!(transaction.in_charge(organization).await.unwrap(), []);
}

/// Neither their structure nor their people.
pub async fn nobody_is_in_charge_of_what_is_another_organisations(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let unknown = structure(organization, 99).id;
    for (structure, person) in
        [(other.structure.id, world.user.id), (world.structure.id, other.user.id), (unknown, world.user.id)]
    {
        let mut transaction = world.writer(database).await;
        let refused = transaction.set_in_charge(organization, structure, &[person]).await;
        assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    }
    let mut transaction = other.writer(database).await;
    transaction.set_in_charge(other.organization.id, other.structure.id, &[other.user.id]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.in_charge(organization).await.unwrap(), []);
}
