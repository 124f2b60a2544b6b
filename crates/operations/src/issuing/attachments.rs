//! Documents attached to a draft.

use documents::StoredFile;
use domain::{ActId, AttachmentId, InvoiceId, MAXIMUM_TOTAL_BYTES, Permission, Reason};
use storage::{Attachment, Document, Invoice};

use super::mend::PreparedFile;
use super::wing::{Issuing, require_unsent};
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// Attachment type sent unless another is chosen (enums.md §3: the standard attachment).
const STANDARD_TYPE: &str = "DIVERS";
/// Longest designation (business-rules.md §6), characters.
const LONGEST_LABEL: usize = 100;

/// An attachment that was added, and what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedAttachment {
    /// Its identifier.
    pub id: AttachmentId,
    /// Its name, and whether that is another than the one it came with.
    pub name: String,
    /// See `name`.
    pub mended: bool,
}

/// An attachment that is to be kept.
pub(crate) struct NewAttachment {
    pub attachment: Attachment,
    mended: bool,
}

impl NewAttachment {
    /// What is said of it.
    pub(crate) fn told(self) -> AddedAttachment {
        let Attachment { id, document, .. } = self.attachment;
        AddedAttachment { id, name: document.name, mended: self.mended }
    }
}

/// Makes an attachment of a prepared file, beside those that are present.
///
/// # Errors
/// [`OperationError::Refused`] for the total.
pub(crate) fn new_attachment(
    ground: &Ground,
    invoice: &Invoice,
    present: &[Attachment],
    act: Option<ActId>,
    prepared: PreparedFile,
) -> Result<NewAttachment> {
    let PreparedFile { file, name, label, original_name, mended: from } = prepared;
    let total: u64 =
        present.iter().map(|attachment| u64::try_from(attachment.document.bytes).unwrap_or(0)).sum();
    if total + file.bytes > MAXIMUM_TOTAL_BYTES {
        return Err(OperationError::Refused(Reason::AttachmentsTooLarge));
    }
    let taken = present.iter().map(|attachment| &attachment.document).chain(&invoice.document);
    let mended = name.distinct_from(taken.map(|document| document.name.as_str()));
    let attachment = Attachment {
        id: ground.id::<AttachmentId>(),
        organization: invoice.organization,
        invoice: invoice.id,
        document: Document {
            sha256: file.sha256,
            name: mended.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        },
        original_name,
        extension: mended.extension,
        label: label.chars().take(LONGEST_LABEL).collect(),
        type_code: STANDARD_TYPE.to_owned(),
        chorus_id: None,
        act,
        mended: from,
        created_at: ground.now(),
    };
    Ok(NewAttachment { attachment, mended: mended.mended })
}

impl Issuing {
    /// Attaches a file. What breaks a rule of Chorus Pro is mended, and the answer says so: its name, its type (a ZIP
    /// around it), its size (a ZIP, or its pages in several parts).
    ///
    /// # Errors
    /// [`OperationError::Refused`] where nothing helps, or for the total.
    pub async fn add_attachment(
        &self,
        actor: &Actor,
        invoice: InvoiceId,
        file: StoredFile,
        original_name: &str,
    ) -> Result<Vec<AddedAttachment>> {
        actor.require(Permission::Deposit)?;
        // Whose it is, before anything is done with it.
        let present = self.ground.read().await?.invoice(actor.organization, invoice).await?;
        require_unsent(&actor.reach(present)?)?;
        let prepared = self.prepare_file(file, original_name).await?;
        // In its turn: the draft can neither leave nor grow in between.
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = actor.reach(transaction.invoice(actor.organization, invoice).await?)?;
        require_unsent(&invoice)?;
        let mut present = transaction.attachments(actor.organization, invoice.id).await?;
        let mut told = Vec::new();
        for file in prepared {
            let added = new_attachment(&self.ground, &invoice, &present, None, file)?;
            transaction.insert_attachment(&added.attachment).await?;
            let sha256 = &added.attachment.document.sha256;
            transaction.journal(&self.ground.act(actor, "attachment.add", invoice.id, sha256)).await?;
            present.push(added.attachment.clone());
            told.push(added.told());
        }
        transaction.commit().await?;
        Ok(told)
    }

    /// Takes an attachment off a draft.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is no such attachment.
    pub async fn remove_attachment(&self, actor: &Actor, invoice: InvoiceId, id: AttachmentId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = actor.reach(transaction.invoice(actor.organization, invoice).await?)?;
        require_unsent(&invoice)?;
        if !transaction.delete_attachment(actor.organization, invoice.id, id).await? {
            return Err(OperationError::NotFound("attachment"));
        }
        transaction.journal(&self.ground.act(actor, "attachment.remove", invoice.id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }
}
