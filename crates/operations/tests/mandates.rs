//! Mandates: a register of who may act for whom, and nothing that leaves without one in silence.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use domain::{InvoiceId, InvoiceStatus, MandateId, MandateStanding, Permission, Reason, Role, StructureId};
use operations::{Actor, Departure, MOST_MANDATES, NewMandate, OperationError, Scope, ScopedStructure};
use sqlx::{Connection as _, Row as _};
use test_desk::{Desk, actor_of, add_user, complete_form, invoice_pdf};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(24 * 3_600);
const CII: &[u8] = include_bytes!("../../chorus-pro-simulator/tests/data/flow_cii.xml");

async fn person(desk: &Desk, name: &str, role: Role, scope: Scope) -> Actor {
    let email = format!("{name}@cabinet.example");
    let organization = desk.firm.organization;
    let user = add_user(&desk.system, organization, &email, role, scope.clone()).await;
    actor_of(user, organization, "Cabinet d’essai", &email, role, scope)
}

async fn new_mandate(desk: &Desk, first: &str, last: &str) -> NewMandate {
    let file = desk.store(&invoice_pdf(&["Mandat".to_owned()])).await;
    NewMandate {
        holder: "Cabinet d’essai".to_owned(),
        first: first.to_owned(),
        last: last.to_owned(),
        replaces: String::new(),
        file: Some((file, "mandat signé.pdf".to_owned())),
    }
}

async fn add(desk: &Desk, first: &str, last: &str) -> MandateId {
    let new = new_mandate(desk, first, last).await;
    desk.desk.mandates.add_mandate(&desk.firm.actor, desk.firm.structure, new).await.unwrap()
}

async fn standing(desk: &Desk) -> MandateStanding {
    desk.desk.mandates.of_structure(&desk.firm.actor, desk.firm.structure).await.unwrap().1.standing
}

