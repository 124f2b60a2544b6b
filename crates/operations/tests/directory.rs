//! The directory of public recipients and the engagements of the State: on real storage and a real simulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind, WrongBody};
use domain::{Environment, Field, InvoiceForm, InvoiceId, Notes, Remark, Role};
use operations::{DirectoryPage, OperationError, RecipientSheet, RecipientStage, Scope};
use test_desk::{Desk, SCHOOL_SIRET, TOWN_SIRET, actor_of, add_user, complete_form};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);
const DOWNLOAD: &str = "/telecharger/annuaire/destinataire";
const SEARCH: &str = "/engagementsJuridiques/v1/rechercher";
const DETAILS: &str = "/engagementsJuridiques/v1/consulterDetail";
const STATE_SIRET: &str = "00000000900013";
const CLOSED_SIRET: &str = "00000000900014";
/// The one engagement that the state has published to the supplier.
const PUBLISHED: &str = "4500012345";

fn calls_of(desk: &Desk, service: &str) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with(service)).count()
}

/// A desk whose access was tested and whose directory was brought in.
async fn with_directory() -> Desk {
    let desk = Desk::open().await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.pass(SECOND).await;
    desk
}

async fn search(desk: &Desk, typed: &str) -> DirectoryPage {
    desk.desk.directory.search(&desk.firm.actor, None, typed, 1).await.unwrap()
}

async fn names(desk: &Desk, typed: &str) -> Vec<String> {
    search(desk, typed).await.found.rows.into_iter().map(|row| row.name).collect()
}

async fn sheet(desk: &Desk, siret: &str) -> operations::Result<RecipientSheet> {
    desk.desk.directory.recipient_sheet(&desk.firm.actor, None, siret).await
}

#[tokio::test]
async fn the_directory_comes_with_the_first_access_that_works_and_then_every_week() {
    let desk = Desk::open().await;
    desk.pass(SECOND).await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 0, "an access that nobody has tried is not tried for this");
    assert_eq!(search(&desk, "ville").await.directory, None);

    let desk = with_directory().await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 1);
    assert_eq!(names(&desk, "ville exem").await, ["VILLE EXEMPLE"]);
    assert_eq!(names(&desk, "exemple 75000").await.len(), 5, "private structures are not in it");
    let page = search(&desk, TOWN_SIRET).await;
    assert_eq!((page.environment, page.found.found), (Some(Environment::Qualification), 1));
    let directory = page.directory.unwrap();
    assert_eq!((directory.structures, directory.services), (5, 6));

    for _ in 0..6 {
        desk.pass(DAY).await;
    }
    assert_eq!(calls_of(&desk, DOWNLOAD), 1);
    desk.pass(DAY + HOUR).await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 2);
    let renewed = search(&desk, TOWN_SIRET).await.directory.unwrap();
    assert!(renewed.edition > directory.edition && renewed.completed_at > directory.completed_at);
    desk.system.clean_up().await.unwrap();
    assert_eq!(names(&desk, "ville").await, ["VILLE EXEMPLE"], "only the old edition was removed");
}

#[tokio::test]
async fn a_broken_archive_or_an_answer_that_is_none_leaves_the_directory_as_it_was() {
    let desk = with_directory().await;
    let before = search(&desk, "ville").await.directory.unwrap();
    let fault = |kind, count| Fault { path: DOWNLOAD.to_owned(), count, skip: 0, order: 0, kind };
    desk.simulator.faults().order(fault(FaultKind::WrongBody(WrongBody::CutFile), 1));
    for _ in 0..7 {
        desk.pass(DAY).await;
    }
    desk.pass(HOUR).await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 2);
    assert_eq!(search(&desk, "ville").await.directory.as_ref(), Some(&before));
    desk.simulator.faults().order(fault(FaultKind::Status { status: 503, retry_after: None }, 3));
    desk.pass(DAY + HOUR).await;
    assert_eq!(search(&desk, "ville").await.directory.as_ref(), Some(&before));
    assert_eq!(names(&desk, "ville").await, ["VILLE EXEMPLE"]);
    for _ in 0..12 {
        desk.pass(HOUR).await;
    }
    assert!(
        search(&desk, "ville").await.directory.unwrap().edition > before.edition,
        "and it is tried again"
    );
}

#[tokio::test]
async fn a_directory_without_services_is_none_and_a_test_of_an_access_does_not_fetch_it_again() {
    let desk = Desk::open_in(|world| {
        for structure in &mut world.structures {
            structure.services.clear();
        }
    })
    .await;
    let test = async || {
        desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
        desk.pass(SECOND).await;
    };
    test().await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 1);
    assert_eq!(search(&desk, "ville").await.directory, None);
    test().await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 1, "what was tried in vain keeps its pause");
    desk.pass(DAY + HOUR).await;
    assert_eq!(calls_of(&desk, DOWNLOAD), 2);
}

