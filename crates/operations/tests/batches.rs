//! Batches: a table is read and checked row by row, and its good rows become drafts, each once, whatever is cut off.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::fmt::Write as _;
use std::time::Duration;

use domain::{BatchColumn, BatchId, BatchItemState, BatchState, Field, FieldPath, Reason, Remark, Role};
use operations::{
    Actor, BatchChoices, BatchItem, BatchPage, BatchView, OperationError, Scope, ScopedStructure,
};
use test_desk::{Desk, SCHOOL_SIRET, SUPPLIER_SIRET, TOWN_SIRET, actor_of, add_user, invoice_pdf};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const TITLES: &str = "N° facture;SIRET client;Code service;Date;Désignation;Quantité;Prix unitaire HT;TVA %";

/// A table of invoices that are typed, one row each.
fn typed(count: usize) -> String {
    let mut table = TITLES.to_owned();
    for number in 1..=count {
        write!(table, "\r\nFA-{number};{SCHOOL_SIRET};;19/11/2026;Pose;{number};10,00;20").unwrap();
    }
    table
}

async fn begin_with(desk: &Desk, files: &[(&str, &[u8])]) -> BatchId {
    let mut given = Vec::new();
    for (name, content) in files {
        given.push(((*name).to_owned(), desk.store(content).await));
    }
    let begun = desk.desk.batches.begin_batch(&desk.firm.actor, None, given).await.unwrap();
    assert_eq!(begun.refused, []);
    let [batch] = begun.batches[..] else { panic!("{:?}", begun.batches) };
    desk.desk.batches.meet_batch_recipients(&desk.firm.actor, batch).await.unwrap();
    batch
}

async fn begin(desk: &Desk, table: &str) -> BatchId {
    begin_with(desk, &[("factures.csv", table.as_bytes())]).await
}

async fn view(desk: &Desk, id: BatchId) -> BatchView {
    desk.desk.batches.batch_view(&desk.firm.actor, id, BatchPage::default()).await.unwrap()
}

async fn items(desk: &Desk, id: BatchId) -> Vec<BatchItem> {
    view(desk, id).await.items
}

async fn start(desk: &Desk, id: BatchId) {
    let version = view(desk, id).await.batch.version;
    desk.desk.batches.start_batch(&desk.firm.actor, id, version).await.unwrap();
}

fn remark(item: &BatchItem) -> Option<(FieldPath, Remark)> {
    item.lack.clone().map(|note| (note.path, note.remark))
}

/// How many drafts there are in all, counted where they stand.
async fn drafts(desk: &Desk) -> u64 {
    desk.desk.issuing.draft_desk(&desk.firm.actor).await.unwrap().count
}

