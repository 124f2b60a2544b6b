//! The file of proof of an invoice: its documents, what was said to Chorus Pro about it, and a list of the SHA-256 of
//! everything, in one ZIP.

use std::fs::File;
use std::io::{self, Seek as _, Write};

use bytes::Bytes;
use domain::Permission;
use futures::StreamExt as _;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::{Exchange, ExchangeFilter, Invoice};
use tokio::sync::{Semaphore, mpsc};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{InvoiceView, Portfolio};
use crate::ground::hex;
use crate::{Actor, OperationError, Result};

/// Files of proof that are made at a time, in this process; others wait.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Pieces on their way into the archive.
const PIECES: usize = 4;
/// Exchanges that are looked through for those about the invoice, latest first.
const MOST_EXCHANGES: u32 = 200;
/// The list of sums, as `sha256sum -c` reads it.
const MANIFEST: &str = "empreintes.sha256";

/// A text that goes with the documents: a summary, a table.
pub struct EvidenceText {
    /// Its name in the archive.
    pub name: String,
    /// What it says.
    pub content: String,
}

enum Step {
    Begin(String),
    Piece(Bytes),
}

impl Portfolio {
    /// Makes the file of proof of an invoice and writes down who asked for it. `texts` are the interface's own.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach; when a file cannot be read or written.
    pub async fn evidence(
        &self,
        actor: &Actor,
        view: &InvoiceView,
        texts: Vec<EvidenceText>,
    ) -> Result<File> {
        actor.require(Permission::Read)?;
        let id = view.invoice.id;
        // What was shown is read by who may read it at this moment.
        actor.reach(self.ground.read().await?.invoice(actor.organization, id).await?)?;
        let _turn = TURNS.acquire().await;
        let exchanges = self.exchanges_about(actor, &view.invoice).await?;
        let archive = tempfile::tempfile()?;
        let (steps, received) = mpsc::channel(PIECES);
        let writing = tokio::task::spawn_blocking(move || write(archive, received));
        let sent = self.send_all(view, texts, exchanges, &steps).await;
        drop(steps);
        let archive = writing.await.map_err(io::Error::other)??;
        sent?;
        let mut transaction = self.ground.write(actor.organization).await?;
        transaction.journal(&self.ground.act(actor, "invoice.evidence", id, &view.invoice.number)).await?;
        transaction.commit().await?;
        Ok(archive)
    }

    async fn send_all(
        &self,
        view: &InvoiceView,
        texts: Vec<EvidenceText>,
        exchanges: Vec<Exchange>,
        steps: &mpsc::Sender<Step>,
    ) -> Result<()> {
        for EvidenceText { name, content } in texts {
            send(steps, name, Bytes::from(content)).await?;
        }
        let document = view.invoice.document.iter().map(|document| ("facture", document));
        let attached = view.attachments.iter().map(|attachment| ("pieces", &attachment.document));
        for (folder, document) in document.chain(attached) {
            hand(steps, Step::Begin(format!("{folder}/{}", document.name))).await?;
            let mut content = self.documents.open(&document.sha256).await?.into_stream();
            while let Some(piece) = content.next().await {
                hand(steps, Step::Piece(piece?)).await?;
            }
        }
        for (place, exchange) in exchanges.iter().enumerate() {
            let summary = &exchange.summary;
            let name = format!("echanges/{:03}_{}.json", place + 1, summary.service);
            let content = json!({
                "instant": summary.at.to_rfc3339(),
                "service": summary.service,
                "adresse": exchange.url,
                "http": summary.http_status,
                "codeRetour": summary.code_retour,
                "libelle": summary.libelle,
                "correlation": summary.correlation_id,
                "dureeMs": u64::try_from(summary.duration.as_millis()).unwrap_or(u64::MAX),
                "requete": exchange.request,
                "reponse": exchange.answer,
            });
            // Plain texts and numbers: they always serialise.
            let content = serde_json::to_vec_pretty(&content).unwrap_or_default();
            send(steps, name, Bytes::from(content)).await?;
        }
        Ok(())
    }

