//! What Chorus Pro refused of a flow becomes drafts: filled by its data, once each, linked both ways.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{FlowId, FlowState, InvoiceStatus, Reason};
use flate2::Compression;
use flate2::write::GzEncoder;
use operations::{FlowView, FoundIn, OperationError};
use test_desk::{Desk, factur_x, invoice_pdf, with_files};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const CII: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_cii.xml");

fn cii(number: &str) -> String {
    CII.replace("FX-1", number)
}

/// Without payment means, which is not read here: Chorus Pro refuses it.
fn wrong(number: &str) -> String {
    cii(number).replace("<ram:TypeCode>30</ram:TypeCode>", "")
}

fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *content).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

async fn view(desk: &Desk, id: FlowId) -> FlowView {
    desk.desk.flows.flow_view(&desk.firm.actor, id).await.unwrap()
}

/// A flow at its end.
async fn ended(desk: &Desk, name: &str, content: &[u8]) -> FlowView {
    let (actor, flows) = (&desk.firm.actor, &desk.desk.flows);
    let file = desk.store(content).await;
    let id = flows.prepare_flow(actor, None, file, name).await.unwrap();
    end(desk, id).await
}

async fn end(desk: &Desk, id: FlowId) -> FlowView {
    let (actor, flows) = (&desk.firm.actor, &desk.desk.flows);
    flows.meet_recipients(actor, id).await.unwrap();
    let version = view(desk, id).await.flow.version;
    flows.send_flow(actor, id, version).await.unwrap();
    desk.pass(11 * SECOND).await;
    for _ in 0..30 {
        desk.pass(MINUTE).await;
    }
    view(desk, id).await
}

#[tokio::test]
async fn each_refused_invoice_becomes_a_draft_once_and_the_taken_ones_do_not() {
    let desk = Desk::open().await;
    let (actor, flows, issuing) = (&desk.firm.actor, &desk.desk.flows, &desk.desk.issuing);
    let documents = format!(
        "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>bon</ram:IssuerAssignedID><ram:TypeCode>916\
         </ram:TypeCode><ram:AttachmentBinaryObject mimeCode=\"text/csv\" filename=\"bon.csv\">{}\
         </ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>",
        STANDARD.encode("a;b")
    );
    let second = wrong("FX-9").replace("<!--documents-->", &documents);
    let archive = tar_gz(&[
        ("un.xml", cii("FX-8").as_bytes()),
        ("lot/deux.xml", second.as_bytes()),
        ("trois.xml", wrong("FX-10").as_bytes()),
    ]);
    let flow = ended(&desk, "mars.tar.gz", &archive).await;
    assert_eq!(flow.flow.state, FlowState::PartlyIntegrated, "{:?}", flow.flow);
    assert_eq!([0, 1, 2].map(|place| flow.may_be_taken_up(place)), [false, true, true]);
    let id = flow.flow.id;
    let refused = flows.take_up(actor, id, Some(0)).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::NothingToTakeUp))), "{refused:?}");
    let taken = flows.take_up(actor, id, Some(1)).await.unwrap();
    let [draft] = taken.drafts[..] else { panic!("{taken:?}") };
    // Linked both ways.
    assert_eq!(view(&desk, id).await.flow.invoices[1].draft, Some(draft));
    let made = issuing.deposit_view(actor, draft).await.unwrap();
    assert_eq!(made.draft.from_flow, Some(id));
    let (from, words) = made.refused_in.as_ref().unwrap();
    assert!(*from == id && words.as_ref().is_some_and(|words| words.contains("TypeCode")), "{words:?}");
    assert_eq!(desk.desk.portfolio.invoice_view(actor, draft).await.unwrap().flow, Some(id));
    // Filled by what the XML says, which stays with it; without a PDF one may type on from its lines.
    let form = &made.draft.form;
    assert_eq!(
        (form.number.as_str(), form.service_code.as_str(), form.gross.as_str()),
        ("FX-9", "ACHATS", "960,00")
    );
    assert_eq!((form.engagement.as_str(), form.lines.len()), ("EJ-77", 1));
    assert_eq!((form.lines[0].quantity.as_str(), form.lines[0].price.as_str()), ("10", "80,00"));
    assert_eq!(made.invoice.document, None);
    assert_eq!(
        made.origins.get(&domain::FieldPath::from(domain::Field::Number)),
        Some(&domain::ValueOrigin::Xml)
    );
    assert_eq!(made.draft.source.as_ref().unwrap().name, "deux.xml");
    let (_, file) = desk.desk.portfolio.open_source(actor, draft).await.unwrap();
    assert_eq!(file.bytes(), second.len() as u64);
    // What stands inside the XML is offered.
    let [(found, false)] = &made.inside[..] else { panic!("{:?}", made.inside) };
    assert_eq!((found.name.as_str(), found.found_in), ("bon.csv", FoundIn::Xml));
    issuing.attach_inside(actor, draft, &found.key()).await.unwrap();
    assert_eq!(issuing.deposit_view(actor, draft).await.unwrap().attachments.len(), 1);
    // Never twice; the others go in one act.
    assert!(flows.take_up(actor, id, Some(1)).await.is_err());
    let rest = flows.take_up(actor, id, None).await.unwrap();
    assert_eq!((rest.drafts.len(), rest.refused.len(), rest.left), (1, 0, 0));
    assert!(flows.take_up(actor, id, None).await.is_err());
    // The corrected one leaves like any other, under its number.
    let pdf = desk.store(&invoice_pdf(&["Facture"])).await;
    issuing.replace_document(actor, draft, pdf, "facture.pdf").await.unwrap();
    desk.submit(actor, draft).await.unwrap();
    desk.pass(11 * SECOND).await;
    assert_eq!(desk.count_at_chorus_pro("FX-9"), 1);
    let sent = issuing.deposit_view(actor, draft).await.unwrap();
    assert_eq!(sent.draft.source.unwrap().name, "deux.xml", "its origin is not lost on the way");
}

