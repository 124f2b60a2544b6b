//! From a heap of dropped files to one act: each finds its structure, says what it lacks, and leaves with the others.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{Field, FileKind, InvoiceForm, InvoiceId, InvoiceStatus, Reason, Remark, Role, StructureId};
use operations::{DraftCard, Dropped, Lack, NewStructure, OperationError, Readiness, Scope, ScopedStructure};
use test_desk::{Desk, SCHOOL_SIRET, TOWN_SIRET, actor_of, add_user, complete_form, factur_x, invoice_pdf};

const SECOND: &str = "72601815900010";

async fn second_structure(desk: &Desk) -> StructureId {
    let new = NewStructure {
        identifier_kind: String::new(),
        siret: SECOND.to_owned(),
        name: "Menuiserie Hébert".to_owned(),
        town: String::new(),
        side: "fournisseur".to_owned(),
        environment: "qualification".to_owned(),
    };
    desk.desk.portfolio.add_structure(&desk.firm.actor, &new).await.unwrap()
}

async fn dropped(desk: &Desk, chosen: Option<StructureId>, pdf: &[u8]) -> Dropped {
    let file = desk.store(pdf).await;
    desk.desk.issuing.drop_file(&desk.firm.actor, chosen, file, "facture.pdf").await.unwrap()
}

fn text(lines: &[&str]) -> Vec<u8> {
    invoice_pdf(lines)
}

fn sold_by(name: &str, siret: &str) -> Vec<u8> {
    let xml = format!(
        "<CrossIndustryInvoice><ExchangedDocument><ID>F-{siret}</ID></ExchangedDocument>\
         <SupplyChainTradeTransaction><ApplicableHeaderTradeAgreement><SellerTradeParty><Name>{name}</Name>\
         <SpecifiedLegalOrganization><ID schemeID=\"0002\">{siret}</ID></SpecifiedLegalOrganization>\
         </SellerTradeParty></ApplicableHeaderTradeAgreement></SupplyChainTradeTransaction></CrossIndustryInvoice>"
    );
    factur_x("factur-x.xml", &xml)
}

async fn structure_of(desk: &Desk, dropped: Dropped) -> StructureId {
    let Dropped::Draft(id) = dropped else { panic!("{dropped:?}") };
    desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().structure.id
}

async fn cards(desk: &Desk) -> Vec<DraftCard> {
    desk.desk.issuing.draft_desk(&desk.firm.actor).await.unwrap().drafts
}

#[tokio::test]
async fn a_file_becomes_a_draft_of_the_structure_that_it_names_whatever_was_chosen() {
    let desk = Desk::open().await;
    let second = second_structure(&desk).await;
    let first = desk.firm.structure;
    for (pdf, chosen, expected) in [
        (text(&["Facture F-1", "SIRET 726 018 159 00010"]), None, second),
        (text(&["Facture F-2", "TVA FR40726018159"]), Some(first), second),
        (sold_by("Menuiserie Hébert", SECOND), Some(first), second),
        // Of nobody that is known: the chosen one.
        (text(&["Facture F-3", "SIRET 999 999 999 99999"]), Some(first), first),
        (text(&["Facture F-4"]), Some(second), second),
    ] {
        let taken = dropped(&desk, chosen, &pdf).await;
        assert_eq!(structure_of(&desk, taken).await, expected);
    }
}

#[tokio::test]
async fn of_one_structure_alone_nothing_is_asked() {
    let desk = Desk::open().await;
    let taken = dropped(&desk, None, &text(&["Facture F-1"])).await;
    assert_eq!(structure_of(&desk, taken).await, desk.firm.structure);
}

