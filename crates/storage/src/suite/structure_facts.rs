//! What Chorus Pro says of structures.

use super::sample::{World, at, reader};
use crate::{BankAccount, Database, Listed, OwnService, PlatformLists, StructureFacts};

/// What was read is kept with its time, replaced by what is read later, and is of its organisation only.
pub async fn facts_of_a_structure_read_back_and_are_replaced(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let first = StructureFacts {
        name: "ÉLECTRICITÉ DU VAL".to_owned(),
        address: vec!["3 rue du Val".to_owned(), "45000 Orléans".to_owned()],
        services: vec![OwnService { code: "S1".to_owned(), name: "Siège".to_owned(), active: true }],
        bank_accounts: vec![BankAccount { id: 7, name: "Compte courant".to_owned() }],
        password_expires_on: chrono::NaiveDate::from_ymd_opt(2027, 1, 31),
        ..StructureFacts::default()
    };
    let later = StructureFacts { name: "ELECTRICITE DU VAL".to_owned(), ..StructureFacts::default() };
    assert_eq!(reader(database).await.structure_facts(organization, structure).await.unwrap(), None);
    for (facts, moment) in [(first, at(1)), (later, at(2))] {
        let mut transaction = world.writer(database).await;
        transaction.put_structure_facts(organization, structure, &facts, moment).await.unwrap();
        transaction.commit().await.unwrap();
        let kept = reader(database).await.structure_facts(organization, structure).await.unwrap();
        assert_eq!(kept, Some((facts, moment)));
    }
    let foreign = reader(database).await.structure_facts(other.organization.id, structure).await.unwrap();
    assert_eq!(foreign, None);
}

/// What an access was told is kept with its time, replaced by what it is told later, and is of its organisation only.
pub async fn lists_of_an_access_read_back_and_are_replaced(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, access) = (world.organization.id, world.access.id);
    let first = PlatformLists {
        currencies: vec![Listed { code: "EUR".to_owned(), label: "Euro".to_owned() }],
        vat_rates: vec![rust_decimal::Decimal::new(55, 1), rust_decimal::Decimal::from(20)],
        exemption_reasons: vec!["Article 293 B du CGI".to_owned()],
        payment_modes: vec!["VIREMENT".to_owned()],
        ..PlatformLists::default()
    };
    let later =
        PlatformLists { frameworks: vec!["A1_FACTURE_FOURNISSEUR".to_owned()], ..PlatformLists::default() };
    assert_eq!(reader(database).await.access_lists(organization, access).await.unwrap(), None);
    for (lists, moment) in [(first, at(1)), (later, at(2))] {
        let mut transaction = world.writer(database).await;
        transaction.put_access_lists(organization, access, &lists, moment).await.unwrap();
        transaction.commit().await.unwrap();
        let kept = reader(database).await.access_lists(organization, access).await.unwrap();
        assert_eq!(kept, Some((lists, moment)));
    }
    let foreign = reader(database).await.access_lists(other.organization.id, access).await.unwrap();
    assert_eq!(foreign, None);
}
