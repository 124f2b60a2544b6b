//! The desk of a recipient over two hundred thousand received invoices: its list, and going from one invoice to the next.

use bytes::Bytes;
use domain::{Direction, InvoiceId, InvoiceStatus, StatusStage};
use operations::{InvoiceFilter, Scope};
use storage::Document;

use super::engine::Place;
use super::fill::{Cabinet, pdf_of};
use super::measure::{Figure, Target, latency};
use super::process::Pupitre;

/// Invoices of the inbox.
pub const INVOICES: u32 = 200_000;
/// Towns that receive them.
pub const STRUCTURES: u32 = 20;
/// Requests of a round.
const RUNS: u32 = 100;
/// Invoices that have their PDF: those that are gone through.
const WITH_PDF: u32 = 50;
/// Bytes of one.
const FILE: usize = 60_000;

/// Gives the first invoices of the list their PDF; gives which ones.
pub async fn give_documents(cabinet: &Cabinet) -> Vec<InvoiceId> {
    let filter = InvoiceFilter {
        stage: Some(StatusStage::Arrived),
        per_page: WITH_PDF,
        ..InvoiceFilter::new(Direction::Received, Scope::Everything)
    };
    let organization = cabinet.actor.organization;
    let mut transaction = cabinet.write().await;
    let rows = transaction.invoice_page(organization, &filter).await.unwrap().rows;
    let pdf = Bytes::from(pdf_of(FILE));
    let content = futures::stream::iter([Ok::<_, std::io::Error>(pdf)]);
    let stored = cabinet.system.documents().receive(content, 10_000_000).await.unwrap();
    for row in &rows {
        let mut invoice = transaction.invoice(organization, row.id).await.unwrap().unwrap();
        invoice.document = Some(Document {
            sha256: stored.sha256.clone(),
            name: "facture.pdf".to_owned(),
            bytes: stored.bytes.cast_signed(),
        });
        transaction.update_invoice(&mut invoice).await.unwrap();
    }
    transaction.commit().await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

/// Every figure of the inbox.
pub async fn measure(place: &Place, cabinet: &Cabinet, opened: &[InvoiceId]) -> Vec<Figure> {
    let pupitre = Pupitre::start(place, &[]).await;
    let (email, password) = cabinet.login();
    let browser = pupitre.sign_in(email, password).await;
    let ask = |path: String| {
        let browser = &browser;
        async move { browser.page(&path).await }
    };
    let structure = |round: u32| cabinet.structures[round as usize % cabinet.structures.len()];
    let arrived = InvoiceStatus::MiseADisposition.code();
    let next = |round: u32| {
        let browser = &browser;
        async move {
            let place = round as usize % opened.len();
            let path = format!("/factures/{}", opened[place]);
            let list = format!("?onglet=arrivees&rang={}&sur={}", place + 1, opened.len());
            browser.page(&format!("{path}{list}")).await;
            browser.page(&format!("{path}/pages/1.png")).await;
        }
    };
    let first = latency("inbox of 200,000, first page, p95", 30.0, RUNS, |_| ask("/recues".to_owned())).await;
    let tab =
        latency("inbox, what has arrived, p95", 30.0, RUNS, |_| ask("/recues?onglet=arrivees".to_owned()));
    let tab = tab.await;
    let status = latency("inbox, one status of one town, p95", 30.0, RUNS, |round| {
        ask(format!("/recues?statut={arrived}&structure={}", structure(round)))
    });
    let status = status.await;
    let home = latency("home of a recipient, p95", 15.0, RUNS, |_| ask("/".to_owned())).await;
    let next = latency("next invoice: its page and the first page of its PDF, p95", 100.0, RUNS, next).await;
    let memory = pupitre.resident_megabytes();
    pupitre.stop().await;
    vec![first, tab, status, home, next, Figure::once("  memory then", "MB", Target::None, memory)]
}