#[tokio::test]
async fn files_that_name_nobody_wait_and_one_answer_makes_drafts_of_all_that_are_alike() {
    let desk = Desk::open().await;
    second_structure(&desk).await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    for pdf in [text(&["Facture A"]), sold_by("Étude Roy", "55203253400646"), text(&["Facture B"])] {
        assert!(matches!(dropped(&desk, None, &pdf).await, Dropped::Waiting(_)));
    }
    let groups = issuing.waiting_files(actor).await.unwrap();
    assert_eq!(groups.iter().map(|group| group.files.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(groups[1].issuer.as_ref().unwrap().name.as_deref(), Some("Étude Roy"));
    // Nobody else sees them, nor answers for them.
    assert_eq!(issuing.waiting_files(&desk.stranger.actor).await.unwrap(), []);
    let ids: Vec<_> = groups[0].files.iter().map(|file| file.id).collect();
    let foreign = issuing.assign_files(&desk.stranger.actor, &ids, desk.stranger.structure).await.unwrap();
    assert_eq!((foreign.begun.len(), foreign.refused.len()), (0, 0));
    let refused = issuing.assign_files(actor, &ids, desk.stranger.structure).await;
    assert!(matches!(refused, Err(OperationError::NotFound(_))), "{refused:?}");
    // Their documents are not collected meanwhile.
    desk.pass(Duration::from_secs(3 * 24 * 3_600)).await;
    let assigned = issuing.assign_files(actor, &ids, desk.firm.structure).await.unwrap();
    assert_eq!((assigned.begun.len(), assigned.refused.len()), (2, 0));
    // The answer is one for the document that names somebody else, too.
    let ids: Vec<_> = groups[1].files.iter().map(|file| file.id).collect();
    let assigned = issuing.assign_files(actor, &ids, desk.firm.structure).await.unwrap();
    let view = issuing.deposit_view(actor, assigned.begun[0]).await.unwrap();
    let issuer = view.notes.of(&Field::Issuer.into()).next().unwrap();
    assert!(matches!(issuer.remark, Remark::IssuerDiffers { .. }), "{issuer:?}");
    assert!(!view.notes.errors().any(|note| note.path == Field::Issuer.into()), "it was answered");
    assert_eq!(issuing.waiting_files(actor).await.unwrap(), []);
    // Answered for twice, it is one draft.
    assert_eq!(issuing.assign_files(actor, &ids, desk.firm.structure).await.unwrap().begun, []);
}

#[tokio::test]
async fn two_answers_at_once_make_one_draft_of_a_file() {
    let desk = Desk::open().await;
    second_structure(&desk).await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let Dropped::Waiting(file) = dropped(&desk, None, &text(&["Facture A"])).await else { panic!() };
    let answer = || issuing.assign_files(actor, std::slice::from_ref(&file), desk.firm.structure);
    let (one, other) = tokio::join!(answer(), answer());
    assert_eq!(one.unwrap().begun.len() + other.unwrap().begun.len(), 1);
    assert_eq!(cards(&desk).await.len(), 1);
}

#[tokio::test]
async fn what_is_put_aside_waits_no_more() {
    let desk = Desk::open().await;
    second_structure(&desk).await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let Dropped::Waiting(file) = dropped(&desk, None, &text(&["Publicité"])).await else { panic!() };
    assert_eq!(issuing.put_files_aside(&desk.stranger.actor, &[file]).await.unwrap(), 0);
    assert_eq!(issuing.put_files_aside(actor, &[file]).await.unwrap(), 1);
    assert_eq!(issuing.waiting_files(actor).await.unwrap(), []);
}

#[tokio::test]
async fn each_draft_says_what_it_waits_for() {
    let desk = Desk::open().await;
    let ready = desk.complete_draft("PRETE-1").await;
    let unread = structureless(&desk, "LUE").await;
    let card = |cards: &[DraftCard], id: InvoiceId| {
        cards.iter().find(|card| card.invoice.id == id).cloned().unwrap()
    };
    let now = cards(&desk).await;
    assert_eq!(card(&now, ready).readiness, Readiness::Ready);
    assert_eq!(card(&now, unread).readiness, Readiness::Reading);
    desk.pass(Duration::from_secs(5)).await;
    let now = cards(&desk).await;
    let incomplete = card(&now, unread);
    assert_eq!(incomplete.readiness, Readiness::Incomplete);
    let Some(Lack::Note(note)) = incomplete.lack else { panic!("{incomplete:?}") };
    assert_eq!(note.path, Field::RecipientSiret.into());
    assert_eq!(card(&now, ready).readiness, Readiness::Ready, "what was typed says the same as the PDF");
    // What was read and what is typed differ: a person decides.
    let read = structureless(&desk, "AUTRE-7").await;
    desk.type_in(&desk.firm.actor, read, &complete_form("TYPED-7")).await;
    desk.pass(Duration::from_secs(5)).await;
    let differing = card(&cards(&desk).await, read);
    assert_eq!(differing.readiness, Readiness::ToDecide, "{differing:?}");
    assert!(matches!(differing.lack, Some(Lack::Difference(Field::Number))), "{differing:?}");
}

async fn structureless(desk: &Desk, number: &str) -> InvoiceId {
    let line = format!("Facture n° {number}");
    let Dropped::Draft(id) = dropped(desk, None, &text(&[&line])).await else { panic!() };
    id
}

#[tokio::test]
async fn an_archive_is_as_many_drafts_as_it_holds_invoices_and_the_rest_is_named() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let files: [(&str, Vec<u8>); 4] = [
        ("novembre/FA-1.pdf", text(&["Facture n° FA-1"])),
        ("novembre/FA-2.pdf", text(&["Facture n° FA-2"])),
        ("notes.txt", b"bonjour".to_vec()),
        (
            "facture.xml",
            br#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>"#.to_vec(),
        ),
    ];
    let archive = desk.store(&zip_of(&files)).await;
    let parts = issuing.drop_any(actor, None, archive, "novembre.zip").await.unwrap();
    let said: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.outcome.as_ref().err())).collect();
    let xml = Reason::KindNotTaken { kind: FileKind::InvoiceXml };
    let other = Reason::KindNotTaken { kind: FileKind::Other };
    let expected =
        [("FA-1.pdf", None), ("FA-2.pdf", None), ("notes.txt", Some(&other)), ("facture.xml", Some(&xml))];
    assert_eq!(said, expected);
    assert_eq!(cards(&desk).await.len(), 2);
    // What is cut short or no archive is said, and nothing is half a draft.
    let whole = zip_of(&files);
    let cut = desk.store(&whole[..whole.len() / 2]).await;
    let parts = issuing.drop_any(actor, None, cut, "coupee.zip").await.unwrap();
    assert!(parts.iter().all(|part| part.outcome.is_err()), "{parts:?}");
    let empty = desk.store(&zip_of(&[])).await;
    let parts = issuing.drop_any(actor, None, empty, "vide.zip").await.unwrap();
    assert_eq!(parts[0].outcome, Err(Reason::ArchiveEmpty));
    let image = desk.store(b"\x89PNG\r\n\x1a\n........").await;
    let parts = issuing.drop_any(actor, None, image, "photo.pdf").await.unwrap();
    assert_eq!(parts[0].outcome, Err(Reason::KindNotTaken { kind: FileKind::Image }));
    assert_eq!(cards(&desk).await.len(), 2);
}

