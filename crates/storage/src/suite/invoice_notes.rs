//! Notes on invoices.

use super::sample::{World, add_invoices, invoice, invoice_note, reader};
use crate::Database;

/// Notes come in their order, mark their invoice, and go only by the hand of their author.
pub async fn a_note_is_read_by_the_organisation_and_deleted_by_its_author(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let [noted, bare] = [1, 2].map(|number| invoice(&world.structure, number));
    add_invoices(database, &[noted.clone(), bare.clone()]).await;
    let notes = [1, 2].map(|number| invoice_note(&world, &noted, number));
    let mut transaction = world.writer(database).await;
    for note in [&notes[1], &notes[0]] {
        transaction.insert_invoice_note(note).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let (organization, foreign) = (world.organization.id, other.organization.id);
    let mut read = reader(database).await;
    assert_eq!(read.invoice_notes(organization, noted.id).await.unwrap(), notes);
    assert_eq!(read.invoice_notes(organization, bare.id).await.unwrap(), []);
    assert_eq!(read.invoice_notes(foreign, noted.id).await.unwrap(), []);
    let asked = [bare.id, noted.id];
    assert_eq!(read.invoices_with_notes(organization, &asked).await.unwrap(), [noted.id]);
    assert_eq!(read.invoices_with_notes(foreign, &asked).await.unwrap(), []);
    assert_eq!(read.invoices_with_notes(organization, &[]).await.unwrap(), []);
    drop(read);
    let mut transaction = world.writer(database).await;
    let id = notes[0].id;
    for (organization, invoice, author) in [
        (foreign, noted.id, world.user.id),
        (organization, bare.id, world.user.id),
        (organization, noted.id, other.user.id),
    ] {
        assert!(!transaction.delete_invoice_note(organization, invoice, author, id).await.unwrap());
    }
    assert!(transaction.delete_invoice_note(organization, noted.id, world.user.id, id).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.invoice_notes(organization, noted.id).await.unwrap(), notes[1..]);
}
