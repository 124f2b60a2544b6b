//! Working with many invoices: from one to the next, several at once, notes, drafts of colleagues, views, search.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::io::Read as _;
use std::time::Duration;

use chorus_pro_simulator::Status;
use domain::{Direction, InvoiceId, InvoiceStatus, Reason, Role, SavedViewId};
use operations::{
    Actor, EvidenceText, InvoiceFilter, LONGEST_NOTE, MOST_CHOSEN, MOST_NOTES, MOST_VIEWS, Neighbours,
    NewView, NotAsked, OperationError, Refreshed, Scope, ScopedStructure, Sort, SortColumn,
};
use storage::Turn;
use test_desk::{Desk, actor_of, add_user};
use uuid::Uuid;

const MINUTE: Duration = Duration::from_secs(60);

async fn person(desk: &Desk, name: &str, role: Role, scope: Scope) -> Actor {
    let email = format!("{name}@cabinet.example");
    let organization = desk.firm.organization;
    let user = add_user(&desk.system, organization, &email, role, scope.clone()).await;
    let actor = actor_of(user, organization, "Cabinet d’essai", &email, role, scope);
    Actor { name: name.to_owned(), ..actor }
}

async fn deposited(desk: &Desk, number: &str) -> InvoiceId {
    let id = desk.complete_draft(number).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(Duration::from_secs(11)).await;
    id
}

fn by_number() -> InvoiceFilter {
    InvoiceFilter {
        sort: Sort { column: SortColumn::Number, descending: false },
        ..InvoiceFilter::new(Direction::Issued, Scope::Everything)
    }
}

