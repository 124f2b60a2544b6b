//! Flows: told by their bytes, of the structure that they name, deposited once, followed to the invoices born of them.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::time::Duration;

use chorus_pro_simulator::{Fault, FaultKind};
use domain::{FlowId, FlowState, FlowSyntax, InvoiceStatus, Reason, Role, Severity};
use flate2::Compression;
use flate2::write::GzEncoder;
use operations::{Actor, FlowChoice, FlowView, OperationError};
use test_desk::{Desk, factur_x, invoice_pdf};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const CII: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_cii.xml");
const UBL: &str = include_str!("../../chorus-pro-simulator/tests/data/flow_ubl.xml");

fn cii(number: &str) -> String {
    CII.replace("FX-1", number)
}

fn tar_gz(files: &[(&str, &str)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, content.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

async fn prepare(desk: &Desk, name: &str, content: &[u8]) -> operations::Result<FlowId> {
    let file = desk.store(content).await;
    desk.desk.flows.prepare_flow(&desk.firm.actor, None, file, name).await
}

async fn view(desk: &Desk, id: FlowId) -> FlowView {
    desk.desk.flows.flow_view(&desk.firm.actor, id).await.unwrap()
}

/// Prepares a flow and confirms it.
async fn sent(desk: &Desk, name: &str, content: &[u8]) -> FlowId {
    let id = prepare(desk, name, content).await.unwrap();
    desk.desk.flows.meet_recipients(&desk.firm.actor, id).await.unwrap();
    let version = view(desk, id).await.flow.version;
    desk.desk.flows.send_flow(&desk.firm.actor, id, version).await.unwrap();
    id
}

/// Lets a flow come to its end.
async fn ended(desk: &Desk, id: FlowId) -> FlowView {
    desk.pass(11 * SECOND).await;
    for _ in 0..30 {
        desk.pass(MINUTE).await;
    }
    view(desk, id).await
}

fn on_deposit(kind: FaultKind) -> Fault {
    Fault { path: "factures/v1/deposer/flux".to_owned(), count: 1, skip: 0, order: 0, kind }
}

fn deposits(desk: &Desk) -> usize {
    desk.simulator.calls().iter().filter(|call| call.path.ends_with("deposer/flux")).count()
}

#[tokio::test]
async fn a_cii_is_deposited_followed_and_leads_to_its_invoice() {
    let desk = Desk::open().await;
    let id = prepare(&desk, "facture.xml", cii("FX-1").as_bytes()).await.unwrap();
    let prepared = view(&desk, id).await;
    assert_eq!(prepared.flow.syntax, Some(FlowSyntax::Cii));
    assert_eq!(prepared.flow.structure, desk.firm.structure);
    let [read] = &prepared.flow.invoices[..] else { panic!("{:?}", prepared.flow.invoices) };
    assert_eq!((read.number.as_str(), read.service_code.as_str()), ("FX-1", "ACHATS"));
    assert_eq!(read.gross, "960".parse().ok());
    let id = sent(&desk, "facture.xml", cii("FX-2").as_bytes()).await;
    assert!(view(&desk, id).await.undo_until.is_some());
    let done = ended(&desk, id).await;
    assert_eq!(done.flow.state, FlowState::Integrated, "{:?}", done.flow);
    assert!(done.flow.number.as_ref().is_some_and(|number| number.len() == 25));
    let born = done.flow.invoices[0].invoice.unwrap();
    let invoice = desk.desk.portfolio.invoice_view(&desk.firm.actor, born).await.unwrap().invoice;
    assert_eq!(invoice.number, "FX-2");
    assert!(invoice.status.is_at_chorus_pro());
    assert_eq!(deposits(&desk), 1);
}

#[tokio::test]
async fn factur_x_and_ubl_are_told_by_their_bytes_whatever_their_names() {
    let desk = Desk::open().await;
    let pdf = factur_x("factur-x.xml", &cii("FX-1"));
    let id = prepare(&desk, "facture.xml", &pdf).await.unwrap();
    assert_eq!(view(&desk, id).await.flow.syntax, Some(FlowSyntax::FacturX));
    let id = prepare(&desk, "facture", UBL.as_bytes()).await.unwrap();
    let ubl = view(&desk, id).await.flow;
    assert_eq!((ubl.syntax, ubl.document.name.as_str()), (Some(FlowSyntax::Ubl), "facture.xml"));
    for content in [&b"Bonjour"[..], &invoice_pdf(&["Facture"]), b"<a/>"] {
        let refused = prepare(&desk, "x.xml", content).await;
        assert!(matches!(refused, Err(OperationError::Refused(Reason::NoFlow))), "{refused:?}");
    }
}

#[tokio::test]
async fn of_an_archive_each_invoice_is_told_what_became_of_it() {
    let desk = Desk::open().await;
    // Another recipient asks for a service that it does not have.
    let wrong = cii("FX-9").replace("ACHATS", "INCONNU");
    let files = [("un.xml", cii("FX-8")), ("deux.xml", wrong)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, xml)| (*name, xml.as_str())).collect();
    let id = prepare(&desk, "mars.tgz", &tar_gz(&files)).await.unwrap();
    desk.desk.flows.meet_recipients(&desk.firm.actor, id).await.unwrap();
    let prepared = view(&desk, id).await;
    assert_eq!(prepared.flow.invoices.len(), 2);
    assert!(!prepared.may_leave(), "the wrong service is foreseen");
    assert!(prepared.invoice_notes[0].errors().next().is_none());
    assert!(prepared.invoice_notes[1].iter().any(|note| note.severity == Severity::Error));
    let refused = desk.desk.flows.send_flow(&desk.firm.actor, id, prepared.flow.version).await;
    assert!(matches!(refused, Err(OperationError::Refused(Reason::FlowToCorrect))), "{refused:?}");
}

#[tokio::test]
async fn what_chorus_pro_refuses_in_a_flow_stands_at_its_invoice_and_the_rest_is_born() {
    let desk = Desk::open().await;
    // Without payment means, which is not read here.
    let wrong = cii("FX-9").replace("<ram:TypeCode>30</ram:TypeCode>", "");
    let files = [("un.xml", cii("FX-8")), ("deux.xml", wrong)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, xml)| (*name, xml.as_str())).collect();
    let id = sent(&desk, "mars.tar.gz", &tar_gz(&files)).await;
    let done = ended(&desk, id).await;
    assert_eq!(done.flow.state, FlowState::PartlyIntegrated, "{:?}", done.flow);
    let [taken, refused] = &done.flow.invoices[..] else { panic!("{:?}", done.flow.invoices) };
    assert!(taken.invoice.is_some() && taken.error.is_none());
    assert!(
        refused.invoice.is_none() && refused.error.as_ref().is_some_and(|text| text.contains("TypeCode"))
    );
}

