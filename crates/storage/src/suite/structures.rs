//! Structures and the directory of recipients.

use domain::{Direction, Environment, IdentifierKind, InvoiceStatus, Reason, Side, StructureIdentifier};

use super::sample::{
    World, access, add_invoices, at, bare_invoice, invoice, reader, siret, spans, structure,
};
use crate::{
    AccessHealth, AccessRights, AccessState, AttachedAccess, Database, DirectoryEntry, DirectoryService,
    Invoice, Scope, ScopedStructure, SentInvoice, StorageError, Structure, StructureOverview,
    StructureSummary, SynchronisationFailure,
};

/// With and without an access, by name.
pub async fn structures_read_back_by_name(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let organization = world.organization.id;
    let first = StructureSummary { structure: other, access: None };
    let listed = StructureSummary { structure: world.structure.clone(), access: Some(world.access.health()) };
    let whole = StructureOverview {
        structure: world.structure,
        accesses: vec![AttachedAccess { access: world.access, rights: AccessRights::ALL }],
    };
    let mut reader = reader(database).await;
    assert_eq!(reader.structures(organization).await.unwrap(), [first, listed]);
    assert_eq!(reader.structure(organization, whole.structure.id).await.unwrap(), Some(whole));
    assert_eq!(reader.structure(organization, structure(organization, 99).id).await.unwrap(), None);
}

/// Neither capital letters nor accents decide where a name stands.
pub async fn structures_are_listed_without_case_and_accents(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let mut transaction = world.writer(database).await;
    for (number, name) in (10..).zip(["Évry", "etampes", "Zone", "Étampes 2"]) {
        let named = Structure { name: name.to_owned(), ..structure(world.organization.id, number) };
        transaction.insert_structure(&named).await.unwrap();
    }
    let renamed = Structure { name: "ÀBC".to_owned(), ..world.structure.clone() };
    transaction.update_structure(&renamed).await.unwrap();
    transaction.commit().await.unwrap();
    let listed = reader(database).await.structures(world.organization.id).await.unwrap();
    let names: Vec<_> = listed.iter().map(|entry| entry.structure.name.as_str()).collect();
    assert_eq!(names, ["ÀBC", "etampes", "Étampes 2", "Évry", "Zone"]);
}

/// The first that is not broken, else the first; each structure for itself.
pub async fn the_access_in_use_is_the_first_that_is_not_broken(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, here) = (world.organization.id, world.structure.id);
    let elsewhere = world.add_structure(database, 77).await.id;
    let others = [access(organization, 8), access(organization, 9)];
    let mut transaction = world.writer(database).await;
    for (position, other) in [(2, &others[0]), (1, &others[1])] {
        transaction.insert_access(other).await.unwrap();
        transaction.attach_access(organization, here, other.id, AccessRights::ALL, position).await.unwrap();
    }
    transaction.attach_access(organization, elsewhere, others[0].id, AccessRights::ALL, 5).await.unwrap();
    transaction.commit().await.unwrap();
    let in_use = async |structure| -> AccessHealth {
        let listed = reader(database).await.structures(organization).await.unwrap();
        let found = listed.into_iter().find(|entry| entry.structure.id == structure).unwrap();
        found.access.unwrap()
    };
    assert_eq!(in_use(here).await, world.access.health());
    assert_eq!(in_use(elsewhere).await, others[0].health());

    let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
    let steps = [(&world.access, others[1].id), (&others[1], others[0].id), (&others[0], world.access.id)];
    for (next, expected) in steps {
        let mut transaction = world.writer(database).await;
        assert!(transaction.set_access_state(organization, next.id, 1, &broken, at(50)).await.unwrap());
        transaction.commit().await.unwrap();
        assert_eq!(in_use(here).await.id, expected);
    }
    let all_broken = AccessHealth { state: broken, state_since: at(50), ..world.access.health() };
    assert_eq!(in_use(here).await, all_broken);
}

