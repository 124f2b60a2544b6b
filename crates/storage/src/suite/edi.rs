//! EDI links and the files that came by them.

use domain::{FlowSyntax, FlowWay, Reason};

use super::sample::{World, at, document, edi_file, edi_link, flow, invoice, reader};
use crate::{AccessState, Database, EdiFate, EdiFile, EdiPlace, StorageError};
use serde_json::Value;

/// A link reads back whole, is replaced in place, and belongs to one organisation.
pub async fn an_edi_link_reads_back_and_is_replaced(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut kept = edi_link(&world, 1);
    let mut transaction = world.writer(database).await;
    transaction.put_edi_link(&kept).await.unwrap();
    kept.place = EdiPlace::Folder { root: "cabinet/« été »".to_owned() };
    kept.syntaxes = vec![FlowSyntax::FacturX, FlowSyntax::Cii];
    kept.processed = String::new();
    kept.generation = 2;
    kept.next_sequence = 40;
    kept.updated_at = at(7);
    transaction.put_edi_link(&kept).await.unwrap();
    let broken = AccessState::Broken(Reason::EdiHostKeyChanged { fingerprint: "SHA256:x".to_owned() });
    assert!(!transaction.set_edi_state(organization, kept.id, 1, &broken, at(8)).await.unwrap());
    assert!(transaction.set_edi_state(organization, kept.id, 2, &broken, at(8)).await.unwrap());
    assert!(!transaction.set_edi_state(other.organization.id, kept.id, 2, &broken, at(8)).await.unwrap());
    let problem = Reason::EdiTooManyFiles { most: 7 };
    transaction.set_edi_collected(organization, kept.id, at(9), Some(&problem)).await.unwrap();
    transaction.set_edi_collected(other.organization.id, kept.id, at(10), None).await.unwrap();
    transaction.commit().await.unwrap();
    (kept.state, kept.state_since) = (broken, at(8));
    (kept.collected_at, kept.problem) = (Some(at(9)), Some(problem));
    let mut read = reader(database).await;
    assert_eq!(read.edi_link(organization, structure).await.unwrap(), Some(kept.clone()));
    assert_eq!(read.edi_links(organization).await.unwrap(), [kept]);
    assert_eq!(read.edi_link(other.organization.id, structure).await.unwrap(), None);
    assert_eq!(read.edi_links(other.organization.id).await.unwrap(), []);
}

/// Whichever structures send under a code, no number of it is taken twice, and none goes back.
pub async fn a_number_of_an_application_code_is_taken_once(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let second = world.add_structure(database, 1_500).await;
    let mut link = edi_link(&world, 1);
    link.next_sequence = 5;
    let mut beside = edi_link(&world, 2);
    (beside.structure, beside.next_sequence) = (second.id, 3);
    let mut transaction = world.writer(database).await;
    transaction.put_edi_link(&link).await.unwrap();
    transaction.put_edi_link(&beside).await.unwrap();
    assert_eq!(transaction.take_edi_sequence(organization, &link.application).await.unwrap(), 5);
    assert_eq!(transaction.take_edi_sequence(organization, &link.application).await.unwrap(), 6);
    // Another code for a while, then the same again: it goes on where it was.
    link.application = "ZZZ999".to_owned();
    link.next_sequence = 1;
    transaction.put_edi_link(&link).await.unwrap();
    assert_eq!(transaction.take_edi_sequence(organization, "ZZZ999").await.unwrap(), 1);
    transaction.put_edi_link(&edi_link(&world, 1)).await.unwrap();
    let again = transaction.edi_link(organization, link.structure).await.unwrap().unwrap();
    assert_eq!(again.next_sequence, 7);
    assert_eq!(transaction.take_edi_sequence(organization, &again.application).await.unwrap(), 7);
    transaction.commit().await.unwrap();
    let mut transaction = other.writer(database).await;
    let foreign = transaction.take_edi_sequence(other.organization.id, &again.application).await.unwrap();
    assert_eq!(foreign, 1);
}

