//! Another structure chosen to issue a draft, or the chosen one confirmed against the document.

use domain::{Direction, InvoiceId, Permission, Reason, StructureId};
use jobs::Kind as _;
use serde_json::Value;

use super::read_document::OwnReading;
use super::recognise::{Recognise, ask_for_reading};
use super::wing::{Issuing, drafted, require_unsent};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Issuing {
    /// Lets another structure issue a draft. Chorus Pro reads the PDF again: what its accounts hold is their own.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when one of them is out of reach, [`OperationError::Refused`] when the structure does
    /// not issue or the invoice has left.
    pub async fn change_issuer(&self, actor: &Actor, id: InvoiceId, structure: StructureId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        actor.require_structure(structure)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let overview = transaction.structure(actor.organization, structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        if !overview.structure.side.issues() || invoice.direction != Direction::Issued {
            return Err(OperationError::Refused(Reason::DoesNotIssue));
        }
        if invoice.structure == structure {
            return Ok(());
        }
        let before = invoice.structure;
        invoice.structure = structure;
        // A person who reaches some services only must not move an invoice out of their own sight.
        let mut invoice = actor.reach(Some(invoice))?;
        invoice.updated_at = self.ground.now();
        draft.chorus_document_id = None;
        draft.recognised = Value::Null;
        // An account of the former one is none of the other's.
        if !draft.form.bank_account.is_empty() {
            draft.form.bank_account.clear();
            draft.form_version += 1;
        }
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        for mut attachment in transaction.attachments(actor.organization, id).await? {
            if attachment.chorus_id.take().is_some() {
                transaction.delete_attachment(actor.organization, id, attachment.id).await?;
                transaction.insert_attachment(&attachment).await?;
            }
        }
        // The reading for the former one is of no use any more; one that was taken already ends by itself.
        let subject = id.to_string();
        if let Some(job) = transaction.job_about(actor.organization, Recognise::NAME, &subject).await? {
            transaction.cancel_job(actor.organization, job.new.id, self.ground.now()).await?;
        }
        ask_for_reading(&self.ground, transaction.as_mut(), &invoice, &overview).await?;
        transaction.journal(&self.ground.act(actor, "invoice.issuer", id, structure.to_string())).await?;
        for structure in [before, structure] {
            transaction.tell(changed(invoice.organization, structure, Some(id))).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Says that the chosen structure issues, whatever the document names: an invoice under a mandate, or of a group.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the draft is out of reach, [`OperationError::Refused`] once it has left.
    pub async fn confirm_issuer(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let reading = OwnReading::kept(&draft.own_reading);
        draft.own_reading = OwnReading { confirmed: Some(invoice.structure), ..reading }.to_keep();
        transaction.put_draft(&draft).await?;
        let structure = invoice.structure;
        let entry = self.ground.act(actor, "invoice.issuer_confirmed", id, structure.to_string());
        transaction.journal(&entry).await?;
        transaction.tell(changed(invoice.organization, structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
