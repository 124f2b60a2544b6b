//! Invoices one by one, their attachments and events.

use domain::{Direction, InvoiceStatus};

use super::sample::{
    World, add_invoices, at, attachment, bare_invoice, document, event, invoice, invoice_id,
};
use crate::{Event, EventKind, Invoice, Storage, StorageError};

/// Every column.
pub async fn an_invoice_reads_back_whole(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let whole = Invoice { created_by: Some(world.user.id), ..invoice(&world.structure, 5) };
    add_invoices(storage, std::slice::from_ref(&whole)).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    assert_eq!(storage.invoice(organization, whole.id).await.unwrap().as_ref(), Some(&whole));
    let found = storage.invoice_by_chorus_id(organization, structure, 9_005).await.unwrap();
    assert_eq!(found.as_ref(), Some(&whole));
    assert_eq!(storage.invoice_by_chorus_id(organization, structure, 1).await.unwrap(), None);
    assert_eq!(storage.invoice(organization, invoice_id(9)).await.unwrap(), None);
}

/// Everything that may be missing is missing.
pub async fn an_empty_invoice_reads_back(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let empty = bare_invoice(&world.structure, 1);
    add_invoices(storage, std::slice::from_ref(&empty)).await;
    assert_eq!(storage.invoice(world.organization.id, empty.id).await.unwrap(), Some(empty));
}

/// Two people open the same draft: the second to save is told.
pub async fn an_update_counts_the_version_and_refuses_an_older_one(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let before = bare_invoice(&world.structure, 1);
    add_invoices(storage, std::slice::from_ref(&before)).await;
    let mut changed = Invoice {
        id: before.id,
        version: before.version,
        created_at: before.created_at,
        document: Some(document(3)),
        ..invoice(&world.structure, 8)
    };
    let mut unit = storage.begin().await.unwrap();
    unit.update_invoice(&mut changed).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(changed.version, before.version + 1);
    assert_eq!(storage.invoice(world.organization.id, before.id).await.unwrap().as_ref(), Some(&changed));

    let mut late = before.clone();
    let mut unit = storage.begin().await.unwrap();
    let refused = unit.update_invoice(&mut late).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    assert_eq!(late.version, before.version);
    unit.commit().await.unwrap();
    assert_eq!(storage.invoice(world.organization.id, before.id).await.unwrap(), Some(changed));
}

/// A code that this version does not know comes back as it went in.
pub async fn an_unknown_status_is_kept(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let odd = Invoice {
        status: InvoiceStatus::Unknown("NOUVEAU_STATUT".to_owned()),
        ..bare_invoice(&world.structure, 1)
    };
    add_invoices(storage, std::slice::from_ref(&odd)).await;
    assert_eq!(storage.invoice(world.organization.id, odd.id).await.unwrap(), Some(odd));
}

/// Synchronising twice never doubles an invoice.
pub async fn a_chorus_identifier_is_taken_once_per_structure_and_direction(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let other = world.add_structure(storage, 20).await;
    let first = invoice(&world.structure, 1);
    let with_same = |invoice: Invoice| Invoice { chorus_id: first.chorus_id, ..invoice };
    let mut unit = storage.begin().await.unwrap();
    unit.insert_invoice(&first).await.unwrap();
    let refused = unit.insert_invoice(&with_same(invoice(&world.structure, 2))).await;
    assert!(
        matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "invoices.chorus_id"),
        "{refused:?}"
    );
    unit.insert_invoice(&with_same(invoice(&other, 3))).await.unwrap();
    let received = Invoice { direction: Direction::Received, ..with_same(invoice(&world.structure, 4)) };
    unit.insert_invoice(&received).await.unwrap();
    unit.insert_invoice(&bare_invoice(&world.structure, 5)).await.unwrap();
    unit.insert_invoice(&bare_invoice(&world.structure, 6)).await.unwrap();
    unit.commit().await.unwrap();
    let found = storage
        .invoice_by_chorus_id(world.organization.id, world.structure.id, 9_001)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, first.id);
}