#[tokio::test]
async fn a_refused_factur_x_is_the_pdf_of_its_draft() {
    let desk = Desk::open().await;
    let pdf = with_files(&factur_x("factur-x.xml", &wrong("FX-3")), &[("plan.txt", b"plan")]);
    let flow = ended(&desk, "facture.pdf", &pdf).await;
    assert_eq!(flow.flow.state, FlowState::Rejected, "{:?}", flow.flow);
    let taken = desk.desk.flows.take_up(&desk.firm.actor, flow.flow.id, None).await.unwrap();
    let made = desk.desk.issuing.deposit_view(&desk.firm.actor, taken.drafts[0]).await.unwrap();
    assert_eq!(made.invoice.document.as_ref().unwrap().bytes, pdf.len() as i64);
    assert_eq!((made.draft.form.number.as_str(), made.draft.source.is_none()), ("FX-3", true));
    assert_eq!(made.inside.len(), 1);
    assert!(made.way.is_some(), "it may leave as a PDF with or without its data");
}

#[tokio::test]
async fn the_pdf_inside_a_minimal_xml_is_the_pdf_of_its_draft() {
    let desk = Desk::open().await;
    let pdf = invoice_pdf(&["Facture FX-4"]);
    let main = format!(
        "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>facture</ram:IssuerAssignedID><ram:TypeCode>916\
         </ram:TypeCode><ram:AttachmentBinaryObject mimeCode=\"application/pdf\" filename=\"facture.pdf\">{}\
         </ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>",
        STANDARD.encode(&pdf)
    );
    let (head, rest) = wrong("FX-4")
        .split_once("<ram:IncludedSupplyChainTradeLineItem>")
        .map(|(head, rest)| {
            (
                head.to_owned(),
                rest.split_once("</ram:IncludedSupplyChainTradeLineItem>").unwrap().1.to_owned(),
            )
        })
        .unwrap();
    let minimal = (head + &rest).replace("<!--documents-->", &main);
    let flow = ended(&desk, "facture.xml", minimal.as_bytes()).await;
    assert_eq!(flow.flow.state, FlowState::Rejected, "{:?}", flow.flow);
    let taken = desk.desk.flows.take_up(&desk.firm.actor, flow.flow.id, None).await.unwrap();
    let made = desk.desk.issuing.deposit_view(&desk.firm.actor, taken.drafts[0]).await.unwrap();
    let document = made.invoice.document.unwrap();
    assert_eq!((document.name.as_str(), document.bytes), ("facture.pdf", pdf.len() as i64));
    assert_eq!(made.draft.source.unwrap().name, "facture.xml");
    assert!(made.inside.is_empty(), "the invoice itself is not offered as an attachment: {:?}", made.inside);
}

#[tokio::test]
async fn the_draft_that_left_as_a_flow_comes_back_when_it_is_refused() {
    let desk = Desk::open().await;
    let (actor, flows, issuing) = (&desk.firm.actor, &desk.desk.flows, &desk.desk.issuing);
    let file = desk.store(&factur_x("factur-x.xml", &wrong("FX-5"))).await;
    let draft = issuing.begin_deposit(actor, desk.firm.structure, file, "f.pdf").await.unwrap();
    let flow = flows.flow_of_draft(actor, draft).await.unwrap();
    assert_eq!(end(&desk, flow).await.flow.state, FlowState::Rejected);
    let taken = flows.take_up(actor, flow, None).await.unwrap();
    assert_eq!(taken.drafts, [draft]);
    let back = issuing.deposit_view(actor, draft).await.unwrap();
    assert_eq!((back.invoice.status, back.draft.from_flow), (InvoiceStatus::Draft, Some(flow)));
    assert!(flows.take_up(actor, flow, None).await.is_err(), "once");
}

#[tokio::test]
async fn nothing_is_taken_up_of_a_flow_that_runs_or_is_out_of_reach() {
    let desk = Desk::open().await;
    let (actor, flows) = (&desk.firm.actor, &desk.desk.flows);
    let file = desk.store(cii("FX-6").as_bytes()).await;
    let id = flows.prepare_flow(actor, None, file, "f.xml").await.unwrap();
    let refused = flows.take_up(actor, id, None).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::NothingToTakeUp))), "{refused:?}");
    let outcome = flows.take_up(&desk.stranger.actor, id, None).await;
    assert!(matches!(outcome, Err(OperationError::NotFound(_))), "{outcome:?}");
}
