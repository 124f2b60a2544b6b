//! A draft that is typed, line by line, without a PDF.

use domain::{DepositMode, InvoiceForm, InvoiceId, LineForm, Permission, StructureId, format_day, paris_day};

use super::Issuing;
use crate::ground::changed;
use crate::{Actor, Result};

impl Issuing {
    /// Begins an invoice that a person types: of today, with one line.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when the structure is out of reach, [`crate::OperationError::Refused`] when it does not issue.
    pub async fn begin_entry(&self, actor: &Actor, structure: StructureId) -> Result<InvoiceId> {
        actor.require(Permission::Deposit)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut form = InvoiceForm {
            mode: DepositMode::Entry.code().to_owned(),
            date: format_day(paris_day(now)),
            lines: vec![LineForm::new()],
            ..InvoiceForm::new()
        };
        form.fill_from_lines();
        let invoice = self.keep_draft(transaction.as_mut(), actor, structure, form, None).await?;
        transaction.tell(changed(actor.organization, structure, Some(invoice))).await?;
        transaction.commit().await?;
        Ok(invoice)
    }
}
