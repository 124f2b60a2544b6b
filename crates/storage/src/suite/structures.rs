//! Structures, credentials, directory.

use domain::{Direction, Environment, Side};

use super::sample::{World, add_invoices, at, bare_invoice, connection, invoice, siret, structure};
use crate::{
    ConnectionState, DirectoryEntry, DirectoryService, Invoice, Storage, StorageError, Structure,
    StructureOverview, StructureSummary,
};

/// With and without credentials, by name.
pub async fn structures_read_back_by_name(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let other = world.add_structure(storage, 20).await;
    let first = StructureSummary { structure: other, connection: None };
    let health = Some(world.connection.health());
    let second = StructureOverview { structure: world.structure, connection: Some(world.connection) };
    let organization = world.organization.id;
    let listed = StructureSummary { structure: second.structure.clone(), connection: health };
    assert_eq!(storage.structures(organization).await.unwrap(), [first, listed]);
    assert_eq!(storage.structure(organization, second.structure.id).await.unwrap(), Some(second));
    assert_eq!(storage.structure(organization, structure(organization, 99).id).await.unwrap(), None);
}

/// The same SIRET may be there in production and in qualification, and in two organisations.
pub async fn a_siret_is_taken_once_per_environment(storage: &dyn Storage) {
    let (world, other) = (World::create(storage, 1).await, World::create(storage, 2).await);
    let twin = |number, organization| Structure {
        siret: world.structure.siret.clone(),
        ..structure(organization, number)
    };
    let mut unit = storage.begin().await.unwrap();
    let refused = unit.insert_structure(&twin(50, world.organization.id)).await;
    assert!(
        matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "structures.siret"),
        "{refused:?}"
    );
    let production = Structure { environment: Environment::Production, ..twin(51, world.organization.id) };
    unit.insert_structure(&production).await.unwrap();
    unit.insert_structure(&twin(52, other.organization.id)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(storage.structures(world.organization.id).await.unwrap().len(), 2);
}

/// Name, side and Chorus Pro identifier change, nothing else.
pub async fn a_changed_structure_keeps_siret_and_environment(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let changed = Structure {
        name: "Nouveau nom".to_owned(),
        side: Side::Both,
        chorus_id: None,
        ..world.structure.clone()
    };
    let asked = Structure { siret: siret(123), environment: Environment::Production, ..changed.clone() };
    let mut unit = storage.begin().await.unwrap();
    unit.update_structure(&asked).await.unwrap();
    let unknown = unit.update_structure(&structure(world.organization.id, 99)).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))), "{unknown:?}");
    unit.commit().await.unwrap();
    let found = storage.structure(world.organization.id, changed.id).await.unwrap().unwrap();
    assert_eq!(found.structure, changed);
}

/// The second credentials take the place of the first, under their own identifier.
pub async fn credentials_read_back_and_are_replaced(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let organization = world.organization.id;
    let mut new = connection(&world.structure, 7);
    new.sealed_certificate = None;
    new.certificate_expires_at = None;
    new.synced_at = None;
    new.state = ConnectionState::Untested;
    let mut unit = storage.begin().await.unwrap();
    let old = unit.connection(organization, world.connection.id).await.unwrap().unwrap();
    assert!(old == world.connection);
    unit.put_connection(&new).await.unwrap();
    assert!(unit.connection(organization, world.connection.id).await.unwrap().is_none());
    assert!(unit.connection(organization, new.id).await.unwrap().as_ref() == Some(&new));
    unit.commit().await.unwrap();
    let found = storage.structure(organization, world.structure.id).await.unwrap().unwrap();
    assert!(found.connection == Some(new));
}

/// A worker that notes a state never touches what is sealed.
pub async fn the_state_of_a_connection_changes_without_its_secrets(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let mut changed = world.connection.clone();
    for state in [
        ConnectionState::Broken("Identifiants refusés.".to_owned()),
        ConnectionState::Working,
        ConnectionState::Untested,
    ] {
        changed.state = state;
        changed.state_since = at(500);
        changed.synced_at = Some(at(501));
        changed.next_sync_at = at(502);
        let mut asked = changed.clone();
        asked.sealed_credentials = "autre".to_owned();
        let mut unit = storage.begin().await.unwrap();
        unit.update_connection_state(&asked).await.unwrap();
        unit.commit().await.unwrap();
        let found = storage.structure(world.organization.id, world.structure.id).await.unwrap().unwrap();
        assert!(found.connection.as_ref() == Some(&changed), "{:?}", changed.state);
    }
    let mut unit = storage.begin().await.unwrap();
    let unknown = unit.update_connection_state(&connection(&world.structure, 99)).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))));
}