/// Files come latest first, each content once, and they keep their document.
pub async fn an_edi_file_is_taken_once_and_keeps_its_document(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let files = [1, 2].map(|number| edi_file(&world, number));
    let mut transaction = world.writer(database).await;
    for file in &files {
        transaction.insert_edi_file(file).await.unwrap();
    }
    transaction.set_edi_file_cleared(organization, files[0].id, at(9)).await.unwrap();
    transaction.set_edi_file_told(organization, files[0].id, EdiFate::Applied, &[]).await.unwrap();
    transaction.commit().await.unwrap();
    let mut first = files[0].clone();
    (first.cleared_at, first.fate) = (Some(at(9)), EdiFate::Applied);
    first.told.clear();
    let mut read = reader(database).await;
    let listed = [&files[1], &first].map(|file| EdiFile { contents: Value::Null, ..file.clone() });
    assert_eq!(read.edi_files(organization, structure, 10).await.unwrap(), listed);
    assert_eq!(read.edi_files(organization, structure, 1).await.unwrap(), listed[..1]);
    assert_eq!(read.edi_file(organization, first.id).await.unwrap(), Some(first.clone()));
    let sha256 = &first.document.sha256;
    assert_eq!(read.edi_file_with(organization, structure, sha256).await.unwrap(), Some(first.clone()));
    assert_eq!(read.edi_file(other.organization.id, first.id).await.unwrap(), None);
    assert_eq!(read.edi_files(other.organization.id, structure, 10).await.unwrap(), []);
    assert_eq!(read.edi_file_with(other.organization.id, structure, sha256).await.unwrap(), None);
    let asked = [document(1).sha256, document(9).sha256];
    assert_eq!(read.documents_in_use(&asked).await.unwrap(), [document(1).sha256]);
    drop(read);
    let mut transaction = other.writer(database).await;
    let refused = transaction.set_edi_file_cleared(other.organization.id, first.id, at(9)).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    drop(transaction);
    let mut transaction = world.writer(database).await;
    let mut again = edi_file(&world, 3);
    again.document = first.document;
    assert!(transaction.insert_edi_file(&again).await.is_err(), "the same content twice");
}

/// A flow that left by EDI keeps its archive, is found by its number, and its name is never used again.
pub async fn a_flow_by_edi_is_found_by_its_number_and_its_name_is_used_once(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut kept = flow(&world, 1);
    let mut transaction = world.writer(database).await;
    transaction.insert_flow(&kept).await.unwrap();
    kept.way = FlowWay::Edi;
    kept.number = Some("XXX9991106000000000000001".to_owned());
    kept.archive = Some(document(7));
    transaction.update_flow(&mut kept).await.unwrap();
    let mut by_api = flow(&world, 2);
    by_api.number.clone_from(&kept.number);
    transaction.insert_flow(&by_api).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let number = "XXX9991106000000000000001";
    assert_eq!(read.edi_flow(organization, structure, number).await.unwrap().as_ref(), Some(&kept));
    assert_eq!(read.edi_flow(organization, structure, "X").await.unwrap(), None);
    assert_eq!(read.edi_flow(other.organization.id, structure, number).await.unwrap(), None);
    assert_eq!(read.documents_in_use(&[document(7).sha256]).await.unwrap(), [document(7).sha256]);
    drop(read);
    let mut transaction = world.writer(database).await;
    let mut twice = flow(&world, 3);
    twice.archive = kept.archive;
    assert!(transaction.insert_flow(&twice).await.is_err(), "the same name twice");
    drop(transaction);
    // Received invoices are found by number and supplier.
    let mut received = invoice(&world.structure, 4);
    received.direction = domain::Direction::Received;
    let mut transaction = world.writer(database).await;
    transaction.insert_invoice(&received).await.unwrap();
    let supplier = received.partner_siret.clone();
    for (owner, supplier, expected) in [
        (organization, supplier.as_str(), vec![received.id]),
        (organization, "1", vec![]),
        (other.organization.id, supplier.as_str(), vec![]),
    ] {
        let found = transaction.received_with_number(owner, structure, supplier, &received.number).await;
        assert_eq!(found.unwrap(), expected);
    }
}
