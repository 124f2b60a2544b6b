//! What every draft begins as, whether it comes from a PDF, from an earlier invoice, or is typed.

use domain::{
    Direction, DraftChanges, InvoiceForm, InvoiceId, InvoiceKind, InvoiceStatus, Reason, StructureId,
};
use serde_json::Value;
use storage::{Draft, Invoice, Origin, StructureOverview, Transaction};

use super::Issuing;
use super::form::apply_form;
use crate::{Actor, OperationError, Result};

/// The structure that is to issue, read inside the transaction that makes the draft.
pub(super) async fn issuer(
    transaction: &mut dyn Transaction,
    actor: &Actor,
    structure: StructureId,
) -> Result<StructureOverview> {
    actor.require_whole_structure(structure)?;
    let overview = transaction.structure(actor.organization, structure).await?;
    let overview = overview.ok_or(OperationError::NotFound("structure"))?;
    if !overview.structure.side.issues() {
        return Err(OperationError::Refused(Reason::DoesNotIssue));
    }
    Ok(overview)
}

impl Issuing {
    /// A draft with what its form says, without document, reading or original.
    pub(super) fn new_draft(
        &self,
        actor: &Actor,
        structure: StructureId,
        form: InvoiceForm,
    ) -> (Invoice, Draft) {
        let now = self.ground.now();
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
        (invoice, draft)
    }
}
