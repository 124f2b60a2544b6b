//! What is done to invoices that came back.

use domain::{ActKind, ActState, Reason};

use super::sample::{World, act, add_invoices, at, attachment, invoice, reader};
use crate::{Act, Attachment, Database, StorageError};

/// An act reads back whole, later versions overwrite earlier ones and never the other way round.
pub async fn an_act_reads_back_and_refuses_an_older_version(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let own = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&own)).await;
    let mut kept = act(&world, &own, 1, ActKind::Complete);
    let mut transaction = world.writer(database).await;
    transaction.insert_act(&kept).await.unwrap();
    let mut late = kept.clone();
    kept.state = ActState::Queued;
    kept.submitted_at = Some(at(9));
    kept.reason = Some(Reason::ChorusProSilent);
    transaction.update_act(&mut kept).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(kept.version, 2);
    let mut read = reader(database).await;
    let organization = world.organization.id;
    assert_eq!(read.act(organization, kept.id).await.unwrap().as_ref(), Some(&kept));
    assert_eq!(read.acts_of(organization, own.id).await.unwrap(), [kept.clone()]);
    assert_eq!(read.act(other.organization.id, kept.id).await.unwrap(), None);
    assert_eq!(read.acts_of(other.organization.id, own.id).await.unwrap(), []);
    drop(read);
    let mut transaction = world.writer(database).await;
    let refused = transaction.update_act(&mut late).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}

/// What can still be taken back is found by who confirmed it, and by nobody else.
pub async fn what_a_person_has_just_confirmed_is_found(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (own, second) = (invoice(&world.structure, 1), invoice(&world.structure, 2));
    add_invoices(database, &[own.clone(), second.clone()]).await;
    let queued = |invoice, number, minute| Act {
        state: ActState::Queued,
        submitted_at: Some(at(minute)),
        ..act(&world, invoice, number, ActKind::Decide)
    };
    let (late, early) = (queued(&own, 1, 9), queued(&second, 2, 8));
    let draft = act(&world, &own, 3, ActKind::Complete);
    let mut transaction = world.writer(database).await;
    for act in [&late, &early, &draft] {
        transaction.insert_act(act).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let (organization, user) = (world.organization.id, world.user.id);
    let mut read = reader(database).await;
    assert_eq!(read.queued_acts_of(organization, user).await.unwrap(), [early, late]);
    assert_eq!(read.queued_acts_of(organization, other.user.id).await.unwrap(), []);
    assert_eq!(read.queued_acts_of(other.organization.id, user).await.unwrap(), []);
}

/// A second one of the same kind waits until the first has ended; another kind does not.
pub async fn one_act_of_a_kind_is_prepared_at_a_time(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let own = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&own)).await;
    let mut first = act(&world, &own, 1, ActKind::Complete);
    let mut transaction = world.writer(database).await;
    transaction.insert_act(&first).await.unwrap();
    transaction.insert_act(&act(&world, &own, 2, ActKind::Recycle)).await.unwrap();
    transaction.commit().await.unwrap();
    let mut transaction = world.writer(database).await;
    let refused = transaction.insert_act(&act(&world, &own, 3, ActKind::Complete)).await;
    assert!(matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "acts.kind"), "{refused:?}");
    drop(transaction);
    let mut transaction = world.writer(database).await;
    first.state = ActState::Done;
    transaction.update_act(&mut first).await.unwrap();
    transaction.insert_act(&act(&world, &own, 3, ActKind::Complete)).await.unwrap();
    transaction.commit().await.unwrap();
    let kept = reader(database).await.acts_of(world.organization.id, own.id).await.unwrap();
    let numbers: Vec<_> = kept.iter().map(|act| (act.kind, act.state)).collect();
    assert_eq!(
        numbers,
        [
            (ActKind::Complete, ActState::Draft),
            (ActKind::Recycle, ActState::Draft),
            (ActKind::Complete, ActState::Done)
        ]
    );
}

/// A file of an act says so.
pub async fn an_attachment_names_its_act(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let own = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&own)).await;
    let answer = act(&world, &own, 1, ActKind::Complete);
    let with_it = Attachment { act: Some(answer.id), ..attachment(&own, 2) };
    let mut transaction = world.writer(database).await;
    transaction.insert_act(&answer).await.unwrap();
    transaction.insert_attachment(&attachment(&own, 1)).await.unwrap();
    transaction.insert_attachment(&with_it).await.unwrap();
    transaction.commit().await.unwrap();
    let kept = reader(database).await.attachments(world.organization.id, own.id).await.unwrap();
    assert_eq!(kept, [attachment(&own, 1), with_it]);
}