/// A ZIP without compression.
fn zip_of(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut writer, content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn many_are_submitted_as_one_and_taken_back_as_one() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(desk.complete_draft(&format!("LOT-{number}")).await);
    }
    let incomplete = structureless(&desk, "X").await;
    let foreign = InvoiceId::from(uuid::Uuid::nil());
    let asked: Vec<_> = ids.iter().copied().chain([incomplete, foreign]).collect();
    let reviewed = issuing.review_several(actor, &asked).await.unwrap();
    assert_eq!((reviewed.ready.len(), reviewed.held.len(), reviewed.gone), (5, 1, 1));
    let sealed: Vec<_> =
        reviewed.ready.iter().map(|review| (review.view.invoice.id, review.seal())).collect();
    let outcome = issuing.submit_several(actor, &sealed).await.unwrap();
    assert_eq!((outcome.done.len(), outcome.not_done.len()), (5, 0));
    let leaving = issuing.leaving(actor).await.unwrap().unwrap();
    assert_eq!(leaving.invoices.len(), 5);
    assert!(leaving.until > desk.desk.now());
    let undone = issuing.undo_leaving(actor).await.unwrap();
    assert_eq!((undone.done.len(), undone.not_done.len()), (5, 0));
    assert_eq!(issuing.leaving(actor).await.unwrap(), None);
    desk.pass(Duration::from_secs(60)).await;
    assert!((1..=5).all(|number| desk.count_at_chorus_pro(&format!("LOT-{number}")) == 0));
    // One of them was changed after it was looked at: it stays, the others leave.
    desk.type_in(actor, ids[2], &complete_form("LOT-3-BIS")).await;
    let outcome = issuing.submit_several(actor, &sealed).await.unwrap();
    assert_eq!(outcome.done.len(), 4);
    assert_eq!(outcome.not_done, [(ids[2], Reason::ChangedSinceReview)]);
    desk.pass(Duration::from_secs(60)).await;
    for number in [1, 2, 4, 5] {
        assert_eq!(desk.count_at_chorus_pro(&format!("LOT-{number}")), 1, "{number}");
    }
    assert_eq!(desk.count_at_chorus_pro("LOT-3"), 0);
    assert_eq!(issuing.leaving(actor).await.unwrap(), None);
}