/// Has jobs done until some drafts were made, then drops them in the middle, as a process that dies does.
async fn cut_off_in_the_middle(desk: &Desk, id: BatchId) -> u64 {
    let some_made = async {
        loop {
            let made = view(desk, id).await.count(BatchItemState::Made);
            if made > 0 {
                return made;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        made = some_made => made,
        _ = desk.system.run_due() => panic!("everything was done at once"),
    }
}

#[tokio::test]
async fn a_thousand_rows_become_a_thousand_drafts_and_a_bad_one_stops_no_other() {
    let desk = Desk::open().await;
    let mut table = typed(1_000);
    write!(table, "\r\nFA-1001;{SCHOOL_SIRET};;31/02/2026;Pose;1;10,00;20").unwrap();
    let id = begin(&desk, &table).await;
    let checked = view(&desk, id).await;
    assert_eq!((checked.count(BatchItemState::Ready), checked.count(BatchItemState::Held)), (1_000, 1));
    assert_eq!(drafts(&desk).await, 0, "a dry run makes nothing");
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    let done = view(&desk, id).await;
    assert_eq!(done.batch.state, BatchState::Done);
    assert_eq!((done.count(BatchItemState::Made), done.count(BatchItemState::Held)), (1_000, 1));
    assert_eq!((drafts(&desk).await, done.unsent, done.drafts.len()), (1_000, 1_000, 200));
    let (_, held) = desk.desk.batches.held_items(&desk.firm.actor, id).await.unwrap();
    let [bad] = &held[..] else { panic!("{}", held.len()) };
    assert_eq!((bad.position, remark(bad)), (1_002, Some((Field::Date.into(), Remark::DateUnreadable))));
    assert_eq!(bad.cells[0][3], "31/02/2026", "what was given stays as it was");
}

#[tokio::test]
async fn what_is_cut_off_in_the_middle_goes_on_where_it_was() {
    let desk = Desk::open().await;
    let id = begin(&desk, &typed(200)).await;
    start(&desk, id).await;
    let made = cut_off_in_the_middle(&desk, id).await;
    assert!(made < 200, "{made}");
    let other = desk.another_process().await;
    other.take_over(true).await.unwrap();
    other.run_due().await.unwrap();
    let done = view(&desk, id).await;
    assert_eq!((done.batch.state, done.count(BatchItemState::Made)), (BatchState::Done, 200));
    assert_eq!(drafts(&desk).await, 200);
}

#[tokio::test]
async fn two_workers_at_once_make_no_draft_twice() {
    let desk = Desk::open().await;
    let id = begin(&desk, &typed(300)).await;
    start(&desk, id).await;
    let other = desk.another_process().await;
    let overtaking = async {
        // The other process takes each job out of the hands of the first one while that is at work.
        loop {
            other.take_over(true).await.unwrap();
            other.run_due().await.unwrap();
            if view(&desk, id).await.batch.state == BatchState::Done {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    let (ran, ()) = tokio::join!(desk.system.run_due(), overtaking);
    ran.unwrap();
    assert_eq!(view(&desk, id).await.count(BatchItemState::Made), 300);
    assert_eq!(drafts(&desk).await, 300);
}

#[tokio::test]
async fn a_batch_is_halted_gone_on_with_and_given_up() {
    let desk = Desk::open().await;
    let (actor, batches) = (&desk.firm.actor, &desk.desk.batches);
    let id = begin(&desk, &typed(200)).await;
    let not_so = |outcome: operations::Result<()>| {
        assert!(matches!(outcome, Err(OperationError::Refused(Reason::BatchNotSo))), "{outcome:?}");
    };
    not_so(batches.pause_batch(actor, id).await);
    not_so(batches.resume_batch(actor, id).await);
    start(&desk, id).await;
    let made = cut_off_in_the_middle(&desk, id).await;
    batches.pause_batch(actor, id).await.unwrap();
    // What was cut off is taken up again when its lease has ended.
    desk.pass(10 * MINUTE).await;
    let paused = view(&desk, id).await;
    let then = paused.count(BatchItemState::Made);
    // The piece that was being written when it was cut off may have been the last one.
    assert_eq!(paused.batch.state, BatchState::Paused);
    assert!((made..200).contains(&then), "{then} of {made}");
    desk.pass(MINUTE).await;
    assert_eq!(view(&desk, id).await.count(BatchItemState::Made), then, "nothing is made meanwhile");
    batches.resume_batch(actor, id).await.unwrap();
    cut_off_in_the_middle(&desk, id).await;
    batches.pause_batch(actor, id).await.unwrap();
    batches.resume_batch(actor, id).await.unwrap();
    desk.pass(10 * MINUTE).await;
    assert_eq!(drafts(&desk).await, 200, "resumed before the job had noticed");
    let other = begin(&desk, &typed(30).replace("FA-", "FB-")).await;
    start(&desk, other).await;
    batches.cancel_batch(actor, other).await.unwrap();
    desk.system.run_due().await.unwrap();
    let given_up = view(&desk, other).await;
    assert_eq!((given_up.batch.state, given_up.count(BatchItemState::Made)), (BatchState::Cancelled, 0));
    let refused = batches.check_batch(actor, other).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::BatchCancelled))), "{refused:?}");
}

#[tokio::test]
async fn rows_say_the_one_thing_that_they_lack_before_anything_is_made() {
    let desk = Desk::open().await;
    let mut table = TITLES.to_owned();
    for row in [
        format!("FA-1;{TOWN_SIRET};;19/11/2026;Pose;1;10,00;20"),
        format!("FA-2;{SCHOOL_SIRET};;19/11/2026;;1;10,00;20"),
        "FA-3;123;;19/11/2026;Pose;1;10,00;20".to_owned(),
        format!("FA-4;{SCHOOL_SIRET};;19/11/2026;Pose;1;dix;20"),
        format!("FA-5;{SCHOOL_SIRET};;19/11/2026;Pose;2;10,00;20"),
        format!("FA-5;{SCHOOL_SIRET};;;Dépose;1;5,00;20"),
    ] {
        write!(table, "\r\n{row}").unwrap();
    }
    let id = begin(&desk, &table).await;
    let items = items(&desk, id).await;
    let told: Vec<_> = items.iter().map(|item| (item.position, item.state)).collect();
    let held = BatchItemState::Held;
    assert_eq!(told, [(2, held), (3, held), (4, held), (5, held), (6, BatchItemState::Ready)]);
    assert_eq!(remark(&items[0]).map(|(_, remark)| remark), Some(Remark::ServiceRequired));
    assert!(
        items[1].lack.as_ref().is_some_and(|note| note.path.group() == Some("line")),
        "{:?}",
        items[1].lack
    );
    assert!(items[2].lack.as_ref().is_some_and(|note| note.path == Field::RecipientSiret.into()));
    assert!(items[3].lack.as_ref().is_some_and(|note| note.path.field() == "price"));
    let lines = &items[4];
    assert_eq!((lines.rows.as_slice(), lines.form.lines.len()), (&[6, 7][..], 2));
    assert_eq!((lines.form.gross.as_str(), lines.gross_cents), ("30,00", Some(3_000)));
    assert!(!lines.form.recipient_name.is_empty(), "the name is the one that Chorus Pro gives");
}

#[tokio::test]
async fn pdfs_go_to_their_rows_and_one_that_cannot_be_opened_stops_no_other() {
    let desk = Desk::open().await;
    let table = format!(
        "Numéro;SIRET du destinataire;Date;HT;Taux TVA;TTC;Nom du PDF\n\
         FA-1;{SCHOOL_SIRET};19/11/2026;1000;20;1200;\n\
         FA-2;{SCHOOL_SIRET};19/11/2026;100;5,5;105,50;scan.pdf\n\
         FA-3;{SCHOOL_SIRET};19/11/2026;100;20;120;\n\
         FA-4;{SCHOOL_SIRET};19/11/2026;100;20;120;absent.pdf\n\
         FA-5;{SCHOOL_SIRET};19/11/2026;100;20;120;"
    );
    let pdf = invoice_pdf(&["Facture"]);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("mars/Facture FA-1.pdf", &pdf[..]),
        ("scan.pdf", &invoice_pdf(&["Autre facture"])),
        ("inconnu.pdf", &invoice_pdf(&["Inconnue"])),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    let files: [(&str, &[u8]); 3] =
        [("a.csv", table.as_bytes()), ("pdf.zip", &zip), ("FA-5.pdf", b"%PDF-1.4 damaged")];
    let id = begin_with(&desk, &files).await;
    let checked = view(&desk, id).await;
    assert!(!checked.batch.entries, "where PDFs come along, each row waits for its own");
    assert_eq!((checked.files, checked.without_row.as_slice()), (4, &["inconnu.pdf".to_owned()][..]));
    let names: Vec<_> = checked
        .items
        .iter()
        .map(|item| item.document.as_ref().map(|document| document.name.clone()))
        .collect();
    assert!(names[0].as_ref().is_some_and(|name| name.contains("FA-1")), "{names:?}");
    assert_eq!(names[1].as_deref(), Some("scan.pdf"));
    let remarks: Vec<_> = checked.items.iter().map(|item| remark(item).map(|(_, remark)| remark)).collect();
    assert_eq!(remarks[2], Some(Remark::FileAwaited));
    assert_eq!(remarks[3], Some(Remark::FileNotGiven { name: "absent.pdf".to_owned() }));
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    let done = items(&desk, id).await;
    let states: Vec<_> = done.iter().map(|item| item.state).collect();
    let (made, held) = (BatchItemState::Made, BatchItemState::Held);
    assert_eq!(states, [made, made, held, held, held]);
    assert!(
        matches!(remark(&done[4]), Some((path, Remark::Because { .. })) if path == Field::Document.into())
    );
    // What comes later completes what waited.
    let late = vec![("fa-3.PDF".to_owned(), desk.store(&invoice_pdf(&["Trois"])).await)];
    let added = desk.desk.batches.add_files(&desk.firm.actor, id, late).await.unwrap();
    assert_eq!((added.files, added.batches.len()), (1, 0));
    assert_eq!(view(&desk, id).await.batch.state, BatchState::Prepared);
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    assert_eq!(view(&desk, id).await.count(made), 3);
    let first = done[0].invoice.unwrap();
    let draft = desk.desk.issuing.deposit_view(&desk.firm.actor, first).await.unwrap();
    assert_eq!(draft.invoice.number, "FA-1");
    assert_eq!((draft.draft.form.due.as_str(), draft.draft.form.vat_lines.len()), ("1200,00", 1));
}

#[tokio::test]
async fn the_pdf_of_a_draft_goes_to_no_other_row() {
    let desk = Desk::open().await;
    let table = format!(
        "Numéro;SIRET client;Date;Total HT;Taux TVA;Nom du PDF\n\
         FA-12;{SCHOOL_SIRET};19/11/2026;10;20;\nFA-12-A;{SCHOOL_SIRET};19/11/2026;20;20;\n\
         FA-13;{SCHOOL_SIRET};19/11/2026;20;20;absent.pdf"
    );
    let pdf = invoice_pdf(&["Facture"]);
    let id = begin_with(&desk, &[("t.csv", table.as_bytes()), ("facture-FA-12-A.pdf", &pdf)]).await;
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    for _ in 0..2 {
        let stand = items(&desk, id).await;
        let told: Vec<_> = stand.iter().map(|item| (item.state, item.document.is_some())).collect();
        let held = (BatchItemState::Held, false);
        assert_eq!(told, [held, (BatchItemState::Made, true), held]);
        assert_eq!(remark(&stand[0]), Some((Field::Document.into(), Remark::FileAwaited)));
        desk.desk.batches.check_batch(&desk.firm.actor, id).await.unwrap();
    }
    let late = vec![("FA-12.pdf".to_owned(), desk.store(&invoice_pdf(&["Douze"])).await)];
    desk.desk.batches.add_files(&desk.firm.actor, id, late).await.unwrap();
    assert_eq!(items(&desk, id).await[0].state, BatchItemState::Ready);
}

#[tokio::test]
async fn rows_of_an_invoice_that_is_a_draft_in_part_stay_and_say_so() {
    let desk = Desk::open().await;
    let (actor, batches) = (&desk.firm.actor, &desk.desk.batches);
    let table = format!(
        "Chrono interne;{TITLES}\n\
         FA-1;A-1;{SCHOOL_SIRET};;19/11/2026;Pose;1;10,00;20\n\
         FA-1;A-2;{SCHOOL_SIRET};;31/02/2026;Dépose;1;5,00;20"
    );
    let id = begin(&desk, &table).await;
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    let done = view(&desk, id).await;
    assert_eq!((done.count(BatchItemState::Made), done.count(BatchItemState::Held)), (1, 1));
    let mut columns = done.batch.columns.clone();
    columns[0] = Some(BatchColumn::Number);
    columns[1] = None;
    let choices = BatchChoices { columns, structure: None, entries: true };
    batches.change_batch(actor, id, done.batch.version, choices).await.unwrap();
    let stand = items(&desk, id).await;
    let told: Vec<_> = stand.iter().map(|item| (item.position, item.state)).collect();
    assert_eq!(told, [(2, BatchItemState::Made), (3, BatchItemState::Held)]);
    assert_eq!(remark(&stand[1]), Some((Field::Number.into(), Remark::PartlyMade { row: 2 })));
    assert_eq!(stand[1].rows, [3]);
}

#[tokio::test]
async fn two_documents_of_one_name_are_both_kept_and_a_mended_one_takes_the_place_of_its_like() {
    let desk = Desk::open().await;
    let (actor, batches) = (&desk.firm.actor, &desk.desk.batches);
    let table = format!(
        "Numéro;SIRET client;Date;Total HT;Taux TVA\nFA-1;{SCHOOL_SIRET};19/11/2026;10;20\n\
         FA-5;{SCHOOL_SIRET};19/11/2026;10;20"
    );
    let [one, two, three] = ["Une", "Deux", "Trois"].map(|text| invoice_pdf(&[text]));
    let files: [(&str, &[u8]); 4] = [
        ("t.csv", table.as_bytes()),
        ("FA-1.pdf", &one),
        ("FA-1.pdf", &two),
        ("FA-5.pdf", b"%PDF-1.4 damaged"),
    ];
    let id = begin_with(&desk, &files).await;
    let checked = view(&desk, id).await;
    assert_eq!((checked.files, checked.without_row.as_slice()), (3, &["FA-1 (2).pdf".to_owned()][..]));
    for (name, content, files) in [("FA-1.pdf", &two, 3), ("FA-1.pdf", &three, 4)] {
        let given = vec![(name.to_owned(), desk.store(content).await)];
        batches.add_files(actor, id, given).await.unwrap();
        assert_eq!(view(&desk, id).await.files, files);
    }
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    assert_eq!(items(&desk, id).await[1].state, BatchItemState::Held, "it could not be opened");
    let mended = vec![("FA-5.pdf".to_owned(), desk.store(&invoice_pdf(&["Cinq"])).await)];
    batches.add_files(actor, id, mended).await.unwrap();
    assert_eq!(view(&desk, id).await.files, 4);
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    assert_eq!(view(&desk, id).await.count(BatchItemState::Made), 2);
}

#[tokio::test]
async fn a_number_is_repeated_however_its_rows_name_their_supplier() {
    let desk = Desk::open().await;
    let table = format!(
        "SIRET fournisseur;{TITLES}\n\
         {SUPPLIER_SIRET};FA-1;{SCHOOL_SIRET};;19/11/2026;Pose;1;10;20\n\
         ;FA-1;{SCHOOL_SIRET};;19/11/2026;Pose;1;10;20"
    );
    let id = begin(&desk, &table).await;
    let repeated = Some((Field::Number.into(), Remark::NumberRepeated { row: 2 }));
    let before = items(&desk, id).await;
    assert_eq!((before[0].state, remark(&before[1])), (BatchItemState::Ready, repeated.clone()));
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    desk.desk.batches.check_batch(&desk.firm.actor, id).await.unwrap();
    assert_eq!(remark(&items(&desk, id).await[1]), repeated);
    assert_eq!(drafts(&desk).await, 1);
}

#[tokio::test]
async fn what_was_made_leaves_as_several_and_arrives() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let pdf = invoice_pdf(&["Facture"]);
    let table = format!(
        "Numéro;SIRET client;Date;Total HT;Taux TVA\nFA-1;{SCHOOL_SIRET};19/11/2026;1000;20\nFA-2;{SCHOOL_SIRET};19/11/2026;50;20"
    );
    let other = invoice_pdf(&["Facture 2"]);
    let files: [(&str, &[u8]); 3] = [("t.csv", table.as_bytes()), ("FA-1.pdf", &pdf), ("FA-2.pdf", &other)];
    let id = begin_with(&desk, &files).await;
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    let made = view(&desk, id).await;
    let reviewed = desk.desk.issuing.review_several(actor, &made.drafts).await.unwrap();
    assert_eq!((reviewed.ready.len(), reviewed.held.len()), (2, 0), "{:?}", reviewed.held);
    let sealed: Vec<_> =
        reviewed.ready.iter().map(|review| (review.view.invoice.id, review.seal())).collect();
    let sent = desk.desk.issuing.submit_several(actor, &sealed).await.unwrap();
    assert_eq!(sent.done.len(), 2);
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FA-1") + desk.count_at_chorus_pro("FA-2"), 2);
    assert_eq!(view(&desk, id).await.unsent, 0);
}

