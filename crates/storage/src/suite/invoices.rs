//! Invoices one by one, their drafts, attachments and events.

use chrono::NaiveDate;
use domain::{Direction, InvoiceKind, InvoiceStatus};

use super::sample::{
    World, add_invoices, at, attachment, bare_draft, bare_invoice, document, draft, event, invoice,
    invoice_id, reader, siret, user,
};
use crate::{Alike, Database, Draft, Event, EventKind, Invoice, StorageError};

/// Every column.
pub async fn an_invoice_reads_back_whole(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let whole = Invoice { created_by: Some(world.user.id), ..invoice(&world.structure, 5) };
    add_invoices(database, std::slice::from_ref(&whole)).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut read = reader(database).await;
    assert_eq!(read.invoice(organization, whole.id).await.unwrap().as_ref(), Some(&whole));
    for (direction, chorus_id, expected) in [
        (Direction::Issued, 9_005, Some(&whole)),
        (Direction::Received, 9_005, None),
        (Direction::Issued, 1, None),
    ] {
        let found = read.invoice_by_chorus_id(organization, structure, direction, chorus_id).await.unwrap();
        assert_eq!(found.as_ref(), expected);
    }
    assert_eq!(read.invoice(organization, invoice_id(9)).await.unwrap(), None);
}

/// Everything that may be missing is missing.
pub async fn an_empty_invoice_reads_back(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let empty = bare_invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&empty)).await;
    let found = reader(database).await.invoice(world.organization.id, empty.id).await.unwrap();
    assert_eq!(found, Some(empty));
}

/// What only an invoice issued from here has is added, replaced as a whole and read back; others have none.
pub async fn a_draft_reads_back_and_is_replaced(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (own, other) = (invoice(&world.structure, 1), invoice(&world.structure, 2));
    add_invoices(database, &[own.clone(), other.clone()]).await;
    let organization = world.organization.id;
    for put in [draft(&own), bare_draft(&own), draft(&own)] {
        let mut transaction = world.writer(database).await;
        transaction.put_draft(&put).await.unwrap();
        assert_eq!(transaction.draft(organization, own.id).await.unwrap().as_ref(), Some(&put));
        transaction.commit().await.unwrap();
        assert_eq!(reader(database).await.draft(organization, own.id).await.unwrap(), Some(put));
    }
    assert_eq!(reader(database).await.draft(organization, other.id).await.unwrap(), None);
    let mut transaction = world.writer(database).await;
    let refused = transaction.put_draft(&draft(&bare_invoice(&world.structure, 9))).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
}