    /// The calls that named the invoice, first ones first, for who may read the journal of exchanges. What was asked
    /// decides: an answer may list the invoices of others.
    async fn exchanges_about(&self, actor: &Actor, invoice: &Invoice) -> Result<Vec<Exchange>> {
        if !may_read_exchanges(actor, invoice) {
            return Ok(Vec::new());
        }
        let identifier = invoice.chorus_id.map(|id| id.to_string());
        let names = [Some(invoice.number.clone()).filter(|number| !number.is_empty()), identifier];
        let mut found: Vec<Exchange> = Vec::new();
        let mut read = self.ground.read_exchanges().await?;
        for name in names.into_iter().flatten() {
            let filter = ExchangeFilter {
                from: Some(invoice.created_at),
                text: Some(name.clone()),
                per_page: MOST_EXCHANGES,
                ..ExchangeFilter::new(invoice.structure)
            };
            for row in read.exchange_page(actor.organization, &filter).await?.rows {
                if found.iter().any(|exchange| exchange.summary.id == row.id) {
                    continue;
                }
                let exchange = read.exchange(actor.organization, invoice.structure, row.id).await?;
                let asked = |exchange: &Exchange| {
                    exchange.request.as_ref().is_some_and(|request| names_it(request, &name))
                };
                found.extend(exchange.filter(asked));
            }
        }
        found.sort_by_key(|exchange| exchange.summary.at);
        Ok(found)
    }
}

/// Whether a person gets the exchanges with the file of proof: who manages the structure.
#[must_use]
pub fn may_read_exchanges(actor: &Actor, invoice: &Invoice) -> bool {
    actor.role.allows(Permission::ManageStructures) && actor.reaches_whole(invoice.structure)
}

/// Whether a request names the invoice by a value of its own, and not by a part of another one.
fn names_it(request: &str, name: &str) -> bool {
    request.match_indices(name).any(|(start, _)| {
        let sides = (request[..start].chars().next_back(), request[start + name.len()..].chars().next());
        let apart = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric() && sign != '-');
        apart(sides.0) && apart(sides.1)
    })
}

async fn hand(steps: &mpsc::Sender<Step>, step: Step) -> Result<()> {
    steps.send(step).await.map_err(|_| OperationError::File(io::ErrorKind::BrokenPipe.into()))
}

async fn send(steps: &mpsc::Sender<Step>, name: String, content: Bytes) -> Result<()> {
    hand(steps, Step::Begin(name)).await?;
    hand(steps, Step::Piece(content)).await
}

/// Writes the archive. Blocking.
fn write(archive: File, mut steps: mpsc::Receiver<Step>) -> io::Result<File> {
    // What a PDF or an image holds is compressed already; a ZIP that stores is read by everything.
    let options = SimpleFileOptions::default();
    let mut zip = ZipWriter::new(io::BufWriter::new(archive));
    let (mut sums, mut current) = (String::new(), None);
    let mut names: Vec<String> = Vec::new();
    while let Some(step) = steps.blocking_recv() {
        match step {
            Step::Begin(name) => {
                end(&mut sums, current.take());
                let name = free_name(name, &names);
                zip.start_file(&name, options)?;
                names.push(name.clone());
                current = Some((name, Sha256::new()));
            }
            Step::Piece(piece) => {
                if let Some((_, sum)) = &mut current {
                    sum.update(&piece);
                }
                zip.write_all(&piece)?;
            }
        }
    }
    end(&mut sums, current);
    zip.start_file(MANIFEST, options)?;
    zip.write_all(sums.as_bytes())?;
    let mut file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

fn end(sums: &mut String, current: Option<(String, Sha256)>) {
    if let Some((name, sum)) = current {
        sums.push_str(&format!("{}  {name}\n", hex(&sum.finalize())));
    }
}

/// A name that no other file of the archive has.
fn free_name(name: String, taken: &[String]) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let numbered = (2..).map(|number| format!("{stem}_{number}.{extension}"));
    numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_an_invoice_by_the_whole_of_its_number() {
        assert!(names_it(r#"{"numeroFacture":"FA-1"}"#, "FA-1"));
        assert!(!names_it(r#"{"numeroFacture":"FA-12"}"#, "FA-1"));
        assert!(!names_it(r#"{"identifiantFactureCPP":1234}"#, "123"));
        assert!(names_it(r#"{"identifiantFactureCPP":1234}"#, "1234"));
        assert!(!names_it(r#"{"numeroFacture":"XFA-1"}"#, "FA-1"));
    }

    #[test]
    fn names_of_an_archive_differ() {
        let taken = ["pieces/bon.pdf".to_owned(), "pieces/bon_2.pdf".to_owned()];
        assert_eq!(free_name("pieces/bon.pdf".to_owned(), &taken), "pieces/bon_3.pdf");
        assert_eq!(free_name("pieces/x.pdf".to_owned(), &taken), "pieces/x.pdf");
    }
}