#[tokio::test]
async fn a_number_that_is_in_use_is_told_before() {
    let desk = Desk::open().await;
    let first = begin(&desk, &typed(2)).await;
    start(&desk, first).await;
    desk.system.run_due().await.unwrap();
    let again = begin(&desk, &typed(3)).await;
    let told: Vec<_> =
        items(&desk, again).await.iter().map(|item| remark(item).map(|(_, remark)| remark)).collect();
    assert_eq!(told, [Some(Remark::NumberInDraft), Some(Remark::NumberInDraft), None]);
    let draft = desk.complete_draft("FA-9").await;
    desk.submit(&desk.firm.actor, draft).await.unwrap();
    desk.pass(11 * SECOND).await;
    let pdf = invoice_pdf(&["Facture"]);
    let table = format!("Numéro;SIRET client;Date;Total HT;Taux TVA\nFA-9;{SCHOOL_SIRET};19/11/2026;10;20");
    let id = begin_with(&desk, &[("t.csv", table.as_bytes()), ("FA-9.pdf", &pdf)]).await;
    let taken = Remark::from(Reason::NumberTaken);
    assert_eq!(remark(&items(&desk, id).await[0]), Some((Field::Number.into(), taken)));
}

#[tokio::test]
async fn what_a_column_holds_is_remembered_for_the_organisation() {
    let desk = Desk::open().await;
    let (actor, batches) = (&desk.firm.actor, &desk.desk.batches);
    let table = typed(2).replace("N° facture", "Chrono interne");
    let id = begin(&desk, &table).await;
    let before = view(&desk, id).await.batch;
    assert_eq!(before.columns[0], None);
    let mut columns = before.columns.clone();
    columns[0] = Some(BatchColumn::RecipientSiret);
    let choices = BatchChoices { columns: columns.clone(), structure: None, entries: true };
    let twice = batches.change_batch(actor, id, before.version, choices.clone()).await;
    assert!(matches!(&twice, Err(OperationError::Invalid(notes)) if notes.refuse()), "{twice:?}");
    columns[0] = Some(BatchColumn::Number);
    let choices = BatchChoices { columns, ..choices };
    batches.change_batch(actor, id, before.version, choices.clone()).await.unwrap();
    let late = batches.change_batch(actor, id, before.version, choices).await;
    assert!(matches!(late, Err(OperationError::ChangedMeanwhile)), "{late:?}");
    assert_eq!(items(&desk, id).await[0].form.number, "FA-1");
    let next = begin(&desk, &table.replace("FA-", "FC-")).await;
    assert_eq!(view(&desk, next).await.batch.columns[0], Some(BatchColumn::Number));
    // A stranger's organisation has said nothing of it.
    let file = desk.store(table.as_bytes()).await;
    let theirs =
        batches.begin_batch(&desk.stranger.actor, None, vec![("t.csv".to_owned(), file)]).await.unwrap();
    let theirs =
        batches.batch_view(&desk.stranger.actor, theirs.batches[0], BatchPage::default()).await.unwrap();
    assert_eq!(theirs.batch.columns[0], None);
}

