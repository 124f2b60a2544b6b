//! How a PDF with its data inside leaves: as a person chose it, else as somebody chose it last for the same recipient.

use domain::{DepositMode, DocumentWay, Field, InvoiceId, Notes, Permission, Reason, Remark};
use storage::{ChosenWay, Document, Draft, Invoice, Snapshot, Transaction};

use super::plain_copy::plain_document;
use super::read_document::OwnReading;
use super::wing::{Issuing, drafted, require_unsent, set_status};
use crate::ground::changed;
use crate::{Actor, OperationError, Result};

/// How a PDF with data leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOfDraft {
    /// As a person has chosen for this draft.
    pub chosen: Option<DocumentWay>,
    /// As it was chosen last for the same structure and recipient.
    pub proposed: Option<DocumentWay>,
    /// The copy without data, where it was made.
    pub copy: Option<Document>,
}

impl WayOfDraft {
    /// As which PDF it leaves when it is submitted. A flow is prepared by an act of its own.
    #[must_use]
    pub fn leaves(&self) -> DocumentWay {
        match self.chosen.or(self.proposed) {
            Some(DocumentWay::PlainPdf) => DocumentWay::PlainPdf,
            _ => DocumentWay::Pdf,
        }
    }

    /// What there is to say before it leaves: what was proposed and is not what happens.
    pub(super) fn notes(&self) -> Notes {
        let mut notes = Notes::default();
        if self.chosen.is_none() && self.proposed == Some(DocumentWay::Flow) {
            notes.warn(Field::Document, Remark::FlowChosenBefore);
        }
        notes
    }
}

/// How the PDF of a draft leaves; nothing where it has no data inside.
pub(super) async fn way_of(
    read: &mut dyn Snapshot,
    invoice: &Invoice,
    draft: &Draft,
    reading: &OwnReading,
) -> Result<Option<WayOfDraft>> {
    let Some(document) = invoice.document.as_ref().filter(|_| has_data(draft, reading)) else {
        return Ok(None);
    };
    let (organization, recipient) = (invoice.organization, &invoice.partner_siret);
    let proposed = match recipient.as_str() {
        "" => None,
        recipient => read.document_way(organization, invoice.structure, recipient).await?,
    };
    Ok(Some(WayOfDraft {
        chosen: draft.way,
        proposed: proposed.map(|proposed| proposed.way),
        copy: plain_document(read, organization, document).await?,
    }))
}

fn has_data(draft: &Draft, reading: &OwnReading) -> bool {
    reading.data.is_some() && draft.form.mode != DepositMode::Entry.code()
}

/// Chooses a way; what Chorus Pro was given of another file does not count for this one.
pub(super) fn take_way(draft: &mut Draft, way: DocumentWay) {
    let is_plain = |way: Option<DocumentWay>| way == Some(DocumentWay::PlainPdf);
    if is_plain(draft.way) != is_plain(Some(way)) {
        draft.chorus_document_id = None;
    }
    draft.way = Some(way);
}

/// Remembers what was chosen, for the next one to the same recipient.
pub(super) async fn remember_way(
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
    way: DocumentWay,
    chosen_at: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    if invoice.partner_siret.is_empty() {
        return Ok(());
    }
    let chosen = ChosenWay {
        organization: invoice.organization,
        structure: invoice.structure,
        recipient: invoice.partner_siret.clone(),
        way,
        chosen_at,
    };
    Ok(transaction.put_document_way(&chosen).await?)
}

