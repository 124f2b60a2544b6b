//! Invoices to validate, and what is answered.

use domain::{ActState, InvoiceStatus, Reason};

use super::sample::{World, at, document, reader, reply, validation};
use crate::{Database, StorageError, Validation, ValidationRound, ValidationsAsked};

const ALL: ValidationsAsked<'static> =
    ValidationsAsked { structures: None, waiting: true, offset: 0, limit: 50 };

/// With its files, which stay in use; an older version never overwrites a later one.
pub async fn an_invoice_to_validate_reads_back_with_its_files(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, foreign) = (world.organization.id, other.organization.id);
    let mut kept = validation(&world, 1);
    let files = [document(1), document(2)];
    let mut transaction = world.writer(database).await;
    transaction.insert_validation(&kept).await.unwrap();
    transaction.put_validation_files(organization, kept.id, &[document(9)]).await.unwrap();
    transaction.put_validation_files(organization, kept.id, &files).await.unwrap();
    let mut late = kept.clone();
    kept.status = InvoiceStatus::Validee1;
    kept.is_waiting = false;
    transaction.update_validation(&mut kept).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.validation(organization, kept.id).await.unwrap().as_ref(), Some(&kept));
    let (structure, number) = (kept.structure, kept.chorus_id);
    let known = read.validation_by_chorus_id(organization, structure, number).await.unwrap();
    assert_eq!(known.as_ref(), Some(&kept));
    assert_eq!(read.validation_files(organization, kept.id).await.unwrap(), files);
    assert_eq!(read.validations_without_files(organization, &[kept.id]).await.unwrap(), []);
    let documents = [files[1].sha256.clone(), document(9).sha256];
    assert_eq!(read.documents_in_use(&documents).await.unwrap(), documents[..1]);
    assert_eq!(read.validation(foreign, kept.id).await.unwrap(), None);
    assert_eq!(read.validation_by_chorus_id(foreign, structure, number).await.unwrap(), None);
    assert_eq!(read.validation_files(foreign, kept.id).await.unwrap(), []);
    assert!(!read.has_validations(foreign, None).await.unwrap());
    drop(read);
    let mut transaction = world.writer(database).await;
    let refused = transaction.update_validation(&mut late).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    drop(transaction);
    let same = Validation { id: validation(&world, 2).id, ..kept };
    let refused = world.writer(database).await.insert_validation(&same).await;
    assert!(matches!(refused, Err(StorageError::AlreadyThere(_))), "{refused:?}");
}

/// What waits longest comes first; what was answered comes latest first; of other structures nothing.
pub async fn what_waits_is_told_in_the_order_in_which_it_came(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let second = world.add_structure(database, 1_500).await;
    let waits = |number, minute| Validation { waiting_since: Some(at(minute)), ..validation(&world, number) };
    let (early, late) = (waits(1, 5), waits(2, 6));
    let elsewhere = Validation { structure: second.id, ..waits(3, 1) };
    let answered = Validation { is_waiting: false, ..waits(4, 2) };
    let mut transaction = world.writer(database).await;
    for one in [&late, &early, &elsewhere, &answered] {
        transaction.insert_validation(one).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let organization = world.organization.id;
    let own = [world.structure.id];
    let mut read = reader(database).await;
    let all = read.validations(organization, &ALL).await.unwrap();
    assert_eq!(all, [elsewhere.clone(), early.clone(), late.clone()]);
    let asked = ValidationsAsked { structures: Some(&own), ..ALL };
    assert_eq!(read.validations(organization, &asked).await.unwrap(), [early, late.clone()]);
    let next = ValidationsAsked { offset: 1, limit: 1, ..asked.clone() };
    assert_eq!(read.validations(organization, &next).await.unwrap(), [late]);
    let done = ValidationsAsked { waiting: false, ..asked };
    assert_eq!(read.validations(organization, &done).await.unwrap(), [answered]);
    assert_eq!(read.validation_counts(organization, None).await.unwrap(), [3, 1]);
    assert_eq!(read.validation_counts(organization, Some(&[second.id])).await.unwrap(), [1, 0]);
    assert_eq!(read.validation_counts(organization, Some(&[])).await.unwrap(), [0, 0]);
    assert!(read.has_validations(organization, Some(&own)).await.unwrap());
    assert!(!read.has_validations(organization, Some(&[])).await.unwrap());
}

/// One at a time; the latest one is told.
pub async fn one_answer_is_prepared_at_a_time(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, foreign) = (world.organization.id, other.organization.id);
    let invoice = validation(&world, 1);
    let mut first = reply(&world, &invoice, 1);
    let mut transaction = world.writer(database).await;
    transaction.insert_validation(&invoice).await.unwrap();
    transaction.insert_reply(&first).await.unwrap();
    let mut older = first.clone();
    first.state = ActState::Done;
    first.reason = Some(Reason::ActDone);
    first.ended_at = Some(at(9));
    transaction.update_reply(&mut first).await.unwrap();
    let refused = transaction.update_reply(&mut older).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    let second = reply(&world, &invoice, 2);
    transaction.insert_reply(&second).await.unwrap();
    transaction.commit().await.unwrap();
    let third = reply(&world, &invoice, 3);
    let refused = world.writer(database).await.insert_reply(&third).await;
    assert!(matches!(&refused, Err(StorageError::AlreadyThere(_))), "{refused:?}");
    let mut read = reader(database).await;
    assert_eq!(read.reply(organization, first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(read.latest_replies(organization, &[invoice.id]).await.unwrap(), [second]);
    assert_eq!(read.reply(foreign, first.id).await.unwrap(), None);
    assert_eq!(read.latest_replies(foreign, &[invoice.id]).await.unwrap(), []);
}

/// The last time counts, of the organisation alone.
pub async fn when_a_validator_was_asked_for_is_told(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let round =
        |minute, reason| ValidationRound { structure: world.structure.id, asked_at: at(minute), reason };
    let mut transaction = world.writer(database).await;
    let failed = round(1, Some(Reason::ChorusProSilent));
    transaction.put_validation_round(organization, &failed).await.unwrap();
    assert_eq!(transaction.validation_rounds(organization).await.unwrap(), [failed]);
    transaction.put_validation_round(organization, &round(2, None)).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.validation_rounds(organization).await.unwrap(), [round(2, None)]);
    assert_eq!(read.validation_rounds(other.organization.id).await.unwrap(), []);
    drop(read);
    let foreign = other.organization.id;
    let refused = other.writer(database).await.put_validation_round(foreign, &round(3, None)).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}