#[tokio::test]
async fn a_row_names_its_supplier_and_nobody_elses() {
    let desk = Desk::open().await;
    // The supplier of the stranger: it is there, and not theirs.
    let table = format!(
        "SIRET fournisseur;{TITLES}\n\
         {SUPPLIER_SIRET};FA-1;{SCHOOL_SIRET};;19/11/2026;Pose;1;10;20\n\
         00000000900002;FA-2;{SCHOOL_SIRET};;19/11/2026;Pose;1;10;20"
    );
    let id = begin(&desk, &table).await;
    let items = items(&desk, id).await;
    assert_eq!(items[0].structure, Some(desk.firm.structure));
    assert_eq!(remark(&items[1]), Some((Field::Issuer.into(), Remark::IssuerNotFound)));
}

#[tokio::test]
async fn a_foreign_batch_does_not_exist() {
    let desk = Desk::open().await;
    let batches = &desk.desk.batches;
    let id = begin(&desk, &typed(2)).await;
    let scope = Scope::Only(vec![ScopedStructure { structure: desk.firm.structure, services: Vec::new() }]);
    let colleague =
        add_user(&desk.system, desk.firm.organization, "un@cabinet.example", Role::Deposant, scope.clone())
            .await;
    let colleague =
        actor_of(colleague, desk.firm.organization, "Cabinet", "un@cabinet.example", Role::Deposant, scope);
    let missing = |error: Option<OperationError>| {
        assert!(matches!(error, Some(OperationError::NotFound("batch"))), "{error:?}");
    };
    for actor in [&desk.stranger.actor, &colleague] {
        missing(batches.batch_view(actor, id, BatchPage::default()).await.err());
        missing(batches.start_batch(actor, id, 1).await.err());
        missing(batches.pause_batch(actor, id).await.err());
        missing(batches.resume_batch(actor, id).await.err());
        missing(batches.cancel_batch(actor, id).await.err());
        missing(batches.discard_batch(actor, id).await.err());
        missing(batches.check_batch(actor, id).await.err());
        missing(batches.held_items(actor, id).await.err());
        missing(batches.open_table(actor, id).await.err());
        missing(batches.add_files(actor, id, Vec::new()).await.err());
        let choices = BatchChoices { columns: Vec::new(), structure: None, entries: true };
        missing(batches.change_batch(actor, id, 1, choices).await.err());
        assert!(batches.batches(actor).await.unwrap().is_empty());
    }
    let reader = Actor { role: Role::Lecteur, ..desk.firm.actor.clone() };
    assert!(matches!(batches.batches(&reader).await, Err(OperationError::Forbidden(_))));
    assert_eq!(batches.batches(&desk.firm.actor).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_may_not_deposit_any_more_has_nothing_more_made() {
    let desk = Desk::open().await;
    let batches = &desk.desk.batches;
    let (organization, email) = (desk.firm.organization, "deux@cabinet.example");
    let user = add_user(&desk.system, organization, email, Role::Deposant, Scope::Everything).await;
    let actor = actor_of(user, organization, "Cabinet", email, Role::Deposant, Scope::Everything);
    let file = desk.store(typed(3).as_bytes()).await;
    let begun = batches.begin_batch(&actor, None, vec![("t.csv".to_owned(), file)]).await.unwrap();
    let id = begun.batches[0];
    batches.start_batch(&actor, id, 1).await.unwrap();
    desk.desk.accounts.set_role(&desk.firm.actor, user, Role::Lecteur).await.unwrap();
    desk.system.run_due().await.unwrap();
    let paused = view(&desk, id).await;
    assert_eq!(paused.batch.reason, Some(Reason::BatchAuthorMayNot));
    assert_eq!((paused.batch.state, paused.count(BatchItemState::Made)), (BatchState::Paused, 0));
    batches.resume_batch(&desk.firm.actor, id).await.unwrap();
    desk.system.run_due().await.unwrap();
    assert_eq!(view(&desk, id).await.count(BatchItemState::Made), 3);
}

#[tokio::test]
async fn what_is_no_table_says_what_to_do_and_a_batch_is_put_aside_only_before_it_began() {
    let desk = Desk::open().await;
    let (actor, batches) = (&desk.firm.actor, &desk.desk.batches);
    for (name, content, reason) in [
        ("photo.csv", &b"\x89PNG\r\n\x1a\n0000"[..], None),
        ("vide.csv", b"Titre;Autre\r\n", Some(Reason::TableEmpty)),
        ("notes.csv", b"Bonjour", Some(Reason::TableEmpty)),
    ] {
        let file = desk.store(content).await;
        let begun = batches.begin_batch(actor, None, vec![(name.to_owned(), file)]).await.unwrap();
        assert!(begun.batches.is_empty());
        let [(refused, why)] = &begun.refused[..] else { panic!("{:?}", begun.refused) };
        assert_eq!(refused, name);
        assert!(reason.is_none_or(|reason| *why == reason), "{why:?}");
    }
    let pdf = desk.store(&invoice_pdf(&["Facture"])).await;
    let alone = batches.begin_batch(actor, None, vec![("f.pdf".to_owned(), pdf)]).await;
    assert!(matches!(alone, Err(OperationError::Invalid(_))), "{alone:?}");
    let id = begin(&desk, &typed(1)).await;
    batches.discard_batch(actor, id).await.unwrap();
    assert!(batches.batches(actor).await.unwrap().is_empty());
    let id = begin(&desk, &typed(1)).await;
    start(&desk, id).await;
    desk.system.run_due().await.unwrap();
    let begun = batches.discard_batch(actor, id).await;
    assert!(matches!(begun, Err(OperationError::Refused(Reason::BatchBegun))), "{begun:?}");
}