impl Issuing {
    /// Chooses as which PDF a draft with data leaves; the copy without them is made at once.
    ///
    /// # Errors
    /// [`OperationError::Refused`] when no such copy can be made, the PDF has no data, or it has left;
    /// [`OperationError::ChangedMeanwhile`] when another PDF was given meanwhile.
    pub async fn choose_way(&self, actor: &Actor, id: InvoiceId, way: DocumentWay) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let (invoice, draft) = drafted(actor, self.ground.read().await?.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let document = invoice
            .document
            .filter(|_| has_data(&draft, &OwnReading::kept(&draft.own_reading)))
            .filter(|_| way != DocumentWay::Flow)
            .ok_or(OperationError::Refused(Reason::NothingForFlow))?;
        if way == DocumentWay::PlainPdf {
            self.make_plain_copy(actor.organization, &document).await?;
        }
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        if invoice.document.as_ref().is_none_or(|present| present.sha256 != document.sha256) {
            return Err(OperationError::ChangedMeanwhile);
        }
        take_way(&mut draft, way);
        invoice.updated_at = self.ground.now();
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.journal(&self.ground.act(actor, "invoice.way", id, way.code())).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Makes the copy without data where a draft is about to leave as one because that was chosen last; a note says what is in
    /// the way.
    pub(super) async fn ready_way(&self, invoice: &Invoice, draft: &Draft) -> Result<Notes> {
        let mut notes = Notes::default();
        let reading = OwnReading::kept(&draft.own_reading);
        let way = way_of(self.ground.read().await?.as_mut(), invoice, draft, &reading).await?;
        let lacks_copy = way.is_some_and(|way| way.leaves() == DocumentWay::PlainPdf && way.copy.is_none());
        let Some(document) = invoice.document.as_ref().filter(|_| lacks_copy) else { return Ok(notes) };
        match self.make_plain_copy(invoice.organization, document).await {
            Ok(()) => {}
            Err(OperationError::Refused(reason)) => notes.error(Field::Document, reason),
            Err(other) => return Err(other),
        }
        Ok(notes)
    }

    /// Whether a draft may leave as a flow, and its file.
    pub(crate) async fn for_flow(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
        id: InvoiceId,
    ) -> Result<(Invoice, Document)> {
        actor.require(Permission::Deposit)?;
        let (invoice, draft) = drafted(actor, read, id).await?;
        require_unsent(&invoice)?;
        actor.require_whole_structure(invoice.structure)?;
        let reading = OwnReading::kept(&draft.own_reading);
        let document = invoice.document.clone().filter(|_| has_data(&draft, &reading));
        let document = document.ok_or(OperationError::Refused(Reason::NothingForFlow))?;
        if !read.attachments(actor.organization, id).await?.is_empty() {
            return Err(OperationError::Refused(Reason::FlowTakesNoAttachments));
        }
        Ok((invoice, document))
    }

    /// Lets a draft go: it leaves as a flow, in the transaction that makes the flow.
    pub(crate) async fn leave_as_flow(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        id: InvoiceId,
        flow: domain::FlowId,
    ) -> Result<()> {
        let (mut invoice, mut draft) = drafted(actor, transaction, id).await?;
        remember_way(transaction, &invoice, DocumentWay::Flow, self.ground.now()).await?;
        set_status(&self.ground, &mut invoice, domain::InvoiceStatus::Cancelled, Some(Reason::LeftAsFlow));
        draft.way = Some(DocumentWay::Flow);
        draft.flow = Some(flow);
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.insert_event(&self.ground.event(&invoice, "LEFT_AS_FLOW", Some(&actor.name))).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        Ok(())
    }

    /// Takes a draft up again whose flow was put aside or refused; whether there was one.
    pub(crate) async fn come_back_from_flow(
        &self,
        transaction: &mut dyn Transaction,
        actor: &Actor,
        id: InvoiceId,
        flow: domain::FlowId,
    ) -> Result<bool> {
        // Whoever may put the flow aside gives the draft back, of whichever structure it is.
        let found = transaction.invoice(actor.organization, id).await?;
        let (Some(mut invoice), Some(mut draft)) = (found, transaction.draft(actor.organization, id).await?)
        else {
            return Ok(false);
        };
        if draft.flow != Some(flow) {
            return Ok(false);
        }
        set_status(&self.ground, &mut invoice, domain::InvoiceStatus::Draft, None);
        draft.flow = None;
        draft.from_flow = Some(flow);
        draft.way = None;
        transaction.update_invoice(&mut invoice).await?;
        transaction.put_draft(&draft).await?;
        transaction.insert_event(&self.ground.event(&invoice, "RESUMED", Some(&actor.name))).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        Ok(true)
    }
}
