//! Accesses to Chorus Pro, and which structures they serve.

use std::time::Duration;

use domain::{Environment, Reason};

use super::sample::{World, access, at, free_writer, reader, structure};
use crate::{
    Access, AccessKind, AccessRights, AccessState, AttachedAccess, CertificateFacts, Database, StorageError,
};

/// Every column, with and without what may be missing.
pub async fn an_access_reads_back_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let bare = Access {
        environment: Environment::Production,
        sealed_certificate: None,
        certificate: None,
        client_id_tail: String::new(),
        state: AccessState::Broken(Reason::CertificateExpired { at: at(7) }),
        ..access(organization, 2)
    };
    let certificate = Access {
        kind: AccessKind::Certificate,
        generation: i64::MAX,
        state: AccessState::Untested,
        ..access(organization, 3)
    };
    let mut transaction = world.writer(database).await;
    for kept in [&bare, &certificate] {
        transaction.insert_access(kept).await.unwrap();
        assert!(transaction.access(organization, kept.id).await.unwrap().as_ref() == Some(kept));
    }
    transaction.commit().await.unwrap();
    for kept in [&world.access, &bare, &certificate] {
        let found = reader(database).await.access(organization, kept.id).await.unwrap();
        assert!(found.as_ref() == Some(kept), "{found:?}");
    }
    let all = reader(database).await.accesses(organization).await.unwrap();
    let mut ids = [world.access.id, bare.id, certificate.id];
    ids.sort();
    assert_eq!(all.iter().map(|access| access.id).collect::<Vec<_>>(), ids);
    assert!(
        reader(database).await.access(organization, access(organization, 99).id).await.unwrap().is_none()
    );
}

/// The same application and account is found again, per organisation and environment.
pub async fn an_access_is_found_by_what_it_stands_for(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let found = async |organization, environment, identity: &str| {
        let found = reader(database).await.access_by_identity(organization, environment, identity).await;
        found.unwrap().map(|access| access.id)
    };
    let (own, here) = (world.organization.id, Environment::Qualification);
    assert_eq!(found(own, here, "identity-1").await, Some(world.access.id));
    assert_eq!(found(own, Environment::Production, "identity-1").await, None);
    assert_eq!(found(own, here, "identity-2").await, None);
    assert_eq!(found(other.organization.id, here, "identity-1").await, None);
    let of_other = reader(database).await.accesses(other.organization.id).await.unwrap();
    assert!(of_other == [other.access.clone()], "{of_other:?}");

    let twin =
        |number, organization| Access { identity: "identity-1".to_owned(), ..access(organization, number) };
    let mut transaction = world.writer(database).await;
    let refused = transaction.insert_access(&twin(50, own)).await;
    assert!(
        matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "accesses.identity"),
        "{refused:?}"
    );
    drop(transaction);
    let mut transaction = other.writer(database).await;
    transaction.insert_access(&twin(51, other.organization.id)).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Of the organisation alone.
pub async fn when_files_are_fetched_is_said_of_an_access(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, id) = (world.organization.id, world.access.id);
    for since in [None, Some(at(70))] {
        let mut transaction = world.writer(database).await;
        assert!(!transaction.set_mirroring(other.organization.id, id, Some(at(9))).await.unwrap());
        assert!(transaction.set_mirroring(organization, id, since).await.unwrap());
        transaction.commit().await.unwrap();
        let read = reader(database).await.access(organization, id).await.unwrap().unwrap();
        assert_eq!(read.mirrors_since, since);
    }
}

