//! Drafts that several change: nobody's edit is overwritten in silence.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::{
    Author, Field, FieldPath, FormField as _, InvoiceForm, InvoiceId, Remark, Role, Values, VatField,
};
use operations::{Actor, Draft, DraftConflict, DraftEdit, OperationError, SavedDraft};
use test_desk::{Desk, actor_of, add_user, complete_form, invoice_pdf};

/// A page with the draft in front of a person: what it was loaded with, and what they make of it.
struct Page<'a> {
    desk: &'a Desk,
    actor: Actor,
    id: InvoiceId,
    version: i64,
    base: Values,
    typed: Values,
}

impl<'a> Page<'a> {
    async fn open(desk: &'a Desk, actor: &Actor, id: InvoiceId) -> Self {
        let draft = draft(desk, id).await;
        let base = draft.form.values();
        Self { desk, actor: actor.clone(), id, version: draft.form_version, typed: base.clone(), base }
    }

    fn type_in(&mut self, path: impl Into<FieldPath>, text: &str) {
        self.typed.set(path, text);
    }

    fn edit(&self) -> DraftEdit {
        DraftEdit {
            version: Some(self.version),
            base: self.base.clone(),
            typed: self.typed.clone(),
            removed_row: None,
        }
    }

    async fn save(&self) -> SavedDraft {
        self.desk.desk.issuing.save_draft(&self.actor, self.id, self.edit()).await.unwrap()
    }
}

async fn draft(desk: &Desk, id: InvoiceId) -> Draft {
    desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().draft
}

/// A draft whose PDF is not read yet: nothing is typed but the usual choices.
async fn begun(desk: &Desk) -> InvoiceId {
    let file = desk.store(&invoice_pdf(&["Facture n° FA-20", "Total TTC 1200,00"])).await;
    let firm = &desk.firm;
    desk.desk.issuing.begin_deposit(&firm.actor, firm.structure, file, "facture.pdf").await.unwrap()
}

async fn colleague(desk: &Desk) -> Actor {
    let (firm, email) = (&desk.firm, "anne@cabinet.example");
    let scope = operations::Scope::Everything;
    let user = add_user(&desk.system, firm.organization, email, Role::Deposant, scope.clone()).await;
    let actor = actor_of(user, firm.organization, "Cabinet", email, Role::Deposant, scope);
    Actor { name: "Anne Roux".to_owned(), ..actor }
}

fn fields(conflicts: &[DraftConflict]) -> Vec<FieldPath> {
    conflicts.iter().map(|conflict| conflict.conflict.path.clone()).collect()
}

#[tokio::test]
async fn what_two_pages_change_apart_comes_together_in_either_order() {
    for reversed in [false, true] {
        let desk = Desk::open().await;
        let id = desk.complete_draft("FA-1").await;
        let other = colleague(&desk).await;
        let (mut mine, mut theirs) =
            (Page::open(&desk, &desk.firm.actor, id).await, Page::open(&desk, &other, id).await);
        mine.type_in(Field::Comment, "lot 3");
        mine.type_in(VatField::Rate.at(0), "10");
        theirs.type_in(Field::Engagement, "BC-1");
        theirs.type_in(VatField::Rate.at(1), "5,5");
        let (first, second) = if reversed { (theirs, mine) } else { (mine, theirs) };
        assert_eq!(first.save().await.conflicts, []);
        let saved = second.save().await;
        assert_eq!(saved.conflicts, []);
        let stored = draft(&desk, id).await;
        assert_eq!((&stored.form, stored.form_version), (&saved.form, saved.version));
        let values = stored.form.values();
        for (path, text) in [
            (Field::Comment.into(), "lot 3"),
            (Field::Engagement.into(), "BC-1"),
            (VatField::Rate.at(0), "10"),
            (VatField::Base.at(0), "1000"),
            (VatField::Rate.at(1), "5,5"),
        ] {
            assert_eq!(values.get(path), text);
        }
    }
}