async fn required(desk: &Desk) {
    desk.desk.mandates.require_mandates(&desk.firm.actor, true).await.unwrap();
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn refused<T: std::fmt::Debug>(outcome: operations::Result<T>) -> Reason {
    match outcome {
        Err(OperationError::Refused(reason)) => reason,
        other => unreachable!("not refused: {other:?}"),
    }
}

fn because(reason: &str) -> Departure {
    Departure { at: None, without_mandate: reason.to_owned() }
}

async fn sealed(desk: &Desk, id: InvoiceId) -> String {
    desk.desk.issuing.review(&desk.firm.actor, id).await.unwrap().seal()
}

async fn status(desk: &Desk, id: InvoiceId) -> InvoiceStatus {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice.status
}

/// What the journal says of an act.
async fn journalled(desk: &Desk, action: &str) -> Vec<String> {
    let path = desk.folder.path().join("pupitre.sqlite");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    let rows = sqlx::query("SELECT detail FROM journal WHERE action = $1 ORDER BY seq")
        .bind(action)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    rows.iter().map(|row| row.get("detail")).collect()
}

#[tokio::test]
async fn a_mandate_is_kept_with_its_document_replaced_and_ended() {
    let desk = Desk::open().await;
    let (mandates, actor, structure) = (&desk.desk.mandates, &desk.firm.actor, desk.firm.structure);
    assert_eq!(standing(&desk).await, MandateStanding::Missing);
    let first = add(&desk, "01/01/2026", "31/12/2026").await;
    assert_eq!(standing(&desk).await, MandateStanding::Valid { until: Some(day(12, 31)) });
    let (document, file) = mandates.open_mandate(actor, first).await.unwrap();
    assert!(document.name.ends_with(".pdf") && file.bytes() > 0, "{document:?}");

    // The one that it takes the place of ends on the day before; nobody is reminded any more.
    let mut new = new_mandate(&desk, "01/12/2026", "").await;
    new.replaces = first.to_string();
    let second = mandates.add_mandate(actor, structure, new).await.unwrap();
    assert_eq!(standing(&desk).await, MandateStanding::Valid { until: None });
    let replaced = mandates.mandate(actor, first).await.unwrap();
    assert_eq!(replaced.span().last, Some(day(11, 30)));
    assert_eq!(replaced.end.as_ref().map(|end| end.last), Some(day(11, 30)));
    assert_eq!(refused(mandates.end_mandate(actor, first, "25/11/2026", "…").await), Reason::MandateEnded);

    let wrong = mandates.end_mandate(actor, second, "bientôt", " ").await;
    let Err(OperationError::Invalid(notes)) = wrong else { unreachable!("{wrong:?}") };
    let fields: Vec<_> = notes.errors().map(|note| note.path.field().to_owned()).collect();
    assert_eq!(fields, ["end_last", "end_reason"]);
    mandates.end_mandate(actor, second, "15/12/2026", "Résilié par le client").await.unwrap();
    assert_eq!(standing(&desk).await, MandateStanding::Valid { until: Some(day(12, 15)) });
    desk.clock.pass(30 * DAY);
    assert_eq!(standing(&desk).await, MandateStanding::Expired { last: day(12, 15) });
    // It is still there, with its document.
    assert_eq!(mandates.register(actor).await.unwrap().lines[0].mandates.len(), 2);
    assert_eq!(journalled(&desk, "mandate.end").await, ["2026-12-15: Résilié par le client"]);
}

#[tokio::test]
async fn what_is_wrong_with_a_mandate_is_said_at_its_field() {
    let desk = Desk::open().await;
    let (mandates, actor, structure) = (&desk.desk.mandates, &desk.firm.actor, desk.firm.structure);
    let fields = async |new: NewMandate| match mandates.add_mandate(actor, structure, new).await {
        Err(OperationError::Invalid(notes)) => {
            notes.errors().map(|note| note.path.field().to_owned()).collect::<Vec<_>>()
        }
        other => unreachable!("{other:?}"),
    };
    assert_eq!(fields(NewMandate::default()).await, ["holder", "first", "file"]);
    let backwards = new_mandate(&desk, "01/06/2026", "31/05/2026").await;
    assert_eq!(fields(backwards).await, ["last"]);
    let mut no_pdf = new_mandate(&desk, "01/06/2026", "").await;
    no_pdf.file = Some((desk.store(b"bonjour").await, "mandat.pdf".to_owned()));
    no_pdf.holder = "x".repeat(201);
    assert_eq!(fields(no_pdf).await, ["holder", "file"]);
    let mut of_nobody = new_mandate(&desk, "01/06/2026", "").await;
    of_nobody.replaces = "partout".to_owned();
    let gone = mandates.add_mandate(actor, structure, of_nobody).await;
    assert!(matches!(gone, Err(OperationError::NotFound(_))), "{gone:?}");
    for _ in 0..MOST_MANDATES {
        add(&desk, "01/06/2026", "02/06/2026").await;
    }
    let more = new_mandate(&desk, "01/06/2026", "").await;
    let full = refused(mandates.add_mandate(actor, structure, more).await);
    assert_eq!(full, Reason::TooManyMandates { most: MOST_MANDATES as u64 });
}

#[tokio::test]
async fn only_who_manages_structures_changes_mandates_and_only_within_reach() {
    let desk = Desk::open().await;
    let (mandates, structure) = (&desk.desk.mandates, desk.firm.structure);
    let mandate = add(&desk, "01/01/2026", "").await;
    let depositor = person(&desk, "zoe", Role::Deposant, Scope::Everything).await;
    let new = new_mandate(&desk, "01/01/2026", "").await;
    let forbidden = mandates.add_mandate(&depositor, structure, new.clone()).await;
    assert!(
        matches!(forbidden, Err(OperationError::Forbidden(Permission::ManageStructures))),
        "{forbidden:?}"
    );
    let forbidden = mandates.end_mandate(&depositor, mandate, "20/11/2026", "…").await;
    assert!(
        matches!(forbidden, Err(OperationError::Forbidden(Permission::ManageStructures))),
        "{forbidden:?}"
    );
    assert!(mandates.open_mandate(&depositor, mandate).await.is_ok(), "who sees the structure reads it");
    assert_eq!(mandates.to_renew(&depositor).await.unwrap(), []);
    for role in [Role::Gestionnaire, Role::Deposant] {
        let other = person(&desk, role.code(), role, Scope::Everything).await;
        let forbidden = mandates.require_mandates(&other, true).await;
        assert!(
            matches!(forbidden, Err(OperationError::Forbidden(Permission::ManageUsers))),
            "{forbidden:?}"
        );
    }
    let services = Scope::Only(vec![ScopedStructure { structure, services: vec!["SRV".to_owned()] }]);
    let partial = person(&desk, "luc", Role::Gestionnaire, services).await;
    assert_eq!(refused(mandates.add_mandate(&partial, structure, new.clone()).await), Reason::OnlyServices);
    assert_eq!(mandates.register(&partial).await.unwrap().lines, []);

    let stranger = &desk.stranger.actor;
    let absent = |gone: bool, what: &str| assert!(gone, "{what} is seen by a stranger");
    let is_absent = |error: &OperationError| matches!(error, OperationError::NotFound(_));
    absent(mandates.open_mandate(stranger, mandate).await.is_err_and(|error| is_absent(&error)), "document");
    absent(mandates.mandate(stranger, mandate).await.is_err_and(|error| is_absent(&error)), "mandate");
    absent(
        mandates.of_structure(stranger, structure).await.is_err_and(|error| is_absent(&error)),
        "structure",
    );
    absent(
        mandates
            .end_mandate(stranger, mandate, "20/11/2026", "…")
            .await
            .is_err_and(|error| is_absent(&error)),
        "end",
    );
    absent(
        mandates.add_mandate(stranger, structure, new.clone()).await.is_err_and(|error| is_absent(&error)),
        "addition",
    );
    // Theirs takes no place of ours.
    let theirs = NewMandate { replaces: mandate.to_string(), ..new };
    let replaced = mandates.add_mandate(stranger, desk.stranger.structure, theirs).await;
    absent(replaced.is_err_and(|error| is_absent(&error)), "replacement");
    assert_eq!(mandates.mandate(&desk.firm.actor, mandate).await.unwrap().end, None);
}

#[tokio::test]
async fn without_a_mandate_nothing_leaves_without_a_reason_which_is_journalled() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let first = desk.complete_draft("FA-1").await;
    assert!(!issuing.review(actor, first).await.unwrap().view.lacks_mandate(), "nobody asks for one");
    required(&desk).await;
    let review = issuing.review(actor, first).await.unwrap();
    assert!(review.view.lacks_mandate(), "the review says it beforehand");
    let seal = review.seal();
    assert_eq!(refused(issuing.submit(actor, first, &seal).await), Reason::MandateMissing);
    assert_eq!(
        refused(issuing.submit_as(actor, first, &seal, &because(" \n ")).await),
        Reason::MandateMissing
    );
    let long = refused(issuing.submit_as(actor, first, &seal, &because(&"x".repeat(501))).await);
    assert_eq!(long, Reason::MandateReasonTooLong { most: 500 });
    desk.pass(60 * SECOND).await;
    assert_eq!((status(&desk, first).await, desk.count_at_chorus_pro("FA-1")), (InvoiceStatus::Draft, 0));

    // Chorus Pro has read the PDF meanwhile.
    let seal = sealed(&desk, first).await;
    issuing.submit_as(actor, first, &seal, &because("Original\n en route")).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 1);
    assert_eq!(journalled(&desk, "invoice.without_mandate").await, ["Original en route"]);
    let events = desk.desk.portfolio.invoice_view(actor, first).await.unwrap().events;
    let told = events.iter().find(|event| event.code == "WITHOUT_MANDATE").unwrap();
    assert_eq!(told.comment.as_deref(), Some("Original en route"));

    // With one that is good, no reason is asked for, and one that is given is not kept.
    add(&desk, "20/11/2026", "20/11/2026").await;
    let second = desk.complete_draft("FA-2").await;
    issuing.submit_as(actor, second, &sealed(&desk, second).await, &because("Pour rien")).await.unwrap();
    assert_eq!(journalled(&desk, "invoice.without_mandate").await.len(), 1);
    desk.clock.pass(DAY);
    let third = desk.complete_draft("FA-3").await;
    let seal = sealed(&desk, third).await;
    assert_eq!(
        refused(issuing.submit(actor, third, &seal).await),
        Reason::MandateMissing,
        "the day after its last"
    );
}

