//! The list over all structures, the page of one invoice, and what needs somebody today.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{AttachmentId, Direction, InvoiceId, InvoiceStatus, Permission, StatusStage};
use storage::{
    Attachment, Attempt, Document, Event, Invoice, InvoiceFilter, InvoicePage, InvoiceRow, OutboxItem,
    OutboxKind, StageCount, StructureOverview, StructureSummary,
};
use tokio::fs::File;

use crate::{Actor, OperationError, Operations, Result};

/// Days after which a rejection is history: it can only be replaced by a new invoice, and was or never will be.
const REJECTION_DAYS: i64 = 60;
/// Most invoices to act on that the home page shows.
const MOST_TO_DO: usize = 12;
/// Most invoices to act on that are looked at, old rejections among them.
const MOST_LOOKED_AT: u32 = 100;

/// Everything the page of an invoice shows.
#[derive(Clone, Debug)]
pub struct InvoiceView {
    /// The invoice.
    pub invoice: Invoice,
    /// Its structure and connection.
    pub structure: StructureOverview,
    /// Attached files.
    pub attachments: Vec<Attachment>,
    /// What happened, latest first.
    pub events: Vec<Event>,
    /// Tries, latest first.
    pub attempts: Vec<Attempt>,
    /// The submission under way or done.
    pub submission: Option<OutboxItem>,
    /// Until when the submission can be taken back.
    pub undo_until: Option<DateTime<Utc>>,
    /// When all this was read: a page listens for what changed since.
    pub read_at: DateTime<Utc>,
}

/// What needs somebody today.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Counts per tab, issued.
    pub issued: Vec<StageCount>,
    /// Counts per tab, received.
    pub received: Vec<StageCount>,
    /// What to act on, most urgent first; no rejection of more than sixty days.
    pub to_do: Vec<InvoiceRow>,
    /// The structures, for names and broken connections.
    pub structures: Vec<StructureSummary>,
}

impl Operations {
    /// A page of the list. The filter's scope is replaced by the person's own.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn list(&self, actor: &Actor, mut filter: InvoiceFilter) -> Result<InvoicePage> {
        actor.require(Permission::Read)?;
        filter.scope = actor.scope.clone();
        Ok(self.storage().invoice_page(actor.organization, &filter).await?)
    }

    /// What the home page shows.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn overview(&self, actor: &Actor) -> Result<Overview> {
        let count = |direction| {
            let filter = InvoiceFilter { per_page: 1, ..InvoiceFilter::new(direction, actor.scope.clone()) };
            async move { self.list(actor, filter).await.map(|page| page.stages) }
        };
        let storage = self.storage();
        let mut to_do =
            storage.invoices_needing_action(actor.organization, &actor.scope, MOST_LOOKED_AT).await?;
        let oldest = self.now() - TimeDelta::days(REJECTION_DAYS);
        to_do.retain(|row| row.status.stage() != StatusStage::Rejected || row.status_at >= oldest);
        to_do.truncate(MOST_TO_DO);
        Ok(Overview {
            issued: count(Direction::Issued).await?,
            received: count(Direction::Received).await?,
            to_do,
            structures: self.structures(actor).await?,
        })
    }

    /// The page of one invoice.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn invoice_view(&self, actor: &Actor, id: InvoiceId) -> Result<InvoiceView> {
        actor.require(Permission::Read)?;
        let read_at = self.now();
        let storage = self.storage();
        let invoice = actor.reach(storage.invoice(actor.organization, id).await?)?;
        let submission = storage.outbox_item(actor.organization, id, OutboxKind::Submit).await?;
        let undo_until = submission
            .as_ref()
            .filter(|item| invoice.status == InvoiceStatus::Queued && item.tries == 0)
            .map(|item| item.not_before)
            .filter(|until| *until > self.now());
        Ok(InvoiceView {
            structure: self.structure(actor, invoice.structure).await?,
            attachments: storage.attachments(actor.organization, id).await?,
            events: storage.events(actor.organization, id).await?,
            attempts: storage.attempts(actor.organization, id).await?,
            submission,
            undo_until,
            read_at,
            invoice,
        })
    }

    /// The original document of an invoice, open for reading.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or has no document.
    pub async fn open_document(&self, actor: &Actor, id: InvoiceId) -> Result<(Document, File)> {
        actor.require(Permission::Read)?;
        let invoice = actor.reach(self.storage().invoice(actor.organization, id).await?)?;
        let document = invoice.document.ok_or(OperationError::NotFound("document"))?;
        let file = self.documents().open_file(&document.sha256).await?;
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
    ) -> Result<(Document, File)> {
        actor.require(Permission::Read)?;
        let invoice = actor.reach(self.storage().invoice(actor.organization, id).await?)?;
        let attachments = self.storage().attachments(actor.organization, invoice.id).await?;
        let found = attachments
            .into_iter()
            .find(|candidate| candidate.id == attachment)
            .ok_or(OperationError::NotFound("attachment"))?;
        let file = self.documents().open_file(&found.document.sha256).await?;
        Ok((found.document, file))
    }

    /// Tries a waiting submission now instead of at its time.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when nothing is waiting.
    pub async fn retry_now(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        actor.reach(self.storage().invoice(actor.organization, id).await?)?;
        let item = self.storage().outbox_item(actor.organization, id, OutboxKind::Submit).await?;
        let nothing = || OperationError::Refused("Aucun envoi n’attend pour cette facture.".to_owned());
        let item = item.ok_or_else(nothing)?;
        let mut unit = self.storage().begin().await?;
        if !unit.make_due(actor.organization, item.id, self.now()).await? {
            return Err(nothing());
        }
        unit.commit().await?;
        self.wake_worker();
        Ok(())
    }

    /// Takes in a file for a deposit or an attachment: streamed to disk, hashed, durable.
    ///
    /// # Errors
    /// See [`crate::UploadError`].
    pub async fn receive_file<E: std::fmt::Display>(
        &self,
        content: impl futures::Stream<Item = std::result::Result<bytes::Bytes, E>> + Unpin,
    ) -> std::result::Result<crate::StoredFile, crate::UploadError> {
        let unique = crate::entropy::new_id(self.now(), self.entropy()).to_string();
        self.documents().receive(&unique, content, domain::MAXIMUM_FILE_BYTES).await
    }
}