/// Whatever a summary shows counts the version; what it does not show, and another organisation, leave it.
pub async fn the_version_of_the_structures_changes_with_what_their_summaries_say(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, here) = (world.organization.id, world.structure.id);
    let version = async |organization| reader(database).await.structures_version(organization).await.unwrap();
    let of_other = version(other.organization.id).await;
    let mut last = version(organization).await;
    let second = access(organization, 8);
    for step in 0..7 {
        let mut transaction = world.writer(database).await;
        match step {
            0 => transaction.insert_structure(&structure(organization, 10)).await.unwrap(),
            1 => {
                let renamed = Structure { name: "Autre".to_owned(), ..world.structure.clone() };
                transaction.update_structure(&renamed).await.unwrap();
            }
            2 => transaction.set_synced(organization, here, at(70)).await.unwrap(),
            3 => {
                transaction.insert_access(&second).await.unwrap();
                transaction.attach_access(organization, here, second.id, AccessRights::ALL, 0).await.unwrap();
            }
            4 => {
                let broken = AccessState::Broken(Reason::TechnicalAccountRefused);
                assert!(
                    transaction.set_access_state(organization, second.id, 1, &broken, at(50)).await.unwrap()
                );
            }
            5 => assert!(transaction.detach_access(organization, here, second.id).await.unwrap()),
            _ => transaction.update_access(&world.access).await.unwrap(),
        }
        transaction.commit().await.unwrap();
        let next = version(organization).await;
        assert_ne!(next, last, "step {step}");
        last = next;
    }
    add_invoices(database, &[bare_invoice(&world.structure, 1)]).await;
    assert_eq!(version(organization).await, last);
    assert_eq!(version(other.organization.id).await, of_other);
}

/// The same SIRET may be there in production and in qualification, and in two organisations.
pub async fn a_siret_is_taken_once_per_environment(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let twin = |number, organization| Structure {
        identifier: world.structure.identifier.clone(),
        ..structure(organization, number)
    };
    let mut transaction = world.writer(database).await;
    let refused = transaction.insert_structure(&twin(50, world.organization.id)).await;
    assert!(
        matches!(&refused, Err(StorageError::AlreadyThere(rule)) if rule == "structures.siret"),
        "{refused:?}"
    );
    drop(transaction);
    let mut transaction = world.writer(database).await;
    let production = Structure { environment: Environment::Production, ..twin(51, world.organization.id) };
    transaction.insert_structure(&production).await.unwrap();
    transaction.commit().await.unwrap();
    let mut transaction = other.writer(database).await;
    transaction.insert_structure(&twin(52, other.organization.id)).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.structures(world.organization.id).await.unwrap().len(), 2);
}

/// With what names it and what that is.
pub async fn a_supplier_without_a_siret_reads_back(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let named = [(IdentifierKind::EuropeanVat, "BE0123456789"), (IdentifierKind::Ridet, "0123456001")];
    for (number, (kind, text)) in (60..).zip(named) {
        let identifier = StructureIdentifier::parse(kind, text).unwrap();
        let added = Structure { identifier, ..structure(organization, number) };
        let mut transaction = world.writer(database).await;
        transaction.insert_structure(&added).await.unwrap();
        transaction.commit().await.unwrap();
        let mut read = reader(database).await;
        assert_eq!(read.structure(organization, added.id).await.unwrap().unwrap().structure, added);
        let listed = read.structures(organization).await.unwrap();
        assert!(listed.iter().any(|summary| summary.structure == added), "{text}");
    }
}

/// Name, side and Chorus Pro identifier change, nothing else.
pub async fn a_changed_structure_keeps_siret_and_environment(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let changed = Structure {
        name: "Nouveau nom".to_owned(),
        side: Side::Both,
        chorus_id: None,
        ..world.structure.clone()
    };
    let asked = Structure {
        identifier: siret(123).into(),
        environment: Environment::Production,
        synced_at: None,
        ..changed.clone()
    };
    let mut transaction = world.writer(database).await;
    transaction.update_structure(&asked).await.unwrap();
    let unknown = transaction.update_structure(&structure(world.organization.id, 99)).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))), "{unknown:?}");
    transaction.commit().await.unwrap();
    let found = reader(database).await.structure(world.organization.id, changed.id).await.unwrap().unwrap();
    assert_eq!(found.structure, changed);
}