#[tokio::test]
async fn one_number_twice_in_one_act_is_held_back_and_leaves_once() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let twins = [desk.complete_draft("JUMELLE").await, desk.complete_draft("JUMELLE").await];
    let reviewed = issuing.review_several(actor, &twins).await.unwrap();
    assert_eq!((reviewed.ready.len(), reviewed.held.len()), (1, 1));
    let taken = Remark::from(Reason::NumberTaken);
    assert!(reviewed.held[0].notes.errors().any(|note| note.remark == taken), "{:?}", reviewed.held[0].notes);
    // Asked for all the same, as from two tabs.
    let mut sealed = Vec::new();
    for twin in twins {
        sealed.push((twin, issuing.review(actor, twin).await.unwrap().seal()));
    }
    let outcome = issuing.submit_several(actor, &sealed).await.unwrap();
    assert_eq!(outcome.done, [twins[0]]);
    assert_eq!(outcome.not_done, [(twins[1], Reason::NumberTaken)]);
    // A second press changes nothing, and says nothing that is not so.
    let again = issuing.submit_several(actor, &sealed[..1]).await.unwrap();
    assert_eq!((again.done.len(), again.not_done.len()), (1, 0));
    desk.pass(Duration::from_secs(60)).await;
    assert_eq!(desk.count_at_chorus_pro("JUMELLE"), 1);
}

#[tokio::test]
async fn what_nobody_has_decided_does_not_leave_with_the_others() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let read = structureless(&desk, "AUTRE-8").await;
    desk.type_in(actor, read, &complete_form("TYPED-8")).await;
    desk.pass(Duration::from_secs(5)).await;
    let reviewed = issuing.review_several(actor, &[read]).await.unwrap();
    assert_eq!((reviewed.ready.len(), reviewed.held.len()), (0, 1));
    assert!(!reviewed.held[0].view.differences.is_empty());
}

#[tokio::test]
async fn a_chorus_pro_that_fails_is_asked_once_for_all_and_what_is_not_known_is_said() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let mut ids = Vec::new();
    for (number, recipient) in [("M-1", SCHOOL_SIRET), ("M-2", SCHOOL_SIRET), ("M-3", TOWN_SIRET)] {
        let id = desk.complete_draft(number).await;
        let form = InvoiceForm { recipient_siret: recipient.to_owned(), ..complete_form(number) };
        desk.type_in(actor, id, &form).await;
        ids.push(id);
    }
    let path = "rechercher".to_owned();
    desk.simulator.faults().order(Fault {
        path,
        count: 20,
        skip: 0,
        order: 0,
        kind: FaultKind::Status { status: 503, retry_after: None },
    });
    let asked = || desk.simulator.calls().iter().filter(|call| call.path.ends_with("/rechercher")).count();
    let before = asked();
    let reviewed = issuing.review_several(actor, &ids).await.unwrap();
    assert_eq!(asked() - before, 1, "the others are not asked for");
    let remarks = |id: InvoiceId| {
        let ready = reviewed.ready.iter().find(|review| review.view.invoice.id == id).unwrap();
        ready.warnings.iter().map(|note| note.remark.clone()).collect::<Vec<_>>()
    };
    for id in &ids[..2] {
        let remarks = remarks(*id);
        let not_checked = |remark: &Remark| {
            matches!(remark, Remark::Because { reason: Reason::RecipientNotChecked { .. } })
        };
        assert!(remarks.iter().any(not_checked), "{remarks:?}");
    }
    assert!(remarks(ids[2]).contains(&Remark::RecipientNotKnown), "{:?}", remarks(ids[2]));
}

