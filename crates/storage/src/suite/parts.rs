//! What stands beside the head of an invoice.

use super::sample::{
    World, add_invoices, at, attempt, bare_invoice, document, invoice, job, lines, payer, reader, reception,
    spans,
};
use crate::{
    Assignee, Attempt, Database, Invoice, InvoiceFilter, KnownPayer, ListMark, Reception, Scope, Sort,
    SortColumn,
};
use domain::{ClockSide, ClockSpan, Direction, DisorderKind, InvoiceStatus, OrganizationId, PayerCategory};

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
        opened_at: None,
        opened_by: None,
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

/// The first one, with the documents that are in use.
pub async fn the_pivot_of_an_invoice_stays(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let own = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&own)).await;
    let organization = world.organization.id;
    let (first, second) = (document(71), document(72));
    let mut transaction = world.writer(database).await;
    for pivot in [&first, &second] {
        transaction.put_pivot(organization, own.id, pivot, at(3)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let found = read.pivots_of(organization, &[own.id]).await.unwrap();
    assert_eq!(found, [(own.id, first.clone())].into_iter().collect());
    assert!(read.pivots_of(other.organization.id, &[own.id]).await.unwrap().is_empty());
    let asked = [first.sha256.clone(), second.sha256];
    assert_eq!(read.documents_in_use(&asked).await.unwrap(), [first.sha256]);
}

/// The first time counts, of each.
pub async fn a_received_invoice_is_given_for_the_first_time_once(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let invoices = [invoice(&world.structure, 1), invoice(&world.structure, 2)];
    add_invoices(database, &invoices).await;
    let organization = world.organization.id;
    let mut transaction = world.writer(database).await;
    for (invoice, given) in invoices.iter().zip([None, Some(at(6))]) {
        let reception = Reception { downloaded_at: given, ..reception(invoice) };
        transaction.put_reception(&reception).await.unwrap();
    }
    let ids = invoices.each_ref().map(|invoice| invoice.id);
    assert_eq!(transaction.mark_downloaded(organization, &ids, at(9)).await.unwrap(), 1);
    assert_eq!(transaction.mark_downloaded(organization, &ids, at(10)).await.unwrap(), 0);
    let mut given = Vec::new();
    for id in ids {
        given.push(transaction.reception(organization, id).await.unwrap().unwrap().downloaded_at);
    }
    assert_eq!(given, [Some(at(9)), Some(at(6))]);
}

/// Received, seen since an instant, not whole, and not tried since.
pub async fn what_is_to_be_fetched_is_told_in_the_order_in_which_it_was_seen(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut invoices: Vec<_> = (1..=6).map(|number| invoice(&world.structure, number)).collect();
    for invoice in &mut invoices {
        invoice.direction = Direction::Received;
        invoice.document = None;
    }
    // Its PDF is here, its PIVOT is not; then one that is whole, and one that Chorus Pro does not have.
    invoices[2].document = Some(document(3));
    invoices[3].document = Some(document(4));
    invoices[4].chorus_id = None;
    add_invoices(database, &invoices).await;
    let mut transaction = world.writer(database).await;
    for (invoice, seen) in invoices.iter().zip([20, 10, 15, 16, 17, 18]) {
        let reception = Reception { seen_at: at(seen), ..reception(invoice) };
        transaction.put_reception(&reception).await.unwrap();
    }
    transaction.put_pivot(organization, invoices[3].id, &document(74), at(3)).await.unwrap();
    let tried = job(organization, "lane", 1, 1);
    let attempt = Attempt {
        kind: "fetch".to_owned(),
        subject: invoices[5].id.to_string(),
        at: at(30),
        ..attempt(organization, &tried, 1)
    };
    transaction.insert_attempt(&attempt).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let ids = |places: &[usize]| places.iter().map(|place| invoices[*place].id).collect::<Vec<_>>();
    let found = read.unfetched(organization, structure, at(0), "fetch", 10).await.unwrap();
    assert_eq!(found, ids(&[1, 2, 0]));
    let found = read.unfetched(organization, structure, at(15), "fetch", 1).await.unwrap();
    assert_eq!(found, ids(&[2]));
    let found = read.unfetched(organization, structure, at(0), "another", 10).await.unwrap();
    assert_eq!(found, ids(&[1, 2, 5, 0]), "what was tried otherwise says nothing");
}

/// In lists and with the reception: opened and given are told apart, the first time stays, and none of it is another's.
pub async fn what_was_opened_and_what_was_given_are_marks_of_their_own(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let received = |number| Invoice {
        direction: Direction::Received,
        status: InvoiceStatus::MiseADisposition,
        ..bare_invoice(&world.structure, number)
    };
    let (opened, given, paid) = (received(1), received(2), received(3));
    let paid = Invoice { status: InvoiceStatus::MiseEnPaiement, ..paid };
    let issued = Invoice { direction: Direction::Issued, ..received(4) };
    add_invoices(database, &[opened.clone(), given.clone(), paid.clone(), issued.clone()]).await;
    let organization = world.organization.id;
    let mut transaction = world.writer(database).await;
    for invoice in [&opened, &given, &paid] {
        transaction.put_reception(&Reception::of(invoice, at(5))).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let marked = async |mark| {
        let filter =
            InvoiceFilter { mark: Some(mark), ..InvoiceFilter::new(Direction::Received, Scope::Everything) };
        let page = reader(database).await.invoice_page(organization, &filter).await.unwrap();
        assert_eq!(page.totals.count, page.rows.len() as u64);
        let mut ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        ids
    };
    let all = vec![opened.id, given.id, paid.id];
    assert_eq!(marked(ListMark::NotDownloaded).await, all);
    assert_eq!(
        marked(ListMark::Unread).await,
        [opened.id, given.id],
        "what is paid is not to be read any more"
    );
    let mut transaction = world.writer(database).await;
    assert!(transaction.mark_opened(organization, opened.id, at(6), "Odile").await.unwrap());
    assert!(
        !transaction.mark_opened(organization, opened.id, at(7), "Paul").await.unwrap(),
        "the first time stays"
    );
    assert!(!transaction.mark_opened(other.organization.id, given.id, at(7), "Paul").await.unwrap());
    assert!(!transaction.mark_opened(organization, issued.id, at(7), "Paul").await.unwrap());
    assert_eq!(transaction.mark_downloaded(organization, &[given.id], at(8)).await.unwrap(), 1);
    let mut moved = transaction.invoice(organization, given.id).await.unwrap().unwrap();
    moved.status = InvoiceStatus::ServiceFait;
    transaction.update_invoice(&mut moved).await.unwrap();
    transaction.put_disorder(organization, paid.id, Some(DisorderKind::Backwards)).await.unwrap();
    transaction.put_disorder(other.organization.id, given.id, Some(DisorderKind::Backwards)).await.unwrap();
    transaction.commit().await.unwrap();
    let kept = reader(database).await.reception(organization, opened.id).await.unwrap().unwrap();
    assert_eq!((kept.opened_at, kept.opened_by.as_deref()), (Some(at(6)), Some("Odile")));
    assert_eq!(marked(ListMark::NotDownloaded).await, [opened.id, paid.id]);
    assert_eq!(marked(ListMark::Unread).await, [given.id]);
    assert_eq!(marked(ListMark::New).await, [], "somebody has dealt with it elsewhere");
    assert_eq!(marked(ListMark::Disordered).await, [paid.id]);
    let all = InvoiceFilter::new(Direction::Received, Scope::Everything);
    let counts = reader(database).await.mark_counts(organization, &all).await.unwrap();
    assert_eq!(counts, [(ListMark::Unread, 1), (ListMark::NotDownloaded, 2), (ListMark::Disordered, 1)]);
    for nobodys in [
        InvoiceFilter { scope: Scope::Only(Vec::new()), ..all.clone() },
        InvoiceFilter { structures: Some(Vec::new()), ..all.clone() },
        InvoiceFilter { direction: Direction::Issued, ..all.clone() },
    ] {
        assert_eq!(reader(database).await.mark_counts(organization, &nobodys).await.unwrap(), []);
    }
    let mut transaction = world.writer(database).await;
    transaction.put_disorder(organization, paid.id, None).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(marked(ListMark::Disordered).await, []);
}

/// Who pays, the day of the work and the contract move the last day, and with it the place in the list.
pub async fn the_order_by_the_last_day_follows_all_that_the_delay_is_made_of(database: &dyn Database) {
    use InvoiceStatus::{Completee, MiseADisposition, MiseEnPaiement, Suspendue};
    const DAY: i64 = 86_400_000;
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let received = |number: u64, status: InvoiceStatus, arrived: i64| Invoice {
        direction: Direction::Received,
        status,
        arrived_at: Some(at(arrived * DAY)),
        ..bare_invoice(&world.structure, number)
    };
    let invoices = [
        received(1, MiseADisposition, 10),
        received(2, MiseADisposition, 3),
        received(3, MiseEnPaiement, 1),
        received(4, Suspendue, 2),
        Invoice { kind: domain::InvoiceKind::Avoir, ..received(5, MiseADisposition, 1) },
        received(6, Completee, 1),
    ];
    add_invoices(database, &invoices).await;
    let spans = |way: &[(InvoiceStatus, i64)]| {
        domain::clock_spans(way.iter().map(|(status, day)| (status.clone(), at(day * DAY))))
    };
    let mut transaction = world.writer(database).await;
    for (invoice, way) in [
        (&invoices[0], vec![(MiseADisposition, 10)]),
        (&invoices[2], vec![(MiseADisposition, 1), (MiseEnPaiement, 20)]),
        (&invoices[3], vec![(MiseADisposition, 2), (Suspendue, 5)]),
        (&invoices[4], vec![(MiseADisposition, 1)]),
        // Taken up again on the 30th: it has until the 60th.
        (&invoices[5], vec![(MiseADisposition, 1), (Suspendue, 5), (Completee, 30)]),
    ] {
        transaction.put_clock_spans(organization, invoice.id, &spans(&way)).await.unwrap();
    }
    // No history was read of the second: it runs from the arrival.
    transaction.put_clock_spans(organization, invoices[1].id, &[]).await.unwrap();
    transaction.commit().await.unwrap();
    let order = async |descending| {
        let sort = Sort { column: SortColumn::LastDay, descending };
        let filter = InvoiceFilter { sort, ..InvoiceFilter::new(Direction::Received, Scope::Everything) };
        let page = reader(database).await.invoice_page(organization, &filter).await.unwrap();
        let number = |id| 1 + invoices.iter().position(|invoice| invoice.id == id).unwrap();
        page.rows.iter().map(|row| number(row.id)).collect::<Vec<_>>()
    };
    assert_eq!(order(false).await, [2, 1, 6, 4, 3, 5]);
    assert_eq!(order(true).await, [5, 3, 4, 6, 1, 2]);
    let service_day = |day: i64| Some(domain::paris_day(at(day * DAY)));
    let mut transaction = world.writer(database).await;
    let done = Reception { service_day: service_day(20), ..Reception::of(&invoices[1], at(5)) };
    transaction.put_reception(&done).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(order(false).await, [1, 2, 6, 4, 3, 5], "no delay runs before the work is done");
    let mut transaction = world.writer(database).await;
    transaction.put_reception(&Reception { contract_days: Some(15), ..done }).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(order(false).await, [2, 1, 6, 4, 3, 5], "a contract may be shorter");
    // A hospital has 50 days: what was taken up has no more than the balance, the others have more.
    let hospital = KnownPayer {
        payer: world.structure.identifier.as_str().to_owned(),
        category: PayerCategory::Health,
        ..payer(&world, 1)
    };
    let mut transaction = world.writer(database).await;
    transaction.put_payer(&hospital).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(order(false).await, [2, 1, 6, 4, 3, 5], "60 and 76");
    let mut transaction = world.writer(database).await;
    let long = Reception {
        contract_days: Some(80),
        service_day: service_day(27),
        ..Reception::of(&invoices[1], at(5))
    };
    transaction.put_reception(&long).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(order(false).await, [1, 6, 2, 4, 3, 5], "60, 76, 77: no contract gives the payer more");
    let mut transaction = world.writer(database).await;
    transaction.forget_payer(organization, hospital.environment, &hospital.payer).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(order(false).await, [1, 2, 6, 4, 3, 5]);
    // What is written of its status moves it at once.
    let mut transaction = world.writer(database).await;
    let mut paid = transaction.invoice(organization, invoices[0].id).await.unwrap().unwrap();
    paid.status = MiseEnPaiement;
    transaction.update_invoice(&mut paid).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(order(false).await, [2, 6, 4, 1, 3, 5]);
}
