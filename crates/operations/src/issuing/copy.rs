//! A new draft that says what an earlier invoice says: a corrected one after a rejection, or the same again next month.

use domain::{Direction, InvoiceForm, InvoiceId, Permission, Reason, StatusStage, from_cents};
use storage::{Attachment, Invoice, Transaction};

use super::Issuing;
use super::new_draft::issuer;
use super::read_document::typed;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Issuing {
    /// Makes a draft of an issued invoice. Number, date and PDF are those of the new one and stay empty; what was attached
    /// to a rejected one goes with its correction.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or was received, [`OperationError::Refused`] when it has not
    /// left yet, or its structure issues no more.
    pub async fn copy_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<InvoiceId> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let original = actor.reach(transaction.invoice(actor.organization, id).await?)?;
        if original.direction != Direction::Issued {
            return Err(OperationError::NotFound("invoice"));
        }
        if original.status.is_unsent() {
            return Err(OperationError::Refused(Reason::NotSentYet));
        }
        issuer(transaction.as_mut(), actor, original.structure).await?;
        let sent = transaction.draft(actor.organization, id).await?.map(|draft| draft.form);
        let mut form = sent.unwrap_or_else(|| form_of(&original));
        form.number.clear();
        form.date.clear();
        let (invoice, mut draft) = self.new_draft(actor, original.structure, form);
        draft.copied_from = Some(original.id);
        transaction.insert_invoice(&invoice).await?;
        transaction.put_draft(&draft).await?;
        if original.status.stage(Direction::Issued) == StatusStage::Rejected {
            self.carry_over(transaction.as_mut(), &original, &invoice).await?;
        }
        let mut event = self.ground.event(&invoice, "COPIED", Some(&actor.name));
        event.comment = Some(original.number.clone()).filter(|number| !number.is_empty());
        transaction.insert_event(&event).await?;
        let entry = self.ground.act(actor, "invoice.copy", invoice.id, original.id.to_string());
        transaction.journal(&entry).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        Ok(invoice.id)
    }

    async fn carry_over(
        &self,
        transaction: &mut dyn Transaction,
        original: &Invoice,
        invoice: &Invoice,
    ) -> Result<()> {
        let attached = transaction.attachments(original.organization, original.id).await?;
        for attachment in attached.into_iter().filter(|attachment| attachment.act.is_none()) {
            let copy = Attachment {
                id: self.ground.id(),
                invoice: invoice.id,
                chorus_id: None,
                created_at: self.ground.now(),
                ..attachment
            };
            transaction.insert_attachment(&copy).await?;
        }
        Ok(())
    }
}

/// What is known of an invoice that was entered elsewhere, as a form shows it.
fn form_of(invoice: &Invoice) -> InvoiceForm {
    let amount = |cents: Option<i64>| cents.map(|cents| typed(from_cents(cents.abs()))).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    InvoiceForm {
        recipient_siret: invoice.partner_siret.clone(),
        recipient_name: invoice.partner_name.clone(),
        service_code: text(&invoice.service_code),
        engagement: text(&invoice.engagement),
        kind: invoice.kind.code().to_owned(),
        currency: invoice.currency.clone(),
        net: amount(invoice.net_cents),
        vat: amount(invoice.vat_cents),
        gross: amount(invoice.gross_cents),
        due: amount(invoice.due_cents),
        ..InvoiceForm::new()
    }
}
