//! Browsers that are known, invitations, and what people have sent.

use domain::Role;

use super::sample::{World, at, reader, token, user};
use crate::{Database, Invitation, Scope, ScopedStructure};

/// A browser is somebody's while it is used, and of one person at a time; the latest ones are kept.
pub async fn a_browser_is_known_while_it_is_used(database: &dyn Database) {
    let (first, second) = (World::create(database, 1).await, World::create(database, 2).await);
    let (anne, bruno) = (first.user.id, second.user.id);
    let mut transaction = first.writer(database).await;
    for number in 1..=4_u8 {
        transaction.use_device(&token(number), anne, at(i64::from(number)), 3).await.unwrap();
    }
    transaction.commit().await.unwrap();
    for (number, since, known) in [(1, 0, None), (2, 0, Some(anne)), (4, 4, Some(anne)), (4, 5, None)] {
        assert_eq!(
            reader(database).await.device(&token(number), at(since)).await.unwrap(),
            known,
            "{number}"
        );
    }
    let mut transaction = second.writer(database).await;
    transaction.use_device(&token(4), bruno, at(9), 3).await.unwrap();
    assert_eq!(transaction.device(&token(4), at(0)).await.unwrap(), Some(bruno));
    assert_eq!(transaction.delete_devices_before(at(3)).await.unwrap(), 1);
    assert_eq!(transaction.delete_devices(anne).await.unwrap(), 1);
    assert_eq!(transaction.device(&token(4), at(9)).await.unwrap(), Some(bruno));
}

/// An invitation is one for each person and organisation, seen from both sides, and gives no rights.
pub async fn an_invitation_is_seen_from_both_sides(database: &dyn Database) {
    let (first, second) = (World::create(database, 1).await, World::create(database, 2).await);
    let reach = ScopedStructure { structure: first.structure.id, services: vec!["A".to_owned()] };
    let mut invitation = Invitation {
        organization: first.organization.clone(),
        user: second.user.id,
        email: second.user.email.clone(),
        role: Role::Deposant,
        scope: Scope::Only(vec![reach]),
        invited_by: first.user.id,
        invited_at: at(7),
    };
    let mut transaction = first.writer(database).await;
    transaction.put_invitation(&Invitation { role: Role::Lecteur, ..invitation.clone() }).await.unwrap();
    transaction.put_invitation(&invitation).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.invitations_to(first.organization.id).await.unwrap(), [invitation.clone()]);
    assert_eq!(read.invitations_of(second.user.id).await.unwrap(), [invitation.clone()]);
    assert_eq!(read.invitations_to(second.organization.id).await.unwrap(), []);
    assert_eq!(read.invitations_of(first.user.id).await.unwrap(), []);
    assert_eq!(read.memberships(second.user.id).await.unwrap().len(), 1, "it gives no rights");
    drop(read);
    invitation.scope = Scope::Everything;
    let mut transaction = first.writer(database).await;
    transaction.put_invitation(&invitation).await.unwrap();
    assert_eq!(transaction.invitations_of(second.user.id).await.unwrap(), [invitation.clone()]);
    assert!(transaction.delete_invitation(first.organization.id, second.user.id).await.unwrap());
    assert!(!transaction.delete_invitation(first.organization.id, second.user.id).await.unwrap());
}

/// The bytes of a day are counted to their limit, for each person and day.
pub async fn uploads_of_a_day_have_a_limit(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (anne, bruno) = (world.user.id, user(60));
    let mut transaction = world.writer(database).await;
    transaction.insert_user(&bruno).await.unwrap();
    for (who, day, bytes, counted) in [
        (anne, 3, 60, true),
        (anne, 3, 41, false),
        (anne, 3, 40, true),
        (anne, 3, 1, false),
        (anne, 3, -1, true),
        (anne, 3, 1, true),
        (anne, 4, 100, true),
        (bruno.id, 3, 101, false),
        (bruno.id, 3, 100, true),
    ] {
        let answer = transaction.count_upload(who, day, bytes, 100).await.unwrap();
        assert_eq!(answer, counted, "{day} {bytes}");
    }
    assert_eq!(transaction.delete_uploads_before(4).await.unwrap(), 2);
    assert!(transaction.count_upload(anne, 3, 100, 100).await.unwrap());
}

/// The oldest failed sign-ins beyond a number are forgotten, and the organisation worked in last is told.
pub async fn failures_are_bounded_and_the_last_organisation_is_known(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut transaction = world.writer(database).await;
    for number in 1..=9 {
        let throttle = crate::SignInThrottle {
            key: format!("account:{number}"),
            failures: 1,
            blocked_until: at(0),
            last_failure_at: at(number),
        };
        transaction.set_throttle(&throttle).await.unwrap();
        transaction.keep_throttles(4).await.unwrap();
    }
    for (number, kept) in [(4, false), (5, true), (9, true)] {
        let found = transaction.throttle(&format!("account:{number}")).await.unwrap();
        assert_eq!(found.is_some(), kept, "{number}");
    }
    assert_eq!(transaction.memberships(world.user.id).await.unwrap()[0].last_used_at, None);
    transaction.use_membership(world.organization.id, world.user.id, at(8)).await.unwrap();
    assert_eq!(transaction.memberships(world.user.id).await.unwrap()[0].last_used_at, Some(at(8)));
}
