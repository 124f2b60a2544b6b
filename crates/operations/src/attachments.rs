//! Documents attached to a draft.

use domain::{
    AttachmentId, InvoiceId, MAXIMUM_FILE_BYTES, MAXIMUM_TOTAL_BYTES, Permission, mend_attachment_name,
};
use storage::{Attachment, Document};

use crate::deposit::{require_unsent, too_large};
use crate::entropy::new_id;
use crate::{Actor, OperationError, Operations, Result, StoredFile};

/// Attachment type sent unless another is chosen (enums.md §3: the standard attachment).
const STANDARD_TYPE: &str = "DIVERS";

/// An attachment that was added, and what to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedAttachment {
    /// Its identifier.
    pub id: AttachmentId,
    /// The sentence that says how its name was changed, when it was.
    pub mended: Option<String>,
}

impl Operations {
    /// Attaches a file. Its name is mended where Chorus Pro would refuse it, and the answer says so.
    ///
    /// # Errors
    /// [`OperationError::Refused`] with the sentence for the user: type, size or total.
    pub async fn add_attachment(
        &self,
        actor: &Actor,
        invoice: InvoiceId,
        file: StoredFile,
        original_name: &str,
    ) -> Result<AddedAttachment> {
        actor.require(Permission::Deposit)?;
        // Under the write lock: the draft can neither leave nor grow in between.
        let mut unit = self.storage().begin().await?;
        let invoice = actor.reach(unit.invoice(actor.organization, invoice).await?)?;
        require_unsent(&invoice)?;
        let mended = mend_attachment_name(original_name)
            .map_err(|error| OperationError::Refused(error.to_string()))?;
        if file.bytes == 0 {
            return Err(OperationError::Refused(format!(
                "« {original_name} » est vide. Choisissez un autre fichier."
            )));
        }
        if file.bytes > MAXIMUM_FILE_BYTES {
            return Err(OperationError::Refused(too_large()));
        }
        let present = self.storage().attachments(actor.organization, invoice.id).await?;
        let total: u64 =
            present.iter().map(|attachment| u64::try_from(attachment.document.bytes).unwrap_or(0)).sum();
        if total + file.bytes > MAXIMUM_TOTAL_BYTES {
            return Err(OperationError::Refused(
                "Les pièces jointes dépasseraient 118 Mo, la limite de Chorus Pro. Retirez-en une d’abord."
                    .to_owned(),
            ));
        }
        let now = self.now();
        let label = mended.name.rsplit_once('.').map_or(mended.name.as_str(), |(stem, _)| stem).to_owned();
        let attachment = Attachment {
            id: AttachmentId(new_id(now, self.entropy())),
            organization: actor.organization,
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
            created_at: now,
        };
        unit.insert_attachment(&attachment).await?;
        let entry = self.entry(
            Some(actor.organization),
            Some(actor.user),
            "attachment.add",
            invoice.id,
            &attachment.document.sha256,
        );
        unit.journal(&entry).await?;
        unit.commit().await?;
        Ok(AddedAttachment { id: attachment.id, mended: mended.mended })
    }

    /// Takes an attachment off a draft.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is no such attachment.
    pub async fn remove_attachment(&self, actor: &Actor, invoice: InvoiceId, id: AttachmentId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut unit = self.storage().begin().await?;
        let invoice = actor.reach(unit.invoice(actor.organization, invoice).await?)?;
        require_unsent(&invoice)?;
        let present = self.storage().attachments(actor.organization, invoice.id).await?;
        if !present.iter().any(|attachment| attachment.id == id) {
            return Err(OperationError::NotFound("attachment"));
        }
        unit.delete_attachment(actor.organization, invoice.id, id).await?;
        unit.journal(&self.entry(
            Some(actor.organization),
            Some(actor.user),
            "attachment.remove",
            invoice.id,
            "",
        ))
        .await?;
        unit.commit().await?;
        Ok(())
    }
}
