//! Notes on invoices, for the people of the organisation only.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{InvoiceId, InvoiceNoteId, OrganizationId, UserId};

use crate::Result;

/// What somebody wrote on an invoice for their colleagues. It is never sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceNote {
    /// Identifier.
    pub id: InvoiceNoteId,
    /// Owner.
    pub organization: OrganizationId,
    /// On which invoice.
    pub invoice: InvoiceId,
    /// Who wrote it.
    pub author: UserId,
    /// Their name then.
    pub author_name: String,
    /// When.
    pub written_at: DateTime<Utc>,
    /// What.
    pub text: String,
}

/// Asking for notes.
#[async_trait]
pub trait ReadInvoiceNotes: Send {
    /// Those on an invoice, first ones first.
    async fn invoice_notes(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<InvoiceNote>>;
    /// Which of these invoices have one.
    async fn invoices_with_notes(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<InvoiceId>>;
}

/// Changing notes.
#[async_trait]
pub trait WriteInvoiceNotes: ReadInvoiceNotes {
    /// Adds one.
    async fn insert_invoice_note(&mut self, note: &InvoiceNote) -> Result<()>;
    /// Takes away what its author wrote; false when there is no such note of theirs on the invoice.
    async fn delete_invoice_note(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        author: UserId,
        id: InvoiceNoteId,
    ) -> Result<bool>;
}
