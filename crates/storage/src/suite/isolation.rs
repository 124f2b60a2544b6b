//! Two organisations: what one does and sees never touches the other.

use domain::{Direction, Environment, InvoiceStatus, Role};

use super::sample::{
    World, add_invoices, attachment, attempt, bare_invoice, connection, event, invoice, outbox, siret,
    structure,
};
use crate::{
    Attachment, DirectoryEntry, Invoice, InvoiceFilter, OutboxItem, OutboxKind, Scope, ScopedStructure,
    Storage, StorageError,
};

/// Everything an organisation can have.
struct Full {
    world: World,
    invoice: Invoice,
    attachment: Attachment,
    item: OutboxItem,
}

async fn full(storage: &dyn Storage, number: u64) -> Full {
    let world = World::create(storage, number).await;
    let invoice = invoice(&world.structure, number);
    let attachment = attachment(&invoice, number);
    let item = outbox(&invoice, number, 10);
    let entry = DirectoryEntry {
        siret: siret(777),
        name: "Mairie".to_owned(),
        chorus_id: 1,
        service_compulsory: false,
        engagement_compulsory: false,
        service_or_engagement: false,
        services: Vec::new(),
        fetched_at: item.created_at,
    };
    let mut unit = storage.begin().await.unwrap();
    unit.insert_invoice(&invoice).await.unwrap();
    unit.insert_attachment(&attachment).await.unwrap();
    unit.insert_event(&event(&invoice, number, Some("1"))).await.unwrap();
    unit.enqueue(&item).await.unwrap();
    unit.insert_attempt(&attempt(&item, number)).await.unwrap();
    unit.put_directory_entry(world.organization.id, Environment::Qualification, &entry).await.unwrap();
    unit.commit().await.unwrap();
    Full { world, invoice, attachment, item }
}

/// Every reading method that takes an organisation.
pub async fn another_organisation_reads_nothing(storage: &dyn Storage) {
    let mine = full(storage, 1).await;
    let other = World::create(storage, 2).await;
    let (foreign, own) = (other.organization.id, mine.world.organization.id);
    let (invoice, structure) = (&mine.invoice, mine.world.structure.id);
    let chorus_id = invoice.chorus_id.unwrap();
    let kind = OutboxKind::Submit;
    let environment = Environment::Qualification;

    // What is there for its owner …
    assert_eq!(storage.users_of(own).await.unwrap().len(), 1);
    assert!(storage.structure(own, structure).await.unwrap().is_some());
    assert!(storage.directory_entry(own, environment, &siret(777)).await.unwrap().is_some());
    assert_eq!(storage.recent_recipients(own, structure, 9).await.unwrap().len(), 1);
    assert!(storage.invoice(own, invoice.id).await.unwrap().is_some());
    assert_eq!(storage.invoices_with_number(own, structure, &invoice.number).await.unwrap().len(), 1);
    assert!(storage.invoice_by_chorus_id(own, structure, chorus_id).await.unwrap().is_some());
    assert_eq!(storage.attachments(own, invoice.id).await.unwrap().len(), 1);
    assert_eq!(storage.events(own, invoice.id).await.unwrap().len(), 1);
    assert_eq!(storage.attempts(own, invoice.id).await.unwrap().len(), 1);
    assert!(storage.outbox_item(own, invoice.id, kind).await.unwrap().is_some());
    assert_eq!(storage.invoices_needing_action(own, &Scope::Everything, 9).await.unwrap().len(), 1);

    // … does not exist for the other.
    let people = storage.users_of(foreign).await.unwrap();
    assert!(people.iter().all(|person| person.user.id != mine.world.user.id));
    let listed = storage.structures(foreign).await.unwrap();
    assert!(listed.iter().all(|entry| entry.structure.id == other.structure.id));
    assert_eq!(storage.structure(foreign, structure).await.unwrap(), None);
    assert_eq!(storage.directory_entry(foreign, environment, &siret(777)).await.unwrap(), None);
    assert_eq!(storage.recent_recipients(foreign, structure, 9).await.unwrap(), []);
    assert_eq!(storage.invoice(foreign, invoice.id).await.unwrap(), None);
    assert_eq!(storage.invoices_with_number(foreign, structure, &invoice.number).await.unwrap(), []);
    assert_eq!(storage.invoice_by_chorus_id(foreign, structure, chorus_id).await.unwrap(), None);
    assert_eq!(storage.attachments(foreign, invoice.id).await.unwrap(), []);
    assert_eq!(storage.events(foreign, invoice.id).await.unwrap(), []);
    assert_eq!(storage.attempts(foreign, invoice.id).await.unwrap(), []);
    assert_eq!(storage.outbox_item(foreign, invoice.id, kind).await.unwrap(), None);
    assert_eq!(storage.invoices_needing_action(foreign, &Scope::Everything, 9).await.unwrap(), []);
    let scope = Scope::Only(vec![ScopedStructure { structure, services: Vec::new() }]);
    assert_eq!(storage.invoices_needing_action(foreign, &scope, 9).await.unwrap(), []);
    let mut unit = storage.begin().await.unwrap();
    assert_eq!(unit.invoice(foreign, invoice.id).await.unwrap(), None);
    assert_eq!(unit.connection(foreign, mine.world.connection.id).await.unwrap(), None);
}

