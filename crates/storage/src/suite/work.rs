//! What needs somebody today.

use domain::{Direction, InvoiceKind, InvoiceStatus, StatusStage};

use super::sample::{World, add_invoices, at, bare_invoice, reader};
use crate::{Database, Invoice, InvoiceRow, Scope, ScopedStructure, Structure};

/// What needs somebody, rejections of all times.
async fn work(database: &dyn Database, world: &World, scope: &Scope, limit: u32) -> Vec<InvoiceRow> {
    let mut read = reader(database).await;
    read.invoices_needing_action(world.organization.id, scope, at(0), limit).await.unwrap()
}

/// One invoice per status, amounts rising with its number.
async fn one_of_each(database: &dyn Database, structure: &Structure) -> Vec<Invoice> {
    let first = u64::try_from(structure.id.0.as_u128() & 0xffff).unwrap() * 100;
    let invoices: Vec<_> = (first..)
        .zip(InvoiceStatus::KNOWN)
        .map(|(number, status)| Invoice {
            status: status.clone(),
            gross_cents: Some(i64::try_from(number).unwrap()),
            service_code: Some(if number % 2 == 0 { "PAIR" } else { "IMPAIR" }.to_owned()),
            ..bare_invoice(structure, number)
        })
        .collect();
    add_invoices(database, &invoices).await;
    invoices
}

/// By amount, then drafts by age; received and settled invoices are no work; old rejections are history.
pub async fn what_needs_action_comes_in_order(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let invoices = one_of_each(database, &world.structure).await;
    let received = Invoice {
        direction: Direction::Received,
        status: InvoiceStatus::Suspendue,
        ..bare_invoice(&world.structure, 9_001)
    };
    let late_draft = Invoice { status_at: at(1), ..bare_invoice(&world.structure, 9_002) };
    let unknown_amount =
        Invoice { status: InvoiceStatus::Suspendue, ..bare_invoice(&world.structure, 9_003) };
    let old_rejection = Invoice {
        status: InvoiceStatus::Rejetee,
        status_at: at(0) - chrono::TimeDelta::milliseconds(1),
        gross_cents: Some(1_000_000),
        ..bare_invoice(&world.structure, 9_004)
    };
    add_invoices(database, &[received, late_draft.clone(), unknown_amount.clone(), old_rejection]).await;
    let mut urgent: Vec<_> = invoices
        .iter()
        .filter(|invoice| {
            matches!(invoice.status.stage(invoice.direction), StatusStage::Blocked | StatusStage::Rejected)
                || matches!(invoice.status, InvoiceStatus::Refused | InvoiceStatus::Unconfirmed)
        })
        .collect();
    urgent.sort_by_key(|invoice| std::cmp::Reverse(invoice.gross_cents));
    let draft = invoices.iter().find(|invoice| invoice.status == InvoiceStatus::Draft).unwrap();
    let mut expected: Vec<_> = urgent.iter().map(|invoice| invoice.id).collect();
    expected.extend([unknown_amount.id, late_draft.id, draft.id]);
    let ask = async |limit| -> Vec<_> {
        work(database, &world, &Scope::Everything, limit).await.into_iter().map(|row| row.id).collect()
    };
    for limit in 0..=expected.len() + 1 {
        let limited = &expected[..limit.min(expected.len())];
        assert_eq!(ask(u32::try_from(limit).unwrap()).await, limited, "{limit}");
    }
}

/// Structures and services of the scope.
pub async fn what_needs_action_keeps_to_the_scope(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let third = world.add_structure(database, 21).await;
    for structure in [&world.structure, &other, &third] {
        one_of_each(database, structure).await;
    }
    let scope = Scope::Only(vec![
        ScopedStructure { structure: world.structure.id, services: Vec::new() },
        ScopedStructure { structure: other.id, services: vec!["PAIR".to_owned()] },
    ]);
    let whole = work(database, &world, &Scope::Everything, 1_000).await;
    let expected: Vec<_> =
        whole.into_iter().filter(|row| scope.reaches(row.structure, row.service_code.as_deref())).collect();
    assert!(expected.len() > 4);
    assert_eq!(work(database, &world, &scope, 1_000).await, expected);
    assert_eq!(work(database, &world, &scope, 3).await, expected[..3]);
    assert_eq!(work(database, &world, &Scope::Only(Vec::new()), 9).await, []);
}

/// Of the issued invoices that arrived before an instant and wait; others, and credit notes, do not.
pub async fn what_waits_for_its_payment_comes_in_the_order_of_arrival(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let arrived = |structure: &Structure, number: u64, arrived: i64| Invoice {
        status: InvoiceStatus::Mandatee,
        arrived_at: Some(at(arrived)),
        service_code: Some(if number.is_multiple_of(2) { "PAIR" } else { "IMPAIR" }.to_owned()),
        ..bare_invoice(structure, number)
    };
    let own = &world.structure;
    let waiting = [arrived(own, 3, 10), arrived(&other, 1, 20), arrived(&other, 2, 30), arrived(own, 4, 40)];
    let others = [
        arrived(own, 5, 50),
        Invoice { kind: InvoiceKind::Avoir, ..arrived(own, 6, 1) },
        Invoice { direction: Direction::Received, ..arrived(own, 7, 1) },
        Invoice { status: InvoiceStatus::MiseEnPaiement, ..arrived(own, 8, 1) },
        Invoice { status: InvoiceStatus::Suspendue, ..arrived(own, 9, 1) },
        Invoice { arrived_at: None, ..arrived(own, 10, 1) },
    ];
    add_invoices(database, &others).await;
    add_invoices(database, &[&waiting[3..], &waiting[..3]].concat()).await;
    let organization = world.organization.id;
    let ask = async |scope: &Scope, limit| -> Vec<_> {
        let mut read = reader(database).await;
        let rows = read.waiting_since(organization, scope, at(50), limit).await.unwrap();
        rows.into_iter().map(|row| row.id).collect()
    };
    let all: Vec<_> = waiting.iter().map(|invoice| invoice.id).collect();
    assert_eq!(ask(&Scope::Everything, 9).await, all);
    assert_eq!(ask(&Scope::Everything, 2).await, all[..2]);
    let scope = Scope::Only(vec![
        ScopedStructure { structure: own.id, services: Vec::new() },
        ScopedStructure { structure: other.id, services: vec!["PAIR".to_owned()] },
    ]);
    assert_eq!(ask(&scope, 9).await, [all[0], all[2], all[3]]);
    assert_eq!(ask(&Scope::Only(Vec::new()), 9).await, []);
}
