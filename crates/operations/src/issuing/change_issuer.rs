//! Another structure chosen to issue a draft.

use domain::{Direction, InvoiceId, Permission, Reason, StructureId};
use jobs::Priority;
use serde_json::Value;

use super::recognise::Recognise;
use super::wing::{Issuing, drafted, require_unsent};
use crate::access::lane_of;
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
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        for mut attachment in transaction.attachments(actor.organization, id).await? {
            if attachment.chorus_id.take().is_some() {
                transaction.delete_attachment(actor.organization, id, attachment.id).await?;
                transaction.insert_attachment(&attachment).await?;
            }
        }
        if let Some(lane) = lane_of(&overview) {
            let mut job =
                self.ground.queue().job::<Recognise>(Some(actor.organization), invoice.id, lane, &());
            job.family = invoice.structure.to_string();
            job.priority = Priority::Urgent;
            transaction.enqueue(&job).await?;
        }
        transaction.journal(&self.ground.act(actor, "invoice.issuer", id, structure.to_string())).await?;
        for structure in [before, structure] {
            transaction.tell(changed(invoice.organization, structure, Some(id))).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