#[tokio::test]
async fn a_download_that_fails_is_not_hastened_by_a_test_of_the_access() {
    let desk = Desk::open().await;
    let kind = FaultKind::Status { status: 403, retry_after: None };
    desk.simulator.faults().order(Fault { path: DOWNLOAD.to_owned(), count: 99, skip: 0, order: 0, kind });
    let mut calls = Vec::new();
    for _ in 0..4 {
        desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
        desk.pass(SECOND).await;
        calls.push(calls_of(&desk, DOWNLOAD));
    }
    // One of each access that works.
    assert!(calls[0] > 0 && calls.iter().all(|count| *count == calls[0]), "{calls:?}");
}

#[tokio::test]
async fn a_directory_is_of_one_environment_and_seen_by_who_works_there() {
    let desk = with_directory().await;
    let asked = Some(Environment::Production);
    let page = desk.desk.directory.search(&desk.firm.actor, asked, "ville", 1).await.unwrap();
    assert_eq!(page.environment, Some(Environment::Qualification), "nobody here works in production");
    // Another organisation has brought in nothing itself: what is public is the same for all.
    let theirs = desk.desk.directory.search(&desk.stranger.actor, None, "ville", 1).await.unwrap();
    assert_eq!(theirs.found.rows.len(), 1);
    let organization = desk.firm.organization;
    let email = "personne@cabinet.example";
    let nowhere = Scope::Only(Vec::new());
    let user = add_user(&desk.system, organization, email, Role::Lecteur, nowhere.clone()).await;
    let actor = actor_of(user, organization, "Cabinet", email, Role::Lecteur, nowhere);
    let page = desk.desk.directory.search(&actor, None, "ville", 1).await.unwrap();
    assert_eq!((page.environment, page.found.rows.len()), (None, 0));
    let sheet = desk.desk.directory.recipient_sheet(&actor, None, TOWN_SIRET).await;
    assert!(matches!(sheet, Err(OperationError::NotFound(_))), "{sheet:?}");
}

#[tokio::test]
async fn a_card_has_every_service_and_what_one_s_own_invoices_tell() {
    let desk = with_directory().await;
    let town = sheet(&desk, TOWN_SIRET).await.unwrap();
    let codes: Vec<_> = town.services.iter().map(|service| (service.code.as_str(), service.active)).collect();
    let expected = [("ACHATS", true), ("ARCHIVES", false), ("FACTURES_PUBLIQUES", true), ("TECHNIQUE", true)];
    assert_eq!(codes, expected);
    assert_eq!(town.services[3].engagement_compulsory, Some(true));
    assert!(town.asked.unwrap().service && town.history.looked_at == 0);
    assert!(sheet(&desk, "00000000000000").await.is_err());
    let blank = sheet(&desk, " \u{1}").await;
    assert!(matches!(blank, Err(OperationError::NotFound(_))), "{blank:?}");

    for number in ["FA-1", "FA-2", "FA-3"] {
        let id = desk.complete_draft(number).await;
        desk.submit(&desk.firm.actor, id).await.unwrap();
    }
    for _ in 0..12 {
        desk.pass(HOUR).await;
    }
    let school = sheet(&desk, SCHOOL_SIRET).await.unwrap();
    let history = &school.history;
    assert_eq!((history.looked_at, history.decided, history.rejected), (3, 3, 0));
    let delivery = history.stages.iter().find(|time| time.stage == RecipientStage::Delivery).unwrap();
    assert_eq!(delivery.cases, 3);
    // A stranger has the same card, without our invoices.
    let theirs = desk.desk.directory.recipient_sheet(&desk.stranger.actor, None, SCHOOL_SIRET).await.unwrap();
    assert_eq!((theirs.name.as_str(), theirs.history.looked_at), ("ECOLE EXEMPLE", 0));
}

fn about(notes: &Notes, field: Field) -> Vec<Remark> {
    notes.of(&field.into()).map(|note| note.remark.clone()).collect()
}

/// What is said of a field of a draft that is typed to a recipient, before and after the jobs that are due.
async fn said(desk: &Desk, id: InvoiceId, form: &InvoiceForm, field: Field) -> Vec<Remark> {
    desk.type_in(&desk.firm.actor, id, form).await;
    desk.pass(10 * SECOND).await;
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    about(&view.notes, field)
}

