//! Batches.

use domain::{BatchColumn, BatchItemState, BatchState, InvoiceStatus, Reason, UserId};

use super::sample::{World, at, batch, batch_file, batch_item, document, invoice, reader};
use crate::{Database, StorageError};

/// A batch reads back whole, later versions overwrite earlier ones, and it keeps its documents until it is put aside.
pub async fn a_batch_reads_back_and_refuses_an_older_version(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let mut kept = batch(&world, 1);
    let mut transaction = world.writer(database).await;
    transaction.insert_batch(&kept).await.unwrap();
    transaction.put_batch_file(organization, kept.id, &batch_file("FA-1.pdf", 7)).await.unwrap();
    transaction.put_batch_file(organization, kept.id, &batch_file("FA-1.pdf", 8)).await.unwrap();
    transaction.replace_batch_items(organization, kept.id, &[batch_item(&kept, 2)]).await.unwrap();
    let mut late = kept.clone();
    kept.state = BatchState::Paused;
    kept.columns = vec![None, Some(BatchColumn::Number)];
    kept.structure = None;
    kept.entries = false;
    kept.reason = Some(Reason::BatchAuthorMayNot);
    kept.started_by = Some(world.user.id);
    kept.started_at = Some(at(7));
    kept.ended_at = Some(at(9));
    transaction.update_batch(&mut kept).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.batch(organization, kept.id).await.unwrap().as_ref(), Some(&kept));
    assert_eq!(read.batch(other.organization.id, kept.id).await.unwrap(), None);
    let files = read.batch_files(organization, kept.id).await.unwrap();
    assert_eq!(files, [batch_file("FA-1.pdf", 8)], "a later file of the same name takes its place");
    let unmatched = read.unmatched_batch_files(organization, kept.id, 9).await.unwrap();
    assert_eq!(unmatched, ["FA-1.pdf"], "its row has another file");
    assert!(read.batch_files(other.organization.id, kept.id).await.unwrap().is_empty());
    let asked = [1, 8, 2, 99].map(|number| document(number).sha256);
    let mut used = read.documents_in_use(&asked).await.unwrap();
    used.sort();
    let mut expected = [1, 8, 2].map(|number| document(number).sha256);
    expected.sort();
    assert_eq!(used, expected);
    drop(read);
    let mut transaction = world.writer(database).await;
    let refused = transaction.update_batch(&mut late).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    drop(transaction);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_batch(other.organization.id, kept.id).await.unwrap());
    assert!(transaction.delete_batch(organization, kept.id).await.unwrap());
    assert!(!transaction.delete_batch(organization, kept.id).await.unwrap());
    assert!(transaction.batch_items(organization, kept.id, None, 0, 9).await.unwrap().is_empty());
}

