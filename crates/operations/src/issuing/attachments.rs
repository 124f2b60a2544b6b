//! Documents attached to a draft.

use documents::StoredFile;
use domain::{
    ActId, AttachmentId, InvoiceId, MAXIMUM_FILE_BYTES, MAXIMUM_TOTAL_BYTES, Permission, Reason,
    mend_attachment_name,
};
use storage::{Attachment, Document, Invoice};

use super::wing::{Issuing, require_unsent};
use crate::ground::Ground;
use crate::{Actor, OperationError, Result};

/// Attachment type sent unless another is chosen (enums.md §3: the standard attachment).
const STANDARD_TYPE: &str = "DIVERS";

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

/// Makes an attachment of a file, beside those that are present.
///
/// # Errors
/// [`OperationError::Refused`] for its type, its size or the total.
pub(crate) fn new_attachment(
    ground: &Ground,
    invoice: &Invoice,
    present: &[Attachment],
    act: Option<ActId>,
    file: StoredFile,
    original_name: &str,
) -> Result<NewAttachment> {
    let mended = mend_attachment_name(original_name)
        .map_err(|error| OperationError::Refused(Reason::NameUnusable { error }))?;
    if file.bytes == 0 {
        let name = original_name.chars().take(255).collect();
        return Err(OperationError::Refused(Reason::FileEmpty { name }));
    }
    if file.bytes > MAXIMUM_FILE_BYTES {
        return Err(OperationError::Refused(Reason::FileTooLarge));
    }
    let total: u64 =
        present.iter().map(|attachment| u64::try_from(attachment.document.bytes).unwrap_or(0)).sum();
    if total + file.bytes > MAXIMUM_TOTAL_BYTES {
        return Err(OperationError::Refused(Reason::AttachmentsTooLarge));
    }
    let taken = present.iter().map(|attachment| &attachment.document).chain(&invoice.document);
    let mended = mended.distinct_from(taken.map(|document| document.name.as_str()));
    let label = mended.name.rsplit_once('.').map_or(mended.name.as_str(), |(stem, _)| stem).to_owned();
    let attachment = Attachment {
        id: ground.id::<AttachmentId>(),
        organization: invoice.organization,
        invoice: invoice.id,
        document: Document {
            sha256: file.sha256,
            name: mended.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        },
        original_name: original_name.chars().take(255).collect(),
        extension: mended.extension,
        label,
        type_code: STANDARD_TYPE.to_owned(),
        chorus_id: None,
        act,
        created_at: ground.now(),
    };
    Ok(NewAttachment { attachment, mended: mended.mended })
}

impl Issuing {
    /// Attaches a file. Its name is mended where Chorus Pro would refuse it, and the answer says so.
    ///
    /// # Errors
    /// [`OperationError::Refused`] for its type, its size or the total.
    pub async fn add_attachment(
        &self,
        actor: &Actor,
        invoice: InvoiceId,
        file: StoredFile,
        original_name: &str,
    ) -> Result<AddedAttachment> {
        actor.require(Permission::Deposit)?;
        // In its turn: the draft can neither leave nor grow in between.
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = actor.reach(transaction.invoice(actor.organization, invoice).await?)?;
        require_unsent(&invoice)?;
        let present = transaction.attachments(actor.organization, invoice.id).await?;
        let added = new_attachment(&self.ground, &invoice, &present, None, file, original_name)?;
        let attachment = &added.attachment;
        transaction.insert_attachment(attachment).await?;
        let entry = self.ground.act(actor, "attachment.add", invoice.id, &attachment.document.sha256);
        transaction.journal(&entry).await?;
        transaction.commit().await?;
        Ok(added.told())
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