/// A page of many drafts reads them and their attachments in one go; those of others and those without are left out.
pub async fn drafts_are_read_together_with_their_invoices(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let own: Vec<_> = (1..=3).map(|number| invoice(&world.structure, number)).collect();
    let foreign = invoice(&other.structure, 9);
    add_invoices(database, &own).await;
    add_invoices(database, std::slice::from_ref(&foreign)).await;
    let mut transaction = world.writer(database).await;
    for made in &own[..2] {
        transaction.put_draft(&draft(made)).await.unwrap();
    }
    for (made, number) in [(&own[1], 1), (&own[0], 2), (&own[1], 3)] {
        transaction.insert_attachment(&attachment(made, number)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut transaction = other.writer(database).await;
    transaction.put_draft(&draft(&foreign)).await.unwrap();
    transaction.commit().await.unwrap();
    let organization = world.organization.id;
    let asked = [own[1].id, foreign.id, own[2].id, own[0].id];
    let mut read = reader(database).await;
    let expected: Vec<_> = own[..2].iter().map(|made| (made.clone(), draft(made))).collect();
    assert_eq!(read.drafts(organization, &asked).await.unwrap(), expected);
    assert_eq!(read.drafts(organization, &[]).await.unwrap(), []);
    let attached = read.attachments_of(organization, &asked).await.unwrap();
    let expected = [(&own[1], 1), (&own[0], 2), (&own[1], 3)].map(|(made, number)| attachment(made, number));
    assert_eq!(attached, expected);
}

/// What a person confirmed since an instant and has not left yet, for them to take back as one.
pub async fn what_somebody_has_just_submitted_is_found(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut expected = Vec::new();
    for (number, status, submitted, by, found) in [
        (1, InvoiceStatus::Queued, Some(at(50)), 1, true),
        (2, InvoiceStatus::Queued, Some(at(40)), 1, true),
        (3, InvoiceStatus::Queued, Some(at(39)), 1, false),
        (4, InvoiceStatus::Queued, Some(at(60)), 2, false),
        (5, InvoiceStatus::Sending, Some(at(60)), 1, false),
        (6, InvoiceStatus::Draft, None, 1, false),
    ] {
        let made = Invoice { status, ..invoice(&world.structure, number) };
        add_invoices(database, std::slice::from_ref(&made)).await;
        let by = submitted.map(|_| user(by).id);
        let draft = Draft { submitted_at: submitted, submitted_by: by, ..draft(&made) };
        let mut transaction = world.writer(database).await;
        transaction.put_draft(&draft).await.unwrap();
        transaction.commit().await.unwrap();
        if found {
            expected.insert(0, (made, draft));
        }
    }
    let mut read = reader(database).await;
    let organization = world.organization.id;
    assert_eq!(read.submitted_since(organization, user(1).id, at(40)).await.unwrap(), expected);
    let foreign = World::create(database, 2).await.organization.id;
    assert_eq!(read.submitted_since(foreign, user(1).id, at(40)).await.unwrap(), []);
}

/// Two people open the same draft: the second to save is told.
pub async fn an_update_counts_the_version_and_refuses_an_older_one(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let before = bare_invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&before)).await;
    let mut changed = Invoice {
        id: before.id,
        version: before.version,
        created_at: before.created_at,
        document: Some(document(3)),
        ..invoice(&world.structure, 8)
    };
    let mut transaction = world.writer(database).await;
    transaction.update_invoice(&mut changed).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(changed.version, before.version + 1);
    let found = reader(database).await.invoice(world.organization.id, before.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&changed));

    let mut late = before.clone();
    let mut transaction = world.writer(database).await;
    let refused = transaction.update_invoice(&mut late).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    assert_eq!(late.version, before.version);
    transaction.commit().await.unwrap();
    let found = reader(database).await.invoice(world.organization.id, before.id).await.unwrap();
    assert_eq!(found, Some(changed));
}

/// A code that this version does not know comes back as it went in.
pub async fn an_unknown_status_is_kept(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let odd = Invoice {
        status: InvoiceStatus::Unknown("NOUVEAU_STATUT".to_owned()),
        ..bare_invoice(&world.structure, 1)
    };
    add_invoices(database, std::slice::from_ref(&odd)).await;
    let found = reader(database).await.invoice(world.organization.id, odd.id).await.unwrap();
    assert_eq!(found, Some(odd));
}

/// Synchronising twice never doubles an invoice.
pub async fn a_chorus_identifier_is_taken_once_per_structure_and_direction(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let first = invoice(&world.structure, 1);
    let with_same = |invoice: Invoice| Invoice { chorus_id: first.chorus_id, ..invoice };
    let received = Invoice { direction: Direction::Received, ..with_same(invoice(&world.structure, 4)) };
    let elsewhere = with_same(invoice(&other, 3));
    let bare = [5, 6].map(|number| bare_invoice(&world.structure, number));
    add_invoices(database, &[first.clone(), elsewhere.clone(), received.clone()]).await;
    add_invoices(database, &bare).await;
    let mut transaction = world.writer(database).await;
    let refused = transaction.insert_invoice(&with_same(invoice(&world.structure, 2))).await;
    assert!(
        matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "invoices.chorus_id"),
        "{refused:?}"
    );
    drop(transaction);
    let mut read = reader(database).await;
    for (structure, direction, expected) in [
        (world.structure.id, Direction::Issued, first.id),
        (world.structure.id, Direction::Received, received.id),
        (other.id, Direction::Issued, elsewhere.id),
    ] {
        let found = read.invoice_by_chorus_id(world.organization.id, structure, direction, 9_001).await;
        assert_eq!(found.unwrap().unwrap().id, expected);
    }
}