#[tokio::test]
async fn a_recipient_that_the_directory_does_not_list_is_said_as_soon_as_it_is_typed() {
    let desk = with_directory().await;
    let id = desk.complete_draft("FA-1").await;
    let to = |siret: &str| InvoiceForm { recipient_siret: siret.to_owned(), ..complete_form("FA-1") };
    let day = domain::paris_day(desk.desk.now());
    let listed = Remark::RecipientNotListed { directory: day };
    assert_eq!(said(&desk, id, &to("00000000000000"), Field::RecipientSiret).await, [listed]);
    let closed = Remark::RecipientClosed { directory: day };
    assert_eq!(said(&desk, id, &to(CLOSED_SIRET), Field::RecipientSiret).await, [closed]);
    // Asked for good, Chorus Pro has the last word.
    desk.type_in(&desk.firm.actor, id, &to("00000000000000")).await;
    let examined = desk.desk.issuing.examine(&desk.firm.actor, id).await.unwrap();
    let remarks = about(&examined.notes, Field::RecipientSiret);
    assert!(examined.invoice.is_none() && remarks.iter().all(|remark| !remark.is_of_unasked_recipient()));
}

#[tokio::test]
async fn a_recipient_is_found_in_the_directory_without_a_call() {
    let desk = with_directory().await;
    let calls = desk.simulator.calls().len();
    let find = async |typed: &str| {
        desk.desk.directory.find_recipients(&desk.firm.actor, desk.firm.structure, typed).await.unwrap()
    };
    let found = find("exemple ville").await;
    assert_eq!(found.candidates[0].siret, TOWN_SIRET);
    let all = find("exemple").await;
    assert!(all.candidates.iter().all(|candidate| candidate.siret != CLOSED_SIRET));
    assert_eq!((all.candidates.len(), all.others), (4, 0), "one that is closed is no other either");
    assert_eq!(desk.simulator.calls().len(), calls);
    find("inconnue partout").await;
    assert!(desk.simulator.calls().len() > calls, "what is not listed may be new");
}

#[tokio::test]
async fn a_wrong_engagement_is_said_where_the_recipient_publishes_its_own_and_nowhere_else() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    let to = |siret: &str, service: &str, engagement: &str| InvoiceForm {
        recipient_siret: siret.to_owned(),
        service_code: service.to_owned(),
        engagement: engagement.to_owned(),
        ..complete_form("FA-1")
    };
    let engagement = |siret: &'static str, number: &'static str| {
        let form = to(siret, "SFACT", number);
        let desk = &desk;
        async move { said(desk, id, &form, Field::Engagement).await }
    };
    assert_eq!(engagement(STATE_SIRET, "4500099999").await, [Remark::EngagementUnknown]);
    assert_eq!(engagement(STATE_SIRET, PUBLISHED).await, []);
    let of_another =
        Remark::EngagementOfAnother { issuer: "ETAT EXEMPLE".to_owned(), siret: STATE_SIRET.to_owned() };
    assert_eq!(engagement(SCHOOL_SIRET, PUBLISHED).await, [of_another]);
    assert_eq!(engagement(SCHOOL_SIRET, "BC-2026-1").await, [], "a school publishes none");
    let service = said(&desk, id, &to(STATE_SIRET, "AUTRE", PUBLISHED), Field::ServiceCode).await;
    assert!(service.contains(&Remark::EngagementOfService { service: "SFACT".to_owned() }), "{service:?}");
    let calls = calls_of(&desk, SEARCH);
    assert_eq!(engagement(STATE_SIRET, PUBLISHED).await, []);
    assert_eq!(calls_of(&desk, SEARCH), calls, "known for a day");
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_not_claimed_and_keeps_nothing_from_leaving() {
    let desk = Desk::open().await;
    let kind = FaultKind::Status { status: 403, retry_after: None };
    let path = "/engagementsJuridiques".to_owned();
    desk.simulator.faults().order(Fault { path, count: 99, skip: 0, order: 0, kind });
    let id = desk.complete_draft("FA-1").await;
    let form = InvoiceForm { engagement: "4500099999".to_owned(), ..complete_form("FA-1") };
    assert_eq!(said(&desk, id, &form, Field::Engagement).await, []);
    let calls = calls_of(&desk, SEARCH);
    assert!(calls > 0);
    let again = InvoiceForm { comment: "Un".to_owned(), ..form };
    assert_eq!(said(&desk, id, &again, Field::Engagement).await, []);
    assert_eq!(calls_of(&desk, SEARCH), calls, "not with every change");
    desk.pass(HOUR).await;
    let later = InvoiceForm { comment: "Deux".to_owned(), ..again };
    assert_eq!(said(&desk, id, &later, Field::Engagement).await, []);
    assert!(calls_of(&desk, SEARCH) > calls, "but later");
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(20 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 1);
}

