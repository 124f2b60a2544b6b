//! Notes on an invoice, for the people of the organisation only: they are never sent.

use std::collections::HashSet;

use domain::{InvoiceId, InvoiceNoteId, Permission, Reason, UserId};
use storage::{Invoice, InvoiceNote, InvoiceRow, Mention, Snapshot};

use super::Portfolio;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

/// Longest note, characters.
pub const LONGEST_NOTE: usize = 2_000;
/// Most notes on one invoice.
pub const MOST_NOTES: usize = 100;

impl Portfolio {
    /// Writes a note on an invoice, and has colleagues told of it. What waits for the writer in notes of others counts as read:
    /// this answers it.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the invoice is out of reach, of the writer or of who is told;
    /// [`OperationError::Refused`] when there is no text, too much of it, or no more room.
    pub async fn write_note(&self, actor: &Actor, id: InvoiceId, text: &str, told: &[UserId]) -> Result<()> {
        actor.require(Permission::Annotate)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = actor.reach(transaction.invoice(actor.organization, id).await?)?;
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(OperationError::Refused(Reason::NoteEmpty));
        }
        if text.chars().count() > LONGEST_NOTE {
            return Err(OperationError::Refused(Reason::NoteTooLong { most: LONGEST_NOTE as u64 }));
        }
        if transaction.invoice_notes(actor.organization, id).await?.len() >= MOST_NOTES {
            return Err(OperationError::Refused(Reason::TooManyNotes { most: MOST_NOTES as u64 }));
        }
        let note = InvoiceNote {
            id: self.ground.id::<InvoiceNoteId>(),
            organization: actor.organization,
            invoice: id,
            author: actor.user,
            author_name: actor.name.clone(),
            written_at: self.ground.now(),
            text: text.to_owned(),
        };
        transaction.insert_invoice_note(&note).await?;
        let people =
            if told.is_empty() { Vec::new() } else { reached_by(transaction.as_mut(), &invoice).await? };
        let mut mentioned = Vec::new();
        for user in told {
            let person = people.iter().find(|(known, _)| known == user);
            let (user, name) = person.cloned().ok_or(OperationError::NotFound("user"))?;
            if user != actor.user && !mentioned.contains(&user) {
                mentioned.push(user);
                let mention = Mention { note: note.id, invoice: id, user, name, seen_at: None };
                transaction.insert_mention(actor.organization, &mention).await?;
            }
        }
        transaction.mark_notes_seen(actor.organization, id, actor.user, note.written_at).await?;
        transaction.journal(&self.ground.act(actor, "invoice.note", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes a note of one's own away.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the invoice is out of reach or the note is not of this person.
    pub async fn delete_note(&self, actor: &Actor, id: InvoiceId, note: InvoiceNoteId) -> Result<()> {
        actor.require(Permission::Annotate)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = actor.reach(transaction.invoice(actor.organization, id).await?)?;
        if !transaction.delete_invoice_note(actor.organization, id, actor.user, note).await? {
            return Err(OperationError::NotFound("note"));
        }
        transaction.journal(&self.ground.act(actor, "invoice.note_deleted", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The person has read the notes on an invoice of which they were told.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn mark_notes_read(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Read)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        actor.reach(transaction.invoice(actor.organization, id).await?)?;
        transaction.mark_notes_seen(actor.organization, id, actor.user, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Who is told of the notes on an invoice, and who could be: the people who reach it, by name.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn told_of_notes(
        &self,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<(Vec<Mention>, Vec<(UserId, String)>)> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        let invoice = actor.reach(read.invoice(actor.organization, id).await?)?;
        let mentions = read.mentions_on(actor.organization, id).await?;
        let mut people = Vec::new();
        if actor.role.allows(Permission::Annotate) {
            people = reached_by(read.as_mut(), &invoice).await?;
            people.retain(|(user, _)| *user != actor.user);
        }
        Ok((mentions, people))
    }

    /// The notes on an invoice, first ones first.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach.
    pub async fn notes(&self, actor: &Actor, id: InvoiceId) -> Result<Vec<InvoiceNote>> {
        actor.require(Permission::Read)?;
        let mut read = self.ground.read().await?;
        actor.reach(read.invoice(actor.organization, id).await?)?;
        Ok(read.invoice_notes(actor.organization, id).await?)
    }

    /// Which lines of a list have a note.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn noted(&self, actor: &Actor, rows: &[InvoiceRow]) -> Result<HashSet<InvoiceId>> {
        actor.require(Permission::Read)?;
        let within = |row: &&InvoiceRow| actor.scope.reaches(row.structure, row.service_code.as_deref());
        let ids: Vec<InvoiceId> = rows.iter().filter(within).map(|row| row.id).collect();
        if ids.is_empty() {
            return Ok(HashSet::new());
        }
        let mut read = self.ground.read().await?;
        Ok(read.invoices_with_notes(actor.organization, &ids).await?.into_iter().collect())
    }
}

/// The people who reach an invoice, by name.
async fn reached_by(read: &mut dyn Snapshot, invoice: &Invoice) -> Result<Vec<(UserId, String)>> {
    let people = read.users_of(invoice.organization).await?;
    let reaches = |entry: &storage::UserOfOrganization| {
        entry.user.disabled_at.is_none()
            && entry.scope.reaches(invoice.structure, invoice.service_code.as_deref())
    };
    Ok(people.into_iter().filter(reaches).map(|entry| (entry.user.id, entry.user.name)).collect())
}
