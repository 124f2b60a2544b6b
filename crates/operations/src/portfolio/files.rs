//! Documents and attachments, open for reading.

use documents::OpenFile;
use domain::{AttachmentId, InvoiceId, Permission};
use storage::{Attachment, Document};

use super::Portfolio;
use super::invoice_page::plain_copy_of;
use crate::{Actor, OperationError, Result};

impl Portfolio {
    /// The original document of an invoice, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or has no document.
    pub async fn open_document(&self, actor: &Actor, id: InvoiceId) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let invoice = actor.reach(self.ground.read().await?.invoice(actor.organization, id).await?)?;
        let document = invoice.document.ok_or(OperationError::NotFound("document"))?;
        let file = self.documents.open(&document.sha256).await?;
        Ok((document, file))
    }

    /// The copy that leaves, or left, in the place of the document of an invoice, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or there is none.
    pub async fn open_plain_copy(&self, actor: &Actor, id: InvoiceId) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let copy = {
            let mut read = self.ground.read().await?;
            let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
            let draft = read.draft(actor.organization, id).await?;
            plain_copy_of(read.as_mut(), &invoice, draft.as_ref()).await?
        };
        let copy = copy.ok_or(OperationError::NotFound("copy"))?;
        let file = self.documents.open(&copy.sha256).await?;
        Ok((copy, file))
    }

    /// The XML of which a draft was made, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or there is none.
    pub async fn open_source(&self, actor: &Actor, id: InvoiceId) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let draft = {
            let mut read = self.ground.read().await?;
            let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
            read.draft(actor.organization, invoice.id).await?
        };
        let source = draft.and_then(|draft| draft.source).ok_or(OperationError::NotFound("source"))?;
        let file = self.documents.open(&source.sha256).await?;
        Ok((source, file))
    }

    /// The PIVOT (XML) of an invoice as Chorus Pro gave it, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or there is none.
    pub async fn open_pivot(&self, actor: &Actor, id: InvoiceId) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let pivot = {
            let mut read = self.ground.read().await?;
            let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
            read.pivots_of(actor.organization, &[invoice.id]).await?.remove(&id)
        };
        let pivot = pivot.ok_or(OperationError::NotFound("pivot"))?;
        let file = self.documents.open(&pivot.sha256).await?;
        Ok((pivot, file))
    }

    /// The file that was given and of which an attachment was made, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, or is the attachment itself.
    pub async fn open_original(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: AttachmentId,
    ) -> Result<(Document, OpenFile)> {
        let found = self.attachment(actor, id, attachment).await?;
        let mended = found.mended.ok_or(OperationError::NotFound("original"))?;
        let file = self.documents.open(&mended.sha256).await?;
        Ok((Document { sha256: mended.sha256, name: found.original_name, bytes: mended.bytes }, file))
    }

    /// An attachment of an invoice, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn open_attachment(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: AttachmentId,
    ) -> Result<(Document, OpenFile)> {
        let found = self.attachment(actor, id, attachment).await?;
        let file = self.documents.open(&found.document.sha256).await?;
        Ok((found.document, file))
    }

    async fn attachment(&self, actor: &Actor, id: InvoiceId, attachment: AttachmentId) -> Result<Attachment> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
        let attachments = read.attachments(actor.organization, invoice.id).await?;
        let found = attachments.into_iter().find(|candidate| candidate.id == attachment);
        found.ok_or(OperationError::NotFound("attachment"))
    }
}