#[tokio::test]
async fn a_field_that_both_changed_keeps_the_first_value_and_shows_both() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-2").await;
    let other = colleague(&desk).await;
    let (mut mine, mut theirs) =
        (Page::open(&desk, &desk.firm.actor, id).await, Page::open(&desk, &other, id).await);
    theirs.type_in(Field::Gross, "1300");
    theirs.save().await;
    mine.type_in(Field::Gross, "1250");
    mine.type_in(Field::Comment, "kept all the same");
    let saved = mine.save().await;
    let [asked] = saved.conflicts.as_slice() else { panic!("{:?}", saved.conflicts) };
    assert_eq!(asked.conflict.path, Field::Gross.into());
    assert_eq!((asked.conflict.mine.as_str(), asked.conflict.theirs.as_str()), ("1250", "1300"));
    let change = asked.change.as_ref().unwrap();
    assert_eq!(change.by, Author::Person { user: other.user, name: "Anne Roux".to_owned() });
    assert_eq!(change.at, desk.desk.now());
    let stored = draft(&desk, id).await.form;
    assert_eq!((stored.gross.as_str(), stored.comment.as_str()), ("1300", "kept all the same"));

    // As long as nothing is decided, it is asked again.
    assert_eq!(fields(&mine.save().await.conflicts), [Field::Gross.into()]);
    // Mine, now that the other value was seen.
    mine.base.set(Field::Gross, "1300");
    assert_eq!(mine.save().await.conflicts, []);
    assert_eq!(draft(&desk, id).await.form.gross, "1250");
}

#[tokio::test]
async fn a_decision_is_about_the_value_that_was_seen() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-3").await;
    let other = colleague(&desk).await;
    let (mut mine, mut theirs) =
        (Page::open(&desk, &desk.firm.actor, id).await, Page::open(&desk, &other, id).await);
    theirs.type_in(Field::Gross, "1300");
    theirs.save().await;
    mine.type_in(Field::Gross, "1250");
    mine.save().await;
    let mut third = Page::open(&desk, &other, id).await;
    third.type_in(Field::Gross, "1400");
    third.save().await;
    mine.base.set(Field::Gross, "1300");
    let saved = mine.save().await;
    assert_eq!(saved.conflicts[0].conflict.theirs, "1400", "a third value was not seen yet");
    assert_eq!(draft(&desk, id).await.form.gross, "1400");
}

#[tokio::test]
async fn the_same_value_typed_twice_is_no_conflict_however_it_is_written() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-4").await;
    let actor = &desk.firm.actor;
    let (mut one, mut two) = (Page::open(&desk, actor, id).await, Page::open(&desk, actor, id).await);
    one.type_in(Field::Gross, "1 300,00");
    one.type_in(Field::Engagement, "BC-4");
    one.save().await;
    two.type_in(Field::Gross, "1300");
    two.type_in(Field::Engagement, "BC-4");
    assert_eq!(two.save().await.conflicts, []);
}

#[tokio::test]
async fn a_late_reading_fills_what_is_empty_and_is_not_lost_to_an_older_page() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let mut page = Page::open(&desk, &desk.firm.actor, id).await;
    desk.pass(Duration::from_secs(1)).await;
    let read = draft(&desk, id).await;
    assert_eq!(read.form.number, "FA-20");
    assert!(read.form_version > page.version, "the reading counts as a change");

    page.type_in(Field::Comment, "typed before the reading");
    page.type_in(Field::Number, "FA-20 bis");
    let saved = page.save().await;
    let stored = draft(&desk, id).await.form;
    assert_eq!(stored.comment, "typed before the reading");
    assert_eq!(stored.number, "FA-20", "the reading stays until the person chooses");
    let [asked] = saved.conflicts.as_slice() else { panic!("{:?}", saved.conflicts) };
    assert_eq!(asked.change.as_ref().unwrap().by, Author::ChorusPro);
}