/// When the last complete synchronisation began.
pub async fn the_last_synchronisation_is_noted(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, id) = (world.organization.id, world.structure.id);
    let mut transaction = world.writer(database).await;
    transaction.set_synced(organization, id, at(900)).await.unwrap();
    let unknown = transaction.set_synced(organization, structure(organization, 99).id, at(1)).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))), "{unknown:?}");
    transaction.commit().await.unwrap();
    let found = reader(database).await.structure(organization, id).await.unwrap().unwrap();
    assert_eq!(found.structure, Structure { synced_at: Some(at(900)), ..world.structure });
}

/// Why synchronisations fail is kept until one is complete, or nothing is known to fail any more.
pub async fn a_failing_synchronisation_is_noted(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, id) = (world.organization.id, world.structure.id);
    let failure = SynchronisationFailure {
        reason: Reason::GatewayRefused { status: 502 },
        since: at(10),
        next_at: at(20),
    };
    let mut transaction = world.writer(database).await;
    transaction.set_failing(organization, id, Some(&failure)).await.unwrap();
    let summary = transaction.structures(organization).await.unwrap().remove(0);
    assert_eq!(summary.structure.failing, Some(failure.clone()));
    let found = transaction.structure(organization, id).await.unwrap().unwrap();
    assert_eq!(found.structure.failing, Some(failure.clone()));
    transaction.set_failing(organization, id, None).await.unwrap();
    assert_eq!(transaction.structure(organization, id).await.unwrap().unwrap().structure.failing, None);
    transaction.set_failing(organization, id, Some(&failure)).await.unwrap();
    transaction.set_synced(organization, id, at(30)).await.unwrap();
    assert_eq!(transaction.structure(organization, id).await.unwrap().unwrap().structure.failing, None);
    let unknown = transaction.set_failing(organization, structure(organization, 99).id, None).await;
    assert!(matches!(unknown, Err(StorageError::ChangedMeanwhile(_))), "{unknown:?}");
}

/// One entry per organisation, environment and SIRET.
pub async fn the_directory_keeps_the_latest_answer(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let mut entry = DirectoryEntry {
        siret: siret(4_242),
        name: "Mairie".to_owned(),
        chorus_id: 12,
        service_compulsory: true,
        engagement_compulsory: false,
        service_or_engagement: true,
        services: vec![DirectoryService {
            code: "SRV".to_owned(),
            name: "Service".to_owned(),
            active: true,
            chorus_id: Some(71),
            engagement_compulsory: Some(true),
        }],
        fetched_at: at(1),
    };
    for name in ["Mairie", "Mairie de Lyon"] {
        name.clone_into(&mut entry.name);
        let mut transaction = world.writer(database).await;
        transaction.put_directory_entry(organization, Environment::Qualification, &entry).await.unwrap();
        transaction.commit().await.unwrap();
        entry.services.clear();
    }
    let found = async |environment| {
        reader(database).await.directory_entry(organization, environment, &siret(4_242)).await.unwrap()
    };
    assert_eq!(found(Environment::Production).await, None);
    let kept = found(Environment::Qualification).await.unwrap();
    // Cleared after the first round only.
    assert_eq!((kept.name.as_str(), kept.services.len()), ("Mairie de Lyon", 0));
    assert_eq!(kept, entry);
}

