//! A structure that is supplier and recipient at once: what it invoices to itself is one invoice on each side.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::world::Right;
use chorus_pro_simulator::{Fault, FaultKind, Status};
use domain::{Direction, InvoiceForm, InvoiceId, InvoiceStatus, StatusStage, StructureId};
use operations::{Actor, Credentials, InvoiceView, NewStructure};
use storage::{EventKind, InvoiceFilter, InvoiceRow, Origin, Scope};
use test_desk::{Desk, TOWN_SIRET, complete_form, invoice_pdf};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// A desk where the firm works for the town, which issues and receives with one technical account.
async fn town_on_both_sides() -> (Desk, StructureId) {
    let desk = Desk::open_in(|world| {
        let accounts = world.accounts.iter_mut();
        let town = accounts.flat_map(|account| &mut account.attachments).find(|link| link.structure == 2001);
        town.unwrap().rights.push(Right::Supplier);
    })
    .await;
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: TOWN_SIRET.to_owned(),
        name: "La ville".to_owned(),
        town: String::new(),
        side: "les_deux".to_owned(),
        environment: "qualification".to_owned(),
    };
    let town = desk.desk.portfolio.add_structure(&desk.firm.actor, &new).await.unwrap();
    let credentials = Credentials {
        client_id: "application-ville".to_owned(),
        client_secret: "secret-ville".to_owned().into(),
        login: "TECH_1_000011@cpro.fr".to_owned(),
        password: "mot-de-passe".to_owned().into(),
        ..Credentials::default()
    };
    desk.desk.connecting.save_credentials(&desk.firm.actor, town, credentials).await.unwrap();
    (desk, town)
}

/// A form for a service of the town.
fn to_the_town(number: &str) -> InvoiceForm {
    InvoiceForm {
        recipient_siret: TOWN_SIRET.to_owned(),
        service_code: "ACHATS".to_owned(),
        ..complete_form(number)
    }
}

/// Deposits an invoice to the town and waits until it has left.
async fn deposit(desk: &Desk, actor: &Actor, structure: StructureId, number: &str) -> InvoiceId {
    let file = desk.store(&invoice_pdf(&[format!("Facture n° {number}")])).await;
    let id = desk.desk.issuing.begin_deposit(actor, structure, file, "facture.pdf").await.unwrap();
    desk.type_in(actor, id, &to_the_town(number)).await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    id
}

/// Time for what was deposited to arrive, and for both directions to be asked for.
async fn arrive(desk: &Desk) {
    for _ in 0..15 {
        desk.pass(MINUTE).await;
    }
}

/// What the list of a direction holds of the town.
async fn listed(desk: &Desk, town: StructureId, direction: Direction) -> Vec<InvoiceRow> {
    let filter =
        InvoiceFilter { structures: Some(vec![town]), ..InvoiceFilter::new(direction, Scope::Everything) };
    desk.desk.portfolio.list(&desk.firm.actor, filter).await.unwrap().rows
}

async fn view(desk: &Desk, id: InvoiceId) -> InvoiceView {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap()
}

/// The statuses of a history, latest first.
fn statuses(view: &InvoiceView) -> Vec<&str> {
    let statuses = view.events.iter().filter(|event| event.kind == EventKind::Status);
    statuses.map(|event| event.code.as_str()).collect()
}

