//! Giving files to Chorus Pro: the PDF, whose recognised values fill what is still empty, and the attachments.

use chorus_pro::codes::FormatDepot;
use chorus_pro::{Client, FileContent};
use documents::DocumentStore;
use domain::{ActId, Author, CopyProblem, DocumentWay, Field, FormField as _, Reason};
use jobs::{Failure, Work};
use serde_json::Value;
use storage::{Attachment, Document, Draft, Invoice, StructureOverview};

use super::form::apply_form;
use super::plain_copy::plain_document;
use super::read_document::prefill;
use super::step::Step;
use super::translate;
use crate::directory::{Directory, ask_for_engagement};
use crate::ground::{Ground, changed};
use crate::{OperationError, Result};

/// What giving files needs.
#[derive(Clone)]
pub(crate) struct Giving {
    pub ground: Ground,
    pub documents: DocumentStore,
    pub directory: Directory,
}

impl Giving {
    /// Uploads the PDF when Chorus Pro does not hold it, and keeps number and recognised values. An upload whose answer
    /// is lost is simply done again: without `soumettre` it is no invoice.
    pub(super) async fn give_document(
        &self,
        work: &Work,
        client: &Client,
        overview: &StructureOverview,
        invoice: &mut Invoice,
        draft: &mut Draft,
    ) -> std::result::Result<std::result::Result<(), Step>, Failure> {
        let Some(document) = invoice.document.clone() else {
            return Ok(Err(Step::Refused(Reason::DocumentMissing)));
        };
        let Some(given) = self.document_to_give(invoice, draft, &document).await? else {
            return Ok(Err(Step::Refused(Reason::NoPlainCopy { problem: CopyProblem::Unknown })));
        };
        let content = self.content(&given).await?;
        let factures = client.factures();
        let call = factures.deposer_pdf(content, &given.name, FormatDepot::PdfNonSigne);
        let output = match Box::pin(work.call(call)).await? {
            Ok(output) => output,
            Err(error) => return Ok(Err(Step::of(&error))),
        };
        let Some(number) = output.piece_jointe_id else {
            return Ok(Err(Step::later(Reason::NoDocumentNumber)));
        };
        let recognised = translate::recognised(&output);
        let siret = match draft.form.recipient_siret.as_str() {
            "" => recognised
                .get(Field::RecipientSiret.name())
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            typed => typed.to_owned(),
        };
        let meeting = self.directory.meet_recipient(client, overview, &siret);
        let name = Box::pin(work.call(meeting)).await??;
        let mut transaction = self.ground.write(invoice.organization).await.map_err(Failure::from)?;
        let found = transaction.invoice(invoice.organization, invoice.id).await?;
        let known = transaction.draft(invoice.organization, invoice.id).await?;
        let (Some(mut present), Some(mut present_draft)) = (found, known) else {
            return Ok(Err(Step::Refused(Reason::InvoiceGone)));
        };
        if present.structure != invoice.structure {
            // Another issuer was chosen meanwhile: this number is of the account of the former one.
            return Ok(Err(Step::later(Reason::ChangedSinceReview)));
        }
        if present.document.as_ref().is_none_or(|present| present.sha256 != document.sha256) {
            // Another PDF was given meanwhile: this is the number of the former one.
            return Ok(Err(Step::later(Reason::ChangedSinceReview)));
        }
        if is_plain(&present_draft) != is_plain(draft) {
            // It was chosen meanwhile that the other one leaves.
            return Ok(Err(Step::later(Reason::ChangedSinceReview)));
        }
        present_draft.chorus_document_id = Some(number);
        if present.status.is_unsent() {
            let mut form = present_draft.form.clone();
            prefill(&mut form, &recognised, false);
            if let Some(name) = name.filter(|_| form.recipient_siret == siret) {
                form.recipient_name = name;
            }
            // Only what was still empty was filled: an edit that arrives later from an older page finds this version.
            apply_form(&mut present, &mut present_draft, form, self.ground.now(), Some(&Author::ChorusPro));
            let form = &present_draft.form;
            ask_for_engagement(&self.ground, transaction.as_mut(), overview, &present, form).await?;
        }
        present_draft.recognised = Value::Object(recognised);
        transaction.update_invoice(&mut present).await?;
        transaction.put_draft(&present_draft).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        (*invoice, *draft) = (present, present_draft);
        Ok(Ok(()))
    }