#[tokio::test]
async fn a_zip_is_packed_anew_for_chorus_pro() {
    let desk = Desk::open().await;
    let (one, two) = (cii("FX-5"), cii("FX-6"));
    let id = sent(&desk, "lot.zip", &zip(&[("un.xml", &one), ("deux.xml", &two)])).await;
    assert_eq!(view(&desk, id).await.flow.document.name, "lot.tar.gz");
    let done = ended(&desk, id).await;
    assert_eq!(done.flow.state, FlowState::Integrated, "{:?}", done.flow);
    assert!(done.flow.invoices.iter().all(|invoice| invoice.invoice.is_some()));
}

#[tokio::test]
async fn a_flow_whose_answer_is_lost_is_found_by_its_invoices_and_sent_once() {
    let desk = Desk::open().await;
    desk.desk.connecting.test_access(&desk.firm.actor, desk.firm.structure).await.unwrap();
    desk.simulator.faults().order(on_deposit(FaultKind::CutAfter));
    let id = sent(&desk, "facture.xml", cii("FX-3").as_bytes()).await;
    desk.pass(11 * SECOND).await;
    assert_eq!(view(&desk, id).await.flow.state, FlowState::Unconfirmed);
    let done = ended(&desk, id).await;
    assert_eq!(done.flow.state, FlowState::Integrated, "{:?}", done.flow);
    assert_eq!((deposits(&desk), desk.count_at_chorus_pro("FX-3")), (1, 1));
}