#[tokio::test]
async fn a_mandate_that_is_ended_between_review_and_submission_counts_no_more() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    required(&desk).await;
    let mandate = add(&desk, "01/01/2026", "").await;
    let id = desk.complete_draft("FA-1").await;
    let review = issuing.review(actor, id).await.unwrap();
    assert!(!review.view.lacks_mandate());
    desk.desk.mandates.end_mandate(actor, mandate, "19/11/2026", "Résilié").await.unwrap();
    assert_eq!(refused(issuing.submit(actor, id, &review.seal()).await), Reason::MandateMissing);
    assert_eq!(status(&desk, id).await, InvoiceStatus::Draft);
}

#[tokio::test]
async fn of_several_only_those_leave_that_have_a_mandate_or_a_reason() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    required(&desk).await;
    let ids = [desk.complete_draft("FA-1").await, desk.complete_draft("FA-2").await];
    let reviewed = issuing.review_several(actor, &ids).await.unwrap();
    assert!(reviewed.ready.iter().all(|review| review.view.lacks_mandate()));
    let seals: Vec<_> = reviewed.ready.iter().map(|review| (review.view.invoice.id, review.seal())).collect();
    let outcome = issuing.submit_several(actor, &seals).await.unwrap();
    assert_eq!(outcome.done, []);
    assert!(outcome.not_done.iter().all(|(_, reason)| *reason == Reason::MandateMissing), "{outcome:?}");
    let outcome =
        issuing.submit_several_as(actor, &seals, &because("Mandat signé, à numériser")).await.unwrap();
    assert_eq!(outcome.done.len(), 2);
    assert_eq!(journalled(&desk, "invoice.without_mandate").await.len(), 2, "each of them");
}