    /// The file that Chorus Pro is given: the PDF, or its copy without data; none where that copy is not there.
    async fn document_to_give(
        &self,
        invoice: &Invoice,
        draft: &Draft,
        document: &Document,
    ) -> std::result::Result<Option<Document>, Failure> {
        if !is_plain(draft) {
            return Ok(Some(document.clone()));
        }
        let mut read = self.ground.read().await.map_err(Failure::from)?;
        Ok(plain_document(read.as_mut(), invoice.organization, document).await?)
    }

    /// Uploads the attachments of the deposit or of an act that Chorus Pro does not hold yet, each kept as soon as it is
    /// known.
    pub(crate) async fn give_attachments(
        &self,
        work: &Work,
        client: &Client,
        invoice: &Invoice,
        act: Option<ActId>,
    ) -> std::result::Result<std::result::Result<Vec<Attachment>, Step>, Failure> {
        let mut attachments = {
            let mut read = self.ground.read().await.map_err(Failure::from)?;
            read.attachments(invoice.organization, invoice.id).await?
        };
        attachments.retain(|attachment| attachment.act == act);
        for attachment in attachments.iter_mut().filter(|attachment| attachment.chorus_id.is_none()) {
            let (document, extension) = (&attachment.document, &attachment.extension);
            let number = match give_attachment(&self.documents, work, client, document, extension).await? {
                Ok(number) => number,
                Err(step) => return Ok(Err(step)),
            };
            let mut transaction = self.ground.write(invoice.organization).await.map_err(Failure::from)?;
            transaction.set_attachment_chorus_id(attachment.organization, attachment.id, number).await?;
            transaction.commit().await?;
            attachment.chorus_id = Some(number);
        }
        Ok(Ok(attachments))
    }

    /// A file as the client of Chorus Pro streams it; it can be opened again when a token ends in the middle.
    async fn content(&self, document: &Document) -> Result<FileContent> {
        content(&self.documents, document).await
    }
}

async fn content(documents: &DocumentStore, document: &Document) -> Result<FileContent> {
    let (length, open) = documents.opener(&document.sha256).await.map_err(OperationError::File)?;
    Ok(FileContent::from_opener(length, open))
}

/// Uploads an attachment; gives its number at Chorus Pro. One whose answer is lost is simply given again.
pub(crate) async fn give_attachment(
    documents: &DocumentStore,
    work: &Work,
    client: &Client,
    document: &Document,
    extension: &str,
) -> std::result::Result<std::result::Result<i64, Step>, Failure> {
    let content = content(documents, document).await?;
    let transverses = client.transverses();
    let call = transverses.ajouter_fichier(content, &document.name, mime_type(extension), extension);
    Ok(match Box::pin(work.call(call)).await?.map(|output| output.piece_jointe_id) {
        Ok(Some(number)) => Ok(number),
        Ok(None) => Err(Step::later(Reason::NoAttachmentNumber { name: document.name.clone() })),
        Err(error) => Err(Step::of(&error)),
    })
}

/// Whether the copy without data leaves.
fn is_plain(draft: &Draft) -> bool {
    draft.way == Some(DocumentWay::PlainPdf)
}

fn mime_type(extension: &str) -> &'static str {
    match extension {
        "PDF" => "application/pdf",
        "XML" => "application/xml",
        "TXT" | "CSV" => "text/plain",
        "HTM" | "HTML" | "XHTML" => "text/html",
        "PNG" => "image/png",
        "JPG" | "JPEG" => "image/jpeg",
        "GIF" => "image/gif",
        "TIF" | "TIFF" => "image/tiff",
        "BMP" => "image/bmp",
        "SVG" => "image/svg+xml",
        "ZIP" => "application/zip",
        "GZ" | "GZIP" | "TGZ" => "application/gzip",
        "DOCX" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "XLSX" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ODT" => "application/vnd.oasis.opendocument.text",
        "ODS" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}