#[tokio::test]
async fn a_flow_that_never_arrived_waits_for_a_person_and_is_never_sent_by_itself() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    desk.desk.connecting.test_access(actor, desk.firm.structure).await.unwrap();
    desk.simulator.faults().order(on_deposit(FaultKind::CutBefore));
    let id = sent(&desk, "facture.xml", cii("FX-4").as_bytes()).await;
    for _ in 0..90 {
        desk.pass(MINUTE).await;
    }
    let waits = view(&desk, id).await;
    assert_eq!(waits.flow.state, FlowState::Unconfirmed);
    assert!(waits.given_up, "{:?}", waits.attempts);
    assert_eq!(desk.count_at_chorus_pro("FX-4"), 0);
    let odd = desk.desk.flows.tell_flow_number(actor, id, "CPP 12").await;
    assert!(matches!(odd, Err(OperationError::Refused(Reason::FlowNumberUnusable))), "{odd:?}");
    desk.desk.flows.send_flow_again(actor, id, "").await.unwrap();
    assert_eq!(ended(&desk, id).await.flow.state, FlowState::Integrated);
    assert_eq!(desk.count_at_chorus_pro("FX-4"), 1);
}

#[tokio::test]
async fn a_number_that_chorus_pro_does_not_know_is_asked_for_again() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    desk.desk.connecting.test_access(actor, desk.firm.structure).await.unwrap();
    desk.simulator.faults().order(on_deposit(FaultKind::CutBefore));
    let id = sent(&desk, "facture.xml", cii("FX-5").as_bytes()).await;
    for _ in 0..90 {
        desk.pass(MINUTE).await;
    }
    desk.desk.flows.tell_flow_number(actor, id, "CPP0011117000000000499999").await.unwrap();
    for _ in 0..90 {
        desk.pass(MINUTE).await;
    }
    let waits = view(&desk, id).await;
    assert_eq!((waits.flow.state, &waits.flow.number), (FlowState::Unconfirmed, &None));
    assert!(waits.given_up && matches!(waits.flow.reason, Some(Reason::FlowNumberUnknown { .. })));
    desk.desk.flows.send_flow_again(actor, id, "").await.unwrap();
    assert_eq!(ended(&desk, id).await.flow.state, FlowState::Integrated);
}

#[tokio::test]
async fn what_waited_long_is_looked_for_before_a_person_is_asked() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    desk.desk.connecting.test_access(actor, desk.firm.structure).await.unwrap();
    let id = sent(&desk, "facture.xml", cii("FX-6").as_bytes()).await;
    // Nothing runs for two hours, as while an access is stopped; then the answer is lost.
    desk.clock.pass(2 * 60 * MINUTE);
    desk.simulator.faults().order(on_deposit(FaultKind::CutAfter));
    desk.pass(SECOND).await;
    let waits = view(&desk, id).await;
    assert_eq!((waits.flow.state, waits.given_up), (FlowState::Unconfirmed, false), "{:?}", waits.attempts);
    assert_eq!(ended(&desk, id).await.flow.state, FlowState::Integrated);
    assert_eq!(desk.count_at_chorus_pro("FX-6"), 1);
}

#[tokio::test]
async fn a_flow_is_taken_back_before_it_leaves() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let id = sent(&desk, "facture.xml", cii("FX-7").as_bytes()).await;
    desk.desk.flows.undo_flow(actor, id).await.unwrap();
    desk.pass(MINUTE).await;
    assert_eq!((deposits(&desk), view(&desk, id).await.flow.state), (0, FlowState::Prepared));
    desk.desk.flows.discard_flow(actor, id).await.unwrap();
    let gone = desk.desk.flows.flow_view(actor, id).await;
    assert!(matches!(gone, Err(OperationError::NotFound(_))), "{gone:?}");
}

