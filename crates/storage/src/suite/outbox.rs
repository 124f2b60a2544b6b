//! What is still to be done, and every try of it.

use domain::OrganizationId;

use super::sample::{World, add_invoices, at, attempt, bare_invoice, connection, outbox, structure};
use crate::{Attempt, ConnectionState, Invoice, OutboxItem, OutboxKind, OutboxState, Storage, StorageError};

/// A world with invoices numbered from 1.
async fn world_with(storage: &dyn Storage, invoices: u64) -> (World, Vec<Invoice>) {
    let world = World::create(storage, 1).await;
    let made: Vec<_> = (1..=invoices).map(|number| bare_invoice(&world.structure, number)).collect();
    add_invoices(storage, &made).await;
    (world, made)
}

async fn enqueue(storage: &dyn Storage, item: &OutboxItem) -> bool {
    let mut unit = storage.begin().await.unwrap();
    let added = unit.enqueue(item).await.unwrap();
    unit.commit().await.unwrap();
    added
}

async fn lease(storage: &dyn Storage, now: i64, until: i64) -> Option<OutboxItem> {
    let mut unit = storage.begin().await.unwrap();
    let leased = unit.lease_next(at(now), at(until)).await.unwrap();
    unit.commit().await.unwrap();
    leased
}

async fn write(storage: &dyn Storage, item: &OutboxItem) {
    let mut unit = storage.begin().await.unwrap();
    unit.update_outbox(item).await.unwrap();
    unit.commit().await.unwrap();
}

async fn read(storage: &dyn Storage, item: &OutboxItem) -> OutboxItem {
    storage.outbox_item(item.organization, item.invoice, item.kind).await.unwrap().unwrap()
}

/// Every column, before and after an update.
pub async fn a_row_reads_back(storage: &dyn Storage) {
    let (_, invoices) = world_with(storage, 1).await;
    let mut item = outbox(&invoices[0], 1, 10);
    assert!(enqueue(storage, &item).await);
    assert_eq!(read(storage, &item).await, item);
    let other = storage.outbox_item(item.organization, item.invoice, OutboxKind::Track).await.unwrap();
    assert_eq!(other, None);
    item.state = OutboxState::Leased;
    item.not_before = at(11);
    item.lease_until = Some(at(12));
    item.tries = 3;
    item.sent_at = Some(at(13));
    write(storage, &item).await;
    assert_eq!(read(storage, &item).await, item);
    let mut unit = storage.begin().await.unwrap();
    let unknown = unit.update_outbox(&outbox(&invoices[0], 99, 1)).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))), "{unknown:?}");
}

/// A double click sends once.
pub async fn one_open_row_per_invoice_and_kind(storage: &dyn Storage) {
    let (_, invoices) = world_with(storage, 2).await;
    assert!(enqueue(storage, &outbox(&invoices[0], 1, 10)).await);
    assert!(!enqueue(storage, &outbox(&invoices[0], 2, 5)).await);
    let track = OutboxItem { kind: OutboxKind::Track, ..outbox(&invoices[0], 3, 10) };
    assert!(enqueue(storage, &track).await);
    assert!(enqueue(storage, &outbox(&invoices[1], 4, 10)).await);
    assert_eq!(storage.open_outbox_count().await.unwrap(), 3);
    // Also while leased.
    assert!(lease(storage, 10, 20).await.is_some());
    assert!(!enqueue(storage, &outbox(&invoices[0], 5, 10)).await);
    assert_eq!(storage.open_outbox_count().await.unwrap(), 3);
}

/// By time, then identifier; never before time; never twice.
pub async fn rows_are_leased_in_order_when_due(storage: &dyn Storage) {
    let (_, invoices) = world_with(storage, 4).await;
    let items = [(1, 4, 30), (2, 3, 20), (3, 2, 20), (4, 1, 99)]
        .map(|(invoice, number, due)| outbox(&invoices[invoice - 1], number, due));
    for item in &items {
        enqueue(storage, item).await;
    }
    assert_eq!(lease(storage, 19, 1_000).await, None);
    for index in [2, 1, 0] {
        let leased = lease(storage, 50, 1_000).await.unwrap();
        let expected = OutboxItem {
            state: OutboxState::Leased,
            lease_until: Some(at(1_000)),
            tries: 1,
            ..items[index].clone()
        };
        assert_eq!(leased, expected);
        assert_eq!(read(storage, &leased).await, expected);
    }
    assert_eq!(lease(storage, 50, 1_000).await, None);
}

