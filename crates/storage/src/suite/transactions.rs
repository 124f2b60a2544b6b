//! Transactions and their turns.

use domain::OrganizationId;

use super::sample::{World, at, free_writer, organization, reader, user};
use crate::{Database, SignInThrottle, StorageError, Structure, Turn};

/// What was written and not committed is gone.
pub async fn a_dropped_transaction_leaves_no_trace(database: &dyn Database) {
    let mut transaction = free_writer(database).await;
    transaction.insert_organization(&organization(1)).await.unwrap();
    transaction.insert_user(&user(1)).await.unwrap();
    drop(transaction);
    assert_eq!(reader(database).await.organizations().await.unwrap(), []);
    assert_eq!(reader(database).await.user(user(1).id).await.unwrap(), None);
    // The next writer starts clean.
    let mut transaction = free_writer(database).await;
    transaction.insert_organization(&organization(1)).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.organizations().await.unwrap(), [organization(1)]);
}

/// After an error, a transaction is only good for being dropped; what it wrote before goes with it.
pub async fn a_failed_statement_leaves_no_trace_of_its_transaction(database: &dyn Database) {
    let mut transaction = free_writer(database).await;
    transaction.insert_organization(&organization(1)).await.unwrap();
    let again = transaction.insert_organization(&organization(1)).await;
    assert!(matches!(again, Err(StorageError::AlreadyThere(_))), "{again:?}");
    drop(transaction);
    assert_eq!(reader(database).await.organizations().await.unwrap(), []);
    let mut transaction = free_writer(database).await;
    transaction.insert_organization(&organization(2)).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.organizations().await.unwrap(), [organization(2)]);
}

/// Nobody sees half of a transaction.
pub async fn a_transaction_sees_its_own_changes_and_readers_do_not(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, id) = (world.organization.id, world.structure.id);
    let changed = Structure { name: "Autre nom".to_owned(), ..world.structure.clone() };
    let mut transaction = world.writer(database).await;
    transaction.update_structure(&changed).await.unwrap();
    assert_eq!(transaction.structure(organization, id).await.unwrap().unwrap().structure, changed);
    let seen = reader(database).await.structure(organization, id).await.unwrap().unwrap();
    assert_eq!(seen.structure, world.structure);
    transaction.commit().await.unwrap();
    let seen = reader(database).await.structure(organization, id).await.unwrap().unwrap();
    assert_eq!(seen.structure, changed);
}

/// Any number of writers wait for each other instead of failing.
pub async fn many_writers_wait_instead_of_failing(database: &dyn Database) {
    let write = async |first: u64| {
        for number in first..first + 10 {
            let mut transaction = free_writer(database).await;
            transaction.insert_organization(&organization(number)).await.unwrap();
            tokio::task::yield_now().await;
            transaction.commit().await.unwrap();
        }
    };
    tokio::join!(write(0), write(100), write(200));
    assert_eq!(reader(database).await.organizations().await.unwrap().len(), 30);
}

/// Counts the Chorus Pro identifier of a structure up: reads, decides, writes.
async fn count_up(database: &dyn Database, organization: OrganizationId, structure: &Structure, times: u32) {
    for _ in 0..times {
        let mut transaction = database.write(Turn::Organization(organization)).await.unwrap();
        let mut read = transaction.structure(organization, structure.id).await.unwrap().unwrap().structure;
        tokio::task::yield_now().await;
        read.chorus_id = read.chorus_id.map(|number| number + 1);
        transaction.update_structure(&read).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

/// What one transaction of an organisation has read still holds when it writes.
pub async fn transactions_of_one_organisation_never_overlap(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let begin = Structure { chorus_id: Some(0), ..world.structure.clone() };
    let mut transaction = world.writer(database).await;
    transaction.update_structure(&begin).await.unwrap();
    transaction.commit().await.unwrap();
    let task = || count_up(database, organization, &begin, 20);
    tokio::join!(task(), task(), task(), task(), task(), task(), task(), task());
    let end = reader(database).await.structure(organization, begin.id).await.unwrap().unwrap();
    assert_eq!(end.structure.chorus_id, Some(160));
}

/// The same for what belongs to a person or an address: no failed sign-in is lost.
pub async fn transactions_of_one_account_never_overlap(database: &dyn Database) {
    let key = "account:personne1@exemple.fr";
    let fail = async || {
        for _ in 0..10 {
            let mut transaction = database.write(Turn::Account(key)).await.unwrap();
            let failures = transaction.throttle(key).await.unwrap().map_or(0, |known| known.failures);
            tokio::task::yield_now().await;
            let throttle = SignInThrottle {
                key: key.to_owned(),
                failures: failures + 1,
                blocked_until: at(1),
                last_failure_at: at(1),
            };
            transaction.set_throttle(&throttle).await.unwrap();
            transaction.commit().await.unwrap();
        }
    };
    tokio::join!(fail(), fail(), fail(), fail());
    assert_eq!(reader(database).await.throttle(key).await.unwrap().unwrap().failures, 40);
}

/// Who waits for a turn takes nothing from who reads, and a turn that is given up passes on.
pub async fn readers_do_not_wait_for_a_queue_of_writers(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let first = world.writer(database).await;
    let mut waiting = Vec::new();
    for _ in 0..30 {
        waiting.push(Box::pin(database.write(Turn::Organization(organization))));
    }
    // Each of them has asked once and waits.
    for writer in &mut waiting {
        let asked = std::future::poll_fn(|context| {
            std::task::Poll::Ready(writer.as_mut().poll(context).is_pending())
        });
        assert!(asked.await);
    }
    assert!(reader(database).await.structure(organization, world.structure.id).await.unwrap().is_some());
    // Half of them lose patience.
    waiting.truncate(15);
    drop(first);
    for writer in waiting {
        writer.await.unwrap().commit().await.unwrap();
    }
}

/// Readiness tells the truth.
pub async fn a_ready_database_says_so_until_it_is_closed(database: &dyn Database) {
    assert!(database.is_ready().await);
    database.close().await;
    assert!(!database.is_ready().await);
}
