//! How a PDF with its data inside leaves: as it is, as a copy without its data, or as a flow.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{DocumentWay, FlowState, InvoiceId, InvoiceStatus, Reason, Remark};
use operations::{Actor, OperationError};
use test_desk::{Desk, SCHOOL_SIRET, TOWN_SIRET, complete_form, factur_x, invoice_pdf, with_files};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const CII: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_cii.xml");

/// For the school, which asks for nothing.
fn factur_x_of(number: &str) -> Vec<u8> {
    let xml = CII.replace("FX-1", number).replace("00000000900011", SCHOOL_SIRET);
    let xml = xml.replace("<ram:BuyerReference>ACHATS</ram:BuyerReference>", "").replace("EJ-77", "");
    factur_x("factur-x.xml", &xml.replace("M-2026-8", ""))
}

async fn dropped(desk: &Desk, pdf: &[u8]) -> InvoiceId {
    let file = desk.store(pdf).await;
    let (actor, structure) = (&desk.firm.actor, desk.firm.structure);
    desk.desk.issuing.begin_deposit(actor, structure, file, "facture.pdf").await.unwrap()
}

async fn leaves(desk: &Desk, id: InvoiceId) -> Option<DocumentWay> {
    desk.desk.issuing.deposit_view(&desk.firm.actor, id).await.unwrap().way.map(|way| way.leaves())
}

/// Every PDF that Chorus Pro was given, first ones first.
fn given(desk: &Desk) -> Vec<Vec<u8>> {
    let calls = desk.simulator.calls().into_iter().filter(|call| call.path.ends_with("deposer/pdf"));
    let content = calls.filter_map(|call| {
        let request = call.request?;
        let text = request.get("fichierFacture")?.as_str()?.to_owned();
        STANDARD.decode(text).ok()
    });
    content.collect()
}

fn holds(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_copy_without_data_leaves_and_the_original_stays() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let original = with_files(&factur_x_of("FX-1"), &[("plan.txt", b"plan")]);
    let id = dropped(&desk, &original).await;
    assert_eq!(leaves(&desk, id).await, Some(DocumentWay::Pdf));
    // Chorus Pro reads the PDF as it is before anybody has chosen.
    desk.pass(SECOND).await;
    assert!(given(&desk).iter().any(|pdf| holds(pdf, "CrossIndustryInvoice")));
    let before = desk.desk.issuing.review(actor, id).await.unwrap().seal();
    desk.desk.issuing.choose_way(actor, id, DocumentWay::PlainPdf).await.unwrap();
    let review = desk.desk.issuing.review(actor, id).await.unwrap();
    assert_ne!(review.seal(), before, "another file leaves: it is another review");
    desk.desk.issuing.submit(actor, id, &review.seal()).await.unwrap();
    desk.pass(11 * SECOND).await;
    let sent = given(&desk).pop().unwrap();
    assert!(!holds(&sent, "CrossIndustryInvoice") && !holds(&sent, "EmbeddedFile") && !holds(&sent, "plan"));
    let view = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert!(view.invoice.status.is_at_chorus_pro(), "{:?}", view.attempts);
    let (_, stored) = desk.desk.portfolio.open_document(actor, id).await.unwrap();
    assert_eq!(stored.bytes(), original.len() as u64, "the original is the document");
    let copy = view.plain_copy.unwrap();
    assert_eq!((copy.name.as_str(), copy.bytes), ("facture-sans-xml.pdf", sent.len() as i64));
    let (_, file) = desk.desk.portfolio.open_plain_copy(actor, id).await.unwrap();
    assert_eq!(file.bytes(), sent.len() as u64);
}

