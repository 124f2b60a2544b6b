//! Flows.

use domain::{FlowState, FlowSyntax, Reason};

use super::sample::{World, at, document, flow, reader};
use crate::{Database, FlowInvoice, Scope, ScopedStructure, StorageError};

/// A flow reads back whole, later versions overwrite earlier ones, and it keeps its document.
pub async fn a_flow_reads_back_and_refuses_an_older_version(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let organization = world.organization.id;
    let mut kept = flow(&world, 1);
    let mut transaction = world.writer(database).await;
    transaction.insert_flow(&kept).await.unwrap();
    let mut late = kept.clone();
    kept.state = FlowState::PartlyIntegrated;
    kept.syntax = Some(FlowSyntax::Cii);
    kept.number = Some("CPP0011117000000000425903".to_owned());
    kept.platform_state = Some("IN_INTEGRE_PARTIEL".to_owned());
    kept.errors = vec!["Une erreur".to_owned()];
    kept.invoices.push(FlowInvoice {
        error: Some("Doublon".into()),
        chorus_id: Some(7),
        ..Default::default()
    });
    kept.reason = Some(Reason::ChorusProSilent);
    kept.deposited_at = Some(at(9));
    transaction.update_flow(&mut kept).await.unwrap();
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.flow(organization, kept.id).await.unwrap().as_ref(), Some(&kept));
    assert_eq!(read.flow(other.organization.id, kept.id).await.unwrap(), None);
    let asked = [1, 9].map(|number| document(number).sha256);
    assert_eq!(read.documents_in_use(&asked).await.unwrap(), [document(1).sha256]);
    drop(read);
    let mut transaction = world.writer(database).await;
    let refused = transaction.update_flow(&mut late).await;
    assert!(matches!(refused, Err(StorageError::ChangedMeanwhile(_))), "{refused:?}");
    drop(transaction);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_flow(other.organization.id, kept.id).await.unwrap());
    assert!(transaction.delete_flow(organization, kept.id).await.unwrap());
    assert!(!transaction.delete_flow(organization, kept.id).await.unwrap());
}

/// Flows come latest first, those of structures that are reached whole.
pub async fn flows_are_listed_latest_first_within_a_scope(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let organization = world.organization.id;
    let second = world.add_structure(database, 1_500).await;
    let mut transaction = world.writer(database).await;
    for number in [1, 3, 2] {
        let mut made = flow(&world, number);
        if number == 2 {
            made.structure = second.id;
        }
        transaction.insert_flow(&made).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let only = |structure, services: &[&str]| {
        let services = services.iter().map(|service| (*service).to_owned()).collect();
        Scope::Only(vec![ScopedStructure { structure, services }])
    };
    let mut read = reader(database).await;
    let mut listed = async |scope: &Scope, most| -> Vec<_> {
        let flows = read.flows(organization, scope, most).await.unwrap();
        flows.into_iter().map(|flow| flow.created_at).collect()
    };
    assert_eq!(listed(&Scope::Everything, 10).await, [at(3), at(2), at(1)]);
    assert_eq!(listed(&Scope::Everything, 1).await, [at(3)]);
    assert_eq!(listed(&only(second.id, &[]), 10).await, [at(2)]);
    assert_eq!(listed(&only(second.id, &["SRV"]), 10).await.len(), 0);
}
