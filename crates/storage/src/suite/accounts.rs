//! Organisations, people, rights, sessions, throttles, journal.

use domain::Role;

use super::sample::{World, at, organization, reader, session, token, user};
use crate::{
    Database, Membership, Organization, Scope, ScopedStructure, Session, SignInThrottle, StorageError,
    Transaction, Turn, User, UserOfOrganization,
};

/// A transaction of a person.
async fn account_writer(database: &dyn Database) -> Box<dyn Transaction> {
    database.write(Turn::Account("personne1@exemple.fr")).await.unwrap()
}

/// Round trip, in the order of names.
pub async fn organizations_users_and_rights_read_back(database: &dyn Database) {
    let second = World::create(database, 2).await;
    let first = World::create(database, 1).await;
    let scope = Scope::Only(vec![
        ScopedStructure { structure: first.structure.id, services: vec!["B".to_owned(), "A".to_owned()] },
        ScopedStructure { structure: first.structure.id, services: Vec::new() },
    ]);
    let mut transaction = first.writer(database).await;
    transaction.set_membership(first.organization.id, second.user.id, Role::Deposant, &scope).await.unwrap();
    transaction.commit().await.unwrap();

    assert_eq!(
        reader(database).await.organizations().await.unwrap(),
        [first.organization.clone(), second.organization.clone()]
    );
    assert_eq!(reader(database).await.user(first.user.id).await.unwrap(), Some(first.user.clone()));
    assert_eq!(reader(database).await.user(user(99).id).await.unwrap(), None);
    let rights = |organization, role, scope| Membership {
        organization,
        user: second.user.id,
        role,
        scope,
        last_used_at: None,
    };
    assert_eq!(
        reader(database).await.memberships(second.user.id).await.unwrap(),
        [
            rights(first.organization.clone(), Role::Deposant, scope.clone()),
            rights(second.organization.clone(), Role::Administrateur, Scope::Everything),
        ]
    );
    let person = |user: &User, role, scope| UserOfOrganization { user: user.clone(), role, scope };
    assert_eq!(
        reader(database).await.users_of(first.organization.id).await.unwrap(),
        [
            person(&first.user, Role::Administrateur, Scope::Everything),
            person(&second.user, Role::Deposant, scope)
        ]
    );
}

/// Capital letters and accents do not decide where a name stands.
pub async fn people_are_listed_by_name_without_case_and_accents(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let names = ["Zoé", "Émile", "eléonore", "Élodie"];
    let mut transaction = world.writer(database).await;
    for (number, name) in (2..).zip(names) {
        let person = User { name: name.to_owned(), ..user(number) };
        transaction.insert_user(&person).await.unwrap();
        transaction
            .set_membership(world.organization.id, person.id, Role::Lecteur, &Scope::Everything)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
    let people = reader(database).await.users_of(world.organization.id).await.unwrap();
    let listed: Vec<_> = people.iter().map(|person| person.user.name.as_str()).collect();
    assert_eq!(listed, ["eléonore", "Élodie", "Émile", world.user.name.as_str(), "Zoé"]);

    // A changed name moves its owner.
    let mut transaction = world.writer(database).await;
    transaction.update_user(&User { name: "Ákos".to_owned(), ..user(2) }).await.unwrap();
    transaction.commit().await.unwrap();
    let people = reader(database).await.users_of(world.organization.id).await.unwrap();
    assert_eq!(people[0].user.name, "Ákos");
}

/// Organisations are listed by the signs of their names, in every implementation alike.
pub async fn organisations_are_listed_by_name(database: &dyn Database) {
    let mut transaction = account_writer(database).await;
    for (number, name) in (1..).zip(["b", "A-b", "Ab", "a", "A b", "É"]) {
        let organization = Organization { name: name.to_owned(), ..organization(number) };
        transaction.insert_organization(&organization).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let listed = reader(database).await.organizations().await.unwrap();
    let listed: Vec<_> = listed.iter().map(|organization| organization.name.as_str()).collect();
    assert_eq!(listed, ["A b", "A-b", "Ab", "a", "b", "É"]);
}

/// Addresses are compared without case, when looked up and when added.
pub async fn an_address_is_taken_whatever_its_case(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let found = reader(database).await.user_by_email(&world.user.email.to_uppercase()).await.unwrap();
    assert_eq!(found, Some(world.user.clone()));
    assert_eq!(reader(database).await.user_by_email("personne@exemple.fr").await.unwrap(), None);
    let twin = User { email: world.user.email.to_uppercase(), ..user(2) };
    let mut transaction = world.writer(database).await;
    let refused = transaction.insert_user(&twin).await;
    assert!(
        matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "users.email"),
        "{refused:?}"
    );
}

/// Name, hash and disabling change; nothing else does; an unknown person is an error.
pub async fn a_changed_user_keeps_their_address(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let changed = User {
        name: "Autre nom".to_owned(),
        password_hash: "$autre".to_owned(),
        disabled_at: Some(at(77)),
        ..world.user.clone()
    };
    let mut transaction = world.writer(database).await;
    transaction.update_user(&User { email: "autre@exemple.fr".to_owned(), ..changed.clone() }).await.unwrap();
    assert!(matches!(transaction.update_user(&user(9)).await, Err(StorageError::ChangedMeanwhile(_))));
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.user(changed.id).await.unwrap(), Some(changed));
}