#[tokio::test]
async fn what_is_planned_needs_a_mandate_on_the_day_on_which_it_leaves() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    required(&desk).await;
    let mandate = add(&desk, "01/01/2026", "25/11/2026").await;
    let [first, second, third] = [
        desk.complete_draft("FA-1").await,
        desk.complete_draft("FA-2").await,
        desk.complete_draft("FA-3").await,
    ];
    let at = |days: i64| desk.desk.now() + TimeDelta::days(days);
    let after = Departure::at(at(6));
    let seal = sealed(&desk, first).await;
    assert_eq!(refused(issuing.submit_as(actor, first, &seal, &after).await), Reason::MandateMissing);
    issuing.submit_as(actor, first, &seal, &Departure::at(at(3))).await.unwrap();
    let seal = sealed(&desk, second).await;
    let explained = Departure { at: Some(at(6)), without_mandate: "Renouvellement en cours".to_owned() };
    issuing.submit_as(actor, second, &seal, &explained).await.unwrap();
    let seals = [(third, sealed(&desk, third).await)];
    let outcome = issuing.submit_several_later(actor, &seals, at(6)).await.unwrap();
    assert_eq!(outcome.not_done, [(third, Reason::MandateMissing)]);

    // What was good when it was confirmed is not any more on the day.
    desk.desk.mandates.end_mandate(actor, mandate, "21/11/2026", "Résilié").await.unwrap();
    desk.pass(4 * DAY).await;
    assert_eq!((status(&desk, first).await, desk.count_at_chorus_pro("FA-1")), (InvoiceStatus::Refused, 0));
    let stopped = desk.desk.portfolio.invoice_view(actor, first).await.unwrap();
    assert_eq!(stopped.invoice.status_reason, Some(Reason::MandateMissing));
    desk.pass(3 * DAY).await;
    assert_eq!(desk.count_at_chorus_pro("FA-2"), 1, "its reason was given");
}

#[tokio::test]
async fn a_flow_leaves_without_a_mandate_only_with_a_reason() {
    let desk = Desk::open().await;
    let (flows, actor) = (&desk.desk.flows, &desk.firm.actor);
    required(&desk).await;
    let file = desk.store(CII).await;
    let id = flows.prepare_flow(actor, None, file, "flux.xml").await.unwrap();
    flows.meet_recipients(actor, id).await.unwrap();
    let view = flows.flow_view(actor, id).await.unwrap();
    assert!(view.lacks_mandate());
    let version = view.flow.version;
    assert_eq!(refused(flows.send_flow(actor, id, version).await), Reason::MandateMissing);
    assert!(flows.flow_view(actor, id).await.unwrap().flow.state.is_unsent());
    flows.send_flow_as(actor, id, version, "Original en route").await.unwrap();
    assert_eq!(journalled(&desk, "flow.without_mandate").await, ["Original en route"]);
}

#[tokio::test]
async fn what_ends_or_is_missing_is_told_to_who_can_do_something_about_it() {
    let desk = Desk::open().await;
    let (mandates, actor) = (&desk.desk.mandates, &desk.firm.actor);
    let told = async || -> Vec<StructureId> {
        let lines = mandates.to_renew(actor).await.unwrap();
        lines.iter().map(|line| line.structure.id).collect()
    };
    assert_eq!(told().await, [], "nobody asks for one");
    required(&desk).await;
    assert_eq!(told().await, [desk.firm.structure]);
    add(&desk, "01/01/2026", "20/01/2027").await;
    assert_eq!(told().await, [], "61 days");
    desk.clock.pass(DAY);
    assert_eq!(told().await, [desk.firm.structure], "60 days");
    add(&desk, "21/01/2027", "").await;
    assert_eq!(told().await, [], "it was renewed");
}

#[tokio::test]
async fn a_draft_that_was_refused_for_its_mandate_leaves_once_there_is_one() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    required(&desk).await;
    let id = desk.complete_draft("FA-1").await;
    assert_eq!(refused(desk.submit(actor, id).await), Reason::MandateMissing);
    add(&desk, "20/11/2026", "").await;
    desk.type_in(actor, id, &complete_form("FA-1")).await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 1);
}
