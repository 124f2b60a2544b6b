//! Works documents.

use domain::{Reason, WorksRole, WorksStatus};

use super::sample::{World, at, reader, works_document};
use crate::{Database, StorageError, WorksContent, WorksDocument, WorksRound};

/// A later reading takes the place of an earlier one; identifier and first sight stay.
pub async fn a_works_document_reads_back_and_is_replaced(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, foreign, structure) =
        (world.organization.id, other.organization.id, world.structure.id);
    let first = works_document(&world, 1);
    let mut later = WorksDocument {
        id: works_document(&world, 9).id,
        status: WorksStatus::Associee,
        roles: vec![WorksRole::Supplier, WorksRole::ProjectManager],
        file_id: None,
        next: Some(9_002),
        reasons: Vec::new(),
        seen_at: at(90),
        updated_at: at(91),
        ..first.clone()
    };
    let mut transaction = world.writer(database).await;
    transaction.put_works_document(&first).await.unwrap();
    assert_eq!(transaction.works_document(organization, first.id).await.unwrap(), Some(first.clone()));
    transaction.put_works_document(&later).await.unwrap();
    transaction.commit().await.unwrap();
    (later.id, later.seen_at) = (first.id, first.seen_at);
    let mut read = reader(database).await;
    assert_eq!(read.works_document(organization, first.id).await.unwrap(), Some(later.clone()));
    let known = read.works_documents_by_chorus_id(organization, structure, &[first.chorus_id, 4]).await;
    assert_eq!(known.unwrap(), [later]);
    assert_eq!(read.works_document(foreign, first.id).await.unwrap(), None);
    let numbers = [first.chorus_id];
    assert_eq!(read.works_documents_by_chorus_id(foreign, structure, &numbers).await.unwrap(), []);
    drop(read);
    let stolen = WorksDocument { organization: foreign, ..first };
    let refused = other.writer(database).await.put_works_document(&stolen).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}

/// Of one file, of some structures, the latest change first.
pub async fn works_documents_are_told_by_file_and_by_structure(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let second = world.add_structure(database, 1_500).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let standing = |number: u64| WorksDocument {
        status_at: Some(at(number.cast_signed())),
        ..works_document(&world, number)
    };
    let (early, late) = (standing(1), standing(2));
    let alone = WorksDocument { file_id: None, ..standing(3) };
    let elsewhere = WorksDocument { structure: second.id, ..standing(4) };
    let mut transaction = world.writer(database).await;
    for document in [&early, &late, &alone, &elsewhere] {
        transaction.put_works_document(document).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let file = early.file_id.unwrap();
    let of_file = read.works_documents_of_file(organization, structure, file).await.unwrap();
    assert_eq!(of_file, [early.clone(), late.clone()]);
    let own = [structure];
    let latest = read.works_documents(organization, Some(&own), 2).await.unwrap();
    assert_eq!(latest, [alone, late]);
    assert_eq!(read.works_documents(organization, None, 9).await.unwrap().len(), 4);
    assert_eq!(read.works_documents(organization, Some(&[]), 9).await.unwrap(), []);
    assert!(read.has_works_documents(organization, Some(&[second.id])).await.unwrap());
    assert!(!read.has_works_documents(organization, Some(&[])).await.unwrap());
    let foreign = other.organization.id;
    assert!(!read.has_works_documents(foreign, None).await.unwrap());
    assert_eq!(read.works_documents(foreign, None, 9).await.unwrap(), []);
    assert_eq!(read.works_documents_of_file(foreign, structure, file).await.unwrap(), []);
}

/// The last time counts.
pub async fn when_works_were_asked_for_is_told(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let mut round = WorksRound {
        structure: world.structure.id,
        asked_at: at(2),
        whole_at: Some(at(1)),
        reason: Some(Reason::ChorusProSilent),
    };
    let mut transaction = world.writer(database).await;
    transaction.put_works_round(organization, &round).await.unwrap();
    round = WorksRound { asked_at: at(3), whole_at: Some(at(3)), reason: None, ..round };
    transaction.put_works_round(organization, &round).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.works_rounds(organization).await.unwrap(), [round]);
    assert_eq!(read.works_rounds(other.organization.id).await.unwrap(), []);
}

/// The last reading counts; what it is of is the organisation's own.
pub async fn a_works_document_as_a_whole_reads_back_and_is_replaced(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let document = works_document(&world, 1);
    let asked = WorksContent {
        document: document.id,
        content: None,
        read_at: None,
        reason: Some(Reason::ChorusProSilent),
    };
    let mut transaction = world.writer(database).await;
    transaction.put_works_document(&document).await.unwrap();
    assert_eq!(transaction.works_content(organization, document.id).await.unwrap(), None);
    transaction.put_works_content(organization, &asked).await.unwrap();
    assert_eq!(transaction.works_content(organization, document.id).await.unwrap(), Some(asked.clone()));
    let content = Some("{\"factureTravaux\":{\"commentaire\":\"L’œuvre\"}}".to_owned());
    let told = WorksContent { content, read_at: Some(at(7)), reason: None, ..asked };
    transaction.put_works_content(organization, &told).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.works_content(organization, document.id).await.unwrap(), Some(told.clone()));
    let foreign = other.organization.id;
    assert_eq!(read.works_content(foreign, document.id).await.unwrap(), None);
    drop(read);
    let refused = other.writer(database).await.put_works_content(foreign, &told).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}