/// A number is taken once it left or is about to; a draft, a refused and a withdrawn invoice give it free.
pub async fn numbers_on_their_way_are_found_and_drafts_are_not(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let other = world.add_structure(storage, 20).await;
    let mut invoices = Vec::new();
    let mut expected = Vec::new();
    for (number, status) in (1..).zip(InvoiceStatus::KNOWN) {
        let made = Invoice {
            number: "FA-1".to_owned(),
            status: status.clone(),
            ..bare_invoice(&world.structure, number)
        };
        if !matches!(status, InvoiceStatus::Draft | InvoiceStatus::Refused | InvoiceStatus::Cancelled) {
            expected.push(made.id);
        }
        invoices.push(made);
    }
    let sent = |invoice: Invoice, number: &str| Invoice {
        number: number.to_owned(),
        status: InvoiceStatus::Deposee,
        ..invoice
    };
    invoices.push(sent(bare_invoice(&other, 101), "FA-1"));
    invoices.push(sent(bare_invoice(&world.structure, 102), "FA-12"));
    invoices.push(Invoice {
        direction: Direction::Received,
        ..sent(bare_invoice(&world.structure, 103), "FA-1")
    });
    add_invoices(storage, &invoices).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut found = storage.invoices_with_number(organization, structure, "FA-1").await.unwrap();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

/// Adding, completing, taking away.
pub async fn attachments_read_back_in_order(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let owner = bare_invoice(&world.structure, 1);
    add_invoices(storage, &[owner.clone(), bare_invoice(&world.structure, 2)]).await;
    let mut list = [3, 1, 2].map(|number| attachment(&owner, number));
    let organization = world.organization.id;
    let mut unit = storage.begin().await.unwrap();
    for attachment in &list {
        unit.insert_attachment(attachment).await.unwrap();
    }
    unit.set_attachment_chorus_id(organization, list[0].id, 44).await.unwrap();
    // Of another invoice: nothing happens.
    unit.delete_attachment(organization, invoice_id(2), list[0].id).await.unwrap();
    unit.delete_attachment(organization, owner.id, list[1].id).await.unwrap();
    unit.commit().await.unwrap();
    list[0].chorus_id = Some(44);
    let found = storage.attachments(organization, owner.id).await.unwrap();
    assert_eq!(found, [list[0].clone(), list[2].clone()]);
}

/// Equal instants come with the last added first.
pub async fn events_read_back_latest_first(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let owner = bare_invoice(&world.structure, 1);
    add_invoices(storage, &[owner.clone(), bare_invoice(&world.structure, 2)]).await;
    let mut list = [2, 3, 1, 4].map(|number| event(&owner, number, None));
    list[3] = Event {
        happened_at: at(51),
        kind: EventKind::Local,
        author: None,
        comment: Some("Motif".to_owned()),
        ..list[3].clone()
    };
    let mut unit = storage.begin().await.unwrap();
    for event in &list {
        assert!(unit.insert_event(event).await.unwrap());
    }
    unit.commit().await.unwrap();
    let [second, third, first, local] = list;
    let found = storage.events(world.organization.id, owner.id).await.unwrap();
    assert_eq!(found, [third, second, local, first]);
    assert_eq!(storage.events(world.organization.id, invoice_id(2)).await.unwrap(), []);
}

/// The same history read twice leaves the same state; without a key every event is new.
pub async fn an_event_with_a_known_key_is_not_added_again(storage: &dyn Storage) {
    let world = World::create(storage, 1).await;
    let (one, two) = (bare_invoice(&world.structure, 1), bare_invoice(&world.structure, 2));
    add_invoices(storage, &[one.clone(), two.clone()]).await;
    let mut unit = storage.begin().await.unwrap();
    assert!(unit.insert_event(&event(&one, 1, Some("77"))).await.unwrap());
    assert!(!unit.insert_event(&event(&one, 2, Some("77"))).await.unwrap());
    let action = Event { kind: EventKind::Action, ..event(&one, 3, Some("77")) };
    assert!(unit.insert_event(&action).await.unwrap());
    assert!(unit.insert_event(&event(&two, 4, Some("77"))).await.unwrap());
    assert!(unit.insert_event(&event(&one, 5, None)).await.unwrap());
    assert!(unit.insert_event(&event(&one, 6, None)).await.unwrap());
    unit.commit().await.unwrap();
    let found: Vec<_> = storage
        .events(world.organization.id, one.id)
        .await
        .unwrap()
        .into_iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(found, [6, 5, 3, 1].map(|number| event(&one, number, None).id));
}