#[tokio::test]
async fn what_was_chosen_is_proposed_for_the_next_invoice_of_the_same_two() {
    let desk = Desk::open().await;
    let (actor, issuing) = (&desk.firm.actor, &desk.desk.issuing);
    let first = dropped(&desk, &factur_x_of("FX-1")).await;
    issuing.choose_way(actor, first, DocumentWay::PlainPdf).await.unwrap();
    desk.submit(actor, first).await.unwrap();
    desk.pass(11 * SECOND).await;
    let second = dropped(&desk, &factur_x_of("FX-2")).await;
    let way = issuing.deposit_view(actor, second).await.unwrap().way.unwrap();
    assert_eq!((way.chosen, way.proposed), (None, Some(DocumentWay::PlainPdf)));
    assert_eq!(way.leaves(), DocumentWay::PlainPdf);
    // Nobody opens it: many leave by one review, and the copy is made for it.
    let reviewed = issuing.review_several(actor, &[second]).await.unwrap();
    let [ready] = &reviewed.ready[..] else { panic!("{:?}", reviewed.held) };
    issuing.submit_several(actor, &[(second, ready.seal())]).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert!(!holds(&given(&desk).pop().unwrap(), "CrossIndustryInvoice"));
    // For another recipient, nothing is proposed.
    let third = dropped(&desk, &factur_x_of("FX-3")).await;
    let mut form = complete_form("FX-3");
    form.recipient_siret = TOWN_SIRET.to_owned();
    desk.type_in(actor, third, &form).await;
    assert_eq!(leaves(&desk, third).await, Some(DocumentWay::Pdf));
    // What a person chooses goes before.
    let fourth = dropped(&desk, &factur_x_of("FX-4")).await;
    issuing.choose_way(actor, fourth, DocumentWay::Pdf).await.unwrap();
    assert_eq!(leaves(&desk, fourth).await, Some(DocumentWay::Pdf));
    desk.submit(actor, fourth).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert!(holds(&given(&desk).pop().unwrap(), "CrossIndustryInvoice"));
    // What nobody chose takes no place of a choice.
    let fifth = dropped(&desk, &factur_x_of("FX-5")).await;
    issuing.choose_way(actor, fifth, DocumentWay::PlainPdf).await.unwrap();
    desk.submit(actor, fifth).await.unwrap();
    let sixth = dropped(&desk, &factur_x_of("FX-6")).await;
    desk.submit(actor, sixth).await.unwrap();
    let seventh = dropped(&desk, &factur_x_of("FX-7")).await;
    let way = issuing.deposit_view(actor, seventh).await.unwrap().way.unwrap();
    assert_eq!(way.proposed, Some(DocumentWay::PlainPdf));
}

#[tokio::test]
async fn a_pdf_without_data_has_no_choice() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = dropped(&desk, &invoice_pdf(&["Facture"])).await;
    assert_eq!(leaves(&desk, id).await, None);
    for way in DocumentWay::ALL {
        let refused = desk.desk.issuing.choose_way(actor, id, way).await;
        assert!(matches!(refused, Err(OperationError::Refused(Reason::NothingForFlow))), "{refused:?}");
    }
    let refused = desk.desk.flows.flow_of_draft(actor, id).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::NothingForFlow))), "{refused:?}");
}

#[tokio::test]
async fn another_pdf_asks_anew() {
    let desk = Desk::open().await;
    let (actor, issuing) = (&desk.firm.actor, &desk.desk.issuing);
    let id = dropped(&desk, &factur_x_of("FX-1")).await;
    issuing.choose_way(actor, id, DocumentWay::PlainPdf).await.unwrap();
    let other = desk.store(&factur_x_of("FX-7")).await;
    issuing.replace_document(actor, id, other, "autre.pdf").await.unwrap();
    assert_eq!(leaves(&desk, id).await, Some(DocumentWay::Pdf));
}

