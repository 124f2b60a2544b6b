//! The pages of the document of an invoice, to be shown in a page of ours: read and drawn apart, for a stranger made them.

use apart::{ApartError, Argument, Task};
use documents::OpenFile;
use domain::{AttachmentId, InvoiceId};
use pdf_pages::{PageError, Pages};
use storage::Document;

use super::Portfolio;
use crate::{Actor, OperationError, Result};

/// How many pages are read at once.
pub const PAGES_AT_ONCE: u32 = 20;

/// Reads sizes and text of [`PAGES_AT_ONCE`] pages from the one that it is told; the answer is a [`PagesAnswer`] in JSON.
pub(crate) const READ_PAGES: Task = Task {
    name: "pages",
    run: |pdf, Argument(first, _)| {
        let answer: PagesAnswer = pdf_pages::pages(pdf, first, PAGES_AT_ONCE);
        // Plain texts and numbers: they always serialise.
        serde_json::to_vec(&answer).unwrap_or_default()
    },
};

type PagesAnswer = std::result::Result<Pages, PageError>;

/// Draws the page that it is told, as wide as it is told; the answer is a PNG, or a [`PageError`] in JSON.
pub(crate) const DRAW_PAGE: Task = Task {
    name: "page-image",
    run: |pdf, Argument(page, width)| {
        let width = u16::try_from(width).unwrap_or(PageWidth::Wide.pixels());
        pdf_pages::image(pdf, page, width)
            .unwrap_or_else(|error| serde_json::to_vec(&error).unwrap_or_default())
    },
};

/// How a PNG begins.
const PNG: &[u8] = b"\x89PNG";

/// How wide the image of a page is. There are two: one more would be drawn again for each browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageWidth {
    /// For ordinary screens and small ones.
    Narrow,
    /// For sharp ones.
    Wide,
}

impl PageWidth {
    /// In pixels.
    #[must_use]
    pub const fn pixels(self) -> u16 {
        match self {
            Self::Narrow => 800,
            Self::Wide => 1600,
        }
    }

    /// The width of so many pixels.
    #[must_use]
    pub fn of_pixels(pixels: u16) -> Option<Self> {
        [Self::Narrow, Self::Wide].into_iter().find(|width| width.pixels() == pixels)
    }
}

/// Why a document that is there is not shown as pages. The document itself can still be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// It cannot be read.
    Unreadable,
    /// It takes more memory or time than a file may.
    TooCostly,
    /// Too many files wait.
    Busy,
}

/// A document with what there is to show of it.
#[derive(Clone, Debug)]
pub struct Shown<T> {
    /// The document.
    pub document: Document,
    /// What is shown.
    pub shown: std::result::Result<T, NotShown>,
}

impl Portfolio {
    /// Sizes and text of up to [`PAGES_AT_ONCE`] pages of the document of an invoice, or of an attachment that is a PDF, from the
    /// page `first`.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, has no document, or that no such page.
    pub async fn document_pages(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: Option<AttachmentId>,
        first: u32,
    ) -> Result<Shown<Pages>> {
        let (document, file) = self.open_shown(actor, id, attachment).await?;
        self.pages(document, file, first).await
    }

    /// A page of the document of an invoice, or of an attachment that is a PDF, as a PNG.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, has no document, or that no such page.
    pub async fn document_page_image(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: Option<AttachmentId>,
        page: u32,
        width: PageWidth,
    ) -> Result<Shown<Vec<u8>>> {
        let (document, file) = self.open_shown(actor, id, attachment).await?;
        self.page_image(document, file, page, width).await
    }

    async fn open_shown(
        &self,
        actor: &Actor,
        id: InvoiceId,
        attachment: Option<AttachmentId>,
    ) -> Result<(Document, OpenFile)> {
        match attachment {
            Some(attachment) => self.open_attachment(actor, id, attachment).await,
            None => self.open_document(actor, id).await,
        }
    }

    /// The same of a document that somebody else has found to be within reach.
    pub(crate) async fn pages_of(&self, document: Document, first: u32) -> Result<Shown<Pages>> {
        let file = self.documents.open(&document.sha256).await?;
        self.pages(document, file, first).await
    }

    /// The same of one of its pages.
    pub(crate) async fn page_image_of(
        &self,
        document: Document,
        page: u32,
        width: PageWidth,
    ) -> Result<Shown<Vec<u8>>> {
        let file = self.documents.open(&document.sha256).await?;
        self.page_image(document, file, page, width).await
    }

    async fn pages(&self, document: Document, file: OpenFile, first: u32) -> Result<Shown<Pages>> {
        let answer = match self.show(&document, file, READ_PAGES, Argument(first, 0)).await? {
            Ok(answer) => answer,
            Err(why) => return Ok(Shown { document, shown: Err(why) }),
        };
        let answer: PagesAnswer = serde_json::from_slice(&answer).map_err(std::io::Error::other)?;
        Ok(Shown { document, shown: said(answer)? })
    }

    async fn page_image(
        &self,
        document: Document,
        file: OpenFile,
        page: u32,
        width: PageWidth,
    ) -> Result<Shown<Vec<u8>>> {
        let argument = Argument(page, width.pixels().into());
        let shown = match self.show(&document, file, DRAW_PAGE, argument).await? {
            Ok(image) if image.starts_with(PNG) => Ok(image),
            Ok(error) => {
                let error: PageError = serde_json::from_slice(&error).map_err(std::io::Error::other)?;
                said(Err(error))?
            }
            Err(why) => Err(why),
        };
        Ok(Shown { document, shown })
    }

    /// Does a task with a document.
    async fn show(
        &self,
        document: &Document,
        file: OpenFile,
        task: Task,
        argument: Argument,
    ) -> Result<std::result::Result<Vec<u8>, NotShown>> {
        match self.apart.run_with(task, argument, file.bytes(), file.into_stream()).await {
            Ok(answer) => Ok(Ok(answer)),
            Err(ApartError::Ended(why)) => {
                tracing::warn!(
                    sha256 = document.sha256,
                    task = task.name,
                    why,
                    "pages of a PDF were given up"
                );
                Ok(Err(NotShown::TooCostly))
            }
            Err(ApartError::Busy) => Ok(Err(NotShown::Busy)),
            Err(ApartError::Failed(error)) => Err(OperationError::File(error)),
        }
    }
}

/// What the library says of a page, as it is said of a document.
fn said<T>(answer: std::result::Result<T, PageError>) -> Result<std::result::Result<T, NotShown>> {
    match answer {
        Ok(shown) => Ok(Ok(shown)),
        Err(PageError::NoSuchPage) => Err(OperationError::NotFound("page")),
        Err(PageError::Unreadable) => Ok(Err(NotShown::Unreadable)),
        Err(PageError::NotWritten) => Ok(Err(NotShown::TooCostly)),
    }
}
