//! Documents attached to a draft.

use documents::StoredFile;
use domain::{ActId, AttachmentId, InvoiceId, MAXIMUM_TOTAL_BYTES, Permission, Reason};
use storage::{Attachment, Document, Invoice, MendedFrom};

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

/// A prepared file in its place among those that go with it.
pub(crate) struct PlacedFile {
    pub document: Document,
    pub original_name: String,
    pub extension: String,
    pub label: String,
    pub type_code: String,
    pub mended: Option<MendedFrom>,
    /// Whether its name is another than the one it came with.
    pub renamed: bool,
}

/// Gives a prepared file a name that none of those beside it has, where all that are attached are not too much together.
///
/// # Errors
/// [`OperationError::Refused`] for the total.
pub(crate) fn place_file<'d>(
    attached: impl Iterator<Item = &'d Document> + Clone,
    beside: impl IntoIterator<Item = &'d Document>,
    prepared: PreparedFile,
) -> Result<PlacedFile> {
    let PreparedFile { file, name, label, original_name, mended } = prepared;
    let total: u64 = attached.clone().map(|document| u64::try_from(document.bytes).unwrap_or(0)).sum();
    if total + file.bytes > MAXIMUM_TOTAL_BYTES {
        return Err(OperationError::Refused(Reason::AttachmentsTooLarge));
    }
    let taken: Vec<&str> = attached.chain(beside).map(|document| document.name.as_str()).collect();
    let named = name.distinct_from(taken.iter().copied());
    Ok(PlacedFile {
        document: Document {
            sha256: file.sha256,
            name: named.name,
            bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        },
        original_name,
        extension: named.extension,
        label: label.chars().take(LONGEST_LABEL).collect(),
        type_code: STANDARD_TYPE.to_owned(),
        mended,
        renamed: named.mended,
    })
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
    let attached = present.iter().map(|attachment| &attachment.document);
    let placed = place_file(attached, &invoice.document, prepared)?;
    let attachment = Attachment {
        id: ground.id::<AttachmentId>(),
        organization: invoice.organization,
        invoice: invoice.id,
        document: placed.document,
        original_name: placed.original_name,
        extension: placed.extension,
        label: placed.label,
        type_code: placed.type_code,
        chorus_id: None,
        act,
        mended: placed.mended,
        created_at: ground.now(),
    };
    Ok(NewAttachment { attachment, mended: placed.renamed })
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
