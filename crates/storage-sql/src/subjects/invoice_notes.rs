//! Notes on invoices.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{InvoiceId, InvoiceNoteId, OrganizationId, UserId};
use storage::{InvoiceNote, Mention, ReadInvoiceNotes, Result, WriteInvoiceNotes};

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

    async fn mentions_on(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
    ) -> Result<Vec<Mention>> {
        let statement = query(
            "SELECT mentions.note_id, mentions.invoice_id, mentions.user_id, mentions.seen_at, users.name \
             FROM invoice_notes JOIN mentions ON mentions.organization_id = invoice_notes.organization_id \
                 AND mentions.note_id = invoice_notes.id \
             JOIN users ON users.id = mentions.user_id \
             WHERE invoice_notes.organization_id = $1 AND invoice_notes.invoice_id = $2 \
             ORDER BY mentions.note_id, users.name_key, users.id",
        );
        let read = |row: &Row| {
            let fields = row.of("mentions");
            Ok(Mention {
                note: fields.id("note_id")?,
                invoice: fields.id("invoice_id")?,
                user: fields.id("user_id")?,
                name: fields.text("name")?,
                seen_at: fields.opt_time("seen_at")?,
            })
        };
        self.fetch_all(statement.bind(organization).bind(invoice)).await?.iter().map(read).collect()
    }

    async fn unseen_notes(
        &mut self,
        organization: OrganizationId,
        user: UserId,
        most: u32,
    ) -> Result<Vec<InvoiceNote>> {
        let statement = query(
            "SELECT note.organization_id, note.id, note.invoice_id, note.author_id, note.author_name, \
                 note.written_at, note.text \
             FROM mentions JOIN invoice_notes AS note ON note.organization_id = mentions.organization_id \
                 AND note.id = mentions.note_id \
             WHERE mentions.organization_id = $1 AND mentions.user_id = $2 AND mentions.seen_at IS NULL \
             ORDER BY note.written_at, note.id LIMIT $3",
        );
        let rows = self.fetch_all(statement.bind(organization).bind(user).bind(most)).await?;
        rows.iter().map(read_note).collect()
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

    async fn insert_mention(&mut self, organization: OrganizationId, mention: &Mention) -> Result<()> {
        let statement = query(
            "INSERT INTO mentions (organization_id, note_id, user_id, invoice_id, seen_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(organization)
        .bind(mention.note)
        .bind(mention.user)
        .bind(mention.invoice)
        .bind(mention.seen_at);
        self.execute(statement).await.map(drop)
    }

    async fn mark_notes_seen(
        &mut self,
        organization: OrganizationId,
        invoice: InvoiceId,
        user: UserId,
        at: DateTime<Utc>,
    ) -> Result<u64> {
        let statement = query(
            "UPDATE mentions SET seen_at = $4 \
             WHERE organization_id = $1 AND invoice_id = $2 AND user_id = $3 AND seen_at IS NULL",
        );
        self.execute(statement.bind(organization).bind(invoice).bind(user).bind(at)).await
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