#[tokio::test]
async fn engagements_are_searched_and_opened_for_a_structure_within_reach() {
    let desk = Desk::open().await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    let directory = &desk.desk.directory;
    let mut question = operations::EngagementQuestion {
        structure: desk.firm.structure,
        number: String::new(),
        contract: String::new(),
        only_open: true,
        page: 1,
    };
    let page = directory.find_engagements(&desk.firm.actor, &question).await.unwrap();
    assert_eq!((page.total, page.rows[0].number.as_str()), (1, PUBLISHED));
    question.number = "autre".to_owned();
    assert_eq!(directory.find_engagements(&desk.firm.actor, &question).await.unwrap().rows, []);
    let sheet = directory.engagement(&desk.firm.actor, desk.firm.structure, PUBLISHED).await.unwrap();
    assert_eq!((sheet.issuer.as_str(), sheet.state.as_str()), (STATE_SIRET, "COMMANDE"));
    assert_eq!(sheet.ordered(), Some(domain::from_cents(500_000)));
    let foreign = directory.find_engagements(&desk.stranger.actor, &question).await;
    assert!(matches!(foreign, Err(OperationError::NotFound(_))), "{foreign:?}");
    let unknown = directory.engagement(&desk.firm.actor, desk.firm.structure, "4500099999").await;
    assert!(matches!(unknown, Err(OperationError::ChorusPro { .. })), "{unknown:?}");
}

/// A number that was published to another structure of the same account.
const OF_A_NEIGHBOUR: &str = "4500055555";

/// A desk whose access acts for another structure too.
async fn with_neighbour() -> Desk {
    Desk::open_in(|world| {
        let mut attachment = world.accounts[0].attachments[0].clone();
        (attachment.id, attachment.structure) = (99_001, 1002);
        world.accounts[0].attachments.push(attachment);
        let mut engagement = world.engagements[0].clone();
        engagement.number = OF_A_NEIGHBOUR.to_owned();
        (engagement.id, engagement.supplier) = (99_002, 1002);
        world.engagements.push(engagement);
    })
    .await
}

#[tokio::test]
async fn an_engagement_of_another_structure_of_the_same_access_is_not_there() {
    let desk = with_neighbour().await;
    let (directory, actor, structure) = (&desk.desk.directory, &desk.firm.actor, desk.firm.structure);
    let question = operations::EngagementQuestion {
        structure,
        number: String::new(),
        contract: String::new(),
        only_open: false,
        page: 1,
    };
    // Before its number at Chorus Pro is known, and after.
    for _ in 0..2 {
        let page = directory.find_engagements(actor, &question).await.unwrap();
        let numbers: Vec<_> = page.rows.iter().map(|row| row.number.as_str()).collect();
        assert_eq!((page.total, numbers), (1, vec![PUBLISHED]));
        let foreign = directory.engagement(actor, structure, OF_A_NEIGHBOUR).await;
        assert!(matches!(foreign, Err(OperationError::NotFound("engagement"))), "{foreign:?}");
        directory.engagement(actor, structure, PUBLISHED).await.unwrap();
    }
    // Nothing was kept of it: to this structure, it is unknown.
    let id = desk.complete_draft("FA-1").await;
    let form = InvoiceForm {
        recipient_siret: STATE_SIRET.to_owned(),
        engagement: OF_A_NEIGHBOUR.to_owned(),
        ..complete_form("FA-1")
    };
    assert_eq!(said(&desk, id, &form, Field::Engagement).await, [Remark::EngagementUnknown]);
}

#[tokio::test]
async fn another_engagement_that_cannot_be_read_hides_nothing() {
    let desk = Desk::open_in(|world| {
        let mut engagement = world.engagements[0].clone();
        (engagement.id, engagement.number) = (99_002, "4500066666".to_owned());
        world.engagements.push(engagement);
    })
    .await;
    let kind = FaultKind::Status { status: 403, retry_after: None };
    desk.simulator.faults().order(Fault { path: DETAILS.to_owned(), count: 1, skip: 0, order: 0, kind });
    let id = desk.complete_draft("FA-1").await;
    let form = InvoiceForm {
        recipient_siret: STATE_SIRET.to_owned(),
        engagement: "4500099999".to_owned(),
        ..complete_form("FA-1")
    };
    assert_eq!(said(&desk, id, &form, Field::Engagement).await, [Remark::EngagementUnknown]);
}

#[tokio::test]
async fn a_number_that_changes_while_another_is_looked_up_is_looked_up_too() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    let to = |engagement: &str| InvoiceForm {
        recipient_siret: STATE_SIRET.to_owned(),
        engagement: engagement.to_owned(),
        ..complete_form("FA-1")
    };
    desk.type_in(&desk.firm.actor, id, &to("4500099999")).await;
    let kind = FaultKind::Delay(2_000);
    desk.simulator.faults().order(Fault { path: SEARCH.to_owned(), count: 1, skip: 0, order: 0, kind });
    let changed = async {
        // The fault is gone once its call has arrived.
        while !desk.simulator.faults().list().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        desk.type_in(&desk.firm.actor, id, &to("4500088888")).await;
    };
    tokio::join!(desk.pass(10 * SECOND), changed);
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    assert_eq!(about(&view.notes, Field::Engagement), [Remark::EngagementUnknown]);
}