#[tokio::test]
async fn an_invoice_of_another_company_stops_until_a_person_says_that_it_is_right() {
    let desk = Desk::open().await;
    let actor = &desk.firm.actor;
    let foreign = cii("FX-1").replace("00000000900001", "12345678200010");
    let id = prepare(&desk, "facture.xml", foreign.as_bytes()).await.unwrap();
    desk.desk.flows.meet_recipients(actor, id).await.unwrap();
    let prepared = view(&desk, id).await;
    assert!(!prepared.may_leave());
    let choice = FlowChoice { syntax: prepared.flow.syntax, issuer_confirmed: true, ..FlowChoice::default() };
    let stale = desk.desk.flows.change_flow(actor, id, 99, choice).await;
    assert!(matches!(stale, Err(OperationError::ChangedMeanwhile)), "{stale:?}");
    desk.desk.flows.change_flow(actor, id, 1, choice).await.unwrap();
    assert!(view(&desk, id).await.may_leave());
}

#[tokio::test]
async fn a_number_that_was_used_is_said_before_it_leaves() {
    let desk = Desk::open().await;
    let id = sent(&desk, "facture.xml", cii("FX-1").as_bytes()).await;
    ended(&desk, id).await;
    let again = prepare(&desk, "facture.xml", cii("FX-1").as_bytes()).await.unwrap();
    let said = view(&desk, again).await;
    assert!(!said.may_leave());
    assert!(said.invoice_notes[0].errors().any(|note| note.remark == Reason::NumberTaken.into()));
}

#[tokio::test]
async fn a_flow_out_of_reach_does_not_exist() {
    let desk = Desk::open().await;
    let id = prepare(&desk, "facture.xml", cii("FX-1").as_bytes()).await.unwrap();
    let (stranger, flows) = (&desk.stranger.actor, &desk.desk.flows);
    for outcome in [
        flows.flow_view(stranger, id).await.map(drop),
        flows.change_flow(stranger, id, 1, FlowChoice::default()).await.map(drop),
        flows.send_flow(stranger, id, 1).await,
        flows.undo_flow(stranger, id).await,
        flows.retry_flow(stranger, id).await,
        flows.discard_flow(stranger, id).await,
        flows.tell_flow_number(stranger, id, "CPP1").await,
        flows.send_flow_again(stranger, id, "").await,
        flows.open_flow(stranger, id).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(OperationError::NotFound(_))), "{outcome:?}");
    }
    assert!(flows.flows(stranger).await.unwrap().is_empty());
    let reader = Actor { role: Role::Lecteur, ..desk.firm.actor.clone() };
    let outcome = flows.send_flow(&reader, id, 1).await;
    assert!(matches!(outcome, Err(OperationError::Forbidden(_))), "{outcome:?}");
}

#[tokio::test]
async fn what_was_entered_elsewhere_is_fetched_when_somebody_opens_it() {
    let desk = Desk::open().await;
    let id = sent(&desk, "facture.xml", cii("FX-1").as_bytes()).await;
    let born = ended(&desk, id).await.flow.invoices[0].invoice.unwrap();
    let portfolio = &desk.desk.portfolio;
    let before = portfolio.invoice_view(&desk.firm.actor, born).await.unwrap();
    assert_eq!(before.files, operations::Files::Elsewhere);
    assert_eq!(before.invoice.status, InvoiceStatus::MiseADisposition);
    portfolio.note_opening(&desk.firm.actor, born).await.unwrap();
    desk.pass(SECOND).await;
    let after = portfolio.invoice_view(&desk.firm.actor, born).await.unwrap();
    assert_eq!(after.files, operations::Files::Settled);
    assert_eq!(after.invoice.document.unwrap().name, "FX-1.pdf");
    // Nobody fetches twice.
    portfolio.note_opening(&desk.firm.actor, born).await.unwrap();
    desk.pass(SECOND).await;
    let asked =
        desk.simulator.calls().iter().filter(|call| call.path.ends_with("telecharger/groupe")).count();
    assert_eq!(asked, 1);
}
