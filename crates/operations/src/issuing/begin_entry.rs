//! A draft that is typed, line by line, without a PDF.

use domain::{
    DepositMode, Direction, DraftChanges, InvoiceForm, InvoiceId, InvoiceKind, InvoiceStatus, LineForm,
    Permission, Reason, StructureId, format_day, paris_day,
};
use serde_json::Value;
use storage::{Draft, Invoice, Origin};

use super::Issuing;
use super::form::apply_form;
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

impl Issuing {
    /// Begins an invoice that a person types: of today, with one line.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Refused`] when it does not issue.
    pub async fn begin_entry(&self, actor: &Actor, structure: StructureId) -> Result<InvoiceId> {
        actor.require(Permission::Deposit)?;
        actor.require_whole_structure(structure)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let overview = transaction.structure(actor.organization, structure).await?;
        let overview = overview.ok_or(OperationError::NotFound("structure"))?;
        if !overview.structure.side.issues() {
            return Err(OperationError::Refused(Reason::DoesNotIssue));
        }
        let mut form = InvoiceForm {
            mode: DepositMode::Entry.code().to_owned(),
            date: format_day(paris_day(now)),
            lines: vec![LineForm::new()],
            ..InvoiceForm::new()
        };
        form.fill_from_lines();
        let mut invoice = Invoice {
            id: self.ground.id::<InvoiceId>(),
            organization: actor.organization,
            structure,
            direction: Direction::Issued,
            origin: Origin::Pupitre,
            status: InvoiceStatus::Draft,
            status_at: now,
            status_reason: None,
            status_comment: None,
            number: String::new(),
            kind: InvoiceKind::Facture,
            date: None,
            partner_name: String::new(),
            partner_siret: String::new(),
            service_code: None,
            engagement: None,
            currency: "EUR".to_owned(),
            net_cents: None,
            vat_cents: None,
            gross_cents: None,
            due_cents: None,
            document: None,
            chorus_id: None,
            created_by: Some(actor.user),
            created_at: now,
            updated_at: now,
            deposited_on: None,
            arrived_at: None,
            checked_at: None,
            version: 1,
        };
        let mut draft = Draft {
            organization: invoice.organization,
            invoice: invoice.id,
            form: InvoiceForm::default(),
            form_version: 0,
            changes: DraftChanges::new(),
            own_reading: Value::Null,
            recognised: Value::Null,
            chorus_document_id: None,
            submitted_at: None,
            submitted_by: None,
            seal: None,
            copied_from: None,
            deposit_imprint: None,
        };
        apply_form(&mut invoice, &mut draft, form, now, None);
        transaction.insert_invoice(&invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.insert_event(&self.ground.event(&invoice, "DRAFT", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.draft", invoice.id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        Ok(invoice.id)
    }
}
