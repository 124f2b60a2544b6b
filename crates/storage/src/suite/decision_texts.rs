//! Texts for decisions on received invoices.

use domain::{Decision, DecisionTextId};
use uuid::Uuid;

use super::sample::{World, at, decision_text, reader};
use crate::{Database, DecisionText};

/// The oldest first; nothing of another organisation is read or taken away.
pub async fn texts_are_those_of_their_organisation(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let first = decision_text(&world, 2);
    let second = DecisionText { decision: Decision::Reject, created_at: at(500), ..decision_text(&world, 1) };
    let foreign = decision_text(&other, 3);
    for (world, text) in [(&world, &second), (&world, &first), (&other, &foreign)] {
        let mut transaction = world.writer(database).await;
        transaction.insert_decision_text(text).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let (organization, others) = (world.organization.id, other.organization.id);
    let mut read = reader(database).await;
    assert_eq!(read.decision_texts(organization).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(read.decision_texts(others).await.unwrap(), [foreign]);
    drop(read);
    let mut transaction = world.writer(database).await;
    assert!(!transaction.delete_decision_text(others, first.id).await.unwrap());
    assert!(
        !transaction.delete_decision_text(organization, DecisionTextId(Uuid::from_u128(9))).await.unwrap()
    );
    assert!(transaction.delete_decision_text(organization, first.id).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(reader(database).await.decision_texts(organization).await.unwrap(), [second]);
}
