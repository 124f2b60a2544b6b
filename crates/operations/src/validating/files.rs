//! The files of an invoice to validate, open for reading, and its pages.

use documents::OpenFile;
use domain::{Permission, ValidationId};
use pdf_pages::Pages;
use storage::Document;

use super::wing::{Validating, within_reach};
use crate::portfolio::{PageWidth, Shown};
use crate::{Actor, OperationError, Result};

impl Validating {
    /// One of its files, open for reading: 0 is the invoice itself.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or there is none.
    pub async fn open_validation_file(
        &self,
        actor: &Actor,
        id: ValidationId,
        place: usize,
    ) -> Result<(Document, OpenFile)> {
        let document = self.file(actor, id, place).await?;
        let file = self.documents.open(&document.sha256).await?;
        Ok((document, file))
    }

    /// Pages of the invoice itself, as [`crate::Portfolio::document_pages`] gives those of ours.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, has no document, or that no such page.
    pub async fn validation_pages(
        &self,
        actor: &Actor,
        id: ValidationId,
        first: u32,
    ) -> Result<Shown<Pages>> {
        let document = self.file(actor, id, 0).await?;
        self.portfolio.pages_of(document, first).await
    }

    /// One of its pages as a PNG.
    ///
    /// # Errors
    /// As [`Validating::validation_pages`].
    pub async fn validation_page_image(
        &self,
        actor: &Actor,
        id: ValidationId,
        page: u32,
        width: PageWidth,
    ) -> Result<Shown<Vec<u8>>> {
        let document = self.file(actor, id, 0).await?;
        self.portfolio.page_image_of(document, page, width).await
    }

    async fn file(&self, actor: &Actor, id: ValidationId, place: usize) -> Result<Document> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let validation = within_reach(actor, read.as_mut(), id).await?;
        let files = read.validation_files(actor.organization, validation.id).await?;
        files.into_iter().nth(place).ok_or(OperationError::NotFound("document"))
    }
}
