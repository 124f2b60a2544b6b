//! Second factors, the codes that replace them, sign-ins that wait for a code.

use super::sample::{World, at, reader, token};
use crate::{Database, Protection, RecoveryCode, SecondFactor, SignInChallenge, Transaction, Turn};

async fn account_writer(database: &dyn Database) -> Box<dyn Transaction> {
    database.write(Turn::Account("personne1@exemple.fr")).await.unwrap()
}

fn factor(world: &World) -> SecondFactor {
    SecondFactor {
        user: world.user.id,
        sealed_secret: "v1:scellé".to_owned(),
        made_at: at(20),
        confirmed_at: None,
        last_step: 0,
    }
}

async fn protection(database: &dyn Database, world: &World) -> Protection {
    reader(database).await.user(world.user.id).await.unwrap().unwrap().protection
}

/// It is there once it was made, in force once its first code came, and gone with its codes; that one was asked for stays.
pub async fn a_second_factor_is_in_force_from_its_first_code_until_it_is_removed(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut transaction = account_writer(database).await;
    transaction.ask_second_factor(world.user.id, at(10)).await.unwrap();
    transaction.ask_second_factor(world.user.id, at(11)).await.unwrap();
    assert_eq!(transaction.second_factor(world.user.id).await.unwrap(), None, "asked for is not there");
    transaction.set_second_factor(&factor(&world)).await.unwrap();
    transaction.set_recovery_codes(world.user.id, &[RecoveryCode([1; 32])]).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.second_factor(world.user.id).await.unwrap(), Some(factor(&world)));
    let asked = Protection { asked_at: Some(at(10)), confirmed_at: None };
    assert_eq!(protection(database, &world).await, asked);
    let mut transaction = account_writer(database).await;
    assert!(transaction.use_step(world.user.id, 7, at(30)).await.unwrap());
    assert!(transaction.use_step(world.user.id, 8, at(31)).await.unwrap());
    transaction.commit().await.unwrap();
    let confirmed = Some(at(30));
    assert_eq!(protection(database, &world).await, Protection { confirmed_at: confirmed, ..asked });
    let mut transaction = account_writer(database).await;
    assert!(transaction.remove_second_factor(world.user.id).await.unwrap());
    assert!(!transaction.remove_second_factor(world.user.id).await.unwrap());
    assert_eq!(transaction.recovery_codes_left(world.user.id).await.unwrap(), 0);
    transaction.commit().await.unwrap();
    assert_eq!(protection(database, &world).await, asked);
}

/// Neither the same step nor an earlier one, and none of who has nothing.
pub async fn a_step_is_taken_once_and_never_backwards(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut transaction = account_writer(database).await;
    assert!(!transaction.use_step(world.user.id, 7, at(30)).await.unwrap());
    transaction.set_second_factor(&factor(&world)).await.unwrap();
    for (step, taken) in [(7, true), (7, false), (6, false), (8, true)] {
        assert_eq!(transaction.use_step(world.user.id, step, at(30)).await.unwrap(), taken, "{step}");
    }
    transaction.commit().await.unwrap();
}

/// A code goes when it is taken, and all go when new ones are made.
pub async fn a_recovery_code_is_taken_once(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let codes = [1, 2, 3].map(|number| RecoveryCode([number; 32]));
    let mut transaction = account_writer(database).await;
    transaction.set_recovery_codes(world.user.id, &codes).await.unwrap();
    assert!(!transaction.use_recovery_code(other.user.id, codes[0]).await.unwrap(), "a stranger's");
    assert!(transaction.use_recovery_code(world.user.id, codes[0]).await.unwrap());
    assert!(!transaction.use_recovery_code(world.user.id, codes[0]).await.unwrap());
    assert_eq!(transaction.recovery_codes_left(world.user.id).await.unwrap(), 2);
    transaction.set_recovery_codes(world.user.id, &codes[..1]).await.unwrap();
    assert!(!transaction.use_recovery_code(world.user.id, codes[1]).await.unwrap(), "replaced");
    transaction.commit().await.unwrap();
}

/// Of a person the latest stay; they end by being answered, with the password, and with time.
pub async fn only_the_latest_sign_ins_wait_for_a_code(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let challenge = |world: &World, until| SignInChallenge {
        user: world.user.id,
        expires_at: at(until),
        accepts_invitations: true,
    };
    let mut transaction = account_writer(database).await;
    transaction.insert_sign_in_challenge(&token(9), &challenge(&other, 1), 2).await.unwrap();
    for number in 1..=3 {
        let waiting = challenge(&world, 100 + i64::from(number));
        transaction.insert_sign_in_challenge(&token(number), &waiting, 2).await.unwrap();
    }
    assert_eq!(transaction.sign_in_challenge(&token(1)).await.unwrap(), None, "the oldest went");
    assert_eq!(transaction.sign_in_challenge(&token(3)).await.unwrap(), Some(challenge(&world, 103)));
    assert_eq!(transaction.sign_in_challenge(&token(9)).await.unwrap(), Some(challenge(&other, 1)));
    assert!(transaction.delete_sign_in_challenge(&token(3)).await.unwrap());
    assert!(!transaction.delete_sign_in_challenge(&token(3)).await.unwrap());
    assert_eq!(transaction.delete_sign_in_challenges(world.user.id).await.unwrap(), 1);
    assert_eq!(transaction.delete_sign_in_challenges_before(at(1)).await.unwrap(), 1);
    transaction.commit().await.unwrap();
}

/// It is read with the organisation, on every request.
pub async fn an_organisation_says_from_when_on_all_need_one(database: &dyn Database) {
    let world = World::create(database, 1).await;
    for from in [Some(at(50)), None] {
        let mut transaction = world.writer(database).await;
        transaction.require_second_factor(world.organization.id, from).await.unwrap();
        transaction.commit().await.unwrap();
        let memberships = reader(database).await.memberships(world.user.id).await.unwrap();
        assert_eq!(memberships[0].organization.second_factor_from, from);
    }
}