/// From issued invoices of the structure that were not only begun; its name as last used; what is no SIRET is left out.
pub async fn recent_recipients_come_latest_first_and_once(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let to = |structure: &Structure, number, recipient: u64, name: &str| Invoice {
        partner_siret: siret(recipient).as_str().to_owned(),
        partner_name: name.to_owned(),
        status: InvoiceStatus::Queued,
        ..bare_invoice(structure, number)
    };
    let received = Invoice { direction: Direction::Received, ..invoice(&world.structure, 6) };
    let [short, foreign] = [(7, "FR123"), (9, "FR123456789012")].map(|(number, code)| Invoice {
        partner_siret: code.to_owned(),
        ..invoice(&world.structure, number)
    });
    let unsent = |number, status| Invoice { status, ..to(&world.structure, number, 5, "Jamais envoyée") };
    add_invoices(
        database,
        &[
            to(&world.structure, 1, 1, "Un"),
            to(&world.structure, 2, 2, "Deux"),
            to(&world.structure, 3, 3, "Trois"),
            to(&world.structure, 4, 1, "Un, renommé"),
            to(&other, 5, 9, "Ailleurs"),
            received,
            short,
            foreign,
            bare_invoice(&world.structure, 8),
            unsent(10, InvoiceStatus::Draft),
            unsent(11, InvoiceStatus::Cancelled),
        ],
    )
    .await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let found = reader(database).await.recent_recipients(organization, structure, 2).await.unwrap();
    assert_eq!(found, [(siret(1), "Un, renommé".to_owned()), (siret(3), "Trois".to_owned())]);
}

/// What Chorus Pro holds for a recipient, latest first, with the spans of its clock; of another environment, another
/// recipient or out of the scope nothing.
pub async fn what_was_sent_to_a_recipient_is_told_within_the_scope(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let other = world.add_structure(database, 20).await;
    let to = |structure: &Structure, number, status, service: &str| Invoice {
        partner_siret: siret(7).as_str().to_owned(),
        partner_name: "Ville".to_owned(),
        service_code: Some(service.to_owned()),
        status_at: at(number),
        status,
        ..bare_invoice(structure, number.cast_unsigned())
    };
    let told = to(&world.structure, 2, InvoiceStatus::MiseADisposition, "A");
    add_invoices(
        database,
        &[
            to(&world.structure, 1, InvoiceStatus::Rejetee, "B"),
            told.clone(),
            to(&other, 3, InvoiceStatus::Deposee, "A"),
            to(&world.structure, 4, InvoiceStatus::Draft, "A"),
            to(&world.structure, 5, InvoiceStatus::Queued, "A"),
            Invoice {
                partner_siret: siret(8).as_str().to_owned(),
                ..to(&other, 6, InvoiceStatus::Deposee, "A")
            },
            Invoice { direction: Direction::Received, ..to(&other, 7, InvoiceStatus::Deposee, "A") },
        ],
    )
    .await;
    let mut transaction = world.writer(database).await;
    transaction.put_clock_spans(world.organization.id, told.id, &spans()).await.unwrap();
    transaction.commit().await.unwrap();
    let organization = world.organization.id;
    let sent = async |environment, scope: Scope, most| {
        let mut read = reader(database).await;
        read.sent_to(organization, environment, &scope, siret(7).as_str(), most).await.unwrap()
    };
    let here = Environment::Qualification;
    let services = |found: Vec<SentInvoice>| -> Vec<_> {
        found.into_iter().map(|sent| (sent.status.code().to_owned(), sent.service_code.unwrap())).collect()
    };
    let all = sent(here, Scope::Everything, 10).await;
    assert_eq!(all[1].spans, spans());
    assert_eq!((all[0].spans.len(), all[0].recipient_name.as_str()), (0, "Ville"));
    let pair = |status: &str, service: &str| (status.to_owned(), service.to_owned());
    let expected = [pair("DEPOSEE", "A"), pair("MISE_A_DISPOSITION", "A"), pair("REJETEE", "B")];
    assert_eq!(services(all), expected);
    assert_eq!(services(sent(here, Scope::Everything, 1).await), expected[..1]);
    let only = |services: &[&str]| {
        let services = services.iter().map(|code| (*code).to_owned()).collect();
        Scope::Only(vec![ScopedStructure { structure: world.structure.id, services }])
    };
    assert_eq!(services(sent(here, only(&[]), 10).await), expected[1..]);
    assert_eq!(services(sent(here, only(&["B"]), 10).await), expected[2..]);
    assert_eq!(sent(here, Scope::Only(Vec::new()), 10).await, []);
    assert_eq!(sent(Environment::Production, Scope::Everything, 10).await, []);
}
