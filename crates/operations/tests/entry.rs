//! Invoices that are typed line by line: the totals follow, Chorus Pro numbers them, and each arrives once.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{
    Field, FormField as _, InvoiceId, InvoiceStatus, LineField, Notes, Remark, Values, VatField,
    with_factoring_mention,
};
use operations::{
    Actor, DraftEdit, OperationError, PlatformLists, RemovedRow, SavedDraft, Scope, ScopedStructure,
    UsedBefore,
};
use test_desk::{Desk, SCHOOL_SIRET};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// What a page would send of an invoice with these lines: what is billed, how many, the price of one.
fn typed(lines: &[(&str, &str, &str)]) -> Values {
    let mut typed = Values::default();
    typed.set(Field::RecipientSiret, SCHOOL_SIRET);
    for (row, (name, quantity, price)) in lines.iter().enumerate() {
        typed.set(LineField::Name.at(row), *name);
        typed.set(LineField::Quantity.at(row), *quantity);
        typed.set(LineField::Price.at(row), *price);
        typed.set(LineField::Rate.at(row), "20");
    }
    typed
}

async fn begun(desk: &Desk) -> InvoiceId {
    desk.desk.issuing.begin_entry(&desk.firm.actor, desk.firm.structure).await.unwrap()
}

async fn save(desk: &Desk, id: InvoiceId, typed: Values, removed_row: Option<RemovedRow>) -> SavedDraft {
    let actor = &desk.firm.actor;
    let draft = desk.desk.issuing.deposit_view(actor, id).await.unwrap().draft;
    let edit = DraftEdit { version: Some(draft.form_version), base: draft.form.values(), typed, removed_row };
    desk.desk.issuing.save_draft(actor, id, edit).await.unwrap()
}

/// An invoice of 240,00 that is on its way.
async fn sent(desk: &Desk) -> InvoiceId {
    let id = begun(desk).await;
    save(desk, id, typed(&[("Pose de volets", "2", "100")]), None).await;
    desk.pass(SECOND).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    id
}

/// Numbers that Chorus Pro has given to what was typed.
fn there(desk: &Desk) -> Vec<String> {
    let invoices = desk.simulator.invoices();
    let typed = invoices.iter().filter(|invoice| invoice.deposit_mode == "SAISIE_API");
    typed.map(|invoice| invoice.number.clone()).collect()
}

fn lost(kind: FaultKind) -> Fault {
    Fault { path: "/factures/v1/soumettre".to_owned(), count: 1, skip: 0, order: 0, kind }
}

async fn invoice(desk: &Desk, id: InvoiceId) -> storage::Invoice {
    desk.desk.portfolio.invoice_view(&desk.firm.actor, id).await.unwrap().invoice
}

#[tokio::test]
async fn what_is_typed_arrives_without_a_document_under_the_number_that_chorus_pro_gives() {
    let desk = Desk::open().await;
    let before = there(&desk);
    let id = sent(&desk).await;
    desk.pass(11 * SECOND).await;
    let known = invoice(&desk, id).await;
    assert!(known.status.is_at_chorus_pro(), "{:?} {:?}", known.status, known.status_reason);
    let new: Vec<String> = there(&desk).into_iter().filter(|number| !before.contains(number)).collect();
    assert_eq!(new, std::slice::from_ref(&known.number));
    assert!(!known.number.is_empty());
    assert_eq!((known.gross_cents, known.document.is_none()), (Some(24_000), true));
    let invoices = desk.simulator.invoices();
    let there = invoices.iter().find(|invoice| invoice.number == known.number).unwrap();
    assert_eq!(there.lines.len(), 1);
}

#[tokio::test]
async fn totals_and_vat_are_those_of_the_lines_whatever_a_page_says() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let mut page = typed(&[("Pose", "3", "33,33"), ("Clou", "1", "0,01")]);
    page.set(Field::Net, "1");
    page.set(VatField::Tax.at(0), "999");
    let saved = save(&desk, id, page, None).await;
    let form = &saved.form;
    assert_eq!((form.net.as_str(), form.vat.as_str(), form.due.as_str()), ("100,00", "20,00", "120,00"));
    assert_eq!(form.vat_lines.len(), 1);
    assert!(saved.notes.errors().next().is_none(), "{:?}", saved.notes);
    assert_eq!(invoice(&desk, id).await.gross_cents, Some(12_000));
}