#[tokio::test]
async fn a_draft_becomes_a_flow_once_and_comes_back_when_that_is_put_aside() {
    let desk = Desk::open().await;
    let (actor, issuing, flows) = (&desk.firm.actor, &desk.desk.issuing, &desk.desk.flows);
    let id = dropped(&desk, &factur_x_of("FX-1")).await;
    let file = desk.store(b"bon").await;
    let added = issuing.add_attachment(actor, id, file, "bon.txt").await.unwrap();
    let refused = flows.flow_of_draft(actor, id).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::FlowTakesNoAttachments))), "{refused:?}");
    issuing.remove_attachment(actor, id, added[0].id).await.unwrap();
    let flow = flows.flow_of_draft(actor, id).await.unwrap();
    assert!(flows.flow_of_draft(actor, id).await.is_err(), "never twice");
    let view = flows.flow_view(actor, flow).await.unwrap();
    assert_eq!((view.flow.draft, view.flow.structure), (Some(id), desk.firm.structure));
    let left = desk.desk.portfolio.invoice_view(actor, id).await.unwrap();
    assert_eq!((left.invoice.status, left.flow), (InvoiceStatus::Cancelled, Some(flow)));
    let resumed = issuing.resume_draft(actor, id).await;
    assert!(matches!(resumed, Err(OperationError::Refused(Reason::LeftAsFlow))), "{resumed:?}");
    flows.discard_flow(actor, flow).await.unwrap();
    let back = issuing.deposit_view(actor, id).await.unwrap();
    assert_eq!((back.invoice.status, back.draft.flow), (InvoiceStatus::Draft, None));
    // The next one for the same recipient is told that a flow was chosen last.
    let again = flows.flow_of_draft(actor, id).await.unwrap();
    let next = dropped(&desk, &factur_x_of("FX-2")).await;
    let next = issuing.deposit_view(actor, next).await.unwrap();
    assert_eq!(next.way.unwrap().proposed, Some(DocumentWay::Flow));
    assert!(next.notes.iter().any(|note| note.remark == Remark::FlowChosenBefore));
    flows.meet_recipients(actor, again).await.unwrap();
    let version = flows.flow_view(actor, again).await.unwrap().flow.version;
    flows.send_flow(actor, again, version).await.unwrap();
    desk.pass(11 * SECOND).await;
    for _ in 0..30 {
        desk.pass(MINUTE).await;
    }
    assert_eq!(flows.flow_view(actor, again).await.unwrap().flow.state, FlowState::Integrated);
    assert_eq!(desk.count_at_chorus_pro("FX-1"), 1);
}

#[tokio::test]
async fn a_signed_pdf_is_not_copied_and_that_is_said() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let mut signed = factur_x_of("FX-1");
    let object = b"\n99 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/Contents(00)/ByteRange[0 9 20 9]>>\nendobj\n";
    // Behind the head, before the first object; the table is found by looking for the objects.
    let end = signed.windows(9).position(|window| window == b"startxref").unwrap();
    signed.truncate(end);
    signed.extend_from_slice(object);
    signed.extend_from_slice(b"startxref\n0\n%%EOF\n");
    let id = dropped(&desk, &signed).await;
    let refused = desk.desk.issuing.choose_way(actor, id, DocumentWay::PlainPdf).await;
    let Err(OperationError::Refused(Reason::NoPlainCopy { problem })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(problem, domain::CopyProblem::Signed);
    assert_eq!(leaves(&desk, id).await, Some(DocumentWay::Pdf), "nothing has changed");
}

#[tokio::test]
async fn ways_of_a_draft_out_of_reach_do_not_exist() {
    let desk = Desk::open().await;
    let id = dropped(&desk, &factur_x_of("FX-1")).await;
    desk.desk.issuing.choose_way(&desk.firm.actor, id, DocumentWay::PlainPdf).await.unwrap();
    let stranger = &desk.stranger.actor;
    for outcome in [
        desk.desk.issuing.choose_way(stranger, id, DocumentWay::Pdf).await,
        desk.desk.flows.flow_of_draft(stranger, id).await.map(drop),
        desk.desk.portfolio.open_plain_copy(stranger, id).await.map(drop),
        desk.desk.portfolio.open_source(stranger, id).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(OperationError::NotFound(_))), "{outcome:?}");
    }
    let reader = Actor { role: domain::Role::Lecteur, ..desk.firm.actor.clone() };
    let outcome = desk.desk.issuing.choose_way(&reader, id, DocumentWay::Pdf).await;
    assert!(matches!(outcome, Err(OperationError::Forbidden(_))), "{outcome:?}");
}