#[tokio::test]
async fn a_late_reading_never_overwrites_what_was_saved_before_it() {
    let desk = Desk::open().await;
    let id = begun(&desk).await;
    let mut page = Page::open(&desk, &desk.firm.actor, id).await;
    page.type_in(Field::Number, "A-MOI-1");
    page.save().await;
    desk.pass(Duration::from_secs(1)).await;
    assert_eq!(draft(&desk, id).await.form.number, "A-MOI-1");
}

#[tokio::test]
async fn a_page_of_an_unknown_version_overwrites_nothing() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-5").await;
    let form = InvoiceForm {
        gross: "1".into(),
        comment: "new".into(),
        engagement: String::new(),
        ..complete_form("FA-5")
    };
    for version in [None, Some(9_999)] {
        let edit = DraftEdit { version, base: form.values(), typed: form.values(), removed_row: None };
        let saved = desk.desk.issuing.save_draft(&desk.firm.actor, id, edit).await.unwrap();
        assert_eq!(fields(&saved.conflicts), [Field::Gross.into()], "{version:?}");
        assert_eq!(saved.form.comment, "new");
    }
}

#[tokio::test]
async fn what_a_page_does_not_show_stays_as_it_is() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-6").await;
    let version = Some(draft(&desk, id).await.form_version);
    let typed = Values::read([("comment", "alone")]).unwrap();
    let edit = DraftEdit { version, base: Values::default(), typed, removed_row: None };
    desk.desk.issuing.save_draft(&desk.firm.actor, id, edit).await.unwrap();
    let stored = draft(&desk, id).await.form;
    assert_eq!(
        (stored.comment.as_str(), stored.gross.as_str(), stored.vat_lines.len()),
        ("alone", "1 200,00", 1)
    );
}

#[tokio::test]
async fn a_save_that_changes_nothing_is_no_version() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-7").await;
    let page = Page::open(&desk, &desk.firm.actor, id).await;
    assert_eq!(page.save().await.version, page.version);
    assert_eq!(page.save().await.version, page.version);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn saves_at_the_same_moment_lose_nothing() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-8").await;
    // Everybody has the same version in front of them, a field of their own, and one that all change.
    let own = [Field::Comment, Field::Engagement, Field::Contract, Field::ServiceCode, Field::OriginNumber];
    let mut pages = Vec::new();
    for field in own {
        let mut page = Page::open(&desk, &desk.firm.actor, id).await;
        page.type_in(field, field.name());
        page.type_in(Field::Number, &format!("of {}", field.name()));
        pages.push(page);
    }
    let saves = pages.iter().map(|page| {
        let (issuing, actor, edit) = (desk.desk.issuing.clone(), page.actor.clone(), page.edit());
        tokio::spawn(async move { issuing.save_draft(&actor, id, edit).await.unwrap() })
    });
    let saves: Vec<_> = saves.collect();
    let mut saved = Vec::new();
    for save in saves {
        saved.push(save.await.unwrap());
    }
    let stored = draft(&desk, id).await;
    for field in own {
        assert_eq!(stored.form.value(field), field.name());
    }
    let versions: BTreeSet<i64> = saved.iter().map(|save| save.version).collect();
    assert_eq!(versions.len(), own.len(), "each was a turn of its own");
    let (won, asked): (Vec<_>, Vec<_>) = saved.iter().partition(|save| save.conflicts.is_empty());
    assert_eq!((won.len(), asked.len()), (1, own.len() - 1), "one number is kept, the others are asked");
    for save in asked {
        assert_eq!(fields(&save.conflicts), [Field::Number.into()]);
        assert_eq!(save.conflicts[0].conflict.theirs, stored.form.number);
    }
}

/// The rates of the VAT table as they are stored.
async fn rates(desk: &Desk, id: InvoiceId) -> Vec<String> {
    draft(desk, id).await.form.vat_lines.into_iter().map(|line| line.rate).collect()
}

