//! Who pays, rates of late interest, and how long payments took.

use domain::{Direction, Environment, HalfYear, InvoiceKind, InvoiceStatus, PayerCategory};

use super::sample::{World, add_invoices, at, bare_invoice, day, payer, rate, reader, structure};
use crate::{Database, Invoice, KnownPayer, KnownRate, Structure};

/// Those that are asked for, of both environments, each with who said so.
pub async fn what_is_known_of_payers_reads_back_together(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let first = payer(&world, 1);
    let real =
        KnownPayer { environment: Environment::Production, category: PayerCategory::State, ..first.clone() };
    let foreign = KnownPayer { payer: "RIDET « 1 »".to_owned(), ..payer(&world, 2) };
    let mut transaction = world.writer(database).await;
    for kept in [&first, &real, &foreign, &payer(&world, 3)] {
        transaction.put_payer(kept).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut transaction = other.writer(database).await;
    transaction.put_payer(&payer(&other, 1)).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let asked = [first.payer.clone(), foreign.payer.clone(), first.payer.clone(), "unknown".to_owned()];
    let mut found = read.known_payers(world.organization.id, &asked).await.unwrap();
    found.sort_by_key(|known| (known.told_at, known.environment.code()));
    assert_eq!(found, [real, first, foreign]);
    assert_eq!(read.known_payers(world.organization.id, &[]).await.unwrap(), []);
    let theirs = read.known_payers(other.organization.id, &asked).await.unwrap();
    assert_eq!(theirs, [payer(&other, 1)]);
}

/// The latest word counts, and may be taken back.
pub async fn what_was_said_of_a_payer_is_replaced_and_forgotten(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let first = payer(&world, 1);
    let other = KnownPayer { environment: Environment::Production, ..first.clone() };
    let changed = KnownPayer { category: PayerCategory::Local, told_at: at(9), ..first.clone() };
    let mut transaction = world.writer(database).await;
    for kept in [&first, &other, &changed] {
        transaction.put_payer(kept).await.unwrap();
    }
    let asked = [first.payer.clone()];
    let known = transaction.known_payers(organization, &asked).await.unwrap();
    assert!(known.len() == 2 && known.contains(&changed), "{known:?}");
    transaction.forget_payer(organization, first.environment, &first.payer).await.unwrap();
    transaction.forget_payer(organization, first.environment, &first.payer).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.known_payers(organization, &asked).await.unwrap(), [other]);
}

/// Every digit; the latest half-year first.
pub async fn the_rates_of_half_years_read_back_exactly(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let second = rate(&world);
    let first = KnownRate { half: HalfYear::of(day(1, 1)), ..second.clone() };
    let mended = KnownRate { refinancing: "2.4".parse().unwrap(), told_at: at(8), ..second.clone() };
    let mut transaction = world.writer(database).await;
    for kept in [&second, &first, &mended] {
        transaction.put_rate(kept).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let found = read.known_rates(organization).await.unwrap();
    assert_eq!(format!("{found:?}"), format!("{:?}", [mended, first]), "every digit");
    assert_eq!(read.known_rates(other.organization.id).await.unwrap(), []);
}

/// Of the environment and the recipient that are asked for, and of what was paid.
pub async fn the_payments_of_a_recipient_are_told_latest_first(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let mut real = structure(world.organization.id, 20);
    real.environment = Environment::Production;
    let mut transaction = world.writer(database).await;
    transaction.insert_structure(&real).await.unwrap();
    transaction.commit().await.unwrap();
    let second = world.add_structure(database, 21).await;
    let paid = |structure: &Structure, number: u64, arrived: i64, paid: i64| Invoice {
        status: InvoiceStatus::MiseEnPaiement,
        status_at: at(paid),
        arrived_at: Some(at(arrived)),
        partner_siret: "00000000900012".to_owned(),
        ..bare_invoice(structure, number)
    };
    let own = &world.structure;
    let made = [
        paid(own, 1, 10, 40),
        paid(&second, 2, 20, 90),
        paid(own, 3, 30, 60),
        paid(&real, 4, 1, 2),
        Invoice { partner_siret: "00000000900011".to_owned(), ..paid(own, 5, 1, 2) },
        Invoice { kind: InvoiceKind::Avoir, ..paid(own, 6, 1, 2) },
        Invoice { direction: Direction::Received, ..paid(own, 7, 1, 2) },
        Invoice { status: InvoiceStatus::Mandatee, ..paid(own, 8, 1, 2) },
        Invoice { arrived_at: None, ..paid(own, 9, 1, 2) },
    ];
    add_invoices(database, &made).await;
    add_invoices(database, &[paid(&other.structure, 10, 1, 2)]).await;
    let mut read = reader(database).await;
    let (organization, environment) = (world.organization.id, Environment::Qualification);
    let mut ask = async |environment, most| {
        read.payment_times(organization, environment, "00000000900012", most).await.unwrap()
    };
    let all = [(at(20), at(90)), (at(30), at(60)), (at(10), at(40))];
    assert_eq!(ask(environment, 9).await, all);
    assert_eq!(ask(environment, 2).await, all[..2]);
    assert_eq!(ask(Environment::Production, 9).await, [(at(1), at(2))]);
}