fn refused<T: std::fmt::Debug>(outcome: operations::Result<T>) -> Reason {
    match outcome {
        Err(OperationError::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn is_absent<T>(outcome: &operations::Result<T>) -> bool {
    matches!(outcome, Err(OperationError::NotFound(_)))
}

#[tokio::test]
async fn the_next_invoice_is_that_of_the_filtered_list_within_reach() {
    let desk = Desk::open().await;
    let [first, _, third] = [
        desk.complete_draft("ALPHA-1").await,
        desk.complete_draft("BETA-1").await,
        desk.complete_draft("ALPHA-2").await,
    ];
    let portfolio = &desk.desk.portfolio;
    let filter = InvoiceFilter { text: Some("ALPHA".to_owned()), ..by_number() };
    let beside = |actor: Actor, filter: InvoiceFilter, id| async move {
        portfolio.neighbours(&actor, filter, id).await
    };
    let found = beside(desk.firm.actor.clone(), filter.clone(), first).await.unwrap();
    assert_eq!(found, Neighbours { previous: None, next: Some(third) });
    // A list of the other direction leads to nothing of it.
    let other = InvoiceFilter { direction: Direction::Received, ..filter.clone() };
    assert_eq!(beside(desk.firm.actor.clone(), other, first).await.unwrap(), found);
    assert!(is_absent(&beside(desk.stranger.actor.clone(), filter.clone(), first).await));
    let services =
        vec![ScopedStructure { structure: desk.firm.structure, services: vec!["SRV-9".to_owned()] }];
    let limited = person(&desk, "limitee", Role::Deposant, Scope::Only(services)).await;
    assert!(is_absent(&beside(limited, filter, first).await));
}

#[tokio::test]
async fn the_files_of_chosen_invoices_leave_in_one_archive() {
    let desk = Desk::open().await;
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    let [first, second] = [desk.complete_draft("FA/1").await, desk.complete_draft("FA-2").await];
    let file = desk.store(b"bon de livraison").await;
    desk.desk.issuing.add_attachment(actor, first, file, "bon.txt").await.unwrap();
    let unknown = InvoiceId(Uuid::from_u128(9));
    let chosen = portfolio.chosen(actor, &[second, first, second, unknown]).await.unwrap();
    let numbers: Vec<_> = chosen.invoices.iter().map(|one| one.invoice.number.as_str()).collect();
    assert_eq!((numbers, chosen.gone), (vec!["FA-2", "FA/1"], 1), "each once, in the order of the choice");
    let texts = vec![EvidenceText { name: "factures.csv".to_owned(), content: "table".to_owned() }];
    let archive = portfolio.chosen_files(actor, &chosen, texts).await.unwrap();
    let mut archive = zip::ZipArchive::new(archive).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in [
        "factures.csv",
        "001_FA-2/facture.pdf",
        "002_FA_1/facture.pdf",
        "002_FA_1/bon.txt",
        "empreintes.sha256",
    ] {
        assert!(names.iter().any(|there| there == name), "{name} in {names:?}");
    }
    assert_eq!(names.len(), 5, "{names:?}");
    let mut sums = String::new();
    archive.by_name("empreintes.sha256").unwrap().read_to_string(&mut sums).unwrap();
    assert_eq!(sums.lines().count(), 4, "{sums}");

    // Nothing of it is a stranger's, and nothing is nothing.
    let theirs = portfolio.chosen(&desk.stranger.actor, &[first, second]).await.unwrap();
    assert_eq!((theirs.invoices.len(), theirs.gone), (0, 2));
    let nothing = refused(portfolio.chosen_files(&desk.stranger.actor, &chosen, Vec::new()).await);
    assert_eq!(nothing, Reason::NothingToDownload, "what was read by one is not given to another");
    let many = vec![unknown; MOST_CHOSEN + 50];
    assert_eq!(portfolio.chosen(actor, &many).await.unwrap().gone, MOST_CHOSEN);
}

#[tokio::test]
async fn chorus_pro_is_asked_about_those_that_it_has_and_not_twice_in_a_moment() {
    let desk = Desk::open().await;
    let (actor, portfolio) = (&desk.firm.actor, &desk.desk.portfolio);
    let [sent, draft] = [deposited(&desk, "FA-1").await, desk.complete_draft("FA-2").await];
    // The job that follows a deposit has run.
    desk.pass(Duration::from_secs(5)).await;
    let view = portfolio.invoice_view(actor, sent).await.unwrap();
    let chorus_id = view.invoice.chorus_id.unwrap();
    desk.simulator.bring_invoice(chorus_id, Status::Suspendue, Some("Bon absent")).unwrap();
    // Time goes by and nothing is done by itself.
    desk.clock.pass(3 * MINUTE);
    let chosen = portfolio.chosen(actor, &[sent, draft]).await.unwrap();
    assert_eq!(chosen.invoices[0].not_asked, None);
    assert_eq!(chosen.invoices[1].not_asked, Some(NotAsked::NotDeposited));
    let refreshed = portfolio.refresh_chosen(actor, &[sent, draft]).await.unwrap();
    assert_eq!(refreshed, Refreshed { asked: 1, not_asked: 1 });
    let mut read = desk.system.database().read().await.unwrap();
    let job = read.job_about(desk.firm.organization, "follow", &sent.to_string()).await.unwrap().unwrap();
    drop(read);
    assert_eq!(job.new.created_at, desk.desk.now(), "it is the job that follows the invoice");
    desk.pass(Duration::from_secs(1)).await;
    let after = portfolio.invoice_view(actor, sent).await.unwrap().invoice;
    assert_eq!(after.status, InvoiceStatus::Suspendue);
    let again = portfolio.refresh_chosen(actor, &[sent]).await.unwrap();
    assert_eq!(again, Refreshed { asked: 0, not_asked: 1 }, "it was asked a moment ago");
    let theirs = portfolio.refresh_chosen(&desk.stranger.actor, &[sent]).await.unwrap();
    assert_eq!(theirs, Refreshed::default());
}

#[tokio::test]
async fn a_note_is_for_colleagues_and_goes_by_its_authors_hand_only() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    let id = desk.complete_draft("FA-1").await;
    let anne = person(&desk, "Anne", Role::Valideur, Scope::Everything).await;
    let reader = person(&desk, "Luc", Role::Lecteur, Scope::Everything).await;
    portfolio.write_note(&anne, id, "  Relancer\r\nla mairie  ", &[]).await.unwrap();
    assert!(matches!(
        portfolio.write_note(&reader, id, "non", &[]).await,
        Err(OperationError::Forbidden(domain::Permission::Annotate))
    ));
    assert!(is_absent(&portfolio.write_note(&desk.stranger.actor, id, "non", &[]).await));
    assert!(is_absent(&portfolio.notes(&desk.stranger.actor, id).await));
    let notes = portfolio.notes(&reader, id).await.unwrap();
    let told: Vec<_> = notes.iter().map(|note| (note.author_name.as_str(), note.text.as_str())).collect();
    assert_eq!(told, [("Anne", "Relancer\nla mairie")]);
    let rows = portfolio.list(&reader, by_number()).await.unwrap().rows;
    assert!(portfolio.noted(&reader, &rows).await.unwrap().contains(&id));
    assert!(portfolio.noted(&desk.stranger.actor, &rows).await.unwrap().is_empty());

    let note = notes[0].id;
    assert!(is_absent(&portfolio.delete_note(&desk.firm.actor, id, note).await), "of somebody else");
    portfolio.delete_note(&anne, id, note).await.unwrap();
    assert!(portfolio.notes(&anne, id).await.unwrap().is_empty());

    assert_eq!(refused(portfolio.write_note(&anne, id, " \n ", &[]).await), Reason::NoteEmpty);
    let long = "é".repeat(LONGEST_NOTE);
    assert_eq!(
        refused(portfolio.write_note(&anne, id, &format!("{long}é"), &[]).await),
        Reason::NoteTooLong { most: LONGEST_NOTE as u64 }
    );
    for _ in 0..MOST_NOTES {
        portfolio.write_note(&anne, id, &long, &[]).await.unwrap();
    }
    assert_eq!(
        refused(portfolio.write_note(&anne, id, "encore", &[]).await),
        Reason::TooManyNotes { most: MOST_NOTES as u64 }
    );
}

#[tokio::test]
async fn a_draft_is_of_who_takes_it_over_and_leads_them_on() {
    let desk = Desk::open().await;
    let issuing = &desk.desk.issuing;
    let [first, second] = [desk.complete_draft("FA-1").await, desk.complete_draft("FA-2").await];
    let anne = person(&desk, "Anne", Role::Deposant, Scope::Everything).await;
    let keeper = async |actor: &Actor, id: InvoiceId| {
        let view = issuing.deposit_view(actor, id).await.unwrap();
        view.keeper.map(|keeper| keeper.user)
    };
    assert_eq!(keeper(&anne, first).await, Some(desk.firm.actor.user), "who began it");
    assert_eq!(issuing.next_draft(&anne, second).await.unwrap(), None);
    assert_eq!(issuing.take_drafts(&anne, &[first, InvoiceId(Uuid::from_u128(9))]).await.unwrap(), 1);
    assert_eq!(keeper(&desk.firm.actor, first).await, Some(anne.user));
    assert_eq!(issuing.next_draft(&anne, second).await.unwrap(), Some(first));
    assert_eq!(issuing.next_draft(&desk.firm.actor, first).await.unwrap(), Some(second));
    let cards = issuing.draft_desk(&desk.firm.actor).await.unwrap().drafts;
    let card = cards.iter().find(|card| card.invoice.id == first).unwrap();
    assert_eq!(card.keeper.as_ref().map(|keeper| keeper.user), Some(anne.user));

    assert!(is_absent(&issuing.take_draft(&desk.stranger.actor, first).await));
    let reader = person(&desk, "Luc", Role::Lecteur, Scope::Everything).await;
    assert!(matches!(issuing.take_draft(&reader, first).await, Err(OperationError::Forbidden(_))));
    desk.submit(&anne, first).await.unwrap();
    assert_eq!(refused(issuing.take_draft(&desk.firm.actor, first).await), Reason::AlreadySent);
}

#[tokio::test]
async fn what_is_planned_leaves_at_its_moment_and_not_before() {
    let desk = Desk::open().await;
    let (actor, issuing) = (&desk.firm.actor, &desk.desk.issuing);
    let id = desk.complete_draft("FA-1").await;
    let seal = issuing.review(actor, id).await.unwrap().seal();
    let now = desk.desk.now();
    for wrong in [now - chrono::TimeDelta::minutes(1), now, now + chrono::TimeDelta::days(91)] {
        let outcome = issuing.submit_later(actor, id, &seal, wrong).await;
        assert_eq!(refused(outcome), Reason::SendingTime { most: 90 }, "{wrong}");
    }
    let at = now + chrono::TimeDelta::days(2);
    issuing.submit_later(actor, id, &seal, at).await.unwrap();
    let planned = issuing.draft_desk(actor).await.unwrap().planned;
    assert_eq!(planned.iter().map(|(at, row)| (*at, row.id)).collect::<Vec<_>>(), [(at, id)]);
    assert_eq!(issuing.leaving(actor).await.unwrap().map(|leaving| leaving.invoices.len()), None);
    desk.pass(24 * 60 * MINUTE).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 0);

    // Taken back, it is the draft that it was.
    issuing.undo_submission(actor, id).await.unwrap();
    assert!(issuing.planned(actor).await.unwrap().is_empty());
    desk.pass(48 * 60 * MINUTE).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 0);

    let at = desk.desk.now() + chrono::TimeDelta::hours(1);
    let seal = issuing.review(actor, id).await.unwrap().seal();
    let outcome = issuing.submit_several_later(actor, &[(id, seal)], at).await.unwrap();
    assert_eq!((outcome.done, outcome.not_done), (vec![id], Vec::new()));
    desk.pass(61 * MINUTE).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 1);
}

