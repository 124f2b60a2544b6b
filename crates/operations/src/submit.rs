//! Submitting: a review, one transaction, an outbox row; ten seconds to undo.

use chrono::TimeDelta;
use domain::{CheckedInvoice, Field, FieldNote, InvoiceForm, InvoiceId, InvoiceStatus, Permission, Severity};
use sha2::{Digest as _, Sha256};
use storage::{Attachment, Invoice, OutboxKind, OutboxState};

use crate::deposit::{DepositView, require_unsent};
use crate::documents::hex;
use crate::{Actor, OperationError, Operations, Result};

/// What the review step repeats before anything is queued.
#[derive(Clone, Debug)]
pub struct Review {
    /// The draft and what surrounds it.
    pub view: DepositView,
    /// What would be sent.
    pub invoice: CheckedInvoice,
    /// Warnings worth a second look.
    pub warnings: Vec<FieldNote>,
}

impl Review {
    /// What stands for this review when the person confirms it: other for any other form, PDF or attachment.
    #[must_use]
    pub fn seal(&self) -> String {
        seal_of(&self.view.invoice, &self.view.attachments)
    }
}

/// The form goes in without the name of the recipient: Chorus Pro gives it when it can, and only the SIRET is sent.
fn seal_of(invoice: &Invoice, attachments: &[Attachment]) -> String {
    let form = InvoiceForm { recipient_name: String::new(), ..invoice.form.clone() };
    let attached = attachments.iter().map(|attachment| &attachment.document);
    let files: Vec<_> =
        invoice.document.iter().chain(attached).map(|file| (&file.sha256, &file.name)).collect();
    // Plain texts: they always serialise.
    hex(&Sha256::digest(serde_json::to_vec(&(form, files)).unwrap_or_default()))
}

impl Operations {
    /// Checks a draft for good, asking Chorus Pro about the recipient when it is not known yet.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with everything to correct.
    pub async fn review(&self, actor: &Actor, id: InvoiceId) -> Result<Review> {
        actor.require(Permission::Deposit)?;
        let invoice = actor.reach(self.storage().invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        let mut notes = Vec::new();
        let lookup = self.recipient_card(actor, invoice.structure, &invoice.form.recipient_siret).await;
        let view = self.view_of(actor, invoice).await?;
        match lookup {
            Ok(_) => {}
            Err(OperationError::Refused(text)) => notes.push(FieldNote::error(Field::RecipientSiret, text)),
            Err(OperationError::ChorusPro { user, .. }) => notes.push(FieldNote::warning(
                Field::RecipientSiret,
                format!("Le destinataire n’a pas pu être vérifié. {user}"),
            )),
            Err(other) => return Err(other),
        }
        let (checked, more) = view.invoice.form.check(&view.context);
        notes.extend(more);
        if let Some(checked) = &checked {
            let storage = self.storage();
            let taken =
                storage.invoices_with_number(actor.organization, view.structure.id, &checked.number).await?;
            if taken.iter().any(|other| *other != id) {
                notes.push(FieldNote::error(
                    Field::Number,
                    "Ce numéro a déjà été envoyé pour cette structure. Chorus Pro refuse les doublons, même après un rejet.",
                ));
            }
        }
        let failed = notes.iter().any(|note| note.severity == Severity::Error);
        match checked.filter(|_| !failed) {
            Some(invoice) => Ok(Review { view, invoice, warnings: notes }),
            None => Err(OperationError::Invalid(notes)),
        }
    }

    /// Queues a draft: the answer comes at once, the call leaves after the time to undo.
    ///
    /// `seal` is the [`Review::seal`] of what the person saw. A colleague, another tab or the reading by Chorus Pro may
    /// have changed the draft since: nothing leaves that nobody has read.
    ///
    /// # Errors
    /// As [`Operations::review`]; [`OperationError::Refused`] when the draft is no longer the reviewed one;
    /// [`OperationError::ChangedMeanwhile`] when it was submitted from elsewhere.
    pub async fn submit(&self, actor: &Actor, id: InvoiceId, seal: &str) -> Result<()> {
        let review = self.review(actor, id).await?;
        let changed = || {
            OperationError::Refused(
                "La facture a changé depuis que vous l’avez vérifiée. Relisez-la telle qu’elle serait envoyée, puis déposez."
                    .to_owned(),
            )
        };
        if review.seal() != seal {
            return Err(changed());
        }
        let overview = self.structure(actor, review.view.structure.id).await?;
        if overview.connection.is_none() {
            return Err(OperationError::Refused(
                "Cette structure n’a pas encore d’accès à Chorus Pro. Renseignez-le sur sa fiche, puis déposez.".to_owned(),
            ));
        }
        let now = self.now();
        let undo = TimeDelta::from_std(self.settings().undo).unwrap_or_default();
        let mut unit = self.storage().begin().await?;
        // Read again under the write lock: the reading by Chorus Pro may have ended since, which is no reason to refuse
        // as long as what is sent stays the same.
        let mut invoice = actor.reach(unit.invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        if seal_of(&invoice, &self.storage().attachments(actor.organization, id).await?) != seal {
            return Err(changed());
        }
        self.set_status(&mut invoice, InvoiceStatus::Queued, None);
        invoice.submitted_at = Some(now);
        unit.update_invoice(&mut invoice).await?;
        if !unit.enqueue(&self.outbox_item(&invoice, OutboxKind::Submit, now + undo)).await? {
            return Err(OperationError::ChangedMeanwhile);
        }
        unit.insert_event(&self.local_event(&invoice, "QUEUED", Some(&actor.name), None)).await?;
        let entry =
            self.entry(Some(actor.organization), Some(actor.user), "invoice.submit", id, &invoice.number);
        unit.journal(&entry).await?;
        unit.commit().await?;
        self.wake_worker();
        self.tell(invoice.organization, invoice.structure, Some(id));
        Ok(())
    }

    /// Takes a submission back before the call leaves: the invoice is a draft again.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when it has left already.
    pub async fn undo_submission(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let too_late = || {
            OperationError::Refused(
                "Trop tard : l’envoi a commencé. Suivez la facture sur sa page.".to_owned(),
            )
        };
        let item = self.storage().outbox_item(actor.organization, id, OutboxKind::Submit).await?;
        let mut unit = self.storage().begin().await?;
        let mut invoice = actor.reach(unit.invoice(actor.organization, id).await?)?;
        let item = item.filter(|item| item.state == OutboxState::Waiting).ok_or_else(too_late)?;
        if invoice.status != InvoiceStatus::Queued || !unit.cancel_outbox(actor.organization, item.id).await?
        {
            return Err(too_late());
        }
        self.set_status(&mut invoice, InvoiceStatus::Draft, None);
        invoice.submitted_at = None;
        unit.update_invoice(&mut invoice).await?;
        unit.insert_event(&self.local_event(&invoice, "UNDONE", Some(&actor.name), None)).await?;
        unit.journal(&self.entry(Some(actor.organization), Some(actor.user), "invoice.undo", id, "")).await?;
        unit.commit().await?;
        self.tell(invoice.organization, invoice.structure, Some(id));
        Ok(())
    }
}
