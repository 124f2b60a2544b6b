//! The accounts that received invoices name.

use domain::{AccountFinding, Direction, InvoiceStatus};

use super::sample::{World, add_invoices, at, invoice, reader};
use crate::{CallBack, Database, Invoice, InvoiceAccount, SupplierAccount, Transaction};

const KNOWN: &str = "FR7630006000011234567890189";
const OTHER: &str = "DE89370400440532013000";

fn of_invoice(invoice: &Invoice, iban: &str, findings: &[AccountFinding]) -> InvoiceAccount {
    InvoiceAccount {
        invoice: invoice.id,
        supplier: "12345678900012".to_owned(),
        iban: iban.to_owned(),
        findings: findings.to_vec(),
        found_at: at(10),
    }
}

fn of_supplier(supplier: &str, iban: &str, is_known: bool) -> SupplierAccount {
    SupplierAccount {
        supplier: supplier.to_owned(),
        iban: iban.to_owned(),
        call_back: None,
        confirmed_by: None,
        known_at: is_known.then(|| at(20)),
    }
}

/// Accounts of an organisation, for tests that carry them elsewhere.
pub(super) async fn fill(transaction: &mut dyn Transaction, world: &World, invoice: &Invoice) {
    let organization = world.organization.id;
    let account = of_invoice(invoice, OTHER, &[AccountFinding::Foreign]);
    transaction.put_invoice_account(organization, &account).await.unwrap();
    let call_back =
        CallBack { note: "Rappelé.".to_owned(), by: world.user.id, by_name: "A".to_owned(), at: at(3) };
    let account = SupplierAccount {
        call_back: Some(call_back),
        confirmed_by: Some((world.user.id, "B".to_owned())),
        ..of_supplier("1", OTHER, true)
    };
    transaction.put_supplier_account(organization, &account).await.unwrap();
}

/// An invoice keeps the first account that was found; one that is to be looked at is held until it is known.
pub async fn an_account_is_held_until_its_supplier_is_known_by_it(database: &dyn Database) {
    let (world, foreign) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let [mut waiting, mut paid] = [1, 2].map(|number| invoice(&world.structure, number));
    for (invoice, status) in
        [(&mut waiting, InvoiceStatus::MiseADisposition), (&mut paid, InvoiceStatus::MiseEnPaiement)]
    {
        invoice.direction = Direction::Received;
        invoice.status = status;
    }
    add_invoices(database, &[waiting.clone(), paid.clone()]).await;
    let findings = [AccountFinding::NewForSupplier, AccountFinding::Foreign];
    let held = of_invoice(&waiting, OTHER, &findings);
    let mut transaction = world.writer(database).await;
    transaction.put_invoice_account(organization, &held).await.unwrap();
    transaction.put_invoice_account(organization, &of_invoice(&waiting, KNOWN, &[])).await.unwrap();
    transaction.put_invoice_account(organization, &of_invoice(&paid, OTHER, &findings)).await.unwrap();
    let known = of_supplier("12345678900012", KNOWN, true);
    transaction.put_supplier_account(organization, &known).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.invoice_account(organization, waiting.id).await.unwrap(), Some(held.clone()));
    assert_eq!(read.invoice_account(foreign.organization.id, waiting.id).await.unwrap(), None);
    assert_eq!(read.held_accounts(organization, 9).await.unwrap(), std::slice::from_ref(&held));
    assert_eq!(read.held_accounts(foreign.organization.id, 9).await.unwrap(), []);
    assert!(read.account_is_of_another(organization, "9", KNOWN).await.unwrap());
    for (organization, supplier, iban) in [
        (organization, "12345678900012", KNOWN),
        (organization, "9", OTHER),
        (foreign.organization.id, "9", KNOWN),
    ] {
        assert!(!read.account_is_of_another(organization, supplier, iban).await.unwrap());
    }
    drop(read);
    let call_back = CallBack {
        note: "Rappelé au 01 23 45 67 89.".to_owned(),
        by: world.user.id,
        by_name: "Anne".to_owned(),
        at: at(30),
    };
    let mut noted = of_supplier("12345678900012", OTHER, false);
    noted.call_back = Some(call_back);
    let mut transaction = world.writer(database).await;
    transaction.put_supplier_account(organization, &noted).await.unwrap();
    assert!(!transaction.account_is_of_another(organization, "9", OTHER).await.unwrap());
    assert_eq!(transaction.held_accounts(organization, 9).await.unwrap(), [held]);
    assert_eq!(
        transaction.supplier_accounts(organization, "12345678900012").await.unwrap(),
        [known, noted.clone()]
    );
    noted.confirmed_by = Some((world.user.id, "Boris".to_owned()));
    noted.known_at = Some(at(40));
    transaction.put_supplier_account(organization, &noted).await.unwrap();
    assert_eq!(transaction.held_accounts(organization, 9).await.unwrap(), []);
    assert_eq!(transaction.supplier_accounts(organization, "12345678900012").await.unwrap()[1], noted);
}