/// Batches come latest first, of one person or of all.
pub async fn batches_are_listed_latest_first(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let mut transaction = world.writer(database).await;
    for number in [1, 3, 2] {
        transaction.insert_batch(&batch(&world, number)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let mut listed = async |of: Option<UserId>, most| -> Vec<_> {
        let batches = read.batches(organization, of, most).await.unwrap();
        batches.into_iter().map(|batch| batch.created_at).collect()
    };
    assert_eq!(listed(None, 10).await, [at(3), at(2), at(1)]);
    assert_eq!(listed(Some(world.user.id), 2).await, [at(3), at(2)]);
    assert_eq!(listed(Some(UserId(uuid::Uuid::nil())), 10).await.len(), 0);
}

/// Invoices of a batch read back in the order of the table, are counted, and those that are drafts stay when the others
/// are read anew.
pub async fn made_invoices_of_a_batch_stay_when_the_others_are_read_anew(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let kept = batch(&world, 1);
    let mut items: Vec<_> = (2..300).map(|position| batch_item(&kept, position)).collect();
    items[1].state = BatchItemState::Held;
    items[1].document = None;
    items[1].gross_cents = None;
    let mut draft = invoice(&world.structure, 1);
    draft.status = InvoiceStatus::Draft;
    let mut transaction = world.writer(database).await;
    transaction.insert_batch(&kept).await.unwrap();
    transaction.insert_invoice(&draft).await.unwrap();
    transaction.replace_batch_items(organization, kept.id, &items).await.unwrap();
    items[0].state = BatchItemState::Made;
    items[0].lack = None;
    items[0].more = 0;
    items[0].invoice = Some(draft.id);
    transaction.update_batch_item(&items[0]).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.batch_items(organization, kept.id, None, 0, 1_000).await.unwrap(), items);
    let held = Some(BatchItemState::Held);
    assert_eq!(read.batch_items(organization, kept.id, held, 0, 10).await.unwrap(), items[1..2]);
    let ready = Some(BatchItemState::Ready);
    assert_eq!(read.batch_items(organization, kept.id, ready, 1, 2).await.unwrap(), items[3..5]);
    assert_eq!(read.batch_item(organization, kept.id, 3).await.unwrap().as_ref(), Some(&items[1]));
    assert_eq!(read.batch_item(other.organization.id, kept.id, 3).await.unwrap(), None);
    let counts = read.batch_counts(organization, kept.id).await.unwrap();
    let of = |state| counts.iter().find(|count| count.state == state).unwrap();
    let ready = of(BatchItemState::Ready);
    assert_eq!((ready.count, ready.with_document, ready.gross_cents), (296, 296, 296 * 120_000));
    assert_eq!((of(BatchItemState::Held).count, of(BatchItemState::Held).gross_cents), (1, 0));
    assert_eq!(read.made_rows(organization, kept.id).await.unwrap(), [2, 3]);
    let (drafts, count) = read.batch_drafts(organization, kept.id, 10).await.unwrap();
    assert_eq!((drafts, count), (vec![draft.id], 1));
    drop(read);
    let mut transaction = world.writer(database).await;
    transaction.replace_batch_items(organization, kept.id, &[batch_item(&kept, 9)]).await.unwrap();
    transaction.commit().await.unwrap();
    let left = reader(database).await.batch_items(organization, kept.id, None, 0, 10).await.unwrap();
    assert_eq!(left.iter().map(|item| item.position).collect::<Vec<_>>(), [2, 9]);
}

/// A number is in use by an invoice that was not given up, and by one that another batch has made without sending it.
pub async fn numbers_in_use_are_those_of_invoices_and_of_other_batches(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let (first, second) = (batch(&world, 1), batch(&world, 2));
    let mut sent = invoice(&world.structure, 1);
    sent.number = "FA-1".to_owned();
    let mut given_up = invoice(&world.structure, 2);
    (given_up.number, given_up.status) = ("FA-2".to_owned(), InvoiceStatus::Cancelled);
    let mut typed = invoice(&world.structure, 3);
    (typed.number, typed.status) = (String::new(), InvoiceStatus::Draft);
    (given_up.chorus_id, typed.chorus_id) = (None, None);
    let mut item = batch_item(&first, 4);
    item.form.number = "FA-3".to_owned();
    let mut transaction = world.writer(database).await;
    for invoice in [&sent, &given_up, &typed] {
        transaction.insert_invoice(invoice).await.unwrap();
    }
    transaction.insert_batch(&first).await.unwrap();
    transaction.insert_batch(&second).await.unwrap();
    transaction.replace_batch_items(organization, first.id, &[item.clone()]).await.unwrap();
    (item.state, item.invoice) = (BatchItemState::Made, Some(typed.id));
    transaction.update_batch_item(&item).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let asked = ["FA-1", "FA-2", "FA-3", "FA-4"].map(ToOwned::to_owned);
    let mut used = read.numbers_in_use(organization, world.structure.id, second.id, &asked).await.unwrap();
    used.sort_by(|one, two| one.0.cmp(&two.0));
    let expected = [("FA-1".to_owned(), sent.status.clone()), ("FA-3".to_owned(), InvoiceStatus::Draft)];
    assert_eq!(used, expected);
    let own = read.numbers_in_use(organization, world.structure.id, first.id, &asked[2..]).await.unwrap();
    assert!(own.is_empty(), "{own:?}");
    let theirs = read.numbers_in_use(other.organization.id, world.structure.id, second.id, &asked).await;
    assert!(theirs.unwrap().is_empty());
}

/// What a column holds is remembered by its title, for its organisation, and said anew.
pub async fn what_columns_hold_is_remembered_by_their_titles(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let titles = ["n° piece", "divers", "autre"].map(ToOwned::to_owned);
    let mut transaction = world.writer(database).await;
    let first = [(titles[0].clone(), Some(BatchColumn::File)), (titles[1].clone(), None)];
    transaction.remember_columns(organization, &first, at(1)).await.unwrap();
    let again = [(titles[0].clone(), Some(BatchColumn::Number))];
    transaction.remember_columns(organization, &again, at(2)).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let mut remembered = read.remembered_columns(organization, &titles).await.unwrap();
    remembered.sort();
    let expected = [(titles[1].clone(), None), (titles[0].clone(), Some(BatchColumn::Number))];
    assert_eq!(remembered, expected);
    assert!(read.remembered_columns(other.organization.id, &titles).await.unwrap().is_empty());
}
