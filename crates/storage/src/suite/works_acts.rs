//! Acts on works documents.

use domain::{ActState, Mending, Reason, WorksActKind};

use super::sample::{World, at, document, reader, works_act, works_act_file, works_document};
use crate::{Database, MendedFrom, StorageError, WorksAct, WorksActFile};

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

/// A file taken off is in use no more; what it was made of stays as long as it does.
pub async fn files_of_an_act_on_works_read_back_in_their_order_and_stay_in_use(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, foreign) = (world.organization.id, other.organization.id);
    let piece = works_document(&world, 1);
    let act = works_act(&world, &piece, 1);
    let original = document(19);
    let mended = MendedFrom { how: Mending::Packed, sha256: original.sha256.clone(), bytes: original.bytes };
    // The later one has the smaller number.
    let second = WorksActFile { position: 2, mended: Some(mended), ..works_act_file(&act, 7) };
    let mut first = WorksActFile { position: 1, ..works_act_file(&act, 8) };
    let mut transaction = world.writer(database).await;
    transaction.put_works_document(&piece).await.unwrap();
    transaction.insert_works_act(&act).await.unwrap();
    transaction.insert_works_act_file(&second).await.unwrap();
    transaction.insert_works_act_file(&first).await.unwrap();
    transaction.set_works_act_file_chorus_id(organization, act.id, first.id, 77).await.unwrap();
    transaction.commit().await.unwrap();
    first.chorus_id = Some(77);
    let mut read = reader(database).await;
    assert_eq!(read.works_act_files(organization, act.id).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(read.works_act_files(foreign, act.id).await.unwrap(), []);
    let asked = [second.document.sha256.clone(), original.sha256.clone(), document(999).sha256];
    let mut used = read.documents_in_use(&asked).await.unwrap();
    let mut expected = asked[..2].to_vec();
    used.sort();
    expected.sort();
    assert_eq!(used, expected);
    drop(read);
    let mut transaction = other.writer(database).await;
    assert!(!transaction.delete_works_act_file(foreign, act.id, second.id).await.unwrap());
    let refused = transaction.set_works_act_file_chorus_id(foreign, act.id, second.id, 1).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    drop(transaction);
    let mut transaction = world.writer(database).await;
    assert!(transaction.delete_works_act_file(organization, act.id, second.id).await.unwrap());
    assert!(!transaction.delete_works_act_file(organization, act.id, second.id).await.unwrap());
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.works_act_files(organization, act.id).await.unwrap(), [first]);
    assert_eq!(read.documents_in_use(&asked).await.unwrap(), Vec::<String>::new());
}