#[tokio::test]
async fn nothing_leaves_without_a_line_that_says_what_it_is() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let refused = desk.submit(&desk.firm.actor, id).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    assert!(notes.iter().any(|note| note.remark == Remark::LinesMissing));
    assert!(notes.of(&Field::Document.into()).next().is_none(), "no document is asked for");
    assert!(notes.of(&Field::Number.into()).next().is_none(), "nor a number");
    let saved = save(&desk, id, typed(&[("", "2", "1,1234567")]), None).await;
    let said = |field: LineField| saved.notes.of(&field.at(0)).next().map(|note| note.remark.clone());
    assert_eq!(said(LineField::Name), Some(Remark::LineWithoutName));
    assert!(matches!(said(LineField::Price), Some(Remark::Number { decimals: 6, .. })));
}

#[tokio::test]
async fn two_people_who_change_different_lines_have_nothing_to_decide() {
    let desk = Desk::open().await;
    let (actor, id) = (&desk.firm.actor, begun(&desk).await);
    save(&desk, id, typed(&[("Pose", "1", "100"), ("Dépose", "1", "50")]), None).await;
    let loaded = desk.desk.issuing.deposit_view(actor, id).await.unwrap().draft;
    let edit = |lines: &[(&str, &str, &str)]| DraftEdit {
        version: Some(loaded.form_version),
        base: loaded.form.values(),
        typed: typed(lines),
        removed_row: None,
    };
    let issuing = &desk.desk.issuing;
    let (one, other) = (
        edit(&[("Pose", "2", "100"), ("Dépose", "1", "50")]),
        edit(&[("Pose", "1", "100"), ("Dépose", "1", "80")]),
    );
    let (one, other) = tokio::join!(issuing.save_draft(actor, id, one), issuing.save_draft(actor, id, other));
    assert!(one.unwrap().conflicts.is_empty() && other.unwrap().conflicts.is_empty());
    let form = issuing.deposit_view(actor, id).await.unwrap().draft.form;
    assert_eq!((form.net.as_str(), form.gross.as_str()), ("280,00", "336,00"));
}

#[tokio::test]
async fn a_line_is_taken_out_and_those_below_move_up() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let lines = [("Pose", "1", "100"), ("Dépose", "1", "50"), ("Clou", "1", "1")];
    save(&desk, id, typed(&lines), None).await;
    let saved = save(&desk, id, typed(&lines), Some(RemovedRow::Line(1))).await;
    let names: Vec<&str> = saved.form.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["Pose", "Clou"]);
    assert_eq!(saved.form.net, "101,00");
}

#[tokio::test]
async fn an_answer_that_is_lost_is_found_by_what_was_typed_and_never_sent_twice() {
    let desk = Desk::open().await;
    let before = there(&desk).len();
    desk.simulator.faults().order(lost(FaultKind::CutAfter));
    let id = sent(&desk).await;
    desk.pass(11 * SECOND).await;
    assert_eq!(invoice(&desk, id).await.status, InvoiceStatus::Unconfirmed);
    for _ in 0..3 {
        desk.pass(MINUTE).await;
    }
    let known = invoice(&desk, id).await;
    assert!(known.status.is_at_chorus_pro(), "{:?} {:?}", known.status, known.status_reason);
    assert!(there(&desk).contains(&known.number), "{}", known.number);
    assert_eq!(there(&desk).len(), before + 1);
}

#[tokio::test]
async fn two_that_say_the_same_and_lose_their_answers_are_two() {
    let desk = Desk::open().await;
    let before = there(&desk).len();
    // The answer of the first is lost; the second does not even arrive.
    desk.simulator.faults().order(lost(FaultKind::CutAfter));
    let one = sent(&desk).await;
    desk.pass(11 * SECOND).await;
    desk.simulator.faults().order(lost(FaultKind::CutBefore));
    let other = sent(&desk).await;
    for _ in 0..6 {
        desk.pass(MINUTE).await;
    }
    assert_eq!(there(&desk).len(), before + 1, "nothing is sent again while it may still turn up");
    for _ in 0..60 {
        desk.pass(MINUTE).await;
    }
    let (one, other) = (invoice(&desk, one).await, invoice(&desk, other).await);
    assert!(one.status.is_at_chorus_pro() && other.status.is_at_chorus_pro());
    assert_ne!(one.number, other.number);
    assert_eq!(there(&desk).len(), before + 2);
}

