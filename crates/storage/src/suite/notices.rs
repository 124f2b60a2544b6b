//! What is told after a commit, to whom.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::sample::{World, job};
use crate::{Database, NewJob, Notice};

/// Far longer than any notice takes: what would wait for ever fails instead.
const PATIENCE: Duration = Duration::from_secs(60);

/// Everything that a database tells.
fn heard(database: &dyn Database) -> UnboundedReceiver<Notice> {
    let (sender, receiver) = unbounded_channel();
    database.listen(Arc::new(move |notice| {
        // The test may have ended.
        let _ = sender.send(notice);
    }));
    receiver
}

async fn next(heard: &mut UnboundedReceiver<Notice>) -> Notice {
    tokio::time::timeout(PATIENCE, heard.recv()).await.unwrap().unwrap()
}

/// Every listener hears it once, in the order of the commits; of a dropped transaction nobody hears.
pub async fn what_is_committed_is_told_and_what_is_dropped_is_not(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut listeners = [heard(database), heard(database)];
    let notice = |invoice| Notice::Changed {
        organization: world.organization.id,
        structure: world.structure.id,
        invoice,
    };
    let mut dropped = world.writer(database).await;
    dropped.tell(notice(Some(super::sample::invoice_id(8)))).await.unwrap();
    drop(dropped);
    for invoice in [Some(super::sample::invoice_id(1)), None] {
        let mut transaction = world.writer(database).await;
        transaction.tell(notice(invoice)).await.unwrap();
        transaction.tell(notice(invoice)).await.unwrap();
        transaction.commit().await.unwrap();
    }
    for listener in &mut listeners {
        assert_eq!(next(listener).await, notice(Some(super::sample::invoice_id(1))));
        assert_eq!(next(listener).await, notice(None));
    }
}

/// Whoever sleeps until the next due job has to look again: told by what changes the queue, without being asked.
pub async fn a_job_that_may_be_due_sooner_is_told(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut listener = heard(database);
    let organization = world.organization.id;
    let with_key =
        |number| NewJob { deduplication_key: Some("key".to_owned()), ..job(organization, "a", number, 10) };
    let new = with_key(1);
    let mut transaction = world.writer(database).await;
    assert!(transaction.enqueue(&new).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(next(&mut listener).await, Notice::JobsWait);
    // What changes nothing for the queue is not told.
    let mut transaction = world.writer(database).await;
    assert!(!transaction.enqueue(&with_key(2)).await.unwrap());
    transaction.stop_lane("a", true).await.unwrap();
    transaction.commit().await.unwrap();
    let mut transaction = world.writer(database).await;
    transaction.tell(Notice::Everything).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(next(&mut listener).await, Notice::Everything);
    let mut transaction = world.writer(database).await;
    transaction.stop_lane("a", false).await.unwrap();
    assert!(transaction.make_due(organization, new.id, super::sample::at(1)).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(next(&mut listener).await, Notice::JobsWait);
}
