//! Files of an act on a works document: attached and taken off while it is prepared.

use documents::{OpenFile, StoredFile};
use domain::{AttachmentId, Permission, Values, WorksActId, WorksActKind, WorksDocumentId};
use storage::{Document, WorksActFile};

use super::super::wing::{Works, within_reach};
use super::known::Known;
use super::prepare::{permission, unsent_act};
use crate::issuing::place_file;
use crate::{Actor, AddedAttachment, OperationError, Result};

impl Works {
    /// Attaches a file to what is being prepared, mended where Chorus Pro would refuse it as it is; the answer says so.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when the document is out of reach or files do not go with the act;
    /// [`OperationError::Refused`] where nothing helps, for the total, or as [`Works::works_act_view`].
    pub async fn attach_to_works_act(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        kind: WorksActKind,
        file: StoredFile,
        original_name: &str,
    ) -> Result<Vec<AddedAttachment>> {
        actor.require(permission(kind))?;
        if !kind.takes_files() {
            return Err(OperationError::NotFound("attachment"));
        }
        // Whose it is, before anything is done with the file.
        within_reach(actor, self.ground.read().await?.as_mut(), id).await?;
        let prepared = self.issuing.prepare_file(file, original_name).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let document = within_reach(actor, transaction.as_mut(), id).await?;
        let unsent = unsent_act(transaction.as_mut(), &document, kind).await?;
        let known = Known::of(transaction.as_mut(), document).await?;
        known.require(kind)?;
        let mut act = match unsent {
            Some(act) => act,
            None => {
                let act = self.begin_act(actor, &known.document, kind, Values::default());
                transaction.insert_works_act(&act).await?;
                act
            }
        };
        let mut present = transaction.works_act_files(actor.organization, act.id).await?;
        let mut told = Vec::new();
        for file in prepared {
            let placed = place_file(present.iter().map(|file| &file.document), None, file)?;
            let last = present.iter().map(|file| file.position).max().unwrap_or(0);
            let added = WorksActFile {
                id: self.ground.id::<AttachmentId>(),
                organization: act.organization,
                act: act.id,
                position: last + 1,
                document: placed.document,
                original_name: placed.original_name,
                extension: placed.extension,
                label: placed.label,
                type_code: placed.type_code,
                chorus_id: None,
                mended: placed.mended,
                created_at: self.ground.now(),
            };
            transaction.insert_works_act_file(&added).await?;
            let entry = self.ground.act(actor, "attachment.add", id, &added.document.sha256);
            transaction.journal(&entry).await?;
            let name = added.document.name.clone();
            told.push(AddedAttachment { id: added.id, name, mended: placed.renamed });
            present.push(added);
        }
        self.touch(actor, &mut act);
        transaction.update_works_act(&mut act).await?;
        transaction.commit().await?;
        Ok(told)
    }

    /// Takes a file off what is being prepared.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is no such file; [`OperationError::Refused`] while the act is on its way.
    pub async fn detach_from_works_act(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        kind: WorksActKind,
        file: AttachmentId,
    ) -> Result<()> {
        actor.require(permission(kind))?;
        let absent = || OperationError::NotFound("attachment");
        let mut transaction = self.ground.write(actor.organization).await?;
        let document = within_reach(actor, transaction.as_mut(), id).await?;
        let mut act = unsent_act(transaction.as_mut(), &document, kind).await?.ok_or_else(absent)?;
        if !transaction.delete_works_act_file(actor.organization, act.id, file).await? {
            return Err(absent());
        }
        self.touch(actor, &mut act);
        transaction.update_works_act(&mut act).await?;
        transaction.journal(&self.ground.act(actor, "attachment.remove", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// A file of an act on a document within reach, open for reading: as it leaves, or as it was given.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach or there is none.
    pub async fn open_works_act_file(
        &self,
        actor: &Actor,
        id: WorksDocumentId,
        act: WorksActId,
        file: AttachmentId,
        original: bool,
    ) -> Result<(Document, OpenFile)> {
        actor.require(Permission::Read)?;
        let absent = || OperationError::NotFound("attachment");
        let mut read = self.ground.read().await?;
        let document = within_reach(actor, read.as_mut(), id).await?;
        let act = read.works_act(actor.organization, act).await?;
        let act = act.filter(|act| act.document == document.id).ok_or_else(absent)?;
        let files = read.works_act_files(actor.organization, act.id).await?;
        let found = files.into_iter().find(|known| known.id == file).ok_or_else(absent)?;
        let document = match found.mended.filter(|_| original) {
            Some(mended) => {
                Document { sha256: mended.sha256, name: found.original_name, bytes: mended.bytes }
            }
            None if original => return Err(absent()),
            None => found.document,
        };
        let open = self.documents.open(&document.sha256).await?;
        Ok((document, open))
    }
}