#[tokio::test]
async fn articles_and_sentences_of_earlier_invoices_are_proposed_to_who_reaches_them() {
    let desk = Desk::open().await;
    let used = async |actor: &Actor, id| desk.desk.issuing.deposit_view(actor, id).await.unwrap().used_before;
    let first = begun(&desk).await;
    assert_eq!(used(&desk.firm.actor, first).await, UsedBefore::default());
    let mut page = typed(&[("Pose de volets", "2", "100"), ("Dépose", "1", "12,50")]);
    page.set(Field::Comment, "Selon devis du 3 mars");
    save(&desk, first, page, None).await;
    // A draft says nothing yet: it may be wrong.
    let second = begun(&desk).await;
    assert_eq!(used(&desk.firm.actor, second).await, UsedBefore::default());
    desk.pass(SECOND).await;
    desk.submit(&desk.firm.actor, first).await.unwrap();
    let known = used(&desk.firm.actor, second).await;
    let articles: Vec<_> = known
        .articles
        .iter()
        .map(|line| (line.name.as_str(), line.price.as_str(), line.rate.as_str()))
        .collect();
    assert_eq!(articles, [("Pose de volets", "100", "20"), ("Dépose", "12,50", "20")]);
    assert_eq!(known.sentences, ["Selon devis du 3 mars"]);
    // Whose reach ends at a service may not know what other services wrote.
    let services = vec!["COMPTA".to_owned()];
    let limited = Actor {
        scope: Scope::Only(vec![ScopedStructure { structure: desk.firm.structure, services }]),
        ..desk.firm.actor.clone()
    };
    assert!(
        desk.desk
            .issuing
            .deposit_view(&limited, second)
            .await
            .map_or(true, |view| view.used_before.articles.is_empty())
    );
}

#[tokio::test]
async fn what_the_platform_gives_to_choose_from_is_read_once_for_an_access() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let lists = async || desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().lists;
    assert_eq!(lists().await, PlatformLists::default());
    let asked =
        || desk.simulator.calls().iter().filter(|call| call.path.ends_with("recuperer/tauxtva")).count();
    let read = async || {
        desk.desk.portfolio.ask_for_facts(&desk.firm.actor, desk.firm.structure, true).await.unwrap();
        desk.pass(SECOND).await;
    };
    read().await;
    let known = lists().await;
    assert!(known.currencies.iter().any(|currency| currency.code == "EUR"), "{known:?}");
    assert!(known.vat_rates.contains(&rust_decimal::Decimal::from(20)), "{known:?}");
    assert!(known.payment_modes.contains(&"VIREMENT".to_owned()), "{known:?}");
    assert!(known.frameworks.contains(&"A1_FACTURE_FOURNISSEUR".to_owned()), "{known:?}");
    assert!(!known.exemption_reasons.is_empty() && !known.attachment_types.is_empty(), "{known:?}");
    assert_eq!(asked(), 1);
    read().await;
    assert_eq!(asked(), 1, "what is known is not asked for again");
    desk.pass(8 * 24 * 60 * MINUTE).await;
    read().await;
    assert_eq!(asked(), 2, "a week later it is");
}

#[tokio::test]
async fn a_claim_of_a_factor_leaves_with_its_sentence_and_the_account_that_was_chosen() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let mut page = typed(&[("Pose de volets", "2", "100")]);
    let comment = with_factoring_mention("Selon devis", "Banque Factor");
    page.set(Field::Comment, &comment);
    let saved = save(&desk, id, page.clone(), None).await;
    let said = |notes: &Notes| notes.of(&Field::Comment.into()).next().map(|note| note.remark.clone());
    assert_eq!(said(&saved.notes), Some(Remark::FactorAccountNotChosen), "the usual account may be another");
    // The accounts to choose from are those that Chorus Pro says.
    desk.desk.portfolio.ask_for_facts(&desk.firm.actor, desk.firm.structure, true).await.unwrap();
    desk.pass(SECOND).await;
    let known = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().bank_accounts;
    let account = known[0].id;
    page.set(Field::BankAccount, account.to_string());
    let saved = save(&desk, id, page, None).await;
    assert_eq!(said(&saved.notes), None);
    desk.pass(SECOND).await;
    desk.submit(&desk.firm.actor, id).await.unwrap();
    desk.pass(11 * SECOND).await;
    let known = invoice(&desk, id).await;
    let invoices = desk.simulator.invoices();
    let there = invoices.iter().find(|invoice| invoice.number == known.number).unwrap();
    assert_eq!((there.comment.as_deref(), there.bank_account), (Some(comment.as_str()), Some(account)));
}
