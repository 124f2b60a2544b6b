//! Preparing an act: what is typed and attached is kept at once, so that nothing is lost before it is confirmed.

use documents::StoredFile;
use domain::{ActId, ActKind, ActState, AttachmentId, InvoiceId, Notes, Reason, Remark, Values};
use storage::{Act, Invoice, Transaction};

use super::wing::{Acting, of_side, open_act};
use crate::ground::changed;
use crate::issuing::new_attachment;
use crate::{Actor, AddedAttachment, OperationError, Result};

/// What became of what a page sent.
#[derive(Clone, Debug)]
pub struct SavedAct {
    /// The version that the page has taken in by now.
    pub version: i64,
    /// What a colleague has prepared meanwhile: it was replaced by what the page sent, and the person has to see it
    /// before anything leaves.
    pub replaced: Option<(Values, Notes)>,
}

impl Acting {
    /// Keeps what was typed. `version` is the one that the page has taken in, 0 before anything was prepared.
    ///
    /// It is kept even where the invoice has moved on: nobody types anything twice.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when it is out of reach, [`OperationError::Refused`] while the same is on its way.
    pub async fn save_act(
        &self,
        actor: &Actor,
        id: InvoiceId,
        kind: ActKind,
        version: i64,
        typed: &Values,
    ) -> Result<SavedAct> {
        actor.require(kind.permission())?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = of_side(actor, transaction.as_mut(), id, kind).await?;
        let typed = kind.own(typed);
        let Some(mut act) = unsent_act(transaction.as_mut(), &invoice, kind).await? else {
            let act = self.begin(actor, &invoice, kind, typed);
            transaction.insert_act(&act).await?;
            transaction.commit().await?;
            return Ok(SavedAct { version: act.version, replaced: None });
        };
        if act.values == typed {
            // Files that a colleague attached meanwhile are shown before it leaves: the version of the page tells.
            return Ok(SavedAct { version, replaced: None });
        }
        let replaced = (act.version != version && act.author != actor.user).then(|| {
            let remark = Remark::PreparedMeanwhile { name: act.author_name.clone() };
            let differs = kind
                .fields()
                .into_iter()
                .filter(|path| act.values.get(path.clone()) != typed.get(path.clone()));
            let mut notes = Notes::default();
            for path in differs {
                notes.error(path, remark.clone());
            }
            (act.values.clone(), notes)
        });
        act.values = typed;
        self.touch(actor, &mut act);
        transaction.update_act(&mut act).await?;
        transaction.commit().await?;
        Ok(SavedAct { version: act.version, replaced })
    }

    /// Attaches a file, mended where Chorus Pro would refuse it as it is; the answer says so.
    ///
    /// # Errors
    /// [`OperationError::Refused`] where nothing helps, or for the total; else as [`Acting::save_act`].
    pub async fn attach(
        &self,
        actor: &Actor,
        id: InvoiceId,
        kind: ActKind,
        file: StoredFile,
        original_name: &str,
    ) -> Result<Vec<AddedAttachment>> {
        actor.require(kind.permission())?;
        // Whose it is, before anything is done with it.
        of_side(actor, self.ground.read().await?.as_mut(), id, kind).await?;
        let prepared = self.issuing.prepare_file(file, original_name).await?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = of_side(actor, transaction.as_mut(), id, kind).await?;
        let mut present = transaction.attachments(actor.organization, id).await?;
        let mut act = match unsent_act(transaction.as_mut(), &invoice, kind).await? {
            Some(act) => act,
            None => {
                let act = self.begin(actor, &invoice, kind, Values::default());
                transaction.insert_act(&act).await?;
                act
            }
        };
        let mut told = Vec::new();
        for file in prepared {
            let added = new_attachment(&self.ground, &invoice, &present, Some(act.id), file)?;
            transaction.insert_attachment(&added.attachment).await?;
            let sha256 = &added.attachment.document.sha256;
            transaction.journal(&self.ground.act(actor, "attachment.add", id, sha256)).await?;
            present.push(added.attachment.clone());
            told.push(added.told());
        }
        self.touch(actor, &mut act);
        transaction.update_act(&mut act).await?;
        transaction.commit().await?;
        Ok(told)
    }

    /// Takes a file off what is being prepared.
    ///
    /// # Errors
    /// [`OperationError::NotFound`] when there is no such file; else as [`Acting::save_act`].
    pub async fn detach(
        &self,
        actor: &Actor,
        id: InvoiceId,
        kind: ActKind,
        attachment: AttachmentId,
    ) -> Result<()> {
        actor.require(kind.permission())?;
        let absent = || OperationError::NotFound("attachment");
        let mut transaction = self.ground.write(actor.organization).await?;
        let invoice = of_side(actor, transaction.as_mut(), id, kind).await?;
        let mut act = unsent_act(transaction.as_mut(), &invoice, kind).await?.ok_or_else(absent)?;
        let attached = transaction.attachments(actor.organization, id).await?;
        let of_act = |file: &&storage::Attachment| file.id == attachment && file.act == Some(act.id);
        attached.iter().find(of_act).ok_or_else(absent)?;
        transaction.delete_attachment(actor.organization, id, attachment).await?;
        self.touch(actor, &mut act);
        transaction.update_act(&mut act).await?;
        transaction.journal(&self.ground.act(actor, "attachment.remove", id, "")).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(super) fn begin(&self, actor: &Actor, invoice: &Invoice, kind: ActKind, values: Values) -> Act {
        let now = self.ground.now();
        Act {
            id: self.ground.id::<ActId>(),
            organization: invoice.organization,
            invoice: invoice.id,
            kind,
            state: ActState::Draft,
            values,
            reason: None,
            called_at: None,
            author: actor.user,
            author_name: actor.name.clone(),
            created_at: now,
            updated_at: now,
            submitted_at: None,
            ended_at: None,
            version: 1,
        }
    }

    pub(super) fn touch(&self, actor: &Actor, act: &mut Act) {
        act.author = actor.user;
        act.author_name.clone_from(&actor.name);
        act.updated_at = self.ground.now();
    }
}

/// The act of a kind that may still be changed.
pub(super) async fn unsent_act(
    transaction: &mut dyn Transaction,
    invoice: &Invoice,
    kind: ActKind,
) -> Result<Option<Act>> {
    match open_act(transaction, invoice, kind).await? {
        Some(act) if act.state.is_under_way() => Err(OperationError::Refused(Reason::ActUnderWay)),
        act => Ok(act),
    }
}

/// Tells open pages of an invoice.
pub(super) async fn tell(transaction: &mut dyn Transaction, invoice: &Invoice) -> Result<()> {
    let change = changed(invoice.organization, invoice.structure, Some(invoice.id));
    Ok(transaction.tell(change).await?)
}