#[tokio::test]
async fn what_is_planned_is_checked_again_before_it_leaves() {
    let desk = Desk::open().await;
    let (actor, issuing) = (&desk.firm.actor, &desk.desk.issuing);
    let id = desk.complete_draft("FA-1").await;
    let twin = desk.complete_draft("FA-1").await;
    let seal = issuing.review(actor, id).await.unwrap().seal();
    let at = desk.desk.now() + chrono::TimeDelta::days(1);
    issuing.submit_later(actor, id, &seal, at).await.unwrap();
    let taken = desk.submit(actor, twin).await;
    assert!(matches!(taken, Err(OperationError::Invalid(_))), "what waits has its number already: {taken:?}");

    // One of this number that was entered elsewhere becomes known meanwhile.
    let organization = desk.firm.organization;
    let mut transaction = desk.system.database().write(Turn::Organization(organization)).await.unwrap();
    let mut other = transaction.invoice(organization, twin).await.unwrap().unwrap();
    other.status = InvoiceStatus::Deposee;
    transaction.update_invoice(&mut other).await.unwrap();
    transaction.commit().await.unwrap();
    desk.pass(25 * 60 * MINUTE).await;
    let view = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert_eq!(view.invoice.status, InvoiceStatus::Refused);
    assert_eq!(view.invoice.status_reason, Some(Reason::PlannedNoLongerFits));
    assert_eq!(desk.count_at_chorus_pro("FA-1"), 0);
}