#[tokio::test]
async fn after_one_the_next_draft_of_the_same_person_is_at_hand() {
    let desk = Desk::open().await;
    let (issuing, actor) = (&desk.desk.issuing, &desk.firm.actor);
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(desk.complete_draft(&format!("S-{number}")).await);
        desk.clock.pass(Duration::from_secs(1));
    }
    desk.submit(actor, ids[1]).await.unwrap();
    assert_eq!(issuing.next_draft(actor, ids[1]).await.unwrap(), Some(ids[0]));
    desk.submit(actor, ids[0]).await.unwrap();
    assert_eq!(issuing.next_draft(actor, ids[0]).await.unwrap(), Some(ids[2]));
    desk.submit(actor, ids[2]).await.unwrap();
    assert_eq!(issuing.next_draft(actor, ids[2]).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_names_a_structure_out_of_reach_is_not_taken_for_another() {
    let desk = Desk::open().await;
    second_structure(&desk).await;
    let firm = &desk.firm;
    let scope = Scope::Only(vec![ScopedStructure { structure: firm.structure, services: Vec::new() }]);
    let email = "limite@cabinet.example";
    let user = add_user(&desk.system, firm.organization, email, Role::Deposant, scope.clone()).await;
    let limited = actor_of(user, firm.organization, "Cabinet", email, Role::Deposant, scope);
    let file = desk.store(&text(&["Facture", "SIRET 726 018 159 00010"])).await;
    let taken = desk.desk.issuing.drop_file(&limited, Some(firm.structure), file, "f.pdf").await.unwrap();
    assert!(matches!(taken, Dropped::Waiting(_)), "{taken:?}");
    // Who reaches some services only may not begin a deposit, and is told why.
    let services = vec![ScopedStructure { structure: firm.structure, services: vec!["A".to_owned()] }];
    let in_part = operations::Actor { scope: Scope::Only(services), ..limited };
    let file = desk.store(&text(&["Facture"])).await;
    let refused = desk.desk.issuing.drop_file(&in_part, None, file, "f.pdf").await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::OnlyServices))), "{refused:?}");
}

#[tokio::test]
async fn the_desk_keeps_to_what_one_may_see() {
    let desk = Desk::open().await;
    let second = second_structure(&desk).await;
    desk.complete_draft("A-MOI").await;
    let firm = &desk.firm;
    let scope = Scope::Only(vec![ScopedStructure { structure: second, services: Vec::new() }]);
    let email = "limite@cabinet.example";
    let user = add_user(&desk.system, firm.organization, email, Role::Deposant, scope.clone()).await;
    let limited = actor_of(user, firm.organization, "Cabinet", email, Role::Deposant, scope);
    let seen = desk.desk.issuing.draft_desk(&limited).await.unwrap();
    assert_eq!((seen.drafts.len(), seen.count), (0, 0));
    let file = desk.store(&text(&["Facture"])).await;
    let taken = desk.desk.issuing.drop_file(&limited, None, file, "f.pdf").await.unwrap();
    let Dropped::Draft(id) = taken else { panic!("{taken:?}") };
    let view = desk.desk.issuing.deposit_view(&limited, id).await.unwrap();
    assert_eq!((view.structure.id, view.invoice.status), (second, InvoiceStatus::Draft));
    let file = desk.store(&text(&["Facture"])).await;
    let refused = desk.desk.issuing.drop_file(&limited, Some(firm.structure), file, "f.pdf").await;
    assert!(matches!(refused, Err(OperationError::NotFound(_))), "{refused:?}");
}
