//! What is known of many structures at once: when each is synchronised, and what lists show of them.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::StructureId;
use operations::{Credentials, NewStructure};
use storage::{Scope, ScopedStructure, Turn};
use test_desk::Desk;

const EVERY: Duration = Duration::from_secs(400);

async fn add_structure(desk: &Desk, number: u32) -> StructureId {
    let new = NewStructure {
        siret: format!("{:014}", 800 + number),
        name: format!("Cliente {number}"),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    desk.desk.portfolio.add_structure(&desk.firm.actor, &new).await.unwrap()
}

/// A structure with an access, which is synchronised from now on.
async fn served(desk: &Desk, number: u32) -> StructureId {
    let id = add_structure(desk, number).await;
    let credentials = Credentials {
        client_id: "application-atelier".to_owned(),
        client_secret: "secret-atelier".to_owned().into(),
        login: "TECH_1_000001@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(&desk.firm.actor, id, credentials).await.unwrap();
    id
}

async fn job_of(desk: &Desk, structure: StructureId) -> storage::Job {
    let mut read = desk.system.database().read().await.unwrap();
    let about = structure.to_string();
    read.job_about(desk.firm.organization, "synchronise", &about).await.unwrap().unwrap()
}

async fn due(desk: &Desk, structure: StructureId) -> DateTime<Utc> {
    job_of(desk, structure).await.new.not_before
}

#[tokio::test]
async fn at_start_what_waits_keeps_its_time_and_what_is_missing_begins_bit_by_bit() {
    let desk = Desk::open_with(|settings| settings.sync_every = EVERY).await;
    let waiting = served(&desk, 1).await;
    // One round: everything that has an access waits for its next time now.
    desk.system.run_due().await.unwrap();
    let later = due(&desk, waiting).await;
    assert!(later > desk.desk.now());
    let mut missing = Vec::new();
    for number in 2..6 {
        let structure = served(&desk, number).await;
        let job = job_of(&desk, structure).await;
        let mut transaction =
            desk.system.database().write(Turn::Organization(desk.firm.organization)).await.unwrap();
        let now = desk.desk.now();
        assert!(transaction.cancel_job(desk.firm.organization, job.new.id, now).await.unwrap());
        transaction.commit().await.unwrap();
        missing.push(structure);
    }
    let now = desk.desk.now();
    desk.system.start(true).await.unwrap().stop().await;
    assert_eq!(due(&desk, waiting).await, later);
    for (position, structure) in (1_i32..).zip(missing.into_iter().skip(1)) {
        assert_eq!(due(&desk, structure).await, now + TimeDelta::seconds(100) * position);
    }
}

#[tokio::test]
async fn a_list_of_structures_shows_at_once_what_somebody_else_has_changed() {
    let desk = Desk::open().await;
    let (organization, here) = (desk.firm.organization, desk.firm.structure);
    let listed = async || desk.desk.portfolio.structures(&desk.firm.actor).await.unwrap();
    assert_eq!(listed().await.len(), 1);
    // Not through this desk: as another process does.
    let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let mut transaction = desk.system.database().write(Turn::Organization(organization)).await.unwrap();
    transaction.set_synced(organization, here, at).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(listed().await[0].structure.synced_at, Some(at));
    let second = add_structure(&desk, 1).await;
    assert_eq!(listed().await.len(), 2);
    // What is known is known of all; each person sees what is within reach.
    let only = vec![ScopedStructure { structure: second, services: Vec::new() }];
    let limited = operations::Actor { scope: Scope::Only(only), ..desk.firm.actor.clone() };
    let reached = desk.desk.portfolio.structures(&limited).await.unwrap();
    assert_eq!(reached.iter().map(|summary| summary.structure.id).collect::<Vec<_>>(), [second]);
}
