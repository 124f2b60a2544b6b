//! Notes on invoices.

use async_trait::async_trait;
use domain::{InvoiceId, InvoiceNoteId, OrganizationId, UserId};
use storage::{InvoiceNote, ReadInvoiceNotes, Result, WriteInvoiceNotes};

use crate::handle::Handle;
use crate::query::{Builder, query};
use crate::row::Row;

fn read_note(row: &Row) -> Result<InvoiceNote> {
    let fields = row.of("invoice_notes");
    Ok(InvoiceNote {
        id: fields.id("id")?,
        organization: fields.id("organization_id")?,
        invoice: fields.id("invoice_id")?,
        author: fields.id("author_id")?,
        author_name: fields.text("author_name")?,
        written_at: fields.time("written_at")?,
        text: fields.text("text")?,
    })
}

#[async_trait]
impl ReadInvoiceNotes for Handle {
    async fn invoice_notes(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<InvoiceNote>> {
        let statement = query(
            "SELECT organization_id, id, invoice_id, author_id, author_name, written_at, text \
             FROM invoice_notes WHERE organization_id = $1 AND invoice_id = $2 ORDER BY written_at, id",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(invoice)).await?;
        rows.iter().map(read_note).collect()
    }

    async fn invoices_with_notes(
        &mut self,
        organization: OrganizationId,
        invoices: &[InvoiceId],
    ) -> Result<Vec<InvoiceId>> {
        let mut sql = Builder::new("SELECT DISTINCT invoice_id FROM invoice_notes WHERE organization_id = ");
        sql.push_bind(organization).push(" AND invoice_id IN ").push_list(invoices.iter().copied());
        let rows = self.fetch_all(sql.build()).await?;
        rows.iter().map(|row| row.of("invoice_notes").id("invoice_id")).collect()
    }
}

#[async_trait]
impl WriteInvoiceNotes for Handle {
    async fn insert_invoice_note(&mut self, note: &InvoiceNote) -> Result<()> {
        let statement = query(
            "INSERT INTO invoice_notes (organization_id, id, invoice_id, author_id, author_name, written_at, text) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(note.organization)
        .bind(note.id)
        .bind(note.invoice)
        .bind(note.author)
        .bind(&note.author_name)
        .bind(note.written_at)
        .bind(&note.text);
        self.execute(statement).await.map(drop)
    }

    async fn delete_invoice_note(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        author: UserId,
        id: InvoiceNoteId,
    ) -> Result<bool> {
        let statement = query(
            "DELETE FROM invoice_notes \
             WHERE organization_id = $1 AND invoice_id = $2 AND author_id = $3 AND id = $4",
        )
        .bind(organization)
        .bind(invoice)
        .bind(author)
        .bind(id);
        Ok(self.execute(statement).await? > 0)
    }
}
