//! Documents and attachments, open for reading.

use documents::OpenFile;
use domain::{AttachmentId, InvoiceId, Permission};
use storage::Document;

use super::Portfolio;
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
        actor.require(Permission::Read)?;
        let attachments = {
            let mut read = self.ground.read().await?;
            let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
            read.attachments(actor.organization, invoice.id).await?
        };
        let found = attachments
            .into_iter()
            .find(|candidate| candidate.id == attachment)
            .ok_or(OperationError::NotFound("attachment"))?;
        let file = self.documents.open(&found.document.sha256).await?;
        Ok((found.document, file))
    }
}
