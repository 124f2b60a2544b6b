//! Packages of invoices, and the archives that are made each month.

use domain::{Direction, PackageItemState, PackageState, Reason, UserId};
use uuid::Uuid;

use super::sample::{
    World, add_invoices, archive, archive_plan, at, bare_invoice, day, free_writer, invoice, package,
    package_choice, package_item, reader,
};
use crate::{Database, Package, PackageChoice, PackageCounts, PackageItem};

/// With its invoices in their order; of its person alone, latest first.
pub async fn a_package_reads_back_with_its_invoices(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let invoices: Vec<_> = (1..=250).map(|number| invoice(&world.structure, number)).collect();
    add_invoices(database, &invoices).await;
    let items: Vec<_> = (0..).zip(&invoices).map(|(place, invoice)| package_item(invoice, place)).collect();
    let (first, second) = (package(&world, 1), package(&world, 2));
    let mut transaction = world.writer(database).await;
    transaction.insert_package(&first, &items).await.unwrap();
    transaction.insert_package(&second, &[]).await.unwrap();
    transaction.insert_package(&archive(&world, 3, day(3, 1)), &[]).await.unwrap();
    transaction.commit().await.unwrap();
    let organization = world.organization.id;
    let mut read = reader(database).await;
    assert_eq!(read.package(organization, first.id).await.unwrap().as_ref(), Some(&first));
    assert_eq!(read.package(other.organization.id, first.id).await.unwrap(), None);
    let own = read.packages_of(organization, world.user.id, 10).await.unwrap();
    assert_eq!(own, [second.clone(), first.clone()]);
    assert_eq!(read.packages_of(organization, world.user.id, 1).await.unwrap(), [second]);
    assert_eq!(read.packages_of(organization, UserId(Uuid::from_u128(9)), 10).await.unwrap(), []);
    let counts = read.package_counts(organization, first.id).await.unwrap();
    assert_eq!((counts, counts.all()), (PackageCounts { waiting: 250, ..PackageCounts::default() }, 250));
    let some = read.package_items(organization, first.id, 248, 10).await.unwrap();
    assert_eq!(some, items[248..]);
    assert_eq!(read.package_items(other.organization.id, first.id, 0, 10).await.unwrap(), []);
}

/// Once, and only when every invoice is here or given up.
pub async fn a_package_is_ready_once_nothing_waits(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let invoices: Vec<_> = (1..=3).map(|number| invoice(&world.structure, number)).collect();
    add_invoices(database, &invoices).await;
    let items: Vec<_> = (0..).zip(&invoices).map(|(place, invoice)| package_item(invoice, place)).collect();
    let package = package(&world, 1);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut transaction = world.writer(database).await;
    transaction.insert_package(&package, &items).await.unwrap();
    assert!(!transaction.make_package_ready(organization, package.id, at(50)).await.unwrap());
    let here = PackageItem { state: PackageItemState::Ready, ..items[0].clone() };
    let refused = Reason::ChorusProRefused { code_retour: 12, libelle: "Refusé".to_owned() };
    let missing = PackageItem { state: PackageItemState::Missing, reason: Some(refused), ..items[1].clone() };
    for told in [&here, &missing] {
        transaction.set_package_item(organization, package.id, told).await.unwrap();
    }
    let waiting = transaction.waiting_items(organization, package.id, structure, 10).await.unwrap();
    assert_eq!(waiting, items[2..]);
    assert_eq!(transaction.missing_items(organization, package.id, 10).await.unwrap(), [missing]);
    let given_up = transaction.give_up_waiting(organization, package.id, &Reason::NotWaitedFor).await;
    assert_eq!(given_up.unwrap(), 1);
    assert!(transaction.make_package_ready(organization, package.id, at(50)).await.unwrap());
    assert!(!transaction.make_package_ready(organization, package.id, at(60)).await.unwrap(), "once");
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let counts = read.package_counts(organization, package.id).await.unwrap();
    assert_eq!(counts, PackageCounts { waiting: 0, ready: 1, missing: 2 });
    let ready = Package { state: PackageState::Ready, ready_at: Some(at(50)), ..package.clone() };
    assert_eq!(read.package(organization, package.id).await.unwrap(), Some(ready));
}