/// Everything but owner, environment and creation.
pub async fn an_access_is_replaced_in_place(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let changed = Access {
        kind: AccessKind::Certificate,
        identity: "autre".to_owned(),
        sealed_credentials: "autre-sealed".to_owned(),
        sealed_certificate: None,
        generation: 2,
        login_tail: "1234".to_owned(),
        client_id_tail: "5678".to_owned(),
        certificate: Some(CertificateFacts {
            subject: "CN=autre".to_owned(),
            issuer: "CN=racine".to_owned(),
            fingerprint: "cd".repeat(32),
            expires_at: at(8_000_000),
        }),
        state: AccessState::Broken(Reason::ApplicationRefused),
        state_since: at(60),
        password_set_at: at(59),
        mirrors_since: None,
        ..world.access.clone()
    };
    let asked = Access { environment: Environment::Production, created_at: at(99), ..changed.clone() };
    let mut transaction = world.writer(database).await;
    transaction.update_access(&asked).await.unwrap();
    let unknown = transaction.update_access(&access(organization, 99)).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))), "{unknown:?}");
    transaction.commit().await.unwrap();
    let found = reader(database).await.access(organization, changed.id).await.unwrap();
    assert!(found.as_ref() == Some(&changed), "{found:?}");
    let served = reader(database).await.accesses_of(organization, world.structure.id).await.unwrap();
    assert_eq!(served, [AttachedAccess { access: changed, rights: AccessRights::ALL }]);
}

/// A state that was learnt with what was sealed before says nothing.
pub async fn a_state_learnt_with_older_credentials_is_not_noted(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let mut expected = world.access.clone();
    let states =
        [AccessState::Broken(Reason::TechnicalAccountRefused), AccessState::Working, AccessState::Untested];
    for (number, state) in (1..).zip(states) {
        let set = async |generation, state: &AccessState| {
            let mut transaction = world.writer(database).await;
            let done = transaction
                .set_access_state(organization, world.access.id, generation, state, at(500 + number))
                .await
                .unwrap();
            transaction.commit().await.unwrap();
            done
        };
        assert!(!set(2, &state).await);
        let found = reader(database).await.access(organization, expected.id).await.unwrap();
        assert!(found.as_ref() == Some(&expected), "{found:?}");
        assert!(set(1, &state).await);
        expected.state = state;
        expected.state_since = at(500 + number);
        let found = reader(database).await.access(organization, expected.id).await.unwrap();
        assert!(found.as_ref() == Some(&expected), "{found:?}");
    }
}

/// One access serves many structures, a structure is served by several, in their order.
pub async fn accesses_and_structures_go_many_to_many(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, first) = (world.organization.id, world.structure.id);
    let second = world.add_structure(database, 77).await.id;
    let other = access(organization, 2);
    let issues = AccessRights { issues: true, receives: false };
    let mut transaction = world.writer(database).await;
    transaction.insert_access(&other).await.unwrap();
    transaction.attach_access(organization, first, other.id, issues, -1).await.unwrap();
    transaction.attach_access(organization, second, other.id, AccessRights::ALL, 3).await.unwrap();
    transaction.commit().await.unwrap();
    let attached = |access: &Access, rights| AttachedAccess { access: access.clone(), rights };
    let mut read = reader(database).await;
    assert_eq!(
        read.accesses_of(organization, first).await.unwrap(),
        [attached(&other, issues), attached(&world.access, AccessRights::ALL)]
    );
    assert_eq!(read.accesses_of(organization, second).await.unwrap(), [attached(&other, AccessRights::ALL)]);
    assert_eq!(read.structures_of(organization, other.id).await.unwrap(), [second, first]);
    assert_eq!(read.structures_of(organization, world.access.id).await.unwrap(), [first]);
    let served = [(world.access.id, first), (other.id, second), (other.id, first)];
    assert_eq!(read.served_structures(organization).await.unwrap(), served);
    drop(read);

    // Attached again, it changes its place and what it may do.
    let receives = AccessRights { issues: false, receives: true };
    let mut transaction = world.writer(database).await;
    transaction.attach_access(organization, first, other.id, receives, 1).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(
        reader(database).await.accesses_of(organization, first).await.unwrap(),
        [attached(&world.access, AccessRights::ALL), attached(&other, receives)]
    );
}

