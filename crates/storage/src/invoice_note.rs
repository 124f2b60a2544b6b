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

/// Somebody who is told of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Of which note.
    pub note: InvoiceNoteId,
    /// On which invoice.
    pub invoice: InvoiceId,
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// When they said that they have read it.
    pub seen_at: Option<DateTime<Utc>>,
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
    /// Who is told of the notes on an invoice, by name.
    async fn mentions_on(&mut self, organization: OrganizationId, invoice: InvoiceId)
    -> Result<Vec<Mention>>;
    /// The notes of which a person is told and that they have not said to have read, first ones first.
    async fn unseen_notes(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        most: u32,
    ) -> Result<Vec<InvoiceNote>>;
}

/// Changing notes.
#[async_trait]
pub trait WriteInvoiceNotes: ReadInvoiceNotes {
    /// Adds one.
    async fn insert_invoice_note(&mut self, note: &InvoiceNote) -> Result<()>;
    /// Has somebody told of a note.
    async fn insert_mention(&mut self, organization: OrganizationId, mention: &Mention) -> Result<()>;
    /// A person has read the notes on an invoice of which they are told; gives how many they had not.
    async fn mark_notes_seen(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<u64>;
    /// Takes away what its author wrote; false when there is no such note of theirs on the invoice.
    async fn delete_invoice_note(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        author: UserId,
        id: InvoiceNoteId,
    ) -> Result<bool>;
}
