//! What is known of many structures at once: when each is synchronised, and what lists show of them.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::sync::Arc;
use std::time::Duration;

use chorus_pro_simulator::{Call, Fault, FaultKind};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Direction, StructureId};
use operations::{Credentials, InvoiceFilter, NewStructure};
use storage::{Scope, ScopedStructure, Turn};
use test_desk::Desk;

const EVERY: Duration = Duration::from_secs(400);

async fn add_structure(desk: &Desk, number: u32) -> StructureId {
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: format!("{:014}", 800 + number),
        name: format!("Cliente {number}"),
        town: String::new(),
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

/// How many issued invoices Pupitre knows of.
async fn known(desk: &Desk) -> u64 {
    let filter = InvoiceFilter { per_page: 1, ..InvoiceFilter::new(Direction::Issued, Scope::Everything) };
    desk.desk.portfolio.list(&desk.firm.actor, filter).await.unwrap().totals.count
}

/// A desk whose structure has so many invoices at Chorus Pro of which Pupitre knows nothing.
async fn with_a_past(invoices: i64) -> Desk {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-0").await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(Duration::from_secs(60)).await;
    let past = desk.simulator.world();
    let copy = |number: i64| {
        let mut copy = past.invoices[0].as_ref().clone();
        copy.id = past.last_id + 2 * number + 1;
        copy.recipient_side_id = past.last_id + 2 * number + 2;
        copy.number = format!("FA-{number}");
        Arc::new(copy)
    };
    Desk::open_in(|world| {
        *world = past.clone();
        world.invoices = (0..invoices).map(copy).collect();
        world.last_id += 2 * invoices;
    })
    .await
}

/// The pages of invoices that were asked for with the firm's account, in order.
fn pages_asked(desk: &Desk) -> Vec<i64> {
    let of_firm = |call: &Call| {
        call.path.ends_with("rechercher/fournisseur")
            && call.account.as_deref() == Some("TECH_1_000001@cpro.fr")
    };
    let calls = desk.simulator.calls().into_iter().filter(of_firm);
    let page = |call: Call| {
        let page = &call.request?["rechercheFactureParFournisseur"];
        // What the first use of an access asks has a page of its own size.
        (page["nbResultatsParPage"] == 200).then(|| page["pageResultatDemandee"].as_i64())?
    };
    calls.filter_map(page).collect()
}

#[tokio::test]
async fn a_first_synchronisation_takes_in_what_it_holds_before_it_asks_for_more() {
    let desk = with_a_past(410).await;
    let kind = FaultKind::Status { status: 500, retry_after: None };
    let path = "consulter/historique".to_owned();
    desk.simulator.faults().order(Fault { path, count: 1_000, skip: 5, order: 0, kind });
    desk.system.run_due().await.unwrap();
    let known = known(&desk).await;
    assert!((1..=5).contains(&known), "what came before the failure stays: {known}");
    assert_eq!(pages_asked(&desk), [1], "and no other page of the three was asked for");
}