/// The worker died after the call left: the next one finds the mark.
pub async fn an_ended_lease_is_taken_again_with_its_mark(storage: &dyn Storage) {
    let (_, invoices) = world_with(storage, 1).await;
    enqueue(storage, &outbox(&invoices[0], 1, 10)).await;
    let mut leased = lease(storage, 10, 100).await.unwrap();
    leased.sent_at = Some(at(42));
    write(storage, &leased).await;
    assert_eq!(lease(storage, 99, 200).await, None);
    let again = lease(storage, 100, 200).await.unwrap();
    assert_eq!(again, OutboxItem { lease_until: Some(at(200)), tries: 2, ..leased });
}

/// No call leaves with credentials that were refused, or without any.
pub async fn broken_and_missing_connections_keep_their_rows(storage: &dyn Storage) {
    let (world, invoices) = world_with(storage, 1).await;
    let lonely = world.add_structure(storage, 20).await;
    let waiting = bare_invoice(&lonely, 50);
    add_invoices(storage, std::slice::from_ref(&waiting)).await;
    let (broken_row, lonely_row) = (outbox(&invoices[0], 1, 10), outbox(&waiting, 2, 11));
    enqueue(storage, &broken_row).await;
    enqueue(storage, &lonely_row).await;
    let set_state = async |state| {
        let mut changed = world.connection.clone();
        changed.state = state;
        let mut unit = storage.begin().await.unwrap();
        unit.update_connection_state(&changed).await.unwrap();
        unit.commit().await.unwrap();
    };
    set_state(ConnectionState::Broken("Identifiants refusés.".to_owned())).await;
    assert_eq!(lease(storage, 50, 100).await, None);
    assert_eq!(read(storage, &broken_row).await, broken_row);
    assert_eq!(storage.open_outbox_count().await.unwrap(), 2);
    set_state(ConnectionState::Untested).await;
    assert_eq!(lease(storage, 50, 100).await.unwrap().id, broken_row.id);
    assert_eq!(lease(storage, 50, 100).await, None);
    assert_eq!(read(storage, &lonely_row).await, lonely_row);
    let mut unit = storage.begin().await.unwrap();
    unit.put_connection(&connection(&lonely, 20)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(lease(storage, 50, 100).await.unwrap().id, lonely_row.id);
}

/// Once a worker took it, it is too late.
pub async fn a_row_is_withdrawn_only_before_its_first_try(storage: &dyn Storage) {
    let (world, invoices) = world_with(storage, 2).await;
    let items = [outbox(&invoices[0], 1, 10), outbox(&invoices[1], 2, 500)];
    for item in &items {
        enqueue(storage, item).await;
    }
    let cancel = async |item: &OutboxItem| {
        let mut unit = storage.begin().await.unwrap();
        let done = unit.cancel_outbox(world.organization.id, item.id).await.unwrap();
        unit.commit().await.unwrap();
        done
    };
    let leased = lease(storage, 10, 100).await.unwrap();
    assert!(!cancel(&items[0]).await);
    write(storage, &OutboxItem { state: OutboxState::Waiting, lease_until: None, ..leased }).await;
    assert!(!cancel(&items[0]).await);
    assert!(cancel(&items[1]).await);
    assert!(!cancel(&items[1]).await);
    assert_eq!(read(storage, &items[1]).await.state, OutboxState::Cancelled);
    assert_eq!(storage.open_outbox_count().await.unwrap(), 1);
    assert!(enqueue(storage, &outbox(&invoices[1], 3, 10)).await);
}

/// “Send now.”
pub async fn a_waiting_row_is_made_due(storage: &dyn Storage) {
    let (world, invoices) = world_with(storage, 1).await;
    let item = outbox(&invoices[0], 1, 500);
    enqueue(storage, &item).await;
    let hurry = async |organization: OrganizationId, now| {
        let mut unit = storage.begin().await.unwrap();
        let done = unit.make_due(organization, item.id, at(now)).await.unwrap();
        unit.commit().await.unwrap();
        done
    };
    assert!(hurry(world.organization.id, 50).await);
    assert!(lease(storage, 49, 100).await.is_none());
    assert!(lease(storage, 50, 100).await.is_some());
    assert!(!hurry(world.organization.id, 60).await);
}

/// At shutdown, leased rows wait again at once, with what is known of their tries.
pub async fn leases_are_given_back(storage: &dyn Storage) {
    let (_, invoices) = world_with(storage, 3).await;
    for (number, invoice) in (1..).zip(&invoices) {
        enqueue(storage, &outbox(invoice, number, 10)).await;
    }
    let mut first = lease(storage, 10, 1_000).await.unwrap();
    let second = lease(storage, 10, 1_000).await.unwrap();
    let mut done = lease(storage, 10, 1_000).await.unwrap();
    first.sent_at = Some(at(15));
    write(storage, &first).await;
    done.state = OutboxState::Done;
    done.lease_until = None;
    write(storage, &done).await;
    let mut unit = storage.begin().await.unwrap();
    unit.release_leases(&[first.id, done.id], at(20)).await.unwrap();
    unit.commit().await.unwrap();
    let given_back = OutboxItem { state: OutboxState::Waiting, lease_until: None, ..first.clone() };
    assert_eq!(read(storage, &first).await, given_back);
    assert_eq!(read(storage, &second).await, second);
    assert_eq!(read(storage, &done).await, done);
    assert_eq!(lease(storage, 20, 2_000).await.unwrap().id, first.id);
}

/// The open row is shown, else the last one.
pub async fn a_finished_row_makes_room_and_stays_readable(storage: &dyn Storage) {
    let (_, invoices) = world_with(storage, 1).await;
    let mut first = outbox(&invoices[0], 1, 10);
    for state in [OutboxState::Done, OutboxState::Failed, OutboxState::Cancelled] {
        assert!(enqueue(storage, &first).await);
        first.state = state;
        write(storage, &first).await;
        assert_eq!(read(storage, &first).await, first);
        assert_eq!(storage.open_outbox_count().await.unwrap(), 0);
        let number = u64::try_from(first.id.0.as_u128() & 0xff).unwrap() + 1;
        first = outbox(&invoices[0], number, 10);
    }
    assert!(enqueue(storage, &first).await);
    assert_eq!(read(storage, &first).await, first);
}

/// Every try is kept.
pub async fn tries_read_back_latest_first(storage: &dyn Storage) {
    let (world, invoices) = world_with(storage, 1).await;
    let item = outbox(&invoices[0], 1, 10);
    enqueue(storage, &item).await;
    let first = attempt(&item, 1);
    let second = Attempt { next_at: None, ..attempt(&item, 2) };
    let mut unit = storage.begin().await.unwrap();
    unit.insert_attempt(&second).await.unwrap();
    unit.insert_attempt(&first).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(storage.attempts(world.organization.id, item.invoice).await.unwrap(), [second, first]);
}

/// What a worker sleeps until: waiting rows and ends of leases, not rows that cannot leave.
pub async fn the_next_due_time_counts_what_can_be_leased(storage: &dyn Storage) {
    let (world, invoices) = world_with(storage, 2).await;
    assert_eq!(storage.next_outbox_due().await.unwrap(), None);
    enqueue(storage, &outbox(&invoices[0], 1, 300)).await;
    enqueue(storage, &outbox(&invoices[1], 2, 200)).await;
    let lonely = structure(world.organization.id, 20);
    let waiting = bare_invoice(&lonely, 50);
    let mut unit = storage.begin().await.unwrap();
    unit.insert_structure(&lonely).await.unwrap();
    unit.insert_invoice(&waiting).await.unwrap();
    unit.enqueue(&outbox(&waiting, 3, 100)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(storage.next_outbox_due().await.unwrap(), Some(at(200)));
    let leased = lease(storage, 200, 900).await.unwrap();
    assert_eq!(storage.next_outbox_due().await.unwrap(), Some(at(300)));
    let other = lease(storage, 300, 800).await.unwrap();
    assert_eq!(storage.next_outbox_due().await.unwrap(), Some(at(800)));
    for item in [leased, other] {
        write(storage, &OutboxItem { state: OutboxState::Done, lease_until: None, ..item }).await;
    }
    assert_eq!(storage.next_outbox_due().await.unwrap(), None);
}