/// Every writing method that takes an organisation, or a record of one.
pub async fn another_organisation_changes_nothing(storage: &dyn Storage) {
    let mine = full(storage, 1).await;
    let other = World::create(storage, 2).await;
    let foreign = other.organization.id;
    let own = mine.world.organization.id;

    let mut unit = storage.begin().await.unwrap();
    unit.remove_membership(foreign, mine.world.user.id).await.unwrap();
    let mut changed = mine.world.structure.clone();
    changed.organization = foreign;
    changed.name = "Pris".to_owned();
    assert!(unit.update_structure(&changed).await.is_err());
    let mut stolen = mine.world.connection.clone();
    stolen.organization = foreign;
    stolen.sealed_credentials = "pris".to_owned();
    assert!(unit.put_connection(&stolen).await.is_err());
    assert!(unit.update_connection_state(&stolen).await.is_err());
    let mut invoice =
        Invoice { organization: foreign, status: InvoiceStatus::Abandonnee, ..mine.invoice.clone() };
    let refused = unit.update_invoice(&mut invoice).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    assert!(unit.set_attachment_chorus_id(foreign, mine.attachment.id, 5).await.is_err());
    unit.delete_attachment(foreign, mine.invoice.id, mine.attachment.id).await.unwrap();
    assert!(!unit.cancel_outbox(foreign, mine.item.id).await.unwrap());
    assert!(!unit.make_due(foreign, mine.item.id, mine.item.created_at).await.unwrap());
    let item = OutboxItem { organization: foreign, tries: 9, ..mine.item.clone() };
    assert!(unit.update_outbox(&item).await.is_err());
    unit.commit().await.unwrap();

    assert_eq!(storage.memberships(mine.world.user.id).await.unwrap().len(), 1);
    let found = storage.structure(own, mine.world.structure.id).await.unwrap().unwrap();
    assert_eq!(found.structure, mine.world.structure);
    assert!(found.connection == Some(mine.world.connection));
    assert_eq!(storage.invoice(own, mine.invoice.id).await.unwrap().as_ref(), Some(&mine.invoice));
    assert_eq!(storage.attachments(own, mine.invoice.id).await.unwrap(), [mine.attachment]);
    let kept = storage.outbox_item(own, mine.invoice.id, OutboxKind::Submit).await.unwrap();
    assert_eq!(kept, Some(mine.item));
}

/// A new row of one organisation that names a row of another is refused.
pub async fn a_row_never_points_into_another_organisation(storage: &dyn Storage) {
    let mine = full(storage, 1).await;
    let other = full(storage, 2).await;
    let foreign = other.world.organization.id;
    let mut unit = storage.begin().await.unwrap();
    let own_structure = &mine.world.structure;
    assert!(
        unit.insert_invoice(&Invoice { organization: foreign, ..bare_invoice(own_structure, 50) })
            .await
            .is_err()
    );
    let mut moved = Invoice { structure: own_structure.id, ..other.invoice.clone() };
    assert!(unit.update_invoice(&mut moved).await.is_err());
    let mut taken = connection(&structure(foreign, 1_000), 50);
    taken.structure = own_structure.id;
    assert!(unit.put_connection(&taken).await.is_err());
    let piece = Attachment { organization: foreign, ..attachment(&mine.invoice, 50) };
    assert!(unit.insert_attachment(&piece).await.is_err());
    let mut told = event(&mine.invoice, 50, Some("2"));
    told.organization = foreign;
    assert!(unit.insert_event(&told).await.is_err());
    let item = OutboxItem { kind: OutboxKind::Track, ..outbox(&other.invoice, 50, 10) };
    let to_invoice = OutboxItem { invoice: mine.invoice.id, ..item.clone() };
    assert!(unit.enqueue(&to_invoice).await.is_err());
    let to_structure = OutboxItem { structure: own_structure.id, ..item };
    assert!(unit.enqueue(&to_structure).await.is_err());
    let mut tried = attempt(&mine.item, 50);
    tried.organization = foreign;
    assert!(unit.insert_attempt(&tried).await.is_err());
    let scope = Scope::Only(vec![ScopedStructure { structure: own_structure.id, services: Vec::new() }]);
    assert!(unit.set_membership(foreign, other.world.user.id, Role::Lecteur, &scope).await.is_err());
}

/// Rows, totals, tabs and search, with every reach.
pub async fn lists_of_two_organisations_do_not_mix(storage: &dyn Storage) {
    let (mine, other) = (World::create(storage, 1).await, World::create(storage, 2).await);
    for (world, numbers) in [(&mine, 1..4), (&other, 11..15)] {
        let invoices: Vec<_> = numbers.map(|number| invoice(&world.structure, number)).collect();
        add_invoices(storage, &invoices).await;
    }
    let foreign_scope =
        Scope::Only(vec![ScopedStructure { structure: mine.structure.id, services: Vec::new() }]);
    let foreign_service =
        Scope::Only(vec![ScopedStructure { structure: mine.structure.id, services: vec!["SRV".to_owned()] }]);
    for text in [None, Some("mairie"), Some("fa"), Some("FA-2026")] {
        for (scope, expected) in
            [(Scope::Everything, 4), (foreign_scope.clone(), 0), (foreign_service.clone(), 0)]
        {
            let filter = InvoiceFilter {
                text: text.map(str::to_owned),
                ..InvoiceFilter::new(Direction::Issued, scope)
            };
            let page = storage.invoice_page(other.organization.id, &filter).await.unwrap();
            assert_eq!((page.rows.len(), page.totals.count), (expected, expected as u64), "{filter:?}");
            assert!(page.rows.iter().all(|row| row.structure == other.structure.id));
            assert_eq!(page.stages.iter().map(|stage| stage.totals.count).sum::<u64>(), expected as u64);
        }
        let filter = InvoiceFilter {
            text: text.map(str::to_owned),
            structure: Some(mine.structure.id),
            ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
        };
        let page = storage.invoice_page(other.organization.id, &filter).await.unwrap();
        assert_eq!((page.rows.len(), page.totals.count), (0, 0));
    }
}
