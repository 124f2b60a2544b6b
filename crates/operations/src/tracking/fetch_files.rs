//! The job that fetches the PDF and the attachments of an invoice that was entered elsewhere, once somebody has opened it.

use std::collections::HashSet;
use std::io;

use async_trait::async_trait;
use chorus_pro::factures::{FactureATelecharger, TelechargerGroupeFacture};
use documents::{DocumentStore, StoredFile};
use domain::{
    AttachmentId, InvoiceId, MAXIMUM_TOTAL_BYTES, MendedName, Reason, StructureId, mend_attachment_name,
};
use intake::{Kind as FileKind, Limits};
use jobs::{Failure, JobEnd, Kind, Settled, Work};
use storage::{Attachment, Document, Invoice};
use tokio_util::io::ReaderStream;

use super::failed_read::settle_failed;
use crate::OperationError;
use crate::access::{Clients, Connected, Use};
use crate::ground::archive::{self, Handed};
use crate::ground::{Ground, changed};

/// Files of one invoice that are kept; nobody attaches more.
const MOST_FILES: usize = 200;
/// Tries before it is given up until somebody opens the invoice again.
const MOST_TRIES: u32 = 4;

/// Fetches the files of an invoice.
pub struct FetchFiles {
    ground: Ground,
    documents: DocumentStore,
    clients: Clients,
}

/// What was fetched.
struct Fetched {
    document: StoredFile,
    attachments: Vec<(String, StoredFile)>,
}

/// Who asks for what.
struct Asking<'a> {
    work: &'a Work,
    connected: &'a Connected,
    structure: StructureId,
    chorus_id: i64,
}

/// A fetched answer, or why there is none.
type Got<T> = Result<Result<T, Reason>, Failure>;

impl FetchFiles {
    pub(crate) const fn new(ground: Ground, documents: DocumentStore, clients: Clients) -> Self {
        Self { ground, documents, clients }
    }

    async fn fetch(&self, asking: &Asking<'_>) -> Got<Fetched> {
        let (all, kind) = match self.download(asking, true).await? {
            Ok(got) => got,
            Err(reason) => return Ok(Err(reason)),
        };
        if kind == FileKind::Pdf {
            let document = self.keep(all).await?;
            return Ok(Ok(Fetched { document, attachments: Vec::new() }));
        }
        if !kind.is_archive() {
            return Ok(Err(Reason::AnswerNotUnderstood));
        }
        // Which of the files is the invoice itself, the answer without attachments tells.
        let document = match self.download(asking, false).await? {
            Ok((alone, FileKind::Pdf)) => self.keep(alone).await?,
            Ok(_) => return Ok(Err(Reason::AnswerNotUnderstood)),
            Err(reason) => return Ok(Err(reason)),
        };
        let mut attachments = Vec::new();
        let limits = Limits { file_bytes: MAXIMUM_TOTAL_BYTES, depth: 0, ..Limits::default() };
        let mut opening = archive::open(all, kind, limits);
        while let Some(handed) = opening.next().await {
            let Handed::File { name, pieces } = handed else { continue };
            asking.work.renew().await?;
            // What breaks off in a file ends the opening too, which says why.
            let file = match self.documents.receive(pieces.content(), MAXIMUM_TOTAL_BYTES).await {
                Ok(file) => file,
                Err(error) => {
                    tracing::warn!(%error, invoice = asking.chorus_id, "a file of an invoice was not received whole");
                    return Ok(Err(Reason::AnswerNotUnderstood));
                }
            };
            if file.sha256 != document.sha256 && attachments.len() < MOST_FILES {
                attachments.push((name, file));
            }
        }
        let ended = opening.end().await.map_err(|error| Failure::Other(Box::new(error)))?;
        if let Err(error) = ended {
            tracing::warn!(
                ?error,
                invoice = asking.chorus_id,
                "the files of an invoice were not opened to their end"
            );
            return Ok(Err(Reason::AnswerNotUnderstood));
        }
        Ok(Ok(Fetched { document, attachments }))
    }

    /// A file that goes with its handle.
    async fn download(&self, asking: &Asking<'_>, with_attachments: bool) -> Got<(std::fs::File, FileKind)> {
        let mut input = TelechargerGroupeFacture::new("PDF".to_owned());
        input.avec_pieces_jointes_complementaires =
            Some(if with_attachments { "Oui" } else { "Non" }.to_owned());
        input.liste_facture = vec![FactureATelecharger::new(asking.chorus_id)];
        let disk = |error: io::Error| Failure::Other(Box::new(error));
        let file = tempfile::tempfile().map_err(disk)?;
        let mut writer = tokio::fs::File::from_std(file);
        let Asking { work, connected, structure, .. } = asking;
        let answer = Box::pin(work.call(connected.client.download(&input, &mut writer))).await?;
        let downloaded = match self.clients.heed(&connected.access, *structure, answer).await {
            Ok(downloaded) => downloaded,
            Err(OperationError::ChorusPro { reason, log }) => {
                tracing::warn!(invoice = asking.chorus_id, log, "files not fetched");
                return Ok(Err(reason));
            }
            Err(other) => return Err(other.into()),
        };
        if downloaded.length.is_none() {
            return Ok(Err(Reason::AnswerNotUnderstood));
        }
        Ok(Ok(archive::fetched(writer).await.map_err(disk)?))
    }

