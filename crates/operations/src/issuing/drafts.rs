//! Keeping and dropping drafts.

use domain::{FieldNote, InvoiceForm, InvoiceId, InvoiceStatus, Permission, StructureId, paris_day};

use super::deposit_view::check_context;
use super::form::apply_form;
use super::wing::{Issuing, drafted, require_unsent, set_status, structure_of};
use crate::directory::known_recipient;
use crate::ground::changed;
use crate::{Actor, Result};

impl Issuing {
    /// The structure of a draft that can still be changed: what is asked before anything is received for it.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach, [`crate::OperationError::Refused`] once the invoice
    /// has left.
    pub async fn structure_of_draft(&self, actor: &Actor, id: InvoiceId) -> Result<StructureId> {
        actor.require(Permission::Deposit)?;
        let (invoice, _) = drafted(actor, self.ground.read().await?.as_mut(), id).await?;
        require_unsent(&invoice)?;
        Ok(invoice.structure)
    }

    /// Keeps the form as typed; gives what the checks say of it.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] once the invoice has left.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        id: InvoiceId,
        mut form: InvoiceForm,
    ) -> Result<Vec<FieldNote>> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let structure = structure_of(actor, transaction.as_mut(), &invoice).await?.structure;
        // The name shown beside a SIRET is the one Chorus Pro gave, never one that was typed.
        let recipient = known_recipient(
            transaction.as_mut(),
            actor.organization,
            structure.environment,
            &form.recipient_siret,
        )
        .await?;
        form.recipient_name = recipient.as_ref().map(|card| card.entry.name.clone()).unwrap_or_default();
        if draft.form != form {
            let now = self.ground.now();
            apply_form(&mut invoice, &mut draft, form, paris_day(now));
            invoice.updated_at = now;
            transaction.update_invoice(&mut invoice).await?;
            transaction.put_draft(&draft).await?;
        }
        transaction.commit().await?;
        let context = check_context(&self.ground, &structure, recipient.as_ref(), &draft.form);
        Ok(draft.form.check(&context).1)
    }

    /// Drops a draft; it stays in the list as abandoned.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] once the invoice has left.
    pub async fn discard_draft(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut invoice = actor.reach(transaction.invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        set_status(&self.ground, &mut invoice, InvoiceStatus::Cancelled, None);
        transaction.update_invoice(&mut invoice).await?;
        transaction.insert_event(&self.ground.event(&invoice, "CANCELLED", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.discard", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