/// Those of persons by time, the oldest first; archives stay until somebody takes them away, and are known afterwards.
pub async fn packages_go_by_age_and_archives_by_hand(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let held = invoice(&world.structure, 1);
    add_invoices(database, std::slice::from_ref(&held)).await;
    let packages: Vec<_> = (1..=3).map(|number| package(&world, number)).collect();
    let kept = archive(&world, 7, day(3, 1));
    let organization = world.organization.id;
    let mut transaction = world.writer(database).await;
    for package in &packages {
        transaction.insert_package(package, &[package_item(&held, 0)]).await.unwrap();
    }
    transaction.insert_package(&kept, &[package_item(&held, 0)]).await.unwrap();
    assert!(!transaction.delete_package(organization, kept.id).await.unwrap(), "an archive");
    assert!(!transaction.delete_package(other.organization.id, packages[2].id).await.unwrap());
    assert!(transaction.delete_package(organization, packages[2].id).await.unwrap());
    assert!(!transaction.put_archive_away(organization, packages[1].id, at(90), "Zoé").await.unwrap());
    assert!(transaction.put_archive_away(organization, kept.id, at(90), "Zoé").await.unwrap());
    assert!(!transaction.put_archive_away(organization, kept.id, at(91), "Luc").await.unwrap());
    transaction.commit().await.unwrap();
    let mut transaction = free_writer(database).await;
    assert_eq!(transaction.delete_packages_before(at(101), 10).await.unwrap(), 0, "its last moment counts");
    assert_eq!(transaction.delete_packages_before(at(1_000), 1).await.unwrap(), 1);
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.packages_of(organization, world.user.id, 9).await.unwrap(), packages[1..2]);
    let away =
        Package { state: PackageState::Deleted, deleted: Some((at(90), "Zoé".to_owned())), ..kept.clone() };
    assert_eq!(read.archives_of(organization, world.structure.id, 9).await.unwrap(), [away]);
    assert_eq!(read.package_items(organization, kept.id, 0, 9).await.unwrap().len(), 1);
}

/// The last one, of each person.
pub async fn what_a_person_chose_is_remembered(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, user) = (world.organization.id, world.user.id);
    assert_eq!(reader(database).await.package_choice(organization, user).await.unwrap(), None);
    let other = PackageChoice { attachments: false, pattern: "{date}".to_owned(), ..package_choice() };
    for choice in [package_choice(), other] {
        let mut transaction = world.writer(database).await;
        transaction.put_package_choice(organization, user, &choice).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(reader(database).await.package_choice(organization, user).await.unwrap(), Some(choice));
    }
}

/// Whatever its month: what was deposited within the plan and is in none of its archives, those included that were taken
/// away.
pub async fn what_is_to_be_archived_is_in_no_archive_yet(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut invoices: Vec<_> = (1..=6).map(|number| invoice(&world.structure, number)).collect();
    for (invoice, deposited) in
        invoices.iter_mut().zip([day(2, 28), day(3, 1), day(3, 31), day(4, 1), day(3, 15), day(3, 20)])
    {
        invoice.deposited_on = Some(deposited);
    }
    invoices[4].direction = Direction::Issued;
    // Of its own day, where Chorus Pro told none.
    invoices[5].deposited_on = None;
    let mut draft = bare_invoice(&world.structure, 7);
    draft.date = Some(day(3, 10));
    invoices.push(draft);
    for received in [0, 1, 2, 3, 5] {
        invoices[received].direction = Direction::Received;
    }
    add_invoices(database, &invoices).await;
    let plan = archive_plan(&world);
    let mut transaction = world.writer(database).await;
    transaction.put_archive_plan(&plan).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.archive_plan(organization, structure).await.unwrap(), Some(plan.clone()));
    assert_eq!(read.archive_plan(other.organization.id, structure).await.unwrap(), None);
    assert_eq!(read.due_archives(day(4, 1)).await.unwrap(), []);
    assert_eq!(read.due_archives(day(5, 1)).await.unwrap(), [(organization, structure)]);
    let ids = |places: &[usize]| places.iter().map(|place| invoices[*place].id).collect::<Vec<_>>();
    assert_eq!(
        read.unarchived(&plan, day(4, 1), 10).await.unwrap(),
        ids(&[1, 5, 4, 2]),
        "the first day first"
    );
    assert_eq!(read.unarchived(&plan, day(4, 1), 2).await.unwrap(), ids(&[1, 5]));
    let received = crate::ArchivePlan { issued: false, ..plan.clone() };
    assert_eq!(read.unarchived(&received, day(4, 1), 10).await.unwrap(), ids(&[1, 5, 2]));
    drop(read);

    let kept = archive(&world, 1, day(3, 1));
    let mut transaction = world.writer(database).await;
    transaction.insert_package(&kept, &[package_item(&invoices[1], 0)]).await.unwrap();
    // What a person takes away is archived all the same.
    transaction.insert_package(&package(&world, 2), &[package_item(&invoices[2], 0)]).await.unwrap();
    transaction.put_archive_away(organization, kept.id, at(90), "Zoé").await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.unarchived(&plan, day(5, 1), 10).await.unwrap(), ids(&[5, 4, 2, 3]));
    drop(read);
    let mut transaction = world.writer(database).await;
    assert!(transaction.delete_archive_plan(organization, structure).await.unwrap());
    assert!(!transaction.delete_archive_plan(organization, structure).await.unwrap());
}