/// The second scope does not add to the first, and a scope of nothing stays one.
pub async fn rights_are_replaced_as_a_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 77).await;
    let only = |structure| Scope::Only(vec![ScopedStructure { structure, services: Vec::new() }]);
    for scope in
        [only(world.structure.id), only(other.id), Scope::Only(Vec::new()), Scope::Everything, only(other.id)]
    {
        let mut transaction = world.writer(database).await;
        transaction
            .set_membership(world.organization.id, world.user.id, Role::Lecteur, &scope)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let rights = reader(database).await.memberships(world.user.id).await.unwrap();
        assert_eq!(rights.len(), 1);
        assert_eq!((rights[0].role, &rights[0].scope), (Role::Lecteur, &scope));
    }
}

async fn sign_in(database: &dyn Database, world: &World, number: u8) -> Session {
    let session = session(u64::from(number), world.user.id, world.organization.id);
    let mut transaction = world.writer(database).await;
    transaction.insert_session(&session, &token(number)).await.unwrap();
    transaction.commit().await.unwrap();
    session
}

/// The chain that every request runs.
pub async fn a_session_brings_person_and_rights(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let opened = sign_in(database, &world, 1).await;
    let scope = Scope::Only(vec![ScopedStructure {
        structure: world.structure.id,
        services: vec!["SRV".to_owned()],
    }]);
    let mut transaction = world.writer(database).await;
    transaction.set_membership(world.organization.id, world.user.id, Role::Valideur, &scope).await.unwrap();
    transaction.commit().await.unwrap();
    let (session, user, membership) = reader(database).await.session(&token(1)).await.unwrap().unwrap();
    assert_eq!((session, user), (opened, world.user.clone()));
    let expected = Membership {
        organization: world.organization,
        user: world.user.id,
        role: Role::Valideur,
        scope,
        last_used_at: None,
    };
    assert_eq!(membership, expected);
    assert_eq!(reader(database).await.session(&token(2)).await.unwrap(), None);
}

/// Neither a disabled person nor somebody who left gets in with an old cookie.
pub async fn a_disabled_person_or_lost_right_ends_the_session(database: &dyn Database) {
    let (first, second) = (World::create(database, 1).await, World::create(database, 2).await);
    sign_in(database, &first, 1).await;
    sign_in(database, &second, 2).await;
    let mut transaction = first.writer(database).await;
    transaction.update_user(&User { disabled_at: Some(at(1)), ..first.user.clone() }).await.unwrap();
    transaction.remove_membership(second.organization.id, second.user.id).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.session(&token(1)).await.unwrap(), None);
    assert_eq!(reader(database).await.session(&token(2)).await.unwrap(), None);
    assert_eq!(reader(database).await.sessions_of(second.user.id).await.unwrap(), []);
    assert_eq!(reader(database).await.memberships(second.user.id).await.unwrap(), []);
    assert_eq!(reader(database).await.users_of(second.organization.id).await.unwrap(), []);
}

