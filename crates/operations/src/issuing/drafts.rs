//! Keeping and dropping drafts.

use chrono::NaiveDate;
use domain::{
    Author, Conflict, DraftChange, InvoiceForm, InvoiceId, InvoiceStatus, Notes, Permission, StructureId,
    Values, merge, paris_day, same_meaning,
};
use storage::Draft;

use super::deposit_view::{check_context, said_of};
use super::form::apply_form;
use super::wing::{Issuing, drafted, require_unsent, set_status, structure_of};
use crate::directory::known_recipient;
use crate::ground::changed;
use crate::{Actor, Result};

/// What a page sends back of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftEdit {
    /// The version that its page had loaded; none when it does not say.
    pub version: Option<i64>,
    /// What the page had loaded, as it says itself. It decides nothing but what counts as an edit of this person, who
    /// may type anything anyway: so it comes from the page, and no version but the last has to be stored.
    pub base: Values,
    /// Every field that was in front of the person, as it is now.
    pub typed: Values,
}

impl DraftEdit {
    /// A form over the draft as it was just read.
    #[must_use]
    pub fn over(draft: &Draft, form: &InvoiceForm) -> Self {
        Self { version: Some(draft.form_version), base: draft.form.values(), typed: form.values() }
    }
}

/// A draft after a save.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedDraft {
    /// Its version.
    pub version: i64,
    /// The form as it is stored now.
    pub form: InvoiceForm,
    /// Fields that this person and somebody else changed: the stored form has the other value.
    pub conflicts: Vec<DraftConflict>,
    /// What the checks say of it.
    pub notes: Notes,
}

/// A field that two sides changed, each to something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftConflict {
    /// Field and values.
    pub conflict: Conflict,
    /// Who the other side is, and since when; none where that is not known.
    pub change: Option<DraftChange>,
}

/// The stored form with the edit brought in, and where the person has to decide.
fn brought_together(draft: &Draft, edit: DraftEdit, today: NaiveDate) -> (InvoiceForm, Vec<DraftConflict>) {
    let stored = draft.form.values();
    let base = match edit.version {
        Some(version) if version == draft.form_version => stored.clone(),
        Some(version) if version < draft.form_version => edit.base,
        // Nothing is known of the page: whatever it holds was typed, and whatever is stored was typed by others.
        _ => Values::default(),
    };
    let same = |path: &_, mine: &str, theirs: &str| same_meaning(path, mine, theirs, today);
    let (merged, conflicts) = merge(&base, &edit.typed, &stored, same);
    let with_author = |conflict: Conflict| {
        let change = draft.changes.get(&conflict.path).cloned();
        DraftConflict { conflict, change }
    };
    (InvoiceForm::from_values(&merged), conflicts.into_iter().map(with_author).collect())
}

impl Issuing {
    /// The structure of a draft that can still be changed: what is asked before anything is received for it.
    ///
    /// # Errors
    /// [`crate::OperationError::NotFound`] when it is out of reach, [`crate::OperationError::Refused`] once the invoice
    /// has left.
    pub async fn structure_of_draft(&self, actor: &Actor, id: InvoiceId) -> Result<StructureId> {
        actor.require(Permission::Deposit)?;
        let (invoice, _) = drafted(actor, self.ground.read().await?.as_mut(), id).await?;
        require_unsent(&invoice)?;
        Ok(invoice.structure)
    }

    /// Keeps what a person changed. What others changed since the page was loaded stays: fields that only one side
    /// changed come together, and of a field that both changed the stored value stays and the person is asked.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] once the invoice has left.
    pub async fn save_draft(&self, actor: &Actor, id: InvoiceId, edit: DraftEdit) -> Result<SavedDraft> {
        actor.require(Permission::Deposit)?;
        let now = self.ground.now();
        let mut transaction = self.ground.write(actor.organization).await?;
        let (mut invoice, mut draft) = drafted(actor, transaction.as_mut(), id).await?;
        require_unsent(&invoice)?;
        let structure = structure_of(actor, transaction.as_mut(), &invoice).await?.structure;
        let (mut form, conflicts) = brought_together(&draft, edit, paris_day(now));
        // The name shown beside a SIRET is the one Chorus Pro gave, never one that was typed.
        let recipient = known_recipient(
            transaction.as_mut(),
            actor.organization,
            structure.environment,
            &form.recipient_siret,
        )
        .await?;
        form.recipient_name = recipient.as_ref().map(|card| card.entry.name.clone()).unwrap_or_default();
        if draft.form != form {
            let by = Author::Person { user: actor.user, name: actor.name.clone() };
            apply_form(&mut invoice, &mut draft, form, now, Some(&by));
            invoice.updated_at = now;
            // Nobody types a draft out of their own sight.
            invoice = actor.reach(Some(invoice))?;
            transaction.update_invoice(&mut invoice).await?;
            transaction.put_draft(&draft).await?;
        }
        transaction.commit().await?;
        let context = check_context(&self.ground, &structure, recipient.as_ref(), &draft.form);
        let notes = said_of(&draft, &structure).into_iter().chain(draft.form.check(&context).1).collect();
        Ok(SavedDraft { version: draft.form_version, form: draft.form, conflicts, notes })
    }

    /// Drops a draft; it stays in the list as abandoned.
    ///
    /// # Errors
    /// [`crate::OperationError::Refused`] once the invoice has left.
    pub async fn discard_draft(&self, actor: &Actor, id: InvoiceId) -> Result<()> {
        actor.require(Permission::Deposit)?;
        let mut transaction = self.ground.write(actor.organization).await?;
        let mut invoice = actor.reach(transaction.invoice(actor.organization, id).await?)?;
        require_unsent(&invoice)?;
        set_status(&self.ground, &mut invoice, InvoiceStatus::Cancelled, None);
        transaction.update_invoice(&mut invoice).await?;
        transaction.insert_event(&self.ground.event(&invoice, "CANCELLED", Some(&actor.name))).await?;
        transaction.journal(&self.ground.act(actor, "invoice.discard", id, "")).await?;
        transaction.tell(changed(invoice.organization, invoice.structure, Some(id))).await?;
        transaction.commit().await?;
        Ok(())
    }
}
