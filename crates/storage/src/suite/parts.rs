//! What stands beside the head of an invoice.

use domain::{ClockSide, ClockSpan, OrganizationId};

use super::sample::{World, add_invoices, at, bare_invoice, invoice, lines, reader, reception, spans};
use crate::{Assignee, Database, Reception};

/// Decimals keep their digits; a second writing leaves nothing of the first.
pub async fn lines_read_back_exactly_and_are_replaced_as_a_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (own, other) = (invoice(&world.structure, 1), bare_invoice(&world.structure, 2));
    add_invoices(database, &[own.clone(), other.clone()]).await;
    let organization = world.organization.id;
    let whole = lines();
    for put in [&whole[..], &whole[1..], &[], &whole[..]] {
        let mut transaction = world.writer(database).await;
        transaction.put_invoice_lines(organization, own.id, put).await.unwrap();
        transaction.commit().await.unwrap();
        let read = reader(database).await.invoice_lines(organization, own.id).await.unwrap();
        assert_eq!(read, put);
        assert_eq!(format!("{read:?}"), format!("{put:?}"), "every digit");
    }
    assert_eq!(reader(database).await.invoice_lines(organization, other.id).await.unwrap(), []);
    let mut transaction = world.writer(database).await;
    let nobodys = bare_invoice(&world.structure, 9).id;
    assert!(transaction.put_invoice_lines(organization, nobodys, &whole).await.is_err());
}

/// The order is that of the time; the last one may last.
pub async fn spans_of_the_clock_read_back_and_are_replaced_as_a_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let own = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&own)).await;
    let organization = world.organization.id;
    let all: Vec<ClockSpan> =
        ClockSide::ALL.map(|side| ClockSpan { side, from: at(1), to: Some(at(2)) }).to_vec();
    for put in [spans(), all, Vec::new(), spans()] {
        let mut transaction = world.writer(database).await;
        transaction.put_clock_spans(organization, own.id, &put).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(reader(database).await.clock_spans(organization, own.id).await.unwrap(), put);
    }
}

/// Each one's in their order; nothing of others.
pub async fn spans_of_several_invoices_are_read_together(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let invoices: Vec<_> = (1..=4).map(|number| invoice(&world.structure, number)).collect();
    add_invoices(database, &invoices).await;
    let organization = world.organization.id;
    let one = vec![ClockSpan { side: ClockSide::Comptable, from: at(7), to: None }];
    let mut transaction = world.writer(database).await;
    for (invoice, spans) in [(&invoices[0], spans()), (&invoices[1], one.clone()), (&invoices[3], spans())] {
        transaction.put_clock_spans(organization, invoice.id, &spans).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let asked = [invoices[1].id, invoices[2].id, invoices[0].id];
    let mut read = reader(database).await;
    let found = read.clock_spans_of(organization, &asked).await.unwrap();
    let expected = [(invoices[0].id, spans()), (invoices[1].id, one)];
    assert_eq!(found, expected.into_iter().collect());
    assert!(read.clock_spans_of(organization, &[]).await.unwrap().is_empty());
}

/// Of the invoices that have one.
pub async fn a_reception_reads_back_and_is_replaced(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (own, other) = (invoice(&world.structure, 1), bare_invoice(&world.structure, 2));
    add_invoices(database, &[own.clone(), other.clone()]).await;
    let organization = world.organization.id;
    let whole = Reception { assigned_to: Some(world.user.id), ..reception(&own) };
    let bare = Reception {
        downloaded_elsewhere: None,
        downloaded_at: None,
        assigned_to: None,
        assigned_at: None,
        service_day: None,
        contract_days: None,
        ..whole.clone()
    };
    for put in [&whole, &bare, &whole] {
        let mut transaction = world.writer(database).await;
        transaction.put_reception(put).await.unwrap();
        transaction.commit().await.unwrap();
        let read = reader(database).await.reception(organization, own.id).await.unwrap();
        assert_eq!(read.as_ref(), Some(put));
    }
    let mut read = reader(database).await;
    assert_eq!(read.reception(organization, other.id).await.unwrap(), None);
    let assigned = read.assigned_of(organization, &[other.id, own.id]).await.unwrap();
    let assignee = Assignee { user: world.user.id, name: world.user.name.clone(), since: at(7) };
    assert_eq!(assigned, [(own.id, assignee)].into_iter().collect());
    assert!(read.assigned_of(OrganizationId(uuid::Uuid::nil()), &[own.id]).await.unwrap().is_empty());
    let terms = read.reception_terms_of(organization, &[other.id, own.id]).await.unwrap();
    assert_eq!(terms, [(own.id, whole.terms())].into_iter().collect());
    let foreign = OrganizationId(uuid::Uuid::nil());
    assert!(read.reception_terms_of(foreign, &[own.id]).await.unwrap().is_empty());
}
