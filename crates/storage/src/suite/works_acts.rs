//! Acts on works documents.

use domain::{ActState, Reason, WorksActKind};

use super::sample::{World, at, reader, works_act, works_document};
use crate::{Database, StorageError, WorksAct};

/// Later versions overwrite earlier ones; one of a kind is prepared at a time.
pub async fn an_act_on_works_reads_back_and_refuses_an_older_version(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, foreign) = (world.organization.id, other.organization.id);
    let document = works_document(&world, 1);
    let mut first = works_act(&world, &document, 1);
    let mut transaction = world.writer(database).await;
    transaction.put_works_document(&document).await.unwrap();
    transaction.insert_works_act(&first).await.unwrap();
    let mut older = first.clone();
    first.state = ActState::Done;
    first.reason = Some(Reason::ActDone);
    first.ended_at = Some(at(9));
    transaction.update_works_act(&mut first).await.unwrap();
    let refused = transaction.update_works_act(&mut older).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    let second = works_act(&world, &document, 2);
    let another = WorksAct { kind: WorksActKind::Recycle, ..works_act(&world, &document, 3) };
    transaction.insert_works_act(&second).await.unwrap();
    transaction.insert_works_act(&another).await.unwrap();
    transaction.commit().await.unwrap();
    let refused = world.writer(database).await.insert_works_act(&works_act(&world, &document, 4)).await;
    assert!(matches!(refused, Err(StorageError::AlreadyThere(_))), "{refused:?}");
    let mut read = reader(database).await;
    assert_eq!(read.works_act(organization, first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(
        read.works_acts_of(organization, document.id).await.unwrap(),
        [another, second, first.clone()]
    );
    assert_eq!(read.works_act(foreign, first.id).await.unwrap(), None);
    assert_eq!(read.works_acts_of(foreign, document.id).await.unwrap(), []);
}