/// As long as it serves a structure, it stays.
pub async fn an_access_goes_when_it_serves_nothing(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, id) = (world.organization.id, world.access.id);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_access(organization, id).await.unwrap());
    let unknown = structure(organization, 99).id;
    assert!(!transaction.detach_access(organization, unknown, id).await.unwrap());
    assert!(transaction.detach_access(organization, world.structure.id, id).await.unwrap());
    assert!(!transaction.detach_access(organization, world.structure.id, id).await.unwrap());
    assert!(transaction.access(organization, id).await.unwrap().is_some());
    assert!(transaction.delete_access(organization, id).await.unwrap());
    assert!(!transaction.delete_access(organization, id).await.unwrap());
    transaction.commit().await.unwrap();
    assert!(reader(database).await.access(organization, id).await.unwrap().is_none());
    let found = reader(database).await.structure(organization, world.structure.id).await.unwrap().unwrap();
    assert_eq!(found.accesses, []);
}

/// One at a time, until a time, until given back, until the state is known; never for what was sealed before.
pub async fn the_first_use_is_claimed_by_one_and_ends_with_its_outcome(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let access = Access { state: AccessState::Untested, ..access(organization, 30) };
    let mut transaction = world.writer(database).await;
    transaction.insert_access(&access).await.unwrap();
    let generation = access.generation;
    for (now, generation, expected) in
        [(0, generation - 1, false), (0, generation, true), (9, generation, false), (10, generation, true)]
    {
        let claimed =
            transaction.claim_first_use(organization, access.id, generation, at(now), at(now + 10)).await;
        assert_eq!(claimed.unwrap(), expected, "at {now}");
    }
    // Claimed at 10 until 20: whoever had it until 10 gives nothing back any more.
    transaction.give_first_use_back(organization, access.id, generation, at(10)).await.unwrap();
    assert!(!transaction.claim_first_use(organization, access.id, generation, at(11), at(99)).await.unwrap());
    transaction.give_first_use_back(organization, access.id, generation, at(20)).await.unwrap();
    assert!(transaction.claim_first_use(organization, access.id, generation, at(11), at(99)).await.unwrap());
    // Sealed anew: whoever tries out the older one says nothing of it.
    let renewed = Access { generation: generation + 1, ..access.clone() };
    transaction.update_access(&renewed).await.unwrap();
    let id = access.id;
    assert!(!transaction.claim_first_use(organization, id, generation, at(12), at(99)).await.unwrap());
    assert!(transaction.claim_first_use(organization, id, generation + 1, at(12), at(13)).await.unwrap());
    let working = AccessState::Working;
    assert!(transaction.set_access_state(organization, id, generation + 1, &working, at(12)).await.unwrap());
    assert!(!transaction.claim_first_use(organization, id, generation + 1, at(50), at(99)).await.unwrap());
    transaction.commit().await.unwrap();
}

/// A burst at once, then one after the other, however many handles ask; another access has its own.
pub async fn the_calls_of_an_access_keep_their_pace_over_all_who_ask(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = access(world.organization.id, 30);
    let mut transaction = world.writer(database).await;
    transaction.insert_access(&other).await.unwrap();
    transaction.commit().await.unwrap();
    // Far apart: what the test itself takes does not count.
    let (spacing, tolerance) = (Duration::from_secs(1_000), Duration::from_secs(1_000));
    let mut waits = Vec::new();
    for id in [world.access.id, world.access.id, world.access.id, world.access.id, other.id] {
        let mut transaction = free_writer(database).await;
        waits.push(transaction.take_place(id, spacing, tolerance).await.unwrap());
        transaction.commit().await.unwrap();
    }
    let rounded: Vec<u64> = waits.iter().map(|wait| (wait.as_secs() + 500) / 1_000).collect();
    assert_eq!(rounded, [0, 0, 1, 2, 0], "{waits:?}");
}
