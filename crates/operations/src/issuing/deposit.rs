//! The deposit: a dropped PDF becomes a draft, and Chorus Pro is asked to read it.

use documents::StoredFile;
use domain::{
    DroppedFileId, InvoiceForm, InvoiceId, MAXIMUM_FILE_BYTES, Permission, Reason, StructureId,
    mend_attachment_name,
};
use storage::Document;

use super::Issuing;
use super::new_draft::issuer;
use super::read_document::{OwnReading, prefill};
use super::recognise::ask_for_reading;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Issuing {
    /// Makes a draft of an uploaded PDF and asks Chorus Pro to read it.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when the file is not acceptable.
    pub async fn begin_deposit(
        &self,
        actor: &Actor,
        structure: StructureId,
        file: StoredFile,
        file_name: &str,
    ) -> Result<InvoiceId> {
        actor.require(Permission::Deposit)?;
        self.require_issuer(actor, structure).await?;
        let document = pdf_document(&file, file_name)?;
        let reading = self.read_document(&file.sha256).await?;
        self.begin_draft(actor, structure, document, reading, None).await
    }

    /// A structure that a person may deposit for. Asked before a file is looked at: what is said of it is for those who
    /// may.
    pub(super) async fn require_issuer(&self, actor: &Actor, structure: StructureId) -> Result<()> {
        actor.require_whole_structure(structure)?;
        let found = self.ground.read().await?.structure(actor.organization, structure).await?;
        found.map(drop).ok_or(OperationError::NotFound("structure"))
    }

    /// A draft of a document that was read, for a structure; a dropped file that waited for it goes at the same time.
    pub(super) async fn begin_draft(
        &self,
        actor: &Actor,
        structure: StructureId,
        document: Document,
        reading: OwnReading,
        waited: Option<DroppedFileId>,
    ) -> Result<InvoiceId> {
        let mut transaction = self.ground.write(actor.organization).await?;
        if let Some(waited) = waited
            && !transaction.delete_dropped_file(actor.organization, actor.user, waited).await?
        {
            return Err(OperationError::NotFound("dropped file"));
        }
        let overview = issuer(transaction.as_mut(), actor, structure).await?;
        let mut form = InvoiceForm::new();
        prefill(&mut form, &reading.fields, true);
        if !reading.vat_lines.is_empty() {
            form.vat_lines.clone_from(&reading.vat_lines);
        }
        let (mut invoice, mut draft) = self.new_draft(actor, structure, form);
        invoice.document = Some(document);
        draft.own_reading = reading.to_keep();
        transaction.insert_invoice(&invoice).await?;
        transaction.put_draft(&draft).await?;
        let mut event = self.ground.event(&invoice, "DRAFT", Some(&actor.name));
        event.comment = invoice.document.as_ref().map(|document| document.name.clone());
        transaction.insert_event(&event).await?;
        ask_for_reading(&self.ground, transaction.as_mut(), &invoice, &overview).await?;
        let sha256 = invoice.document.as_ref().map(|document| document.sha256.clone()).unwrap_or_default();
        transaction.journal(&self.ground.act(actor, "invoice.draft", invoice.id, sha256)).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        Ok(invoice.id)
    }
}

/// Accepts a PDF by its first bytes and size, and gives it a name that Chorus Pro takes.
pub(crate) fn pdf_document(file: &StoredFile, file_name: &str) -> Result<Document> {
    if file.bytes == 0 {
        return Err(OperationError::Refused(Reason::FileEmpty { name: String::new() }));
    }
    if file.bytes > MAXIMUM_FILE_BYTES {
        return Err(OperationError::Refused(Reason::FileTooLarge));
    }
    if !einvoice::pdf::looks_like_pdf(&file.head) {
        return Err(OperationError::Refused(Reason::NotPdf));
    }
    let with_extension = if file_name.to_lowercase().ends_with(".pdf") {
        file_name.to_owned()
    } else {
        format!("{file_name}.pdf")
    };
    let mended = mend_attachment_name(&with_extension)
        .map_err(|error| OperationError::Refused(Reason::NameUnusable { error }))?;
    Ok(Document {
        sha256: file.sha256.clone(),
        name: mended.name,
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_pdf_is_refused() {
        let file = StoredFile { sha256: "0".repeat(64), bytes: 4, head: b"PK\x03\x04".to_vec() };
        let refused = pdf_document(&file, "facture.pdf");
        assert!(matches!(refused, Err(OperationError::Refused(Reason::NotPdf))), "{refused:?}");
    }
}