/// Over all organisations; the oldest first; no more than asked.
pub async fn connections_are_due_in_order_unless_broken(storage: &dyn Storage) {
    let worlds = [1, 2, 3, 4].map(|number| World::create(storage, number));
    let mut due = Vec::new();
    for (world, next) in worlds.into_iter().zip([300, 100, 200, 50]) {
        let mut connection = world.await.connection;
        connection.next_sync_at = at(next);
        if next == 50 {
            connection.state = ConnectionState::Broken("Identifiants refusés.".to_owned());
        }
        let mut unit = storage.begin().await.unwrap();
        unit.update_connection_state(&connection).await.unwrap();
        unit.commit().await.unwrap();
        due.push(connection);
    }
    let found = async |now, limit| storage.connections_to_sync(at(now), limit).await.unwrap();
    assert!(found(99, 10).await.is_empty());
    assert_eq!(found(200, 10).await, [due[1].clone(), due[2].clone()]);
    assert_eq!(found(1_000, 10).await, [due[1].clone(), due[2].clone(), due[0].clone()]);
    assert_eq!(found(1_000, 1).await, [due[1].clone()]);
}

/// One entry per organisation, environment and SIRET.
pub async fn the_directory_keeps_the_latest_answer(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let organization = world.organization.id;
    let mut entry = DirectoryEntry {
        siret: siret(4_242),
        name: "Mairie".to_owned(),
        chorus_id: 12,
        service_compulsory: true,
        engagement_compulsory: false,
        service_or_engagement: true,
        services: vec![DirectoryService {
            code: "SRV".to_owned(),
            name: "Service".to_owned(),
            active: true,
            engagement_compulsory: true,
        }],
        fetched_at: at(1),
    };
    for name in ["Mairie", "Mairie de Lyon"] {
        name.clone_into(&mut entry.name);
        let mut unit = storage.begin().await.unwrap();
        unit.put_directory_entry(organization, Environment::Qualification, &entry).await.unwrap();
        unit.commit().await.unwrap();
        entry.services.clear();
    }
    let found =
        async |environment| storage.directory_entry(organization, environment, &siret(4_242)).await.unwrap();
    assert_eq!(found(Environment::Production).await, None);
    let kept = found(Environment::Qualification).await.unwrap();
    // Cleared after the first round only.
    assert_eq!((kept.name.as_str(), kept.services.len()), ("Mairie de Lyon", 0));
    assert_eq!(kept, entry);
}

/// From issued invoices of the structure; its name as last used; what is no SIRET is left out.
pub async fn recent_recipients_come_latest_first_and_once(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let other = world.add_structure(storage, 20).await;
    let to = |structure: &Structure, number, recipient: u64, name: &str| Invoice {
        partner_siret: siret(recipient).as_str().to_owned(),
        partner_name: name.to_owned(),
        ..bare_invoice(structure, number)
    };
    let received = Invoice { direction: Direction::Received, ..invoice(&world.structure, 6) };
    let foreign = Invoice { partner_siret: "FR123".to_owned(), ..invoice(&world.structure, 7) };
    add_invoices(
        storage,
        &[
            to(&world.structure, 1, 1, "Un"),
            to(&world.structure, 2, 2, "Deux"),
            to(&world.structure, 3, 3, "Trois"),
            to(&world.structure, 4, 1, "Un, renommé"),
            to(&other, 5, 9, "Ailleurs"),
            received,
            foreign,
            bare_invoice(&world.structure, 8),
        ],
    )
    .await;
    let found = storage.recent_recipients(world.organization.id, world.structure.id, 2).await.unwrap();
    assert_eq!(found, [(siret(1), "Un, renommé".to_owned()), (siret(3), "Trois".to_owned())]);
}
