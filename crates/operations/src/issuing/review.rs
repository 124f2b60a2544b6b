//! The review: everything is checked for good and shown once more before anything is queued.

use domain::{
    CheckedInvoice, DocumentWay, Field, InvoiceForm, InvoiceId, Notes, Permission, Reason, Remark, Siret,
    StructureId,
};
use sha2::{Digest as _, Sha256};
use storage::{Attachment, Draft, Invoice, Snapshot};

use super::deposit_view::{DepositView, view_of};
use super::way::WayOfDraft;
use super::wing::{Issuing, drafted, require_unsent, structure_of};
use crate::ground::hex;
use crate::{Actor, OperationError, Result};

/// What the review step repeats before anything is queued.
#[derive(Clone, Debug)]
pub struct Review {
    /// The draft and what surrounds it.
    pub view: DepositView,
    /// What would be sent.
    pub invoice: CheckedInvoice,
    /// Warnings worth a second look.
    pub warnings: Notes,
}

impl Review {
    /// The draft as one that is held back after all.
    pub(super) fn held(self) -> Examined {
        Examined { view: self.view, invoice: None, notes: self.warnings }
    }

    /// What stands for this review when the person confirms it: other for any other form, PDF or attachment.
    #[must_use]
    pub fn seal(&self) -> String {
        let way = self.view.way.as_ref().map(WayOfDraft::leaves);
        seal_of(&self.view.invoice, &self.view.draft, &self.view.attachments, way)
    }
}

/// A draft as its checks found it: what it takes to be sent, or what is to be corrected.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The draft and what surrounds it.
    pub view: DepositView,
    /// What would be sent; none when something is to be corrected.
    pub invoice: Option<CheckedInvoice>,
    /// What is to be corrected; else warnings worth a second look.
    pub notes: Notes,
}

impl Examined {
    /// The review of a draft that can be sent.
    ///
    /// # Errors
    /// The draft itself, when something is to be corrected.
    pub fn into_review(self) -> std::result::Result<Review, Box<Self>> {
        match self.invoice {
            Some(invoice) => Ok(Review { view: self.view, invoice, warnings: self.notes }),
            None => Err(Box::new(Self { invoice: None, ..self })),
        }
    }
}

/// The form goes in without the name of the recipient: Chorus Pro gives it when it can, and only the SIRET is sent.
fn seal_of(invoice: &Invoice, draft: &Draft, attachments: &[Attachment], way: Option<DocumentWay>) -> String {
    let form = InvoiceForm { recipient_name: String::new(), ..draft.form.clone() };
    let attached = attachments.iter().map(|attachment| &attachment.document);
    let files: Vec<_> =
        invoice.document.iter().chain(attached).map(|file| (&file.sha256, &file.name)).collect();
    // Another PDF than the one that is seen leaves: it is another review.
    let way = way.filter(|way| *way == DocumentWay::PlainPdf).map(DocumentWay::code);
    // Plain texts: they always serialise.
    hex(&Sha256::digest(serde_json::to_vec(&(invoice.structure, form, files, way)).unwrap_or_default()))
}

impl Issuing {
    /// Checks a draft for good, asking Chorus Pro about the recipient when it is not known yet.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] with everything to correct.
    pub async fn review(&self, actor: &Actor, id: InvoiceId) -> Result<Review> {
        reviewed(self.examine(actor, id).await?)
    }

    /// The same, with the draft in either case: a page shows what is to be corrected beside it.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] once the invoice has left.
    pub async fn examine(&self, actor: &Actor, id: InvoiceId) -> Result<Examined> {
        actor.require(Permission::Deposit)?;
        let met = self.meet_recipient_of(actor, id).await?;
        let mut read = self.ground.read().await?;
        self.examine_in(actor, read.as_mut(), id, Some(met)).await
    }