/// A number is taken once it left or is about to; a draft, a refused and a withdrawn invoice give it free.
pub async fn numbers_on_their_way_are_found_and_drafts_are_not(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
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
    add_invoices(database, &invoices).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut found =
        reader(database).await.invoices_with_number(organization, structure, "FA-1").await.unwrap();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

/// Cents and days apart, for one recipient and structure.
pub async fn what_may_be_the_same_invoice_is_found_by_amount_day_and_recipient(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
    let alike = |number, cents, date| Invoice {
        partner_siret: siret(7).as_str().to_owned(),
        status: InvoiceStatus::Deposee,
        gross_cents: Some(cents),
        date,
        ..bare_invoice(&world.structure, number)
    };
    let elsewhere = bare_invoice(&other, 9).structure;
    let wanted = [alike(1, 10_000, day(10)), alike(2, 10_005, day(20)), alike(3, 9_995, day(11))];
    let mut invoices = wanted.to_vec();
    invoices.extend([
        alike(11, 10_006, day(10)),
        alike(12, 10_000, day(21)),
        alike(13, 10_000, None),
        Invoice { partner_siret: siret(8).as_str().to_owned(), ..alike(14, 10_000, day(10)) },
        Invoice { status: InvoiceStatus::Rejetee, ..alike(15, 10_000, day(10)) },
        Invoice { status: InvoiceStatus::Draft, ..alike(19, 10_000, day(10)) },
        Invoice { direction: Direction::Received, ..alike(16, 10_000, day(10)) },
        Invoice { kind: InvoiceKind::Avoir, ..alike(17, 10_000, day(10)) },
        Invoice { structure: elsewhere, ..alike(18, 10_000, day(10)) },
    ]);
    add_invoices(database, &invoices).await;
    let asked = Alike {
        direction: Direction::Issued,
        partner_siret: siret(7).as_str().to_owned(),
        gross: (9_995, 10_005),
        dates: (day(10).unwrap(), day(20).unwrap()),
    };
    let (organization, structure) = (world.organization.id, world.structure.id);
    let found = reader(database).await.invoices_alike(organization, structure, &asked).await.unwrap();
    assert_eq!(found.iter().map(|invoice| invoice.id).collect::<Vec<_>>(), wanted.map(|invoice| invoice.id));
}

/// Whichever structure received them; another supplier's number is another number.
pub async fn received_invoices_of_a_supplier_are_found_by_their_number(database: &dyn Database) {
    let (world, stranger) = (World::create(database, 1).await, World::create(database, 2).await);
    let other = world.add_structure(database, 20).await;
    let received = |number, structure: &crate::Structure| Invoice {
        direction: Direction::Received,
        number: "F-7".to_owned(),
        partner_siret: siret(7).as_str().to_owned(),
        ..bare_invoice(structure, number)
    };
    let (first, second) = (received(1, &world.structure), received(2, &other));
    let invoices = [
        first.clone(),
        second.clone(),
        Invoice { number: "F-8".to_owned(), ..received(3, &world.structure) },
        Invoice { partner_siret: siret(8).as_str().to_owned(), ..received(4, &world.structure) },
        Invoice { direction: Direction::Issued, ..received(5, &world.structure) },
        received(6, &stranger.structure),
    ];
    add_invoices(database, &invoices).await;
    let mut read = reader(database).await;
    let (organization, supplier) = (world.organization.id, siret(7));
    let found = read.received_under_number(organization, Some(supplier.as_str()), "F-7").await.unwrap();
    assert_eq!(found.iter().map(|invoice| invoice.id).collect::<Vec<_>>(), [first.id, second.id]);
    assert_eq!(read.received_under_number(organization, None, "F-7").await.unwrap().len(), 3);
}

/// By the day that it bears, not by what happened to it last; drafts and others' are left out.
pub async fn the_last_invoice_for_a_recipient_is_that_of_the_latest_day(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day);
    let sent = |number, date| Invoice {
        partner_siret: siret(7).as_str().to_owned(),
        status: InvoiceStatus::Deposee,
        date,
        ..bare_invoice(&world.structure, number)
    };
    let wanted = sent(1, day(10));
    let invoices = [
        sent(2, day(9)),
        wanted.clone(),
        sent(3, None),
        Invoice { status: InvoiceStatus::Draft, ..sent(4, day(20)) },
        Invoice { status: InvoiceStatus::Refused, ..sent(5, day(20)) },
        Invoice { partner_siret: siret(8).as_str().to_owned(), ..sent(6, day(20)) },
        Invoice { direction: Direction::Received, ..sent(7, day(20)) },
        Invoice { structure: bare_invoice(&other, 8).structure, ..sent(8, day(20)) },
    ];
    add_invoices(database, &invoices).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut read = reader(database).await;
    let found = read.last_sent_to(organization, structure, siret(7).as_str()).await.unwrap();
    assert_eq!(found.map(|invoice| invoice.id), Some(wanted.id));
    assert_eq!(read.last_sent_to(organization, structure, siret(9).as_str()).await.unwrap(), None);
}

