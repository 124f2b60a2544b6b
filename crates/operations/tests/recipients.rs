//! What is known of recipients: on real storage and a real simulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use chorus_pro_simulator::world::{Service, World};
use domain::{Field, InvoiceForm, Remark, Severity};
use test_desk::{Desk, TOWN_SIRET, complete_form};

/// More than any page of a request could ask about one by one.
const SERVICES: u32 = 60;

/// The town has many services, and the last asks for an engagement.
fn many_services(world: &mut World) {
    let town = world.structures.iter_mut().find(|structure| structure.identifier == TOWN_SIRET).unwrap();
    world.last_id = world.last_id.max(780_000);
    let model = town.services.first().cloned().unwrap();
    town.services.extend((1..=SERVICES).map(|number| Service {
        id: 770_000 + i64::from(number),
        code: format!("SERVICE_{number}"),
        active: true,
        engagement_required: number == SERVICES,
        valid_until: None,
        ..model.clone()
    }));
}

fn calls_of(desk: &Desk, service: &str) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with(service)).count()
}

#[tokio::test]
async fn what_every_service_asks_for_is_read_by_a_job_and_known_before_sending() {
    let desk = Desk::open_in(many_services).await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    let card = desk.desk.directory.recipient_card(actor, structure, TOWN_SIRET).await.unwrap();
    assert!(card.entry.services.len() > SERVICES as usize);
    assert_eq!(calls_of(&desk, "/consulter/service"), 0, "no request waits for them");

    let last = format!("SERVICE_{SERVICES}");
    let rules = card.rules();
    assert!(rules.may_ask_for_engagement(&last) && !rules.asks_for_engagement(&last));
    let form = InvoiceForm {
        recipient_siret: TOWN_SIRET.to_owned(),
        service_code: last.clone(),
        engagement: String::new(),
        ..complete_form("FA-1")
    };
    let id = desk.complete_draft("FA-1").await;
    desk.type_in(actor, id, &form).await;
    let said = |notes: &domain::Notes| -> Vec<(Severity, Remark)> {
        notes.of(&Field::Engagement.into()).map(|note| (note.severity, note.remark.clone())).collect()
    };
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    assert_eq!(said(&view.notes), [(Severity::Warning, Remark::EngagementPerhapsRequired)]);

    desk.system.run_due().await.unwrap();
    let view = desk.desk.issuing.deposit_view(actor, id).await.unwrap();
    assert_eq!(said(&view.notes), [(Severity::Error, Remark::EngagementRequired)]);
    let calls = calls_of(&desk, "/consulter/service");
    assert!(calls >= SERVICES as usize, "{calls}");

    // Known now: asked again, nobody is called.
    let card = desk.desk.directory.recipient_card(actor, structure, TOWN_SIRET).await.unwrap();
    assert!(card.rules().asks_for_engagement(&last));
    desk.system.run_due().await.unwrap();
    assert_eq!(calls_of(&desk, "/consulter/service"), calls);
}