    /// Asks for the recipient that a draft names, so that its rules are known; a note says when that was not possible.
    pub(super) async fn meet_recipient_of(&self, actor: &Actor, id: InvoiceId) -> Result<Notes> {
        let (invoice, draft) = drafted(actor, self.ground.read().await?.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let met = self.meet_named(actor, invoice.structure, &draft.form).await?;
        Ok(met.into_iter().chain(self.ready_way(&invoice, &draft).await?).collect())
    }

    /// Asks for everybody that a form names: the recipient and, where its cadre has one, the validator.
    pub(super) async fn meet_named(
        &self,
        actor: &Actor,
        structure: StructureId,
        form: &InvoiceForm,
    ) -> Result<Notes> {
        let recipient = self.meet(actor, structure, &form.recipient_siret).await?;
        let validator = self.meet_validator(actor, structure, form).await?;
        Ok(recipient.into_iter().chain(validator).collect())
    }

    /// Asks for the validator, who may be any structure of Chorus Pro.
    async fn meet_validator(
        &self,
        actor: &Actor,
        structure: StructureId,
        form: &InvoiceForm,
    ) -> Result<Notes> {
        let mut notes = Notes::default();
        let Some(siret) = form.wanted_validator().filter(|siret| Siret::parse(siret).is_ok()) else {
            return Ok(notes);
        };
        match self.directory.recipient_card(actor, structure, siret).await {
            Ok(card) => {
                let service = form.validator_service.trim();
                let is_open = card.entry.services.iter().any(|known| known.active && known.code == service);
                if !service.is_empty() && !is_open {
                    notes.error(Field::ValidatorService, Remark::ValidatorServiceUnknown);
                }
            }
            Err(OperationError::Refused(_)) => notes.error(Field::ValidatorSiret, Remark::ValidatorUnknown),
            Err(OperationError::ChorusPro { reason, .. }) => {
                notes.warn(Field::ValidatorSiret, Remark::ValidatorNotChecked { cause: Box::new(reason) });
            }
            Err(other) => return Err(other),
        }
        Ok(notes)
    }

    async fn meet(&self, actor: &Actor, structure: StructureId, siret: &str) -> Result<Notes> {
        let mut notes = Notes::default();
        // The checks of the form say what is wrong with it.
        if Siret::parse(siret).is_err() {
            return Ok(notes);
        }
        match self.directory.recipient_card(actor, structure, siret).await {
            Ok(_) => {}
            Err(OperationError::Refused(reason)) => notes.error(Field::RecipientSiret, reason),
            Err(OperationError::ChorusPro { reason, .. }) => {
                notes.warn(Field::RecipientSiret, Reason::RecipientNotChecked { cause: Box::new(reason) });
            }
            Err(other) => return Err(other),
        }
        Ok(notes)
    }

    /// The review of a draft as one snapshot has it.
    pub(super) async fn review_in(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
        id: InvoiceId,
        met: Notes,
    ) -> Result<Review> {
        reviewed(self.examine_in(actor, read, id, Some(met)).await?)
    }

    /// A draft as one snapshot has it, with what was learnt of its recipient; none where nobody was asked, and what is not
    /// known of it is said.
    pub(super) async fn examine_in(
        &self,
        actor: &Actor,
        read: &mut dyn Snapshot,
        id: InvoiceId,
        met: Option<Notes>,
    ) -> Result<Examined> {
        let (invoice, draft) = drafted(actor, read, id).await?;
        require_unsent(&invoice)?;
        let overview = structure_of(actor, read, &invoice).await?;
        let view = view_of(&self.ground, actor, read, invoice, draft, overview).await?;
        let checked = view.draft.form.check(&view.context).0;
        // That it was asked for, and what came of it, is among what was met.
        let was_asked = met.is_some();
        let known = view.notes.iter().filter(|note| !was_asked || !note.remark.is_of_unasked_recipient());
        let notes: Notes = met.unwrap_or_default().into_iter().chain(known.cloned()).collect();
        let failed = notes.refuse();
        Ok(Examined { view, invoice: checked.filter(|_| !failed), notes })
    }
}

fn reviewed(examined: Examined) -> Result<Review> {
    examined.into_review().map_err(|examined| OperationError::Invalid(examined.notes))
}