/// Those that have not arrived, and those of the other side, say nothing.
pub async fn how_long_the_latest_invoices_took_is_told_of_those_that_arrived(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let day = NaiveDate::from_ymd_opt(2026, 11, 10);
    let moment = |number: u64| at(i64::try_from(number).unwrap());
    let arrived = |number: u64| Invoice {
        deposited_on: day,
        arrived_at: Some(moment(number)),
        status_at: moment(number),
        ..bare_invoice(&world.structure, number)
    };
    let invoices = [
        arrived(1),
        arrived(2),
        arrived(3),
        Invoice { arrived_at: None, ..arrived(4) },
        Invoice { deposited_on: None, ..arrived(5) },
        Invoice { direction: Direction::Received, ..arrived(6) },
    ];
    add_invoices(database, &invoices).await;
    let mut read = reader(database).await;
    let mut times = async |most| read.arrival_times(world.organization.id, most).await.unwrap();
    let mut all = times(100).await;
    all.sort_unstable();
    assert_eq!(all, [1, 2, 3].map(|number| (day.unwrap(), moment(number))));
    assert_eq!(times(3).await, [(day.unwrap(), moment(3))], "only the latest are looked at");
}

/// Adding, completing, taking away.
pub async fn attachments_read_back_in_order(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let owner = bare_invoice(&world.structure, 1);
    add_invoices(database, &[owner.clone(), bare_invoice(&world.structure, 2)]).await;
    let mut list = [3, 1, 2].map(|number| attachment(&owner, number));
    let organization = world.organization.id;
    let mut transaction = world.writer(database).await;
    for attachment in &list {
        transaction.insert_attachment(attachment).await.unwrap();
    }
    transaction.set_attachment_chorus_id(organization, list[0].id, 44).await.unwrap();
    // Of another invoice: nothing happens.
    assert!(!transaction.delete_attachment(organization, invoice_id(2), list[0].id).await.unwrap());
    assert!(transaction.delete_attachment(organization, owner.id, list[1].id).await.unwrap());
    assert!(!transaction.delete_attachment(organization, owner.id, list[1].id).await.unwrap());
    transaction.commit().await.unwrap();
    list[0].chorus_id = Some(44);
    let found = reader(database).await.attachments(organization, owner.id).await.unwrap();
    assert_eq!(found, [list[0].clone(), list[2].clone()]);
}