#[tokio::test]
async fn an_invoice_to_itself_stands_once_on_each_side_with_its_own_stage_number_and_events() {
    let (desk, town) = town_on_both_sides().await;
    let sent = deposit(&desk, &desk.firm.actor, town, "FA-70").await;
    let issued = listed(&desk, town, Direction::Issued).await;
    assert_eq!(issued.iter().map(|row| row.id).collect::<Vec<_>>(), [sent]);
    assert_eq!(listed(&desk, town, Direction::Received).await, [], "nothing has arrived");

    arrive(&desk).await;
    let at_chorus_pro = desk.simulator.invoices().first().cloned().unwrap();
    let reason = Some("Merci de joindre le bon signé.");
    desk.simulator.move_invoice(at_chorus_pro.id, Status::Suspendue, reason).unwrap();
    arrive(&desk).await;

    let issued = listed(&desk, town, Direction::Issued).await;
    let received = listed(&desk, town, Direction::Received).await;
    assert_eq!((issued.len(), received.len()), (1, 1), "{issued:?} {received:?}");
    let (issued, received) = (view(&desk, issued[0].id).await, view(&desk, received[0].id).await);
    assert_eq!(issued.invoice.id, sent);
    assert_ne!(received.invoice.id, sent, "each side has its own");
    for (side, direction, stage) in [
        (&issued, Direction::Issued, StatusStage::Blocked),
        (&received, Direction::Received, StatusStage::Waiting),
    ] {
        let invoice = &side.invoice;
        assert_eq!((invoice.direction, invoice.structure), (direction, town));
        assert_eq!(invoice.status, InvoiceStatus::Suspendue, "{direction:?}");
        assert_eq!(invoice.status_comment.as_deref(), reason, "{direction:?}");
        assert_eq!((invoice.number.as_str(), invoice.partner_siret.as_str()), ("FA-70", TOWN_SIRET));
        let known = ["SUSPENDUE", "MISE_A_DISPOSITION", "EN_COURS_ACHEMINEMENT", "DEPOSEE"];
        assert_eq!(statuses(side), known, "{direction:?}: each once");
        assert!(side.events.iter().all(|event| event.invoice == invoice.id), "{:?}", side.events);
        for tab in StatusStage::ALL {
            let filter = InvoiceFilter {
                stage: Some(tab),
                structures: Some(vec![town]),
                ..InvoiceFilter::new(direction, Scope::Everything)
            };
            let page = desk.desk.portfolio.list(&desk.firm.actor, filter).await.unwrap();
            assert_eq!(page.totals.count, u64::from(tab == stage), "{direction:?} {tab:?}");
        }
    }
    // Chorus Pro numbers the two sides of one invoice differently, and each side keeps its own number.
    assert_eq!(issued.invoice.chorus_id, Some(at_chorus_pro.id));
    assert_eq!(received.invoice.chorus_id, Some(at_chorus_pro.recipient_side_id));
    assert_eq!((issued.invoice.origin, received.invoice.origin), (Origin::Pupitre, Origin::ChorusPro));
    assert!(issued.sendings().count() == 1 && received.attempts.is_empty(), "{:?}", received.attempts);
    assert_eq!(desk.count_at_chorus_pro("FA-70"), 1);
}

#[tokio::test]
async fn the_number_of_a_received_invoice_is_free_for_what_the_structure_issues() {
    let (desk, town) = town_on_both_sides().await;
    let stranger = &desk.stranger;
    deposit(&desk, &stranger.actor, stranger.structure, "FA-71").await;
    arrive(&desk).await;
    let theirs = listed(&desk, town, Direction::Received).await;
    assert_eq!(theirs.len(), 1, "{theirs:?}");
    assert_eq!(listed(&desk, town, Direction::Issued).await, []);

    // The answer is lost, so it is looked up by number: what was received under it is not taken for what was sent.
    let path = "factures/v1/soumettre".to_owned();
    desk.simulator.faults().order(Fault { path, count: 1, skip: 0, order: 0, kind: FaultKind::CutBefore });
    let sent = deposit(&desk, &desk.firm.actor, town, "FA-71").await;
    arrive(&desk).await;
    assert_eq!(desk.count_at_chorus_pro("FA-71"), 2, "theirs and ours");
    let issued = listed(&desk, town, Direction::Issued).await;
    assert_eq!(issued.iter().map(|row| row.id).collect::<Vec<_>>(), [sent]);
    let received = listed(&desk, town, Direction::Received).await;
    let mut suppliers: Vec<&str> = received.iter().map(|row| row.partner_siret.as_str()).collect();
    suppliers.sort_unstable();
    assert_eq!(suppliers, ["00000000900002", TOWN_SIRET], "one of each supplier");
    let mut numbers: Vec<i64> = Vec::new();
    for row in issued.iter().chain(&received) {
        let view = view(&desk, row.id).await;
        assert!(view.events.iter().all(|event| event.invoice == row.id));
        assert_eq!(statuses(&view), ["MISE_A_DISPOSITION", "EN_COURS_ACHEMINEMENT", "DEPOSEE"]);
        numbers.push(view.invoice.chorus_id.unwrap());
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 3, "every side of every invoice has a number of its own");
}
