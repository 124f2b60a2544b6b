//! What every draft begins as, whether it comes from a PDF, from an earlier invoice, or is typed.

use domain::{
    Direction, DraftChanges, InvoiceForm, InvoiceId, InvoiceKind, InvoiceStatus, Reason, StructureId,
    VatLineForm,
};
use serde_json::Value;
use storage::{Document, Draft, Invoice, Origin, StructureOverview, Transaction};

use super::Issuing;
use super::form::apply_form;
use super::read_document::{OwnReading, prefill};
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

/// A PDF that was read, for a draft that says everything itself.
pub(crate) struct ReadPdf {
    document: Document,
    reading: OwnReading,
}

impl Issuing {
    /// Reads a PDF that is to go with a draft.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when its recipient could not open it either.
    pub(crate) async fn read_pdf(&self, document: Document) -> Result<ReadPdf> {
        let reading = self.read_document(&document.sha256).await?;
        Ok(ReadPdf { document, reading })
    }

    /// Makes a draft of what is known already, in a transaction of the caller. Of its PDF only what the form leaves open is
    /// taken over, and Chorus Pro is given it with the invoice, not asked to read it before.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the structure is out of reach, [`OperationError::Refused`] when it does not issue.
    pub(crate) async fn keep_draft(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        structure: StructureId,
        mut form: InvoiceForm,
        pdf: Option<ReadPdf>,
    ) -> Result<InvoiceId> {
        issuer(transaction, actor, structure).await?;
        if let Some(ReadPdf { reading, .. }) = &pdf {
            prefill(&mut form, &reading.fields, false);
            if form.vat_lines.iter().all(VatLineForm::is_blank) && !reading.vat_lines.is_empty() {
                form.vat_lines.clone_from(&reading.vat_lines);
            }
        }
        let (mut invoice, mut draft) = self.new_draft(actor, structure, form);
        let mut event = self.ground.event(&invoice, "DRAFT", Some(&actor.name));
        let mut sha256 = String::new();
        if let Some(ReadPdf { document, reading }) = pdf {
            draft.own_reading = reading.to_keep();
            event.comment = Some(document.name.clone());
            sha256.clone_from(&document.sha256);
            invoice.document = Some(document);
        }
        transaction.insert_invoice(&invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.insert_event(&event).await?;
        transaction.journal(&self.ground.act(actor, "invoice.draft", invoice.id, sha256)).await?;
        Ok(invoice.id)
    }

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
            way: None,
            flow: None,
            from_flow: None,
            source: None,
        };
        apply_form(&mut invoice, &mut draft, form, now, None);
        (invoice, draft)
    }
}