/// Equal instants come with the last added first.
pub async fn events_read_back_latest_first(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let owner = bare_invoice(&world.structure, 1);
    add_invoices(database, &[owner.clone(), bare_invoice(&world.structure, 2)]).await;
    let mut list = [2, 3, 1, 4].map(|number| event(&owner, number, None));
    list[3] = Event {
        happened_at: at(51),
        kind: EventKind::Local,
        author: None,
        comment: Some("Motif".to_owned()),
        reason: None,
        ..list[3].clone()
    };
    let mut transaction = world.writer(database).await;
    for event in &list {
        assert!(transaction.insert_event(event).await.unwrap());
    }
    transaction.commit().await.unwrap();
    let [second, third, first, local] = list;
    let found = reader(database).await.events(world.organization.id, owner.id).await.unwrap();
    assert_eq!(found, [third, second, local, first]);
    assert_eq!(reader(database).await.events(world.organization.id, invoice_id(2)).await.unwrap(), []);
}

/// The same history read twice leaves the same state; without a key every event is new.
pub async fn an_event_with_a_known_key_is_not_added_again(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (one, two) = (bare_invoice(&world.structure, 1), bare_invoice(&world.structure, 2));
    add_invoices(database, &[one.clone(), two.clone()]).await;
    let mut transaction = world.writer(database).await;
    assert!(transaction.insert_event(&event(&one, 1, Some("77"))).await.unwrap());
    assert!(!transaction.insert_event(&event(&one, 2, Some("77"))).await.unwrap());
    let action = Event { kind: EventKind::Action, ..event(&one, 3, Some("77")) };
    assert!(transaction.insert_event(&action).await.unwrap());
    assert!(transaction.insert_event(&event(&two, 4, Some("77"))).await.unwrap());
    assert!(transaction.insert_event(&event(&one, 5, None)).await.unwrap());
    assert!(transaction.insert_event(&event(&one, 6, None)).await.unwrap());
    transaction.commit().await.unwrap();
    let events = reader(database).await.events(world.organization.id, one.id).await.unwrap();
    let found: Vec<_> = events.into_iter().map(|event| event.id).collect();
    assert_eq!(found, [6, 5, 3, 1].map(|number| event(&one, number, None).id));
}

/// Documents that nothing refers to may go: whoever refers to one, in any organisation, keeps it.
pub async fn documents_in_use_are_those_of_invoices_and_attachments(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let own = invoice(&world.structure, 1);
    let foreign = invoice(&other.structure, 2);
    add_invoices(database, std::slice::from_ref(&own)).await;
    add_invoices(database, std::slice::from_ref(&foreign)).await;
    let mut transaction = world.writer(database).await;
    for number in [1, 3, 4] {
        transaction.insert_attachment(&attachment(&own, number)).await.unwrap();
    }
    assert!(
        transaction.delete_attachment(world.organization.id, own.id, attachment(&own, 4).id).await.unwrap()
    );
    transaction.commit().await.unwrap();
    let asked: Vec<_> = (1..2_000).map(|number| document(number).sha256).collect();
    let mut found = reader(database).await.documents_in_use(&asked).await.unwrap();
    found.sort_unstable();
    assert_eq!(found, [1, 2, 3].map(|number| document(number).sha256));
    // Of what was mended, the file that was given; of a draft that was made of an XML, that XML.
    let mut transaction = world.writer(database).await;
    transaction.put_draft(&draft(&own)).await.unwrap();
    transaction.insert_attachment(&attachment(&own, 6)).await.unwrap();
    assert!(
        transaction.delete_attachment(world.organization.id, own.id, attachment(&own, 6).id).await.unwrap()
    );
    transaction.commit().await.unwrap();
    let asked = [70_000, 90_003, 90_006].map(|number| document(number).sha256);
    let mut found = reader(database).await.documents_in_use(&asked).await.unwrap();
    found.sort_unstable();
    assert_eq!(found, [70_000, 90_003].map(|number| document(number).sha256));
    assert_eq!(reader(database).await.documents_in_use(&[]).await.unwrap(), [""; 0]);
}