    async fn keep(&self, file: std::fs::File) -> Result<StoredFile, Failure> {
        let content = ReaderStream::new(tokio::fs::File::from_std(file));
        let received = self.documents.receive(content, MAXIMUM_TOTAL_BYTES).await;
        received.map_err(|error| Failure::Other(Box::new(error)))
    }

    /// Writes what was fetched in one transaction with the end of the job.
    async fn write(&self, work: &Work, id: InvoiceId, fetched: Fetched) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Failed).await };
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled = work.settle(transaction.as_mut(), JobEnd::Done).await?;
        let known = transaction.invoice(organization, id).await?;
        if let Some(mut invoice) = known.filter(|invoice| invoice.document.is_none()) {
            let mut names = Vec::new();
            invoice.document = Some(document_of(&invoice, &fetched.document));
            let present = transaction.attachments(organization, id).await?;
            let mut known: HashSet<String> =
                present.into_iter().map(|attachment| attachment.document.sha256).collect();
            for (name, file) in fetched.attachments {
                if known.insert(file.sha256.clone()) {
                    let attachment = self.attachment_of(&invoice, &name, file, &mut names);
                    transaction.insert_attachment(&attachment).await?;
                }
            }
            invoice.updated_at = self.ground.now();
            transaction.update_invoice(&mut invoice).await?;
            transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }

    fn attachment_of(
        &self,
        invoice: &Invoice,
        name: &str,
        file: StoredFile,
        names: &mut Vec<String>,
    ) -> Attachment {
        // Chorus Pro took it once, whatever its name.
        let mended = mend_attachment_name(name).unwrap_or_else(|_| MendedName {
            name: "piece.bin".to_owned(),
            extension: "BIN".to_owned(),
            mended: true,
        });
        let mended = mended.distinct_from(names.iter().map(String::as_str));
        names.push(mended.name.clone());
        let label = mended.name.rsplit_once('.').map_or(mended.name.as_str(), |(stem, _)| stem).to_owned();
        Attachment {
            id: self.ground.id::<AttachmentId>(),
            organization: invoice.organization,
            invoice: invoice.id,
            document: Document {
                sha256: file.sha256,
                name: mended.name,
                bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            },
            original_name: name.chars().take(255).collect(),
            extension: mended.extension,
            label,
            type_code: "DIVERS".to_owned(),
            chorus_id: None,
            act: None,
            mended: None,
            created_at: self.ground.now(),
        }
    }

    /// Says why nothing was fetched; it is tried again some times.
    async fn not_fetched(&self, work: &Work, reason: Reason) -> Result<Settled, Failure> {
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Failed).await };
        let mut transaction = self.ground.write(organization).await.map_err(Failure::from)?;
        let settled =
            settle_failed(&self.ground, work, transaction.as_mut(), organization, MOST_TRIES, reason).await?;
        let id: InvoiceId = work.subject()?;
        if let Some(invoice) = transaction.invoice(organization, id).await? {
            transaction.tell(changed(organization, invoice.structure, Some(id))).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }
}

/// The PDF of an invoice, called like it.
fn document_of(invoice: &Invoice, file: &StoredFile) -> Document {
    let plain: String = invoice
        .number
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_') { sign } else { '_' })
        .take(40)
        .collect();
    let stem = if plain.is_empty() { "facture".to_owned() } else { plain };
    Document {
        sha256: file.sha256.clone(),
        name: format!("{stem}.pdf"),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
    }
}

#[async_trait]
impl Kind for FetchFiles {
    const NAME: &'static str = "fetch_files";
    type Payload = ();

    async fn run(&self, work: &Work, (): ()) -> Result<Settled, Failure> {
        let id: InvoiceId = work.subject()?;
        let Some(organization) = work.job().new.organization else { return work.end(JobEnd::Done).await };
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        let invoice = read.invoice(organization, id).await?.filter(|invoice| invoice.document.is_none());
        let overview = match &invoice {
            Some(invoice) => read.structure(organization, invoice.structure).await?,
            None => None,
        };
        drop(read);
        let known = invoice.and_then(|invoice| invoice.chorus_id);
        let (Some(chorus_id), Some(overview)) = (known, overview) else {
            return work.end(JobEnd::Done).await;
        };
        let connected = match work.call(self.clients.connect(&overview, Use::Issue)).await? {
            Ok(connected) => connected,
            Err(OperationError::ChorusPro { reason, .. }) => return self.not_fetched(work, reason).await,
            Err(other) => return Err(other.into()),
        };
        let structure = overview.structure.id;
        match self.fetch(&Asking { work, connected: &connected, structure, chorus_id }).await? {
            Ok(fetched) => self.write(work, id, fetched).await,
            Err(reason) => self.not_fetched(work, reason).await,
        }
    }
}
