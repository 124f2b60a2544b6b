//! Giving a draft its PDF, or another one in its place.

use documents::StoredFile;
use domain::{Author, InvoiceId, Permission, VatLineForm};
use serde_json::Value;

use super::Issuing;
use super::deposit::pdf_document;
use super::form::apply_form;
use super::found_inside::FoundIn;
use super::read_document::{OwnReading, prefill};
use super::recognise::ask_for_reading;
use super::wing::{drafted, require_unsent, structure_of};
use crate::ground::changed;
use crate::{Actor, Result};

impl Issuing {
    /// Puts a PDF in the place of the one that a draft has, if any, and reads it: what it says fills fields that are still
    /// empty, and nothing else.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] when the file is not acceptable or the draft has left.
    pub async fn replace_document(
        &self,
        actor: &Actor,
        id: InvoiceId,
        file: StoredFile,
        file_name: &str,
    ) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let document = pdf_document(&file, file_name)?;
        let mut reading = self.read_document(&file.sha256).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let overview = structure_of(actor, transaction.as_mut(), &invoice).await?;
        let mut form = draft.form.clone();
        prefill(&mut form, &reading.fields, false);
        if form.vat_lines.iter().all(VatLineForm::is_blank) && !reading.vat_lines.is_empty() {
            form.vat_lines = std::mem::take(&mut reading.vat_lines);
        }
        // What was found in the XML of which the draft was made is still there.
        let before = OwnReading::kept(&draft.own_reading);
        reading.inside.extend(before.inside.into_iter().filter(|found| found.found_in == FoundIn::Xml));
        draft.own_reading = reading.to_keep();
        draft.way = None;
        draft.recognised = Value::Null;
        draft.chorus_document_id = None;
        let sha256 = document.sha256.clone();
        invoice.document = Some(document);
        let by = Author::Person { user: actor.user, name: actor.name.clone() };
        apply_form(&mut invoice, &mut draft, form, self.ground.now(), Some(&by));
        invoice.updated_at = self.ground.now();
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        ask_for_reading(&self.ground, transaction.as_mut(), &invoice, &overview).await?;
        transaction.journal(&self.ground.act(actor, "invoice.document", invoice.id, sha256)).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(invoice.id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
