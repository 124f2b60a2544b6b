//! What is known of engagements.

use domain::Environment;

use super::sample::{World, at, free_writer, reader};
use crate::{Database, FoundEngagement, KnownEngagement};

pub(super) fn known(number: &str, issuer: Option<&str>) -> KnownEngagement {
    KnownEngagement {
        number: number.to_owned(),
        found: issuer.map(|issuer| FoundEngagement {
            issuer: issuer.to_owned(),
            issuer_name: "Ministère".to_owned(),
            service_code: Some("DRH".to_owned()),
            state: "COMMANDE".to_owned(),
        }),
        fetched_at: at(4),
    }
}

/// What was said last stays, of each structure for itself; who published one publishes them.
pub async fn what_was_said_of_an_engagement_reads_back(database: &dyn Database) {
    let (world, other) = (World::create(database, 1).await, World::create(database, 2).await);
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut transaction = world.writer(database).await;
    for said in [known("EJ1", Some("1")), known("EJ1", None), known("EJ2", Some("2")), known("EJ3", None)] {
        transaction.put_known_engagement(organization, structure, &said).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    let mut said = async |number: &str| read.known_engagement(organization, structure, number).await.unwrap();
    assert_eq!(said("EJ1").await, Some(known("EJ1", None)));
    assert_eq!(said("EJ2").await, Some(known("EJ2", Some("2"))));
    assert_eq!(said("EJ4").await, None);
    let foreign = read.known_engagement(other.organization.id, structure, "EJ2").await.unwrap();
    assert_eq!(foreign, None);
    let here = Environment::Qualification;
    assert!(read.publishes_engagements(organization, here, "2").await.unwrap());
    for (organization, environment, siret) in [
        (organization, here, "1"),
        (organization, Environment::Production, "2"),
        (other.organization.id, here, "2"),
    ] {
        assert!(!read.publishes_engagements(organization, environment, siret).await.unwrap(), "{siret}");
    }
}

/// What was asked long ago goes.
pub async fn what_is_known_of_engagements_is_forgotten_by_age(database: &dyn Database) {
    let world = World::create(database, 1).await;
    let (organization, structure) = (world.organization.id, world.structure.id);
    let mut transaction = world.writer(database).await;
    let old = KnownEngagement { fetched_at: at(1), ..known("EJ1", None) };
    for said in [&old, &known("EJ2", None)] {
        transaction.put_known_engagement(organization, structure, said).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut transaction = free_writer(database).await;
    assert_eq!(transaction.delete_engagements_before(at(4)).await.unwrap(), 1);
    transaction.commit().await.unwrap();
    let mut read = reader(database).await;
    assert_eq!(read.known_engagement(organization, structure, "EJ1").await.unwrap(), None);
    assert!(read.known_engagement(organization, structure, "EJ2").await.unwrap().is_some());
}