#[tokio::test]
async fn a_row_of_vat_is_taken_out_and_those_below_move_up() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    let mut page = Page::open(&desk, &desk.firm.actor, id).await;
    for (row, rate) in ["20", "10", "5,5"].into_iter().enumerate() {
        page.type_in(VatField::Rate.at(row), rate);
    }
    page.save().await;
    let mut page = Page::open(&desk, &desk.firm.actor, id).await;
    // What was typed in another row at the same time is not lost by it.
    page.type_in(VatField::Rate.at(2), "2,1");
    let edit = DraftEdit { removed_row: Some(operations::RemovedRow::Vat(1)), ..page.edit() };
    desk.desk.issuing.save_draft(&desk.firm.actor, id, edit).await.unwrap();
    assert_eq!(rates(&desk, id).await, ["20", "2,1"]);
}

#[tokio::test]
async fn a_row_that_somebody_else_has_changed_is_not_taken_out_unseen() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    let page = Page::open(&desk, &desk.firm.actor, id).await;
    let mut other = Page::open(&desk, &colleague(&desk).await, id).await;
    other.type_in(VatField::Rate.at(0), "10");
    other.save().await;
    let edit = DraftEdit { removed_row: Some(operations::RemovedRow::Vat(0)), ..page.edit() };
    desk.desk.issuing.save_draft(&desk.firm.actor, id, edit).await.unwrap();
    assert_eq!(rates(&desk, id).await, ["10"]);
}

#[tokio::test]
async fn a_draft_that_was_dropped_is_taken_up_as_it_was() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    let before = draft(&desk, id).await.form;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    assert!(issuing.resume_draft(actor, id).await.is_err(), "it was not dropped");
    issuing.discard_draft(actor, id).await.unwrap();
    assert!(issuing.deposit_view(actor, id).await.unwrap().may_be_resumed());
    issuing.resume_draft(actor, id).await.unwrap();
    assert_eq!(draft(&desk, id).await.form, before);
    desk.submit(actor, id).await.unwrap();
    assert!(issuing.resume_draft(actor, id).await.is_err(), "it was sent");
}

#[tokio::test]
async fn a_number_that_is_taken_is_said_as_one_types() {
    let desk = Desk::open().await;
    let sent = desk.complete_draft("FA-1").await;
    desk.submit(&desk.firm.actor, sent).await.unwrap();
    let id = desk.complete_draft("FA-2").await;
    let taken = |notes: &domain::Notes| {
        let taken = Remark::from(domain::Reason::NumberTaken);
        notes.of(&Field::Number.into()).any(|note| note.remark == taken)
    };
    let mut page = Page::open(&desk, &desk.firm.actor, id).await;
    assert!(!taken(&page.save().await.notes));
    page.type_in(Field::Number, " FA-1 ");
    assert!(taken(&page.save().await.notes));
    let view = desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap();
    assert!(taken(&view.notes));
}

#[tokio::test]
async fn an_invoice_that_looks_like_one_that_was_sent_is_said_before_it_leaves() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let sent = desk.complete_draft("FA-50").await;
    desk.submit(actor, sent).await.unwrap();
    desk.pass(11 * Duration::from_secs(1)).await;
    let said = async |form: InvoiceForm| {
        let id = desk.complete_draft("FA-51").await;
        desk.type_in(actor, id, &form).await;
        let notes = desk.desk.issuing.deposit_view(actor, id).await.unwrap().notes;
        desk.desk.issuing.discard_draft(actor, id).await.unwrap();
        notes.iter().find_map(|note| match &note.remark {
            Remark::NearDuplicate { number, .. } => Some((note.path.to_string(), number.clone())),
            _ => None,
        })
    };
    let again = || complete_form("FA-51");
    let found = Some(("gross".to_owned(), "FA-50".to_owned()));
    assert_eq!(said(again()).await, found);
    assert_eq!(said(InvoiceForm { date: "10/11/2026".into(), ..again() }).await, found);
    for other in [
        InvoiceForm { gross: "1200,06".into(), ..again() },
        InvoiceForm { date: "08/11/2026".into(), ..again() },
        InvoiceForm { engagement: "EJ-2".into(), ..again() },
        InvoiceForm { recipient_siret: test_desk::TOWN_SIRET.into(), ..again() },
        InvoiceForm { kind: "AVOIR".into(), ..again() },
    ] {
        assert_eq!(said(other).await, None);
    }
}