#[tokio::test]
async fn views_are_kept_shared_replaced_and_bounded() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    let anne = person(&desk, "Anne", Role::Deposant, Scope::Everything).await;
    let reader = person(&desk, "Luc", Role::Lecteur, Scope::Everything).await;
    let view = |name: &str, shared| NewView {
        direction: Direction::Issued,
        name: name.to_owned(),
        query: "onglet=bloquees".to_owned(),
        shared,
    };
    portfolio.save_view(&anne, view("  À   relancer ", true)).await.unwrap();
    portfolio.save_view(&anne, view("Les miennes", false)).await.unwrap();
    let names = async |actor: &Actor, direction| {
        let views = portfolio.saved_views(actor, direction).await.unwrap();
        views.into_iter().map(|view| view.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&anne, Direction::Issued).await, ["À relancer", "Les miennes"]);
    assert_eq!(names(&anne, Direction::Received).await, [""; 0]);
    assert_eq!(names(&reader, Direction::Issued).await, ["À relancer"]);
    assert_eq!(names(&desk.stranger.actor, Direction::Issued).await, [""; 0]);
    let forbidden = portfolio.save_view(&reader, view("La mienne", true)).await;
    assert!(matches!(forbidden, Err(OperationError::Forbidden(_))), "{forbidden:?}");
    portfolio.save_view(&reader, view("La mienne", false)).await.unwrap();

    let again = NewView { query: "onglet=payees".to_owned(), ..view("Les miennes", false) };
    portfolio.save_view(&anne, again).await.unwrap();
    let kept = portfolio.saved_views(&anne, Direction::Issued).await.unwrap();
    assert_eq!(
        (kept.len(), kept[1].query.as_str()),
        (2, "onglet=payees"),
        "one of the same name is replaced"
    );
    let shared = kept[0].id;
    for other in [&reader, &desk.stranger.actor] {
        assert!(is_absent(&portfolio.delete_view(other, shared).await));
    }
    assert!(is_absent(&portfolio.delete_view(&anne, SavedViewId(Uuid::from_u128(9))).await));
    portfolio.delete_view(&desk.firm.actor, shared).await.unwrap();
    assert_eq!(names(&reader, Direction::Issued).await, ["La mienne"]);

    for name in ["", " ", &"n".repeat(61)] {
        assert_eq!(
            refused(portfolio.save_view(&anne, view(name, false)).await),
            Reason::ViewName { most: 60 }
        );
    }
    for number in 1..MOST_VIEWS {
        portfolio.save_view(&anne, view(&format!("Vue {number}"), false)).await.unwrap();
    }
    let most = Reason::TooManyViews { most: MOST_VIEWS as u64 };
    assert_eq!(refused(portfolio.save_view(&anne, view("Une de trop", false)).await), most);
}

#[tokio::test]
async fn structures_invoices_and_drafts_are_found_by_what_is_typed_within_reach() {
    let desk = Desk::open().await;
    let portfolio = &desk.desk.portfolio;
    let id = desk.complete_draft("FA-2026-118").await;
    let found = portfolio.find(&desk.firm.actor, "fa2026118").await.unwrap();
    assert_eq!(found.issued.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
    let structure = portfolio.structures(&desk.firm.actor).await.unwrap()[0].structure.clone();
    let found = portfolio.find(&desk.firm.actor, structure.identifier.as_str()).await.unwrap();
    assert_eq!(found.structures.len(), 1);
    for typed in ["", "  ", "f"] {
        assert!(portfolio.find(&desk.firm.actor, typed).await.unwrap().issued.is_empty(), "{typed:?}");
    }
    let theirs = portfolio.find(&desk.stranger.actor, "fa2026118").await.unwrap();
    assert!(theirs.issued.is_empty() && theirs.received.is_empty() && theirs.structures.is_empty());
}