/// Switching to an organisation without a membership is refused and changes nothing.
pub async fn a_session_switches_only_to_own_organisations(database: &dyn Database) {
    let (own, foreign) = (World::create(database, 1).await, World::create(database, 2).await);
    let opened = sign_in(database, &own, 1).await;
    let mut transaction = own.writer(database).await;
    let refused = transaction.switch_session(opened.id, foreign.organization.id).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.session(&token(1)).await.unwrap().unwrap().0, opened);

    let mut transaction = foreign.writer(database).await;
    transaction
        .set_membership(foreign.organization.id, own.user.id, Role::Lecteur, &Scope::Everything)
        .await
        .unwrap();
    transaction.switch_session(opened.id, foreign.organization.id).await.unwrap();
    transaction.commit().await.unwrap();
    let (session, _, membership) = reader(database).await.session(&token(1)).await.unwrap().unwrap();
    assert_eq!(session.organization, foreign.organization.id);
    assert_eq!((membership.organization, membership.role), (foreign.organization, Role::Lecteur));
}

/// Two requests may be noted out of order.
pub async fn the_last_use_of_a_session_never_goes_back(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let opened = sign_in(database, &world, 1).await;
    for (noted, kept) in [(5_000, 5_000), (4_000, 5_000), (6_000, 6_000)] {
        let mut transaction = account_writer(database).await;
        transaction.touch_session(opened.id, at(noted)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(
            reader(database).await.session(&token(1)).await.unwrap().unwrap().0.last_seen_at,
            at(kept)
        );
    }
}

/// All the ways a session ends.
pub async fn sessions_end_one_by_one_all_but_one_and_by_age(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let mut sessions = Vec::new();
    for number in 1..=6 {
        sessions.push(sign_in(database, &world, number).await);
    }
    let foreign = sign_in(database, &other, 9).await;
    let mut transaction = account_writer(database).await;
    // Not one's own: nothing happens.
    assert!(!transaction.delete_session(other.user.id, sessions[0].id).await.unwrap());
    assert!(transaction.delete_session(world.user.id, sessions[0].id).await.unwrap());
    assert!(!transaction.delete_session(world.user.id, sessions[0].id).await.unwrap());
    transaction.commit().await.unwrap();
    let left: Vec<_> = sessions[1..].iter().rev().cloned().collect();
    assert_eq!(reader(database).await.sessions_of(world.user.id).await.unwrap(), left);

    let mut transaction = account_writer(database).await;
    assert_eq!(transaction.delete_sessions(world.user.id, Some(sessions[3].id)).await.unwrap(), 4);
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.sessions_of(world.user.id).await.unwrap(), [sessions[3].clone()]);

    // The foreign one was seen last (at 29), this one at 24; both end at 1,000,000.
    let mut transaction = account_writer(database).await;
    assert_eq!(transaction.delete_expired_sessions(at(999_999), at(24)).await.unwrap(), 0);
    assert_eq!(transaction.delete_expired_sessions(at(999_999), at(25)).await.unwrap(), 1);
    assert_eq!(transaction.delete_expired_sessions(at(1_000_000), at(0)).await.unwrap(), 1);
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.sessions_of(foreign.user).await.unwrap(), []);
}

/// Throttles.
pub async fn failed_sign_ins_are_kept_replaced_and_forgotten(database: &dyn Database) {
    let mut throttle = SignInThrottle {
        key: "account:personne1@exemple.fr".to_owned(),
        failures: 1,
        blocked_until: at(10),
        last_failure_at: at(5),
    };
    let other = SignInThrottle { key: "address:192.0.2.1".to_owned(), ..throttle.clone() };
    for failures in 1..4 {
        throttle.failures = failures;
        throttle.blocked_until = at(1_000 * i64::from(failures));
        let mut transaction = account_writer(database).await;
        transaction.set_throttle(&throttle).await.unwrap();
        transaction.set_throttle(&other).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(reader(database).await.throttle(&throttle.key).await.unwrap(), Some(throttle.clone()));
    }
    let mut transaction = account_writer(database).await;
    transaction.clear_throttle(&throttle.key).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.throttle(&throttle.key).await.unwrap(), None);
    assert_eq!(reader(database).await.throttle(&other.key).await.unwrap(), Some(other.clone()));

    let mut transaction = account_writer(database).await;
    assert_eq!(transaction.delete_throttles_before(at(5)).await.unwrap(), 0);
    assert_eq!(transaction.delete_throttles_before(at(6)).await.unwrap(), 1);
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.throttle(&other.key).await.unwrap(), None);
}