#[tokio::test]
async fn what_the_last_invoice_for_a_recipient_held_is_proposed_where_nothing_stands() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let remembered = async |id| desk.desk.issuing.deposit_view(actor, id).await.unwrap().remembered;
    let sent = desk.complete_draft("FA-60").await;
    let form = InvoiceForm {
        engagement: "EJ-7".into(),
        vat_type: "TVA_SUR_ENCAISSEMENT".into(),
        ..complete_form("FA-60")
    };
    desk.type_in(actor, sent, &form).await;
    let next = desk.complete_draft("FA-61").await;
    assert_eq!(remembered(next).await, None, "a draft is no invoice that was sent");
    desk.submit(actor, sent).await.unwrap();
    desk.pass(11 * Duration::from_secs(1)).await;
    let found = remembered(next).await.unwrap();
    assert_eq!(found.number, "FA-60");
    assert_eq!(
        found.values,
        [(Field::Engagement, "EJ-7".to_owned()), (Field::VatType, "TVA_SUR_ENCAISSEMENT".to_owned()),]
    );
    desk.type_in(actor, next, &InvoiceForm { number: "FA-61".into(), ..form }).await;
    assert_eq!(remembered(next).await, None, "nothing is proposed for what stands there");
    let elsewhere = InvoiceForm { recipient_siret: test_desk::TOWN_SIRET.into(), ..complete_form("FA-61") };
    desk.type_in(actor, next, &elsewhere).await;
    assert_eq!(remembered(next).await, None, "nor of another recipient");
}

#[tokio::test]
async fn a_recipient_that_nobody_has_asked_about_is_said_to_be_unknown() {
    let desk = Desk::open().await;
    let id = desk.complete_draft("FA-1").await;
    let unknown = |notes: &domain::Notes| notes.iter().any(|note| note.remark == Remark::RecipientNotKnown);
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let before = issuing.deposit_view(actor, id).await.unwrap();
    assert_eq!(unknown(&before.notes), before.recipient.is_none());
    issuing.review(actor, id).await.unwrap();
    assert!(!unknown(&issuing.deposit_view(actor, id).await.unwrap().notes), "the review has asked");
    let mut page = Page::open(&desk, actor, id).await;
    page.type_in(Field::RecipientSiret, "11111111100015");
    assert!(unknown(&page.save().await.notes));
}

#[tokio::test]
async fn an_invoice_is_paid_to_the_account_that_was_chosen() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    desk.desk.portfolio.ask_for_facts(actor, desk.firm.structure, false).await.unwrap();
    desk.pass(Duration::from_secs(1)).await;
    let id = desk.complete_draft("FA-COMPTE").await;
    let accounts = desk.desk.issuing.deposit_view(actor, id).await.unwrap().bank_accounts;
    let account = accounts.first().unwrap().id;

    let wrong = InvoiceForm { bank_account: "987654321".to_owned(), ..complete_form("FA-COMPTE") };
    desk.type_in(actor, id, &wrong).await;
    let refused = desk.desk.issuing.review(actor, id).await;
    let Err(OperationError::Invalid(notes)) = refused else { panic!("{refused:?}") };
    assert!(notes.errors().any(|note| note.remark == Remark::BankAccountUnknown), "{notes:?}");

    let right = InvoiceForm { bank_account: account.to_string(), ..wrong };
    desk.type_in(actor, id, &right).await;
    desk.submit(actor, id).await.unwrap();
    desk.pass(Duration::from_secs(11)).await;
    let sent = desk.simulator.calls();
    let body = sent.iter().find(|call| call.path.ends_with("factures/v1/soumettre")).unwrap();
    let supplier = &body.request.as_ref().unwrap()["fournisseur"];
    assert_eq!(supplier["codeCoordonneesBancairesFournisseur"], account);
}
